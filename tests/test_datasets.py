"""The catalogue, the split, and the readers of nuclei and camvid on files made here."""

import hashlib
from collections import Counter

import fakes
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from helpers.datasets import CATALOG, get_info, list_files, load_dataset
from helpers.datasets.readers import microscopy_of
from helpers.datasets.splits import split_by_hash

names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
grouped = st.dictionaries(names, st.sampled_from(["stained", "fluorescent"]), max_size=40)


@pytest.mark.parametrize("info", CATALOG.values(), ids=CATALOG)
def test_each_class_has_one_name_and_a_colour_that_can_be_told_apart(info):
    assert len(set(info.classes)) == len(info.classes) == info.num_classes
    assert info.colours.shape == (info.num_classes, 3) and info.colours.dtype == np.uint8
    distances = np.abs(info.colours[:, None].astype(int) - info.colours[None]).sum(axis=2)
    assert distances[~np.eye(info.num_classes, dtype=bool)].min() >= 40


def test_colours_are_read_off_their_hexadecimal_digits():
    assert get_info("nuclei").colours.tolist() == [[32, 36, 44], [255, 176, 0]]


def test_a_class_has_the_same_colour_in_every_data_set():
    colours = {}
    for info in CATALOG.values():
        for name, colour in zip(info.classes, info.hex_colours, strict=True):
            if info.domain == "streets":
                assert colours.setdefault(name, colour) == colour


def test_the_catalogue_names_source_licence_and_people():
    assert list(CATALOG) == ["nuclei", "camvid", "carla", "people", "faces"]
    for info in CATALOG.values():
        repository, commit = info.source.split("@")
        assert repository.count("/") == 1 and len(commit) == 40 and int(commit, 16) >= 0
        assert info.licence and info.citation and info.by_hand and info.megabytes > 0
    assert get_info("camvid").pairs == {"train": 367, "val": 101, "test": 233}
    assert [get_info(name).num_classes for name in CATALOG] == [2, 11, 13, 2, 11]


@given(groups=grouped, seed=st.integers(0, 99))
def test_the_order_in_which_pictures_come_changes_no_split(groups, seed):
    shuffled = list(groups)
    np.random.default_rng(seed).shuffle(shuffled)
    assert split_by_hash({name: groups[name] for name in shuffled}) == split_by_hash(groups)


@given(groups=grouped, more=st.sets(names, max_size=10))
def test_pictures_of_another_kind_change_no_split(groups, more):
    larger = groups | {name: "brightfield" for name in more if name not in groups}
    before, after = split_by_hash(groups), split_by_hash(larger)
    assert {name: after[name] for name in groups} == before


@given(groups=grouped)
def test_every_picture_is_in_one_split_and_shares_are_70_15_15_in_each_group(groups):
    splits = split_by_hash(groups)
    assert splits.keys() == groups.keys()
    for group in set(groups.values()):
        members = [name for name in groups if groups[name] == group]
        counts = Counter(splits[name] for name in members)
        for split, share in (("train", 0.70), ("val", 0.15), ("test", 0.15)):
            assert abs(counts[split] - share * len(members)) <= 1


def test_the_split_follows_the_sha1_of_the_names():
    groups = {f"cell {i}": "stained" for i in range(20)}
    splits = split_by_hash(groups)
    by_hash = sorted(groups, key=lambda name: hashlib.sha1(name.encode()).hexdigest())
    assert [splits[name] for name in by_hash] == ["train"] * 14 + ["val"] * 3 + ["test"] * 3


@pytest.mark.parametrize("kind", fakes.GROUND)
def test_kinds_of_microscopy_are_told_by_colour(kind):
    image = np.full((32, 32, 3), fakes.GROUND[kind], np.uint8)
    image[8:16, 8:16] = fakes.OBJECT[kind]
    assert microscopy_of(image) == kind


def test_nuclei_are_read_and_put_together(tmp_path):
    fakes.write_nuclei(tmp_path, each=7)
    splits = {split: [f for f in list_files("nuclei", tmp_path) if f.split == split]
              for split in ("train", "val", "test")}
    assert {split: len(files) for split, files in splits.items()} == {"train": 15, "val": 3, "test": 3}
    for files in splits.values():
        assert {f.group for f in files} == set(fakes.GROUND)

    sample = load_dataset("nuclei", "val", tmp_path)[0]
    assert sample.id.startswith(sample.group)
    assert sample.image.dtype == np.uint8 and sample.image.shape == (16, 16, 3)
    assert sample.mask.dtype == np.uint8 and sample.instances.dtype == np.int32
    expected = np.zeros((16, 16), int)
    expected[2:5, 4:7], expected[9:12, 4:7] = 1, 2
    assert np.array_equal(sample.instances, expected)
    assert np.array_equal(sample.mask, expected > 0)
    assert (sample.image[expected > 0] == fakes.OBJECT[sample.group]).all()


def test_where_two_nuclei_overlap_the_first_file_keeps_the_pixel(tmp_path):
    root = fakes.write_nuclei(tmp_path) / "stage1_train"
    for folder in root.iterdir():
        mask = np.zeros((16, 16), np.uint8)
        mask[4:8, 4:7] = 255  # row 4 belongs to the first nucleus
        fakes.save(folder / "masks" / "2.png", mask)
    instances = load_dataset("nuclei", "train", tmp_path)[0].instances
    assert np.bincount(instances.ravel())[1:].tolist() == [9, 9, 9]
    assert (instances[4, 4:7] == 1).all() and (instances[5:8, 4:7] == 3).all()


def test_camvid_follows_the_official_split_and_delivers_void_as_255(tmp_path):
    fakes.write_camvid(tmp_path, each=3)
    assert load_dataset("camvid", "val", tmp_path).ids == ["val_0", "val_1", "val_2"]
    sample = load_dataset("camvid", "train", tmp_path)[1]
    stored = np.array(Image.open(tmp_path / "CamVid" / "trainannot" / "train_1.png"))
    assert np.array_equal(sample.mask == 255, stored == 11)
    assert np.array_equal(sample.mask[stored < 11], stored[stored < 11])
    assert sample.instances is None and sample.group == ""


def test_the_folder_itself_and_the_one_above_are_both_understood(tmp_path):
    fakes.write_camvid(tmp_path)
    assert load_dataset("camvid", "val", tmp_path).ids == load_dataset("camvid", "val", tmp_path / "CamVid").ids
    assert load_dataset("camvid", "val", str(tmp_path)).ids == ["val_0", "val_1"]


def test_samples_behave_like_a_list_and_decode_late(tmp_path):
    fakes.write_camvid(tmp_path, each=4)
    samples = load_dataset("camvid", "train", tmp_path)
    (tmp_path / "CamVid" / "train" / "train_3.png").write_bytes(b"broken")
    assert len(samples) == 4 and [sample.id for sample in samples] == samples.ids
    assert samples[1:3].ids == ["train_1", "train_2"] and samples[-2].id == "train_2"
    assert samples.groups == ["", "", "", ""]
    assert samples[0].image.shape == (12, 16, 3)
    with pytest.raises(ValueError, match="train_3.png"):
        _ = samples[3].image


def test_a_sample_decodes_its_files_once(tmp_path):
    fakes.write_camvid(tmp_path)
    sample = load_dataset("camvid", "train", tmp_path)[0]
    first = sample.mask
    sample.files.masks[0].unlink()
    assert sample.mask is first
