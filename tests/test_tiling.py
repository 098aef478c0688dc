"""Tiles against one pass over the mirrored whole, for all kinds of networks; what goes wrong with other steps."""

import tracemalloc
from functools import cache

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from helpers.inference import plan_tiles, predict, predict_logits, predict_logits_tiled, predict_tiled
from helpers.models import build_unet
from helpers.models.fcn import build_convolutional_classifier, build_fcn
from helpers.models.fields import receptive_field
from helpers.models.paper import paper_output_size, paper_unet, valid_tile_sizes
from helpers.tiling import accepted_sides, mirrored

ALIKE = 1e-5  # of the largest logit: rounding errors of float32
SMALL = {"num_classes": 3, "filters": (4, 6, 8)}


def halving_by_strides():
    """Padded, without PadToMultiple: two strided convolutions down, a 3x3 transposed one of stride 4 up."""
    x = picture = keras.Input((None, None, 3))
    for kernel_size in (3, 5):
        x = layers.Conv2D(4, kernel_size, strides=2, padding="same", activation="relu")(x)
    x = layers.Conv2DTranspose(3, 5, strides=4, padding="same")(x)
    return keras.Model(picture, x, name="strided")


def unpadded_without_levels():
    x = picture = keras.Input((None, None, 1))
    x = layers.Conv2D(4, 5, activation="relu")(x)
    x = layers.Conv2D(3, 3, dilation_rate=2)(x)
    return keras.Model(picture, x, name="unpadded")


def one_pixel_at_a_time():
    picture = keras.Input((None, None, 3))
    return keras.Model(picture, layers.Conv2D(3, 1)(picture), name="pixelwise")


NETWORKS = {
    "batch normalisation": lambda: build_unet(**SMALL),
    "no normalisation, no skips": lambda: build_unet(**SMALL, normalisation=None, skips="none", head_filters=4),
    "3x3 transposed convolutions": lambda: build_unet(**SMALL, upsampling="transposed3"),
    "bilinear, residual, skips added": lambda: build_unet(
        **SMALL, upsampling="bilinear", residual=True, skips="add", dropout=0.2),
    "stem of stride 2": lambda: build_unet(**SMALL, stem_stride=2),
    "strided convolutions": halving_by_strides,
    "fcn": lambda: build_fcn(num_classes=3, filters=(2, 2, 4, 4, 4), hidden=4, stride=8),
    "paper": lambda: paper_unet((None, None, 1), 3, (4, 6, 8)),
    "paper, five levels, in colour": lambda: paper_unet((None, None, 3), filters=(2, 4, 4, 8, 8)),
    "unpadded, without levels": unpadded_without_levels,
    "one pixel at a time": one_pixel_at_a_time,
}
SOME = ["batch normalisation", "3x3 transposed convolutions", "stem of stride 2", "paper"]


@cache
def network(name: str) -> keras.Model:
    """A network whose weights, means and variances are all random, so that each of them matters."""
    model = NETWORKS[name]()
    rng = np.random.default_rng(sum(name.encode()))
    for weight in model.weights:
        if "kernel" in weight.path:
            inputs = np.prod(weight.shape[:3])
            weight.assign(rng.normal(0, np.sqrt(2 / inputs), weight.shape))
        elif "variance" in weight.path or "gamma" in weight.path:
            weight.assign(rng.uniform(0.5, 2, weight.shape))
        else:
            weight.assign(rng.normal(0, 0.3, weight.shape))
    return model


def image(height, width, seed=0):
    """Noise in a dark and a bright half, so that each tile has another contrast."""
    noise = np.random.default_rng(seed).integers(0, 120, (height, width, 3), dtype=np.uint8)
    noise[:, width // 2 :] += 120
    return noise


def smallest_tile(model, margin=None):
    """The smallest tile but one that a network accepts: many tiles even of a small picture."""
    plan = plan_tiles(model, margin=margin)
    return plan.tile[0] - plan.step[0] + 2 * receptive_field(model).stride


def difference(model, picture, tile=None, margin=None, whole_margin=None):
    """The largest difference between tiles and one pass over the mirrored whole, in largest logits."""
    plan = plan_tiles(model, tile, margin)
    tiled = predict_logits_tiled(model, picture, tile, margin)
    if whole_margin is None:
        whole_margin = 0 if plan.lost else plan.margin
    whole = predict_logits(model, picture, whole_margin)
    assert tiled.shape == whole.shape == (*picture.shape[:2], model.output_shape[-1])
    assert tiled.dtype == whole.dtype == np.float32
    return np.abs(tiled - whole).max() / np.abs(whole).max()


@pytest.mark.parametrize("name", NETWORKS)
def test_tiles_give_the_answer_of_the_whole(name):
    model = network(name)
    assert difference(model, image(47, 61), smallest_tile(model)) < ALIKE


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(SOME), st.integers(1, 80), st.integers(1, 80), st.integers(2, 8), st.integers(0, 99))
def test_tiles_of_any_size_on_pictures_of_any_size(name, height, width, larger, seed):
    model = network(name)
    tile = smallest_tile(model) + larger * receptive_field(model).stride
    assert difference(model, image(height, width, seed), tile) < ALIKE


