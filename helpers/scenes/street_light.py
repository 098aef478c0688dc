"""The light of a street scene: hour and weather, sky, haze, shadows, lamps, the camera's flaws."""

from typing import NamedTuple

import cv2
import numpy as np

from helpers.scenes.street_canvas import (
    FAR,
    GROUND,
    HEIGHT,
    SCALE,
    WIDTH,
    Colour,
    Light,
    Part,
    Scene,
    mix,
    pick,
)

# How strongly each part's surface varies from pixel to pixel, and from patch to patch.
GRAIN = {
    Part.BUILDING: (0.02, 0.05),
    Part.WALL: (0.05, 0.08),
    Part.ROAD: (0.025, 0.05),
    Part.ROAD_LINE: (0.03, 0.08),
    Part.SIDEWALK: (0.03, 0.05),
    Part.VEGETATION: (0.09, 0.14),
    Part.TERRAIN: (0.06, 0.12),
    Part.FENCE: (0.03, 0.05),
}


class Hour(NamedTuple):
    """An hour and a weather: light as (red, green, blue), 1 = a white wall is white."""

    skylight: Colour
    sunlight: Colour
    sky_top: Colour
    sky_low: Colour
    cloud: Colour
    visibility: float  # metres
    lamps: float
    share: float = 0.0  # of the CamVid-like pictures


HOURS = {
    "clear": Hour(
        share=0.30, skylight=(0.56, 0.61, 0.70), sunlight=(0.66, 0.61, 0.52), sky_top=(0.24, 0.46, 0.78),
        sky_low=(0.66, 0.79, 0.90), cloud=(0.95, 0.95, 0.95), visibility=260, lamps=0.0,
    ),
    "low sun": Hour(
        share=0.25, skylight=(0.50, 0.51, 0.58), sunlight=(0.86, 0.66, 0.42), sky_top=(0.32, 0.48, 0.73),
        sky_low=(0.93, 0.80, 0.62), cloud=(0.98, 0.84, 0.70), visibility=160, lamps=0.0,
    ),
    "overcast": Hour(
        share=0.25, skylight=(0.86, 0.88, 0.90), sunlight=(0.0, 0.0, 0.0), sky_top=(0.47, 0.51, 0.56),
        sky_low=(0.70, 0.73, 0.75), cloud=(0.84, 0.85, 0.86), visibility=140, lamps=0.25,
    ),
    "dusk": Hour(
        share=0.20, skylight=(0.48, 0.46, 0.57), sunlight=(0.0, 0.0, 0.0), sky_top=(0.15, 0.20, 0.38),
        sky_low=(0.84, 0.54, 0.40), cloud=(0.58, 0.40, 0.46), visibility=150, lamps=1.0,
    ),
}  # fmt: skip


def choose_light(rng: np.random.Generator) -> Light:
    """Draws an hour, a weather and the sun's place."""
    name = pick(rng, list(HOURS), [hour.share for hour in HOURS.values()])
    return make_light(rng, name, HOURS[name], (0.35, 0.7) if name == "low sun" else (0.8, 1.6))


def make_light(rng: np.random.Generator, name: str, hour: Hour, heights: tuple[float, float]) -> Light:
    """Draws the sun's place and works out how bright each face of a box is.

    Args:
        rng: the picture's random numbers.
        name: what to call this light.
        hour: the hour and the weather.
        heights: least and greatest height of the sun, compared with its way along the ground.
    """
    # The sun's direction as a vector of length one; its height sets the length of every shadow.
    side, ahead = rng.uniform(-1, 1, 2)
    high = rng.uniform(*heights)
    length = float(np.sqrt(side * side + ahead * ahead + high * high))
    towards = {"up": high, "left": -side, "right": side, "front": -ahead}
    strength = {face: max(amount / length, 0.0) for face, amount in towards.items()}
    open_sky = {"up": 1.0, "left": 0.85, "right": 0.85, "front": 0.8}
    faces = {
        face: tuple(
            open_sky[face] * a + strength[face] * b for a, b in zip(hour.skylight, hour.sunlight, strict=True)
        )
        for face in towards
    }
    return Light(
        name=name,
        **faces,
        sky_top=hour.sky_top,
        sky_low=hour.sky_low,
        cloud=hour.cloud,
        cloudiness=rng.uniform(0.1, 0.9),
        visibility=hour.visibility * rng.uniform(0.7, 1.4),
        shadow=(-side / high, -ahead / high) if sum(hour.sunlight) else None,
        lamps=hour.lamps,
    )


def smooth_noise(rng: np.random.Generator, cells: tuple[int, int]) -> np.ndarray:
    """Random values of about -1..1 on a coarse grid (rows, columns), blown up to float32 (HEIGHT, WIDTH)."""
    coarse = rng.uniform(-1, 1, cells).astype(np.float32)
    return cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)


