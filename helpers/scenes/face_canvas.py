"""A portrait's canvas: inks, surfaces and strokes in space, and how they become a picture and its parts.

As in the streets: numbers before colours. Every shape is painted as a number, which stands for an ink, that
is a part and a colour. The picture looks up colours, the mask looks up parts, in the same pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import cv2
import numpy as np

from helpers.scenes.face_light import Light
from helpers.scenes.face_surface import (
    CANVAS,
    SCALE,
    SIDE,
    Hit,
    Pose,
    Surface,
    look_up,
    read_numbers,
    to_canvas,
)

TEXTURE = (640, 768)  # rows and columns of a table of numbers
Colour = tuple[float, float, float]  # red, green, blue in 0..1, as a screen shows them


class Part(IntEnum):
    """CelebAMask-HQ's ids. Left and right are the person's own: L_EYE lies on the picture's right."""

    BACKGROUND = 0
    SKIN = 1
    NOSE = 2
    GLASSES = 3
    L_EYE = 4
    R_EYE = 5
    L_BROW = 6
    R_BROW = 7
    L_EAR = 8
    R_EAR = 9
    MOUTH = 10
    U_LIP = 11
    L_LIP = 12
    HAIR = 13
    HAT = 14
    EARRING = 15
    NECKLACE = 16
    NECK = 17
    CLOTH = 18


@dataclass
class Stroke:
    """A line or an area in space, flattened to canvas pixels."""

    depth: float  # z for the camera; nearer ones are painted later
    pixels: np.ndarray  # int32 (n, 2)
    ink: int
    width: int  # of the line in canvas pixels; 0 fills the area
    lobe: tuple[int, int] | None = None  # column and row of the earlobe that it hangs from, if it is an earring


@dataclass
class Scene:
    """Everything of one portrait before it is flattened.

    An ink is a row of seven numbers: red, green, blue, gloss, part, depth and cover, see `ink`.
    """

    rng: np.random.Generator
    light: Light
    inks: list[Sequence[float]] = field(default_factory=lambda: [(0.0, 0.0, 0.0, 0.0, 0.0, -9.0, 1.0)])
    strokes: list[Stroke] = field(default_factory=list)


def pick(rng: np.random.Generator, options: Sequence, shares: Sequence[float] | None = None):
    """Draws one of the options; `shares` sum to 1, without them all are equally likely."""
    if shares is None:
        return options[int(rng.integers(len(options)))]
    return options[int(rng.choice(len(options), p=shares))]


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Goes from the first colour (share 0) to the second (share 1)."""
    return tuple(a + (b - a) * share for a, b in zip(first, second))


def times(colour: Colour, factor: float) -> Colour:
    """A darker or brighter colour."""
    return (colour[0] * factor, colour[1] * factor, colour[2] * factor)


def ink(scene: Scene, part: Part, colour: Colour, gloss: float = 0.0, depth: float = 0.0, cover: float = 1.0) -> int:
    """Registers an ink and returns its number.

    Args:
        scene: where it is used.
        part, colour: what it is and how it looks in white light.
        gloss: how much lamp light it mirrors, 0..1.
        depth: z of a stroke for the camera.
        cover: 1 hides what is behind; a clear lens has little.
    """
    scene.inks.append((*colour, gloss, float(part), depth, cover))
    return len(scene.inks) - 1


def new_texture(number: int) -> np.ndarray:
    """A table of numbers to paint on, all one ink: uint16, TEXTURE."""
    return np.full(TEXTURE, number, np.uint16)


def on_texture(surface: Surface, x: np.ndarray, y: np.ndarray, radius: float = 0.95) -> np.ndarray:
    """Where a front view's points (x, y) lie on a table of numbers: int32 (n, 2) column and row."""
    angle = np.arcsin(np.clip(np.asarray(x) / radius, -1, 1))
    return on_texture_at(surface, angle, y)


