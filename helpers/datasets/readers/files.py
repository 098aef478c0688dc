"""What every reader hands out, and the few things that all of them need.

A reader does two things. `find_...` finds the files of a folder and pairs them up, decoding no more than it must; it
collects what is wrong instead of stopping at the first thing. `decode_...` turns the files of one picture into arrays:
picture uint8 (H, W, 3), mask uint8 (H, W) with ids 0..C-1 and 255 for void, whatever the files say.
"""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp")
# A mask of one value shrinks to almost nothing: of 512 x 512 pixels of one id 1,300 bytes remain, of a real face at
# least 3,800. So whoever looks for empty masks needs to open the small files only.
SMALL = 3000


@dataclass(frozen=True)
class Files:
    """The files of one picture.

    Attributes:
        id: unique name within the data set.
        split: train, val or test.
        image: the picture's path.
        masks: one mask path, or one per object.
        group: kind of picture ("stained"), empty where there are no kinds.
        layout: which of a data set's layouts it is stored in, empty where there is one only.
    """

    id: str
    split: str
    image: Path
    masks: tuple[Path, ...]
    group: str = ""
    layout: str = ""


@dataclass(frozen=True)
class Decoded:
    """The arrays of one picture: image uint8 (H, W, 3), mask uint8 (H, W), instances int32 (H, W) or None.

    `overlap` counts the pixels that several objects claim; one of them has got each.
    """

    image: np.ndarray
    mask: np.ndarray
    instances: np.ndarray | None = None
    overlap: int = 0


@dataclass(frozen=True)
class Finding:
    """Something that was found out about a data set.

    Attributes:
        kind: in two words, for example "missing mask".
        files: the files that it is about.
        sentence: what is there, the rule, and the remedy.
        wrong: training would be wrong; else it is worth knowing, no more.
    """

    kind: str
    files: tuple[str, ...]
    sentence: str
    wrong: bool = True


class FileFault(ValueError):
    """A picture or a mask that cannot be used as it is. `kind` says in two words what is wrong with it."""

    def __init__(self, kind: str, sentence: str):
        super().__init__(sentence)
        self.kind = kind


@dataclass(frozen=True)
class Found:
    """The files of a data set.

    Attributes:
        files: the pictures that can be used, in a fixed order.
        left_out: known blemishes of the set, for example an empty mask, whose picture is not used.
        faults: what has to be mended before anything is used.
    """

    files: list[Files]
    left_out: tuple[Finding, ...] = ()
    faults: tuple[Finding, ...] = ()


def find_root(folder: str | Path, name: str, layout: str) -> Path:
    """The folder called `name`: the given one itself, or the one in it.

    Raises:
        FileNotFoundError: neither is.
    """
    folder = Path(folder).expanduser()
    for root in (folder / name, folder):
        if root.name == Path(name).name and root.is_dir():
            return root
    raise FileNotFoundError(f"{folder} {missing(folder, name)}. Name the folder that holds {name}/ with {layout}.")


def missing(folder: Path, name: str) -> str:
    """The reason why a folder is not the right one, as the middle of a sentence."""
    return "is not a folder" if not folder.is_dir() else f"holds no folder {name}/"


def visible_files(folder: Path, suffixes: Iterable[str] = PICTURES) -> tuple[dict[str, Path], tuple[Finding, ...]]:
    """Finds the files of a folder by stem; hidden files and other suffixes are passed over.

    Args:
        folder: where to look; a missing folder is an empty one.
        suffixes: in small letters; capitals on the disk are the same.

    Returns:
        stem -> path in the order of the names, and a finding for each stem that two files share.
    """
    found, doubled = {}, []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix.lower() not in suffixes or path.name.startswith(".") or not path.is_file():
            continue
        if path.stem in found:
            names = (found[path.stem].name, path.name)
            doubled.append(Finding("doubled name", names, (
                f"{folder} holds both {names[0]} and {names[1]}, but a name stands for one picture. "
                "Remove or rename one of them."
            )))
        found[path.stem] = path
    return found, tuple(doubled)


def pair_up(
    images: Mapping[str, Path], masks: Mapping[str, Path], where: str
) -> tuple[list[str], tuple[Finding, ...]]:
    """Pairs pictures and masks by their names.

    Args:
        images: name -> path.
        masks: name -> path.
        where: what the sentences begin with, for example "camvid: train".

    Returns:
        The names that have both, sorted as people count, and a finding for each that lacks one.
    """
    findings = []
    for name in sorted(images.keys() ^ masks.keys(), key=as_counted):
        has, lacks, here, there = ("picture", "mask", images, masks) if name in images else (
            "mask", "picture", masks, images)
        similar = [path.name for other, path in there.items() if other.casefold() == name.casefold()]
        hint = f" ({similar[0]} differs in capitals: rename it.)" if similar else ""
        findings.append(Finding(f"missing {lacks}", (here[name].name,), (
            f"{where} has the {has} {here[name].name}, but no {lacks} of that name. Pairs share their file name: "
            f"add the missing {lacks}, or remove the {has}.{hint}"
        )))
    return sorted(images.keys() & masks.keys(), key=as_counted), tuple(findings)


def common_folder(folders: Sequence[Path]) -> Path:
    """The innermost folder that holds them all.

    Ids begin there, so that they (and with them the split) do not depend on which folder above a reader was given.

    Example:
        >>> common_folder([Path("a/b/train"), Path("a/b/val")]).as_posix(), common_folder([Path("a/b")]).as_posix()
        ('a/b', 'a/b')
    """
    return Path(os.path.commonpath(folders))


def as_counted(name: str) -> list:
    """The order in which people count: `sorted(["10", "9"], key=as_counted)` puts 9 before 10.

    Example:
        >>> sorted(["frame 10", "frame 9"], key=as_counted)
        ['frame 9', 'frame 10']
    """
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", name)]


def check_size(where: str, path: Path, mask: np.ndarray, image: np.ndarray) -> None:
    """A mask has the size of its picture.

    Raises:
        FileFault: it has not.
    """
    if mask.shape[:2] != image.shape[:2]:
        raise FileFault("wrong size", (
            f"{where}: mask {path.name} is {mask.shape[1]}x{mask.shape[0]}, its picture {image.shape[1]}x"
            f"{image.shape[0]}. A mask has the size of its picture; resize it with resize_mask, never smoothly."
        ))


def check_ids(where: str, path: Path, mask: np.ndarray, highest: int, remedy: str) -> None:
    """A mask holds no id above the highest of its table.

    Raises:
        FileFault: it does.
    """
    if mask.max() > highest:
        raise FileFault("wrong id", (
            f"{where}: mask {path.name} holds id {mask.max()}, but {where} has ids 0..{highest}. {remedy}"
        ))
