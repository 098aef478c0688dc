"""Ids of files and folders: the same that git computes."""

import os
import random
import shutil
import subprocess
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.datasets import git_ids
from helpers.datasets.git_ids import EXECUTABLE, PLAIN, blob_id, tree_id

NAMES = ["a", "a.b", "a-b", "a0", "A", "b", "b.png", "ab", "é.png", "z z"]
FILES = st.dictionaries(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=3).map("/".join),
    st.tuples(st.sampled_from([PLAIN, EXECUTABLE]), st.binary(max_size=40)), min_size=1, max_size=8,
)


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> str:
    """Runs git without anybody's settings."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(["git", *arguments], cwd=folder, input=stdin, env=environment, check=True,
                          capture_output=True)
    return done.stdout.decode().strip()


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    if shutil.which("git") is None:
        pytest.skip("git is not installed: it is what the ids are compared with")
    folder = tmp_path_factory.mktemp("repository")
    git(folder, "init", "-q")
    return folder


@pytest.mark.parametrize("size", [0, 1, 5, git_ids._CHUNK, git_ids._CHUNK + 1])
def test_a_files_id_is_gits(repository, tmp_path, size):
    path = tmp_path / "file with spaces"
    path.write_bytes(random.Random(size).randbytes(size))
    assert blob_id(path) == git(repository, "hash-object", "--no-filters", str(path))


def test_line_ends_are_bytes_like_all_others(repository, tmp_path):
    (tmp_path / "unix").write_bytes(b"a\nb\n")
    (tmp_path / "windows").write_bytes(b"a\r\nb\r\n")
    assert blob_id(tmp_path / "unix") == git(repository, "hash-object", "--stdin", stdin=b"a\nb\n")
    assert blob_id(tmp_path / "windows") != blob_id(tmp_path / "unix")


@settings(max_examples=25, deadline=None)
@given(files=FILES)
def test_a_folders_id_is_gits(repository, files):
    clashing = {path for path in files for other in files if other.startswith(f"{path}/")}
    files = {path: content for path, content in files.items() if path not in clashing}
    lines, told = [], {}
    for path, (mode, content) in files.items():
        blob = git(repository, "hash-object", "-w", "--stdin", stdin=content)
        lines.append(f"{mode} {blob}\t{path}\n")
        told[path] = (mode, blob)
    git(repository, "read-tree", "--empty")
    git(repository, "update-index", "--index-info", stdin="".join(lines).encode())
    assert tree_id(told) == git(repository, "write-tree")


def test_the_order_of_the_files_does_not_matter():
    blob = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    files = {name: (PLAIN, blob) for name in ("b/c", "a", "b.c", "b0", "b-c")}
    assert tree_id(files) == tree_id(dict(reversed(files.items())))


@pytest.mark.parametrize("change", ["byte", "mode", "name", "missing", "more"])
def test_whatever_changes_changes_the_id(change):
    one, two = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", "f69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    files = {"x/a.png": (PLAIN, one), "x/b.png": (PLAIN, one)}
    changed = {
        "byte": files | {"x/a.png": (PLAIN, two)}, "mode": files | {"x/a.png": (EXECUTABLE, one)},
        "name": {"x/A.png": (PLAIN, one), "x/b.png": (PLAIN, one)}, "missing": {"x/b.png": (PLAIN, one)},
        "more": files | {"x/c.png": (PLAIN, one)},
    }[change]
    assert tree_id(changed) != tree_id(files)


def test_a_large_file_needs_no_memory(tmp_path):
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    tracemalloc.start()
    try:
        blob_id(path)
        assert tracemalloc.get_traced_memory()[1] < 5e6
    finally:
        tracemalloc.stop()
