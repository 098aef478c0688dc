"""Dresses a skeleton: which layer is painted when, and the things that are worn and carried."""

import numpy as np

from helpers.scenes.people_body import (
    limb,
    paint_hand,
    paint_head,
    paint_leg,
    paint_long_hair,
    paint_neck,
    shoulder_points,
    span,
)
from helpers.scenes.people_canvas import Canvas, oval, paint, polygon, tube
from helpers.scenes.people_cloth import Cloth
from helpers.scenes.people_garments import (
    paint_coat_back,
    paint_open_coat,
    paint_opening,
    paint_seat,
    paint_shoe,
    paint_skirt,
    paint_sleeve,
    paint_top,
    paint_trousers,
)
from helpers.scenes.people_outfit import Outfit
from helpers.scenes.people_parts import Item
from helpers.scenes.people_pose import Figure

SKIRTS = (Item.SKIRT, Item.DRESS)


def paint_person(canvas: Canvas, figure: Figure, outfit: Outfit) -> None:
    """Paints one person from the furthest layer to the nearest.

    Args:
        canvas: what to paint on; nothing is erased.
        figure: the skeleton on the picture.
        outfit: looks and clothes.
    """
    from_behind = figure.front < -0.2
    far, near = sorted("+-", key=lambda sign: figure.depths[f"wrist{sign}"] + 0.3 * figure.depths[f"shoulder{sign}"])
    coat = outfit.coat
    behind_trunk = [sign for sign in (far, near) if figure.depths[f"elbow{sign}"] < figure.depths["chest"] - 0.035]
    if coat and coat.open and not from_behind:
        paint_coat_back(canvas, figure, coat)
    if not from_behind:
        paint_long_hair(canvas, figure, outfit.hair, outfit.hair_style)
    for sign in behind_trunk:
        paint_arm(canvas, figure, sign, outfit)
    paint_lower_half(canvas, figure, outfit)
    paint_trunk(canvas, figure, outfit, from_behind)
    if not from_behind:
        paint_neckwear(canvas, figure, outfit)
    paint_head(canvas, figure, outfit.skin, outfit.hair, outfit.hair_style, outfit.beard)
    if from_behind:
        paint_neckwear(canvas, figure, outfit)
        paint_long_hair(canvas, figure, outfit.hair, outfit.hair_style)
    paint_headwear(canvas, figure, outfit)
    for sign in (far, near):
        if sign not in behind_trunk:
            paint_arm(canvas, figure, sign, outfit)


def paint_lower_half(canvas: Canvas, figure: Figure, outfit: Outfit) -> None:
    """Paints legs, what covers them, and shoes; the further leg first."""
    bottom, legwear, shoes = outfit.bottom, outfit.legwear, outfit.shoes
    signs = sorted("+-", key=lambda sign: figure.depths[f"knee{sign}"] + figure.depths[f"ankle{sign}"])
    over_trousers = shoes.hem < 0.8
    for sign in signs:
        if legwear and legwear.item == Item.TIGHTS:
            paint_leg(canvas, figure, sign, Item.TIGHTS, legwear.cloth)
        else:
            paint_leg(canvas, figure, sign, Item.SKIN, outfit.skin)
        if legwear and legwear.item == Item.SOCKS:
            paint(canvas, limb(figure, "leg", sign, legwear.hem, 1.0, 0.003)[0], Item.SOCKS, legwear.cloth)
        if not over_trousers:
            paint_shoe(canvas, figure, sign, shoes)
        if bottom.item not in SKIRTS:
            paint_trousers(canvas, figure, bottom, sign)
        if over_trousers:
            paint_shoe(canvas, figure, sign, shoes)
    if bottom.item in SKIRTS:
        paint_skirt(canvas, figure, bottom)
    else:
        paint_seat(canvas, figure, bottom)


def paint_trunk(canvas: Canvas, figure: Figure, outfit: Outfit, from_behind: bool) -> None:
    """Paints neck, tops, belt and coat."""
    paint_neck(canvas, figure, outfit.skin)
    for top in outfit.tops:
        paint_top(canvas, figure, top)
        if top.item == Item.SHIRT:
            paint_opening(canvas, figure, top, buttons=True)
    if "belt" in outfit.things:
        ends = [*span(figure, 0.38, 0.013), *reversed(span(figure, 0.32, 0.013))]
        paint(canvas, [polygon(ends)], Item.BELT, outfit.things["belt"], contact=0.15)
    if "tie" in outfit.things and figure.front > 0.3:
        neck, low = figure.points["neck"], sum(span(figure, 0.42)) / 2 + (0.03 * figure.toward * figure.size, 0)
        wide = 0.016 * figure.size
        tie = [neck + (-0.5 * wide, 0), neck + (0.5 * wide, 0), low + (wide, -wide), low, low + (-wide, -wide)]
        paint(canvas, [polygon(tie)], Item.TIE, outfit.things["tie"], contact=0.15)
    coat = outfit.coat
    if coat is None:
        return
    if coat.open and not from_behind and abs(figure.toward) < 0.85:
        paint_open_coat(canvas, figure, coat)
    else:
        paint_top(canvas, figure, coat)
        if not from_behind:
            paint_opening(canvas, figure, coat, buttons=True)


