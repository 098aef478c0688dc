"""People: the fashion photographs of this course, and two layouts of the Supervisely Person data set.

All three become the same thing: 1 where a person is (with clothes and what is held), 0 elsewhere.
"""

import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.io import loadmat
from scipy.io.matlab import MatReadError

from helpers.datasets.readers.colours import read_ids
from helpers.datasets.readers.files import (
    SMALL,
    Decoded,
    FileFault,
    Files,
    Finding,
    Found,
    as_counted,
    check_ids,
    check_size,
    common_folder,
    pair_up,
    visible_files,
)
from helpers.datasets.readers.supervisely import read_annotation
from helpers.datasets.splits import split_by_hash
from helpers.images import read_image

HIGHEST = 58  # of the ids in the fashion photographs
SKIN, HAIR = 41, 19
# What SciPy's reader raises on files that were cut off or changed; found by cutting and changing some thousand.
DAMAGED = (MatReadError, OSError, ValueError, TypeError, IndexError, KeyError, OverflowError, MemoryError,
           NotImplementedError, zlib.error)
PHOTOS = "photos/ with annotations/pixel-level/"
LAYOUTS = f"{PHOTOS}, images/ with masks/, or a Supervisely project (img/ with ann/)"


def find_people(folder: str | Path) -> Found:
    """Finds photographs and their silhouettes, whichever of three layouts the folder has.

    - clothing co-parsing: `photos/NNNN.jpg` with `annotations/pixel-level/NNNN.mat`,
    - Kaggle's copy of Supervisely Person: `images/` with `masks/`, paired by name,
    - a Supervisely project: `DATASET/img/NAME.jpg` with `DATASET/ann/NAME.jpg.json`.

    A picture in whose mask nobody is marked is left out. There is no official split: 70 / 15 / 15 by the hash of
    the ids.

    Raises:
        FileNotFoundError: the folder holds none of the three.
    """
    folder = Path(folder).expanduser()
    for layout, annotations in (("mat", "annotations/pixel-level"), ("folders", "masks"), ("supervisely", "ann")):
        roots = [path.parent for path in _folders(folder, annotations)]
        roots = [root.parent if layout == "mat" else root for root in roots]
        pictures = {"mat": "photos", "folders": "images", "supervisely": "img"}[layout]
        roots = [root for root in roots if (root / pictures).is_dir()]
        if roots:
            return _find_pairs(folder, roots, layout, pictures, annotations)
    raise FileNotFoundError(f"people: {folder} does not hold {LAYOUTS}. Name the folder that holds them.")


def _folders(folder: Path, name: str) -> Iterator[Path]:
    """The folders of that name, in the given one or up to three levels below."""
    for depth in range(4):
        yield from sorted(path for path in folder.glob("*/" * depth + name) if path.is_dir())


def _find_pairs(folder: Path, roots: list[Path], layout: str, picture_folder: str, mask_folder: str) -> Found:
    pairs, left_out, faults = {}, [], ()
    for root in roots:
        suffixes = {"mat": (".mat",), "supervisely": (".json",)}.get(layout)
        images, doubled = visible_files(root / picture_folder)
        masks, doubled_masks = visible_files(root / mask_folder, *([suffixes] if suffixes else []))
        if layout == "supervisely":  # NAME.jpg.json
            images = {path.name: path for path in images.values()}
        elif layout == "mat":
            images, unlabelled = _without_tail(images, masks)
            left_out += unlabelled
        names, orphans = pair_up(images, masks, "people:")
        faults += doubled + doubled_masks + orphans
        prefix = "" if len(roots) == 1 else f"{root.relative_to(common_folder(roots)).as_posix()}/"
        pairs |= {prefix + name.removesuffix(images[name].suffix): (images[name], masks[name]) for name in names}
    files = []
    for name, (image, mask) in pairs.items():
        candidate = Files(name, "", image, (mask,), layout=layout)
        nobody = _nobody_in(candidate)
        left_out += [nobody] if nobody else []
        files += [] if nobody else [candidate]
    if not pairs and not faults:
        raise FileNotFoundError(f"people: {folder} holds no pictures with masks. Is the download complete?")
    splits = split_by_hash({f.id: "" for f in files})
    return Found([Files(f.id, splits[f.id], f.image, f.masks, layout=layout) for f in files], tuple(left_out), faults)


