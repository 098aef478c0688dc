"""Matched objects against masks compared one by one, every way of pairing them, and cases by hand."""

import itertools
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from helpers.metrics import THRESHOLDS, average_precision, match_objects, mean_average_precision, object_ious

EMPTY = np.zeros((4, 8), np.uint8)


@st.composite
def instances(draw, most=4):
    """Two masks of the same size with a few objects each, numbered with gaps."""
    shape = draw(st.tuples(st.integers(1, 6), st.integers(1, 6)))
    names = np.array([0, *draw(st.permutations([1, 2, 5, 11, 400, 70_000]))])
    masks = (names[draw(arrays.arrays(np.uint8, shape, elements=st.integers(0, most)))] for _ in range(2))
    return tuple(masks)


def ious_by_masks(truth, predicted):
    """The definition: two masks, their intersection, their union."""
    return np.array([[(t & p).sum() / (t | p).sum() for p in (predicted == i for i in np.unique(predicted) if i)]
                     for t in (truth == i for i in np.unique(truth) if i)])


def most_pairs(ious, threshold):
    """(pairs, their IoU added up) of the best one-to-one matching, by trying every one."""
    if 0 in ious.shape:
        return 0, 0.0
    ious = ious if ious.shape[0] <= ious.shape[1] else ious.T
    tried = []
    for columns in itertools.permutations(range(ious.shape[1]), ious.shape[0]):
        overlaps = [iou for iou in ious[range(len(ious)), columns] if iou >= threshold]
        tried.append((len(overlaps), sum(overlaps)))
    return max(tried)


@given(instances())
def test_ious_are_those_of_masks_compared_one_by_one(pair):
    truth, predicted = pair
    ious = object_ious(truth, predicted)
    assert ious.shape == tuple(len(set(ids.flat) - {0}) for ids in pair) and ious.dtype == float
    if ious.size:
        assert np.array_equal(ious, ious_by_masks(truth, predicted))
    assert np.array_equal(object_ious(predicted, truth), ious.T)


@settings(deadline=None)
@given(instances(), st.sampled_from([0.05, 0.2, 1 / 3, 0.5, 0.6, 1.0]))
def test_no_other_pairing_finds_more_or_overlaps_better(pair, threshold):
    truth, predicted = pair
    ious, matches = object_ious(truth, predicted), match_objects(truth, predicted, threshold)
    pairs, overlap = most_pairs(ious, threshold)
    assert len(matches) == pairs and sum(iou for _, _, iou in matches) == pytest.approx(overlap)
    for side in (0, 1):  # each object at most once
        assert len({match[side] for match in matches}) == len(matches)
    for true_id, predicted_id, iou in matches:
        t, p = truth == true_id, predicted == predicted_id
        assert iou == (t & p).sum() / (t | p).sum() >= threshold
    assert [match[0] for match in matches] == sorted(match[0] for match in matches)
    found = average_precision(truth, predicted, [threshold])[0]
    total = sum(ious.shape) - pairs
    assert found == (pairs / total if total else pytest.approx(np.nan, nan_ok=True))


@given(instances())
def test_stricter_thresholds_never_find_more(pair):
    scores = average_precision(*pair)
    assert scores.shape == (10,)
    assert (np.diff(np.nan_to_num(scores)) <= 0).all()
    itself = average_precision(pair[0], pair[0])
    assert set(itself[~np.isnan(itself)]) <= {1.0} and np.isnan(itself).all() == (not pair[0].any())


@given(instances(), st.permutations([1, 2, 5, 11, 400, 70_000]))
def test_numbers_are_names_and_do_not_matter(pair, order):
    names = np.zeros(70_001, int)
    names[[1, 2, 5, 11, 400, 70_000]] = order
    renamed = average_precision(names[pair[0]], pair[1])
    assert renamed == pytest.approx(average_precision(*pair), nan_ok=True)


def test_two_halves_of_exactly_half():
    truth, halves = EMPTY.copy(), EMPTY.copy()
    truth[1:3, 2:6] = 9
    halves[1:3, 2:4], halves[1:3, 4:6] = 4, 3
    assert object_ious(truth, halves).tolist() == [[0.5, 0.5]]
    assert match_objects(truth, halves, 0.5) == [(9, 3, 0.5)] or match_objects(truth, halves, 0.5) == [(9, 4, 0.5)]
    assert average_precision(truth, halves, [0.5, 0.55]).tolist() == [1 / 2, 0]  # found 1, invented 1
    assert average_precision(halves, truth, [0.5, 0.55]).tolist() == [1 / 2, 0]  # found 1, missed 1


def test_two_nuclei_grown_together_are_one_found_and_one_missed():
    truth, merged = EMPTY.copy(), EMPTY.copy()
    truth[:, :5], truth[:, 5:] = 1, 2
    merged[:] = 1
    assert object_ious(truth, merged).ravel().tolist() == [5 / 8, 3 / 8]
    assert match_objects(truth, merged, 0.6) == [(1, 1, 5 / 8)]
    assert average_precision(truth, merged, [0.6, 0.65]).tolist() == [1 / 2, 0]


