"""The figure of scores that say how sure they are: a dot for the score, a line for its interval."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.base import WIDTH, show
from helpers.plots.lines import LINES

MARKERS = "osD^v"


def show_intervals(
    scores: dict[str, dict[str, tuple[float, float, float]]], alt: str, label: str, limits: tuple[float, float] = (0, 1)
) -> None:
    """Shows scores with their intervals, one row per class, one dot and line per method.

    Args:
        scores: class -> method -> (score, low, high), as `helpers.metrics.bootstrap_interval` finds the last two; a
            score that is NaN is left out. Five methods at most, told apart by colour and by the dot's form.
        alt: what the figure shows, in a sentence.
        label: name of the score.
        limits: lowest and highest score shown.

    Raises:
        ValueError: there is nothing to show, more methods than can be told apart, or a score outside its interval.
    """
    methods = list(dict.fromkeys(method for of_class in scores.values() for method in of_class))
    if not methods or len(methods) > len(LINES):
        raise ValueError(f"{len(methods)} methods, but 1 to {len(LINES)} can be told apart. Show some of them.")
    figure, axis = plt.subplots(figsize=(WIDTH, 0.7 + 0.32 * len(scores)), layout="constrained")
    for number, (method, (colour, _), marker) in enumerate(zip(methods, LINES, MARKERS, strict=False)):
        shift = 0.6 * ((number + 0.5) / len(methods) - 0.5)
        for row, (name, of_class) in enumerate(scores.items()):
            score, low, high = of_class.get(method, (np.nan,) * 3)
            if not (low <= score <= high or np.isnan(score)):
                raise ValueError(f"{name}, {method}: the score {score} lies outside {low} to {high}. Pass (score, low, "
                                 "high), all of the same pictures.")
            axis.plot([low, high], [row + shift] * 2, color=colour, linewidth=3, alpha=0.5, solid_capstyle="butt")
            axis.plot(score, row + shift, marker, color=colour, markersize=7, markeredgecolor="white",
                      label=method if row == 0 else None)
    axis.set_yticks(range(len(scores)), list(scores))
    axis.set(xlabel=label, xlim=limits, ylim=(len(scores) - 0.4, -0.6))
    axis.grid(axis="x", color="#d8d8de", linewidth=0.8)
    axis.set_axisbelow(True)
    axis.spines[["top", "right"]].set_visible(False)
    if len(methods) > 1:
        axis.legend(frameon=False, loc="center left", bbox_to_anchor=(1.01, 0.5))
    show(figure, alt)