@pytest.mark.parametrize("name", ["batch normalisation", "3x3 transposed convolutions", "strided convolutions"])
def test_the_margin_is_as_large_as_it_must_be_and_no_larger(name):
    model = network(name)
    field = receptive_field(model)
    margin = plan_tiles(model).margin
    assert margin - field.stride < max(field.before, field.after) <= margin
    less = margin - field.stride
    tile = smallest_tile(model, less)
    assert max(difference(model, image(47, 61, seed), tile, less, margin) for seed in range(4)) > 10 * ALIKE


def test_without_a_margin_seams_show():
    assert difference(network("batch normalisation"), image(64, 64), tile=32, margin=0, whole_margin=24) > 0.05


def test_moved_by_no_multiple_of_the_total_stride_the_network_answers_otherwise():
    model = network("paper, five levels, in colour")
    picture = np.random.default_rng(0).random((1, 252 + 80, 252, 3), dtype=np.float32)
    whole = np.asarray(model.predict_on_batch(picture))
    largest = np.abs(whole).max()

    def moved(step):
        answer = np.asarray(model.predict_on_batch(picture[:, step : step + 252]))
        return np.abs(answer - whole[:, step : step + answer.shape[1]]).max() / largest

    # A tile of the paper answers 388 pixels, this one 68. Both are 4 more than a multiple of 16.
    assert paper_output_size(572) % 16 == paper_output_size(252) % 16 == 4
    assert max(moved(step) for step in (16, 64, 80)) < ALIKE
    assert min(moved(step) for step in (4, 8, 68, 76)) > 1000 * ALIKE


def test_group_normalisation_takes_the_means_of_what_it_is_shown():
    keras.utils.set_random_seed(0)
    model = build_unet(num_classes=3, filters=(8, 8, 16), normalisation="group")
    with pytest.raises(ValueError, match="looks at the whole picture.*group normalisation.*margin="):
        predict_tiled(model, image(64, 80))
    margin = plan_tiles(network("batch normalisation")).margin
    for wider in (0, 40):  # no cure
        found = difference(model, image(64, 80), tile=2 * (margin + wider) + 32, margin=margin + wider)
        assert found > 1000 * ALIKE


@pytest.mark.parametrize("name", ["batch normalisation", "stem of stride 2"])
def test_far_from_the_frame_tiles_agree_with_the_picture_alone(name):
    model = network(name)
    margin = plan_tiles(model).margin
    picture = image(2 * margin + 20, 2 * margin + 30)
    inner = slice(margin, -margin)
    tiled, alone = predict_logits_tiled(model, picture, smallest_tile(model)), predict_logits(model, picture)
    assert np.abs(tiled - alone)[inner, inner].max() < ALIKE * np.abs(alone).max()
    assert np.abs(tiled - alone).max() > ALIKE * np.abs(alone).max()


@pytest.mark.parametrize("name", ["batch normalisation", "paper"])
@pytest.mark.parametrize("size", [(1, 1), (1, 90), (3, 2), (50, 70)])
def test_ids_are_those_of_the_largest_logits(name, size):
    model = network(name)
    plan = plan_tiles(model, smallest_tile(model))
    ids = predict_tiled(model, image(*size), plan.tile[0])
    assert ids.dtype == np.uint8 and ids.shape == size
    logits = predict_logits_tiled(model, image(*size), plan.tile[0])
    assert np.array_equal(ids, logits.argmax(axis=-1))
    whole = predict(model, image(*size), margin=0 if plan.lost else plan.margin)
    clear = np.diff(np.sort(logits, axis=-1)[..., -2:])[..., 0] > 1e-4
    assert clear.mean() > 0.9 and np.array_equal(ids[clear], whole[clear])


def test_the_tiles_are_as_many_as_the_steps(monkeypatch):
    model = network("one pixel at a time")
    shapes = []
    answer = model.predict_on_batch
    monkeypatch.setattr(model, "predict_on_batch", lambda x: shapes.append(x.shape) or answer(x), raising=False)
    predict_tiled(model, image(64, 65), tile=32)
    assert shapes == [(1, 32, 32, 3)] * (2 * 3)


def test_the_logits_of_the_whole_never_exist():
    picture = keras.Input((None, None, 3))
    model = keras.Model(picture, layers.Conv2D(100, 1)(picture))
    large = image(1000, 800)
    predict_tiled(model, large[:50, :50], tile=200)
    tracemalloc.start()
    predict_tiled(model, large, tile=200)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60e6 < large.shape[0] * large.shape[1] * 100 * 4 / 5


