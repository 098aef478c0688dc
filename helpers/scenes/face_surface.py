"""Round things in space: a surface wrapped around an upright axis, seen by a camera and lit by a lamp.

A head or a body is one table of radii: how far its surface lies from a vertical axis, for each direction
around the axis (columns) and each height (rows). Whatever is painted on it is a second table of the same
layout. To see it, one ray per pixel walks away from the camera until it is inside.

Coordinates: x to the picture's right, y up, z towards the camera. One unit is half the width of a face.
A column stands for sin(angle / 2), angle 0 in front: fine in the middle of the face, coarse at the back.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import cv2
import numpy as np

SIDE = 160  # of the finished picture, in pixels
SCALE = 2  # the canvas is finer; averaging it down softens the picture's edges as a lens does
CANVAS = SIDE * SCALE
FRONT = 1.9  # units before the axis where rays start
LONGEST_STEP = 0.16  # units; a longer one could jump over a chin


class Surface(NamedTuple):
    """Radii float32 (rows, columns) in units, and the heights y of its first and its last row."""

    radii: np.ndarray
    top: float
    bottom: float


class Pose(NamedTuple):
    """How a surface stands before the camera."""

    turn: np.ndarray  # float32 (3, 3), turns the surface's own coordinates into the camera's
    column: float  # where the surface's origin lands, in canvas pixels
    row: float
    size: float  # canvas pixels per unit
    depth: float = 0.0  # z of the surface's origin for the camera


class Hit(NamedTuple):
    """What the canvas pixels that show a surface see of it; five arrays (n,)."""

    row: np.ndarray  # of the canvas pixel, intp
    column: np.ndarray
    across: np.ndarray  # sin(angle / 2) on the surface, float32, -1..1
    height: np.ndarray  # y on the surface, float32
    depth: np.ndarray  # z for the camera, float32


def turned(yaw: float, pitch: float, roll: float) -> np.ndarray:
    """A turn as a matrix, float32 (3, 3).

    Args:
        yaw: radians, positive turns the face to the picture's right.
        pitch: radians, positive nods down.
        roll: radians, positive tilts the head to the picture's right.

    Example:
        >>> turned(0.0, 0.0, 0.0).tolist()
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    (a, b, c), (d, e, f) = np.cos((yaw, pitch, roll)), np.sin((yaw, pitch, roll))
    around_y = np.array([(a, 0, d), (0, 1, 0), (-d, 0, a)])
    around_x = np.array([(1, 0, 0), (0, b, -e), (0, e, b)])
    around_z = np.array([(c, f, 0), (-f, c, 0), (0, 0, 1)])
    return np.round(around_z @ around_x @ around_y, 6).astype(np.float32)


