"""Painting a figure in layers: each shape gives the mask its label and the picture its cloth, lit and folded.

Three ideas carry every figure:

1. **One shape, two uses.** A layer is filled once. Where it lies, the label canvas gets its number and the
   picture its colour, so the mask is exact.
2. **Inflation.** A flat outline becomes round: the further from its edge, the higher, like a cushion. Folds are
   ridges on that cushion. The slope of the relief and the direction of the light give the shade.
3. **Layers from back to front.** A new layer also darkens what lies around it below, as arms do on a coat.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.random import Generator

from helpers.scenes.people_cloth import Cloth, weave

WIDTH, HEIGHT = 128, 192  # of the finished picture, in pixels
SCALE = 3  # the canvas is finer; averaging it down softens edges as a lens does

Shape = list[np.ndarray]  # polygons of canvas pixels, int32 (n, 2); together they are one layer
Fold = tuple[np.ndarray, float, int]  # a line int32 (n, 2), its height in px (a furrow below 0), its width in px


class Light(NamedTuple):
    """Where light comes from, and how much; colours are (3,) factors on red, green and blue."""

    direction: np.ndarray  # to the lamp: x to the right, y up, z to the camera; length 1
    sun: np.ndarray  # light from that direction
    sky: np.ndarray  # light from everywhere


@dataclass
class Canvas:
    """A figure being painted: its colours, its labels, the light on it."""

    planes: np.ndarray  # float32 (3, H, W): red, green, blue, 0..1 and above where too bright
    labels: np.ndarray  # uint8 (H, W), 0 = nothing painted
    light: Light
    rng: Generator


def new_canvas(rng: Generator, light: Light, shape: tuple[int, int]) -> Canvas:
    """An empty canvas of (H, W) canvas pixels."""
    return Canvas(np.zeros((3, *shape), np.float32), np.zeros(shape, np.uint8), light, rng)


def pixels(points: np.ndarray) -> np.ndarray:
    """The nearest canvas pixels, int32. Halves go up, and so does what some computer holds for nearly a half."""
    return np.floor(points + 0.500001).astype(np.int32)


def polygon(corners: Sequence, rounds: int = 0) -> np.ndarray:
    """Rounds corners to canvas pixels, int32 (n, 2); `rounds` times, every corner is cut off first.

    Cutting a corner replaces it by the points at one and three quarters of its two sides (Chaikin, 1974);
    repeated, it turns a polygon into a smooth curve.
    """
    points = np.asarray(corners, np.float64)
    for _ in range(rounds):
        following = np.concatenate([points[1:], points[:1]])
        points = np.stack([0.75 * points + 0.25 * following, 0.25 * points + 0.75 * following], 1).reshape(-1, 2)
    return pixels(points)


CIRCLE = np.round([[np.cos(a), np.sin(a)] for a in np.arange(16) * np.pi / 8], 3)


def oval(centre: Sequence[float], wide: float, high: float, angle: float = 0.0) -> np.ndarray:
    """An ellipse with half axes `wide` and `high`, turned by `angle` radians, int32 (n, 2)."""
    points = CIRCLE * (wide, high)
    turned = points @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return polygon(turned + centre, 1)


def tube(points: Sequence, radii: Sequence[float], cut: bool = False) -> Shape:
    """A limb: circles along a line and what lies between them.

    Args:
        points: (n, 2), canvas px.
        radii: (n,), canvas px.
        cut: the far end is straight, as a sleeve's, and not round.
    """
    points, radii = np.asarray(points, np.float64), np.asarray(radii, np.float64)
    rings = pixels(points[:, None] + CIRCLE * radii[:, None, None])
    along = np.diff(points, axis=0)
    along = along / np.maximum(np.hypot(*along.T), 1e-6)[:, None]
    side = np.stack([-along[:, 1], along[:, 0]], axis=1)
    first, last = side * radii[:-1, None], side * radii[1:, None]
    bones = pixels(np.stack([points[:-1] + first, points[1:] + last, points[1:] - last, points[:-1] - first], axis=1))
    if cut:  # a round part that reaches beyond the far end would bulge out of it
        lengths = np.hypot(*np.diff(points, axis=0).T)
        rings = rings[:-1][np.cumsum(lengths[::-1])[::-1] > radii[:-1]]
    return [*rings, *bones]


def window_of(shape: Shape, size: tuple[int, int], margin: int) -> tuple[slice, slice] | None:
    """The rows and columns that hold a shape and a margin, or None where it lies outside the canvas."""
    points = np.concatenate(shape)
    left, top = np.maximum(points.min(axis=0) - margin, 0)
    right, bottom = np.minimum(points.max(axis=0) + margin + 1, (size[1], size[0]))
    return (slice(top, bottom), slice(left, right)) if left < right and top < bottom else None


def fill(shape: Shape, window: tuple[slice, slice]) -> np.ndarray:
    """Fills the polygons of a shape one over the other: uint8 of the window's size, 0 or 1."""
    mask = np.zeros((window[0].stop - window[0].start, window[1].stop - window[1].start), np.uint8)
    corner = np.array([window[1].start, window[0].start], np.int32)
    for part in shape:
        cv2.fillPoly(mask, [part - corner], 1, cv2.LINE_8)
    return mask


