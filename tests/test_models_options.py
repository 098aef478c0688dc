"""The options of `build_unet`: each does what it says, answers any size, and is stored and exported whole."""

from itertools import pairwise

import cv2
import keras
import numpy as np
import pytest

from helpers.models import build_encoder_decoder, build_fcn, build_unet, paper_unet
from helpers.models.blocks import join, residual_conv, upsample
from helpers.models.sizes import Enlarge

OPTIONS = {
    "bilinear": {"upsampling": "bilinear"},
    "transposed 3x3": {"upsampling": "transposed3"},
    "added": {"skips": "add"},
    "no skips": {"skips": "none"},
    "residual": {"residual": True},
    "group": {"normalisation": "group"},
    "stem": {"stem_stride": 2},
    "all at once": {"stem_stride": 4, "residual": True, "skips": "add", "upsampling": "bilinear", "head_filters": 4,
                    "dropout": 0.2, "bottom_dropout": 0.2},
}
WIDE = (64, 128, 256, 512, 1024)


def picture(height, width, count=1, seed=0):
    return np.random.default_rng(seed).random((count, height, width, 3), dtype=np.float32)


def built(**options):
    keras.utils.set_random_seed(0)
    return build_unet(num_classes=3, filters=(8, 16, 24), **options)


def answer(model, x):
    return np.asarray(model(x, training=False))


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize("size", [(1, 1), (2, 3), (17, 40), (33, 31)])
def test_any_size_is_answered(options, size):
    logits = answer(built(**options), picture(*size))
    assert logits.shape == (1, *size, 3) and np.isfinite(logits).all()


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_saved_and_loaded_alone_and_in_a_batch_the_answer_is_the_same(options, tmp_path):
    model, x = built(**options), picture(21, 30, count=3)
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    assert np.array_equal(answer(again, x), answer(model, x))
    alone = np.concatenate([answer(model, one[None]) for one in x])
    assert np.allclose(alone, answer(model, x), atol=1e-5)


EXPORTED = {
    "unet": lambda: built(),
    "residual, stem": lambda: built(residual=True, stem_stride=2, skips="add"),
    "bilinear": lambda: built(upsampling="bilinear", skips="none"),
    "paper": lambda: paper_unet((None, None, 3), filters=(4, 6, 8)),
    "fcn8s": lambda: build_fcn(stride=8, filters=(4, 4, 4, 4, 4)),
    "encoder-decoder": lambda: build_encoder_decoder(filters=(4, 4, 4, 4, 4)),
}


@pytest.mark.skipif(keras.config.backend() != "tensorflow", reason="a SavedModel is TensorFlow's")
@pytest.mark.parametrize("build", EXPORTED.values(), ids=EXPORTED)
def test_the_exported_network_answers_alike_at_another_size_and_batch(build, tmp_path):
    import tensorflow as tf

    model = build()
    model.export(tmp_path / "saved", format="tf_saved_model", verbose=False)
    exported = tf.saved_model.load(tmp_path / "saved")
    for x in (picture(60, 76), picture(84, 60, count=2, seed=1)):
        assert np.allclose(np.asarray(exported.serve(x)), answer(model, x), atol=1e-5)


def test_the_briefs_networks_have_their_numbers_of_parameters():
    streets = build_unet((128, 128, 3), 12, WIDE, None, dropout=0.3, upsampling="transposed3")
    assert streets.count_params() == 34_514_060
    assert streets.output_shape == (None, 128, 128, 12)
    simulated = build_unet((96, 128, 3), 23, (32, 64, 128, 256, 512), None, bottom_dropout=0.3,
                           upsampling="transposed3", head_filters=32)
    assert simulated.count_params() == 8_640_471
    assert simulated.output_shape == (None, 96, 128, 23)


def test_the_briefs_networks_drop_where_their_authors_do():
    streets = build_unet((128, 128, 3), 12, (4, 4, 4, 4, 4), None, dropout=0.3)
    places = [layer.name for layer in streets.layers if isinstance(layer, keras.layers.Dropout)]
    assert places == [f"down{i}_dropout" for i in (1, 2, 3, 4)] + [f"up{i}_dropout" for i in (4, 3, 2, 1)]
    simulated = build_unet((96, 128, 3), 23, (4, 4, 4, 4, 4), None, bottom_dropout=0.3)
    drops = [layer for layer in simulated.layers if isinstance(layer, keras.layers.Dropout)]
    assert [(layer.name, layer.output.shape[1:3]) for layer in drops] == [
        ("down4_end_dropout", (12, 16)), ("bottleneck_dropout", (6, 8))]
    assert simulated.get_layer("up4_join").input[0] is drops[0].output


