"""How well the outlines fit: the one score that asks where the pixels lie, so it takes masks, not counts."""

from collections.abc import Sequence

import cv2
import numpy as np

from helpers.metrics.counts import checked_ids, ratio


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
        >>> from helpers.metrics import confusion_matrix, iou
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
        label, prediction = checked_ids(label, prediction, num_classes)
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
    return ratio(shared, either)


def _rim(inside: np.ndarray, known: np.ndarray, distance: float) -> np.ndarray:
    """Marks the known pixels inside a mask that have a known pixel outside it at most `distance` away."""
    outside = known & ~inside
    # To the nearest 0, in exact Euclidean distance; infinitely far where there is none, not even beyond the frame.
    distances = cv2.distanceTransform((~outside).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return known & inside & (distances <= np.float32(distance))
