"""Who it is and what they wear: skin, hair, cloth and the pieces of an outfit, drawn by chance."""

from typing import NamedTuple

from numpy.random import Generator

from helpers.scenes.people_cloth import Cloth, Colour, darker
from helpers.scenes.people_garments import Garment
from helpers.scenes.people_parts import Item

SKINS: tuple[Colour, ...] = (
    (0.78, 0.59, 0.49), (0.76, 0.56, 0.44), (0.73, 0.53, 0.40), (0.66, 0.46, 0.33), (0.57, 0.37, 0.25),
    (0.45, 0.29, 0.20), (0.34, 0.22, 0.16),
)  # fmt: skip
HAIRS: tuple[Colour, ...] = (
    (0.08, 0.07, 0.07), (0.13, 0.09, 0.07), (0.24, 0.15, 0.09), (0.36, 0.23, 0.13), (0.52, 0.36, 0.19),
    (0.66, 0.48, 0.24), (0.74, 0.58, 0.30), (0.48, 0.20, 0.10), (0.42, 0.41, 0.40), (0.56, 0.55, 0.53),
)  # fmt: skip
CLOTHS: tuple[Colour, ...] = (
    (0.09, 0.09, 0.10), (0.13, 0.13, 0.15), (0.72, 0.55, 0.35), (0.13, 0.17, 0.30), (0.70, 0.10, 0.12),
    (0.92, 0.89, 0.82), (0.90, 0.90, 0.91), (0.36, 0.36, 0.21), (0.42, 0.08, 0.14), (0.84, 0.62, 0.16),
    (0.88, 0.62, 0.64), (0.10, 0.40, 0.42), (0.55, 0.55, 0.56), (0.32, 0.32, 0.34), (0.66, 0.58, 0.76),
    (0.85, 0.36, 0.14), (0.20, 0.38, 0.66), (0.60, 0.76, 0.85), (0.16, 0.34, 0.20), (0.45, 0.28, 0.16),
    (0.70, 0.72, 0.60), (0.78, 0.22, 0.42),
)  # fmt: skip
LEATHERS: tuple[Colour, ...] = (
    (0.07, 0.07, 0.07), (0.10, 0.08, 0.07), (0.34, 0.18, 0.09), (0.52, 0.30, 0.14), (0.62, 0.14, 0.12),
    (0.82, 0.76, 0.66), (0.16, 0.20, 0.30), (0.55, 0.47, 0.38),
)  # fmt: skip
DENIMS: tuple[Colour, ...] = ((0.16, 0.22, 0.34), (0.24, 0.34, 0.50), (0.40, 0.52, 0.66), (0.10, 0.11, 0.14))
PATTERNS = ("stripes", "checks", "plaid", "dots", "floral", "animal", "pinstripes")


class Outfit(NamedTuple):
    """Everything on one person; None = not worn."""

    skin: Cloth
    hair: Cloth
    hair_style: str
    beard: bool
    top: Garment
    bottom: Garment
    legwear: Garment | None  # tights, stockings or socks; for the latter two hem = where on the leg they begin
    shoes: Garment
    coat: Garment | None
    things: dict[str, Cloth]  # "hat", "scarf", "bag", ...
    hat_kind: str
    bag_side: str  # "+" = the body's left


def pick(rng: Generator, options):
    """One of the options, all equally likely."""
    return options[int(rng.integers(len(options)))]


def near(rng: Generator, colour: Colour) -> Colour:
    """A colour like this one; no two coats are dyed alike."""
    bright = rng.uniform(0.85, 1.12)
    red, green, blue = (value * bright * rng.uniform(0.95, 1.05) for value in colour)
    return (min(red, 0.97), min(green, 0.97), min(blue, 0.97))


