"""The light of a street scene: hours and weathers, the sky, haze, shadows, lamps and the camera's own flaws."""

import cv2
import numpy as np

from helpers.scenes.street_canvas import FAR, GROUND, HEIGHT, SCALE, WIDTH, Colour, Light, Part, Scene, mix

# How strongly each part's surface varies from pixel to pixel, and from patch to patch.
GRAIN = {
    Part.BUILDING: (0.05, 0.05),
    Part.WALL: (0.10, 0.08),
    Part.ROAD: (0.07, 0.05),
    Part.ROAD_LINE: (0.06, 0.08),
    Part.SIDEWALK: (0.06, 0.06),
    Part.VEGETATION: (0.20, 0.16),
    Part.TERRAIN: (0.14, 0.12),
    Part.FENCE: (0.06, 0.06),
}

# name: (share, skylight, sunlight, sky at the top, sky at the horizon, cloud, haze distance)
HOURS = {
    "clear": (0.30, (0.50, 0.55, 0.64), (0.62, 0.57, 0.48), (0.22, 0.43, 0.76), (0.66, 0.79, 0.90), (0.95, 0.95, 0.95), 260),
    "low sun": (0.25, (0.42, 0.44, 0.52), (0.78, 0.60, 0.38), (0.30, 0.45, 0.70), (0.93, 0.80, 0.62), (0.98, 0.82, 0.66), 150),
    "overcast": (0.25, (0.78, 0.80, 0.82), (0.0, 0.0, 0.0), (0.47, 0.51, 0.56), (0.70, 0.73, 0.75), (0.84, 0.85, 0.86), 130),
    "dusk": (0.20, (0.36, 0.36, 0.46), (0.0, 0.0, 0.0), (0.13, 0.18, 0.34), (0.80, 0.50, 0.38), (0.52, 0.36, 0.42), 140),
}  # fmt: skip


def choose_light(rng: np.random.Generator) -> Light:
    """Draws an hour, a weather and the sun's place, and works out how bright each face of a box is."""
    shares = [hour[0] for hour in HOURS.values()]
    name = list(HOURS)[int(rng.choice(len(HOURS), p=shares))]
    _, skylight, sunlight, top, low, cloud, visibility = HOURS[name]

    # The sun's direction as a vector of length one; its height sets the length of every shadow.
    side, ahead = rng.uniform(-1, 1, 2)
    high = rng.uniform(0.35, 0.7) if name == "low sun" else rng.uniform(0.8, 1.6)
    length = float(np.sqrt(side * side + ahead * ahead + high * high))
    towards = {"up": high, "left": -side, "right": side, "front": -ahead}
    strength = {face: max(amount / length, 0.0) for face, amount in towards.items()}
    open_sky = {"up": 1.0, "left": 0.85, "right": 0.85, "front": 0.8}
    faces = {
        face: tuple(open_sky[face] * a + strength[face] * b for a, b in zip(skylight, sunlight, strict=True))
        for face in towards
    }
    return Light(
        name=name,
        **faces,
        sky_top=top,
        sky_low=low,
        cloud=cloud,
        cloudiness=float(rng.uniform(0.1, 0.9)),
        visibility=visibility * float(rng.uniform(0.7, 1.4)),
        shadow=(-side / high, -ahead / high) if sum(sunlight) else None,
        lamps=1.0 if name == "dusk" else 0.25 if name == "overcast" else 0.0,
    )


def smooth_noise(rng: np.random.Generator, cells: tuple[int, int], size: tuple[int, int]) -> np.ndarray:
    """Random values on a coarse grid (rows, columns), blown up smoothly to `size`: float32, about -1..1."""
    coarse = rng.uniform(-1, 1, cells).astype(np.float32)
    return cv2.resize(coarse, (size[1], size[0]), interpolation=cv2.INTER_CUBIC)


