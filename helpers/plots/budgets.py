"""The figure of what more of something buys: scores of several runs at each of a few amounts."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.base import WIDTH, show
from helpers.plots.lines import LINES


def show_budgets(
    scores: Mapping[str, Mapping[int, Sequence[float]]], alt: str, x_label: str, y_label: str
) -> None:
    """Shows scores against amounts: a dot per run, a line through the means.

    The amounts stand side by side in equal steps, whatever lies between them: 10, 30, 100 and 367 are about as many
    times apart from each other as they are on paper.

    Args:
        scores: variant -> amount -> one score per run. A variant may lack amounts. Five variants at most.
        alt: what the figure shows, in a sentence.
        x_label, y_label: what the axes mean, with their units.

    Raises:
        ValueError: there is no variant, or more than can be told apart.
    """
    if not 1 <= len(scores) <= len(LINES):
        raise ValueError(f"{len(scores)} variants in one figure, but it shows 1 to {len(LINES)}: more cannot be told "
                         "apart. Choose some.")
    amounts = sorted({amount for runs in scores.values() for amount in runs})
    figure, axis = plt.subplots(figsize=(WIDTH, 3.8), layout="constrained")
    for (name, by_amount), (colour, dashes) in zip(scores.items(), LINES, strict=False):
        places = [amounts.index(amount) for amount in sorted(by_amount)]
        means = [np.mean(by_amount[amount]) for amount in sorted(by_amount)]
        axis.plot(places, means, color=colour, linestyle=dashes, linewidth=2, label=name)
        dots = [(amounts.index(amount), score) for amount, runs in by_amount.items() for score in runs]
        axis.plot(*zip(*dots, strict=True), "o", color=colour, markersize=6, markeredgecolor="white", alpha=0.85)
    axis.set_xticks(range(len(amounts)), [f"{amount:,}" for amount in amounts])
    axis.set(xlabel=x_label, ylabel=y_label, ylim=(0, None))
    axis.spines[["top", "right"]].set_visible(False)
    axis.legend(frameon=False, loc="center left", bbox_to_anchor=(1.01, 0.5), handlelength=3.5)
    show(figure, alt)
