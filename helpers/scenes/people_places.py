"""Where people stand: before a wall, in a street, in a park; with strangers, cars and trees further back.

One formula serves every wall. Seen from above, a wall is a straight line, and each column of the picture is a
ray from the camera. Where the ray meets the line is the wall's distance in that column; from it follows how far
along the wall and how high above the ground each pixel of the column looks. Below height 0 it is ground.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.random import Generator

from helpers.scenes.people_canvas import HEIGHT, WIDTH
from helpers.scenes.people_cloth import grains
from helpers.scenes.people_surfaces import (
    GROUNDS,
    NEAR_WALLS,
    Surface,
    asphalt,
    facade,
    grass,
    gravel,
    hedge,
    rgb,
    slabs,
)
from helpers.scenes.streets import draw_parts

STREET_THINGS = (("car", 3, 1.7), ("post", 3, 1.5), ("tree", 2, 1.8), ("stranger", 4, 1.9))
CROWNS = ((0.22, 0.31, 0.14), (0.28, 0.33, 0.16), (0.38, 0.29, 0.14), (0.20, 0.26, 0.16))
SEATS = ((0.62, 0.60, 0.56), (0.50, 0.48, 0.46), (0.46, 0.33, 0.22), (0.74, 0.70, 0.62))
SHARP = 2  # backgrounds are drawn at twice the size of the picture


class View(NamedTuple):
    """The camera; lengths on the picture in background pixels."""

    focal: float
    centre: float  # column of the vanishing point
    horizon: float  # its row
    height: float  # of the camera above the ground, metres


class Wall(NamedTuple):
    """An upright plane; seen from above the line across * x + ahead * z = distance, in metres."""

    across: float
    ahead: float
    distance: float
    surface: Surface
    top: float  # height in metres


class Place(NamedTuple):
    """A background and what a figure needs to know of it."""

    picture: np.ndarray  # float32 (H, W, 3), 0..1
    depth: np.ndarray  # float32 (H, W), metres ahead
    wall_distance: float | None = None  # of a wall that faces the camera
    things: tuple[tuple[str, int, float], ...] = ()  # what else may stand there: name, most, nearest (figure = 1)


def wall_depth(view: View, wall: Wall) -> np.ndarray:
    """How far ahead each column's ray meets a wall, float32 (1, W), metres; 1000 where it does not."""
    slope = (np.arange(WIDTH * SHARP, dtype=np.float32)[None] - view.centre) / view.focal
    facing = wall.across * slope + wall.ahead
    depth = wall.distance / np.where(np.abs(facing) < 1e-6, 1e-6, facing)
    return np.where((depth > 0.5) & (depth < 1000), depth, 1000).astype(np.float32)


def raise_walls(rng: Generator, view: View, walls: list[Wall], ground: Surface, sky: Sequence[float]) -> Place:
    """Paints sky, ground and walls; the nearest wall of each column hides the others."""
    height, width = HEIGHT * SHARP, WIDTH * SHARP
    planes = np.empty((3, height, width), np.float32)
    planes[:] = rgb(sky)
    depth = np.full((height, width), 1000, np.float32)
    row = np.arange(height, dtype=np.float32)[:, None]
    slope = (np.arange(width, dtype=np.float32)[None] - view.centre) / view.focal

    first = int(np.clip(view.horizon + 2, 0, height))
    ahead = view.focal * view.height / (row[first:] - view.horizon) + 0 * slope
    fade = np.clip(ahead / 60, 0, 0.5)
    planes[:, first:] = ground(rng, slope * ahead, ahead) * (1 - fade) + 0.62 * fade
    depth[first:] = ahead
    for wall in sorted(walls, key=lambda wall: -wall.distance):
        far = wall_depth(view, wall)
        up = view.height - (row - view.horizon) * far / view.focal
        seen = (up >= 0) & (up < wall.top) & (far < 900) & (far <= depth + 0.01)
        if not seen.any():
            continue
        rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
        part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
        seen, up = seen[part], up[part]
        along = (wall.ahead * slope * far - wall.across * far)[:, part[1]] + 0 * up
        foot = 0.35 * np.exp(-np.maximum(up, 0) / 0.08)
        away = 1 - 0.12 * abs(wall.across) * np.sign(wall.distance)
        np.copyto(planes[:, *part], wall.surface(rng, along, up) * (away * (1 - foot)), where=seen)
        np.copyto(depth[part], far[:, part[1]], where=seen)
    return Place(np.dstack(planes), depth)


