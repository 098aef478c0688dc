"""Figures of scores: how a training run went, methods side by side."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from helpers.plots.base import WIDTH, show


def show_curves(
    rows: Sequence[dict], alt: str, score: str = "val_mean_iou", score_label: str = "mean IoU",
    loss_name: str = "cross-entropy",
) -> None:
    """Shows how a training run went: both losses, and the validation score with its best epoch.

    Args:
        rows: one dictionary per epoch, as `helpers.training.fit` returns them.
        alt: what the figure shows, in a sentence.
        score: key of the score.
        score_label, loss_name: their names on the axes.
    """
    show(draw_curves(rows, score, score_label, loss_name), alt)


def draw_curves(
    rows: Sequence[dict], score: str = "val_mean_iou", score_label: str = "mean IoU", loss_name: str = "cross-entropy"
) -> Figure:
    """Draws what `show_curves` shows; `loss_name` is written on the axis."""
    epochs = [row["epoch"] for row in rows]
    best = max(rows, key=lambda row: row[score])
    figure, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 3.2), layout="constrained")
    left.plot(epochs, [row["loss"] for row in rows], color="#1f4fd8", label="training")
    left.plot(epochs, [row["val_loss"] for row in rows], color="#1f4fd8", linestyle="--", label="validation")
    left.set(xlabel="epoch", ylabel=f"loss ({loss_name})", title="loss")
    left.set_ylim(0, max(row["loss"] for row in rows) * 1.5)
    left.legend(frameon=False)
    right.plot(epochs, [row[score] for row in rows], color="#1f4fd8", linestyle="--")
    right.plot(best["epoch"], best[score], "o", color="#e8590c")
    right.text(0.97, 0.06, f"best: {best[score]:.3f} in epoch {best['epoch']:.0f}", transform=right.transAxes,
               ha="right", color="#b34700")
    right.set(xlabel="epoch", ylabel=score_label, title=f"validation {score_label}", ylim=(0, 1))
    for axis in (left, right):
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
        axis.spines[["top", "right"]].set_visible(False)
    return figure


def show_bars(groups: dict[str, dict[str, float]], alt: str, label: str = "Dice") -> None:
    """Shows scores side by side: one cluster of bars per group, one bar per method.

    Args:
        groups: group -> method -> score in 0..1.
        alt: what the figure shows, in a sentence.
        label: name of the score.
    """
    methods = list(next(iter(groups.values())))
    shades = plt.get_cmap("cividis")(np.linspace(0.15, 0.9, len(methods)))
    figure, axis = plt.subplots(figsize=(WIDTH, 3.4), layout="constrained")
    for i, method in enumerate(methods):
        places = np.arange(len(groups)) + (i - (len(methods) - 1) / 2) * 0.8 / len(methods)
        bars = axis.bar(places, [scores[method] for scores in groups.values()], 0.8 / len(methods), label=method,
                        color=shades[i], edgecolor="white")
        axis.bar_label(bars, fmt="%.2f", fontsize=8)
    axis.set_xticks(range(len(groups)), list(groups))
    axis.set(ylabel=label, ylim=(0, 1.08))
    axis.spines[["top", "right"]].set_visible(False)
    axis.legend(frameon=False, ncols=len(methods), loc="upper center", bbox_to_anchor=(0.5, 1.16))
    show(figure, alt)


def show_seeds(scores: dict[str, Sequence[float]], alt: str, label: str = "boundary IoU") -> None:
    """Shows the same training with several seeds: a dot per run, a line and a number for the mean of each variant.

    Args:
        scores: variant -> one score per seed.
        alt: what the figure shows, in a sentence.
        label: name of the score, with its unit if it has one.
    """
    figure, axis = plt.subplots(figsize=(WIDTH, 3.4), layout="constrained")
    for place, runs in enumerate(scores.values()):
        spread = 0.06 * (np.arange(len(runs)) - (len(runs) - 1) / 2)
        axis.plot(place + spread, runs, "o", markersize=8, color="#1f4fd8", markeredgecolor="white", alpha=0.9)
        mean = float(np.mean(runs))
        axis.plot([place - 0.22, place + 0.22], [mean, mean], color="black", linewidth=2, zorder=1)
        axis.text(place + 0.25, mean, f"{mean:.3f}", va="center", fontsize=9)
    axis.set_xticks(range(len(scores)), list(scores))
    axis.set(ylabel=label, xlim=(-0.6, len(scores) - 0.4))
    axis.margins(y=0.15)
    axis.spines[["top", "right"]].set_visible(False)
    axis.text(1, 1.02, "dot: one seed, line: mean of the seeds", transform=axis.transAxes, ha="right", fontsize=9)
    show(figure, alt)
