"""Cell nuclei under a microscope, drawn from a seed, with the exact outline of each.

Three kinds of microscope, as in the 2018 Data Science Bowl. *Fluorescent*: a dye glows in the nuclei, the
rest stays dark. *Stained*: dyes absorb lamp light, nuclei turn purple, tissue pink. *Brightfield*: no colour,
whole cells as grey veils with a dark nucleus each. Sizes, counts and grey values cover those measured on that
set; haze, uneven light and dim nuclei beside bright ones are made worse, so that one threshold seldom does.
"""

import cv2
import numpy as np
from numpy.random import Generator

from helpers.scenes.nuclei_layers import camera, fibres, grains, hills, specks, spread, through_dyes

MODALITIES = ("fluorescent", "stained", "brightfield")
SHARES = (0.8, 0.15, 0.05)
ASPECTS = (1.0, 1.0, 0.8, 0.8, 0.75, 0.625)  # height / width
MIN_AREA = 16  # px; a smaller rest of a nucleus is left out
MIN_RADIUS = 2.6  # px; about 21 px of area
MIN_COUNT, MAX_COUNT = 4, 64  # nuclei aimed at

# What is drawn per modality: the range of typical diameters in px, the range of the share of the picture that
# nuclei cover, and the range of the longest stretch (long axis / short axis).
RANGES = {
    "fluorescent": ((7, 34), (0.03, 0.42), (1.4, 2.2)),
    "stained": ((7, 32), (0.08, 0.42), (1.4, 3.2)),
    "brightfield": ((6.5, 11), (0.02, 0.05), (1.1, 1.6)),
}

# Three staining recipes as colours: bare glass, a nucleus, tissue, dense tissue. Giemsa, cresyl violet, H&E.
STAINS = (
    ((214, 216, 216), (116, 34, 132), (196, 180, 190), (166, 140, 152)),
    ((182, 164, 208), (82, 30, 176), (156, 132, 202), (128, 94, 194)),
    ((236, 220, 236), (100, 46, 142), (222, 146, 200), (202, 40, 98)),
)


def outline(rng: Generator, shape: tuple[int, int], centre: np.ndarray, radius: float, stretch: float,
            angle: float, roughness: float) -> tuple[tuple[slice, slice], np.ndarray]:
    """One roundish outline: an ellipse whose radius rises and falls in a few slow waves.

    Args:
        rng, shape: source of chance; (H, W) of the picture.
        centre, radius: (y, x) and mean radius in px.
        stretch, angle: long axis / short axis, >= 1; direction of the long axis in radians.
        roughness: height of the waves as a share of the radius, 0..0.2.

    Returns:
        (window, reach): the two slices of the picture that hold the outline, and for each of their pixels its
        distance from the centre: float64, 0 at the centre, 1 on the outline. It is rounded, so that every
        computer decides alike which pixel lies inside.
    """
    heights = roughness * rng.uniform(-1, 1, 4) / (1, 1, 1.6, 2.2)
    phases = rng.uniform(0, 2 * np.pi, 4)
    margin = radius * stretch**0.5 * (1 + 2 * roughness) + 1
    top, left = np.clip(np.floor(centre - margin), 0, shape).astype(int)
    bottom, right = np.clip(np.ceil(centre + margin) + 1, 0, shape).astype(int)

    y, x = np.ogrid[top:bottom, left:right]
    y, x = y - centre[0], x - centre[1]
    along = (x * np.cos(angle) + y * np.sin(angle)) / stretch**0.5
    across = (y * np.cos(angle) - x * np.sin(angle)) * stretch**0.5
    direction = np.arctan2(across, along)
    waves = [h * np.cos(k * direction + p) for k, h, p in zip((2, 3, 4, 5), heights, phases)]
    reach = np.hypot(along, across) / (radius * (1 + sum(waves)))
    return (slice(top, bottom), slice(left, right)), np.round(reach, 6)


def largest_part(pixels: np.ndarray) -> np.ndarray:
    """The largest 4-connected part of a bool (h, w) array, as bool (h, w)."""
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(pixels.astype(np.uint8), connectivity=4)
    areas = boxes[1:, cv2.CC_STAT_AREA]
    return labels == 1 + np.argmax(areas) if areas.size else pixels


