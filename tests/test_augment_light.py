"""Light, colour, blur and grain: the picture alone changes, by the amount that was asked for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage
from skimage import data

from helpers.augment import blur_and_noise, jitter_colour

seeds = st.integers(0, 2**32 - 1)


class Fixed:
    """A source of chance that draws the largest allowed number."""

    def uniform(self, low, high):
        return high

    def standard_normal(self, shape, dtype):
        return np.random.default_rng(0).standard_normal(shape, dtype=dtype)


def test_blur_is_the_gaussian_of_scipy():
    image = data.astronaut()[100:164, 200:280]
    blurred = blur_and_noise(image, Fixed(), blur=1.5, noise=0)
    wanted = ndimage.gaussian_filter(image.astype(float), (1.5, 1.5, 0), mode="mirror", truncate=4)
    assert np.abs(blurred - wanted).max() < 2


def test_grain_has_the_spread_that_was_asked_for_and_no_tint():
    image = np.full((128, 128, 3), 120, np.uint8)
    grain = blur_and_noise(image, Fixed(), blur=0, noise=8).astype(float) - 120
    assert abs(grain.std() - 8) < 0.2 and abs(grain.mean()) < 0.2
    assert np.abs(np.corrcoef(grain.reshape(-1, 3).T) - np.eye(3)).max() < 0.05


def test_grain_stops_at_black_and_white():
    edges = np.dstack([np.tile(np.array([0, 255], np.uint8), (16, 8))] * 3)
    noisy = blur_and_noise(edges, Fixed(), blur=0, noise=30)
    assert noisy.dtype == np.uint8
    assert noisy[:, ::2].max() < 150 and noisy[:, 1::2].min() > 100  # nothing wraps around


@given(seed=seeds)
def test_blur_and_grain_are_drawn_from_nothing_to_the_largest(seed):
    image = data.astronaut()[100:132, 200:232]
    changed = blur_and_noise(image, np.random.default_rng(seed), blur=1.0, noise=6.0)
    assert changed.shape == image.shape and changed.dtype == np.uint8
    assert np.array_equal(changed, blur_and_noise(image, np.random.default_rng(seed), blur=1.0, noise=6.0))


def test_strength_varies_from_draw_to_draw():
    image = np.full((64, 64, 3), 120, np.uint8)
    spreads = [blur_and_noise(image, np.random.default_rng(seed), 0, 10).std() for seed in range(60)]
    assert min(spreads) < 2 and max(spreads) > 8 and max(spreads) < 10.3


@given(seed=seeds)
def test_grey_stays_grey_under_another_dye(seed):
    ramp = np.tile(np.arange(256, dtype=np.uint8)[None, :, None], (1, 1, 3))
    assert np.abs(jitter_colour(ramp, np.random.default_rng(seed), 0.4).astype(int) - ramp).max() <= 1


@pytest.mark.parametrize(("strength", "low", "high"), [(0.0, 0, 0), (0.1, 5, 30), (0.4, 25, 90)])
def test_colours_change_with_strength(strength, low, high):
    purple = np.full((1, 1, 3), (150, 80, 170), np.uint8)
    changes = [np.abs(jitter_colour(purple, np.random.default_rng(s), strength).astype(int) - purple).max()
               for s in range(100)]
    assert low <= np.median(changes) <= high
