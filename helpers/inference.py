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
        ValueError: the array is not a picture of uint8 (H, W, 3), or has not the size that the network was
            built for.
    """
    if image.ndim != 3 or image.shape[2] != 3:
        raise ValueError(
            f"predict expects one picture (H, W, 3), this array has the shape {image.shape}. "
            "Read it with helpers.images.read_image, and pass pictures one at a time."
        )
    needed = model.input_shape[1:]
    if any(side not in (None, found) for side, found in zip(needed, image.shape, strict=True)):
        raise ValueError(
            f"this network takes pictures of the shape {needed} only, this one is {image.shape}. "
            "Build it with input_shape=(None, None, 3), or resize the picture with helpers.images.resize_image."
        )
    return np.asarray(model.predict_on_batch(normalise(image)[None]))[0]


def predict(model: keras.Model, image: np.ndarray) -> np.ndarray:
    """Predicts a class for every pixel: the one with the largest logit.

    Args:
        model: takes float32 (B, H, W, 3) in 0..1, returns logits (B, H, W, C).
        image: uint8 (H, W, 3), any size.

    Returns:
        uint8 (H, W), ids 0..C-1.

    Raises:
        ValueError: as `predict_logits`, or the network has fewer than two outputs.

    Example:
        >>> from helpers.models import build_unet
        >>> predict(build_unet(num_classes=2, filters=(4, 8)), np.zeros((33, 50, 3), np.uint8)).shape
        (33, 50)
    """
    logits = predict_logits(model, image)
    if logits.shape[-1] < 2:
        raise ValueError(
            "this network has one output per pixel, but predict compares the logits of at least two classes. "
            "Build it with num_classes=2 (background and object)."
        )
    return logits.argmax(axis=-1).astype(np.uint8)


def predict_probabilities(model: keras.Model, image: np.ndarray) -> np.ndarray:
    """Softmax of the logits: how the network divides its belief among the classes, pixel by pixel.

    Returns:
        float32 (H, W, C), sums to 1 over the classes.
    """
    logits = predict_logits(model, image)
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return odds / odds.sum(axis=-1, keepdims=True)
