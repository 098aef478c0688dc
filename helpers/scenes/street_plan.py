"""Who and what stands where: each function plans one kind of thing and notes how far away it is."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from helpers.scenes.street_canvas import FAR, NEAR, Colour, Scene, pick, vary
from helpers.scenes.street_furniture import paint_sign, paint_traffic_light, paint_unlabelled
from helpers.scenes.street_ground import Layout
from helpers.scenes.street_people import paint_cyclist, paint_person
from helpers.scenes.street_plants import LEAVES, paint_hedge, paint_tree
from helpers.scenes.street_sides import paint_building, paint_fence, paint_lamp, paint_pole, paint_wall
from helpers.scenes.street_traffic import CAR_PAINTS, paint_vehicle

Things = list[tuple[float, Callable[[], None]]]  # distance in metres, and what to paint there

METALS = [(0.30, 0.32, 0.33), (0.16, 0.18, 0.18), (0.55, 0.56, 0.55)]


class Border(NamedTuple):
    """What divides a garden from the pavement."""

    paint: Callable
    height: float  # metres
    colours: list[Colour]


FENCE = Border(
    paint_fence, 1.4, [(0.45, 0.32, 0.20), (0.14, 0.20, 0.18), (0.80, 0.79, 0.75), (0.30, 0.31, 0.33)]
)
HEDGE = Border(paint_hedge, 1.3, LEAVES)
BRICKS = Border(paint_wall, 0.9, [(0.56, 0.40, 0.33), (0.62, 0.58, 0.52)])


def add_side(scene: Scene, plan: Layout, side: int, things: Things) -> None:
    """Plans one side of the street, plot by plot, from the camera to the end."""
    rng = scene.rng
    kind = plan.kinds[(side + 1) // 2]
    edge = side * (plan.half_road + plan.pavement)
    storeys = int(rng.integers(2, 4))
    border = pick(rng, (FENCE, HEDGE, BRICKS), (0.45, 0.31, 0.24))
    colour = vary(scene, pick(rng, border.colours))
    z = rng.uniform(-4, 2)
    while z < FAR - 15:
        far = z + rng.uniform(6, 13)
        in_side_road = side == plan.junction_side and z < plan.junction + 9 and far > plan.junction - 2
        if far > NEAR + 1 and not (plan.junction and in_side_road):
            if kind == "terrace":
                floors = max(2, storeys + int(rng.integers(-1, 3)))
                shop = rng.random() < 0.5
                things.append((far, partial(paint_building, scene, side, edge, z, far, floors, shop)))
            else:
                add_plot(scene, kind, side, edge, z, far, things)
                middle = (z + far) / 2
                for start, end in ((z, middle), (middle, far)):
                    stretch = partial(border.paint, scene, side, edge, start, end, border.height, colour)
                    things.append((max(end, NEAR) - 0.01, stretch))
        z = far if rng.random() < 0.9 else far + 3.0


def add_plot(scene: Scene, kind: str, side: int, edge: float, z: float, far: float, things: Things) -> None:
    """Plans what stands behind a border: a house with a garden, or the trees of a park."""
    rng = scene.rng
    if kind == "houses" and rng.random() < 0.85:
        front = edge + side * rng.uniform(4, 7)
        things.append((far, partial(paint_building, scene, side, front, z + 1, far - 0.5, 2, False)))
    for _ in range(1 if kind == "houses" else 3):
        if rng.random() < 0.6:
            x = edge + side * rng.uniform(1.8, 3.0 if kind == "houses" else 16.0)
            depth = max(rng.uniform(z, far), 6.0)
            height = rng.uniform(5, 11)
            things.append(
                (depth, partial(paint_tree, scene, x, depth, height, pick(rng, (0.9, 1.0, 1.25, 2.0))))
            )


def add_furniture(scene: Scene, plan: Layout, side: int, things: Things) -> None:
    """Plans lamps, signs and the odd things on one pavement."""
    rng = scene.rng
    kerb, back = side * (plan.half_road + 0.4), side * (plan.half_road + plan.pavement - 0.6)
    metal = vary(scene, pick(rng, METALS))
    if side < 0 or rng.random() < 0.6:
        for z in np.arange(rng.uniform(13, 28), 65.0, rng.uniform(20, 32)).tolist():
            things.append((z, partial(paint_lamp, scene, side, kerb, z, metal)))
    for _ in range(int(rng.integers(1, 3))):
        z = rng.uniform(8, 32)
        kind = pick(
            rng, ("speed", "warning", "parking", "direction", "poster"), (0.26, 0.22, 0.20, 0.10, 0.22)
        )
        things.append((z, partial(paint_sign, scene, kerb + side * 0.2, z, kind)))
    for _ in range(int(rng.integers(1, 5))):
        z = rng.uniform(7, 28)
        kind = pick(rng, ("bin", "cabinet", "skip", "bench", "stall"), (0.26, 0.20, 0.14, 0.16, 0.24))
        things.append((z, partial(paint_unlabelled, scene, back, z, kind)))
    add_kerb(scene, side, kerb, metal, things)


def add_kerb(scene: Scene, side: int, kerb: float, metal: Colour, things: Things) -> None:
    """Plans what lines the kerb: a railing, or street trees, or bollards, or nothing."""
    rng = scene.rng
    kind = pick(rng, ("railing", "trees", "bollards", "nothing"), (0.35, 0.32, 0.12, 0.21))
    if kind == "railing":
        start = rng.uniform(7, 14)
        for z in np.arange(start, start + 2.4 * rng.integers(3, 7), 2.4).tolist():
            things.append((z + 2.3, partial(paint_fence, scene, side, kerb, z, z + 2.3, 1.05, metal)))
    elif kind == "trees":
        for z in np.arange(rng.uniform(9, 16), 90.0, rng.uniform(9, 14)).tolist():
            things.append((z, partial(paint_tree, scene, kerb + side * 0.5, z, rng.uniform(5, 8), 1.1)))
    elif kind == "bollards":
        for z in np.arange(rng.uniform(7, 10), 20.0, 2.6).tolist():
            things.append((z, partial(paint_pole, scene, kerb - side * 0.1, z, 0.95, 0.12, metal)))


def add_people(scene: Scene, plan: Layout, side: int, things: Things) -> None:
    """Plans people on one pavement; one in eight crosses the road."""
    rng = scene.rng
    for _ in range(int(rng.integers(1, 6))):
        if rng.random() < 0.12:
            x, z = rng.uniform(-plan.half_road, plan.half_road), rng.uniform(14, 40)
        else:
            x, z = side * (plan.half_road + rng.uniform(0.5, plan.pavement - 0.6)), rng.uniform(7, 36)
        things.append((z, partial(paint_person, scene, x, z, rng.uniform(1.5, 1.9))))


def add_parked_cars(scene: Scene, plan: Layout, side: int, things: Things) -> None:
    """Plans a row of parked cars along one kerb, if there is parking."""
    rng = scene.rng
    if not plan.parking[(side + 1) // 2]:
        return
    z = rng.uniform(7, 16)
    while z < 80:
        blocked = plan.junction and abs(z - plan.junction) < 10
        if rng.random() < 0.55 and not blocked:
            kind = pick(rng, ("car", "van"), (0.85, 0.15))
            colour = vary(scene, pick(rng, CAR_PAINTS))
            x = side * (plan.half_road - 1.0)
            things.append((z, partial(paint_vehicle, scene, x, z, kind, side > 0, colour)))
        z += rng.uniform(5.8, 7.5)


def add_traffic(scene: Scene, plan: Layout, things: Things) -> None:
    """Plans who drives and rides: away from us in our lane, towards us in the other."""
    rng = scene.rng
    for lane, parking in zip((-1, 1), plan.parking, strict=True):
        x = lane * plan.half_road * (0.28 if parking else 0.45)
        z = rng.uniform(8, 28)
        while z < 90:
            kind = pick(rng, ("car", "van", "bus"), (0.78, 0.12, 0.10))
            colour = vary(scene, pick(rng, CAR_PAINTS))
            things.append((z, partial(paint_vehicle, scene, x, z, kind, lane > 0, colour)))
            z += rng.uniform(14, 45)
    for _ in range(pick(rng, (0, 1, 2), (0.45, 0.40, 0.15))):
        lane, z = pick(rng, (-1, 1)), rng.uniform(9, 22)
        x = lane * (plan.half_road - (2.6 if plan.parking[(lane + 1) // 2] else 0.8))
        across, ahead = pick(rng, ((0.0, 1.0), (0.28, 0.96), (0.6, 0.8), (1.0, 0.0)))
        things.append((z, partial(paint_cyclist, scene, x, z, (across, -lane * ahead))))


def add_junction(scene: Scene, plan: Layout, things: Things) -> None:
    """Plans the traffic lights of a junction."""
    if plan.junction:
        signal = int(scene.rng.integers(3))
        for side in (-1, 1):
            x, z = side * (plan.half_road + 0.4), plan.junction - 6.0
            things.append((z, partial(paint_traffic_light, scene, x, z, signal)))
