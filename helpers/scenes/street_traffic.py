"""What drives and parks in a street: cars, vans, buses, trams."""

from typing import NamedTuple

from helpers.scenes.street_canvas import (
    CIRCLE,
    Colour,
    Part,
    Point,
    Scene,
    add_glow,
    cast_shadow,
    flat,
    mix,
    paint,
    paint_many,
    shadow_of_box,
    tint,
    upright,
)

CAR_PAINTS = [
    (0.80, 0.81, 0.82), (0.58, 0.60, 0.63), (0.12, 0.13, 0.15), (0.62, 0.10, 0.10), (0.13, 0.24, 0.47),
    (0.88, 0.87, 0.84), (0.20, 0.36, 0.30), (0.35, 0.36, 0.40), (0.80, 0.62, 0.20), (0.30, 0.52, 0.68),
]  # fmt: skip
GLASS = (0.13, 0.17, 0.21)
TYRE = (0.05, 0.05, 0.06)


class Vehicle(NamedTuple):
    """The shape of a vehicle; lengths in metres.

    `outline` goes round its side from tail to nose: (share of the length, height, how far the body draws in
    on both sides, what covers the way to the next corner). `windows` are those of a side: (start, end, low,
    high), start and end as shares of the length.
    """

    width: float
    length: float
    height: float
    wheel: float  # radius
    lean: float  # how far the upper edge of a side window draws in
    outline: list[tuple[float, float, float, str]]
    windows: list[tuple[float, float, float, float]]


VEHICLES = {
    "car": Vehicle(
        1.75, 4.2, 1.45, 0.33, 0.18,
        [(0.00, 0.30, 0.06, "body"), (0.00, 0.92, 0.03, "glass"), (0.10, 1.40, 0.22, "body"),
         (0.52, 1.45, 0.22, "glass"), (0.74, 0.95, 0.05, "body"), (0.98, 0.74, 0.08, "body"),
         (1.00, 0.30, 0.08, "")],
        [(0.12, 0.37, 0.95, 1.33), (0.40, 0.64, 0.95, 1.33)],
    ),
    "van": Vehicle(
        1.95, 5.2, 2.2, 0.33, 0.04,
        [(0.00, 0.35, 0.02, "body"), (0.00, 2.15, 0.08, "body"), (0.70, 2.20, 0.08, "glass"),
         (0.86, 1.20, 0.04, "body"), (1.00, 0.95, 0.08, "body"), (1.00, 0.35, 0.08, "")],
        [(0.66, 0.80, 1.25, 1.85)],
    ),
    "bus": Vehicle(
        2.5, 9.5, 3.15, 0.45, 0.04,
        [(0.00, 0.35, 0.00, "body"), (0.00, 1.40, 0.00, "glass"), (0.00, 2.70, 0.04, "body"),
         (0.01, 3.15, 0.10, "body"), (0.99, 3.15, 0.10, "body"), (1.00, 2.70, 0.04, "glass"),
         (1.00, 1.15, 0.00, "body"), (1.00, 0.35, 0.00, "")],
        [(i / 8 + 0.02, i / 8 + 0.115, 1.3, 2.6) for i in range(8)],
    ),
    "tram": Vehicle(
        2.4, 16.0, 3.5, 0.3, 0.04,
        [(0.00, 0.25, 0.10, "body"), (-0.01, 1.30, 0.04, "glass"), (0.02, 2.90, 0.10, "body"),
         (0.03, 3.40, 0.20, "body"), (0.97, 3.40, 0.20, "body"), (0.98, 2.90, 0.10, "glass"),
         (1.01, 1.30, 0.04, "body"), (1.00, 0.25, 0.10, "")],
        [(i / 10 + 0.02, i / 10 + 0.09, 1.4, 2.7) for i in range(10)],
    ),
}  # fmt: skip


