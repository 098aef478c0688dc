"""What is in a zip file, a tar file or a folder: one list of members for all three, none of them unpacked yet."""

import gzip
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_STRANGERS = {b"7z\xbc\xaf": "a 7z archive", b"Rar!": "a RAR archive", b"BZh": "packed by bzip2",
              b"\xfd7zXZ": "packed by xz"}
_TEXTS = {b"<": "a web page", b"{": "a JSON text"}
_DAMAGE = (zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, UnicodeDecodeError,
           NotImplementedError)


@dataclass(frozen=True)
class Member:
    """One entry of an archive.

    Attributes:
        name: path in the archive, with "/".
        size: bytes, as the archive declares them.
        kind: "file" or "folder"; else what it is in words, for example "a link".
        open: opens its content. In a tar file only as long as it is the current member.
    """

    name: str
    size: int
    kind: str
    open: Callable[[], BinaryIO]


@contextmanager
def members_of(source: str | Path) -> Iterator[Iterator[Member]]:
    """Lists the members of a zip, tar or tar.gz file, or the files of a folder, one after the other.

    Hidden folders in a folder are passed over.

    What kind of archive it is, its first bytes say, not its name.

    Raises:
        FileNotFoundError: there is neither a file nor a folder.
        ValueError: the file is no archive of these kinds, or damaged.
    """
    source = Path(source).expanduser()
    if not source.exists():
        raise FileNotFoundError(f"{source}: there is no such file or folder. Check the name.")
    try:
        if source.is_dir():
            yield _in_folder(source)
        elif _first_bytes(source).startswith((b"PK\3\4", b"PK\5\6")):
            with zipfile.ZipFile(source) as archive:
                yield _in_zip(archive)
        else:
            with _uncompressed(source) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
                yield _in_tar(archive, stream)
    except _DAMAGE as error:
        raise ValueError(
            f"{source.name} is damaged or no archive ({error}); zip, tar and tar.gz are read. If it was cut off on its "
            "way, download or copy it again."
        ) from None


def _in_folder(folder: Path) -> Iterator[Member]:
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))  # os.walk then leaves the others out
        for path in (Path(place, name) for name in sorted(files)):
            if path.is_file():
                name = path.relative_to(folder).as_posix()
                yield Member(name, path.stat().st_size, "file", lambda path=path: path.open("rb"))


def _in_zip(archive: zipfile.ZipFile) -> Iterator[Member]:
    for entry in archive.infolist():
        if entry.header_offset < 0:
            raise zipfile.BadZipFile(f"{entry.filename} begins before the file does")
        yield Member(entry.filename.replace("\\", "/"), entry.file_size, _kind_in_zip(entry),
                     lambda entry=entry: archive.open(entry))


def _kind_in_zip(entry: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(entry.external_attr >> 16)  # the upper half holds the file's kind and mode, as Unix has them
    if entry.flag_bits & 1:
        return "locked with a password"
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return f"packed in a way that is not read here (method {entry.compress_type})"
    if kind == stat.S_IFLNK:
        return "a link"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "a device"
    return "folder" if entry.filename.endswith(("/", "\\")) else "file"


def _first_bytes(source: Path) -> bytes:
    with source.open("rb") as file:
        return file.read(512)


def _uncompressed(source: Path) -> BinaryIO:
    start = _first_bytes(source)
    for magic, what in _STRANGERS.items():
        if start.lstrip().startswith(magic):
            raise ValueError(
                f"{source.name} is {what}, but zip, tar and tar.gz are read. Unpack it by hand and name the folder."
            )
    for magic, what in _TEXTS.items():
        if start.lstrip().startswith(magic):
            raise ValueError(
                f"{source.name} is {what}, no archive: the address led elsewhere, perhaps to a login or to a page "
                "about the file. Download the file itself with your browser, and name it instead."
            )
    return gzip.open(source) if start.startswith(b"\x1f\x8b") else source.open("rb")


def _in_tar(archive: tarfile.TarFile, stream: BinaryIO) -> Iterator[Member]:
    while entry := archive.next():
        archive.members.clear()  # tarfile would keep a note on every member
        kind = ("folder" if entry.isdir() else "file" if entry.isreg()
                else "a link" if entry.issym() or entry.islnk() else "a device")
        yield Member(entry.name.replace("\\", "/"), entry.size, kind, lambda entry=entry: archive.extractfile(entry))
    # A file that was cut between two members looks whole, except for what ends it: zeros in a tar file, a check sum
    # in a gzip file, which is compared only when it is read.
    while stream.read(1 << 20):
        pass
    if stream.tell() <= archive.offset:
        raise EOFError("its end is missing")
