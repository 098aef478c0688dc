"""`course data get` with the real files: served from here, killed in the middle, taken up again, verified."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import textwrap
import time
from pathlib import Path

import pytest
from local_server import Manner, serve

from helpers.datasets.download import get, verify
from helpers.datasets.git_ids import blob_id, tree_id
from helpers.datasets.pins import PINS, archive_url
from helpers.paths import ROOT

# Ids of whole folders of the pinned commits; of CamVid and photos the course takes a part.
WHOLE = {
    ("camvid", "CamVid"): "58c604d6ff4ae2239e7d39f2da2bb3ec1a83fa87",
    ("nuclei", "stage1_train"): "9cbbec2f49cc2b30eba5f3891575d198f8150f06",
    ("people", "photos"): "69f61ad9ec64f339701664146bbe7acb418cec5c",
    ("people", "annotations/pixel-level"): "f92ee4a49d5237cf088f5c7135eecd1e705b2b90",
    ("faces", "data/train/images"): "b628d073c509db1db64f364dcad16839d6f8b333",
    ("faces", "data/train/masks"): "f61f1bb78a5c907052c27a207908400d7920d20d",
}
MEGABYTES_OF_MEMORY = 80  # beside what Python and the libraries take

GET = """
    import json, psutil, sys, threading, time
    from helpers.datasets.download import get

    memory, done = [psutil.Process().memory_info().rss], threading.Event()

    def watch():
        while not done.wait(0.02):
            memory.append(psutil.Process().memory_info().rss)

    threading.Thread(target=watch).start()
    started = time.monotonic()
    try:
        get(sys.argv[1], sys.argv[2], sys.argv[3], say=lambda line: None)
    finally:
        done.set()
    print(json.dumps({"seconds": time.monotonic() - started, "megabytes": (max(memory) - memory[0]) / 1e6}))
"""


@pytest.mark.parametrize("name, place", WHOLE)
def test_the_ids_of_whole_folders_are_those_of_the_commit(full, name, place):
    folder = full / name / place
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    told = {inside: (PINS[name].mode_of(f"{place}/{inside}"), blob_id(path)) for inside, path in files.items()}
    assert tree_id(told) == WHOLE[name, place]


def packed(name: str, folder: Path, path: Path) -> Path:
    """As GitHub packs a commit: a header with the commit, one folder around everything."""
    top = archive_url(name).split("/")[4] + "-" + archive_url(name).rsplit("/", 1)[1]
    with tarfile.open(path, "w:gz", compresslevel=1, format=tarfile.PAX_FORMAT,
                      pax_headers={"comment": top.rsplit("-", 1)[1]}) as archive:
        for file in sorted(folder.rglob("*")):
            archive.add(file, f"{top}/{file.relative_to(folder).as_posix()}", recursive=False)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("name", PINS)
def test_killed_in_the_middle_and_taken_up_again(full, tmp_path, name):
    content = packed(name, full / name, tmp_path / "archive").read_bytes()
    (tmp_path / "archive").unlink()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    def start(url: str) -> subprocess.Popen:
        return subprocess.Popen([sys.executable, "-c", textwrap.dedent(GET), name, url, str(tmp_path / "sets")],
                                env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    with serve(content, Manner(pause=0.002), Manner()) as served:
        process = start(served.url)
        while not any(part.stat().st_size > len(content) / 2 for part in tmp_path.rglob("*.part")):
            assert process.poll() is None
            time.sleep(0.01)
        process.kill()
        process.wait()
        have = next(tmp_path.rglob("*.part")).stat().st_size
        assert not (tmp_path / "sets" / name).exists()
        process = start(served.url)
        figures = json.loads(process.communicate()[0])

    again = next(asked for asked in served.log if asked.range)
    assert again.range == f"bytes={have}-" and again.sent == len(content) - have < len(content) / 2
    assert verify(name, tmp_path / "sets") == sum(count for _, count in PINS[name].ids.values())
    shutil.rmtree(tmp_path / "sets")  # pytest would keep it
    assert figures["megabytes"] < MEGABYTES_OF_MEMORY, figures
    print(f"{name}: archive {len(content):,} bytes, asked for after the kill {again.sent:,}; {figures}")


@pytest.mark.parametrize("name", ["people", "faces"])
def test_a_clone_on_the_disk_is_taken_and_verified(full, tmp_path, name):
    folder = get(name, full / name, tmp_path, [].append)
    again = get(name, folder, tmp_path / "again", [].append)  # what was taken from a whole clone is a source too
    assert len(list(again.rglob("*"))) == len(list(folder.rglob("*")))
    shutil.rmtree(tmp_path)


def test_a_part_of_a_set_is_refused_and_the_folder_named(part, tmp_path):
    with pytest.raises(ValueError, match="CamVid/train is not what the course was made with. It holds 24 of 367"):
        get("camvid", part / "camvid", tmp_path, [].append)