def place_nuclei(rng: Generator, shape: tuple[int, int], count: int, diameter: float, stretch: float,
                 together: float, aligned: float) -> tuple[np.ndarray, np.ndarray]:
    """Lays nuclei one by one; a later one lies behind the earlier ones and gets what they leave free.

    Args:
        rng, shape: source of chance; (H, W) of the picture.
        count: how many to aim at, >= 1; a full picture may hold fewer.
        diameter, stretch: typical diameter in px; largest long axis / short axis.
        together: share of nuclei that are laid against one that is there already, 0..1.
        aligned: 0 = every direction, 1 = all along one, as in muscle.

    Returns:
        (instances, reach): int32 (H, W), 0 = background, 1..n without gaps, each 4-connected and at least
        MIN_AREA px; and float32 (H, W), 0 in the middle of a nucleus, 1 on its edge and outside.
    """
    instances, reach = np.zeros(shape, np.int32), np.ones(shape, np.float32)
    crowd = hills(rng, shape, 2) ** rng.uniform(0, 2)  # nuclei come in colonies
    roughness, main_angle = rng.uniform(0.03, 0.11), rng.uniform(0, np.pi)
    placed = [(np.array(shape) * rng.uniform(0.25, 0.75, 2), diameter / 2)]  # where the first one goes
    for attempt in range(16 * count):
        radius = max(MIN_RADIUS, diameter / 2 * rng.uniform(0.55, 1.35))
        neighbour, its_radius = placed[rng.integers(len(placed))]
        side, gap = rng.uniform(0, 2 * np.pi), rng.uniform(0.9, 1.05)
        if attempt == 0:
            centre = neighbour
        elif rng.random() < together:
            centre = neighbour + gap * (radius + its_radius) * np.array([np.sin(side), np.cos(side)])
        else:
            centre = rng.uniform(0, 1, 2) * shape
            if rng.random() > crowd[tuple(centre.astype(int))]:
                continue
        if (centre < 0).any() or (centre >= shape).any():
            continue
        angle = main_angle + rng.uniform(-np.pi / 2, np.pi / 2) * (1 - aligned)
        window, distance = outline(rng, shape, centre, radius, rng.uniform(1, stretch), angle, roughness)
        inside = distance < 1
        free = largest_part(inside & (instances[window] == 0))
        if free.sum() < max(MIN_AREA, 0.85 * inside.sum()):
            continue
        label = instances.max() + 1
        instances[window][free] = label
        reach[window][free] = distance[free]
        placed.append((centre, radius))
        if label == count:
            break
    return instances, reach


def per_nucleus(values: np.ndarray, instances: np.ndarray) -> np.ndarray:
    """Gives each pixel the value of its nucleus: values (n,), result float32 (H, W), 0 outside."""
    return np.concatenate([[0], values]).astype(np.float32)[instances]


def paint_fluorescent(
    rng: Generator, instances: np.ndarray, reach: np.ndarray, diameter: float
) -> np.ndarray:
    """Nuclei that glow in the dark: the camera counts light from the dye, and all light that strays.

    Each nucleus took up its own amount of dye, is thicker in its middle and has knots of chromatin; one that
    divides is packed and very bright. The lamp lights one side more. Light from above and below the focus
    adds haze, cells shine a little by themselves, the lens blurs, and photons arrive by chance: noise.

    Args:
        rng: source of chance.
        instances, reach: int32 and float32 (H, W) from `place_nuclei`.
        diameter: typical diameter in px; it sets the width of blur and chromatin.

    Returns:
        uint8 (H, W, 3), all three channels alike.
    """
    shape, count = instances.shape, instances.max()
    faintest = rng.uniform(0.14, 0.45)
    dye = faintest * (0.8 / faintest) ** rng.random(count)
    dividing = rng.random(count) < rng.choice([0, 0.08, 0.2])
    dye = np.where(dividing, rng.uniform(0.9, 1.3, count), dye)
    lamp = 1 - rng.uniform(0, 0.85) * hills(rng, shape, 1)
    most_hills = np.clip(max(shape) / (5 * diameter), 1, 4)  # wider than nuclei, to tell them apart
    haze = 1.5 * rng.random() ** 1.2 * hills(rng, shape, rng.uniform(0.7, most_hills)) ** rng.uniform(1, 3)
    inside = instances > 0
    glow = np.maximum(per_nucleus(dye, instances) * lamp, (0.17 + 0.2 * haze) * inside)  # none drowns unseen
    chromatin = 1 + rng.uniform(0.05, 0.25) * grains(rng, shape, diameter * rng.uniform(0.08, 0.25))
    glow = glow * np.clip(chromatin, 0.4, 1.8) * (1 - rng.uniform(0.05, 0.6) * reach**2)
    glow = cv2.GaussianBlur(glow, (0, 0), rng.uniform(0.6, 0.7 + diameter / 20))

    cells = spread(inside.astype(np.float32), diameter * rng.uniform(0.5, 1)) * hills(rng, shape, 5)
    stray = haze + rng.uniform(0, 0.8) * cells + rng.uniform(0.05, 0.35) * spread(glow, diameter)
    stray = stray + 0.12 * rng.random() ** 2 * fibres(rng, shape, rng.uniform(12, 40))
    stray = stray + rng.uniform(0.2, 0.8) * specks(rng, shape, rng.integers(0, 16), rng.uniform(0.5, 0.8))

    light = np.clip(glow + stray, 0.02, None)
    brightest = 60 * (240 / 60) ** rng.random()  # set by the exposure time
    gain = brightest / np.percentile(light, 99.5)
    return camera(rng, rng.uniform(1, 12) + gain * light, gain * rng.uniform(0.01, 0.06) * np.sqrt(light))


