"""Clothes that hang from a skeleton: tops, coats, skirts, trousers, shoes."""

from typing import NamedTuple

import cv2
import numpy as np

from helpers.scenes.people_body import along, darker, limb, shoulder_points, span
from helpers.scenes.people_canvas import Canvas, Fold, Shape, paint, polygon, tube
from helpers.scenes.people_cloth import Cloth
from helpers.scenes.people_parts import Item
from helpers.scenes.people_pose import Figure


class Garment(NamedTuple):
    """One piece of clothing; lengths as shares, ease (how much wider than the body) in body heights."""

    item: Item
    cloth: Cloth
    hem: float = 0.1  # level of the lower edge: 1 = neck, 0 = crotch, -1 = ankles
    ease: float = 0.008
    flare: float = 0.0  # how much wider at the hem, in body heights
    sleeve: float = 1.0  # 0 = none, 1 = to the wrist
    neck: float = 0.90  # level of the neckline; above 1 = a collar that stands
    open: bool = False  # coats and jackets


def bend_folds(canvas: Canvas, joint: np.ndarray, radius: float, count: int) -> list[Fold]:
    """Furrows where cloth is pressed together: short lines across a joint."""
    folds: list[Fold] = []
    for _ in range(count):
        start = joint + canvas.rng.uniform(-0.9, 0.9, 2) * radius
        way = np.array([canvas.rng.uniform(0.5, 1.1) * canvas.rng.choice((-1, 1)), canvas.rng.uniform(-0.5, 0.5)])
        folds.append((polygon([start, start + way * radius]), -canvas.rng.uniform(2, 4.5), 3))
    return folds


def hanging_folds(canvas: Canvas, top: tuple[np.ndarray, np.ndarray], low: tuple[np.ndarray, np.ndarray],
                  count: int, high: float) -> list[Fold]:
    """Folds that fall from one line to another, each from its (left, right) ends, ridge and furrow in turn."""
    folds: list[Fold] = []
    for number in range(count):
        share = (number + canvas.rng.uniform(0.2, 0.8)) / count
        start, end = (ends[0] + (ends[1] - ends[0]) * share for ends in (top, low))
        begin = start + (end - start) * canvas.rng.uniform(0.0, 0.45)
        middle = (begin + end) / 2 + canvas.rng.uniform(-1, 1, 2) * (4, 0)
        folds.append((polygon([begin, middle, end]), high * (-1) ** number, int(canvas.rng.integers(3, 8))))
    return folds


def trunk_outline(figure: Figure, garment: Garment, top: float = 0.80) -> list[np.ndarray]:
    """The outline of a top or coat without its sleeves: shoulder, down the right side, hem, up the left side."""
    levels = [level for level in (0.80, 0.70, 0.58, 0.42, 0.25, 0.08, -0.12, -0.35, -0.6) if garment.hem < level <= top]
    left, right = shoulder_points(figure, garment.ease)
    lefts, rights = [left], [right]
    for level in [*levels, garment.hem]:
        widening = garment.flare * np.clip((0.45 - level) / max(0.45 - garment.hem, 0.05), 0, 1)
        ends = span(figure, level, garment.ease + widening)
        lefts.append(ends[0])
        rights.append(ends[1])
    return [*rights, *reversed(lefts)]


def paint_sleeve(canvas: Canvas, figure: Figure, sign: str, garment: Garment) -> None:
    """Paints one sleeve, with furrows at the elbow."""
    if garment.sleeve <= 0:
        return
    ease = garment.ease * 0.7 + 0.003
    shape = limb(figure, "arm", sign, 0.0, garment.sleeve, ease, 0.024 + ease if garment.sleeve > 0.6 else 0.034 + ease)
    folds = bend_folds(canvas, figure.points[f"elbow{sign}"], 0.035 * figure.size, 4 if garment.sleeve > 0.6 else 0)
    folds += bend_folds(canvas, figure.points[f"shoulder{sign}"], 0.04 * figure.size, 2)
    paint(canvas, shape, garment.item, garment.cloth, folds)


def paint_top(canvas: Canvas, figure: Figure, garment: Garment) -> None:
    """Paints a top, shirt, sweater or closed coat on the trunk, with its neckline."""
    size, points = figure.size, figure.points
    outline = trunk_outline(figure, garment)
    if garment.hem < -0.1:  # dresses and coats do not fall between the legs
        outline = cv2.convexHull(polygon(outline[1:-1]))[:, 0].astype(np.float64)
        outline = keep_waist(figure, garment, outline)
    neck = points["neck"]
    half = (0.040 if garment.neck <= 1 else 0.036) * size
    above = np.array([half, -0.012 * size])
    deep, _ = span(figure, garment.neck if figure.front > 0 else max(garment.neck, 0.95))
    deep = np.array([neck[0] + 0.3 * half * figure.toward, deep[1]])
    collar = [neck + above * (-1, 1), deep, neck + above] if garment.neck <= 1 else [
        neck + above * (-1, 1), neck - (0, 0.015 * size), neck + above]
    levels = (0.55, garment.hem)
    folds = hanging_folds(canvas, span(figure, levels[0]), span(figure, garment.hem, garment.flare),
                          int(canvas.rng.integers(3, 7)), canvas.rng.uniform(1, 3.5))
    folds += bend_folds(canvas, sum(span(figure, 0.38)) / 2, 0.07 * size, 4)
    folds += bust_folds(figure)
    smooth = [polygon(smooth_outline(outline, collar), 1)]
    if garment.neck > 1:
        smooth += tube([neck + (0, 0.01 * size), neck - (0, (garment.neck - 1) * size)],
                       np.array([0.042, 0.037]) * size)
    paint(canvas, smooth, garment.item, garment.cloth, folds, puff=0.45)