def test_the_paper_s_tile():
    model = paper_unet(filters=(2, 4, 4, 6, 8))
    assert plan_tiles(model) == ((572, 572), (384, 384), 92, 92)
    any_size = paper_unet((None, None, 1), filters=(2, 4, 4, 6, 8))
    assert plan_tiles(any_size) == plan_tiles(model)
    assert plan_tiles(any_size, 252) == ((252, 252), (64, 64), 92, 92)


@pytest.mark.parametrize("levels", [2, 3, 4, 5])
def test_sides_that_an_unpadded_network_accepts_are_the_valid_tile_sizes(levels):
    sides = accepted_sides(paper_unet((None, None, 1), filters=(2,) * levels))
    for side in valid_tile_sizes(200, 260, levels):
        assert sides.at_least(side) == side and sides.at_least(side + 1) == side + sides.stride


def test_a_network_built_for_one_size_is_shown_tiles_of_it():
    model = build_unet((64, 96, 3), 2, (4, 4))
    plan = plan_tiles(model)
    assert plan.tile == (64, 96) and plan.step == (64 - 2 * plan.margin, 96 - 2 * plan.margin)
    twin = build_unet(num_classes=2, filters=(4, 4))
    twin.set_weights(model.get_weights())
    picture = image(100, 101)
    whole = predict_logits(twin, picture, plan.margin)
    assert np.abs(predict_logits_tiled(model, picture) - whole).max() < ALIKE * np.abs(whole).max()


@given(st.integers(1, 6), st.integers(1, 6), st.integers(-20, 5), st.integers(-20, 5), st.integers(0, 20))
def test_beyond_the_frame_the_picture_goes_on_as_numpy_mirrors_it(height, width, top, left, more):
    picture = np.arange(height * width * 2).reshape(height, width, 2)
    part = mirrored(picture, top, left, (height - top + more, width - left + more))
    before = [(max(0, -top), more), (max(0, -left), more), (0, 0)]
    assert np.array_equal(part, np.pad(picture, before, mode="reflect")[max(0, top) :, max(0, left) :])


UNET = build_unet(filters=(4, 4, 4))
PICTURE = image(16, 16)


@pytest.mark.parametrize(("do", "words"), [
    (lambda: predict_tiled(UNET, PICTURE, tile=61), ("a tile of 61 pixels", "steps of 4", "60 and 64")),
    (lambda: predict_tiled(UNET, PICTURE, tile=48),
     ("a tile of 48 pixels", "24 on each side are margin", "52 and 56")),
    (lambda: predict_tiled(UNET, PICTURE, tile=0), ("a tile of 0 pixels", "52 and 56")),
    (lambda: predict_tiled(network("paper"), PICTURE, tile=62),
     ("a tile of 62 pixels", "20 on each side", "60 and 64")),
    (lambda: predict_tiled(UNET, PICTURE, margin=10), ("margin=10", "total stride 4", "nearest above is 12")),
    (lambda: predict_tiled(UNET, PICTURE, margin=-4), ("margin=-4", "multiple")),
    (lambda: predict_tiled(network("paper"), PICTURE, margin=8),
     ("margin=8", "takes away 20 pixels", "Leave margin out")),
    (lambda: predict_tiled(build_unet((64, 64, 3), filters=(4, 4)), PICTURE, tile=32),
     ("tile=32", "64x64 only", "Leave tile out")),
    (lambda: predict_tiled(build_unet((32, 32, 3), filters=(4, 4, 4)), PICTURE),
     ("a tile of 32 pixels", "24 on each side are margin", "input_shape=(None, None")),
    (lambda: predict_tiled(build_unet((66, 90, 3), filters=(4, 4, 4)), PICTURE),
     ("a tile of 66 pixels", "steps of 4", "64 and 68", "input_shape=(None, None")),
    (lambda: predict_tiled(build_unet(num_classes=1, filters=(4, 4)), PICTURE), ("one output", "num_classes=2")),
    (lambda: predict_tiled(UNET, PICTURE[None]), ("(1, 16, 16, 3)", "one picture (H, W, 3)")),
    (lambda: predict_tiled(UNET, PICTURE / 255), ("float64", "scaling twice")),
    (lambda: predict_tiled(UNET, PICTURE[:0]), ("no pixel",)),
    (lambda: predict_tiled(build_unet((None, None, 4), filters=(4, 4)), PICTURE),
     ("4 channels", "red, green and blue", "input_shape=(None, None, 3)")),
    (lambda: predict_tiled(build_convolutional_classifier(filters=(2,) * 5, hidden=2), PICTURE),
     ("answers a picture of 2048x2048 with (63, 63)", "enlarge it", "predict_on_batch")),
])
def test_what_cannot_be_cut_gets_a_sentence(do, words):
    with pytest.raises(ValueError) as caught:
        do()
    message = str(caught.value)
    assert all(word in message for word in words), message
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
