"""What people carry and wrap around themselves: bags, purses, scarves, belts, ties."""

import numpy as np

from helpers.scenes.people_body import shoulder_points, span
from helpers.scenes.people_canvas import Canvas, oval, paint, polygon, tube
from helpers.scenes.people_cloth import Cloth
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
    arch = [(-0.045, 0.07), (-0.03, 0.015), (0.03, 0.015), (0.045, 0.07)]
    paint(canvas, tube([hand + np.array(point) * size for point in arch], np.full(4, 0.007 * size)), Item.BAG, cloth,
          contact=0.2)
    top = hand + (0, 0.065 * size)
    body = [(-0.075, 0), (0.075, 0), (0.092, 0.11), (0.07, 0.13), (-0.07, 0.13), (-0.092, 0.11)]
    seam = polygon([top + (-0.06 * size, 0.035 * size), top + (0.06 * size, 0.035 * size)])
    paint(canvas, outline(top, body, size, 1), Item.BAG, cloth, [(seam, -3.0, 2)])


def paint_shoulder_bag(canvas: Canvas, figure: Figure, cloth: Cloth, sign: str) -> None:
    """Paints a bag at the hip of one side and its strap over the other shoulder."""
    size = figure.size
    left, right = shoulder_points(figure, -0.03)
    low_left, low_right = span(figure, 0.1, 0.01)
    on_the_right = figure.points[f"shoulder{sign}"][0] > figure.points["neck"][0]
    start, end = (left, low_right) if on_the_right else (right, low_left)
    paint(canvas, tube([start, end], (0.006 * size, 0.006 * size)), Item.BAG, cloth, contact=0.15)
    centre = end + (0, 0.04 * size)
    body = [(-0.06, -0.045), (0.06, -0.045), (0.065, 0.05), (-0.065, 0.05)]
    flap = [(-0.062, -0.047), (0.062, -0.047), (0.05, 0.015), (-0.05, 0.015)]
    paint(canvas, outline(centre, body, size, 1), Item.BAG, cloth)
    paint(canvas, outline(centre, flap, size, 1), Item.BAG, cloth, contact=0.2)


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
