"""Unpacks zip, tar and tar.gz files, and trusts none: a member may try to leave the folder, or to fill the disk.

Only plain files are written, by our own loop, with names that were checked; links, devices and the modes and owners
that a tar file can ask for never reach the disk.
"""

import hashlib
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tqdm import tqdm

from helpers.datasets.disk import check_room, told_when_closed, told_when_full
from helpers.datasets.members import Member, members_of
from helpers.paths import FULL

_CHUNK = 1 << 20
_LITTER = ("__MACOSX", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Limits:
    """Where an archive stops being a data set and becomes a bomb.

    Attributes:
        megabytes: unpacked, all members together.
        members: how many there may be.
        ratio: unpacked bytes per packed byte; looked at from 50 MB on. Pictures hardly shrink, label tables may
            shrink a hundredfold, a bomb shrinks a thousandfold.
    """

    megabytes: float = 50_000
    members: int = 2_000_000
    ratio: float = 300


def unpack(
    source: str | Path,
    folder: str | Path,
    wanted: Callable[[str], str | None] = lambda name: name,
    total: int | None = None,
    limits: Limits = Limits(),
) -> list[str]:
    """Writes the wanted files of an archive (or of another folder) into a folder, with a bar.

    Hidden files and what systems leave behind (__MACOSX, Thumbs.db) are passed over.

    Args:
        source: a zip, tar or tar.gz file, or a folder to copy from.
        folder: is made; what is in it already is not overwritten.
        wanted: path of a member -> where it goes below the folder, None for nowhere.
        total: how many files are expected, for the bar.
        limits: what is too much.

    Returns:
        The paths written, below the folder.

    Raises:
        FileNotFoundError: no such archive.
        ValueError: damaged, or a member is not to be trusted. What was written until then stays: the caller unpacks
            into a folder of its own and throws it away.
        OSError: the disk is full.
    """
    source, folder = Path(source).expanduser(), Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written, seen = [], {}
    doing = "copying" if source.is_dir() else "unpacking"
    with members_of(source) as members, tqdm(total=total, unit=" files", desc=doing) as bar:
        for member in _checked(members, source, limits):
            place = None if member.kind == "folder" or _is_litter(member.name) else wanted(member.name)
            if place is None:
                continue
            _check_twin(source, place, seen)
            with told_when_full(folder):
                _write(source, member, folder / place)
            written.append(place)
            bar.update()
    return written


def contents(source: str | Path, limits: Limits = Limits()) -> dict[str, int]:
    """What `unpack` would write: the files in an archive or a folder, none of them opened.

    Returns:
        path -> bytes.

    Raises:
        FileNotFoundError, ValueError: as `unpack`; nothing was written then.
    """
    source = Path(source).expanduser()
    with members_of(source) as members:
        return {member.name: member.size
                for member in tqdm(_checked(members, source, limits), unit=" files", desc="looking", leave=False)
                if member.kind == "file" and not _is_litter(member.name)}


@contextmanager
def folder_in_the_making(target: Path) -> Iterator[Path]:
    """A fresh folder that becomes `target` when the with block ends well, in one step, and vanishes when it does not.

    So whoever sees `target` sees all of it. If somebody else made it in the meantime, theirs stays.
    """
    with told_when_closed(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield making
        try:
            os.rename(making, target)
        except OSError:
            if not target.is_dir():
                raise
    finally:
        shutil.rmtree(making, ignore_errors=True)


def unpacked(archive: str | Path, cache: Path = FULL / ".unpacked") -> Path:
    """The folder with an archive's content: unpacked at the first call, found again later.

    Args:
        archive: a zip, tar or tar.gz file. If it changes, it is unpacked again.
        cache: where such folders are.

    Raises:
        FileNotFoundError, ValueError, OSError: as `unpack`.
    """
    archive = Path(archive).expanduser().absolute()
    if not archive.is_file():
        raise FileNotFoundError(f"{archive}: there is no such archive. Check the name and the folder.")
    state = archive.stat()
    mark = hashlib.sha1(f"{archive} {state.st_size} {state.st_mtime_ns}".encode(), usedforsecurity=False).hexdigest()
    target = cache / f"{archive.name.split('.')[0]}-{mark[:10]}"
    if not target.is_dir():
        check_room(cache, state.st_size / 1e6)
        with folder_in_the_making(target) as making:
            unpack(archive, making)
    return target


def _checked(members: Iterator[Member], source: Path, limits: Limits) -> Iterator[Member]:
    if source.is_dir():  # what lies on the disk already has names that it can have, and fits
        yield from members
        return
    packed, total = source.stat().st_size, 0
    for count, member in enumerate(members, start=1):
        total += member.size
        _check_name(source, member.name)
        if member.kind not in ("file", "folder"):
            raise ValueError(
                f"{source.name}: {member.name} is {member.kind}, but only plain files are unpacked. "
                "Unpack the archive by hand if you trust it, and name the folder instead."
            )
        if (count > limits.members or total > limits.megabytes * 1e6
                or total > 50e6 and total > limits.ratio * packed):
            raise ValueError(
                f"{source.name} would grow from {packed / 1e6:.1f} MB to {total / 1e6:.1f} MB or more in {count} files "
                f"(at {member.name}): no data set of this course does that, an archive made to fill disks does. "
                "Unpack it by hand if you trust it, and name the folder instead."
            )
        yield member


def _check_name(source: Path, name: str) -> None:
    path = PurePosixPath(name)
    if (not name or path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", name)
            or re.search(r"[\x00-\x1f]", name)):
        raise ValueError(
            f"{source.name}: the member {name!r} would be written outside the folder. Names in an archive are "
            "relative and hold no '..', drive or control letters: take the archive from a source that you trust."
        )


def _check_twin(source: Path, place: str, seen: dict[str, str]) -> None:
    key = unicodedata.normalize("NFC", place).casefold()
    if seen.get(key) == place:
        raise ValueError(f"{source.name} holds {place} twice. Take one that holds each file once.")
    if key in seen:
        raise ValueError(
            f"{source.name}: {seen[key]} and {place} would be one file on disks that ignore capitals, as on Windows "
            "and macOS. Rename one of them and pack the archive again."
        )
    seen[key] = place


def _is_litter(name: str) -> bool:
    return any(part.startswith(".") or part in _LITTER for part in PurePosixPath(name).parts)


def _write(source: Path, member: Member, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with member.open() as content, path.open("xb") as file:
            shutil.copyfileobj(content, file, _CHUNK)
            written = file.tell()
    except (FileExistsError, NotADirectoryError):
        raise ValueError(
            f"{source.name}: {member.name} is a file and a folder at once. Pack the archive again from its source."
        ) from None
    if written != member.size:
        raise ValueError(
            f"{source.name}: {member.name} should have {member.size} bytes and has {written}. The archive is damaged: "
            "download or copy it again."
        )
