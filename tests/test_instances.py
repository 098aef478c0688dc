"""Numbered objects: divided into rim and inside, and found again; against properties, skimage and cases by hand."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage
from skimage.measure import label
from skimage.morphology import disk, ellipse

from helpers.datasets import load_dataset
from helpers.instances import (
    INSIDE,
    OUTSIDE,
    RIM,
    objects_by_distance,
    objects_from_mask,
    objects_from_rims,
    three_classes,
)
from helpers.metrics import average_precision, match_objects

ANY_MASK = st.integers(0, 2**32 - 1)
WIDTHS = st.sampled_from([1.0, 1.5, 2.0, 3.0])


def any_instances(seed: int) -> np.ndarray:
    """Numbers in blotches, some of them in several pieces, some of one pixel."""
    rng = np.random.default_rng(seed)
    shape = rng.integers(1, 24, 2)
    return np.kron(rng.integers(0, 4, shape), np.ones(rng.integers(1, 6, 2), int))


def stamped(*objects: tuple[int, int, np.ndarray], shape: tuple[int, int] = (40, 60)) -> np.ndarray:
    """Numbers 1, 2, ... where the shapes lie, given the top left corner of each; later ones cover earlier ones."""
    instances = np.zeros(shape, int)
    for number, (top, left, form) in enumerate(objects, start=1):
        instances[top : top + form.shape[0], left : left + form.shape[1]][form > 0] = number
    return instances


def perfect(instances: np.ndarray, width: float = 2.0) -> np.ndarray:
    """What a network would say that never errs."""
    return np.eye(3)[three_classes(instances, width)]


def same_objects(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two masks hold the same objects under whatever numbers."""
    pairs = {pair for pair in zip(one.ravel().tolist(), other.ravel().tolist(), strict=True)}
    return len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs}) and (0, 0) in pairs


@given(ANY_MASK, WIDTHS)
def test_rim_and_inside_together_are_the_objects_and_no_object_is_all_rim(seed, width):
    instances = any_instances(seed)
    classes = three_classes(instances, width)
    assert np.array_equal(classes != OUTSIDE, instances > 0)
    assert set(np.unique(instances[classes == INSIDE])) == set(np.unique(instances)) - {0}


@given(ANY_MASK, WIDTHS)
def test_a_rim_is_what_lies_near_a_foreign_pixel(seed, width):
    instances = any_instances(seed)
    classes = three_classes(instances, width)
    for number in set(np.unique(instances)) - {0}:
        own = instances == number
        if own.all():
            assert (classes == INSIDE).all()
            continue
        depth = ndimage.distance_transform_edt(own)
        if depth.max() >= 2 * width:
            assert np.array_equal(classes[own] == RIM, depth[own] <= width)


@given(st.integers(4, 14), st.integers(4, 14), st.integers(-12, 12), st.integers(-12, 12), WIDTHS)
def test_insides_of_deep_objects_never_touch(first, second, down, right, width):
    wide = int(2 * width)
    instances = stamped((13, 13, disk(first + wide)), (13 + down + 8, 13 + right + 8, disk(second + wide)),
                        shape=(120, 120))
    classes = three_classes(instances, width)
    inside = np.where(classes == INSIDE, instances, 0)
    if all(ndimage.distance_transform_edt(instances == n).max() >= 2 * width for n in (1, 2)):
        beside_first = ndimage.binary_dilation(inside == 1, structure=np.ones((3, 3)))
        assert not (beside_first & (inside == 2)).any()


def test_a_nucleus_by_hand():
    nucleus = np.pad(np.ones((5, 5), int), 1)
    expected = np.pad(np.full((5, 5), RIM), 1)
    expected[2:5, 2:5] = INSIDE
    assert three_classes(nucleus, width=1).tolist() == expected.tolist()
    # The middle is 3 deep: at most half of that is rim, however wide it is asked for.
    assert three_classes(nucleus, width=9).tolist() == expected.tolist()
    assert three_classes(np.array([[0, 0, 0], [0, 5, 0], [0, 0, 0]])).tolist() == [[0, 0, 0], [0, 1, 0], [0, 0, 0]]


def test_the_edge_of_the_picture_is_no_rim():
    classes = three_classes(np.array([[1] * 6 + [0] * 2] * 8), width=2)
    assert (classes[:, :4] == INSIDE).all() and (classes[:, 4:6] == RIM).all() and (classes[:, 6:] == OUTSIDE).all()


FORMS = st.one_of(
    st.builds(lambda h, w: np.ones((h, w), int), st.integers(5, 12), st.integers(5, 12)),
    st.builds(disk, st.integers(3, 6)),
    st.builds(ellipse, st.integers(3, 6), st.integers(3, 6)),
)


