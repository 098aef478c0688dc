"""Do the masks lie on their pictures? A picture changes where its mask changes.

The contours of a mask are laid over the edges of the picture, at every shift at once, and the fit of each shift is
counted in standard deviations above the fit of all shifts. On the pictures of this course the right place stands out
by 5 to 30 of them, most wrong ones by less than 4. Then other arrangements are tried: the mask mirrored, turned,
shifted, or exchanged for another one of the batch. A picture votes for an arrangement that fits clearly better than
the mask as it is, and a check speaks only if enough pictures vote for the same, at least two: of a batch of one
nothing is said.

Measured on batches of 8, drawn streets and nuclei, real streets, nuclei, faces and people: masks mirrored, turned,
or of the next picture were found in every batch, masks mirrored by a coin for each picture in about nine of ten.
Shifts by 8 pixels were found in every drawn batch and about nine of ten real ones, shifts by 4 pixels seldom,
smaller ones never. No clean batch got a sentence. What the checks cannot see: a single wrong mask in a batch,
masks that belong to no picture of the batch, pictures whose objects have no edge. Silence does not mean that masks
are right: look at an overlay too.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from helpers.images import VOID

Names = Sequence[str] | None

CLEARLY = 3.0  # standard deviations by which another arrangement fits better
CHANCE = 1.0  # where nothing fits, the best of a few places still stands out by about as much
NEAR = 3  # pixels by which an honest label may be off its edge
FEWEST_CONTOUR_PIXELS = 20


def not_mirrored(images, masks, num_classes: int, classes: Names = None) -> str | None:
    """No mirrored or turned mask fits clearly better; a quarter of the batch is enough to speak."""
    edges = edge_strength(images)
    here = fit_nearby(fit_of_shifts(edges, contours(masks)))
    turns = {"mirrored left to right": masks[:, :, ::-1], "turned upside down": masks[:, ::-1],
             "turned by 180 degrees": masks[:, ::-1, ::-1]}
    if masks.shape[1] == masks.shape[2]:
        turns |= {"turned by 90 degrees to the left": np.rot90(masks, 1, (1, 2)),
                  "turned by 90 degrees to the right": np.rot90(masks, -1, (1, 2)),
                  "with rows and columns swapped": masks.transpose(0, 2, 1)}
    votes = {how: voters(here, fit_nearby(fit_of_shifts(edges, contours(turned)))) for how, turned in turns.items()}
    how = max(votes, key=votes.get)
    if votes[how] < max(2, len(images) / 4):
        return None
    return (f"In {votes[how]} of {len(images)} pictures the mask fits clearly better if it is {how}. Picture and mask "
            "must be moved by the same map: one random number for both, not one for each.")


def not_exchanged(images, masks, num_classes: int, classes: Names = None) -> str | None:
    """No mask of another picture fits clearly better; half of the batch must agree."""
    edges, outlines = edge_strength(images), contours(masks)
    fits = np.array([fit_nearby(fit_of_shifts(edges, np.roll(outlines, -step, axis=0))) for step in range(len(images))])
    votes = voters(fits[0], fits.max(axis=0))
    if votes < max(2, len(images) / 2):
        return None
    return (f"In {votes} of {len(images)} pictures the mask of another picture of the batch fits clearly better. Pair "
            "pictures and masks by their names, and shuffle the pairs, never one list alone.")


def not_shifted(images, masks, num_classes: int, classes: Names = None) -> str | None:
    """No shifted mask fits clearly better; a third of the batch must agree on it, give or take 2 pixels."""
    fits = fit_of_shifts(edge_strength(images), contours(masks))
    here = np.maximum(fit_nearby(fits), CHANCE)[:, None, None]
    clear = (fits - here >= CLEARLY).astype(np.uint8)
    votes = sum(cv2.dilate(won, np.ones((5, 5))).astype(int) for won in clear)
    if votes.max() < max(2, len(images) / 3):
        return None
    best = np.where(votes == votes.max(), fits.mean(axis=0), -np.inf)
    steps = zip(np.unravel_index(best.argmax(), best.shape), best.shape, strict=True)
    down, right = (int((step + side // 2) % side - side // 2) for step, side in steps)
    vertical, horizontal = "down" if down > 0 else "up", "to the right" if right > 0 else "to the left"
    return (f"In {votes.max()} of {len(images)} pictures the mask fits clearly better if it is moved by {abs(down)} "
            f"pixels {vertical} and {abs(right)} {horizontal}. Crop and pad picture and mask alike.")


def edge_strength(images: np.ndarray) -> np.ndarray:
    """How much each pixel's surroundings change, compared with the 33 x 33 pixels around it; float32 (B, H, W)."""
    strengths = []
    for image in images.astype(np.float32):
        changes = [cv2.Sobel(image, cv2.CV_32F, *way).reshape(*image.shape[:2], -1) for way in ((1, 0), (0, 1))]
        slope = np.sqrt(sum(np.einsum("hwc,hwc->hw", change, change) for change in changes))
        slope = np.minimum(slope, 4 * slope.mean())  # a glaring edge counts no more than a plain one
        strengths.append(slope / (cv2.blur(slope, (33, 33)) + slope.mean() / 4 + 1e-9))
    return np.stack(strengths)


def contours(masks: np.ndarray) -> np.ndarray:
    """1 on both sides of every border between two labelled classes, 0 elsewhere; float32 (B, H, W)."""
    known, drawn = masks != VOID, np.zeros(masks.shape, bool)
    below = (masks[:, 1:] != masks[:, :-1]) & known[:, 1:] & known[:, :-1]
    drawn[:, 1:] |= below
    drawn[:, :-1] |= below
    beside = (masks[:, :, 1:] != masks[:, :, :-1]) & known[:, :, 1:] & known[:, :, :-1]
    drawn[:, :, 1:] |= beside
    drawn[:, :, :-1] |= beside
    return drawn.astype(np.float32)


def fit_of_shifts(edges: np.ndarray, outlines: np.ndarray) -> np.ndarray:
    """How well the contours lie on the edges, for every shift of the mask.

    The sum of the edges under the shifted contours is a correlation; one Fourier transform gives it for all shifts
    at once (what leaves the picture on one side comes in on the other).

    Args:
        edges: (B, H, W) of `edge_strength`.
        outlines: (B, H, W) of `contours`.

    Returns:
        (B, H, W): [b, dy, dx] is the fit after moving mask b by dy down and dx to the right, in standard deviations
        above the mean of all shifts; 0 where a mask has hardly a contour.
    """
    transformed = np.fft.rfft2(edges) * np.conj(np.fft.rfft2(outlines))
    sums = np.fft.irfft2(transformed, s=edges.shape[1:])
    spread = sums.std(axis=(1, 2), keepdims=True)
    empty = (outlines.sum(axis=(1, 2), keepdims=True) < FEWEST_CONTOUR_PIXELS) | (spread == 0)
    return np.where(empty, 0, (sums - sums.mean(axis=(1, 2), keepdims=True)) / np.where(empty, 1, spread))


def fit_nearby(fits: np.ndarray) -> np.ndarray:
    """(B,): the best fit at most `NEAR` pixels off, since labels seldom sit on their edge exactly."""
    window = np.roll(fits, (NEAR, NEAR), axis=(1, 2))[:, : 2 * NEAR + 1, : 2 * NEAR + 1]
    return window.max(axis=(1, 2))


def voters(here: np.ndarray, there: np.ndarray) -> int:
    """How many pictures fit clearly better there than here."""
    return int(np.count_nonzero(there - np.maximum(here, CHANCE) >= CLEARLY))
