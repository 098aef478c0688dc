"""What is built in a simulated town: flat-roofed blocks with balconies, a bridge over the street, guard rails."""

import numpy as np

from helpers.scenes.street_canvas import (
    NEAR,
    Colour,
    Part,
    Scene,
    cast_shadow,
    flat,
    metres_to_pixels,
    mix,
    paint,
    paint_many,
    pick,
    shadow_of_box,
    tint,
    upright,
    vary,
)
from helpers.scenes.street_sides import LAMP_LIGHT, paint_wall, side_face, towards_road

RENDERS = [
    (0.56, 0.57, 0.59), (0.44, 0.46, 0.50), (0.66, 0.65, 0.63), (0.74, 0.71, 0.66), (0.52, 0.48, 0.45),
    (0.62, 0.44, 0.36), (0.40, 0.44, 0.46),
]  # fmt: skip
STOREY = 3.1  # metres


def paint_block(scene: Scene, side: int, x: float, z0: float, z1: float, storeys: int) -> None:
    """Paints a block of flats: plain walls, a flat roof with a parapet, rows of windows, stacked balconies.

    Args:
        scene: the canvas.
        side: -1 left of the road, 1 right of it.
        x: where its front stands, metres right of the middle of the road.
        z0: its near end, in metres.
        z1: its far end.
        storeys: two to eight.
    """
    rng = scene.rng
    z0, height, deep = max(z0, NEAR), 1.0 + STOREY * storeys, side * 12.0
    colour = vary(scene, pick(rng, RENDERS), 0.06)
    front, gable = tint(colour, towards_road(scene, side)), tint(colour, scene.light.front)
    shadow_of_box(scene, x, x + deep, z0, z1, height)
    left, right = sorted((0.0, deep))
    paint(scene, Part.BUILDING, gable, upright(x, z0, left, right, 0.0, height))
    paint(scene, Part.BUILDING, front, side_face(x, z0, z1, 0.0, height))
    accent = mix(colour, pick(rng, ((0.2, 0.2, 0.22), (0.9, 0.9, 0.88), (0.45, 0.25, 0.18))), 0.55)
    for low, high in ((0.0, 0.9), (height - 0.6, height)):
        paint(scene, Part.BUILDING, tint(accent, towards_road(scene, side)), side_face(x, z0, z1, low, high))
        paint(scene, Part.BUILDING, tint(accent, scene.light.front), upright(x, z0, left, right, low, high))
    paint_block_windows(scene, side, x, z0, z1, storeys, colour)
    if metres_to_pixels(scene, 1.0, z0) > 5:
        panes = [
            upright(x + deep * share, z0, -0.6, 0.6, STOREY * floor + 1.8, STOREY * floor + 3.3)
            for floor in range(storeys) for share in (0.2, 0.5, 0.8)
        ]  # fmt: skip
        paint_many(scene, Part.BUILDING, tint(glass(scene), scene.light.front), panes)


def glass(scene: Scene) -> Colour:
    """A window by day: dark, with some of the sky in it."""
    return mix((0.10, 0.12, 0.15), scene.light.sky_low, scene.rng.uniform(0.10, 0.35))


def paint_block_windows(scene: Scene, side: int, x: float, z0: float, z1: float, storeys: int, colour: Colour) -> None:
    """Paints the bays of a block's front from far to near: windows in one bay, balconies in the next."""
    rng, light = scene.rng, towards_road(scene, side)
    if metres_to_pixels(scene, 1.0, z1) < 2.5:
        return
    bays = max(1, int((z1 - z0) / 3.4))
    pitch = (z1 - z0) / bays
    with_balcony = int(rng.integers(0, 3))
    slab = mix(colour, (0.92, 0.92, 0.90), 0.5)
    pane, lit = tint(glass(scene), light), tint(LAMP_LIGHT, (0.9, 0.85, 0.8))
    for bay in reversed(range(bays)):
        start, end = z0 + pitch * (bay + 0.2), z0 + pitch * (bay + 0.8)
        lows = [STOREY * floor + 1.7 for floor in range(storeys)]
        shining = [low for low in lows if rng.random() < 0.5 * scene.light.lamps]
        for lows_of, shade in ((lows, pane), (shining, lit)):
            paint_many(scene, Part.BUILDING, shade, [side_face(x, start, end, low, low + 1.6) for low in lows_of])
        if bay % 3 == with_balcony and metres_to_pixels(scene, 1.0, start) > 3:
            edge = x - side * 1.2
            for low in lows[1:]:
                under = [(x, low - 0.7, start), (edge, low - 0.7, start), (edge, low - 0.7, end), (x, low - 0.7, end)]
                paint(scene, Part.BUILDING, tint(mix(slab, (0, 0, 0), 0.5), light), under)
                paint(scene, Part.BUILDING, tint(slab, light), side_face(edge, start, end, low - 0.8, low + 0.35))
                left, right = sorted((0.0, -side * 1.2))
                near = upright(x, start, left, right, low - 0.8, low + 0.35)
                paint(scene, Part.BUILDING, tint(mix(slab, (0, 0, 0), 0.12), scene.light.front), near)


