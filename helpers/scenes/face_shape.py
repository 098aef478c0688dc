"""The shape of a head: a skull, a face before it, a jaw that closes it, and hills for nose, lips and cheeks.

Heights on every head: eyes at y = 0, brows near 0.27, hairline near 0.95, nose down to -0.55, mouth at -0.92,
chin near -1.45. Half of the face's width is 1.
"""

from typing import NamedTuple

import numpy as np

from helpers.scenes.face_surface import Surface, grid

TOP, BOTTOM = 1.95, -1.75  # of the head's table
ROWS, COLUMNS = 176, 240
FACE = slice(46, 128), slice(82, 158)  # its rows and columns from hairline to chin, cheek to cheek
EYE_X = 0.435  # from the middle to an eye's centre
MOUTH_Y = -0.93
NOSE_Y = -0.55


class Shape(NamedTuple):
    """What makes one head different from another; lengths in units."""

    jaw: float  # width of the jaw, 0.75 slim .. 1.1 square
    chin: float  # y of the chin
    cheeks: float  # 0 hollow .. 1 full
    nose_length: float  # height of the nose's tip before the face
    nose_width: float  # half-width of its wings
    nose_hump: float  # -1 snub .. 1 hooked
    lips: float  # 0 thin .. 1 full
    smile: float  # -0.4 sad .. 1
    gape: float  # opening of the mouth, in units
    eye_open: float  # half-height of the opening
    eye_tilt: float  # outer corner higher, in units
    brow_height: float  # of the brow's middle above the eye
    age: float  # 0 young .. 1 old


def choose_shape(rng: np.random.Generator, woman: bool) -> Shape:
    """Draws a head."""
    mood = str(rng.choice(["calm", "smiling", "laughing", "talking"], p=(0.33, 0.22, 0.33, 0.12)))
    smile = {"calm": rng.uniform(-0.08, 0.4), "smiling": rng.uniform(0.4, 0.9), "laughing": rng.uniform(0.7, 1.1),
             "talking": rng.uniform(0.0, 0.5)}
    gape = {"laughing": rng.uniform(0.09, 0.24), "talking": rng.uniform(0.05, 0.2)}
    squint = rng.random()
    return Shape(
        jaw=rng.uniform(0.8, 0.95) if woman else rng.uniform(0.92, 1.12),
        chin=rng.uniform(-1.56, -1.4) if woman else rng.uniform(-1.66, -1.48),
        cheeks=rng.uniform(0, 1),
        nose_length=rng.uniform(0.2, 0.3) if woman else rng.uniform(0.24, 0.38),
        nose_width=rng.uniform(0.17, 0.24) if woman else rng.uniform(0.2, 0.28),
        nose_hump=rng.uniform(-1, 1),
        lips=rng.uniform(0.3, 1) if woman else rng.uniform(0, 0.75),
        smile=smile[mood],
        gape=gape.get(mood, 0.0),
        eye_open=0.0 if squint < 0.04 else rng.uniform(0.036, 0.05) if squint < 0.16 else rng.uniform(0.058, 0.088),
        eye_tilt=rng.uniform(-0.03, 0.06),
        brow_height=rng.uniform(0.26, 0.34),
        age=float(rng.random() ** 1.6),
    )


def bump(x: np.ndarray, y: np.ndarray, at: tuple[float, float], wide: float, high: float) -> np.ndarray:
    """A round hill of height 1 on the face at (x, y), and its mirror image on the other side."""
    down = np.exp(-(((y - at[1]) / high) ** 2) / 2)
    if at[0] == 0:
        return down * np.exp(-((x / wide) ** 2) / 2)
    return down * np.exp(-(((np.abs(x) - at[0]) / wide) ** 2) / 2)


def head_grid() -> tuple[np.ndarray, np.ndarray]:
    """Angles float (COLUMNS,) and heights float (ROWS, 1) of the head's table."""
    return grid(ROWS, COLUMNS, TOP, BOTTOM)


def skull(angle: np.ndarray, y: np.ndarray, thicker: float = 0.0) -> np.ndarray:
    """Radii of the skull, an ellipsoid whose middle lies behind the axis; `thicker` by so many units."""
    wide, tall, deep = 0.99 + thicker, 1.12 + thicker, 1.22 + thicker
    back = 0.22 * np.clip((1.45 - y) / 0.6, 0, 1)  # the crown stays above the axis
    left = 1 - ((y - 0.38) / tall) ** 2
    a = np.sin(angle) ** 2 / wide**2 + np.cos(angle) ** 2 / deep**2
    b = back * np.cos(angle) / deep**2
    root = b * b - a * (back**2 / deep**2 - left)
    return np.maximum((-b + np.sqrt(np.maximum(root, 0))) / a, 0) * (root > 0)


