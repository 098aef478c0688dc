"""What lines a simulated street: each function plans one kind of place."""

from functools import partial
from typing import NamedTuple

import numpy as np

from helpers.scenes.carla_buildings import paint_block, paint_guard_rail, paint_panel_wall, paint_railing
from helpers.scenes.carla_ground import WATER_LEVEL, Town
from helpers.scenes.carla_plants import paint_bush, paint_palm
from helpers.scenes.street_canvas import FAR, NEAR, Colour, Part, Scene, paint, pick, tint, vary
from helpers.scenes.street_plan import FENCE, HEDGE, METALS, Border, Things
from helpers.scenes.street_plants import paint_tree
from helpers.scenes.street_sides import paint_building, paint_pole, towards_road

WALL = Border(paint_panel_wall, 1.5, [(0.58, 0.57, 0.56), (0.50, 0.51, 0.54), (0.62, 0.50, 0.42)])


class Look(NamedTuple):
    """What the plots of one side have in common; lengths in metres."""

    storeys: int
    setback: float  # from the pavement to the blocks
    border: Border | None  # what divides a plot from the pavement
    colour: Colour  # of the border
    trees: str  # "palms", "trees" or "mixed"
    street_trees: bool  # a row of them on the pavement


def is_free(town: Town, z0: float, z1: float) -> bool:
    """Whether no bridge, crossing street or railway takes the stretch between two distances."""
    taken = [(town.junction, 9.0), (town.bridge, 8.0), (town.crossing, 4.0)]
    return not any(start and z0 < start + length and z1 > start - 1.0 for start, length in taken)


