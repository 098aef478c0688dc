"""What people carry and wrap around themselves: bags, purses, scarves, belts, ties; and pockets for their hands."""

import numpy as np

from helpers.scenes.people_body import span
from helpers.scenes.people_canvas import Canvas, oval, paint, polygon, tube
from helpers.scenes.people_cloth import Cloth, darker
from helpers.scenes.people_garments import Garment
from helpers.scenes.people_parts import Item
from helpers.scenes.people_pose import Figure


def outline(centre: np.ndarray, corners: list[tuple[float, float]], size: float, rounds: int = 0) -> list[np.ndarray]:
    """A polygon whose corners are measured from a centre in body heights."""
    return [polygon([centre + (x * size, y * size) for x, y in corners], rounds)]


def paint_purse(canvas: Canvas, figure: Figure, sign: str, cloth: Cloth) -> None:
    """Paints a flat purse where a hand is; the hand is then painted over it."""
    size, hand = figure.size, figure.points[f"hand{sign}"]
    body = [(-0.062, -0.036), (0.062, -0.040), (0.065, 0.036), (-0.062, 0.040)]
    paint(canvas, outline(hand, body, size), Item.PURSE, cloth, puff=0.3)
    paint(canvas, outline(hand, [*body[:2], (0.0, 0.014)], size), Item.PURSE, cloth, puff=0.3, contact=0.25)


def paint_handbag(canvas: Canvas, figure: Figure, sign: str, cloth: Cloth) -> None:
    """Paints a bag that hangs by its handle from a hand."""
    size, hand = figure.size, figure.points[f"hand{sign}"]
    arch = [(-0.045, 0.062), (-0.028, 0.002), (0.028, 0.002), (0.045, 0.062)]
    paint(canvas, tube([hand + np.array(point) * size for point in arch], np.full(4, 0.007 * size)), Item.BAG, cloth,
          contact=0.2)
    top = hand + (0, 0.055 * size)
    body = [(-0.075, 0), (0.075, 0), (0.092, 0.11), (0.07, 0.13), (-0.07, 0.13), (-0.092, 0.11)]
    seam = polygon([top + (-0.06 * size, 0.035 * size), top + (0.06 * size, 0.035 * size)])
    paint(canvas, outline(top, body, size, 1), Item.BAG, cloth, [(seam, -3.0, 2)])


def paint_shoulder_bag(canvas: Canvas, figure: Figure, cloth: Cloth) -> None:
    """Paints a bag on the nearer hip; its strap runs across the trunk and over the other shoulder."""
    size = figure.size
    near, far = sorted("+-", key=lambda sign: -figure.depths[f"hip{sign}"])
    side = 1 if near == "+" else -1
    across = side * 0.75 * figure.body.hips * figure.front + 0.04 * figure.toward
    hip = figure.points["pelvis"] + (across * size, 0.0)
    over = 0.55 * figure.points[f"shoulder{far}"] + 0.45 * figure.points["neck"] - (0, 0.016 * size)
    for end in (-0.045, 0.045):
        strap = [over, (over + hip) / 2 + (0.5 * end * size, 0), hip + (end * size, 0)]
        paint(canvas, tube(strap, np.full(3, 0.005 * size)), Item.BAG, cloth, contact=0.15)
    body = [(-0.06, -0.005), (0.06, -0.005), (0.065, 0.09), (-0.065, 0.09)]
    flap = [(-0.062, -0.007), (0.062, -0.007), (0.05, 0.055), (-0.05, 0.055)]
    paint(canvas, outline(hip, body, size, 1), Item.BAG, cloth)
    paint(canvas, outline(hip, flap, size, 1), Item.BAG, cloth, contact=0.2)


def paint_scarf(canvas: Canvas, figure: Figure, cloth: Cloth) -> None:
    """Paints a scarf: a ring around the neck and, seen from the front, one end or two that hang."""
    size, neck, rng = figure.size, figure.points["neck"], canvas.rng
    if figure.front > -0.2:
        for side in (-1, 1) if rng.random() < 0.5 else (1,):
            start = neck + (side * 0.022 * size, 0.02 * size)
            end = start + (side * 0.02 * size, rng.uniform(0.14, 0.32) * size)
            shape = tube([start, end], (0.022 * size, 0.030 * size), cut=True)
            paint(canvas, shape, Item.SCARF, cloth, [(polygon([start, end]), -3.0, 3)])
    creases = [(outline(neck, [(-0.06, down), (0, down + 0.018), (0.06, down)], size)[0], -4.0, 3)
               for down in (-0.02, 0.004)]  # fmt: skip
    paint(canvas, [oval(neck - (0, 0.006 * size), 0.060 * size, 0.034 * size)], Item.SCARF, cloth, creases)


def paint_belt(canvas: Canvas, figure: Figure, cloth: Cloth) -> None:
    """Paints a belt around the waist."""
    band = [*span(figure, 0.38, 0.013), *reversed(span(figure, 0.32, 0.013))]
    paint(canvas, [polygon(band)], Item.BELT, cloth, contact=0.15)


def paint_tie(canvas: Canvas, figure: Figure, cloth: Cloth) -> None:
    """Paints a tie, from the neck to the belt."""
    if figure.front < 0.3:
        return
    neck, low = figure.points["neck"], sum(span(figure, 0.42)) / 2 + (0.03 * figure.toward * figure.size, 0)
    wide = 0.016 * figure.size
    corners = [neck + (-0.5 * wide, 0), neck + (0.5 * wide, 0), low + (wide, -wide), low, low + (-wide, -wide)]
    paint(canvas, [polygon(corners)], Item.TIE, cloth, contact=0.15)


def paint_pocket(canvas: Canvas, figure: Figure, sign: str, garment: Garment) -> None:
    """Paints the pocket that a hand is in: cloth over the hand, and the pocket's edge."""
    size, wrist, hand = figure.size, figure.points[f"wrist{sign}"], figure.points[f"hand{sign}"]
    wide = 0.025 * size
    rim = [wrist + (-wide, 0.020 * size), wrist + (wide, 0.020 * size)]
    bag = [*rim, hand + (0.8 * wide, 0.012 * size), hand + (0, 0.024 * size), hand + (-0.8 * wide, 0.012 * size)]
    paint(canvas, [polygon(bag, 1)], garment.item, garment.cloth, puff=0.25, contact=0.0)
    shade = garment.cloth._replace(colour=darker(garment.cloth.colour, 0.65), pattern="plain")
    paint(canvas, tube(rim, (0.003 * size, 0.003 * size)), garment.item, shade, contact=0.0)
