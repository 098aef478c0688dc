"""From a picture to its mask, for a picture of any size."""

import keras
import numpy as np

from helpers.images import normalise


def predict_logits(model: keras.Model, image: np.ndarray) -> np.ndarray:
    """Runs a network on one picture.

    Args:
        model: takes float32 (B, H, W, 3) in 0..1, returns logits (B, H, W, C).
        image: uint8 (H, W, 3), as `read_image` returns it.

    Returns:
        float32 (H, W, C).

    Raises:
        ValueError: the array is not a picture of uint8 (H, W, 3).
    """
    if image.ndim != 3 or image.shape[2] != 3:
        raise ValueError(
            f"predict expects one picture (H, W, 3), this array has the shape {image.shape}. "
            "Read it with helpers.images.read_image, and pass pictures one at a time."
        )
    return np.asarray(model.predict_on_batch(normalise(image)[None]))[0]


def predict(model: keras.Model, image: np.ndarray) -> np.ndarray:
    """Predicts a class for every pixel: the one with the largest logit.

    Args:
        model: takes float32 (B, H, W, 3) in 0..1, returns logits (B, H, W, C).
        image: uint8 (H, W, 3), any size.

    Returns:
        uint8 (H, W), ids 0..C-1.

    Example:
        >>> from helpers.models import build_unet
        >>> predict(build_unet(num_classes=2, filters=(4, 8)), np.zeros((33, 50, 3), np.uint8)).shape
        (33, 50)
    """
    return predict_logits(model, image).argmax(axis=-1).astype(np.uint8)


def predict_probabilities(model: keras.Model, image: np.ndarray) -> np.ndarray:
    """Softmax of the logits: how the network divides its belief among the classes, pixel by pixel.

    Returns:
        float32 (H, W, C), sums to 1 over the classes.
    """
    logits = predict_logits(model, image)
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return odds / odds.sum(axis=-1, keepdims=True)
