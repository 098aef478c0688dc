"""What grows in a street: trees, hedges, grass."""

import numpy as np

from helpers.scenes.street_canvas import (
    CIRCLE,
    FAR,
    NEAR,
    Colour,
    Part,
    Point,
    Scene,
    cast_shadow,
    disc,
    fill,
    flat,
    metres_to_pixels,
    mix,
    paint,
    pick,
    project,
    shadow_of_box,
    tint,
    upright,
    vary,
)
from helpers.scenes.street_sides import side_face, towards_road

LEAVES = [(0.30, 0.42, 0.18), (0.22, 0.36, 0.18), (0.40, 0.46, 0.20), (0.36, 0.40, 0.24), (0.62, 0.46, 0.18)]


def paint_crown(scene: Scene, point: Point, radius: float, stretch: float, leaf: Colour, count: int) -> None:
    """Paints foliage: overlapping tufts, dark ones inside and below first, then those that the sun reaches.

    Args:
        scene: the canvas.
        point: the middle of the crown.
        radius: half its width in metres.
        stretch: its height, as a multiple of its width.
        leaf: the colour of a leaf in full light.
        count: about how many tufts.
    """
    light, view = scene.light, scene.view
    dark, bright = np.array(mix((0, 0, 0), leaf, 0.55)), np.array(mix(leaf, (0.9, 0.9, 0.55), 0.22))
    sunny_side = 0.0 if light.shadow is None else (0.5 if light.right > light.left else -0.5)
    across, up, chance = scene.rng.uniform(-1, 1, (3, count))
    brightness = (up * 0.6 + across * sunny_side + chance * 0.35 + 1.2) / 2.4
    colours = (dark + (bright - dark) * brightness[:, None]) * light.up

    # There are hundreds of tufts in a picture: their corners are worked out together, in pixels.
    pixels = metres_to_pixels(scene, radius, point[2])
    places = np.stack([-across if view.mirrored else across, -up * stretch], axis=1) * (0.78 * pixels)
    places = np.concatenate([[(0.0, 0.0)], places]) + project(view, [point])[0]
    tuft = np.array(CIRCLE) * (pixels * (0.42 - 0.0035 * count))  # the more tufts, the smaller
    corners = np.rint(places[:, None] + tuft).astype(np.int32)
    corners[0] = np.rint(places[0] + np.array(CIRCLE) * (0.85 * pixels, 0.85 * pixels * stretch))
    fill(scene, Part.VEGETATION, tint(tuple(dark), light.up), corners[0], point[2])
    for i in brightness.argsort().tolist():
        if across[i] * across[i] + up[i] * up[i] < 1:
            fill(scene, Part.VEGETATION, tuple(colours[i]), corners[i + 1], point[2])


def paint_tree(scene: Scene, x: float, z: float, height: float, stretch: float) -> None:
    """Paints a trunk and a crown with their shadows; a larger `stretch` makes a poplar of an oak."""
    leaf = vary(scene, pick(scene.rng, LEAVES), 0.12)
    bark = tint(vary(scene, (0.34, 0.27, 0.21)), scene.light.front)
    radius = height * 0.6 / (0.8 + stretch)
    middle = height - radius * stretch
    thick = 0.033 * height
    shadow_of_box(scene, x - thick, x + thick, z - thick, z + thick, middle)
    if scene.light.shadow is not None:
        tip_x, tip_z = x + middle * scene.light.shadow[0], z + middle * scene.light.shadow[1]
        cast_shadow(scene, [(tip_x + radius * a, 0.0, tip_z + radius * 1.3 * b) for a, b in CIRCLE])

    paint(scene, Part.VEGETATION, bark, upright(x, z, -thick, thick, 0.0, middle))
    paint(scene, Part.VEGETATION, mix(bark, (0, 0, 0), 0.35), upright(x, z, 0.0, thick, 0.0, middle))
    count = int(min(44, 9 + metres_to_pixels(scene, radius, z)))
    paint_crown(scene, (x, middle, z), radius, stretch, leaf, count)


def paint_hedge(scene: Scene, side: int, x: float, z0: float, z1: float, height: float, leaf: Colour) -> None:
    """Paints a stretch of hedge: a leafy wall along the street with a bumpy top."""
    light = towards_road(scene, side)
    z0 = max(z0, NEAR)
    paint(scene, Part.VEGETATION, tint(leaf, scene.light.front), upright(x, z0, 0.0, side * 0.8, 0.0, height))
    paint(scene, Part.VEGETATION, tint(leaf, light), side_face(x, z0, z1, 0.0, height))
    if metres_to_pixels(scene, 1.0, z1) > 6:
        for i in range(5):
            z = z0 + (z1 - z0) * (i + 0.5) / 5
            bump = mix(leaf, (0.9, 0.9, 0.5), 0.12 * scene.rng.random())
            paint(scene, Part.VEGETATION, tint(bump, scene.light.up), disc(x, height - 0.05, z, 0.28, 0.7))


def paint_lawn(scene: Scene, x0: float, x1: float, z1: float = FAR) -> None:
    """Paints grass between two distances from the middle of the road."""
    paint(scene, Part.TERRAIN, tint((0.36, 0.44, 0.20), scene.light.up), flat(x0, x1, NEAR, z1))
