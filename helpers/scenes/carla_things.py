"""What stands still and what somebody may move in a simulated street, and our own bonnet."""

from typing import NamedTuple

import numpy as np

from helpers.scenes.street_canvas import (
    CIRCLE,
    HEIGHT,
    SCALE,
    WIDTH,
    Colour,
    Part,
    Scene,
    cast_shadow,
    fill,
    mix,
    paint,
    paint_many,
    pick,
    tint,
    upright,
    vary,
)
from helpers.scenes.street_furniture import RED, STEEL, WHITE, paint_box
from helpers.scenes.street_sides import side_face

BONNETS = [
    (0.05, 0.05, 0.06), (0.05, 0.05, 0.06), (0.07, 0.08, 0.10), (0.07, 0.08, 0.10), (0.10, 0.10, 0.11),
    (0.11, 0.11, 0.12), (0.06, 0.10, 0.16), (0.15, 0.03, 0.03),
]  # fmt: skip
ORANGE, RUBBER, WOOD = (0.92, 0.42, 0.10), (0.12, 0.12, 0.12), (0.40, 0.28, 0.18)
Shape = list[tuple[float, float]]  # corners, (across, height) in metres


def paint_shelter(scene: Scene, side: int, x: float, z: float) -> None:
    """Paints a bus stop: a glass back wall, a roof, a bench; a thing that stands still."""
    light, long = scene.light, 3.6
    glass = tint(mix((0.30, 0.38, 0.40), light.sky_low, 0.35), light.right if side < 0 else light.left)
    paint(scene, Part.STATIC, glass, side_face(x + side * 0.7, z, z + long, 0.15, 2.4))
    bars = [
        side_face(x + side * 0.7, z + share * long - 0.06, z + share * long + 0.06, 0.15, 2.4)
        for share in (0.0, 0.33, 0.66, 1.0)
    ]
    steel = tint((0.16, 0.17, 0.18), light.front)
    paint_many(scene, Part.STATIC, steel, bars)
    paint_box(scene, x + side * 0.4, z + 0.6, (0.4, 0.5, 2.2), (0.50, 0.34, 0.20), Part.STATIC)
    left, right = sorted((side * 0.75, -side * 0.85))
    paint(scene, Part.STATIC, tint((0.24, 0.27, 0.30), light.front), upright(x, z, left, right, 2.4, 2.62))
    for post in (left + 0.06, right - 0.06):
        paint(scene, Part.STATIC, steel, upright(x, z, post - 0.06, post + 0.06, 0.0, 2.4))


def box(left: float, right: float, low: float, high: float) -> Shape:
    """A rectangle in metres."""
    return [(left, low), (left, high), (right, high), (right, low)]


def ring(across: float, height: float, radius: float, stretch: float = 1.0) -> Shape:
    """A round shape in metres; `stretch` makes it taller than wide."""
    return [(across + radius * a, height + radius * stretch * b) for a, b in CIRCLE]


class Thing(NamedTuple):
    """A thing that faces us: flat shapes, the first painted first.

    Attributes:
        colours: one of these is drawn for each thing.
        pieces: each with a colour of its own, or a number: that share of the drawn colour, the rest is black.
    """

    colours: tuple[Colour, ...]
    pieces: tuple[tuple[Colour | float, Shape], ...]


MOVABLE = {
    "cone": Thing((ORANGE,), (
        (1.0, [(-0.26, 0.0), (-0.05, 0.85), (0.05, 0.85), (0.26, 0.0)]),
        (WHITE, [(-0.17, 0.36), (-0.12, 0.56), (0.12, 0.56), (0.17, 0.36)]),
        (RUBBER, box(-0.34, 0.34, 0.0, 0.08)),
    )),
    "barrel": Thing((ORANGE,), (
        (1.0, box(-0.34, 0.34, 0.0, 1.05)),
        (WHITE, box(-0.34, 0.34, 0.30, 0.50)),
        (WHITE, box(-0.34, 0.34, 0.72, 0.90)),
    )),
    "buggy": Thing(((0.70, 0.14, 0.22), (0.14, 0.24, 0.50), (0.16, 0.40, 0.34)), (
        (1.0, [(-0.45, 0.45), (-0.50, 0.80), (0.40, 0.80), (0.35, 0.45)]),
        (0.7, ring(-0.15, 0.88, 0.32)),
        (RUBBER, [(0.30, 0.70), (0.66, 1.08), (0.74, 1.02), (0.40, 0.62)]),
        (RUBBER, ring(-0.35, 0.17, 0.17)),
        (RUBBER, ring(0.30, 0.17, 0.17)),
    )),
    "dog": Thing(((0.44, 0.28, 0.15), (0.13, 0.12, 0.11), (0.74, 0.64, 0.48)), (
        (0.7, box(-0.30, -0.23, 0.0, 0.26)),
        (0.7, box(0.16, 0.23, 0.0, 0.26)),
        (1.0, box(-0.20, -0.12, 0.0, 0.26)),
        (1.0, box(0.06, 0.14, 0.0, 0.26)),
        (1.0, [(-0.32, 0.22), (-0.34, 0.42), (0.24, 0.46), (0.26, 0.22)]),
        (1.0, [(-0.30, 0.40), (-0.46, 0.60), (-0.40, 0.62), (-0.24, 0.42)]),
        (1.0, ring(0.32, 0.52, 0.12)),
        (0.8, box(0.38, 0.52, 0.44, 0.53)),
        (0.6, [(0.24, 0.58), (0.26, 0.72), (0.33, 0.60)]),
    )),
    "ball": Thing((RED, WHITE, (0.92, 0.76, 0.16)), ((1.0, ring(0.0, 0.20, 0.20)),)),
    "case": Thing((RED, (0.16, 0.30, 0.46), (0.30, 0.24, 0.30)), (
        (RUBBER, box(-0.12, 0.12, 0.70, 1.05)),
        (1.0, box(-0.25, 0.25, 0.06, 0.72)),
        (0.7, box(-0.25, 0.25, 0.34, 0.42)),
    )),
    "table": Thing((RED, (0.20, 0.42, 0.36), (0.90, 0.86, 0.74)), (
        (WOOD, box(-0.95, -0.69, 0.0, 0.9)),
        (WOOD, box(0.70, 0.96, 0.0, 0.9)),
        (STEEL, box(-0.06, 0.06, 0.0, 2.2)),
        (WOOD, box(-0.55, 0.55, 0.68, 0.78)),
        (1.0, [(-1.3, 2.0), (0.0, 2.6), (1.3, 2.0)]),
        (0.8, [(0.0, 2.0), (0.0, 2.6), (1.3, 2.0)]),
    )),
}  # fmt: skip

