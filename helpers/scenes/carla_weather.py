"""What makes a simulated street look simulated: seven weathers, wet ground that mirrors, rain, fog, a low sun."""

from typing import NamedTuple

import cv2
import numpy as np

from helpers.scenes.street_canvas import GROUND, HEIGHT, SCALE, WIDTH, Light, Part, Scene
from helpers.scenes.street_light import Hour, depth_map, glow_map, grain_map, haze_colour, make_light


class Weather(NamedTuple):
    """A preset of the simulator: light, and how wet the ground is."""

    hour: Hour
    sun: tuple[float, float]  # least and greatest height of the sun, compared with its way along the ground
    clouds: tuple[float, float]  # least and greatest cloudiness
    wet: float = 0.0  # 0 dry .. 1 soaked
    puddles: float = 0.0  # share of the ground under water, roughly
    rain: int = 0  # streaks in the picture
    fog: bool = False  # swallows the sky too


NOON = Hour(
    skylight=(0.54, 0.58, 0.65), sunlight=(0.64, 0.61, 0.54), sky_top=(0.28, 0.43, 0.64),
    sky_low=(0.66, 0.74, 0.80), cloud=(0.84, 0.86, 0.88), visibility=330, lamps=0.0,
)  # fmt: skip
CLOUDY = Hour(
    skylight=(0.70, 0.72, 0.75), sunlight=(0.10, 0.10, 0.09), sky_top=(0.38, 0.43, 0.50),
    sky_low=(0.68, 0.71, 0.74), cloud=(0.74, 0.75, 0.77), visibility=240, lamps=0.0,
)  # fmt: skip
STORM = Hour(
    skylight=(0.56, 0.59, 0.63), sunlight=(0.0, 0.0, 0.0), sky_top=(0.24, 0.27, 0.31),
    sky_low=(0.50, 0.53, 0.56), cloud=(0.47, 0.49, 0.52), visibility=120, lamps=0.5,
)  # fmt: skip
SUNSET = Hour(
    skylight=(0.52, 0.47, 0.48), sunlight=(0.92, 0.60, 0.30), sky_top=(0.36, 0.37, 0.46),
    sky_low=(0.95, 0.70, 0.42), cloud=(0.80, 0.62, 0.46), visibility=150, lamps=0.3,
)  # fmt: skip
FOG = Hour(
    skylight=(0.62, 0.65, 0.68), sunlight=(0.0, 0.0, 0.0), sky_top=(0.62, 0.65, 0.68),
    sky_low=(0.70, 0.72, 0.74), cloud=(0.72, 0.74, 0.76), visibility=38, lamps=0.35,
)  # fmt: skip

WEATHERS = {
    "clear noon": Weather(NOON, (0.9, 1.6), (0.1, 0.5)),
    "wet noon": Weather(NOON, (0.9, 1.6), (0.5, 0.9), wet=0.7, puddles=0.35),
    "cloudy": Weather(CLOUDY, (1.0, 1.6), (0.8, 1.3)),
    "hard rain": Weather(STORM, (1.0, 1.6), (1.0, 1.5), wet=1.0, puddles=0.45, rain=170),
    "clear sunset": Weather(SUNSET, (0.22, 0.34), (0.2, 0.7)),
    "wet sunset": Weather(SUNSET, (0.24, 0.4), (0.7, 1.1), wet=0.8, puddles=0.4),
    "fog": Weather(FOG, (1.0, 1.6), (1.0, 1.5), wet=0.25, fog=True),
}

# How much of the sky each surface gives back when it is soaked, seen from straight above.
MIRRORS = {
    Part.ROAD: 0.25, Part.ROAD_LINE: 0.15, Part.SIDEWALK: 0.12, Part.SQUARE: 0.18, Part.RAIL_TRACK: 0.2,
}  # fmt: skip


def weather_light(rng: np.random.Generator, name: str) -> Light:
    """Draws the light of a weather; the key is one of WEATHERS."""
    weather = WEATHERS[name]
    light = make_light(rng, name, weather.hour, weather.sun)
    return light._replace(cloudiness=rng.uniform(*weather.clouds))


