"""Full data sets onto the disk: fetched, unpacked, held against git's ids, and only then given their name.

A folder with the name of a data set is either whole or was put there by hand. All else happens in `.incoming/NAME`
beside it: the archive, as far as it has arrived, stays there for the next call; half-unpacked files do not.
"""

import hashlib
import os
import shutil
import textwrap
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from helpers.datasets.catalog import get_info
from helpers.datasets.disk import check_room, free_megabytes
from helpers.datasets.inspection import inspect
from helpers.datasets.lock import only_one
from helpers.datasets.manifest import changed_files, read_manifest
from helpers.datasets.pins import BY_HAND, ELSEWHERE, PINS, Pins, archive_url
from helpers.datasets.sources import Part, look
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
    """Brings a full data set onto the disk, each byte verified where the course has public ids for them.

    What is there already is not fetched again. Killed at any moment, it leaves nothing that looks whole; the next call
    goes on where it was.

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
        OSError: the disk is full or cannot be written, or another process is at it.
    """
    pins = all_pins.get(home_of(name))
    target = Path(folder) / home_of(name)
    work = Path(folder) / ".incoming" / target.name
    if from_ is None and pins is None and not _holds_anything(target):
        raise ValueError(f"{name} has no fixed public address, so a part of the way is yours:\n{BY_HAND[name]}")
    with only_one(work.with_name(f"{target.name}.lock"), f"getting {target.name}"):
        try:
            if not _is_there(name, target, pins, say, from_):
                _bring(name, from_, work, target, pins, say, agreed, patience, free)
                shutil.rmtree(work, ignore_errors=True)
        finally:
            _tidy(work)
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
    _refuse_changes(name, target, manifest, changed_files(target, manifest["files"], every_byte=True))
    return len(manifest["files"])


def home_of(name: str) -> str:
    """The folder's name: variants that read the same files in another way share it.

    Example:
        >>> home_of("people-parts"), home_of("carla-23")
        ('people', 'carla-23')
    """
    info = get_info(name)
    return info.family if info.family in PINS else info.name


def _holds_anything(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _bring(
    name: str, from_: str | Path | None, work: Path, target: Path, pins: Pins | None, say: Callable, agreed: Callable,
    patience: Patience, free: Callable,
) -> None:
    """Looks at the source, asks, then downloads, unpacks or copies, and verifies."""
    info, source = get_info(name), str(from_ or "the download")
    part = None if "://" in str(from_ or archive_url(name)) else look(name, from_, pins)
    say(_described(name, pins, part, asked=from_ is None))
    if not agreed():
        raise ValueError(f"{name} was not fetched. To get it without being asked: course data get {name} --yes")
    megabytes = part.megabytes if part and not part.pinned else info.megabytes
    check_room(target.parent, megabytes + (pins.archive_megabytes if from_ is None else 0), free)
    if part:
        _make(name, part, work / "half", target, pins, str(Path(from_).expanduser().absolute()), source)
    else:
        url = str(from_ or archive_url(name))
        mark = hashlib.sha1(url.encode(), usedforsecurity=False).hexdigest()
        archive = download(url, work / f"archive-{mark[:10]}", patience, say, free)
        with _thrown_away_if_wrong(archive, source):
            _make(name, look(name, archive, pins), work / "half", target, pins, source, source)
    say(_summary(name, target, "copied" if part and part.place.is_dir() else "unpacked"))


def _described(name: str, pins: Pins | None, part: Part | None, asked: bool) -> str:
    info, size = get_info(name), "depends on where it comes from"
    if part and not part.pinned:
        size = f"{part.megabytes:.1f} MB in {part.files:,} files"
    elif pins:
        size = f"{info.megabytes:.0f} MB" + ("" if part else f" (the download about {pins.archive_megabytes:.0f} MB)")
    facts = {"size": size, "licence": info.licence, "cite": info.citation}
    if asked and info.family in ELSEWHERE:
        facts["besides"] = ELSEWHERE[info.family]
    lines = (textwrap.fill(f"  {label:8} {text}", 100, subsequent_indent=" " * 11, break_long_words=False,
                           break_on_hyphens=False) for label, text in facts.items())
    return "\n".join((info.title, *lines))


def _make(name: str, part: Part, half: Path, target: Path, pins: Pins | None, source: str, called: str) -> None:
    """Unpacks or copies, verifies and writes down; the last step gives the folder its name."""
    shutil.rmtree(half, ignore_errors=True)
    try:
        unpack(part.place, half, part.wanted, part.files)
        root = inspect(name, half, pins, source, called, part.once)
        with suppress(FileNotFoundError):
            target.rmdir()  # an empty folder of that name is in the way on Windows
        os.rename(root, target)
    finally:
        shutil.rmtree(half, ignore_errors=True)


@contextmanager
def _thrown_away_if_wrong(archive: Path, source: str) -> Iterator[None]:
    """A wrong archive that was downloaded must not be what the next call starts from."""
    try:
        yield
    except ValueError as error:
        archive.unlink()
        raise ValueError(
            f"{str(error).replace(str(archive), source).replace(archive.name, source)} What was downloaded is thrown "
            "away, the next call starts afresh."
        ) from None


def _summary(name: str, target: Path, how: str) -> str:
    manifest = read_manifest(target)
    files = f"{len(manifest['files']):,} files"
    if manifest["ids"]:
        return f"{target}: {files}, every byte verified"
    return (f"{target}: {files} {how} and written down. Nothing public vouches for them: look at them with "
            f"course data check {name} --source full")


def _is_there(name: str, target: Path, pins: Pins | None, say: Callable, from_: str | Path | None) -> bool:
    if target.exists() and not target.is_dir():
        raise ValueError(f"{target} is a file, but the set {name} needs a folder of that name: move the file away.")
    if not _holds_anything(target):
        return False
    manifest = read_manifest(target)
    if manifest is None:
        say(f"{target} was put there by hand: looking at every file of it")
        root = inspect(name, target, pins, str(target), str(target))
        if root != target:
            raise ValueError(f"{target} holds the set further down: move all that is in {root} up into {target}.")
        say(_summary(name, target, "found"))
    else:
        _refuse_changes(name, target, manifest, changed_files(target, manifest["files"]))
    unseen = f", so --from {from_} was not looked at" if from_ else ""
    say(f"{target} is there and complete{unseen}. To get it anew, delete that folder first.")
    return True


def _refuse_changes(name: str, target: Path, manifest: dict, changed: list[str]) -> None:
    if changed:
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        raise ValueError(
            f"{target} is no longer as it came: {changed[0]}{more} changed or vanished. Delete the folder and "
            f"{_again(name, target, manifest)}"
        )


def _again(name: str, target: Path, manifest: dict) -> str:
    """How a set is got once more from where it came."""
    source = manifest["from"]
    if source == str(target) and not manifest["ids"]:
        return "put it there again, as you did by hand."
    if source in ("the download", str(target)):
        return f"get it again: course data get {name}"
    quote = '"' if " " in source else ""
    return f"get it again: course data get {name} --from {quote}{source}{quote}"


def _tidy(work: Path) -> None:
    """Leaves what has arrived of a download; nothing of what was unpacked, began, or never came."""
    arrived = [path for path in work.glob("archive-*") if path.suffix != ".json" and path.stat().st_size]
    for path in work.glob("*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif not arrived or not path.name.startswith("archive-"):
            path.unlink(missing_ok=True)
    if not arrived:
        shutil.rmtree(work, ignore_errors=True)