def front(shape: Shape, angle: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Radii of the face without its features: an upright tube, narrower at the jaw."""
    level = (-1.75, -1.5, -1.2, -0.85, -0.4, 0.0, 0.5, 0.9, 1.25, 1.45)
    slim = shape.jaw
    jaw = (0.5 * slim, 0.62 * slim, 0.82 * slim, 0.93 * slim + 0.02)
    sides = ((*jaw, 0.92, 0.965, 0.94, 0.8, 0.4, 0), (0.86, 0.9, 0.93, 0.95, 0.95, 0.94, 0.985, 0.85, 0.5, 0))
    # Read at five heights and averaged, lest the light show where one straight piece meets the next.
    wide, deep = (np.mean([np.interp(y + step, level, side) for step in (-0.14, -0.07, 0, 0.07, 0.14)], axis=0)
                  for side in sides)
    wide, deep = (np.maximum(side, 1e-3) for side in (wide, deep))
    deep = np.where(np.cos(angle) > 0, deep, deep * 0.45)
    return ((np.abs(np.sin(angle)) / wide) ** 2.3 + (np.abs(np.cos(angle)) / deep) ** 2.3) ** (-1 / 2.3)


def features(shape: Shape, angle: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Hills and valleys of the face, added to its radii."""
    x = np.sin(angle) * 0.95
    hill = 0.05 * bump(x, y, (0.33, 0.2), 0.24, 0.09)
    hill += -0.1 * bump(x, y, (0.36, 0.03), 0.2, 0.13) + 0.055 * bump(x, y, (EYE_X, 0.0), 0.13, 0.1)
    smiling = max(shape.smile, 0)
    hill += (0.03 + 0.04 * shape.cheeks + 0.03 * smiling) * bump(x, y, (0.56, -0.42), 0.2, 0.2)
    hill += 0.06 * (shape.cheeks - 0.6) * bump(x, y, (0.62, -0.85), 0.2, 0.25)
    hill += 0.05 * bump(x, y, (0.0, MOUTH_Y), 0.38, 0.26)

    # The nose: a ridge that rises towards its tip, wings beside the tip, and a sharp end below.
    rise = np.array([-0.9, -0.2, -0.13, -0.08, -0.03, 0.03, 0.1, 0.18, 0.3, 0.62, 0.85]) + NOSE_Y
    hump = 0.1 * shape.nose_hump
    bridge = np.interp(y, rise, (0, 0, 0.26, 0.6, 0.9, 1, 0.97, 0.86, 0.7 + hump, 0.26 + 0.8 * abs(hump), 0))
    half = np.interp(y, (NOSE_Y - 0.1, NOSE_Y + 0.03, -0.25, 0.15), (0.09, 0.5 * shape.nose_width + 0.02, 0.1, 0.1))
    hill += shape.nose_length * bridge * np.exp(-((x / half) ** 2) / 2)
    hill += 0.11 * bump(x, y, (0.66 * shape.nose_width, NOSE_Y + 0.01), 0.27 * shape.nose_width, 0.065)

    full = 0.03 + 0.04 * shape.lips
    hill += full * bump(x, y, (0.0, MOUTH_Y + 0.07 + shape.gape / 3), 0.24, 0.07)
    hill += full * 1.1 * bump(x, y, (0.0, MOUTH_Y - 0.09 - shape.gape / 2), 0.22, 0.07)
    hill -= 0.05 * bump(x, y, (0.0, MOUTH_Y - 0.24 - shape.gape / 2), 0.22, 0.06)
    hill += 0.06 * bump(x, y, (0.0, shape.chin + 0.16), 0.2, 0.13)
    hill -= (0.02 + 0.05 * shape.age) * fold(shape, x, y)
    return hill * (np.cos(angle) > 0)


def fold(shape: Shape, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The crease from the nose's wing to the corner of the mouth, deeper with age and in a smile."""
    centre = np.interp(y, (-1.15, -0.9, NOSE_Y), (0.5, 0.46 + 0.06 * shape.smile, shape.nose_width + 0.05))
    away = (np.abs(x) - centre) / 0.045
    strength = np.interp(y, (-1.2, -0.95, -0.6, -0.45), (0, 1, 1, 0))
    return np.exp(-away * away / 2) * strength * (0.5 + max(shape.smile, 0))


def head_radii(shape: Shape) -> np.ndarray:
    """The bald head as radii, float32 (ROWS, COLUMNS)."""
    angle, y = head_grid()
    radii = front(shape, angle, y) + features(shape, angle, y)
    # The jaw's lower edge rises from the chin to the ear; the surface rounds off just above it.
    turn = np.minimum(np.abs(angle) / (np.pi / 2), 1)
    edge = shape.chin + (-0.72 - shape.chin) * turn**2.1
    rounding = 0.2 + 0.22 * turn
    over = np.clip((y - edge) / rounding, 0, 1)
    radii = radii * np.sqrt(np.maximum(1 - (1 - over) ** 2, 0))
    behind = skull(angle, y) * np.clip((y + 0.75) / 0.3, 0, 1)
    whole = power16(np.maximum(radii, 0)) + power16(behind)
    for _ in range(4):  # the sixteenth root: the larger of the two, without an edge between them
        whole = np.sqrt(whole)
    return np.round(whole, 5).astype(np.float32)


def power16(values: np.ndarray) -> np.ndarray:
    """Values to the power of 16, much sooner than `**`."""
    for _ in range(4):
        values = values * values
    return values


def head_surface(radii: np.ndarray) -> Surface:
    """Radii as the head's surface."""
    return Surface(radii, TOP, BOTTOM)
