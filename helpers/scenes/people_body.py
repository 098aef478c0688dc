"""The body under the clothes: where its outline runs, its limbs, its head and hair."""

import numpy as np

from helpers.scenes.people_canvas import Canvas, Fold, Shape, oval, paint, polygon, tube
from helpers.scenes.people_cloth import Cloth, Colour
from helpers.scenes.people_parts import Item
from helpers.scenes.people_pose import Figure

# Radii along a leg (thigh, knee, calf, ankle) and an arm (shoulder, elbow, wrist), in body heights.
LEG = ((0.0, 0.057), (0.25, 0.052), (0.45, 0.039), (0.53, 0.034), (0.68, 0.037), (0.85, 0.026), (1.0, 0.019))
ARM = ((0.0, 0.026), (0.12, 0.029), (0.25, 0.028), (0.5, 0.023), (0.62, 0.024), (0.85, 0.018), (1.0, 0.015))


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
    out = (0.018 * figure.body.girth + 0.6 * ease) * figure.size
    return ends[0] + (-out, -0.75 * out), ends[1] + (out, -0.75 * out)


def paint_leg(canvas: Canvas, figure: Figure, sign: str, item: int, cloth: Cloth) -> None:
    """Paints a bare leg, or one in tights."""
    shape, beyond = limb(figure, "leg", sign, 0.0, 1.0)
    paint(canvas, shape, item, cloth, contact=0.2, beyond=beyond)


def paint_hand(canvas: Canvas, figure: Figure, sign: str, item: int, cloth: Cloth) -> None:
    """Paints a hand with its thumb, bare or in a glove."""
    wrist, hand, size = figure.points[f"wrist{sign}"], figure.points[f"hand{sign}"], figure.size
    thumb = wrist + 0.55 * (hand - wrist) + (hand - wrist)[::-1] * (-0.3, 0.3)
    shape = tube([wrist, (wrist + hand) / 2, hand], np.array([0.013, 0.017, 0.011]) * size)
    paint(canvas, shape + tube([wrist, thumb], np.array([0.009, 0.006]) * size), item, cloth, contact=0.2)


def paint_neck(canvas: Canvas, figure: Figure, skin: Cloth) -> None:
    """Paints the neck and what a neckline leaves bare of the chest."""
    points, size = figure.points, figure.size
    neck = tube([points["head"] + (0, 0.02 * size), points["neck"]], np.array([0.030, 0.034]) * size)
    left, right = shoulder_points(figure, -0.02)
    low_left, low_right = span(figure, 0.74, -0.012)
    top = points["neck"] - (0, 0.028 * size)
    paint(canvas, [*neck, polygon([top, right, low_right, low_left, left], 2)], Item.SKIN, skin, contact=0.0)


def darker(colour: Colour, share: float) -> Colour:
    """A colour with only this share of its light."""
    return (colour[0] * share, colour[1] * share, colour[2] * share)


def paint_face(canvas: Canvas, figure: Figure, skin: Cloth, hair: Cloth, beard: bool) -> None:
    """Paints eyes, brows, nose and mouth where the camera sees them; all of it is skin."""
    look = figure.pose.yaw + figure.pose.head_turn
    if np.cos(look) < -0.1:
        return
    unit = 0.5 * figure.body.head * figure.size
    middle, wide = figure.points["head"], 0.74 * unit
    sideways, breadth = np.sin(look), max(np.cos(look), 0.25)

    def at(across: float, down: float) -> np.ndarray:
        return middle + (sideways * 0.62 * wide + across * breadth * wide, down * unit)

    dark = Cloth(darker(skin.colour, 0.68))
    if beard:
        chin = [at(-0.72, 0.28), at(-0.3, 0.42), at(0.3, 0.42), at(0.72, 0.28), at(0.5, 0.86), at(0, 1.02),
                at(-0.5, 0.86)]
        paint(canvas, [polygon(chin, 2)], Item.HAIR, hair, contact=0.0)
    for side in (-1, 1):
        eye = at(0.36 * side, 0.02)
        paint(canvas, [oval(eye, 0.135 * unit * max(breadth, 0.5), 0.075 * unit)], Item.SKIN,
              Cloth((0.15, 0.11, 0.10)), puff=0, contact=0.15)
        brow = polygon([at(0.16 * side, -0.14), at(0.40 * side, -0.22), at(0.58 * side, -0.12),
                        at(0.40 * side, -0.15)])
        paint(canvas, [brow], Item.SKIN, Cloth(darker(hair.colour, 0.8)), puff=0, contact=0.0)
    nose = polygon([at(0.02, 0.1), at(0.10 + 0.16 * sideways, 0.36), at(-0.12 + 0.1 * sideways, 0.38)])
    paint(canvas, [nose], Item.SKIN, dark, puff=0.3, contact=0.0)
    lips = (skin.colour[0] * 0.78, skin.colour[1] * 0.5, skin.colour[2] * 0.52)
    paint(canvas, [oval(at(0, 0.58), 0.25 * unit * breadth, 0.075 * unit)], Item.SKIN, Cloth(lips), puff=0.3,
          contact=0.0)


