"""How many objects were found: masks of numbered objects, matched one to one by how well they overlap.

A confusion matrix counts pixels, and does not mind when two touching nuclei become one. Here that costs: two missed,
one invented.
"""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from helpers.metrics.counts import ratio

# Written out: steps added up give 0.6000000000000001, and an overlap of 3/5 would be missed.
THRESHOLDS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)


def object_ious(truth: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """Intersection over union of every true object with every predicted one.

    Args:
        truth: ids of objects, int (H, W): 0 is background, every other number one object. The numbers need no
            order and may have gaps.
        predicted: the same, its numbers independent of those of truth.

    Returns:
        (T, P) float, 0..1: row t is the t-th smallest id of truth, column p the p-th smallest of predicted.

    Raises:
        ValueError: shapes differ, the arrays do not hold whole numbers, are bool, or hold negative numbers.

    Example:
        >>> object_ious(np.array([[1, 1, 0, 7]]), np.array([[3, 0, 2, 2]]))  # columns: object 2, object 3
        array([[0. , 0.5],
               [0.5, 0. ]])
    """
    return _overlaps(truth, predicted)[2]


def match_objects(truth: np.ndarray, predicted: np.ndarray, threshold: float = 0.5) -> list[tuple[int, int, float]]:
    """Pairs true and predicted objects one to one: as many pairs as possible, then the best overlaps.

    Above 0.5 an object cannot overlap so much with two others, and there is nothing to decide. At 0.5 and below it
    can, and whoever takes the first that fits may spoil a pair that another object needed.

    Args:
        truth, predicted: ids of objects, as in `object_ious`.
        threshold: smallest IoU of a pair, above 0, at most 1. (Exactly this much is enough.)

    Returns:
        (true id, predicted id, IoU) of each pair, by true id. A true id that is missing was missed, a predicted id
        that is missing was invented.

    Raises:
        ValueError: as `object_ious`; the threshold is not above 0 and at most 1.

    Example:
        >>> match_objects(np.array([[1, 1, 0, 7]]), np.array([[3, 0, 2, 2]]))
        [(1, 3, 0.5), (7, 2, 0.5)]
    """
    true_ids, predicted_ids, ious = _overlaps(truth, predicted)
    rows, columns = _pairs(ious, threshold)
    return [(int(true_ids[row]), int(predicted_ids[column]), float(ious[row, column]))
            for row, column in zip(rows, columns, strict=True)]


def average_precision(
    truth: np.ndarray, predicted: np.ndarray, thresholds: Sequence[float] = THRESHOLDS
) -> np.ndarray:
    """Found objects / (found + missed + invented) of one picture, for each threshold.

    This is the average precision of the 2018 Data Science Bowl. (COCO's score of that name is another: it sorts
    objects by confidence, which a mask of objects does not have.) Here an IoU equal to the threshold is enough.

    Args:
        truth, predicted: ids of objects, as in `object_ious`.
        thresholds: smallest IoU of a pair, each above 0, at most 1.

    Returns:
        (len(thresholds),) float, 0..1; all NaN where neither mask holds an object.

    Raises:
        ValueError: as `match_objects`.

    Source: Caicedo et al.: Nucleus segmentation across imaging experiments: the 2018 Data Science Bowl, Nature
    Methods 2019, methods.

    Example:
        >>> average_precision(np.array([[1, 1, 0, 7]]), np.array([[3, 0, 2, 2]]), thresholds=[0.5, 0.55])
        array([1., 0.])
    """
    ious = object_ious(truth, predicted)
    found = np.array([len(_pairs(ious, threshold)[0]) for threshold in thresholds], float)
    return ratio(found, sum(ious.shape) - found)


def mean_average_precision(
    truths: Sequence[np.ndarray], predictions: Sequence[np.ndarray], thresholds: Sequence[float] = THRESHOLDS
) -> float:
    """Mean of `average_precision` over thresholds and pictures; every picture weighs the same.

    Args:
        truths, predictions: ids of objects of each picture; pictures may have any sizes.
        thresholds: as in `average_precision`.

    Returns:
        0..1. Pictures where neither mask holds an object are left out; NaN where that leaves none.

    Raises:
        ValueError: as `average_precision`; there are more truths than predictions or the reverse.

    Example:
        >>> truth, empty = np.array([[1, 1, 0, 7]]), np.zeros((1, 4), int)
        >>> mean_average_precision([truth, truth, empty], [truth, empty, empty])
        0.5
    """
    if len(truths) != len(predictions):
        raise ValueError(f"{len(truths)} truths and {len(predictions)} predictions: pass one of each per picture.")
    scores = np.array([average_precision(*pair, thresholds).mean() for pair in zip(truths, predictions, strict=True)])
    scores = scores[~np.isnan(scores)]
    return float(scores.mean()) if len(scores) else float("nan")


def _pairs(ious: np.ndarray, threshold: float) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of the matched objects."""
    if not 0 < threshold <= 1:
        raise ValueError(f"threshold={threshold}, but an IoU to reach is above 0 and at most 1; 0.5 is usual.")
    enough = ious >= threshold
    # A pair is worth 1 and a little more for its overlap; all these extras together stay below 1.
    rows, columns = linear_sum_assignment(enough * (1 + ious / (1 + sum(ious.shape))), maximize=True)
    kept = enough[rows, columns]
    return rows[kept], columns[kept]


def joint_pixels(truth: np.ndarray, predicted: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Counts the pixels of each true object that each predicted one has.

    Args:
        truth, predicted: ids of objects, as in `object_ious`.

    Returns:
        The true ids (T,), the predicted ids (P,), both ascending, and int (T + 1, P + 1): row 0 is the background of
        truth, row t the t-th true id; columns are the same of predicted. Sums of rows and columns are areas.

    Raises:
        ValueError: as `object_ious`.

    Example:
        >>> joint_pixels(np.array([[1, 1, 0, 7]]), np.array([[3, 0, 2, 2]]))[2]
        array([[0, 1, 0],
               [1, 0, 1],
               [0, 1, 0]])
    """
    (true_ids, truth), (predicted_ids, predicted) = map(_numbered, _checked(truth, predicted))
    height, width = len(true_ids) + 1, len(predicted_ids) + 1
    joint = np.bincount((truth * width + predicted).ravel(), minlength=height * width).reshape(height, width)
    return true_ids, predicted_ids, joint


def _overlaps(truth: np.ndarray, predicted: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The true ids (T,), the predicted ids (P,), both ascending, and their IoUs (T, P), from one joint count."""
    true_ids, predicted_ids, joint = joint_pixels(truth, predicted)
    shared = joint[1:, 1:]
    either = joint.sum(axis=1)[1:, None] + joint.sum(axis=0)[None, 1:] - shared
    return true_ids, predicted_ids, ratio(shared, either)


def _numbered(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The ids of a mask's objects, ascending, and the mask with 1, 2, 3, ... in their places."""
    largest = int(mask.max(initial=0))
    if largest > 10 * mask.size:  # too large for a table of all ids; sorting takes longer
        ids = np.unique(mask[mask > 0])
        return ids, np.searchsorted(ids, mask, side="right")
    occurs = np.zeros(largest + 1, bool)
    occurs[mask] = True
    occurs[0] = False
    return np.flatnonzero(occurs), np.cumsum(occurs)[mask]


def _checked(truth: np.ndarray, predicted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    truth, predicted = np.asarray(truth), np.asarray(predicted)
    if truth.shape != predicted.shape:
        raise ValueError(
            f"truth has the shape {truth.shape}, predicted {predicted.shape}; they must be masks of one picture."
        )
    for name, ids in (("truth", truth), ("predicted", predicted)):
        if ids.dtype.kind not in "iu":
            raise ValueError(
                f"{name} is {ids.dtype}, but objects are numbered 1, 2, 3, ... on a background of 0. "
                "skimage.measure.label(mask) numbers the separate objects of a mask."
            )
        if ids.min(initial=0) < 0:
            raise ValueError(
                f"{name} holds the id {ids.min()}, but background is 0 and objects are numbered from 1. "
                "Write 0 where there is no object."
            )
    return truth, predicted
