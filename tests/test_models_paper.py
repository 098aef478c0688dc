"""The paper's network: the numbers of its figure 1, tiles that fit, what the crops keep."""

import keras
import numpy as np
import pytest
from keras import layers

from helpers.models import paper_output_size, paper_unet, valid_tile_sizes
from helpers.models.sizes import CentreCropTo

# (side, channels) of every blue box of figure 1 that a 3x3 convolution makes, in order.
FIGURE_1 = [
    (570, 64), (568, 64), (282, 128), (280, 128), (138, 256), (136, 256), (66, 512), (64, 512), (30, 1024), (28, 1024),
    (54, 512), (52, 512), (102, 256), (100, 256), (198, 128), (196, 128), (390, 64), (388, 64),
]
NARROW = (4, 6, 8, 10, 12)


@pytest.fixture(scope="module")
def paper():
    return paper_unet()


@pytest.fixture(scope="module")
def narrow():
    keras.utils.set_random_seed(0)
    return paper_unet((None, None, 1), filters=NARROW, dropout=0.0)


def of_kind(model, kind, kernel_size):
    return [layer for layer in model.layers if type(layer) is kind and layer.kernel_size == (kernel_size, kernel_size)]


def tile(side, seed=0, width=None):
    return np.random.default_rng(seed).random((1, side, width or side, 1), dtype=np.float32)


def test_every_box_of_figure_1_has_its_size(paper):
    boxes = [conv.output.shape[1:] for conv in of_kind(paper, layers.Conv2D, 3)]
    assert boxes == [(side, side, channels) for side, channels in FIGURE_1]
    ups = [up.output.shape[1:] for up in of_kind(paper, layers.Conv2DTranspose, 2)]
    assert ups == [(56, 56, 512), (104, 104, 256), (200, 200, 128), (392, 392, 64)]
    joints = [layer.output.shape[-1] for layer in paper.layers if isinstance(layer, layers.Concatenate)]
    assert joints == [1024, 512, 256, 128]


def test_it_has_23_convolutions_and_the_known_number_of_parameters(paper):
    assert [len(of_kind(paper, layers.Conv2D, 3)), len(of_kind(paper, layers.Conv2DTranspose, 2)),
            len(of_kind(paper, layers.Conv2D, 1))] == [18, 4, 1]
    assert paper.count_params() == 31_030_658
    assert paper.output_shape == (None, 388, 388, 2)


def test_nothing_is_padded_and_weights_begin_as_he_says(paper):
    for conv in of_kind(paper, layers.Conv2D, 3):
        assert conv.padding == "valid"
        kernel = np.asarray(conv.kernel)
        assert np.std(kernel) == pytest.approx(np.sqrt(2 / np.prod(kernel.shape[:3])), rel=0.1)


def test_dropout_stands_at_the_end_of_the_contracting_path(paper):
    drops = [layer for layer in paper.layers if isinstance(layer, layers.Dropout)]
    assert [(layer.output.shape[1], layer.rate) for layer in drops] == [(64, 0.5), (28, 0.5)]


@pytest.mark.parametrize("side", [188, 204, 236])
def test_the_arithmetic_of_sides_is_that_of_the_network(narrow, side):
    assert narrow(tile(side, width=188)).shape == (1, paper_output_size(side), paper_output_size(188), 2)


def test_a_rule_of_thumb_agrees_with_the_list():
    # The walk takes 184 pixels away from every side that it can walk: 4 + 2 x (4 + 2 x (4 + ...)), both ways.
    sizes = valid_tile_sizes(1, 700)
    assert sizes[0] == 188 and 572 in sizes
    assert set(np.diff(sizes)) == {16}
    assert {side - paper_output_size(side) for side in sizes} == {184}
    assert valid_tile_sizes(1, 60, levels=2) == list(range(18, 61, 2))


@pytest.mark.parametrize("levels", [2, 3, 4])
def test_valid_sizes_are_those_at_which_every_pooling_sees_even_sides(levels):
    model = paper_unet((None, None, 1), filters=NARROW[:levels], dropout=0.0)
    pools = [layer.input for layer in model.layers if isinstance(layer, layers.MaxPooling2D)]
    sides = keras.Model(model.input, [*pools, model.output])
    valid = valid_tile_sizes(1, 100, levels)
    for side in range(valid[0] - 8, 101):
        try:
            *seen, last = [output[1] for output in sides.compute_output_shape((1, side, side, 1))]
            works = all(value % 2 == 0 for value in seen) and last > 0
        except ValueError:  # Keras: nothing is left
            works = False
        assert works == (side in valid), side


@pytest.mark.parametrize(("side", "nearest"), [(570, "556 and 572"), (573, "572 and 588"), (100, "188 and 204")])
def test_a_side_that_does_not_go_through_is_refused_with_the_nearest(side, nearest):
    with pytest.raises(ValueError, match=f"tile of {side} pixels .* {nearest}"):
        paper_unet((side, 572, 1))


def test_a_tile_of_the_wrong_size_is_refused_when_the_sides_were_left_open(narrow):
    with pytest.raises(ValueError, match="valid_tile_sizes"):
        narrow(tile(190))


def test_the_answer_depends_on_real_pixels_only(narrow):
    # Shifting the window by a multiple of 16 shifts the answer, up to its very border: no padding anywhere.
    large = tile(220)
    whole = np.asarray(narrow(large))
    part = np.asarray(narrow(large[:, 16:, 16:]))
    assert np.allclose(whole[:, 16:, 16:], part, atol=1e-5 * np.abs(whole).max())
    shifted = np.asarray(narrow(large[:, 8:-8, 8:-8]))
    assert not np.allclose(whole[:, 8:-8, 8:-8], shifted, atol=1e-3 * np.abs(whole).max())


def test_the_centre_is_cut_out():
    x = np.arange(36, dtype=np.float32).reshape(1, 6, 6, 1)
    cut = np.asarray(CentreCropTo()([x, x[:, :2, :4]]))
    assert cut[0, :, :, 0].tolist() == [[13, 14, 15, 16], [19, 20, 21, 22]]


@pytest.mark.parametrize("sides", [(6, 3), (4, 6)])
def test_a_centre_that_is_none_is_refused(sides):
    x, reference = (np.zeros((1, side, side, 1), np.float32) for side in sides)
    with pytest.raises(ValueError, match="as many must go on the left"):
        CentreCropTo()([x, reference])