def paint_stained(rng: Generator, instances: np.ndarray, reach: np.ndarray, diameter: float) -> np.ndarray:
    """A stained slice of tissue: nuclei hold the dark dye, cytoplasm, fibres and muscle the paler one.

    Args and result are those of `paint_fluorescent`; here the three channels differ.
    """
    shape, count = instances.shape, instances.max()
    recipe = np.array(STAINS[rng.choice(3, p=(0.4, 0.4, 0.2))]) + rng.uniform(-10, 10, (4, 3))
    glass, nucleus, tissue, dense = recipe
    hollow = 1 - per_nucleus(rng.uniform(0, 0.65, count), instances) * (1 - reach**3)  # rim and pale middle
    chromatin = 1 + rng.uniform(0.1, 0.35) * grains(rng, shape, diameter * rng.uniform(0.1, 0.25))
    nuclei = per_nucleus(rng.uniform(0.25, 1.15, count), instances) * hollow * np.clip(chromatin, 0.4, 1.7)

    near = spread((instances > 0).astype(np.float32), diameter * rng.uniform(0.4, 0.9))
    tissues = rng.uniform(0.5, 4) * near * hills(rng, shape, 6) + rng.uniform(0.2, 1.2) * hills(rng, shape, 3)
    tissues = tissues + rng.uniform(0, 1.5) * fibres(rng, shape, rng.uniform(7, 20))
    tissues = np.clip(tissues * (1 + 0.3 * grains(rng, shape, 3)), 0, 3)
    muscle = np.clip(rng.uniform(2, 6) * (hills(rng, shape, 1.4) - rng.uniform(0.5, 1)), 0, 1)
    muscle = muscle * (1 + 0.1 * grains(rng, shape, 4))
    dirt = 0.5 * specks(rng, shape, rng.integers(0, 10), 0.8)
    picture = through_dyes(glass, [(nuclei + dirt, nucleus), (tissues, tissue), (muscle, dense)])
    picture = picture * (1 - rng.uniform(0, 0.45) * hills(rng, shape, 1)[..., None])
    return camera(rng, cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.7, 1.2)), rng.uniform(0.5, 3))


def paint_brightfield(
    rng: Generator, instances: np.ndarray, reach: np.ndarray, diameter: float
) -> np.ndarray:
    """Loose cells on bright glass, without colour: grey veils, darker where they overlap, each with a nucleus.

    Args and result are those of `paint_fluorescent`.
    """
    shape, count = instances.shape, instances.max()
    veils = np.zeros(shape, np.float32)
    for label in range(1, count + 1):
        centre = np.argwhere(instances == label).mean(axis=0) + rng.uniform(-1, 1, 2) * diameter
        radius = diameter * rng.uniform(1.8, 3.2)
        stretch, angle = rng.uniform(1, 1.7), rng.uniform(0, np.pi)
        window, distance = outline(rng, shape, centre, radius, stretch, angle, roughness=0.12)
        soft = np.clip((1 - distance) * radius, 0, 1) * (1 + 0.4 * distance**8)  # a little thicker at the rim
        veils[window] += 0.06 * 9 ** rng.random() * soft
    folds = 1 + 0.15 * grains(rng, shape, 2.5) + 0.3 * grains(rng, shape, diameter)
    dark = 1.1 * (1 - np.exp(-veils * np.clip(folds, 0.4, 2)))
    dark = dark + per_nucleus(rng.uniform(0.4, 1.0, count), instances) * (1 - 0.3 * reach**4)
    dark = dark + 0.5 * specks(rng, shape, rng.integers(0, 12), 0.8)
    lamp = rng.uniform(220, 245) * (1 - rng.uniform(0, 0.2) * hills(rng, shape, 1))
    picture = cv2.GaussianBlur(lamp * np.exp(-dark), (0, 0), rng.uniform(0.5, 0.9))
    return camera(rng, picture, rng.uniform(0.8, 2.5))


PAINTERS = {"fluorescent": paint_fluorescent, "stained": paint_stained, "brightfield": paint_brightfield}


def draw(seed: int, modality: str | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Draws one microscope picture and the exact nuclei in it.

    Args:
        seed: int >= 0; the same seed gives the same picture.
        modality: one of MODALITIES, or None to draw one by SHARES.

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
        raise ValueError(f"modality is {modality!r}, but must be one of {MODALITIES}; or leave it out.")
    rng = np.random.default_rng(seed)
    drawn = str(rng.choice(MODALITIES, p=SHARES))
    modality = modality or drawn
    width = 8 * int(rng.integers(16, 25))
    shape = (8 * round(width * rng.choice(ASPECTS) / 8), width)

    (small, large), (sparse, dense), stretches = RANGES[modality]
    diameter = small * (large / small) ** (rng.random() ** 1.3)  # small ones are more common
    covered = sparse * (dense / sparse) ** rng.random()
    count = int(np.clip(covered * shape[0] * shape[1] / (0.8 * diameter**2), MIN_COUNT, MAX_COUNT))
    stretch = rng.uniform(*stretches)
    aligned = rng.uniform(0, 0.9) if modality == "stained" else 0
    instances, reach = place_nuclei(rng, shape, count, diameter, stretch, 0.35 * rng.random() ** 2, aligned)
    return PAINTERS[modality](rng, instances, reach, diameter), instances
