"""The figure of calibration: how often networks are right against how sure they are."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.base import WIDTH, show

LARGEST_DOT = 220  # points², for a bin that holds all pixels
SMALLEST_DOT = 6


def show_reliability(
    networks: dict[str, Sequence[tuple[np.ndarray, np.ndarray, np.ndarray]]], alt: str, label: str = "right"
) -> None:
    """Shows how often networks are right against how sure they are: a panel for each name, a thin line for each run.

    The area of a dot grows with the share of pixels in its bin. Below the diagonal a network is too sure, above it
    too modest.

    Args:
        networks: name -> one triple for each run, for example each seed: count, confidence and accuracy, (bins,)
            each, as `helpers.metrics.reliability` returns them. Bins without pixels are left out.
        alt: what the figure shows, in a sentence.
        label: what the upright axis counts.

    Raises:
        ValueError: no networks, or a name without a run.
    """
    if not networks or not all(len(runs) for runs in networks.values()):
        raise ValueError(
            f"of the networks {list(networks)} one has no run, or there are none. Give each name at least one run: "
            "{name: [reliability(labels, probabilities)]}."
        )
    figure, axes = plt.subplots(
        1, len(networks), figsize=(WIDTH, 3.4), layout="constrained", sharex=True, sharey=True, squeeze=False
    )
    for axis, (name, runs) in zip(axes[0], networks.items(), strict=True):
        for count, confidence, accuracy in runs:
            held = count > 0
            area = SMALLEST_DOT + LARGEST_DOT * count[held] / count.sum()
            axis.plot(confidence[held], accuracy[held], color="#1f4fd8", linewidth=1, alpha=0.7)
            axis.scatter(confidence[held], accuracy[held], s=area, color="#1f4fd8", alpha=0.6, linewidths=0)
        axis.set(title=name, xlabel="sure")
        axis.spines[["top", "right"]].set_visible(False)
    limits = {"xlim": axes[0, 0].get_xlim(), "ylim": axes[0, 0].get_ylim()}  # the diagonal would widen them
    for axis in axes[0]:
        axis.axline((0, 0), slope=1, color="#9a9aa5", linewidth=1, zorder=1)
        axis.set(**limits)
    axes[0, 0].set_ylabel(label)
    show(figure, alt)