def smooth_outline(outline: list[np.ndarray], collar: list[np.ndarray]) -> np.ndarray:
    """Joins a trunk's outline and a neckline into one closed line."""
    return np.array([*collar, *outline])


def keep_waist(figure: Figure, garment: Garment, hull: np.ndarray) -> list[np.ndarray]:
    """The outline of a long garment: taken in at the waist, from the hips on straight to the hem."""
    outline = trunk_outline(figure, garment)
    half = len(outline) // 2
    rights, lefts = outline[:half], outline[half:][::-1]
    hem_left, hem_right = lefts[-1], rights[-1]
    lefts = [min(point[0], edge_at(lefts, hem_left, point)) for point in lefts], lefts
    rights = [max(point[0], edge_at(rights, hem_right, point)) for point in rights], rights
    lefts = [np.array([x, point[1]]) for x, point in zip(*lefts)]
    rights = [np.array([x, point[1]]) for x, point in zip(*rights)]
    return [*rights, *reversed(lefts)]


def edge_at(side: list[np.ndarray], hem: np.ndarray, point: np.ndarray) -> float:
    """Where the straight line from the hip to the hem runs at a point's row; above the hip, the point's own x."""
    hip = side[min(5, len(side) - 2)]
    if point[1] <= hip[1] or hem[1] <= hip[1]:
        return float(point[0])
    return float(hip[0] + (hem[0] - hip[0]) * (point[1] - hip[1]) / (hem[1] - hip[1]))


def bust_folds(figure: Figure) -> list[Fold]:
    """Two soft rises on a chest that is seen from the front."""
    if figure.front < 0.3 or figure.body.bust < 0.015:
        return []
    left, right = span(figure, 0.66)
    rise, wide = 120 * figure.body.bust, int(0.05 * figure.size)
    return [(polygon([p, p + (1, 2)]), rise, wide) for p in (left + (right - left) * s for s in (0.3, 0.7))]


def paint_opening(canvas: Canvas, figure: Figure, garment: Garment, buttons: bool) -> None:
    """Paints the front of a closed coat, jacket or shirt: its edge, lapels and buttons."""
    if figure.front < 0.25:
        return
    size = figure.size
    middles = [sum(span(figure, level)) / 2 + (0.03 * figure.toward * size, 0)
               for level in (0.9, 0.72, 0.42, 0.08, garment.hem) if level >= garment.hem]
    edge = np.array([0.004 * size, 0])
    shade = garment.cloth._replace(colour=darker(garment.cloth.colour, 0.6), pattern="plain")
    paint(canvas, [polygon([m - edge for m in middles] + [m + edge for m in reversed(middles)])], garment.item, shade,
          puff=0.3, contact=0.1)
    if buttons:
        for level in np.arange(0.66, max(garment.hem, -0.2), -0.14):
            button = sum(span(figure, float(level))) / 2 + ((0.03 * figure.toward + 0.012) * size, 0)
            paint(canvas, tube([button, button + (0, 1)], (2.2, 2.2)), garment.item, shade, contact=0.0)
    if garment.item in (Item.COAT, Item.BLAZER, Item.JACKET):
        neck = figure.points["neck"]
        for side in (-1, 1):
            lapel = [neck + (side * 0.035 * size, -0.01 * size), neck + (side * 0.065 * size, 0.055 * size),
                     neck + (side * 0.035 * size, 0.065 * size), middles[1] + (side * 0.006 * size, 0.03 * size),
                     neck + (side * 0.012 * size, 0.02 * size)]
            paint(canvas, [polygon(lapel, 1)], garment.item, garment.cloth, puff=0.6, contact=0.3)


def paint_open_coat(canvas: Canvas, figure: Figure, garment: Garment) -> None:
    """Paints the two front panels of an open coat over what is worn below it."""
    size, neck = figure.size, figure.points["neck"]
    outline = trunk_outline(figure, garment)
    if garment.hem < -0.1:
        outline = keep_waist(figure, garment, outline)
    half = len(outline) // 2
    gap = (0.022 + 0.02 * canvas.rng.random()) * size
    middle = sum(span(figure, 0.5)) / 2 + (0.05 * figure.toward * size, 0)
    for side, points in ((1, outline[:half]), (-1, outline[half:][::-1])):
        hem = points[-1]
        inner = middle[0] + side * gap
        edge = [np.array([inner + side * 0.5 * gap, hem[1]]), np.array([inner, middle[1]]),
                neck + (side * 0.032 * size, -0.014 * size)]
        folds = hanging_folds(canvas, (points[1], edge[1]), (hem, edge[0]), 4, canvas.rng.uniform(1.5, 3))
        paint(canvas, [polygon([*points, *edge], 1)], garment.item, garment.cloth, folds, puff=0.45, contact=0.5)
        lapel = [edge[2], neck + (side * 0.062 * size, 0.05 * size), np.array([inner + side * 0.04 * size, middle[1] - 0.09 * size]),
                 np.array([inner, middle[1] - 0.01 * size])]
        paint(canvas, [polygon(lapel, 1)], garment.item, garment.cloth, puff=0.6, contact=0.25)


