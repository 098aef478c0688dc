"""The same scores for all pictures and for each kind of picture."""

from collections.abc import Callable, Sequence

import numpy as np


def grouped(scores: Callable[[np.ndarray], dict], groups: Sequence[str]) -> dict:
    """Scores all pictures, and each kind on its own.

    Args:
        scores: bool (N,), which of the pictures to look at -> their scores.
        groups: the kind of each picture; all empty where a data set has no kinds.

    Returns:
        The scores of all; where there are kinds, also by_group: the scores of each kind.

    Example:
        >>> numbers = np.array([1, 2, 6])
        >>> grouped(lambda chosen: {"mean": float(numbers[chosen].mean())}, ["few", "few", "many"])
        {'mean': 3.0, 'by_group': {'few': {'mean': 1.5}, 'many': {'mean': 6.0}}}
    """
    groups = np.array(groups)
    of_all = scores(np.ones(len(groups), bool))
    kinds = sorted(set(groups.tolist()) - {""})
    return of_all | ({"by_group": {kind: scores(groups == kind) for kind in kinds}} if kinds else {})
