"""Segmentation before networks: a threshold, and clusters of colours. Built in notebook 01.

Neither knows which side is the object, so both use the same plain rule: objects are the smaller part.
"""

import cv2
import numpy as np
from skimage.color import rgb2gray
from skimage.filters import threshold_otsu


def otsu_mask(image: np.ndarray) -> np.ndarray:
    """Divides a picture at Otsu's threshold: the grey level that makes both sides as uniform as possible.

    N. Otsu: A threshold selection method from gray-level histograms, 1979.

    Args:
        image: uint8 (H, W, 3).

    Returns:
        uint8 (H, W): 1 on the smaller side of the threshold, 0 elsewhere.

    Example:
        >>> image = np.full((4, 4, 3), 20, np.uint8)
        >>> image[1, 1:3] = 200
        >>> otsu_mask(image).sum()
        np.uint64(2)
    """
    grey = rgb2gray(image)
    if grey.min() == grey.max():
        return np.zeros(grey.shape, np.uint8)
    return _smaller_side(grey > threshold_otsu(grey))


def kmeans_mask(image: np.ndarray, seed: int = 0) -> np.ndarray:
    """Divides a picture into two clusters of similar colours (k-means with k = 2).

    Args:
        image: uint8 (H, W, 3).
        seed: where the search for the two centres begins.

    Returns:
        uint8 (H, W): 1 on the smaller cluster, 0 elsewhere.
    """
    colours = image.reshape(-1, 3).astype(np.float32)
    if (colours == colours[0]).all():
        return np.zeros(image.shape[:2], np.uint8)
    cv2.setRNGSeed(seed)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 50, 0.1)
    _, nearest, _ = cv2.kmeans(colours, 2, None, stop, attempts=3, flags=cv2.KMEANS_PP_CENTERS)
    return _smaller_side(nearest.reshape(image.shape[:2]) == 1)


def _smaller_side(side: np.ndarray) -> np.ndarray:
    return (side if side.mean() <= 0.5 else ~side).astype(np.uint8)