def paint_sky(scene: Scene) -> np.ndarray:
    """A gradient down to the horizon with clouds of three sizes: float32 (HEIGHT, WIDTH, 3)."""
    light, rng = scene.light, scene.rng
    horizon = scene.view.horizon / SCALE
    height = np.clip(np.arange(HEIGHT, dtype=np.float32) / horizon, 0, 1)[:, None, None] ** 1.3
    sky = np.float32(light.sky_top) * (1 - height) + np.float32(light.sky_low) * height
    clouds = sum(smooth_noise(rng, (3 * n, 2 * n)) / n for n in (2, 4, 9))
    cover = np.clip((clouds + light.cloudiness - 0.45) * 1.8, 0, 1)[..., None]
    # A cloud is bright on top and grey below: its lower edge is where the noise falls off downwards.
    belly = np.clip((clouds - np.roll(clouds, -3, axis=0)) * 1.2, -0.3, 0.3)[..., None]
    return sky * (1 - cover) + (np.float32(light.cloud) - belly * 0.5) * cover


def depth_map(scene: Scene, numbers: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """How far each pixel is, in metres: a shape has one distance, the ground one for each row."""
    rows = np.arange(HEIGHT, dtype=np.float32)[:, None] * SCALE
    below = np.maximum(rows - np.float32(scene.view.horizon), 1e-3)
    row_depth = np.minimum(np.float32(scene.view.focal * scene.view.camera_height) / below, FAR)
    return np.where(ground, row_depth, np.float32(scene.depths)[numbers])


def glow_map(scene: Scene) -> np.ndarray:
    """The light that spills from lamps, float32 (HEIGHT, WIDTH, 3): blurred discs."""
    small = np.zeros((HEIGHT // 2, WIDTH // 2, 3), np.float32)
    ratio = 2 * SCALE
    for column, row, radius, colour in scene.glows:
        cv2.circle(small, (column // ratio, row // ratio), max(1, round(radius / ratio)), colour, -1)
    small = cv2.GaussianBlur(small, (0, 0), 2.0) + 0.5 * cv2.GaussianBlur(small, (0, 0), 6.0)
    return cv2.resize(small, (WIDTH, HEIGHT))


def grain_map(scene: Scene, parts: np.ndarray) -> np.ndarray:
    """Surface texture as a factor around 1, float32 (HEIGHT, WIDTH)."""
    table = np.zeros((len(Part), 2), np.float32)
    for part, amounts in GRAIN.items():
        table[part] = amounts
    fine = scene.rng.standard_normal(parts.shape, np.float32)
    coarse = smooth_noise(scene.rng, (HEIGHT // 3, WIDTH // 3))
    return 1 + table[parts, 0] * fine + table[parts, 1] * coarse


def haze_colour(light: Light) -> Colour:
    """Far things take on the colour of the air above the horizon."""
    return mix(light.sky_low, light.cloud, 0.3)


def finish(scene: Scene) -> tuple[np.ndarray, np.ndarray]:
    """Turns the numbers into a picture and a part for every pixel.

    Args:
        scene: the painted canvas.

    Returns:
        image uint8 (HEIGHT, WIDTH, 3) RGB and parts uint8 (HEIGHT, WIDTH).
    """
    # The only work at the canvas's size: look up colours (and, as a fourth channel, sky) and average them.
    table = np.zeros((len(scene.parts), 4), np.float32)
    table[:, :3] = scene.colours
    table[:, 3] = np.equal(scene.parts, Part.SKY)
    mean = cv2.resize(table[scene.numbers], (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    image, sky = mean[..., :3], mean[..., 3:]
    shade = cv2.resize(scene.shade, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.float32) / 255

    numbers = scene.numbers[::SCALE, ::SCALE]
    parts = np.uint8(scene.parts)[numbers]
    ground = np.isin(parts, [int(part) for part in GROUND])
    darkness = np.float32((0.50, 0.46, 0.38) if scene.light.shadow else (0.3, 0.3, 0.28))
    image = image * (1 - (shade * ground)[..., None] * darkness) * grain_map(scene, parts)[..., None]

    clear = np.exp(-depth_map(scene, numbers, ground) / np.float32(scene.light.visibility))[..., None]
    haze = np.float32(haze_colour(scene.light))
    image = image * clear + haze * (1 - clear) * (1 - sky) + paint_sky(scene) * sky
    if scene.glows and scene.light.lamps:
        image = image + glow_map(scene) * np.float32(scene.light.lamps)
    return expose(scene, image), parts


def expose(scene: Scene, image: np.ndarray) -> np.ndarray:
    """What a camera adds: exposure, darker corners, a little noise; float32 in 0..1 to uint8."""
    rng = scene.rng
    rows = np.linspace(-1, 1, HEIGHT, dtype=np.float32)[:, None]
    columns = np.linspace(-1, 1, WIDTH, dtype=np.float32)[None, :]
    vignette = 1 - rng.uniform(0.05, 0.2) * (rows * rows + columns * columns) / 2
    image = image * (vignette * rng.uniform(0.88, 1.12)).astype(np.float32)[..., None]
    image = image * rng.uniform(0.97, 1.03, 3).astype(np.float32)
    image += rng.standard_normal(image.shape, np.float32) * np.float32(0.01)
    return np.round(np.clip(image, 0, 1) * 255).astype(np.uint8)
