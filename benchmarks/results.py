"""RESULTS.md: one section per benchmark, written by the benchmark itself."""

import os
import platform
import re
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import cv2

RESULTS = Path(__file__).with_name("RESULTS.md")
OPENING = """# Measured side by side

Each section is written by the script that it names, from one run on one machine: compare figures within a section,
not across sections. Run a script again and its section is replaced.
"""


def write_section(title: str, command: str, text: str, path: Path = RESULTS) -> None:
    """Replaces the section of that title, or adds it at the end; the other sections stay as they are.

    Args:
        title: the section's heading.
        command: what was typed to measure it.
        text: markdown.
        path: the file.
    """
    before = path.read_text(encoding="utf-8") if path.exists() else OPENING
    sections = re.split(r"(?m)^(?=## )", before)
    section = f"## {title}\n\n{text.strip()}\n\n{_circumstances(command)}\n\n"
    places = [place for place, old in enumerate(sections) if old.startswith(f"## {title}\n")]
    if places:
        sections[places[0]] = section
    else:
        sections.append(section)
    path.write_text("\n\n".join(part.strip() for part in sections) + "\n", encoding="utf-8")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Writes a markdown table.

    Example:
        >>> print(table(["what", "ms"], [["warp", "2.7"]]))
        | what | ms |
        |---|---|
        | warp | 2.7 |
    """
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("|" + "|".join(cells) + "|" if cells[0] == "---" else "| " + " | ".join(cells) + " |"
                     for cells in lines)


def _circumstances(command: str) -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("tensorflow", "keras", "numpy"))
    return (f"`{command}`, {time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores of {platform.machine()}, "
            f"Python {platform.python_version()}, {libraries}, OpenCV {cv2.__version__}.")
