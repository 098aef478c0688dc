"""Networks drawn as a U: every feature map a box, every step an arrow, with Matplotlib alone."""

import string
from collections import Counter
from collections.abc import Sequence

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from helpers.plots.base import WIDTH, show
from helpers.plots.graph import Arrow, Box, read_levels
from helpers.plots.layout import BYPASS, LABEL, passes_boxes, place_boxes
from helpers.plots.network_parts import (
    AIR,
    LEGEND_LINE,
    channels_of,
    draw_arrow,
    draw_box,
    draw_legend,
    draw_numbers,
    fitting_size,
    legend_entries,
    legend_lines,
    sides_of,
    usual_texts,
)

NOTE = "The number above a box counts its channels, the one below says its sides in pixels."
BARS = " A dark bar is a list of numbers: it has no sides any more."
BLANK_NOTE = "Given are the picture's channels (above) and sides (below). What are those of each letter?"


def draw_unet(
    model, alt: str | None = None, input_size: tuple[int, int] | None = None, blank: bool = False
) -> None:
    """Draws a network as a U: down where the sides shrink, up where they grow, across where maps are copied.

    Each box is a feature map, as wide as it has channels and as high as it has pixels (both on a compressed
    scale). The number above it counts its channels, of a joined map those that came across first; the one below
    says its sides.

    Args:
        model: any network for pictures that Keras keeps as a graph: a U-Net, an FCN, a classifier, your own.
        alt: what the figure shows, in a sentence; made from the network if not given.
        input_size: (height, width) for a network that leaves its sides open, (128, 160) if not given.
        blank: leaves out all numbers but the picture's own and puts letters in place of some, to be filled in;
            `blank_answers` knows what belongs there.

    Raises:
        ValueError: no graph to read, no network for pictures, or a size that it cannot take.
    """
    boxes, arrows = read_levels(model, input_size)
    letters = _letters(boxes, arrows) if blank else {}
    show(_figure(boxes, arrows, letters), alt or describe(model.name, boxes, arrows, letters))


def blank_answers(model, input_size: tuple[int, int] | None = None) -> dict[str, tuple[int, int]]:
    """Returns what belongs in place of the letters of `draw_unet(model, blank=True)`.

    Args:
        model: as for `draw_unet`.
        input_size: (side, side) for a network that leaves its sides open.

    Returns:
        letter -> (side, channels).

    Raises:
        ValueError: the feature maps are not square, so that one side does not tell both.

    Example:
        >>> from helpers.models import build_unet
        >>> blank_answers(build_unet((32, 32, 3), filters=(8, 16)))
        {'A': (32, 8), 'B': (16, 16), 'C': (32, 16), 'D': (32, 2)}
    """
    boxes, arrows = read_levels(model, input_size)
    if boxes[0].height != boxes[0].width:
        raise ValueError(
            f"the picture is {boxes[0].height}x{boxes[0].width}, but a blank U asks for one side of each map. "
            "Take a square, for example input_size=(128, 128)."
        )
    return {letter: (boxes[i].height, boxes[i].channels) for i, letter in _letters(boxes, arrows).items()}


def describe(name: str, boxes: Sequence[Box], arrows: Sequence[Arrow], letters: dict[int, str]) -> str:
    """Says in words what the figure of a network shows, for those who cannot see it."""
    deepest = boxes[_deepest(boxes)]
    copies = sum(arrow.kind == "copy" for arrow in arrows)
    joins = Counter(box.kind for box in boxes)
    text = f"The network {name} drawn as a U: {_shape(boxes[0])} in, {len({box.stride for box in boxes})} levels"
    if letters:
        return f"{text}, {len(letters)} of the {len(boxes)} feature maps marked with letters instead of numbers."
    text += f" down to {_shape(deepest)}, {_shape(boxes[-1])} out"
    text += f", {copies} copies across" if copies else ", nothing copied across"
    counts = [f"{joins[kind]} maps {kind}" for kind in ("joined", "added", "multiplied") if joins[kind]]
    return ", ".join([text, *counts]) + "."


def _shape(box: Box) -> str:
    return f"{box.channels} numbers" if box.kind == "vector" else f"{box.height}x{box.width}x{box.channels}"


def _deepest(boxes: Sequence[Box]) -> int:
    """Returns the place of the last map of the lowest level."""
    return max(range(len(boxes)), key=lambda i: (boxes[i].stride, i))


def _letters(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> dict[int, str]:
    """Chooses the boxes to ask for: before each way down, the last of the lowest level, each join, the answer."""
    asked = {arrow.start for arrow in arrows if boxes[arrow.end].stride > boxes[arrow.start].stride}
    asked |= {i for i, box in enumerate(boxes) if box.kind in ("joined", "added", "multiplied")}
    asked |= {_deepest(boxes), len(boxes) - 1}
    asked = sorted(i for i in asked if boxes[i].kind not in ("picture", "vector"))
    return dict(zip(asked, string.ascii_uppercase, strict=False))


def _figure(boxes: Sequence[Box], arrows: Sequence[Arrow], letters: dict[int, str]) -> Figure:
    places = place_boxes(boxes, arrows)
    entries = legend_entries(boxes, arrows)
    lowered = {places[arrow.start].row for arrow in arrows if passes_boxes(arrow, places)}
    with_sides = _with_sides(boxes, arrows, blank=bool(letters))
    below = [(LABEL + BYPASS * (place.row in lowered)) * (i in with_sides) for i, place in enumerate(places)]
    legend_top = min(place.bottom - room for place, room in zip(places, below, strict=True)) - LABEL
    height = -legend_top + LEGEND_LINE * (legend_lines(entries) + 1) + AIR

    figure = plt.figure(figsize=(WIDTH, height))
    axis = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(-height, 0))
    axis.axis("off")
    told = range(len(boxes)) if not letters else [i for i, box in enumerate(boxes) if box.kind == "picture"]
    channels = {i: channels_of(boxes[i]) for i in told} | letters
    sides = {i: sides_of(boxes[i]) for i in with_sides}
    sizes = fitting_size(channels, places, 9.0), fitting_size(sides, places, 8.0)
    usual = usual_texts(arrows)
    for arrow in arrows:
        draw_arrow(axis, arrow, boxes, places, below, note="" if arrow.text == usual[arrow.kind] else arrow.text)
    for i, (box, place) in enumerate(zip(boxes, places, strict=True)):
        draw_box(axis, box, place)
        draw_numbers(axis, place, sizes, channels.get(i, ""), sides.get(i, ""), place.row in lowered)
    for x, y, word in ((places[0].left - 0.14, places[0].middle, "picture"),
                       (places[-1].right + 0.14, places[-1].middle, "answer")):
        axis.text(x, y, word, fontsize=9, rotation=90, ha="center", va="center", style="italic")
    note = BLANK_NOTE if letters else NOTE + BARS * any(box.kind == "vector" for box in boxes)
    draw_legend(axis, entries, legend_top, note)
    return figure


def _with_sides(boxes: Sequence[Box], arrows: Sequence[Arrow], blank: bool) -> set[int]:
    """Chooses the boxes with sides written below: where they change, and the answer; of a blank U, the picture."""
    main_path = {arrow.end: arrow.start for arrow in arrows}

    def changed(i: int) -> bool:
        before = boxes[main_path[i]]
        return (before.stride, before.height, before.width) != (boxes[i].stride, boxes[i].height, boxes[i].width)

    pictures = {i for i, box in enumerate(boxes) if box.kind == "picture"}
    if blank:
        return pictures
    return pictures | {i for i in main_path if boxes[i].kind != "vector" and (i == len(boxes) - 1 or changed(i))}
