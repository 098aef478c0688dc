"""Clothes that hang from a skeleton: tops, coats, skirts, trousers, shoes."""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np

from helpers.scenes.people_body import along, limb, shoulder_points, span
from helpers.scenes.people_canvas import Canvas, Fold, paint, polygon, tube
from helpers.scenes.people_cloth import Cloth, darker
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
        folds.append((polygon([start, start + 1.3 * way * radius]), -canvas.rng.uniform(1.5, 3.5), 4))
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


LEVELS = (0.80, 0.70, 0.58, 0.42, 0.25, 0.08, -0.12, -0.3, -0.5, -0.7, -0.85)


def hanging_sides(figure: Figure, garment: Garment, top: float) -> tuple[np.ndarray, np.ndarray]:
    """The left and the right edge of a garment from the level `top` down to its hem.

    To the hips it follows the body. From there it falls: it may stand out further than the legs, but never turns
    in between two legs, because cloth is stretched straight from what holds it above to what holds it below.

    Returns:
        (lefts, rights): float (n, 2) each, canvas px, from top to hem.
    """
    levels = [level for level in LEVELS if garment.hem + 0.03 < level <= top] + [garment.hem]
    sides = []
    for sign in (0, 1):
        points = []
        for level in levels:
            widening = garment.flare * np.clip((0.3 - level) / max(0.3 - garment.hem, 0.05), 0, 1)
            points.append(span(figure, level, garment.ease + float(widening))[sign])
        points = np.array(points)
        falling = [number for number, level in enumerate(levels) if level <= 0.25]
        outwards = 1 if sign else -1
        for number in falling[1:-1]:
            low, high = points[falling[0]], points[falling[-1]]
            share = (points[number, 1] - low[1]) / max(high[1] - low[1], 1e-6)
            straight = low[0] + (high[0] - low[0]) * share
            points[number, 0] = outwards * max(outwards * points[number, 0], outwards * straight)
        sides.append(points)
    return sides[0], sides[1]


def hem_line(figure: Figure, left: np.ndarray, right: np.ndarray) -> list[np.ndarray]:
    """A hem from right to left, seen a little from above: lower in its middle."""
    sag = np.array([0, 0.05 * abs(right[0] - left[0])])
    return [right, right + 0.2 * (left - right) + 0.7 * sag, (left + right) / 2 + sag,
            right + 0.8 * (left - right) + 0.7 * sag, left]


def below(points: Sequence[np.ndarray], far: float) -> np.ndarray:
    """A hem line drawn out downwards by `far` canvas px: where the cloth would go on."""
    return polygon([*points, *(point + (0, far) for point in reversed(points))])


def paint_sleeve(canvas: Canvas, figure: Figure, sign: str, garment: Garment) -> None:
    """Paints one sleeve, with furrows at the elbow."""
    if garment.sleeve <= 0:
        return
    ease, long = 0.5 * garment.ease + 0.002, garment.sleeve > 0.6
    end = min(garment.sleeve, 0.97)  # the wrist's bones are seen
    shape, beyond = limb(figure, "arm", sign, 0.0, end, ease, 0.019 + 0.6 * ease if long else 0.029 + 0.7 * ease)
    folds = bend_folds(canvas, figure.points[f"elbow{sign}"], 0.035 * figure.size, 5 if long else 0)
    folds += bend_folds(canvas, figure.points[f"shoulder{sign}"], 0.04 * figure.size, 2)
    paint(canvas, shape, garment.item, garment.cloth, folds, puff=0.5, contact=0.18, beyond=beyond)


