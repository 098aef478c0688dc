"""The plan of a street and its ground: asphalt, repairs, markings, kerbs and pavements."""

from typing import NamedTuple

import numpy as np

from helpers.scenes.street_canvas import (
    FAR,
    NEAR,
    Part,
    Scene,
    flat,
    mix,
    new_number,
    paint,
    paint_many,
    pick,
    tint,
    vary,
)
from helpers.scenes.street_plants import paint_lawn


class Layout(NamedTuple):
    """The plan of a street; lengths in metres, x from the middle of the road."""

    half_road: float
    pavement: float
    kinds: tuple[str, str]  # what stands left and right: "terrace", "houses" or "park"
    junction: float  # where a side road leaves, or 0
    junction_side: int
    parking: tuple[bool, bool]


def paint_ground(scene: Scene, plan: Layout) -> None:
    """Paints the road, its repairs and markings, pavements with kerbs, and what lies beyond them."""
    rng, up = scene.rng, scene.light.up
    asphalt = vary(scene, pick(rng, ((0.40, 0.40, 0.41), (0.52, 0.50, 0.47)), (0.6, 0.4)), 0.18)
    slabs = vary(scene, pick(rng, ((0.58, 0.56, 0.53), (0.56, 0.44, 0.38), (0.47, 0.47, 0.49))), 0.1)
    half, edge = plan.half_road, plan.half_road + plan.pavement
    scene.numbers[round(scene.view.horizon) :] = new_number(scene, Part.SIDEWALK, tint(slabs, up), FAR)
    for side, kind in zip((-1, 1), plan.kinds, strict=True):
        if kind == "terrace":
            paint(scene, Part.SIDEWALK, tint(slabs, up), flat(side * half, side * 60, NEAR, FAR))
        else:
            paint_lawn(scene, side * half, side * 90)
    paint(scene, Part.ROAD, tint(asphalt, up), flat(-half, half, NEAR, FAR))
    for _ in range(int(rng.integers(2, 6))):
        x, z, length = rng.uniform(-half, half - 1), rng.uniform(3, 30), rng.uniform(2, 9)
        patch = mix(asphalt, pick(rng, ((0.2, 0.2, 0.2), (0.7, 0.7, 0.68))), rng.uniform(0.1, 0.4))
        paint(scene, Part.ROAD, tint(patch, up), flat(x, min(x + 1.6, half), z, z + length))
    for side in (-1, 1):
        face = scene.light.right if side < 0 else scene.light.left
        kerb = [(side * half, 0.0, z) for z in (NEAR, 12, 30, 60, FAR)]
        kerb += [(x, 0.13, z) for x, _, z in reversed(kerb)]
        paint(scene, Part.SIDEWALK, tint(mix(slabs, (1, 1, 1), 0.2), face), kerb)
        paint(scene, Part.SIDEWALK, tint(slabs, up), flat(side * half, side * edge, NEAR, FAR, 0.13))
        seams = [
            flat(side * half, side * edge, z, z + 0.12, 0.13) for z in np.arange(3.0, 24.0, 1.5).tolist()
        ]
        paint_many(scene, Part.SIDEWALK, tint(mix(slabs, (0, 0, 0), 0.18), up), seams)
    if plan.junction:
        side_road = flat(plan.junction_side * half, plan.junction_side * 60, plan.junction, plan.junction + 7)
        paint(scene, Part.ROAD, tint(asphalt, up), side_road)
    paint_markings(scene, plan)


def paint_markings(scene: Scene, plan: Layout) -> None:
    """Paints the middle dashes, the lines along the kerb, a crossing or an arrow."""
    rng, up, half = scene.rng, scene.light.up, plan.half_road
    white = tint(mix((0.88, 0.88, 0.86), (0.5, 0.5, 0.5), rng.uniform(0, 0.5)), up)
    starts = np.arange(rng.uniform(1.5, 5), 110.0, 3.0 + pick(rng, (3.0, 6.0, 9.0))).tolist()
    paint_many(scene, Part.ROAD_LINE, white, [flat(-0.08, 0.08, z, z + 3.0) for z in starts])

    yellow = tint((0.85, 0.68, 0.20), up)
    colour, offsets = pick(rng, ((yellow, (0.35, 0.6)), (white, (0.4,)), (white, ())), (0.4, 0.2, 0.4))
    for side, parked in zip((-1, 1), plan.parking, strict=True):
        for offset in () if parked else offsets:
            x = side * (half - offset)
            paint(scene, Part.ROAD_LINE, colour, flat(x - 0.06, x + 0.06, NEAR, 90))

    if plan.junction and rng.random() < 0.6:
        z = plan.junction - 5.0
        bars = [flat(x, x + 0.55, z, z + 2.8) for x in np.arange(-half + 0.4, half - 0.6, 1.1).tolist()]
        paint_many(scene, Part.ROAD_LINE, white, bars)
        paint(scene, Part.ROAD_LINE, white, flat(-half, 0.0, z - 2.0, z - 1.7))
    elif rng.random() < 0.4:
        x, z = -half / 2, rng.uniform(7, 12)
        paint(scene, Part.ROAD_LINE, white, flat(x - 0.09, x + 0.09, z, z + 3.0))
        paint(
            scene,
            Part.ROAD_LINE,
            white,
            [(x - 0.4, 0.0, z + 2.6), (x, 0.0, z + 4.6), (x + 0.4, 0.0, z + 2.6)],
        )
