"""Who and what stands where in a simulated town; each function plans one kind of thing."""

from functools import partial

import numpy as np

from helpers.scenes.carla_buildings import paint_block, paint_bridge, paint_guard_rail
from helpers.scenes.carla_ground import Town
from helpers.scenes.carla_things import (
    paint_bush,
    paint_dynamic,
    paint_gantry,
    paint_hoarding,
    paint_mast_light,
    paint_palm,
    paint_planter,
    paint_shelter,
    paint_static,
    paint_wires,
)
from helpers.scenes.street_canvas import FAR, NEAR, Part, Scene, disc, paint, pick, tint, upright, vary
from helpers.scenes.street_furniture import paint_sign, paint_unlabelled
from helpers.scenes.street_people import paint_cyclist, paint_person
from helpers.scenes.street_plan import BRICKS, FENCE, HEDGE, METALS, Things
from helpers.scenes.street_plants import paint_tree
from helpers.scenes.street_sides import paint_building, paint_fence, paint_lamp, paint_pole
from helpers.scenes.street_traffic import CAR_PAINTS, paint_vehicle

MOVABLE = ("cone", "barrel", "buggy", "dog", "ball", "case", "table")


def is_free(town: Town, z0: float, z1: float) -> bool:
    """Whether no bridge, crossing street or railway takes the stretch between two distances."""
    taken = [(town.junction, 9.0), (town.bridge, 8.0), (town.crossing, 4.0)]
    return not any(start and z0 < start + length and z1 > start - 1.0 for start, length in taken)


