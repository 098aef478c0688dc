"""Class weights by hand; the border map against brute force; the ridge between touching objects."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage
from sklearn.utils.class_weight import compute_class_weight

from helpers.datasets import load_dataset
from helpers.losses import border_weights, class_shares, median_frequency_weights, separate_objects

NUCLEI = load_dataset("nuclei")
CROWDED = [index for index, sample in enumerate(NUCLEI) if sample.instances.max() >= 40][:3]


def discs(seed, count=6, shape=(40, 50)):
    """Objects at random places, in any order of ids and with gaps between the ids; some touch, some overlap."""
    rng = np.random.default_rng(seed)
    instances = np.zeros(shape, np.int32)
    for object_id in rng.permutation(2 * count)[:count] + 1:
        centre = (int(rng.integers(shape[1])), int(rng.integers(shape[0])))
        cv2.circle(instances, centre, int(rng.integers(0, 7)), int(object_id), -1)
    return instances


def brute_force(instances, w0=10.0, sigma=5.0):
    """The paper's second term, one whole-picture distance map per object."""
    ids = np.unique(instances[instances > 0])
    if len(ids) < 2:
        return np.zeros(instances.shape)
    distances = np.sort([ndimage.distance_transform_edt(instances != object_id) for object_id in ids], axis=0)
    weights = w0 * np.exp(-((distances[0] + distances[1]) ** 2) / (2 * sigma**2))
    return np.where(instances > 0, 0, weights)


def neighbours(instances):
    """All pairs of ids (not background) that touch by a side or a corner."""
    height, width = instances.shape
    pairs = set()
    for dy, dx in ((0, 1), (1, 0), (1, 1), (1, -1)):
        here = instances[: height - dy, max(0, -dx) : width - max(0, dx)]
        there = instances[dy:, max(0, dx) : width + min(0, dx)]
        touch = (here != there) & (here > 0) & (there > 0)
        pairs |= set(zip(here[touch].tolist(), there[touch].tolist(), strict=True))
    return pairs


# Class weights

FIRST, SECOND, THIRD = np.zeros((2, 5), np.uint8), np.full((3, 4), 255, np.uint8), np.zeros((1, 4), np.uint8)
FIRST[0, :2], SECOND[0, :2], SECOND[1, 0] = 1, 1, 2  # 8 of class 0 and 2 of 1; 2 of 1 and 1 of 2; 4 of 0


def test_shares_by_hand():
    np.testing.assert_allclose(class_shares([FIRST, SECOND, THIRD], 4), [12 / 17, 4 / 17, 1 / 17, 0])


def test_median_frequencies_by_hand():
    frequency = np.array([12 / 14, 4 / 13, 1 / 3])  # of the labelled pixels of the pictures with that class
    expected = [*(1 / 3 / frequency), 0]
    np.testing.assert_allclose(median_frequency_weights([FIRST, SECOND, THIRD], 4), expected)


def test_a_class_that_fills_its_only_picture_is_not_rare():
    masks = [np.zeros((8, 8), int), np.ones((2, 2), int), np.zeros((8, 8), int)]
    np.testing.assert_allclose(median_frequency_weights(masks, 2), [1, 1])
    assert class_shares(masks, 2)[1] < 0.04


@given(st.integers(0, 1000))
@settings(max_examples=15, deadline=None)
def test_in_one_picture_the_weights_are_in_the_ratio_of_scikit_learns_balanced_ones(seed):
    mask = np.random.default_rng(seed).choice([0, 1, 2, 255], p=[0.6, 0.2, 0.1, 0.1], size=(20, 30))
    weights = median_frequency_weights([mask], 3)
    balanced = compute_class_weight("balanced", classes=np.arange(3), y=mask[mask < 3])
    np.testing.assert_allclose(weights / weights[0], balanced / balanced[0])
    assert np.median(weights) == pytest.approx(1)


def test_nothing_labelled_gives_zeros():
    for measure in (class_shares, median_frequency_weights):
        np.testing.assert_array_equal(measure([np.full((3, 3), 255)], 2), [0, 0])


def test_every_id_that_is_no_class_is_void():
    mask, void = np.array([[0, 0, 0, 1, 2, 3, 255]]), np.array([[0, 0, 0, 1, 255, 255, 255]])
    for measure in (class_shares, median_frequency_weights):
        np.testing.assert_array_equal(measure([mask], 2), measure([void], 2))


def test_masks_come_as_list_generator_or_stack():
    stack = np.random.default_rng(0).integers(0, 3, (4, 5, 6)).astype(np.uint8)
    for measure in (class_shares, median_frequency_weights):
        expected = measure(list(stack), 3)
        np.testing.assert_array_equal(measure(stack, 3), expected)
        np.testing.assert_array_equal(measure((mask for mask in stack), 3), expected)


# The border map

def test_border_weights_by_hand():
    instances = np.zeros((3, 40), int)
    instances[:, 10], instances[:, 14] = 1, 2
    weights = border_weights(instances)
    assert weights.dtype == np.float32 and weights.shape == (3, 40)
    assert weights[1, 12] == pytest.approx(10 * np.exp(-((2 + 2) ** 2) / 50))
    assert weights[1, 11] == pytest.approx(10 * np.exp(-((1 + 3) ** 2) / 50)), "everywhere between: 4 pixels apart"
    assert weights[1, 9] == pytest.approx(10 * np.exp(-((1 + 5) ** 2) / 50))
    assert weights[1, 10] == weights[1, 14] == 0
    assert border_weights(instances, w0=3, sigma=2)[1, 9] == pytest.approx(3 * np.exp(-(6**2) / 8))


