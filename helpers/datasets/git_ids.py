"""Ids of files and folders as git computes them: forty letters that vouch for every byte.

A blob id is the SHA-1 of a short header and a file's bytes. A tree id is the SHA-1 of a list of names, modes and ids,
so the id of a folder vouches for everything in it. Whoever publishes a commit has published these ids with it.
Source: the chapter "Git Objects" of the book Pro Git (Chacon, Straub).
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

PLAIN, EXECUTABLE = "100644", "100755"
_FOLDER = "40000"
_CHUNK = 1 << 20


def blob_id(path: str | Path) -> str:
    """The id of a file's content. The file is read in pieces, so its size does not matter.

    Returns:
        Forty hexadecimal digits, as `git hash-object --no-filters` prints them.

    Raises:
        ValueError: the file changed its length while it was read.
        OSError: the file cannot be read.

    Example:
        >>> blob_id("data/sample/camvid/CamVid/train/street_000.png")[:4].isalnum()
        True
    """
    path = Path(path)
    size = path.stat().st_size
    digest = hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
        if file.tell() != size:
            raise ValueError(f"{path} changed while it was read. Wait for whatever writes it, then try again.")
    return digest.hexdigest()


def tree_id(files: Mapping[str, tuple[str, str]]) -> str:
    """The id of a folder, from the ids of all files in it and below it.

    Args:
        files: path below the folder, with "/" -> (mode, blob id). The mode is `PLAIN` or `EXECUTABLE`: it is part of
            the id, but neither zip files nor Windows keep it, so it is told, not looked up.

    Returns:
        Forty hexadecimal digits, as `git write-tree` prints them.

    Example:
        >>> empty_file = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
        >>> tree_id({"a.txt": (PLAIN, empty_file), "b/c.txt": (PLAIN, empty_file)})
        '7ac9d22935db499b1ecc87dc3c69bf2d8bc38aa7'
    """
    entries, folders = [], {}
    for path, (mode, blob) in files.items():
        name, slash, rest = path.partition("/")
        if slash:
            folders.setdefault(name, {})[rest] = (mode, blob)
        else:
            entries.append((name, mode, blob))
    entries += [(name, _FOLDER, tree_id(inside)) for name, inside in folders.items()]
    # git sorts bytes, and a folder's name as if a slash ended it: "a.txt", then the folder "a", then "a0".
    entries.sort(key=lambda entry: entry[0].encode() + (b"/" if entry[1] == _FOLDER else b""))
    content = b"".join(f"{mode} {name}\0".encode() + bytes.fromhex(id_) for name, mode, id_ in entries)
    return hashlib.sha1(b"tree %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
