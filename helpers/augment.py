"""Random views of a picture and its mask, moved together.

Whatever moves a pixel moves its label too, by the same map: that is the whole art. The picture is interpolated,
the mask copies its nearest label, so no label is invented.
"""

import cv2
import numpy as np

from helpers.images import VOID


def random_affine(
    shape: tuple[int, int],
    size: tuple[int, int],
    rng: np.random.Generator,
    scale: tuple[float, float] = (0.7, 1.4),
    rotation: float = 15.0,
    flip_horizontal: bool = True,
    flip_vertical: bool = False,
) -> np.ndarray:
    """Draws the map from a random window of the picture to a training crop.

    The window's centre is drawn so that the window stays inside the picture where the picture is large enough.

    Args:
        shape: (height, width) of the picture.
        size: (height, width) of the crop.
        rng: source of chance.
        scale: smallest and largest magnification; drawn evenly on a logarithmic scale.
        rotation: largest angle in degrees, either way.
        flip_horizontal: mirror left and right half of the time.
        flip_vertical: mirror top and bottom half of the time (good for cells, wrong for streets).

    Returns:
        float64 (2, 3): takes (x, y, 1) of the crop to (x, y) of the picture.

    Example:
        >>> random_affine((64, 64), (32, 32), np.random.default_rng(0)).shape
        (2, 3)
    """
    zoom = np.exp(rng.uniform(np.log(scale[0]), np.log(scale[1])))
    angle = np.deg2rad(rng.uniform(-rotation, rotation))
    mirror = np.array([
        -1.0 if flip_horizontal and rng.random() < 0.5 else 1.0,
        -1.0 if flip_vertical and rng.random() < 0.5 else 1.0,
    ])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.diag(mirror) / zoom

    crop_sides, picture_sides = np.array(size[::-1]), np.array(shape[::-1])
    room = np.maximum(picture_sides - crop_sides / zoom, 0) / 2
    centre = (picture_sides - 1) / 2 + rng.uniform(-room, room)
    return np.column_stack([matrix, centre - matrix @ ((crop_sides - 1) / 2)])


def warp(
    image: np.ndarray, mask: np.ndarray, matrix: np.ndarray, size: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    """Moves a picture and its mask by one affine map.

    Outside the picture, its mirror image is seen and the mask says void: nobody labelled that part.

    Args:
        image: uint8 (H, W, 3).
        mask: uint8 (H, W).
        matrix: (2, 3), takes (x, y, 1) of the result to (x, y) of the picture.
        size: (height, width) of the result.

    Returns:
        image uint8 (height, width, 3) and mask uint8 (height, width).

    Example:
        >>> image, mask = np.zeros((4, 4, 3), np.uint8), np.eye(4, dtype=np.uint8)
        >>> flip = np.array([[-1.0, 0, 3], [0, 1, 0]])
        >>> np.array_equal(warp(image, mask, flip, (4, 4))[1], mask[:, ::-1])
        True
    """
    matrix, target = np.asarray(matrix, np.float64), size[::-1]
    moved_image = cv2.warpAffine(
        image, matrix, target, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REFLECT_101
    )
    moved_mask = cv2.warpAffine(
        mask, matrix, target, flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT, borderValue=VOID,
    )
    return moved_image, moved_mask


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
