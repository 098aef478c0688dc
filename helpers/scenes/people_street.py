"""What stands about in a place behind the person: strangers, parked cars, lamp posts, trees, bollards.

All of it is background in the labels, strangers too: in the real set only the one person is labelled, and a network
has to learn who that is.
"""

import cv2
import numpy as np
from numpy.random import Generator

from helpers.scenes.people_canvas import Light, new_canvas
from helpers.scenes.people_cloth import Colour
from helpers.scenes.people_dress import paint_person
from helpers.scenes.people_outfit import choose_outfit
from helpers.scenes.people_places import Place, View
from helpers.scenes.people_pose import BUILDS, choose_pose, stand

CAR_PAINTS: tuple[Colour, ...] = (
    (0.10, 0.10, 0.11), (0.75, 0.76, 0.78), (0.88, 0.88, 0.88), (0.30, 0.32, 0.35), (0.52, 0.10, 0.10),
    (0.12, 0.20, 0.38), (0.85, 0.68, 0.12), (0.22, 0.34, 0.28),
)  # fmt: skip
# Outlines in metres, (along, up): a car's side, its windows, a car's front, its windscreen.
SIDE = ((-2.1, 0.25), (-2.1, 0.75), (-1.9, 0.88), (-1.3, 0.95), (-0.75, 1.42), (0.75, 1.45), (1.45, 0.98), (2.0, 0.88),
        (2.15, 0.6), (2.1, 0.25))  # fmt: skip
SIDE_PANES = (((-1.12, 0.95), (-0.66, 1.34), (-0.02, 1.36), (-0.02, 0.95)),
              ((0.06, 0.95), (0.06, 1.36), (0.70, 1.36), (1.22, 0.97)))  # fmt: skip
FRONT = ((-0.88, 0.2), (-0.88, 0.85), (-0.66, 0.98), (-0.55, 1.42), (0.55, 1.42), (0.66, 0.98), (0.88, 0.85),
         (0.88, 0.2))  # fmt: skip
FRONT_PANES = (((-0.60, 0.95), (-0.50, 1.36), (0.50, 1.36), (0.60, 0.95)),)


def fill(place: Place, view: View, outline, x: float, ahead: float, colour: Colour) -> None:
    """Fills an upright outline of (along, up) metres that stands `x` to the right and `ahead` metres away."""
    scale = view.focal / ahead
    corners = [(view.centre + (x + along) * scale, view.horizon + (view.height - up) * scale) for along, up in outline]
    corners = np.round(np.round(corners, 3)).astype(np.int32)
    cv2.fillPoly(place.picture, [corners], colour, cv2.LINE_AA)
    cv2.fillPoly(place.depth, [corners], ahead)


def disc(x: float, up: float, radius: float, flat: float = 1.0) -> list[tuple[float, float]]:
    """The outline of a circle or ellipse in metres."""
    turns = np.arange(14) * 2 * np.pi / 14
    return [(x + radius * float(np.cos(t)), up + radius * flat * float(np.sin(t))) for t in turns]


def paint_car(rng: Generator, place: Place, view: View, x: float, ahead: float) -> None:
    """A parked car, from its side or its front."""
    colour = np.array(CAR_PAINTS[int(rng.integers(len(CAR_PAINTS)))]) * rng.uniform(0.85, 1.1)
    from_side = rng.random() < 0.6
    long = 2.1 if from_side else 0.9
    flip = rng.choice((-1, 1))
    fill(place, view, disc(0, 0.0, long, 0.06), x, ahead, (0.13, 0.13, 0.14))
    wheels = (-1.35, 1.35) if from_side else (-0.72, 0.72)
    if not from_side:
        for wheel in wheels:
            fill(place, view, disc(wheel, 0.2, 0.16, 1.3), x, ahead, (0.07, 0.07, 0.07))
    outline = [(flip * along, up) for along, up in (SIDE if from_side else FRONT)]
    fill(place, view, outline, x, ahead, tuple(colour))
    fill(place, view, [(along, min(up, 0.42)) for along, up in outline], x, ahead, tuple(0.6 * colour))
    fill(place, view, [(along * 0.97, np.clip(up, 0.80, 0.90)) for along, up in outline], x, ahead,
         tuple(np.minimum(1.25 * colour + 0.05, 1)))
    for pane in SIDE_PANES if from_side else FRONT_PANES:
        fill(place, view, [(flip * along, up) for along, up in pane], x, ahead, (0.14, 0.17, 0.20))
        fill(place, view, [(flip * along, max(up, 1.22)) for along, up in pane], x, ahead, (0.30, 0.35, 0.40))
    if from_side:
        for wheel in wheels:
            fill(place, view, disc(wheel, 0.31, 0.33), x, ahead, (0.06, 0.06, 0.06))
            fill(place, view, disc(wheel, 0.31, 0.19), x, ahead, (0.55, 0.56, 0.58))
    else:
        lamp = (0.92, 0.90, 0.80) if flip > 0 else (0.70, 0.10, 0.08)
        for side in (-0.66, 0.66):
            fill(place, view, disc(side, 0.70, 0.15, 0.6), x, ahead, lamp)
        fill(place, view, [(-0.26, 0.42), (-0.26, 0.54), (0.26, 0.54), (0.26, 0.42)], x, ahead, (0.85, 0.85, 0.82))


