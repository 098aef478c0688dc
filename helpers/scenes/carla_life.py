"""Who and what stands and moves in a simulated street: each function plans one kind of thing."""

from functools import partial
from itertools import pairwise

import numpy as np

from helpers.scenes.carla_buildings import paint_bridge
from helpers.scenes.carla_ground import PARKING, Town
from helpers.scenes.carla_plan import is_free
from helpers.scenes.carla_plants import paint_planter
from helpers.scenes.carla_signals import paint_gantry, paint_hoarding, paint_mast_light, paint_saltire, paint_wire
from helpers.scenes.carla_things import paint_kiosk, paint_shelter, paint_thing
from helpers.scenes.street_canvas import Scene, pick, vary
from helpers.scenes.street_furniture import paint_sign, paint_unlabelled
from helpers.scenes.street_people import paint_cyclist, paint_person
from helpers.scenes.street_plan import METALS, Things
from helpers.scenes.street_plants import paint_tree
from helpers.scenes.street_sides import paint_lamp, paint_pole
from helpers.scenes.street_traffic import CAR_PAINTS, paint_vehicle

TRAM_PAINTS = [(0.78, 0.12, 0.12), (0.86, 0.80, 0.62), (0.16, 0.44, 0.36)]
# What somebody left there, by what lines the street.
ROADWORKS, BELONGINGS, CAFE = ("cone", "barrel"), ("buggy", "dog", "ball", "case", "cone"), ("table", "dog", "case")
LEFT_THERE = {"verge": ROADWORKS, "square": CAFE + BELONGINGS, "blocks": CAFE + BELONGINGS}


def add_furniture(scene: Scene, town: Town, side: int, things: Things) -> None:
    """Plans lamps, signs, planters, and what stands or moves on one pavement."""
    rng = scene.rng
    index = (side + 1) // 2
    kind, edge, width = town.sides[index], town.edges[index], town.pavement[index]
    kerb = side * (town.half_road + (0.5 if width else 1.2))
    planted = width > 0 and kind in ("houses", "blocks", "square") and rng.random() < 0.5
    back = edge - side * (2.0 if planted and width > 2 else 0.7) if width else edge + side * 3.0
    metal = vary(scene, pick(rng, METALS))
    for z in np.arange(rng.uniform(9, 22), 90.0, rng.uniform(18, 26)).tolist():
        if is_free(town, z, z):
            things.append((z, partial(paint_lamp, scene, side, kerb, z, metal)))
    for _ in range(int(rng.integers(1, 3))):
        z, sign = rng.uniform(6, 26), pick(rng, ("speed", "warning", "parking", "direction"))
        things.append((z, partial(paint_sign, scene, kerb + side * 0.2, z, sign)))
    for _ in range(int(rng.integers(1, 4))):
        x, z = back + side * rng.uniform(-0.3, 0.3), rng.uniform(6, 22)
        things.append((z, partial(paint_thing, scene, x, z, pick(rng, LEFT_THERE.get(kind, BELONGINGS)))))
    for _ in range(int(rng.integers(0, 3))):
        z, chance = rng.uniform(6, 24), rng.random()
        if chance < 0.3 and kind != "verge":
            things.append((z + 3.5, partial(paint_shelter, scene, side, back, z)))
        elif chance < 0.6:
            things.append((z, partial(paint_thing, scene, back, z, "hydrant")))
        else:
            things.append((z, partial(paint_unlabelled, scene, back, z, pick(rng, ("bin", "cabinet", "bench")))))
    if planted:
        x = edge + side * (-0.8 if width > 2 else 0.8)
        for z in np.arange(rng.uniform(5, 9), 30.0, 7.0).tolist():
            things.append((z + 3.4, partial(paint_planter, scene, x, z, z + 3.5)))
    if kind == "verge" or rng.random() < 0.15:
        z = rng.uniform(12, 30)
        things.append((z, partial(paint_hoarding, scene, edge + side * 6.5, z)))
    if kind == "square":
        add_square(scene, side, edge, things)


def add_square(scene: Scene, side: int, edge: float, things: Things) -> None:
    """Plans the life of a square: a fountain or a kiosk, tables, trees, people."""
    rng = scene.rng
    z, x = rng.uniform(12, 18), edge + side * rng.uniform(5, 8)
    middle = partial(paint_kiosk, scene, x, z) if rng.random() < 0.5 else partial(paint_thing, scene, x, z, "fountain")
    things.append((z, middle))
    for _ in range(5):
        z, x = rng.uniform(7, 26), edge + side * rng.uniform(1, 10)
        things.append((z, partial(paint_thing, scene, x, z, pick(rng, ("table", "table", "buggy", "dog", "ball")))))
    for _ in range(4):
        z, x = rng.uniform(7, 28), edge + side * rng.uniform(1, 11)
        things.append((z, partial(paint_person, scene, x, z, rng.uniform(1.5, 1.9))))
    for _ in range(3):
        z, x = rng.uniform(9, 40), edge + side * rng.uniform(6, 14)
        things.append((z, partial(paint_tree, scene, x, z, rng.uniform(4, 6), 1.0)))


