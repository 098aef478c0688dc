"""Figures of notebook 02: how a deformation moves pixels, and how fast batches come."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.base import WIDTH, show

EVERY = 12  # pixels between two arrows


def show_arrows(image: np.ndarray, field: np.ndarray, moved: np.ndarray, titles: Sequence[str], alt: str) -> None:
    """Shows a deformation as arrows on the picture, and beside it the picture that comes out.

    Args:
        image: uint8 (H, W, 3).
        field: (H, W, 2), how far each pixel looks away from itself, as (x, y) in pixels; drawn true to scale.
        moved: uint8 (H, W, 3).
        titles: one for each side.
        alt: what the figure shows, in a sentence.

    Raises:
        ValueError: picture and field differ in size.
    """
    if field.shape != (*image.shape[:2], 2):
        raise ValueError(f"the picture is {image.shape[:2]}, the field has the shape {field.shape}, but each pixel has "
                         f"one arrow: {(*image.shape[:2], 2)}. Draw it with elastic_field({image.shape[:2]}, rng).")
    height, width = image.shape[:2]
    figure, axes = plt.subplots(1, 2, figsize=(WIDTH, WIDTH / 2 * height / width + 0.4), layout="constrained")
    for axis, picture, title in zip(axes, (image, moved), titles, strict=True):
        axis.imshow(picture, interpolation="nearest")
        axis.set_title(title, fontsize=10)
        axis.axis("off")
    rows, columns = np.mgrid[EVERY // 2 : height : EVERY, EVERY // 2 : width : EVERY]
    across, down = field[rows, columns].transpose(2, 0, 1)
    axes[0].quiver(columns, rows, across, down, angles="xy", scale_units="xy", scale=1, width=0.006, color="black",
                   edgecolor="white", linewidth=0.7)
    show(figure, alt)


def show_rates(rates: dict[str, float], alt: str, label: str = "pictures per second") -> None:
    """Shows how fast several ways are as bars from 0, each with its number.

    Args:
        rates: way -> how many per second.
        alt: what the figure shows, in a sentence.
        label: name of the axis.
    """
    figure, axis = plt.subplots(figsize=(WIDTH, 0.6 + 0.4 * len(rates)), layout="constrained")
    bars = axis.barh(list(rates), list(rates.values()), color="#1f4fd8")
    axis.bar_label(bars, fmt="{:,.0f}", padding=4)
    axis.invert_yaxis()
    axis.set(xlabel=label, xlim=(0, 1.12 * max(rates.values())))
    axis.spines[["top", "right"]].set_visible(False)
    show(figure, alt)
