"""The doctor for data sets: every fault is found by its kind and its file, and nothing is said of what is well."""

import os
import shutil
import tracemalloc
from dataclasses import replace
from pathlib import Path

import fakes_data
import numpy as np
import pytest
from data_faults import FAULTS, change, give_masks, mask_name, read_stored, write_stored
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from helpers.cli import main
from helpers.datasets import unpack
from helpers.datasets.catalog import CATALOG
from helpers.datasets.doctor import describe, diagnose, looks
from helpers.datasets.doctor.fit import fit_of
from helpers.datasets.doctor.smears import smeared_share
from helpers.datasets.doctor.thumbnails import thumbnail_of
from helpers.datasets.readers import READERS, nuclei
from helpers.paths import SAMPLE

NAMES = [name for name in CATALOG if (SAMPLE / name).is_dir()]
LOOK_AT = looks.look_at
CASES = [(fault, name) for fault in FAULTS for name in NAMES if name not in FAULTS[fault].apart]


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    """Two copies of each sample: one to change, made of hard links to one that stays; and the files of the first."""
    root = tmp_path_factory.mktemp("samples")
    kept = {}
    for name in NAMES:
        original, working = root / "original" / name, root / "working" / name
        shutil.copytree(SAMPLE / name, original)
        shutil.copytree(original, working, copy_function=os.link)
        kept[name] = (original, working, READERS[name].find(working).files)
    return kept


@pytest.fixture
def copy_of(copies):
    """Gives a copy of a sample, its folder and its files, and undoes afterwards what was done to it."""
    given = []

    def give(name: str) -> tuple[Path, list]:
        given.append(name)
        return copies[name][1:]

    yield give
    for name in given:
        restore(*copies[name][:2])


def restore(original: Path, working: Path) -> None:
    """Removes what was added or written anew, and links what is missing."""
    for parent, _, names in os.walk(original):
        folder = working / Path(parent).relative_to(original)
        before = {entry.name: entry.inode() for entry in os.scandir(parent) if entry.is_file()}
        after = {entry.name: entry.inode() for entry in os.scandir(folder) if entry.is_file()}
        for name in after.keys() - names:
            (folder / name).unlink()
        for name in names:
            if before[name] != after.get(name):
                (folder / name).unlink(missing_ok=True)
                os.link(os.path.join(parent, name), folder / name)


@pytest.fixture(scope="module", autouse=True)
def _remembered():
    """A file that was looked at once is not decoded again: only what a fault changed is."""
    looked, read, look_at, read_image = {}, {}, looks.look_at, nuclei.read_image

    def state(path: Path) -> tuple[int, int, int]:
        found = path.stat()
        return found.st_ino, found.st_mtime_ns, found.st_size

    def look_again(name, files):
        try:
            key = (name, *map(state, (files.image, *files.masks)))
        except FileNotFoundError:
            return look_at(name, files)
        result = looked[key] if key in looked else look_at(name, files)
        if isinstance(result, looks.Look):
            result = looked[key] = replace(result, files=files)
        return result

    def read_again(path):
        key = state(path)
        if key not in read:
            read[key] = read_image(path)
        return read[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(looks, "look_at", look_again)
        patch.setattr(nuclei, "read_image", read_again)
        yield


@pytest.mark.parametrize("name", [*NAMES, "carla-23", "people-parts"])
def test_samples_as_shipped_are_silent(name):
    report = diagnose(name)
    assert report.findings == () and not report.wrong
    assert report.pictures == 80


def test_classes_that_occur_nowhere_are_worth_knowing():
    report = diagnose("carla-29", SAMPLE / "carla")  # streets with the tags of 0.9.10, which end with 22
    finding, = [one for one in report.findings if one.kind == "absent class"]
    assert not finding.wrong
    assert "23 (water)" in finding.sentence and "28 (guard rail)" in finding.sentence


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("fault", "name"), CASES)
def test_an_injected_fault_is_found_by_its_kind_and_file(fault, name, seed, copy_of):
    done, (folder, files) = FAULTS[fault], copy_of(name)
    expected = done.do(name, files, np.random.default_rng(seed))
    report = diagnose(name, folder)
    kind = done.other_kinds.get(name, done.kind)
    findings = [finding for finding in report.findings if finding.kind == kind]
    said = {word for finding in findings for word in (*finding.files, finding.sentence)}
    found = [word for word in expected if any(word in one for one in said)]
    assert expected and len(found) >= done.some * len(expected), (expected, report.findings)
    also = {"exchanged sides"} if fault in ("mirrored", "near-duplicates") else set()  # a mirror exchanges them
    assert {finding.kind for finding in report.findings} <= {kind, "bonnet"} | also, report.findings
    if done.wrong is not None:
        assert report.wrong == done.wrong


