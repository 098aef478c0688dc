"""What stands beside a street: houses, shops, trees, hedges, fences, lamps and signs."""

from helpers.scenes.street_canvas import (
    NEAR,
    Colour,
    Part,
    Point,
    Scene,
    add_glow,
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

FACADES = [
    (0.60, 0.34, 0.26), (0.72, 0.52, 0.36), (0.86, 0.80, 0.68), (0.90, 0.88, 0.84), (0.50, 0.38, 0.34),
    (0.74, 0.68, 0.58), (0.62, 0.60, 0.58), (0.84, 0.70, 0.50), (0.56, 0.64, 0.68), (0.78, 0.56, 0.50),
]  # fmt: skip
ROOFS = [(0.34, 0.20, 0.17), (0.28, 0.29, 0.33), (0.46, 0.26, 0.20), (0.24, 0.22, 0.22)]
SHOP_SIGNS = [
    (0.72, 0.14, 0.14), (0.12, 0.30, 0.56), (0.14, 0.42, 0.30), (0.90, 0.72, 0.20), (0.20, 0.20, 0.24),
    (0.50, 0.24, 0.50), (0.90, 0.88, 0.84),
]  # fmt: skip
LAMP_LIGHT = (1.0, 0.82, 0.50)


def side_face(x: float, z0: float, z1: float, low: float, high: float) -> list[Point]:
    """The corners of a rectangle that stands along the street."""
    return [(x, low, z0), (x, high, z0), (x, high, z1), (x, low, z1)]


def towards_road(scene: Scene, side: int) -> Colour:
    """The light on a wall that faces the road; side is -1 on the left and 1 on the right."""
    return scene.light.right if side < 0 else scene.light.left


def paint_building(scene: Scene, side: int, x: float, z0: float, z1: float, storeys: int, shop: bool) -> None:
    """Paints a house: roof, the gable that faces us, the front along the street with its windows.

    Args:
        scene: the canvas.
        side: -1 left of the road, 1 right of it.
        x: where its front stands, metres right of the middle of the road.
        z0: its near end, in metres.
        z1: its far end.
        storeys: one to six.
        shop: whether the ground floor is a shop.
    """
    rng = scene.rng
    colour = vary(scene, pick(rng, FACADES), 0.08)
    roof = vary(scene, pick(rng, ROOFS))
    z0 = max(z0, NEAR)
    height = 0.6 + 3.0 * storeys
    deep = side * 9.0
    ridge = height + (rng.uniform(1.5, 3.2) if rng.random() < 0.7 else 0.0)
    front = tint(colour, towards_road(scene, side))
    gable = tint(colour, scene.light.front)
    shadow_of_box(scene, x, x + deep, z0, z1, height)

    chimney = x + deep * 0.45
    if ridge > height and z1 - z0 > 4:
        paint(scene, Part.BUILDING, gable, upright(chimney, z0 + 2.0, -0.4, 0.4, height, ridge + 1.1))
    middle = x + deep / 2
    slope = [(x, height, z0), (middle, ridge, z0), (middle, ridge, z1), (x, height, z1)]
    paint(scene, Part.BUILDING, tint(roof, mix(towards_road(scene, side), scene.light.up, 0.5)), slope)
    outline = [(x, 0.0), (x, height), (middle, ridge), (x + deep, height), (x + deep, 0.0)]
    paint(scene, Part.BUILDING, gable, [(px, h, z0) for px, h in outline])
    paint(scene, Part.BUILDING, front, side_face(x, z0, z1, 0.0, height))
    paint(scene, Part.BUILDING, mix(front, (1, 1, 1), 0.15), side_face(x, z0, z1, height - 0.35, height))
    paint_windows(scene, side, x, z0, z1, storeys, front, shop)
    if shop:
        paint_shop(scene, side, x, z0, z1)
    gable_panes = [
        upright(x + deep * share, z0, -0.5, 0.5, 3.0 * floor + 1.2, 3.0 * floor + 2.6)
        for floor in range(storeys) for share in (0.3, 0.7)
    ]  # fmt: skip
    if metres_to_pixels(scene, 1.0, z0) > 4:
        paint_many(scene, Part.BUILDING, mix(gable, (0.12, 0.14, 0.18), 0.8), gable_panes)


def paint_windows(
    scene: Scene, side: int, x: float, z0: float, z1: float, storeys: int, wall: Colour, shop: bool
) -> None:
    """Paints rows of windows: light frames first, dark panes in them, some lit from inside at dusk."""
    rng = scene.rng
    if metres_to_pixels(scene, 1.0, z1) < 3:
        return
    count = max(1, int((z1 - z0) / rng.uniform(2.2, 3.4)))
    pitch = (z1 - z0) / count
    tall = rng.uniform(1.3, 1.9)
    frames, dark, bright = [], [], []
    for floor in range(1 if shop else 0, storeys):
        for i in range(count):
            start = z0 + pitch * (i + 0.28)
            end = z0 + pitch * (i + 0.72)
            low = 0.6 + 3.0 * floor + 0.5
            if floor == 0 and i == count // 2:
                low = 0.1  # the door
            frames.append(side_face(x, start - 0.12, end + 0.12, low - 0.15, low + tall + 0.12))
            lit = rng.random() < 0.45 * scene.light.lamps
            (bright if lit else dark).append(side_face(x, start, end, low, low + tall))
    trim = mix(wall, tint((0.95, 0.94, 0.90), towards_road(scene, side)), 0.75)
    paint_many(scene, Part.BUILDING, trim, frames)
    glass = mix((0.10, 0.13, 0.17), scene.light.sky_low, rng.uniform(0.05, 0.35))
    paint_many(scene, Part.BUILDING, tint(glass, scene.light.up), dark)
    paint_many(scene, Part.BUILDING, mix(LAMP_LIGHT, (0.7, 0.45, 0.2), rng.random()), bright)


def paint_shop(scene: Scene, side: int, x: float, z0: float, z1: float) -> None:
    """Paints a shop front: a painted frame, panes with goods, a door, a name board, sometimes an awning."""
    rng, light = scene.rng, towards_road(scene, side)
    board = vary(scene, pick(rng, SHOP_SIGNS))
    lit = scene.light.lamps * rng.uniform(0.2, 1.0)
    inside = mix(tint((0.20, 0.22, 0.25), light), LAMP_LIGHT, 0.75 * lit)
    frame = tint(mix(board, (0, 0, 0), 0.45), light)
    paint(scene, Part.BUILDING, frame, side_face(x, z0 + 0.2, z1 - 0.2, 0.0, 2.8))
    paint(scene, Part.BUILDING, tint(board, light), side_face(x, z0 + 0.2, z1 - 0.2, 2.7, 3.5))
    letters = [
        side_face(x, z0 + 1.2 + 0.8 * i, z0 + 1.7 + 0.8 * i, 2.95, 3.25) for i in range(int((z1 - z0) / 1.3))
    ]
    door = z0 + (z1 - z0) * pick(rng, (0.25, 0.5, 0.75))
    count = max(2, int((z1 - z0) / 2.2))
    pitch = (z1 - z0 - 0.8) / count
    starts = [z0 + 0.4 + pitch * i for i in range(count)]
    panes = [side_face(x, start + 0.1, start + pitch - 0.1, 0.6, 2.55) for start in starts]
    paint_many(scene, Part.BUILDING, inside, panes)
    if metres_to_pixels(scene, 1.0, z0) > 8:
        paint_many(scene, Part.BUILDING, tint(mix(board, (1, 1, 1), 0.75), light), letters)
        for start in starts:
            goods = vary(scene, pick(rng, SHOP_SIGNS), 0.2)
            shelf = side_face(x, start + 0.4, start + pitch * 0.7, 0.6, rng.uniform(0.9, 1.6))
            paint(scene, Part.BUILDING, mix(inside, tint(goods, light), 0.6), shelf)
    paint(scene, Part.BUILDING, mix(inside, (0, 0, 0), 0.45), side_face(x, door - 0.5, door + 0.5, 0.0, 2.4))
    if rng.random() < 0.35:
        edge = x - side * 1.1
        for i in range(8):
            start, end = z0 + 0.4 + (z1 - z0 - 0.8) * i / 8, z0 + 0.4 + (z1 - z0 - 0.8) * (i + 1) / 8
            cloth = board if i % 2 else (0.90, 0.88, 0.84)
            stripe = [(x, 2.9, start), (x, 2.9, end), (edge, 2.35, end), (edge, 2.35, start)]
            paint(scene, Part.BUILDING, tint(cloth, scene.light.up), stripe)


def paint_fence(
    scene: Scene, side: int, x: float, z0: float, z1: float, height: float, colour: Colour
) -> None:
    """Paints a stretch of fence along the street: panel, boards or bars, rail. Its gaps count as fence."""
    light = towards_road(scene, side)
    z0 = max(z0, NEAR)
    behind = tint(mix(colour, (0.1, 0.12, 0.08), 0.45), light)
    paint(scene, Part.FENCE, behind, side_face(x, z0, z1, 0.0, height))
    bars = max(2, int((z1 - z0) / 0.35))
    if metres_to_pixels(scene, 0.35, z1) > 2.2:
        pitch = (z1 - z0) / bars
        boards = [side_face(x, z0 + i * pitch, z0 + (i + 0.55) * pitch, 0.0, height) for i in range(bars)]
        paint_many(scene, Part.FENCE, tint(colour, light), boards)
    rail = tint(mix(colour, (1, 1, 1), 0.2), light)
    paint(scene, Part.FENCE, rail, side_face(x, z0, z1, height - 0.12, height))


def paint_wall(
    scene: Scene, side: int, x: float, z0: float, z1: float, height: float, colour: Colour
) -> None:
    """Paints a stretch of garden wall with its coping."""
    z0 = max(z0, NEAR)
    light = towards_road(scene, side)
    paint(scene, Part.WALL, tint(colour, light), side_face(x, z0, z1, 0.0, height))
    coping = tint(mix(colour, (1, 1, 1), 0.3), light)
    paint(scene, Part.WALL, coping, side_face(x, z0, z1, height - 0.12, height))


def paint_pole(scene: Scene, x: float, z: float, height: float, thick: float, colour: Colour) -> None:
    """Paints a post, at least two canvas pixels wide so that a mask pixel never misses it."""
    half = max(thick / 2, 0.55 * z / scene.view.focal)
    shadow_of_box(scene, x - thick / 2, x + thick / 2, z, z + thick, height)
    lit = tint(colour, scene.light.front)
    paint(scene, Part.POLE, lit, upright(x, z, -half, half, 0.0, height))
    paint(scene, Part.POLE, mix(lit, (0, 0, 0), 0.4), upright(x, z, 0.2 * half, half, 0.0, height))


def paint_lamp(scene: Scene, side: int, x: float, z: float, colour: Colour) -> None:
    """Paints a street lamp: post, arm over the road, head; at dusk it shines."""
    paint_pole(scene, x, z, 7.0, 0.12, colour)
    reach = x - side * 1.6
    thick = max(0.09, 1.0 * z / scene.view.focal)
    arm = [(x, 7.0, z), (x, 7.0 - thick, z), (reach, 7.3 - thick, z), (reach, 7.3, z)]
    paint(scene, Part.POLE, tint(colour, scene.light.front), arm)
    head = mix(tint((0.8, 0.8, 0.78), scene.light.front), LAMP_LIGHT, scene.light.lamps)
    paint(scene, Part.POLE, head, upright(reach, z, -0.4, 0.4, 7.15 - thick, 7.4))
    add_glow(scene, (reach, 7.2, z), 0.5, LAMP_LIGHT)
