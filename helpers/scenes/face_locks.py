"""Locks of hair: chains of short strokes in space that hang, sweep, stand up or curl."""

import numpy as np

from helpers.scenes.face_canvas import Colour, Part, Scene, Stroke, ink, times
from helpers.scenes.face_hair import Style, hairline
from helpers.scenes.face_light import lit
from helpers.scenes.face_surface import Pose, Surface, across_of, look_up, to_canvas


def smooth_path(corners: np.ndarray, count: int) -> np.ndarray:
    """Rounds chains of corners (n, k, 3) into chains (n, count, 3): a Bezier-like spline through mid-points."""
    k = corners.shape[1]
    at = np.linspace(0, k - 1, count)
    nodes = np.arange(k)
    weights = np.maximum(1 - np.abs(at[:, None] - nodes) / 1.35, 0) ** 1.2
    weights[0], weights[-1] = np.eye(k)[0], np.eye(k)[-1]
    weights /= weights.sum(axis=1, keepdims=True)
    return np.einsum("ck,nkd->ncd", weights, corners)


def add_locks(scene: Scene, pose: Pose, paths: np.ndarray, colour: Colour, thickness: float, middle: np.ndarray,
              nearer: float = 0.0) -> None:
    """Adds locks of hair, lit by their place around the head.

    Args:
        scene, pose: where to add them; the head's pose.
        paths: float (n, k, 3), k points along each of n locks, in the head's coordinates.
        colour, thickness: of the hair; of one lock in units.
        middle: (3,), what the locks surround; they face away from it.
        nearer: moves them towards the camera in the question what hides what.
    """
    rng, light = scene.rng, scene.light
    ends = (paths[:, :-1] + paths[:, 1:]) / 2
    outward = (ends - middle) * (1, 0.35, 1)
    outward = np.float32(outward / (np.linalg.norm(outward, axis=-1, keepdims=True) + 1e-6))
    bright = lit(light, pose.turn, outward, np.ones(outward.shape[:2], np.float32))
    along = np.diff(paths, axis=1)
    along = along / (np.linalg.norm(along, axis=-1, keepdims=True) + 1e-6)
    half = light.towards + np.float32((0, 0, 1))
    half = pose.turn.T @ (half / np.linalg.norm(half))
    gleam = np.clip(1 - (along @ half) ** 2, 0, 1) ** 24 * np.clip(outward @ half, 0, 1)
    shade = 2.0 ** rng.normal(0, 0.38, (len(paths), 1, 1))
    linear = np.float32(colour) ** 2.2 * shade * bright + (0.008 + 0.3 * np.float32(colour) ** 2.2) * gleam[..., None]
    shown = np.clip(linear, 0, 1) ** (1 / 2.2)

    pixels, depths = to_canvas(pose, paths)
    thick = np.maximum(1, np.round(thickness * pose.size * rng.uniform(0.5, 1.3, len(paths)))).astype(int)
    between = (depths[:, :-1] + depths[:, 1:]) / 2 + nearer
    rows = zip(pixels, between.tolist(), shown.tolist(), thick.tolist())
    for i, (lock, its_depths, its_colours, width) in enumerate(rows):
        whole = sum(its_depths) / len(its_depths)
        for j in range(-(i % 2), len(its_depths), 2):  # pieces of two, that do not end side by side
            number = ink(scene, Part.HAIR, its_colours[max(j, 0)], depth=its_depths[max(j, 0)])
            last = j + 2 >= len(its_depths)
            scene.strokes.append(Stroke(whole, lock[max(j, 0) : j + 3], number, max(1, width // 2) if last else width))
        for j in range(1, len(its_depths) - 2, 4) if width > 2 else ():  # a streak makes two strands of a lock
            number = ink(scene, Part.HAIR, times(its_colours[j + 1], 0.72), depth=its_depths[j + 1])
            scene.strokes.append(Stroke(whole, lock[j : j + 5] + (width // 3, 0), number, 1))


def around(angle: np.ndarray, radius: np.ndarray | float, y: np.ndarray | float) -> np.ndarray:
    """Points around the axis: angles (n,), radii and heights to float (n, 3)."""
    radius, y = np.broadcast_to(radius, angle.shape), np.broadcast_to(y, angle.shape)
    return np.stack([radius * np.sin(angle), y, radius * np.cos(angle)], axis=-1)


def hanging_locks(rng: np.random.Generator, style: Style, surface: Surface, count: int) -> np.ndarray:
    """Long hair that falls from the parting to both sides: float (count, 11, 3)."""
    side = np.where(rng.random(count) < 0.5 - 0.15 * style.parting, -1, 1)
    turn = side * rng.uniform(foremost(style), 2.9, count)
    back = np.clip((np.abs(turn) - 0.9) / 2, 0, 1)
    lift = style.volume + rng.uniform(0.0, 0.06, count)
    root = np.stack([style.parting + 0.03 * side, 1.12 + 0.35 * np.sqrt(back) * (1 - 0.5 * back) + lift,
                     0.72 - 1.5 * back], axis=-1)
    shoulder = np.stack([style.parting * 0.5 + side * 0.6, 1.0 + 0.1 * back + lift, 0.62 - 1.2 * back], axis=-1)
    swing = rng.uniform(-0.05, 0.16, count)
    temple = around(turn, 1.0 + lift, 0.42)
    ear = around(turn * 1.02, 1.08 + lift + swing, -0.3)
    neck = around(turn * 1.04, 1.0 + lift + 2 * swing, -1.0)
    length = style.length + rng.uniform(-0.25, 0.35, count)
    tip = around(turn * 0.98, 0.98 + 3 * swing, length)
    tip[:, 2] -= 0.2
    paths = smooth_path(np.stack([root, shoulder, temple, ear, neck, tip], axis=1), 11)
    return waved(rng, off_the_head(paths, surface, 0.03), style.wave, np.abs(style.length) * 1.2)


def foremost(style: Style) -> float:
    """The angle around the head where long hair begins: before the ears, or tucked behind them."""
    return 0.98 if style.curtain else 1.75


def off_the_head(paths: np.ndarray, surface: Surface, gap: float) -> np.ndarray:
    """Moves points (n, k, 3) away from the axis until they lie `gap` outside of the surface."""
    x, z = paths[..., 0], paths[..., 2]
    distance = np.hypot(x, z) + 1e-3
    across = np.float32(across_of(np.arctan2(x, z)))
    least = look_up(surface.radii, surface, across, np.float32(paths[..., 1])) + gap
    factor = np.where(paths[..., 1] > -0.5, np.maximum(least / distance, 1), 1)
    return paths * np.stack([factor, np.ones_like(factor), factor], axis=-1)


def waved(rng: np.random.Generator, paths: np.ndarray, size: float, turns: float) -> np.ndarray:
    """Lets locks swing sideways, neighbours together, more towards the tips."""
    t = np.linspace(0, 1, paths.shape[1])
    phase = 2.5 * paths[:, 5:6, 0] + rng.uniform(-0.8, 0.8, (len(paths), 1)) + 3 * paths[:, 5:6, 2]
    grow = np.clip(2.5 * t - 0.6, 0, 1.4)
    swung = paths.copy()
    swung[..., 0] += size * grow * np.sin(2 * np.pi * turns * t + phase)
    swung[..., 2] += size * grow * np.cos(2 * np.pi * turns * t + phase)
    return swung


def fringe_locks(rng: np.random.Generator, style: Style, surface: Surface, count: int) -> np.ndarray:
    """Hair over the forehead, straight down or swept to one side: float (count, 8, 3)."""
    spread = np.linspace(-1, 1, count) + rng.uniform(-1.5, 1.5, count) / count  # close together: no bare slits
    if style.fringe == "straight":
        start, end = 0.75 * spread, 0.95 * spread + rng.uniform(-0.02, 0.02, count)
        low = rng.uniform(0.14, 0.28) + rng.uniform(-0.045, 0.045, count) - 0.2 * np.abs(end) ** 3
        low += 0.04 * np.sin(13 * end + rng.uniform(0, 6))  # neighbours keep together
    else:
        way = -np.sign(style.parting) or 1.0
        share = np.clip((spread + 1) / 2, 0, 1)
        start = style.parting + way * share * 0.5
        end = way * (0.3 + share)  # the last ones join the hair of the temple
        drop = rng.uniform(0.2, 0.35) if style.name == "short" else rng.uniform(0.35, 0.9)
        low = 0.72 - drop * share**1.3 + rng.uniform(-0.1, 0.08, count)
    steps = np.linspace(0, 1, 8)
    angle = start[:, None] + (end - start)[:, None] * steps ** (1 if style.fringe == "straight" else 0.8)
    y = 1.2 + (low[:, None] - 1.2) * steps**1.3
    radius = look_up(surface.radii, surface, np.float32(across_of(angle)), np.float32(y))
    radius = radius + 0.05 + 0.1 * np.sin(np.pi * steps) * (0.5 + style.volume)
    return np.stack([radius * np.sin(angle), y, radius * np.cos(angle)], axis=-1)


def short_locks(rng: np.random.Generator, style: Style, surface: Surface, count: int) -> np.ndarray:
    """Tufts that stand off the cap and break its outline: float (count, 5, 3)."""
    angle = rng.uniform(-2.6, 2.6, count)
    low = np.where((np.abs(angle) > 1.2) & (np.abs(angle) < 2.1), 0.4, hairline(style, angle) + 0.08)  # above the ears
    y = low + rng.uniform(0.0, 1.0, count) * (1.55 - low)
    lean = rng.uniform(-0.2, 0.2) + rng.uniform(-0.12, 0.12, count)
    steps = np.linspace(0, 1, 5)
    length = rng.uniform(0.12, 0.3) * rng.uniform(0.6, 1.3, count)
    angles = angle[:, None] + lean[:, None] * steps
    ys = y[:, None] + length[:, None] * steps * np.where(y > 0.75, 0.6, -0.6)[:, None]
    radius = look_up(surface.radii, surface, np.float32(across_of(angles)), np.float32(ys))
    rise = (0.06 + 0.18 * style.volume) * (0.3 + np.clip(y, 0, 1))
    radius = np.maximum(radius, 0.2) + 0.01 + rise[:, None] * steps
    return np.stack([radius * np.sin(angles), ys, radius * np.cos(angles)], axis=-1)


def curls(rng: np.random.Generator, style: Style, surface: Surface, count: int) -> np.ndarray:
    """Small rings all over the cap: float (count, 8, 3)."""
    angle = rng.uniform(-2.4, 2.4, count)
    low = np.where((np.abs(angle) > 1.2) & (np.abs(angle) < 2.1), 0.36, hairline(style, angle))  # above the ears
    y = low + rng.uniform(0.0, 1.0, count) * (1.45 + style.volume - low)
    radius = np.maximum(look_up(surface.radii, surface, np.float32(across_of(angle)), np.float32(y)), 0.3)
    centre = around(angle, radius + rng.uniform(-0.06, 0.01, count), y)
    turn = rng.uniform(0, 6, (count, 1)) + np.linspace(0, 5, 8)
    size = rng.uniform(0.035, 0.075, (count, 1))
    return centre[:, None] + np.stack([size * np.cos(turn), size * np.sin(turn), 0 * turn + 0.02], axis=-1)


def bun(rng: np.random.Generator, centre: np.ndarray, size: float, count: int) -> np.ndarray:
    """A knot of hair, strands around a ball: float (count, 8, 3)."""
    tilt = rng.uniform(0, np.pi, (count, 1))
    turn = rng.uniform(0, 6, (count, 1)) + np.linspace(0, 2.4, 8)
    x, y = np.cos(turn), np.sin(turn)
    return centre + size * np.stack([x * np.cos(tilt), y, x * np.sin(tilt)], axis=-1)


def add_hair(scene: Scene, pose: Pose, surface: Surface, style: Style, colour: Colour, covered: bool) -> None:
    """Adds all locks of a style; `covered` leaves out what a hat hides."""
    rng = scene.rng
    middle = np.array([0, 0.1, -0.25])
    if style.name in ("long", "bob"):
        curtain(scene, pose, style, colour)
        locks = hanging_locks(rng, style, surface, 210)
        if covered:
            locks = locks[:, 4:] * np.where(locks[:, 4:, 1:2] > -0.1, (0.88, 1, 0.88), 1)  # the hat is over them
        add_locks(scene, pose, locks, colour, 0.05, middle)
    if style.name == "short" and not covered:
        add_locks(scene, pose, short_locks(rng, style, surface, 190), colour, 0.03, middle)
    if style.name == "curly" and not covered:
        add_locks(scene, pose, curls(rng, style, surface, 190), colour, 0.045, middle)
    if style.name == "bun" and not covered:
        centre = np.array([rng.uniform(-0.15, 0.15), 1.62, -0.45])
        add_locks(scene, pose, bun(rng, centre, rng.uniform(0.28, 0.42), 60), colour, 0.1, centre)
    if style.fringe != "none" and not covered:
        add_locks(scene, pose, fringe_locks(rng, style, surface, 120), colour, 0.04, middle, nearer=0.12)


def curtain(scene: Scene, pose: Pose, style: Style, colour: Colour) -> None:
    """The dark mass of hair behind the neck and below the ears, so that no gap shows the wall."""
    x = np.array([0.75, 1.05, 1.1, 1.02, 0.85])
    y = np.array([1.0, 0.4, -0.4, style.length * 0.6, style.length])
    masses = [np.stack([np.r_[x, -x[::-1]], np.r_[y, y[::-1]], np.full(10, -0.5)], axis=-1)]
    turn, y = np.linspace(foremost(style) + 0.15, 2.2, 3), np.array([-0.55, -0.55, -0.55, 0.85, 0.85, 0.85])
    turn = np.r_[turn, turn[::-1]]
    y = np.where(y > 0, y * style.length, y)
    masses += [around(side * turn, 1.03 + style.volume, y) for side in (-1, 1)]
    for points in masses:
        pixels, depth = to_canvas(pose, points)
        number = ink(scene, Part.HAIR, times(colour, 0.4), depth=float(depth.mean()))
        scene.strokes.append(Stroke(float(depth.mean()) - 1.5, pixels, number, 0))  # all locks are painted over it
