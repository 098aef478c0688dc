"""What makes a microscope picture hard to read: haze, grain, fibres, dirt, stray light, the camera's noise.

Each gives one layer, float32 (H, W), that `helpers.scenes.nuclei` puts over or under the nuclei; the last two
turn layers into a picture. `rng` is the picture's one source of chance, `shape` its (H, W).
"""

import cv2
import numpy as np
from numpy.random import Generator


def hills(rng: Generator, shape: tuple[int, int], cells: float) -> np.ndarray:
    """Slow random hills, 0..1, float32 (H, W): a sum of six waves, `cells` of them along the longest side."""
    pitch = 2 * np.pi * cells / max(shape) * rng.uniform(0.4, 1, 6)
    angle, phase = rng.uniform(0, 2 * np.pi, (2, 6))
    y, x = np.ogrid[: shape[0], : shape[1]]
    down = np.float32(pitch * np.sin(angle))[:, None, None] * y.astype(np.float32)
    across = np.float32(pitch * np.cos(angle))[:, None, None] * x.astype(np.float32)
    waves = np.cos(down + across + np.float32(phase)[:, None, None]).sum(axis=0)
    return 1 / (1 + np.exp(-0.7 * waves))


def grains(rng: Generator, shape: tuple[int, int], size: float) -> np.ndarray:
    """Random grains `size` px wide, float32 (H, W) with mean 0 and standard deviation 1."""
    noise = rng.standard_normal(shape, dtype=np.float32)
    noise = cv2.GaussianBlur(noise, (0, 0), max(0.3, size / 2))
    return (noise - noise.mean()) / noise.std()


def fibres(rng: Generator, shape: tuple[int, int], gap: float) -> np.ndarray:
    """Wavy strands about `gap` px apart, 0..1, float32 (H, W): the level lines of a warped slope."""
    angle = rng.uniform(0, np.pi)
    y, x = np.ogrid[: shape[0], : shape[1]]
    slope = 2 * np.pi / gap * (x * np.cos(angle) + y * np.sin(angle))
    slope = slope + 10 * hills(rng, shape, 2) + 5 * hills(rng, shape, 6)
    strands = (0.5 + 0.5 * np.sin(slope.astype(np.float32))) ** 3
    return strands * hills(rng, shape, 9) * hills(rng, shape, 3)


def specks(rng: Generator, shape: tuple[int, int], count: int, size: float) -> np.ndarray:
    """Crumbs of dirt, smaller than any nucleus, float32 (H, W), each 0.3..1 high; `size` is a sigma in px."""
    dots = np.zeros(shape, np.float32)
    dots[rng.integers(0, shape[0], count), rng.integers(0, shape[1], count)] = rng.uniform(0.3, 1, count)
    return cv2.GaussianBlur(dots, (0, 0), size) * np.float32(2 * np.pi * size**2)


def spread(field: np.ndarray, sigma: float) -> np.ndarray:
    """A wide Gaussian blur, done at a quarter of the size because nothing sharp survives it."""
    height, width = field.shape
    small = cv2.resize(field, (width // 4, height // 4), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), max(0.5, sigma / 4))
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)


def through_dyes(light: np.ndarray, layers: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Lamp light behind layers of dye: each takes a share of what is left (the law of Beer and Lambert).

    `light` is the colour (3,) of bare glass, RGB 1..255; each layer a pair (amount, colour), amount float32
    (H, W), where 1 is enough dye to turn glass into colour (3,). The result is float32 (H, W, 3), 0..255.
    """
    density = sum(amount[..., None] * np.log(light / colour).astype(np.float32) for amount, colour in layers)
    return light.astype(np.float32) * np.exp(-density)


def camera(rng: Generator, picture: np.ndarray, noise: float | np.ndarray) -> np.ndarray:
    """Adds noise of this standard deviation to values 0..255 and rounds: float in, uint8 (H, W, 3) out."""
    picture = np.atleast_3d(picture + noise * rng.standard_normal(picture.shape, dtype=np.float32))
    picture = np.clip(np.round(picture), 0, 255).astype(np.uint8)
    return np.repeat(picture, 3, axis=2) if picture.shape[2] == 1 else picture
