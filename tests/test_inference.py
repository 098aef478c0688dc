"""Prediction for pictures of any size."""

import keras
import numpy as np
import pytest
from scipy.special import softmax

from helpers.images import normalise
from helpers.inference import predict, predict_logits, predict_probabilities
from helpers.models import build_unet


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
