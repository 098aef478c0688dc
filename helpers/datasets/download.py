"""Full data sets onto the disk: fetched, unpacked, held against git's ids, and only then given their name.

A folder with the name of a data set is either whole or was put there by hand. All else happens in `.incoming/NAME`
beside it: the archive, as far as it has arrived, stays there for the next call; half-unpacked files do not.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from helpers.datasets.catalog import get_info
from helpers.datasets.disk import check_room, free_megabytes
from helpers.datasets.lock import only_one
from helpers.datasets.manifest import MANIFEST, changed_files, check_pins, read_manifest, record, write_manifest
from helpers.datasets.pins import BY_HAND, ELSEWHERE, PINS, Pins, archive_url
from helpers.datasets.readers import READERS
from helpers.datasets.transfer import PATIENT, Patience, download
from helpers.datasets.unpack import unpack
from helpers.paths import FULL


def get(
    name: str,
    from_: str | Path | None = None,
    folder: str | Path = FULL,
    say: Callable[[str], object] = print,
    patience: Patience = PATIENT,
    free: Callable[[Path], float] = free_megabytes,
    agreed: Callable[[], bool] = lambda: True,
    all_pins: Mapping[str, Pins] = PINS,
) -> Path:
    """Brings a full data set onto the disk, verified to the last byte. What is there already is not fetched again.

    Killed at any moment, it leaves nothing that looks whole; the next call goes on where it was.

    Args:
        name: a data set or a variant of one: see `course data list`.
        from_: another source than the pinned one: a folder, a zip, tar or tar.gz file, or the address of one.
        folder: where full sets are.
        say: takes each line of the report.
        patience: tries, time-outs and pauses of the download.
        free: tells how many megabytes a folder's disk has left.
        agreed: asks, after size, licence and citation were shown, whether to go on.
        all_pins: what the sets must hold.

    Returns:
        The folder with the set, for `load_dataset(name, source=...)`.

    Raises:
        ValueError: the set has no public address (the message says how to get it by hand), the source holds
            something else, or an archive is damaged or not to be trusted.
        FileNotFoundError: no such source.
        ConnectionError: no connection, or too bad a line; the next call goes on.
        OSError: the disk is full, or another process is at it.
    """
    info, pins = get_info(name), all_pins.get(home_of(name))
    target = Path(folder) / home_of(name)
    work = Path(folder) / ".incoming" / target.name
    size = "depends on where it comes from"
    if pins:
        size = f"{info.megabytes:.0f} MB (the download about {pins.archive_megabytes:.0f} MB)"
    say(f"{info.title}\n  size     {size}\n  licence  {info.licence}\n  cite     {info.citation}")
    if from_ is None and pins is None and not _holds_anything(target):
        raise ValueError(f"{name} has no fixed public address, so a part of the way is yours:\n{BY_HAND[name]}")
    with only_one(work.with_name(f"{target.name}.lock"), f"getting {target.name}"):
        if not _is_there(name, target, pins, say):
            if info.family in ELSEWHERE:
                say(f"  besides  {ELSEWHERE[info.family]}")
            if not agreed():
                raise ValueError(f"{name} was not fetched. To get it without being asked: course data get {name} --yes")
            check_room(Path(folder), info.megabytes + (pins.archive_megabytes if from_ is None else 0), free)
            archive = _brought(from_ or archive_url(name), work, patience, say, free)
            _make(name, archive, work / "half", target, pins, from_)
            say(f"{target}: every byte verified")
        shutil.rmtree(work, ignore_errors=True)
    return target


def is_here(name: str, folder: str | Path = FULL) -> bool:
    """Whether a full data set is on the disk."""
    return _holds_anything(Path(folder) / home_of(name))


def full_folder(name: str, folder: str | Path = FULL) -> Path:
    """The folder of a full data set that is on the disk: brought by `get`, or put there by hand.

    Raises:
        FileNotFoundError: it is not there; the sentence says how to get it.
    """
    target = Path(folder) / home_of(name)
    if not _holds_anything(target):
        raise FileNotFoundError(
            f"the full set {name} is not on this disk: {target} is not there. Get it with: course data get {name}"
        )
    return target


def verify(name: str, folder: str | Path = FULL) -> int:
    """Reads every byte of a set that `get` has brought, and compares it with what was recorded then.

    Returns:
        How many files were read.

    Raises:
        FileNotFoundError: the set is not there, or was put there by hand without `get`.
        ValueError: a file is missing or has changed.
    """
    target = full_folder(name, folder)
    manifest = read_manifest(target)
    if manifest is None:
        raise FileNotFoundError(f"{target} was put there by hand. Let it be verified first: course data get {name}")
    _refuse_changes(name, target, changed_files(target, manifest["files"], every_byte=True))
    return len(manifest["files"])


def home_of(name: str) -> str:
    """The folder's name: variants that read the same files in another way share it.

    Example:
        >>> home_of("people-parts"), home_of("carla-23")
        ('people', 'carla-23')
    """
    info = get_info(name)
    return info.family if info.family in PINS else info.name


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


def _holds_anything(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _brought(source: str | Path, work: Path, patience: Patience, say: Callable, free: Callable) -> Path:
    """The archive or folder on this disk; an address is downloaded first."""
    if "://" in str(source):
        mark = hashlib.sha1(str(source).encode(), usedforsecurity=False).hexdigest()
        return download(str(source), work / f"archive-{mark[:10]}", patience, say, free)
    return Path(source).expanduser()


def _make(name: str, archive: Path, half: Path, target: Path, pins: Pins | None, from_: str | Path | None) -> None:
    """Unpacks, verifies and writes down; the last step gives the folder its name."""
    shutil.rmtree(half, ignore_errors=True)
    source = str(from_ or "the download")
    try:
        if not pins or not unpack(archive, half, pins.wanted, sum(count for _, count in pins.ids.values())):
            unpack(archive, half)
        root = _verified(name, half, pins, source)
        with suppress(FileNotFoundError):
            target.rmdir()  # an empty folder of that name is in the way on Windows
        os.rename(root, target)
    except ValueError as error:
        if archive.parent != half.parent:
            raise
        archive.unlink()  # it was downloaded, and is wrong: the next call must not start from it
        raise ValueError(
            f"{str(error).replace(archive.name, source)} What was downloaded is thrown away, the next call starts "
            "afresh."
        ) from None
    finally:
        shutil.rmtree(half, ignore_errors=True)


def _verified(name: str, folder: Path, pins: Pins | None, source: str) -> Path:
    """The folder in `folder` that holds the set, after each file was read and the manifest written."""
    wanted = [path for path in _visible(folder) if pins and pins.wanted(path) == path]
    if wanted:
        files = record(folder, wanted)
        check_pins(pins, files, source)
    else:
        try:
            folder = layout_root(folder, name)
        except FileNotFoundError as error:
            reason = str(error).replace(str(folder), source)
            raise ValueError(f"{source} is not {name} in a layout that the course reads: {reason}") from None
        files = record(folder, _visible(folder))
    info = get_info(name)
    about = {"name": info.name, "source": info.source if wanted else source, "from": source, "licence": info.licence,
             "citation": info.citation, "ids": {place: id_ for place, (id_, _) in pins.ids.items()} if wanted else {}}
    write_manifest(folder, about, files)
    return folder


def _visible(folder: Path) -> list[str]:
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return [path.as_posix() for path in paths if not any(part.startswith(".") for part in path.parts)
            and path.name != MANIFEST]


def _is_there(name: str, target: Path, pins: Pins | None, say: Callable) -> bool:
    if not _holds_anything(target):
        return False
    manifest = read_manifest(target)
    if manifest is None:
        say(f"{target} was put there by hand: looking at every file of it")
        root = _verified(name, target, pins, str(target))
        if root != target:
            raise ValueError(f"{target} holds the set further down: move all that is in {root} up into {target}.")
    else:
        _refuse_changes(name, target, changed_files(target, manifest["files"]))
    say(f"{target} is there and complete. To get it anew, delete that folder first.")
    return True


def _refuse_changes(name: str, target: Path, changed: list[str]) -> None:
    if changed:
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        raise ValueError(
            f"{target} is no longer as it came: {changed[0]}{more} changed or vanished. Delete the folder and get it "
            f"again: course data get {name}"
        )
