"""Heads: hair, faces, glasses and hats, seen from any side."""

from typing import NamedTuple

import numpy as np

from helpers.scenes.people_canvas import Canvas, Fold, Shape, oval, paint, polygon, tube
from helpers.scenes.people_cloth import Cloth, darker
from helpers.scenes.people_parts import Item
from helpers.scenes.people_pose import Figure

LOOSE = {"long": 2.9, "wavy": 2.4, "bob": 1.25, "fringe": 1.25}  # how far hair falls, in half heads


class Head(NamedTuple):
    """A head on the picture: its middle, half its height and width in canvas px, and where it looks."""

    middle: np.ndarray
    unit: float
    wide: float
    sideways: float  # 1 = to the right, -1 = to the left
    ahead: float  # 1 = at the camera, -1 = away from it

    def at(self, across: float, down: float) -> np.ndarray:
        """A point of the face: -1..1 from its left to its right edge and from brow to chin, turned with the head."""
        turned = 0.62 * self.sideways + across * max(self.ahead, 0.25)
        return self.middle + (turned * self.wide, down * self.unit)


def head_of(figure: Figure) -> Head:
    """Finds a figure's head."""
    look = figure.pose.yaw + figure.pose.head_turn
    unit = 0.5 * figure.body.head * figure.size
    sideways = float(np.sin(look))
    return Head(figure.points["head"], unit, (0.74 + 0.1 * abs(sideways)) * unit, sideways, float(np.cos(look)))


def around(centre: np.ndarray, corners: list[tuple[float, float]], wide: float, high: float, rounds: int = 1) -> Shape:
    """A polygon whose corners are shares of a width and a height, measured from a centre."""
    return [polygon([centre + (x * wide, y * high) for x, y in corners], rounds)]