def render(scene: Scene) -> tuple[np.ndarray, np.ndarray]:
    """Turns the numbers into a picture and a part for every pixel, the way a simulator's engine does.

    Args:
        scene: the painted canvas; the name of its light is a key of WEATHERS.

    Returns:
        image uint8 (HEIGHT, WIDTH, 3) RGB and parts uint8 (HEIGHT, WIDTH).
    """
    weather = WEATHERS[scene.light.name]
    table = np.zeros((len(scene.parts), 4), np.float32)
    table[:, :3] = scene.colours
    table[:, 3] = np.equal(scene.parts, Part.SKY)
    mean = cv2.resize(table[scene.numbers], (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    image, sky = mean[..., :3], mean[..., 3:]
    shade = cv2.resize(scene.shade, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.float32) / 255

    numbers = scene.numbers[::SCALE, ::SCALE]
    parts = np.uint8(scene.parts)[numbers]
    ground = np.isin(parts, [int(part) for part in GROUND])
    darkness = np.float32((0.55, 0.50, 0.42) if sum(weather.hour.sunlight) > 0.5 else (0.28, 0.28, 0.26))
    depth = depth_map(scene, numbers, ground)
    # A simulator's surfaces are cleaner than real ones: half of the streets' grain.
    image = image * (1 - (shade * ground)[..., None] * darkness) * (1 + grain_map(scene, parts)[..., None]) / 2

    clear = np.exp(-depth / np.float32(scene.light.visibility))[..., None]
    haze = np.float32(haze_colour(scene.light))
    image = image * clear + haze * (1 - clear) * (1 - sky) + light_sky(scene, weather) * sky
    image = add_gloss(image, parts == Part.BONNET)
    image = add_reflections(scene, weather, image, parts, ground, depth)
    scene.glows = [glow for glow in scene.glows if glow[2] >= 2.0]  # far lamps would add up to a second sun
    if scene.glows and scene.light.lamps:
        image = image + glow_map(scene) * np.float32(scene.light.lamps)
    if weather.rain:
        image = add_rain(scene, weather, image)
    return develop(scene, image), parts


def light_sky(scene: Scene, weather: Weather) -> np.ndarray:
    """The sky of a weather, float32 (HEIGHT, WIDTH, 3): with the sun in it at sunset, nearly blank in fog."""
    light, low = scene.light, np.float32(scene.view.horizon / SCALE)
    rows, columns = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    height = np.clip(rows / low, 0, 1)[..., None] ** 1.4
    sky = np.float32(light.sky_top) * (1 - height) + np.float32(light.sky_low) * height
    # Clouds lie on a ceiling: the nearer the horizon, the further and the flatter.
    ahead = 60 / (np.maximum(low - rows, 0) + 9)
    across = (columns - np.float32(scene.view.vanishing_x / SCALE)) * ahead / 70
    clouds = sum(plane_noise(scene, across * n, ahead * n) / n for n in (1.0, 2.2, 4.7))
    cover = np.clip((clouds + light.cloudiness - 0.5) * 1.5, 0, 1)[..., None]
    belly = np.clip(clouds, -1, 1)[..., None] * 0.10 * (light.cloudiness > 0.6)
    cloud = 0.8 * np.float32(light.cloud) * (1 - belly) + 0.2 * sky
    sky = sky * (1 - cover) + cloud * cover
    if weather.fog:
        return 0.15 * sky + 0.85 * np.float32(haze_colour(light))
    if weather.hour is SUNSET:
        row, column = low - np.float32(scene.rng.uniform(8, 22)), np.float32(scene.rng.uniform(0.2, 0.8) * WIDTH)
        distance = np.sqrt((rows - row) ** 2 + (columns - column) ** 2)[..., None]
        glow = 0.75 * np.exp(-distance / 5) + 0.35 * np.exp(-distance / 26)
        sky = sky + glow * np.float32((1.0, 0.80, 0.50))
    return sky


def ground_noise(scene: Scene, depth: np.ndarray, stretch: tuple[float, float]) -> np.ndarray:
    """Smooth noise of about -1..1 that lies on the ground in perspective, float32 (HEIGHT, WIDTH).

    `stretch` is (cells per metre across, cells per metre ahead).
    """
    columns = np.arange(WIDTH, dtype=np.float32)[None, :] * SCALE
    across = (columns - np.float32(scene.view.vanishing_x)) * depth / np.float32(scene.view.focal)
    return plane_noise(scene, across * np.float32(stretch[0]), depth * np.float32(stretch[1]))


def plane_noise(scene: Scene, across: np.ndarray, ahead: np.ndarray) -> np.ndarray:
    """Smooth noise of about -1..1 on an endless plane, one random value per unit; float32, the arrays' shape."""
    tile = scene.rng.uniform(-1, 1, (32, 32)).astype(np.float32)
    tile = cv2.resize(np.pad(tile, 2, mode="wrap"), None, fx=8, fy=8, interpolation=cv2.INTER_CUBIC)
    return cv2.remap(tile, (across * 8) % 256 + 16, (ahead * 8) % 256 + 16, cv2.INTER_LINEAR)


def add_gloss(image: np.ndarray, bonnet: np.ndarray) -> np.ndarray:
    """Lets our bonnet (bool, (HEIGHT, WIDTH)) shine: it is bent, so the street lies upside down on a narrow strip."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    top = HEIGHT - bonnet.sum(axis=0, keepdims=True).astype(np.float32)
    source = np.clip(top - 6 * (rows - top), 0, HEIGHT - 1)
    gloss = cv2.remap(image, columns, source, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    gloss = cv2.GaussianBlur(gloss, (0, 0), sigmaX=2.5, sigmaY=0.8)
    return np.where(bonnet[..., None], image + 0.30 * gloss * gloss, image)


def add_reflections(
    scene: Scene, weather: Weather, image: np.ndarray, parts: np.ndarray, ground: np.ndarray, depth: np.ndarray
) -> np.ndarray:
    """Lets wet ground and water mirror what stands above them.

    Args:
        scene: the painted canvas.
        weather: how wet the ground is.
        image: float32 (HEIGHT, WIDTH, 3).
        parts: uint8 (HEIGHT, WIDTH), values of `Part`.
        ground: bool (HEIGHT, WIDTH), True where the surface is level.
        depth: float32 (HEIGHT, WIDTH), metres.

    Returns:
        float32 (HEIGHT, WIDTH, 3).
    """
    rows, columns = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    # In a level mirror, what stands at row `foot` hangs below it upside down.
    mirror = ground | (parts == Part.BONNET)
    foot = np.maximum.accumulate(np.where(mirror, -1, rows), axis=0)
    ripple = ground_noise(scene, depth, (1.6, 0.9))
    source = np.clip(2 * foot - rows + 1 + 1.5 * ripple, 0, HEIGHT - 1).astype(np.float32)
    mirrored = cv2.remap(image, columns + 1.2 * ripple, source, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    mirrored = cv2.GaussianBlur(mirrored, (0, 0), sigmaX=0.6, sigmaY=1.6)

    low = np.float32(scene.view.horizon / SCALE)
    grazing = np.clip(1 - (rows - low) / (HEIGHT - low), 0, 1) ** 2
    table = np.zeros(len(Part), np.float32)
    for part, share in MIRRORS.items():
        table[part] = share
    wet = weather.wet * (table[parts] + 0.35 * grazing * (table[parts] > 0))
    if weather.puddles:
        puddle = np.clip((ground_noise(scene, depth, (0.16, 0.07)) - 0.55 + weather.puddles) * 6, 0, 1)
        wet = wet + puddle * weather.wet * (table[parts] > 0) * (0.30 + 0.25 * grazing)
    water = parts == Part.WATER
    share = np.where(water, 0.45 + 0.4 * grazing, wet)[..., None]
    soaked = image * (1 - 0.36 * weather.wet * (table[parts] > 0))[..., None]
    return np.where(share > 0, soaked * (1 - share) + mirrored * share, image)


def add_rain(scene: Scene, weather: Weather, image: np.ndarray) -> np.ndarray:
    """Draws streaks of falling rain over everything, slanted by one wind."""
    streaks = np.zeros((HEIGHT * 2, WIDTH * 2), np.float32)
    slant = scene.rng.uniform(-0.35, 0.35)
    for _ in range(weather.rain):
        column, row = scene.rng.uniform(0, WIDTH * 2), scene.rng.uniform(-20, HEIGHT * 2)
        length = scene.rng.uniform(6, 20)
        end = (round(column + slant * length), round(row + length))
        cv2.line(streaks, (round(column), round(row)), end, scene.rng.uniform(0.3, 0.8), 1)
    streaks = cv2.resize(streaks, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)[..., None]
    return image + 0.45 * streaks * (np.float32(scene.light.sky_low) + 0.25 - image * 0.5)


def develop(scene: Scene, image: np.ndarray) -> np.ndarray:
    """What the engine's camera adds: bloom, muted colours, contrast, dark corners; float32 0..1 to uint8."""
    bright = np.clip(image - 0.80, 0, 1)
    image = image + 0.5 * cv2.GaussianBlur(bright, (0, 0), 3.0)
    grey = image.mean(axis=2, keepdims=True)
    image = grey + (image - grey) * np.float32(0.82)
    image = np.clip(image, 0, 1)
    image = image * (1 - np.float32(0.25)) + np.float32(0.25) * image * image * (3 - 2 * image)
    rows = np.linspace(-1, 1, HEIGHT, dtype=np.float32)[:, None]
    columns = np.linspace(-1, 1, WIDTH, dtype=np.float32)[None, :]
    image = image * (1 - np.float32(0.22) * (rows * rows + columns * columns) / 2)[..., None]
    image = image * np.float32(scene.rng.uniform(0.92, 1.08))
    image += scene.rng.standard_normal(image.shape, np.float32) * np.float32(0.004)
    return np.round(np.clip(image, 0, 1) * 255).astype(np.uint8)
