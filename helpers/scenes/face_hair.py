"""Hair on the skull: how somebody wears it, where it begins, and the cap that it forms; see also `face_locks`."""

from typing import NamedTuple

import cv2
import numpy as np

from helpers.scenes.face_canvas import Colour, Part, Scene, ink, on_texture_at, pick, times
from helpers.scenes.face_shape import TOP, head_grid, skull
from helpers.scenes.face_surface import Surface

HAIR_COLOURS = (
    (0.05, 0.045, 0.05), (0.10, 0.07, 0.06), (0.18, 0.11, 0.08), (0.28, 0.17, 0.11), (0.40, 0.26, 0.16),
    (0.52, 0.24, 0.12), (0.62, 0.47, 0.28), (0.80, 0.66, 0.42), (0.62, 0.61, 0.60), (0.86, 0.85, 0.83),
)  # fmt: skip
LINE_ANGLES = (0, 0.35, 0.7, 0.92, 1.1, 1.22, 1.3, 1.4, 1.5, 1.8, 2.0, 2.3, np.pi)
CURTAIN_HEIGHTS = (1.1, 0.98, 0.68, 0.36, 0.02, -0.3, -0.5, -0.62, -0.68, -0.72, -0.72, -0.74, -0.75)
LINE_HEIGHTS = (1.02, 1.01, 0.88, 0.64, 0.42, 0.1, -0.22, -0.22, 0.12, 0.08, -0.5, -0.72, -0.75)


class Style(NamedTuple):
    """How somebody wears the hair; lengths in units."""

    name: str
    volume: float  # how far the cap stands off the skull
    length: float  # y of the tips of long locks
    wave: float  # how far locks swing
    fringe: str  # "none", "straight", "side"
    parting: float  # x of the parting
    receding: float  # how far the hairline has gone back over the temples
    curtain: float  # 0 hair tucked behind the ears .. 1 falling over temples and ears


def choose_style(rng: np.random.Generator, woman: bool, age: float) -> Style:
    """Draws a hairstyle."""
    names = ("long", "bob", "curly", "bun", "short", "bald", "cropped")
    shares = (0.56, 0.14, 0.1, 0.12, 0.06, 0.005, 0.015) if woman else (0.07, 0.02, 0.09, 0.01, 0.56, 0.07, 0.18)
    name = pick(rng, names, shares)
    volumes = {"bald": 0.0, "cropped": 0.035, "short": rng.uniform(0.08, 0.2), "curly": rng.uniform(0.22, 0.42),
               "bun": rng.uniform(0.05, 0.1)}
    fringe = pick(rng, ("none", "straight", "side"), (0.5, 0.2, 0.3))
    return Style(
        name=name,
        volume=volumes.get(name, rng.uniform(0.08, 0.22)),
        length=rng.uniform(-1.5, -0.9) if name == "bob" else rng.uniform(-2.6, -1.7),
        wave=pick(rng, (0.012, 0.04, 0.075), (0.45, 0.3, 0.25)),
        fringe=fringe if name in ("long", "bob", "short") else "none",
        parting=rng.uniform(-0.55, 0.55),
        curtain=float((rng.random() < 0.6) * rng.uniform(0.6, 1)) if name in ("long", "bob") else 0.0,
        receding=0.0 if woman else float(rng.uniform(0, 0.35) * (rng.random() < 0.3 + 0.5 * age)),
    )


def hairline(style: Style, angle: np.ndarray) -> np.ndarray:
    """The height of the hairline at angles around the head."""
    tucked = np.interp(np.abs(angle), LINE_ANGLES, LINE_HEIGHTS)
    # A curtain opens at the parting: the forehead shows as a gable.
    fallen = np.interp(np.abs(angle - 0.6 * style.parting * (np.abs(angle) < 0.9)), LINE_ANGLES, CURTAIN_HEIGHTS)
    line = tucked + (np.minimum(fallen, tucked + 0.06) - tucked) * style.curtain
    temples = np.exp(-(((np.abs(angle) - 0.62) / 0.3) ** 2))
    uneven = 0.03 * np.sin(3 * angle + 40 * style.volume) + 0.04 * np.sin(20 * style.length)  # no two are alike
    return line + style.receding * temples + uneven


