"""The one door: `load_dataset(name, split, source)`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from helpers.datasets.catalog import get_info
from helpers.datasets.readers import (
    Decoded,
    Files,
    decode_camvid,
    decode_nuclei,
    list_camvid,
    list_nuclei,
)
from helpers.datasets.splits import SPLITS
from helpers.paths import SAMPLE

READERS = {"nuclei": (list_nuclei, decode_nuclei), "camvid": (list_camvid, decode_camvid)}


@dataclass(frozen=True)
class Sample:
    """One picture with its truth. The files are decoded when an array is first asked for, and then kept.

    Attributes:
        dataset: name of the data set.
        files: where it comes from.
    """

    dataset: str
    files: Files

    @property
    def id(self) -> str:
        """Name of the picture, unique within the data set."""
        return self.files.id

    @property
    def group(self) -> str:
        """Kind of picture, for example "stained"; empty where a data set has no kinds."""
        return self.files.group

    @property
    def image(self) -> np.ndarray:
        """uint8 (H, W, 3), RGB."""
        return self._decoded.image

    @property
    def mask(self) -> np.ndarray:
        """uint8 (H, W), ids 0..C-1, 255 = void."""
        return self._decoded.mask

    @property
    def instances(self) -> np.ndarray | None:
        """int32 (H, W), 0 = background, then one number per object; None where a data set has no objects."""
        return self._decoded.instances

    @cached_property
    def _decoded(self) -> Decoded:
        return READERS[self.dataset][1](self.files)


class Samples(Sequence):
    """The pictures of one split, in a fixed order. Slices are `Samples` too.

    Each access makes a fresh `Sample`, so walking through a large set does not fill the memory.
    """

    def __init__(self, dataset: str, files: Sequence[Files]):
        self.dataset = dataset
        self.files = list(files)

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return Samples(self.dataset, self.files[index])
        return Sample(self.dataset, self.files[index])

    def __iter__(self) -> Iterator[Sample]:
        return (Sample(self.dataset, files) for files in self.files)

    @property
    def ids(self) -> list[str]:
        """The pictures' names."""
        return [files.id for files in self.files]

    @property
    def groups(self) -> list[str]:
        """The pictures' kinds."""
        return [files.group for files in self.files]


def load_dataset(name: str, split: str = "train", source: str | Path = "sample") -> Samples:
    """Opens one split of a data set.

    Args:
        name: "nuclei" or "camvid"; `CATALOG` lists all.
        split: "train", "val" or "test".
        source: "sample" for the small procedural set that comes with the course, or the folder of the real
            files.

    Returns:
        The samples, in a fixed order.

    Raises:
        ValueError: unknown name or split; the test split of real data (see `helpers.scoring`); files that
            contradict each other.
        FileNotFoundError: the folder does not hold the data set.

    Example:
        >>> street = load_dataset("camvid", split="val")[0]
        >>> street.image.shape, street.mask.shape
        ((120, 160, 3), (120, 160))
    """
    if split == "test" and source != "sample":
        raise ValueError(
            f"the test split of real data ({name}) is not for looking at: whoever looks, tunes. Use split='val', "
            f"and score a finished network once with: course score {name} --split test --source {source}"
        )
    if split not in SPLITS:
        raise ValueError(f"there is no split {split!r}. A data set has the splits {', '.join(SPLITS)}.")
    return pick_split(name, split, source)


def list_files(name: str, source: str | Path = "sample") -> list[Files]:
    """Lists the files of all splits of a data set without handing out pictures.

    Raises:
        ValueError, FileNotFoundError: as `load_dataset`.
    """
    info = get_info(name)
    if name not in READERS:
        raise ValueError(f"{name} has no reader yet. Data sets that can be read now: {', '.join(READERS)}.")
    if source == "full":
        raise FileNotFoundError(
            f"the download of {name} ({info.megabytes:.0f} MB) is not part of the course yet. By hand: "
            f"{info.by_hand} Then use that folder as source."
        )
    folder = SAMPLE / name if source == "sample" else Path(source)
    return READERS[name][0](folder)


def pick_split(name: str, split: str, source: str | Path) -> Samples:
    """Opens any split, the test split of real data too: only `helpers.scoring` calls it with that.

    Raises:
        ValueError: the split holds no picture; otherwise as `load_dataset`.
    """
    found = [files for files in list_files(name, source) if files.split == split]
    if not found:
        raise ValueError(
            f"{name}: {source} holds no picture for the split {split!r}. Copy the missing files, or, where the "
            "course divides the pictures itself, add some: every kind of picture needs at least six."
        )
    return Samples(name, found)
