"""Cell nuclei under a microscope, drawn from a seed, with the exact outline of each.

Three kinds of microscope, as in the 2018 Data Science Bowl. *Fluorescent*: a dye glows in the nuclei, the rest
stays dark. *Stained*: dyes absorb lamp light, nuclei purple, tissue pink. *Brightfield*: no colour, whole cells
as grey veils with a dark nucleus each. The sizes, counts and grey values were measured on that set; the
difficulties (haze, uneven light, dim beside bright) are set higher, so that no single threshold solves a picture.
"""

import cv2
import numpy as np

MODALITIES = ("fluorescent", "stained", "brightfield")
SHARES = (0.8, 0.15, 0.05)
ASPECTS = (1.0, 1.0, 0.8, 0.75)  # height / width
MIN_AREA = 16  # px; a smaller rest of a nucleus is left out

# Three staining recipes, each as the colour of bare glass, of a nucleus, of tissue and of dense tissue.
STAINS = (
    ((216, 219, 214), (112, 26, 122), (196, 178, 186), (168, 140, 150)),
    ((184, 166, 216), (66, 22, 166), (158, 130, 204), (120, 84, 190)),
    ((238, 222, 238), (104, 48, 140), (224, 140, 196), (204, 36, 92)),
)


def smooth_noise(rng, shape, cells):
    """Slow random hills, 0..1, float32 (H, W): about `cells` hills along each side."""
    grid = rng.random((cells + 1, cells + 1), dtype=np.float32)
    hills = cv2.resize(grid, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.clip(hills, 0, 1)


def grain(rng, shape, size):
    """Random grains `size` px wide, float32 (H, W) with mean 0 and standard deviation 1."""
    noise = rng.standard_normal(shape, dtype=np.float32)
    noise = cv2.GaussianBlur(noise, (0, 0), max(0.3, size / 2))
    return (noise - noise.mean()) / noise.std()


def spread(field, sigma):
    """A wide Gaussian blur, done on a quarter of the size because nothing sharp survives it."""
    height, width = field.shape
    small = cv2.resize(field, (max(2, width // 4), max(2, height // 4)), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), max(0.5, sigma / 4))
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)


def outline(rng, shape, centre, radius, stretch, angle, roughness):
    """One roundish outline: an ellipse whose radius rises and falls in a few slow waves.

    Args:
        rng: NumPy Generator.
        shape: (H, W) of the picture.
        centre: (y, x) in px; may lie outside.
        radius: mean radius in px.
        stretch: long axis / short axis, >= 1.
        angle: of the long axis, radians.
        roughness: height of the waves as a share of the radius, 0..0.3.

    Returns:
        (window, reach): the two slices of the picture that hold the outline, and for each of their pixels the
        distance from the centre as a share of the outline's: float64, 0 at the centre, 1 on the outline.
        Rounded, so that every computer decides alike which pixel lies inside.
    """
    waves = np.array([2, 3, 4, 5])
    heights = rng.uniform(-1, 1, 4) * roughness / np.array([1, 1, 1.6, 2.2])
    phases = rng.uniform(0, 2 * np.pi, 4)
    margin = radius * stretch**0.5 * (1 + 2 * roughness) + 2
    (top, left), (bottom, right) = (np.clip(np.round(np.add(centre, m)).astype(int), 0, shape) for m in (-margin, margin))

    y, x = np.mgrid[top:bottom, left:right].astype(np.float64)
    y, x = y - centre[0], x - centre[1]
    along = (x * np.cos(angle) + y * np.sin(angle)) / stretch**0.5
    across = (y * np.cos(angle) - x * np.sin(angle)) * stretch**0.5
    direction = np.arctan2(across, along)
    edge = radius * (1 + sum(h * np.cos(k * direction + p) for k, h, p in zip(waves, heights, phases)))
    return (slice(top, bottom), slice(left, right)), np.round(np.hypot(along, across) / edge, 6)


def place_nuclei(rng, shape, count, diameter, stretch, roughness, together, aligned):
    """Lays nuclei one by one; a later one lies behind the earlier ones and gets the pixels they leave free.

    Args:
        rng: NumPy Generator.
        shape: (H, W) in px.
        count: how many to aim at, >= 1; a full picture may hold fewer.
        diameter: typical diameter in px.
        stretch: largest long axis / short axis.
        roughness: of the outlines, see `outline`.
        together: share of nuclei that are laid against one that is there already, 0..1.
        aligned: 0 = every direction, 1 = all along one direction, as in muscle.

    Returns:
        (instances, reach): int32 (H, W), 0 = background, 1..n without gaps, each 4-connected and at least
        MIN_AREA px; and float32 (H, W), 0 in the middle of a nucleus, 1 on its edge and outside.
    """
    instances = np.zeros(shape, np.int32)
    reach = np.ones(shape, np.float32)
    placed = []
    grain_direction = rng.uniform(0, np.pi)
    for attempt in range(4 * count):
        radius = diameter / 2 * rng.uniform(0.65, 1.3)
        centre = rng.uniform(-0.1, 1.1, 2) * radius * 0 + rng.uniform(0, 1, 2) * shape
        if placed and rng.random() < together:
            y, x, other = placed[rng.integers(len(placed))]
            toward = rng.uniform(0, 2 * np.pi)
            centre = np.array([y, x]) + np.array([np.sin(toward), np.cos(toward)]) * (other + radius) * rng.uniform(0.8, 1.0)
        angle = grain_direction + rng.uniform(-np.pi / 2, np.pi / 2) * (1 - aligned)
        window, distance = outline(rng, shape, centre, radius, rng.uniform(1, stretch), angle, roughness)
        inside = distance < 1
        free = inside & (instances[window] == 0)
        if free.sum() < max(MIN_AREA, 0.7 * inside.sum()):
            continue
        parts, labels, sizes, _ = cv2.connectedComponentsWithStats(free.astype(np.uint8), connectivity=4)
        largest = 1 + np.argmax(sizes[1:, cv2.CC_STAT_AREA])
        if sizes[largest, cv2.CC_STAT_AREA] < MIN_AREA:
            continue
        free = labels == largest
        placed.append((*centre, radius))
        instances[window][free] = len(placed)
        reach[window][free] = distance[free]
        if len(placed) == count:
            break
    if not placed:
        return place_nuclei(rng, shape, count, diameter, stretch, roughness, together, aligned)
    return instances, reach


def per_nucleus(values, instances):
    """Gives each pixel the value of its nucleus: values (n,), result float32 (H, W), 0 outside."""
    return np.concatenate([[0], values]).astype(np.float32)[instances]


def fibres(rng, shape, width):
    """Wavy strands, 0..1, float32 (H, W): level lines of a tilted, gently warped plane, `width` px apart."""
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    angle = rng.uniform(0, np.pi)
    plane = (x * np.cos(angle) + y * np.sin(angle)) / width
    warp = 14 * smooth_noise(rng, shape, 3) + 3 * smooth_noise(rng, shape, 9)
    strands = (0.5 + 0.5 * np.sin(plane + warp)) ** 3
    return (strands * smooth_noise(rng, shape, 5)).astype(np.float32)


def specks(rng, shape, count, size):
    """Small crumbs of dirt, float32 (H, W), the brightest near 1: smaller than any nucleus."""
    dots = np.zeros(shape, np.float32)
    dots[rng.integers(0, shape[0], count), rng.integers(0, shape[1], count)] = rng.uniform(0.3, 1, count)
    return cv2.GaussianBlur(dots, (0, 0), size) * (2 * np.pi * size**2)


def paint_fluorescent(rng, instances, reach, diameter):
    """Nuclei that glow in the dark: what the camera counts is light from the dye, plus all light that strays.

    Each nucleus took up its own amount of dye, is thicker in its middle and has knots of chromatin. Light from
    above and below the focus adds haze, cells shine a little by themselves, the lamp lights one side more, the
    lens blurs, and the camera counts single photons, which is noise.

    Args:
        rng: NumPy Generator.
        instances: int32 (H, W).
        reach: float32 (H, W) from `place_nuclei`.
        diameter: typical diameter in px; sets the grain of the chromatin.

    Returns:
        uint8 (H, W, 3), all three channels alike.
    """
    shape, count = instances.shape, instances.max()
    dye = rng.uniform(0.35, 0.75, count)
    mitotic = rng.random(count) < rng.choice([0, 0.08, 0.2])  # packed for division: small and very bright
    dye = np.where(mitotic, rng.uniform(0.9, 1.3, count), dye)
    thickness = 1 - rng.uniform(0.1, 0.7) * reach**2
    chromatin = 1 + rng.uniform(0.05, 0.22) * grain(rng, shape, diameter * rng.uniform(0.1, 0.25))
    glow = per_nucleus(dye, instances) * thickness * np.clip(chromatin, 0.4, 1.8)
    lamp = 1 - rng.uniform(0, 0.65) * smooth_noise(rng, shape, rng.integers(1, 3))
    glow = cv2.GaussianBlur(glow * lamp, (0, 0), rng.uniform(0.4, 0.4 + diameter / 16))

    cytoplasm = spread((instances > 0).astype(np.float32), diameter * rng.uniform(0.5, 1)) * smooth_noise(rng, shape, 6)
    haze = smooth_noise(rng, shape, rng.integers(1, 4)) ** rng.uniform(1, 3)
    stray = rng.uniform(0, 0.5) * cytoplasm + rng.uniform(0, 0.7) * haze + rng.uniform(0.02, 0.2) * spread(glow, diameter)
    stray = stray + rng.uniform(0, 0.12) * fibres(rng, shape, rng.uniform(3, 8))
    stray = stray + rng.uniform(0.2, 0.8) * specks(rng, shape, rng.integers(0, 25), rng.uniform(0.5, 0.9))

    light = glow + stray + 0.02
    noise = rng.standard_normal(shape, dtype=np.float32) * np.sqrt(light) * rng.uniform(0.005, 0.06)
    grey = rng.uniform(1, 12) + rng.uniform(60, 240) * (light + noise)
    return np.repeat(np.clip(np.round(grey), 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def through_dyes(light, *layers):
    """Lamp light behind layers of dye (Beer and Lambert): each layer multiplies, none adds.

    Args:
        light: (r, g, b) of bare glass, 0..255.
        *layers: pairs of (amount, colour): float32 (H, W), 1 = enough dye to turn glass into `colour`.

    Returns:
        float32 (H, W, 3), 0..255.
    """
    density = 0
    for amount, colour in layers:
        density = density + amount[..., None] * np.log(np.divide(light, colour)).astype(np.float32)
    return np.float32(light) * np.exp(-density)


def finish(rng, picture, blur, noise):
    """What lens and camera add to a bright picture: blur (sigma in px), noise (standard deviation), 8 bits."""
    picture = cv2.GaussianBlur(picture, (0, 0), blur)
    picture = picture + noise * rng.standard_normal(picture.shape, dtype=np.float32)
    return np.clip(np.round(picture), 0, 255).astype(np.uint8)


def paint_stained(rng, instances, reach, diameter):
    """A stained slice of tissue: nuclei hold the dark dye, cytoplasm and fibres some of the paler one.

    Args and returns are those of `paint_fluorescent`; here the three channels differ.
    """
    shape, count = instances.shape, instances.max()
    glass, nucleus, tissue, dense = (np.clip(np.add(c, rng.uniform(-12, 12, 3)), 8, 250) for c in STAINS[rng.integers(3)])
    dye = rng.uniform(0.45, 1.15, count)
    hollow = rng.uniform(0, 0.6, count)  # some show a rim and a pale middle, others are dark throughout
    body = per_nucleus(dye, instances) * (1 - per_nucleus(hollow, instances) * (1 - reach**3))
    chromatin = np.clip(1 + rng.uniform(0.1, 0.3) * grain(rng, shape, diameter * rng.uniform(0.12, 0.25)), 0.4, 1.7)

    near = spread((instances > 0).astype(np.float32), diameter * rng.uniform(0.4, 0.9))
    cytoplasm = rng.uniform(0.2, 1.2) * near * smooth_noise(rng, shape, 7)
    matrix = rng.uniform(0.1, 1) * smooth_noise(rng, shape, 4) + rng.uniform(0, 0.8) * fibres(rng, shape, rng.uniform(2, 6))
    bundle = np.clip(smooth_noise(rng, shape, 3) * 6 - rng.uniform(3.2, 6), 0, 1) * rng.uniform(0.5, 1.1)
    dirt = 0.5 * specks(rng, shape, rng.integers(0, 12), 0.9)
    tissues = (cytoplasm + matrix) * (1 + 0.15 * grain(rng, shape, 3))
    picture = through_dyes(glass, (body * chromatin + dirt, nucleus), (np.clip(tissues, 0, 2), tissue), (bundle, dense))
    lamp = 1 - rng.uniform(0, 0.3) * smooth_noise(rng, shape, 1)
    return finish(rng, picture * lamp[..., None], rng.uniform(0.4, 1.0), rng.uniform(0.5, 3))


def paint_brightfield(rng, instances, reach, diameter):
    """Loose cells on bright glass, without colour: each a grey veil, darker where veils overlap, with one nucleus.

    Args and returns are those of `paint_fluorescent`.
    """
    shape, count = instances.shape, instances.max()
    veil = np.zeros(shape, np.float32)
    for label in range(1, count + 1):
        y, x = np.nonzero(instances == label)
        centre = (y.mean() + rng.uniform(-1, 1) * diameter, x.mean() + rng.uniform(-1, 1) * diameter)
        radius = diameter * rng.uniform(1.6, 2.9)
        window, distance = outline(rng, shape, centre, radius, rng.uniform(1, 1.6), rng.uniform(0, np.pi), 0.16)
        veil[window] += rng.uniform(0.06, 0.45) * np.clip((1 - distance) * radius, 0, 1)
    folds = 1 + 0.2 * grain(rng, shape, 2.5) + 0.35 * grain(rng, shape, diameter)
    dark = per_nucleus(rng.uniform(0.45, 1.1, count), instances) * (1 - 0.3 * reach**4)
    dark = dark + veil * np.clip(folds, 0.3, 2) + 0.5 * specks(rng, shape, rng.integers(0, 15), 0.8)
    lamp = rng.uniform(215, 240) * (1 - rng.uniform(0, 0.2) * smooth_noise(rng, shape, 1))
    grey = finish(rng, lamp * np.exp(-dark), rng.uniform(0.4, 0.9), rng.uniform(0.8, 2.5))
    return np.repeat(grey[..., None], 3, axis=2)


def draw(seed, modality=None):
    """Draws one microscope picture and the exact nuclei in it.

    Args:
        seed: int >= 0; the same seed gives the same picture.
        modality: one of MODALITIES, or None to draw one with the real set's shares.

    Returns:
        (image, instances): uint8 (H, W, 3) RGB, longest side 128..192 px, and int32 (H, W), 0 = background,
        1..n the nuclei, none overlapping another.

    Raises:
        ValueError: the modality is not one of the three.

    Example:
        >>> image, instances = draw(7, "stained")
        >>> image.shape[:2] == instances.shape
        True
    """
    if modality not in (None, *MODALITIES):
        raise ValueError(f"modality is {modality!r}, but must be one of {MODALITIES}; or pass None to have it drawn.")
    rng = np.random.default_rng(seed)
    kind = rng.choice(MODALITIES, p=SHARES)
    kind = modality or kind
    width = int(rng.integers(16, 25)) * 8
    shape = (int(round(width * rng.choice(ASPECTS) / 8)) * 8, width)

    largest = {"fluorescent": 32, "stained": 30, "brightfield": 12}[kind]
    diameter = 7 * (largest / 7) ** rng.random()
    covered = {"fluorescent": rng.uniform(0.03, 0.35), "stained": rng.uniform(0.08, 0.4), "brightfield": rng.uniform(0.02, 0.06)}[kind]
    count = int(np.clip(covered * shape[0] * shape[1] / (0.8 * diameter**2), 4, 64))
    stretch = {"fluorescent": 1.9, "stained": rng.uniform(1.5, 3.2), "brightfield": 1.5}[kind]
    aligned = rng.uniform(0, 0.9) if kind == "stained" else 0
    instances, reach = place_nuclei(rng, shape, count, diameter, stretch, rng.uniform(0.04, 0.12), rng.uniform(0.1, 0.6), aligned)
    paint = {"fluorescent": paint_fluorescent, "stained": paint_stained, "brightfield": paint_brightfield}[kind]
    return paint(rng, instances, reach, diameter), instances
