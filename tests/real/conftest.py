"""Real pictures are not part of the course: the tests here find them through two environment variables.

COURSE_REAL_DATA names a folder with a part of each set (`dsb2018/stage1_train`, `camvid/CamVid`), COURSE_FULL_DATA
one with the full sets (`nuclei/stage1_train`, `camvid/CamVid`). Without them the tests skip, and say so. Where
COURSE_REAL_DATA is set, a test of the part that skips fails: a check that silently does not run is none.
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


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Turns a skipped test of the part into a failed one, if the part should be there."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and "part" in item.fixturenames and os.environ.get("COURSE_REAL_DATA"):
        report.outcome = "failed"
        report.longrepr = f"COURSE_REAL_DATA is set, so this test must not be skipped: {call.excinfo.value}"


def _named_by(variable: str, what: str) -> Path:
    if not os.environ.get(variable):
        pytest.skip(f"{variable} is not set: it names a folder with {what}")
    folder = Path(os.environ[variable])
    if not folder.is_dir():
        pytest.fail(f"{variable} names {folder}, which is not a folder. Name one with {what}, or unset it")
    return folder
