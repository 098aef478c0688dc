"""Procedural photographs of people, full-length, with the exact label of every pixel.

`draw(seed)` chooses a person, a pose, clothes, light and a place, paints everything and hands back the picture and
the labels of the Clothing Co-Parsing set. Where to read on: how a layer becomes round cloth, in `people_canvas`;
bodies and poses, in `people_pose`; what is painted over what, in `people_dress`; clothes, in `people_outfit` and
`people_garments`; walls and streets, in `people_places`; shadows and the camera, in `people_light`.
"""

import cv2
import numpy as np
from numpy.random import Generator

from helpers.scenes.people_canvas import HEIGHT, SCALE, WIDTH, Canvas, new_canvas
from helpers.scenes.people_dress import paint_person
from helpers.scenes.people_light import Weather, cast_shadow, choose_light, photograph
from helpers.scenes.people_outfit import choose_outfit
from helpers.scenes.people_places import SHARP, Place, View, choose_place, out_of_focus, paint_seat
from helpers.scenes.people_pose import BUILDS, Figure, choose_pose, stand
from helpers.scenes.people_street import furnish

NEAR = 5.0  # metres from the camera to the person


def draw(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draws one person in a place.

    Args:
        seed: any non-negative integer; the same seed gives the same picture.

    Returns:
        image uint8 (192, 128, 3) RGB and labels uint8 (192, 128): numbers of `people_parts.LABELS`, 0 for
        everything that is not the person, strangers in the background included.

    Example:
        >>> image, labels = draw(7)
        >>> image.shape, labels.shape, int(labels[0, 0])
        ((192, 128, 3), (192, 128), 0)
    """
    rng = np.random.default_rng(seed)
    light, weather = choose_light(rng)
    tall = choose_height(rng)
    foot = (WIDTH * rng.uniform(0.42, 0.58), HEIGHT * choose_foot(rng, tall))
    camera_height = rng.uniform(0.8, 1.5)
    canvas = new_canvas(rng, light, (HEIGHT * SCALE, WIDTH * SCALE))
    figure = place_person(rng, canvas, foot, tall, camera_height / NEAR)

    metres = 1.15 if figure.body == BUILDS["child"][1] else 1.7
    focal = tall * HEIGHT / metres * NEAR * SHARP
    horizon = foot[1] * SHARP - camera_height * focal / NEAR
    view = View(focal, WIDTH * SHARP * rng.uniform(0.15, 0.85), horizon, camera_height)
    place = choose_place(rng, view, NEAR)
    furnish(rng, place, view, light, NEAR)
    if "sitting" in figure.pose.legs:
        seat_below(rng, place, view, figure)
    background = out_of_focus(place, NEAR, rng.uniform(0.8, 4.5)) * weather.ground * (light.sky + 0.5 * light.sun)
    background = cv2.resize(background, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    shade = shade_of(canvas, figure, weather, place, view)
    middle = slice(SCALE // 2, None, SCALE)  # of the canvas pixels that become one, the middle one gives its label
    return photograph(rng, together(canvas, background, shade), weather), canvas.labels[middle, middle].copy()


def choose_height(rng: Generator) -> float:
    """How much of the picture's height the body takes; above 0.95 the feet are cut off."""
    return rng.uniform(1.0, 1.25) if rng.random() < 0.08 else rng.uniform(0.74, 0.92)


def choose_foot(rng: Generator, tall: float) -> float:
    """Where the ground under the feet is, as a share of the picture's height from the top."""
    if tall > 0.95:
        return tall + rng.uniform(0.06, 0.2)
    return rng.uniform(min(tall + 0.05, 0.955), 0.97)


def place_person(rng: Generator, canvas: Canvas, foot: tuple[float, float], tall: float, tilt: float) -> Figure:
    """Paints a person of chance who stands at `foot` (column, row of the picture); returns the skeleton."""
    names = list(BUILDS)
    build = names[rng.choice(len(names), p=[share for share, _ in BUILDS.values()])]
    pose = choose_pose(rng)
    outfit = choose_outfit(rng, build, "sitting" in pose.legs)
    at = (foot[0] * SCALE, foot[1] * SCALE)
    figure = stand(BUILDS[build][1], pose, at, tall * HEIGHT * SCALE, outfit.shoes.flare, tilt)
    paint_person(canvas, figure, outfit)
    return figure


def seat_below(rng: Generator, place: Place, view: View, figure: Figure) -> None:
    """Puts a low wall under a figure that sits: its top where the thighs are."""
    lap = (figure.points["hip+"] + figure.points["hip-"]) / 2
    metre = view.focal / NEAR / SHARP * SCALE  # in canvas pixels
    across = (lap[0] / SCALE * SHARP - view.centre) / view.focal * NEAR
    paint_seat(rng, place, view, across, (figure.ground - lap[1]) / metre - 0.08, NEAR)


def shrunk(plane: np.ndarray) -> np.ndarray:
    """A plane of the canvas averaged down to the picture: float32 (H, W)."""
    return cv2.resize(plane, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)


def shade_of(canvas: Canvas, figure: Figure, weather: Weather, place: Place, view: View) -> np.ndarray:
    """How much darker the background is where the figure keeps the light away: float32 (H, W), 0..1."""
    share = shrunk((canvas.labels > 0).astype(np.float32))
    foot, size, tilt = figure.ground / SCALE, figure.size / SCALE, view.height / NEAR
    wall = None
    if place.wall_distance is not None:
        base = (view.horizon + view.focal * view.height / place.wall_distance) / SHARP
        wall = ((place.wall_distance - NEAR) * view.focal / NEAR / SHARP, base)
    shade = weather.shadow * cast_shadow(share, canvas.light, foot, size, tilt, wall)
    for sign in "+-":
        heel, toe = figure.points[f"heel{sign}"] / SCALE, figure.points[f"toe{sign}"] / SCALE
        row = foot + tilt * (figure.depths[f"heel{sign}"] + figure.depths[f"toe{sign}"]) / 2 * size
        for wide, dark in ((0.09, 0.35), (0.045, 0.75)):
            spot = np.zeros((HEIGHT, WIDTH), np.float32)
            middle = (round(float((heel[0] + toe[0]) / 2)), round(float(row)))
            cv2.ellipse(spot, middle, (round(wide * size), round(0.3 * wide * size)), 0, 0, 360, dark, -1)
            shade = np.maximum(shade, cv2.GaussianBlur(spot, (0, 0), 0.2 * wide * size))
    return shade


def together(canvas: Canvas, background: np.ndarray, shade: np.ndarray) -> np.ndarray:
    """Lays the figure over the background and its shadow: float32 (H, W, 3)."""
    inside = (canvas.labels > 0).astype(np.float32)
    figure = np.dstack([shrunk(plane * inside) for plane in canvas.planes])
    return background * ((1 - shade) * (1 - shrunk(inside)))[..., None] + figure
