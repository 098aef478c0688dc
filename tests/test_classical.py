"""The classical methods against scikit-image, scikit-learn and cases done by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage.filters import threshold_otsu
from sklearn.cluster import KMeans

from helpers.classical import kmeans_mask, otsu_mask, otsu_threshold, smaller_side
from helpers.datasets import load_dataset

greys = arrays(np.uint8, st.tuples(st.integers(2, 12), st.integers(2, 12)), elements=st.integers(0, 255))


@pytest.fixture(scope="module")
def pictures():
    return [sample.image for sample in load_dataset("nuclei")[::4]]


def within_variance(grey, level):
    dark, bright = grey[grey <= level].astype(float), grey[grey > level].astype(float)
    return dark.size * dark.var() + bright.size * bright.var()


@settings(max_examples=200, deadline=None)
@given(greys)
def test_threshold_is_as_good_as_scikit_images(grey):
    if grey.min() == grey.max():
        with pytest.raises(ValueError, match="no level divides"):
            otsu_threshold(grey)
        return
    ours, theirs = otsu_threshold(grey), threshold_otsu(grey)
    assert grey.min() <= ours < grey.max()
    assert within_variance(grey, ours) == pytest.approx(within_variance(grey, theirs), rel=1e-9, abs=1e-6)


def test_otsu_divides_sample_pictures_as_scikit_image_does(pictures):
    for image in pictures:
        grey = image[..., 1]
        np.testing.assert_array_equal(grey > otsu_threshold(grey), grey > threshold_otsu(grey))


def test_threshold_of_a_picture_done_by_hand():
    # Levels 0, 1 and 9, once each: {0, 1} | {9} has the spread 0.5, {0} | {1, 9} has 32.
    assert otsu_threshold(np.array([[0, 1, 9]], np.uint8)) in range(1, 9)


def test_threshold_refuses_what_is_not_uint8():
    with pytest.raises(ValueError, match="float64"):
        otsu_threshold(np.array([0.1, 0.9]))


@pytest.mark.parametrize("method", [otsu_mask, kmeans_mask])
def test_objects_are_the_smaller_part_whether_bright_or_dark(method):
    truth = np.zeros((20, 20), np.uint8)
    truth[4:9, 5:12] = 1
    for inside, outside in ((200, 40), (40, 200)):
        image = np.repeat(np.where(truth == 1, inside, outside).astype(np.uint8)[..., None], 3, axis=2)
        mask = method(image)
        assert mask.dtype == np.uint8
        np.testing.assert_array_equal(mask, truth)


@pytest.mark.parametrize("method", [otsu_mask, kmeans_mask])
def test_a_picture_of_one_colour_holds_no_object(method):
    assert method(np.full((5, 6, 3), 77, np.uint8)).sum() == 0


def test_kmeans_sees_colours_that_grey_does_not():
    # Red and green of equal grey value: a threshold on grey finds nothing to divide, clusters of colours do.
    image = np.full((10, 10, 3), (0, 128, 0), np.uint8)
    image[2:5, 2:6] = (251, 0, 0)
    assert kmeans_mask(image).sum() == 12 and otsu_mask(image).sum() == 0


def spread_of_clusters(colours, cluster):
    return sum(((colours[cluster == k] - colours[cluster == k].mean(axis=0)) ** 2).sum() for k in (0, 1))


def test_kmeans_finds_clusters_as_tight_as_scikit_learns(pictures):
    for image in pictures:
        colours = image.reshape(-1, 3).astype(float)
        best = KMeans(2, n_init=3, random_state=0).fit(colours).inertia_
        assert spread_of_clusters(colours, kmeans_mask(image).ravel()) < 1.01 * best


def test_smaller_side_takes_a_half_as_it_is():
    half = np.array([[True, False]])
    np.testing.assert_array_equal(smaller_side(half), [[1, 0]])
    np.testing.assert_array_equal(smaller_side(np.array([[True, True, False]])), [[0, 0, 1]])
