"""Segmentation before networks: a threshold, and clusters of colours. Built in notebook 01.

Neither knows which side is the object, so both use the same plain rule: objects are the smaller part.
"""

import cv2
import numpy as np

MAX_ROUNDS = 100  # k-means has settled long before


def otsu_threshold(grey: np.ndarray) -> int:
    """Finds Otsu's threshold: the grey level that makes both sides as uniform as possible.

    Each side's spread is the sum of squared distances from the side's own mean; the level with the smallest
    sum of both spreads wins. N. Otsu: A threshold selection method from gray-level histograms, 1979.

    Args:
        grey: uint8, any shape, with at least two different values.

    Returns:
        The level, 0..254: values up to it are one side, values above it the other.

    Raises:
        ValueError: the picture has one value only, or is not uint8.

    Example:
        >>> otsu_threshold(np.array([10, 12, 200, 202], np.uint8)) in range(12, 200)
        True
    """
    if grey.dtype != np.uint8:
        raise ValueError(f"otsu_threshold counts levels 0..255, this picture is {grey.dtype}. Pass uint8.")
    if grey.min() == grey.max():
        raise ValueError(f"every pixel is {grey.min()}: no level divides the picture. Check what was read.")
    values, counts = np.arange(256), np.bincount(grey.ravel(), minlength=256)

    def spread(side: slice) -> float:
        mean = np.average(values[side], weights=counts[side])
        return np.sum(counts[side] * (values[side] - mean) ** 2)

    levels = range(grey.min(), grey.max())
    return min(levels, key=lambda level: spread(slice(0, level + 1)) + spread(slice(level + 1, 256)))


def otsu_mask(image: np.ndarray) -> np.ndarray:
    """Divides a picture at Otsu's threshold.

    Args:
        image: uint8 (H, W, 3), RGB.

    Returns:
        uint8 (H, W): 1 on the smaller side of the threshold, 0 elsewhere; all 0 for a picture of one value.

    Example:
        >>> image = np.full((4, 4, 3), 20, np.uint8)
        >>> image[1, 1:3] = 200
        >>> otsu_mask(image).sum()
        np.uint64(2)
    """
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    if grey.min() == grey.max():
        return np.zeros(grey.shape, np.uint8)
    return smaller_side(grey > otsu_threshold(grey))


def kmeans_mask(image: np.ndarray) -> np.ndarray:
    """Divides a picture into two clusters of similar colours (k-means with k = 2).

    The search begins with the pixels brighter than the mean of all and those darker, so it needs no random
    numbers.

    Args:
        image: uint8 (H, W, 3), RGB.

    Returns:
        uint8 (H, W): 1 on the smaller cluster, 0 elsewhere; all 0 where every pixel is equally bright.
    """
    colours = image.reshape(-1, 3).astype(np.float64)
    brightness = colours.mean(axis=1)
    side = brightness > brightness.mean()
    if not side.any():
        return np.zeros(image.shape[:2], np.uint8)
    for _ in range(MAX_ROUNDS):
        bright, dark = colours[side].mean(axis=0), colours[~side].mean(axis=0)
        nearer_bright = squared_distance(colours, bright) < squared_distance(colours, dark)
        if (nearer_bright == side).all():
            break
        side = nearer_bright
    return smaller_side(side.reshape(image.shape[:2]))


def squared_distance(colours: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Distance of each colour (N, 3) from one centre (3,), squared; (N,)."""
    return ((colours - centre) ** 2).sum(axis=1)


def smaller_side(side: np.ndarray) -> np.ndarray:
    """Takes the smaller of the two parts of a picture for the objects.

    Args:
        side: bool (H, W), True on one of the two sides, whichever.

    Returns:
        uint8 (H, W), 1 on the smaller side, 0 on the other.

    Example:
        >>> smaller_side(np.array([[True, True, False]]))
        array([[0, 0, 1]], dtype=uint8)
    """
    return (side if side.mean() <= 0.5 else ~side).astype(np.uint8)
