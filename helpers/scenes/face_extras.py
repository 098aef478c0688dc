"""What a head wears: ears of its own, glasses, hats, scarves, earrings."""

import itertools

import cv2
import numpy as np

from helpers.scenes.face_canvas import Colour, Part, Scene, add_stroke, ink, mix, on_texture_at, pick, times
from helpers.scenes.face_light import lit
from helpers.scenes.face_shape import BOTTOM, EYE_X, TOP, head_grid, skull
from helpers.scenes.face_surface import Pose, Surface, across_of, look_up, to_canvas

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


def add_earrings(scene: Scene, pose: Pose, size: float) -> None:
    """Adds a pair of hoops, drops or studs, which hang straight down from the lobes of ears of this size."""
    rng = scene.rng
    metal = pick(rng, ((0.92, 0.75, 0.35), (0.85, 0.87, 0.92), (0.25, 0.62, 0.6), (0.75, 0.2, 0.3)))
    kind = pick(rng, ("hoop", "drop", "stud"))
    t = np.linspace(0, 2 * np.pi, 17)
    long = rng.uniform(0.12, 0.24)
    for side in (-1, 1):
        pixel, depth = to_canvas(pose, np.array([side * 0.99, -0.1 - 0.3 * size, -0.14]))
        lobe = (int(pixel[0]), int(pixel[1]))
        plumb = Pose(np.eye(3, dtype=np.float32), *lobe, pose.size, float(depth) + 0.2)
        colour = shown(scene, plumb, metal, (side, 0.3, 0.8))
        if kind == "hoop":
            wide = 0.35 + 0.6 * abs(float(pose.turn[0, 2]))  # a hoop hangs beside the neck: seen from the front, narrow
            ring = long * np.stack([wide * np.sin(t), np.cos(t) - 1, 0 * t], -1)
            add_stroke(scene, plumb, ring, Part.EARRING, colour, width=0.04, lobe=lobe)
            continue
        radius = 0.05 if kind == "stud" else 0.042
        for number, drop in enumerate([0.0] if kind == "stud" else [0.0, -0.6 * long, -1.3 * long]):
            ball = radius * (1 + 0.25 * number) * np.stack([np.cos(t), np.sin(t), 0 * t], -1) + (0, drop, 0)
            add_stroke(scene, plumb, ball, Part.EARRING, colour, lobe=lobe)
        thread = np.array([(0, 0, 0), (0, drop, 0)])
        add_stroke(scene, plumb, thread, Part.EARRING, times(colour, 0.7), width=0.022, nearer=-0.01, lobe=lobe)
        spark = 0.018 * np.stack([np.cos(t) - 0.6, np.sin(t) + 0.8, 0 * t], -1) + (0, drop, 0)
        add_stroke(scene, plumb, spark, Part.EARRING, (1.0, 1.0, 1.0), nearer=0.01, lobe=lobe)


