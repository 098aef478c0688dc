"""Scores. One confusion matrix holds all that most scores need; each is a short function of it.

`boundary_iou` alone asks where the pixels lie, so it takes the masks themselves.

Count first, divide last: adding up the matrices of many pictures and scoring the sum is the score of the whole
set, and it weighs every pixel alike. The mean of the pictures' own scores weighs every picture alike. Both are
useful, and they differ: say which one you report.
"""

from collections.abc import Sequence

import cv2
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
    labels, predictions = _checked_ids(labels, predictions, num_classes)
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


def boundary_iou(
    labels: np.ndarray | Sequence[np.ndarray],
    predictions: np.ndarray | Sequence[np.ndarray],
    num_classes: int,
    distance: float = 2,
) -> np.ndarray:
    """Intersection over union of each class, of the rims alone: the pixels near the class's own contour.

    A road of 50,000 pixels scores a high IoU however ragged its kerb is, because its inside is most of it. Here
    only the rim counts: the pixels of a class with a pixel of another class at most `distance` away, measured
    from centre to centre. Both masks have their own rim, and the score is that of the two rims. Pixels of many
    pictures are added up before dividing, as in a confusion matrix.

    A contour is where two classes meet. The frame of the picture is none: a road that leaves the picture does not
    end there, and every network finds the frame, so it would be a present. (Code for single objects often counts
    the frame.) The rim of void is none either: void says that nobody knows where the object ends. Void pixels
    belong to no rim, whatever was predicted there.

    Args:
        labels: ids (H, W), or a sequence of such arrays of any sizes; ids >= num_classes (void is 255) are left
            out.
        predictions: ids in 0..C-1, as many and of the same sizes (argmax over the real classes).
        num_classes: C, void not counted.
        distance: width of the rim in pixels, 1 or more. Cheng et al. take 2 % of the picture's diagonal for
            everyday photos; the narrower, the stricter.

    Returns:
        (C,) float, 0..1; NaN for a class without a contour in labels and predictions: it neither occurs nor was
        predicted, or it fills its pictures.

    Raises:
        ValueError: as `confusion_matrix`; the arrays are not (H, W); there are more labels than predictions or
            the reverse; the distance is below 1.

    Source: Cheng, Girshick, Dollár, Berg, Kirillov: Boundary IoU, CVPR 2021, section 4.

    Example:
        >>> labels = np.array([[0, 0, 0, 1, 1, 1]])
        >>> predictions = np.array([[0, 0, 1, 1, 1, 1]])
        >>> iou(confusion_matrix(labels, predictions, 2))
        array([0.66666667, 0.75      ])
        >>> boundary_iou(labels, predictions, 2, distance=1)
        array([0., 0.])
    """
    if not distance >= 1:
        raise ValueError(f"distance={distance}, but a rim is at least 1 pixel wide. 2 is a strict one.")
    if isinstance(labels, np.ndarray) and labels.ndim < 3:
        labels, predictions = [labels], [predictions]
    if len(labels) != len(predictions):
        raise ValueError(f"{len(labels)} labels and {len(predictions)} predictions: pass one of each per picture.")

    shared, either = np.zeros((2, num_classes), np.int64)
    for label, prediction in zip(labels, predictions, strict=True):
        label, prediction = _checked_ids(label, prediction, num_classes)
        if label.ndim != 2 or label.size == 0:
            raise ValueError(
                f"boundary_iou expects ids (H, W), this array has the shape {label.shape}. Rims need rows and "
                "columns: pass masks as they are, not flattened, and several of them as a list."
            )
        known = label < num_classes
        for class_id in np.union1d(label[known], prediction[known]).astype(int):
            true_rim = _rim(label == class_id, known, distance)
            called_rim = _rim(prediction == class_id, known, distance)
            shared[class_id] += np.count_nonzero(true_rim & called_rim)
            either[class_id] += np.count_nonzero(true_rim | called_rim)
    return _ratio(shared, either)


def _rim(inside: np.ndarray, known: np.ndarray, distance: float) -> np.ndarray:
    """Marks the known pixels inside a mask that have a known pixel outside it at most `distance` away."""
    outside = known & ~inside
    # To the nearest 0, in exact Euclidean distance; infinitely far where there is none, not even beyond the frame.
    distances = cv2.distanceTransform((~outside).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return known & inside & (distances <= np.float32(distance))


def _checked_ids(labels: np.ndarray, predictions: np.ndarray, num_classes: int) -> tuple[np.ndarray, np.ndarray]:
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
    return labels, predictions


def _ratio(part, whole) -> np.ndarray:
    part, whole = np.asarray(part, float), np.asarray(whole, float)
    return np.divide(part, whole, out=np.full_like(whole, np.nan), where=whole > 0)


def _mean(values: np.ndarray) -> float:
    return float(np.mean(values[~np.isnan(values)])) if not np.isnan(values).all() else float("nan")