def add_side(scene: Scene, town: Town, side: int, things: Things) -> None:
    """Plans what lines one side, plot by plot, from the camera to the end."""
    rng = scene.rng
    kind, edge = town.sides[(side + 1) // 2], town.edges[(side + 1) // 2]
    look = choose_look(scene, kind)
    z = rng.uniform(-6, 0)
    while z < FAR - 20:
        far = z + (rng.uniform(12, 20) if kind in ("blocks", "square") else rng.uniform(9, 13))
        if far > NEAR + 1 and is_free(town, z, far):
            if kind in ("blocks", "square"):
                floors = max(2, look.storeys + int(rng.integers(-1, 2)))
                front = edge + side * look.setback
                things.append((far - 0.5, partial(paint_block, scene, side, front, z, far - 0.8, floors)))
            elif kind == "houses":
                add_house(scene, side, edge, z, far, things)
            elif kind == "park":
                add_trees(scene, side, edge, (1.5, 16.0), (z, far), look.trees, 6, things)
            elif kind == "verge":
                add_trees(scene, side, edge, (6.0, 20.0), (z, far), "trees", 7, things)
            else:
                add_far_bank(scene, side, z, far, things)
            add_border(scene, side, edge, z, far, look, things)
        z = far
    if look.street_trees:
        for z in np.arange(rng.uniform(8, 13), 80.0, rng.uniform(8, 12)).tolist():
            if is_free(town, z - 1.5, z + 1.5):
                add_trees(scene, side, edge, (-0.9, -0.7), (z, z), look.trees, 1, things)
    add_edge(scene, town, side, things)


def choose_look(scene: Scene, kind: str) -> Look:
    """Draws what the plots of one side have in common."""
    rng = scene.rng
    border = pick(rng, (WALL, HEDGE, FENCE), (0.55, 0.25, 0.20))
    walled = kind in ("houses", "park") or (kind == "blocks" and rng.random() < 0.55)
    setback = {"square": rng.uniform(14, 20), "blocks": rng.uniform(3, 6)}
    return Look(
        storeys=int(rng.integers(3, 7)),
        setback=setback.get(kind, 0.0),
        border=border if walled else None,
        colour=vary(scene, pick(rng, border.colours)),
        trees=pick(rng, ("palms", "trees", "mixed")),
        street_trees=kind in ("blocks", "houses") and rng.random() < 0.5,
    )


def add_border(scene: Scene, side: int, edge: float, z: float, far: float, look: Look, things: Things) -> None:
    """Plans the wall, hedge or fence between a plot and the pavement."""
    middle = (z + far) / 2
    for start, end in ((z, middle), (middle, far)):
        if look.border:
            stretch = partial(look.border.paint, scene, side, edge, start, end, look.border.height, look.colour)
            things.append((max(end, NEAR) - 0.01, stretch))


def add_house(scene: Scene, side: int, edge: float, z: float, far: float, things: Things) -> None:
    """Plans a house in its garden: bushes in front, a palm or a round tree beside it."""
    rng = scene.rng
    front, storeys = edge + side * rng.uniform(3.5, 5.5), int(rng.integers(1, 3))
    things.append((far, partial(paint_building, scene, side, front, z + 1, far - 1.5, storeys, False)))
    for _ in range(3):
        x, depth = edge + side * rng.uniform(0.9, 2.6), max(rng.uniform(z, far), 4.0)
        things.append((depth, partial(paint_bush, scene, x, depth, rng.uniform(0.6, 1.1))))
    kind = pick(rng, ("palms", "trees"))
    add_trees(scene, side, edge, (1.2, 3.0), (far - 2.5, far), kind, 1, things)


def add_trees(
    scene: Scene,
    side: int,
    edge: float,
    away: tuple[float, float],
    reach: tuple[float, float],
    kind: str,
    count: int,
    things: Things,
) -> None:
    """Plans trees, three of four places taken.

    Args:
        scene: the canvas.
        side: -1 left of the road, 1 right of it.
        edge: where the pavement ends.
        away: least and greatest distance from there, in metres.
        reach: nearest and farthest, in metres.
        kind: "palms", "trees" or "mixed".
        count: how many places.
        things: where to note them.
    """
    rng = scene.rng
    for _ in range(count):
        x, z, height = edge + side * rng.uniform(*away), max(rng.uniform(*reach), 6.0), rng.uniform(4.5, 9.0)
        if rng.random() < 0.25:
            continue
        if kind == "palms" or (kind == "mixed" and rng.random() < 0.5):
            things.append((z, partial(paint_palm, scene, x, z, height)))
        else:
            things.append((z, partial(paint_tree, scene, x, z, height, pick(rng, (0.85, 1.0, 1.15)))))


def add_far_bank(scene: Scene, side: int, z: float, far: float, things: Things) -> None:
    """Plans the other side of the water: a quay wall, trees, blocks."""
    rng = scene.rng
    bank, start = side * 60.0, max(z, NEAR)
    wall = [(bank, WATER_LEVEL, start), (bank, 1.2, start), (bank, 1.2, far), (bank, WATER_LEVEL, far)]
    stone = tint((0.48, 0.45, 0.41), towards_road(scene, side))
    things.append((far, partial(paint, scene, Part.WALL, stone, wall)))
    if rng.random() < 0.7:
        storeys = int(rng.integers(2, 6))
        things.append((far + 20, partial(paint_block, scene, side, bank + side * 8, z, far - 1, storeys)))
    add_trees(scene, side, bank, (1.0, 6.0), (z, far), "trees", 3, things)


def add_edge(scene: Scene, town: Town, side: int, things: Things) -> None:
    """Plans what keeps cars from a verge (a barrier) and people from the water (a barrier, a railing, bollards)."""
    rng = scene.rng
    kind, edge = town.sides[(side + 1) // 2], town.edges[(side + 1) // 2]
    if kind not in ("verge", "water"):
        return
    means = "barrier" if kind == "verge" else pick(rng, ("barrier", "railing", "bollards"))
    metal = vary(scene, pick(rng, METALS))
    first = rng.uniform(1.0, 8.0)
    x = edge + side * 0.4
    for z in np.arange(first, 95.0, 5.0).tolist():
        if not is_free(town, z, z + 5.0) and kind == "verge":
            continue
        if means == "barrier":
            things.append((z + 4.9, partial(paint_guard_rail, scene, side, x, z, z + 5.0)))
        elif means == "railing":
            things.append((z + 4.9, partial(paint_railing, scene, side, x, z, z + 5.0, metal)))
        else:
            things.append((z, partial(paint_pole, scene, x, z, 0.8, 0.22, metal)))