def paint_top(canvas: Canvas, figure: Figure, garment: Garment) -> None:
    """Paints a top, shirt, sweater or closed coat on the trunk, with its neckline."""
    size, neck = figure.size, figure.points["neck"]
    lefts, rights = hanging_sides(figure, garment, 0.80)
    left, right = shoulder_points(figure, garment.ease)
    half = (0.040 if garment.neck <= 1 else 0.036) * size
    rise = 0.012 * size
    deep, _ = span(figure, garment.neck if figure.front > 0 else max(garment.neck, 0.95))
    dip = np.array([neck[0] + 0.3 * half * figure.toward, deep[1] if garment.neck <= 1 else neck[1] - rise])
    hem = hem_line(figure, lefts[-1], rights[-1])
    outline = [neck + (-half, -rise), dip, neck + (half, -rise), right, *rights, *hem[1:-1], *lefts[::-1], left]
    folds = hanging_folds(canvas, span(figure, 0.55), (lefts[-1], rights[-1]), int(canvas.rng.integers(4, 8)),
                          canvas.rng.uniform(1.0, 3.0))
    folds += bend_folds(canvas, sum(span(figure, 0.38)) / 2, 0.07 * size, 3) + bust_folds(figure)
    shape = [polygon(outline, 1)]
    if garment.neck > 1:
        collar = tube([neck + (0, 0.01 * size), neck - (0, (garment.neck - 1) * size)], (0.042 * size, 0.037 * size))
        shape += collar
    paint(canvas, shape, garment.item, garment.cloth, folds, puff=0.45, beyond=[below(hem, 0.1 * size)])


def bust_folds(figure: Figure) -> list[Fold]:
    """Two soft rises on a chest that is seen from the front."""
    if figure.front < 0.3 or figure.body.bust < 0.015:
        return []
    left, right = span(figure, 0.66)
    wide = int(0.06 * figure.size)
    return [(polygon([p, p + (1, 2)]), 90 * figure.body.bust, wide)
            for p in (left + (right - left) * share for share in (0.3, 0.7))]


def paint_opening(canvas: Canvas, figure: Figure, garment: Garment) -> None:
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
    gap = (0.020 + 0.025 * canvas.rng.random()) * size
    middle = sum(span(figure, 0.5)) / 2 + (0.05 * figure.toward * size, 0)
    lefts, rights = hanging_sides(figure, garment, 0.80)
    for side, shoulder, points in zip((-1, 1), shoulder_points(figure, garment.ease), (lefts, rights)):
        hem, inner = points[-1], middle[0] + side * gap
        top = neck + (side * 0.032 * size, -0.014 * size)
        edge = [np.array([inner + side * 0.4 * gap, hem[1]]), np.array([inner, middle[1]])]
        bottom = [hem, (hem + edge[0]) / 2 + (0, 0.01 * size), edge[0]]
        folds = hanging_folds(canvas, (points[1], edge[1]), (hem, edge[0]), 4, canvas.rng.uniform(1.5, 3))
        shape = [polygon([shoulder, *points, *bottom[1:], edge[1], top], 1)]
        paint(canvas, shape, garment.item, garment.cloth, folds, puff=0.45, contact=0.5,
              beyond=[below(bottom, 0.1 * size)])
        lapel = [top, neck + (side * 0.062 * size, 0.05 * size), middle + (side * (gap + 0.04 * size), -0.09 * size),
                 middle + (side * gap, -0.01 * size)]
        paint(canvas, [polygon(lapel, 1)], garment.item, garment.cloth, puff=0.6, contact=0.25)


def paint_coat_back(canvas: Canvas, figure: Figure, garment: Garment) -> None:
    """Paints the inside of an open coat's back, which hangs behind the legs."""
    lefts, rights = hanging_sides(figure, garment, 0.80)
    lining = garment.cloth._replace(colour=darker(garment.cloth.colour, 0.45), pattern="plain")
    paint(canvas, [polygon([*rights, *lefts[::-1]], 1)], garment.item, lining, puff=0.1)


