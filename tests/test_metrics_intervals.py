"""Calibration and intervals against scikit-learn, SciPy, simulations and cases by hand."""

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss

from helpers.metrics import (
    bootstrap_interval,
    calibration_error,
    confusion_matrix,
    iou,
    mean_iou,
    reliability,
)

# Calibration -----------------------------------------------------------------------------------------------------


def two_classes(sure):
    """Probabilities (..., 2) whose larger one is that of class 1."""
    return np.stack([1 - sure, sure], axis=-1)


@given(st.integers(0, 10**6), st.integers(1, 15))
def test_bins_are_those_of_scikit_learn(seed, bins):
    rng = np.random.default_rng(seed)
    sure, right = rng.uniform(0.501, 1, 200), rng.random(200) < 0.7
    share, confidence = calibration_curve(right, sure, n_bins=bins)
    mine = reliability(right.astype(int), two_classes(sure), bins)
    filled = mine.count > 0
    assert mine.accuracy[filled] == pytest.approx(share) and mine.confidence[filled] == pytest.approx(confidence)
    assert np.isnan(mine.accuracy[~filled]).all() and np.isnan(mine.confidence[~filled]).all()
    assert mine.count.sum() == 200 and mine.count.dtype == np.int64


@given(st.integers(0, 10**6))
def test_one_bin_leaves_the_gap_between_the_means(seed):
    rng = np.random.default_rng(seed)
    probabilities, labels = rng.dirichlet(np.ones(5), (4, 6)), rng.choice([0, 1, 2, 3, 4, 255], (4, 6))
    known = labels < 5
    right = probabilities.argmax(axis=-1)[known] == labels[known]
    expected = abs(right.mean() - probabilities.max(axis=-1)[known].mean()) if known.any() else np.nan
    assert calibration_error(labels, probabilities, bins=1) == pytest.approx(expected, nan_ok=True)


def test_bins_counted_by_hand():
    labels = np.array([[0, 1, 1], [0, 255, 2]])
    probabilities = np.array([[[0.8, 0.2, 0], [0.3, 0.7, 0], [0.6, 0.4, 0]], [[0.1, 0.8, 0.1], [1, 0, 0], [0, 0, 1]]])
    counted = reliability(labels, probabilities, bins=5)
    # 0.6 and 0.8 are the upper ends of their bins and belong to them; void is nowhere.
    assert counted.count.tolist() == [0, 0, 1, 3, 1]
    assert counted.accuracy[2:] == pytest.approx([0, 2 / 3, 1])
    assert counted.confidence[2:] == pytest.approx([0.6, 2.3 / 3, 1])
    assert calibration_error(labels, probabilities, bins=5) == pytest.approx((1 * 0.6 + 3 * 0.1 + 0) / 5, abs=1e-12)


def test_what_happens_as_often_as_said_is_calibrated():
    rng = np.random.default_rng(0)
    probabilities = rng.dirichlet([2, 1, 1], 100_000)
    labels = (rng.random((100_000, 1)) > probabilities.cumsum(axis=1)[:, :2]).sum(axis=1)
    assert calibration_error(labels, probabilities) < 0.01
    assert brier_score_loss(labels == 0, probabilities[:, 0]) > 0.05  # calibrated is not the same as right


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_who_is_too_sure_is_off_by_as_much(dtype):
    rng = np.random.default_rng(0)
    labels = (rng.random((40, 50, 50)) < 0.7).astype(np.uint8)
    probabilities = two_classes(np.full(labels.shape, 0.95)).astype(dtype)
    assert calibration_error(labels, probabilities) == pytest.approx(0.25, abs=0.01)
    counted = reliability(labels, probabilities)
    assert counted.count[9] == labels.size and counted.accuracy[9] < counted.confidence[9]


def test_an_all_void_picture_has_no_calibration(recwarn):
    probabilities = np.full((2, 2, 3), 1 / 3)
    nothing = reliability(np.full((2, 2), 255), probabilities)
    assert not nothing.count.any() and np.isnan(nothing.accuracy).all()
    assert np.isnan(calibration_error(np.full((2, 2), 255), probabilities))
    assert np.isnan(calibration_error(np.zeros((0, 2), int), probabilities[:0]))
    assert not recwarn.list


LABELS, EVEN = np.zeros((2, 2), int), np.full((2, 2, 2), 0.5)


@pytest.mark.parametrize(("arguments", "words"), [
    ((LABELS, EVEN * 3), ("do not add up to 1", "softmax")),
    ((LABELS, EVEN * np.nan), ("do not add up to 1", "softmax")),
    ((LABELS, two_classes(np.full((2, 2), 1.5))), ("one is negative", "softmax")),
    ((LABELS, EVEN[..., 0]), ("(2, 2), probabilities (2, 2)", "np.stack([1 - p, p]")),
    ((LABELS[:1], EVEN), ("(1, 2), probabilities (2, 2, 2)",)),
    ((LABELS / 2, EVEN), ("labels are float64", "whole numbers")),
    ((LABELS - 1, EVEN), ("a label is -1", "void as 255")),
    ((LABELS, EVEN, 0), ("bins=0", "at least 1")),
])
def test_wrong_probabilities_get_a_sentence(arguments, words):
    with pytest.raises(ValueError) as caught:
        calibration_error(*arguments)
    assert all(word in str(caught.value) for word in words), str(caught.value)