def test_parameters_of_each_option_by_hand():
    filters = (8, 16, 24)
    plain = built(normalisation=None).count_params()

    def more(**options):
        return built(normalisation=None, **options).count_params() - plain

    steps = list(pairwise(filters))
    assert more(upsampling="transposed3") == sum(5 * a * b for a, b in steps)
    assert more(upsampling="bilinear") == -sum(3 * a * b for a, b in steps)
    assert more(skips="add") == more(skips="none") == -sum(9 * a * a for a in filters[:-1])
    # 1x1 shortcuts: into each level, and from the joint of twice the width.
    shortcuts = [(3, 8), (8, 16), (16, 24), (32, 16), (16, 8)]
    assert more(residual=True) == sum((a + 1) * b for a, b in shortcuts)
    assert more(head_filters=5) == (9 * 8 + 1) * 5 - 3 * 3
    # A stem of 3x3: its own weights, and the first convolution then reads 8 channels instead of 3.
    assert more(stem_stride=2) == (27 + 1) * 8 + 9 * 5 * 8


def test_without_skips_only_the_bottom_reaches_the_top():
    x = picture(16, 16)
    for skips, survives in (("none", False), ("concatenate", True), ("add", True)):
        model = built(skips=skips, normalisation=None)
        for weight in model.get_layer("bottleneck_conv2").weights:
            weight.assign(np.zeros(weight.shape))
        assert bool(np.ptp(answer(model, x)) > 0) is survives


def test_a_residual_block_without_convolutions_lets_its_input_through():
    x = keras.Input((4, 4, 8))
    model = keras.Model(x, residual_conv(x, 8, None, name="block"))
    for weight in model.weights:
        weight.assign(np.zeros(weight.shape))
    numbers = np.random.default_rng(0).random((1, 4, 4, 8), dtype=np.float32)
    assert np.array_equal(np.asarray(model(numbers)), numbers)


@pytest.mark.parametrize("factor", [2, 3, 8])
@pytest.mark.parametrize("size", [(5, 7), (1, 1), (2, 9)])
def test_enlarging_is_what_keras_and_opencv_do(factor, size):
    x = picture(*size, count=2)
    large = np.asarray(Enlarge(factor)(x))
    assert np.allclose(large, keras.layers.UpSampling2D(factor, interpolation="bilinear")(x), atol=1e-6)
    cv2_says = cv2.resize(x[1], (size[1] * factor, size[0] * factor), interpolation=cv2.INTER_LINEAR)
    assert np.allclose(large[1], cv2_says, atol=1e-6)


def test_predict_may_meet_several_sizes():
    model = built(upsampling="bilinear", stem_stride=2)
    for size in ((16, 24), (31, 40), (16, 24)):
        assert np.allclose(model.predict_on_batch(picture(*size)), answer(model, picture(*size)), atol=1e-5)


@pytest.mark.parametrize("kind", ["transposed2", "transposed3", "bilinear"])
def test_upsampling_doubles_the_sides(kind):
    x = keras.Input((5, 7, 6))
    assert upsample(x, 4, kind, "up").shape == (None, 10, 14, 4)


def test_interpolation_and_1x1_convolution_may_change_places():
    x = keras.Input((5, 7, 6))
    model = keras.Model(x, upsample(x, 4, "bilinear", "up"))
    numbers = np.random.default_rng(0).normal(size=(1, 5, 7, 6)).astype(np.float32)
    large = keras.layers.UpSampling2D(2, interpolation="bilinear")(numbers)
    assert np.allclose(np.asarray(model(numbers)), np.asarray(model.get_layer("up")(large)), atol=1e-5)


def test_the_skip_comes_first():
    skip, below = keras.Input((2, 2, 1)), keras.Input((2, 2, 1))
    model = keras.Model([below, skip], join(below, skip, "concatenate", "join"))
    joined = np.asarray(model([np.zeros((1, 2, 2, 1)), np.ones((1, 2, 2, 1))]))
    assert joined[0, 0, 0].tolist() == [1, 0]


@pytest.mark.parametrize(("options", "message"), [
    ({"upsampling": "nearest"}, "upsampling is 'nearest', but it must be 'transposed2'"),
    ({"skips": "concat"}, "skips is 'concat', but it must be 'concatenate'"),
    ({"bottom_dropout": 1.0}, "bottom_dropout=1.0, but it is a share"),
    ({"normalisation": "group", "head_filters": 4}, "head_filters=4: group normalisation makes 8 groups"),
    ({"stem_stride": 0}, "stem_stride=0, but it is a whole number"),
])
def test_options_that_make_no_network_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        built(**options)
