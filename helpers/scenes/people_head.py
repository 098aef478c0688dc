"""Heads: hair, faces, glasses and hats, seen from any side."""

from typing import NamedTuple

import numpy as np

from helpers.scenes.people_canvas import Canvas, Fold, Shape, oval, paint, polygon, tube
from helpers.scenes.people_cloth import Cloth, darker
from helpers.scenes.people_parts import Item
from helpers.scenes.people_pose import Figure

BEHIND = -0.1  # a head that looks further away than this shows no face
LOOSE = {"long": 2.9, "wavy": 2.4, "bob": 1.25, "fringe": 1.25}  # how far hair falls, in half heads


class Head(NamedTuple):
    """A head on the picture: its middle, half its height and width in canvas px, and where it looks."""

    middle: np.ndarray
    unit: float
    wide: float
    sideways: float  # 1 = to the right, -1 = to the left
    ahead: float  # 1 = at the camera, -1 = away from it

    @property
    def profile(self) -> float:
        """0 = the face shows both halves, 1 = it is seen from the side."""
        return float(np.clip((abs(self.sideways) - 0.55) / 0.4, 0, 1))

    def at(self, across: float, down: float) -> np.ndarray:
        """A point of the face: -1..1 from its left to its right edge and from brow to chin, turned with the head."""
        turned = (0.62 + 0.24 * self.profile) * self.sideways + across * max(self.ahead, 0.25)
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
    """Paints a head: the hair as a cap, the face over it, ears, and the hair on the forehead over that."""
    head = head_of(figure)
    if head.ahead < BEHIND:
        nape = head.middle + (0, 0.12 * head.unit)
        paint(canvas, [oval(nape, 0.92 * head.wide, 0.85 * head.unit)], Item.SKIN, skin, contact=0.0)
        if style not in LOOSE:  # loose hair is painted in one piece, from the crown down over the back
            paint_cap(canvas, head, skin, hair, style)
            paint_ears(canvas, head, skin, style)
        return
    paint_cap(canvas, head, skin, hair, style)
    paint_face(canvas, head, skin, style)
    paint_features(canvas, head, skin, hair, beard)
    paint_ears(canvas, head, skin, style)
    if style in LOOSE or style == "ponytail":
        paint_forelock(canvas, head, hair, style)


def skull_of(head: Head) -> np.ndarray:
    """The middle of the skull, which lies behind the face."""
    return head.middle - (0.12 * head.sideways * head.unit, 0.10 * head.unit)


def cap_of(head: Head, style: str) -> np.ndarray:
    """The outline of the hair around the skull."""
    tight = (0.06, 0.16, 0.82)
    thick, lift, high = {"afro": (0.42, 0.2, 0.85), "short": tight, "bun": tight, "ponytail": tight,
                         "bald": (0.02, -0.02, 0.7)}.get(style, (0.12, 0.06, 0.92))  # fmt: skip
    middle = skull_of(head) - (0, lift * head.unit)
    return oval(middle, head.wide + thick * head.unit, (high + thick) * head.unit)


def paint_cap(canvas: Canvas, head: Head, skin: Cloth, hair: Cloth, style: str) -> None:
    """Paints the hair around the skull; a bald one keeps a rim of it."""
    paint(canvas, [cap_of(head, style)], Item.HAIR, hair, contact=0.2)
    if style == "bald":
        dome = skull_of(head) - (0, 0.32 * head.unit)
        paint(canvas, [oval(dome, head.wide, 0.58 * head.unit)], Item.SKIN, skin, contact=0.0)
    if style == "bun":
        knot = skull_of(head) - (0.5 * head.sideways * head.unit, 1.06 * head.unit)
        paint(canvas, [oval(knot, 0.36 * head.unit, 0.30 * head.unit)], Item.HAIR, hair)


def ear_at(head: Head, side: int) -> np.ndarray:
    """Where an ear is: at the edge of a face from the front, in the middle of a head from the side."""
    across = 0.74 * side * head.ahead - 0.12 * head.sideways
    return head.middle + (across * head.unit, 0.1 * head.unit)


def paint_ears(canvas: Canvas, head: Head, skin: Cloth, style: str) -> None:
    """Paints the ears that neither the head nor hair hides."""
    if style == "afro" or style in LOOSE:
        return
    for side in (-1, 1):
        if side * head.sideways > 0.12:
            continue  # behind the head
        wide = 0.10 + 0.07 * abs(head.sideways)
        ear = ear_at(head, side)
        paint(canvas, [oval(ear, wide * head.unit, 0.22 * head.unit)], Item.SKIN, skin, contact=0.12)
        if abs(head.sideways) > 0.5:
            inner = Cloth(darker(skin.colour, 0.75))
            paint(canvas, [oval(ear, 0.07 * head.unit, 0.11 * head.unit)], Item.SKIN, inner, puff=0, contact=0.0)


# A face's outline from the forehead over the chin to the temple, in half heads: from the front, and in profile to
# the right. Between the two it is a mixture, so that the nose comes out little by little.
FRONT = np.array([(0.41, -0.62), (0.66, -0.35), (0.69, -0.05), (0.69, 0.10), (0.68, 0.22), (0.65, 0.40), (0.58, 0.60),
                  (0.32, 0.97), (0.0, 1.05), (-0.32, 0.97), (-0.59, 0.58), (-0.69, 0.05), (-0.66, -0.30),
                  (-0.41, -0.62)])  # fmt: skip
PROFILE = np.array([(0.66, -0.62), (0.80, -0.38), (0.77, -0.02), (1.08, 0.28), (0.82, 0.36), (0.88, 0.55), (0.76, 0.66),
                    (0.80, 0.98), (0.45, 1.02), (0.10, 0.82), (-0.14, 0.56), (-0.16, 0.05), (0.10, -0.28),
                    (0.35, -0.62)])  # fmt: skip


