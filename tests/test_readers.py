"""The readers of people, faces and carla in each of their layouts, on files made here; and what all readers share."""

import os
import shutil
from functools import partial
from pathlib import Path

import fakes
import fakes_data as made
import numpy as np
import pytest
from PIL import Image

from helpers.datasets import Sample, get_info, list_files, load_dataset, unpack
from helpers.datasets.carla_tags import TAGS
from helpers.datasets.catalog import CARLA, CATALOG, FACES, VARIANTS
from helpers.datasets.loading import find_files
from helpers.datasets.readers import READERS
from helpers.datasets.readers.carla import find_bonnet
from helpers.datasets.readers.colours import ids_of_colours, read_ids
from helpers.datasets.readers.faces import CELEBA_PARTS, CELEBA_TO_OURS
from helpers.datasets.readers.files import SMALL
from helpers.datasets.splits import split_by_blocks, split_by_hash


def decoded(name, folder, **options):
    """Every picture of train and val."""
    return [sample for split in ("train", "val") for sample in load_dataset(name, split, folder, **options)]


LAYOUTS = {
    "clothing co-parsing": ("people", made.write_people),
    "silhouettes of 255": ("people", made.write_people_folders),
    "silhouettes of 1": ("people", partial(made.write_people_folders, white=1)),
    "supervisely": ("people", made.write_supervisely),
    "parts of people": ("people-parts", made.write_people),
    "CelebAMask": ("faces", made.write_faces),
    "HELEN": ("faces", made.write_helen),
    "red channel": ("carla", made.write_carla),
    "RGBA": ("carla-23", partial(made.write_carla, masks="CameraMask", channels=4, highest=22)),
    "RGBA, Cityscapes order": ("carla-29", partial(made.write_carla, masks="CameraMask", channels=4, highest=28)),
    "single channel": ("carla", partial(made.write_carla, pictures="dataset/images", masks="dataset/labels",
                                        channels=1)),
}


@pytest.mark.parametrize(("name", "write"), LAYOUTS.values(), ids=LAYOUTS)
def test_every_layout_keeps_the_one_contract(name, write, tmp_path):
    folder = write(tmp_path)
    samples = decoded(name, folder)
    seen = set()
    for sample in samples:
        assert sample.image.dtype == sample.mask.dtype == np.uint8
        assert sample.image.shape == (*sample.mask.shape, 3)
        seen |= set(np.unique(sample.mask).tolist())
    assert seen - {255} == set(range(get_info(name).num_classes))
    listed = list_files(name, folder)
    assert len({files.id for files in listed}) == len(listed) >= 20
    assert {files.split for files in listed} == {"train", "val", "test"}
    assert [files.id for files in listed] == [files.id for files in list_files(name, folder)]


def test_the_newest_table_of_carla_has_no_sample():
    with pytest.raises(FileNotFoundError, match="carla-29 has no sample.*carla-23"):
        load_dataset("carla-29")


def test_samples_say_what_they_are():
    assert repr(load_dataset("camvid", "val")) == "camvid: 14 pictures of val"


@pytest.mark.parametrize("name", [name for name in (*CATALOG, *VARIANTS) if name != "carla-29"])
def test_every_data_set_and_variant_has_a_reader_and_its_family_a_sample(name):
    assert READERS.keys() == CATALOG.keys() | VARIANTS.keys()
    assert get_info(name).family in CATALOG
    sample = load_dataset(name)[0]
    assert set(np.unique(sample.mask)) <= {*range(get_info(name).num_classes), 255}


# --- people ---------------------------------------------------------------------------------------------------------


def test_a_person_is_every_value_over_zero(tmp_path):
    made.write_people(tmp_path)
    for sample in decoded("people", tmp_path):
        assert np.array_equal(sample.mask, made.person(int(sample.id)) > 0)


def test_parts_are_skin_hair_and_all_the_rest(tmp_path):
    made.write_people(tmp_path)
    for sample in decoded("people-parts", tmp_path):
        labels = made.person(int(sample.id))
        assert np.array_equal(sample.mask == 1, labels == 41)
        assert np.array_equal(sample.mask == 2, labels == 19)
        assert np.array_equal(sample.mask == 3, labels == 13)