STANDING = {
    "fountain": Thing(((0.60, 0.58, 0.54), (0.56, 0.48, 0.40)), (
        (1.0, box(-1.8, 1.8, 0.0, 0.7)),
        ((0.40, 0.56, 0.62), ring(0.0, 0.7, 1.8, 0.12)),
        (0.85, box(-0.25, 0.25, 0.7, 2.0)),
        (1.0, box(-0.8, 0.8, 1.5, 1.75)),
        ((0.72, 0.82, 0.88), [(-0.7, 0.75), (-0.1, 2.5), (0.1, 2.5), (0.7, 0.75), (0.0, 2.1)]),
    )),
    "hydrant": Thing(((0.80, 0.16, 0.10), (0.86, 0.66, 0.14)), (
        (1.0, box(-0.16, 0.16, 0.0, 0.75)),
        (0.8, box(-0.26, 0.26, 0.42, 0.58)),
    )),
}  # fmt: skip


def paint_thing(scene: Scene, x: float, z: float, kind: str) -> None:
    """Paints a thing that stands still (a key of STANDING) or that somebody may move (a key of MOVABLE)."""
    part, thing = (Part.STATIC, STANDING[kind]) if kind in STANDING else (Part.DYNAMIC, MOVABLE[kind])
    colour = vary(scene, pick(scene.rng, thing.colours), 0.08)
    sign = pick(scene.rng, (-1, 1))  # half of them look the other way
    cast_shadow(scene, [(x + 0.4 * a, 0.0, z + 0.3 * b) for a, b in CIRCLE])
    for shade, shape in thing.pieces:
        paint_colour = mix((0, 0, 0), colour, shade) if isinstance(shade, float) else shade
        corners = [(x + sign * across, height, z) for across, height in shape]
        paint(scene, part, tint(paint_colour, scene.light.front), corners)


def paint_kiosk(scene: Scene, x: float, z: float) -> None:
    """Paints a kiosk: a box with a lit hatch and a white edge to its roof."""
    colour = vary(scene, pick(scene.rng, ((0.20, 0.36, 0.30), (0.55, 0.18, 0.16), (0.24, 0.30, 0.46))), 0.1)
    paint_box(scene, x, z, (2.2, 2.6, 2.2), colour, Part.STATIC)
    paint(scene, Part.STATIC, tint((0.80, 0.74, 0.55), scene.light.front), upright(x, z, -0.9, 0.9, 1.1, 2.0))
    paint(scene, Part.STATIC, tint(WHITE, scene.light.front), upright(x, z, -1.25, 1.25, 2.35, 2.75))


def paint_own_bonnet(scene: Scene) -> None:
    """Paints our own car's bonnet along the whole lower edge: a low arch, darker towards us, with two creases."""
    colour = pick(scene.rng, BONNETS)
    width, bottom = WIDTH * SCALE, HEIGHT * SCALE
    share = scene.rng.uniform(0.13, 0.18)
    columns = (-0.02, 0.05, 0.14, 0.30, 0.5, 0.70, 0.86, 0.95, 1.02)
    rises = (0.62, 0.80, 0.90, 0.97, 1.0, 0.97, 0.90, 0.80, 0.62)
    shine = mix(colour, scene.light.sky_low, 0.10)
    bands = [(0.0, mix(colour, (0, 0, 0), 0.4)), (0.06, shine)]
    bands += [(0.2 + 0.12 * i, mix(shine, mix(colour, (0, 0, 0), 0.3), (i + 1) / 6)) for i in range(6)]
    for drop, shade in bands:
        edge = [(c, share * (r - drop)) for c, r in zip(columns, rises, strict=True)]
        arc = [(round(c * width), round(bottom * (1 - rise))) for c, rise in edge]
        corners = [(arc[0][0], bottom + 2), *arc, (arc[-1][0], bottom + 2)]
        fill(scene, Part.BONNET, shade, np.array(corners, np.int32), 1.0)
    for sign in (-1, 1):
        crease = ((0.25, 0.9), (0.262, 0.9), (0.36, -0.1), (0.335, -0.1))
        corners = [(round((0.5 + sign * c) * width), round(bottom * (1 - share * r))) for c, r in crease]
        fill(scene, Part.BONNET, mix(colour, (0, 0, 0), 0.35), np.array(corners, np.int32), 1.0)