def paint_face(canvas: Canvas, head: Head, skin: Cloth, style: str) -> None:
    """Paints the face, and from the side also what short or tied hair leaves bare of the neck behind it."""
    if style not in (*LOOSE, "afro") and abs(head.sideways) > 0.35:
        cheek = head.middle - (0.30 * head.sideways * head.unit, -0.38 * head.unit)
        paint(canvas, [oval(cheek, 0.42 * head.unit, 0.46 * head.unit)], Item.SKIN, skin, contact=0.0)
    way, side = (-1 if head.sideways < 0 else 1), head.profile
    corners = (1 - side) * (FRONT + (0.22 * abs(head.sideways), 0)) + side * PROFILE
    if style == "bald":
        corners[[0, -1], 1] = -0.9
    paint(canvas, [polygon(head.middle + corners * (way * head.unit, head.unit), 1)], Item.SKIN, skin, contact=0.1)


def seen_sides(head: Head) -> list[int]:
    """The halves of the face that are seen: from the side, the nose hides the far one."""
    return [side for side in (-1, 1) if head.ahead >= 0.4 or side * head.sideways <= 0]


def paint_eye(canvas: Canvas, head: Head, side: int, skin: Cloth, item: Item) -> None:
    """Paints one eye: its white, the iris, and the upper lid as a line."""
    unit, short = head.unit, max(head.ahead, 0.5)
    at = head.at(0.38 * side, 0.03)
    white = Cloth(tuple(0.5 * value + 0.32 for value in skin.colour))
    paint(canvas, [oval(at, 0.17 * unit * short, 0.085 * unit)], item, white, puff=0, contact=0.0)
    paint(canvas, [oval(at, 0.075 * unit, 0.085 * unit)], item, Cloth((0.13, 0.10, 0.09)), puff=0, contact=0.0)
    lid = [at + (x * unit * short, y * unit) for x, y in ((-0.18, -0.03), (-0.08, -0.09), (0.08, -0.09), (0.18, -0.03))]
    paint(canvas, tube(lid, np.full(4, 0.022 * unit)), item, Cloth(darker(skin.colour, 0.4)), puff=0, contact=0.0)


def paint_features(canvas: Canvas, head: Head, skin: Cloth, hair: Cloth, beard: bool) -> None:
    """Paints eyes, brows, nose and mouth, all of them skin, and a beard, which is hair."""
    unit = head.unit
    if beard:
        half = [(0.72, 0.28), (0.5, 0.86), (0.0, 1.02)]
        chin = [head.at(x, y) for x, y in [(0.3, 0.42), *half, *((-x, y) for x, y in reversed(half)), (-0.3, 0.42)]]
        paint(canvas, [polygon(chin, 2)], Item.HAIR, hair, contact=0.0)
    for side in seen_sides(head):
        paint_eye(canvas, head, side, skin, Item.SKIN)
        brow = [(0.16, -0.13), (0.40, -0.23), (0.60, -0.17), (0.40, -0.16)]
        corners = [head.at(side * x, y) for x, y in brow]
        paint(canvas, [polygon(corners)], Item.SKIN, Cloth(darker(hair.colour, 0.8)), puff=0, contact=0.0)
    if head.profile < 0.5:
        tip = 0.10 * head.sideways
        nose = ((0.03 + tip, 0.12), (0.13 + 1.6 * tip, 0.34), (tip, 0.40), (tip - 0.12, 0.36))
        nose = [head.at(x, y) for x, y in nose]
        paint(canvas, [polygon(nose, 1)], Item.SKIN, Cloth(darker(skin.colour, 0.78)), puff=0.3, contact=0.0)
    lips = Cloth((skin.colour[0] * 0.78, skin.colour[1] * 0.5, skin.colour[2] * 0.52))
    mouth = [head.at(x, y) for x, y in ((-0.28, 0.53), (-0.1, 0.59), (0.1, 0.59), (0.28, 0.53))]
    paint(canvas, tube(mouth, np.array([0.03, 0.065, 0.065, 0.03]) * unit), Item.SKIN, lips, puff=0.3, contact=0.0)


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
    """Paints what falls below the head, on shoulders or as a ponytail; from behind with the crown, in one piece."""
    head = head_of(figure)
    unit = head.unit
    if style == "ponytail":
        start = head.middle - (0.9 * head.sideways * unit, 0.2 * unit)
        end = start + (-0.5 * head.sideways * unit, 2.5 * unit)
        bend = (start + end) / 2 - (0.25 * head.sideways * unit, 0)
        paint(canvas, tube([start, bend, end], np.array([0.22, 0.3, 0.12]) * unit), Item.HAIR, hair)
    if style not in LOOSE:
        return
    low, wide = LOOSE[style], 1.18 if style == "wavy" else 1.02
    middle = head.middle - (0.2 * head.sideways * unit, 0)
    half = [(0.6, -0.5), (0.95 * wide, 0.3), (wide, 0.55 * low), (0.8 * wide, low), (0.1, low * 1.03)]
    behind = head.ahead < BEHIND
    folds: list[Fold] = [(polygon([middle + (x * unit, -0.5 * behind * unit), middle + (x * wide * unit, low * unit)]),
                          -2.0, 3) for x in (-0.7, -0.4, 0.0, 0.35, 0.65)]  # fmt: skip
    shape = around(middle, mirrored(half), unit, unit, 2)
    paint(canvas, [cap_of(head, style), *shape] if behind else shape, Item.HAIR, hair, folds)
