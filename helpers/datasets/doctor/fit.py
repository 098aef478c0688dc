"""Masks that do not lie on their pictures: mirrored, turned, shifted, or those of another picture.

The measure is that of `helpers.checks.alignment`: the contours of the mask are laid over the edges of the picture.
"""

from dataclasses import dataclass

import numpy as np

from helpers.checks.alignment import CHANCE, CLEARLY, NEAR, contours, edge_strength, fit_nearby, fit_of_shifts
from helpers.images import resize_image, resize_mask

LONGEST = 512  # pixels; larger pictures are shrunk first
SURE = 8.0  # a mask that fits so well is not mirrored and turned
FARTHEST = 4  # shifts by up to a quarter of the sides are tried


@dataclass(frozen=True)
class Fit:
    """How a mask lies on its picture, in standard deviations above chance.

    Attributes:
        here: where it is.
        there: in the best of the other ways.
        how: which way that is, "mirrored left to right" for example.
    """

    here: float
    there: float
    how: str

    @property
    def measured(self) -> bool:
        """False for a mask with hardly a contour: it fits nowhere, and nothing follows from that."""
        return self.here != 0

    @property
    def gain(self) -> float:
        """How much better it fits in another way; a fit below chance counts as chance."""
        return self.there - max(self.here, CHANCE)

    @property
    def elsewhere(self) -> bool:
        """It clearly fits better in another way."""
        return self.gain >= CLEARLY


def fit_of(image: np.ndarray, mask: np.ndarray) -> Fit:
    """Fits a mask on its picture as it is, mirrored, turned and shifted."""
    scale = min(LONGEST / max(mask.shape), 1.0)
    image, mask = shrink(image, mask, LONGEST)
    edges = edge_strength(image[None])
    fits = fit_of_shifts(edges, contours(mask[None]))
    here = float(fit_nearby(fits)[0])
    ways = dict([_best_shift(fits[0], scale)])
    for how, turned in _turns(mask).items() if here < SURE else ():
        ways[how] = float(fit_nearby(fit_of_shifts(edges, contours(turned[None])))[0])
    how = max(ways, key=ways.get)
    return Fit(here, ways[how], how)


def shrink(image: np.ndarray, mask: np.ndarray, longest: int) -> tuple[np.ndarray, np.ndarray]:
    """Makes both so small that no side is longer than `longest`; smaller ones stay as they are."""
    scale = longest / max(mask.shape)
    if scale >= 1:
        return image, mask
    size = tuple(max(round(side * scale), 1) for side in mask.shape)
    return resize_image(image, size), resize_mask(mask, size)


def _turns(mask: np.ndarray) -> dict[str, np.ndarray]:
    turns = {"mirrored left to right": mask[:, ::-1], "turned upside down": mask[::-1],
             "turned by 180 degrees": mask[::-1, ::-1]}
    if mask.shape[0] == mask.shape[1]:
        turns |= {"turned by 90 degrees to the left": np.rot90(mask), "with rows and columns swapped": mask.T,
                  "turned by 90 degrees to the right": np.rot90(mask, -1)}
    return turns


def _best_shift(fits: np.ndarray, scale: float) -> tuple[str, float]:
    """The best place of a mask at least `NEAR` + 2 pixels off, in words, and its fit."""
    down, right = (side // FARTHEST for side in fits.shape)
    window = np.roll(fits, (down, right), axis=(0, 1))[: 2 * down + 1, : 2 * right + 1].copy()
    near = NEAR + 1
    window[max(down - near, 0) : down + near + 1, max(right - near, 0) : right + near + 1] = -np.inf
    row, column = np.unravel_index(window.argmax(), window.shape)
    rows, columns = round((row - down) / scale), round((column - right) / scale)
    steps = [f"{abs(step)} pixels {words[step > 0]}" for step, words in
             ((rows, ("up", "down")), (columns, ("to the left", "to the right"))) if step]
    return f"moved by {' and '.join(steps)}", float(window[row, column])
