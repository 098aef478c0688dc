"""How many objects were found, on whole data sets."""

from collections.abc import Sequence

import numpy as np

from helpers.metrics import THRESHOLDS, average_precision
from helpers.scoring.grouping import grouped


def object_scores(samples: Sequence, answers: Sequence[np.ndarray]) -> dict:
    """Scores numbered objects, each picture weighing the same, whatever number of objects it holds.

    Args:
        samples: what `load_dataset` returns, of a data set with numbered objects.
        answers: int (H, W) for each of them: 0 = background, then one number per object.

    Returns:
        As `precision_scores`, and the same by_group where the pictures are of several kinds.

    Raises:
        ValueError: as `average_precision`; there are more pictures than answers or the reverse.
    """
    if len(samples) != len(answers):
        raise ValueError(f"{len(samples)} pictures and {len(answers)} answers: pass one answer per picture.")
    rows = [average_precision(sample.instances, found) for sample, found in zip(samples, answers, strict=True)]
    precisions = np.array(rows)
    groups = [sample.group for sample in samples]
    return grouped(lambda chosen: precision_scores(precisions[chosen]), groups)


def precision_scores(precisions: np.ndarray) -> dict:
    """The means over pictures of `average_precision`.

    Args:
        precisions: (N, 10), of each picture at each of `THRESHOLDS`; NaN in pictures without any object.

    Returns:
        ap50 and ap75, where an IoU of 0.5 or 0.75 counts as found, and mean_ap, the mean over all thresholds; NaN
        if no picture holds an object.
    """
    counted = precisions[~np.isnan(precisions).any(axis=1)]
    if not len(counted):
        return dict.fromkeys(("ap50", "ap75", "mean_ap"), float("nan"))
    means = counted.mean(axis=0)
    return {
        "ap50": float(means[THRESHOLDS.index(0.5)]), "ap75": float(means[THRESHOLDS.index(0.75)]),
        "mean_ap": float(means.mean()),
    }
