"""Elastic deformation, its composition with the affine map, sides, weights: against formulas and SciPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from helpers.augment import elastic_field, is_mirrored, random_affine, swap_sides, warp, warp_weights
from helpers.pipeline import random_view

seeds = st.integers(0, 2**32 - 1)
STILL = np.array([[1.0, 0, 0], [0, 1, 0]])
MIRROR = np.array([[-1.0, 0, 39], [0, 1, 0]])


def smooth_picture(height=40, width=40):
    """A picture whose first two channels say where a pixel is: 4 x column and 4 x row."""
    rows, columns = np.indices((height, width))
    return np.dstack([4 * columns, 4 * rows, np.full((height, width), 90)]).astype(np.uint8)


def cubic(distance):
    """Keys's cubic kernel with a = -0.75: how much an arrow `distance` cells away counts."""
    a, t = -0.75, np.abs(distance)
    near = (a + 2) * t**3 - (a + 3) * t**2 + 1
    far = a * t**3 - 5 * a * t**2 + 8 * a * t - 4 * a
    return np.where(t <= 1, near, np.where(t < 2, far, 0))


@pytest.mark.parametrize(("size", "grid"), [((33, 45), 3), ((64, 48), 4), ((20, 31), 2)])
def test_between_the_arrows_the_field_is_bicubic(size, grid):
    arrows = np.random.default_rng(7).normal(0, 10, (grid, grid, 2))
    field = elastic_field(size, np.random.default_rng(7), sigma=10, grid=grid)
    wanted = np.zeros((*size, 2))
    for row in range(size[0]):
        for column in range(size[1]):
            y = (row + 0.5) * grid / size[0] - 0.5
            x = (column + 0.5) * grid / size[1] - 0.5
            for i in range(int(np.floor(y)) - 1, int(np.floor(y)) + 3):
                for j in range(int(np.floor(x)) - 1, int(np.floor(x)) + 3):
                    arrow = arrows[np.clip(i, 0, grid - 1), np.clip(j, 0, grid - 1)]
                    wanted[row, column] += cubic(y - i) * cubic(x - j) * arrow
    assert field.dtype == np.float32
    np.testing.assert_allclose(field, wanted, atol=1e-3)


def test_arrows_have_the_papers_length_in_both_directions():
    middles = np.array([elastic_field((33, 33), np.random.default_rng(seed))[16, 16] for seed in range(500)])
    assert np.abs(middles.mean(axis=0)).max() < 1.5
    assert np.abs(middles.std(axis=0) - 10).max() < 1
    assert abs(np.corrcoef(middles.T)[0, 1]) < 0.15


def test_without_sigma_there_is_no_deformation():
    assert not elastic_field((12, 20), np.random.default_rng(0), sigma=0).any()


def test_a_constant_field_is_a_shift_right_first_then_down():
    image, mask = smooth_picture(), np.arange(1600, dtype=np.uint32).reshape(40, 40).astype(np.uint8)
    field = np.broadcast_to(np.float32([3, 1]), (20, 20, 2))
    moved_image, moved_mask = warp(image, mask, STILL, (20, 20), field)
    assert np.array_equal(moved_image, image[1:21, 3:23])
    assert np.array_equal(moved_mask, mask[1:21, 3:23])


@given(seed=seeds)
@settings(max_examples=20)
def test_field_and_matrix_are_one_map_as_in_scipy(seed):
    rng = np.random.default_rng(seed)
    image, mask = smooth_picture(), rng.integers(0, 5, (40, 40)).astype(np.uint8)
    matrix, field = random_affine((40, 40), (28, 36), rng, rotation=60), elastic_field((28, 36), rng, sigma=3)
    moved_image, moved_mask = warp(image, mask, matrix, (28, 36), field)

    rows, columns = np.indices((28, 36))
    points = np.stack([columns + field[..., 0], rows + field[..., 1], np.ones((28, 36))])
    x, y = np.tensordot(matrix, points, axes=1)
    nearest = ndimage.map_coordinates(mask, [y, x], order=0, mode="constant", cval=255)
    inside = (x > 0.5) & (x < 38.5) & (y > 0.5) & (y < 38.5)
    clear = inside & (np.abs(x % 1 - 0.5) > 0.02) & (np.abs(y % 1 - 0.5) > 0.02)  # no tie between two pixels
    assert np.array_equal(moved_mask[clear], nearest[clear])
    for channel, place in ((0, x), (1, y)):
        assert np.abs(moved_image[..., channel] - 4 * place)[inside].max() < 0.75
    assert (moved_mask[(x < -1) | (x > 40) | (y < -1) | (y > 40)] == 255).all()


def test_a_field_of_zeros_changes_nothing():
    rng = np.random.default_rng(5)
    image, mask = smooth_picture(), rng.integers(0, 5, (40, 40)).astype(np.uint8)
    matrix = random_affine((40, 40), (32, 32), rng)
    plain_image, plain_mask = warp(image, mask, matrix, (32, 32))
    image, mask = warp(image, mask, matrix, (32, 32), np.zeros((32, 32, 2), np.float32))
    assert np.abs(image.astype(int) - plain_image).max() <= 3
    assert (mask == plain_mask).mean() > 0.97  # ties between two pixels may be broken either way