def add_people(scene: Scene, town: Town, side: int, things: Things) -> None:
    """Plans people on one pavement; one in eight crosses the road."""
    rng = scene.rng
    width = town.pavement[(side + 1) // 2]
    for _ in range(int(rng.integers(0, 4)) if width else 0):
        crosses = rng.random() < 0.12
        x = (
            rng.uniform(-town.half_road, town.half_road)
            if crosses
            else side * (town.half_road + rng.uniform(0.4, max(width - 0.4, 0.5)))
        )
        z = rng.uniform(12, 30) if crosses else rng.uniform(5, 28)
        things.append((z, partial(paint_person, scene, x, z, rng.uniform(1.5, 1.9))))


def add_traffic(scene: Scene, town: Town, things: Things) -> None:
    """Plans who drives: away from us on the right, towards us on the left; now and then somebody rides."""
    rng = scene.rng
    for side in (-1, 1):
        for centre in town.lane_centres:
            x = side * centre
            z = rng.uniform(9, 30)
            while z < 95:
                kind = pick(rng, ("car", "van", "bus"), (0.80, 0.14, 0.06))
                colour = vary(scene, pick(rng, CAR_PAINTS))
                things.append((z, partial(paint_vehicle, scene, x, z, kind, side < 0, colour)))
                z += rng.uniform(16, 55)
    if rng.random() < 0.3:
        side, z = pick(rng, (-1, 1)), rng.uniform(8, 20)
        across, ahead = pick(rng, ((0.0, 1.0), (0.28, 0.96), (0.6, 0.8)))
        x = side * (town.half_road - 0.8 - PARKING * any(town.parking))
        things.append((z, partial(paint_cyclist, scene, x, z, (across, side * ahead))))


def add_parked_cars(scene: Scene, town: Town, side: int, things: Things) -> None:
    """Plans a row of parked cars along one kerb, if there is parking."""
    rng = scene.rng
    z = rng.uniform(6, 14)
    while town.parking[(side + 1) // 2] and z < 70:
        if rng.random() < 0.5 and is_free(town, z, z + 5):
            x, colour = side * (town.half_road - 1.0), vary(scene, pick(rng, CAR_PAINTS))
            things.append((z, partial(paint_vehicle, scene, x, z, "car", side < 0, colour)))
        z += rng.uniform(5.8, 7.5)


def add_crossings(scene: Scene, town: Town, things: Things) -> None:
    """Plans a junction's lights, a bridge, a railway's warning posts, a tram's poles and wires."""
    rng, (left, right) = scene.rng, town.edges
    if town.junction:
        signal, z = int(rng.integers(3)), town.junction + 9.5
        things.append((z, partial(paint_mast_light, scene, 1, town.half_road + 0.6, z, town.half_road * 0.75, signal)))
        things.append((z, partial(paint_mast_light, scene, -1, -town.half_road - 0.6, z, 2.0, signal)))
    if town.bridge:
        things.append((town.bridge, partial(paint_bridge, scene, town.bridge, (left, right), rng.uniform(1.4, 2.2))))
    if town.crossing:
        signal = 0 if rng.random() < 0.5 else 2
        for side in (-1, 1):
            x, z = side * (town.half_road + 0.7), town.crossing - 1.5
            things.append((z, partial(paint_saltire, scene, x, z, signal)))
    if town.tram:
        poles = np.arange(rng.uniform(7, 12), 90.0, 16.0).tolist()
        for z in poles:
            things.append((z, partial(paint_pole, scene, 0.0, z, 6.2, 0.16, METALS[0])))
        for x in (-1.7, 1.7):
            if rng.random() < 0.6:
                z, colour = rng.uniform(14, 45), pick(rng, TRAM_PAINTS)
                things.append((z, partial(paint_vehicle, scene, x, z, "tram", x < 0, colour)))
            things += [(z0, partial(paint_wire, scene, x, z0, z1)) for z0, z1 in pairwise([2.0, *poles])]
    if town.lanes > 1 and not town.tram:
        z = rng.uniform(20, 34)
        if is_free(town, z - 3, z + 3):
            things.append((z, partial(paint_gantry, scene, z, -town.half_road - 0.9, town.half_road + 0.9)))
