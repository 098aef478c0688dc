"""The figure of one number against another: losses, scores and what they depend on."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator

from helpers.plots.base import WIDTH, show

LINES = (("#1f4fd8", "-"), ("#e8590c", "--"), ("#0b7a53", "-."), ("#7b2d8b", ":"), ("#5b5b6b", (0, (6, 2))))


def show_lines(
    lines: dict[str, tuple[Sequence[float], Sequence[float]]],
    alt: str,
    x_label: str,
    y_label: str,
    y_limits: tuple[float, float] | None = None,
    marks: dict[str, tuple[float | Sequence[float], float | Sequence[float]]] | None = None,
    diagonal: str = "",
) -> None:
    """Shows how numbers hang together: one line per name, told apart by colour and by dashes.

    Args:
        lines: name -> (x, y), as many of each; NaN leaves a gap. Five names at most. Where all x are whole numbers,
            epochs for example, the axis names whole numbers only.
        alt: what the figure shows, in a sentence.
        x_label, y_label: what the axes mean, with their units.
        y_limits: lowest and highest y shown, so that a line may leave the figure; all of it if not given.
        marks: name of a line -> (x, y) of a point on it to mark, for example its lowest, or of several points.
        diagonal: name of the line y = x, drawn thin and grey; none if empty.

    Raises:
        ValueError: more lines than can be told apart, or x and y of a line differ in length.
    """
    if len(lines) > len(LINES):
        raise ValueError(f"{len(lines)} lines in one figure cannot be told apart. Show {len(LINES)} at most.")
    figure, axis = plt.subplots(figsize=(WIDTH, 3.4), layout="constrained")
    for (name, (x, y)), (colour, dashes) in zip(lines.items(), LINES, strict=False):
        if np.shape(x) != np.shape(y):
            raise ValueError(f"{name!r} has x of the shape {np.shape(x)} and y of {np.shape(y)}: as many of each.")
        axis.plot(x, y, color=colour, linestyle=dashes, linewidth=2, label=name)
        if marks and name in marks:
            axis.plot(*marks[name], "o", color=colour, markersize=9, markeredgecolor="white")
    axis.set(xlabel=x_label, ylabel=y_label, ylim=y_limits, xlim=axis.get_xlim())
    if all(np.all(np.equal(np.mod(x, 1), 0)) for x, _ in lines.values()):
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    if diagonal:
        axis.axline((0, 0), slope=1, color="#9a9aa5", linewidth=1, zorder=1, label=diagonal)
    axis.spines[["top", "right"]].set_visible(False)
    axis.legend(frameon=False, loc="center left", bbox_to_anchor=(1.01, 0.5), handlelength=3.5)
    show(figure, alt)