def fabric(rng: Generator, patterned: float, texture: str = "plain", gloss: float = 0.0) -> Cloth:
    """A cloth of any colour; with the chance `patterned` it has one of PATTERNS, otherwise the texture."""
    first, second = near(rng, pick(rng, CLOTHS)), near(rng, pick(rng, CLOTHS))
    if rng.random() < 0.25:  # black is worn more than any other colour
        first = near(rng, CLOTHS[0])
    if rng.random() < patterned:
        if abs(sum(first) - sum(second)) < 0.5:
            second = (0.93, 0.92, 0.88) if sum(first) < 1.6 else (0.10, 0.10, 0.13)
        return Cloth(first, pick(rng, PATTERNS), second, rng.uniform(9, 24))
    lighter = tuple(0.75 * value + 0.25 for value in first)
    return Cloth(first, texture, lighter, gloss=gloss)


def leather(rng: Generator) -> Cloth:
    """Leather: mostly black or brown, and shiny."""
    return Cloth(near(rng, pick(rng, LEATHERS)), gloss=rng.uniform(0.1, 0.4))


def denim(rng: Generator) -> Cloth:
    """Jeans cloth, worn pale in places."""
    colour = near(rng, pick(rng, DENIMS))
    return Cloth(colour, "denim", tuple(0.5 * value + 0.35 for value in colour))


def choose_top(rng: Generator, build: str, hem: float) -> Garment:
    """What is worn on the trunk with a skirt or trousers."""
    kinds = (
        Garment(Item.T_SHIRT, fabric(rng, 0.35), hem, 0.008, 0.0, 0.38, 0.88),
        Garment(Item.SHIRT, fabric(rng, 0.45), hem, 0.012, 0.008, pick(rng, (1.0, 1.0, 0.48)), 0.86),
        Garment(Item.SWEATER, fabric(rng, 0.15, pick(rng, ("knit", "ribs"))), hem, 0.018, 0.004, 1.0,
                pick(rng, (0.94, 1.035, 0.9))),
        Garment(Item.BLOUSE, fabric(rng, 0.5, gloss=0.1), hem, 0.012, 0.006, pick(rng, (0.3, 0.8, 1.0)), 0.84),
    )  # fmt: skip
    return kinds[int(rng.integers(3 if "woman" not in build else 4))]


def choose_coat(rng: Generator, sitting: bool, child: bool) -> Garment:
    """What is worn over everything else."""
    kind = pick(rng, ("coat", "coat", "jacket", "leather", "blazer", "cardigan", "denim", "vest"))
    opened = bool(rng.random() < 0.55)
    if kind == "coat" and not sitting:
        cloth = fabric(rng, 0.12, pick(rng, ("plain", "plain", "tweed")))
        return Garment(Item.COAT, cloth, rng.uniform(-0.66, -0.12), 0.022, rng.uniform(0.0, 0.04), 1.0, 0.86, opened)
    if kind == "leather":
        return Garment(Item.JACKET, leather(rng), 0.22, 0.015, 0.004, 1.0, 0.84, opened)
    if kind == "denim":
        return Garment(Item.JACKET, denim(rng), 0.2, 0.014, 0.0, 1.0, 0.86, opened)
    if kind == "blazer" and not child:
        return Garment(Item.BLAZER, fabric(rng, 0.2), -0.02, 0.013, 0.006, 1.0, 0.74, opened)
    if kind == "cardigan":
        return Garment(Item.CARDIGAN, fabric(rng, 0.1, "knit"), rng.uniform(-0.06, 0.1), 0.018, 0.006, 1.0, 0.8, opened)
    if kind == "vest":
        return Garment(Item.VEST, fabric(rng, 0.15), rng.uniform(-0.35, 0.2), 0.016, 0.006, 0.0, 0.78, True)
    return Garment(Item.JACKET, fabric(rng, 0.1), rng.uniform(0.0, 0.2), 0.02, 0.008, 1.0, 0.9, opened)


