"""Pictures as points: small, grey and normalised, so that one product of matrices compares all with all."""

import cv2
import numpy as np

SIDE = 24  # pixels


def thumbnail_of(image: np.ndarray, side: int = SIDE) -> np.ndarray:
    """Makes a small picture, of which brightness, contrast, size and format of the file are taken out.

    The dot product of two is their correlation: 1 for the same picture, also brighter, rescaled or saved anew.

    Args:
        image: uint8 (H, W, 3).
        side: pixels of the small picture's sides.

    Returns:
        float32 (side * side,) of mean 0 and length 1; zeros for a picture of one value.

    Example:
        >>> picture = np.random.default_rng(0).integers(0, 120, (60, 80, 3), dtype=np.uint8)
        >>> f"{thumbnail_of(picture) @ thumbnail_of(2 * picture + 10):.3f}"
        '1.000'
    """
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    small = cv2.resize(grey, (side, side), interpolation=cv2.INTER_AREA).ravel()
    small -= small.mean()
    length = np.linalg.norm(small)
    return small / length if length > 1 else np.zeros_like(small)
