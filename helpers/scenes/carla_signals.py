"""What speaks to drivers in a simulated town: lights on masts, gantries, crosses, and hoardings; a tram's wires."""

from helpers.scenes.street_canvas import Part, Scene, add_glow, disc, paint, paint_many, pick, tint, upright
from helpers.scenes.street_furniture import GREEN, POSTERS, STEEL, WHITE
from helpers.scenes.street_sides import paint_pole


def paint_mast_light(scene: Scene, side: int, x: float, z: float, reach: float, signal: int) -> None:
    """Paints a mast with two traffic lights over the road and one at the post.

    Args:
        scene: the canvas.
        side: -1 left of the road, 1 right of it.
        x: where the mast stands.
        z: how far away.
        reach: how far its arm goes over the road, in metres.
        signal: 0 red, 1 amber, 2 green.
    """
    metal = tint((0.20, 0.21, 0.22), scene.light.front)
    paint_pole(scene, x, z, 6.0, 0.18, (0.20, 0.21, 0.22))
    thick = max(0.14, 1.1 * z / scene.view.focal)
    left, right = sorted((0.0, -side * reach))
    paint(scene, Part.POLE, metal, upright(x, z, left, right, 5.8 - thick, 5.8))
    for across, top in ((-side * reach, 6.3), (-side * reach * 0.55, 6.3), (0.0, 3.9)):
        paint_signal(scene, x + across, z, top, signal)


def paint_signal(scene: Scene, x: float, z: float, top: float, signal: int) -> None:
    """Paints one traffic light whose housing ends at height `top`."""
    light = scene.light.front
    for inset, colour in ((0.0, (0.80, 0.62, 0.12)), (0.07, (0.07, 0.07, 0.08))):
        housing = upright(x, z, inset - 0.32, 0.32 - inset, top - 1.35 + inset, top - inset)
        paint(scene, Part.TRAFFIC_LIGHT, tint(colour, light), housing)
    colours = ((1.0, 0.16, 0.12), (1.0, 0.72, 0.18), (0.22, 0.96, 0.50))
    for index, colour in enumerate(colours):
        shown = colour if index == signal else tint(colour, (0.22, 0.22, 0.22))
        paint(scene, Part.TRAFFIC_LIGHT, shown, disc(x, top - 0.27 - 0.4 * index, z, 0.17))
    add_glow(scene, (x, top - 0.27 - 0.4 * signal, z), 0.25, colours[signal])


def paint_gantry(scene: Scene, z: float, left: float, right: float) -> None:
    """Paints direction signs on a beam across the road."""
    for x in (left, right):
        paint_pole(scene, x, z, 6.6, 0.28, STEEL)
    thick = max(0.3, 1.2 * z / scene.view.focal)
    paint(scene, Part.POLE, tint(STEEL, scene.light.front), upright(0.0, z, left, right, 6.6 - thick, 6.6))
    for x, width in ((left * 0.42, 2.2), (right * 0.45, 2.6)):
        paint(scene, Part.TRAFFIC_SIGN, tint(WHITE, scene.light.front), upright(x, z, -width, width, 4.9, 7.3))
        board = tint(GREEN, scene.light.front)
        paint(scene, Part.TRAFFIC_SIGN, board, upright(x, z, 0.1 - width, width - 0.1, 5.0, 7.2))
        lines = [upright(x, z, 0.5 - width, width * share, low, low + 0.32) for low, share in ((6.5, 0.6), (5.8, 0.2))]
        lines.append([(x + width * 0.62, 5.3, z), (x + width * 0.42, 5.9, z), (x + width * 0.82, 5.9, z)])
        paint_many(scene, Part.TRAFFIC_SIGN, tint(WHITE, scene.light.front), lines)


def paint_saltire(scene: Scene, x: float, z: float, signal: int) -> None:
    """Paints the warning of a railway: a white cross over two lamps; `signal` 0 lets them shine."""
    front = scene.light.front
    paint_pole(scene, x, z, 2.6, 0.12, (0.60, 0.60, 0.60))
    for slope in (-1, 1):
        lower, upper = 2.9 - 0.5 * slope, 2.9 + 0.5 * slope
        bar = [(x - 0.8, lower, z), (x - 0.8, lower + 0.25, z), (x + 0.8, upper + 0.25, z), (x + 0.8, upper, z)]
        paint(scene, Part.TRAFFIC_SIGN, tint(WHITE, front), bar)
    paint(scene, Part.TRAFFIC_LIGHT, tint((0.08, 0.08, 0.09), front), upright(x, z, -0.62, 0.62, 1.95, 2.4))
    for across in (-0.34, 0.34):
        lamp = (1.0, 0.16, 0.12) if signal == 0 else (0.30, 0.06, 0.05)
        paint(scene, Part.TRAFFIC_LIGHT, lamp, disc(x + across, 2.17, z, 0.19))


def paint_hoarding(scene: Scene, x: float, z: float) -> None:
    """Paints a large advertisement on two posts: nobody gave it a tag."""
    rng, light = scene.rng, scene.light.front
    first, second = pick(rng, POSTERS)
    for post in (x - 1.6, x + 1.6):
        paint_pole(scene, post, z, 3.0, 0.24, STEEL)
    paint(scene, Part.UNTAGGED, tint((0.14, 0.14, 0.15), light), upright(x, z, -2.9, 2.9, 2.6, 5.9))
    paint(scene, Part.UNTAGGED, tint(first, light), upright(x, z, -2.75, 2.75, 2.75, 5.75))
    low, high = rng.uniform(3.2, 3.8), rng.uniform(4.2, 5.2)
    hills = [(-2.75, 2.75), (-2.75, low), (-1.0, high), (0.6, low), (2.75, high - 0.4), (2.75, 2.75)]
    paint(scene, Part.UNTAGGED, tint(second, light), [(x + a, h, z) for a, h in hills])
    paint(scene, Part.UNTAGGED, tint(WHITE, light), disc(x + rng.uniform(0.4, 1.8), 5.0, z, 0.45))


def paint_wire(scene: Scene, x: float, z0: float, z1: float) -> None:
    """Paints a tram's contact wire from one pole to the next; nobody gave it a tag."""
    hang = [(5.6, z0), (5.45, (z0 + z1) / 2), (5.6, z1)]
    above = [(x, height, z) for height, z in hang]
    thick = [(1.5 * z / scene.view.focal, height, z) for height, z in reversed(hang)]
    below = [(x + size, height - size, z) for size, height, z in thick]
    paint(scene, Part.UNTAGGED, (0.10, 0.10, 0.11), above + below)