def paint_coat_back(canvas: Canvas, figure: Figure, garment: Garment) -> None:
    """Paints the inside of an open coat's back, which hangs behind the legs."""
    outline = trunk_outline(figure, garment)
    if garment.hem < -0.1:
        outline = keep_waist(figure, garment, outline)
    lining = garment.cloth._replace(colour=darker(garment.cloth.colour, 0.45), pattern="plain")
    paint(canvas, [polygon(outline, 1)], garment.item, lining, puff=0.1)


def paint_skirt(canvas: Canvas, figure: Figure, garment: Garment) -> None:
    """Paints a skirt: the convex hull of waist, hips and what it covers of both legs, with falling folds."""
    top = span(figure, 0.42, garment.ease)
    corners = [*top, *span(figure, 0.08, garment.ease)]
    end = 0.06 - garment.hem * 0.94
    for sign in "+-":
        corners += [point for part in limb(figure, "leg", sign, 0.0, end, garment.ease) for point in part]
    low = span(figure, garment.hem, garment.ease + garment.flare)
    sag = np.array([0, 0.012 * figure.size])
    corners += [*low, (low[0] + low[1]) / 2 + sag]
    shape = [polygon(cv2.convexHull(np.array(corners, np.float32))[:, 0], 1)]
    count = int(canvas.rng.integers(4, 8) + 80 * garment.flare)
    folds = hanging_folds(canvas, top, low, count, 1.5 + 40 * garment.flare)
    paint(canvas, shape, garment.item, garment.cloth, folds, puff=0.45)


def paint_trousers(canvas: Canvas, figure: Figure, garment: Garment, sign: str) -> None:
    """Paints one trouser leg and its half of the seat."""
    size = figure.size
    end = 0.06 - garment.hem * 0.94
    shape: Shape = limb(figure, "leg", sign, 0.0, end, garment.ease, 0.02 + garment.flare)
    names = (f"hip{sign}", f"knee{sign}", f"ankle{sign}")
    hem = along(figure, names, end)
    folds = bend_folds(canvas, figure.points[f"knee{sign}"], 0.04 * size, 4)
    folds += bend_folds(canvas, figure.points[f"hip{sign}"], 0.05 * size, 3) + bend_folds(canvas, hem, 0.03 * size, 3)
    paint(canvas, shape, garment.item, garment.cloth, folds)


def paint_seat(canvas: Canvas, figure: Figure, garment: Garment) -> None:
    """Paints the upper part of trousers, from the waist to the crotch."""
    levels = (0.40, 0.25, 0.08, -0.02)
    ends = [span(figure, level, min(garment.ease, 0.01)) for level in levels]
    outline = [right for _, right in ends] + [left for left, _ in reversed(ends)]
    crotch = sum(ends[-1]) / 2
    folds = bend_folds(canvas, crotch, 0.05 * figure.size, 4)
    folds.append((polygon([sum(ends[0]) / 2, crotch]), -2.0, 2))
    paint(canvas, [polygon(outline, 1)], garment.item, garment.cloth, folds, puff=0.3, contact=0.0)


def paint_shoe(canvas: Canvas, figure: Figure, sign: str, garment: Garment) -> None:
    """Paints a shoe or boot; `hem` is how far up the leg it reaches, 1 = ankle, smaller is higher."""
    size = figure.size
    ankle, toe, heel = (figure.points[f"{name}{sign}"] for name in ("ankle", "toe", "heel"))
    shape = tube([heel, (heel + toe) / 2, toe], np.array([0.019, 0.024, 0.017]) * size)
    shape += tube([heel, ankle], np.array([0.020, 0.020]) * size)
    if garment.hem < 1:
        shape += limb(figure, "leg", sign, garment.hem, 1.0, garment.ease)
    if garment.item == Item.HEELS or garment.flare:
        stick = heel + (0, (garment.flare + 0.012) * size)
        shape += tube([heel, stick], np.array([0.012, 0.007]) * size)
    paint(canvas, shape, garment.item, garment.cloth, bend_folds(canvas, ankle, 0.02 * size, 2), contact=0.3)
    if garment.item == Item.SNEAKERS:
        sole = np.array([0, 0.012 * size])
        paint(canvas, tube([heel + sole, toe + sole], np.array([0.009, 0.009]) * size), garment.item,
              Cloth((0.88, 0.87, 0.84)), contact=0.0)
