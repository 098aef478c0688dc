"""Wrong files of people, faces and carla, in every layout: rows for tests/test_bad_input.py."""

import base64
import io
import json
import zlib
from collections.abc import Callable
from pathlib import Path

import fakes
import fakes_data as made
import numpy as np
from faults import Fault
from PIL import Image

from helpers.datasets import load_dataset
from helpers.datasets.carla_tags import TAGS

FINE = np.zeros((16, 16), np.uint8)
SQUARE = [[2, 2], [12, 2], [12, 12], [2, 12]]


def reading(name: str, write: Callable[[Path], Path], change: Callable[[Path], object], **options) -> Callable:
    """Writes a data set, changes something in it, and decodes the pictures of train and val."""
    def do(folder: Path):
        change(write(folder))
        return [sample.mask for split in ("train", "val") for sample in load_dataset(name, split, folder, **options)]

    return do


def people(change):
    return reading("people", made.write_people, change)


def silhouettes(change):
    return reading("people", made.write_people_folders, lambda r: change(r / "people_segmentation" / "masks"))


def supervisely(objects=None, text: str | None = None, height: int = 16):
    def change(root: Path):
        for path in root.glob("project/*/ann/*.json"):
            path.write_text(json.dumps(made.annotation(objects, height)) if text is None else text)

    return reading("people", made.write_supervisely, change)


def faces(change):
    return reading("faces", made.write_faces, lambda r: change(r / "data" / "train"))


def carla(change, name: str = "carla", **options):
    return reading(name, made.write_carla, change, **options)


def each(folder: Path, pattern: str, do: Callable[[Path], object]) -> None:
    for path in sorted(folder.glob(pattern)):
        do(path)


def as_jpeg(path: Path) -> None:
    Image.fromarray(np.array(Image.open(path))).convert("L").save(path, "JPEG")


def as_colours(path: Path) -> None:
    """What becomes of a palette mask that is read with its colours and written again."""
    Image.open(path).convert("RGB").save(path)


def as_greys(path: Path) -> None:
    Image.open(path).convert("L").save(path)


def in_colours() -> np.ndarray:
    """uint8 (12, 13, 3): the 13 tags of CARLA 0.8 in its own colours."""
    return np.array([tag.colour for tag in TAGS["0.8"]], np.uint8)[made.tags()]


def anti_aliased(path: Path) -> None:
    Image.fromarray(in_colours()).resize((26, 24), Image.Resampling.BILINEAR).resize((13, 12)).save(path)


def through_jpeg(path: Path) -> None:
    buffer = io.BytesIO()
    Image.fromarray(in_colours()).save(buffer, "JPEG", quality=90)
    Image.open(buffer).save(path, "PNG")


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