def add_glasses(scene: Scene, pose: Pose, bald: Surface) -> None:
    """Adds glasses: two lenses in frames, a bridge, and temples to the ears. All of it is one part."""
    rng = scene.rng
    dark = rng.random() < 0.3
    frame, tint = pick(rng, FRAME_COLOURS), pick(rng, TINTS)
    wide, tall = rng.uniform(0.24, 0.285), rng.uniform(0.16, 0.25)
    power = pick(rng, (2.0, 3.0, 5.0))
    thick = rng.uniform(0.03, 0.065)
    t = np.linspace(0, 2 * np.pi, 25)
    c, s = np.cos(t), np.sin(t)
    outline = np.stack([wide * np.sign(c) * np.abs(c) ** (2 / power), tall * np.sign(s) * np.abs(s) ** (2 / power)], -1)
    colour = shown(scene, pose, frame, (0, 0.3, 1))
    for side in (-1, 1):
        x = side * (EYE_X - 0.01) + outline[:, 0]
        y = outline[:, 1] - 0.03 - 0.06 * (outline[:, 1] < 0) * (outline[:, 0] * side > 0) * tall
        lens = np.stack([x, y, 1.08 - 0.6 * x * x], -1)  # bent as the face is
        glass = tint if dark else (0.85, 0.88, 0.9)
        add_stroke(scene, pose, lens, Part.GLASSES, glass, nearer=0.1, cover=0.92 if dark else 0.035)
        if rng.random() < 0.75:
            streak = lens[[3, 5, 14, 15]] * (0.9, 0.85, 1) + (0.1 * x.mean(), 0, 0)
            add_stroke(scene, pose, streak, Part.GLASSES, (0.95, 0.97, 1.0), nearer=0.11, cover=0.1)
        add_stroke(scene, pose, lens, Part.GLASSES, colour, width=thick, nearer=0.15)
        add_temple(scene, pose, bald, side, lens[np.argmax(side * x)], frame)
    inner = EYE_X - 0.01 - wide
    bridge = np.array([(-inner, 0.03, 1.07), (0, 0.07, 1.12), (inner, 0.03, 1.07)])
    add_stroke(scene, pose, bridge, Part.GLASSES, colour, width=max(thick, 0.04), nearer=0.17)


def add_temple(scene: Scene, pose: Pose, bald: Surface, side: int, hinge: np.ndarray, frame: Colour) -> None:
    """Adds the arm of a pair of glasses: close to the head it goes back to the ear, under whatever hair is there."""
    turn = np.linspace(0.95, 1.68, 6)
    y = np.linspace(0.03, 0.06, 6)
    radius = look_up(bald.radii, bald, np.float32(across_of(turn)), np.float32(y)) + 0.025
    path = np.stack([side * radius * np.sin(turn), y, radius * np.cos(turn)], -1)
    path = np.concatenate([[hinge + (0, 0.05, 0)], path])
    for start, end in itertools.pairwise(path):
        colour = shown(scene, pose, times(frame, 0.85), (side, 0.1, float(start[2])))
        add_stroke(scene, pose, np.array([start, end]), Part.GLASSES, colour, width=0.04, nearer=0.05, under=0.5)


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
        over = cv2.GaussianBlur(cv2.erode(over, np.ones((3, 7))), (0, 0), 1.0)  # cloth rises behind its edge
        wrapped = np.maximum(skull(angle, y, thick) - radii, thick * (radii > 0.05))
        return np.float32(np.round(radii + over * wrapped, 5))
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
        # Folds follow the face's opening, each begins and ends elsewhere; a hem; perhaps dots.
        shades = [ink(scene, Part.HAT, times(colour, factor), gloss=0.02) for factor in (0.6, 0.72, 0.84, 1.12, 1.25)]
        if scene.rng.random() < 0.5:
            turn, y = (part.ravel() for part in np.meshgrid(np.arange(-1.8, 1.9, 0.2), np.arange(-1, 1.8, 0.2)))
            turn = turn + 0.1 * (np.round(y / 0.2) % 2)
            on_cloth = y > np.interp(turn, angle, line) + 0.08
            for dot in on_texture_at(surface, turn[on_cloth], y[on_cloth]).tolist():
                cv2.circle(texture, dot, 6, light, -1, cv2.LINE_8)
        for away in np.cumsum(scene.rng.uniform(0.05, 0.14, 9)):
            part = slice(*sorted(scene.rng.integers(12, 68, 2).tolist()))
            wavy = away * (1 + 0.25 * np.sin(3 * angle + away))
            fold = on_texture_at(surface, angle * (1 + 0.35 * away), line + wavy)
            cv2.polylines(texture, [fold[part]], False, shades[int(scene.rng.integers(5))], 7, cv2.LINE_8)
        cv2.polylines(texture, [on_texture_at(surface, angle, line + 0.04)], False, shades[2], 5, cv2.LINE_8)


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
