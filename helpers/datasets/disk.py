"""Room on the disk and leave to write: asked for before a long job, and a sentence where one is missing."""

import errno
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_FULL = (errno.ENOSPC, errno.EDQUOT)
_CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.ENOENT, errno.EINVAL)


def free_megabytes(folder: Path) -> float:
    """How much still fits on the disk that holds a folder, whether the folder is there yet or not."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    return shutil.disk_usage(there).free / 1e6


def check_room(folder: Path, megabytes: float, free: Callable[[Path], float] = free_megabytes) -> None:
    """Makes sure that a job's files will fit.

    Args:
        folder: where they will be.
        megabytes: how much they need.
        free: tells how much there is.

    Raises:
        OSError: they will not fit.
    """
    there = free(folder)
    if there < megabytes:
        raise OSError(
            f"{folder} needs {megabytes:.0f} MB, but its disk has {there:.0f} MB free. Free some space, or name "
            "another disk: the environment variable COURSE_FULL_DATA says where full data sets go."
        )


@contextmanager
def told_when_full(folder: Path) -> Iterator[None]:
    """Turns the system's error about a full disk into a sentence.

    Raises:
        OSError: the disk ran full inside the with block.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise OSError(
            f"the disk that holds {folder} is full. What was downloaded is kept: free some space and call again, or "
            "name another disk with the environment variable COURSE_FULL_DATA."
        ) from None


@contextmanager
def told_when_closed(folder: Path) -> Iterator[None]:
    """Turns the system's error about a folder that cannot be made or written into a sentence.

    Raises:
        OSError: that happened inside the with block.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _CLOSED:
            raise
        raise OSError(
            f"{folder} cannot be written ({error.strerror}). Mend that, or name another place: the environment "
            "variable COURSE_FULL_DATA says where full data sets go."
        ) from None
