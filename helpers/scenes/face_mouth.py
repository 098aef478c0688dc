"""Mouth and beard, painted on a head."""

import cv2
import numpy as np

from helpers.scenes.face_canvas import Part, Scene, ink, mix, on_texture, times
from helpers.scenes.face_features import ALONG, Looks, draw_line, paint
from helpers.scenes.face_shape import MOUTH_Y, Shape
from helpers.scenes.face_surface import Surface

TEETH = np.array([-0.26, -0.2, -0.135, -0.07, 0.0, 0.07, 0.135, 0.2, 0.26])  # x where one tooth meets the next


def mouth_lines(shape: Shape) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The mouth's curves: x, and y of the upper lip's top, of both inner edges, and of the lower lip's end.

    Even a grin's corners lie below the pupils: farther out they would be on the side of the head.
    """
    x = (0.31 + 0.07 * max(shape.smile, 0) - 0.25 * shape.gape * (shape.smile < 0.5)) * ALONG
    flat = 1 - ALONG**2
    corner = MOUTH_Y + (0.09 if shape.gape else 0.06) * shape.smile * (1 - flat)
    bow = 0.02 * np.exp(-(((np.abs(ALONG) - 0.28) / 0.16) ** 2))
    inner_top = corner + flat * (0.25 * shape.gape - 0.04 * max(shape.smile, 0))
    inner_low = corner - flat * (0.75 * shape.gape + 0.04 * max(shape.smile, 0))
    top = inner_top + (0.05 + 0.065 * shape.lips) * flat**0.8 + bow * flat
    low = inner_low - (0.075 + 0.085 * shape.lips) * flat**0.8
    return x, top, inner_top, inner_low, low


def paint_mouth(scene: Scene, texture: np.ndarray, surface: Surface, shape: Shape, looks: Looks) -> None:
    """Paints lips, and where they are apart the mouth with teeth and tongue."""
    x, top, inner_top, inner_low, low = mouth_lines(shape)
    upper = ink(scene, Part.U_LIP, times(looks.lips, 0.85), gloss=0.06)
    lower = ink(scene, Part.L_LIP, looks.lips, gloss=0.14)
    paint(texture, surface, upper, np.r_[x, x[::-1]], np.r_[top, inner_top[::-1]])
    paint(texture, surface, lower, np.r_[x, x[::-1]], np.r_[inner_low, low[::-1]])
    if shape.gape == 0:
        draw_line(texture, surface, ink(scene, Part.L_LIP, times(looks.lips, 0.35)), x, inner_low, 3)
        return
    paint(texture, surface, ink(scene, Part.MOUTH, (0.2, 0.05, 0.06)), np.r_[x, x[::-1]],
          np.r_[inner_top, inner_low[::-1]])
    if shape.gape > 0.12:
        rise = np.minimum(inner_low + 0.3 * shape.gape, inner_top)
        tongue = ink(scene, Part.MOUTH, (0.62, 0.26, 0.27))
        paint(texture, surface, tongue, np.r_[x[4:-4], x[4:-4][::-1]], np.r_[rise[4:-4], inner_low[4:-4][::-1]])
    paint_teeth(scene, texture, surface, shape, (x, inner_top, inner_low))


def paint_teeth(scene: Scene, texture: np.ndarray, surface: Surface, shape: Shape, mouth: tuple) -> None:
    """Paints the upper teeth, darker towards the corners; `mouth` is x, and y of the lips' inner edges."""
    x, inner_top, inner_low = mouth
    share = 0.85 if shape.smile > 0.5 and shape.gape < 0.17 else 0.5
    edge = inner_top + (inner_low - inner_top) * share * np.minimum(0.3 + 1.2 * (1 - ALONG**2), 1)
    for inside, shade in ((slice(2, -2), 0.72), (slice(3, -3), 0.86), (slice(4, -4), 1.0)):
        teeth = ink(scene, Part.MOUTH, times((0.93, 0.9, 0.84), shade), gloss=0.05)
        paint(texture, surface, teeth, np.r_[x[inside], x[inside][::-1]], np.r_[inner_top[inside], edge[inside][::-1]])
    gap = ink(scene, Part.MOUTH, (0.72, 0.67, 0.61))
    for at in TEETH[np.abs(TEETH) < x[-3]]:
        ends = np.array([np.interp(at, x, inner_top), np.interp(at, x, edge)])
        draw_line(texture, surface, gap, np.array([at, at]), ends, 2)


def paint_beard(scene: Scene, texture: np.ndarray, surface: Surface, shape: Shape, looks: Looks) -> None:
    """Paints a beard as short hairs; like the real set it counts as skin."""
    rng = scene.rng
    hairs = []
    if looks.beard:
        count = round(560 * looks.beard)
        x = 0.92 * np.sin(rng.uniform(-1.25, 1.25, count))
        highest = np.interp(np.abs(x), (0, 0.3, 0.5, 0.75, 0.94), (-1.14, -1.0, -0.85, -0.62, -0.05))
        hairs.append((x, highest + (shape.chin - 0.1 - highest) * rng.uniform(0, 1, count)))
        outline = np.linspace(-0.94, 0.94, 25)
        edge = np.interp(np.abs(outline), (0, 0.3, 0.5, 0.75, 0.94), (-1.16, -1.03, -0.89, -0.66, -0.1))
        for lower, share in ((-0.06, 0.25), (0.0, 0.55), (0.06, 1.0)):
            ground = ink(scene, Part.SKIN, mix(looks.skin, looks.brow, share * (0.15 + 0.5 * looks.beard)))
            paint(texture, surface, ground, np.r_[outline, 0.94, -0.94], np.r_[edge - lower, -1.75, -1.75])
    if looks.moustache:
        outline = np.linspace(-0.47, 0.47, 13)
        ground = ink(scene, Part.SKIN, mix(looks.skin, looks.brow, 0.1 + 0.45 * looks.moustache))
        arch = MOUTH_Y - 0.75 * outline * outline
        paint(texture, surface, ground, np.r_[outline, outline[::-1]], np.r_[arch + 0.21, arch[::-1] + 0.03])
        x = rng.uniform(-0.45, 0.45, round(240 * looks.moustache))
        hairs.append((x, MOUTH_Y + 0.25 - 0.7 * x * x - rng.uniform(0, 0.14, x.size) - 0.25 * np.abs(x) * shape.gape))
    if not hairs:
        return
    x, y = np.concatenate(hairs, axis=1)
    thin = 0.4 * (1 - max(looks.beard, looks.moustache))
    shades = [mix(times(looks.brow, 0.7 + 0.15 * i), looks.skin, 0.12 * (i % 3) + thin) for i in range(6)]
    numbers = [ink(scene, Part.SKIN, shade) for shade in shades]
    # At the side of the face a step in x is a long way back: hairs lean less there.
    lean = (0.05 * x + rng.uniform(-0.02, 0.02, x.size)) * (1 - (x / 0.95) ** 2)
    roots, tips = on_texture(surface, x, y), on_texture(surface, x + lean, y - 0.075 + 0.12 * thin)
    for root, tip, shade in zip(roots.tolist(), tips.tolist(), rng.integers(0, 6, x.size)):
        cv2.line(texture, root, tip, numbers[shade], 2, cv2.LINE_8)