def hair_cap(style: Style, radii: np.ndarray) -> np.ndarray:
    """Lifts the radii of a bald head where hair covers it."""
    if style.volume == 0:
        return radii
    angle, y = head_grid()
    over = np.clip((y - hairline(style, angle) - 0.01) / (0.1 + 0.6 * style.volume), 0, 1)
    # Beside a temple the line runs upright: there, too, hair rises behind its edge, never before it.
    soft = 1 + round(10 * style.volume)
    over = cv2.GaussianBlur(cv2.erode(over, np.ones((1, 4 * soft + 1))), (0, 0), soft, sigmaY=1.2) ** 0.8
    hair = np.maximum(skull(angle, y, style.volume), (radii + 0.7 * style.volume) * (y < 0.9))
    return np.float32(np.round(radii + over * np.maximum(hair - radii, 0), 5))


def paint_cap(scene: Scene, texture: np.ndarray, surface: Surface, style: Style, colour: Colour) -> None:
    """Paints the cap's area and the strands that run over it."""
    if style.name == "bald":
        return
    rng = scene.rng
    angle = np.linspace(-np.pi, np.pi, 121)
    edge = hairline(style, angle) - 0.02
    area = on_texture_at(surface, np.r_[angle, np.pi, -np.pi], np.r_[edge, TOP, TOP])
    gloss = 0.02 if style.name in ("curly", "cropped") else 0.07
    cv2.fillPoly(texture, [area], ink(scene, Part.HAIR, colour, gloss), cv2.LINE_8)
    shades = [ink(scene, Part.HAIR, times(colour, factor), gloss) for factor in (0.66, 0.76, 0.88, 1.1, 1.22, 1.4)]
    # A hairline is no edge: single hairs begin before it, all across the forehead and down the temples.
    first = np.sort(rng.uniform(-1.5, 1.5, 150))
    low = np.interp(first, angle, edge) + rng.uniform(-0.07, 0.03, 150)
    begin = on_texture_at(surface, first, low)
    end = on_texture_at(surface, first + rng.uniform(-0.05, 0.05, 150), low + rng.uniform(0.14, 0.24, 150))
    lines = [(line, 1 + i % 2) for i, line in enumerate(np.stack([begin, end], axis=1))]
    if style.name in ("curly", "cropped"):  # short hairs all over
        starts, y = rng.uniform(-2.4, 2.4, 420), rng.uniform(0, 1, 420)
        y = np.interp(starts, angle, edge) * (1 - y) + 1.75 * y
        begin = on_texture_at(surface, starts, y)
        end = on_texture_at(surface, starts + rng.uniform(-0.06, 0.06, 420), y + 0.1)
        lines += [(line, 2) for line in np.stack([begin, end], axis=1)]
    else:
        starts = rng.uniform(-2.4, 2.4, 300)
        low = np.interp(starts, angle, edge) + rng.uniform(-0.03, 0.3, 300)
        y = low[:, None] + (1.9 - low[:, None]) * np.linspace(0, 1, 8)
        bent = starts[:, None] + rng.uniform(-0.5, 0.5) * np.clip(y - 0.6, 0, 1) ** 1.5
        bent += 0.02 * np.sin(5 * y + rng.uniform(0, 6, 300)[:, None])  # neighbours cross
        lines += list(zip(on_texture_at(surface, bent, y), rng.integers(1, 4, 300).tolist()))
    for (line, width), shade in zip(lines, rng.integers(0, 6, len(lines))):
        cv2.polylines(texture, [line], False, shades[shade], width, cv2.LINE_8)
