"""Scores of pixels. One confusion matrix holds all that most scores need; each is a short function of it.

Count first, divide last: adding up the matrices of many pictures and scoring the sum is the score of the whole
set, and it weighs every pixel alike. The mean of the pictures' own scores weighs every picture alike. Both are
useful, and they differ: say which one you report.
"""

from collections.abc import Sequence

import numpy as np

BLOCK = 2**17  # pixels counted at a time: they stay in the processor's cache


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
    labels, predictions = checked_ids(labels, predictions, num_classes)
    # Void gets a row of its own below the others, cut off at the end: cheaper than picking the labelled pixels out.
    rows = np.minimum(labels, min(num_classes, np.iinfo(labels.dtype).max)).ravel("C")
    predictions = predictions.ravel("C")
    counts = np.zeros((num_classes + 1) * num_classes, np.int64)
    for start in range(0, rows.size, BLOCK):
        pairs = rows[start : start + BLOCK].astype(np.int64)
        pairs *= num_classes
        pairs += predictions[start : start + BLOCK].astype(np.int64, copy=False)
        counts += np.bincount(pairs, minlength=counts.size)
    return counts.reshape(num_classes + 1, num_classes)[:num_classes]


def accuracy(matrix: np.ndarray) -> float:
    """Share of pixels with the right class; NaN where nothing was labelled.

    Example:
        >>> accuracy(np.array([[3, 1], [0, 4]]))
        0.875
    """
    return float(ratio(np.trace(matrix), matrix.sum()))


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
    return ratio(hits, matrix.sum(axis=0) + matrix.sum(axis=1) - hits)


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
    return ratio(2 * np.diag(matrix), matrix.sum(axis=0) + matrix.sum(axis=1))


def f1(matrix: np.ndarray) -> np.ndarray:
    """F1 of each class, the harmonic mean of precision and recall: the same number as `dice`, under its other name.

    Example:
        >>> f1(np.array([[3, 1], [0, 4]])).round(3)
        array([0.857, 0.889])
    """
    return dice(matrix)


def overall_f1(matrix: np.ndarray, class_ids: Sequence[int]) -> float:
    """One F1 for some classes together, their pixels pooled; scikit-learn's micro average.

    Faces are reported so: eyes, brows, nose and mouth together, skin and background left out, because these large
    parts are easy. A background pixel called nose still counts against it, and so does an eye called brow.

    Args:
        matrix: (C, C), rows true, columns predicted; merge left and right first, see `merge`.
        class_ids: the classes to pool.

    Returns:
        0..1; NaN where these classes neither occur nor were predicted.

    Example:
        >>> matrix = np.array([[90, 2, 0], [1, 4, 0], [0, 1, 2]])  # background, eyes, mouth
        >>> round(overall_f1(matrix, [1, 2]), 3)  # 2 x 6 right / (8 that are + 9 called)
        0.706
    """
    matrix, chosen = np.asarray(matrix), list(class_ids)
    hits = np.diag(matrix)[chosen].sum()
    return float(ratio(2 * hits, matrix.sum(axis=0)[chosen].sum() + matrix.sum(axis=1)[chosen].sum()))


def precision(matrix: np.ndarray) -> np.ndarray:
    """Of the pixels called this class, the share that is; (C,), NaN where none was called so."""
    return ratio(np.diag(matrix), matrix.sum(axis=0))


def recall(matrix: np.ndarray) -> np.ndarray:
    """Of the pixels of this class, the share that was found; (C,), NaN where there are none."""
    return ratio(np.diag(matrix), matrix.sum(axis=1))


def merge(matrix: np.ndarray, groups: Sequence[Sequence[int]]) -> np.ndarray:
    """Counts again with some classes taken together, such as left and right eye as eyes.

    A left eye called a right eye then is right: it moves onto the diagonal. Ids in no group do not vanish: they
    become one last row and column, the rest. A background pixel called eye is still a false alarm for the eyes.

    Args:
        matrix: int (C, C) or a stack (N, C, C), rows true, columns predicted.
        groups: G lists of ids; each id at most once.

    Returns:
        (G, G) in the order of the groups where they name every id, else (G + 1, G + 1) with the rest last; the
        same for each matrix of a stack. `f1(merge(matrix, groups))[:len(groups)]` scores the groups alone.

    Raises:
        ValueError: the matrix is not square; a group is empty, an id lies outside 0..C-1 or stands twice.

    Example:
        >>> matrix = np.array([[5, 1, 0], [0, 2, 3], [0, 1, 4]])  # background, left eye, right eye
        >>> merge(matrix, [[1, 2]])  # eyes, then the rest
        array([[10,  0],
               [ 1,  5]])
    """
    matrix = np.asarray(matrix)
    if matrix.ndim < 2 or matrix.shape[-1] != matrix.shape[-2]:
        raise ValueError(
            f"a confusion matrix is (C, C), this array has the shape {matrix.shape}. "
            "confusion_matrix(labels, predictions, num_classes) counts one."
        )
    num_classes = matrix.shape[-1]
    belongs = np.zeros((num_classes, len(groups)), np.int64)
    for number, group in enumerate(groups):
        if np.ndim(group) != 1 or len(group) == 0:
            raise ValueError(f"group {number} is {group}, but groups are lists of at least one id: [[4, 5], [10]].")
        for class_id in group:
            if not 0 <= class_id < num_classes:
                raise ValueError(f"group {number} names id {class_id}, but the matrix has ids 0..{num_classes - 1}.")
            if belongs[class_id].any():
                raise ValueError(f"id {class_id} stands in the groups twice, but a pixel counts once.")
            belongs[class_id, number] = 1
    rest = 1 - belongs.sum(axis=1, keepdims=True)
    if rest.any():
        belongs = np.concatenate([belongs, rest], axis=1)
    return belongs.T @ matrix @ belongs


def checked_ids(labels: np.ndarray, predictions: np.ndarray, num_classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns both as arrays, or says what is wrong with them."""
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
    return tuple(ids.view(np.uint8) if ids.dtype == bool else ids for ids in (labels, predictions))


def ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Divides, in float64; NaN where the whole is 0."""
    part, whole = np.asarray(part, float), np.asarray(whole, float)
    return np.divide(part, whole, out=np.full_like(whole, np.nan), where=whole > 0)


def _mean(values: np.ndarray) -> float:
    return float(np.mean(values[~np.isnan(values)])) if not np.isnan(values).all() else float("nan")