PEOPLE = [
    Fault("people: none of the layouts", lambda f: load_dataset("people", source=f),
          ("does not hold photos/", "images/ with masks/", "Supervisely project"), FileNotFoundError),
    Fault("people: photograph without annotation",
          people(lambda r: (r / "annotations" / "pixel-level" / "0003.mat").unlink()),
          ("picture 0003.jpg", "no mask of that name", "add the missing mask")),
    Fault("people: annotation without photograph", people(lambda r: (r / "photos" / "0004.jpg").unlink()),
          ("mask 0004.mat", "no picture of that name")),
    Fault("people: id that is not in the list",
          people(lambda r: each(r, "annotations/*/*.mat", lambda p: made.write_mat(p, FINE + 59))),
          (".mat holds id 59", "ids 0..58", "from its source")),
    Fault("people: ids over 255",
          people(lambda r: each(r, "annotations/*/*.mat", lambda p: made.write_mat(p, np.full((16, 16), 300)))),
          (".mat holds id 300", "ids 0..58")),
    Fault("people: array under another name",
          people(lambda r: each(r, "annotations/*/*.mat", lambda p: made.write_mat(p, made.person(), "mask"))),
          (".mat holds no array of ids named groundtruth", "again")),
    Fault("people: damaged MATLAB file", people(lambda r: each(r, "annotations/*/*.mat", half)), (".mat", "again")),
    Fault("people: empty MATLAB file", people(lambda r: each(r, "annotations/*/*.mat", lambda p: p.write_bytes(b""))),
          (".mat", "damaged", "again")),
    Fault("people: annotation of another size",
          people(lambda r: each(r, "annotations/*/*.mat", lambda p: made.write_mat(p, made.person()[:12]))),
          (".mat is 16x12", "picture 16x16", "size of its picture")),
    Fault("people: damaged photograph", people(lambda r: each(r, "photos/*.jpg", half)), (".jpg", "again")),
    Fault("people-parts: silhouettes know no parts",
          reading("people-parts", made.write_people_folders, lambda r: None),
          ("marks persons as a whole", "skin, hair and clothing", "Use the data set people")),
    Fault("silhouettes: smoothed", silhouettes(lambda r: each(r, "*.png", lambda p: fakes.save(p, (
        made.person() > 0) * np.uint8(255) + (made.person() == 41) * np.uint8(130)))),
        (".png holds the value", "with 1 or with 255 on 0", "without smoothing")),
    Fault("silhouettes: drawn with 2", silhouettes(lambda r: each(r, "*.png", lambda p: fakes.save(p, (
        made.person() > 0) * np.uint8(2)))), (".png holds the value 2", "with 1 or with 255")),
    Fault("silhouettes: JPEG under the name of a PNG", silhouettes(lambda r: each(r, "*.png", as_jpeg)),
          (".png is a JPEG file", "smears ids", "as PNG")),
    Fault("silhouettes: in colours", silhouettes(lambda r: each(r, "*.png", lambda p: fakes.save(
        p, np.random.default_rng(0).integers(0, 255, (16, 16, 3), np.uint8)))),
        ("has the colour #", "has ids, not colours", "Take the mask of ids")),
    Fault("silhouettes: suffix in capitals beside small letters",
          silhouettes(lambda r: fakes.save(r / "p3.PNG", FINE + 1)), ("p3.PNG", "p3.png", "Remove or rename")),
    Fault("silhouettes: name in other capitals",
          silhouettes(lambda r: (r / "p3.png").rename(r / "P3.png")),
          ("P3.png", "p3.jpg differs in capitals: rename it")),
    Fault("supervisely: no JSON", supervisely(text="<html>not found</html>"),
          (".json is no annotation of Supervisely", "again")),
    Fault("supervisely: no size", supervisely(text='{"objects": []}' + " " * 3000), (".json", "'size'", "again")),
    Fault("supervisely: another size", supervisely([made.polygon(SQUARE)], height=20),
          (".json is drawn for 16x20", "picture is 16x16", "same export")),
    Fault("supervisely: unknown class", supervisely([made.polygon(SQUARE, title="dog")]),
          ("object of the class 'dog'", "persons (person...)", "rename its class")),
    Fault("supervisely: bitmap outside", supervisely([made.bitmap(np.ones((10, 6)), 12, 4)]),
          ("cannot be drawn", "6x10 at 12, 4 leaves the picture", "again")),
    Fault("supervisely: bitmap that is no base64",
          supervisely([{"classTitle": "person", "bitmap": {"origin": [0, 0], "data": "%%%"}}]),
          ("cannot be drawn", "again")),
    Fault("supervisely: bitmap that is not packed",
          supervisely([{"classTitle": "person", "bitmap": {"origin": [0, 0], "data": "QUJD"}}]),
          ("cannot be drawn", "again")),
    Fault("supervisely: bitmap that is no picture", supervisely([{"classTitle": "person", "bitmap": {
        "origin": [0, 0], "data": base64.b64encode(zlib.compress(b"text")).decode()}}]), ("cannot be drawn", "again")),
    Fault("supervisely: bitmap that unpacks without end", supervisely([{"classTitle": "person", "bitmap": {
        "origin": [0, 0], "data": base64.b64encode(zlib.compress(bytes(2**27))).decode()}}]),
        ("unpacks to more than", "again")),
    Fault("supervisely: object without outline", supervisely([{"classTitle": "person"}]), ("'points'", "again")),
]

