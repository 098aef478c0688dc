"""The family of FCNs on one small encoder: the twin's equality, coarse grids, interpolation as a convolution."""

import keras
import numpy as np
import pytest
from scipy.ndimage import zoom

from helpers.models import build_classifier, build_convolutional_classifier, build_encoder_decoder, build_fcn
from helpers.models.fcn import bilinear_kernel, bilinear_up, copy_dense_weights

TINY = (4, 4, 6, 6, 8)


def pictures(count, height, width, seed=0):
    return np.random.default_rng(seed).random((count, height, width, 3), dtype=np.float32)


def live(model, seed=0):
    """Gives every weight a random value, statistics of batch normalisation and biases among them."""
    rng = np.random.default_rng(seed)
    for weight in model.weights:
        noise = rng.normal(0, 0.3, weight.shape)
        weight.assign(np.abs(noise) + 0.5 if "norm" in weight.path else noise)
    return model


@pytest.mark.parametrize("window", [(64, 64), (32, 96)])
def test_the_twin_answers_as_the_classifier(window):
    classifier = live(build_classifier((*window, 3), 5, TINY, hidden=7))
    twin = build_convolutional_classifier(window, 3, 5, TINY, hidden=7)
    copy_dense_weights(classifier, twin)
    x = pictures(3, *window)
    dense, convolved = np.asarray(classifier(x)), np.asarray(twin(x))
    assert convolved.shape == (3, 1, 1, 5) and np.ptp(dense) > 0.1
    assert np.allclose(dense, convolved[:, 0, 0], atol=1e-5 * np.abs(dense).max())
    assert twin.count_params() == classifier.count_params()


def test_a_larger_picture_gives_a_row_for_each_32_pixels_more():
    twin = build_convolutional_classifier((64, 64), filters=TINY)
    assert twin(pictures(1, 64, 64 + 5 * 32)).shape == (1, 1, 6, 2)
    assert twin(pictures(1, 120, 160)).shape == (1, 2, 4, 2)


def test_weights_of_another_window_are_refused():
    with pytest.raises(ValueError, match="'hidden' has .* same window"):
        copy_dense_weights(build_classifier((64, 64, 3), filters=TINY),
                           build_convolutional_classifier((96, 64), filters=TINY))


@pytest.mark.parametrize("shape", [(None, None, 3), (60, 64, 3), (64, 3), (0, 64, 3)])
def test_a_classifier_needs_a_fixed_size(shape):
    with pytest.raises(ValueError, match="multiples of 32"):
        build_classifier(shape)


@pytest.mark.parametrize("size", [(64, 96), (33, 31), (1, 5), (120, 160)])
@pytest.mark.parametrize("build", [
    lambda: build_fcn(num_classes=4, stride=32, filters=TINY),
    lambda: build_fcn(num_classes=4, stride=16, filters=TINY),
    lambda: build_fcn(num_classes=4, stride=8, filters=TINY),
    lambda: build_encoder_decoder(num_classes=4, filters=TINY),
], ids=["32s", "16s", "8s", "encoder-decoder"])
def test_logits_have_the_size_of_the_picture(build, size):
    assert live(build())(pictures(1, *size)).shape == (1, *size, 4)


@pytest.mark.parametrize(("stride", "levels"), [(32, [5]), (16, [5, 4]), (8, [5, 4, 3])])
def test_an_fcn_scores_the_grids_of_its_stride(stride, levels):
    model = build_fcn((128, 160, 3), 11, stride)
    scores = {layer.name: layer.output.shape[1:] for layer in model.layers if layer.name[:-1] == "score"}
    assert not any(np.any(model.get_layer(f"score{level}").kernel) for level in levels[1:])
    assert scores == {f"score{level}": (128 // 2**level, 160 // 2**level, 11) for level in levels}


def test_the_three_begin_with_the_same_answer():
    # Added scores begin at zero and the enlargements as interpolation, so 16s and 8s start out as smooth as 32s.
    x = pictures(1, 128, 160)
    answers = []
    for stride in (32, 16, 8):
        keras.utils.set_random_seed(3)
        model = build_fcn(num_classes=3, stride=stride, filters=TINY)
        rng = np.random.default_rng(0)
        model.get_layer("score5").set_weights([rng.normal(size=(1, 1, 64, 3)), rng.normal(size=3)])
        answers.append(np.asarray(model(x)))
    for finer in answers[1:]:
        inside = (slice(None), slice(32, -32), slice(32, -32))
        assert np.allclose(answers[0][inside], finer[inside], atol=0.15 * np.ptp(answers[0]))


def test_finer_strides_follow_finer_changes():
    # A change of one pixel reaches 8s through pool 3: the shares of the picture that answer to it shrink.
    x = pictures(1, 256, 256)
    y = x.copy()
    y[0, 128, 128] += 5
    sharpness = {}
    for stride in (32, 8):
        model = live(build_fcn(num_classes=2, stride=stride, filters=TINY), seed=1)
        change = np.abs(np.asarray(model(y)) - np.asarray(model(x))).max(axis=-1)[0]
        sharpness[stride] = change.max() / change.mean()
    assert sharpness[8] > 1.5 * sharpness[32]


def test_another_stride_is_refused():
    with pytest.raises(ValueError, match="stride=4, but .* 32, 16 or 8"):
        build_fcn(stride=4)


@pytest.mark.parametrize("factor", [2, 4, 8])
def test_the_bilinear_kernel_interpolates(factor):
    x = pictures(1, 6, 7)[..., :2]
    layer = keras.layers.Conv2DTranspose(2, 2 * factor, strides=factor, padding="same", use_bias=False)
    layer.build(x.shape)
    layer.set_weights([bilinear_kernel(factor, 2)])
    inside = (slice(None), slice(factor, -factor), slice(factor, -factor))
    keras_says = keras.layers.UpSampling2D(factor, interpolation="bilinear")(x)
    assert np.allclose(np.asarray(layer(x))[inside], np.asarray(keras_says)[inside], atol=1e-6)
    scipy_says = zoom(x[0, :, :, 1], factor, order=1, grid_mode=True, mode="nearest")
    assert np.allclose(np.asarray(layer(x))[0, factor:-factor, factor:-factor, 1],
                       scipy_says[factor:-factor, factor:-factor], atol=1e-6)


def test_the_learned_enlargement_begins_as_interpolation_and_is_stored_as_any_layer(tmp_path):
    model = keras.Sequential([keras.Input((5, 5, 3)), bilinear_up(3, "up")])
    assert np.allclose(model.get_layer("up").kernel, bilinear_kernel(2, 3))
    model.save(tmp_path / "up.keras")
    again = keras.models.load_model(tmp_path / "up.keras")
    assert np.array_equal(again(np.ones((1, 5, 5, 3))), model(np.ones((1, 5, 5, 3))))


def test_parameter_counts_of_the_docstrings():
    assert build_classifier().count_params() == build_convolutional_classifier().count_params() == 237_810
    fcns = [build_fcn(num_classes=11, stride=stride).count_params() for stride in (32, 16, 8)]
    assert fcns == [258_875, 261_526, 264_177]
    assert build_encoder_decoder(num_classes=11).count_params() == 527_195
    # By hand: 64 x 11 + 11 for a score, 4 x 4 x 11 x 11 for an enlargement.
    assert set(np.diff(fcns)) == {64 * 11 + 11 + 16 * 11 * 11}
