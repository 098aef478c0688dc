"""What is painted on a head: eyes, brows, nose, and the tones of skin; mouth and beard are in `face_mouth`."""

from typing import NamedTuple

import cv2
import numpy as np

from helpers.scenes.face_canvas import TEXTURE, Colour, Part, Scene, ink, mix, on_texture, times
from helpers.scenes.face_shape import (
    BOTTOM,
    COLUMNS,
    EYE_X,
    NOSE_Y,
    ROWS,
    TOP,
    Shape,
    bump,
    head_grid,
)
from helpers.scenes.face_surface import Surface

ALONG = np.round(np.linspace(-1, 1, 17), 3)  # from one corner of an eye or a mouth to the other
ROUND = np.round(np.stack([np.cos(np.arange(20) * np.pi / 10), np.sin(np.arange(20) * np.pi / 10)], axis=1), 3)


class Looks(NamedTuple):
    """Colours of a person, and what the face wears."""

    skin: Colour
    lips: Colour
    hair: Colour
    brow: Colour
    iris: Colour
    shadow: float  # eye shadow, 0..1
    brow_width: float
    beard: float  # 0 none .. 1 full
    moustache: float
    gaze: tuple[float, float]
    freckles: bool


def paint(texture: np.ndarray, surface: Surface, number: int, x: np.ndarray, y: np.ndarray) -> None:
    """Fills an area of the front view, given by its corners."""
    cv2.fillPoly(texture, [on_texture(surface, x, y)], number, cv2.LINE_8)


def paint_inside(texture: np.ndarray, surface: Surface, number: int, area: tuple, limits: tuple) -> None:
    """Fills the part of an area that lies within another; each is (x, y) of its corners."""
    inner, outer = on_texture(surface, *area), on_texture(surface, *limits)
    left, top = np.minimum(inner.min(axis=0), outer.min(axis=0))
    right, bottom = np.maximum(inner.max(axis=0), outer.max(axis=0)) + 1
    both = np.ones((bottom - top, right - left), bool)
    for corners in (inner, outer):
        filled = cv2.fillPoly(np.zeros(both.shape, np.uint8), [corners - np.int32((left, top))], 1, cv2.LINE_8)
        both &= filled > 0
    texture[top:bottom, left:right][both] = number


def draw_line(texture: np.ndarray, surface: Surface, number: int, x: np.ndarray, y: np.ndarray, width: int) -> None:
    """Draws a line of the front view; the width counts texture cells, about 180 per unit."""
    cv2.polylines(texture, [on_texture(surface, x, y)], False, number, width, cv2.LINE_8)


def paint_eye(scene: Scene, texture: np.ndarray, surface: Surface, shape: Shape, looks: Looks, side: int) -> None:
    """Paints one eye, lid and lashes; side is +1 for the person's left eye, on the picture's right."""
    part = Part.L_EYE if side > 0 else Part.R_EYE
    x = side * EYE_X + side * 0.2 * ALONG
    arch = (1 - ALONG**2) ** 0.75
    corner = shape.eye_tilt * ALONG - 0.012
    upper = corner + 1.2 * shape.eye_open * arch * (1 - 0.12 * ALONG)
    lower = corner - 0.8 * shape.eye_open * arch * (1 + 0.15 * ALONG)
    lash = ink(scene, Part.SKIN, mix(times(looks.skin, 0.3), (0.04, 0.02, 0.02), 0.4 + 0.5 * looks.shadow))
    lid = ink(scene, Part.SKIN, mix(times(looks.skin, 0.93), (0.35, 0.2, 0.3), 0.55 * looks.shadow), gloss=0.06)
    crease = ink(scene, Part.SKIN, times(looks.skin, 0.7))

    top = corner + 0.03 + 1.5 * max(shape.eye_open, 0.06) * arch + 0.012
    paint(texture, surface, lid, np.r_[x, x[::-1]], np.r_[top, lower[::-1]])
    draw_line(texture, surface, crease, x[1:-1], top[1:-1], 3)
    if shape.eye_open == 0:
        closed = corner - 0.05 * arch
        lashes = ink(scene, part, times(looks.skin, 0.25))
        draw_line(texture, surface, lashes, x, closed, 4)
        for i in range(2, 16, 2):
            tip = x[i] + 0.3 * (x[i] - side * EYE_X), closed[i] - 0.035
            draw_line(texture, surface, lashes, np.array([x[i], tip[0]]), np.array([closed[i], tip[1]]), 2)
        return
    opening = np.r_[x, x[::-1]], np.r_[upper, lower[::-1]]
    paint(texture, surface, ink(scene, part, (0.88, 0.86, 0.84), gloss=0.05), *opening)
    middle = np.array([side * EYE_X + looks.gaze[0], 0.016 + looks.gaze[1]])
    glint = middle + np.array([0.035 * np.sign(scene.light.towards[0]), 0.036])
    rings = ((middle, 0.094, times(looks.iris, 0.45), 0.1), (middle, 0.082, looks.iris, 0.1),
             (middle, 0.038, (0.02, 0.02, 0.02), 0.0), (glint, 0.02, (1.0, 1.0, 1.0), 0.8))
    for centre, radius, colour, gloss in rings:
        ball = centre + radius * ROUND
        paint_inside(texture, surface, ink(scene, part, colour, gloss=gloss), (ball[:, 0], ball[:, 1]), opening)
    draw_line(texture, surface, lash, x, upper + 0.006, 4 + round(4 * looks.shadow))
    draw_line(texture, surface, crease, x[2:], lower[2:] - 0.008, 2)


