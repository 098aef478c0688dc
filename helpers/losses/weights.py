"""Weights that say which classes and which pixels matter, computed from masks with NumPy, before training."""

from collections.abc import Iterable

import cv2
import numpy as np
from scipy import ndimage


def class_shares(masks: Iterable[np.ndarray], num_classes: int) -> np.ndarray:
    """Says which share of the labelled pixels each class has.

    Args:
        masks: ids (H, W) each, of any sizes; ids >= num_classes (void is 255) are left out.
        num_classes: C, void not counted.

    Returns:
        (C,) float; they add up to 1. All 0 where no pixel has a label.

    Raises:
        ValueError: there is no mask; a mask is not (H, W) of whole numbers of 0 or more.

    Example:
        >>> class_shares([np.array([[0, 0, 0, 1]]), np.array([[255], [255]])], 3)
        array([0.75, 0.25, 0.  ])
    """
    counts = _counts(masks, num_classes).sum(axis=0)
    return counts / max(counts.sum(), 1)


def median_frequency_weights(masks: Iterable[np.ndarray], num_classes: int) -> np.ndarray:
    """Weighs classes so that rare ones count more: median of the frequencies / frequency of the class.

    The frequency of a class is its pixels / the labelled pixels of the pictures in which it occurs. A class
    that fills its few pictures is therefore not rare. The class in the middle gets the weight 1.

    Args:
        masks, num_classes: as in `class_shares`.

    Returns:
        (C,) float for `CrossEntropy(class_weights=...)`. A class that never occurs has no frequency: it gets the
        weight 0 and does not move the median.

    Raises:
        ValueError: as `class_shares`.

    Source: Eigen, Fergus: Predicting Depth, Surface Normals and Semantic Labels, ICCV 2015; SegNet weighs CamVid's
    classes so (Badrinarayanan, Kendall, Cipolla, 2017).

    Example:
        >>> median_frequency_weights([np.array([[0, 0, 0, 1]]), np.array([[0, 0, 0, 0]])], 3)  # 7/8, 1/4, never
        array([0.64285714, 2.25      , 0.        ])
    """
    counts = _counts(masks, num_classes)
    occurs = counts > 0
    labelled = (counts.sum(axis=1, keepdims=True) * occurs).sum(axis=0)
    frequency = counts.sum(axis=0) / np.maximum(labelled, 1)
    present = occurs.any(axis=0)
    weights = np.zeros(num_classes)
    if present.any():
        weights[present] = np.median(frequency[present]) / frequency[present]
    return weights