def to_canvas(pose: Pose, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where points in space land: (..., 3) to int32 (..., 2) column and row, and float (...) depth."""
    seen = np.round(np.asarray(points, np.float64) @ pose.turn.T.astype(np.float64), 5)
    pixels = np.stack([pose.column + pose.size * seen[..., 0], pose.row - pose.size * seen[..., 1]], axis=-1)
    return np.round(pixels).astype(np.int32), seen[..., 2] + pose.depth


def across_of(angle: np.ndarray | float) -> np.ndarray:
    """The column coordinate sin(angle / 2) of an angle in radians around the axis."""
    return np.sin(np.asarray(angle) / 2)


def grid(rows: int, columns: int, top: float, bottom: float) -> tuple[np.ndarray, np.ndarray]:
    """The angle of each column, float (columns,), and the height of each row of a table, float (rows, 1)."""
    return 2 * np.arcsin(np.linspace(-1, 1, columns)), np.linspace(top, bottom, rows)[:, None]


def cells(shape: tuple[int, ...], surface: Surface, across: np.ndarray, height: np.ndarray
          ) -> tuple[np.ndarray, np.ndarray]:
    """Row and column of places in a table of this shape, float32, kept one cell away from its end."""
    rows, columns = shape[:2]
    column = across * np.float32((columns - 1) / 2) + np.float32((columns - 1) / 2)
    row = (np.float32(surface.top) - height) * np.float32((rows - 1) / (surface.top - surface.bottom))
    row = np.minimum(np.maximum(row, np.float32(0)), np.float32(rows - 1.01))
    return row, np.minimum(column, np.float32(columns - 1.01))


def look_up(table: np.ndarray, surface: Surface, across: np.ndarray, height: np.ndarray) -> np.ndarray:
    """Reads a table between its cells.

    OpenCV can do this too (`remap`), but its versions round differently; additions and products do not.

    Args:
        table: float32 (rows, columns) or (rows, columns, channels).
        surface: what it belongs to.
        across, height: float32, see `Hit`.

    Returns:
        float32, shape of `across`, then the channels.
    """
    row, column = cells(table.shape, surface, across, height)
    first, second = np.floor(row), np.floor(column)
    down, right = row - first, column - second
    if table.ndim == 3:
        down, right = down[..., None], right[..., None]
    corner = (first * np.float32(table.shape[1]) + second).astype(np.intp)
    flat = table.reshape(-1, *table.shape[2:])
    values = []
    for next_row in (0, table.shape[1]):
        left = flat[next_row:].take(corner, axis=0, mode="clip")
        change = flat[next_row + 1 :].take(corner, axis=0, mode="clip")
        change -= left
        change *= right
        values.append(left + change)
    upper, lower = values
    lower -= upper
    lower *= down
    return upper + lower


def read_numbers(numbers: np.ndarray, surface: Surface, across: np.ndarray, height: np.ndarray) -> np.ndarray:
    """Reads the number in the nearest cell of a table (rows, columns) of any size; result of its kind."""
    row, column = cells(numbers.shape, surface, across, height)
    row, column = np.rint(row), np.rint(column)
    return numbers.reshape(-1).take((row * np.float32(numbers.shape[1]) + column).astype(np.intp), mode="clip")


def across_at(x: np.ndarray, z: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """sin(angle / 2) of points at this distance from the axis, float32."""
    half = (distance + z) * distance
    half += half
    np.maximum(half, np.float32(1e-6), out=half)
    return np.divide(x, np.sqrt(half, out=half), out=half)


def above(surface: Surface, x: np.ndarray, y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """How far points lie outside of the surface, measured from the axis, in units; negative inside."""
    distance = np.sqrt(x * x + z * z)
    return distance - look_up(surface.radii, surface, across_at(x, z, distance), y)


def march(surface: Surface, start: Sequence[np.ndarray], along: Sequence[np.float32], gone: np.ndarray, steps: int,
          share: float = 0.8, read: Callable = look_up) -> tuple[np.ndarray, np.ndarray]:
    """Walks along rays towards a surface, each step a share of the free distance before it.

    Args:
        surface: what to meet.
        start: x, y and z where the rays begin, float32 (n,) each.
        along: x, y and z of the direction that they share.
        gone: float32 (n,), how far each is on its way.
        steps: how often to look.
        share: of the free distance, 0..1; where hair stands off the skin, a large one goes too far.
        read: how to look a radius up; `read_numbers` is faster and takes that of the nearest cell.

    Returns:
        (gone, free): how far each is now, and how much was free before it at its last look, float32 (n,).
    """
    for _ in range(steps):
        x, y, z = (first + step * gone for first, step in zip(start, along))
        distance = np.sqrt(x * x + z * z)
        free = distance - read(surface.radii, surface, across_at(x, z, distance), y)
        inward = (x * -along[0] - z * along[2]) / distance  # how much of a step leads to the axis
        step = np.float32(share) * free / np.maximum(inward, np.float32(0.4))
        gone = gone + np.minimum(step, np.float32(LONGEST_STEP))
    return gone, free


def rays(pose: Pose, row: np.ndarray, column: np.ndarray, pitch: int) -> list[np.ndarray]:
    """Where the rays of these blocks of `pitch` x `pitch` pixels begin: x, y and z, float32 (n,) each."""
    steps = np.arange(0, CANVAS, pitch)
    right = np.float32((steps + (pitch / 2 - pose.column)) / pose.size)[column]
    up = np.float32(((pose.row - pitch / 2) - steps) / pose.size)[row]
    return [np.float32(t[0]) * right + np.float32(t[1]) * up + np.float32(t[2] * FRONT) for t in pose.turn.T]


def twice(table: np.ndarray) -> np.ndarray:
    """Doubles a table's rows and columns."""
    return table.repeat(2, axis=0).repeat(2, axis=1)


def between(table: np.ndarray) -> np.ndarray:
    """Doubles a table's rows and columns; each new value is three parts of the nearest and one of the next.

    Example:
        >>> between(np.float32([[0, 4]]))[0].tolist()
        [0.0, 1.0, 3.0, 4.0]
    """
    for _ in range(2):  # rows, then as columns
        near = np.float32(0.75) * table
        far = np.float32(0.25) * np.concatenate([table[:1], table, table[-1:]])
        table = np.stack([near + far[:-2], near + far[2:]], axis=1).reshape(-1, table.shape[1]).T
    return table


def cast(surface: Surface, pose: Pose, before: Hit | None = None) -> Hit:
    """Finds the canvas pixels that show a surface, and the place on it that each one shows.

    Rays walk straight away from the camera. The first ones are few: one for a block of pixels. Only near those that
    arrive are finer ones sent, and each of these starts where the nearest of its neighbours has come to. Inside,
    where the surface is smooth, a pixel takes the mean of the rays around it; a pixel at an edge gets its own ray.
    A ray that grazes a nose has farther to go. Pixels in `before` show something nearer: nothing is sent there.
    """
    along = [np.float32(-part) for part in pose.turn[2]]
    block = np.ones((3, 3), np.uint8)
    shown = np.ones((CANVAS, CANVAS), np.uint8)  # 0 where something nearer is
    if before:
        shown[before.row, before.column] = 0
    alive = cv2.dilate(shown, np.ones((13, 13), np.uint8))[2::4, 2::4] > 0
    way = np.zeros(alive.shape, np.float32)
    for pitch, steps, read in ((4, 14, read_numbers), (2, 4, look_up)):
        row, column = np.nonzero(alive)
        gone, free = march(surface, rays(pose, row, column, pitch), along, way[row, column], steps, read=read)
        way[row, column] = gone
        left = np.ones(alive.shape, np.float32)
        left[row, column] = free
        alive = twice(cv2.dilate(np.uint8(left < 0.1 * pitch), block)) > 0
        least = cv2.erode(way, block)
        smooth = twice((cv2.dilate(way, block) - least < 0.14) & (cv2.dilate(left, block) < 0.02))
        mean = way
        way = twice(least) - np.float32(0.03)
    pixel = np.flatnonzero(alive & (shown > 0))
    row = pixel // CANVAS
    column = pixel - row * CANVAS
    start = rays(pose, row, column, 1)
    gone, free = np.where(smooth, between(mean), way).take(pixel), np.zeros(row.size, np.float32)
    some = np.flatnonzero(~smooth.take(pixel))
    for steps, share in ((2, 0.8), (12, 0.4)):
        nearest = [part[some] for part in start]
        gone[some], free[some] = march(surface, nearest, along, gone[some], steps, share)
        some = some[free[some] > 0.015]
    x, y, z = (first + step * gone for first, step in zip(start, along))
    distance = np.sqrt(x * x + z * z)
    met = np.zeros((CANVAS, CANVAS), np.uint8)
    there = free < np.minimum(0.025, 0.4 * distance)
    met.reshape(-1)[pixel] = there & (y < surface.top) & (y > surface.bottom)
    met = np.flatnonzero(cv2.morphologyEx(met, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8)).take(pixel))
    row, column, x, y, z, distance, gone = (values.take(met) for values in (row, column, x, y, z, distance, gone))
    return Hit(row, column, across_at(x, z, distance), y, np.float32(FRONT + pose.depth) - gone)
