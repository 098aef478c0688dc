"""The things of a simulated street: palms, planters, mast lights, hoardings, what stands still and what moves."""

from itertools import pairwise

import numpy as np

from helpers.scenes.street_canvas import (
    CIRCLE,
    HEIGHT,
    SCALE,
    WIDTH,
    Part,
    Scene,
    add_glow,
    cast_shadow,
    disc,
    fill,
    mix,
    paint,
    paint_many,
    pick,
    shadow_of_box,
    tint,
    upright,
    vary,
)
from helpers.scenes.street_furniture import GREEN, POSTERS, RED, STEEL, WHITE, paint_box
from helpers.scenes.street_plants import LEAVES, paint_crown
from helpers.scenes.street_sides import paint_pole, side_face

BONNETS = [(0.05, 0.05, 0.06), (0.05, 0.05, 0.06), (0.06, 0.07, 0.10), (0.12, 0.24, 0.40), (0.34, 0.06, 0.06)]
ORANGE = (0.92, 0.42, 0.10)


def paint_palm(scene: Scene, x: float, z: float, height: float) -> None:
    """Paints a palm: a leaning trunk with rings, and fronds that rise and droop."""
    rng, light = scene.rng, scene.light
    bark = tint(vary(scene, (0.46, 0.38, 0.29)), light.front)
    lean = rng.uniform(-0.7, 0.7)
    shadow_of_box(scene, x - 0.15, x + 0.15, z - 0.15, z + 0.15, height)
    half = max(0.16, 0.55 * z / scene.view.focal)
    middle = (x + 0.3 * lean, height * 0.55)
    trunk = [(x - 1.5 * half, 0.0, z), (middle[0] - half, middle[1], z), (x + lean - half, height, z),
             (x + lean + half, height, z), (middle[0] + half, middle[1], z), (x + 1.5 * half, 0.0, z)]  # fmt: skip
    paint(scene, Part.VEGETATION, bark, trunk)
    leaf = vary(scene, (0.26, 0.38, 0.16), 0.12)
    length = rng.uniform(2.0, 2.8)
    for i in rng.permutation(13).tolist():
        angle = 2 * np.pi * (i + rng.uniform(-0.3, 0.3)) / 13
        across, away = round(float(np.cos(angle)), 3), round(float(np.sin(angle)), 3)
        rise = 0.55 + 0.30 * away
        points = [(0.0, 0.0), (0.35, rise), (0.75, rise * 0.75), (1.0, rise * 0.75 - 0.75)]
        upper = [(x + lean + across * a * length, height + (b + 0.13) * length * 0.7, z) for a, b in points]
        lower = [
            (x + lean + across * a * length, height + (b - 0.13) * length * 0.7, z)
            for a, b in reversed(points)
        ]
        shade = mix((0, 0, 0), mix(leaf, (0.8, 0.8, 0.4), 0.15 * (1 + away)), 0.6 + 0.2 * (1 - away))
        paint(scene, Part.VEGETATION, tint(shade, light.up), upper + lower)


def paint_bush(scene: Scene, x: float, z: float, radius: float) -> None:
    """Paints a round bush that stands on the ground."""
    leaf = vary(scene, pick(scene.rng, LEAVES[:4]), 0.1)
    cast_shadow(scene, [(x + radius * a, 0.0, z + 0.6 * radius * b) for a, b in CIRCLE])
    paint_crown(scene, (x, radius * 0.7, z), radius, 0.8, leaf, 10)


def paint_planter(scene: Scene, x: float, z0: float, z1: float) -> None:
    """Paints a long stone trough along the street with shrubs and flowers in it."""
    rng = scene.rng
    stone = vary(scene, pick(rng, ((0.62, 0.42, 0.30), (0.60, 0.57, 0.52))), 0.08)
    paint_box(scene, x, z0, (1.1, 0.55, z1 - z0), stone, Part.OTHER)
    rim = tint(mix(stone, (1, 1, 1), 0.25), scene.light.front)
    paint(scene, Part.OTHER, rim, upright(x, z0, -0.58, 0.58, 0.46, 0.58))
    for z in reversed(np.linspace(z0 + 0.3, z1 - 0.3, 4).tolist()):
        paint_crown(scene, (x, 0.75, z), 0.48, 0.8, vary(scene, pick(rng, LEAVES[:4]), 0.12), 9)
        for _ in range(3):
            petal = pick(rng, (RED, (0.92, 0.80, 0.30), (0.86, 0.50, 0.66), WHITE))
            flower = disc(x + rng.uniform(-0.4, 0.4), rng.uniform(0.7, 1.05), z, 0.09)
            paint(scene, Part.VEGETATION, tint(petal, scene.light.up), flower)


