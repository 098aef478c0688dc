"""The one door: `load_dataset(name, split, source)`."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from helpers.datasets.catalog import CATALOG, VARIANTS, get_info
from helpers.datasets.readers import READERS, Decoded, FileFault, Files, Finding, Found
from helpers.datasets.readers.carla import BONNET
from helpers.datasets.readers.faces import SIDES
from helpers.datasets.splits import SPLITS
from helpers.paths import SAMPLE

OPTIONS = {"carla": {"bonnet": tuple(BONNET)}, "faces": {"sides": SIDES}}

@dataclass(frozen=True)
class Sample:
    """One picture with its truth. The files are decoded when an array is first asked for, and then kept.

    Attributes:
        dataset: name of the data set.
        files: where it comes from.
        options: how to decode it, for example {"bonnet": "void"} for carla.
    """

    dataset: str
    files: Files
    options: Mapping[str, str] = field(default_factory=dict)

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
        return READERS[self.dataset].decode(self.files, **self.options)


class Samples(Sequence):
    """The pictures of one split, in a fixed order. Slices are `Samples` too.

    Each access makes a fresh `Sample`, so walking through a large set does not fill the memory. `left_out` says which
    pictures of the data set (of all its splits) are not used, and why.
    """

    def __init__(
        self,
        dataset: str,
        files: Sequence[Files],
        options: Mapping[str, str] | None = None,
        left_out: Sequence[Finding] = (),
    ):
        self.dataset = dataset
        self.files = list(files)
        self.options = dict(options or {})
        self.left_out = tuple(left_out)

    def __repr__(self) -> str:
        splits = Counter(files.split for files in self.files)
        return f"{self.dataset}: {', '.join(f'{count} pictures of {split}' for split, count in splits.items())}"

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return Samples(self.dataset, self.files[index], self.options, self.left_out)
        return Sample(self.dataset, self.files[index], self.options)

    def __iter__(self) -> Iterator[Sample]:
        return (Sample(self.dataset, files, self.options) for files in self.files)

    @property
    def ids(self) -> list[str]:
        """The pictures' names."""
        return [files.id for files in self.files]

    @property
    def groups(self) -> list[str]:
        """The pictures' kinds."""
        return [files.group for files in self.files]


def load_dataset(name: str, split: str = "train", source: str | Path = "sample", **options: str) -> Samples:
    """Opens one split of a data set.

    Args:
        name: a data set of `CATALOG`, or a variant of one ("carla-23", "people-parts").
        split: "train", "val" or "test".
        source: "sample" for the small procedural set that comes with the course, "full" for the real one, which is
            downloaded when it is not there yet, or the folder (or the zip or tar file) of the real files.
        **options: how to decode. carla knows bonnet="keep", "none" or "void" (what becomes of the car's own
            bonnet), faces knows sides="keep" or "position" (what becomes of eyes and brows whose sides are exchanged).

    Returns:
        The samples, in a fixed order. A line is printed for pictures that are left out because of a known blemish.

    Raises:
        ValueError: unknown name or split; the test split of real data (see `helpers.scoring`); files that
            contradict each other.
        FileNotFoundError: the folder does not hold the data set.
        ConnectionError: source="full", and the download does not succeed.

    Example:
        >>> street = load_dataset("camvid", split="val")[0]
        >>> street.image.shape, street.mask.shape
        ((120, 160, 3), (120, 160))
    """
    get_info(name)
    if split == "test" and source != "sample":
        raise ValueError(
            f"the test split of real data ({name}) is not for looking at: whoever looks, tunes. Use split='val', "
            f"and score a finished network once with: course score {name} --split test --source {source}"
        )
    if split not in SPLITS:
        hint = f" Where the pictures are is another argument: source={split!r}." if split in ("sample", "full") else ""
        raise ValueError(f"there is no split {split!r}. A data set has the splits {', '.join(SPLITS)}.{hint}")
    return pick_split(name, split, source, **options)


def list_files(name: str, source: str | Path = "sample") -> list[Files]:
    """Lists the files of all splits of a data set without handing out pictures.

    Raises:
        ValueError, FileNotFoundError, ConnectionError: as `load_dataset`.
    """
    return find_files(name, source).files


def find_files(name: str, source: str | Path = "sample") -> Found:
    """As `list_files`, with what is left out.

    Raises:
        FileFault: the first thing that is wrong with the files; `course data check` names all.
        ValueError, FileNotFoundError, ConnectionError: as `load_dataset`.
    """
    found = READERS[get_info(name).name].find(folder_of(name, source))
    if found.faults:
        more = f" (And {len(found.faults) - 1} more: course data check {name} --source {source})"
        raise FileFault(found.faults[0].kind, found.faults[0].sentence + (more if len(found.faults) > 1 else ""))
    return found


def folder_of(name: str, source: str | Path) -> Path:
    """The folder behind a source; "full" is downloaded, and an archive unpacked, if that has not been done yet.

    Raises:
        FileNotFoundError, ConnectionError, ValueError: there is none, and none can be had.
    """
    info = get_info(name)
    if source == "sample":
        if not info.has_sample:
            others = [one.name for one in (CATALOG | VARIANTS).values() if one.family == info.family and one.has_sample]
            raise FileNotFoundError(f"{name} has no sample, only {' and '.join(others)} have. Use one of these, or "
                                    "name the folder of your pictures.")
        return SAMPLE / info.family
    from helpers.datasets.download import full_folder, get, is_here  # they bring an HTTP library along
    from helpers.datasets.sources import layout_root
    from helpers.datasets.unpack import unpacked

    if source == "full":
        return full_folder(name) if is_here(name) else get(name)
    folder = Path(source).expanduser()
    return layout_root(unpacked(folder), name) if folder.is_file() else folder


def pick_split(name: str, split: str, source: str | Path, **options: str) -> Samples:
    """Opens any split, the test split of real data too: only `helpers.scoring` calls it with that.

    Raises:
        ValueError: the split holds no picture, or an option that this data set does not have; otherwise as
            `load_dataset`.
    """
    allowed = OPTIONS.get(get_info(name).family, {})
    for option, value in options.items():
        if option not in allowed:
            raise ValueError(f"{name} has no option {option!r}; it has: {', '.join(allowed) or 'none'}. Leave it out.")
        if value not in allowed[option]:
            raise ValueError(f"{option} is {value!r}, but it can be {', '.join(allowed[option])}. Choose one of them.")
    found = find_files(name, source)
    for finding in found.left_out:
        print(finding.sentence)
    files = [files for files in found.files if files.split == split]
    if not files:
        raise ValueError(
            f"{name}: {source} holds no picture for the split {split!r}. Copy the missing files, or, where the "
            "course divides the pictures itself, add some: every kind of picture needs at least six."
        )
    return Samples(name, files, options, found.left_out)
