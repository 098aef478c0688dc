"""Other light, another dye, a worse camera: what changes the picture and leaves its mask alone."""

import cv2
import numpy as np


def jitter_light(image: np.ndarray, rng: np.random.Generator, strength: float = 0.25) -> np.ndarray:
    """Changes gamma, contrast, brightness and the channels' balance a little; the mask has no part in it.

    Args:
        image: uint8 (H, W, 3).
        rng: source of chance.
        strength: 0 changes nothing; 0.25 is a cloudy day against a sunny one.

    Returns:
        uint8 (H, W, 3).

    Example:
        >>> jitter_light(np.full((2, 2, 3), 100, np.uint8), np.random.default_rng(0), strength=0.0)[0, 0].tolist()
        [100, 100, 100]
    """
    gamma = np.exp(rng.uniform(-2, 2) * strength)
    contrast = 1 + rng.uniform(-1, 1) * strength
    balance = 1 + rng.uniform(-0.4, 0.4, 3) * strength
    brightness = rng.uniform(-0.5, 0.5) * strength
    levels = (np.arange(256) / 255) ** gamma
    table = (levels[:, None] - 0.5) * contrast * balance + 0.5 + brightness
    return cv2.LUT(image, np.clip(np.round(table * 255), 0, 255).astype(np.uint8).reshape(256, 1, 3))


def jitter_colour(image: np.ndarray, rng: np.random.Generator, strength: float = 0.3) -> np.ndarray:
    """Mixes the colour channels at random: hue and saturation change, grey stays grey.

    Each new channel is a weighted sum of the old three, with weights that add up to 1. A network that is trained
    so cannot lean on one dye's exact purple.

    Args:
        image: uint8 (H, W, 3).
        rng: source of chance.
        strength: spread of the weights; 0 changes nothing, 0.4 can turn purple into green.

    Returns:
        uint8 (H, W, 3).

    Example:
        >>> grey = np.full((1, 1, 3), 90, np.uint8)
        >>> jitter_colour(grey, np.random.default_rng(0)).tolist()
        [[[90, 90, 90]]]
    """
    weights = np.eye(3) + rng.normal(0, strength, (3, 3))
    weights += (1 - weights.sum(axis=1, keepdims=True)) / 3
    return cv2.transform(image, weights)


def blur_and_noise(
    image: np.ndarray, rng: np.random.Generator, blur: float = 1.0, noise: float = 6.0
) -> np.ndarray:
    """Takes the picture with a worse camera: a little out of focus, a little grainy; the mask has no part in it.

    Args:
        image: uint8 (H, W, 3).
        rng: source of chance.
        blur: largest standard deviation of the Gaussian blur, in pixels; drawn evenly from 0 on.
        noise: largest standard deviation of the grain, in grey levels of 255; drawn evenly from 0 on.

    Returns:
        uint8 (H, W, 3).

    Example:
        >>> image = np.full((2, 2, 3), 100, np.uint8)
        >>> np.array_equal(blur_and_noise(image, np.random.default_rng(0), blur=0, noise=0), image)
        True
    """
    spread, grain = rng.uniform(0, blur), rng.uniform(0, noise)
    if spread > 0:
        image = cv2.GaussianBlur(image, (0, 0), spread, borderType=cv2.BORDER_REFLECT_101)
    if grain > 0:
        grains = grain * rng.standard_normal(image.shape, dtype=np.float32)
        image = np.clip(np.round(image + grains), 0, 255).astype(np.uint8)
    return image
