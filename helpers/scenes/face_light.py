"""Light on skin: a lamp, the room around it, shadows that a nose and a chin cast, and a little shine."""

from typing import NamedTuple

import cv2
import numpy as np

from helpers.scenes.face_surface import Pose, Surface, above, grid

EVERY = 3  # shadows are soft: every third cell is enough


class Light(NamedTuple):
    """One lamp and the room; colours as (red, green, blue) factors of linear light."""

    towards: np.ndarray  # float32 (3,), length one, from the face to the lamp, in the camera's coordinates
    lamp: np.ndarray
    room: np.ndarray  # from everywhere, more from above
    edge: np.ndarray  # a second lamp behind, on the other side
    hardness: float  # 0 = a cloudy sky, 1 = bare sun


def choose_light(rng: np.random.Generator) -> Light:
    """Draws where the lamp stands, how warm it is, and how much light the room gives back."""
    side = rng.uniform(-1, 1) * rng.choice([0.5, 1.2, 1.8])
    towards = np.array([side, rng.uniform(0.15, 0.9), rng.uniform(0.5, 1.0)])
    warmth = rng.uniform(-0.16, 0.2)
    lamp = np.array([1 + warmth, 1.0, 1 - warmth])
    hardness = rng.uniform(0.2, 1)
    other = np.array([1 - warmth / 2, 1.0, 1 + warmth / 2])
    return Light(
        towards=np.round(towards / np.linalg.norm(towards), 5).astype(np.float32),
        lamp=(lamp * (0.62 + 0.38 * hardness)).astype(np.float32),
        room=(other * (0.46 - 0.34 * hardness + rng.uniform(0, 0.08))).astype(np.float32),
        edge=(other * rng.choice([0.0, 0.25, 0.8])).astype(np.float32),
        hardness=float(hardness),
    )


def places(surface: Surface) -> np.ndarray:
    """The point in space of each cell of the table, float32 (rows, columns, 3)."""
    angle, y = (np.float32(part) for part in grid(*surface.radii.shape, surface.top, surface.bottom))
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


def shadow(surface: Surface, points: np.ndarray, outward: np.ndarray, towards: np.ndarray) -> np.ndarray:
    """How much of the lamp each point sees, 0..1, float32, soft at the edges.

    Args:
        surface: what may stand in the way.
        points, outward: float32 (h, w, 3): places and their outward directions, in the surface's coordinates.
        towards: float32 (3,), from the surface to the lamp, in the same coordinates.
    """
    seen = np.ones(points.shape[:2], np.float32)
    start = cv2.split(points + outward * np.float32(0.03))
    for way in np.float32((0.04, 0.08, 0.13, 0.19, 0.26, 0.34, 0.46, 0.6, 0.8)):
        x, y, z = (part + towards[i] * way for i, part in enumerate(start))
        seen = np.minimum(seen, np.clip(0.5 + above(surface, x, y, z) / (0.2 * way + 0.02), 0, 1))
    return seen


def lit(light: Light, turn: np.ndarray, outward: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """How bright places are, as float32 (..., 3) factors of linear light.

    Args:
        light: lamp and room, in the camera's coordinates.
        turn: float32 (3, 3), the surface's turn.
        outward: float32 (..., 3), directions of length one in the surface's coordinates.
        seen: float32 (...), share of the lamp that is not in shadow.
    """
    facing = outward @ (turn.T @ light.towards)
    behind = np.float32((-np.sign(light.towards[0]) * 0.8, 0.3, -0.5))
    glancing = np.clip(outward @ (turn.T @ behind), 0, 1) ** 2
    sky = 0.72 + 0.28 * (outward @ turn.T[:, 1])
    # Light wanders inside skin: red comes out again a little beyond the edge of a shadow.
    wrap = np.float32((0.34, 0.2, 0.16)) * np.float32(1.2 - 0.7 * light.hardness)
    channels = []
    for extra, lamp, room, edge in zip(wrap, light.lamp, light.room, light.edge):
        direct = np.clip((facing + extra) / (1 + extra), 0, 1) * np.minimum(np.float32(1), seen + extra / 3)
        channels.append(direct * lamp + sky * room + glancing * edge)
    return np.stack(channels, axis=-1)


def shine(light: Light, turn: np.ndarray, outward: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Mirrored lamp light, float32 (...): brightest where a surface faces half-way between lamp and camera."""
    half = light.towards + np.float32((0, 0, 1))
    half = half / np.linalg.norm(half)
    mirrored = np.clip(outward @ (turn.T @ half), 0, 1) ** 2
    for _ in range(3):  # to the power of 16
        mirrored = mirrored * mirrored
    return mirrored * seen * np.float32(light.lamp.mean())


def light_table(light: Light, surface: Surface, pose: Pose, above_it: tuple[Surface, Pose] | None = None) -> np.ndarray:
    """Lights a whole surface, which may lie in the shadow of itself and of another one.

    Args:
        light: lamp and room.
        surface, pose: what is lit, and how it stands.
        above_it: another surface and its pose: the head above a body.

    Returns:
        float32 (rows, columns, 4): brightness in red, green and blue, then shine.
    """
    turn = pose.turn
    points = places(surface)
    outward = normals(points)
    coarse = slice(None, None, EVERY)
    seen = shadow(surface, points[coarse, coarse], outward[coarse, coarse], turn.T @ light.towards)
    if above_it:
        other, its_pose = above_it
        move = ((pose.column - its_pose.column) / pose.size, (its_pose.row - pose.row) / pose.size, pose.depth)
        there = (points[coarse, coarse] @ turn.T + np.float32(move)) @ its_pose.turn
        seen = np.minimum(seen, shadow(other, there, 0 * there, its_pose.turn.T @ light.towards))
    seen = cv2.resize(seen, surface.radii.shape[::-1], interpolation=cv2.INTER_LINEAR)
    hollow = cv2.GaussianBlur(surface.radii, (0, 0), len(surface.radii) / 36) - surface.radii
    open_sky = np.clip(1 - np.float32(2.4) * hollow, 0.45, 1.12)
    bright = cv2.split(lit(light, turn, outward, seen))
    return cv2.merge([part * open_sky for part in (*bright, shine(light, turn, outward, seen))])
