"""The small things of a street: signs, traffic lights, what nobody labels, the skyline, our own bonnet."""

import numpy as np

from helpers.scenes.street_canvas import (
    FAR,
    HEIGHT,
    SCALE,
    WIDTH,
    Colour,
    Part,
    Point,
    Scene,
    add_glow,
    cast_shadow,
    disc,
    fill,
    flat,
    mix,
    paint,
    pick,
    shadow_of_box,
    tint,
    upright,
    vary,
)
from helpers.scenes.street_plants import LEAVES, paint_crown
from helpers.scenes.street_sides import FACADES, paint_pole, side_face

RED, WHITE, BLUE, GREEN = (0.78, 0.10, 0.10), (0.93, 0.93, 0.92), (0.10, 0.28, 0.62), (0.08, 0.40, 0.28)
YELLOW = (0.92, 0.74, 0.16)
STEEL = (0.40, 0.42, 0.44)
POSTERS = [  # background and hills
    ((0.92, 0.74, 0.16), (0.78, 0.10, 0.10)), ((0.55, 0.78, 0.88), (0.10, 0.28, 0.62)),
    ((0.94, 0.62, 0.52), (0.40, 0.16, 0.40)), ((0.72, 0.86, 0.60), (0.08, 0.40, 0.28)),
    ((0.20, 0.24, 0.46), (0.90, 0.55, 0.25)), ((0.88, 0.86, 0.80), (0.16, 0.45, 0.50)),
]  # fmt: skip


def paint_sign(scene: Scene, x: float, z: float, kind: str) -> None:
    """Paints a traffic sign on its post: "speed", "warning", "parking", "direction" or "poster"."""
    light = scene.light.front
    if kind == "poster":
        paint_poster(scene, x, z)
        return
    paint_pole(scene, x, z, 2.2, 0.09, STEEL)
    if kind == "direction":
        colour = GREEN if scene.rng.random() < 0.5 else BLUE
        paint(scene, Part.TRAFFIC_SIGN, tint(WHITE, light), upright(x, z, -1.0, 1.0, 2.0, 3.2))
        paint(scene, Part.TRAFFIC_SIGN, tint(colour, light), upright(x, z, -0.93, 0.93, 2.07, 3.13))
        for low in (2.3, 2.75):
            paint(scene, Part.TRAFFIC_SIGN, tint(WHITE, light), upright(x, z, -0.7, 0.4, low, low + 0.16))
    elif kind == "warning":
        for size, colour in ((0.62, RED), (0.40, WHITE)):
            low = 2.55 - size * 0.55
            triangle = [(x - size, low, z), (x + size, low, z), (x, 2.55 + size, z)]
            paint(scene, Part.TRAFFIC_SIGN, tint(colour, light), triangle)
    elif kind == "parking":
        paint(scene, Part.TRAFFIC_SIGN, tint(BLUE, light), upright(x, z, -0.42, 0.42, 2.1, 2.95))
        paint(scene, Part.TRAFFIC_SIGN, tint(WHITE, light), upright(x, z, -0.16, -0.04, 2.2, 2.85))
        paint(scene, Part.TRAFFIC_SIGN, tint(WHITE, light), disc(x + 0.04, 2.66, z, 0.18))
    else:
        for size, colour in ((0.48, RED), (0.34, WHITE)):
            paint(scene, Part.TRAFFIC_SIGN, tint(colour, light), disc(x, 2.6, z, size))
        paint(scene, Part.TRAFFIC_SIGN, tint((0.1, 0.1, 0.1), light), upright(x, z, -0.16, 0.16, 2.5, 2.72))


