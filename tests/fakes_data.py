"""Small stand-ins for people, faces and carla in each of their layouts, made in a moment."""

import base64
import io
import json
import zlib
from pathlib import Path

import numpy as np
from fakes import save
from PIL import Image
from scipy.io import savemat

BODY = np.s_[4:14, 5:11]
HEAD = np.s_[2:4, 6:10]


def person(number: int = 0) -> np.ndarray:
    """uint8 (16, 16): a coat (13), a face of skin (41) and hair (19) on top, one column further for each number."""
    labels = np.zeros((16, 16), np.uint8)
    labels[BODY], labels[HEAD] = 13, 41
    labels[1, 6:10] = 19
    return np.roll(labels, number % 5, axis=1)


def photo(labels: np.ndarray) -> np.ndarray:
    """uint8 (H, W, 3): grey, brighter where somebody is."""
    return np.dstack([np.where(labels > 0, 200, 60).astype(np.uint8)] * 3)


def write_mat(path: Path, labels: np.ndarray, key: str = "groundtruth") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    savemat(path, {key: labels}, do_compression=True)
    return path


def write_people(folder: Path, count: int = 20) -> Path:
    """The layout of clothing co-parsing: 0001.jpg with 0001.mat and so on."""
    for number in range(1, count + 1):
        labels = person(number)
        save(folder / "photos" / f"{number:04d}.jpg", photo(labels))
        write_mat(folder / "annotations" / "pixel-level" / f"{number:04d}.mat", labels)
    return folder


def write_people_folders(folder: Path, count: int = 20, white: int = 255) -> Path:
    """Kaggle's layout: pictures and masks in two folders."""
    for number in range(count):
        labels = person(number)
        save(folder / "people_segmentation" / "images" / f"p{number}.jpg", photo(labels))
        mask = np.where(labels > 0, white, 0).astype(np.uint8)
        save(folder / "people_segmentation" / "masks" / f"p{number}.png", mask)
    return folder


def packed(drawn: np.ndarray) -> str:
    """A Supervisely bitmap: base64 of a zlib-packed PNG with alpha."""
    buffer = io.BytesIO()
    Image.fromarray(np.dstack([np.full(drawn.shape, 255, np.uint8)] * 3 + [drawn.astype(np.uint8) * 255])).save(
        buffer, "PNG")
    return base64.b64encode(zlib.compress(buffer.getvalue())).decode()


def annotation(objects: list[dict], height: int = 16, width: int = 16) -> dict:
    """An annotation file of Supervisely."""
    return {"description": "", "size": {"height": height, "width": width}, "objects": objects}


def polygon(exterior: list, interior: list | None = None, title: str = "person_poly") -> dict:
    """A polygon of Supervisely."""
    return {"classTitle": title, "points": {"exterior": exterior, "interior": interior or []}}


def bitmap(drawn: np.ndarray, column: int, row: int, title: str = "person_bmp") -> dict:
    """A bitmap of Supervisely."""
    return {"classTitle": title, "bitmap": {"origin": [column, row], "data": packed(drawn)}}


def write_supervisely(folder: Path, count: int = 20, objects: list[dict] | None = None) -> Path:
    """A Supervisely project with two data sets."""
    for number in range(count):
        root = folder / "project" / f"ds{number % 2 + 1}"
        save(root / "img" / f"s{number}.jpeg", photo(person()))
        text = json.dumps(annotation(objects or [bitmap(np.ones((10, 6)), 5, 4)]))
        (root / "ann").mkdir(exist_ok=True)
        (root / "ann" / f"s{number}.jpeg.json").write_text(text)
    return folder


def celeba(number: int = 0) -> np.ndarray:
    """uint8 (19, 19): each CelebAMask id fills a row, or a column for odd numbers."""
    rows = np.arange(19, dtype=np.uint8)[:, None].repeat(19, axis=1)
    return rows.T.copy() if number % 2 else rows


def save_palette(path: Path, ids: np.ndarray) -> Path:
    """A palette PNG, whose colours are not its ids."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.frombytes("P", ids.shape[::-1], ids.tobytes())
    picture.putpalette([value for i in range(19) for value in (255 - 7 * i, 11 * i, (97 * i) % 256)])
    picture.save(path)
    return path


def write_faces(folder: Path, count: int = 20) -> Path:
    """CelebAMask's layout, masks as palette PNGs."""
    for number in range(count):
        ids = celeba(number)
        save(folder / "data" / "train" / "images" / f"f{number}.jpg", np.dstack([ids * 10] * 3))
        save_palette(folder / "data" / "train" / "masks" / f"f{number}.png", ids)
    return folder


def write_helen(folder: Path, train: int = 20, test: int = 3) -> Path:
    """HELEN*'s layout: X_image.jpg beside X_label.png, a model and logs among them."""
    ids = np.arange(11, dtype=np.uint8)[:, None].repeat(11, axis=1)
    for part, count in (("train", train), ("test", test)):
        for number in range(count):
            save(folder / part / f"{number}_image.jpg", np.dstack([ids * 20] * 3))
            save(folder / part / f"{number}_label.png", ids)
    (folder / "logs").mkdir()
    (folder / "logs" / "model.h5").write_bytes(b"not a picture")
    return folder


def tags(highest: int = 12) -> np.ndarray:
    """uint8 (12, highest + 1): each tag fills a column, the bonnet (10) the lowest two rows."""
    ids = np.arange(highest + 1, dtype=np.uint8)[None].repeat(12, axis=0)
    ids[-2:] = 10
    return ids


def write_carla(folder: Path, count: int = 40, masks: str = "CameraSeg", pictures: str = "CameraRGB",
                highest: int = 12, channels: int = 3) -> Path:
    """CARLA's frames: the tag in the red channel of RGB or RGBA masks, or single-channel."""
    for number in range(count):
        ids = tags(highest)
        mask = np.zeros((*ids.shape, channels), np.uint8)
        mask[..., 0] = ids
        if channels == 4:
            mask[..., 3] = 255
        save(folder / pictures / f"{number}.png", np.dstack([ids * 8] * 3))
        save(folder / masks / f"{number}.png", mask if channels > 1 else ids)
    return folder
