"""Parts of a face that are reported together: eyes, brows and mouth; and one score over all of them."""

from collections.abc import Sequence

import numpy as np

from helpers.metrics.counts import f1, merge, overall_f1

MERGED = {
    "eyes": ("left eye", "right eye"), "brows": ("left brow", "right brow"), "nose": ("nose",),
    "mouth": ("upper lip", "inner mouth", "lower lip"),
}
# HELEN*'s own names of the parts.
SHORT = {
    "bg": "background", "lb": "left brow", "rb": "right brow", "le": "left eye", "re": "right eye",
    "ulip": "upper lip", "imouth": "inner mouth", "llip": "lower lip",
}


def merged_parts(names: Sequence[str]) -> dict[str, list[int]]:
    """Finds the parts of a face that are scored together, under their long or their short names.

    Args:
        names: the position is the id.

    Returns:
        Name of the group -> ids, in the order of `MERGED`, for groups all of whose names occur.

    Example:
        >>> merged_parts(["bg", "nose", "le", "re", "ulip"])
        {'eyes': [2, 3], 'nose': [1]}
    """
    ids = {SHORT.get(name.casefold(), name.casefold()): number for number, name in enumerate(names)}
    return {group: [ids[part] for part in parts] for group, parts in MERGED.items() if all(p in ids for p in parts)}


def part_scores(matrix: np.ndarray, names: Sequence[str]) -> dict:
    """F1 of each class, of parts of a face taken together, and of these parts pooled; all from one matrix.

    Args:
        matrix: int (C, C), rows true, columns predicted.
        names: C class names.

    Returns:
        f1 by class. Where parts of a face are among the names: merged, the F1 of eyes, brows, nose and mouth (a left
        eye called a right one is an eye found). Where all four are: overall, these four counted together. NaN for
        what neither occurs nor was predicted.

    Example:
        >>> part_scores(np.array([[5, 1], [0, 2]]), ["background", "leaf"])["f1"]["leaf"]
        0.8
    """
    scores = {"f1": dict(zip(names, f1(matrix).tolist(), strict=True))}
    groups = merged_parts(names)
    if groups:
        together = merge(matrix, list(groups.values()))
        scores["merged"] = dict(zip(groups, f1(together)[: len(groups)].tolist(), strict=True))
        if len(groups) == len(MERGED):
            scores["overall"] = overall_f1(together, range(len(groups)))
    return scores
