"""What notebook 03 builds is what `helpers` holds: same weights, same answers, same numbers."""

import keras
import numpy as np
import pytest
from building import built_in, copy_kits_in
from keras import layers

from helpers.models import fcn as theirs

built, kits = built_in("03_from_classifier_to_fcn.ipynb"), copy_kits_in("03_from_classifier_to_fcn.ipynb")
rng = np.random.default_rng(0)


def draw_weights(model):
    """Draws all weights, those of the normalisation too, so that a layer in the wrong place shows."""
    def draw(shape):
        spread = (2 / np.prod(shape[:-1])) ** 0.5
        return rng.uniform(0.5, 1, shape) if len(shape) == 1 else spread * rng.standard_normal(shape)

    model.set_weights([draw(weights.shape) for weights in model.get_weights()])


def assert_same_network(mine, other, picture):
    """Holds two networks against each other: how their weights begin, and what they answer with the same ones."""
    assert [w.shape for w in mine.get_weights()] == [w.shape for w in other.get_weights()]
    for one, two in zip(mine.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(one.std(), two.std(), rtol=0.15 if one.size > 2000 else 0.3)
        assert one.shape[:2] != (4, 4) or np.array_equal(one, two), "enlargements begin as interpolation"
    draw_weights(other)
    mine.set_weights(other.get_weights())
    wanted = np.asarray(other(picture))
    assert np.ptp(wanted) > 0.1, "the network answers the same everywhere: draw other weights"
    np.testing.assert_allclose(np.asarray(mine(picture)), wanted, rtol=0, atol=1e-5 * np.abs(wanted).max())


def pictures(height, width):
    return rng.random((2, height, width, 3), "float32")


def test_the_classifier_is_build_classifier():
    assert_same_network(built.build_classifier(), theirs.build_classifier(), pictures(64, 64))


def test_the_twin_is_build_convolutional_classifier():
    assert_same_network(built.build_twin(), theirs.build_convolutional_classifier(), pictures(100, 130))


@pytest.mark.parametrize(("stride", "classes"), [(32, 11), (16, 3), (8, 11), (8, 4)])
def test_the_fcns_are_build_fcn(stride, classes):
    mine, other = built.build_fcn(stride, classes), theirs.build_fcn(num_classes=classes, stride=stride)
    assert mine.name == other.name
    assert_same_network(mine, other, pictures(61, 90))


def test_weights_are_copied_as_the_helper_copies_them():
    classifier = built.build_classifier()
    draw_weights(classifier)
    named = theirs.build_classifier()
    named.set_weights(classifier.get_weights())
    mine, other = built.build_twin(), theirs.build_convolutional_classifier()
    built.copy_weights(classifier, mine)
    theirs.copy_dense_weights(named, other)
    for one, two in zip(mine.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)
    windows = pictures(64, 64)
    np.testing.assert_allclose(mine(windows)[:, 0, 0], classifier(windows), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(("factor", "channels"), [(2, 1), (2, 5), (4, 2), (16, 3)])
def test_the_pyramid_is_bilinear_kernel(factor, channels):
    mine, other = built.bilinear_kernel(factor, channels), theirs.bilinear_kernel(factor, channels)
    assert mine.dtype == other.dtype
    np.testing.assert_array_equal(mine, other)


@pytest.mark.parametrize(("height", "width", "k", "stride"), [(1, 1, 3, 2), (3, 5, 2, 3), (4, 2, 4, 2), (6, 3, 5, 1)])
def test_stamps_are_the_transposed_convolution_of_keras(height, width, k, stride):
    small, kernel = rng.standard_normal((height, width)), rng.standard_normal((k, k))
    layer = layers.Conv2DTranspose(1, k, strides=stride, use_bias=False)
    layer.build((None, height, width, 1))
    layer.set_weights([kernel[:, :, None, None]])
    wanted = np.asarray(layer(small[None, :, :, None].astype("float32")))[0, :, :, 0]
    if k < stride:  # Keras adds the gap after the last stamp as well
        wanted = wanted[: (height - 1) * stride + k, : (width - 1) * stride + k]
    np.testing.assert_allclose(built.stamp_up(small, kernel, stride), wanted, atol=1e-5)


def test_a_chain_of_layers_becomes_convolutions_that_agree_with_each_window():
    keras.utils.set_random_seed(0)
    classifier = keras.Sequential([
        keras.Input((16, 24, 2)), layers.Conv2D(4, 3, padding="valid"), layers.MaxPooling2D(2), layers.Flatten(),
        layers.Dense(6, activation="relu"), layers.Dropout(0.5), layers.Dense(3)])
    draw_weights(classifier)
    picture = rng.random((1, 30, 50, 2), "float32")
    answers = np.asarray(kits.as_convolutions(classifier)(picture))
    assert answers.shape == (1, 8, 14, 3)
    for row, column in ((0, 0), (3, 5), (7, 13)):
        window = picture[:, 2 * row : 2 * row + 16, 2 * column : 2 * column + 24]
        np.testing.assert_allclose(answers[:, row, column], classifier(window), rtol=1e-4, atol=1e-5)


def test_labels_of_windows():
    built.has_vehicle.__globals__["VEHICLE"] = 8
    mask = np.zeros((64, 64), np.uint8)
    assert built.has_vehicle(mask) == 0 and built.side_of_vehicle(mask) is None
    mask[:, :4] = 8
    assert built.has_vehicle(mask) is None and built.side_of_vehicle(mask) == 0
    mask[:, :20] = 8
    assert built.has_vehicle(mask) == 1 and built.side_of_vehicle(mask) == 0
    assert built.side_of_vehicle(mask[:, ::-1]) == 1
    mask[:, 32] = 8
    assert built.side_of_vehicle(mask) is None
