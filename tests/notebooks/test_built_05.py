"""What notebook 05 builds is what `helpers` holds: same weights, same answers, same numbers."""

import keras
import numpy as np
import pytest
from building import built_in
from keras import layers

from helpers.images import stretch_contrast
from helpers.inference import predict_logits, predict_logits_tiled
from helpers.models import build_unet, paper_output_size, paper_unet, valid_tile_sizes
from helpers.models.sizes import CentreCropTo

built = built_in("05_building_the_unet.ipynb")
rng = np.random.default_rng(0)


def random_weights(model):
    """Draws all weights, biases too, so that a bias in the wrong place shows."""
    return [rng.standard_normal(w.shape).astype("float32") * (2 / np.prod(w.shape[:-1])) ** 0.5 if w.ndim > 1
            else 0.1 * rng.standard_normal(w.shape).astype("float32") for w in model.get_weights()]


def assert_same_answer(mine, theirs, shape):
    weights = random_weights(theirs)
    assert [w.shape for w in mine.get_weights()] == [w.shape for w in weights]
    mine.set_weights(weights)
    theirs.set_weights(weights)
    picture = rng.random((2, *shape), "float32")
    wanted = np.asarray(theirs(picture))
    assert np.ptp(wanted) > 0.1, "the network answers the same everywhere: draw other weights"
    np.testing.assert_allclose(np.asarray(mine(picture)), wanted, rtol=0, atol=1e-5 * np.abs(wanted).max())


@pytest.mark.parametrize(("shape", "classes", "filters"), [
    ((32, 48, 3), 5, (4, 8, 6, 10)), ((16, 16, 1), 2, (3, 5)), ((96, 128, 3), 23, (4, 8, 16, 32, 64)),
])
def test_the_padded_unet_is_build_unet(shape, classes, filters):
    mine, theirs = built.unet(shape, classes, filters), build_unet(shape, classes, filters, normalisation=None)
    assert_same_answer(mine, theirs, shape)


@pytest.mark.parametrize(("shape", "classes", "filters"), [
    ((188, 204, 3), 2, (4, 8, 6, 10, 12)), ((92, 100, 1), 3, (3, 4, 5, 6)), ((44, 44, 3), 2, (5, 3, 4)),
])
def test_the_unpadded_unet_is_paper_unet(shape, classes, filters):
    mine, theirs = built.paper_net(shape, classes, filters), paper_unet(shape, classes, filters)
    assert mine.output_shape[1:3] == tuple(paper_output_size(side, len(filters)) for side in shape[:2])
    assert_same_answer(mine, theirs, shape)


def test_both_begin_with_the_same_spread_of_weights():
    padded, unpadded = ((32, 32, 3), 2, (32, 64)), ((44, 44, 3), 2, (32, 64, 64))
    for mine, theirs in ((built.unet(*padded), build_unet(*padded, normalisation=None)),
                         (built.paper_net(*unpadded), paper_unet(*unpadded))):
        for one, other in zip(mine.get_weights(), theirs.get_weights(), strict=True):
            if one.size > 5000:
                np.testing.assert_allclose(one.std(), other.std(), rtol=0.1)
            if one.ndim == 1:
                assert not one.any() and not other.any()


@pytest.mark.parametrize("levels", [2, 3, 4, 5])
def test_the_walk_knows_the_tiles_and_their_answers(levels):
    fitting = valid_tile_sizes(1, 700, levels)
    assert built.valid_tile_sizes(1, 700, levels) == fitting
    for side in fitting:
        assert built.walk(side, levels)[-1] == paper_output_size(side, levels)


def test_the_walk_is_that_of_figure_1_of_the_paper():
    down = [572, 570, 568, 284, 282, 280, 140, 138, 136, 68, 66, 64, 32, 30, 28]
    assert built.walk(572) == [*down, 56, 54, 52, 104, 102, 100, 200, 198, 196, 392, 390, 388]


@pytest.mark.parametrize(("large", "small"), [((10, 8), (4, 4)), ((64, 64), (56, 56)), ((5, 6), (5, 6))])
def test_the_crop_is_the_layer(large, small):
    skip, x = rng.random((1, *large, 3), "float32"), np.zeros((1, *small, 3), "float32")
    np.testing.assert_array_equal(built.centre_crop(skip, x), CentreCropTo()([skip, x]))


@pytest.mark.parametrize(("up", "classes", "filters"), [(2, 2, (4, 8, 6)), (3, 12, (8, 4, 8, 2)), (2, 1, (5, 7))])
def test_counting_by_hand_is_what_keras_counts(up, classes, filters):
    model = build_unet((64, 64, 3), classes, filters, normalisation=None, upsampling=f"transposed{up}")
    rows = built.plan(3, classes, filters, up)
    convolutions = (layers.Conv2D, layers.Conv2DTranspose)
    kernels = [layer.kernel for layer in model.layers if isinstance(layer, convolutions)]
    assert len(rows) == len(kernels)
    for row, kernel in zip(rows, kernels, strict=True):
        assert built.conv_parameters(*row) == np.prod(kernel.shape) + row[2]
    assert sum(built.conv_parameters(*row) for row in rows) == model.count_params()


@pytest.mark.parametrize(("size", "side", "step"), [
    ((40, 70), 204, 16), ((33, 90), 236, 48), ((50, 50), 316, 999),
])
def test_tiles_are_those_of_helpers(size, side, step):
    network = paper_unet((None, None, 3), 2, (6, 8, 10, 8, 6))
    network.set_weights(random_weights(network))
    image = rng.integers(0, 256, (*size, 3)).astype(np.uint8)
    picture = (stretch_contrast(image) / 255).astype("float32")
    mine = built.overlap_tile(network, picture, side, step)
    tiled, whole = predict_logits_tiled(network, image, tile=204), predict_logits(network, image)
    assert np.ptp(whole) > 0.1, "the network answers the same everywhere: draw other weights"
    for theirs in (tiled, whole):
        np.testing.assert_allclose(mine, theirs, rtol=0, atol=1e-5 * np.abs(whole).max())


def test_the_forgetful_block_is_deaf_and_the_right_one_is_not():
    x, skip = rng.random((1, 4, 4, 6), "float32"), rng.random((1, 8, 8, 3), "float32")
    for block, listens in ((built.up_block, True), (built.forgetful_up_block, False)):
        below, across = keras.Input((4, 4, 6)), keras.Input((8, 8, 3))
        # Older Keras refuses an input that nothing reads, so the skip comes out again beside the answer.
        network = keras.Model([below, across], [block(below, across, 3), keras.layers.Identity()(across)])
        answer, deaf = network([x, skip])[0], network([x, 0 * skip])[0]
        assert answer.shape == (1, 8, 8, 3)
        assert listens != np.array_equal(answer, deaf)