def inflate(mask: np.ndarray, folds: Sequence[Fold], corner: np.ndarray, puff: float) -> np.ndarray:
    """Gives a flat shape its relief: round at the edges, folds on it; float32 (h, w), height in canvas px.

    Args:
        mask: uint8 (h, w), 0 or 1.
        folds: lines in canvas pixels; `corner` is the window's (column, row).
        puff: 1 = as thick as wide, 0 = flat.
    """
    distance = cv2.distanceTransform(mask, cv2.DIST_L2, 5)
    radius = max(float(distance.max()), 1.0)
    share = distance / radius
    relief = puff * radius * cv2.sqrt(share * (2 - share))
    relief = cv2.GaussianBlur(relief, (0, 0), float(np.clip(0.12 * radius, 1.0, 3.5)))
    if folds:
        ridges = np.zeros(mask.shape, np.float32)
        for line, high, wide in folds:
            cv2.polylines(ridges, [line - corner], False, high, wide, cv2.LINE_AA)
        relief = relief + cv2.GaussianBlur(ridges, (0, 0), 2.6)
    return relief


def lit(relief: np.ndarray, light: Light) -> tuple[np.ndarray, np.ndarray]:
    """How much light the slopes of a relief catch.

    Returns:
        (facing, above): float32 (h, w), 0..1 each: the share of the lamp's light and of the sky's.
    """
    across, down = cv2.Sobel(relief, -1, 1, 0, scale=0.125), cv2.Sobel(relief, -1, 0, 1, scale=0.125)
    steep = 1 / cv2.sqrt(1 + across * across + down * down)
    x, y, z = (float(part) for part in light.direction)
    facing = np.maximum((z - x * across + y * down) * steep, 0)
    return facing, 0.8 + 0.2 * down * steep


def paint(canvas: Canvas, shape: Shape, item: int, cloth: Cloth, folds: Sequence[Fold] = (), puff: float = 0.7,
          contact: float = 0.35, beyond: Shape = ()) -> None:
    """Paints one layer over what is there.

    Args:
        canvas: what to paint on.
        shape: polygons in canvas pixels.
        item: the label of these pixels.
        cloth: colour, pattern and gloss.
        folds: ridges and furrows, see `Fold`.
        puff: roundness, see `inflate`; 0 = flat, without folds.
        contact: how much the layers around it below are darkened, 0..1.
        beyond: polygons by which the relief goes on, so that a hem is cut off and not rounded.
    """
    window = window_of(shape, canvas.labels.shape, margin=9 if contact else 2)
    if window is None:
        return
    mask = fill(shape, window)
    corner = np.array([window[1].start, window[0].start], np.int32)
    if puff:
        relief = inflate(fill([*shape, *beyond], window) if beyond else mask, folds, corner, puff)
        facing, above = lit(relief, canvas.light)
    else:  # what `lit` says of a plane
        relief, facing, above = np.zeros(mask.shape, np.float32), max(float(canvas.light.direction[2]), 0.0), 0.8
    colours = weave(canvas.rng, cloth, mask.shape, relief)
    shine = cloth.gloss * float(canvas.light.sun.mean()) * facing ** 8 if cloth.gloss else 0
    dimmed = 1 - cv2.blur(mask * np.float32(contact), (13, 13)) if contact else None
    inside = mask > 0
    for plane, colour, sun, sky in zip(canvas.planes, colours, canvas.light.sun, canvas.light.sky):
        if dimmed is not None:
            plane[window] *= dimmed
        np.copyto(plane[window], colour * (facing * sun + above * sky) + shine, where=inside)
    np.copyto(canvas.labels[window], np.uint8(item), where=inside)
