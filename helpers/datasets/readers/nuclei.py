"""DSB2018 nuclei: one folder per picture, one mask file per nucleus."""

from pathlib import Path

import numpy as np
from tqdm import tqdm

from helpers.datasets.readers.colours import read_ids
from helpers.datasets.readers.files import (
    Decoded,
    FileFault,
    Files,
    Finding,
    Found,
    check_size,
    find_root,
    visible_files,
)
from helpers.datasets.splits import split_by_hash
from helpers.images import read_image

NUCLEI_GROUPS = ("fluorescent", "stained", "brightfield")


def find_nuclei(folder: str | Path) -> Found:
    """Finds `stage1_train/ID/images/ID.png` with `stage1_train/ID/masks/*.png`, and splits them.

    There is no official split: each kind of microscopy is divided 70 / 15 / 15 by the hash of the ids. The
    kind is read off the picture's colours, so every picture is decoded once (3 s for the full set).

    Raises:
        FileNotFoundError: the folder does not hold the layout, or is empty.
    """
    root = find_root(folder, "stage1_train", "ID/images/ID.png and ID/masks/*.png")
    images, masks, groups, faults = {}, {}, {}, ()
    folders = sorted(p for p in root.iterdir() if p.is_dir() and not p.name.startswith("."))
    for picture_folder in tqdm(folders, desc="nuclei: kinds of microscopy", unit=" pictures", leave=False, delay=2):
        name = picture_folder.name
        pictures, doubled = visible_files(picture_folder / "images")
        objects, doubled_masks = visible_files(picture_folder / "masks")
        faults += doubled + doubled_masks
        if len(pictures) != 1:
            faults += (_not_one_picture(name, pictures),)
        elif not objects:
            faults += (_no_mask(name),)
        else:
            images[name], masks[name] = next(iter(pictures.values())), tuple(sorted(objects.values()))
            try:
                groups[name] = microscopy_of(read_image(images[name]))
            except ValueError as error:
                faults += (Finding("unreadable file", (images[name].name,), f"nuclei: {name}: {error}"),)
    if not groups and not faults:
        raise FileNotFoundError(f"nuclei: {root} holds no pictures (ID/images/ID.png). Is the download complete?")
    splits = split_by_hash(groups)
    return Found([Files(i, splits[i], images[i], masks[i], groups[i]) for i in groups], faults=faults)


def _not_one_picture(name: str, pictures: dict[str, Path]) -> Finding:
    kind = "several pictures" if pictures else "missing picture"
    return Finding(kind, (name,), (
        f"nuclei: {name}/images holds {len(pictures)} pictures, it must hold exactly one. "
        "Remove what does not belong there, or copy the missing picture again."
    ))


def _no_mask(name: str) -> Finding:
    return Finding("missing mask", (name,), (
        f"nuclei: {name}/masks holds no mask, but every picture has one PNG per nucleus. "
        "Copy the folder again, or remove this picture."
    ))


def decode_nuclei(files: Files) -> Decoded:
    """Reads one microscope picture and puts its nuclei together.

    Where two mask files overlap (six pictures do, by a pixel or two), the first file keeps the pixel.

    Raises:
        FileFault: a mask has another size than the picture, other values than 0 and 255, or no pixel of
            its own.
        ValueError: a file is damaged.
    """
    image = read_image(files.image)
    instances, overlap = np.zeros(image.shape[:2], np.int32), 0
    for number, path in enumerate(files.masks, start=1):
        mask = read_ids(path, f"nuclei: picture {files.id}")
        check_size(f"nuclei: picture {files.id}", path, mask, image)
        drawn = mask == 255
        extra = mask[(mask != 0) & ~drawn]
        if extra.size:
            raise FileFault("wrong id", (
                f"nuclei: mask {path.name} of picture {files.id} holds the value {extra[0]}, but a nucleus is "
                "drawn with 255 on 0. Save it without smoothing, as PNG."
            ))
        own = drawn & (instances == 0)
        if not own.any():
            raise FileFault("empty mask", (
                f"nuclei: mask {path.name} of picture {files.id} has no pixel of its own: it is empty, or "
                "repeats other masks. Remove it."
            ))
        instances[own] = number
        overlap += np.count_nonzero(drawn) - np.count_nonzero(own)
    return Decoded(image, (instances > 0).astype(np.uint8), instances, overlap)


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
