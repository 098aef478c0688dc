"""Scores that count pixels, on whole data sets: everything from confusion matrices."""

from collections.abc import Callable, Sequence

import numpy as np
from tqdm import tqdm

from helpers.metrics import accuracy, confusion_matrix, dice, iou, mean_iou
from helpers.metrics.parts import part_scores
from helpers.scoring.grouping import grouped


def matrix_per_picture(
    segment: Callable[[np.ndarray], np.ndarray], samples: Sequence, num_classes: int, progress: bool = False
) -> np.ndarray:
    """Segments every picture and counts, picture by picture.

    Args:
        segment: picture uint8 (H, W, 3) -> ids (H, W).
        samples: what `load_dataset` returns.
        num_classes: C.
        progress: show a bar, in a terminal.

    Returns:
        int64 (N, C, C): one confusion matrix per picture, rows true, columns predicted.
    """
    bar = tqdm(samples, desc="scoring", leave=False, disable=None if progress else True)
    return np.array([confusion_matrix(s.mask, segment(s.image), num_classes) for s in bar])


def summarise(matrices: np.ndarray, groups: Sequence[str], classes: Sequence[str]) -> dict:
    """Turns the pictures' confusion matrices into the scores that are reported.

    Args:
        matrices: (N, C, C), from `matrix_per_picture`.
        groups: the kind of each picture; all empty where a data set has no kinds.
        classes: class names. With two classes, Dice is that of the second one (the object).

    Returns:
        As `pixel_scores`, and the same by_group where the pictures are of several kinds.

    Example:
        >>> matrices = np.array([[[6, 0], [1, 1]], [[4, 0], [0, 4]]])
        >>> round(summarise(matrices, ["", ""], ["background", "nucleus"])["mean_dice"], 4)
        0.8333
    """
    return grouped(lambda chosen: pixel_scores(matrices[chosen], classes), groups)


def pixel_scores(matrices: np.ndarray, classes: Sequence[str]) -> dict:
    """The scores of some pictures.

    Args:
        matrices: (N, C, C).
        classes: class names.

    Returns:
        pictures, accuracy and mean_iou of all pixels together. With two classes also dice and iou of the second
        one, and mean_dice, the mean of the pictures' own Dice scores: each picture weighs the same. With more,
        iou_by_class and what `part_scores` returns.
    """
    total = matrices.sum(axis=0)
    scores = {"pictures": len(matrices), "accuracy": accuracy(total), "mean_iou": mean_iou(total)}
    if len(classes) == 2:
        per_picture = [dice(matrix)[1] for matrix in matrices]
        return scores | {"mean_dice": float(np.nanmean(per_picture)), "dice": float(dice(total)[1]),
                         "iou": float(iou(total)[1])}
    return scores | {"iou_by_class": dict(zip(classes, iou(total).tolist(), strict=True))} | part_scores(total, classes)