def border_weights(
    instances: np.ndarray, w0: float = 10.0, sigma: float = 5.0, within: bool = False
) -> np.ndarray:
    """Weighs the background between objects that are close to each other: the U-Net paper's second term.

    w(x) = w0 exp(-(d1(x) + d2(x))^2 / (2 sigma^2)), where d1 and d2 are the distances from pixel x to the nearest
    and the second-nearest object, from pixel centre to pixel centre. A gap of one pixel between two cells has
    d1 = d2 = 1 and the weight 9.2; with 20 pixels between them the middle has 0.0015. Inside objects the weight is
    0: the gap is what a network misses, and weight on the rims of the cells would pull it shut.

    The paper adds this to its class balance: pass `1 + border_weights(...)`, or weights of the classes in place of
    1, as `sample_weight`.

    Args:
        instances: (H, W), 0 = background, then one number per object.
        w0: weight where both distances are 0.
        sigma: in pixels; how fast the weight falls.
        within: weigh the objects' own pixels, too, by the same formula with d1 = 0: where two objects touch there is
            no gap, and a network that learns rims as a class of their own (`helpers.instances.three_classes`) has to
            find the two rims instead.

    Returns:
        float32 (H, W), 0..w0. All 0 where there are fewer than two objects.

    Raises:
        ValueError: instances are not (H, W) of whole numbers of 0 or more; w0 is negative, or sigma is not above 0.

    Source: Ronneberger, Fischer, Brox: U-Net, MICCAI 2015, equation 2.

    Example:
        >>> border_weights(np.array([[0, 1, 0, 2, 2]])).round(2)
        array([[7.26, 0.  , 9.23, 0.  , 0.  ]], dtype=float32)
    """
    instances = _checked_instances(instances)
    if not (0 <= w0 < np.inf and 0 < sigma < np.inf):
        raise ValueError(f"w0={w0} and sigma={sigma}, but w0 is 0 or more and sigma above 0. The paper has 10 and 5.")
    nearest, second = np.full((2, *instances.shape), np.inf, np.float32)
    reach = int(np.ceil(5.5 * sigma))  # where d1 + d2 is larger, the weight is below w0 / 3,600,000
    for object_id, box in enumerate(ndimage.find_objects(instances), start=1):
        if box is None:
            continue
        near = tuple(slice(max(0, side.start - reach), side.stop + reach) for side in box)
        outside = (instances[near] != object_id).view(np.uint8)
        distance = cv2.distanceTransform(outside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        np.minimum(second[near], np.maximum(nearest[near], distance), out=second[near])
        np.minimum(nearest[near], distance, out=nearest[near])
    # Squared distances are whole numbers. OpenCV's last digits vary from call to call; rounding ends that.
    nearest, second = np.sqrt(np.rint(nearest**2)), np.sqrt(np.rint(second**2))
    weights = w0 * np.exp(-((nearest + second) ** 2) / (2 * sigma**2))
    return (weights if within else np.where(instances > 0, 0, weights)).astype(np.float32)


def separate_objects(instances: np.ndarray) -> np.ndarray:
    """Draws a thin ridge of background between objects that touch, so that a mask of two classes keeps them apart.

    Where two objects touch (by a side or a corner), the one with the higher number gives way by one pixel. Cutting
    both would make the ridge twice as wide and cost small objects twice as much. A pixel that touches no other
    object stays, so an object vanishes only if all of it lies along others.

    Args:
        instances: (H, W), 0 = background, then one number per object.

    Returns:
        int32 (H, W) with the same numbers; no two objects touch.

    Raises:
        ValueError: instances are not (H, W) of whole numbers of 0 or more.

    Source: the "morphological operations" before equation 2 of the U-Net paper, which gives no details.

    Example:
        >>> separate_objects(np.array([[1, 1, 2, 2, 0, 3]]))
        array([[1, 1, 0, 2, 0, 3]], dtype=int32)
    """
    instances = _checked_instances(instances)
    objects_only = np.where(instances > 0, instances, np.iinfo(np.int32).max)
    lowest_nearby = ndimage.minimum_filter(objects_only, size=3, mode="nearest")
    return np.where(lowest_nearby < instances, 0, instances)


def _counts(masks: Iterable[np.ndarray], num_classes: int) -> np.ndarray:
    """Returns the pixels of each class in each picture, (N, C)."""
    rows = []
    for mask in masks:
        mask = np.asarray(mask)
        if mask.ndim != 2 or mask.dtype.kind not in "iub":
            raise ValueError(
                f"a mask is {mask.dtype} with the shape {mask.shape}, but masks are whole numbers (H, W). Pass a "
                "list of masks, and convert floats with .astype(np.uint8)."
            )
        if mask.size and mask.min() < 0:
            raise ValueError(f"a mask holds the id {mask.min()}, but ids start at 0. Write void as 255.")
        rows.append(np.bincount(mask[mask < num_classes], minlength=num_classes))
    if not rows:
        raise ValueError("there is no mask to count. If masks came from a generator, it was used up: make a list.")
    return np.stack(rows)


def _checked_instances(instances: np.ndarray) -> np.ndarray:
    instances = np.asarray(instances)
    if instances.ndim != 2 or instances.size == 0 or instances.dtype.kind not in "iu" or instances.min() < 0:
        raise ValueError(
            f"instances are {instances.dtype} with the shape {instances.shape}, but they are whole numbers of 0 or "
            "more (H, W): 0 = background, then one number per object. scipy.ndimage.label(mask)[0] numbers the "
            "objects of a mask."
        )
    return instances.astype(np.int32)