FACES = [
    Fault("faces: none of the layouts", lambda f: load_dataset("faces", source=f),
          ("does not hold data/train/", "X_label.png"), FileNotFoundError),
    Fault("faces: picture without mask", faces(lambda r: (r / "masks" / "f3.png").unlink()),
          ("picture f3.jpg", "no mask of that name")),
    Fault("faces: mask without picture", faces(lambda r: (r / "images" / "f3.jpg").unlink()),
          ("mask f3.png", "no picture of that name")),
    Fault("faces: id that CelebAMask has not",
          faces(lambda r: each(r, "masks/*.png", lambda p: made.save_palette(p, made.celeba() + 1))),
          (".png holds id 19", "ids 0..18", "palette")),
    Fault("faces: palette turned into shades", faces(lambda r: each(r, "masks/*.png", as_greys)),
          ("ids 0..18", "palette may have been replaced by shades of grey")),
    Fault("faces: palette turned into colours", faces(lambda r: each(r, "masks/*.png", as_colours)),
          ("has the colour #ff0000 at column 0, row 0", "ids, not colours", "saving a palette as RGB")),
    Fault("faces: mask of another size",
          faces(lambda r: each(r, "masks/*.png", lambda p: made.save_palette(p, made.celeba()[:10]))),
          (".png is 19x10", "its picture 19x19")),
    Fault("faces: JPEG mask", faces(lambda r: each(r, "masks/*.png", as_jpeg)), ("is a JPEG file", "as PNG")),
    Fault("faces: damaged mask", faces(lambda r: each(r, "masks/*.png", half)), (".png", "again")),
    Fault("faces: sides misspelt", reading("faces", made.write_faces, lambda r: None, sides="left"),
          ("sides is 'left'", "keep, position", "Choose one")),
    Fault("helen: label without picture",
          reading("faces", made.write_helen, lambda r: (r / "train" / "3_image.jpg").unlink()),
          ("mask 3_label.png", "no picture of that name")),
    Fault("helen: id 11", reading("faces", made.write_helen, lambda r: each(
        r, "train/*_label.png", lambda p: fakes.save(p, np.array(Image.open(p)) + np.uint8(1)))),
        ("_label.png holds id 11", "ids 0..10")),
]

CARLA = [
    Fault("carla: none of the layouts", lambda f: load_dataset("carla", source=f),
          ("does not hold CameraRGB/", "images/ with labels/"), FileNotFoundError),
    Fault("carla: frame without mask", carla(lambda r: (r / "CameraSeg" / "7.png").unlink()),
          ("picture 7.png", "no mask of that name")),
    Fault("carla: mask without frame", carla(lambda r: (r / "CameraRGB" / "7.png").unlink()),
          ("mask 7.png", "no picture of that name")),
    Fault("carla: 23 tags read with the table of 13",
          reading("carla", lambda f: made.write_carla(f, highest=22), lambda r: None),
          ("holds tag 22", "tags 0..12", "carla-23 (from 0.9.10)")),
    Fault("carla-23: a tag that no table before 0.9.14 has",
          reading("carla-23", lambda f: made.write_carla(f, highest=28), lambda r: None),
          ("holds tag 28", "tags 0..22", "carla-29 (from 0.9.14)")),
    Fault("carla: colours of no table", carla(lambda r: each(r, "CameraSeg/*.png", lambda p: fakes.save(
        p, np.full((12, 13, 3), (1, 2, 3), np.uint8)))), ("colour #010203", "15 colours hold no such one")),
    Fault("carla: colours of a newer table", carla(lambda r: each(r, "CameraSeg/*.png", lambda p: fakes.save(
        p, np.full((12, 13, 3), (70, 130, 180), np.uint8)))), ("colour #4682b4", "Take the mask of ids")),
    Fault("carla: colours averaged at the edges", carla(lambda r: each(r, "CameraSeg/*.png", anti_aliased)),
          ("has the colour #", "smooth resizing or JPEG makes such colours")),
    Fault("carla: colours smeared by JPEG", carla(lambda r: each(r, "CameraSeg/*.png", through_jpeg)),
          ("has the colour #", "Take the mask of ids from the source")),
    Fault("carla: mask of another size", carla(lambda r: each(r, "CameraSeg/*.png", lambda p: fakes.save(
        p, made.tags()[:6]))), ("is 13x6", "its picture 13x12")),
    Fault("carla: JPEG mask", carla(lambda r: each(r, "CameraSeg/*.png", as_jpeg)), ("is a JPEG file",)),
    Fault("carla: bonnet misspelt", carla(lambda r: None, bonnet="nothing"),
          ("bonnet is 'nothing'", "keep, none, void", "Choose one")),
]

READERS = [*PEOPLE, *FACES, *CARLA]
