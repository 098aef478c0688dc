"""Supervisely's annotations: objects as small pictures inside a JSON file, or as polygons."""

import base64
import binascii
import io
import json
import zlib
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from helpers.datasets.readers.files import FileFault
from helpers.images import VOID

PERSON = "person"  # the titles are person_bmp and person_poly
NEUTRAL = "neutral"  # where the annotators could not decide
MOST_BYTES = 64 * 2**20  # of one unpacked bitmap


def read_annotation(path: Path, size: tuple[int, int] | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Draws the persons of one annotation file.

    Args:
        path: `NAME.jpg.json` with "size" and "objects"; each object has a "classTitle", and either a "bitmap" (a PNG,
            packed with zlib, written as base64, to be placed at "origin") or "points" (polygons).
        size: (height, width) of the picture, to be held against the file's own.

    Returns:
        mask uint8 (H, W): 1 person, 0 background, 255 where the annotators could not decide; and instances
        int32 (H, W): one number per person. Later objects lie over earlier ones.

    Raises:
        FileFault: another size than the picture's, or a class that is neither a person nor neutral.
        ValueError: the file is damaged.
    """
    try:
        annotation = json.loads(path.read_text(encoding="utf-8"))
        height, width = (int(annotation["size"][side]) for side in ("height", "width"))
        objects = [(str(thing["classTitle"]), thing) for thing in annotation["objects"]]
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(
            f"{path.name} is no annotation of Supervisely ({error}). Copy or download it again."
        ) from None
    if size and (height, width) != tuple(size):
        raise FileFault("wrong size", (
            f"people: {path.name} is drawn for {width}x{height}, its picture is {size[1]}x{size[0]}. A mask has the "
            "size of its picture: take both from the same export."
        ))
    mask, instances = np.zeros((height, width), np.uint8), np.zeros((height, width), np.int32)
    for number, (title, thing) in enumerate(objects, start=1):
        here = _pixels_of(thing, (height, width), path.name)
        if title.lower().startswith(PERSON):
            mask[here], instances[here] = 1, number
        elif title.lower().startswith(NEUTRAL):
            mask[here], instances[here] = VOID, 0
        else:
            raise FileFault("wrong id", (
                f"people: {path.name} holds an object of the class {title!r}, but people has persons (person...) and "
                "undecided places (neutral). Remove it, or rename its class."
            ))
    return mask, instances


def _pixels_of(thing: dict, size: tuple[int, int], name: str) -> np.ndarray:
    """bool (H, W): where an object is."""
    here = np.zeros(size, np.uint8)
    try:
        if "bitmap" in thing:
            column, row = (int(number) for number in thing["bitmap"]["origin"])
            drawn = unpack_bitmap(thing["bitmap"]["data"])
            place = here[row : row + drawn.shape[0], column : column + drawn.shape[1]]
            if min(row, column) < 0 or place.shape != drawn.shape:
                raise ValueError(f"a bitmap of {drawn.shape[1]}x{drawn.shape[0]} at {column}, {row} leaves the picture")
            place[drawn] = 1
        else:
            outlines = [thing["points"]["exterior"], *thing["points"].get("interior", [])]
            for value, outline in zip((1, *[0] * len(outlines)), outlines):
                corners = np.round(np.array(outline, float)).astype(np.int32).reshape(-1, 1, 2)
                cv2.fillPoly(here, [corners], value)
    except (KeyError, TypeError, ValueError, zlib.error, binascii.Error, cv2.error, UnidentifiedImageError) as error:
        raise ValueError(
            f"{name} holds an object that cannot be drawn ({error}). Copy or download it again."
        ) from None
    return here.astype(bool)


def unpack_bitmap(data: str) -> np.ndarray:
    """Unpacks an object: base64 of a zlib-packed PNG, whose alpha (or whose grey) says where the object is.

    Returns:
        bool (h, w).

    Raises:
        ValueError: it is larger than any picture, or no PNG.
    """
    unpacker = zlib.decompressobj()
    png = unpacker.decompress(base64.b64decode(data, validate=True), MOST_BYTES)
    if unpacker.unconsumed_tail:
        raise ValueError(f"a bitmap unpacks to more than {MOST_BYTES} bytes")
    values = np.asarray(Image.open(io.BytesIO(png)))
    return values[..., -1] > 0 if values.ndim == 3 and values.shape[2] in (2, 4) else _any_channel(values)


def _any_channel(values: np.ndarray) -> np.ndarray:
    return (values > 0).any(axis=2) if values.ndim == 3 else values > 0