def paint_post(rng: Generator, place: Place, view: View, x: float, ahead: float) -> None:
    """A lamp post, a traffic sign or a bollard."""
    dark = (0.16, 0.17, 0.18) if rng.random() < 0.6 else (0.55, 0.56, 0.57)
    kind = rng.random()
    high = 0.95 if kind < 0.4 else 2.3 if kind < 0.7 else 7.0
    fill(place, view, [(-0.05, 0), (-0.045, high), (0.045, high), (0.05, 0)], x, ahead, dark)
    fill(place, view, [(-0.09, 0), (-0.09, 0.14), (0.09, 0.14), (0.09, 0)], x, ahead, dark)
    if 0.4 <= kind < 0.7:
        colour = ((0.75, 0.10, 0.10), (0.10, 0.25, 0.62), (0.90, 0.78, 0.15))[int(rng.integers(3))]
        fill(place, view, disc(0, 2.3, 0.33), x, ahead, (0.93, 0.93, 0.93))
        fill(place, view, disc(0, 2.3, 0.28), x, ahead, colour)


def paint_tree(rng: Generator, place: Place, view: View, x: float, ahead: float) -> None:
    """A street tree: a trunk in a ring of bare earth, and a crown of leaves in three tones."""
    trunk = [(-0.24, 0), (-0.15, 0.2), (-0.11, 3.4), (0.11, 3.4), (0.15, 0.2), (0.24, 0)]
    fill(place, view, disc(0, 0.0, 0.75, 0.2), x, ahead, (0.20, 0.17, 0.14))
    fill(place, view, trunk, x, ahead, (0.24, 0.19, 0.15))
    green = np.array(((0.22, 0.34, 0.13), (0.34, 0.42, 0.16), (0.48, 0.34, 0.12))[int(rng.integers(3))])
    for tone, number in ((0.7, 9), (1.0, 9), (1.35, 7)):
        for _ in range(number):
            across, up = rng.uniform(-1.5, 1.5), rng.uniform(2.5, 4.8)
            fill(place, view, disc(across, up, rng.uniform(0.3, 0.75), 0.8), x, ahead, tuple(tone * green))


def paint_stranger(rng: Generator, place: Place, view: View, light: Light, x: float, ahead: float) -> None:
    """Somebody who happens to pass by."""
    scale = view.focal / ahead
    foot = (view.centre + x * scale, view.horizon + view.height * scale)
    size = rng.uniform(1.55, 1.85) * scale
    left, top = int(foot[0] - 0.45 * size), int(foot[1] - 1.1 * size)
    canvas = new_canvas(rng, light, (int(1.2 * size), int(0.9 * size)))
    pose = choose_pose(rng)
    if "sitting" in pose.legs:
        pose = pose._replace(legs=("step", "trailing"))
    names = ("woman", "man", "tall woman", "stout man")
    build = names[int(rng.integers(4))]
    figure = stand(BUILDS[build][1], pose, (foot[0] - left, foot[1] - top), size, 0.0, view.height / ahead)
    paint_person(canvas, figure, choose_outfit(rng, build, sitting=False))
    height, width = place.depth.shape
    rows = slice(max(top, 0), min(top + canvas.labels.shape[0], height))
    columns = slice(max(left, 0), min(left + canvas.labels.shape[1], width))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return
    fill(place, view, disc(0, 0.02, 0.3, 0.12), x, ahead, (0.2, 0.2, 0.21))
    part = slice(rows.start - top, rows.stop - top), slice(columns.start - left, columns.stop - left)
    inside = canvas.labels[part] > 0
    place.picture[rows, columns][inside] = np.minimum(np.dstack(canvas.planes)[part][inside], 1.2)
    place.depth[rows, columns][inside] = ahead


def furnish(rng: Generator, place: Place, view: View, light: Light, near: float) -> None:
    """Puts what belongs there into a place, the furthest first; half of the places stay empty."""
    busy = max(0.0, rng.uniform(-1, 1))
    things = [(name, nearest) for name, most, nearest in place.things
              for _ in range(int(rng.binomial(most, 0.6 * busy)))]  # fmt: skip
    placed = sorted(((near * nearest + 18 * rng.random() ** 1.5, name) for name, nearest in things), reverse=True)
    for ahead, name in placed:
        wide = place.depth.shape[1] / view.focal * ahead
        x = rng.uniform(-0.5, 0.5) * wide + (place.depth.shape[1] / 2 - view.centre) / view.focal * ahead
        if name == "stranger":
            paint_stranger(rng, place, view, light, x, ahead)
        else:
            {"car": paint_car, "post": paint_post, "tree": paint_tree}[name](rng, place, view, x, ahead)
