"""Neck, shoulders and clothes."""

import cv2
import numpy as np

from helpers.scenes.face_canvas import Colour, Part, Scene, ink, mix, new_texture, on_texture_at, pick, times
from helpers.scenes.face_surface import Surface, grid

TOP, BOTTOM = 1.25, -2.4  # heights on the body; 0 is where the neck ends, and its upper end is inside the skull
ROWS, COLUMNS = 111, 112
CLOTHES = (
    (0.10, 0.11, 0.14), (0.85, 0.85, 0.83), (0.16, 0.22, 0.42), (0.55, 0.12, 0.14), (0.20, 0.36, 0.28),
    (0.45, 0.45, 0.48), (0.75, 0.62, 0.42), (0.55, 0.70, 0.82), (0.83, 0.50, 0.56), (0.30, 0.18, 0.36),
    (0.88, 0.72, 0.22), (0.36, 0.24, 0.17),
)  # fmt: skip


def body_surface(rng: np.random.Generator, woman: bool) -> Surface:
    """Draws a neck on shoulders."""
    angle, y = grid(ROWS, COLUMNS, TOP, BOTTOM)
    neck = rng.uniform(0.47, 0.55) if woman else rng.uniform(0.55, 0.68)
    broad = rng.uniform(1.5, 1.75) if woman else rng.uniform(1.8, 2.15)
    level = (-2.4, -1.3, -0.8, -0.5, -0.28, -0.1, 0.1, 0.5, 0.9, 1.25)
    wide = np.interp(y, level, (0.9 * broad, broad, 0.97 * broad, 0.82 * broad, 0.56 * broad, 1.32 * neck, 1.06 * neck,
                                neck, 1.02 * neck, 0.8 * neck))
    deep = np.interp(y, level, (0.95, 0.92, 0.8, 0.68, 0.58, 0.5, 0.46, 0.45, 0.46, 0.4))
    sides = (np.abs(np.sin(angle)) / wide) ** 2.2 + (np.abs(np.cos(angle)) / deep) ** 2.2
    x = np.sin(angle) * wide
    ahead = np.cos(angle) > 0
    sinew = np.exp(-(((np.abs(x) - (0.12 + 0.3 * np.clip(y + 0.2, 0, 1))) / 0.07) ** 2)) * ((y > -0.2) & ahead)
    bones = np.exp(-(((y + 0.3 + 0.05 * np.abs(x)) / 0.05) ** 2)) * ((np.abs(x) > 0.12) & ahead)
    radii = sides ** (-1 / 2.2) + 0.04 * sinew + 0.025 * bones
    return Surface(np.round(cv2.GaussianBlur(radii, (0, 0), 0.8), 5).astype(np.float32), TOP, BOTTOM)


def paint_body(scene: Scene, surface: Surface, skin: Colour, woman: bool, scarf: Colour | None) -> np.ndarray:
    """Paints skin, a garment with its neckline and pattern, perhaps a necklace or a scarf: uint16 TEXTURE."""
    rng = scene.rng
    texture = new_texture(ink(scene, Part.NECK, times(skin, 0.94), gloss=0.05))
    colour = mix(pick(rng, CLOTHES), pick(rng, CLOTHES), rng.uniform(0, 0.3))
    cut = pick(rng, ("round", "deep", "shirt", "turtle", "strap"), (0.3, 0.3, 0.1, 0.1, 0.2) if woman else
               (0.35, 0.1, 0.4, 0.15, 0.0))
    angle = np.linspace(-np.pi, np.pi, 61)
    ahead = np.clip(np.cos(angle), 0, 1)
    line = {
        "round": 0.0 - 0.28 * ahead**2,
        "deep": 0.0 - rng.uniform(0.6, 1.1) * ahead**3,
        "shirt": 0.22 - 0.5 * ahead**6,
        "turtle": np.full(61, rng.uniform(0.25, 0.5)),
        "strap": -0.45 - 0.35 * ahead**2,
    }[cut]
    cloth = ink(scene, Part.CLOTH, colour)
    fill(texture, surface, cloth, angle, line)
    pattern(scene, texture, surface, colour, angle, line)
    trim = ink(scene, Part.CLOTH, times(colour, 0.72 if max(colour) > 0.3 else 1.9))
    cv2.polylines(texture, [on_texture_at(surface, angle, line - 0.05)], False, trim, 4, cv2.LINE_8)
    if cut == "strap":
        for side in (-1, 1):
            cv2.polylines(texture, [on_texture_at(surface, np.full(2, side * 0.85), np.array([-0.1, -0.8]))], False,
                          cloth, 14, cv2.LINE_8)
    if cut == "shirt":
        collar(scene, texture, surface, mix(colour, (0.95, 0.95, 0.95), pick(rng, (0.1, 0.85))))
    if cut != "turtle" and rng.random() < (0.3 if woman else 0.06):
        colour = pick(rng, ((0.9, 0.72, 0.3), (0.85, 0.86, 0.9), (0.9, 0.88, 0.82)))
        metal = ink(scene, Part.NECKLACE, colour, gloss=0.9)
        low = rng.uniform(-0.35, -0.05)
        points = on_texture_at(surface, angle, 0.12 + (low - 0.12) * ahead**2)
        if rng.random() < 0.5:
            cv2.polylines(texture, [points], False, metal, 5, cv2.LINE_8)
        else:
            for step in np.linspace(-1.2, 1.2, 31):
                bead = on_texture_at(surface, step, 0.12 + (low - 0.12) * np.cos(step) ** 2)
                cv2.circle(texture, tuple(bead.tolist()), 7, metal, -1, cv2.LINE_8)
    if scarf:
        wrapped = -0.15 - 0.12 * ahead**2 + 0.03 * np.sin(7 * angle)
        area = on_texture_at(surface, np.r_[angle, np.pi, -np.pi], np.r_[wrapped, TOP, TOP])
        cv2.fillPoly(texture, [area], ink(scene, Part.HAT, scarf, gloss=0.02), cv2.LINE_8)
        for drop in np.arange(-0.1, 0.8, 0.13):
            fold = on_texture_at(surface, angle, drop + 0.12 * np.sin(angle + 9 * drop))
            cv2.polylines(texture, [fold], False, ink(scene, Part.HAT, times(scarf, 0.75)), 4, cv2.LINE_8)
    return texture


