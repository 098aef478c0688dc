"""Who and what stands where: each function plans one kind of thing and notes how far away it is."""

from collections.abc import Callable
from functools import partial

import numpy as np

from helpers.scenes.street_canvas import FAR, NEAR, Scene, vary
from helpers.scenes.street_furniture import paint_sign, paint_traffic_light, paint_unlabelled
from helpers.scenes.street_ground import Layout
from helpers.scenes.street_people import paint_cyclist, paint_person
from helpers.scenes.street_plants import LEAVES, paint_hedge, paint_tree
from helpers.scenes.street_sides import paint_building, paint_fence, paint_lamp, paint_pole, paint_wall
from helpers.scenes.street_traffic import CAR_PAINTS, paint_vehicle

Things = list[tuple[float, Callable[[], None]]]  # distance in metres, and what to paint there


def add_side(scene: Scene, plan: Layout, side: int, things: Things) -> None:
    """Plans one side of the street, plot by plot, from the camera to the end."""
    rng = scene.rng
    kind = plan.kinds[(side + 1) // 2]
    edge = side * (plan.half_road + plan.pavement)
    storeys = int(rng.integers(2, 4))
    leaf = vary(scene, LEAVES[int(rng.integers(len(LEAVES)))])
    border = str(rng.choice(("fence", "hedge", "wall"), p=(0.5, 0.28, 0.22)))
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
    first = float(rng.uniform(11, 26)) if side < 0 or rng.random() < 0.6 else FAR
    for z in np.arange(first, 65.0, float(rng.uniform(20, 32))).tolist():
        things.append((z, partial(paint_lamp, scene, side, kerb, z, colour)))
    for _ in range(int(rng.integers(1, 3))):
        z = float(rng.uniform(8, 32))
        kind = str(
            rng.choice(("speed", "warning", "parking", "direction", "poster"), p=(0.25, 0.2, 0.2, 0.15, 0.2))
        )
        things.append((z, partial(paint_sign, scene, kerb + side * 0.2, z, kind)))
    if rng.random() < 0.35:
        start = float(rng.uniform(7, 14))
        for i in range(int(rng.integers(3, 7))):
            z = start + 2.4 * i
            things.append((z + 2.3, partial(paint_fence, scene, side, kerb, z, z + 2.3, 1.05, colour)))
    elif rng.random() < 0.5:
        for z in np.arange(float(rng.uniform(9, 16)), 90.0, float(rng.uniform(9, 14))).tolist():
            height = float(rng.uniform(5, 8))
            things.append((z, partial(paint_tree, scene, kerb + side * 0.5, z, height, 1.1)))
    if rng.random() < 0.15:
        for z in np.arange(float(rng.uniform(7, 10)), 20.0, 2.6).tolist():
            things.append((z, partial(paint_pole, scene, kerb - side * 0.1, z, 0.95, 0.12, (0.2, 0.2, 0.2))))
    for _ in range(int(rng.integers(1, 5))):
        z, kind = float(rng.uniform(7, 28)), str(rng.choice(("bin", "cabinet", "skip", "bench", "stall")))
        things.append((z, partial(paint_unlabelled, scene, back, z, kind)))


def add_people(scene: Scene, plan: Layout, side: int, things: Things) -> None:
    """Plans people on one pavement, sometimes crossing the road."""
    rng = scene.rng
    for _ in range(int(rng.integers(1, 6))):
        z = float(rng.uniform(7, 36))
        x = side * (plan.half_road + float(rng.uniform(0.5, plan.pavement - 0.6)))
        if rng.random() < 0.12:
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
    for lane, nearest in ((-1, 8.5), (1, 7.5)):
        z = nearest + float(rng.uniform(0, 20))
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
