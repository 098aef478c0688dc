"""Figures of notebook 02: how a deformation moves pixels, and how fast batches come."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.base import WIDTH, show

EVERY = 12  # pixels between two arrows


def show_arrows(
    image: np.ndarray, field: np.ndarray, moved: np.ndarray, titles: Sequence[str], alt: str, grid: int = 0
) -> None:
    """Shows a deformation as arrows on the picture, and beside it the picture that comes out.

    Args:
        image: uint8 (H, W, 3).
        field: (H, W, 2), how far each pixel looks away from itself, as (x, y) in pixels; drawn true to scale.
        moved: uint8 (H, W, 3).
        titles: one for each side.
        alt: what the figure shows, in a sentence.
        grid: draws thick the grid x grid arrows that `elastic_field` drew at random, the others thin; 0: none.

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
    _draw_arrows(axes[0], rows, columns, field, thickness=0.004)
    if grid:
        # The middle of each of grid x grid equal parts: there cv2.resize puts the values it was given.
        rows, columns = (((np.arange(grid) + 0.5) * side / grid).astype(int) for side in (height, width))
        _draw_arrows(axes[0], *np.meshgrid(rows, columns, indexing="ij"), field, thickness=0.014)
    show(figure, alt)


def _draw_arrows(axis, rows: np.ndarray, columns: np.ndarray, field: np.ndarray, thickness: float) -> None:
    """Draws the field's arrows at these pixels, true to scale, as thick as that share of the axis is wide."""
    across, down = field[rows, columns].transpose(2, 0, 1)
    axis.quiver(columns, rows, across, down, angles="xy", scale_units="xy", scale=1, width=thickness, color="black",
                edgecolor="white", linewidth=0.7, headwidth=3, headlength=3, headaxislength=3)


def show_rates(rates: dict[str, float], alt: str, label: str = "pictures per second") -> None:
    """Shows how fast several ways are as bars, each with its number, on an axis of powers of ten.

    An axis from 0 would show the slow ways as stubs. This one begins at a tenth of the slowest.

    Args:
        rates: way -> how many per second.
        alt: what the figure shows, in a sentence.
        label: name of the axis.
    """
    figure, axis = plt.subplots(figsize=(WIDTH, 0.6 + 0.4 * len(rates)), layout="constrained")
    bars = axis.barh(list(rates), list(rates.values()), color="#1f4fd8")
    axis.bar_label(bars, fmt="{:,.0f}", padding=4)
    axis.invert_yaxis()
    axis.set(xlabel=label, xscale="log", xlim=(min(rates.values()) / 10, 3 * max(rates.values())))
    axis.spines[["top", "right"]].set_visible(False)
    show(figure, alt)