def test_the_first_that_fits_is_not_always_the_one_to_take():
    truth, predicted = np.array([[1, 1, 1, 1, 1, 2]]), np.array([[8, 7, 7, 7, 7, 7]])
    # 7 overlaps 1 by 4/6 and 2 by 1/5; 8 overlaps 1 by 1/5. At 1/5 two poor pairs are more than a good one.
    assert match_objects(truth, predicted, 1 / 5) == [(1, 8, 1 / 5), (2, 7, 1 / 5)]
    assert match_objects(truth, predicted, 0.5) == [(1, 7, 2 / 3)]


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_an_overlap_equal_to_the_threshold_is_enough(threshold):
    truth, predicted = np.ones((1, 20), int), np.zeros((1, 20), int)
    predicted[0, : round(20 * threshold)] = 1
    assert average_precision(truth, predicted)[THRESHOLDS.index(threshold)] == 1
    assert average_precision(truth, predicted).sum() == THRESHOLDS.index(threshold) + 1


def test_missed_invented_and_nothing_at_all(recwarn):
    one = EMPTY.copy()
    one[0, 0] = 5
    assert object_ious(one, EMPTY).shape == (1, 0) and object_ious(EMPTY, EMPTY).shape == (0, 0)
    assert match_objects(one, EMPTY) == match_objects(EMPTY, one) == match_objects(EMPTY, EMPTY) == []
    assert average_precision(one, EMPTY).tolist() == average_precision(EMPTY, one).tolist() == [0] * 10
    assert np.isnan(average_precision(EMPTY, EMPTY)).all()
    assert np.isnan(average_precision(EMPTY[:0], EMPTY[:0])).all()
    assert not recwarn.list


def test_the_mean_weighs_pictures_alike_and_leaves_out_those_without_objects(recwarn):
    truth = EMPTY.copy()
    truth[0, :4], truth[2, :4] = 1, 2
    half_found = truth * (truth == 1)
    pictures = [truth, truth, EMPTY, truth[:2]]
    predictions = [truth, half_found, EMPTY, EMPTY[:2]]
    assert mean_average_precision(pictures, predictions) == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert np.isnan(mean_average_precision([EMPTY], [EMPTY])) and np.isnan(mean_average_precision([], []))
    assert not recwarn.list


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint16, np.int32, np.uint32, np.int64, np.uint64])
def test_masks_of_any_integer_type_are_alike(dtype):
    truth, predicted = np.array([[0, 3, 3, 9]], dtype), np.array([[120, 120, 3, 3]], dtype)
    assert np.array_equal(object_ious(truth, predicted), [[1 / 3, 1 / 3], [1 / 2, 0]])
    assert object_ious(truth, predicted.astype(np.int64) * 2**40).shape == (2, 2)


def hundred_discs(shift):
    mask, (rows, columns) = np.zeros((512, 512), np.int32), np.indices((512, 512))
    for number in range(100):
        row, column = 51 * (number // 10) + 25 + shift, 51 * (number % 10) + 25
        mask[(rows - row) ** 2 + (columns - column) ** 2 < (12 + number % 11) ** 2] = number + 1
    return mask


def test_a_hundred_objects_take_a_few_milliseconds():
    truth, predicted = hundred_discs(0), hundred_discs(3)
    seconds = []
    for _ in range(5):
        start = time.process_time()
        ious = object_ious(truth, predicted)
        seconds.append(time.process_time() - start)
    assert ious.shape == (100, 100) and (np.diag(ious) > 0.6).all()
    assert np.array_equal(ious[:3, :3], ious_by_masks(*(mask * (mask < 4) for mask in (truth, predicted))))
    assert min(seconds) < 0.02  # 0.003 when nobody else is busy


@pytest.mark.parametrize(("call", "words"), [
    (lambda: object_ious(EMPTY, EMPTY[:2]), ("(4, 8)", "(2, 8)")),
    (lambda: object_ious(EMPTY > 0, EMPTY), ("truth is bool", "skimage.measure.label")),
    (lambda: object_ious(EMPTY, EMPTY / 2), ("predicted is float64", "skimage.measure.label")),
    (lambda: object_ious(EMPTY, EMPTY - np.int64(1)), ("predicted holds the id -1", "from 1")),
    (lambda: match_objects(EMPTY, EMPTY, 0), ("threshold=0", "above 0")),
    (lambda: match_objects(EMPTY, EMPTY, np.nan), ("threshold=nan", "above 0")),
    (lambda: average_precision(EMPTY, EMPTY, [0.5, 50]), ("threshold=50", "at most 1")),
    (lambda: mean_average_precision([EMPTY, EMPTY], [EMPTY]), ("2 truths and 1 predictions", "per picture")),
])
def test_wrong_masks_get_a_sentence(call, words):
    with pytest.raises(ValueError) as caught:
        call()
    assert all(word in str(caught.value) for word in words), str(caught.value)
