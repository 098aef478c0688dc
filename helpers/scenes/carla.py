"""Procedural streets in the manner of CARLA, a driving simulator, with exact masks in its 13 and its 23 tags.

The same way of painting as in `streets`, another world: right-hand traffic, blocks with flat roofs, palms, wet
roads that mirror, our own bonnet at the bottom of every frame. Where to read on: the level things, in
`carla_ground`; what is built and grows, in `carla_buildings` and `carla_plants`; what stands and moves, in
`carla_signals` and `carla_things`; who stands where, in `carla_plan` and `carla_life`; weather and camera, in
`carla_weather`.
"""

from typing import NamedTuple

import numpy as np

from helpers.scenes.carla_ground import PARKING, Town, paint_ground
from helpers.scenes.carla_life import add_crossings, add_furniture, add_parked_cars, add_people, add_traffic
from helpers.scenes.carla_plan import add_side
from helpers.scenes.carla_things import paint_own_bonnet
from helpers.scenes.carla_weather import WEATHERS, render, weather_light
from helpers.scenes.street_canvas import HEIGHT, SCALE, WIDTH, Part, Scene, View, pick
from helpers.scenes.street_furniture import paint_skyline
from helpers.scenes.street_plan import Things
from helpers.scenes.streets import translate

# CARLA from 0.9.10 to 0.9.13, all 23 tags; a rider and the bicycle are one vehicle there.
TAGS_23 = {
    Part.UNTAGGED: 0,
    Part.BUILDING: 1,
    Part.FENCE: 2,
    Part.OTHER: 3,
    Part.PERSON: 4,
    Part.POLE: 5,
    Part.ROAD_LINE: 6,
    Part.ROAD: 7,
    Part.SIDEWALK: 8,
    Part.VEGETATION: 9,
    Part.CAR: 10,
    Part.CYCLIST: 10,
    Part.BONNET: 10,
    Part.WALL: 11,
    Part.TRAFFIC_SIGN: 12,
    Part.SKY: 13,
    Part.SQUARE: 14,
    Part.BRIDGE: 15,
    Part.RAIL_TRACK: 16,
    Part.GUARD_RAIL: 17,
    Part.TRAFFIC_LIGHT: 18,
    Part.STATIC: 19,
    Part.DYNAMIC: 20,
    Part.WATER: 21,
    Part.TERRAIN: 22,
}

# CARLA 0.8 has no tag for the sky, grass, water and squares (none), counts traffic lights among the signs, and
# has one word for bridges and all the small things: other.
OLD_TAGS = {13: 0, 14: 0, 15: 3, 16: 7, 17: 2, 18: 12, 19: 3, 20: 3, 21: 0, 22: 0}
TAGS_13 = {part: OLD_TAGS.get(tag, tag) for part, tag in TAGS_23.items()}


PAVEMENTS = {"verge": (0.0, 0.0), "water": (1.2, 2.0), "square": (0.8, 1.2)}  # metres, where they are narrower


class Setting(NamedTuple):
    """A kind of place: what stands on either side, and what crosses the street."""

    sides: tuple[str, str]
    lanes: int = 1
    pavement: bool = True
    junction: bool = False
    bridge: bool = False
    crossing: bool = False
    tram: bool = False


# Pictures take turns: eight places and seven weathers have no common divisor, so that ten pictures in a row hold
# every place and every weather, and 56 hold all pairs.
SETTINGS = (
    Setting(("blocks", "houses"), junction=True),
    Setting(("verge", "verge"), lanes=2, pavement=False, bridge=True),
    Setting(("houses", "houses")),
    Setting(("water", "blocks")),
    Setting(("square", "blocks"), junction=True),
    Setting(("blocks", "park"), lanes=2, tram=True),
    Setting(("park", "verge"), crossing=True),
    Setting(("houses", "water"), bridge=True),
)


def draw(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draws one simulated street with its masks.

    Args:
        seed: any non-negative integer; the same seed gives the same street.

    Returns:
        image uint8 (120, 160, 3) RGB; tags uint8 (120, 160) 0..12 of CARLA 0.8; tags uint8 (120, 160) 0..22 of
        CARLA 0.9.10.

    Example:
        >>> image, tags13, tags23 = draw(7)
        >>> image.shape, tags13.shape, int(tags23[-1, 80])
        ((120, 160, 3), (120, 160), 10)
    """
    image, parts = draw_parts(seed)
    return image, translate(parts, TAGS_13), translate(parts, TAGS_23)


def draw_parts(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draws one simulated street with a `Part` for every pixel.

    Args:
        seed: any non-negative integer.

    Returns:
        image uint8 (120, 160, 3) RGB and parts uint8 (120, 160), values of `Part`.
    """
    rng = np.random.default_rng((seed, 0xCA1A))
    town = choose_town(rng, SETTINGS[seed % len(SETTINGS)])
    weather = list(WEATHERS)[seed % len(WEATHERS)]
    scene = Scene(choose_view(rng, town), weather_light(rng, weather), rng)
    paint_ground(scene, town)
    paint_skyline(scene)

    things: Things = []
    for side in (-1, 1):
        add_side(scene, town, side, things)
        add_furniture(scene, town, side, things)
        add_people(scene, town, side, things)
        add_parked_cars(scene, town, side, things)
    add_crossings(scene, town, things)
    add_traffic(scene, town, things)
    for _, paint_thing in sorted(things, key=lambda thing: -thing[0]):
        paint_thing()
    paint_own_bonnet(scene)
    return render(scene)


def choose_town(rng: np.random.Generator, setting: Setting) -> Town:
    """Draws the plan of a street; half of the places are built the other way round."""
    sides = setting.sides if rng.random() < 0.5 else setting.sides[::-1]
    parking = tuple(rng.random() < 0.35 and setting.lanes == 1 and kind not in ("verge", "water") for kind in sides)
    half_road = rng.uniform(7.0, 8.0) if setting.lanes > 1 else rng.uniform(3.6, 4.6)
    pavement = tuple(rng.uniform(*PAVEMENTS.get(kind, (2.4, 3.8))) if setting.pavement else 0.0 for kind in sides)
    return Town(
        half_road=half_road + 1.5 * setting.tram + PARKING * any(parking),
        lanes=setting.lanes,
        pavement=pavement,
        sides=sides,
        junction=rng.uniform(10, 20) if setting.junction else 0.0,
        bridge=rng.uniform(16, 34) if setting.bridge else 0.0,
        crossing=rng.uniform(6.5, 12) if setting.crossing else 0.0,
        tram=setting.tram,
        parking=parking,
    )


def choose_view(rng: np.random.Generator, town: Town) -> View:
    """Puts the camera into a lane on the right, with the wide lens that a simulator gives its cameras."""
    width, height = WIDTH * SCALE, HEIGHT * SCALE
    return View(
        focal=width * rng.uniform(0.56, 0.72),
        vanishing_x=width * rng.uniform(0.44, 0.56),
        horizon=height * rng.uniform(0.47, 0.54),
        camera_x=pick(rng, town.lane_centres) + rng.uniform(-0.3, 0.3),
        camera_height=rng.uniform(1.35, 1.7),
        curve=rng.uniform(-0.0020, 0.0020) if rng.random() < 0.4 else 0.0,
        mirrored=False,
    )
