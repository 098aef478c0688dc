"""Procedural streets, seen through a windscreen, with exact masks in CamVid's ids.

`draw(seed)` lays out a road, two sides and some traffic, paints everything from far to near, and hands back
the picture and the mask. How a shape reaches the picture is told in `street_canvas`, what the shapes are in
`street_sides`, `street_furniture` and `street_traffic`, and the light in `street_light`.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from helpers.images import VOID
from helpers.scenes.street_canvas import (
    FAR,
    HEIGHT,
    NEAR,
    SCALE,
    WIDTH,
    Part,
    Scene,
    View,
    cast_shadow,
    flat,
    mix,
    new_number,
    paint,
    paint_many,
    tint,
    vary,
)
from helpers.scenes.street_furniture import (
    STEEL,
    paint_bonnet,
    paint_sign,
    paint_skyline,
    paint_traffic_light,
    paint_unlabelled,
)
from helpers.scenes.street_light import choose_light, finish
from helpers.scenes.street_sides import (
    LEAVES,
    paint_building,
    paint_fence,
    paint_hedge,
    paint_lamp,
    paint_lawn,
    paint_pole,
    paint_tree,
    paint_wall,
)
from helpers.scenes.street_traffic import CAR_PAINTS, paint_cyclist, paint_person, paint_vehicle

# CamVid's classes, as this course delivers them. Grass counts as vegetation and walls as buildings there;
# our own bonnet and the odd things on a pavement have no class.
CAMVID_IDS = {
    Part.SKY: 0,
    Part.BUILDING: 1,
    Part.WALL: 1,
    Part.POLE: 2,
    Part.ROAD: 3,
    Part.ROAD_LINE: 3,
    Part.SIDEWALK: 4,
    Part.VEGETATION: 5,
    Part.TERRAIN: 5,
    Part.TRAFFIC_LIGHT: 6,
    Part.TRAFFIC_SIGN: 6,
    Part.FENCE: 7,
    Part.CAR: 8,
    Part.PERSON: 9,
    Part.CYCLIST: 10,
    Part.BONNET: VOID,
    Part.STATIC: VOID,
    Part.DYNAMIC: VOID,
}

Things = list[tuple[float, Callable[[], None]]]  # distance in metres, and what to paint there


class Layout(NamedTuple):
    """The plan of a street; lengths in metres, x from the middle of the road."""

    half_road: float
    pavement: float
    kinds: tuple[str, str]  # what stands left and right: "terrace", "houses" or "park"
    junction: float  # where a side road leaves, or 0
    junction_side: int
    parking: tuple[bool, bool]


def draw(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draws one street with its mask.

    Args:
        seed: any non-negative integer; the same seed gives the same street.

    Returns:
        image uint8 (120, 160, 3) RGB and mask uint8 (120, 160): CamVid ids 0..10, 255 = void.

    Example:
        >>> image, mask = draw(7)
        >>> image.shape, mask.shape
        ((120, 160, 3), (120, 160))
    """
    image, parts = draw_parts(seed)
    return image, translate(parts, CAMVID_IDS)