def paint_head(canvas: Canvas, figure: Figure, skin: Cloth, hair: Cloth, style: str, beard: bool) -> None:
    """Paints the head: the hair as a cap, the face over it, a parting or fringe over that."""
    look = figure.pose.yaw + figure.pose.head_turn
    unit = 0.5 * figure.body.head * figure.size
    middle, sideways = figure.points["head"], float(np.sin(look))
    wide = (0.74 + 0.1 * abs(sideways)) * unit
    behind = np.cos(look) < -0.1
    thick = {"bald": 0.0, "afro": 0.42, "short": 0.06}.get(style, 0.12) * unit
    skull = middle - (0.12 * sideways * unit, 0.10 * unit)
    if style != "bald":
        cap = [oval(skull - (0, 0.06 * unit), wide + thick, 0.92 * unit + thick)]
        if style == "afro":
            cap = [oval(skull - (0, 0.2 * unit), wide + thick, 0.85 * unit + thick)]
        elif style == "short":
            cap = [oval(skull - (0, 0.14 * unit), wide + thick, 0.84 * unit + thick)]
        paint(canvas, cap, Item.HAIR, hair)
        if style == "bun":
            paint(canvas, [oval(skull - (0.5 * sideways * unit, 1.12 * unit), 0.36 * unit, 0.32 * unit)],
                  Item.HAIR, hair)
    if behind:
        if style in ("short", "bald", "bun"):
            paint(canvas, [oval(middle + (0, 0.45 * unit), 0.6 * wide, 0.5 * unit)], Item.SKIN, skin, contact=0.0)
        if style == "bald":
            paint(canvas, [oval(middle, wide, 0.98 * unit)], Item.SKIN, skin)
        elif style in ("short", "bun"):
            paint(canvas, [oval(skull, wide, 0.85 * unit)], Item.HAIR, hair, contact=0.1)
        return
    narrow = wide * (1 - 0.20 * abs(sideways))
    centre = middle + (0.22 * sideways * unit, 0)
    if style != "bald" and abs(sideways) > 0.35:
        ear = middle - (0.35 * sideways * unit, -0.05 * unit)
        paint(canvas, [oval(ear + (0, 0.3 * unit), 0.5 * unit, 0.5 * unit)], Item.SKIN, skin, contact=0.0)
    top = -0.98 if style == "bald" else -0.62
    face = [(0.55, top), (0.92, top + 0.34), (0.93, 0.05), (0.80, 0.55), (0.40, 0.97), (0.0, 1.05)]
    outline = [centre + (x * narrow, y * unit) for x, y in face]
    outline += [centre + (-x * narrow, y * unit) for x, y in reversed(face[:-1])]
    if abs(sideways) > 0.6:
        outline.append(centre + (0, top * unit))
        tip = centre + (np.sign(sideways) * narrow * 1.08, 0.3 * unit)
        nose = polygon([tip - (np.sign(sideways) * 0.3 * unit, 0.3 * unit), tip,
                        tip - (np.sign(sideways) * 0.3 * unit, -0.1 * unit)])
        paint(canvas, [polygon(outline, 2), nose], Item.SKIN, skin, contact=0.15)
    else:
        paint(canvas, [polygon(outline, 2)], Item.SKIN, skin, contact=0.15)
    if style == "bald" and abs(sideways) < 0.8:
        for side in (-1, 1):
            paint(canvas, [oval(centre + (side * 0.98 * narrow, 0.1 * unit), 0.1 * unit, 0.22 * unit)], Item.SKIN,
                  skin, contact=0.0)
    paint_face(canvas, figure, skin, hair, beard)
    if style in ("long", "bob", "fringe", "ponytail", "wavy"):
        paint_parting(canvas, centre, narrow, unit, hair, style)


def paint_parting(canvas: Canvas, centre: np.ndarray, wide: float, unit: float, hair: Cloth, style: str) -> None:
    """Paints the hair that lies on the forehead."""
    if style == "fringe":
        lock = [(-0.95, -0.8), (0.95, -0.8), (0.98, -0.12), (0.4, -0.2), (-0.4, -0.2), (-0.98, -0.12)]
        paint(canvas, [polygon([centre + (x * wide, y * unit) for x, y in lock], 1)], Item.HAIR, hair, contact=0.15)
        return
    for side, parting in ((-1, 0.25), (1, 0.25)):
        lock = [(parting, -0.85), (side * 0.6, -0.78), (side * 1.05, -0.3), (side * 1.06, 0.25),
                (side * 0.9, -0.1), (side * 0.62, -0.42)]
        paint(canvas, [polygon([centre + (x * wide, y * unit) for x, y in lock], 1)], Item.HAIR, hair, contact=0.1)


def paint_long_hair(canvas: Canvas, figure: Figure, hair: Cloth, style: str) -> None:
    """Paints what falls below the head: before the body when seen from behind, behind it otherwise."""
    unit = 0.5 * figure.body.head * figure.size
    look = figure.pose.yaw + figure.pose.head_turn
    middle = figure.points["head"] - (0.2 * np.sin(look) * unit, 0)
    ends = {"long": 2.9, "wavy": 2.4, "bob": 1.25, "fringe": 1.25, "ponytail": 2.5}
    if style not in ends:
        return
    low, wide = ends[style], 1.02 if style != "wavy" else 1.18
    if style == "ponytail":
        start = middle - (0.7 * np.sin(look) * unit, 0.2 * unit)
        if abs(np.sin(look)) < 0.4 and np.cos(look) > 0:
            return
        end = start + (-0.5 * np.sin(look) * unit, low * unit)
        paint(canvas, tube([start, (start + end) / 2 - (0.25 * np.sin(look) * unit, 0), end],
                           np.array([0.22, 0.3, 0.12]) * unit), Item.HAIR, hair)
        return
    outline = [(0.6, -0.5), (0.95 * wide, 0.3), (wide, 0.55 * low), (0.8 * wide, low), (0.1, low * 1.03)]
    outline = outline + [(-x, y) for x, y in reversed(outline)]
    folds: list[Fold] = [
        (polygon([middle + (x * unit, 0), middle + (x * wide * unit, low * unit)]), -2.0, 3)
        for x in (-0.7, -0.4, 0.0, 0.35, 0.65)
    ]
    paint(canvas, [polygon([middle + (x * unit, y * unit) for x, y in outline], 2)], Item.HAIR, hair, folds)
