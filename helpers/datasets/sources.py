"""Looks at a source before anything of it is copied or unpacked: whether it holds the set, and which part of it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from helpers.datasets.manifest import read_manifest
from helpers.datasets.pins import Pins
from helpers.datasets.readers import READERS
from helpers.datasets.readers.files import PICTURES, common_folder
from helpers.datasets.unpack import contents


@dataclass(frozen=True)
class Part:
    """What of a source is taken.

    Attributes:
        place: an archive or a folder.
        wanted: path of a file in it -> where it goes, None for nowhere.
        files: how many are wanted.
        megabytes: of these files.
        pinned: whether public ids vouch for them.
        once: what the source held when it was complete, if `get` wrote that down there.
    """

    place: Path
    wanted: Callable[[str], str | None]
    files: int
    megabytes: float
    pinned: bool
    once: Mapping[str, tuple[str, int]] = field(default_factory=dict)


def look(name: str, source: str | Path, pins: Pins | None = None, called: str | None = None) -> Part:
    """Finds a set in a folder or an archive by the names of the files.

    What an archive without a pinned part holds is seen only once it is unpacked, unless it holds no picture at all.

    Args:
        name: a data set or a variant.
        source: a folder, or a zip, tar or tar.gz file.
        pins: what the set's public source holds.
        called: what the sentences call the source.

    Raises:
        FileNotFoundError: there is no such file or folder.
        ValueError: it is something else, damaged, or not to be trusted.
    """
    source, called = Path(source).expanduser(), called or str(source)
    if not source.exists():
        hint = f" If it is a web address, write it out: http://{called}" if _looks_like_an_address(called) else ""
        raise FileNotFoundError(f"{called}: there is no such file or folder. Check the name.{hint}")
    files = contents(source)
    pinned = _pinned_part(source, files, pins) if pins else None
    if pinned:
        return pinned
    if source.is_dir():
        source = _innermost(source, name, called)
        files = contents(source)
    elif not any(path.lower().endswith(PICTURES) for path in files):
        raise ValueError(f"{called} is not {name}: none of its {len(files)} files is a picture.{_what_else(files)}")
    return Part(source, lambda path: path, len(files), sum(files.values()) / 1e6, pinned=False)


def layout_root(folder: Path, name: str) -> Path:
    """The folder in which a set's reader finds its files: the given one, or the only folder in it, and so on.

    Raises:
        FileNotFoundError: there is none; the reader's sentence says what it looked for.
    """
    try:
        if READERS[name].find(folder).files:
            return folder
        reason = f"{folder} holds no picture with a mask. Check that it is the set you mean."
    except FileNotFoundError as error:
        reason = str(error)
    inside = [path for path in folder.iterdir() if not path.name.startswith(".")] if folder.is_dir() else []
    if len(inside) == 1 and inside[0].is_dir():
        return layout_root(inside[0], name)
    raise FileNotFoundError(reason)


def _looks_like_an_address(called: str) -> bool:
    return bool(re.match(r"[\w-]+(\.[\w-]+)+(:\d+)?/|[\w-]+:\d+/", called))


def _what_else(files: Iterable[str]) -> str:
    inner = [path for path in files if path.lower().endswith((".zip", ".tar", ".tar.gz", ".tgz"))]
    if inner:
        return f" It holds another archive, {inner[0]}: unpack it by hand and name that one."
    return " Check that it is the archive you mean."


def _pinned_part(source: Path, files: dict[str, int], pins: Pins) -> Part | None:
    # Somebody may name CamVid/ itself instead of the folder that holds it.
    around = "/".join(source.absolute().parts[-2:]) + "/" if source.is_dir() else ""
    for prefix in ("", around):
        goes = {path: pins.wanted(prefix + path) for path in files if pins.wanted(prefix + path)}
        if goes:
            megabytes = sum(files[path] for path in goes) / 1e6
            return Part(source, goes.get, len(goes), megabytes, pinned=True, once=_once_there(source, goes))
    return None


def _once_there(source: Path, goes: Mapping[str, str]) -> Mapping[str, tuple[str, int]]:
    """What a manifest in the source says. It lies in the folder below which the wanted places begin."""
    path, place = next(iter(goes.items()))
    manifest = read_manifest((source.absolute() / path).parents[place.count("/")]) if source.is_dir() else None
    return manifest["files"] if manifest else {}


def _innermost(folder: Path, name: str, called: str) -> Path:
    """The innermost folder in which the reader finds the same pictures in the same splits: less is copied."""
    try:
        root = layout_root(folder, name)
    except FileNotFoundError as error:
        reason = str(error).replace(str(folder), called)
        raise ValueError(f"{called} is not {name} in a layout that the course reads: {reason}") from None
    found = _pictures(root, name)
    inside = common_folder([path.parent for picture in found for path in (picture.image, *picture.masks)])
    between = [place for place in (inside, *inside.parents) if place.is_relative_to(root)]
    splits = {(picture.image, picture.split) for picture in found}
    return next(place for place in between
                if {(picture.image, picture.split) for picture in _pictures(place, name)} == splits)


def _pictures(folder: Path, name: str) -> list:
    try:
        return READERS[name].find(folder).files
    except FileNotFoundError:
        return []
