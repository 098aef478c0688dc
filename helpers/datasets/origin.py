"""Where the pictures of a folder come from: the world, or this course's own drawings, which say so in a file."""

import json
from pathlib import Path

from helpers.datasets.catalog import get_info

NOTE = "drawn.json"  # lies in every folder that the course drew


def write_note(folder: Path, name: str, first: int, pictures: int) -> None:
    """Writes down that a folder holds drawings, and which: the seeds first .. first + pictures - 1."""
    note = {"drawn_by": "the course Every Pixel", "dataset": name, "first_seed": first, "pictures": pictures}
    (folder / NOTE).write_text(json.dumps(note, indent=2) + "\n", encoding="utf-8")


def is_drawn(source: str | Path) -> bool:
    """Whether the pictures were drawn by the course: the sample, or a folder of `write_note`."""
    return source == "sample" or (source != "full" and (Path(source).expanduser() / NOTE).is_file())


def origin_of(name: str, source: str | Path) -> str:
    """Says where the pictures come from, for cards and logs.

    Args:
        name: data set.
        source: as `load_dataset` takes it.

    Returns:
        The pinned public source for real pictures; for drawings, that they are drawn, and from which seeds.

    Example:
        >>> origin_of("carla-23", "sample")
        'sample pictures drawn by this course'
    """
    if source == "sample":
        return "sample pictures drawn by this course"
    if is_drawn(source):
        note = json.loads((Path(source).expanduser() / NOTE).read_text(encoding="utf-8"))
        last = note["first_seed"] + note["pictures"] - 1
        return f"simulated by us: pictures drawn by this course, seeds {note['first_seed']} to {last}"
    return get_info(name).source
