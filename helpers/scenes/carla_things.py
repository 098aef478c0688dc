"""What stands still and what somebody may move in a simulated street, and our own bonnet."""

import numpy as np

from helpers.scenes.street_canvas import (
    CIRCLE,
    HEIGHT,
    SCALE,
    WIDTH,
    Part,
    Scene,
    cast_shadow,
    disc,
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
    (0.05, 0.05, 0.06), (0.05, 0.05, 0.06), (0.07, 0.08, 0.10), (0.10, 0.10, 0.11), (0.06, 0.10, 0.16),
    (0.16, 0.03, 0.03),
]  # fmt: skip


ORANGE = (0.92, 0.42, 0.10)


def paint_shelter(scene: Scene, side: int, x: float, z: float) -> None:
    """Paints a bus stop: a glass back wall, a roof, a bench; a thing that stands still."""
    light, long = scene.light, 3.6
    glass = tint(mix((0.30, 0.38, 0.40), light.sky_low, 0.35), light.right if side < 0 else light.left)
    paint(scene, Part.STATIC, glass, side_face(x + side * 0.7, z, z + long, 0.15, 2.4))
    bars = [
        side_face(x + side * 0.7, z + share * long - 0.06, z + share * long + 0.06, 0.15, 2.4)
        for share in (0.0, 0.33, 0.66, 1.0)
    ]
    paint_many(scene, Part.STATIC, tint((0.16, 0.17, 0.18), light.front), bars)
    paint_box(scene, x + side * 0.4, z + 0.6, (0.4, 0.5, 2.2), (0.50, 0.34, 0.20), Part.STATIC)
    left, right = sorted((side * 0.75, -side * 0.85))
    paint(scene, Part.STATIC, tint((0.24, 0.27, 0.30), light.front), upright(x, z, left, right, 2.4, 2.62))
    for post in (left + 0.06, right - 0.06):
        paint(
            scene, Part.STATIC, tint((0.16, 0.17, 0.18), light.front), upright(x, z, post - 0.06, post + 0.06, 0.0, 2.4)
        )


def paint_static(scene: Scene, x: float, z: float, kind: str) -> None:
    """Paints what stands still: "fountain", "hydrant" or "kiosk"."""
    light = scene.light
    if kind == "fountain":
        paint(scene, Part.STATIC, tint((0.60, 0.58, 0.54), light.front), upright(x, z, -1.8, 1.8, 0.0, 0.7))
        paint(scene, Part.STATIC, tint((0.34, 0.48, 0.54), light.up), disc(x, 0.7, z, 1.8, 0.12))
        paint(scene, Part.STATIC, tint((0.52, 0.50, 0.47), light.front), upright(x, z, -0.25, 0.25, 0.7, 2.0))
        paint(scene, Part.STATIC, tint((0.66, 0.64, 0.60), light.front), upright(x, z, -0.8, 0.8, 1.5, 1.75))
    elif kind == "hydrant":
        paint(scene, Part.STATIC, tint((0.80, 0.16, 0.10), light.front), upright(x, z, -0.16, 0.16, 0.0, 0.75))
        paint(scene, Part.STATIC, tint((0.92, 0.30, 0.16), light.front), upright(x, z, -0.26, 0.26, 0.42, 0.58))
    else:
        colour = vary(scene, pick(scene.rng, ((0.20, 0.36, 0.30), (0.55, 0.18, 0.16), (0.24, 0.30, 0.46))), 0.1)
        paint_box(scene, x, z, (2.2, 2.6, 2.2), colour, Part.STATIC)
        paint(scene, Part.STATIC, tint((0.80, 0.74, 0.55), light.front), upright(x, z, -0.9, 0.9, 1.1, 2.0))
        paint(scene, Part.STATIC, tint(WHITE, light.front), upright(x, z, -1.25, 1.25, 2.35, 2.75))


