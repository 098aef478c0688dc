"""Faces in eleven parts: from CelebAMask's nineteen, or as HELEN* stores them."""

from pathlib import Path

import numpy as np

from helpers.datasets.catalog import FACES
from helpers.datasets.readers.colours import read_ids
from helpers.datasets.readers.files import (
    SMALL,
    Decoded,
    Files,
    Finding,
    Found,
    check_ids,
    check_size,
    common_folder,
    pair_up,
    visible_files,
)
from helpers.datasets.splits import split_by_hash
from helpers.images import read_image

# CelebAMask's ids in their order, and what each becomes here. l_ and r_ are the sides of the person who is
# photographed; our left and right, as HELEN*'s, are those of the one who looks at the picture. So sides cross.
CELEBA_PARTS = (
    ("background", "background"), ("skin", "face"), ("nose", "nose"), ("eye_g", "face"), ("l_eye", "right eye"),
    ("r_eye", "left eye"), ("l_brow", "right brow"), ("r_brow", "left brow"), ("l_ear", "face"), ("r_ear", "face"),
    ("mouth", "inner mouth"), ("u_lip", "upper lip"), ("l_lip", "lower lip"), ("hair", "hair"),
    ("hat", "background"), ("ear_r", "background"), ("neck_l", "background"), ("neck", "background"),
    ("cloth", "background"),
)  # fmt: skip
CELEBA_TO_OURS = np.array([FACES.classes.index(ours) for _, ours in CELEBA_PARTS], np.uint8)
SIDES = ("keep", "position")
SMALLEST_PART = 50  # pixels: what is smaller says little about where it is
LAYOUTS = "data/train/ with images/ and masks/ (CelebAMask), or X_image.jpg with X_label.png (HELEN*)"


def find_faces(folder: str | Path) -> Found:
    """Finds faces and their masks, in either of two layouts.

    - CelebAMask: `data/train/images/ID.jpg` with `data/train/masks/ID.png`; no official split, so 70 / 15 / 15 by the
      hash of the ids;
    - HELEN*: `X_image.jpg` with `X_label.png` side by side. Pictures below a folder whose name begins with "test" are
      the test split, the others are divided 85 / 15.

    A mask of one value only is no face: its picture is left out.

    Raises:
        FileNotFoundError: the folder holds neither.
    """
    folder = Path(folder).expanduser()
    for root in (folder / "data" / "train", folder / "train", folder):
        if (root / "images").is_dir() and (root / "masks").is_dir():
            return _find_celeba(root)
    if folder.is_dir() and any(folder.rglob("*_label.png")):
        return _find_helen(folder)
    raise FileNotFoundError(f"faces: {folder} does not hold {LAYOUTS}. Name the folder that holds them.")


def _find_celeba(root: Path) -> Found:
    images, doubled = visible_files(root / "images")
    masks, doubled_masks = visible_files(root / "masks")
    names, orphans = pair_up(images, masks, "faces:")
    pairs = {name: (images[name], masks[name]) for name in names}
    usable, left_out = _with_parts(pairs, "celeba")
    splits = split_by_hash({name: "" for name in usable})
    return _found(pairs, usable, splits, "celeba", left_out, doubled + doubled_masks + orphans, root)


def _find_helen(folder: Path) -> Found:
    pictures, labels = ([path for path in sorted(folder.rglob(pattern)) if _is_visible(path)]
                        for pattern in ("*_image.*", "*_label.png"))
    root = common_folder([path.parent for path in pictures + labels])
    images, masks = ({_helen_name(path, root): path for path in paths} for paths in (pictures, labels))
    names, orphans = pair_up(images, masks, "faces:")
    pairs = {name: (images[name], masks[name]) for name in names}
    usable, left_out = _with_parts(pairs, "helen")
    is_test = {name: any(part.lower().startswith("test") for part in Path(name).parts[:-1]) for name in usable}
    splits = split_by_hash({name: "" for name in usable})
    if any(is_test.values()):
        training = {name: "" for name in usable if not is_test[name]}
        splits = split_by_hash(training, (0.85, 0.15, 0.0)) | {name: "test" for name in usable if is_test[name]}
    return _found(pairs, usable, splits, "helen", left_out, orphans, folder)


