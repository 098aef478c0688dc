"""The parts of a network's drawing: boxes with their numbers, arrows, and the legend that explains them."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, Polygon, Rectangle

from helpers.plots.graph import Arrow, Box
from helpers.plots.layout import BYPASS, GAP, LABEL, MARGIN, Place, passes_boxes

MAP, PICTURE, VECTOR, EDGE, LETTER = "#a9c4ee", "#d0d0d0", "#5b5b6b", "#22314f", "#ffb000"
STYLES = {
    "convolution": {"color": "#22314f", "linewidth": 1.3},
    "1x1": {"color": "#a0307a", "linewidth": 1.8, "linestyle": (0, (1.6, 0.8))},
    "pooling": {"color": "#c24a00", "linewidth": 2.2},
    "up": {"color": "#00805f", "linewidth": 2.2},
    "copy": {"color": "#8a8a8a", "linewidth": 2.6},
    "crop": {"color": "#8a8a8a", "linewidth": 1.3},
    "pad": {"color": "#8a8a8a", "linewidth": 1.3, "linestyle": (0, (1, 1))},
    "flatten": {"color": "#5b5b6b", "linewidth": 1.3, "linestyle": (0, (1, 1))},
    "dense": {"color": "#5b5b6b", "linewidth": 2.2},
    "other": {"color": "#22314f", "linewidth": 1.3, "linestyle": (0, (1, 1))},
}
WAYS = {"pooling": -1, "up": 1}
SIGNS = {"added": "+", "multiplied": "×"}
JOINED = "joined: the copied part is hatched"
ADDED = "added, number by number"
MULTIPLIED = "multiplied, number by number"
SIGN_RADIUS, HEAD, AIR = 0.08, 0.09, 0.04  # inches
DIGIT, SMALLEST = 0.0089, 6.0  # width of a digit in inches per point; points
LEGEND_LINE, LEGEND_FONT, LEGEND_COLUMNS = 0.25, 8.5, (0.0, 3.4, 6.4)


def draw_box(axis: Axes, box: Box, place: Place) -> None:
    """Draws a feature map; of a joined one, the copied part is white and hatched."""
    colour = {"picture": PICTURE, "vector": VECTOR}.get(box.kind, MAP)
    copied = place.width * box.copied / box.channels
    parts = ((place.left, copied, {"facecolor": "white", "hatch": "/////"}),
             (place.left + copied, place.width - copied, {"facecolor": colour}))
    for left, width, style in parts:
        if width:
            corner = (left, place.bottom)
            axis.add_patch(Rectangle(corner, width, place.height, edgecolor=EDGE, linewidth=0.8, **style))
    if box.kind in SIGNS:
        draw_sign(axis, SIGNS[box.kind], place.left, place.middle)


def draw_sign(axis: Axes, sign: str, x: float, y: float) -> None:
    """Draws a plus or a times in a circle."""
    axis.add_patch(Circle((x, y), SIGN_RADIUS, facecolor="white", edgecolor=EDGE, linewidth=1, zorder=4))
    axis.text(x, y - 0.005, sign, fontsize=10, weight="bold", ha="center", va="center_baseline", zorder=5)


def draw_numbers(
    axis: Axes, place: Place, sizes: tuple[float, float], above: str, below: str, lowered: bool
) -> None:
    """Writes the channels, or a letter in a circle, above a box and the sides below it; "" for nothing."""
    if above.isalpha():
        badge = {"boxstyle": "circle,pad=0.12", "facecolor": LETTER, "edgecolor": EDGE, "linewidth": 0.8}
        axis.text(place.centre, place.top + LABEL / 2 + 0.01, above, fontsize=sizes[0], weight="bold",
                  ha="center", va="center", bbox=badge)
    elif above:
        axis.text(place.centre, place.top + AIR, above, fontsize=sizes[0], ha="center", va="bottom")
    if below:
        axis.text(place.centre, place.bottom - AIR - BYPASS * lowered, below, fontsize=sizes[1],
                  ha="center", va="top", color="#444444")


def channels_of(box: Box) -> str:
    """Writes the channels of a feature map; of a joined one those that came across, and the others.

    Example:
        >>> channels_of(Box("", "map", 28, 28, 1024, 16)), channels_of(Box("", "joined", 56, 56, 1024, 8, 512))
        ('1024', '512+512')
    """
    return f"{box.copied}+{box.channels - box.copied}" if box.kind == "joined" else f"{box.channels}"


def sides_of(box: Box) -> str:
    """Writes the sides of a feature map.

    Example:
        >>> sides_of(Box("", "map", 28, 28, 1024, 16)), sides_of(Box("", "map", 16, 20, 256, 8))
        ('28²', '16x20')
    """
    return f"{box.height}²" if box.height == box.width else f"{box.height}x{box.width}"


def fitting_size(texts: dict[int, str], places: Sequence[Place], largest: float) -> float:
    """Returns the size in points at which texts below or above neighbouring boxes do not touch.

    Args:
        texts: place in the list of boxes -> what is written there.
        places: of all boxes.
        largest: the size to take where there is room.
    """
    sizes = [largest]
    for row in {place.row for place in places}:
        written = sorted((places[i].centre, len(text)) for i, text in texts.items() if places[i].row == row)
        for (left, left_length), (right, right_length) in pairwise(written):
            sizes.append((right - left - AIR) / (DIGIT * (left_length + right_length) / 2))
    return max(min(sizes), SMALLEST)


def draw_arrow(axis: Axes, arrow: Arrow, boxes: Sequence[Box], places: Sequence[Place], below: Sequence[float],
               note: str = "") -> None:
    """Draws a step: straight across within a row, below the boxes that it passes, or between two rows.

    Args:
        axis: in inches.
        arrow: the step.
        boxes, places: all of them.
        below: how much room is taken below each box by what is written there.
        note: words to write beside the arrow.
    """
    start, end = places[arrow.start], places[arrow.end]
    sign = SIGN_RADIUS if boxes[arrow.end].kind in SIGNS else 0.0
    if start.row < end.row:
        points = [(start.centre, start.bottom - below[arrow.start]), (end.centre, end.top + LABEL)]
    elif start.row > end.row and end.left < start.right:
        points = [(start.centre, start.top + LABEL), (end.centre, end.bottom - below[arrow.end])]
    elif start.row > end.row:
        corner = (end.centre, start.middle)
        points = [(start.right, start.middle), corner, (end.centre, end.bottom - below[arrow.end])]
    elif passes_boxes(arrow, places):
        points = _way_round(start, end, places, sign)
    else:
        points = [(start.right, start.middle), (end.left - sign, end.middle)]
    draw_line(axis, points, arrow.kind)
    if note and start.row == end.row:
        axis.text((start.right + end.left) / 2, start.middle + AIR, note.split()[0], fontsize=7, ha="center",
                  va="bottom", color=STYLES[arrow.kind]["color"])
    elif note:  # beside the arrow, on the inner side of the U
        x, y = np.mean(points[-2:], axis=0)
        x, side = (x + 0.08, "left") if start.row < end.row else (x - 0.08, "right")
        axis.text(x, y, note, fontsize=7.5, ha=side, va="center", color=STYLES[arrow.kind]["color"])


def draw_line(axis: Axes, points: Sequence[tuple[float, float]], kind: str) -> None:
    """Draws a line through points with a head at its end, in the style of a kind of step."""
    style = STYLES[kind]
    (x, y), (tip_x, tip_y) = points[-2:]
    length = math.hypot(tip_x - x, tip_y - y)
    ahead = np.array([(tip_x - x) / length, (tip_y - y) / length])
    aside = np.array([-ahead[1], ahead[0]]) * (0.028 + 0.012 * style["linewidth"])
    neck = points[-1] - ahead * min(HEAD, length)
    axis.plot(*zip(*points[:-1], neck, strict=True), solid_capstyle="butt", dash_capstyle="butt",
              solid_joinstyle="miter", zorder=3, **style)
    axis.add_patch(Polygon([points[-1], neck + aside, neck - aside], color=style["color"], linewidth=0, zorder=3))


def _way_round(
    start: Place, end: Place, places: Sequence[Place], sign: float
) -> list[tuple[float, float]]:
    """Leaves a box low down at its right, dips below the row, comes up into the sign or before the last box."""
    row_bottom = min(place.bottom for place in places
                     if place.row == start.row and start.left <= place.left <= end.left)
    out, leave, low = start.right + GAP * 0.22, start.bottom + start.height * 0.2, row_bottom - BYPASS / 2
    corners = [(start.right, leave), (out, leave), (out, low)]
    if sign:
        return [*corners, (end.left, low), (end.left, end.middle - sign)]
    before = end.left - GAP * 0.4
    return [*corners, (before, low), (before, end.middle), (end.left, end.middle)]


def usual_texts(arrows: Sequence[Arrow]) -> dict[str, str]:
    """Returns the most frequent wording of each kind of step, in the order of the styles."""
    counts = {kind: Counter(arrow.text for arrow in arrows if arrow.kind == kind) for kind in STYLES}
    return {kind: texts.most_common(1)[0][0] for kind, texts in counts.items() if texts}


def legend_entries(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> list[tuple[str, str]]:
    """Lists what the legend explains, as (kind of step or box, text).

    What follows only some steps of a kind stands in brackets.

    Example:
        >>> legend_entries([], [Arrow(0, 1, "convolution", "3x3 convolution", ("normalisation", "ReLU")),
        ...                     Arrow(1, 2, "convolution", "3x3 convolution", ("normalisation",))])
        [('convolution', '3x3 convolution + normalisation (+ ReLU)')]
    """
    entries = []
    for kind, text in usual_texts(arrows).items():
        followers = [arrow.then for arrow in arrows if arrow.kind == kind]
        for word in max(followers, key=len):
            text += f" + {word}" if all(word in then for then in followers) else f" (+ {word})"
        entries.append((kind, text))
    kinds = {box.kind for box in boxes}
    texts = {"joined": JOINED, "added": ADDED, "multiplied": MULTIPLIED}
    return entries + [(kind, text) for kind, text in texts.items() if kind in kinds]


def legend_lines(entries: Sequence) -> int:
    """Returns how many lines the legend's columns have."""
    return -(-len(entries) // len(LEGEND_COLUMNS))


def draw_legend(axis: Axes, entries: Sequence[tuple[str, str]], top: float, note: str) -> None:
    """Draws the legend in columns from `top` downwards, and a line on how to read the numbers below it."""
    lines = legend_lines(entries)
    for i, (kind, text) in enumerate(entries):
        x = MARGIN + LEGEND_COLUMNS[i // lines]
        y = top - LEGEND_LINE * (i % lines + 0.5)
        if kind == "joined":
            sample = Box("", "joined", 1, 1, 2, 1, copied=1)
            draw_box(axis, sample, Place(0, x + 0.07, y, 0.22, 0.17))
        elif kind in SIGNS:
            draw_sign(axis, SIGNS[kind], x + 0.18, y)
        elif kind in WAYS:
            draw_line(axis, [(x + 0.18, y - 0.11 * WAYS[kind]), (x + 0.18, y + 0.11 * WAYS[kind])], kind)
        else:
            draw_line(axis, [(x, y), (x + 0.36, y)], kind)
        axis.text(x + 0.46, y, text, fontsize=LEGEND_FONT, va="center")
    axis.text(MARGIN, top - LEGEND_LINE * (lines + 0.5), note, fontsize=LEGEND_FONT, va="center", color="#444444")
