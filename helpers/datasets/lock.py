"""One process at a time: a lock that the system itself takes away when the process ends, however it ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from helpers.datasets.disk import told_when_closed

try:
    import fcntl

    def _take(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
except ImportError:  # Windows
    import msvcrt

    def _take(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)


@contextmanager
def only_one(path: Path, work: str) -> Iterator[None]:
    """Runs the with block unless another process is in the block of the same lock file.

    Args:
        path: the lock file; it stays, empty.
        work: what the block does, for the sentence.

    Raises:
        BlockingIOError: another process is in it.
        OSError: the lock file's folder cannot be written.
    """
    with told_when_closed(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+b")
    with file:
        try:
            _take(file)
        except OSError:
            raise BlockingIOError(f"another process is {work}. Wait until it is done, then call again.") from None
        yield
