"""The plan of a simulated town's street and its ground: right-hand traffic, double yellow lines, tram tracks."""

from typing import NamedTuple

import numpy as np

from helpers.scenes.street_canvas import (
    FAR,
    NEAR,
    Colour,
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

WATER_LEVEL = -0.6  # metres
PARKING = 2.0  # metres, between the lanes and the kerb where cars are parked
TRAM_BED = 3.0  # metres, half of its width
YELLOW, WHITE, GRASS = (0.80, 0.60, 0.14), (0.84, 0.84, 0.82), (0.30, 0.40, 0.16)


class Town(NamedTuple):
    """The plan of a street; lengths in metres, x from the middle of the road, pairs are (left, right)."""

    half_road: float
    lanes: int  # each way
    pavement: tuple[float, float]  # 0 where there is none
    sides: tuple[str, str]  # "blocks", "houses", "park", "verge", "water" or "square"
    junction: float = 0.0  # where a street crosses, or 0
    bridge: float = 0.0  # where a bridge passes over us, or 0
    crossing: float = 0.0  # where a railway crosses, or 0
    tram: bool = False
    parking: tuple[bool, bool] = (False, False)

    @property
    def edges(self) -> tuple[float, float]:
        """Where the pavement ends, left (negative) and right."""
        return -self.half_road - self.pavement[0], self.half_road + self.pavement[1]

    @property
    def middle(self) -> float:
        """Half of what lies between the lanes of the two directions: a tram's bed, or nothing."""
        return TRAM_BED + 0.25 if self.tram else 0.0

    @property
    def lane_centres(self) -> list[float]:
        """Where cars drive on our side, from the middle outwards; on the other side the same with a minus."""
        width = (self.half_road - self.middle - PARKING * any(self.parking)) / self.lanes
        return [self.middle + width * (lane + 0.5) for lane in range(self.lanes)]


def paint_ground(scene: Scene, town: Town) -> None:
    """Paints everything that is level, from the sides inwards."""
    rng, up = scene.rng, scene.light.up
    asphalt = vary(scene, pick(rng, ((0.36, 0.36, 0.37), (0.46, 0.46, 0.46))), 0.1)
    slabs = vary(scene, pick(rng, ((0.56, 0.55, 0.53), (0.48, 0.48, 0.50), (0.60, 0.52, 0.44))), 0.06)
    grass = tint(vary(scene, GRASS, 0.1), up)
    scene.numbers[round(scene.view.horizon) :] = new_number(scene, Part.TERRAIN, grass, FAR)
    for side, kind, edge in zip((-1, 1), town.sides, town.edges, strict=True):
        if kind == "water":
            paint(scene, Part.WATER, tint((0.12, 0.22, 0.25), up), flat(edge, side * 60, NEAR, FAR, WATER_LEVEL))
        elif kind in ("square", "blocks"):
            paint_square(scene, side, edge)
    paint(scene, Part.ROAD, tint(asphalt, up), flat(-town.half_road, town.half_road, NEAR, FAR))
    paint_wear(scene, town, asphalt)
    for side, width, edge in zip((-1, 1), town.pavement, town.edges, strict=True):
        if width:
            paint_pavement(scene, side, side * town.half_road, edge, slabs)
    if town.junction:
        z = town.junction
        paint(scene, Part.ROAD, tint(asphalt, up), flat(-60, 60, z, z + 8.0))
    if town.tram:
        paint_tram_tracks(scene, asphalt)
    paint_markings(scene, town)
    if town.crossing:
        paint_level_crossing(scene, town.crossing)


def paint_wear(scene: Scene, town: Town, asphalt: Colour) -> None:
    """Paints what wheels leave on each lane, and a few mended patches."""
    rng, up, half = scene.rng, scene.light.up, town.half_road
    worn = tint(mix(asphalt, (0.22, 0.22, 0.23), 0.16), up)
    for centre in town.lane_centres:
        for x in (-centre - 0.8, -centre + 0.8, centre - 0.8, centre + 0.8):
            paint(scene, Part.ROAD, worn, flat(x - 0.25, x + 0.25, NEAR, 60))
    for _ in range(int(rng.integers(0, 4))):
        x, z, length = rng.uniform(-half, half - 1), rng.uniform(4, 25), rng.uniform(1, 6)
        patch = mix(asphalt, pick(rng, ((0.18, 0.18, 0.19), (0.66, 0.66, 0.64))), rng.uniform(0.1, 0.3))
        paint(scene, Part.ROAD, tint(patch, up), flat(x, min(x + 1.8, half), z, z + length))


def paint_pavement(scene: Scene, side: int, kerb: float, edge: float, slabs: Colour) -> None:
    """Paints a raised pavement from the kerb to its edge, with the seams between its slabs."""
    up, face = scene.light.up, scene.light.right if side < 0 else scene.light.left
    foot = flat(kerb, kerb, NEAR, FAR)
    foot = foot[: len(foot) // 2]
    stone = foot + [(x, 0.15, z) for x, _, z in reversed(foot)]
    paint(scene, Part.SIDEWALK, tint(mix(slabs, (1, 1, 1), 0.25), face), stone)
    paint(scene, Part.SIDEWALK, tint(slabs, up), flat(kerb, edge, NEAR, FAR, 0.15))
    seams = [flat(kerb, edge, z, z + 0.1, 0.15) for z in np.arange(3.0, 22.0, 2.0).tolist()]
    paint_many(scene, Part.SIDEWALK, tint(mix(slabs, (0, 0, 0), 0.15), up), seams)
    paint(scene, Part.SIDEWALK, tint(mix(slabs, (1, 1, 1), 0.15), up), flat(kerb, kerb + side * 0.3, NEAR, FAR, 0.15))


def paint_square(scene: Scene, side: int, edge: float) -> None:
    """Paints a paved square: large plates in two colours."""
    rng, up = scene.rng, scene.light.up
    plates = vary(scene, pick(rng, ((0.62, 0.46, 0.36), (0.66, 0.60, 0.48), (0.55, 0.50, 0.46))), 0.06)
    paint(scene, Part.SQUARE, tint(plates, up), flat(edge, side * 45, NEAR, FAR, 0.15))
    darker = tint(mix(plates, (0.2, 0.18, 0.18), 0.28), up)
    for first in range(2):
        for i in range(6):
            x = edge + side * (2.0 * i + first)
            starts = [z + first * 2.0 for z in np.arange(2.0, 34.0, 4.0).tolist()]
            paint_many(scene, Part.SQUARE, darker, [flat(x, x + side * 1.0, z, z + 2.0, 0.15) for z in starts])


def paint_tram_tracks(scene: Scene, asphalt: Colour) -> None:
    """Paints two tram tracks along the middle of the street: a bed of concrete plates and four rails in grooves."""
    up = scene.light.up
    bed = mix(asphalt, (0.62, 0.58, 0.52), 0.55)
    paint(scene, Part.RAIL_TRACK, tint(bed, up), flat(-TRAM_BED, TRAM_BED, NEAR, FAR))
    seams = [flat(-TRAM_BED, TRAM_BED, z, z + 0.12) for z in np.arange(3.0, 24.0, 3.0).tolist()]
    paint_many(scene, Part.RAIL_TRACK, tint(mix(bed, (0, 0, 0), 0.15), up), seams)
    for rail in (-2.42, -0.98, 0.98, 2.42):
        paint(scene, Part.RAIL_TRACK, tint((0.20, 0.19, 0.19), up), flat(rail - 0.1, rail + 0.1, NEAR, FAR))
        paint(scene, Part.RAIL_TRACK, tint((0.64, 0.66, 0.68), up), flat(rail - 0.06, rail + 0.04, NEAR, 11))


def paint_level_crossing(scene: Scene, z: float) -> None:
    """Paints a railway that crosses the road: ballast, sleepers, two rails from side to side."""
    up = scene.light.up
    paint(scene, Part.RAIL_TRACK, tint((0.40, 0.34, 0.29), up), flat(-60, 60, z, z + 3.4, 0.02))
    sleepers = [flat(x, x + 0.35, z + 0.4, z + 3.0, 0.03) for x in np.arange(-24.0, 24.0, 0.9).tolist()]
    paint_many(scene, Part.RAIL_TRACK, tint((0.24, 0.19, 0.16), up), sleepers)
    for rail in (z + 0.9, z + 2.4):
        paint(scene, Part.RAIL_TRACK, tint((0.14, 0.13, 0.13), up), flat(-60, 60, rail - 0.06, rail + 0.14, 0.04))
        paint(scene, Part.RAIL_TRACK, tint((0.70, 0.71, 0.73), up), flat(-60, 60, rail, rail + 0.08, 0.12))


def paint_markings(scene: Scene, town: Town) -> None:
    """Paints the double yellow middle, white lanes and edges, and at a junction stop lines and crossings."""
    up, half = scene.light.up, town.half_road
    yellow, white = tint(vary(scene, YELLOW, 0.1), up), tint(vary(scene, WHITE, 0.05), up)
    stop = town.junction - 5.0 if town.junction else 0.0
    stretches = [(NEAR, stop), (town.junction + 12.0, 110.0)] if town.junction else [(NEAR, 110.0)]
    middle = max(town.middle, 0.16)
    for start, end in stretches:
        for x in (-middle, middle):
            paint(scene, Part.ROAD_LINE, yellow, flat(x - 0.08, x + 0.08, start, end))
        for side, parked in zip((-1, 1), town.parking, strict=True):
            if town.lanes > 1 and not parked:
                x = side * (half - 0.3)
                paint(scene, Part.ROAD_LINE, white, flat(x - 0.07, x + 0.07, start, end))
            for lane in range(1, town.lanes):
                x = side * (middle + (half - middle) * lane / town.lanes)
                dashes = [flat(x - 0.07, x + 0.07, z, z + 2.5) for z in np.arange(start + 1, end - 3, 6.5).tolist()]
                paint_many(scene, Part.ROAD_LINE, white, dashes)
    if town.junction:
        paint(scene, Part.ROAD_LINE, white, flat(0.2, half - 0.2, stop - 0.5, stop))
        for z in (stop + 1.0, town.junction + 9.0):
            bars = [flat(x, x + 0.5, z, z + 2.6) for x in np.arange(-half + 0.3, half - 0.5, 1.0).tolist()]
            paint_many(scene, Part.ROAD_LINE, white, bars)
