"""The committed samples: what is drawn again is what is stored, in the layout and encoding of the real sets."""

import numpy as np
import pytest
from PIL import Image

from helpers.datasets import list_files, load_dataset
from helpers.datasets.readers import NUCLEI_GROUPS
from helpers.datasets.samples import draw_camvid, draw_nuclei, write_camvid, write_nuclei
from helpers.paths import SAMPLE

STREETS = SAMPLE / "camvid" / "CamVid"
CELLS = SAMPLE / "nuclei" / "stage1_train"


@pytest.fixture(scope="module")
def streets():
    """split, name, picture, mask of each street, drawn afresh."""
    return draw_camvid()


@pytest.fixture(scope="module")
def cells():
    """name, picture, instances of each microscope picture, drawn afresh."""
    return draw_nuclei()


def test_streets_drawn_again_are_the_stored_ones(streets):
    for split, name, image, mask in streets:
        stored = np.array(Image.open(STREETS / f"{split}annot" / f"{name}.png"))
        assert np.array_equal(np.where(mask == 255, 11, mask), stored), name
        picture = np.array(Image.open(STREETS / split / f"{name}.png"))
        assert np.abs(picture.astype(int) - image).mean() < 2, name


def test_cells_drawn_again_are_the_stored_ones(cells):
    for name, image, instances in cells:
        files = sorted((CELLS / name / "masks").glob("*.png"))
        assert len(files) == instances.max(), name
        for number, path in enumerate(files, start=1):
            assert np.array_equal(np.array(Image.open(path)) == 255, instances == number), path.name
        picture = np.array(Image.open(CELLS / name / "images" / f"{name}.png"))[..., :3]
        assert np.abs(picture.astype(int) - image).mean() < 2, name


def test_nothing_else_lies_in_the_sample(streets, cells):
    expected = {STREETS / folder / f"{name}.png" for split, name, _, _ in streets
                for folder in (split, f"{split}annot")}
    expected |= {CELLS / name / "images" / f"{name}.png" for name, _, _ in cells}
    found = {path for name in ("camvid", "nuclei") for path in (SAMPLE / name).rglob("*") if path.is_file()}
    assert expected <= found
    rest = found - expected
    assert all(path.parent.name == "masks" and path.parent.parent.parent == CELLS for path in rest)
    assert len(rest) == sum(instances.max() for _, _, instances in cells)


def test_there_are_80_of_each_with_the_longest_side_from_128_to_192(streets, cells):
    assert len(streets) == len(cells) == 80
    for picture in [image for *_, image, _ in streets] + [image for _, image, _ in cells]:
        assert 128 <= max(picture.shape[:2]) <= 192


def test_streets_are_stored_like_camvid(streets):
    for split, name, _, _ in streets:
        picture, mask = Image.open(STREETS / split / f"{name}.png"), Image.open(STREETS / f"{split}annot/{name}.png")
        assert picture.format == mask.format == "PNG"
        assert picture.mode == "RGB" and mask.mode == "L" and picture.size == mask.size
        assert np.array(mask).max() <= 11


def test_cells_are_stored_like_the_data_science_bowl(cells):
    for name, _, _ in cells:
        picture = Image.open(CELLS / name / "images" / f"{name}.png")
        assert picture.mode == "RGBA" and (np.array(picture)[..., 3] == 255).all()
        for path in (CELLS / name / "masks").iterdir():
            mask = Image.open(path)
            assert mask.mode == "L" and mask.size == picture.size
            assert np.unique(np.array(mask)).tolist() == [0, 255], path.name


@pytest.mark.parametrize("split", ["train", "val", "test"])
def test_every_kind_of_microscopy_is_in_every_split_and_recognised(split):
    samples = load_dataset("nuclei", split)
    assert set(samples.groups) == set(NUCLEI_GROUPS)
    assert all(sample.id.startswith(sample.group) for sample in samples)


def test_the_training_streets_show_all_classes_and_void():
    seen = set()
    for sample in load_dataset("camvid", "train"):
        seen |= set(np.unique(sample.mask).tolist())
    assert seen == {*range(11), 255}


def test_streets_are_divided_like_the_real_set():
    splits = [files.split for files in list_files("camvid")]
    assert [splits.count(split) for split in ("train", "val", "test")] == [52, 14, 14]


def test_the_sample_is_small():
    assert sum(path.stat().st_size for path in SAMPLE.rglob("*") if path.is_file()) < 12e6


def test_writing_goes_where_it_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("helpers.datasets.samples.NUCLEI_SHARES", (("stained", 2),))
    monkeypatch.setattr("helpers.datasets.samples.CAMVID_SHARES", (("train", 1), ("val", 1)))
    write_nuclei(tmp_path)
    write_camvid(tmp_path)
    assert sorted(path.name for path in (tmp_path / "stage1_train").iterdir()) == ["stained_000", "stained_001"]
    stored = [set(np.unique(Image.open(path))) for path in sorted((tmp_path / "CamVid").glob("*annot/*.png"))]
    drawn = [set(np.unique(np.where(mask == 255, 11, mask))) for *_, mask in draw_camvid()]
    assert stored == drawn and 11 in stored[0] | stored[1]
    assert sorted(path.relative_to(tmp_path).as_posix() for path in (tmp_path / "CamVid").rglob("*.png")) == [
        "CamVid/train/street_000.png", "CamVid/trainannot/street_000.png",
        "CamVid/val/street_001.png", "CamVid/valannot/street_001.png",
    ]
