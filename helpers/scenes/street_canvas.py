"""Painting by numbers in perspective: the camera, the light and the canvas of a street scene.

Three ideas carry every picture:

1. **Perspective.** A point x metres to the right, h metres above the road and z metres ahead lands at
   `focal * x / z` pixels from the vanishing point. Twice as far is half as large: that is all of it.
2. **The painter's algorithm.** Far things are painted first, near things over them, so what hides what
   needs no further thought.
3. **Numbers before colours.** Each shape writes one number into the canvas. Afterwards the picture looks up
   the number's colour and the mask looks up its part. Both come from the same pixels: the mask is exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

import cv2
import numpy as np

WIDTH, HEIGHT = 160, 120  # of the finished picture, in pixels
SCALE = 2  # the canvas is finer; averaging it down softens the picture's edges as a lens does
NEAR = 1.3  # metres: nothing closer is painted
FAR = 150.0  # metres: the end of the street

Colour = tuple[float, float, float]  # red, green, blue in 0..1
Point = tuple[float, float, float]  # x to the right, height, z ahead, in metres


class Part(IntEnum):
    """What a shape is, finer than any data set's classes; tables translate it into their ids."""

    SKY = 0
    BUILDING = 1
    WALL = 2
    POLE = 3
    ROAD = 4
    ROAD_LINE = 5
    SIDEWALK = 6
    VEGETATION = 7
    TERRAIN = 8
    TRAFFIC_LIGHT = 9
    TRAFFIC_SIGN = 10
    FENCE = 11
    CAR = 12
    PERSON = 13
    CYCLIST = 14
    BONNET = 15
    STATIC = 16
    DYNAMIC = 17
    OTHER = 18
    SQUARE = 19
    BRIDGE = 20
    RAIL_TRACK = 21
    GUARD_RAIL = 22
    WATER = 23
    UNTAGGED = 24


GROUND = (
    Part.ROAD, Part.ROAD_LINE, Part.SIDEWALK, Part.TERRAIN, Part.SQUARE, Part.RAIL_TRACK, Part.WATER,
)  # fmt: skip

# A circle of 12 corners. Rounded, so that no platform's last digit can move a pixel of the mask. (OpenCV 4.11
# and later fill the same polygon alike, to the pixel; 4.10 fills another edge.)
CIRCLE = [
    (round(float(np.cos(angle)), 3), round(float(np.sin(angle)), 3)) for angle in np.arange(12) * np.pi / 6
]


class View(NamedTuple):
    """Where the camera is and where it looks; lengths on the picture in canvas pixels."""

    focal: float
    vanishing_x: float
    horizon: float
    camera_x: float
    camera_height: float
    curve: float  # the road's sideways drift is curve * z * z metres
    mirrored: bool


class Light(NamedTuple):
    """The hour and the weather; brightness of each face of a box as (red, green, blue) factors."""

    name: str
    up: Colour
    left: Colour  # faces that look towards smaller x
    right: Colour
    front: Colour  # faces that look towards the camera
    sky_top: Colour
    sky_low: Colour
    cloud: Colour
    cloudiness: float
    visibility: float  # metres after which haze has swallowed two thirds of a colour
    shadow: tuple[float, float] | None  # metres of shadow per metre of height, along x and z
    lamps: float  # 0 by day .. 1 at dusk


@dataclass
class Scene:
    """A canvas of shape numbers, and for each number its part, colour and distance."""

    view: View
    light: Light
    rng: np.random.Generator
    numbers: np.ndarray = field(default_factory=lambda: np.zeros((HEIGHT * SCALE, WIDTH * SCALE), np.int32))
    shade: np.ndarray = field(default_factory=lambda: np.zeros((HEIGHT * SCALE, WIDTH * SCALE), np.uint8))
    parts: list[int] = field(default_factory=lambda: [int(Part.SKY)])
    colours: list[Colour] = field(default_factory=lambda: [(0.0, 0.0, 0.0)])
    depths: list[float] = field(default_factory=lambda: [FAR])
    glows: list[tuple[int, int, float, Colour]] = field(default_factory=list)


def project(view: View, corners: Sequence[Point]) -> np.ndarray:
    """Finds the canvas pixels of points in the world.

    Args:
        view: the camera.
        corners: n points (x, height, z) in metres.

    Returns:
        int32 (n, 2): column and row of each.
    """
    focal, vanishing_x, horizon, camera_x, camera_height, curve, mirrored = view
    pixels = []
    for x, height, z in corners:
        size = focal / max(z, NEAR)
        column = vanishing_x + (x - camera_x + curve * z * z) * size
        row = horizon + (camera_height - height) * size
        pixels.append((round(WIDTH * SCALE - 1 - column if mirrored else column), round(row)))
    return np.array(pixels, np.int32)


def metres_to_pixels(scene: Scene, length: float, z: float) -> float:
    """How many canvas pixels a length has at distance z."""
    return length * scene.view.focal / max(z, NEAR)


