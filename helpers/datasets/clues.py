"""Which file it may be that makes a folder differ from its pinned id, as far as that can be told.

The course ships the ids of folders, not of files. So a changed pixel stays nameless; but an empty, a cut or a missing
file mostly gives itself away.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from helpers.datasets.readers import READERS

_WHOLE = {".png": (b"\x89PNG", b"IEND\xaeB`\x82"), ".jpg": (b"\xff\xd8", b"\xff\xd9")}  # how they begin and end


def find_clue(
    name: str,
    folder: Path,
    place: str,
    files: Mapping[str, tuple[str, int]],
    once: Mapping[str, tuple[str, int]] = {},
) -> str:
    """Names one file that cannot be right, and how many more there are of that kind.

    Args:
        name: the data set.
        folder: holds the files.
        place: the part of it whose id differs.
        files: path -> (git's blob id, bytes), as they are.
        once: the same, as they were when the folder was complete, if that was written down.

    Returns:
        A half-sentence, empty where nothing can be told.
    """
    inside = [path for path in {**once, **files} if path == place or path.startswith(f"{place}/")]
    changed = [path for path in inside if path in once and files.get(path, ("",))[0] != once[path][0]]
    inside = [path for path in inside if path in files]
    return (_named(changed, "changed or vanished since the folder was complete")
            or _named([path for path in inside if not files[path][1]], "empty")
            or _named([path for path in inside if not _is_whole(folder / path)], "cut off, or no picture")
            or _named(_gaps(inside), "skipped in the numbering")
            or _first_fault(name, folder))


def _named(paths: list[str], what: str) -> str:
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return f"{what}: {paths[0]}{more}" if paths else ""


def _is_whole(path: Path) -> bool:
    if path.suffix not in _WHOLE:
        return True
    begin, end = _WHOLE[path.suffix]
    content = path.read_bytes()
    return content.startswith(begin) and content.endswith(end)


def _gaps(paths: Iterable[str]) -> list[str]:
    """The numbers that are missing in names like 0001.jpg; none unless nearly all numbers are there.

    Example:
        >>> _gaps([f"photos/{number:04d}.jpg" for number in (1, 2, 3, 5, 6, 7)]), _gaps(["frame 1.png"]), _gaps(["9"])
        (['0004'], [], [])
    """
    stems = [Path(path).stem for path in paths]
    if not stems or not all(stem.isdecimal() for stem in stems):
        return []
    numbers = {int(stem) for stem in stems}
    missing = sorted(set(range(min(numbers), max(numbers))) - numbers)
    return [str(number).zfill(len(stems[0])) for number in missing] if len(missing) < len(numbers) / 2 else []


def _first_fault(name: str, folder: Path) -> str:
    """What the reader finds: mostly a picture or a mask without its partner."""
    with suppress(FileNotFoundError):
        for fault in READERS[name].find(folder).faults[:1]:
            return f"{fault.kind}, see {fault.files[0]}"
    return ""