def test_no_label_is_invented_by_a_deformation():
    mask = np.where(np.indices((64, 64)).sum(axis=0) % 9 < 4, 7, 3).astype(np.uint8)
    image = np.dstack([mask * 30] * 3)
    for seed in range(20):
        rng = np.random.default_rng(seed)
        _, moved = warp(image, mask, random_affine((64, 64), (64, 64), rng), (64, 64), elastic_field((64, 64), rng))
        assert set(np.unique(moved)) <= {3, 7, 255}


def test_outside_the_mask_is_void_or_mirrored_as_asked():
    mask = np.random.default_rng(1).integers(0, 5, (16, 16)).astype(np.uint8)
    image, left = np.dstack([mask] * 3), np.array([[1.0, 0, -4], [0, 1, 0]])
    for field in (None, np.zeros((16, 16, 2), np.float32)):
        assert (warp(image, mask, left, (16, 16), field)[1][:, :4] == 255).all()
        assert np.array_equal(warp(image, mask, left, (16, 16), field, "reflect")[1][:, :4], mask[:, 4:0:-1])


@pytest.mark.parametrize("field", [None, np.zeros((16, 16, 2), np.float32)], ids=["affine", "elastic"])
def test_weights_move_with_their_picture_and_outside_nothing_counts(field):
    weights = np.random.default_rng(1).random((16, 16)).astype(np.float32)
    moved = warp_weights(weights, np.array([[1.0, 0, -4], [0, 1, 2]]), (16, 16), field)
    assert moved.dtype == np.float32
    assert not moved[:, :4].any() and not moved[14:].any()
    np.testing.assert_allclose(moved[:14, 4:], weights[2:, :12], atol=1e-6)


@given(angle=st.floats(-180, 180), x=st.booleans(), y=st.booleans(), zoom=st.floats(0.2, 5))
def test_only_an_odd_number_of_mirrors_changes_sides(angle, x, y, zoom):
    turn = np.deg2rad(angle)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) * zoom
    matrix = matrix @ np.diag([-1.0 if x else 1.0, -1.0 if y else 1.0])
    assert is_mirrored(np.column_stack([matrix, [3.0, 4.0]])) == (x != y)


def test_sides_are_exchanged_and_nothing_else():
    mask = np.arange(256, dtype=np.uint8).reshape(16, 16)
    swapped = swap_sides(mask, [(2, 9), (4, 5)])
    changed = swapped != mask
    assert sorted(mask[changed]) == [2, 4, 5, 9]
    assert [swapped.ravel()[i] for i in (2, 9, 4, 5)] == [9, 2, 5, 4]
    assert np.array_equal(swap_sides(swapped, [(2, 9), (4, 5)]), mask)
    assert np.array_equal(swap_sides(mask, []), mask)


def test_a_mirrored_view_has_its_sides_exchanged_and_an_unmirrored_one_not():
    mask = np.where(np.indices((32, 32))[1] < 16, 4, 5).astype(np.uint8)
    pair = np.dstack([mask * 40] * 3), mask  # the left half is 4, and darker
    mirrored = 0
    for seed in range(20):
        image, view = random_view(pair, np.random.default_rng(seed), (32, 32), light=0, scale=(1, 1), rotation=0,
                                  sided=[(4, 5)])
        assert np.array_equal(view[:, :15], np.full((32, 15), 4)), "left is 4, in the mirror too"
        mirrored += image[0, 0, 0] > image[0, -1, 0]
    assert 3 < mirrored < 17


@pytest.mark.parametrize("elastic", [0.0, 4.0])
def test_the_weights_of_a_view_are_those_of_its_pixels(elastic):
    rows, columns = np.indices((48, 48))
    image = np.dstack([4 * columns, 4 * rows, rows]).astype(np.uint8)
    pair = image, np.zeros((48, 48), np.uint8), (4 * columns).astype(np.float32)
    for seed in range(10):
        view, mask, weights = random_view(pair, np.random.default_rng(seed), (32, 32), light=0, elastic=elastic)
        known = ndimage.binary_erosion(mask != 255, iterations=2)
        assert np.abs(weights - view[..., 0])[known].max() < 0.75


def test_a_view_is_deformed_by_the_strength_that_was_asked_for():
    pair = smooth_picture(64, 64)[:, :, :3], np.zeros((64, 64), np.uint8)

    def straightness(elastic):
        view, _ = random_view(pair, np.random.default_rng(3), (48, 48), light=0, elastic=elastic, scale=(1, 1),
                              rotation=0, flip_horizontal=False)
        return np.abs(np.diff(view[..., 0].astype(int), 2, axis=1))[:, 4:-4].mean()

    assert straightness(0.0) == 0 < straightness(2.0) < straightness(6.0)