def draw_parts(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draws one street with a `Part` for every pixel: finer than any data set's classes.

    Args:
        seed: any non-negative integer.

    Returns:
        image uint8 (120, 160, 3) RGB and parts uint8 (120, 160), values of `Part`.
    """
    rng = np.random.default_rng(seed)
    plan = choose_layout(rng)
    scene = Scene(choose_view(rng, plan), choose_light(rng), rng)
    paint_ground(scene, plan)
    paint_skyline(scene)

    things: Things = []
    for side in (-1, 1):
        add_side(scene, plan, side, things)
        add_furniture(scene, plan, side, things)
        add_people(scene, plan, side, things)
        add_parked_cars(scene, plan, side, things)
    add_junction(scene, plan, things)
    add_traffic(scene, plan, things)
    for _, paint_thing in sorted(things, key=lambda thing: -thing[0]):
        paint_thing()
    if rng.random() < 0.3:
        paint_bonnet(scene)
    return finish(scene)


def translate(parts: np.ndarray, table: dict[Part, int]) -> np.ndarray:
    """Turns parts into a data set's class ids by its table.

    Args:
        parts: uint8, any shape, values of `Part`.
        table: one id 0..255 for each `Part`.

    Returns:
        uint8, the same shape.
    """
    lookup = np.zeros(len(Part), np.uint8)
    for part, class_id in table.items():
        lookup[part] = class_id
    return lookup[parts]


def choose_layout(rng: np.random.Generator) -> Layout:
    """Draws the plan of a street."""
    kinds = [("terrace", "houses", "park")[int(rng.choice(3, p=(0.62, 0.2, 0.18)))] for _ in range(2)]
    return Layout(
        half_road=float(rng.uniform(3.6, 5.6)),
        pavement=float(rng.uniform(2.0, 3.6)),
        kinds=(kinds[0], kinds[1]),
        junction=float(rng.uniform(14, 40)) if rng.random() < 0.5 else 0.0,
        junction_side=int(rng.choice((-1, 1))),
        parking=(bool(rng.random() < 0.5), bool(rng.random() < 0.6)),
    )


def choose_view(rng: np.random.Generator, plan: Layout) -> View:
    """Puts the camera behind a windscreen in the left lane; half of the pictures are then mirrored."""
    width, height = WIDTH * SCALE, HEIGHT * SCALE
    return View(
        focal=width * float(rng.uniform(0.8, 1.05)),
        vanishing_x=width * float(rng.uniform(0.38, 0.66)),
        horizon=height * float(rng.uniform(0.44, 0.56)),
        camera_x=-plan.half_road * float(rng.uniform(0.2, 0.5)),
        camera_height=float(rng.uniform(1.3, 1.7)),
        curve=float(rng.uniform(-0.0024, 0.0024)) if rng.random() < 0.5 else 0.0,
        mirrored=bool(rng.random() < 0.5),
    )


def paint_ground(scene: Scene, plan: Layout) -> None:
    """Paints the road, its repairs and markings, pavements with kerbs, and what lies beyond them."""
    rng, up = scene.rng, scene.light.up
    asphalt = vary(scene, (0.40, 0.40, 0.41) if rng.random() < 0.6 else (0.52, 0.50, 0.47), 0.18)
    slabs = vary(
        scene, ((0.58, 0.56, 0.53), (0.56, 0.44, 0.38), (0.47, 0.47, 0.49))[int(rng.integers(3))], 0.1
    )
    half, edge = plan.half_road, plan.half_road + plan.pavement
    scene.numbers[round(scene.view.horizon) :] = new_number(scene, Part.SIDEWALK, tint(slabs, up), FAR)
    for side, kind in zip((-1, 1), plan.kinds, strict=True):
        if kind == "terrace":
            paint(scene, Part.SIDEWALK, tint(slabs, up), flat(side * half, side * 60, NEAR, FAR))
        else:
            paint_lawn(scene, side * half, side * 90)
    paint(scene, Part.ROAD, tint(asphalt, up), flat(-half, half, NEAR, FAR))
    for _ in range(int(rng.integers(2, 6))):
        x, z = float(rng.uniform(-half, half - 1)), float(rng.uniform(3, 30))
        patch = mix(
            asphalt, (0.2, 0.2, 0.2) if rng.random() < 0.6 else (0.7, 0.7, 0.68), float(rng.uniform(0.1, 0.4))
        )
        paint(scene, Part.ROAD, tint(patch, up), flat(x, min(x + 1.6, half), z, z + float(rng.uniform(2, 9))))
    for side in (-1, 1):
        face = scene.light.right if side < 0 else scene.light.left
        kerb = [(side * half, 0.0, z) for z in (NEAR, 12, 30, 60, FAR)]
        paint(
            scene,
            Part.SIDEWALK,
            tint(mix(slabs, (1, 1, 1), 0.2), face),
            kerb + [(x, 0.13, z) for x, _, z in reversed(kerb)],
        )
        paint(scene, Part.SIDEWALK, tint(slabs, up), flat(side * half, side * edge, NEAR, FAR, 0.13))
        seams = [
            flat(side * half, side * edge, z, z + 0.12, 0.13) for z in np.arange(3.0, 24.0, 1.5).tolist()
        ]
        paint_many(scene, Part.SIDEWALK, tint(mix(slabs, (0, 0, 0), 0.18), up), seams)
    if plan.junction:
        side = plan.junction_side
        paint(
            scene,
            Part.ROAD,
            tint(asphalt, up),
            flat(side * half, side * 60, plan.junction, plan.junction + 7),
        )
    paint_markings(scene, plan)


def paint_markings(scene: Scene, plan: Layout) -> None:
    """Paints the middle dashes, the lines along the kerb, a crossing and an arrow."""
    rng, up = scene.rng, scene.light.up
    white = tint(mix((0.88, 0.88, 0.86), (0.5, 0.5, 0.5), float(rng.uniform(0, 0.5))), up)
    gap = float(rng.choice((3.0, 6.0, 9.0)))
    dashes = [
        flat(-0.08, 0.08, z, z + 3.0)
        for z in np.arange(float(rng.uniform(1.5, 5)), 110.0, 3.0 + gap).tolist()
    ]
    paint_many(scene, Part.ROAD_LINE, white, dashes)
    edge = rng.random()
    yellow = tint((0.85, 0.68, 0.20), up)
    for side, parked in zip((-1, 1), plan.parking, strict=True):
        if edge < 0.6 and not parked:
            for offset in (0.35, 0.6) if edge < 0.4 else (0.4,):
                x = side * (plan.half_road - offset)
                paint(
                    scene, Part.ROAD_LINE, yellow if edge < 0.4 else white, flat(x - 0.06, x + 0.06, NEAR, 90)
                )
    if plan.junction and rng.random() < 0.6:
        z = plan.junction - 5.0
        bars = np.arange(-plan.half_road + 0.4, plan.half_road - 0.6, 1.1).tolist()
        paint_many(scene, Part.ROAD_LINE, white, [flat(x, x + 0.55, z, z + 2.8) for x in bars])
        paint(scene, Part.ROAD_LINE, white, flat(-plan.half_road, 0.0, z - 2.0, z - 1.7))
    elif rng.random() < 0.4:
        x, z = -plan.half_road / 2, float(rng.uniform(7, 12))
        shaft = [(x - 0.09, 0.0, z), (x - 0.09, 0.0, z + 3), (x + 0.09, 0.0, z + 3), (x + 0.09, 0.0, z)]
        head = [(x - 0.4, 0.0, z + 2.6), (x, 0.0, z + 4.6), (x + 0.4, 0.0, z + 2.6)]
        paint(scene, Part.ROAD_LINE, white, shaft)
        paint(scene, Part.ROAD_LINE, white, head)


def add_side(scene: Scene, plan: Layout, side: int, things: Things) -> None:
    """Plans one side of the street, plot by plot, from the camera to the end."""
    rng = scene.rng
    kind = plan.kinds[(side + 1) // 2]
    edge = side * (plan.half_road + plan.pavement)
    storeys = int(rng.integers(2, 4))
    leaf = vary(scene, LEAVES[int(rng.integers(len(LEAVES)))])
    border = str(rng.choice(("fence", "hedge", "wall")))
    paintwork = vary(
        scene,
        ((0.45, 0.32, 0.20), (0.14, 0.20, 0.18), (0.80, 0.79, 0.75), (0.30, 0.31, 0.33))[
            int(rng.integers(4))
        ],
    )
    z = float(rng.uniform(-4, 2))
    while z < FAR - 15:
        wide = float(rng.uniform(6, 13))
        far = z + wide
        at_junction = (
            plan.junction and side == plan.junction_side and z < plan.junction + 9 and far > plan.junction - 2
        )
        if far > NEAR + 1 and not at_junction:
            if kind == "terrace":
                floors = max(2, storeys + int(rng.integers(-1, 3)))
                things.append(
                    (
                        far,
                        partial(paint_building, scene, side, edge, z, far, floors, bool(rng.random() < 0.5)),
                    )
                )
            else:
                add_plot(scene, kind, side, edge, z, far, things)
                add_border(scene, border, side, edge, max(z, NEAR), far, leaf, paintwork, things)
        z = far + (0.0 if rng.random() < 0.9 else 3.0)


def add_plot(scene: Scene, kind: str, side: int, edge: float, z: float, far: float, things: Things) -> None:
    """Plans what stands behind a border: a house with a garden, or the trees of a park."""
    rng = scene.rng
    if kind == "houses" and rng.random() < 0.85:
        front = edge + side * float(rng.uniform(4, 7))
        things.append((far, partial(paint_building, scene, side, front, z + 1, far - 0.5, 2, False)))
    trees = 1 if kind == "houses" else 3
    for _ in range(trees):
        if rng.random() < 0.6:
            x = edge + side * float(rng.uniform(1.8, 3.0 if kind == "houses" else 16.0))
            depth = max(float(rng.uniform(z, far)), 6.0)
            height, stretch = float(rng.uniform(5, 11)), float(rng.choice((0.9, 1.0, 1.25, 2.0)))
            things.append((depth, partial(paint_tree, scene, x, depth, height, stretch)))


def add_border(
    scene: Scene,
    border: str,
    side: int,
    edge: float,
    z: float,
    far: float,
    leaf: tuple,
    paintwork: tuple,
    things: Things,
) -> None:
    """Plans the border between pavement and garden: fence, hedge or wall, in short stretches."""
    for start, end in ((z, (z + far) / 2), ((z + far) / 2, far)):
        if border == "fence":
            paint_stretch = partial(paint_fence, scene, side, edge, start, end, 1.4, paintwork)
        elif border == "hedge":
            paint_stretch = partial(paint_hedge, scene, side, edge, start, end, 1.3, leaf)
        else:
            paint_stretch = partial(paint_wall, scene, side, edge, start, end, 0.9, (0.56, 0.40, 0.33))
        things.append((end - 0.01, paint_stretch))


def add_furniture(scene: Scene, plan: Layout, side: int, things: Things) -> None:
    """Plans lamps, signs, street trees and the odd things on one pavement."""
    rng = scene.rng
    kerb, back = side * (plan.half_road + 0.4), side * (plan.half_road + plan.pavement - 0.6)
    colour = vary(scene, ((0.30, 0.32, 0.33), (0.16, 0.18, 0.18), (0.55, 0.56, 0.55))[int(rng.integers(3))])
    for z in np.arange(float(rng.uniform(7, 20)), 100.0, float(rng.uniform(18, 28))).tolist():
        things.append((z, partial(paint_lamp, scene, side, kerb, z, colour)))
    for _ in range(int(rng.integers(1, 4))):
        z = float(rng.uniform(8, 32))
        kind = str(
            rng.choice(("speed", "warning", "parking", "direction", "poster"), p=(0.25, 0.2, 0.2, 0.15, 0.2))
        )
        things.append((z, partial(paint_sign, scene, kerb + side * 0.2, z, kind)))
    if rng.random() < 0.35:
        for z in np.arange(float(rng.uniform(9, 16)), 90.0, float(rng.uniform(9, 14))).tolist():
            height = float(rng.uniform(5, 8))
            things.append((z, partial(paint_tree, scene, kerb + side * 0.5, z, height, 1.1)))
    if rng.random() < 0.3:
        for z in np.arange(float(rng.uniform(6, 9)), 26.0, 2.2).tolist():
            things.append((z, partial(paint_pole, scene, kerb - side * 0.1, z, 1.0, 0.16, (0.2, 0.2, 0.2))))
    for _ in range(int(rng.integers(1, 5))):
        z, kind = float(rng.uniform(7, 28)), str(rng.choice(("bin", "cabinet", "skip", "bench", "stall")))
        things.append((z, partial(paint_unlabelled, scene, back, z, kind)))


def add_people(scene: Scene, plan: Layout, side: int, things: Things) -> None:
    """Plans people on one pavement, sometimes crossing the road."""
    rng = scene.rng
    for _ in range(int(rng.integers(0, 5))):
        z = float(rng.uniform(9, 45))
        x = side * (plan.half_road + float(rng.uniform(0.5, plan.pavement - 0.6)))
        if rng.random() < 0.08:
            x, z = float(rng.uniform(-plan.half_road, plan.half_road)), float(rng.uniform(14, 40))
        things.append((z, partial(paint_person, scene, x, z, float(rng.uniform(1.5, 1.9)))))


def add_parked_cars(scene: Scene, plan: Layout, side: int, things: Things) -> None:
    """Plans a row of parked cars along one kerb."""
    rng = scene.rng
    z = float(rng.uniform(7, 16))
    while plan.parking[(side + 1) // 2] and z < 80:
        if rng.random() < 0.55 and not (plan.junction and abs(z - plan.junction) < 10):
            kind = "van" if rng.random() < 0.15 else "car"
            colour = vary(scene, CAR_PAINTS[int(rng.integers(len(CAR_PAINTS)))])
            x = side * (plan.half_road - 1.0)
            things.append((z, partial(paint_vehicle, scene, x, z, kind, side > 0, colour)))
        z += float(rng.uniform(5.8, 7.5))


def add_traffic(scene: Scene, plan: Layout, things: Things) -> None:
    """Plans who drives and rides: ahead of us in our lane, towards us in the other."""
    rng = scene.rng
    for lane, nearest in ((-1, 11.0), (1, 9.0)):
        z = nearest + float(rng.uniform(0, 25))
        while z < 90:
            kind = str(rng.choice(("car", "van", "bus"), p=(0.78, 0.12, 0.10)))
            colour = vary(scene, CAR_PAINTS[int(rng.integers(len(CAR_PAINTS)))])
            x = lane * plan.half_road * (0.45 if not plan.parking[(lane + 1) // 2] else 0.28)
            things.append((z, partial(paint_vehicle, scene, x, z, kind, lane > 0, colour)))
            z += float(rng.uniform(14, 45))
    for _ in range(int(rng.choice((0, 1, 2), p=(0.4, 0.4, 0.2)))):
        lane, z = int(rng.choice((-1, 1))), float(rng.uniform(8, 22))
        x = lane * (plan.half_road - (2.6 if plan.parking[(lane + 1) // 2] else 0.8))
        across, ahead = ((0.0, 1.0), (0.28, 0.96), (0.6, 0.8), (1.0, 0.0))[int(rng.integers(4))]
        things.append((z, partial(paint_cyclist, scene, x, z, (across, -lane * ahead))))


def add_junction(scene: Scene, plan: Layout, things: Things) -> None:
    """Plans the traffic lights of a junction."""
    if plan.junction:
        signal = int(scene.rng.integers(3))
        for side in (-1, 1):
            z = plan.junction - 6.0
            things.append((z, partial(paint_traffic_light, scene, side * (plan.half_road + 0.4), z, signal)))