def paint_poster(scene: Scene, x: float, z: float) -> None:
    """Paints an advertising board: a moon over hills, in colours of its own."""
    light, rng = mix(scene.light.front, (1.0, 0.95, 0.85), 0.5 * scene.light.lamps), scene.rng
    first, second = pick(rng, POSTERS)
    paint_pole(scene, x, z, 1.0, 0.2, STEEL)
    paint(scene, Part.TRAFFIC_SIGN, tint((0.16, 0.17, 0.18), light), upright(x, z, -0.68, 0.68, 0.8, 2.7))
    sky = tint(vary(scene, first, 0.1), light)
    paint(scene, Part.TRAFFIC_SIGN, sky, upright(x, z, -0.59, 0.59, 0.9, 2.6))
    paint(scene, Part.TRAFFIC_SIGN, tint(WHITE, light), disc(x + rng.uniform(-0.2, 0.2), 2.15, z, 0.22))
    low, middle, high = sorted(rng.uniform(1.0, 1.9, 3).tolist())
    hills = [(-0.59, 0.9), (-0.59, middle), (-0.2, high), (0.15, low), (0.59, middle), (0.59, 0.9)]
    corners = [(x + across, height, z) for across, height in hills]
    paint(scene, Part.TRAFFIC_SIGN, tint(vary(scene, second, 0.1), light), corners)


def paint_traffic_light(scene: Scene, x: float, z: float, signal: int) -> None:
    """Paints a traffic light; `signal` is 0 for red, 1 for amber, 2 for green."""
    paint_pole(scene, x, z, 2.6, 0.14, (0.22, 0.22, 0.23))
    light = scene.light.front
    paint(scene, Part.TRAFFIC_LIGHT, tint(WHITE, light), upright(x, z, -0.30, 0.30, 2.35, 3.65))
    paint(scene, Part.TRAFFIC_LIGHT, tint((0.10, 0.10, 0.11), light), upright(x, z, -0.24, 0.24, 2.40, 3.60))
    lamps = [(3.38, (1.0, 0.15, 0.10)), (3.0, (1.0, 0.70, 0.15)), (2.62, (0.20, 0.95, 0.45))]
    for index, (height, colour) in enumerate(lamps):
        shown = colour if index == signal else tint(colour, (0.25, 0.25, 0.25))
        paint(scene, Part.TRAFFIC_LIGHT, shown, disc(x, height, z, 0.17))
    add_glow(scene, (x, lamps[signal][0], z), 0.25, lamps[signal][1])


def paint_box(
    scene: Scene, x: float, z: float, size: tuple[float, float, float], colour: Colour, part: Part
) -> None:
    """Paints a box of (width, height, depth) metres: flank, top and front."""
    width, height, depth = size
    left, right = x - width / 2, x + width / 2
    shadow_of_box(scene, left, right, z, z + depth, height)
    cast_shadow(scene, flat(left - 0.05, right + 0.05, z - 0.1, z + depth))
    flank, light = (right, scene.light.right) if x < scene.view.camera_x else (left, scene.light.left)
    paint(scene, part, tint(colour, light), side_face(flank, z, z + depth, 0.0, height))
    top = [(left, height, z), (right, height, z), (right, height, z + depth), (left, height, z + depth)]
    paint(scene, part, tint(colour, scene.light.up), top)
    paint(scene, part, tint(colour, scene.light.front), upright(x, z, -width / 2, width / 2, 0.0, height))


