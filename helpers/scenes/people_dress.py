"""Dresses a skeleton: which layer is painted when."""

import numpy as np

from helpers.scenes.people_body import limb, paint_fist, paint_hand, paint_leg, paint_neck, span
from helpers.scenes.people_canvas import Canvas, paint
from helpers.scenes.people_garments import (
    Garment,
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
from helpers.scenes.people_head import BEHIND, head_of, paint_head, paint_loose_hair
from helpers.scenes.people_headwear import paint_glasses, paint_hat
from helpers.scenes.people_outfit import Outfit
from helpers.scenes.people_parts import Item
from helpers.scenes.people_pose import Figure
from helpers.scenes.people_things import (
    paint_belt,
    paint_handbag,
    paint_pocket,
    paint_purse,
    paint_scarf,
    paint_shoulder_bag,
    paint_tie,
)

SKIRTS = (Item.SKIRT, Item.DRESS)
BUSY_HANDS = ("pocket", "raised", "hair", "phone", "hip")  # no bag hangs from these


def paint_person(canvas: Canvas, figure: Figure, outfit: Outfit) -> None:
    """Paints one person from the furthest layer to the nearest.

    Args:
        canvas: what to paint on; nothing is erased.
        figure: the skeleton on the picture.
        outfit: looks and clothes.
    """
    from_behind = figure.front < -0.2
    arms = sorted("+-", key=lambda sign: figure.depths[f"wrist{sign}"] + 0.3 * figure.depths[f"shoulder{sign}"])
    looks_away = head_of(figure).ahead < BEHIND
    hidden = [sign for sign in arms if behind_the_trunk(figure, sign)]
    carrier = carrying_arm(figure, outfit)
    if outfit.coat and outfit.coat.open and not from_behind:
        paint_coat_back(canvas, figure, outfit.coat)
    if not from_behind and not looks_away:
        paint_loose_hair(canvas, figure, outfit.hair, outfit.hair_style)
    for sign in hidden:
        paint_arm(canvas, figure, sign, outfit, carries=sign == carrier)
    paint_lower_half(canvas, figure, outfit)
    paint_trunk(canvas, figure, outfit, from_behind)
    if "scarf" in outfit.things and not from_behind:
        paint_scarf(canvas, figure, outfit.things["scarf"])
    paint_above(canvas, figure, outfit, from_behind)
    if "shoulder bag" in outfit.things:
        paint_shoulder_bag(canvas, figure, outfit.things["shoulder bag"])
    for sign in arms:
        if sign not in hidden:
            paint_arm(canvas, figure, sign, outfit, carries=sign == carrier)


def behind_the_trunk(figure: Figure, sign: str) -> bool:
    """Whether the trunk hides an arm or part of it: it is further away than the chest and not beside the hips."""
    further = max(figure.depths[f"elbow{sign}"], figure.depths[f"wrist{sign}"]) < figure.depths["chest"] - 0.035
    left, right = span(figure, 0.1, -0.015)
    return further and bool(left[0] < figure.points[f"wrist{sign}"][0] < right[0])


def carrying_arm(figure: Figure, outfit: Outfit) -> str | None:
    """The arm that holds bag or purse: on the outfit's side if it is free and seen, otherwise the other one."""
    busy = BUSY_HANDS if "purse" in outfit.things else (*BUSY_HANDS, "crossed")
    for sign in sorted("+-", key=lambda sign: sign != outfit.bag_side):
        if figure.pose.arms[sign == "-"] not in busy and not behind_the_trunk(figure, sign):
            return sign
    return None


def paint_lower_half(canvas: Canvas, figure: Figure, outfit: Outfit) -> None:
    """Paints legs, what covers them, and shoes; the further leg first."""
    bottom, legwear, shoes = outfit.bottom, outfit.legwear, outfit.shoes
    over_trousers = shoes.hem < 0.8
    seen = float(np.clip(-bottom.hem - 0.15, 0, 1))  # the rest of the legs is covered anyway
    for sign in sorted("+-", key=lambda sign: figure.depths[f"knee{sign}"] + figure.depths[f"ankle{sign}"]):
        if legwear and legwear.item == Item.TIGHTS:
            paint_leg(canvas, figure, sign, seen, Item.TIGHTS, legwear.cloth)
        else:
            paint_leg(canvas, figure, sign, seen, Item.SKIN, outfit.skin)
        if legwear and legwear.item in (Item.SOCKS, Item.STOCKINGS):
            paint(canvas, limb(figure, "leg", sign, legwear.hem, 1.0, 0.003)[0], legwear.item, legwear.cloth)
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
    """Paints neck, top, belt, tie and coat."""
    paint_neck(canvas, figure, outfit.skin)
    paint_top(canvas, figure, outfit.top)
    if outfit.top.item == Item.SHIRT:
        paint_opening(canvas, figure, outfit.top)
    if "belt" in outfit.things:
        paint_belt(canvas, figure, outfit.things["belt"])
    if "tie" in outfit.things:
        paint_tie(canvas, figure, outfit.things["tie"])
    coat = outfit.coat
    if coat and coat.open and not from_behind and abs(figure.toward) < 0.85:
        paint_open_coat(canvas, figure, coat)
    elif coat:
        paint_top(canvas, figure, coat)
        paint_opening(canvas, figure, coat)


def paint_above(canvas: Canvas, figure: Figure, outfit: Outfit, from_behind: bool) -> None:
    """Paints head, glasses and hat; from behind also what lies on the back."""
    looks_away = head_of(figure).ahead < BEHIND
    if from_behind and not looks_away:
        paint_loose_hair(canvas, figure, outfit.hair, outfit.hair_style)
    paint_head(canvas, figure, outfit.skin, outfit.hair, outfit.hair_style, outfit.beard)
    if from_behind and "scarf" in outfit.things:
        paint_scarf(canvas, figure, outfit.things["scarf"])
    if looks_away:
        paint_loose_hair(canvas, figure, outfit.hair, outfit.hair_style)
    for name, item in (("sunglasses", Item.SUNGLASSES), ("glasses", Item.GLASSES)):
        if name in outfit.things:
            paint_glasses(canvas, figure, item, outfit.skin)
    if "hat" in outfit.things:
        paint_hat(canvas, figure, outfit.things["hat"], outfit.hat_kind)


def paint_arm(canvas: Canvas, figure: Figure, sign: str, outfit: Outfit, carries: bool) -> None:
    """Paints an arm with every sleeve on it, its hand, and what the hand holds or is in."""
    sleeved = outfit.coat if outfit.coat and outfit.coat.sleeve else outfit.top
    if sleeved.sleeve < 1:
        bare, beyond = limb(figure, "arm", sign, 0.0, 1.0)
        paint(canvas, bare, Item.SKIN, outfit.skin, contact=0.25, beyond=beyond)
    hand = (Item.GLOVES, outfit.things["gloves"]) if "gloves" in outfit.things else (Item.SKIN, outfit.skin)
    paint_hand(canvas, figure, sign, *hand)
    paint_sleeve(canvas, figure, sign, sleeved)
    if figure.pose.arms[sign == "-"] == "pocket":
        paint_pocket(canvas, figure, sign, with_pocket(outfit))
    elif carries and "purse" in outfit.things:
        paint_purse(canvas, figure, sign, outfit.things["purse"])
        paint_hand(canvas, figure, sign, *hand)
    elif carries and "bag" in outfit.things:
        paint_handbag(canvas, figure, sign, outfit.things["bag"])
        paint_fist(canvas, figure, sign, *hand)
    elif figure.depths[f"hand{sign}"] > figure.depths[f"wrist{sign}"] + 0.02:
        paint_hand(canvas, figure, sign, *hand)  # it comes towards the camera, before its sleeve


def with_pocket(outfit: Outfit) -> Garment:
    """The outermost garment that reaches down to where the pockets are."""
    worn = (outfit.coat, outfit.top)
    return next((garment for garment in worn if garment and garment.hem < 0.08), outfit.bottom)
