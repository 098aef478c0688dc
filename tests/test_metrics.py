"""Scores against scikit-learn, Keras and cases counted by hand."""

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn import metrics as sklearn_metrics

from helpers.metrics import accuracy, confusion_matrix, dice, iou, mean_iou, precision, recall

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