def test_an_empty_mask_is_reported_and_its_picture_left_out(tmp_path, capsys):
    made.write_people(tmp_path)
    made.write_mat(tmp_path / "annotations" / "pixel-level" / "0005.mat", np.zeros((16, 16), np.uint8))
    found = find_files("people", tmp_path)
    assert "0005" not in {files.id for files in found.files} and len(found.files) == 19
    (finding,) = found.left_out
    assert finding.kind == "empty mask" and finding.files == ("0005.mat",) and not finding.wrong
    samples = load_dataset("people", "train", tmp_path)
    assert samples.left_out == samples[:2].left_out == found.left_out
    assert capsys.readouterr().out == finding.sentence + "\n"
    assert "0005.mat is empty" in finding.sentence and "0005.jpg" in finding.sentence


def test_leaving_out_opens_small_files_only(tmp_path):
    made.write_people_folders(tmp_path)
    masks = tmp_path / "people_segmentation" / "masks"
    fakes.save(masks / "p1.png", np.zeros((16, 16), np.uint8))
    noise = np.random.default_rng(0).integers(0, 255, (80, 80), np.uint8)
    assert fakes.save(masks / "p2.png", noise).stat().st_size > SMALL
    assert [finding.files for finding in find_files("people", tmp_path).left_out] == [("p1.png",)]


def test_photographs_after_the_last_annotation_are_no_fault(tmp_path):
    made.write_people(tmp_path)
    for number in range(21, 25):
        fakes.save(tmp_path / "photos" / f"{number:04d}.jpg", made.photo(made.person()))
    found = find_files("people", tmp_path)
    assert len(found.files) == 20 and found.left_out[0].files == ("0021.jpg", "0022.jpg", "0023.jpg", "0024.jpg")
    assert "4 photographs after the last annotation (0021.jpg to 0024.jpg)" in found.left_out[0].sentence


def test_polygons_have_holes_and_later_objects_lie_on_top(tmp_path):
    square = [[2, 2], [12, 2], [12, 12], [2, 12]]
    hole = [[5, 5], [9, 5], [9, 9], [5, 9]]
    undecided = made.bitmap(np.ones((2, 3)), 2, 2, title="neutral")
    objects = [made.polygon(square, [hole]), made.bitmap(np.array([[1, 0], [1, 1]]), 14, 0), undecided]
    folder = made.write_supervisely(tmp_path, objects=objects)
    sample = decoded("people", folder)[0]
    expected = np.zeros((16, 16), int)
    expected[2:13, 2:13] = 1
    expected[5:10, 5:10] = 0
    expected[[0, 1, 1], [14, 14, 15]] = 2
    instances = expected.copy()
    instances[2:4, 2:5] = 0
    assert np.array_equal(sample.instances, instances)
    assert (sample.mask[2:4, 2:5] == 255).all()
    assert np.array_equal(sample.mask == 1, instances > 0)


def test_a_supervisely_picture_without_objects_is_left_out(tmp_path):
    folder = made.write_supervisely(tmp_path)
    path = folder / "project" / "ds2" / "ann" / "s3.jpeg.json"
    path.write_text('{"size": {"height": 16, "width": 16}, "objects": []}')
    found = find_files("people", folder)
    assert [finding.files for finding in found.left_out] == [("s3.jpeg.json",)]
    assert {"ds1/s0", "ds2/s1"} <= {files.id for files in found.files}


# --- faces ----------------------------------------------------------------------------------------------------------


def test_sides_cross_on_the_way_from_celebamask():
    ours = {theirs: FACES.classes[CELEBA_TO_OURS[i]] for i, (theirs, _) in enumerate(CELEBA_PARTS)}
    assert (ours["l_eye"], ours["r_eye"]) == ("right eye", "left eye")
    assert (ours["l_brow"], ours["r_brow"]) == ("right brow", "left brow")
    assert {theirs for theirs, mine in ours.items() if mine == "face"} == {"skin", "eye_g", "l_ear", "r_ear"}
    assert {theirs for theirs, mine in ours.items() if mine == "background"} == {
        "background", "hat", "ear_r", "neck_l", "neck", "cloth"}
    assert ours["mouth"] == "inner mouth" and ours["u_lip"] == "upper lip" and ours["l_lip"] == "lower lip"
    assert FACES.sided == ((2, 3), (4, 5))
    assert all(FACES.classes[a].replace("left", "right") == FACES.classes[b] for a, b in FACES.sided)


