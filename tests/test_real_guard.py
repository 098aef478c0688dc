"""Where real files should be, no test on them may skip."""

import os
import shutil
import subprocess
import sys

import pytest

from helpers.paths import ROOT

SKIPS = """
import pytest

def test_a(part):
    pytest.skip('nothing to do')

def test_b():
    pytest.skip('fine')
"""


def run(folder, real: str | None) -> subprocess.CompletedProcess:
    shutil.copy(ROOT / "tests" / "real" / "conftest.py", folder / "conftest.py")
    (folder / "test_it.py").write_text(SKIPS)
    variables = {name: value for name, value in os.environ.items() if name != "COURSE_REAL_DATA"}
    variables |= {} if real is None else {"COURSE_REAL_DATA": real}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)]
    return subprocess.run(command, env=variables, capture_output=True, text=True, check=False, cwd=folder)


def test_a_skip_fails_where_the_files_should_be(tmp_path):
    ended = run(tmp_path, real=str(tmp_path))
    assert ended.returncode == 1 and "1 failed, 1 skipped" in ended.stdout
    assert "must not be skipped: nothing to do" in ended.stdout


def test_without_the_files_tests_skip_and_say_why(tmp_path):
    ended = run(tmp_path, real=None)
    assert ended.returncode == 0 and "2 skipped" in ended.stdout


def test_a_folder_that_is_not_there_fails(tmp_path):
    ended = run(tmp_path, real=str(tmp_path / "gone"))
    assert ended.returncode == 1 and "is not a folder" in ended.stdout


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "tests" / "real").glob("test_*.py")))
def test_every_file_of_real_tests_uses_the_part(name):
    assert "part" in (ROOT / "tests" / "real" / name).read_text(encoding="utf-8")