def on_texture_at(surface: Surface, angle: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Where points at angles around the axis and heights lie on a table of numbers: int32 (n, 2)."""
    rows, columns = TEXTURE
    column = (np.sin(np.asarray(angle) / 2) + 1) * (columns - 1) / 2
    row = (surface.top - np.asarray(y)) * (rows - 1) / (surface.top - surface.bottom)
    return np.round(np.stack(np.broadcast_arrays(column, row), axis=-1)).astype(np.int32)


def add_stroke(scene: Scene, pose: Pose, points: np.ndarray, part: Part, colour: Colour, width: float = 0.0,
               nearer: float = 0.0, cover: float = 1.0, under: float = 0.0,
               lobe: tuple[int, int] | None = None) -> None:
    """Adds one line (width in units) or area (width 0) of points float (n, 3), in one colour as lit.

    `nearer` moves it towards the camera in the question what hides what; `under` lets other strokes, such as hair,
    cover it although they lie up to so far behind it. For `lobe`, see `Stroke`.
    """
    pixels, depth = to_canvas(pose, points)
    depth = float(depth.mean()) + nearer
    number = ink(scene, part, colour, depth=depth, cover=cover)
    scene.strokes.append(Stroke(depth - under, pixels, number, max(1, round(width * pose.size)) if width else 0, lobe))


MARGIN = CANVAS // 2  # pixels around the canvas: no lock of hair reaches beyond


def paint_strokes(numbers: np.ndarray, strokes: Sequence[Stroke]) -> None:
    """Flattens strokes, far ones first, onto uint16 (CANVAS, CANVAS) numbers, 0 where there is none.

    OpenCV's versions cut a line off in different ways where it leaves the array, so there is a margin around it.
    """
    wide = np.pad(numbers, MARGIN)
    for stroke in sorted(strokes, key=lambda stroke: stroke.depth):
        pixels = stroke.pixels + np.int32(MARGIN)
        if stroke.width:
            cv2.polylines(wide, [pixels], False, stroke.ink, stroke.width, cv2.LINE_8)
        else:
            cv2.fillPoly(wide, [pixels], stroke.ink, cv2.LINE_8)
    numbers[:] = wide[MARGIN:-MARGIN, MARGIN:-MARGIN]


def below_seen_ears(scene: Scene, ears: np.ndarray) -> list[Stroke]:
    """The strokes of those earrings whose earlobe is seen; `ears` is bool (CANVAS, CANVAS)."""
    seen = []
    for stroke in scene.strokes:
        if stroke.lobe:
            column, row = (max(at, 0) for at in stroke.lobe)
            lobe, around = (ears[max(row - k, 0) : row + k, max(column - k, 0) : column + k] for k in (4, 16))
            if lobe.sum() > 16 and around.sum() > 120:  # a speck of an ear between locks of hair is none
                seen.append(stroke)
    return seen


@dataclass
class Layer:
    """One surface with what is painted on it and how it is lit."""

    surface: Surface
    numbers: np.ndarray  # uint16 TEXTURE
    light: np.ndarray  # float32 (rows, columns, 4): brightness in red, green and blue, then shine
    hit: Hit


def flatten(scene: Scene, backdrop: np.ndarray, layers: Sequence[Layer]) -> tuple[np.ndarray, np.ndarray]:
    """Puts backdrop, surfaces and strokes together, whatever is nearest in front.

    Colours and parts are found at the canvas's size; the colours are then averaged down and lit, since light
    changes slowly.

    Args:
        scene: inks and strokes.
        backdrop: float32 (SIDE, SIDE, 3), linear light.
        layers: the surfaces.

    Returns:
        picture float32 (SIDE, SIDE, 3) in linear light, and parts uint8 (CANVAS, CANVAS).
    """
    inks = np.float32(scene.inks)
    colours = np.concatenate([inks[:, :3] ** np.float32(2.2), inks[:, 3:4]], axis=1)
    parts, depths, covers = np.uint8(inks[:, 4]), inks[:, 5], inks[:, 6]

    strokes = np.zeros((CANVAS, CANVAS), np.uint16)
    paint_strokes(strokes, [stroke for stroke in scene.strokes if not stroke.lobe])
    numbers = np.zeros((CANVAS, CANVAS), np.uint16)
    deepest = np.full((CANVAS, CANVAS), -8, np.float32)
    light = np.zeros((SIDE, SIDE, 4), np.float32)
    for layer in layers:
        nearer = layer.hit.depth > deepest[layer.hit.row, layer.hit.column]
        row, column, across, height, depth = layer.hit if nearer.all() else (values[nearer] for values in layer.hit)
        pixel = row * CANVAS + column
        numbers.reshape(-1)[pixel] = read_numbers(layer.numbers, layer.surface, across, height)
        deepest.reshape(-1)[pixel] = depth
        some = (row % SCALE == 0) & (column % SCALE == 0)
        seen = look_up(layer.light, layer.surface, across[some], height[some])
        light[row[some] // SCALE, column[some] // SCALE] = seen
    ears = np.isin(parts, (Part.L_EAR, Part.R_EAR))[strokes] & (depths[strokes] > deepest)
    paint_strokes(strokes, below_seen_ears(scene, ears))
    light *= contact_shadow(scene, strokes)[..., None]

    # Strokes carry their light in their colour. A clear one, a lens, is laid over what is behind it.
    in_front = depths[strokes] > deepest
    clear = in_front & (covers[strokes] < 1)
    hiding = in_front & ~clear
    own_light = averaged((hiding | (numbers == 0)).astype(np.float32))[..., None]
    light = light * (1 - own_light) + np.float32((1, 1, 1, 0)) * own_light
    numbers = np.where(hiding, strokes, numbers)
    flat = np.take(colours, numbers, axis=0)
    cover = covers[strokes[clear]][:, None]
    flat[clear] = flat[clear] * (1 - cover) + colours[strokes[clear]] * cover

    picture = cv2.transform(averaged(flat) * light, np.float32([(1, 0, 0, 1), (0, 1, 0, 1), (0, 0, 1, 1)]))  # + shine
    picture += backdrop * averaged((numbers == 0).astype(np.float32))[..., None]
    numbers[clear] = strokes[clear]
    return picture, parts[numbers]


def averaged(values: np.ndarray) -> np.ndarray:
    """Averages a canvas down to the picture's size."""
    return cv2.resize(values, (SIDE, SIDE), interpolation=cv2.INTER_AREA)


def contact_shadow(scene: Scene, strokes: np.ndarray) -> np.ndarray:
    """How much light is left beside and under strokes such as a fringe or a frame: float32 (SIDE, SIDE)."""
    small = cv2.resize((strokes > 0).astype(np.float32), (SIDE // 2, SIDE // 2), interpolation=cv2.INTER_AREA)
    towards = scene.light.towards
    shift = np.float32([[1, 0, round(-float(towards[0]) * 1.6, 3)], [0, 1, round(float(towards[1]) * 2.2, 3)]])
    small = cv2.GaussianBlur(cv2.warpAffine(small, shift, small.shape[::-1]), (0, 0), 1.0)
    return 1 - np.float32(0.2 + 0.3 * scene.light.hardness) * cv2.resize(small, (SIDE, SIDE))
