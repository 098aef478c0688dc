"""label_names.txt: one name per line, and the line's number, from 0, is the id.

The brief's faces come with such a file, and labelme writes one beside each of its masks.
"""

import re
from collections.abc import Sequence
from pathlib import Path

NUMBERED = re.compile(r"(?:label\s+)?(\d+)\s*[\s:=,;.]\s*(.+)", re.IGNORECASE)
LIMIT = 255  # ids of a mask file go from 0 to 254, 255 is void


def read_label_names(path: str | Path) -> tuple[str, ...]:
    """Reads the names of ids.

    Lines may say their number, too: `0 bg`, `0: bg`, `Label 00: bg`; then the numbers count, whatever their order.
    Empty lines at the end and lines that begin with # are passed over.

    Args:
        path: a text file, UTF-8.

    Returns:
        The names; the position is the id.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is no text, names nothing, has a gap, or names two ids alike.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"{path}: there is no such file. It holds the names of the ids, one on each line.")
    try:
        text = path.read_text(encoding="utf-8-sig").rstrip()
    except UnicodeDecodeError:
        raise ValueError(f"{path.name} is not a text in UTF-8. It holds the names of the ids, one per line.") from None
    lines = [line.strip() for line in text.splitlines() if not line.lstrip().startswith("#")]
    if not lines:
        raise ValueError(f"{path.name} names nothing. Write the names of the ids into it, one per line, id 0 first.")
    if "" in lines:
        raise ValueError(
            f"{path.name}: line {lines.index('') + 1} is empty, but each line names the id that is its number. "
            "Remove it, or name the id."
        )
    names = _in_order_of_their_numbers(path.name, lines)
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise ValueError(f"{path.name} names two ids {doubled[0]!r}, but scores go by name. Rename one of them.")
    if len(names) > LIMIT:
        raise ValueError(f"{path.name} names {len(names)} ids, but masks hold 0 to 254 (255 is void). Leave some out.")
    return tuple(names)


def write_label_names(path: str | Path, names: Sequence[str]) -> None:
    """Writes the names of ids, one per line; `get_info("faces").classes`, for example."""
    Path(path).write_text("".join(f"{name}\n" for name in names), encoding="utf-8")


def _in_order_of_their_numbers(file: str, lines: list[str]) -> list[str]:
    matches = [NUMBERED.fullmatch(line) for line in lines]
    if not all(matches):
        return lines
    named = {int(match[1]): match[2] for match in matches}
    if sorted(named) != list(range(len(lines))):
        numbers = ", ".join(match[1] for match in matches)
        raise ValueError(f"{file} has the ids {numbers}, but ids go from 0 to {len(lines) - 1}, each once. Correct it.")
    return [named[number] for number in range(len(lines))]