def paint_arm(canvas: Canvas, figure: Figure, sign: str, outfit: Outfit) -> None:
    """Paints an arm with every sleeve on it, its hand, and what the hand holds."""
    paint(canvas, limb(figure, "arm", sign, 0.0, 1.0)[0], Item.SKIN, outfit.skin, contact=0.25)
    pose = figure.pose.arms[sign == "-"]
    pocket = pose == "pocket"
    if not pocket:
        paint_hand(canvas, figure, sign, Item.SKIN, outfit.skin)
    for garment in [*outfit.tops, *([outfit.coat] if outfit.coat else [])]:
        paint_sleeve(canvas, figure, sign, garment)
    if sign == "-" and pose not in ("pocket", "raised", "hair", "phone", "hip"):
        paint_carried(canvas, figure, sign, outfit)
    if sign == "+" and "shoulder bag" in outfit.things:
        paint_shoulder_bag(canvas, figure, outfit.things["shoulder bag"])


def paint_carried(canvas: Canvas, figure: Figure, sign: str, outfit: Outfit) -> None:
    """Paints a bag by its handle below the hand, or a purse held in it."""
    size, hand = figure.size, figure.points[f"hand{sign}"]
    if "purse" in outfit.things:
        half = np.array([0.062, 0.040]) * size
        corners = [hand + half * c for c in ((-1, -0.9), (1, -1.0), (1.05, 0.9), (-1, 1.0))]
        cloth = outfit.things["purse"]
        flap = [corners[0], corners[1], hand + half * (0.0, 0.35)]
        paint(canvas, [polygon(corners)], Item.PURSE, cloth, puff=0.3)
        paint(canvas, [polygon(flap)], Item.PURSE, cloth, puff=0.3, contact=0.25)
        paint_hand(canvas, figure, sign, Item.SKIN, outfit.skin)
    elif "bag" in outfit.things:
        cloth = outfit.things["bag"]
        top = hand + (0, 0.065 * size)
        arch = [hand + (-0.045 * size, 0.07 * size), hand + (-0.03 * size, 0.015 * size), hand + (0.03 * size, 0.015 * size),
                hand + (0.045 * size, 0.07 * size)]
        paint(canvas, tube(arch, np.full(4, 0.007) * size), Item.BAG, cloth, contact=0.2)
        body = [(-0.075, 0), (0.075, 0), (0.092, 0.11), (0.07, 0.13), (-0.07, 0.13), (-0.092, 0.11)]
        folds = [(polygon([top + (-0.06 * size, 0.035 * size), top + (0.06 * size, 0.035 * size)]), -3.0, 2)]
        paint(canvas, [polygon([top + np.array(c) * size for c in body], 1)], Item.BAG, cloth, folds)


def paint_shoulder_bag(canvas: Canvas, figure: Figure, cloth: Cloth) -> None:
    """Paints a bag at the hip and its strap over the other shoulder."""
    size = figure.size
    left, right = shoulder_points(figure, -0.03)
    low_left, low_right = span(figure, 0.1, 0.01)
    start, end = (left, low_right) if figure.points["shoulder+"][0] > figure.points["neck"][0] else (right, low_left)
    paint(canvas, tube([start, end], (0.006 * size, 0.006 * size)), Item.BAG, cloth, contact=0.15)
    centre = end + (0, 0.04 * size)
    body = [(-0.06, -0.045), (0.06, -0.045), (0.065, 0.05), (-0.065, 0.05)]
    paint(canvas, [polygon([centre + np.array(c) * size for c in body], 1)], Item.BAG, cloth)
    flap = [(-0.062, -0.047), (0.062, -0.047), (0.05, 0.015), (-0.05, 0.015)]
    paint(canvas, [polygon([centre + np.array(c) * size for c in flap], 1)], Item.BAG, cloth, contact=0.2)


