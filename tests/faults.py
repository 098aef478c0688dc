"""One row of the table of wrong input."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Fault:
    """One thing done wrong: `do(tmp_path)` makes the fault and calls the entry."""

    id: str
    do: Callable[[Path], object]
    words: tuple[str, ...]
    error: type[Exception] = ValueError