@given(st.lists(FORMS, min_size=1, max_size=6), WIDTHS)
def test_perfect_answers_give_convex_objects_back(forms, width):
    places = [(2 + 15 * (n // 3), 2 + 15 * (n % 3), form) for n, form in enumerate(forms)]
    instances = stamped(*places)
    objects = objects_from_rims(perfect(instances, width))
    assert objects.dtype == np.int32 and same_objects(instances, objects)
    assert np.array_equal(np.unique(objects), np.arange(len(forms) + 1))


@given(st.lists(st.integers(7, 12), min_size=1, max_size=4), st.lists(st.integers(7, 12), min_size=1, max_size=3))
def test_perfect_answers_part_objects_that_touch(widths, heights):
    places = [(1 + sum(heights[:y]), 1 + sum(widths[:x]), np.ones((heights[y], widths[x]), int))
              for y in range(len(heights)) for x in range(len(widths))]
    instances = stamped(*places)
    assert same_objects(instances, objects_from_rims(perfect(instances)))
    assert objects_from_mask(instances > 0).max() == 1


def test_discs_that_touch_come_back_nearly_whole():
    instances = stamped((2, 2, disk(8)), (4, 17, disk(7)), (15, 10, disk(8)))
    assert objects_from_mask(instances > 0).max() == 1
    for objects in (objects_from_rims(perfect(instances)), objects_by_distance(instances > 0)):
        assert average_precision(instances, objects, thresholds=[0.85]).tolist() == [1.0]


@given(ANY_MASK, st.integers(0, 12))
def test_objects_are_numbered_without_gaps_and_none_is_too_small(seed, smallest):
    rng = np.random.default_rng(seed)
    smooth = ndimage.gaussian_filter(rng.random((30, 40, 3)), (1.5, 1.5, 0))
    probabilities = np.exp(60 * smooth) / np.exp(60 * smooth).sum(axis=-1, keepdims=True)
    found = 1 - probabilities[..., OUTSIDE] > 0.5
    answers = {
        "rims": objects_from_rims(probabilities, smallest=smallest),
        "mask": objects_from_mask(found, smallest=smallest),
        "distance": objects_by_distance(found, smallest=smallest),
    }
    for name, objects in answers.items():
        assert np.array_equal(np.unique(objects[objects > 0]), np.arange(1, objects.max() + 1)), name
        assert not (objects[~found]).any(), name
        sizes = np.bincount(objects.ravel())[1:]
        assert (sizes >= smallest).all(), name
        for number in range(1, objects.max() + 1):
            assert label(objects == number, connectivity=2).max() == 1, f"{name}: an object in two pieces"
    if smallest < 2:
        for name, objects in answers.items():
            assert np.array_equal(objects > 0, found), f"{name}: pixels got lost"
        assert np.array_equal(answers["mask"], label(found, connectivity=2))


def test_a_small_nucleus_that_is_all_rim_is_an_object():
    instances = stamped((2, 2, disk(6)), (20, 30, np.ones((4, 4))), (30, 50, np.ones((3, 3))))
    probabilities = perfect(instances)
    probabilities[instances >= 2] = np.eye(3)[RIM]
    assert same_objects(np.where(instances == 3, 0, instances), objects_from_rims(probabilities, smallest=10))
    assert same_objects(instances, objects_from_rims(probabilities, smallest=9))


def test_thresholds_decide_what_is_object_and_what_is_seed():
    probabilities = np.array([[0.9, 0.1, 0.0], [0.4, 0.0, 0.6], [0.1, 0.7, 0.2], [0.1, 0.45, 0.45],
                              [0.1, 0.8, 0.1], [0.45, 0.1, 0.45], [0.9, 0.1, 0.0]])[None]
    assert objects_from_rims(probabilities, smallest=1).tolist() == [[0, 1, 1, 2, 2, 2, 0]]
    assert objects_from_rims(probabilities, inside=0.4, smallest=1).tolist() == [[0, 1, 1, 1, 1, 1, 0]]
    assert objects_from_rims(probabilities, inside=0.75, smallest=1).tolist() == [[0, 1, 1, 1, 1, 1, 0]]
    assert objects_from_rims(probabilities, foreground=0.58, smallest=1).tolist() == [[0, 1, 1, 2, 2, 0, 0]]
    assert objects_from_mask(probabilities[..., INSIDE], 0.6, smallest=1).tolist() == [[0, 0, 1, 0, 2, 0, 0]]


def test_the_distance_divides_at_waists_only():
    dumbbell = stamped((5, 5, disk(6)), (5, 16, disk(6))) > 0
    assert objects_from_mask(dumbbell).max() == 1
    two = objects_by_distance(dumbbell)
    assert two.max() == 2 and two[11, 11] != two[11, 22] and np.isin(two[11, 16:18], (1, 2)).all()
    assert objects_by_distance(dumbbell, valley=6).max() == 1
    assert objects_by_distance(stamped((5, 5, np.ones((10, 30)))) > 0).max() == 1
    for nothing in (objects_by_distance(np.zeros((5, 5), bool)), objects_from_mask(np.zeros((5, 5)))):
        assert nothing.shape == (5, 5) and not nothing.any()
    assert objects_by_distance(np.ones((20, 20), bool)).tolist() == np.ones((20, 20)).tolist()


def test_the_sample_pictures_come_back_from_perfect_answers():
    """30 drawn pictures: nuclei that touch are parted, what the mask alone does not; in little time."""
    samples = load_dataset("nuclei")[:30]
    truths = [sample.instances for sample in samples]
    answers = [perfect(truth) for truth in truths]
    began = time.process_time()
    objects = [objects_from_rims(answer) for answer in answers]
    assert time.process_time() - began < 3  # 0.05 s when last measured

    def ap50(many):
        return np.mean([average_precision(*pair, [0.5])[0] for pair in zip(truths, many, strict=True)])

    by_distance = ap50([objects_by_distance(truth > 0) for truth in truths])
    in_parts = ap50([objects_from_mask(truth > 0) for truth in truths])
    assert ap50(objects) > 0.98 > by_distance > in_parts + 0.05
    found = sum(len(match_objects(*pair)) for pair in zip(truths, objects, strict=True))
    assert found > 0.98 * sum(truth.max() for truth in truths)


@pytest.mark.parametrize("function", [objects_from_mask, objects_by_distance])
def test_bytes_and_bools_are_the_same_mask(function):
    mask = stamped((5, 5, disk(6)), (5, 20, disk(6))) > 0
    assert np.array_equal(function(mask), function(mask.astype(np.uint8)))
