"""Round things in space: a surface wrapped around an upright axis, seen by a camera and lit by a lamp.

A head or a body is one table of radii: how far its surface lies from a vertical axis, for each direction
around the axis (columns) and each height (rows). Whatever is painted on it is a second table of the same
layout. To see it, one ray per pixel walks away from the camera until it is inside.

Coordinates: x to the picture's right, y up, z towards the camera. One unit is half the width of a face.
A column stands for sin(angle / 2), angle 0 in front: fine in the middle of the face, coarse at the back.
"""

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
    """What the rays of a window of canvas pixels met, float32 (h, w) each."""

    window: tuple[slice, slice]  # its rows and columns on the canvas
    across: np.ndarray  # sin(angle / 2), -1..1
    height: np.ndarray  # y on the surface
    depth: np.ndarray  # z for the camera, -inf where nothing was met


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
    """Where points in space land: (..., 3) to int32 (..., 2) column and row, and float32 (...) depth."""
    seen = np.round(np.asarray(points, np.float32) @ pose.turn.T, 4)
    pixels = np.stack([pose.column + pose.size * seen[..., 0], pose.row - pose.size * seen[..., 1]], axis=-1)
    return np.round(pixels).astype(np.int32), seen[..., 2] + pose.depth


def across_of(angle: np.ndarray | float) -> np.ndarray:
    """The column coordinate sin(angle / 2) of an angle in radians around the axis."""
    return np.sin(np.asarray(angle) / 2)


def grid(rows: int, columns: int, top: float, bottom: float) -> tuple[np.ndarray, np.ndarray]:
    """The angle of each column, float32 (columns,), and the height of each row of a table, float32 (rows, 1)."""
    angle = 2 * np.arcsin(np.linspace(-1, 1, columns))
    return np.float32(angle), np.linspace(top, bottom, rows, dtype=np.float32)[:, None]


def look_up(table: np.ndarray, surface: Surface, across: np.ndarray, height: np.ndarray, way: int = cv2.INTER_LINEAR
            ) -> np.ndarray:
    """Reads a table of any size at places on the surface.

    Args:
        table: float32 (rows, columns[, channels]), or uint16 (rows, columns) of numbers.
        surface: what it belongs to.
        across, height: float32 (h, w), see `Hit`.
        way: cv2.INTER_LINEAR goes between the cells; cv2.INTER_NEAREST, for numbers, takes the nearest.

    Returns:
        The table's values, (h, w[, channels]).
    """
    rows, columns = table.shape[:2]
    column = (across + np.float32(1)) * np.float32((columns - 1) / 2)
    row = (np.float32(surface.top) - height) * np.float32((rows - 1) / (surface.top - surface.bottom))
    row = np.clip(row, np.float32(0), np.float32(rows - 1.01), out=row)  # outside of a table remap is slow
    column = np.minimum(column, np.float32(columns - 1.01), out=column)
    return cv2.remap(table, column, row, way, borderMode=cv2.BORDER_REPLICATE)


def across_at(x: np.ndarray, z: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """sin(angle / 2) of points at this distance from the axis, float32."""
    half = (distance + z) * distance
    half += half
    np.maximum(half, np.float32(1e-6), out=half)
    return np.divide(x, np.sqrt(half, out=half), out=half)


def above(surface: Surface, x: np.ndarray, y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """How far points lie outside of the surface, measured from the axis, in units; negative inside."""
    distance = cv2.magnitude(x, z)
    return distance - look_up(surface.radii, surface, across_at(x, z, distance), y)


def cast(surface: Surface, pose: Pose) -> Hit:
    """Finds for each pixel of a window what it shows of a surface.

    One ray per pixel walks straight away from the camera, each step a share of the free distance before it.
    The first rays are few. They find the window that holds the surface; in it, the next ones start where the
    nearest of their neighbours has come to.
    """
    window, way = (slice(0, CANVAS), slice(0, CANVAS)), np.zeros((CANVAS // 4, CANVAS // 4), np.float32)
    along = [np.float32(-part) for part in pose.turn[2]]
    for pitch, steps in ((4, 15), (2, 5), (1, 2)):
        rows, columns = (np.arange(part.start, part.stop, pitch, dtype=np.float32) + pitch / 2 for part in window)
        right, up = (columns[None, :] - pose.column) / pose.size, (pose.row - rows[:, None]) / pose.size
        start = [np.float32(t[0]) * right + np.float32(t[1]) * up + np.float32(t[2] * FRONT) for t in pose.turn.T]
        for _ in range(steps):
            x, y, z = (first + step * way for first, step in zip(start, along))
            free = above(surface, x, y, z)
            way += np.minimum(free * np.float32(0.75), np.float32(LONGEST_STEP))
        if pitch == 4:
            hit_rows, hit_columns = np.nonzero(free < 0.15)
            low, high = np.array([(part.min(), part.max()) for part in (hit_rows, hit_columns)]).T
            low, high = np.maximum(low - 1, 0), np.minimum(high + 2, CANVAS // 4)
            window = slice(4 * int(low[0]), 4 * int(high[0])), slice(4 * int(low[1]), 4 * int(high[1]))
            way = way[low[0] : high[0], low[1] : high[1]]
        if pitch > 1:
            nearest = cv2.erode(way, np.ones((3, 3), np.uint8)) - np.float32(0.03)
            way = cv2.resize(nearest, None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
    distance = cv2.magnitude(x, z)
    met = (free < np.minimum(0.04, 0.4 * distance)) & (y < surface.top) & (y > surface.bottom)
    # A ray that grazes a nose may still be on its way: it counts where its neighbours have arrived.
    met = cv2.morphologyEx(met.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8)) > 0
    depth = np.where(met, np.float32(FRONT + pose.depth) - way, np.float32(-np.inf))
    return Hit(window, np.round(across_at(x, z, distance), 5), np.round(y, 4), depth)


def places(surface: Surface) -> np.ndarray:
    """The point in space of each cell of the table, float32 (rows, columns, 3)."""
    angle, y = grid(*surface.radii.shape, surface.top, surface.bottom)
    y = np.broadcast_to(y, surface.radii.shape)
    return np.stack([surface.radii * np.sin(angle), y, surface.radii * np.cos(angle)], axis=-1)


def normals(points: np.ndarray) -> np.ndarray:
    """The outward direction of length one at each cell of `places`, float32 (rows, columns, 3)."""
    right = np.empty_like(points)
    right[:, 1:-1] = points[:, 2:] - points[:, :-2]
    right[:, 0], right[:, -1] = right[:, 1], right[:, -2]
    up = np.empty_like(points)
    up[1:-1] = points[:-2] - points[2:]
    up[0], up[-1] = up[1], up[-2]
    x = right[..., 1] * up[..., 2] - right[..., 2] * up[..., 1]
    y = right[..., 2] * up[..., 0] - right[..., 0] * up[..., 2]
    z = right[..., 0] * up[..., 1] - right[..., 1] * up[..., 0]
    outward = np.stack([x, y, z], axis=-1)
    return outward / (np.sqrt(x * x + y * y + z * z) + np.float32(1e-6))[..., None]
