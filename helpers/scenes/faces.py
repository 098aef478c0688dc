"""Procedural portraits with exact masks in CelebAMask-HQ's 19 parts.

`draw(seed)` invents a person, turns the head, lights it and photographs it. Where to read on: how a round thing
is seen, in `face_surface`; light and shadow, in `face_light`; the skull and the features in relief, in
`face_shape`; what is painted on it, in `face_features` and `face_mouth`; `face_hair`, `face_locks`, `face_body`,
`face_extras` and `face_backdrop` say what they hold; and how numbers become a picture and a mask, in `face_canvas`.
"""

import cv2
import numpy as np

from helpers.scenes.face_backdrop import backdrop
from helpers.scenes.face_body import body_surface, paint_body
from helpers.scenes.face_canvas import Layer, Part, Scene, flatten, ink, mix, new_texture, pick, times
from helpers.scenes.face_extras import (
    HAT_COLOURS,
    add_brim,
    add_earrings,
    add_ears,
    add_glasses,
    choose_hat,
    hat_radii,
    paint_hat,
)
from helpers.scenes.face_features import Looks, paint_brow, paint_eye, paint_nose, tones
from helpers.scenes.face_hair import HAIR_COLOURS, choose_style, hair_cap, paint_cap
from helpers.scenes.face_light import choose_light, light_table
from helpers.scenes.face_locks import add_hair
from helpers.scenes.face_mouth import paint_beard, paint_mouth
from helpers.scenes.face_shape import FACE, choose_shape, head_radii, head_surface
from helpers.scenes.face_surface import CANVAS, Pose, cast, turned

SKINS = (
    (0.96, 0.80, 0.72), (0.92, 0.74, 0.63), (0.88, 0.68, 0.55), (0.80, 0.60, 0.46), (0.72, 0.52, 0.38),
    (0.60, 0.41, 0.29), (0.47, 0.31, 0.22), (0.36, 0.23, 0.17),
)  # fmt: skip
IRISES = ((0.25, 0.14, 0.08), (0.36, 0.22, 0.12), (0.32, 0.46, 0.62), (0.35, 0.45, 0.30), (0.5, 0.55, 0.58))


def choose_looks(rng: np.random.Generator, woman: bool, age: float) -> Looks:
    """Draws the colours of a person."""
    tone = rng.uniform(0, len(SKINS) - 1)
    skin = mix(SKINS[int(tone)], SKINS[int(tone) + 1], tone % 1)
    grey = age > 0.65 and rng.random() < 0.7
    last = 10 if grey or rng.random() < 0.04 else 8 if tone < 3.5 else 4
    hair = HAIR_COLOURS[int(rng.integers(8 if grey else 0, last))]
    hair = mix(hair, HAIR_COLOURS[int(rng.integers(10))], rng.uniform(0, 0.15))
    makeup = woman * float(rng.random())
    red = pick(rng, ((0.72, 0.16, 0.2), (0.78, 0.3, 0.36), (0.55, 0.16, 0.2)))
    beard = float(rng.uniform(0.25, 1)) if not woman and rng.random() < 0.45 else 0.0
    return Looks(
        skin=skin,
        lips=mix(mix(skin, (0.62, 0.25, 0.25), 0.42), red, 0.85 * makeup if woman else 0.0),
        hair=hair,
        brow=times(mix(hair, (0.2, 0.13, 0.1), 0.45), 0.8),
        iris=pick(rng, IRISES) if tone < 3.5 else IRISES[int(rng.integers(2))],
        shadow=makeup * float(rng.random()),
        brow_width=rng.uniform(0.034, 0.054) if woman else rng.uniform(0.044, 0.07),
        beard=beard,
        moustache=beard * float(rng.uniform(0.6, 0.9)),
        gaze=(float(rng.uniform(-0.04, 0.04)), float(rng.uniform(-0.015, 0.02))),
        freckles=bool(tone < 2 and rng.random() < 0.25),
    )


def choose_poses(rng: np.random.Generator) -> tuple[Pose, Pose]:
    """Draws how head and body stand before the camera."""
    yaw = float(np.clip(rng.normal(0, 0.33), -0.75, 0.75))
    pitch = float(np.clip(rng.normal(0.02, 0.12), -0.28, 0.3))
    roll = float(np.clip(rng.normal(0, 0.11), -0.3, 0.3))
    size = CANVAS * rng.uniform(0.27, 0.332)
    column, row = CANVAS * rng.uniform(0.46, 0.54), CANVAS * rng.uniform(0.42, 0.48)
    head = Pose(turned(yaw, pitch, roll), column, row, size)
    # The body turns less; its neck ends under the head, which nods around a point behind the jaw.
    own = turned(0.5 * yaw + float(rng.normal(0, 0.12)), 0.04, 0.25 * roll + float(rng.normal(0, 0.04)))
    joint = np.round(head.turn.astype(float) @ (0, -0.8, -0.3), 5)
    body = Pose(own, column + size * float(joint[0]), row - size * float(joint[1] - 0.76), size, float(joint[2]) - 0.05)
    return head, body


