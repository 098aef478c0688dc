"""Scores of pixels against scikit-learn, Keras and cases counted by hand."""

import time

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn import metrics as sklearn_metrics

from helpers.metrics import (
    accuracy,
    confusion_matrix,
    dice,
    f1,
    iou,
    mean_iou,
    merge,
    overall_f1,
    precision,
    recall,
)

CLASSES = 4
matrices = arrays.arrays(np.int64, (CLASSES, CLASSES), elements=st.integers(0, 1000))
sizes = st.integers(1, 60)


@st.composite
def labelled(draw):
    """Labels with some void, and predictions of real classes."""
    count = draw(sizes)
    labels = draw(arrays.arrays(np.uint8, count, elements=st.sampled_from([0, 1, 2, 3, 255])))
    predictions = draw(arrays.arrays(np.uint8, count, elements=st.integers(0, CLASSES - 1)))
    return labels, predictions


@given(labelled())
def test_counts_are_those_of_scikit_learn_without_void(pair):
    labels, predictions = pair
    matrix = confusion_matrix(labels, predictions, CLASSES)
    assert matrix.dtype == np.int64 and matrix.shape == (CLASSES, CLASSES)
    assert matrix.sum() == np.count_nonzero(labels != 255)
    real = labels != 255
    if real.any():
        oracle = sklearn_metrics.confusion_matrix(labels[real], predictions[real], labels=range(CLASSES))
        assert np.array_equal(matrix, oracle)


@given(labelled())
def test_scores_are_those_of_scikit_learn(pair):
    labels, predictions = pair
    real = labels != 255
    labels, predictions = labels[real], predictions[real]
    if not len(labels):
        return
    matrix = confusion_matrix(labels, predictions, CLASSES)
    occurs = matrix.sum(axis=0) + matrix.sum(axis=1) > 0
    options = {"labels": np.flatnonzero(occurs), "average": None, "zero_division": np.nan}
    assert accuracy(matrix) == pytest.approx(sklearn_metrics.accuracy_score(labels, predictions))
    assert iou(matrix)[occurs] == pytest.approx(
        sklearn_metrics.jaccard_score(labels, predictions, labels=np.flatnonzero(occurs), average=None))
    assert dice(matrix)[occurs] == pytest.approx(sklearn_metrics.f1_score(labels, predictions, **options))
    for mine, theirs in ((precision, "precision_score"), (recall, "recall_score")):
        oracle = getattr(sklearn_metrics, theirs)(labels, predictions, **options)
        assert mine(matrix)[occurs] == pytest.approx(oracle, nan_ok=True)
    assert np.isnan(iou(matrix)[~occurs]).all() and np.isnan(dice(matrix)[~occurs]).all()


def test_mean_iou_is_that_of_keras():
    rng = np.random.default_rng(0)
    labels, predictions = rng.integers(0, CLASSES, (2, 3, 20, 20))
    oracle = keras.metrics.MeanIoU(num_classes=CLASSES)
    oracle.update_state(labels, predictions)
    assert mean_iou(confusion_matrix(labels, predictions, CLASSES)) == pytest.approx(float(oracle.result()))


@given(matrices)
def test_dice_and_iou_say_the_same_in_other_numbers(matrix):
    j, d = iou(matrix), dice(matrix)
    assert np.allclose(d, 2 * j / (1 + j), equal_nan=True)
    assert np.array_equal(np.isnan(j), np.isnan(d))


@given(matrices, matrices)
def test_the_matrix_of_two_pictures_is_the_sum(first, second):
    def expand(matrix):
        true, called = np.indices(matrix.shape).reshape(2, -1)
        return true.repeat(matrix.ravel()), called.repeat(matrix.ravel())

    labels, predictions = np.concatenate([expand(first), expand(second)], axis=1)
    assert np.array_equal(confusion_matrix(labels, predictions, CLASSES), first + second)


def test_rows_are_true_and_columns_predicted():
    assert confusion_matrix(np.array([0, 0, 1]), np.array([1, 1, 0]), 2).tolist() == [[0, 2], [1, 0]]
    assert precision(np.array([[8, 2], [0, 0]]))[0] == 1 and recall(np.array([[8, 2], [0, 0]]))[0] == 0.8


def test_a_class_that_is_nowhere_is_left_out_of_the_mean():
    matrix = np.array([[3, 1, 0], [0, 4, 0], [0, 0, 0]])
    assert iou(matrix)[:2].tolist() == [0.75, 0.8] and np.isnan(iou(matrix)[2])
    assert mean_iou(matrix) == pytest.approx(0.775)


