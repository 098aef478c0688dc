"""What grows in a street: trees, hedges, grass."""

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
    flat,
    metres_to_pixels,
    mix,
    paint,
    pick,
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
    rng, light = scene.rng, scene.light
    x, height, z = point
    dark, bright = mix((0, 0, 0), leaf, 0.55), mix(leaf, (0.9, 0.9, 0.55), 0.22)
    sunny_side = 0.0 if light.shadow is None else (0.5 if light.right > light.left else -0.5)
    across, up, chance = rng.uniform(-1, 1, (3, count))
    brightness = (up * 0.6 + across * sunny_side + chance * 0.35 + 1.2) / 2.4
    size = radius * (0.42 - 0.0035 * count)  # the more tufts, the smaller

    paint(scene, Part.VEGETATION, tint(dark, light.up), disc(x, height, z, radius * 0.85, stretch))
    for i in brightness.argsort().tolist():
        if across[i] * across[i] + up[i] * up[i] < 1:
            colour = tint(mix(dark, bright, float(brightness[i])), light.up)
            tuft_x = x + float(across[i]) * radius * 0.78
            tuft_height = height + float(up[i]) * radius * stretch * 0.78
            paint(scene, Part.VEGETATION, colour, disc(tuft_x, tuft_height, z, size, 0.85))


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
    count = int(min(44, 12 + metres_to_pixels(scene, radius, z)))
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
