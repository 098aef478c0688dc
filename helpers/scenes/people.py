"""Procedural photographs of people, full-length, with the exact label of every pixel.

`draw(seed)` chooses a person, a pose, clothes, light and a place, paints everything and hands back the picture and
the labels of the Clothing Co-Parsing set. Where to read on: how a layer becomes round cloth, in `people_canvas`;
bodies and poses, in `people_pose`; what is painted over what, in `people_dress`; clothes, in `people_outfit` and
`people_garments`; walls and streets, in `people_places`; shadows and the camera, in `people_light`.
"""

import cv2
import numpy as np
from numpy.random import Generator

from helpers.scenes.people_canvas import HEIGHT, SCALE, WIDTH, Canvas, Light, new_canvas
from helpers.scenes.people_dress import paint_person
from helpers.scenes.people_light import Weather, cast_shadow, choose_light, photograph
from helpers.scenes.people_outfit import choose_outfit
from helpers.scenes.people_places import SHARP, Place, View, choose_place, out_of_focus
from helpers.scenes.people_pose import BUILDS, choose_pose, stand

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
    build = place_person(rng, canvas, foot, tall, camera_height / NEAR)

    metre = tall * HEIGHT / (1.15 if build == "child" else 1.7)
    focal = metre * NEAR * SHARP
    view = View(focal, WIDTH * SHARP * rng.uniform(0.15, 0.85), foot[1] * SHARP - camera_height * focal / NEAR,
                camera_height)
    place = choose_place(rng, view, NEAR)
    background = out_of_focus(place, NEAR, rng.uniform(0.8, 4.5)) * weather.ground * (light.sky + 0.5 * light.sun)
    background = cv2.resize(background, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    return photograph(rng, together(canvas, background, light, weather, place, view, foot[1], tall * HEIGHT)), \
        canvas.labels[SCALE // 2 :: SCALE, SCALE // 2 :: SCALE].copy()


def choose_height(rng: Generator) -> float:
    """How much of the picture's height the body takes; above 0.95 something is cut off."""
    return rng.uniform(1.0, 1.25) if rng.random() < 0.08 else rng.uniform(0.72, 0.9)


def choose_foot(rng: Generator, tall: float) -> float:
    """Where the ground under the feet is, as a share of the picture's height from the top."""
    if tall > 0.95:
        return rng.uniform(1.02, 1.2)
    return rng.uniform(tall + 0.03, 0.965)


def place_person(rng: Generator, canvas: Canvas, foot: tuple[float, float], tall: float, tilt: float) -> str:
    """Paints a person of chance; returns the build."""
    names = list(BUILDS)
    build = names[rng.choice(len(names), p=[share for share, _ in BUILDS.values()])]
    pose = choose_pose(rng)
    outfit = choose_outfit(rng, build, "sitting" in pose.legs)
    at = (foot[0] * SCALE, foot[1] * SCALE)
    paint_person(canvas, stand(BUILDS[build][1], pose, at, tall * HEIGHT * SCALE, outfit.shoes.flare, tilt), outfit)
    return build


def together(canvas: Canvas, background: np.ndarray, light: Light, weather: Weather, place: Place, view: View,
             foot: float, size: float) -> np.ndarray:
    """Lays the figure and its shadow over the background: float32 (H, W, 3)."""
    inside = (canvas.labels > 0).astype(np.float32)
    share = cv2.resize(inside, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    figure = cv2.resize(canvas.picture * inside[..., None], (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    tilt = view.height / NEAR
    wall = None
    if place.wall_distance is not None:
        base = (view.horizon + view.focal * view.height / place.wall_distance) / SHARP
        wall = ((place.wall_distance - NEAR) * view.focal / NEAR / SHARP, base)
    shade = weather.shadow * cast_shadow(share, light, foot, size, tilt, wall)
    soft = cv2.GaussianBlur(np.roll(share, 2, axis=0), (0, 0), 5)
    near_feet = np.clip(1 - np.abs(np.arange(HEIGHT) - foot) / (0.1 * size), 0, 1)[:, None]
    shade = np.maximum(shade, 0.7 * soft * near_feet)
    return background * (1 - shade)[..., None] * (1 - share)[..., None] + figure