def paint_neckwear(canvas: Canvas, figure: Figure, outfit: Outfit) -> None:
    """Paints a scarf: a ring around the neck and an end that hangs."""
    if "scarf" not in outfit.things:
        return
    cloth, size, neck = outfit.things["scarf"], figure.size, figure.points["neck"]
    rng = canvas.rng
    if figure.front > -0.2:
        for side in ((-1, 1) if rng.random() < 0.5 else (1,)):
            start = neck + (side * 0.022 * size, 0.02 * size)
            end = start + (side * 0.02 * size, rng.uniform(0.14, 0.32) * size)
            paint(canvas, tube([start, end], (0.022 * size, 0.030 * size)), Item.SCARF, cloth,
                  [(polygon([start, end]), -3.0, 3)])
    ring = [oval(neck - (0, 0.006 * size), 0.060 * size, 0.034 * size)]
    folds = [(polygon([neck + (-0.06 * size, d * size), neck + (0, (d + 0.018) * size), neck + (0.06 * size, d * size)]),
              -4.0, 3) for d in (-0.02, 0.004)]
    paint(canvas, ring, Item.SCARF, cloth, folds)


def paint_headwear(canvas: Canvas, figure: Figure, outfit: Outfit) -> None:
    """Paints glasses and a hat: a knitted cap, a felt hat with a brim or a baseball cap."""
    unit = 0.5 * figure.body.head * figure.size
    look = figure.pose.yaw + figure.pose.head_turn
    sideways, ahead = float(np.sin(look)), float(np.cos(look))
    middle = figure.points["head"]
    wide = (0.74 + 0.1 * abs(sideways)) * unit
    for name, item in (("sunglasses", Item.SUNGLASSES), ("glasses", Item.GLASSES)):
        if name in outfit.things and ahead > 0.2:
            dark = Cloth((0.05, 0.05, 0.06), gloss=0.25)
            for side in (-1, 1):
                at = middle + (sideways * 0.45 * unit + side * 0.36 * ahead * 0.74 * unit, 0.04 * unit)
                rings = [oval(at, 0.26 * unit * max(ahead, 0.5), 0.21 * unit)]
                paint(canvas, rings, item, dark, puff=0.3, contact=0.15)
                if item == Item.GLASSES:
                    lens = Cloth(tuple(0.9 * v for v in outfit.skin.colour), gloss=0.2)
                    paint(canvas, [oval(at, 0.19 * unit * max(ahead, 0.5), 0.14 * unit)], item, lens, puff=0.2, contact=0.0)
            bar = middle + (sideways * 0.45 * unit, 0.0)
            ends = [bar - (0.66 * wide, 0), bar + (0.66 * wide, 0)]
            paint(canvas, tube(ends, (0.035 * unit, 0.035 * unit)), item, dark, contact=0.0)
    if "hat" not in outfit.things or outfit.hair_style in ("bun", "afro"):
        return
    cloth = outfit.things["hat"]
    brow = middle + (-0.05 * sideways * unit, -0.42 * unit)
    kind = int(canvas.rng.integers(3))
    high = (0.72, 0.85, 0.66)[kind] * unit
    crown = [(-1.04, 0.1), (-1.02, -0.5), (-0.62, -1.0), (0, -1.06), (0.62, -1.0), (1.02, -0.5), (1.04, 0.1)]
    shape = [polygon([brow + (x * (wide + 0.06 * unit), y * high) for x, y in crown], 2)]
    if kind == 0:
        paint(canvas, shape, Item.HAT, cloth)
        cuff = [brow + (-wide * 1.12, -0.22 * unit), brow + (wide * 1.12, -0.22 * unit), brow + (wide * 1.1, 0.16 * unit),
                brow + (-wide * 1.1, 0.16 * unit)]
        paint(canvas, [polygon(cuff, 1)], Item.HAT, cloth, contact=0.2)
    elif kind == 1:
        felt = cloth._replace(pattern="plain")
        paint(canvas, [oval(brow + (0, 0.02 * unit), wide * 1.75, 0.24 * unit)], Item.HAT, felt, contact=0.5)
        paint(canvas, shape, Item.HAT, felt)
        band = Cloth((0.08, 0.07, 0.07))
        ribbon = [brow + (-wide * 1.07, -0.2 * unit), brow + (wide * 1.07, -0.2 * unit), brow + (wide * 1.07, 0.06 * unit),
                  brow + (-wide * 1.07, 0.06 * unit)]
        paint(canvas, [polygon(ribbon)], Item.HAT, band, contact=0.0)
    else:
        felt = cloth._replace(pattern="plain")
        paint(canvas, shape, Item.HAT, felt)
        peak = brow + (0.75 * sideways * unit, 0.08 * unit)
        if ahead > -0.1:
            paint(canvas, [oval(peak, wide * 0.9, 0.17 * unit)], Item.HAT, felt, contact=0.4)
