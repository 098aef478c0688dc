"""Walls and grounds as formulas: from where a point lies on them, in metres, to its colour.

A surface gets two arrays, how far along and how far up (or ahead) each pixel lies, and gives back
colours, float32 (3, h, w). So
the same bricks serve a wall seen from the front and one that runs into the distance.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.random import Generator

from helpers.scenes.people_cloth import Colour, grains

WALL_PAINTS: tuple[Colour, ...] = (
    (0.80, 0.77, 0.70), (0.62, 0.60, 0.57), (0.45, 0.16, 0.15), (0.78, 0.66, 0.46), (0.28, 0.30, 0.33),
    (0.60, 0.68, 0.72), (0.86, 0.85, 0.83), (0.22, 0.34, 0.36), (0.74, 0.50, 0.42), (0.14, 0.14, 0.15),
)  # fmt: skip
BRICKS: tuple[Colour, ...] = ((0.52, 0.25, 0.18), (0.60, 0.36, 0.27), (0.40, 0.27, 0.23), (0.68, 0.58, 0.46))


def rgb(colour: Sequence[float]) -> np.ndarray:
    """A colour that can be multiplied with a field of pixels: float32 (3, 1, 1)."""
    return np.array(colour, np.float32)[:, None, None]


def one_of(rng: Generator, colours: tuple[Colour, ...]) -> np.ndarray:
    """One of the colours, a little brighter or darker: float32 (3, 1, 1)."""
    return rgb(colours[int(rng.integers(len(colours)))]) * np.float32(rng.uniform(0.85, 1.12))


def cells(rng: Generator, u: np.ndarray, v: np.ndarray, wide: float, high: float, joint: float,
          shifted: float = 0.5) -> tuple[np.ndarray, np.ndarray]:
    """Divides a surface into bricks, slabs or panes.

    Args:
        u, v: metres along and up, (h, w).
        wide, high: size of one cell in metres.
        joint: width of the gap between them in metres.
        shifted: how far every other row is moved, as a share of a cell.

    Returns:
        (tone, gap): float32 (h, w), a random number -1..1 for each cell, and 1 in the gaps, 0 elsewhere.
    """
    row = np.floor(v / high)
    along = u / wide + shifted * (row % 2)
    column = np.floor(along)
    tones = rng.uniform(-1, 1, 1024).astype(np.float32)
    tone = tones[(row * 131 + column * 17).astype(np.int32) & 1023]
    gap = ((v / high - row) * high < joint) | ((along - column) * wide < joint)
    return tone, gap.astype(np.float32)


def blend(first: np.ndarray, second: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Goes from one colour (share 0) to another (share 1), pixel by pixel: (3, h, w)."""
    return first + (second - first) * share


def dirt(rng: Generator, shape: tuple[int, int], strong: float) -> np.ndarray:
    """Patches that are darker or paler, float32 (h, w) around 1."""
    large = grains(rng, shape, shape[1] / 3, shape[0] / 4)
    small = grains(rng, shape, 7, 7)
    return 1 + strong * (0.6 * large + 0.3 * small)