def test_palette_masks_give_their_ids_and_not_their_colours(tmp_path):
    made.write_faces(tmp_path)
    for sample in decoded("faces", tmp_path):
        assert np.array_equal(sample.mask, CELEBA_TO_OURS[made.celeba(int(sample.id[1:]))])


def test_the_left_eye_lies_to_the_left_in_the_sample():
    columns = {2: [], 3: [], 4: [], 5: []}
    for sample in load_dataset("faces", "val"):
        for part, found in columns.items():
            if (sample.mask == part).any():
                found.append(np.nonzero(sample.mask == part)[1].mean())
    middle = {part: np.mean(found) for part, found in columns.items()}
    assert middle[2] < middle[3] and middle[4] < middle[5]


def test_exchanged_sides_are_kept_or_mended(tmp_path):
    made.write_faces(tmp_path, count=20)
    for path in (tmp_path / "data" / "train" / "masks").iterdir():
        stored = np.zeros((19, 19), np.uint8)
        stored[2:10, 1:9], stored[2:10, 10:18] = 6, 7  # the person's left brow lies to the left: it should not
        stored[11:18, 1:9], stored[11:18, 10:18] = 5, 4  # and the right eye too: it should
        made.save_palette(path, stored)
    for sides, brows in (("keep", (3, 2)), ("position", (2, 3))):
        mask = load_dataset("faces", "val", tmp_path, sides=sides)[0].mask
        assert (mask[2, 1], mask[2, 17]) == brows and (mask[12, 1], mask[12, 17]) == (4, 5)
        assert np.bincount(mask.ravel(), minlength=6)[2:6].tolist() == [64, 64, 56, 56]


def test_a_constant_face_is_reported_and_left_out(tmp_path):
    made.write_faces(tmp_path)
    path = fakes.save(tmp_path / "data" / "train" / "masks" / "f4.png", np.full((19, 19), 2, np.uint8))
    found = find_files("faces", tmp_path)
    assert len(found.files) == 19 and found.left_out[0].files == (path.name,)
    assert "every pixel has the id 2" in found.left_out[0].sentence and not found.left_out[0].wrong


def test_helen_keeps_its_ids_and_its_test_pictures(tmp_path):
    folder = made.write_helen(tmp_path)
    listed = list_files("faces", folder)
    assert [files.id for files in listed if files.split == "test"] == ["test/0", "test/1", "test/2"]
    assert sum(files.split == "val" for files in listed) == 3 and sum(files.split == "train" for files in listed) == 17
    assert np.array_equal(Sample("faces", listed[0]).mask, np.arange(11)[:, None].repeat(11, axis=1))


def test_somebodys_predictions_beside_the_masks_are_not_read(tmp_path):
    folder = made.write_faces(tmp_path)
    for number in range(20):
        fakes.save(folder / "masks" / f"f{number}.png", np.zeros((19, 19), np.uint8))
    assert all(files.masks[0].parent.parent.name == "train" for files in list_files("faces", folder))


# --- carla ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("bonnet", "value"), [("keep", 10), ("none", 0), ("void", 255)])
def test_the_bonnet_is_kept_or_becomes_none_or_void(bonnet, value, tmp_path):
    made.write_carla(tmp_path)
    sample = load_dataset("carla", "train", tmp_path, bonnet=bonnet)[0]
    expected = made.tags()
    # The column of other vehicles reaches down to the bonnet: it is taken for a part of it.
    expected[expected == 10] = value
    assert np.array_equal(sample.mask, expected)
    assert np.array_equal(load_dataset("carla", "train", tmp_path, bonnet=bonnet)[:1][0].mask, expected)


def test_a_car_ahead_is_no_bonnet():
    mask = np.zeros((20, 30), np.uint8)
    mask[5:9, 10:25] = 10
    assert not find_bonnet(mask, 10).any()
    mask[18:, 2:28] = 10
    assert np.array_equal(find_bonnet(mask, 10), np.arange(20)[:, None].repeat(30, 1) * (mask == 10) >= 18)