def _helen_name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).with_name(path.stem.rpartition("_")[0]).as_posix()


def _is_visible(path: Path) -> bool:
    return path.is_file() and not any(part.startswith((".", "__MACOSX")) for part in path.parts[-4:])


def _with_parts(pairs: dict[str, tuple[Path, Path]], layout: str) -> tuple[list[str], tuple[Finding, ...]]:
    """Sets masks of one value apart."""
    usable, left_out = [], []
    for name, (image, mask) in pairs.items():
        value = _only_value(mask)
        if value is None:
            usable.append(name)
        else:
            left_out.append(Finding("constant mask", (mask.name,), (
                f"faces: {mask.name} is constant, every pixel has the id {value}: no face looks so. "
                f"{image.name} is left out."
            ), wrong=False))
    return usable, tuple(left_out)


def _only_value(path: Path) -> int | None:
    if path.stat().st_size > SMALL:
        return None
    try:
        mask = read_ids(path, "faces")
    except ValueError:
        return None  # decode_faces will say what is wrong
    return int(mask.flat[0]) if (mask == mask.flat[0]).all() else None


def _found(pairs, usable, splits, layout, left_out, faults, root) -> Found:
    if not pairs and not faults:
        raise FileNotFoundError(f"faces: {root} holds no pictures with masks. Is the download complete?")
    files = [Files(name, splits[name], pairs[name][0], (pairs[name][1],), layout=layout) for name in usable]
    return Found(files, left_out, faults)


def decode_faces(files: Files, sides: str = "keep") -> Decoded:
    """Reads one face; its mask has the eleven parts of HELEN*, sides as seen by the viewer.

    Args:
        files: of one face.
        sides: in 67 of CelebAMask's 999 masks here, the annotators exchanged left and right. "keep" what they drew, or
            call the eye "left" that lies to the left ("position"), and the brow likewise.

    Raises:
        FileFault: the mask has another size than the picture, or an id that its layout does not have.
        ValueError: a file is damaged, or `sides` is neither of the two.
    """
    if sides not in SIDES:
        raise ValueError(f"sides is {sides!r}, but it can be {', '.join(SIDES)}. Choose one of them.")
    image, mask = read_image(files.image), read_ids(files.masks[0], "faces")
    check_size("faces", files.masks[0], mask, image)
    highest = len(CELEBA_PARTS) - 1 if files.layout == "celeba" else FACES.num_classes - 1
    check_ids("faces", files.masks[0], mask, highest, (
        "Its palette may have been replaced by shades of grey: take the mask from its source, and read it with "
        "helpers.images.read_mask."
    ))
    mask = CELEBA_TO_OURS[mask] if files.layout == "celeba" else mask
    if sides == "position":
        renamed = np.arange(FACES.num_classes, dtype=np.uint8)
        for left, right in crossed_sides(mask):
            renamed[[left, right]] = right, left
        mask = renamed[mask]
    return Decoded(image, mask)


def crossed_sides(mask: np.ndarray) -> list[tuple[int, int]]:
    """Finds the pairs of eyes and brows of which the left one lies to the right.

    Args:
        mask: uint8 (H, W), ids of our eleven parts.

    Returns:
        Pairs of ids (left, right) of `FACES.sided`; parts smaller than `SMALLEST_PART` pixels are not judged.

    Example:
        >>> crossed_sides(np.repeat(np.uint8([[3, 0, 2, 4, 0, 5]]), 60, axis=0))
        [(2, 3)]
    """
    columns = {part: np.nonzero(mask == part)[1] for pair in FACES.sided for part in pair}
    return [(left, right) for left, right in FACES.sided
            if min(columns[left].size, columns[right].size) > SMALLEST_PART
            and columns[left].mean() > columns[right].mean()]