def brick(rng: Generator, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Bricks of 22 x 7 cm in mortar."""
    colour = one_of(rng, BRICKS)
    tone, gap = cells(rng, u, v, 0.23, 0.08, 0.014)
    mortar = colour * 0.55 if rng.random() < 0.3 else rgb((0.66, 0.62, 0.57))
    return blend(colour * (1 + 0.18 * tone), mortar, 0.7 * gap) * dirt(rng, u.shape, 0.08)


def plaster(rng: Generator, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Painted plaster with stains, often with a darker base, sometimes with posters."""
    colour = one_of(rng, WALL_PAINTS)
    base = one_of(rng, WALL_PAINTS) * 0.8 if rng.random() < 0.5 else colour
    low = (v < rng.uniform(0.3, 1.0)).astype(np.float32)
    picture = blend(colour, base, low) * dirt(rng, u.shape, 0.06)
    for _ in range(int(rng.integers(1, 5)) if rng.random() < 0.4 else 0):
        off, up = np.abs(u - rng.uniform(-2, 2)), np.abs(v - rng.uniform(0.9, 2.0))
        wide, high = rng.uniform(0.2, 0.45), rng.uniform(0.3, 0.6)
        paper = ((off < wide) & (up < high)).astype(np.float32)
        ink = ((off < 0.75 * wide) & (up < 0.6 * high)).astype(np.float32)
        picture = blend(picture, rgb(rng.uniform(0.5, 0.95, 3)), paper)
        picture = blend(picture, rgb(rng.uniform(0.05, 0.9, 3)), ink)
    return picture


def blocks(rng: Generator, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Large blocks of stone or concrete."""
    tone, gap = cells(rng, u, v, rng.uniform(0.7, 1.6), rng.uniform(0.35, 0.8), 0.022)
    colour = one_of(rng, ((0.66, 0.62, 0.55), (0.58, 0.57, 0.55), (0.74, 0.69, 0.58)))
    return colour * (1 + 0.08 * tone - 0.35 * gap) * dirt(rng, u.shape, 0.09)


def shutters(rng: Generator, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """A roller shutter of corrugated metal between two posts."""
    colour = one_of(rng, ((0.56, 0.60, 0.62), (0.40, 0.45, 0.50), (0.36, 0.46, 0.40), (0.62, 0.60, 0.55)))
    waves = np.sin(v * 2 * np.pi / 0.11)
    posts = (np.abs(u - np.round(u / 3.2) * 3.2) < 0.12).astype(np.float32)
    return blend(colour * (1 + 0.22 * waves), colour * 0.6, posts) * dirt(rng, u.shape, 0.05)


def planks(rng: Generator, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Upright boards, painted or bare."""
    colour = one_of(rng, ((0.48, 0.34, 0.22), (0.60, 0.50, 0.38), (0.24, 0.30, 0.34), (0.16, 0.15, 0.15)))
    tone, gap = cells(rng, u, v + 50, 0.16, 100.0, 0.012)
    streaks = grains(rng, u.shape, 3, 60)
    return colour * (1 + 0.12 * tone - 0.5 * gap + 0.06 * streaks)


def graffiti(rng: Generator, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Plaster with sprayed fields and lines in bright colours."""
    picture = plaster(rng, u, v)
    for _ in range(int(rng.integers(2, 5))):
        colour = rgb(rng.uniform(0.1, 0.95, 3))
        wide, high = u.shape[1] / rng.uniform(4, 9), u.shape[0] / rng.uniform(6, 10)
        height = grains(rng, u.shape, wide, high, smooth=True) - 0.5
        reach = np.clip((2.4 - v) * 2, 0, 1)
        picture = blend(picture, colour, np.clip(height * 8, 0, 1) * reach * 0.85)
        picture = blend(picture, colour * 0.15, np.clip(1.3 - np.abs(height - 0.06) * 22, 0, 1) * reach)
    return picture


def hedge(rng: Generator, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Leaves, dark in the depth and light at the tips, some of them turning yellow."""
    colour = one_of(rng, ((0.17, 0.27, 0.11), (0.22, 0.33, 0.15), (0.30, 0.33, 0.14), (0.38, 0.28, 0.13)))
    small, middle = grains(rng, u.shape, 3, 3), grains(rng, u.shape, 8, 7)
    large = grains(rng, u.shape, 34, 26)
    bright = np.clip(0.95 + 0.16 * small + 0.22 * middle + 0.25 * large, 0.35, 1.8)
    return blend(colour, colour * rgb((1.35, 1.15, 0.7)), np.clip(0.5 * middle, 0, 1)) * bright


def facade(rng: Generator, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """A house: rows of windows, on the ground floor doors or shops."""
    wall = (brick, plaster, blocks)[int(rng.integers(3))](rng, u, v)
    floor, bay = rng.uniform(2.9, 3.6), rng.uniform(1.7, 2.8)
    up, across = v % floor, (u + rng.uniform(0, 2)) % bay
    half = rng.uniform(0.4, 0.6)
    shop = rng.random() < 0.6
    ground = v < floor
    low = np.where(ground & shop, 0.45, np.where(ground, 0.0, 0.8))
    wide = np.where(ground & shop, bay / 2 - 0.16, half)
    off = np.abs(across - bay / 2)
    frame = ((off < wide + 0.09) & (up > low - 0.09) & (up < 2.45)).astype(np.float32)
    pane = ((off < wide) & (up > low) & (up < 2.36) & (off > 0.03)).astype(np.float32)
    tone, _ = cells(rng, u, v, bay, floor, 0.0, 0.0)
    glass = rgb((0.20, 0.24, 0.28)) * (1 + 0.5 * tone) * dirt(rng, u.shape, 0.2)
    wall = blend(wall, one_of(rng, ((0.88, 0.87, 0.84), (0.16, 0.17, 0.18), (0.30, 0.20, 0.14))), frame)
    wall = blend(wall, glass, pane)
    if shop:
        sign = ((v > floor - 0.42) & (v < floor + 0.05)).astype(np.float32)
        wall = blend(wall, rgb(rng.uniform(0.1, 0.8, 3)), sign)
    return wall


def slabs(rng: Generator, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Paving slabs."""
    tone, gap = cells(rng, u, v, rng.uniform(0.4, 0.9), rng.uniform(0.4, 0.9), 0.016)
    colour = one_of(rng, ((0.60, 0.59, 0.57), (0.68, 0.65, 0.60), (0.50, 0.50, 0.51)))
    return colour * (1 + 0.06 * tone - 0.28 * gap) * dirt(rng, u.shape, 0.07)


def asphalt(rng: Generator, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Asphalt, sometimes with the bars of a zebra crossing or a line."""
    colour = one_of(rng, ((0.36, 0.36, 0.38), (0.46, 0.46, 0.47), (0.28, 0.29, 0.31)))
    picture = colour * dirt(rng, u.shape, 0.09)
    kind = rng.random()
    if kind < 0.35:
        bars = ((u + rng.uniform(0, 1)) % 1.1 < 0.52) & (np.abs(v - rng.uniform(5, 9)) < 3.2)
    elif kind < 0.6:
        bars = np.abs(u - rng.uniform(-1.5, 1.5) - 0.3 * v) < 0.07
    else:
        return picture
    return blend(picture, rgb((0.84, 0.83, 0.80)), 0.85 * bars.astype(np.float32))


def cobbles(rng: Generator, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Small square stones."""
    tone, gap = cells(rng, u + 0.03 * np.sin(v * 9), v, 0.14, 0.14, 0.022)
    colour = one_of(rng, ((0.48, 0.46, 0.45), (0.56, 0.52, 0.47)))
    return colour * (1 + 0.16 * tone - 0.35 * gap) * dirt(rng, u.shape, 0.08)


def gravel(rng: Generator, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Sand or fine gravel."""
    colour = one_of(rng, ((0.72, 0.64, 0.52), (0.62, 0.58, 0.52)))
    return colour * dirt(rng, u.shape, 0.07) * (1 + 0.08 * grains(rng, u.shape, 2, 2))


def grass(rng: Generator, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """A lawn."""
    colour = one_of(rng, ((0.30, 0.42, 0.16), (0.40, 0.46, 0.22), (0.24, 0.36, 0.18)))
    return colour * dirt(rng, u.shape, 0.12) * (1 + 0.16 * grains(rng, u.shape, 2, 5))


Surface = Callable[[Generator, np.ndarray, np.ndarray], np.ndarray]
NEAR_WALLS: tuple[Surface, ...] = (brick, plaster, blocks, shutters, planks, graffiti, hedge, facade, facade)
GROUNDS: tuple[Surface, ...] = (slabs, slabs, asphalt, asphalt, cobbles, gravel)
