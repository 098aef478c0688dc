"""The committed samples: what is drawn again is what is stored, in the layout and encoding of the real sets."""

import numpy as np
import pytest
from PIL import Image
from scipy.io import loadmat

from helpers.datasets import CATALOG, get_info, list_files, load_dataset, samples
from helpers.datasets.origin import is_drawn, origin_of
from helpers.datasets.readers import NUCLEI_GROUPS
from helpers.datasets.samples import (
    WRITERS,
    draw_camvid,
    draw_carla,
    draw_faces,
    draw_nuclei,
    draw_people,
    write_camvid,
    write_carla,
    write_faces,
    write_nuclei,
    write_people,
)
from helpers.paths import SAMPLE
from helpers.scenes import carla

STREETS = SAMPLE / "camvid" / "CamVid"
CELLS = SAMPLE / "nuclei" / "stage1_train"
FRAMES = SAMPLE / "carla"
PEOPLE = SAMPLE / "people"
PORTRAITS = SAMPLE / "faces" / "data" / "train"


@pytest.fixture(scope="module")
def streets():
    """split, name, picture, mask of each street, drawn afresh."""
    return draw_camvid()


@pytest.fixture(scope="module")
def cells():
    """name, picture, instances of each microscope picture, drawn afresh."""
    return draw_nuclei()


@pytest.fixture(scope="module")
def frames():
    """name, picture, 13 tags, 23 tags of each simulated frame, drawn afresh."""
    return list(draw_carla())


@pytest.fixture(scope="module")
def people():
    """name, picture, labels of each person, drawn afresh."""
    return draw_people()


@pytest.fixture(scope="module")
def portraits():
    """name, picture, parts of each face, drawn afresh."""
    return draw_faces()


def stored(path):
    """The numbers in a file."""
    with Image.open(path) as file:
        return np.array(file)


def off(path, image):
    """Mean difference between a stored picture and a drawn one, in grey levels."""
    return np.abs(stored(path)[..., :3].astype(int) - image).mean()


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


def test_frames_drawn_again_are_the_stored_ones(frames):
    for name, image, tags_13, tags_23 in frames:
        assert np.array_equal(stored(FRAMES / "CameraSeg" / f"{name}.png")[..., 0], tags_13), name
        assert np.array_equal(stored(FRAMES / "CameraMask" / f"{name}.png")[..., 0], tags_23), name
        assert off(FRAMES / "CameraRGB" / f"{name}.png", image) < 2, name


def test_people_drawn_again_are_the_stored_ones(people):
    for name, image, labels in people:
        assert np.array_equal(loadmat(PEOPLE / "annotations/pixel-level" / f"{name}.mat")["groundtruth"], labels), name
        assert off(PEOPLE / "photos" / f"{name}.jpg", image) < 8, name  # JPEG


def test_faces_drawn_again_are_the_stored_ones(portraits):
    for name, image, parts in portraits:
        assert np.array_equal(stored(PORTRAITS / "masks" / f"{name}.png"), parts), name
        assert off(PORTRAITS / "images" / f"{name}.jpg", image) < 8, name  # JPEG


def test_nothing_else_lies_in_the_sample(streets, cells, frames, people, portraits):
    expected = {STREETS / folder / f"{name}.png" for split, name, _, _ in streets
                for folder in (split, f"{split}annot")}
    expected |= {CELLS / name / "images" / f"{name}.png" for name, _, _ in cells}
    expected |= {FRAMES / folder / f"{name}.png" for name, *_ in frames
                 for folder in ("CameraRGB", "CameraSeg", "CameraMask")}
    expected |= {PEOPLE / "photos" / f"{name}.jpg" for name, *_ in people} | {PEOPLE / "label_list.mat"}
    expected |= {PEOPLE / "annotations" / "pixel-level" / f"{name}.mat" for name, *_ in people}
    expected |= {PORTRAITS / "images" / f"{name}.jpg" for name, *_ in portraits}
    expected |= {PORTRAITS / "masks" / f"{name}.png" for name, *_ in portraits}
    found = {path for path in SAMPLE.rglob("*") if path.is_file()}
    assert expected <= found
    rest = found - expected
    assert all(path.parent.name == "masks" and path.parent.parent.parent == CELLS for path in rest)
    assert len(rest) == sum(instances.max() for _, _, instances in cells)


def test_there_are_80_of_each_with_the_longest_side_from_128_to_192(streets, cells, frames, people, portraits):
    assert [len(drawn) for drawn in (streets, cells, frames, people, portraits)] == [80] * 5
    for picture in [image for *_, image, _ in streets] + [drawn[1] for drawn in cells + frames + people + portraits]:
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


def test_frames_are_stored_like_carlas(frames):
    for name, *_ in frames:
        seg, mask = stored(FRAMES / "CameraSeg" / f"{name}.png"), stored(FRAMES / "CameraMask" / f"{name}.png")
        assert seg.shape[2] == 3 and not seg[..., 1:].any() and seg[..., 0].max() <= 12
        assert mask.shape[2] == 4 and not mask[..., 1:3].any() and (mask[..., 3] == 255).all()
        assert (seg[-1, :, 0] == 10).mean() > 0.5, "the bonnet is in every frame"