def fill(texture: np.ndarray, surface: Surface, number: int, angle: np.ndarray, line: np.ndarray) -> None:
    """Fills everything below a line around the body."""
    points = on_texture_at(surface, np.r_[angle, np.pi, -np.pi], np.r_[line, BOTTOM, BOTTOM])
    cv2.fillPoly(texture, [points], number, cv2.LINE_8)


def pattern(scene: Scene, texture: np.ndarray, surface: Surface, colour: Colour, angle: np.ndarray,
            line: np.ndarray) -> None:
    """Paints stripes, checks or dots over the garment, if it is not plain."""
    rng = scene.rng
    kind = pick(rng, ("plain", "stripes", "checks", "dots"), (0.55, 0.2, 0.12, 0.13))
    if kind == "plain":
        return
    before = texture.copy()
    other = ink(scene, Part.CLOTH, mix(colour, pick(rng, CLOTHES), 0.7))
    if kind in ("stripes", "checks"):
        for drop in np.arange(0.12, 2.3, 0.2):
            cv2.polylines(texture, [on_texture_at(surface, angle, -drop + 0 * angle)], False, other, 11, cv2.LINE_8)
    if kind == "checks":
        for turn in np.arange(-1.5, 1.6, 0.14):
            ends = on_texture_at(surface, np.full(2, turn), np.array([0.3, BOTTOM]))
            cv2.polylines(texture, [ends], False, ink(scene, Part.CLOTH, times(colour, 0.7)), 6, cv2.LINE_8)
    if kind == "dots":
        turn, drop = np.meshgrid(np.arange(-1.6, 1.6, 0.16), np.arange(0.1, 2.3, 0.16))
        dots = on_texture_at(surface, turn + 0.08 * (np.round(drop / 0.16) % 2), -drop)
        for dot in dots.reshape(-1, 2).tolist():
            cv2.circle(texture, dot, 6, other, -1, cv2.LINE_8)
    covered = np.zeros(texture.shape, np.uint16)
    fill(covered, surface, 1, angle, line)
    texture[covered == 0] = before[covered == 0]


def collar(scene: Scene, texture: np.ndarray, surface: Surface, colour: Colour) -> None:
    """Paints the two points of a shirt's collar."""
    number = ink(scene, Part.CLOTH, colour)
    shade = ink(scene, Part.CLOTH, times(colour, 0.6))
    for side in (-1, 1):
        angle = side * np.array([0.02, 0.35, 0.75, 1.4, 2.2, 2.2, 1.4, 0.75, 0.42, 0.25])
        y = np.array([-0.3, -0.02, 0.18, 0.3, 0.32, 0.08, 0.02, -0.16, -0.5, -0.52])
        points = on_texture_at(surface, angle, y)
        cv2.fillPoly(texture, [points], number, cv2.LINE_8)
        cv2.polylines(texture, [points], True, shade, 2, cv2.LINE_8)
