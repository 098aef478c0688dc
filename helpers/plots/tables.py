"""Tables as figures: confusion matrices, and scores of many answers side by side."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.base import WIDTH, show


def show_table(
    values: np.ndarray, rows: Sequence[str], columns: Sequence[str], alt: str, row_label: str = "",
    column_label: str = "", decimals: int = 2,
) -> None:
    """Shows a table of numbers in 0..1: the number in each cell, and the higher the darker.

    A confusion matrix is such a table once each row is divided by its sum: a row then says what became of the
    pixels of one class.

    Args:
        values: (R, C) in 0..1; a cell without a number (NaN) stays white and empty.
        rows, columns: names, as many as the table has.
        alt: what the figure shows, in a sentence.
        row_label, column_label: what rows and columns are.
        decimals: of the printed numbers.

    Raises:
        ValueError: the names are not as many as rows and columns.
    """
    values = np.asarray(values, float)
    if values.shape != (len(rows), len(columns)):
        raise ValueError(
            f"the table has the shape {values.shape}, but there are {len(rows)} names of rows and {len(columns)} of "
            "columns. Give one name for each."
        )
    figure, axis = plt.subplots(figsize=(WIDTH, 0.36 * len(rows) + 1.1), layout="constrained")
    axis.imshow(values, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    size = min(10.0, 0.9 * 72 * 0.8 * WIDTH / len(columns) / (0.62 * (decimals + 2)))
    for (row, column), value in np.ndenumerate(values):
        if not np.isnan(value):
            axis.text(column, row, f"{value:.{decimals}f}", ha="center", va="center", fontsize=size,
                      color="white" if value > 0.6 else "black")
    long = max(map(len, columns)) > 84 / len(columns)
    axis.set_xticks(range(len(columns)), columns, rotation=30 if long else 0, ha="right" if long else "center")
    axis.set_yticks(range(len(rows)), rows)
    axis.set(xlabel=column_label, ylabel=row_label)
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)
    show(figure, alt)
