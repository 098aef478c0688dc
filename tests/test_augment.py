"""Random views: picture and mask move together, nothing is invented, chance comes from the generator alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from helpers.augment import jitter_light, random_affine, warp

seeds = st.integers(0, 2**32 - 1)


def aligned_pair(height=40, width=56, seed=0):
    """A picture that is made of its mask's ids: a patchwork of 8 x 8 tiles with the ids 0..4."""
    tiles = np.random.default_rng(seed).integers(0, 5, (height // 8, width // 8)).astype(np.uint8)
    mask = tiles.repeat(8, axis=0).repeat(8, axis=1)
    return np.dstack([mask * 50] * 3), mask


@pytest.mark.parametrize("axes", [(), (0,), (1,), (0, 1)])
def test_a_pure_flip_is_the_arrays_flip(axes):
    image = np.random.default_rng(0).integers(0, 256, (6, 9, 3), dtype=np.uint8)
    mask = np.arange(54, dtype=np.uint8).reshape(6, 9)
    matrix = np.array([[-1.0, 0, 8] if 1 in axes else [1, 0, 0], [0, -1.0, 5] if 0 in axes else [0, 1, 0]])
    moved_image, moved_mask = warp(image, mask, matrix, (6, 9))
    assert np.array_equal(moved_image, np.flip(image, axes))
    assert np.array_equal(moved_mask, np.flip(mask, axes))


def test_a_whole_shift_is_a_slice():
    image, mask = aligned_pair()
    moved_image, moved_mask = warp(image, mask, np.array([[1.0, 0, 5], [0, 1, 3]]), (20, 30))
    assert np.array_equal(moved_mask, mask[3:23, 5:35])
    assert np.array_equal(moved_image, image[3:23, 5:35])


def test_any_affine_map_reads_the_pixels_that_scipy_reads():
    mask = np.random.default_rng(4).integers(0, 5, (40, 56)).astype(np.uint8)
    matrix = random_affine(mask.shape, (24, 24), np.random.default_rng(3), rotation=40)
    _, moved = warp(np.dstack([mask] * 3), mask, matrix, (24, 24))
    rows_first = matrix[::-1, [1, 0]]
    oracle = ndimage.affine_transform(mask, rows_first, matrix[::-1, 2], (24, 24), order=0, cval=255)
    assert (moved == oracle).mean() > 0.97  # ties between two pixels may be broken either way


@given(seed=seeds)
def test_picture_and_mask_move_together(seed):
    image, mask = aligned_pair(seed=seed)
    matrix = random_affine(mask.shape, (32, 32), np.random.default_rng(seed), rotation=180, flip_vertical=True)
    moved_image, moved_mask = warp(image, mask, matrix, (32, 32))
    assert moved_image.shape == (32, 32, 3) and moved_mask.shape == (32, 32)
    assert set(np.unique(moved_mask)) <= {0, 1, 2, 3, 4, 255}
    highest = ndimage.maximum_filter(moved_mask, 5, mode="constant", cval=255)
    inner = (moved_mask != 255) & (highest == ndimage.minimum_filter(moved_mask, 5))  # away from every edge
    assert np.array_equal(moved_image[inner][:, 0], moved_mask[inner] * 50)


def test_outside_the_picture_the_mask_is_void_and_the_picture_its_mirror_image():
    image, mask = aligned_pair()
    moved_image, moved_mask = warp(image, mask, np.array([[1.0, 0, -4], [0, 1, 0]]), (40, 56))
    assert (moved_mask[:, :4] == 255).all() and np.array_equal(moved_mask[:, 4:], mask[:, :-4])
    assert np.array_equal(moved_image[:, :4], image[:, 4:0:-1])


@given(seed=seeds, height=st.integers(20, 80), width=st.integers(20, 80))
def test_the_window_stays_inside_a_picture_that_is_large_enough(seed, height, width):
    mask = np.zeros((height, width), np.uint8)
    matrix = random_affine((height, width), (14, 14), np.random.default_rng(seed), rotation=0)  # 14 / 0.7 = 20
    _, moved = warp(np.dstack([mask] * 3), mask, matrix, (14, 14))
    assert not moved.any()


@given(seed=seeds)
def test_magnification_and_angle_stay_within_their_limits(seed):
    matrix = random_affine((64, 64), (32, 32), np.random.default_rng(seed), (0.5, 2.0), 30, False)
    zoom = 1 / np.sqrt(np.linalg.det(matrix[:, :2]))
    angle = np.rad2deg(np.arctan2(matrix[1, 0], matrix[0, 0]))
    assert 0.5 - 1e-9 <= zoom <= 2.0 + 1e-9 and abs(angle) <= 30 + 1e-9


@pytest.mark.parametrize(("horizontal", "vertical"), [(True, False), (False, True), (False, False)])
def test_flips_happen_half_of_the_time_and_only_where_allowed(horizontal, vertical):
    drawn = [random_affine((64, 64), (32, 32), np.random.default_rng(seed), (1, 1), 0, horizontal, vertical)
             for seed in range(200)]
    for axis, allowed in ((0, horizontal), (1, vertical)):
        share = np.mean([matrix[axis, axis] < 0 for matrix in drawn])
        assert 0.35 < share < 0.65 if allowed else share == 0


def test_windows_come_from_all_over_the_picture():
    corners = np.array([random_affine((64, 96), (16, 16), np.random.default_rng(s), (1, 1), 0, False)[:, 2]
                        for s in range(300)])
    assert (corners.min(axis=0) < 5).all() and (corners.min(axis=0) >= -1e-9).all()
    assert corners[:, 0].max() > 75 and corners[:, 1].max() > 43


def test_light_without_strength_changes_nothing():
    image = np.random.default_rng(0).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    assert np.array_equal(jitter_light(image, np.random.default_rng(1), strength=0), image)


@given(seed=seeds)
def test_light_keeps_the_order_of_brightness(seed):
    ramp = np.tile(np.arange(256, dtype=np.uint8)[None, :, None], (1, 1, 3))
    changed = jitter_light(ramp, np.random.default_rng(seed), 0.25).astype(int)
    assert changed.shape == ramp.shape and (np.diff(changed, axis=1) >= 0).all()


def test_light_changes_from_seed_to_seed_and_channel_to_channel():
    image = np.full((4, 4, 3), 120, np.uint8)
    colours = {tuple(jitter_light(image, np.random.default_rng(seed))[0, 0]) for seed in range(20)}
    assert len(colours) > 15
    assert any(len(set(colour)) > 1 for colour in colours)


@given(seed=seeds)
def test_a_window_as_large_as_the_picture_is_the_picture_or_its_mirror_image(seed):
    image, mask = aligned_pair(seed=seed)
    matrix = random_affine(mask.shape, mask.shape, np.random.default_rng(seed), scale=(1, 1), rotation=0)
    moved_image, moved_mask = warp(image, mask, matrix, mask.shape)
    step = -1 if matrix[0, 0] < 0 else 1
    assert np.array_equal(moved_mask, mask[:, ::step]) and np.array_equal(moved_image, image[:, ::step])