def choose_shoes(rng: Generator, female: bool, bare: bool) -> Garment:
    """Shoes for these legs; in `Garment` terms hem = how far down the leg they begin, flare = the heel."""
    kinds = ["shoes", "sneakers", "boots"] + ["heels", "heels", "high boots"] * female
    kind = pick(rng, kinds)
    if not bare and kind == "high boots":
        kind = "shoes"
    cloth = leather(rng)
    if kind == "sneakers":
        return Garment(Item.SNEAKERS, fabric(rng, 0.0), 1.0, 0.004)
    if kind == "heels":
        return Garment(Item.HEELS, cloth, 1.0, 0.0, 0.035)
    if kind == "boots":
        return Garment(Item.BOOTS, cloth, rng.uniform(0.84, 0.92), 0.006, rng.choice((0.0, 0.02)))
    if kind == "high boots":
        return Garment(Item.BOOTS, cloth, rng.uniform(0.56, 0.7), 0.003, rng.choice((0.0, 0.03)))
    return Garment(Item.SHOES, cloth, 1.0, 0.002)


def choose_bottom(rng: Generator, female: bool, sitting: bool) -> Garment:
    """Trousers, jeans, leggings, shorts or a skirt."""
    kinds = ["jeans", "pants", "wide pants", "jeans", "shorts"]
    if female:
        kinds += ["skirt"] * (6 - 2 * sitting) + ["leggings"]
    kind = pick(rng, kinds)
    long = rng.uniform(-0.99, -0.88)
    if kind == "jeans":
        return Garment(Item.JEANS, denim(rng), long, 0.006, rng.uniform(0.006, 0.02))
    if kind == "pants":
        return Garment(Item.PANTS, fabric(rng, 0.12), long, 0.010, rng.uniform(0.01, 0.022))
    if kind == "wide pants":
        return Garment(Item.PANTS, fabric(rng, 0.15), long, 0.018, rng.uniform(0.03, 0.05))
    if kind == "leggings":
        return Garment(Item.LEGGINGS, Cloth(near(rng, pick(rng, CLOTHS[:4])), gloss=0.1), -0.96, 0.002)
    if kind == "shorts":
        return Garment(Item.SHORTS, denim(rng) if rng.random() < 0.5 else fabric(rng, 0.2), rng.uniform(-0.42, -0.2),
                       0.006, 0.032)
    hem = rng.uniform(-0.5, -0.28) if sitting else rng.choice((-0.36, -0.5, -0.62, -0.9)) + rng.uniform(-0.05, 0.05)
    return Garment(Item.SKIRT, fabric(rng, 0.4), hem, 0.008, 0.0 if sitting else rng.choice((0.0, 0.03, 0.06)))


def choose_looks(rng: Generator, female: bool, child: bool) -> tuple[Cloth, Cloth, str, bool]:
    """Draws skin, hair, its style, and whether there is a beard."""
    old = not child and rng.random() < 0.12
    tone = int(rng.integers(len(SKINS)))
    hair = near(rng, pick(rng, HAIRS[8:] if old else HAIRS[:3] if tone > 3 else HAIRS[:8]))
    styles = ("long", "wavy", "bob", "bun", "fringe", "ponytail", "short") if female else ("short",) * 3 + ("bald",)
    style = "afro" if tone > 3 and rng.random() < 0.35 else pick(rng, styles)
    if child and style == "bald":
        style = "short"
    streaks = darker(hair, 0.6) if hair[0] > 0.5 else tuple(1.25 * value + 0.06 for value in hair)
    strands = Cloth(hair, "strands", streaks, gloss=0.12 * (1 - hair[0]))
    return Cloth(near(rng, SKINS[tone])), strands, style, not female and not child and bool(rng.random() < 0.4)


