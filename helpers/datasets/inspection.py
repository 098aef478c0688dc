"""Reads a set's folder to the last byte, holds it against what is pinned, and writes down what it holds."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from helpers.datasets.catalog import get_info
from helpers.datasets.clues import find_clue
from helpers.datasets.disk import told_when_closed
from helpers.datasets.manifest import MANIFEST, check_pins, record, write_manifest
from helpers.datasets.pins import Pins
from helpers.datasets.sources import layout_root


def inspect(
    name: str,
    folder: Path,
    pins: Pins | None,
    source: str,
    called: str,
    once: Mapping[str, tuple[str, int]] = {},
) -> Path:
    """Verifies a set and writes its manifest.

    Args:
        name: a data set or a variant.
        folder: holds the set, perhaps further down.
        pins: what it must hold, if anything is pinned.
        source: where it came from, for the manifest.
        called: what the sentences call it.
        once: what the folder held when it was complete, if that was written down.

    Returns:
        The folder in `folder` that holds the set.

    Raises:
        ValueError: it holds other bytes than the pinned ones, or nothing that the course reads.
    """
    wanted = [path for path in _visible(folder) if pins and pins.wanted(path) == path]
    if wanted:
        files = record(folder, wanted)
        check_pins(pins, files, called, partial(find_clue, name, folder, files=files, once=once))
    else:
        try:
            folder = layout_root(folder, name)
        except FileNotFoundError as error:
            reason = str(error).replace(str(folder), called)
            raise ValueError(f"{called} is not {name} in a layout that the course reads: {reason}") from None
        files = record(folder, _visible(folder))
    info = get_info(name)
    about = {"name": info.name, "source": info.source if wanted else source, "from": source, "licence": info.licence,
             "citation": info.citation, "ids": {place: id_ for place, (id_, _) in pins.ids.items()} if wanted else {}}
    with told_when_closed(folder):
        write_manifest(folder, about, files)
    return folder


def _visible(folder: Path) -> list[str]:
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return [path.as_posix() for path in paths if not any(part.startswith(".") for part in path.parts)
            and path.name != MANIFEST]