def before_a_wall(rng: Generator, view: View, near: float) -> Place:
    """A wall close behind, straight or at an angle; often a pavement at its foot and a strip of road."""
    angle = float(rng.choice((0.0, 0.0, rng.uniform(-0.7, 0.7))))
    surface = NEAR_WALLS[int(rng.integers(len(NEAR_WALLS)))]
    distance = near + rng.uniform(0.5, 3.0)
    wall = Wall(math.sin(angle), math.cos(angle), distance * math.cos(angle), surface, 12.0)
    ground = GROUNDS[int(rng.integers(len(GROUNDS)))]
    place = raise_walls(rng, view, [wall], ground, (0.8, 0.85, 0.9))
    return place._replace(wall_distance=distance if angle == 0 else None)


def in_a_street(rng: Generator, view: View, near: float) -> Place:
    """A street that runs away from the camera, houses on one side or both, sky at its end."""
    bend = rng.uniform(-0.22, 0.22)
    walls = []
    for side in (-1, 1):
        if rng.random() < 0.85:
            away = rng.uniform(1.2, 9.0)
            angle = bend + rng.uniform(-0.05, 0.05)
            walls.append(Wall(side * math.cos(angle), side * math.sin(angle), away, facade, rng.uniform(7, 22)))
    if rng.random() < 0.7 or not walls:
        walls.append(Wall(0.0, 1.0, rng.uniform(18, 60), hedge if rng.random() < 0.35 else facade, rng.uniform(6, 20)))
    sky = ((0.72, 0.82, 0.94), (0.88, 0.90, 0.92), (0.95, 0.86, 0.76))[int(rng.integers(3))]
    ground = (slabs, asphalt, asphalt)[int(rng.integers(3))]
    return raise_walls(rng, view, walls, ground, sky)._replace(things=STREET_THINGS)


def in_a_park(rng: Generator, view: View, near: float) -> Place:
    """A path or lawn before trees."""
    walls = [Wall(0.0, 1.0, rng.uniform(14, 45), hedge, rng.uniform(3, 14))]
    place = raise_walls(rng, view, walls, (grass, gravel, gravel)[int(rng.integers(3))], (0.84, 0.89, 0.94))
    picture = place.picture
    size = picture.shape[:2]
    crowns = grains(rng, size, 40, 34, smooth=True) + 0.5 * grains(rng, size, 14, 12, smooth=True)
    leaves = 1 + 0.12 * crowns + 0.18 * grains(rng, size, 5, 4) + 0.12 * grains(rng, size, 2, 2)
    row = np.arange(picture.shape[0])[:, None]
    share = np.clip((crowns - 0.2 + (view.horizon * 0.55 - row) / 90) * 1.6, 0, 0.95) * (row < view.horizon + 4)
    trees = np.float32(CROWNS[int(rng.integers(len(CROWNS)))]) * rng.uniform(0.8, 1.25)
    picture += (trees * np.clip(leaves, 0.4, 1.7)[..., None] - picture) * share[..., None]
    for ahead in sorted(rng.uniform(near + 4, 30, int(rng.integers(2, 7))), reverse=True):
        paint_trunk(rng, place, view, rng.uniform(0, picture.shape[1]), float(ahead))
    return place._replace(things=(("stranger", 4, 1.9), ("post", 2, 1.6)))


def paint_trunk(rng: Generator, place: Place, view: View, column: float, ahead: float) -> None:
    """Paints the trunk of a tall tree: wider at its foot, in its own shade, blades and leaves before it."""
    metre = view.focal / ahead
    foot = view.horizon + metre * view.height
    half = rng.uniform(0.11, 0.17) * metre
    ring = slice(max(int(foot - 2 * half), 0), int(foot + 2 * half) + 1)  # of rows
    shade = np.zeros((*place.picture[ring].shape[:2], 1), np.float32)
    middle = (round(column), round(foot) - ring.start)
    cv2.ellipse(shade, middle, (round(3.2 * half), max(round(0.7 * half), 2)), 0, 0, 360, 0.6, -1)
    place.picture[ring] *= 1 - cv2.GaussianBlur(shade, (0, 0), 0.3 * half + 0.5)[..., None]
    outline = [(-0.8, -4.0), (0.8, -4.0), (1.0, -0.9), (1.25, -0.35), (1.9, 0.0), (0.6, 0.12), (-0.6, 0.12),
               (-1.9, 0.0), (-1.25, -0.35), (-1.0, -0.9)]  # across in half widths, down in metres
    corners = np.array([(column + across * half, foot + down * metre if down > -4 else 0) for across, down in outline])
    bark = rng.uniform(0.8, 1.3) * np.array((0.22, 0.17, 0.13))
    for narrow, bright in ((1.0, 1.0), (0.45, 1.2)):  # the middle faces the camera and catches more light
        part = np.round(np.round((corners - (column, 0)) * (narrow, 1) + (column, 0), 3)).astype(np.int32)
        cv2.fillPoly(place.picture, [part], tuple(bark * bright), cv2.LINE_AA)
        cv2.fillPoly(place.depth, [part], ahead)
    rows, columns = place.depth.shape
    for _ in range(int(6 + 3 * half)):
        x, y = column + rng.uniform(-2.4, 2.4) * half, foot + rng.uniform(-0.02, 0.1) * metre
        long = rng.uniform(0.04, 0.12) * metre
        colour = place.picture[min(int(y + 0.3 * metre), rows - 1), int(np.clip(x, 0, columns - 1))]
        blade = np.round([(x, y), (x + rng.uniform(-0.5, 0.5) * long, y - long)]).astype(np.int32)
        cv2.polylines(place.picture, [blade], False, tuple(0.55 * float(value) for value in colour), 1, cv2.LINE_AA)


