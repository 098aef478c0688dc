"""Cloth: colours, and patterns that bend with the folds."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.random import Generator

Colour = tuple[float, float, float]  # red, green, blue in 0..1


class Cloth(NamedTuple):
    """What a layer is made of."""

    colour: Colour
    pattern: str = "plain"
    second: Colour = (0.9, 0.9, 0.88)  # the pattern's other colour
    size: float = 12.0  # of the pattern, in canvas px
    gloss: float = 0.0  # 0 = wool, 0.3 = leather


def darker(colour: Colour, share: float) -> Colour:
    """A colour with only this share of its light."""
    return (colour[0] * share, colour[1] * share, colour[2] * share)


def grains(rng: Generator, shape: tuple[int, int], across: float, down: float, smooth: bool = False) -> np.ndarray:
    """Random hills about `across` px wide and `down` px high: float32 (H, W), mean 0, spread about 1.

    Smooth hills take three times as long; they matter where their height lines are seen.
    """
    rows, columns = int(shape[0] / down) + 3, int(shape[1] / across) + 3
    few = rng.standard_normal((rows, columns)).astype(np.float32)
    way = cv2.INTER_CUBIC if smooth else cv2.INTER_LINEAR
    large = cv2.resize(few, (int(columns * across) + 1, int(rows * down) + 1), interpolation=way)
    return large[: shape[0], : shape[1]]


def edge(values: np.ndarray, softness: float = 0.15) -> np.ndarray:
    """Turns waves into stripes: below 0 becomes 0, above 0 becomes 1, with a soft step between."""
    return np.clip(values / softness + 0.5, 0, 1)


def pattern(rng: Generator, name: str, x: np.ndarray, y: np.ndarray, size: float) -> np.ndarray:
    """How much of the second colour each place of the cloth shows, float (h, w), 0..1.

    Args:
        rng: source of chance.
        name: one of the patterns below.
        x, y: where on the cloth each pixel lies, in canvas px, (h, w).
        size: one repeat of the pattern in canvas px.
    """
    turn = 2 * np.pi / size
    if name == "stripes":
        return edge(np.sin(y * turn))
    if name == "pinstripes":
        return edge(np.sin(x * turn) - 0.75)
    if name == "checks":
        return 0.5 * edge(np.sin(x * turn)) + 0.5 * edge(np.sin(y * turn))
    if name == "plaid":
        bands = edge(np.sin(x * turn) - 0.3) + edge(np.sin(y * turn) - 0.3)
        lines = edge(np.sin(x * turn + 2.5) - 0.93) + edge(np.sin(y * turn + 2.5) - 0.93)
        return np.clip(0.4 * bands + 0.6 * lines, 0, 1)
    if name == "dots":
        shifted = x + size / 2 * (np.floor(y / (size / 2)) % 2)
        return edge(np.cos(shifted * turn) + np.cos(2 * y * turn) - 0.9, 0.4)
    if name == "floral":
        return edge(grains(rng, x.shape, size / 2, size / 2, smooth=True) - 0.5, 0.3)
    if name == "animal":
        return edge(0.25 - np.abs(grains(rng, x.shape, size / 2, size / 2, smooth=True)), 0.2)
    if name == "knit":
        return 0.22 * (1 + np.sin(x * 2 * np.pi / 6) * np.sin(y * 2 * np.pi / 6 + x))
    if name == "ribs":
        return 0.25 * (1 + np.sin(x * 2 * np.pi / 7))
    if name == "tweed":
        return np.clip(0.35 + 0.25 * grains(rng, x.shape, 2.5, 2.5), 0, 1)
    if name == "denim":
        worn = np.clip(0.3 + 0.35 * grains(rng, x.shape, 28, 60), 0, 0.7)
        return np.clip(worn + 0.07 * grains(rng, x.shape, 2, 5), 0, 1)
    if name == "strands":
        return np.clip(0.3 + 0.25 * grains(rng, x.shape, 4, 40), 0, 1)
    return np.zeros(x.shape)


def weave(rng: Generator, cloth: Cloth, shape: tuple[int, int], relief: np.ndarray) -> np.ndarray:
    """The colours of a piece of cloth without light, float32 (3, h, w), or (3, 1, 1) where it has no pattern.

    The pattern is drawn in where the relief rises, and so bends with the folds.
   """
    first = np.array(cloth.colour, np.float32)[:, None, None]
    if cloth.pattern == "plain":
        return first
    y, x = (axis.astype(np.float32) for axis in np.ogrid[: shape[0], : shape[1]])
    bend = 0.6 * relief
    share = pattern(rng, cloth.pattern, x - shape[1] // 2 + 0.3 * bend, y + bend, cloth.size).astype(np.float32)
    return first + share * (np.array(cloth.second, np.float32)[:, None, None] - first)
