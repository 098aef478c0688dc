"""The body under the clothes: where its outline runs, its limbs, neck and hands."""

import numpy as np

from helpers.scenes.people_canvas import Canvas, Shape, paint, polygon, tube
from helpers.scenes.people_cloth import Cloth
from helpers.scenes.people_parts import Item
from helpers.scenes.people_pose import Figure

# Radii along a leg (thigh, knee, calf, ankle) and an arm (shoulder, elbow, wrist), in body heights.
LEG = ((0.0, 0.057), (0.25, 0.050), (0.45, 0.037), (0.53, 0.032), (0.68, 0.034), (0.85, 0.024), (1.0, 0.021))
ARM = ((0.0, 0.023), (0.12, 0.028), (0.25, 0.028), (0.5, 0.023), (0.62, 0.024), (0.85, 0.018), (1.0, 0.015))


def along(figure: Figure, names: tuple[str, str, str], share: float) -> np.ndarray:
    """The point at a share 0..1 of a limb of two bones, in canvas px."""
    first, middle, last = (figure.points[name] for name in names)
    if share < 0.53:
        return first + (middle - first) * share / 0.53
    return middle + (last - middle) * (share - 0.53) / 0.47


def limb(figure: Figure, kind: str, sign: str, start: float, end: float, ease: float = 0.0,
         hem: float | None = None) -> tuple[Shape, Shape]:
    """A leg or an arm, or the sleeve around it, from share `start` to share `end` of its length.

    Args:
        figure: the skeleton on the picture.
        kind, sign: "leg" or "arm"; "+" for the body's left one, "-" for its right one.
        start, end: 0 = hip or shoulder, 1 = ankle or wrist.
        ease: how much wider than the limb, in body heights.
        hem: radius at the end in body heights; None keeps the ease.

    Returns:
        (shape, beyond): the limb, cut off straight at its end, and how it would go on.
    """
    names = (f"hip{sign}", f"knee{sign}", f"ankle{sign}") if kind == "leg" else (
        f"shoulder{sign}", f"elbow{sign}", f"wrist{sign}")
    shares, widths = zip(*(LEG if kind == "leg" else ARM))
    steps = np.unique(np.r_[start, [s for s in (*shares, 0.35, 0.49, 0.57) if start < s < end], end])
    radii = np.interp(steps, shares, widths) * figure.body.girth + ease
    if hem is not None:
        radii = np.maximum(radii, np.interp(steps, (start, end), (radii[0], hem)))
    points = [along(figure, names, float(step)) for step in steps]
    last, radius = points[-1], radii[-1] * figure.size
    way = (last - points[-2]) / max(np.hypot(*(last - points[-2])), 1e-6)
    return tube(points, radii * figure.size, cut=True), tube([last, last + 1.6 * radius * way], (radius, radius))