def test_every_fault_is_done_to_every_sample_or_there_is_a_reason_why_not():
    assert set(CATALOG) == set(NAMES)
    for fault in FAULTS.values():
        assert set(fault.apart) | set(fault.other_kinds) <= set(CATALOG)
        assert all(len(reason) > 20 for reason in fault.apart.values())


@pytest.mark.parametrize("name", NAMES)
def test_one_mirrored_mask_among_eighty_is_named(name, copy_of):
    folder, files = copy_of(name)
    chosen = sorted(files, key=lambda some: looks.look_at(name, some).fit.here)[40]
    if name == "faces":  # a face seen from the front fits mirrored, too
        chosen = max(files, key=lambda some: np.mean((mask := read_stored(some.masks[0])) != mask[:, ::-1]))
    change(chosen, lambda ids: np.ascontiguousarray(ids[:, ::-1]))
    findings = [finding for finding in diagnose(name, folder).findings if finding.kind != "bonnet"]
    assert [(finding.kind, finding.files) for finding in findings] == [("misaligned mask", (mask_name(chosen),))]
    assert "mirrored left to right" in findings[0].sentence


@pytest.mark.parametrize("name", NAMES)
def test_two_exchanged_masks_are_named_with_the_pictures_they_fit(name, copy_of):
    folder, files = copy_of(name)
    same = [some for some in files if some.group == files[0].group
            and read_stored(some.masks[0]).shape == read_stored(files[0].masks[0]).shape]
    first, second = same[0], same[1]
    give_masks(first, second)
    findings = [finding for finding in diagnose(name, folder).findings if finding.kind != "bonnet"]
    assert {finding.files[0] for finding in findings} == {mask_name(first), mask_name(second)}
    assert {finding.kind for finding in findings} == {"misaligned mask"}
    assert all(f"fits {some.image.name} clearly better" in " ".join(finding.sentence for finding in findings)
               for some in (first, second))


def test_a_mask_copied_to_another_picture_is_named(copy_of):
    folder, files = copy_of("camvid")
    shutil.copy(files[0].masks[0], other := files[5].masks[0].with_suffix(".new"))
    other.replace(files[5].masks[0])
    finding, = diagnose("camvid", folder).findings
    assert finding.files == (files[5].masks[0].name,) and f"fits {files[0].image.name}" in finding.sentence


@given(height=st.integers(1, 40), width=st.integers(1, 40), seed=st.integers(0, 99), classes=st.integers(1, 12))
@settings(max_examples=60, deadline=None)
def test_pictures_of_any_size_can_be_looked_at(height, width, seed, classes):
    rng = np.random.default_rng(seed)
    image = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
    mask = rng.integers(0, classes, (height, width), dtype=np.uint8)
    assert not fit_of(image, mask).elsewhere  # noise on noise
    assert 0 <= smeared_share(mask) <= 1
    assert np.linalg.norm(thumbnail_of(image)) < 1.01


@pytest.mark.parametrize(("rows", "columns", "words"), [
    (11, 0, "moved by 11 pixels up"), (0, -9, "moved by 9 pixels to the right"),
    (-8, 12, "moved by 8 pixels down and 12 pixels to the left"),
])
def test_the_way_back_is_said_in_pixels_of_the_file(rows, columns, words, copies):
    sample = READERS["camvid"].decode(copies["camvid"][2][2])
    moved = np.roll(sample.mask, (rows, columns), (0, 1))
    assert fit_of(sample.image, moved).how == words
    large = [np.kron(values, np.ones((8, 8) + (1,) * (values.ndim - 2), np.uint8)) for values in (sample.image, moved)]
    numbers = [8 * int(word) for word in words.split() if word.isdecimal()]  # 1280 x 960, shrunk to 512
    said = [int(word) for word in fit_of(*large).how.split() if word.isdecimal()]
    assert len(said) == len(numbers) and all(abs(one - other) <= 5 for one, other in zip(said, numbers, strict=True))


@pytest.mark.parametrize(("beyond", "share"), [(4, 0), (1, 0), (7, 1)])
def test_smears_are_told_from_thin_things(beyond, share):
    """A thin id in between is a smear only where other ids, a lower and a higher one, lie on both of its sides."""
    ids = np.full((60, 60), 1, np.uint8)
    ids[:, 30:] = beyond
    ids[:, 30] = 4
    assert smeared_share(ids) == smeared_share(ids.T) == share