def paint_vehicle(scene: Scene, x: float, z: float, kind: str, oncoming: bool, colour: Colour) -> None:
    """Paints a vehicle as an outline drawn out to its width: faces from far to near, then the side we see.

    Args:
        scene: the canvas.
        x: metres to the right of the middle of the road.
        z: distance of its near end in metres.
        kind: a key of VEHICLES.
        oncoming: True shows its front, False its tail.
        colour: of the body, in sunlight.
    """
    width, length, height, _, _, outline, _ = VEHICLES[kind]
    shares = [1 - corner[0] if oncoming else corner[0] for corner in outline]

    def side(index: int, sign: int) -> Point:
        return x + sign * (width / 2 - outline[index][2]), outline[index][1], z + shares[index] * length

    cast_shadow(scene, flat(x - width / 2 - 0.1, x + width / 2 + 0.1, z - 0.15, z + length))
    shadow_of_box(scene, x - width / 2, x + width / 2, z, z + length, height * 0.8)

    faces = sorted(range(len(outline) - 1), key=lambda i: -(shares[i] + shares[i + 1]))
    for i in faces:
        upright_face = abs(outline[i + 1][1] - outline[i][1]) > abs(shares[i + 1] - shares[i]) * length
        light = scene.light.front if upright_face else scene.light.up
        base = mix(GLASS, scene.light.sky_low, 0.18) if outline[i][3] == "glass" else colour
        paint(scene, Part.CAR, tint(base, light), [side(i, -1), side(i, 1), side(i + 1, 1), side(i + 1, -1)])

    # The camera stands on one side of the vehicle's flanks, or between them.
    offset = x - scene.view.camera_x + scene.view.curve * z * z
    if abs(offset) > width / 2:
        paint_flank(scene, x, z, kind, oncoming, colour, -1 if offset > 0 else 1)
    paint_near_end(scene, x, z, kind, oncoming)


def paint_flank(
    scene: Scene, x: float, z: float, kind: str, oncoming: bool, colour: Colour, sign: int
) -> None:
    """Paints the side that the camera sees: body, windows, wheels. `sign` is -1 for the left flank."""
    width, length, _, radius, lean, outline, windows = VEHICLES[kind]
    light = scene.light.left if sign < 0 else scene.light.right

    def at(share: float, height: float, inset: float) -> Point:
        along = 1 - share if oncoming else share
        return x + sign * (width / 2 - inset), height, z + along * length

    paint(scene, Part.CAR, tint(colour, light), [at(share, h, inset) for share, h, inset, _ in outline])
    panes = [
        [at(a, low, 0.06), at(a + 0.02, high, lean), at(b - 0.02, high, lean), at(b, low, 0.06)]
        for a, b, low, high in windows
    ]
    paint_many(scene, Part.CAR, tint(mix(GLASS, scene.light.sky_low, 0.12), light), panes)
    for share in (0.19, 0.81):
        for size, shade in ((radius, TYRE), (radius * 0.55, (0.45, 0.46, 0.48))):
            rim = [at(share + size * a / length, radius + size * b, 0.0) for a, b in CIRCLE]
            paint(scene, Part.CAR, tint(shade, light), rim)


def paint_near_end(scene: Scene, x: float, z: float, kind: str, oncoming: bool) -> None:
    """Paints tyres, bumper, lamps and number plate on the end that faces the camera."""
    width, light = VEHICLES[kind].width, scene.light.front
    half = width / 2
    z_face = z - 0.02
    for left in (-half + 0.08, half - 0.32):
        paint(scene, Part.CAR, tint(TYRE, light), upright(x, z, left, left + 0.24, 0.0, 0.42))
    bumper = upright(x, z_face, -half + 0.05, half - 0.05, 0.3, 0.48)
    paint(scene, Part.CAR, tint((0.16, 0.16, 0.17), light), bumper)
    plate = (0.86, 0.84, 0.70) if oncoming else (0.82, 0.70, 0.22)
    paint(scene, Part.CAR, tint(plate, light), upright(x, z_face, -0.25, 0.25, 0.46, 0.58))
    lamp = (1.0, 0.97, 0.85) if oncoming else (0.80, 0.10, 0.08)
    for left in (-half + 0.10, half - 0.42):
        paint(scene, Part.CAR, lamp, upright(x, z_face, left, left + 0.32, 0.66, 0.84))
        glow = (0.9, 0.8, 0.55) if oncoming else (0.5, 0.06, 0.04)
        add_glow(scene, (x + left + 0.16, 0.75, z), 0.3, glow)
    if kind == "van" and not oncoming:
        for left in (-half + 0.2, 0.08):
            pane = upright(x, z_face, left, left + half - 0.28, 1.2, 1.85)
            paint(scene, Part.CAR, tint(GLASS, light), pane)
    if kind in ("bus", "tram"):
        paint(scene, Part.CAR, (0.95, 0.75, 0.25), upright(x, z_face, -0.7, 0.7, 2.78, 3.02))
