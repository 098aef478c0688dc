"""Archives for tests, good and bad, and what comes out of them."""

import io
import tarfile
import zipfile
from pathlib import Path


def tar(path: Path, files: dict[str, bytes], mode: str = "w:gz", **entry: object) -> Path:
    """Packs files; `entry` sets attributes of every member (type, linkname, ...)."""
    with tarfile.open(path, mode) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            for key, value in entry.items():
                setattr(info, key, value)
            archive.addfile(info, io.BytesIO(content) if info.isreg() else None)
    return path


def zipped(path: Path, files: dict[str, bytes], attributes: int = 0, method: int = zipfile.ZIP_DEFLATED) -> Path:
    """Packs files; `attributes` are kind and mode of every member, as Unix has them."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = attributes << 16
            archive.writestr(info, content, method)
    return path


def understated(path: Path) -> Path:
    """Makes a zip file with one member claim that it has 1,000 bytes."""
    return _patched(path, (b"PK\1\2", 24), (b"PK\3\4", 22), value=(1000).to_bytes(4, "little"))


def locked(path: Path) -> Path:
    """Makes a zip file's first member claim that it is encrypted."""
    return _patched(path, (b"PK\1\2", 8), value=b"\1")


def _patched(path: Path, *places: tuple[bytes, int], value: bytes) -> Path:
    content = bytearray(path.read_bytes())
    for magic, offset in places:
        at = content.index(magic) + offset
        content[at : at + len(value)] = value
    path.write_bytes(content)
    return path


def folder_of(path: Path, files: dict[str, bytes]) -> Path:
    """Writes files."""
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


def files_of(folder: Path) -> dict[str, bytes]:
    """Reads all files of a folder: path below it -> content."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file()}
