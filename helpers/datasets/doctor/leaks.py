"""The same picture in two splits: what was learned by heart is then taken for understood."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from helpers.datasets.doctor.looks import Look
from helpers.datasets.doctor.thumbnails import SIDE, thumbnail_of
from helpers.datasets.readers import Finding
from helpers.images import read_image

# Of 715,000 pairs across the splits of the real sets, 3 have thumbnails that correlate by over 0.95. Two show the same
# person at the same wall (their details: 0.9 and 0.63), one the same street a second later (0.39). All other pairs have
# details under 0.52. Copies that were saved as JPEG, shrunk to a third or made brighter have 0.87 to 1 and 0.66 to 1.
ALIKE = 0.92  # correlation of thumbnails
DETAILS_ALIKE = 0.6  # correlation of what is finer than a sixteenth of the picture
FINE = 64  # pixels of the sides of the pictures whose details are compared
ROWS = 512  # thumbnails that are compared with all others at once
FEW = 0.01  # of the pictures to be scored: so few do not change a score


def near_duplicates(name: str, looks: Sequence[Look]) -> list[Finding]:
    """Finds pictures that occur in two splits: copied, mirrored, rescaled, saved anew or made brighter.

    Args:
        name: of the data set, for the sentences.
        looks: of the pictures of all splits.

    Returns:
        A finding for each pair.
    """
    pairs = [(one, other, how) for one, other, how in _candidates(looks)
             if _details_alike(one, other, how) >= DETAILS_ALIKE]
    scored = sum(look.files.split != "train" for look in looks)
    twins = {look.files.id for pair in pairs for look in pair[:2] if look.files.split != "train"}
    return [Finding("near-duplicates", (one.files.image.name, other.files.image.name), (
        f"{name}: {other.files.image.name} ({other.files.split}) shows the same as {one.files.image.name} "
        f"({one.files.split}){', mirrored' if how == 'mirrored' else ''}. A score on pictures that were trained on is "
        "no score: remove one of them, or put both into one split."
    ), wrong=len(twins) > FEW * scored) for one, other, how in pairs]


def _candidates(looks: Sequence[Look]) -> Iterator[tuple[Look, Look, str]]:
    """Pairs of two splits whose thumbnails are alike; a product of matrices compares `ROWS` with all others."""
    by_split = {split: [look for look in looks if look.files.split == split] for split in ("train", "val", "test")}
    for first, second in (("train", "val"), ("train", "test"), ("val", "test")):
        if not by_split[first] or not by_split[second]:
            continue
        others = np.stack([look.thumbnail for look in by_split[second]])
        for start in range(0, len(by_split[first]), ROWS):
            some = by_split[first][start : start + ROWS]
            plain = np.stack([look.thumbnail for look in some])
            mirrored = plain.reshape(-1, SIDE, SIDE)[:, :, ::-1].reshape(len(some), -1)
            straight, turned = plain @ others.T, mirrored @ others.T
            for row, column in np.argwhere(np.maximum(straight, turned) >= ALIKE):
                how = "mirrored" if turned[row, column] > straight[row, column] else ""
                yield some[row], by_split[second][column], how


def _details_alike(one: Look, other: Look, how: str) -> float:
    """The correlation of the details of two pictures, which are read once more for it."""
    details = [_details(read_image(look.files.image)) for look in (one, other)]
    if how == "mirrored":
        details[0] = details[0][:, ::-1]
    lengths = [np.linalg.norm(detail) for detail in details]
    return float((details[0] * details[1]).sum() / max(lengths[0] * lengths[1], 1e-9))


def _details(image: np.ndarray) -> np.ndarray:
    small = thumbnail_of(image, FINE).reshape(FINE, FINE)
    return small - cv2.GaussianBlur(small, (0, 0), 2)
