"""What a head wears: ears of its own, glasses, hats, scarves, earrings."""

import cv2
import numpy as np

from helpers.scenes.face_canvas import Colour, Part, Scene, add_stroke, ink, mix, on_texture_at, pick, times
from helpers.scenes.face_light import lit
from helpers.scenes.face_shape import BOTTOM, EYE_X, TOP, head_grid, skull
from helpers.scenes.face_surface import Pose, Surface

HAT_COLOURS = (
    (0.12, 0.12, 0.15), (0.55, 0.12, 0.14), (0.20, 0.28, 0.50), (0.80, 0.72, 0.55), (0.30, 0.38, 0.25),
    (0.85, 0.84, 0.80), (0.86, 0.66, 0.16), (0.72, 0.36, 0.48), (0.24, 0.52, 0.54),
)  # fmt: skip

FRAME_COLOURS = (
    (0.05, 0.05, 0.06), (0.30, 0.17, 0.10), (0.75, 0.66, 0.42), (0.55, 0.57, 0.60), (0.55, 0.10, 0.14),
)  # fmt: skip
TINTS = ((0.06, 0.06, 0.07), (0.16, 0.10, 0.06), (0.08, 0.12, 0.16))


def shown(scene: Scene, pose: Pose, colour: Colour, outward: tuple[float, float, float]) -> Colour:
    """A colour as it looks on a flat piece that faces outward, in the head's coordinates."""
    direction = np.float32(outward) / np.float32(np.linalg.norm(outward))
    linear = np.float32(colour) ** 2.2 * lit(scene.light, pose.turn, direction, np.float32(1))
    return tuple(float(value) for value in np.clip(linear, 0, 1) ** (1 / 2.2))


def add_ears(scene: Scene, pose: Pose, skin: Colour, size: float) -> None:
    """Adds two ears; the one behind the head is hidden by it."""
    t = np.linspace(0, 2 * np.pi, 18, endpoint=False)
    for side, part in ((1, Part.L_EAR), (-1, Part.R_EAR)):
        # An ear is an egg, wider at the top, that stands off backwards.
        wide = 0.16 * size * (1 + 0.25 * np.sin(t))
        for shrink, shade, lift in ((1.0, 1.0, 0.0), (0.62, 0.7, 0.012), (0.4, 0.85, 0.024)):
            u, v = shrink * wide * np.cos(t), -0.13 + shrink * 0.3 * size * np.sin(t)
            points = np.stack([side * (0.99 - 0.75 * u + lift), v + 0.1 * u, -0.14 + 0.72 * u], axis=-1)
            colour = shown(scene, pose, times(mix(skin, (0.8, 0.4, 0.35), 0.08), shade), (side, 0.05, 0.75))
            add_stroke(scene, pose, points, part, colour, nearer=0.04 + lift)


def add_earrings(scene: Scene, pose: Pose) -> None:
    """Adds a pair of hoops, drops or studs under the ears."""
    rng = scene.rng
    metal = pick(rng, ((0.92, 0.75, 0.35), (0.85, 0.87, 0.92), (0.25, 0.62, 0.6), (0.75, 0.2, 0.3)))
    kind = pick(rng, ("hoop", "drop", "stud"))
    t = np.linspace(0, 2 * np.pi, 17)
    size = rng.uniform(0.15, 0.34)
    for side in (-1, 1):
        colour = shown(scene, pose, metal, (side, 0.3, 0.8))
        top = np.array([side * 1.06, -0.42, -0.05])
        if kind == "hoop":
            swing = 0.075 * side * (1 - np.cos(t))
            ring = top + size * np.stack([swing, np.cos(t) - 1, 0.8 * np.sin(t)], -1)
            add_stroke(scene, pose, ring, Part.EARRING, colour, width=0.05, nearer=0.25)
            continue
        radius = 0.06 if kind == "stud" else 0.07
        drops = [0.0] if kind == "stud" else [0.0, -0.13, -0.27]
        for drop in drops:
            tall = radius if kind == "stud" else 1.3 * radius
            ball = top + np.stack([radius * np.cos(t), drop + tall * np.sin(t), 0 * t], -1)
            add_stroke(scene, pose, ball, Part.EARRING, colour, nearer=0.3)
        shine = top + np.stack([0.02 * np.cos(t) - 0.01, 0.02 * np.sin(t) + 0.015, 0 * t], -1)
        add_stroke(scene, pose, shine, Part.EARRING, (1.0, 1.0, 1.0), nearer=0.31)


