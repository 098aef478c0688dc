"""The committed simulated streets: what is drawn again is what is stored, in the two layouts of CARLA's sets."""

import numpy as np
import pytest
from PIL import Image

from helpers.datasets import load_dataset
from helpers.datasets.samples import draw_carla, write_carla
from helpers.paths import SAMPLE

FRAMES = SAMPLE / "carla"


@pytest.fixture(scope="module")
def drawn():
    """name, picture, 13 tags, 23 tags of each frame, drawn afresh."""
    return draw_carla()


def test_frames_drawn_again_are_the_stored_ones(drawn):
    for name, image, tags13, tags23 in drawn:
        assert np.array_equal(np.array(Image.open(FRAMES / f"CameraSeg/{name}.png"))[..., 0], tags13), name
        assert np.array_equal(np.array(Image.open(FRAMES / f"CameraMask/{name}.png"))[..., 0], tags23), name
        picture = np.array(Image.open(FRAMES / f"CameraRGB/{name}.png"))
        assert np.abs(picture.astype(int) - image).mean() < 2, name


def test_there_are_80_frames_in_three_folders_and_nothing_else(drawn):
    expected = {f"{folder}/{number:03d}.png" for folder in ("CameraRGB", "CameraSeg", "CameraMask")
                for number in range(80)}  # fmt: skip
    assert {path.relative_to(FRAMES).as_posix() for path in FRAMES.rglob("*") if path.is_file()} == expected
    assert [name for name, *_ in drawn] == [f"{number:03d}" for number in range(80)]


def test_the_tag_is_the_red_channel(drawn):
    for name, *_ in drawn:
        old, new = Image.open(FRAMES / f"CameraSeg/{name}.png"), Image.open(FRAMES / f"CameraMask/{name}.png")
        assert (old.mode, new.mode, old.size, new.size) == ("RGB", "RGBA", (160, 120), (160, 120))
        assert not np.array(old)[..., 1:].any() and np.array(old)[..., 0].max() <= 12
        assert not np.array(new)[..., 1:3].any() and np.array(new)[..., 0].max() <= 22
        assert (np.array(new)[..., 3] == 255).all()
        assert Image.open(FRAMES / f"CameraRGB/{name}.png").mode == "RGB"


@pytest.mark.parametrize("split", ["train", "val", "test"])
@pytest.mark.parametrize("name, count", [("carla", 13), ("carla-23", 23)])
def test_every_split_shows_every_tag(name, count, split):
    seen = set()
    for frame in load_dataset(name, split):
        seen |= set(np.unique(frame.mask).tolist())
    assert seen == set(range(count))


def test_the_frames_take_less_than_3_6_megabytes():
    assert sum(path.stat().st_size for path in FRAMES.rglob("*.png")) < 3.6e6


def test_writing_goes_where_it_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("helpers.datasets.samples.CARLA_PAIRS", 2)
    write_carla(tmp_path)
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.png")) == [
        "CameraMask/000.png", "CameraMask/001.png", "CameraRGB/000.png", "CameraRGB/001.png",
        "CameraSeg/000.png", "CameraSeg/001.png",
    ]  # fmt: skip
    for path in tmp_path.rglob("*.png"):
        stored = FRAMES / path.relative_to(tmp_path)
        if path.parent.name != "CameraRGB":
            assert np.array_equal(np.array(Image.open(path)), np.array(Image.open(stored)))