def choose_dress(rng: Generator, sitting: bool) -> tuple[Garment, Garment]:
    """Draws a dress as two garments of one cloth: above and below the waist."""
    hem = rng.uniform(-0.5, -0.28) if sitting else rng.choice((-0.34, -0.46, -0.6, -0.92)) + rng.uniform(-0.05, 0.05)
    sleeve, neck = pick(rng, (0.0, 0.0, 0.3, 0.48, 1.0)), pick(rng, (0.92, 0.86, 0.78))
    top = Garment(Item.DRESS, fabric(rng, 0.5), 0.25, 0.008, 0.0, sleeve, neck)
    return top, top._replace(hem=hem, flare=0.0 if sitting else rng.choice((0.0, 0.02, 0.05)))


def choose_legwear(rng: Generator, female: bool, shoes: Garment) -> Garment | None:
    """Draws tights, stockings, socks or nothing for legs that a skirt or shorts leave bare."""
    if female and rng.random() < 0.5:
        shade = pick(rng, ((0.08, 0.08, 0.09), (0.08, 0.08, 0.09), near(rng, pick(rng, CLOTHS)), (0.35, 0.28, 0.26)))
        return Garment(Item.TIGHTS, Cloth(shade, gloss=0.12))
    if female and rng.random() < 0.2:
        return Garment(Item.STOCKINGS, fabric(rng, 0.1), rng.uniform(0.3, 0.42))
    if shoes.item != Item.BOOTS and rng.random() < 0.35:
        return Garment(Item.SOCKS, fabric(rng, 0.1, "ribs"), rng.uniform(0.58, 0.9))
    return None


def choose_outfit(rng: Generator, build: str, sitting: bool) -> Outfit:
    """Draws a person's looks and clothes for a build of `people_pose.BUILDS`."""
    child = build == "child"
    female = "woman" in build or (child and rng.random() < 0.6)
    skin, hair, style, beard = choose_looks(rng, female, child)
    things = {}
    if female and rng.random() < 0.38:
        top, bottom = choose_dress(rng, sitting)
    else:
        bottom = choose_bottom(rng, female, sitting)
        tucked = rng.random() < (0.6 if female else 0.25)
        top = choose_top(rng, build, 0.36 if tucked else rng.uniform(0.02, 0.2))
        if tucked and rng.random() < 0.5:
            things["belt"] = leather(rng)
    bare = bottom.item in (Item.DRESS, Item.SKIRT, Item.SHORTS)
    shoes = choose_shoes(rng, female, bare or bottom.item == Item.LEGGINGS)
    legwear = choose_legwear(rng, female, shoes) if bare else None
    coat = choose_coat(rng, sitting, child) if rng.random() < 0.5 else None
    if top.item == Item.SHIRT and coat and not female:
        things["tie"] = fabric(rng, 0.4)
    things |= choose_things(rng, female, child, style in ("bun", "afro"), coat is not None)
    return Outfit(skin, hair, style, beard, top, bottom, legwear, shoes, coat, things,
                  pick(rng, ("knitted", "felt", "peaked")), pick(rng, "+-"))


def choose_things(rng: Generator, female: bool, child: bool, bareheaded: bool, cold: bool) -> dict[str, Cloth]:
    """Draws hat, scarf, glasses, gloves and bag."""
    chances = {"hat": 0.0 if bareheaded else 0.24, "scarf": 0.16, "sunglasses": 0.0 if child else 0.22, "glasses": 0.12}
    things = {name: fabric(rng, 0.3 if name == "scarf" else 0.0, "ribs" if name == "hat" else "plain")
              for name, chance in chances.items() if rng.random() < chance}  # fmt: skip
    if cold and rng.random() < 0.2:
        things["gloves"] = leather(rng)
    if "sunglasses" in things:
        things.pop("glasses", None)
    draw = rng.random()
    if draw < 0.28:
        things["bag"] = leather(rng)
    elif draw < 0.5 and female:
        things["purse"] = leather(rng) if rng.random() < 0.6 else fabric(rng, 0.2)
    elif draw < 0.6:
        things["shoulder bag"] = leather(rng)
    return things