def paint_mast_light(scene: Scene, side: int, x: float, z: float, reach: float, signal: int) -> None:
    """Paints traffic lights on a mast: one over the lane, one at the post. `signal`: 0 red, 1 amber, 2 green."""
    metal = tint((0.20, 0.21, 0.22), scene.light.front)
    paint_pole(scene, x, z, 6.0, 0.18, (0.20, 0.21, 0.22))
    thick = max(0.14, 1.1 * z / scene.view.focal)
    left, right = sorted((0.0, -side * reach))
    paint(scene, Part.POLE, metal, upright(x, z, left, right, 5.8 - thick, 5.8))
    for across, top in ((-side * reach, 6.3), (-side * reach * 0.55, 6.3), (0.0, 3.9)):
        paint_signal(scene, x + across, z, top, signal)


def paint_signal(scene: Scene, x: float, z: float, top: float, signal: int) -> None:
    """Paints one traffic light whose housing ends at height `top`."""
    light = scene.light.front
    paint(
        scene,
        Part.TRAFFIC_LIGHT,
        tint((0.80, 0.62, 0.12), light),
        upright(x, z, -0.32, 0.32, top - 1.35, top),
    )
    paint(
        scene,
        Part.TRAFFIC_LIGHT,
        tint((0.07, 0.07, 0.08), light),
        upright(x, z, -0.25, 0.25, top - 1.28, top - 0.07),
    )
    colours = ((1.0, 0.16, 0.12), (1.0, 0.72, 0.18), (0.22, 0.96, 0.50))
    for index, colour in enumerate(colours):
        shown = colour if index == signal else tint(colour, (0.22, 0.22, 0.22))
        paint(scene, Part.TRAFFIC_LIGHT, shown, disc(x, top - 0.27 - 0.4 * index, z, 0.17))
    add_glow(scene, (x, top - 0.27 - 0.4 * signal, z), 0.25, colours[signal])


def paint_gantry(scene: Scene, z: float, left: float, right: float) -> None:
    """Paints direction signs on a beam across the road."""
    for x in (left, right):
        paint_pole(scene, x, z, 6.6, 0.28, STEEL)
    thick = max(0.3, 1.2 * z / scene.view.focal)
    paint(scene, Part.POLE, tint(STEEL, scene.light.front), upright(0.0, z, left, right, 6.6 - thick, 6.6))
    for x, width in ((left * 0.42, 2.2), (right * 0.45, 2.6)):
        paint(
            scene, Part.TRAFFIC_SIGN, tint(WHITE, scene.light.front), upright(x, z, -width, width, 4.9, 7.3)
        )
        board = tint(GREEN, scene.light.front)
        paint(scene, Part.TRAFFIC_SIGN, board, upright(x, z, 0.1 - width, width - 0.1, 5.0, 7.2))
        lines = [
            upright(x, z, 0.5 - width, width * share, low, low + 0.32)
            for low, share in ((6.5, 0.6), (5.8, 0.2))
        ]
        lines.append([(x + width * 0.62, 5.3, z), (x + width * 0.42, 5.9, z), (x + width * 0.82, 5.9, z)])
        paint_many(scene, Part.TRAFFIC_SIGN, tint(WHITE, scene.light.front), lines)


