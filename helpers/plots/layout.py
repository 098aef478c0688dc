"""Where the feature maps of a network lie on the page: one row per level, down and up again, as in a U."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from helpers.plots.base import WIDTH
from helpers.plots.graph import Arrow, Box

# Inches.
MARGIN, GAP, TALLEST = 0.4, 0.3, 0.95
LABEL, DROP, BYPASS = 0.19, 0.3, 0.14
WIDEST_STRETCH = 2.0


@dataclass(frozen=True)
class Place:
    """A rectangle on the page, in inches from the left and upwards; rows count from 0, the uppermost."""

    row: int
    left: float
    middle: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def centre(self) -> float:
        return self.left + self.width / 2

    @property
    def top(self) -> float:
        return self.middle + self.height / 2

    @property
    def bottom(self) -> float:
        return self.middle - self.height / 2


def place_boxes(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> list[Place]:
    """Gives each feature map its place: to the right within a level, straight down or up between levels.

    Widths grow with the square root of the channels, heights with that of the sides, so that both 1 and 1024
    channels, both 572 and 28 pixels, can be seen in one figure.

    Args:
        boxes, arrows: from `helpers.plots.graph.read_levels`.

    Returns:
        One place per box; the drawing is at most as wide as a figure and its uppermost edge is at 0.
    """
    strides = sorted({box.stride for box in boxes})
    rows = [strides.index(box.stride) for box in boxes]
    widths = [_width(box) for box in boxes]
    lefts = _lefts(rows, widths, arrows)
    first, last = min(lefts), max(left + width for left, width in zip(lefts, widths, strict=True))
    stretch = min(WIDEST_STRETCH, (WIDTH - 2 * MARGIN) / (last - first))
    start = (WIDTH - stretch * (last - first)) / 2

    tallest = max(box.height for box in boxes)
    heights = [_height(box, tallest) for box in boxes]
    flat = [Place(row, start + stretch * (left - first), 0, stretch * width, height)
            for row, left, width, height in zip(rows, lefts, widths, heights, strict=True)]
    bypassed = {flat[arrow.end].row for arrow in arrows if passes_boxes(arrow, flat)}
    middles, top = [], 0.0
    for row in range(len(strides)):
        height = max(place.height for place in flat if place.row == row)
        middles.append(top - LABEL - height / 2)
        top -= LABEL + height + LABEL + BYPASS * (row in bypassed) + DROP
    return [Place(place.row, place.left, middles[place.row], place.width, place.height) for place in flat]


def passes_boxes(arrow: Arrow, places: Sequence[Place]) -> bool:
    """Says whether other boxes of the same row lie between the two ends of an arrow."""
    start, end = places[arrow.start], places[arrow.end]
    return start.row == end.row and any(
        place.row == start.row and start.left < place.left < end.left for place in places
    )


def _lefts(rows: Sequence[int], widths: Sequence[float], arrows: Sequence[Arrow]) -> list[float]:
    main_path = {arrow.end: arrow.start for arrow in arrows}  # the last arrow into a box is the main path
    lefts, ends = [], defaultdict(lambda: -math.inf)
    for place, (row, width) in enumerate(zip(rows, widths, strict=True)):
        left = 0.0
        if place in main_path:
            before = main_path[place]
            centre = lefts[before] + widths[before] / 2
            left = lefts[before] + widths[before] + GAP if rows[before] == row else centre - width / 2
        lefts.append(max(left, ends[row] + GAP))
        ends[row] = lefts[-1] + width
    return lefts


def _width(box: Box) -> float:
    return 0.1 if box.kind == "vector" else 0.05 + 0.0125 * math.sqrt(box.channels)


def _height(box: Box, tallest: int) -> float:
    if box.kind == "vector":
        return min(TALLEST, 0.12 + 0.02 * math.sqrt(box.channels))
    return 0.1 + (TALLEST - 0.1) * math.sqrt(box.height / tallest)