def add_glasses(scene: Scene, pose: Pose, surface: Surface) -> None:
    """Adds glasses: two lenses in frames, a bridge, and temples to the ears. All of it is one part."""
    rng = scene.rng
    dark = rng.random() < 0.3
    frame, tint = pick(rng, FRAME_COLOURS), pick(rng, TINTS)
    wide, tall = rng.uniform(0.27, 0.34), rng.uniform(0.17, 0.28)
    power = pick(rng, (2.0, 3.0, 5.0))
    thick = rng.uniform(0.03, 0.075)
    t = np.linspace(0, 2 * np.pi, 25)
    c, s = np.cos(t), np.sin(t)
    outline = np.stack([wide * np.sign(c) * np.abs(c) ** (2 / power), tall * np.sign(s) * np.abs(s) ** (2 / power)], -1)
    colour = shown(scene, pose, frame, (0, 0.3, 1))
    for side in (-1, 1):
        x = side * (EYE_X + 0.01) + outline[:, 0]
        y = outline[:, 1] - 0.03 - 0.06 * (outline[:, 1] < 0) * (outline[:, 0] * side > 0) * tall
        z = 1.12 - 0.2 * x * x
        lens = np.stack([x, y, z], -1)
        glass = tint if dark else (0.85, 0.88, 0.9)
        add_stroke(scene, pose, lens, Part.GLASSES, glass, nearer=0.05, cover=0.92 if dark else 0.035)
        if rng.random() < 0.75:
            streak = lens[[3, 5, 14, 15]] * (0.9, 0.85, 1) + (0.1 * x.mean(), 0, 0)
            add_stroke(scene, pose, streak, Part.GLASSES, (0.95, 0.97, 1.0), nearer=0.06, cover=0.1)
        add_stroke(scene, pose, lens, Part.GLASSES, colour, width=thick, nearer=0.1)
        joint = [(side * (EYE_X + wide), 0.04, 1.0), (side * 0.99, 0.06, 0.55), (side * 1.04, 0.04, 0.0)]
        for a, b in ((0, 1), (1, 2)):
            arm = np.array([joint[a], joint[b]])
            add_stroke(scene, pose, arm, Part.GLASSES, times(colour, 0.8), width=0.05, nearer=0.1)
    bridge = np.array([(-EYE_X + wide, 0.03, 1.12), (0, 0.07, 1.16), (EYE_X - wide, 0.03, 1.12)])
    add_stroke(scene, pose, bridge, Part.GLASSES, colour, width=max(thick, 0.04), nearer=0.12)


def choose_hat(rng: np.random.Generator, woman: bool) -> str:
    """Draws a kind of hat, mostly none."""
    return pick(rng, ("", "beanie", "cap", "brim", "scarf", "band"),
                (0.89, 0.02, 0.01, 0.02, 0.04, 0.02) if woman else (0.88, 0.05, 0.04, 0.03, 0.0, 0.0))


def hat_line(kind: str, angle: np.ndarray) -> np.ndarray:
    """The height of a hat's lower edge at angles around the head."""
    if kind == "scarf":
        return np.interp(np.abs(angle), (0, 0.5, 0.9, 1.15, 1.35, np.pi), (0.98, 0.9, 0.5, -0.1, -2, -2))
    front, back = {"beanie": (0.62, -0.2), "cap": (0.72, 0.1), "brim": (0.72, 0.35), "band": (0.85, 0.6)}[kind]
    return front + (back - front) * (1 - np.cos(angle)) / 2


def hat_radii(kind: str, radii: np.ndarray) -> np.ndarray:
    """Lifts the radii of a head where a hat sits on it."""
    angle, y = head_grid()
    over = np.clip((y - hat_line(kind, angle)) / 0.06, 0, 1)
    thick = {"beanie": 0.14, "cap": 0.12, "brim": 0.1, "scarf": 0.11, "band": 0.06}[kind]
    lifted = radii + thick * over * (radii > 0.05)
    if kind == "band":
        return np.float32(np.round(lifted, 5))
    if kind == "scarf":
        wrapped = np.maximum(skull(angle, y, thick) - radii, thick * (radii > 0.05))
        return np.float32(np.round(radii + np.sqrt(over) * wrapped, 5))
    height = {"beanie": 1.9, "cap": 1.62, "brim": 1.86}[kind]
    flatness = {"brim": 6.0, "cap": 2.8}.get(kind, 2.2)
    rise = np.clip((y - 0.55) / (height - 0.55), 0, 1)
    crown = 1.12 * np.maximum(1 - rise**flatness, 0) ** (1 / 2.2)
    if kind == "brim":
        crown = crown * (1 - 0.18 * rise)
    high = np.maximum(crown * (y < height), lifted * (y < 0.9))
    return np.float32(np.round(np.where(over * y > 0.6, high, np.where(over > 0, lifted, radii)), 5))


