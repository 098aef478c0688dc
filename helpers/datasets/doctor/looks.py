"""One pass over all pictures: each is decoded once, and only numbers about it are kept.

A data set of ten thousand pictures does not fit into memory, what the doctor keeps of each (about ten kilobytes) does.
"""

import re
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

import numpy as np
from tqdm import tqdm

from helpers.datasets.catalog import get_info
from helpers.datasets.doctor.fit import Fit, fit_of
from helpers.datasets.doctor.smears import smeared_share
from helpers.datasets.doctor.thumbnails import thumbnail_of
from helpers.datasets.readers import READERS, Decoded, Files, Finding
from helpers.datasets.readers.carla import find_bonnet
from helpers.datasets.readers.colours import read_ids
from helpers.datasets.readers.faces import crossed_sides
from helpers.datasets.readers.people import read_groundtruth
from helpers.images import VOID

THREADS = 2  # decoding and NumPy let go of Python's lock
AHEAD = 16  # pictures that may wait for a thread


@dataclass(frozen=True)
class Look:
    """What is kept of one picture.

    Attributes:
        files: where it comes from.
        counts: int64 (256,), how many pixels have each id.
        thumbnail: float32 (N,), see `thumbnail_of`.
        smeared: share of the borders between two classes that other classes line, see `smeared_share`.
        fit: how the mask lies on the picture.
        content: a checksum of the mask, the same for equal masks.
        overlap: pixels that two objects claim.
        bonnet: the car's own bonnet is in the picture, labelled as a vehicle (carla only).
        crossed: left eye and right eye, or brow, lie the other way round (faces only).
    """

    files: Files
    counts: np.ndarray
    thumbnail: np.ndarray
    smeared: float
    fit: Fit
    content: int
    overlap: int = 0
    bonnet: bool = False
    crossed: bool = False


def look_at_all(name: str, files: Iterable[Files], progress: bool = False) -> Iterator[Look | Finding]:
    """Decodes every picture and yields what is kept of it, or what is wrong with its files, in their order."""
    files = list(files)
    waiting = iter(files)
    with ThreadPoolExecutor(THREADS) as threads, tqdm(
        total=len(files), desc=f"checking {name}", unit=" pictures", leave=False, disable=None if progress else True
    ) as bar:
        begun = [threads.submit(look_at, name, some) for some in islice(waiting, AHEAD)]
        while begun:
            yield begun.pop(0).result()
            begun += [threads.submit(look_at, name, some) for some in islice(waiting, 1)]
            bar.update()


def look_at(name: str, files: Files) -> Look | Finding:
    """Decodes one picture; a fault of its files becomes a finding."""
    try:
        decoded = READERS[name].decode(files)
        stored = stored_ids(name, files, decoded)
    except (ValueError, OSError) as error:
        return Finding(getattr(error, "kind", "unreadable file"), named_in(str(error), files), str(error))
    return Look(
        files,
        np.bincount(decoded.mask.ravel(), minlength=256),
        thumbnail_of(decoded.image),
        smeared_share(stored),
        fit_of(decoded.image, decoded.mask),
        zlib.crc32(np.ascontiguousarray(decoded.mask)),
        decoded.overlap,
        get_info(name).family == "carla" and bool(find_bonnet(decoded.mask, _vehicle(name)).any()),
        name == "faces" and bool(crossed_sides(decoded.mask)),
    )


def stored_ids(name: str, files: Files, decoded: Decoded) -> np.ndarray:
    """The ids as the file counts them, uint8 (H, W): damage shows in them before they are merged and renumbered."""
    if files.layout == "mat":
        return read_groundtruth(files.masks[0])
    if files.layout == "celeba":
        return read_ids(files.masks[0], name)
    void = get_info(name).file_void
    return decoded.mask if void is None else np.where(decoded.mask == VOID, np.uint8(void), decoded.mask)


def named_in(sentence: str, files: Files) -> tuple[str, ...]:
    """The files of a picture that a sentence is about; its id if it names none."""
    names = dict.fromkeys(path.name for path in (*files.masks, files.image))
    named = tuple(name for name in names if re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", sentence))
    return named or (files.id,)


def mask_name(files: Files) -> str:
    """The mask's file name; where each object has its own file, the picture's id."""
    return files.masks[0].name if len(files.masks) == 1 else files.id


def _vehicle(name: str) -> int:
    classes = get_info(name).classes
    return classes.index("car" if "car" in classes else "vehicle")