def add_side(scene: Scene, town: Town, side: int, things: Things) -> None:
    """Plans what lines one side, plot by plot, from the camera to the end."""
    rng = scene.rng
    kind, edge = town.sides[(side + 1) // 2], town.edges[(side + 1) // 2]
    storeys = int(rng.integers(3, 7))
    border = pick(rng, (BRICKS, HEDGE, FENCE), (0.4, 0.3, 0.3))
    colour = vary(scene, pick(rng, border.colours))
    tall_trees = pick(rng, ("palms", "trees", "mixed"))
    z = rng.uniform(-6, 0)
    while z < FAR - 20:
        far = z + (rng.uniform(12, 20) if kind in ("blocks", "square") else rng.uniform(9, 13))
        if far > NEAR + 1 and is_free(town, z, far):
            if kind in ("blocks", "square"):
                front = edge + side * (16.0 if kind == "square" else 0.6)
                floors = max(2, storeys + int(rng.integers(-1, 2)))
                things.append((far - 0.5, partial(paint_block, scene, side, front, z, far - 0.8, floors)))
            elif kind == "houses":
                add_house(scene, side, edge, z, far, things)
            elif kind == "park":
                add_trees(scene, side, edge, (2.0, 16.0), z, far, tall_trees, things)
            elif kind == "verge":
                add_trees(scene, side, edge, (7.0, 26.0), z, far, "trees", things)
            else:
                add_far_bank(scene, side, z, far, things)
            if kind in ("houses", "park"):
                middle = (z + far) / 2
                for start, end in ((z, middle), (middle, far)):
                    stretch = partial(border.paint, scene, side, edge, start, end, border.height, colour)
                    things.append((max(end, NEAR) - 0.01, stretch))
        z = far
    add_edge(scene, town, side, things)


def add_house(scene: Scene, side: int, edge: float, z: float, far: float, things: Things) -> None:
    """Plans a house in its garden: bushes in front, a palm or a round tree beside it."""
    rng = scene.rng
    front = edge + side * rng.uniform(3.5, 5.5)
    things.append(
        (far, partial(paint_building, scene, side, front, z + 1, far - 1.5, int(rng.integers(1, 3)), False))
    )
    for _ in range(2):
        x, depth = edge + side * rng.uniform(1.0, 2.6), max(rng.uniform(z, far), 4.0)
        things.append((depth, partial(paint_bush, scene, x, depth, rng.uniform(0.5, 0.9))))
    add_trees(scene, side, edge, (1.2, 3.0), far - 1.5, far, pick(rng, ("palms", "trees")), things, 1)


def add_trees(
    scene: Scene,
    side: int,
    edge: float,
    away: tuple[float, float],
    z: float,
    far: float,
    kind: str,
    things: Things,
    count: int = 3,
) -> None:
    """Plans trees between two distances from the pavement: "palms", "trees" or "mixed"."""
    rng = scene.rng
    for _ in range(count):
        if rng.random() < 0.7:
            x, depth = edge + side * rng.uniform(*away), max(rng.uniform(z, far), 6.0)
            palm = kind == "palms" or (kind == "mixed" and rng.random() < 0.5)
            height = rng.uniform(5.5, 9.0) if palm else rng.uniform(4.5, 9.0)
            one = (
                partial(paint_palm, scene, x, depth, height)
                if palm
                else partial(paint_tree, scene, x, depth, height, pick(rng, (0.9, 1.0, 1.15)))
            )
            things.append((depth, one))


def add_far_bank(scene: Scene, side: int, z: float, far: float, things: Things) -> None:
    """Plans the other side of the water: a quay wall, trees, blocks."""
    rng = scene.rng
    bank = side * 46.0
    wall = [(bank, -1.4, max(z, NEAR)), (bank, 0.8, max(z, NEAR)), (bank, 0.8, far), (bank, -1.4, far)]
    light = scene.light.right if side < 0 else scene.light.left
    things.append((far, partial(paint, scene, Part.WALL, tint((0.48, 0.45, 0.41), light), wall)))
    if rng.random() < 0.6:
        things.append(
            (
                far + 20,
                partial(paint_block, scene, side, bank + side * 8, z, far - 1, int(rng.integers(2, 6))),
            )
        )
    add_trees(scene, side, bank, (1.0, 6.0), z, far, "trees", things, 2)


def add_edge(scene: Scene, town: Town, side: int, things: Things) -> None:
    """Plans what keeps cars and people from the edge: a barrier on a verge, a railing or a barrier at the water."""
    kind, edge = town.sides[(side + 1) // 2], town.edges[(side + 1) // 2]
    if kind not in ("verge", "water"):
        return
    railing = kind == "water" and scene.rng.random() < 0.5
    metal = vary(scene, pick(scene.rng, METALS))
    for z in np.arange(1.0, 95.0, 5.0).tolist():
        if is_free(town, z, z + 5.0) or kind == "water":
            x = edge + side * 0.4
            one = (
                partial(paint_fence, scene, side, x, z, z + 5.0, 1.1, metal)
                if railing
                else partial(paint_guard_rail, scene, side, x, z, z + 5.0)
            )
            things.append((z + 4.9, one))


def add_furniture(scene: Scene, town: Town, side: int, things: Things) -> None:
    """Plans lamps, signs, planters, and what stands or moves on one pavement."""
    rng = scene.rng
    kind, edge, width = (
        town.sides[(side + 1) // 2],
        town.edges[(side + 1) // 2],
        town.pavement[(side + 1) // 2],
    )
    kerb = side * (town.half_road + (0.5 if width else 1.2))
    back = edge - side * 0.7 if width else edge + side * 3.0
    metal = vary(scene, pick(rng, METALS))
    for z in np.arange(rng.uniform(9, 22), 90.0, rng.uniform(18, 26)).tolist():
        if is_free(town, z, z):
            things.append((z, partial(paint_lamp, scene, side, kerb, z, metal)))
    for _ in range(int(rng.integers(1, 3))):
        z = rng.uniform(6, 26)
        things.append(
            (
                z,
                partial(
                    paint_sign,
                    scene,
                    kerb + side * 0.2,
                    z,
                    pick(rng, ("speed", "warning", "parking", "direction")),
                ),
            )
        )
    for _ in range(int(rng.integers(1, 4))):
        z = rng.uniform(6, 22)
        things.append(
            (z, partial(paint_dynamic, scene, back - side * rng.uniform(0, 0.6), z, pick(rng, MOVABLE)))
        )
    for _ in range(int(rng.integers(0, 3))):
        z = rng.uniform(6, 24)
        if rng.random() < 0.3:
            things.append((z + 3.5, partial(paint_shelter, scene, side, back, z)))
        elif rng.random() < 0.4:
            things.append((z, partial(paint_static, scene, back, z, "hydrant")))
        else:
            things.append(
                (z, partial(paint_unlabelled, scene, back, z, pick(rng, ("bin", "cabinet", "bench"))))
            )
    if width and kind in ("houses", "blocks", "square") and rng.random() < 0.5:
        for z in np.arange(rng.uniform(5, 9), 30.0, 7.0).tolist():
            things.append((z + 3.4, partial(paint_planter, scene, edge - side * 0.8, z, z + 3.5)))
    if kind == "verge" or rng.random() < 0.15:
        z = rng.uniform(12, 30)
        things.append((z, partial(paint_hoarding, scene, edge + side * 6.5, z)))
    if kind == "square":
        add_square(scene, side, edge, things)


def add_square(scene: Scene, side: int, edge: float, things: Things) -> None:
    """Plans the life of a square: a fountain or a kiosk, tables, trees, people."""
    rng = scene.rng
    z, x = rng.uniform(12, 18), edge + side * rng.uniform(5, 8)
    things.append((z, partial(paint_static, scene, x, z, pick(rng, ("fountain", "kiosk")))))
    for _ in range(5):
        z, x = rng.uniform(7, 26), edge + side * rng.uniform(1, 10)
        things.append(
            (z, partial(paint_dynamic, scene, x, z, pick(rng, ("table", "table", "buggy", "dog", "ball"))))
        )
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
            else side * (town.half_road + rng.uniform(0.5, width - 0.5))
        )
        z = rng.uniform(12, 30) if crosses else rng.uniform(5, 28)
        things.append((z, partial(paint_person, scene, x, z, rng.uniform(1.5, 1.9))))


def add_traffic(scene: Scene, town: Town, things: Things) -> None:
    """Plans who drives: away from us on the right, towards us on the left; now and then somebody rides."""
    rng = scene.rng
    width = town.half_road / town.lanes
    for side in (-1, 1):
        for lane in range(town.lanes):
            x = side * width * (lane + 0.5)
            z = rng.uniform(9, 30)
            while z < 95:
                kind = pick(rng, ("car", "van", "bus"), (0.80, 0.14, 0.06))
                colour = vary(scene, pick(rng, CAR_PAINTS))
                things.append((z, partial(paint_vehicle, scene, x, z, kind, side < 0, colour)))
                z += rng.uniform(16, 55)
    if rng.random() < 0.3:
        side, z = pick(rng, (-1, 1)), rng.uniform(8, 20)
        across, ahead = pick(rng, ((0.0, 1.0), (0.28, 0.96), (0.6, 0.8)))
        things.append(
            (z, partial(paint_cyclist, scene, side * (town.half_road - 0.8), z, (across, side * ahead)))
        )


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
        things.append(
            (z, partial(paint_mast_light, scene, 1, town.half_road + 0.6, z, town.half_road * 0.75, signal))
        )
        things.append((z, partial(paint_mast_light, scene, -1, -town.half_road - 0.6, z, 2.0, signal)))
    if town.bridge:
        things.append(
            (town.bridge, partial(paint_bridge, scene, town.bridge, (left, right), rng.uniform(1.4, 2.2)))
        )
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
            things.append((95.0, partial(paint_wires, scene, x, [2.0, *poles])))
    if town.lanes > 1 and not town.tram:
        z = rng.uniform(20, 34)
        if is_free(town, z - 3, z + 3):
            things.append((z, partial(paint_gantry, scene, z, -town.half_road - 0.9, town.half_road + 0.9)))


def paint_saltire(scene: Scene, x: float, z: float, signal: int) -> None:
    """Paints the warning of a railway: a white and red cross over two lamps."""
    front = scene.light.front
    paint_pole(scene, x, z, 2.6, 0.12, (0.60, 0.60, 0.60))
    for slope in (-1, 1):
        bar = [
            (x - 0.8, 2.9 - 0.5 * slope, z),
            (x - 0.8, 3.15 - 0.5 * slope, z),
            (x + 0.8, 3.15 + 0.5 * slope, z),
            (x + 0.8, 2.9 + 0.5 * slope, z),
        ]
        paint(scene, Part.TRAFFIC_SIGN, tint((0.90, 0.90, 0.88), front), bar)
    paint(scene, Part.TRAFFIC_LIGHT, tint((0.08, 0.08, 0.09), front), upright(x, z, -0.62, 0.62, 1.95, 2.4))
    for across in (-0.34, 0.34):
        lamp = (1.0, 0.16, 0.12) if signal == 0 else (0.30, 0.06, 0.05)
        paint(scene, Part.TRAFFIC_LIGHT, lamp, disc(x + across, 2.17, z, 0.19))
