"""Figures of notebook 01: five answers to one picture, and what a threshold does to grey levels."""

from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from helpers.plots import WIDTH, draw_boxes, show

OBJECT, BACKGROUND = "#ffb000", "#5b5b6b"


@dataclass(frozen=True)
class Rung:
    """One answer to the question what a picture holds.

    Attributes:
        name: what the field calls this kind of answer.
        question: the question in plain words.
        numbers: how many numbers the answer has.
        picture: uint8 (H, W, 3), the picture, or the answer where the answer is a picture.
        word: written into the picture, below its box where there is one box.
        boxes: (top, left, bottom, right) each, drawn into the picture.
    """

    name: str
    question: str
    numbers: int
    picture: np.ndarray
    word: str = ""
    boxes: Sequence[tuple[int, int, int, int]] = ()


def show_step(before: Rung, rung: Rung, alt: str) -> None:
    """Shows one answer beside the one before it, under the question that it answers.

    Args:
        before: the rung below.
        rung: the new answer.
        alt: what the figure shows, in a sentence.
    """
    ratio = rung.picture.shape[0] / rung.picture.shape[1]
    figure, axes = plt.subplots(1, 2, figsize=(WIDTH, WIDTH / 2 * ratio + 0.6), layout="constrained")
    figure.suptitle(rung.question, style="italic")
    for axis, answer in zip(axes, (before, rung), strict=True):
        _draw_answer(axis, answer)
        axis.set_title(f"{answer.name}: {count_of_numbers(answer)}", fontsize=11)
        axis.axis("off")
    show(figure, alt)


def show_ladder(rungs: Sequence[Rung], alt: str) -> None:
    """Shows all answers in a row, with how many numbers each has."""
    ratio = rungs[0].picture.shape[0] / rungs[0].picture.shape[1]
    figure, axes = plt.subplots(
        1, len(rungs), figsize=(WIDTH, WIDTH / len(rungs) * ratio + 0.5), layout="constrained"
    )
    for axis, rung in zip(axes, rungs, strict=True):
        _draw_answer(axis, rung)
        axis.set_title(f"{rung.name}\n{count_of_numbers(rung)}", fontsize=9)
        axis.axis("off")
    show(figure, alt)


def count_of_numbers(rung: Rung) -> str:
    """Says how many numbers an answer has.

    Example:
        >>> count_of_numbers(Rung("classification", "What is it?", 1, np.zeros((2, 2, 3), np.uint8)))
        '1 number'
    """
    return f"{rung.numbers:,} number" + "s" * (rung.numbers != 1)


def _draw_answer(axis: Axes, rung: Rung) -> None:
    axis.imshow(rung.picture, interpolation="nearest")
    draw_boxes(axis, rung.boxes, [""] * len(rung.boxes), colour=OBJECT)
    if rung.word and len(rung.boxes) == 1:
        _, left, bottom, _ = rung.boxes[0]
        place = {"x": left, "y": bottom + 2, "ha": "left", "va": "top"}
    else:
        place = {"x": 0.5, "y": 0.5, "ha": "center", "va": "center", "transform": axis.transAxes}
    if rung.word:
        axis.text(s=rung.word, fontsize=9, bbox={"facecolor": OBJECT, "edgecolor": "none", "pad": 2}, **place)


def show_threshold(
    grey: np.ndarray,
    level: int,
    alt: str,
    truth: np.ndarray | None = None,
    names: tuple[str, str] = ("object", "background"),
    spread: np.ndarray | None = None,
    dark_side: bool = False,
) -> None:
    """Shows a grey picture, how often each grey level occurs, and the two sides of a threshold.

    Args:
        grey: uint8 (H, W).
        level: the threshold.
        alt: what the figure shows, in a sentence.
        truth: bool (H, W); where given, objects and background are counted apart, each as shares of its own.
        names: what the legend calls them.
        spread: (256,) how uneven both sides are at each level, drawn over the histogram; NaN is left out.
        dark_side: shows the pixels up to the level as the answer, not those above it.
    """
    ratio = grey.shape[0] / grey.shape[1]
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(WIDTH, WIDTH / 3.4 * ratio + 0.8),
                                                 width_ratios=(1, 1.4, 1), layout="constrained")
    left.imshow(grey, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
    left.set_title("grey levels")
    right.imshow((grey <= level) == dark_side, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    right.set_title(f"{level} and darker" if dark_side else f"brighter than {level}")
    for axis in (left, right):
        axis.axis("off")
    _draw_histogram(middle, grey, level, truth, names)
    if spread is not None:
        above = middle.twinx()
        above.plot(spread, color="#d6246e", linestyle="--")
        above.set_ylabel("spread within the sides", color="#d6246e")
        above.set_yticks([])
    show(figure, alt)


def _draw_histogram(
    axis: Axes, grey: np.ndarray, level: int, truth: np.ndarray | None, names: tuple[str, str]
) -> None:
    bins = np.arange(0, 257, 4)
    sides = [(np.ones(grey.shape, bool), "", {"color": BACKGROUND})]
    if truth is not None:
        sides = [(~truth, names[1], {"color": BACKGROUND}),
                 (truth, names[0], {"color": OBJECT, "alpha": 0.75, "hatch": "///", "edgecolor": "black"})]
    for side, name, style in sides:
        axis.hist(grey[side], bins, weights=np.full(side.sum(), 100 / side.sum()), label=name, **style)
    if truth is not None:
        axis.legend(frameon=False, fontsize=9)
    axis.axvline(level, color="black", linewidth=2)
    axis.set(xlabel="grey level", ylabel="% of its pixels" if truth is not None else "% of the pixels",
             xlim=(0, 255), title="how often each level occurs")
    axis.spines[["top", "right"]].set_visible(False)
