"""Does the network know when it is wrong? Of pixels it calls 80 % sure, 80 % should be right."""

from typing import NamedTuple

import numpy as np

from helpers.metrics.counts import ratio


class Reliability(NamedTuple):
    """One entry per bin of confidence, (bins,) each; NaN where a bin has no pixels."""

    count: np.ndarray  # pixels in the bin
    confidence: np.ndarray  # their mean probability of the class that was called
    accuracy: np.ndarray  # the share of them that is right


def reliability(labels: np.ndarray, probabilities: np.ndarray, bins: int = 10) -> Reliability:
    """Sorts pixels by how sure the network was, and counts how often it was right.

    Args:
        labels: ids, any shape; ids >= C (void is 255) are left out.
        probabilities: float, the shape of labels and C more: softmax of the logits, each pixel adding up to 1.
        bins: equal steps of confidence from 0 to 1. A bin holds its upper end, not its lower one; 0 is in the
            first.

    Returns:
        count int64, confidence and accuracy float, (bins,) each. Plotted against each other, a calibrated network
        lies on the diagonal, one that is too sure below it.

    Raises:
        ValueError: shapes do not fit, labels are no whole numbers or negative, the probabilities do not add up
            to 1, or bins is below 1.

    Source: Guo, Pleiss, Sun, Weinberger: On Calibration of Modern Neural Networks, ICML 2017, section 2.

    Example:
        >>> labels, probabilities = np.array([0, 1, 255]), np.array([[0.9, 0.1], [0.7, 0.3], [0.5, 0.5]])
        >>> reliability(labels, probabilities, bins=2).accuracy
        array([nan, 0.5])
    """
    labels, probabilities = _checked(labels, probabilities, bins)
    known = labels < probabilities.shape[-1]
    labels, probabilities = labels[known], probabilities[known]
    confidence = probabilities.max(axis=-1)
    right = probabilities.argmax(axis=-1) == labels
    places = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], confidence)
    count = np.bincount(places, minlength=bins)
    return Reliability(
        count,
        ratio(np.bincount(places, weights=confidence, minlength=bins), count),
        ratio(np.bincount(places, weights=right, minlength=bins), count),
    )


def calibration_error(labels: np.ndarray, probabilities: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error: how far confidence and accuracy lie apart, on average over pixels.

    Args:
        labels, probabilities, bins: as in `reliability`.

    Returns:
        0..1, 0 for a calibrated network; NaN where nothing was labelled. A small number says nothing about
        accuracy: who always says "60 % background" where 60 % is background scores 0.

    Raises:
        ValueError: as `reliability`.

    Source: Guo et al. 2017, equation 3.

    Example:
        >>> labels, probabilities = np.array([0, 1]), np.array([[0.9, 0.1], [0.7, 0.3]])
        >>> round(calibration_error(labels, probabilities), 3)  # gaps of 0.1 and 0.7, one pixel each
        0.4
    """
    count, confidence, accuracy = reliability(labels, probabilities, bins)
    gaps = np.abs(accuracy - confidence)
    return float(ratio(np.nansum(count * gaps), count.sum()))


def _checked(labels: np.ndarray, probabilities: np.ndarray, bins: int) -> tuple[np.ndarray, np.ndarray]:
    labels, probabilities = np.asarray(labels), np.asarray(probabilities)
    if bins < 1:
        raise ValueError(f"bins={bins}, but at least 1 is needed; 10 is usual.")
    if probabilities.shape[:-1] != labels.shape or probabilities.ndim == 0:
        raise ValueError(
            f"labels have the shape {labels.shape}, probabilities {probabilities.shape}; they must be equal but for "
            "a last axis of classes. Of a sigmoid p take np.stack([1 - p, p], axis=-1)."
        )
    if labels.dtype.kind not in "iub":
        raise ValueError(f"labels are {labels.dtype}, but ids are whole numbers. Read masks with read_mask.")
    if labels.min(initial=0) < 0:
        raise ValueError(f"a label is {labels.min()}, but ids start at 0. Write void as 255.")
    # Half precision rounds each probability by up to 2 parts in 1,000.
    if not (np.abs(probabilities.sum(axis=-1, dtype=float) - 1) < 0.01).all() or probabilities.min(initial=0) < 0:
        raise ValueError(
            "the probabilities of a pixel do not add up to 1, or one is negative. "
            "Of logits take scipy.special.softmax(logits, axis=-1) first."
        )
    return labels, probabilities
