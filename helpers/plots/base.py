"""What every figure of the course has in common: its width, its text, pictures side by side, one legend."""

import io
from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import Image, display
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

WIDTH = 10.0
DPI = 100


def show(figure: Figure, alt: str) -> None:
    """Shows a figure in the notebook together with its text for those who cannot see it.

    Args:
        figure: a Matplotlib figure; it is closed afterwards.
        alt: what the figure shows, in a sentence.
    """
    file = io.BytesIO()
    save(figure, file)
    display(Image(file.getvalue(), alt=alt))


def save(figure: Figure, file) -> None:
    """Writes a figure as PNG and closes it; `file` is a path or an open file."""
    figure.savefig(file, format="png", dpi=DPI, bbox_inches="tight", facecolor="white")
    plt.close(figure)


def show_grid(
    pictures: Sequence[np.ndarray],
    titles: Sequence[str] = (),
    columns: int = 4,
    alt: str = "",
    legend: dict[str, tuple] | None = None,
) -> None:
    """Shows pictures side by side in rows.

    Args:
        pictures: uint8 (H, W, 3) or (H, W); None leaves a place empty.
        titles: one per picture, or fewer.
        columns: pictures in a row.
        alt: what the figure shows, in a sentence.
        legend: label -> colour (0..255), drawn once underneath.
    """
    show(draw_grid(pictures, titles, columns, legend), alt)


def draw_grid(
    pictures: Sequence[np.ndarray],
    titles: Sequence[str] = (),
    columns: int = 4,
    legend: dict[str, tuple] | None = None,
) -> Figure:
    """Draws what `show_grid` shows."""
    rows = [pictures[first : first + columns] for first in range(0, len(pictures), columns)]
    ratios = [max((p.shape[0] / p.shape[1] for p in row if p is not None), default=0.1) for row in rows]
    height = sum(ratio * WIDTH / columns + 0.3 * bool(titles) for ratio in ratios) + 0.4 * bool(legend)
    figure, axes = plt.subplots(
        len(rows), columns, figsize=(WIDTH, height), squeeze=False, layout="constrained", height_ratios=ratios
    )
    for axis in axes.ravel():
        axis.axis("off")
    for i, (axis, picture) in enumerate(zip(axes.ravel(), pictures, strict=False)):
        if picture is not None:
            axis.imshow(picture, cmap="gray" if picture.ndim == 2 else None, interpolation="nearest")
        if i < len(titles):
            axis.set_title(titles[i], fontsize=10)
    if legend:
        _legend(figure, legend)
    return figure


def draw_boxes(axis, boxes: Sequence[tuple[int, int, int, int]], labels: Sequence[str], colour="#ffb000") -> None:
    """Draws boxes (top, left, bottom, right) with a label each on a Matplotlib axis."""
    for (top, left, bottom, right), label in zip(boxes, labels, strict=True):
        axis.add_patch(Rectangle((left - 0.5, top - 0.5), right - left, bottom - top, fill=False, lw=2, ec=colour))
        axis.text(left, top - 2, label, fontsize=8, color="black", va="bottom",
                  bbox={"facecolor": colour, "edgecolor": "none", "pad": 1})


def _legend(figure: Figure, legend: dict[str, tuple]) -> None:
    patches = [Patch(facecolor=np.array(colour) / 255, edgecolor="black", label=label)
               for label, colour in legend.items()]
    columns = min(len(patches), 6)
    figure.legend(handles=patches, loc="outside lower center", ncols=columns, frameon=False, fontsize=9)