def paint_sky(scene: Scene) -> np.ndarray:
    """A gradient down to the horizon with clouds of three sizes, flatter towards it: float32 (H, W, 3)."""
    light, rng = scene.light, scene.rng
    size = scene.numbers.shape
    height = np.clip(np.arange(size[0], dtype=np.float32) / scene.view.horizon, 0, 1)[:, None, None] ** 1.3
    sky = np.float32(light.sky_top) * (1 - height) + np.float32(light.sky_low) * height
    clouds = sum(smooth_noise(rng, (3 * n, 2 * n), size) / n for n in (2, 4, 9))
    cover = np.clip((clouds + light.cloudiness - 0.45) * 1.8, 0, 1)[..., None]
    # A cloud is bright on top and grey below: its lower edge is where the noise falls off downwards.
    belly = np.clip((clouds - np.roll(clouds, -6, axis=0)) * 1.2, -0.3, 0.3)[..., None]
    return sky * (1 - cover) + (np.float32(light.cloud) - belly * 0.5) * cover


def depth_map(scene: Scene) -> np.ndarray:
    """How far each pixel is, in metres: a shape has one distance, the ground one for each row."""
    depth = np.float32(scene.depths)[scene.numbers]
    rows = np.arange(HEIGHT * SCALE, dtype=np.float32)[:, None]
    below = np.maximum(rows - scene.view.horizon, 1e-3)
    ground = np.minimum(scene.view.focal * scene.view.camera_height / below, FAR)
    on_ground = np.isin(scene.parts, [int(part) for part in GROUND])[scene.numbers]
    return np.where(on_ground, ground, depth)


def glow_map(scene: Scene) -> np.ndarray:
    """The light that spills from lamps, float32 (H, W, 3): blurred discs."""
    small = np.zeros((HEIGHT // 2, WIDTH // 2, 3), np.float32)
    ratio = 2 * SCALE
    for column, row, radius, colour in scene.glows:
        cv2.circle(small, (column // ratio, row // ratio), max(1, round(radius / ratio)), colour, -1)
    small = cv2.GaussianBlur(small, (0, 0), 2.0) + 0.5 * cv2.GaussianBlur(small, (0, 0), 6.0)
    return cv2.resize(small, (WIDTH, HEIGHT))


def grain_map(scene: Scene, parts: np.ndarray) -> np.ndarray:
    """Surface texture as a factor around 1, float32 (H, W)."""
    table = np.zeros((len(Part), 2), np.float32)
    for part, amounts in GRAIN.items():
        table[part] = amounts
    size = parts.shape
    fine = scene.rng.standard_normal(size, np.float32)
    coarse = smooth_noise(scene.rng, (size[0] // 6, size[1] // 6), size)
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
    parts = np.uint8(scene.parts)[scene.numbers]
    colour = np.float32(scene.colours)[scene.numbers]

    ground = np.isin(parts, [int(part) for part in GROUND])
    shade = cv2.GaussianBlur(scene.shade, (5, 5), 0).astype(np.float32) / 255
    darkness = np.float32((0.50, 0.46, 0.38) if scene.light.shadow else (0.3, 0.3, 0.28))
    colour *= 1 - (shade * ground)[..., None] * darkness
    colour *= grain_map(scene, parts)[..., None]

    clear = np.exp(-depth_map(scene) / np.float32(scene.light.visibility))[..., None]
    colour = colour * clear + np.float32(haze_colour(scene.light)) * (1 - clear)
    colour = np.where((parts == Part.SKY)[..., None], paint_sky(scene), colour)

    image = cv2.resize(colour, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    if scene.glows and scene.light.lamps:
        image += glow_map(scene) * scene.light.lamps
    return expose(scene, image), np.ascontiguousarray(parts[::SCALE, ::SCALE])


def expose(scene: Scene, image: np.ndarray) -> np.ndarray:
    """What a camera adds: exposure, darker corners, a little noise; float32 in 0..1 to uint8."""
    rng = scene.rng
    rows = np.linspace(-1, 1, HEIGHT, dtype=np.float32)[:, None]
    columns = np.linspace(-1, 1, WIDTH, dtype=np.float32)[None, :]
    vignette = 1 - rng.uniform(0.05, 0.2) * (rows * rows + columns * columns) / 2
    image = image * (vignette * rng.uniform(0.88, 1.12)).astype(np.float32)[..., None]
    image = image * rng.uniform(0.97, 1.03, 3).astype(np.float32)
    image += rng.standard_normal(image.shape, np.float32) * np.float32(0.012)
    return np.round(np.clip(image, 0, 1) * 255).astype(np.uint8)
