"""Figures of what happens inside a network: feature maps, heat maps, receptive fields, small arrays in numbers."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from helpers.plots.base import WIDTH, show, show_grid

FIELD_LINES = (("#d55e00", "-"), ("#0072b2", "--"), ("#009e73", "-."), ("#7b2d8b", ":"), ("#000000", (0, (6, 2))))
CELL = 0.5  # inches


def show_feature_maps(
    maps: np.ndarray, titles: Sequence[str] = (), alt: str = "", channels: int = 8, columns: int = 4,
    shared: bool = False,
) -> None:
    """Shows the first channels of a feature map as grey pictures.

    Black is the lowest value, white the highest; below each title stands the range that the grey levels span.

    Args:
        maps: (H, W, C) or (1, H, W, C), an array or a tensor.
        titles: one per channel; "channel 1", "channel 2", ... if not given.
        alt: what the figure shows, in a sentence.
        channels: how many to show at most.
        columns: pictures in a row.
        shared: one range of grey levels for all shown channels instead of one each.

    Raises:
        ValueError: not the maps of one picture.
    """
    maps = np.asarray(maps)
    if maps.ndim == 4 and len(maps) == 1:
        maps = maps[0]
    if maps.ndim != 3:
        raise ValueError(
            f"feature maps are (height, width, channels), this array is {maps.shape}. "
            "Of a batch take one picture's: maps[0]."
        )
    maps = maps[..., :channels].astype(float)
    pictures, captions = [], []
    for i in range(maps.shape[-1]):
        spanned = maps if shared else maps[..., i]
        low, high = spanned.min(), spanned.max()
        grey = (255 * (maps[..., i] - low) / ((high - low) or 1)).round().astype(np.uint8)
        pictures.append(np.repeat(grey[..., None], 3, axis=-1))
        title = titles[i] if i < len(titles) else f"channel {i + 1}"
        spans = f"{number_text(low)} to {number_text(high)}" if high > low else f"{number_text(low)} everywhere"
        captions.append(f"{title}\n{spans}")
    show_grid(pictures, captions, min(columns, len(pictures)), alt)


def show_heat(
    image: np.ndarray, heat: np.ndarray, alt: str, label: str = "", limits: tuple[float, float] | None = None,
    part: tuple[float, float, float, float] | None = None,
) -> None:
    """Shows a picture, and beside it the same picture in grey under a heat map, with the scale of its colours.

    Args:
        image: uint8 (H, W, 3).
        heat: (h, w), of any size: each of its cells is drawn as the rectangle of the picture that it stands for.
        alt: what the figure shows, in a sentence.
        label: what the colours mean, with the unit.
        limits: lowest and highest value of the scale, the heat's own if not given.
        part: (top, left, bottom, right), the part of the picture in pixels that the heat covers, all of it if not
            given.

    Raises:
        ValueError: the heat is not one number per place.
    """
    heat = np.asarray(heat)
    if heat.ndim != 2:
        raise ValueError(
            f"a heat map is (height, width), this array is {heat.shape}. Choose one channel: heat[..., 0]."
        )
    height, width = image.shape[:2]
    top, left, bottom, right = part or (0, 0, height, width)
    low, high = limits or (heat.min(), heat.max())
    figure, (plain, warm) = plt.subplots(
        1, 2, figsize=(WIDTH, WIDTH / 2.1 * height / width + 0.2), layout="constrained"
    )
    plain.imshow(image, interpolation="nearest")
    warm.imshow(image.mean(axis=-1), cmap="gray", vmin=0, vmax=255, interpolation="nearest")
    colours = warm.imshow(heat, cmap="inferno", vmin=low, vmax=high, alpha=0.6, interpolation="nearest",
                          extent=(left - 0.5, right - 0.5, bottom - 0.5, top - 0.5))
    warm.set(xlim=(-0.5, width - 0.5), ylim=(height - 0.5, -0.5))
    figure.colorbar(colours, ax=warm, label=label, shrink=0.9)
    for axis in (plain, warm):
        axis.axis("off")
    show(figure, alt)


def show_field(image: np.ndarray, fields: Sequence[tuple[str, float, tuple[float, float]]], alt: str) -> None:
    """Shows receptive fields as squares on a picture, true to scale, also where they reach beyond its rim.

    Args:
        image: uint8 (H, W, 3).
        fields: (label, side in pixels, (row, column) of the centre), one per square, five at most. 80 is the
            middle of pixel 80, 79.5 the line between pixels 79 and 80, where even sides have their centre.
        alt: what the figure shows, in a sentence.

    Raises:
        ValueError: more squares than lines that can be told apart.
    """
    if len(fields) > len(FIELD_LINES):
        raise ValueError(
            f"{len(fields)} fields in one figure cannot be told apart. Show {len(FIELD_LINES)} at most."
        )
    height, width = image.shape[:2]
    top, left = (min(-0.5, *(centre[i] - side / 2 for _, side, centre in fields)) - 2 for i in (0, 1))
    bottom = max(height - 0.5, *(row + side / 2 for _, side, (row, _) in fields)) + 2
    right = max(width - 0.5, *(column + side / 2 for _, side, (_, column) in fields)) + 2
    drawn = 0.68 * WIDTH
    figure, axis = plt.subplots(
        figsize=(WIDTH, min(drawn * (bottom - top) / (right - left), 0.7 * WIDTH)), layout="constrained"
    )
    axis.imshow(image, interpolation="nearest")
    for (label, side, (row, column)), (colour, line) in zip(fields, FIELD_LINES, strict=False):
        corner = (column - side / 2, row - side / 2)
        axis.add_patch(Rectangle(corner, side, side, fill=False, edgecolor="white", linewidth=4.5))
        axis.add_patch(Rectangle(corner, side, side, fill=False, edgecolor=colour, linewidth=2.2, linestyle=line,
                                 label=f"{label}: {side:g} px"))
        axis.plot(column, row, "o", color="white", markeredgecolor="black", markersize=5)
    axis.set(xlim=(left, right), ylim=(bottom, top))
    axis.axis("off")
    axis.legend(frameon=False, loc="center left", bbox_to_anchor=(1.02, 0.5), handlelength=3.5, fontsize=10)
    show(figure, alt)


def show_array(arrays: Sequence[np.ndarray], titles: Sequence[str], alt: str, shared: bool = False) -> None:
    """Shows small arrays side by side with their numbers in the cells, the higher the lighter.

    All cells have the same size. A cell without a number (NaN) stays empty.

    Args:
        arrays: (H, W) each, or (W,) for a row.
        titles: one per array.
        alt: what the figure shows, in a sentence.
        shared: one range of grey levels for all arrays instead of one each.

    Raises:
        ValueError: an array with more than two dimensions.
    """
    arrays = [np.atleast_2d(np.asarray(array)) for array in arrays]
    for array, title in zip(arrays, titles, strict=True):
        if array.ndim != 2:
            raise ValueError(
                f"{title} is {array.shape}, but a table of numbers is (H, W). Choose one channel: x[..., 0]."
            )
    total = sum(array.shape[1] for array in arrays) + len(arrays) - 1
    cell = min(CELL, WIDTH / total)
    height = max(array.shape[0] for array in arrays)
    figure = plt.figure(figsize=(WIDTH, cell * height + 0.4))
    left = (WIDTH - cell * total) / 2
    every_number = np.concatenate([array.ravel() for array in arrays])
    for array, title in zip(arrays, titles, strict=True):
        rows, columns = array.shape
        bottom = cell * (height - rows) / 2
        axis = figure.add_axes((left / WIDTH, bottom / (cell * height + 0.4),
                                cell * columns / WIDTH, cell * rows / (cell * height + 0.4)))
        _draw_table(axis, array, cell, every_number if shared else array)
        axis.set_title(title, fontsize=10)
        left += cell * (columns + 1)
    show(figure, alt)


def _draw_table(axis: Axes, array: np.ndarray, cell: float, spanned: np.ndarray) -> None:
    low, high = np.nanmin(spanned), np.nanmax(spanned)
    # Dark grey to white, so that black rims stay visible.
    shades = 0.35 + 0.65 * (array - low) / ((high - low) or 1)
    axis.imshow(shades, cmap="gray", vmin=0, vmax=1, interpolation="nearest", aspect="auto")
    texts = [[number_text(value) for value in row] for row in array]
    size = min(12.0, 72 * 0.85 * cell / (0.58 * max(2, *(len(text) for row in texts for text in row))))
    for row, line in enumerate(texts):
        for column, text in enumerate(line):
            axis.text(column, row, text, fontsize=size, ha="center", va="center",
                      color="white" if shades[row, column] < 0.5 else "black")
    axis.set(xticks=np.arange(array.shape[1] + 1) - 0.5, yticks=np.arange(array.shape[0] + 1) - 0.5)
    axis.grid(color="#22314f", linewidth=0.8)
    axis.tick_params(length=0, labelbottom=False, labelleft=False)


def number_text(value: float) -> str:
    """Writes a number in three figures, nothing for NaN.

    Example:
        >>> [number_text(value) for value in (3.0, 0.125, -0.0, 28.649, 1234.5, np.nan)]
        ['3', '0.125', '0', '28.6', '1234', '']
    """
    if np.isnan(value):
        return ""
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value + 0.0:.3g}"