# Intervals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_the_interval_of_a_mean_is_that_of_scipy(confidence):
    values = np.random.default_rng(0).gamma(2, size=40)
    low, high = bootstrap_interval(values, np.mean, confidence, resamples=4000)
    oracle = scipy.stats.bootstrap((values,), np.mean, confidence_level=confidence, n_resamples=4000,
                                   method="percentile", rng=np.random.default_rng(1)).confidence_interval
    width = oracle.high - oracle.low
    assert abs(low - oracle.low) < width / 20 and abs(high - oracle.high) < width / 20


def test_the_truth_is_inside_about_as_often_as_promised():
    rng = np.random.default_rng(0)
    covered = {count: np.mean([low < 3 < high for low, high in (
        bootstrap_interval(rng.normal(3, 1, count), np.mean, 0.9, resamples=200, seed=seed) for seed in range(300))])
        for count in (4, 40)}
    assert 0.85 < covered[40] < 0.94
    assert covered[4] < 0.83  # four pictures: too narrow


def test_pixels_drawn_one_by_one_would_look_far_too_sure():
    rng = np.random.default_rng(0)
    shares = rng.beta(8, 2, 20)  # right pixels of each picture
    right = rng.random((20, 1000)) < shares[:, None]
    low, high = bootstrap_interval(right.mean(axis=1), np.mean)
    low_pixels, high_pixels = bootstrap_interval(right.ravel(), np.mean, resamples=200)
    assert high - low > 5 * (high_pixels - low_pixels)


def test_matrices_are_drawn_whole_and_with_replacement():
    matrices = np.arange(5)[:, None, None] * np.ones((5, 2, 2), int)
    seen = []

    def score(drawn):
        assert drawn.shape == matrices.shape and (drawn == drawn[:, :1, :1]).all()
        seen.append(sorted(drawn[:, 0, 0]))
        return 0.5

    assert bootstrap_interval(matrices, score, resamples=100) == (0.5, 0.5)
    assert len(seen) == 100 and any(len(set(draw)) < 5 for draw in seen) and len({tuple(draw) for draw in seen}) > 50
    assert set(np.concatenate(seen)) == set(range(5))


def test_the_interval_of_a_set_of_pictures_holds_its_score():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, (30, 16, 16))
    noise = rng.uniform(0, 0.6, (30, 1, 1))
    predictions = np.where(rng.random(labels.shape) < noise, rng.integers(0, 3, labels.shape), labels)
    matrices = np.array([confusion_matrix(*pair, 3) for pair in zip(labels, predictions, strict=True)])
    whole = mean_iou(matrices.sum(axis=0))
    low, high = bootstrap_interval(matrices, lambda drawn: mean_iou(drawn.sum(axis=0)))
    narrow = bootstrap_interval(matrices, lambda drawn: mean_iou(drawn.sum(axis=0)), confidence=0.5)
    assert 0 < low < narrow[0] < whole < narrow[1] < high < 1
    assert (low, high) == bootstrap_interval(list(matrices), lambda drawn: mean_iou(drawn.sum(axis=0)))
    assert (low, high) != bootstrap_interval(matrices, lambda drawn: mean_iou(drawn.sum(axis=0)), seed=1)


def test_draws_without_the_class_are_left_out(recwarn):
    matrices = np.zeros((4, 2, 2), int)
    matrices[:, 0, 0] = 5
    matrices[0] = [[5, 0], [1, 3]]  # class 1 is in one picture of four
    low, high = bootstrap_interval(matrices, lambda drawn: iou(drawn.sum(axis=0))[1])
    assert low == high == 0.75
    assert np.isnan(bootstrap_interval(matrices[1:], lambda drawn: iou(drawn.sum(axis=0))[1])).all()
    assert not recwarn.list


@pytest.mark.parametrize(("arguments", "words"), [
    ((np.ones(1), np.mean), ("at least 2 pictures", "here are 1", "one entry per picture")),
    ((np.float64(0.7), np.mean), ("here are 0", "one entry per picture")),
    ((np.ones(4), np.mean, 95), ("confidence=95", "0.95")),
    ((np.ones(4), np.mean, 0), ("confidence=0", "between 0 and 1")),
    ((np.ones(4), np.mean, 1), ("confidence=1", "between 0 and 1")),
    ((np.ones(4), np.mean, 0.95, 10), ("resamples=10", "at least 100")),
    ((np.ones((4, 2, 2)), lambda drawn: iou(drawn.sum(axis=0))), ("shape (2,)", "one number", "Pick one")),
])
def test_wrong_requests_get_a_sentence(arguments, words):
    with pytest.raises(ValueError) as caught:
        bootstrap_interval(*arguments)
    assert all(word in str(caught.value) for word in words), str(caught.value)