def test_a_class_that_was_only_invented_counts_as_nought():
    matrix = np.array([[3, 1], [0, 0]])
    assert iou(matrix).tolist() == [0.75, 0] and dice(matrix)[1] == 0


def test_without_labels_there_is_no_score(recwarn):
    nothing = confusion_matrix(np.full(4, 255), np.zeros(4, int), 2)
    assert np.isnan(accuracy(nothing)) and np.isnan(mean_iou(nothing)) and np.isnan(dice(nothing)).all()
    assert not recwarn.list


def test_the_extra_ids_of_a_network_with_a_void_output_are_left_out_too():
    assert confusion_matrix(np.array([0, 1, 2, 3]), np.array([0, 1, 1, 1]), 2).tolist() == [[1, 0], [0, 1]]


@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.int64, np.uint64])
def test_ids_of_any_integer_type_are_counted_alike(dtype):
    labels, predictions = np.array([0, 10, 255, 7], dtype), np.array([0, 10, 3, 8], dtype)
    matrix = confusion_matrix(labels, predictions, 11)
    assert (matrix[0, 0], matrix[10, 10], matrix[7, 8], matrix.sum()) == (1, 1, 1, 3)


@pytest.mark.parametrize(("dtype", "num_classes"), [(np.uint8, 300), (np.uint8, 255), (np.int8, 200), (bool, 5)])
def test_a_type_too_small_for_all_ids_counts_those_it_has(dtype, num_classes):
    rng = np.random.default_rng(0)
    labels = rng.integers(0, min(num_classes, int(np.array(-1).astype(dtype)) % 256 + 1), 500).astype(dtype)
    labels = np.abs(labels) if dtype is np.int8 else labels
    predictions = rng.integers(0, num_classes, 500)
    oracle = sklearn_metrics.confusion_matrix(labels.astype(int), predictions, labels=range(num_classes))
    assert np.array_equal(confusion_matrix(labels, predictions, num_classes), oracle)


def test_with_more_than_255_classes_255_is_no_void():
    assert confusion_matrix(np.array([255], np.uint8), np.array([299]), 300)[255, 299] == 1
    assert confusion_matrix(np.array([255], np.uint8), np.array([254]), 255).sum() == 0


def test_pictures_of_any_layout_are_counted_alike():
    labels, predictions = np.random.default_rng(0).integers(0, CLASSES, (2, 7, 9, 5))
    expected = confusion_matrix(labels, predictions, CLASSES)
    for change in (np.asfortranarray, lambda ids: ids.transpose(2, 0, 1), lambda ids: ids[:, ::-1]):
        assert np.array_equal(confusion_matrix(change(labels), change(predictions), CLASSES), expected)
    assert np.array_equal(confusion_matrix(np.asfortranarray(labels), predictions, CLASSES), expected)
    assert confusion_matrix(np.uint8(1), np.uint8(0), 2).tolist() == [[0, 0], [1, 0]]


def test_empty_arrays_give_an_empty_count():
    nothing = confusion_matrix(np.zeros((0, 4), np.uint8), np.zeros((0, 4), int), 3)
    assert nothing.shape == (3, 3) and nothing.dtype == np.int64 and not nothing.any()


def test_counting_leaves_its_input_alone():
    labels, predictions = np.array([0, 1, 255]), np.array([0, 0, 1])
    confusion_matrix(labels, predictions, 2)
    assert labels.tolist() == [0, 1, 255] and predictions.tolist() == [0, 0, 1]


@given(labelled(), st.permutations(range(CLASSES)))
def test_other_names_for_the_classes_change_only_the_order_of_the_scores(pair, order):
    labels, predictions = pair
    names = np.array([*order, *range(CLASSES, 256)], np.uint8)
    matrix, renamed = (confusion_matrix(*ids, CLASSES) for ids in (pair, (names[labels], names[predictions])))
    for score in (iou, dice, precision, recall):
        assert score(renamed)[order] == pytest.approx(score(matrix), nan_ok=True)


@given(matrices)
def test_f1_is_dice_is_the_harmonic_mean_of_precision_and_recall_and_at_least_iou(matrix):
    assert np.array_equal(f1(matrix), dice(matrix), equal_nan=True)
    found = np.diag(matrix) > 0
    harmonic = 2 / (1 / precision(matrix)[found] + 1 / recall(matrix)[found])
    assert f1(matrix)[found] == pytest.approx(harmonic)
    assert (np.nan_to_num(iou(matrix)) <= np.nan_to_num(dice(matrix))).all()


