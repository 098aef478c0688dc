"""People in a street: on foot and on bicycles."""

from helpers.scenes.street_canvas import (
    CIRCLE,
    Colour,
    Part,
    Point,
    Scene,
    add_glow,
    cast_shadow,
    disc,
    metres_to_pixels,
    mix,
    paint,
    paint_many,
    pick,
    shadow_of_box,
    tint,
    upright,
    vary,
)
from helpers.scenes.street_traffic import CAR_PAINTS, TYRE

CLOTHES = [
    (0.72, 0.16, 0.16), (0.16, 0.24, 0.46), (0.85, 0.68, 0.22), (0.20, 0.20, 0.22), (0.86, 0.85, 0.82),
    (0.24, 0.46, 0.36), (0.55, 0.36, 0.56), (0.34, 0.54, 0.72), (0.80, 0.44, 0.22), (0.44, 0.40, 0.36),
]  # fmt: skip
TROUSERS = [(0.16, 0.18, 0.26), (0.14, 0.14, 0.15), (0.44, 0.38, 0.30), (0.28, 0.34, 0.46)]
SKINS = [(0.90, 0.70, 0.57), (0.76, 0.55, 0.42), (0.52, 0.35, 0.25), (0.36, 0.24, 0.18)]
HAIRS = [(0.14, 0.10, 0.08), (0.34, 0.22, 0.12), (0.70, 0.55, 0.30), (0.55, 0.53, 0.50)]

# A bicycle's tubes, each from (along, height) to (along, height) in metres.
FRAME = [
    ((-0.52, 0.34), (-0.15, 0.85)), ((-0.15, 0.85), (0.40, 0.80)),
    ((0.00, 0.30), (0.40, 0.80)), ((0.40, 0.95), (0.52, 0.34)),
]  # fmt: skip


def limb(
    x: float, z: float, start: tuple[float, float], end: tuple[float, float], width: float
) -> list[Point]:
    """The corners of an arm or a leg from (sideways, height) to (sideways, height)."""
    half = width / 2
    return [
        (x + start[0] - half, start[1], z),
        (x + start[0] + half, start[1], z),
        (x + end[0] + half, end[1], z),
        (x + end[0] - half, end[1], z),
    ]


def paint_head(scene: Scene, part: Part, point: Point, radius: float, skin: Colour, top: Colour) -> None:
    """Paints a face below and hair, a cap or a helmet above."""
    x, height, z = point
    paint(scene, part, top, disc(x, height + radius * 0.2, z, radius * 1.08, 1.1))
    paint(scene, part, skin, disc(x, height - radius * 0.25, z, radius * 0.85, 0.9))


def paint_person(scene: Scene, x: float, z: float, height: float) -> None:
    """Paints somebody on foot, mid-step: legs, coat, arms, head; the side away from the sun is darker."""
    rng, light = scene.rng, scene.light.front
    coat = tint(vary(scene, pick(rng, CLOTHES)), light)
    trousers = tint(vary(scene, pick(rng, TROUSERS)), light)
    skin = tint(pick(rng, SKINS), light)
    hair = tint(pick(rng, HAIRS), light)
    size = height / 1.75
    step = rng.uniform(0.05, 0.26) * size
    cast_shadow(scene, [(x + 0.35 * a, 0.0, z + 0.3 * b) for a, b in CIRCLE])
    shadow_of_box(scene, x - 0.2, x + 0.2, z - 0.1, z + 0.1, height)

    hip, shoulder = 0.86 * size, 1.44 * size
    for foot, shade in ((-step, 0.75), (step, 1.0)):
        leg = limb(x, z, (foot * 0.3, hip), (foot, 0.0), 0.17 * size)
        paint(scene, Part.PERSON, mix((0, 0, 0), trousers, shade), leg)
    hem = hip - pick(rng, (0.0, 0.1, 0.35)) * size
    right_half = [(0.12, shoulder), (0.22, shoulder - 0.1), (0.17, hem)]
    body = right_half + [(-across, up) for across, up in reversed(right_half)]
    paint(scene, Part.PERSON, coat, [(x + across * size, up, z) for across, up in body])
    away = -1 if scene.light.right > scene.light.left else 1
    arm = limb(x, z, (away * 0.2 * size, shoulder - 0.05), (away * 0.24 * size + step / 2, hip), 0.11 * size)
    paint(scene, Part.PERSON, mix((0, 0, 0), coat, 0.72), arm)
    if rng.random() < 0.4:
        bag = tint(pick(rng, CLOTHES), light)
        paint(scene, Part.PERSON, bag, upright(x, z, 0.16 * size, 0.36 * size, hip - 0.25, hip + 0.08))
    paint_head(scene, Part.PERSON, (x, 1.60 * size, z), 0.125 * size, skin, hair)


def paint_cyclist(scene: Scene, x: float, z: float, direction: tuple[float, float]) -> None:
    """Paints a bicycle and its rider; `direction` is (sideways, ahead), of length one."""
    rng, light = scene.rng, scene.light.front
    coat = tint(vary(scene, pick(rng, CLOTHES)), light)
    trousers = tint(pick(rng, TROUSERS), light)
    skin = tint(pick(rng, SKINS), light)
    helmet = tint(pick(rng, CLOTHES), light)
    frame = tint(CAR_PAINTS[int(rng.integers(len(CAR_PAINTS)))], light)
    broad = 0.20 * abs(direction[1])  # seen from behind, a rider is as wide as the shoulders

    def at(along: float, height: float, across: float = 0.0) -> Point:
        return x + direction[0] * along + across, height, z + direction[1] * along

    def bar(start: tuple[float, float], end: tuple[float, float], width: float) -> list[Point]:
        half = max(width / 2, 0.6 * z / scene.view.focal)
        return [at(*start, -half), at(*start, half), at(*end, half), at(*end, -half)]

    cast_shadow(scene, [at(0.95 * a, 0.0, 0.25 * b) for a, b in CIRCLE])
    shadow_of_box(scene, x - 0.3, x + 0.3, z - 0.2, z + 0.2, 1.6)
    for hub in (-0.52, 0.52):
        rings = [[at(hub + r * a, 0.34 + r * b) for a, b in CIRCLE] for r in (0.35, 0.25)]
        paint_many(scene, Part.CYCLIST, tint(TYRE, light), rings)
        paint(scene, Part.CYCLIST, tint(TYRE, light), bar((hub, 0.0), (hub, 0.69), 0.05))
    for start, end in FRAME:
        paint(scene, Part.CYCLIST, frame, bar(start, end, 0.06))
    for foot, across in (((0.05, 0.15), -broad / 2), ((-0.02, 0.42), broad / 2)):
        knee = (0.22, 0.62 + foot[1] / 3)
        for start, end in (((-0.16, 0.92), knee), (knee, foot)):
            corners = [(px + across, h, pz) for px, h, pz in bar(start, end, 0.15)]
            paint(scene, Part.CYCLIST, trousers, corners)
    back = [at(-0.28, 0.88, -broad), at(0.10, 1.42, -broad), at(0.24, 1.40, broad), at(-0.02, 0.86, broad)]
    paint(scene, Part.CYCLIST, coat, back)
    paint(scene, Part.CYCLIST, mix((0, 0, 0), coat, 0.75), bar((0.16, 1.32), (0.42, 0.98), 0.10))
    paint_head(scene, Part.CYCLIST, at(0.22, 1.58), 0.13, skin, helmet)
    if metres_to_pixels(scene, 1.0, z) > 12:
        add_glow(scene, at(0.5, 0.8), 0.15, (0.6, 0.55, 0.4) if direction[1] < 0 else (0.4, 0.05, 0.03))
