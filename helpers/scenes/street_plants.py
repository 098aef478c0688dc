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
    shadow_of_box,
    tint,
    upright,
    vary,
)
from helpers.scenes.street_sides import side_face, towards_road

LEAVES = [(0.30, 0.42, 0.18), (0.22, 0.36, 0.18), (0.40, 0.46, 0.20), (0.36, 0.40, 0.24), (0.62, 0.46, 0.18)]


def paint_blobs(scene: Scene, point: Point, radius: float, stretch: float, leaf: Colour, count: int) -> None:
    """Paints a crown: overlapping discs, dark inside and below, bright where the sun reaches them."""
    rng, light = scene.rng, scene.light
    x, height, z = point
    sun = 0.0 if light.shadow is None else (0.5 if light.right > light.left else -0.5)
    spots = rng.uniform(-1, 1, (count, 3))
    spots = spots[(spots[:, 0] ** 2 + spots[:, 1] ** 2) < 1]
    brightness = spots[:, 1] * 0.6 + spots[:, 0] * sun + spots[:, 2] * 0.35
    paint(
        scene,
        Part.VEGETATION,
        tint(mix((0, 0, 0), leaf, 0.62), light.up),
        disc(x, height, z, radius * 0.85, stretch),
    )
    for index in brightness.argsort():
        across, up, _ = (float(value) for value in spots[index])
        shade = mix(
            mix((0, 0, 0), leaf, 0.55),
            mix(leaf, (0.9, 0.9, 0.55), 0.22),
            (float(brightness[index]) + 1.2) / 2.4,
        )
        size = radius * (0.42 - 0.012 * count * 0.3)
        spot = disc(x + across * radius * 0.78, height + up * radius * stretch * 0.78, z, size, 0.85)
        paint(scene, Part.VEGETATION, tint(shade, light.up), spot)


def paint_tree(scene: Scene, x: float, z: float, height: float, stretch: float) -> None:
    """Paints a trunk, two boughs and a crown; a larger `stretch` makes a poplar of an oak."""
    leaf = vary(scene, LEAVES[int(scene.rng.integers(len(LEAVES)))], 0.12)
    bark = tint(vary(scene, (0.34, 0.27, 0.21)), scene.light.front)
    radius = height * 0.34 / stretch**0.5
    middle = height - radius * stretch
    thick = 0.05 * height**0.8
    shadow_of_box(scene, x - thick, x + thick, z - thick, z + thick, middle)
    if scene.light.shadow is not None:
        along_x, along_z = (middle * part for part in scene.light.shadow)
        cast_shadow(
            scene, [(x + along_x + radius * a, 0.0, z + along_z + radius * 1.3 * b) for a, b in CIRCLE]
        )
    trunk = [
        (x - thick, 0.0, z),
        (x - thick * 0.6, middle, z),
        (x + thick * 0.6, middle, z),
        (x + thick, 0.0, z),
    ]
    paint(scene, Part.VEGETATION, bark, trunk)
    paint(scene, Part.VEGETATION, mix(bark, (0, 0, 0), 0.35), upright(x, z, 0.0, thick * 0.7, 0.0, middle))
    pixels = metres_to_pixels(scene, radius, z)
    paint_blobs(scene, (x, middle, z), radius, stretch, leaf, int(min(44, 8 + pixels)))


def paint_hedge(scene: Scene, side: int, x: float, z0: float, z1: float, height: float, leaf: Colour) -> None:
    """Paints a stretch of hedge: a leafy wall along the street with a bumpy top."""
    light = towards_road(scene, side)
    z0 = max(z0, NEAR)
    paint(scene, Part.VEGETATION, tint(leaf, scene.light.front), upright(x, z0, 0.0, side * 0.8, 0.0, height))
    paint(scene, Part.VEGETATION, tint(leaf, light), side_face(x, z0, z1, 0.0, height))
    if metres_to_pixels(scene, 1.0, z1) > 6:
        for i in range(5):
            z = z0 + (z1 - z0) * (i + 0.5) / 5
            bump = mix(leaf, (0.9, 0.9, 0.5), 0.12 * float(scene.rng.random()))
            paint(scene, Part.VEGETATION, tint(bump, scene.light.up), disc(x, height - 0.05, z, 0.28, 0.7))


def paint_lawn(scene: Scene, x0: float, x1: float, z1: float = FAR) -> None:
    """Paints grass between two distances from the middle of the road."""
    paint(scene, Part.TERRAIN, tint((0.36, 0.44, 0.20), scene.light.up), flat(x0, x1, NEAR, z1))