def paint_bridge(scene: Scene, z: float, reach: tuple[float, float], thick: float) -> None:
    """Paints a bridge that passes over the street: soffit, piers, deck, railing; four in ten stand on arches.

    Args:
        scene: the canvas.
        z: its near side, in metres.
        reach: where its piers stand, left and right of the middle of the road.
        thick: how many metres of concrete.
    """
    concrete = vary(scene, pick(scene.rng, ((0.58, 0.57, 0.55), (0.50, 0.50, 0.52), (0.48, 0.34, 0.28))), 0.06)
    face, low, wide = tint(concrete, scene.light.front), 5.0, 7.0
    soffit = [(-60, low, z), (60, low, z), (60, low, z + wide), (-60, low, z + wide)]
    cast_shadow(scene, flat(-60, 60, z, z + wide))
    paint(scene, Part.BRIDGE, tint(mix(concrete, (0, 0, 0), 0.62), scene.light.front), soffit)
    for x in reach:
        side = -1 if x < 0 else 1
        for pier in (x + side * 0.8, x + side * 14.0):
            inner = tint(mix(concrete, (0, 0, 0), 0.3), towards_road(scene, side))
            paint(scene, Part.BRIDGE, inner, side_face(pier - side * 0.7, z + 0.6, z + wide - 0.6, 0.0, low + 0.3))
            paint(scene, Part.BRIDGE, mix(face, (0, 0, 0), 0.1), upright(pier, z + 0.6, -0.7, 0.7, 0.0, low + 0.3))
    paint(scene, Part.BRIDGE, face, upright(0.0, z, -60, 60, low, low + thick))
    if scene.rng.random() < 0.4:
        curve = [(0.0, 0.2), (0.0, -2.6), (0.3, -1.7), (0.9, -0.8), (1.9, -0.2), (3.2, 0.2)]
        piers = [x + shift for x in reach for shift in ((-0.8, -14.0) if x < 0 else (0.8, 14.0))]
        spandrels = [[(x + sign * across, low + up, z) for across, up in curve] for x in piers for sign in (-1, 1)]
        paint_many(scene, Part.BRIDGE, face, spandrels)
    for share, colour in ((0.0, mix(face, (0, 0, 0), 0.25)), (0.82, mix(face, (1, 1, 1), 0.2))):
        stripe = upright(0.0, z, -60, 60, low + thick * share, low + thick * (share + 0.18))
        paint(scene, Part.BRIDGE, colour, stripe)
    joints = [upright(x, z, -0.06, 0.06, low, low + thick) for x in np.arange(-40.0, 41.0, 5.0).tolist()]
    paint_many(scene, Part.BRIDGE, mix(face, (0, 0, 0), 0.25), joints)
    top, steel = low + thick, tint((0.32, 0.34, 0.36), scene.light.front)
    bars = [upright(x, z, -0.06, 0.06, top, top + 1.1) for x in np.arange(-40.0, 40.0, 0.8).tolist()]
    paint_many(scene, Part.FENCE, steel, bars)
    for height in (0.5, 1.0):
        paint(scene, Part.FENCE, steel, upright(0.0, z, -60, 60, top + height, top + height + 0.14))


def paint_guard_rail(scene: Scene, side: int, x: float, z0: float, z1: float) -> None:
    """Paints a crash barrier along the road: posts, and a steel band with a groove."""
    z0, light = max(z0, NEAR), towards_road(scene, side)
    steel, groove, edge = (0.66, 0.68, 0.70), (0.38, 0.39, 0.41), (0.78, 0.80, 0.81)
    posts = [side_face(x, z, z + 0.16, 0.0, 0.62) for z in np.arange(z0, z1, 2.0).tolist()]
    paint_many(scene, Part.GUARD_RAIL, tint(groove, light), posts)
    for low, high, colour in ((0.40, 0.82, steel), (0.56, 0.66, groove), (0.76, 0.82, edge)):
        paint(scene, Part.GUARD_RAIL, tint(colour, light), side_face(x, z0, z1, low, high))
    cast_shadow(scene, flat(x - 0.15, x + 0.15, z0, z1))


def paint_railing(scene: Scene, side: int, x: float, z0: float, z1: float, colour: Colour) -> None:
    """Paints a light railing along the street: posts and three bars to look through."""
    z0, lit = max(z0, NEAR), tint(colour, towards_road(scene, side))
    posts = [side_face(x, z, z + 0.12, 0.0, 1.0) for z in np.arange(z0, z1, 1.25).tolist()]
    paint_many(scene, Part.FENCE, lit, posts)
    for height in (0.35, 0.65, 0.95):
        paint(scene, Part.FENCE, lit, side_face(x, z0, z1, height, height + 0.07))


def paint_panel_wall(scene: Scene, side: int, x: float, z0: float, z1: float, height: float, colour: Colour) -> None:
    """Paints a stretch of garden wall: smooth panels between posts that stand a little higher."""
    paint_wall(scene, side, x, z0, z1, height, colour)
    lit = tint(mix(colour, (0, 0, 0), 0.18), towards_road(scene, side))
    posts = [side_face(x, z, z + 0.4, 0.0, height + 0.12) for z in np.arange(max(z0, NEAR), z1, 2.6).tolist()]
    paint_many(scene, Part.WALL, lit, posts)
