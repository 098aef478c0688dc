"""What sits on a head: glasses, sunglasses and hats."""

import numpy as np

from helpers.scenes.people_canvas import CIRCLE, Canvas, oval, paint, tube
from helpers.scenes.people_cloth import Cloth
from helpers.scenes.people_head import around, ear_at, head_of, mirrored, paint_eye, seen_sides
from helpers.scenes.people_parts import Item
from helpers.scenes.people_pose import Figure


def paint_glasses(canvas: Canvas, figure: Figure, item: Item, skin: Cloth) -> None:
    """Paints glasses, whose lenses count as glasses too, or sunglasses."""
    head = head_of(figure)
    if head.ahead < -0.1:
        return
    unit, dark, shine = head.unit, Cloth((0.05, 0.05, 0.06)), Cloth((0.42, 0.47, 0.55))
    short = max(head.ahead, 0.5)
    thin = (0.03 * unit, 0.03 * unit)
    for side in seen_sides(head):
        at = head.at(0.38 * side, 0.05)
        if side * head.sideways <= 0.1:  # the ear on this side is seen, and the bow that leads to it
            paint(canvas, tube([head.at(0.60 * side, 0.0), ear_at(head, side) - (0, 0.12 * unit)], thin), item, dark,
                  contact=0.0)
        if item == Item.GLASSES:
            paint(canvas, [oval(at, 0.22 * unit * short, 0.18 * unit)], item, skin, puff=0, contact=0.0)
            paint_eye(canvas, head, side, skin, item)
            rim = at + np.concatenate([CIRCLE, CIRCLE[:1]]) * (0.24 * unit * short, 0.20 * unit)
            paint(canvas, tube(rim, np.full(len(rim), 0.026 * unit)), item, dark, contact=0.0)
        else:
            lens = [(-0.30 * short, -0.17), (0.30 * short, -0.17), (0.26 * short, 0.24), (-0.24 * short, 0.24)]
            paint(canvas, around(at, lens, unit, unit), item, dark, puff=0.2, contact=0.1)
            glint = at - (0.1 * unit * short, 0.04 * unit)
            paint(canvas, [oval(glint, 0.10 * unit * short, 0.045 * unit, 0.5)], item, shine, puff=0, contact=0.0)
    if head.ahead > 0.4:
        paint(canvas, tube([head.at(-0.16, -0.02), head.at(0.16, -0.02)], thin), item, dark, contact=0.0)


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