def draw(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draws one portrait with its mask.

    Args:
        seed: any non-negative integer; the same seed gives the same portrait.

    Returns:
        image uint8 (160, 160, 3) RGB and parts uint8 (160, 160), values of `Part`.

    Example:
        >>> image, parts = draw(7)
        >>> image.shape, parts.shape
        ((160, 160, 3), (160, 160))
    """
    rng = np.random.default_rng(seed)
    woman = rng.random() < 0.64
    shape = choose_shape(rng, woman)
    looks = choose_looks(rng, woman, shape.age)
    style = choose_style(rng, woman, shape.age)
    hat = choose_hat(rng, woman)
    head_pose, body_pose = choose_poses(rng)
    scene = Scene(rng, choose_light(rng))
    hat_colour = pick(rng, HAT_COLOURS)

    bald = head_radii(shape)
    radii = hair_cap(style, bald)
    if hat:
        radii = hat_radii(hat, bald if hat != "band" else radii)
    head = head_surface(radii)
    texture = new_texture(ink(scene, Part.SKIN, looks.skin, gloss=0.09))
    paint_beard(scene, texture, head, shape, looks)
    paint_nose(scene, texture, head, shape, looks)
    paint_mouth(scene, texture, head, shape, looks)
    for side in (-1, 1):
        paint_eye(scene, texture, head, shape, looks, side)
        paint_brow(scene, texture, head, shape, looks, side)
    if hat != "scarf":
        paint_cap(scene, texture, head, style, looks.hair)
    if hat:
        paint_hat(scene, texture, head, hat, hat_colour)
        add_brim(scene, head_pose, hat, hat_colour)
    light = light_table(scene.light, head, head_pose)
    exposure = rng.uniform(0.85, 1.25) / float(light[FACE][..., :3].mean())  # set for the face, as cameras do
    exposure *= (0.6 / max(looks.skin)) ** 0.4
    light = light * tones(scene, shape, looks)
    layers = [Layer(head, texture, light, cast(head, head_pose))]

    body = body_surface(rng, woman)
    clothes = paint_body(scene, body, looks.skin, woman, hat_colour if hat == "scarf" and rng.random() < 0.7 else None)
    light = light_table(scene.light, body, body_pose, (head, head_pose))
    layers.append(Layer(body, clothes, light, cast(body, body_pose, layers[0].hit)))

    if hat != "scarf":
        ear = rng.uniform(0.95, 1.25)
        if style.curtain == 0 or hat:  # else hair falls over them
            add_ears(scene, head_pose, looks.skin, ear)
        if rng.random() < (0.75 if woman else 0.05):
            add_earrings(scene, head_pose, ear)
        add_hair(scene, head_pose, head, style, looks.hair, covered=bool(hat) and hat != "band")
    if rng.random() < 0.08:
        add_glasses(scene, head_pose, head_surface(bald))
    picture, parts = flatten(scene, backdrop(rng, (looks.skin, looks.hair)), layers)
    return photograph(rng, picture, exposure), shrink(parts)


def photograph(rng: np.random.Generator, picture: np.ndarray, exposure: float) -> np.ndarray:
    """What a camera adds: exposure, a colour cast, blur and noise.

    Args:
        rng: source of chance.
        picture: float32 (SIDE, SIDE, 3), linear light.
        exposure: what to multiply the light with.

    Returns:
        uint8 (SIDE, SIDE, 3) RGB.
    """
    picture = picture * np.float32(exposure) * rng.uniform(0.94, 1.06, 3).astype(np.float32)
    shown = np.clip(picture, 0, None) ** np.float32(1 / 2.2)
    shown = np.where(shown > 0.8, 0.8 + 0.2 * np.tanh((shown - 0.8) / 0.2), shown)  # film bends before it clips
    if rng.random() < 0.04:
        shown = np.repeat(shown.mean(axis=2, keepdims=True), 3, axis=2) * np.float32((1.02, 1.0, 0.97))
    shown = cv2.GaussianBlur(shown, (0, 0), rng.uniform(0.3, 0.6))
    shown = shown + rng.standard_normal(shown.shape, np.float32) * np.float32(rng.uniform(0.003, 0.011))
    return np.round(np.clip(shown, 0, 1) * 255).astype(np.uint8)


def shrink(parts: np.ndarray) -> np.ndarray:
    """Halves a mask: of four pixels, the part that most of them have, or else the first one's."""
    a, b, c, d = parts[::2, ::2], parts[::2, 1::2], parts[1::2, ::2], parts[1::2, 1::2]
    first = (a == b) | (a == c) | (a == d)
    second = (b == c) | (b == d)
    return np.where(first, a, np.where(second, b, np.where(c == d, c, a)))
