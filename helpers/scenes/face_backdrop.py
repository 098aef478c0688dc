"""What is behind a portrait: walls, studios, lights out of focus, leaves, posters."""

import cv2
import numpy as np

from helpers.scenes.face_canvas import Colour, mix, pick
from helpers.scenes.face_surface import SIDE

KINDS = ("wall", "studio", "lights", "leaves", "poster", "room")


def backdrop(rng: np.random.Generator, near: tuple[Colour, Colour]) -> np.ndarray:
    """Draws a backdrop, float32 (SIDE, SIDE, 3) in linear light; now and then its colour is one of `near`."""
    kind = pick(rng, KINDS, (0.2, 0.2, 0.2, 0.14, 0.13, 0.13))
    hue = rng.uniform(0.05, 0.9, 3)
    grey = float(hue.mean())
    base = mix(tuple(hue), (grey, grey, grey), rng.uniform(0.2, 0.9))
    if rng.random() < 0.3:
        base = mix(base, near[int(rng.integers(2))], 0.75)
    if rng.random() < 0.15:
        base = pick(rng, ((0.97, 0.97, 0.97), (0.03, 0.03, 0.04)))
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32) / np.float32(SIDE) - np.float32(0.5)
    slope = rng.uniform(-0.5, 0.5, 2)
    picture = np.float32(base) * (1 + np.float32(slope[0]) * x + np.float32(slope[1]) * y)[..., None]
    if kind == "studio":
        at = rng.uniform(-0.3, 0.3, 2)
        spot = np.exp(-((x - at[0]) ** 2 + (y - at[1]) ** 2) / np.float32(0.12))
        picture = picture * (0.55 + 0.7 * spot)[..., None]
    elif kind in ("lights", "leaves"):
        picture = blobs(rng, picture, base, kind)
    elif kind == "poster":
        picture = posters(rng, picture, base)
    elif kind == "room":
        picture = room(rng, picture, base)
    picture = picture * (1 + 0.015 * rng.standard_normal((SIDE, SIDE, 1), np.float32))
    return np.clip(picture, 0, 1).astype(np.float32) ** np.float32(2.2)


def blobs(rng: np.random.Generator, picture: np.ndarray, base: Colour, kind: str) -> np.ndarray:
    """Discs of light far out of focus, or foliage made of soft patches."""
    leaves = kind == "leaves"
    tint = mix(base, (0.25, 0.4, 0.18), 0.75) if leaves else base
    picture = np.float32(picture * 0.55) if not leaves else np.float32(picture * 0) + np.float32(tint) * 0.7
    for _ in range(120 if leaves else 26):
        at = tuple(int(value) for value in rng.integers(-10, SIDE + 10, 2))
        if leaves:
            sun = rng.random()
            colour = np.float32(tint) * np.float32(rng.uniform(0.35, 1.7)) + np.float32((0.1 * sun, 0.1 * sun, 0))
            axes = (int(rng.integers(3, 13)), int(rng.integers(2, 7)))
            cv2.ellipse(picture, at, axes, int(rng.integers(180)), 0, 360, colour.tolist(), -1, cv2.LINE_8)
        else:
            colour = mix(tuple(rng.uniform(0.3, 1, 3)), (1.0, 0.85, 0.6), 0.5)
            disc = cv2.circle(np.zeros((SIDE, SIDE), np.uint8), at, int(rng.integers(4, 17)), 1, -1, cv2.LINE_8) > 0
            picture[disc] = 0.62 * picture[disc] + 0.38 * np.float32(colour)
    return cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.8, 3.5) if leaves else 1.3)


def posters(rng: np.random.Generator, picture: np.ndarray, base: Colour) -> np.ndarray:
    """A wall of a sponsor's signs: rows of three or four strokes that look like letters."""
    picture = np.float32(picture)
    letters = pick(rng, ((0.9, 0.1, 0.12), (0.1, 0.15, 0.5), (0.95, 0.95, 0.95), (0.05, 0.05, 0.05)))
    pitch = int(rng.integers(26, 46))
    for row in range(int(rng.integers(-pitch, 0)), SIDE, pitch):
        column = int(rng.integers(-40, 0))
        while column < SIDE:
            for _ in range(int(rng.integers(3, 7))):
                ends = (column, row) + rng.integers(0, 3, (5, 2)) * np.array([pitch // 8, pitch // 6])
                cv2.polylines(picture, [np.int32(ends)], False, letters, 2, cv2.LINE_8)
                column += pitch // 4 + 5
            column += int(rng.integers(12, 30))
    return cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.7, 2.2))


def room(rng: np.random.Generator, picture: np.ndarray, base: Colour) -> np.ndarray:
    """A room out of focus: window, shelf, door frames."""
    picture = np.float32(picture)
    for _ in range(int(rng.integers(3, 8))):
        left, top = (int(value) for value in rng.integers(-30, SIDE, 2))
        wide, tall = (int(value) for value in rng.integers(12, 80, 2))
        colour = mix(base, tuple(rng.uniform(0, 1, 3)), 0.55)
        cv2.rectangle(picture, (left, top), (left + wide, top + tall), colour, -1)
    return cv2.GaussianBlur(picture, (0, 0), rng.uniform(1.5, 5))