def test_a_car_at_the_side_of_the_lowest_row_is_no_bonnet():
    mask = np.zeros((20, 30), np.uint8)
    mask[10:, :12] = 10
    assert not find_bonnet(mask, 10).any()


@pytest.mark.parametrize(("name", "version"), [("carla", "0.8"), ("carla-23", "0.9.10"), ("carla-29", "0.9.14")])
def test_coloured_masks_are_translated_by_the_table_of_their_version(name, version, tmp_path):
    ids = np.arange(len(TAGS[version]), dtype=np.uint8)[None].repeat(4, axis=0)
    colours = np.array([tag.colour for tag in TAGS[version]], np.uint8)[ids]
    for number in range(20):
        fakes.save(tmp_path / "RGB" / f"{number}.png", colours // 2)
        fakes.save(tmp_path / "Segmentation_Images" / f"{number}.png", np.dstack([colours, ids * 0 + 255]))
    assert all(np.array_equal(sample.mask, ids) for sample in decoded(name, tmp_path))


def test_where_both_tables_lie_side_by_side_each_name_takes_its_own(tmp_path):
    made.write_carla(tmp_path)
    made.write_carla(tmp_path, masks="CameraMask", channels=4, highest=12)
    for name, folder in (("carla", "CameraSeg"), ("carla-23", "CameraMask"), ("carla-29", "CameraMask")):
        assert {files.masks[0].parent.name for files in list_files(name, tmp_path)} == {folder}


def test_folders_called_train_and_val_are_the_split(tmp_path):
    made.write_carla(tmp_path / "data" / "train", count=3)
    made.write_carla(tmp_path / "data" / "val", count=1)
    listed = [(files.id, files.split) for files in list_files("carla", tmp_path)]
    assert listed == [("train/0", "train"), ("train/1", "train"), ("train/2", "train"), ("val/0", "val")]


def test_ten_neighbours_stay_together(tmp_path):
    made.write_carla(tmp_path, count=210)
    listed = list_files("carla", tmp_path)
    assert [files.id for files in listed] == [str(number) for number in range(210)]
    for start in range(0, 210, 10):
        assert len({files.split for files in listed[start : start + 10]}) == 1
    assert {files.split for files in listed} == {"train", "val", "test"}


@pytest.mark.parametrize(("count", "length"), [(205, 10), (95, 4), (45, 2), (12, 1)])
def test_blocks_are_divided_as_their_first_frames_are(count, length):
    ids = [f"{number:03d}" for number in range(count)]
    splits = split_by_blocks(ids)
    of_blocks = split_by_hash({ids[start]: "" for start in range(0, count, length)})
    assert splits == {name: of_blocks[ids[i // length * length]] for i, name in enumerate(ids)}


# --- camvid, and what readers share ---------------------------------------------------------------------------------


def test_the_older_layout_of_camvid_calls_val_test(tmp_path):
    mask = np.arange(12, dtype=np.uint8).reshape(3, 4).repeat(4, 0).repeat(4, 1)
    for split, count in (("train", 3), ("test", 2)):
        for number in range(count):
            fakes.save(tmp_path / "dataset1" / f"images_prepped_{split}" / f"{number}.png", np.dstack([mask * 20] * 3))
            fakes.save(tmp_path / "dataset1" / f"annotations_prepped_{split}" / f"{number}.png", mask)
    for folder in (tmp_path, tmp_path / "dataset1"):
        assert [files.split for files in list_files("camvid", folder)] == ["train"] * 3 + ["val"] * 2
    assert np.array_equal(load_dataset("camvid", "val", tmp_path)[0].mask, np.where(mask == 11, 255, mask))


def test_camvids_colours_are_translated(tmp_path):
    folder = fakes.write_camvid(tmp_path)
    info = get_info("camvid")
    colour_of = {number: colour for colour, number in info.file_colours.items()}
    for path in folder.glob("CamVid/*annot/*.png"):
        ids = np.array(Image.open(path))
        fakes.save(path, np.array([colour_of[i] for i in range(12)], np.uint8)[ids])
    sample = load_dataset("camvid", "train", folder)[0]
    assert np.array_equal(sample.mask, np.where(ids == 11, 255, ids))


@pytest.mark.parametrize("channels", ["L", "LA", "RGB", "RGBA", "P", "1"])
def test_ids_are_read_from_every_encoding_that_keeps_them(channels, tmp_path):
    ids = np.array([[0, 1], [1, 0]], np.uint8)
    picture = {"P": Image.frombytes("P", (2, 2), ids.tobytes()), "1": Image.fromarray(ids > 0)}.get(
        channels, Image.fromarray(ids).convert(channels))
    if channels == "P":
        picture.putpalette([200, 10, 10, 3, 3, 3])
    picture.save(tmp_path / "m.png")
    assert np.array_equal(read_ids(tmp_path / "m.png", "x"), ids)


def test_the_first_strange_colour_is_named_with_its_place():
    colours = np.zeros((3, 4, 3), np.uint8)
    colours[1, 2], colours[2, 0] = (9, 8, 7), (1, 1, 1)
    with pytest.raises(ValueError, match="#090807 at column 2, row 1.*nor 1 more"):
        ids_of_colours(colours, {(0, 0, 0): 0}, "m.png")


def test_all_faults_are_collected_and_the_first_is_raised(tmp_path):
    folder = fakes.write_camvid(tmp_path, each=4)
    (folder / "CamVid" / "trainannot" / "train_1.png").unlink()
    (folder / "CamVid" / "val" / "val_2.png").unlink()
    found = READERS["camvid"].find(folder)
    assert [(fault.kind, fault.files) for fault in found.faults] == [
        ("missing mask", ("train_1.png",)), ("missing picture", ("val_2.png",))]
    assert all(fault.wrong for fault in found.faults) and len(found.files) == 10
    with pytest.raises(ValueError, match="And 1 more: course data check camvid"):
        load_dataset("camvid", "train", folder)


def test_two_files_of_one_name_are_a_fault_that_names_both(tmp_path):
    folder = made.write_faces(tmp_path)
    made.save_palette(folder / "data" / "train" / "masks" / "f3.bmp", made.celeba())
    (fault,) = READERS["faces"].find(folder).faults
    assert fault.kind == "doubled name" and fault.files == ("f3.bmp", "f3.png") and fault.wrong


def test_hidden_files_and_strangers_are_passed_over(tmp_path):
    folder = made.write_faces(tmp_path)
    for name in ("images/.DS_Store", "images/._f1.jpg", "images/Thumbs.db", "masks/notes.txt"):
        (folder / "data" / "train" / name).write_bytes(b"x")
    os.mkdir(folder / "data" / "train" / "masks" / "f1.png.d")
    assert len(list_files("faces", folder)) == 20


def test_the_tables_of_the_catalogue_are_carlas():
    assert CARLA.classes == tuple(tag.name for tag in TAGS["0.8"])
    assert [VARIANTS[name].num_classes for name in ("carla-23", "carla-29")] == [23, 29]
    for info in VARIANTS.values():
        distances = np.abs(info.colours[:, None].astype(int) - info.colours[None]).sum(axis=2)
        assert distances[~np.eye(info.num_classes, dtype=bool)].min() >= 40, info.name


@pytest.mark.parametrize("layout", [layout for layout in LAYOUTS if layout != "CelebAMask"])  # begins at data/train
def test_ids_and_splits_are_the_same_from_folders_above(layout, tmp_path):
    name, write = LAYOUTS[layout]
    write(tmp_path / "a" / "b")
    from_above, from_within = list_files(name, tmp_path / "a"), list_files(name, tmp_path / "a" / "b")
    assert [(f.id, f.split) for f in from_above] == [(f.id, f.split) for f in from_within]


def test_an_archive_is_read_like_its_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(unpack.unpacked, "__defaults__", (tmp_path / "cache",))
    made.write_helen(tmp_path / "in" / "Unet")
    archive = Path(shutil.make_archive(str(tmp_path / "Unet"), "zip", tmp_path / "in"))
    from_folder, from_archive = list_files("faces", tmp_path / "in" / "Unet"), list_files("faces", archive)
    assert [(f.id, f.split) for f in from_archive] == [(f.id, f.split) for f in from_folder]
    assert np.array_equal(Sample("faces", from_archive[0]).mask, Sample("faces", from_folder[0]).mask)
    unpacked = from_archive[0].image.stat().st_ino
    assert list_files("faces", str(archive))[0].image.stat().st_ino == unpacked, "unpacked once"
