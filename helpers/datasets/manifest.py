"""`every-pixel.json`: what a data set's folder held when it was complete, file by file, and where that came from."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from tqdm import tqdm

from helpers.datasets.git_ids import blob_id, tree_id
from helpers.datasets.pins import Pins

MANIFEST = "every-pixel.json"


def record(folder: Path, paths: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Reads every byte of the named files, with a bar.

    Returns:
        path -> (git's blob id, bytes).
    """
    paths = sorted(paths)
    return {path: (blob_id(folder / path), (folder / path).stat().st_size)
            for path in tqdm(paths, desc="verifying", unit=" files")}


def check_pins(
    pins: Pins,
    files: Mapping[str, tuple[str, int]],
    source: str,
    clue: Callable[[str], str] = lambda place: "",
) -> None:
    """Holds recorded files against the pinned ids.

    Args:
        pins: what must be there.
        files: what is there, as `record` returns it.
        source: where it came from, for the sentence.
        clue: such a folder -> what can be told about the files in it, for the sentence.

    Raises:
        ValueError: something is missing or differs; the sentence names the first such folder.
    """
    for place, (pinned, count) in pins.ids.items():
        if place in files:
            found, here = files[place][0], 1
        else:
            inside = {path.removeprefix(f"{place}/"): (pins.mode_of(path), blob) for path, (blob, _) in files.items()
                      if path.startswith(f"{place}/")}
            found, here = tree_id(inside), len(inside)
        if found != pinned:
            holds = f"all {count:,} files, but at least one with other bytes"
            if here != count:
                less, more = f"{count - here:,} missing", f"{here - count:,} too many"
                holds = f"{here:,} of {count:,} files: {less if here < count else more}"
            told = clue(place)
            raise ValueError(
                f"{source}: {place} is not what the course was made with. It holds {holds}"
                f"{f' ({told})' if told else ''}. Take another source; or, if you want this one as it is, "
                "name it to the other commands: --source FOLDER."
            )


def write_manifest(folder: Path, about: Mapping[str, str], files: Mapping[str, tuple[str, int]]) -> None:
    """Writes what a complete folder holds. Call it last: a folder with this file counts as whole."""
    text = json.dumps({**about, "date": datetime.now(UTC).isoformat(timespec="seconds"), "files": files})
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def read_manifest(folder: Path) -> dict | None:
    """What `write_manifest` wrote; None where there is none, or only a part of one."""
    try:
        return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def changed_files(folder: Path, files: Mapping[str, tuple[str, int]], every_byte: bool = False) -> list[str]:
    """The files that are missing or are no longer as they were recorded.

    Args:
        folder: where they are.
        files: as recorded.
        every_byte: compare the ids; else only the sizes, which takes a moment.
    """
    missing = [path for path, (_, size) in files.items()
               if not (folder / path).is_file() or (folder / path).stat().st_size != size]
    if missing or not every_byte:
        return missing
    now = record(folder, files)
    return [path for path, (blob, _) in files.items() if now[path][0] != blob]
