"""What grows in a simulated town: palms, round bushes, flowers in stone troughs."""

import numpy as np

from helpers.scenes.street_canvas import (
    CIRCLE,
    Part,
    Scene,
    cast_shadow,
    disc,
    mix,
    paint,
    pick,
    shadow_of_box,
    tint,
    upright,
    vary,
)
from helpers.scenes.street_furniture import RED, WHITE, paint_box
from helpers.scenes.street_plants import LEAVES, paint_crown


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
        lower = [(x + lean + across * a * length, height + (b - 0.13) * length * 0.7, z) for a, b in reversed(points)]
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
