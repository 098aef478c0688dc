"""How sure a score is: the interval in which it would lie with other pictures of the same kind."""

from collections.abc import Callable

import numpy as np


def bootstrap_interval(
    per_picture: np.ndarray,
    score: Callable[[np.ndarray], float],
    confidence: float = 0.95,
    resamples: int = 1000,
    seed: int = 0,
) -> tuple[float, float]:
    """Percentile interval of a score, by drawing pictures again with replacement.

    We have one test set, and ask how the score would move with another. So we draw sets of the same size from the
    one we have, some pictures twice, some not at all, score each, and cut off the outermost scores.

    Pictures are drawn, not pixels. Pixels of one picture share its light, its camera and its mistakes; drawn one
    by one they look like a hundred thousand witnesses where there is one, and the interval comes out far too
    narrow. (Frames of one film are alike, too: then one entry per film.)

    With fewer than about 10 pictures the interval is too narrow as well: nothing outside the few that were drawn
    can turn up. It then covers the truth less often than `confidence` says.

    Args:
        per_picture: (N, ...) one entry per picture: a number, or a confusion matrix, (N, C, C).
        score: takes an array of the same shape, pictures drawn, and returns one number. NaN (a class that is in
            none of the pictures drawn) is left out.
        confidence: share of the scores between low and high, in 0..1, both excluded.
        resamples: how often a set is drawn, at least 100.
        seed: the same seed, the same interval.

    Returns:
        (low, high); NaN where every score was NaN.

    Raises:
        ValueError: fewer than 2 pictures, confidence outside 0..1, fewer than 100 resamples, or a score that
            returns more than one number.

    Source: Efron, Tibshirani: An Introduction to the Bootstrap, 1993, chapter 13.

    Example:
        >>> from helpers.metrics import mean_iou
        >>> matrices = np.array([[[8, 0], [1, 1]], [[5, 1], [0, 4]], [[9, 0], [1, 0]]])
        >>> low, high = bootstrap_interval(matrices, lambda drawn: mean_iou(drawn.sum(axis=0)))
        >>> bool(low < mean_iou(matrices.sum(axis=0)) < high)
        True
    """
    per_picture = np.asarray(per_picture)
    pictures = len(per_picture) if per_picture.ndim else 0
    if pictures < 2:
        raise ValueError(
            f"an interval needs at least 2 pictures, better 10 or more; here are {pictures}. "
            "Pass one entry per picture, not their sum or mean."
        )
    if not 0 < confidence < 1:
        raise ValueError(f"confidence={confidence}, but it lies between 0 and 1; 0.95 is usual.")
    if resamples < 100:
        raise ValueError(f"resamples={resamples}, but the ends of an interval need at least 100; 1000 is usual.")
    rng = np.random.default_rng(seed)
    scores = np.array([score(per_picture[rng.integers(pictures, size=pictures)]) for _ in range(resamples)], float)
    if scores.ndim != 1:
        raise ValueError(
            f"score returned an array of the shape {scores.shape[1:]}, but an interval is one of one number. "
            "Pick one, such as iou(matrices.sum(axis=0))[1], or take the mean."
        )
    scores = scores[~np.isnan(scores)]
    if not len(scores):
        return float("nan"), float("nan")
    low, high = np.quantile(scores, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)