def tint(colour: Colour, factors: Colour) -> Colour:
    """Multiplies a colour with a light, channel by channel."""
    return (colour[0] * factors[0], colour[1] * factors[1], colour[2] * factors[2])


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Goes from the first colour (share 0) to the second (share 1)."""
    return (
        first[0] + (second[0] - first[0]) * share,
        first[1] + (second[1] - first[1]) * share,
        first[2] + (second[2] - first[2]) * share,
    )


def pick(rng: np.random.Generator, options: Sequence, shares: Sequence[float] | None = None):
    """Draws one of the options; `shares` sum to 1, without them all are equally likely."""
    if shares is None:
        return options[int(rng.integers(len(options)))]
    return options[int(rng.choice(len(options), p=shares))]


def vary(scene: Scene, colour: Colour, amount: float = 0.06) -> Colour:
    """A colour near this one: no two bricks, leaves or coats are the same."""
    brightness, red, blue = scene.rng.uniform(-amount, amount, 3)
    return (
        colour[0] * (1 + brightness + red / 2),
        colour[1] * (1 + brightness),
        colour[2] * (1 + brightness + blue / 2),
    )


def new_number(scene: Scene, part: Part, colour: Colour, depth: float) -> int:
    """Registers a shape's part, colour and distance in metres; returns the number to paint with."""
    scene.parts.append(int(part))
    scene.colours.append(colour)
    scene.depths.append(depth)
    return len(scene.parts) - 1


def fill(scene: Scene, part: Part, colour: Colour, polygon: np.ndarray, depth: float) -> None:
    """Paints one polygon of canvas pixels, int32 (n, 2), that lies `depth` metres away."""
    cv2.fillPoly(scene.numbers, [polygon], new_number(scene, part, colour, depth), cv2.LINE_8)


def paint(scene: Scene, part: Part, colour: Colour, corners: Sequence[Point]) -> None:
    """Paints one polygon, given by its corners in the world, over what is there."""
    fill(scene, part, colour, project(scene.view, corners), corners[0][2])


def paint_many(scene: Scene, part: Part, colour: Colour, shapes: Sequence[Sequence[Point]]) -> None:
    """Paints polygons of one colour that do not overlap; a ring is two circles, one inside the other."""
    if shapes:
        polygons = [project(scene.view, shape) for shape in shapes]
        number = new_number(scene, part, colour, shapes[0][0][2])
        cv2.fillPoly(scene.numbers, polygons, number, cv2.LINE_8)


def upright(x: float, z: float, left: float, right: float, low: float, high: float) -> list[Point]:
    """The corners of a rectangle that faces the camera; left and right are offsets from x in metres."""
    return [(x + left, low, z), (x + left, high, z), (x + right, high, z), (x + right, low, z)]


def disc(x: float, height: float, z: float, radius: float, stretch: float = 1.0) -> list[Point]:
    """The corners of a round shape that faces the camera; `stretch` makes it taller than wide."""
    return [(x + radius * a, height + radius * stretch * b, z) for a, b in CIRCLE]


def flat(x0: float, x1: float, z0: float, z1: float, height: float = 0.0) -> list[Point]:
    """The corners of a strip that lies on the ground, cut often enough to follow a bend."""
    z0, z1 = max(z0, NEAR), max(z1, NEAR)
    steps = 2 if z1 - z0 < 8 else 9
    # Equal steps of 1/z are equal steps on the picture.
    along = [1 / (1 / z0 + (1 / z1 - 1 / z0) * i / (steps - 1)) for i in range(steps)]
    return [(x0, height, z) for z in along] + [(x1, height, z) for z in reversed(along)]


def cast_shadow(scene: Scene, corners: Sequence[Point]) -> None:
    """Darkens the ground under a polygon; finish() applies it to ground parts only."""
    cv2.fillPoly(scene.shade, [project(scene.view, corners)], 255, cv2.LINE_8)


def shadow_of_box(scene: Scene, x0: float, x1: float, z0: float, z1: float, height: float) -> None:
    """Casts a box's shadow: each side of its foot, drawn out to where the sun throws its roof."""
    if scene.light.shadow is None:
        return
    along_x, along_z = (height * part for part in scene.light.shadow)
    for a, b in (((x0, z0), (x1, z0)), ((x1, z0), (x1, z1)), ((x1, z1), (x0, z1)), ((x0, z1), (x0, z0))):
        foot = [(a[0], 0.0, a[1]), (b[0], 0.0, b[1])]
        tip = [(b[0] + along_x, 0.0, b[1] + along_z), (a[0] + along_x, 0.0, a[1] + along_z)]
        cast_shadow(scene, foot + tip)


def add_glow(scene: Scene, point: Point, radius: float, colour: Colour) -> None:
    """Notes a lamp: finish() adds light around it, more at dusk."""
    column, row = project(scene.view, [point])[0].tolist()
    scene.glows.append((column, row, metres_to_pixels(scene, radius, point[2]), colour))