def paint_unlabelled(scene: Scene, x: float, z: float, kind: str) -> None:
    """Paints what no annotator named: "bin", "cabinet", "skip", "bench" or "stall"."""
    light = scene.light.front
    if kind == "bin":
        colour = vary(scene, pick(scene.rng, ((0.16, 0.32, 0.20), (0.14, 0.18, 0.34), (0.20, 0.20, 0.21))))
        paint_box(scene, x, z, (0.65, 1.05, 0.7), colour, Part.DYNAMIC)
        lid = tint(mix(colour, (1, 1, 1), 0.25), light)
        paint(scene, Part.DYNAMIC, lid, upright(x, z, -0.36, 0.36, 0.98, 1.12))
    elif kind == "cabinet":
        paint_box(scene, x, z, (1.1, 1.5, 0.5), vary(scene, (0.42, 0.48, 0.42)), Part.STATIC)
        paint(scene, Part.STATIC, tint((0.2, 0.22, 0.2), light), upright(x, z, -0.02, 0.02, 0.1, 1.4))
    elif kind == "skip":
        colour = vary(scene, pick(scene.rng, (YELLOW, (0.50, 0.20, 0.16), (0.22, 0.34, 0.46))), 0.1)
        paint_box(scene, x, z, (1.7, 1.25, 2.6), colour, Part.STATIC)
        paint(scene, Part.STATIC, tint((0.35, 0.30, 0.25), light), upright(x, z, -0.8, 0.8, 0.55, 0.65))
    elif kind == "bench":
        paint_box(scene, x, z, (0.5, 0.45, 1.7), (0.48, 0.33, 0.20), Part.STATIC)
        paint(scene, Part.STATIC, tint((0.40, 0.27, 0.16), light), upright(x, z, -0.25, -0.15, 0.0, 0.95))
    else:
        cloth = vary(scene, RED if scene.rng.random() < 0.5 else BLUE, 0.2)
        paint_box(scene, x, z, (1.6, 0.9, 1.6), (0.55, 0.42, 0.28), Part.STATIC)
        paint_box_of_fruit(scene, x, z)
        for left in (-0.78, 0.70):
            paint(scene, Part.STATIC, tint(STEEL, light), upright(x, z, left, left + 0.09, 0.9, 2.1))
        for i in range(6):
            stripe = cloth if i % 2 else WHITE
            left = -0.96 + i * 0.32
            paint(scene, Part.STATIC, tint(stripe, light), upright(x, z, left, left + 0.32, 2.0, 2.55))


def paint_box_of_fruit(scene: Scene, x: float, z: float) -> None:
    """Paints the fruit on a market stall."""
    for i in range(5):
        colour = vary(scene, (RED, YELLOW, (0.45, 0.55, 0.15))[i % 3], 0.15)
        paint(scene, Part.STATIC, tint(colour, scene.light.up), disc(x - 0.6 + 0.3 * i, 0.98, z, 0.16))


def paint_skyline(scene: Scene) -> None:
    """Paints what closes the view at the end of the street: woods and roofs, pale with distance."""
    rng = scene.rng
    x = -75.0
    while x < 75.0:
        width = rng.uniform(6, 14)
        if rng.random() < 0.55:
            leaf = vary(scene, pick(rng, LEAVES))
            radius = rng.uniform(4, 7)
            trunks = upright(x, FAR, -radius, radius, 0.0, 5.0)
            paint(scene, Part.VEGETATION, tint(leaf, scene.light.front), trunks)
            paint_crown(scene, (x, 5.0, FAR), radius, 0.8, leaf, 6)
        else:
            wall = tint(vary(scene, pick(rng, FACADES)), scene.light.front)
            height = rng.uniform(6, 15)
            corners: list[Point] = upright(x, FAR, -width / 2, width / 2, 0.0, height)
            paint(scene, Part.BUILDING, wall, corners[:2] + [(x, height + 2.5, FAR)] + corners[2:])
        x += width * 0.8


def paint_bonnet(scene: Scene) -> None:
    """Paints our own car's bonnet along the lower edge, with the sky's reflection on it."""
    colour = vary(scene, (0.10, 0.11, 0.13))
    share = scene.rng.uniform(0.05, 0.10)
    middle = WIDTH * SCALE * scene.rng.uniform(0.45, 0.55)
    for inset, shade in ((0.0, colour), (0.25, mix(colour, scene.light.sky_low, 0.16))):
        columns = [-0.6, -0.45, -0.25, 0.0, 0.25, 0.45, 0.6]
        rises = [0.1, 0.55, 0.88, 1.0, 0.88, 0.55, 0.1]
        top = HEIGHT * SCALE * (1 - share * (1 - inset))
        bottom = HEIGHT * SCALE
        arc = [(round(middle + c * WIDTH * SCALE * (1 - inset / 2)), round(bottom - (bottom - top) * r))
               for c, r in zip(columns, rises, strict=True)]  # fmt: skip
        polygon = np.array([(arc[0][0], bottom + 2), *arc, (arc[-1][0], bottom + 2)], np.int32)
        fill(scene, Part.BONNET, shade, polygon, 1.0)