def paint_brow(scene: Scene, texture: np.ndarray, surface: Surface, shape: Shape, looks: Looks, side: int) -> None:
    """Paints one brow: an arched area, then single hairs."""
    part = Part.L_BROW if side > 0 else Part.R_BROW
    u = np.round(np.linspace(0, 1, 12), 3)
    x = side * (0.17 + 0.53 * u)
    arch = 0.05 * np.sin(np.pi * u**1.3) - 0.05 * u**3
    middle = shape.brow_height - 0.02 + arch
    half = looks.brow_width * (0.75 + 0.4 * np.sin(np.pi * u)) * np.interp(u, (0, 0.1, 0.75, 1), (0.7, 1, 0.8, 0.15))
    base = mix(looks.brow, looks.skin, 0.22)
    paint(texture, surface, ink(scene, part, base), np.r_[x, x[::-1]], np.r_[middle + half, (middle - half)[::-1]])
    for _ in range(12):
        number = ink(scene, part, mix(looks.brow, looks.skin, scene.rng.uniform(0, 0.4)))
        i = int(scene.rng.integers(0, 9))
        draw_line(texture, surface, number, x[[i, i + 2]],
                  np.array([middle[i] - 0.6 * half[i], middle[i + 2] + 0.7 * half[i + 2]]), 2)


def paint_nose(scene: Scene, texture: np.ndarray, surface: Surface, shape: Shape, looks: Looks) -> None:
    """Paints the nose's area, which only light and shadow set apart, and its nostrils."""
    wing = shape.nose_width
    x = np.array([0.05, 0.085, 0.1, 0.12, 0.8 * wing, wing, 1.02 * wing, 0.85 * wing, 0.45 * wing, 0.0])
    y = NOSE_Y + np.array([0.68, 0.5, 0.35, 0.24, 0.16, 0.09, -0.01, -0.07, -0.085, -0.11])
    tone = ink(scene, Part.NOSE, mix(looks.skin, (0.75, 0.35, 0.3), 0.05), gloss=0.11)
    paint(texture, surface, tone, np.r_[x, -x[::-1]], np.r_[y, y[::-1]])
    nostril = ink(scene, Part.NOSE, times(looks.skin, 0.3))
    for side in (-1, 1):
        points = np.array([side * 0.47 * wing, NOSE_Y - 0.055]) + ROUND * (0.2 * wing, 0.023)
        paint(texture, surface, nostril, points[:, 0], points[:, 1])


def tones(scene: Scene, shape: Shape, looks: Looks) -> np.ndarray:
    """Red cheeks, dark lids, wrinkles and freckles as factors of a table of light, float32 (ROWS, COLUMNS, 4)."""
    angle, y = head_grid()
    x = np.sin(angle) * 0.95
    ahead = (np.cos(angle) > 0).astype(np.float32)
    red = 0.10 * bump(x, y, (0.52, -0.4), 0.2, 0.17) + 0.07 * bump(x, y, (0.0, NOSE_Y + 0.05), 0.16, 0.12)
    dark = 0.12 * bump(x, y, (0.34, 0.02), 0.16, 0.1) + 0.08 * bump(x, y, (0.4, -0.14), 0.15, 0.05) * (0.4 + shape.age)

    lines = np.zeros((ROWS, COLUMNS), np.float32)
    strength = shape.age**1.5
    if strength > 0.05:
        t = np.linspace(-1, 1, 9)
        curves = [(0.45 * t, level + 0.03 * np.cos(2 * t + scene.rng.uniform(0, 1))) for level in (0.5, 0.62, 0.74)]
        for side in (-1, 1):
            curves += [(side * (0.68 + 0.06 * (t + 1)), slope * (t + 1) - 0.02) for slope in (-0.05, 0.01, 0.06)]
            curves += [(side * (EYE_X + 0.16 * t), -0.19 - 0.04 * (1 - t * t))]
            curves += [(side * np.full(9, 0.07), 0.28 + 0.07 * t)]
        shrink = np.array([COLUMNS / TEXTURE[1], ROWS / TEXTURE[0]])
        surface = Surface(lines, TOP, BOTTOM)
        for curve_x, curve_y in curves:
            cells = np.round(on_texture(surface, curve_x, curve_y) * shrink).astype(np.int32)
            cv2.polylines(lines, [cells], False, 1.0, 1, cv2.LINE_8)
        lines = cv2.GaussianBlur(lines, (0, 0), 0.8) * np.float32(0.75 * strength)
    if looks.freckles:
        spots = (scene.rng.random((ROWS, COLUMNS)) < 0.05).astype(np.float32)
        lines += 0.5 * cv2.GaussianBlur(spots, (0, 0), 0.6) * bump(x, y, (0.3, -0.3), 0.25, 0.16)
    grey = (1 - dark * ahead) * (1 - np.minimum(lines, 0.6))
    red = red * ahead
    channels = [grey * (1 + 0.3 * red), grey * (1 - 1.6 * red), grey * (1 - 1.4 * red), grey]
    return np.stack(channels, axis=-1).astype(np.float32)