def paint_skirt(canvas: Canvas, figure: Figure, garment: Garment) -> None:
    """Paints a skirt from the waist to its hem, with falling folds; wide ones have more."""
    lefts, rights = hanging_sides(figure, garment, 0.42)
    hem = hem_line(figure, lefts[-1], rights[-1])
    shape = [polygon([*rights, *hem[1:-1], *lefts[::-1]], 1)]
    if "sitting" in figure.pose.legs:  # seen in the lap, where the legs' outline is not one below the other
        end = 0.06 - garment.hem * 0.94
        legs = [limb(figure, "leg", sign, 0.0, end, garment.ease)[0] for sign in "+-"]
        corners = np.concatenate([*legs[0], *legs[1], polygon([lefts[0], rights[0]])])
        shape, hem = [cv2.convexHull(corners)[:, 0]], []
    count = int(canvas.rng.integers(4, 8) + 80 * garment.flare)
    folds = hanging_folds(canvas, (lefts[0], rights[0]), (lefts[-1], rights[-1]), count, 1.5 + 40 * garment.flare)
    beyond = [below(hem, 0.12 * figure.size), below([lefts[0], rights[0]], -0.08 * figure.size)] if hem else []
    paint(canvas, shape, garment.item, garment.cloth, folds, puff=0.45, beyond=beyond)


def paint_trousers(canvas: Canvas, figure: Figure, garment: Garment, sign: str) -> None:
    """Paints one trouser leg."""
    size = figure.size
    end = 0.06 - garment.hem * 0.94
    shape, beyond = limb(figure, "leg", sign, 0.0, end, garment.ease, 0.02 + garment.flare)
    hem = along(figure, (f"hip{sign}", f"knee{sign}", f"ankle{sign}"), end)
    folds = bend_folds(canvas, figure.points[f"knee{sign}"], 0.04 * size, 3)
    folds += bend_folds(canvas, figure.points[f"hip{sign}"], 0.05 * size, 3) + bend_folds(canvas, hem, 0.03 * size, 3)
    paint(canvas, shape, garment.item, garment.cloth, folds, puff=0.55, contact=0.5, beyond=beyond)


def paint_seat(canvas: Canvas, figure: Figure, garment: Garment) -> None:
    """Paints the upper part of trousers, from the waist to the crotch."""
    levels = (0.40, 0.25, 0.08, -0.02)
    ends = [span(figure, level, min(garment.ease, 0.01)) for level in levels]
    outline = [right for _, right in ends] + [left for left, _ in reversed(ends)]
    crotch = sum(ends[-1]) / 2
    folds = bend_folds(canvas, crotch, 0.05 * figure.size, 4)
    folds.append((polygon([sum(ends[0]) / 2, crotch]), -2.0, 2))
    beyond = [below(ends[0], -0.08 * figure.size), below(ends[-1], 0.06 * figure.size)]
    paint(canvas, [polygon(outline, 1)], garment.item, garment.cloth, folds, puff=0.35, contact=0.0, beyond=beyond)


def paint_shoe(canvas: Canvas, figure: Figure, sign: str, garment: Garment) -> None:
    """Paints a shoe or boot; `hem` is how far up the leg it reaches, 1 = ankle, smaller is higher."""
    size = figure.size
    ankle, toe, heel = (figure.points[f"{name}{sign}"] for name in ("ankle", "toe", "heel"))
    shape = tube([heel, (heel + toe) / 2, toe], np.array([0.019, 0.024, 0.017]) * size)
    shape += tube([heel, ankle], np.array([0.020, 0.020]) * size)
    if garment.hem < 1:
        shape += limb(figure, "leg", sign, garment.hem, 1.0, garment.ease, 0.03)[0]
    if garment.item == Item.HEELS or garment.flare:
        stick = heel + (0, (garment.flare + 0.012) * size)
        shape += tube([heel, stick], np.array([0.012, 0.007]) * size)
    paint(canvas, shape, garment.item, garment.cloth, bend_folds(canvas, ankle, 0.02 * size, 2), contact=0.3)
    if garment.item == Item.SNEAKERS:
        sole = np.array([0, 0.012 * size])
        paint(canvas, tube([heel + sole, toe + sole], np.array([0.009, 0.009]) * size), garment.item,
              Cloth((0.88, 0.87, 0.84)), contact=0.0)