def half_widths(figure: Figure) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The trunk's rings as the camera sees them.

    Returns:
        (heights, halves, shifts): height of each ring as a share of the way from the crotch (0) to the neck (1),
        half of its width, and its middle's way to the body's front, both in body heights.
    """
    body = figure.body
    wide = np.array([body.hips * 0.93, body.hips, body.waist, body.chest * 0.93, body.chest, body.chest * 0.95])
    deep = np.array([0.062, 0.070, 0.053 + body.belly, 0.058, 0.064 + body.bust, 0.058]) * (
        0.75 + 0.25 * body.girth)
    shifts = np.array([-0.006, -0.012, 0.008 + 0.8 * body.belly, 0.012, 0.012 + 0.6 * body.bust, 0.0])
    halves = np.hypot(wide * figure.front, deep * figure.toward)
    return np.array([-0.08, 0.08, 0.42, 0.58, 0.70, 0.82]), halves, shifts


def span(figure: Figure, level: float, ease: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """The left and the right edge of the body at a level, in canvas px.

    Args:
        figure: the skeleton on the picture.
        level: 1 = neck, 0 = crotch, -1 = ankles; below the crotch the edges are those of both legs.
        ease: how much wider than the body, in body heights.
    """
    names = ("hip", "knee", "ankle")
    if level < -0.08:
        share = min(1.0, 0.06 - level * 0.94)
        shares, widths = zip(*LEG)
        reach = (np.interp(share, shares, widths) * figure.body.girth + ease) * figure.size
        ends = [along(figure, tuple(f"{name}{sign}" for name in names), share) for sign in "+-"]
        row = (ends[0][1] + ends[1][1]) / 2
        return (np.array([min(end[0] for end in ends) - reach, row]),
                np.array([max(end[0] for end in ends) + reach, row]))
    heights, halves, shifts = half_widths(figure)
    spine = np.array([figure.points[name] for name in ("pelvis", "waist", "chest", "neck")])
    middle = np.array([np.interp(level, (0, 0.38, 0.72, 1), spine[:, axis]) for axis in (0, 1)])
    half = (np.interp(level, heights, halves) + ease) * figure.size
    middle = middle + (np.interp(level, heights, shifts) * figure.toward * figure.size, 0)
    return middle - (half, 0), middle + (half, 0)


def shoulder_points(figure: Figure, ease: float) -> tuple[np.ndarray, np.ndarray]:
    """The outer ends of both shoulders, the left one on the picture first, in canvas px."""
    ends = sorted((figure.points["shoulder+"], figure.points["shoulder-"]), key=lambda point: point[0])
    out, up = (np.array([0.012, 0.021]) * figure.body.girth + 0.5 * ease) * figure.size
    return ends[0] + (-out, -up), ends[1] + (out, -up)


def paint_leg(canvas: Canvas, figure: Figure, sign: str, start: float, item: int, cloth: Cloth) -> None:
    """Paints a bare leg, or one in tights, from the share `start` of its length down to the ankle."""
    shape, beyond = limb(figure, "leg", sign, start, 1.0)
    paint(canvas, shape, item, cloth, contact=0.2, beyond=beyond)


def paint_hand(canvas: Canvas, figure: Figure, sign: str, item: int, cloth: Cloth) -> None:
    """Paints a hand with its thumb, bare or in a glove; a raised one waves with its fingers spread."""
    wrist, hand, size = figure.points[f"wrist{sign}"], figure.points[f"hand{sign}"], figure.size
    way = hand - wrist
    across = way[::-1] * (-1, 1)
    if abs(figure.points["neck"][0] - (wrist + across)[0]) > abs(figure.points["neck"][0] - (wrist - across)[0]):
        across = -across  # the thumb is on the body's side
    if figure.pose.arms[sign == "-"] == "raised":
        shape = tube([wrist, wrist + 0.7 * way], np.array([0.014, 0.021]) * size)
        for spread, far in ((-0.42, 1.15), (-0.15, 1.4), (0.15, 1.4), (0.42, 1.25)):
            finger = [wrist + 0.6 * way + 0.6 * spread * across, wrist + far * way + spread * across]
            shape += tube(finger, np.array([0.007, 0.0055]) * size)
        thumb = wrist + 0.75 * way + 0.62 * across
    else:
        shape = tube([wrist, (wrist + hand) / 2, hand], np.array([0.014, 0.019, 0.013]) * size)
        thumb = wrist + 0.6 * way + 0.35 * across
    arm = tube([wrist - 0.5 * way, wrist], np.array([0.016, 0.014]) * size)  # so that no furrow runs around the wrist
    shape += tube([wrist, thumb], np.array([0.010, 0.007]) * size)
    paint(canvas, shape, item, cloth, contact=0.1, beyond=arm)


def paint_fist(canvas: Canvas, figure: Figure, sign: str, item: int, cloth: Cloth) -> None:
    """Paints the fingers that close around a handle."""
    hand, size = figure.points[f"hand{sign}"], figure.size
    knuckles = [hand - (0.008 * size, 0.004 * size), hand + (0.008 * size, -0.004 * size)]
    paint(canvas, tube(knuckles, np.array([0.013, 0.013]) * size), item, cloth, contact=0.15)


def paint_neck(canvas: Canvas, figure: Figure, skin: Cloth) -> None:
    """Paints the neck and what a neckline leaves bare of the chest."""
    points, size = figure.points, figure.size
    neck = tube([points["head"] + (0, 0.02 * size), points["neck"]], np.array([0.030, 0.034]) * size)
    left, right = shoulder_points(figure, -0.02)
    low_left, low_right = span(figure, 0.74, -0.012)
    top = points["neck"] - (0, 0.028 * size)
    paint(canvas, [*neck, polygon([top, right, low_right, low_left, left], 2)], Item.SKIN, skin, contact=0.0)