def _without_tail(images: dict[str, Path], masks: dict[str, Path]) -> tuple[dict[str, Path], list[Finding]]:
    """Of 2,098 photographs only the first 1,004 were ever annotated: those after the last annotation are no fault."""
    last = max(map(as_counted, masks), default=[])
    tail = [path.name for name, path in images.items() if as_counted(name) > last]
    kept = {name: path for name, path in images.items() if as_counted(name) <= last}
    return kept, [Finding("missing mask", tuple(tail), (
        f"people: {len(tail)} photographs after the last annotation ({tail[0]} to {tail[-1]}) have no mask; they are "
        "not used."
    ), wrong=False)] if tail and masks else []


def _nobody_in(files: Files) -> Finding | None:
    path = files.masks[0]
    if path.stat().st_size > SMALL:
        return None
    try:
        mask = _read_mask(files, None)[0]
    except (ValueError, OSError):
        return None  # decode_people, or the doctor, will say what is wrong
    return None if mask.any() else Finding("empty mask", (path.name,), (
        f"people: {path.name} is empty, nobody is marked in {files.image.name}. This picture is left out."
    ), wrong=False)


def decode_people(files: Files, parts: bool = False) -> Decoded:
    """Reads one photograph with its silhouette.

    Args:
        files: of any of the three layouts.
        parts: hand out 0 background, 1 skin, 2 hair, 3 clothing and what is held, instead of 0 and 1. Only the
            fashion photographs know of parts.

    Raises:
        FileFault: the mask has another size than the picture, or values that its layout does not have.
        ValueError: a file is damaged.
    """
    image = read_image(files.image)
    mask, instances = _read_mask(files, image.shape[:2])
    check_size("people", files.masks[0], mask, image)
    if parts and files.layout != "mat":
        raise FileFault("wrong id", (
            f"people: {files.masks[0].name} marks persons as a whole, but people-parts needs skin, hair and clothing. "
            "Use the data set people, or the clothing co-parsing photographs."
        ))
    if parts:
        mask = np.select([mask == 0, mask == SKIN, mask == HAIR], [0, 1, 2], 3).astype(np.uint8)
    elif files.layout != "supervisely":
        mask = (mask > 0).astype(np.uint8)
    return Decoded(image, mask, instances)


def _read_mask(files: Files, size: tuple[int, int] | None) -> tuple[np.ndarray, np.ndarray | None]:
    """The mask as stored, uint8 (H, W), and the persons one by one where the layout knows them."""
    path = files.masks[0]
    if files.layout == "supervisely":
        return read_annotation(path, size)
    if files.layout == "mat":
        mask = read_groundtruth(path)
        check_ids("people", path, mask, HIGHEST, "Take the annotation from its source.")
        return mask, None
    mask = read_ids(path, "people")
    strange = mask[(mask != 0) & (mask != mask.max())]
    if strange.size or mask.max() not in (0, 1, 255):
        raise FileFault("wrong id", (
            f"people: mask {path.name} holds the value {strange[0] if strange.size else mask.max()}, but a silhouette "
            "is drawn with 1 or with 255 on 0. Save it without smoothing, as PNG."
        ))
    return mask, None


def read_groundtruth(path: Path) -> np.ndarray:
    """Reads the array `groundtruth` of a MATLAB file.

    Returns:
        uint8 (H, W).

    Raises:
        ValueError: the file is damaged, or holds no such array.
    """
    try:
        content = loadmat(path, variable_names=["groundtruth"])
    except DAMAGED as error:
        raise ValueError(
            f"{path.name} is damaged or no MATLAB 5 file ({error}). Copy or download it again."
        ) from None
    mask = content.get("groundtruth")
    if mask is None or mask.ndim != 2 or mask.dtype.kind not in "ui" or mask.size == 0:
        raise ValueError(f"{path.name} holds no array of ids named groundtruth. Copy or download it again.")
    if mask.max() > 255:
        raise FileFault("wrong id", f"people: {path.name} holds id {mask.max()}, but people has ids 0..{HIGHEST}. "
                                    "Take the annotation from its source.")
    return mask.astype(np.uint8)
