"""From files to samples: one reader per data set, one contract for all of them.

A reader does two things. `list_...` finds the files and pairs them up, without decoding more than it must.
`decode_...` turns the files of one picture into arrays: picture uint8 (H, W, 3), mask uint8 (H, W) with ids
0..C-1 and 255 for void, whatever the files say.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpers.datasets.catalog import CAMVID
from helpers.datasets.splits import SPLITS, split_by_hash
from helpers.images import VOID, read_image, read_mask

NUCLEI_GROUPS = ("fluorescent", "stained", "brightfield")


@dataclass(frozen=True)
class Files:
    """The files of one picture.

    Attributes:
        id: unique name within the data set.
        split: train, val or test.
        image: the picture's path.
        masks: one mask path, or one per object.
        group: kind of picture ("stained"), empty where there are no kinds.
    """

    id: str
    split: str
    image: Path
    masks: tuple[Path, ...]
    group: str = ""


@dataclass(frozen=True)
class Decoded:
    """The arrays of one picture: image uint8 (H, W, 3), mask uint8 (H, W), instances int32 (H, W) or None."""

    image: np.ndarray
    mask: np.ndarray
    instances: np.ndarray | None = None


def list_camvid(folder: str | Path) -> list[Files]:
    """Pairs `CamVid/{train,val,test}/X.png` with `CamVid/{train,val,test}annot/X.png` (the official split).

    Raises:
        FileNotFoundError: the folder does not hold the layout, or is empty.
        ValueError: a picture has no mask, or a mask no picture.
    """
    root = _find_root(folder, "CamVid", "train/, trainannot/, val/, valannot/, test/, testannot/")
    found = []
    for split in SPLITS:
        images = _pngs(root / split)
        masks = _pngs(root / f"{split}annot")
        for name in sorted(images.keys() ^ masks.keys()):
            has, lacks = ("picture", "mask") if name in images else ("mask", "picture")
            raise ValueError(
                f"camvid: {split} has the {has} {name}.png, but no {lacks} of that name. "
                f"Pairs share their file name: add the missing {lacks}, or remove the {has}."
            )
        found += [Files(name, split, images[name], (masks[name],)) for name in sorted(images)]
    if not found:
        raise FileNotFoundError(f"camvid: {root} holds no pictures (train/*.png ...). Is the download complete?")
    return found


def decode_camvid(files: Files) -> Decoded:
    """Reads one street. File ids 0..10 stay, 11 (void) becomes 255.

    Raises:
        ValueError: the mask has another size than the picture, or an id over 11.
    """
    image, mask = read_image(files.image), read_mask(files.masks[0])
    _same_size("camvid", files.masks[0], mask, image)
    if mask.max() > CAMVID.file_void:
        raise ValueError(
            f"camvid: mask {files.masks[0].name} holds id {mask.max()}, but camvid has ids 0..11 (11 is void). "
            "If it is a colour mask, convert its colours to ids first."
        )
    return Decoded(image, np.where(mask == CAMVID.file_void, np.uint8(VOID), mask))


def list_nuclei(folder: str | Path) -> list[Files]:
    """Finds `stage1_train/ID/images/ID.png` with `stage1_train/ID/masks/*.png`, and splits them.

    There is no official split: each kind of microscopy is divided 70 / 15 / 15 by the hash of the ids. The
    kind is read off the picture's colours, so every picture is decoded once (3 s for the full set).

    Raises:
        FileNotFoundError: the folder does not hold the layout, or is empty.
        ValueError: a picture or its masks are missing or doubled.
    """
    root = _find_root(folder, "stage1_train", "ID/images/ID.png and ID/masks/*.png")
    images, masks = {}, {}
    for picture_folder in sorted(p for p in root.iterdir() if p.is_dir() and not p.name.startswith(".")):
        name = picture_folder.name
        found = sorted(_pngs(picture_folder / "images").values())
        masks[name] = tuple(sorted(_pngs(picture_folder / "masks").values()))
        if len(found) != 1:
            raise ValueError(
                f"nuclei: {name}/images holds {len(found)} pictures, it must hold exactly one. "
                "Remove what does not belong there, or copy the missing picture again."
            )
        if not masks[name]:
            raise ValueError(
                f"nuclei: {name}/masks holds no mask, but every picture has one PNG per nucleus. "
                "Copy the folder again, or remove this picture."
            )
        images[name] = found[0]
    if not images:
        raise FileNotFoundError(f"nuclei: {root} holds no pictures (ID/images/ID.png). Is the download complete?")
    groups = {name: microscopy_of(read_image(path)) for name, path in images.items()}
    splits = split_by_hash(groups)
    return [Files(name, splits[name], images[name], masks[name], groups[name]) for name in images]


def decode_nuclei(files: Files) -> Decoded:
    """Reads one microscope picture and puts its nuclei together.

    Where two mask files overlap (six pictures do, by a pixel or two), the first file keeps the pixel.

    Raises:
        ValueError: a mask has another size than the picture, other values than 0 and 255, or no pixel of
            its own.
    """
    image = read_image(files.image)
    instances = np.zeros(image.shape[:2], np.int32)
    for number, path in enumerate(files.masks, start=1):
        mask = read_mask(path)
        _same_size(f"nuclei: picture {files.id}", path, mask, image)
        extra = mask[(mask != 0) & (mask != 255)]
        if extra.size:
            raise ValueError(
                f"nuclei: mask {path.name} of picture {files.id} holds the value {extra[0]}, but a nucleus is "
                "drawn with 255 on 0. Save it without smoothing, as PNG."
            )
        own = (mask == 255) & (instances == 0)
        if not own.any():
            raise ValueError(
                f"nuclei: mask {path.name} of picture {files.id} has no pixel of its own: it is empty, or "
                "repeats other masks. Remove it."
            )
        instances[own] = number
    return Decoded(image, (instances > 0).astype(np.uint8), instances)


def microscopy_of(image: np.ndarray) -> str:
    """Tells the kind of microscopy from a picture's colours.

    Args:
        image: uint8 (H, W, 3).

    Returns:
        "stained" where the channels differ (colour), else "brightfield" where the ground is bright, else
        "fluorescent".

    Example:
        >>> microscopy_of(np.full((8, 8, 3), 20, np.uint8))
        'fluorescent'
    """
    some = image[::4, ::4].astype(np.int16)
    if (some.max(axis=2) - some.min(axis=2)).mean() > 3:
        return "stained"
    return "brightfield" if np.median(some) > 150 else "fluorescent"


def _find_root(folder: str | Path, name: str, layout: str) -> Path:
    folder = Path(folder).expanduser()
    for root in (folder / name, folder):
        if root.name == name and root.is_dir():
            return root
    reason = "is not a folder" if not folder.is_dir() else f"holds no folder {name}/"
    raise FileNotFoundError(f"{folder} {reason}. Name the folder that holds {name}/ with {layout}.")


def _pngs(folder: Path) -> dict[str, Path]:
    """Visible PNG files of a folder by stem; a missing folder is an empty one."""
    if not folder.is_dir():
        return {}
    found = {}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() != ".png" or path.name.startswith("."):
            continue
        if path.stem in found:
            raise ValueError(
                f"{folder} holds both {found[path.stem].name} and {path.name}, but a name stands for one "
                "picture. Remove or rename one of them."
            )
        found[path.stem] = path
    return found


def _same_size(where: str, path: Path, mask: np.ndarray, image: np.ndarray) -> None:
    if mask.shape != image.shape[:2]:
        raise ValueError(
            f"{where}: mask {path.name} is {mask.shape[1]}x{mask.shape[0]}, its picture {image.shape[1]}x"
            f"{image.shape[0]}. A mask has the size of its picture; resize it with resize_mask, never smoothly."
        )