def test_people_are_stored_like_clothing_co_parsing(people):
    names = loadmat(PEOPLE / "label_list.mat")["label_list"].ravel()
    assert len(names) == 59 and [names[i][0] for i in (0, 19, 41)] == ["null", "hair", "skin"]
    for name, *_ in people:
        content = loadmat(PEOPLE / "annotations" / "pixel-level" / f"{name}.mat")
        assert content["groundtruth"].dtype == np.uint8 and content["groundtruth"].max() <= 58
        assert Image.open(PEOPLE / "photos" / f"{name}.jpg").size == content["groundtruth"].shape[::-1]


def test_faces_are_stored_as_palette_pngs_with_one_palette(portraits):
    palettes = set()
    for name, *_ in portraits:
        with Image.open(PORTRAITS / "masks" / f"{name}.png") as mask:
            assert mask.mode == "P" and np.array(mask).max() <= 18
            palettes.add(tuple(mask.getpalette()[: 19 * 3]))
            assert mask.size == Image.open(PORTRAITS / "images" / f"{name}.jpg").size
    (palette,) = palettes
    colours = {palette[i : i + 3] for i in range(0, 57, 3)}
    assert len(colours) == 19 and (1, 1, 1) not in colours, "shades that equal ids would hide the trap"


@pytest.mark.parametrize("name", [*CATALOG, "carla-23", "people-parts"])
def test_training_pictures_show_every_class_several_times(name):
    pictures = np.zeros(256, int)
    for sample in load_dataset(name, "train"):
        pictures[np.unique(sample.mask)] += 1
    assert (pictures[: get_info(name).num_classes] >= 4).all(), pictures[: get_info(name).num_classes]


@pytest.mark.parametrize("name", CATALOG)
def test_every_split_has_pictures_and_nothing_is_left_out(name, capsys):
    counts = [len(load_dataset(name, split)) for split in ("train", "val", "test")]
    assert sum(counts) == 80 and min(counts) >= 10
    assert capsys.readouterr().out == ""


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
    for name, shares in (("NUCLEI_SHARES", (("stained", 2),)), ("CAMVID_SHARES", (("train", 1), ("val", 1))),
                         ("PICTURES", 2)):
        monkeypatch.setattr(f"helpers.datasets.samples.{name}", shares)
    for write in (write_nuclei, write_camvid, write_carla, write_people, write_faces):
        write(tmp_path)
    made = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*") if "masks/stained" not in str(path)}
    assert made - {"stage1_train/stained_000/images/stained_000.png", "stage1_train/stained_001/images/stained_001.png",
                   "label_list.mat"} == {
        "CamVid/train/street_000.png", "CamVid/trainannot/street_000.png",
        "CamVid/val/street_001.png", "CamVid/valannot/street_001.png",
        *(f"{folder}/00{i}.png" for folder in ("CameraRGB", "CameraSeg", "CameraMask") for i in (0, 1)),
        *(f"photos/000{i}.jpg" for i in (1, 2)), *(f"annotations/pixel-level/000{i}.mat" for i in (1, 2)),
        *(f"data/train/images/face_00{i}.jpg" for i in (0, 1)), *(f"data/train/masks/face_00{i}.png" for i in (0, 1)),
    }
    masks = [set(np.unique(stored(path))) for path in sorted((tmp_path / "CamVid").glob("*annot/*.png"))]
    drawn = [set(np.unique(np.where(mask == 255, 11, mask))) for *_, mask in draw_camvid()]
    assert masks == drawn and 11 in masks[0] | masks[1]


def test_writing_twice_gives_the_same_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr("helpers.datasets.samples.PICTURES", 1)
    for folder in ("a", "b"):
        write_people(tmp_path / folder)
        write_faces(tmp_path / folder)
    for path in (tmp_path / "a").rglob("*.*"):
        assert path.read_bytes() == (tmp_path / "b" / path.relative_to(tmp_path / "a")).read_bytes(), path.name


def test_each_data_set_has_a_writer():
    assert WRITERS.keys() == CATALOG.keys()


def test_more_streets_are_drawn_beside_the_samples_and_say_so(tmp_path, capsys):
    folder = tmp_path / "streets"
    samples.main(["carla", str(folder), "--pictures", "20", "--first", "995"])
    assert "20 simulated streets" in capsys.readouterr().out
    for name, bonnet in (("carla", {}), ("carla-23", {"bonnet": "void"})):
        parts = [load_dataset(name, split, folder, **bonnet) for split in ("train", "val")]
        assert [len(part) for part in parts] == [14, 3]
    street = load_dataset("carla-23", "train", folder)[0]
    image, _, tags = carla.draw(int(street.id))
    assert 995 <= int(street.id) < 1015 and np.array_equal(street.image, image) and np.array_equal(street.mask, tags)
    assert min(path.stem for path in (folder / "CameraRGB").iterdir()) == "0995"  # in the order of the seeds
    assert is_drawn(folder) and is_drawn("sample") and not is_drawn(tmp_path) and not is_drawn("full")
    assert origin_of("carla-23", folder).startswith("simulated by us") and "995 to 1014" in origin_of("carla", folder)
    assert origin_of("carla", tmp_path) == get_info("carla").source


@pytest.mark.parametrize(("pictures", "first"), [(1, 79), (0, 1000), (-3, 1000)])
def test_the_samples_own_streets_are_not_drawn_for_training(tmp_path, pictures, first):
    with pytest.raises(ValueError, match="0 to 79 are the sample's"):
        samples.main(["carla", str(tmp_path / "new"), "--pictures", str(pictures), "--first", str(first)])


def test_drawings_do_not_mix_with_what_is_there(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ValueError, match="holds something already"):
        samples.main(["carla", str(tmp_path)])