@given(st.integers(0, 10_000), st.sampled_from([(10.0, 5.0), (1.0, 2.0), (4.0, 1.3)]))
@settings(max_examples=25, deadline=None)
def test_border_weights_are_those_of_brute_force(seed, terms):
    instances = discs(seed, count=1 + seed % 9, shape=(20 + seed % 50, 90))
    np.testing.assert_allclose(border_weights(instances, *terms), brute_force(instances, *terms), atol=1e-5)


@given(st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_within_objects_the_nearest_object_is_their_own(seed):
    instances = discs(seed, count=1 + seed % 9)
    weights = border_weights(instances, 8.0, 2.5, within=True)
    np.testing.assert_array_equal(weights[instances == 0], border_weights(instances, 8.0, 2.5)[instances == 0])
    for object_id in np.unique(instances[instances > 0]):
        own, others = instances == object_id, (instances > 0) & (instances != object_id)
        expected = 8 * np.exp(-ndimage.distance_transform_edt(~others) ** 2 / 12.5) if others.any() else 0 * weights
        np.testing.assert_allclose(weights[own], expected[own], atol=1e-5)


@pytest.mark.parametrize("index", CROWDED)
def test_border_weights_of_our_nuclei_are_those_of_brute_force(index):
    instances = NUCLEI[index].instances
    weights = border_weights(instances)
    np.testing.assert_allclose(weights, brute_force(instances), atol=1e-5)
    assert weights.max() > 8 and weights.min() == 0


@pytest.mark.parametrize("instances", [np.zeros((5, 6), int), np.ones((5, 6), int), np.eye(5, dtype=int), [[7]]])
def test_one_object_or_none_has_no_border(instances):
    weights = border_weights(instances)
    assert weights.shape == np.shape(instances) and not weights.any()


def test_an_object_in_two_pieces_is_one_object():
    instances = np.zeros((9, 9), int)
    instances[4, 1], instances[4, 7] = 3, 3
    assert not border_weights(instances).any()


@given(st.integers(0, 1000))
@settings(max_examples=10, deadline=None)
def test_border_weights_do_not_depend_on_the_numbering(seed):
    instances = discs(seed)
    renamed = np.random.default_rng(seed).permutation(500)[: instances.max() + 1] + 1
    renamed[0] = 0
    np.testing.assert_array_equal(border_weights(renamed[instances]), border_weights(instances))


# The ridge

@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_after_separating_no_two_objects_touch(seed):
    instances = discs(seed, count=12, shape=(30, 30))
    apart = separate_objects(instances)
    assert apart.dtype == np.int32 and not neighbours(apart)
    kept = apart > 0
    assert (apart[kept] == instances[kept]).all(), "ids stay, and nothing grows"
    alone = ndimage.maximum_filter(instances, 3) == ndimage.minimum_filter(
        np.where(instances > 0, instances, 10**6), 3
    )
    assert (apart[alone] == instances[alone]).all(), "a pixel that touches no other object stays"


@pytest.mark.parametrize("index", CROWDED)
def test_our_nuclei_can_be_separated(index):
    instances = NUCLEI[index].instances
    apart = separate_objects(instances)
    assert neighbours(instances) and not neighbours(apart)
    lost = np.count_nonzero(instances) - np.count_nonzero(apart)
    assert 0 < lost < 0.1 * np.count_nonzero(instances)
    assert len(np.unique(apart)) == len(np.unique(instances)), "none vanishes"


def test_the_ridge_is_one_pixel_wide_and_costs_the_higher_number():
    instances = np.repeat([[0, 5, 5, 5, 2, 2, 2, 0]], 6, axis=0)
    np.testing.assert_array_equal(separate_objects(instances), np.repeat([[0, 5, 5, 0, 2, 2, 2, 0]], 6, axis=0))


def test_objects_that_do_not_touch_stay_whole():
    instances = np.array([[1, 0, 2], [1, 0, 2], [0, 0, 0], [4, 4, 4]])
    np.testing.assert_array_equal(separate_objects(instances), instances)


def test_corners_touch_too():
    np.testing.assert_array_equal(separate_objects(np.array([[1, 0], [0, 2]])), [[1, 0], [0, 0]])


# What goes wrong

FAULTS = {
    "a single mask": (lambda: class_shares(np.zeros((4, 4), int), 2), "Pass a list of masks"),
    "float masks": (lambda: median_frequency_weights([np.zeros((4, 4))], 2), "whole numbers (H, W)"),
    "a negative id": (lambda: class_shares([np.full((4, 4), -1)], 2), "Write void as 255"),
    "no masks": (lambda: median_frequency_weights([], 2), "make a list"),
    "float instances": (lambda: border_weights(np.zeros((4, 4))), "one number per object"),
    "a boolean mask": (lambda: separate_objects(np.ones((4, 4), bool)), "scipy.ndimage.label"),
    "a stack of instances": (lambda: border_weights(np.zeros((2, 4, 4), int)), "(2, 4, 4)"),
    "negative instances": (lambda: separate_objects(np.full((4, 4), -1)), "0 or more"),
    "sigma of 0": (lambda: border_weights(np.zeros((4, 4), int), sigma=0), "sigma above 0"),
    "a negative w0": (lambda: border_weights(np.zeros((4, 4), int), w0=-1), "w0=-1"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_get_a_sentence(fault):
    do, words = FAULTS[fault]
    with pytest.raises(ValueError) as caught:
        do()
    assert words in str(caught.value)
