"""Figures of objects: what became of each, and how the steps of a ladder score."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from scipy import ndimage

from helpers.metrics import FOUND, INVENTED, MERGED, MISSED, SPLIT, object_fates
from helpers.plots import masks
from helpers.plots.base import WIDTH, show, show_grid

# Okabe and Ito's colours, told apart by the colour-blind, with a darker yellow that is not white in grey; missed,
# invented and right as in the figures of pixels.
FATE_COLOURS = {
    FOUND: masks.RIGHT, MERGED: (215, 195, 30), SPLIT: (204, 121, 167), MISSED: masks.MISSED,
    INVENTED: masks.INVENTED,
}
BACKGROUND = (32, 36, 44)
MARKERS = (("#1f4fd8", "o", "-"), ("#e8590c", "s", "--"), ("#0b7a53", "^", ":"))


def paint_fates(objects: np.ndarray, fates: dict[int, str]) -> np.ndarray:
    """Gives every object the colour of its fate, with a dark line where objects touch.

    Args:
        objects: int (H, W), 0 = background.
        fates: id -> one word, one half of what `helpers.metrics.object_fates` returns.

    Returns:
        uint8 (H, W, 3).
    """
    picture = np.full((*objects.shape, 3), BACKGROUND, np.uint8)
    for number, fate in fates.items():
        picture[objects == number] = FATE_COLOURS[fate]
    # Where two objects meet, the one with the larger number gives its pixels for the line.
    lowest = ndimage.minimum_filter(np.where(objects > 0, objects, objects.max(initial=0) + 1), 3)
    picture[lowest < objects] //= 3
    return picture


def show_fates(
    images: Sequence[np.ndarray], truths: Sequence[np.ndarray], predictions: Sequence[np.ndarray],
    titles: Sequence[str], alt: str, answer_title: str = "the answer's objects", threshold: float = 0.5,
) -> None:
    """Shows what became of each object, a row per picture: the picture, the true objects, those of the answer.

    Args:
        images: uint8 (H, W, 3).
        truths, predictions: ids of objects, int (H, W).
        titles: one per picture; it stands over it.
        alt: what the figure shows, in a sentence.
        answer_title: stands over the answers.
        threshold: smallest IoU of a match.
    """
    pictures, captions = [], []
    for image, truth, predicted, title in zip(images, truths, predictions, titles, strict=True):
        fates = object_fates(truth, predicted, threshold)
        pictures += [image, paint_fates(truth, fates.truth), paint_fates(predicted, fates.predicted)]
        captions += [title, "the true objects", answer_title]
    show_grid(pictures, captions, 3, alt, FATE_COLOURS)


def show_rungs(rungs: dict[str, dict[str, float]], alt: str, label: str = "score") -> None:
    """Shows the steps of a ladder from top to bottom, with a line per score from step to step.

    Args:
        rungs: step -> name of a score -> its value; a score that a step lacks leaves a gap.
        alt: what the figure shows, in a sentence.
        label: of the axis.

    Raises:
        ValueError: more scores than can be told apart.
    """
    scores = list(dict.fromkeys(name for rung in rungs.values() for name in rung))
    if len(scores) > len(MARKERS):
        raise ValueError(f"{len(scores)} scores in one figure cannot be told apart. Show {len(MARKERS)} at most.")
    figure, axis = plt.subplots(figsize=(WIDTH, 1 + 0.5 * len(rungs)), layout="constrained")
    places = np.arange(len(rungs))
    for score, (colour, marker, dashes) in zip(scores, MARKERS, strict=False):
        values = np.array([rung.get(score, np.nan) for rung in rungs.values()], float)
        axis.plot(values, places, color=colour, marker=marker, linestyle=dashes, markersize=8, label=score)
        for value, place in zip(values, places, strict=True):
            if np.isfinite(value):
                axis.annotate(f"{value:.3f}", (value, place), (0, 8), textcoords="offset points", ha="center",
                              fontsize=8, color=colour, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5})
    axis.set_yticks(places, list(rungs))
    axis.set(xlabel=label, ylim=(len(rungs) - 0.5, -0.7))
    axis.margins(x=0.06)
    axis.grid(axis="y", color="#e3e3e8")
    axis.spines[["top", "right"]].set_visible(False)
    axis.legend(frameon=False, loc="center left", bbox_to_anchor=(1.01, 0.5), handlelength=3)
    show(figure, alt)