def paint_hat(scene: Scene, texture: np.ndarray, surface: Surface, kind: str, colour: Colour) -> None:
    """Paints a hat's area, its seams, its ribbon or its knitting."""
    angle = np.linspace(-np.pi, np.pi, 81)
    line = np.maximum(hat_line(kind, angle), BOTTOM)
    high = line + 0.28 if kind == "band" else np.full(81, TOP)
    area = on_texture_at(surface, np.r_[angle, angle[::-1]], np.r_[line, high[::-1]])
    cv2.fillPoly(texture, [area], ink(scene, Part.HAT, colour, gloss=0.02), cv2.LINE_8)
    dark, light = (ink(scene, Part.HAT, times(colour, factor), gloss=0.02) for factor in (0.75, 1.2))
    if kind == "beanie":
        for turn in np.arange(-3, 3, 0.09):
            ends = on_texture_at(surface, np.full(2, turn), np.array([float(np.interp(turn, angle, line)), 1.85]))
            cv2.polylines(texture, [ends], False, dark, 4, cv2.LINE_8)
        cv2.polylines(texture, [on_texture_at(surface, angle, line + 0.3)], False, dark, 7, cv2.LINE_8)
    elif kind == "brim":
        ribbon = ink(scene, Part.HAT, mix(times(colour, 0.35), pick(scene.rng, HAT_COLOURS), 0.4))
        cv2.polylines(texture, [on_texture_at(surface, angle, line + 0.14)], False, ribbon, 38, cv2.LINE_8)
    elif kind == "cap":
        for turn in (-1.05, 0.0, 1.05):
            ends = on_texture_at(surface, np.full(2, turn), np.array([0.6, 1.7]))
            cv2.polylines(texture, [ends], False, dark, 3, cv2.LINE_8)
        badge = on_texture_at(surface, np.array([-0.25, 0.25, 0.2, -0.2]), np.array([1.2, 1.2, 0.92, 0.92]))
        cv2.fillPoly(texture, [badge], ink(scene, Part.HAT, pick(scene.rng, HAT_COLOURS)), cv2.LINE_8)
    elif kind == "scarf":
        for _ in range(26):
            start, drift = scene.rng.uniform(-1.6, 1.6), scene.rng.uniform(-0.5, 0.5)
            y = np.linspace(float(np.interp(start, angle, line)), 1.6, 6)
            bend = on_texture_at(surface, start + drift * (y - y[0]) / 2, y)
            cv2.polylines(texture, [bend], False, dark if scene.rng.random() < 0.6 else light, 4, cv2.LINE_8)


def add_brim(scene: Scene, pose: Pose, kind: str, colour: Colour) -> None:
    """Adds the brim of a hat or the visor of a cap."""
    if kind == "brim":
        turn = np.linspace(-np.pi, np.pi, 41)
        reach = scene.rng.uniform(1.6, 1.9)
        for start in range(0, 40, 4):
            t = turn[start : start + 5]
            inner, outer = 1.1 + 0 * t, reach + 0.05 * np.cos(2 * t)
            y = hat_line(kind, t) + 0.02
            rim = np.stack([np.r_[inner * np.sin(t), (outer * np.sin(t))[::-1]],
                            np.r_[y, (y - 0.14 + 0.1 * np.cos(2 * t))[::-1]],
                            np.r_[inner * np.cos(t), (outer * np.cos(t))[::-1]]], -1)
            middle = t.mean()
            face = (0.5 * np.sin(middle), 0.7, 0.5 * np.cos(middle) + 0.3)
            add_stroke(scene, pose, rim, Part.HAT, shown(scene, pose, colour, face), nearer=0.1)
    if kind == "cap":
        t = np.linspace(-1, 1, 15)
        x = np.sin(t * 1.15) * 0.98
        inner = np.stack([x, 0.72 + 0 * t, 1.02 * np.cos(t * 1.15) + 0.06], -1)
        outer = np.stack([x * 1.04, 0.4 + 0.3 * t * t, inner[:, 2] + 0.55 * np.cos(t * 1.45)], -1)
        for shade, nearer, back in ((0.45, 0.1, 0.0), (0.85, 0.12, 0.07)):
            area = np.r_[inner + (0, back, 0), (outer + (0, back, 0))[::-1]]
            its_colour = shown(scene, pose, times(colour, shade), (0, 0.7, 0.6))
            add_stroke(scene, pose, area, Part.HAT, its_colour, nearer=nearer)