def mirrored(corners: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Completes the right half of an outline, given from top to bottom, by its mirror image."""
    return corners + [(-x, y) for x, y in reversed(corners)]


def paint_head(canvas: Canvas, figure: Figure, skin: Cloth, hair: Cloth, style: str, beard: bool) -> None:
    """Paints a head: the hair as a cap, the face over it, the hair on the forehead over that."""
    head = head_of(figure)
    paint_cap(canvas, head, hair, style)
    if head.ahead < -0.1:
        paint_nape(canvas, head, skin, hair, style)
        return
    paint_face(canvas, head, skin, style)
    paint_features(canvas, head, skin, hair, beard)
    if style in LOOSE or style == "ponytail":
        paint_forelock(canvas, head, hair, style)


def paint_cap(canvas: Canvas, head: Head, hair: Cloth, style: str) -> None:
    """Paints the hair around the skull."""
    if style == "bald":
        return
    thick, lift, high = {"afro": (0.42, 0.2, 0.85), "short": (0.06, 0.14, 0.84)}.get(style, (0.12, 0.06, 0.92))
    skull = head.middle - (0.12 * head.sideways * head.unit, 0.10 * head.unit)
    cap = oval(skull - (0, lift * head.unit), head.wide + thick * head.unit, (high + thick) * head.unit)
    paint(canvas, [cap], Item.HAIR, hair)
    if style == "bun":
        knot = skull - (0.5 * head.sideways * head.unit, 1.12 * head.unit)
        paint(canvas, [oval(knot, 0.36 * head.unit, 0.32 * head.unit)], Item.HAIR, hair)


def paint_nape(canvas: Canvas, head: Head, skin: Cloth, hair: Cloth, style: str) -> None:
    """Paints what short hair leaves bare of a head from behind."""
    if style == "bald":
        paint(canvas, [oval(head.middle, head.wide, 0.98 * head.unit)], Item.SKIN, skin)
    elif style in ("short", "bun"):
        nape = head.middle + (0, 0.45 * head.unit)
        paint(canvas, [oval(nape, 0.6 * head.wide, 0.5 * head.unit)], Item.SKIN, skin, contact=0.0)
        skull = head.middle - (0.12 * head.sideways * head.unit, 0.10 * head.unit)
        paint(canvas, [oval(skull, head.wide, 0.85 * head.unit)], Item.HAIR, hair, contact=0.1)


def paint_face(canvas: Canvas, head: Head, skin: Cloth, style: str) -> None:
    """Paints the face's outline, from the side with its nose, and the ears of a bald head."""
    narrow = head.wide * (1 - 0.20 * abs(head.sideways))
    centre = head.middle + (0.22 * head.sideways * head.unit, 0)
    if style != "bald" and abs(head.sideways) > 0.35:
        cheek = head.middle - (0.35 * head.sideways * head.unit, -0.35 * head.unit)
        paint(canvas, [oval(cheek, 0.5 * head.unit, 0.5 * head.unit)], Item.SKIN, skin, contact=0.0)
    top = -0.98 if style == "bald" else -0.62
    half = [(0.55, top), (0.92, top + 0.34), (0.93, 0.05), (0.80, 0.55), (0.40, 0.97), (0.0, 1.05)]
    shape = around(centre, mirrored(half), narrow, head.unit, 2)
    if abs(head.sideways) > 0.6:
        way = float(np.sign(head.sideways))
        tip = centre + (way * narrow * 1.08, 0.3 * head.unit)
        shape += around(tip, [(-0.3 * way, -0.3), (0, 0), (-0.3 * way, 0.1)], head.unit, head.unit, 0)
    paint(canvas, shape, Item.SKIN, skin, contact=0.15)
    if style in ("bald", "short") and abs(head.sideways) < 0.8:
        for side in (-1, 1):
            ear = centre + (side * 0.99 * narrow, 0.1 * head.unit)
            paint(canvas, [oval(ear, 0.1 * head.unit, 0.22 * head.unit)], Item.SKIN, skin, contact=0.0)


def paint_features(canvas: Canvas, head: Head, skin: Cloth, hair: Cloth, beard: bool) -> None:
    """Paints eyes, brows, nose and mouth, all of them skin, and a beard, which is hair."""
    unit, breadth = head.unit, max(head.ahead, 0.25)
    if beard:
        half = [(0.72, 0.28), (0.5, 0.86), (0.0, 1.02)]
        chin = [head.at(x, y) for x, y in [(0.3, 0.42), *half, *((-x, y) for x, y in reversed(half)), (-0.3, 0.42)]]
        paint(canvas, [polygon(chin, 2)], Item.HAIR, hair, contact=0.0)
    for side in (-1, 1):
        if head.ahead < 0.4 and side * head.sideways > 0:
            continue  # from the side, the nose hides that eye
        eye = oval(head.at(0.36 * side, 0.02), 0.135 * unit * max(breadth, 0.5), 0.075 * unit)
        paint(canvas, [eye], Item.SKIN, Cloth((0.15, 0.11, 0.10)), puff=0, contact=0.15)
        brow = [(0.16, -0.14), (0.40, -0.22), (0.58, -0.12), (0.40, -0.15)]
        corners = [head.at(side * x, y) for x, y in brow]
        paint(canvas, [polygon(corners)], Item.SKIN, Cloth(darker(hair.colour, 0.8)), puff=0, contact=0.0)
    nose = [head.at(0.02, 0.1), head.at(0.10 + 0.16 * head.sideways, 0.36), head.at(-0.12 + 0.1 * head.sideways, 0.38)]
    paint(canvas, [polygon(nose)], Item.SKIN, Cloth(darker(skin.colour, 0.68)), puff=0.3, contact=0.0)
    lips = Cloth((skin.colour[0] * 0.78, skin.colour[1] * 0.5, skin.colour[2] * 0.52))
    paint(canvas, [oval(head.at(0, 0.58), 0.25 * unit * breadth, 0.075 * unit)], Item.SKIN, lips, puff=0.3, contact=0.0)


def paint_forelock(canvas: Canvas, head: Head, hair: Cloth, style: str) -> None:
    """Paints the hair on the forehead: a fringe, or two halves with a parting."""
    narrow = head.wide * (1 - 0.20 * abs(head.sideways))
    centre = head.middle + (0.22 * head.sideways * head.unit, 0)
    if style == "fringe":
        shape = around(centre, mirrored([(0.95, -0.8), (0.98, -0.12), (0.4, -0.2)]), narrow, head.unit)
        paint(canvas, shape, Item.HAIR, hair, contact=0.15)
        return
    for side in (-1, 1):
        lock = [(0.25, -0.85), (side * 0.6, -0.78), (side * 1.05, -0.3), (side * 1.06, 0.25), (side * 0.9, -0.1),
                (side * 0.62, -0.42)]
        paint(canvas, around(centre, lock, narrow, head.unit), Item.HAIR, hair, contact=0.1)


def paint_loose_hair(canvas: Canvas, figure: Figure, hair: Cloth, style: str) -> None:
    """Paints what falls below the head, on shoulders or as a ponytail."""
    head = head_of(figure)
    unit = head.unit
    if style == "ponytail" and (abs(head.sideways) > 0.4 or head.ahead < 0):
        start = head.middle - (0.9 * head.sideways * unit, 0.2 * unit)
        end = start + (-0.5 * head.sideways * unit, 2.5 * unit)
        bend = (start + end) / 2 - (0.25 * head.sideways * unit, 0)
        paint(canvas, tube([start, bend, end], np.array([0.22, 0.3, 0.12]) * unit), Item.HAIR, hair)
    if style not in LOOSE:
        return
    low, wide = LOOSE[style], 1.18 if style == "wavy" else 1.02
    middle = head.middle - (0.2 * head.sideways * unit, 0)
    half = [(0.6, -0.5), (0.95 * wide, 0.3), (wide, 0.55 * low), (0.8 * wide, low), (0.1, low * 1.03)]
    folds: list[Fold] = [(polygon([middle + (x * unit, 0), middle + (x * wide * unit, low * unit)]), -2.0, 3)
                         for x in (-0.7, -0.4, 0.0, 0.35, 0.65)]  # fmt: skip
    paint(canvas, around(middle, mirrored(half), unit, unit, 2), Item.HAIR, hair, folds)


def paint_glasses(canvas: Canvas, figure: Figure, item: Item, skin: Cloth) -> None:
    """Paints glasses, whose lenses count as glasses too, or sunglasses."""
    head = head_of(figure)
    if head.ahead < 0.2:
        return
    unit, dark = head.unit, Cloth((0.05, 0.05, 0.06), gloss=0.25)
    short = max(head.ahead, 0.5)
    for side in (-1, 1):
        at = head.at(0.36 * side, 0.04)
        paint(canvas, [oval(at, 0.26 * unit * short, 0.20 * unit)], item, dark, puff=0.3, contact=0.15)
        if item == Item.GLASSES:
            lens = Cloth(darker(skin.colour, 0.9), gloss=0.2)
            paint(canvas, [oval(at, 0.19 * unit * short, 0.14 * unit)], item, lens, puff=0.2, contact=0.0)
    bar = [head.at(-0.72, 0.0), head.at(0.72, 0.0)]
    paint(canvas, tube(bar, (0.035 * unit, 0.035 * unit)), item, dark, contact=0.0)


def paint_hat(canvas: Canvas, figure: Figure, cloth: Cloth, kind: str) -> None:
    """Paints a hat: "knitted", "felt" with a brim, or "peaked"."""
    head = head_of(figure)
    unit, wide = head.unit, head.wide
    brow = head.middle + (-0.05 * head.sideways * unit, -0.42 * unit)
    high = {"knitted": 0.72, "felt": 0.85, "peaked": 0.66}[kind] * unit
    half = [(0.0, -1.06), (0.62, -1.0), (1.02, -0.5), (1.04, 0.1)]
    crown = around(brow, mirrored(half), wide + 0.06 * unit, high, 2)
    if kind == "felt":
        paint(canvas, [oval(brow + (0, 0.02 * unit), wide * 1.75, 0.24 * unit)], Item.HAT, cloth, contact=0.5)
    paint(canvas, crown, Item.HAT, cloth)
    if kind == "knitted":
        cuff = around(brow, mirrored([(1.12, -0.22), (1.1, 0.16)]), wide, unit)
        paint(canvas, cuff, Item.HAT, cloth, contact=0.2)
    elif kind == "felt":
        ribbon = around(brow, mirrored([(1.07, -0.2), (1.07, 0.06)]), wide, unit, 0)
        paint(canvas, ribbon, Item.HAT, Cloth((0.08, 0.07, 0.07)), contact=0.0)
    elif head.ahead > -0.1:
        peak = brow + (0.75 * head.sideways * unit, 0.08 * unit)
        paint(canvas, [oval(peak, wide * 0.9, 0.17 * unit)], Item.HAT, cloth, contact=0.4)
