"""Real pictures are not part of the course: the tests here find them through two environment variables.

COURSE_REAL_DATA names a folder with a part of each set (`dsb2018/stage1_train`, `camvid/CamVid`), COURSE_FULL_DATA
one with the full sets (`nuclei/stage1_train`, `camvid/CamVid`). Without them the tests skip, and say so.
"""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def part():
    """A folder with a part of each real set."""
    return _named_by("COURSE_REAL_DATA", "a part of the real data sets")


@pytest.fixture(scope="session")
def full():
    """A folder with the full sets."""
    return _named_by("COURSE_FULL_DATA", "the full data sets")


def _named_by(variable: str, what: str) -> Path:
    if not os.environ.get(variable):
        pytest.skip(f"{variable} is not set: it names a folder with {what}")
    return Path(os.environ[variable])
