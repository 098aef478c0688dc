"""Light on people: the weather, the shadow a figure casts, and what the camera makes of it."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.random import Generator

from helpers.scenes.people_canvas import HEIGHT, WIDTH, Light


class Weather(NamedTuple):
    """Light by hour and sky; ranges as (low, high)."""

    share: float
    sun: tuple[float, float, float]
    sky: tuple[float, float, float]
    sideways: tuple[float, float]  # of the lamp's direction, x / y
    ahead: tuple[float, float]  # z / y; below 0 the lamp is behind the figure
    shadow: float  # how dark a cast shadow is, 0..1
    ground: float  # brightness of the background against the figure
    exposure: float  # brightness of the photograph, 1 = usual


WEATHERS = {
    "overcast": Weather(0.34, (0.42, 0.42, 0.43), (0.60, 0.61, 0.63), (0.0, 0.5), (0.5, 1.2), 0.0, 1.08, 1.0),
    "sunny": Weather(0.26, (0.86, 0.80, 0.70), (0.36, 0.39, 0.45), (0.4, 1.5), (0.7, 1.4), 0.6, 1.1, 1.02),
    "low sun": Weather(0.12, (0.98, 0.76, 0.50), (0.30, 0.32, 0.40), (1.4, 2.4), (1.0, 2.0), 0.5, 0.85, 0.92),
    "backlit": Weather(0.08, (0.70, 0.66, 0.58), (0.46, 0.48, 0.52), (0.5, 1.2), (-1.4, -0.6), 0.4, 1.3, 1.12),
    "dusk": Weather(0.10, (0.36, 0.33, 0.38), (0.44, 0.45, 0.56), (0.3, 1.2), (0.6, 1.4), 0.0, 0.72, 0.66),
    "flash": Weather(0.10, (0.72, 0.72, 0.72), (0.42, 0.42, 0.43), (0.0, 0.3), (2.0, 4.0), 0.35, 0.72, 0.8),
}


def choose_light(rng: Generator) -> tuple[Light, Weather]:
    """Draws the weather, and from which side the light comes."""
    names = list(WEATHERS)
    weather = WEATHERS[names[rng.choice(len(names), p=[kind.share for kind in WEATHERS.values()])]]
    direction = np.array([rng.uniform(*weather.sideways) * rng.choice((-1, 1)), 1.0, rng.uniform(*weather.ahead)])
    sun, sky = np.float32(weather.sun), np.float32(weather.sky)
    return Light(direction / np.linalg.norm(direction), sun, sky), weather


def moved(silhouette: np.ndarray, across: tuple[float, float], down: tuple[float, float]) -> np.ndarray:
    """Shears a silhouette: column c, row r goes to (c + across[0] * r + across[1], down[0] * r + down[1])."""
    matrix = np.float32([[1, across[0], across[1]], [0, down[0], down[1]]])
    return cv2.warpAffine(silhouette, matrix, (WIDTH, HEIGHT))


def cast_shadow(silhouette: np.ndarray, light: Light, foot: float, size: float, tilt: float,
                wall: tuple[float, float] | None) -> np.ndarray:
    """Where a figure keeps the light from ground and wall.

    A point at height y throws its shadow along the light's way: sideways by x/y and backwards by z/y of its height.
    Where that leads behind the wall, the shadow climbs the wall instead.

    Args:
        silhouette: float32 (H, W), 1 where the figure is.
        light: its direction.
        foot, size: row of the feet and the body's height, both in px.
        tilt: rows per px of depth, see `people_pose.stand`.
        wall: (distance behind the figure in px of its height, row of the wall's foot), or None.

    Returns:
        float32 (H, W), 1 in the shadow.
    """
    x, y, z = (float(value) for value in light.direction)
    lean, back = x / y, tilt * z / y
    shadow = moved(silhouette, (lean, -lean * foot), (back, foot - back * foot))
    if wall is not None:
        distance, base = wall
        rows = np.arange(HEIGHT)[:, None]
        shadow = shadow * (rows >= base)
        if z > 0.05 and distance < size * 1.2:
            climbing = moved(silhouette, (0, -x / z * distance), (1, y / z * distance - (foot - base)))
            shadow = np.maximum(shadow, climbing * (rows < base))
    return cv2.GaussianBlur(shadow, (0, 0), 0.9)


def photograph(rng: Generator, picture: np.ndarray, weather: Weather) -> np.ndarray:
    """What the camera makes of the light: automatic exposure, white balance, contrast, a darker rim, blur and noise.

    Args:
        rng: source of chance.
        picture: float32 (H, W, 3), light.
        weather: how bright the photographer wants it.

    Returns:
        uint8 (H, W, 3).
    """
    picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 0.5))
    wanted = weather.exposure * rng.uniform(0.46, 0.63)
    exposure = min(wanted / picture.mean(), 1.3 / np.percentile(picture, 97), 2.6)  # the brightest 3 % may drown
    balance = np.float32([rng.uniform(0.95, 1.05), 1.0, rng.uniform(0.94, 1.06)])
    picture = picture * (balance * np.float32(exposure))
    level = 1 - np.exp(-1.6 * picture)  # as film: the brighter, the less a little more light shows
    for contrast in (1.0, rng.uniform(0.1, 0.8)):
        level = level + contrast * (level * level * (3 - 2 * level) - level)
    picture = level + rng.uniform(0.0, 0.04) * (1 - level)
    grey = picture.mean(axis=2, keepdims=True)
    picture = grey + rng.uniform(0.75, 0.95) * (picture - grey)
    row, column = np.ogrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j]
    rim = 1 - rng.uniform(0, 0.25) * (row**2 + column**2) / 2
    picture = picture * rim.astype(np.float32)[..., None]
    noise = rng.standard_normal((HEIGHT, WIDTH)).astype(np.float32) * rng.uniform(0.003, 0.012)
    return np.round(np.clip(picture + noise[..., None], 0, 1) * 255).astype(np.uint8)