def by_a_road(rng: Generator, view: View, near: float) -> Place:
    """A pavement before one of the course's own streets, as `streets.draw_parts` paints them."""
    height, width = HEIGHT * SHARP, WIDTH * SHARP
    street, _ = draw_parts(int(rng.integers(2**31)))
    zoom = rng.uniform(4.2, 5.2)
    rows, columns = int(height / zoom), int(width / zoom)
    top = int(np.clip(0.5 * street.shape[0] - view.horizon / zoom, 0, street.shape[0] - rows))
    left = int(rng.integers(0, street.shape[1] - columns))
    part = street[top : top + rows, left : left + columns]
    far = cv2.resize(part, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.float32) / 255
    place = raise_walls(rng, view, [], (slabs, slabs, asphalt)[int(rng.integers(3))], far[0, 0])
    kerb = int(np.clip(view.horizon + view.focal * view.height / (near + rng.uniform(2.0, 8.0)), 1, height))
    place.picture[:kerb] = 1.1 * far[:kerb]
    place.depth[:kerb] = 30
    place.picture[kerb : kerb + 3] *= 1.15
    return place._replace(things=STREET_THINGS)


PLACES = ((0.40, before_a_wall), (0.33, in_a_street), (0.07, by_a_road), (0.20, in_a_park))


def choose_place(rng: Generator, view: View, near: float) -> Place:
    """Draws one of the kinds of places."""
    return PLACES[rng.choice(len(PLACES), p=[share for share, _ in PLACES])][1](rng, view, near)


def paint_seat(rng: Generator, place: Place, view: View, x: float, seat: float, near: float) -> None:
    """Paints a low wall to sit on: its top is `seat` metres up, its middle `x` metres to the right."""
    colour = np.float32(SEATS[int(rng.integers(len(SEATS)))])
    left, right = x - rng.uniform(0.5, 3.0), x + rng.uniform(0.5, 3.0)

    def corner(across: float, up: float, ahead: float) -> tuple[float, float]:
        scale = view.focal / ahead
        return view.centre + across * scale, view.horizon + (view.height - up) * scale

    front, back = near - 0.12, near + 0.4
    edge = [corner(left, seat, front), corner(right, seat, front)]
    face = (0.72, [corner(left, 0, front), *edge, corner(right, 0, front)])
    top = (1.1, [edge[0], corner(left, seat, back), corner(right, seat, back), edge[1]])
    for bright, corners in (face, top):
        mask = np.zeros(place.depth.shape, np.uint8)
        cv2.fillPoly(mask, [np.round(np.round(corners, 3)).astype(np.int32)], 1)
        inside = mask > 0
        place.picture[inside] = (colour * bright * (1 + 0.05 * grains(rng, mask.shape, 5, 5))[..., None])[inside]
        place.depth[inside] = near


def out_of_focus(place: Place, near: float, strong: float) -> np.ndarray:
    """Blurs what lies far behind the figure, as a portrait lens does: float32 (H, W, 3)."""
    blurred = cv2.GaussianBlur(place.picture, (0, 0), strong)
    share = np.clip((place.depth - near - 0.5) / (1.2 * near), 0, 1)[..., None]
    share = cv2.GaussianBlur(share, (0, 0), 2)[..., None]
    return place.picture + (blurred - place.picture) * share
