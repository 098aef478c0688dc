"""The figure of notebook 04 that compares networks while they learn."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.lines import Line2D

from helpers.plots.base import WIDTH, show

COLOURS = ("#d55e00", "#0072b2", "#009e73", "#7b2d8b")
GREY = "#555555"


def show_progress(panels: dict[str, dict[str, tuple]], alt: str, label: str = "boundary IoU") -> None:
    """Shows how networks learn, side by side for several situations: training solid, validation dashed.

    Each line is the mean over the seeds; a band spans the lowest and the highest validation score.

    Args:
        panels: title -> network -> (steps, training scores, validation scores); scores are (seeds, steps).
        alt: what the figure shows, in a sentence.
        label: name of the score.

    Raises:
        ValueError: more networks than colours that can be told apart.
    """
    names = list(dict.fromkeys(name for curves in panels.values() for name in curves))
    if len(names) > len(COLOURS):
        raise ValueError(f"{len(names)} networks in one figure cannot be told apart. Show {len(COLOURS)} at most.")
    figure, axes = plt.subplots(1, len(panels), figsize=(WIDTH, 3.6), layout="constrained", sharey=True, squeeze=False)
    for axis, (title, curves) in zip(axes[0], panels.items(), strict=True):
        for name, (steps, training, validation) in curves.items():
            colour, validation = COLOURS[names.index(name)], np.asarray(validation)
            axis.plot(steps, np.mean(training, axis=0), color=colour)
            axis.plot(steps, validation.mean(axis=0), "--", color=colour)
            axis.fill_between(steps, validation.min(axis=0), validation.max(axis=0), color=colour, alpha=0.15, lw=0)
        axis.set(title=title, xlabel="training steps")
        axis.spines[["top", "right"]].set_visible(False)
    axes[0, 0].set(ylabel=label)
    axes[0, 0].set_ylim(bottom=0)
    keys = [Line2D([], [], color=COLOURS[i], label=name) for i, name in enumerate(names)]
    keys += [Line2D([], [], color=GREY, label="training"), Line2D([], [], color=GREY, ls="--", label="validation")]
    figure.legend(handles=keys, loc="outside lower center", ncols=len(keys), frameon=False)
    show(figure, alt)