def paint_hoarding(scene: Scene, x: float, z: float) -> None:
    """Paints a large advertisement on two posts: nobody gave it a tag."""
    rng, light = scene.rng, scene.light.front
    first, second = pick(rng, POSTERS)
    for post in (x - 1.6, x + 1.6):
        paint_pole(scene, post, z, 3.0, 0.24, STEEL)
    paint(scene, Part.UNTAGGED, tint((0.14, 0.14, 0.15), light), upright(x, z, -2.9, 2.9, 2.6, 5.9))
    paint(scene, Part.UNTAGGED, tint(first, light), upright(x, z, -2.75, 2.75, 2.75, 5.75))
    low, high = rng.uniform(3.2, 3.8), rng.uniform(4.2, 5.2)
    hills = [(-2.75, 2.75), (-2.75, low), (-1.0, high), (0.6, low), (2.75, high - 0.4), (2.75, 2.75)]
    paint(scene, Part.UNTAGGED, tint(second, light), [(x + a, h, z) for a, h in hills])
    paint(scene, Part.UNTAGGED, tint(WHITE, light), disc(x + rng.uniform(0.4, 1.8), 5.0, z, 0.45))


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
            scene,
            Part.STATIC,
            tint((0.16, 0.17, 0.18), light.front),
            upright(x, z, post - 0.06, post + 0.06, 0.0, 2.4),
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
        paint(
            scene, Part.STATIC, tint((0.80, 0.16, 0.10), light.front), upright(x, z, -0.16, 0.16, 0.0, 0.75)
        )
        paint(
            scene, Part.STATIC, tint((0.92, 0.30, 0.16), light.front), upright(x, z, -0.26, 0.26, 0.42, 0.58)
        )
    else:
        colour = vary(
            scene, pick(scene.rng, ((0.20, 0.36, 0.30), (0.55, 0.18, 0.16), (0.24, 0.30, 0.46))), 0.1
        )
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
        coat = tint(
            vary(scene, pick(rng, ((0.40, 0.26, 0.14), (0.12, 0.11, 0.10), (0.72, 0.62, 0.46))), 0.1), front
        )
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
        paint(
            scene,
            Part.DYNAMIC,
            tint(pick(rng, (RED, WHITE, (0.92, 0.76, 0.16))), front),
            disc(x, 0.22, z, 0.22),
        )
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
            paint(
                scene,
                Part.DYNAMIC,
                tint((0.32, 0.24, 0.18), front),
                upright(x, z, chair, chair + 0.26, 0.0, 0.9),
            )
        paint(scene, Part.DYNAMIC, tint(cloth, front), [(x - 1.3, 2.0, z), (x, 2.6, z), (x + 1.3, 2.0, z)])


def paint_wires(scene: Scene, x: float, poles: list[float]) -> None:
    """Paints a tram's contact wire from pole to pole; nobody gave it a tag."""
    for z0, z1 in pairwise(poles):
        sag = [(x, 5.6, z0), (x, 5.45, (z0 + z1) / 2), (x, 5.6, z1)]
        paint(scene, Part.UNTAGGED, (0.10, 0.10, 0.11), sag + [(a, h - 0.05, z) for a, h, z in reversed(sag)])


def paint_own_bonnet(scene: Scene) -> None:
    """Paints our own car's bonnet along the whole lower edge: a low arch with a crease on either side."""
    rng = scene.rng
    colour = pick(rng, BONNETS)
    width, bottom = WIDTH * SCALE, HEIGHT * SCALE
    share = rng.uniform(0.12, 0.17)
    shine = mix(colour, scene.light.sky_low, 0.12)
    columns = (-0.02, 0.06, 0.16, 0.30, 0.5, 0.70, 0.84, 0.94, 1.02)
    rises = (0.66, 0.84, 0.90, 0.97, 1.0, 0.97, 0.90, 0.84, 0.66)
    for drop, shade in ((0.0, mix(colour, (0, 0, 0), 0.3)), (0.07, shine), (0.14, colour)):
        arc = [
            (round(c * width), round(bottom * (1 - share * (r - drop))))
            for c, r in zip(columns, rises, strict=True)
        ]
        fill(
            scene,
            Part.BONNET,
            shade,
            np.array([(arc[0][0], bottom + 2), *arc, (arc[-1][0], bottom + 2)], np.int32),
            1.0,
        )
    for crease in (0.27, 0.73):
        outer = crease + (0.5 - crease) * -0.35
        line = [(crease, 0.80), (crease + 0.012, 0.80), (outer + 0.02, -0.1), (outer, -0.1)]
        corners = [(round(c * width), round(bottom * (1 - share * r))) for c, r in line]
        fill(scene, Part.BONNET, mix(colour, scene.light.sky_low, 0.10), np.array(corners, np.int32), 1.0)
