"""Contact sheets: many pictures of a data set at one glance, each with its mask."""

from collections.abc import Iterable

import numpy as np

from helpers.datasets.catalog import DatasetInfo
from helpers.images import resize_image, resize_mask
from helpers.plots.masks import colourise, overlay

GAP = 4


def contact_sheet(samples: Iterable, info: DatasetInfo, columns: int = 8, width: int = 160) -> np.ndarray:
    """Lays pictures out in rows; under each its mask in colours, and under that both together.

    One look at such a sheet shows what no number does: masks of another picture, mirrored ones, a class that means
    two things.

    Args:
        samples: things with `image` and `mask`, for example what `load_dataset` hands out.
        info: names and colours of the classes.
        columns: pictures in a row.
        width: of each picture on the sheet, in pixels.

    Returns:
        uint8 (H, W, 3).

    Raises:
        ValueError: there is no picture.

    Example:
        >>> from helpers.datasets import get_info, load_dataset
        >>> contact_sheet(load_dataset("camvid", "val")[:3], get_info("camvid"), columns=2, width=80).shape
        (372, 172, 3)
    """
    strips = []
    for sample in samples:
        height = round(sample.image.shape[0] * width / sample.image.shape[1])
        image, mask = resize_image(sample.image, (height, width)), resize_mask(sample.mask, (height, width))
        strips.append(np.concatenate([image, colourise(mask, info.colours), overlay(image, mask, info.colours)]))
    if not strips:
        raise ValueError("a contact sheet needs at least one picture. Give it some samples.")
    columns = min(columns, len(strips))
    rows = [strips[first : first + columns] for first in range(0, len(strips), columns)]
    tall = [max(len(strip) for strip in row) for row in rows]
    sheet = np.full((sum(tall) + GAP * (len(rows) + 1), columns * (width + GAP) + GAP, 3), 255, np.uint8)
    top = GAP
    for row, height in zip(rows, tall, strict=True):
        for column, strip in enumerate(row):
            left = GAP + column * (width + GAP)
            sheet[top : top + len(strip), left : left + width] = strip
        top += height + GAP
    return sheet