def paint_dynamic(scene: Scene, x: float, z: float, kind: str) -> None:
    """Paints what somebody may move: "cone", "barrel", "buggy", "dog", "ball", "case" or "table"."""
    rng, front = scene.rng, scene.light.front
    cast_shadow(scene, [(x + 0.4 * a, 0.0, z + 0.3 * b) for a, b in CIRCLE])
    if kind == "cone":
        body = tint(ORANGE, front)
        paint(
            scene,
            Part.DYNAMIC,
            body,
            [(x - 0.26, 0.0, z), (x - 0.05, 0.85, z), (x + 0.05, 0.85, z), (x + 0.26, 0.0, z)],
        )
        stripe = [(x - 0.17, 0.36, z), (x - 0.12, 0.56, z), (x + 0.12, 0.56, z), (x + 0.17, 0.36, z)]
        paint(scene, Part.DYNAMIC, tint(WHITE, front), stripe)
        paint(scene, Part.DYNAMIC, tint((0.2, 0.2, 0.2), front), upright(x, z, -0.34, 0.34, 0.0, 0.08))
    elif kind == "barrel":
        for low, colour in ((0.0, ORANGE), (0.28, WHITE), (0.52, ORANGE), (0.78, WHITE), (0.94, ORANGE)):
            paint(scene, Part.DYNAMIC, tint(colour, front), upright(x, z, -0.34, 0.34, low, 1.05))
    elif kind == "buggy":
        hood = vary(scene, pick(rng, ((0.70, 0.14, 0.22), (0.14, 0.24, 0.50), (0.16, 0.40, 0.34))), 0.1)
        paint(
            scene,
            Part.DYNAMIC,
            tint(hood, front),
            [(x - 0.45, 0.45, z), (x - 0.5, 0.8, z), (x + 0.4, 0.8, z), (x + 0.35, 0.45, z)],
        )
        paint(scene, Part.DYNAMIC, tint(mix(hood, (0, 0, 0), 0.3), front), disc(x - 0.15, 0.88, z, 0.32))
        paint(
            scene,
            Part.DYNAMIC,
            tint((0.2, 0.2, 0.2), front),
            [(x + 0.3, 0.7, z), (x + 0.66, 1.08, z), (x + 0.74, 1.02, z), (x + 0.4, 0.62, z)],
        )
        for wheel in (-0.35, 0.3):
            paint(scene, Part.DYNAMIC, tint((0.08, 0.08, 0.08), front), disc(x + wheel, 0.17, z, 0.17))
    elif kind == "dog":
        coat = tint(vary(scene, pick(rng, ((0.40, 0.26, 0.14), (0.12, 0.11, 0.10), (0.72, 0.62, 0.46))), 0.1), front)
        paint(scene, Part.DYNAMIC, coat, upright(x, z, -0.42, 0.36, 0.30, 0.60))
        for leg in (-0.40, -0.22, 0.14, 0.30):
            paint(scene, Part.DYNAMIC, mix(coat, (0, 0, 0), 0.2), upright(x, z, leg, leg + 0.10, 0.0, 0.34))
        paint(scene, Part.DYNAMIC, coat, disc(x + 0.46, 0.68, z, 0.17))
        paint(
            scene,
            Part.DYNAMIC,
            coat,
            [(x - 0.40, 0.58, z), (x - 0.62, 0.86, z), (x - 0.54, 0.88, z), (x - 0.32, 0.58, z)],
        )
    elif kind == "ball":
        paint(scene, Part.DYNAMIC, tint(pick(rng, (RED, WHITE, (0.92, 0.76, 0.16))), front), disc(x, 0.22, z, 0.22))
    elif kind == "case":
        paint(
            scene,
            Part.DYNAMIC,
            tint(vary(scene, pick(rng, (RED, (0.16, 0.30, 0.46))), 0.2), front),
            upright(x, z, -0.25, 0.25, 0.06, 0.72),
        )
        paint(scene, Part.DYNAMIC, tint((0.2, 0.2, 0.2), front), upright(x, z, -0.12, 0.12, 0.72, 1.05))
    else:
        cloth = vary(scene, pick(rng, (RED, (0.20, 0.42, 0.36), (0.90, 0.86, 0.74))), 0.1)
        paint(scene, Part.DYNAMIC, tint((0.45, 0.32, 0.20), front), upright(x, z, -0.55, 0.55, 0.68, 0.78))
        paint(scene, Part.DYNAMIC, tint(STEEL, front), upright(x, z, -0.06, 0.06, 0.0, 2.2))
        for chair in (-0.95, 0.70):
            paint(scene, Part.DYNAMIC, tint((0.32, 0.24, 0.18), front), upright(x, z, chair, chair + 0.26, 0.0, 0.9))
        paint(scene, Part.DYNAMIC, tint(cloth, front), [(x - 1.3, 2.0, z), (x, 2.6, z), (x + 1.3, 2.0, z)])


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
        crease = [
            (0.5 + sign * across, rise) for across, rise in ((0.25, 0.9), (0.262, 0.9), (0.36, -0.1), (0.335, -0.1))
        ]
        corners = [(round(c * width), round(bottom * (1 - share * r))) for c, r in crease]
        fill(scene, Part.BONNET, mix(colour, (0, 0, 0), 0.35), np.array(corners, np.int32), 1.0)
