"""Prediction for pictures of any size."""

import keras
import numpy as np
import pytest
from keras import layers
from scipy.special import softmax

from helpers.images import normalise
from helpers.inference import predict, predict_logits, predict_probabilities, predict_tiled
from helpers.models import build_unet
from helpers.models.paper import paper_unet


@pytest.fixture(scope="module")
def model():
    keras.utils.set_random_seed(1)
    return build_unet(num_classes=4, filters=(4, 8, 8))


def image(height, width, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize("size", [(1, 1), (5, 3), (16, 16), (33, 50), (70, 9)])
def test_a_mask_has_the_size_of_its_picture(model, size):
    mask = predict(model, image(*size))
    assert mask.dtype == np.uint8 and mask.shape == size and mask.max() < 4


def test_logits_are_what_the_network_says_to_the_normalised_picture(model):
    picture = image(20, 30)
    direct = np.asarray(model(normalise(picture)[None], training=False))[0]
    assert np.allclose(predict_logits(model, picture), direct, atol=1e-5)


def test_each_pixel_gets_the_class_with_the_largest_logit():
    identity = keras.Sequential([keras.Input((None, None, 3)), keras.layers.Identity()])
    picture = np.zeros((3, 3, 3), np.uint8)
    picture[0, 0, 2] = picture[1, 1, 1] = picture[2, 2, 0] = 255
    assert predict(identity, picture)[[0, 1, 2], [0, 1, 2]].tolist() == [2, 1, 0]


def test_probabilities_are_the_softmax_of_the_logits(model):
    picture = image(12, 12)
    probabilities = predict_probabilities(model, picture)
    assert np.allclose(probabilities, softmax(predict_logits(model, picture), axis=-1), atol=1e-6)
    assert np.array_equal(probabilities.argmax(axis=-1), predict(model, picture))


def test_large_logits_do_not_overflow(recwarn):
    loud = keras.Sequential([keras.Input((None, None, 3)), keras.layers.Rescaling(1e4)])
    probabilities = predict_probabilities(loud, image(6, 6))
    assert np.isfinite(probabilities).all() and np.allclose(probabilities.sum(axis=-1), 1)
    assert not [w for w in recwarn.list if issubclass(w.category, RuntimeWarning)]


def test_exposure_makes_no_difference(model):
    bright = image(24, 24) // 8 * 8
    assert (predict(model, bright) == predict(model, bright // 8)).mean() > 0.95


def test_the_picture_is_not_changed(model):
    picture = image(10, 10)
    before = picture.copy()
    predict(model, picture)
    assert np.array_equal(picture, before)


def reflect(picture, *widths):
    """Mirrors above, below, left and right; NumPy leaves a row of one pixel as it is."""
    return np.pad(picture, (widths[:2], widths[2:], (0, 0)), mode="reflect")


@pytest.fixture(scope="module")
def unpadded():
    """Answers 40 pixels less than it is shown, along each side; accepts multiples of four from 44 on."""
    keras.utils.set_random_seed(2)
    return paper_unet((None, None, 3), 3, (4, 6, 8))


@pytest.mark.parametrize("size", [(1, 1), (3, 70), (16, 20), (33, 50)])
def test_an_unpadded_network_is_shown_the_mirror_image_around_the_picture(unpadded, size):
    picture = image(*size)
    below, right = (20 + -side % 4 for side in size)
    shown = reflect(normalise(picture), 20, below, 20, right)
    direct = np.asarray(unpadded.predict_on_batch(shown[None]))[0, : size[0], : size[1]]
    assert predict_logits(unpadded, picture).shape == (*size, 3)
    assert np.allclose(predict_logits(unpadded, picture), direct, atol=1e-6)
    assert np.array_equal(predict(unpadded, picture), direct.argmax(axis=-1))


@pytest.mark.parametrize("margin", [1, 8, 30])
def test_a_margin_is_the_mirror_image_and_is_cut_off_again(model, unpadded, margin):
    picture = image(20, 13)
    shown = reflect(normalise(picture), *[margin] * 4)
    direct = np.asarray(model.predict_on_batch(shown[None]))[0, margin:-margin, margin:-margin]
    assert np.allclose(predict_logits(model, picture, margin), direct, atol=1e-6)
    assert np.array_equal(predict(model, picture, margin), direct.argmax(axis=-1))

    below, right = (20 + margin + -(side + 2 * margin) % 4 for side in (20, 13))
    shown = reflect(normalise(picture), 20 + margin, below, 20 + margin, right)
    direct = np.asarray(unpadded.predict_on_batch(shown[None]))[0, margin : margin + 20, margin : margin + 13]
    assert np.allclose(predict_logits(unpadded, picture, margin), direct, atol=1e-6)


def test_a_network_for_one_size_takes_the_pictures_that_fill_it():
    paper = paper_unet((84, 92, 3), filters=(2, 4, 4))
    assert predict(paper, image(44, 51)).shape == (44, 51)
    with pytest.raises(ValueError, match=r"\(84, 92, 3\) only.*\(40, 51, 3\), 80x92 with.*predict_tiled"):
        predict(paper, image(40, 51))


def test_a_network_for_one_channel_is_shown_the_grey_picture():
    shown = keras.Input((None, None, 1))
    model = keras.Model(shown, layers.Concatenate()([shown, layers.Rescaling(0, 0.5)(shown)]))
    picture = image(20, 24)
    grey = normalise(picture) @ np.array([0.299, 0.587, 0.114])
    assert np.abs(predict_logits(model, picture)[..., 0] - grey).max() < 1 / 255
    clear = np.abs(grey - 0.5) > 1 / 255
    assert np.array_equal(predict_tiled(model, picture, tile=16)[clear], (grey < 0.5)[clear])

    without_colour = np.repeat(picture[..., :1], 3, axis=2)
    assert np.array_equal(predict_logits(model, without_colour)[..., 0], normalise(without_colour)[..., 0])


def test_a_network_that_rounds_sizes_up_is_shown_one_that_needs_no_rounding():
    picture = keras.Input((None, None, 3))
    quarter = layers.Conv2D(4, 3, strides=4, padding="same")(picture)
    model = keras.Model(picture, layers.Conv2DTranspose(2, 4, strides=4, padding="same")(quarter))
    shown = reflect(normalise(image(18, 21)), 0, 2, 0, 3)
    direct = np.asarray(model.predict_on_batch(shown[None]))[0, :18, :21]
    assert np.allclose(predict_logits(model, image(18, 21)), direct, atol=1e-6)


def test_a_margin_below_nought_gets_a_sentence(model):
    with pytest.raises(ValueError, match="margin=-1, but it counts pixels"):
        predict(model, image(8, 8), margin=-1)