def test_looks_come_in_the_order_of_the_files(copies):
    files = copies["camvid"][2][::-1]
    assert [look.files.id for look in looks.look_at_all("camvid", files)] == [some.id for some in files]


def test_objects_that_overlap_are_worth_knowing_and_wrong_when_they_repeat(copy_of):
    folder, files = copy_of("nuclei")
    first, second = files[0], files[1]
    for some, pixels in ((first, 2), (second, 12)):
        one, other = (read_stored(path) for path in some.masks[:2])
        rows, columns = np.nonzero(one)
        other[rows[:pixels], columns[:pixels]] = 255
        write_stored(some.masks[1], other)
    report = diagnose("nuclei", folder)
    assert {(finding.kind, finding.files[0], finding.wrong) for finding in report.findings} == {
        ("overlapping masks", first.id, False), ("overlapping masks", second.id, True)}
    assert "by 2 pixels" in report.findings[1].sentence and "by 12 pixels" in report.findings[0].sentence


@pytest.mark.parametrize(("share", "wrong"), [(4, True), (20, False)])
def test_exchanged_sides_are_named_and_wrong_where_they_are_many(share, wrong, copy_of):
    folder, _ = copy_of("faces")
    masks = sorted((folder / "data" / "train" / "masks").glob("*.png"))[:: share // 2]
    other_side = np.arange(19, dtype=np.uint8)
    other_side[[4, 5, 6, 7]] = 5, 4, 7, 6
    for path in masks:
        write_stored(path, other_side[read_stored(path)])
    report = diagnose("faces", folder)
    (finding,) = report.findings
    assert finding.kind == "exchanged sides" and finding.wrong is report.wrong is wrong
    judged = {path.name for path in masks}
    assert set(finding.files) <= judged and len(finding.files) >= 0.7 * len(judged)


def test_frames_read_by_a_newer_table_than_theirs_are_wrong(tmp_path):
    fakes_data.write_carla(tmp_path / "old", highest=12)
    fakes_data.write_carla(tmp_path / "new", highest=22)
    for folder, name, older in (("old", "carla-23", "carla"), ("old", "carla-29", "carla"),
                                ("new", "carla-29", "carla-23")):
        (finding,) = [one for one in diagnose(name, tmp_path / folder).findings if one.kind == "wrong table"]
        assert finding.wrong and finding.sentence.endswith(f"Read them as {older}.")
    for folder, name in (("old", "carla"), ("new", "carla-23")):
        assert not [one for one in diagnose(name, tmp_path / folder).findings if one.kind == "wrong table"]


def test_a_missing_split_is_said(tmp_path):
    folder = Path(shutil.copytree(SAMPLE / "camvid", tmp_path / "camvid"))
    for part in ("val", "valannot"):
        shutil.rmtree(folder / "CamVid" / part)
    (finding,) = diagnose("camvid", folder).findings
    assert (finding.kind, finding.wrong) == ("missing split", False) and "no picture in val" in finding.sentence
    for part in ("train", "trainannot"):
        shutil.rmtree(folder / "CamVid" / part)
    report = diagnose("camvid", folder)
    assert report.wrong and "no picture in train" in report.findings[0].sentence


def test_files_of_another_data_set_are_recognised(copy_of):
    folder, _ = copy_of("faces")
    report = diagnose("people", folder)
    (finding,) = [one for one in report.findings if one.kind == "missing picture"]
    assert report.wrong and "can be read as faces" in finding.sentence


def test_two_pictures_of_one_nucleus_folder_are_named(copy_of):
    folder, files = copy_of("nuclei")
    shutil.copy(files[3].image, files[3].image.with_name("other.png"))
    finding, = diagnose("nuclei", folder).findings
    assert (finding.kind, finding.files, finding.wrong) == ("several pictures", (files[3].id,), True)


def test_everything_is_collected_and_nothing_raised(copy_of):
    folder, files = copy_of("camvid")
    rng = np.random.default_rng(0)
    for number, fault in enumerate(("wrong id", "wrong size", "missing mask", "missing picture", "cut picture")):
        FAULTS[fault].do("camvid", files[10 * number : 10 * number + 10], rng)
    for path in files[60].image, files[61].masks[0]:
        path.unlink()
        path.write_bytes(b"no picture at all")
    report = diagnose("camvid", folder)  # 80 pictures: two without a partner, five that cannot be read
    assert len(report.findings) == 7 and report.pictures == 73
    assert {finding.kind for finding in report.findings} == {
        "wrong id", "wrong size", "missing mask", "missing picture", "unreadable file"}


def test_a_set_of_which_nothing_can_be_read_is_described_all_the_same(copy_of):
    folder, files = copy_of("people")
    for some in files:
        some.image.unlink()
        some.image.write_bytes(b"")
    report = diagnose("people", folder)
    assert (report.pictures, report.wrong, len(report.findings)) == (0, True, 81)
    lines = describe(report)
    assert "77 more" in lines[0] and "no picture that can be used" in lines[1] and "0 pictures" in lines[2]


def test_a_set_whose_only_picture_is_left_out_is_no_set_to_train_on(copy_of):
    folder, files = copy_of("faces")
    for some in files[1:]:
        some.image.unlink()
        some.masks[0].unlink()
    FAULTS["constant mask"].do("faces", files[:1], np.random.default_rng(0))
    report = diagnose("faces", folder)
    assert report.wrong and {finding.kind for finding in report.findings} == {"constant mask", "missing picture"}


def run(capsys, *arguments) -> tuple[int, str, str]:
    code = main(["data", "check", *map(str, arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_command_says_one_line_of_a_sample_and_ends_with_0(capsys):
    assert run(capsys, "camvid") == (0, "camvid (sample): 80 pictures, nothing found.\n", "")


@pytest.mark.parametrize("name", NAMES)
def test_command_recognises_each_set_by_its_folder(name, copy_of, capsys):
    folder, _ = copy_of(name)
    code, out, _ = run(capsys, folder)
    assert code == 0 and f"has a layout of {name}." in out
    assert f"{name} ({folder}): 80 pictures, nothing " in out.replace("\n      ", " ")


def test_command_looks_into_an_archive(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(unpack.unpacked, "__defaults__", (tmp_path / "unpacked",))
    archive = shutil.make_archive(str(tmp_path / "streets"), "zip", SAMPLE / "camvid")
    code, out, _ = run(capsys, archive)
    assert code == 0 and "has a layout of camvid." in out and "80 pictures, nothing found." in " ".join(out.split())


def test_command_ends_with_1_where_training_would_be_wrong_and_groups_files(copy_of, capsys):
    folder, files = copy_of("carla")
    for some in files[:5]:
        write_stored(some.masks[0], np.full_like(read_stored(some.masks[0]), 13))
    code, out, _ = run(capsys, "carla", "--source", folder)
    assert code == 1
    out = " ".join(out.split())
    assert "WRONG wrong id (000.png, 001.png, 002.png, 2 more): carla: mask 000.png holds tag 13" in out
    assert "The first of 5 findings of this kind." in out and "one kind of fault: training would be wrong." in out
    assert "note bonnet (005.png" in out


def test_command_takes_what_is_worth_knowing_for_no_fault(copy_of, capsys):
    folder, files = copy_of("people")
    write_stored(files[0].masks[0], np.zeros_like(read_stored(files[0].masks[0])))
    code, out, _ = run(capsys, folder)
    assert code == 0 and f"note  empty mask ({files[0].masks[0].name})" in out and "nothing wrong." in out


def test_unknown_names_and_folders_get_a_sentence(tmp_path, capsys):
    code, _, error = run(capsys, "kamvid")
    assert code == 1 and "kamvid is neither a data set (nuclei, camvid" in error
    code, _, error = run(capsys, tmp_path)
    assert code == 1 and "none of the layouts" in error and "CameraRGB" in error
    code, _, error = run(capsys, "camvid", "--source", tmp_path)
    assert code == 1 and "CamVid" in error


def test_memory_does_not_grow_with_the_pictures(tmp_path, monkeypatch):
    """Four times the pictures take less than one picture's pixels more."""
    monkeypatch.setattr(looks, "look_at", LOOK_AT)
    monkeypatch.setattr(looks, "THREADS", 1)  # of two, the peaks fall together by chance
    size = (480, 360)

    def peak(count: int) -> int:
        for split in ("train", "trainannot"):
            folder = tmp_path / str(count) / "CamVid" / split
            folder.mkdir(parents=True)
            picture = Image.open(SAMPLE / "camvid" / "CamVid" / split / "street_000.png").resize(size, Image.NEAREST)
            for number in range(count):
                picture.save(folder / f"{number:03d}.png")
        tracemalloc.start()
        report = diagnose("camvid", tmp_path / str(count))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert report.pictures == count
        return most

    peak(2)  # what is imported and made once
    assert peak(32) - peak(8) < 4 * size[0] * size[1]
