"""Procedural streets, seen through a windscreen, with exact masks in CamVid's ids.

`draw(seed)` lays out a road, two sides and some traffic, paints everything from far to near, and hands back
the picture and the mask. Where to read on: how a shape reaches the picture, in `street_canvas`; hour, haze
and shadows, in `street_light`; the shapes, in `street_ground`, `street_sides`, `street_plants`,
`street_furniture`, `street_traffic` and `street_people`; who stands where, in `street_plan`.
"""

import numpy as np

from helpers.images import VOID
from helpers.scenes.street_canvas import HEIGHT, SCALE, WIDTH, Part, Scene, View, pick
from helpers.scenes.street_furniture import paint_bonnet, paint_skyline
from helpers.scenes.street_ground import Layout, paint_ground
from helpers.scenes.street_light import choose_light, finish
from helpers.scenes.street_plan import (
    Things,
    add_furniture,
    add_junction,
    add_parked_cars,
    add_people,
    add_side,
    add_traffic,
)

# CamVid's classes, as this course delivers them. Grass counts as vegetation and walls as buildings there;
# our own bonnet, the odd things on a pavement and what only a simulator has have no class.
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
    Part.OTHER: VOID,
    Part.SQUARE: VOID,
    Part.BRIDGE: VOID,
    Part.RAIL_TRACK: VOID,
    Part.GUARD_RAIL: VOID,
    Part.WATER: VOID,
    Part.UNTAGGED: VOID,
}


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
    kinds = [pick(rng, ("terrace", "houses", "park"), (0.70, 0.15, 0.15)) for _ in range(2)]
    return Layout(
        half_road=rng.uniform(3.6, 5.6),
        pavement=rng.uniform(2.0, 3.6),
        kinds=(kinds[0], kinds[1]),
        junction=rng.uniform(14, 40) if rng.random() < 0.5 else 0.0,
        junction_side=pick(rng, (-1, 1)),
        parking=(rng.random() < 0.5, rng.random() < 0.6),
    )


def choose_view(rng: np.random.Generator, plan: Layout) -> View:
    """Puts the camera behind a windscreen in the left lane; half of the pictures are then mirrored."""
    width, height = WIDTH * SCALE, HEIGHT * SCALE
    return View(
        focal=width * rng.uniform(0.8, 1.05),
        vanishing_x=width * rng.uniform(0.38, 0.66),
        horizon=height * rng.uniform(0.44, 0.56),
        camera_x=-plan.half_road * rng.uniform(0.2, 0.5),
        camera_height=rng.uniform(1.3, 1.7),
        curve=rng.uniform(-0.0024, 0.0024) if rng.random() < 0.5 else 0.0,
        mirrored=rng.random() < 0.5,
    )