groupings = st.lists(st.integers(-1, 2), min_size=CLASSES, max_size=CLASSES).map(
    lambda homes: [group for group in ([c for c in range(CLASSES) if homes[c] == g] for g in range(3)) if group])


@given(labelled(), groupings)
def test_merging_counts_is_counting_merged_ids(pair, groups):
    labels, predictions = pair
    grouped = [class_id for group in groups for class_id in group]
    size = len(groups) + (len(grouped) < CLASSES)
    names = np.full(256, len(groups))  # what is in no group is the rest
    for number, group in enumerate(groups):
        names[group] = number
    real = labels != 255
    merged = merge(confusion_matrix(labels, predictions, CLASSES), groups)
    assert merged.shape == (size, size) and merged.dtype == np.int64 and merged.sum() == real.sum()
    if real.any():
        true, called = names[labels[real]], names[predictions[real]]
        assert np.array_equal(merged, sklearn_metrics.confusion_matrix(true, called, labels=range(size)))
        parts = list(range(len(groups)))
        oracle = sklearn_metrics.f1_score(true, called, labels=parts, average="micro", zero_division=np.nan)
        if parts and (np.isin(true, parts).any() or np.isin(called, parts).any()):
            assert overall_f1(merged, parts) == pytest.approx(oracle)
        else:
            assert np.isnan(overall_f1(merged, parts))


def test_a_left_eye_called_right_is_right_and_background_called_eye_is_not():
    labels = np.array([0, 0, 0, 1, 1, 2, 2, 3])  # background, left eye, right eye, mouth
    predictions = np.array([0, 0, 1, 2, 1, 2, 0, 3])
    matrix = confusion_matrix(labels, predictions, 4)
    eyes = merge(matrix, [[1, 2], [3]])
    assert eyes.tolist() == [[3, 0, 1], [0, 1, 0], [1, 0, 2]]
    assert f1(eyes)[0] == 3 / 4 and f1(matrix)[1] == 1 / 2
    assert overall_f1(eyes, [0, 1]) == 8 / (5 + 5)
    assert overall_f1(matrix, [1, 2, 3]) == 6 / (5 + 5)  # unmerged, left for right is a mistake


def test_a_stack_of_matrices_is_merged_one_by_one():
    stack = np.random.default_rng(0).integers(0, 9, (5, CLASSES, CLASSES))
    merged = merge(stack, [[3, 1], [0]])
    assert merged.shape == (5, 3, 3)
    assert all(np.array_equal(merged[i], merge(stack[i], [[3, 1], [0]])) for i in range(5))


def test_no_groups_leave_the_rest_alone():
    assert merge(np.array([[3, 1], [0, 4]]), []).tolist() == [[8]]


@pytest.mark.parametrize(("matrix", "groups", "words"), [
    (np.zeros((2, 3), int), [[0]], ("(2, 3)", "(C, C)")),
    (np.zeros((2, 2), int), [[0], []], ("group 1 is []", "at least one id")),
    (np.zeros((2, 2), int), [0, 1], ("group 0 is 0", "lists")),
    (np.zeros((2, 2), int), [[0, 2]], ("group 0", "id 2", "0..1")),
    (np.zeros((2, 2), int), [[-1]], ("id -1", "0..1")),
    (np.zeros((2, 2), int), [[0], [1, 0]], ("id 0", "twice")),
])
def test_wrong_groups_get_a_sentence(matrix, groups, words):
    with pytest.raises(ValueError) as caught:
        merge(matrix, groups)
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_counting_ids_is_much_faster_than_keras():
    rng = np.random.default_rng(0)
    labels, predictions = rng.integers(0, 12, (8, 360, 480)).astype(np.uint8), rng.integers(0, 12, (8, 360, 480))
    oracle = keras.metrics.MeanIoU(12)
    seconds = {"ours": [], "keras": []}
    for _ in range(5):
        for name, count in (("ours", lambda: confusion_matrix(labels, predictions, 12)),
                            ("keras", lambda: oracle.update_state(labels, predictions))):
            start = time.perf_counter()
            count()
            seconds[name].append(time.perf_counter() - start)
    assert np.array_equal(5 * confusion_matrix(labels, predictions, 12), oracle.total_cm)
    assert min(seconds["keras"]) > 5 * min(seconds["ours"])  # 15 and more when nobody else is busy
