"""Scores. One confusion matrix holds all that is needed; every score is a short function of it.

Count first, divide last: adding up the matrices of many pictures and scoring the sum is the score of the whole
set, and it weighs every pixel alike. The mean of the pictures' own scores weighs every picture alike. Both are
useful, and they differ: say which one you report.
"""

import numpy as np


def confusion_matrix(labels: np.ndarray, predictions: np.ndarray, num_classes: int) -> np.ndarray:
    """Counts how often each true class was predicted as each class.

    Args:
        labels: ids, any shape; ids >= num_classes (void is 255) are left out.
        predictions: ids in 0..C-1, same shape (argmax over the real classes).
        num_classes: C, void not counted.

    Returns:
        (C, C) int64, rows true, columns predicted.

    Raises:
        ValueError: shapes differ, the arrays do not hold whole numbers, a label is negative, or a prediction
            lies outside 0..C-1.

    Example:
        >>> confusion_matrix(np.array([0, 1, 255]), np.array([0, 0, 1]), 2)
        array([[1, 0],
               [1, 0]])
    """
    labels, predictions = np.asarray(labels), np.asarray(predictions)
    if labels.shape != predictions.shape:
        raise ValueError(
            f"labels have the shape {labels.shape}, predictions {predictions.shape}; they must be equal. "
            "If predictions still have a class axis, take np.argmax(logits, axis=-1)."
        )
    for name, ids in (("labels", labels), ("predictions", predictions)):
        if ids.dtype.kind not in "iub":
            raise ValueError(
                f"{name} are {ids.dtype}, but ids are whole numbers. "
                "Of logits or probabilities take np.argmax(logits, axis=-1) first."
            )
    if labels.size and labels.min() < 0:
        raise ValueError(f"a label is {labels.min()}, but ids start at 0. Write void as 255.")
    if predictions.size and (predictions.min() < 0 or predictions.max() >= num_classes):
        raise ValueError(
            f"a prediction is {predictions.max() if predictions.max() >= num_classes else predictions.min()}, "
            f"but {num_classes} classes have the ids 0..{num_classes - 1}. Predict real classes only, never void."
        )
    counted = labels < num_classes
    pairs = labels[counted].astype(np.int64) * num_classes + predictions[counted].astype(np.int64)
    return np.bincount(pairs, minlength=num_classes**2).reshape(num_classes, num_classes)


def accuracy(matrix: np.ndarray) -> float:
    """Share of pixels with the right class; NaN where nothing was labelled.

    Example:
        >>> accuracy(np.array([[3, 1], [0, 4]]))
        0.875
    """
    return float(_ratio(np.trace(matrix), matrix.sum()))


def iou(matrix: np.ndarray) -> np.ndarray:
    """Intersection over union of each class: right pixels / pixels that are or were called this class.

    Args:
        matrix: (C, C), rows true, columns predicted.

    Returns:
        (C,) float, 0..1; NaN for a class that neither occurs nor was predicted.

    Example:
        >>> iou(np.array([[3, 1], [0, 4]]))
        array([0.75, 0.8 ])
    """
    hits = np.diag(matrix)
    return _ratio(hits, matrix.sum(axis=0) + matrix.sum(axis=1) - hits)


def mean_iou(matrix: np.ndarray) -> float:
    """Mean IoU over the classes that occur or were predicted; NaN where there are none.

    Example:
        >>> round(mean_iou(np.array([[3, 1], [0, 4]])), 3)
        0.775
    """
    return _mean(iou(matrix))


def dice(matrix: np.ndarray) -> np.ndarray:
    """Dice score of each class, the same number as F1: 2 x right / (pixels that are + pixels called).

    Returns:
        (C,) float, 0..1; NaN for a class that neither occurs nor was predicted.

    Example:
        >>> dice(np.array([[3, 1], [0, 4]])).round(3)
        array([0.857, 0.889])
    """
    return _ratio(2 * np.diag(matrix), matrix.sum(axis=0) + matrix.sum(axis=1))


def precision(matrix: np.ndarray) -> np.ndarray:
    """Of the pixels called this class, the share that is; (C,), NaN where none was called so."""
    return _ratio(np.diag(matrix), matrix.sum(axis=0))


def recall(matrix: np.ndarray) -> np.ndarray:
    """Of the pixels of this class, the share that was found; (C,), NaN where there are none."""
    return _ratio(np.diag(matrix), matrix.sum(axis=1))


def _ratio(part, whole) -> np.ndarray:
    part, whole = np.asarray(part, float), np.asarray(whole, float)
    return np.divide(part, whole, out=np.full_like(whole, np.nan), where=whole > 0)


def _mean(values: np.ndarray) -> float:
    return float(np.mean(values[~np.isnan(values)])) if not np.isnan(values).all() else float("nan")
