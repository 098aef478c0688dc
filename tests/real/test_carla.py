"""The carla reader on real frames: red-channel masks, and masks painted in CARLA's colours."""

import numpy as np
import pytest
from PIL import Image

from helpers.datasets import Sample, list_files
from helpers.datasets.readers import READERS

LYFT = "NikolasEnt+Lyft-Perception-Challenge"
COLOURED = "nikos134+Carla-Semantic-Segmentation"


@pytest.fixture(scope="module")
def frames(part):
    """The four Lyft frames."""
    return list_files("carla", part / "carla" / LYFT)


@pytest.fixture(scope="module")
def coloured(part):
    """The six frames with masks in colours."""
    return list_files("carla", part / "carla" / COLOURED)


def check_frames(frames):
    assert [files.split for files in frames] == ["train", "train", "train", "val"]
    seen = set()
    for files in frames:
        sample = Sample("carla", files)
        with Image.open(files.masks[0]) as mask:
            stored = np.array(mask)
        assert stored.shape == (600, 800, 3) and not stored[..., 1:].any()
        assert sample.image.shape == (600, 800, 3) and np.array_equal(sample.mask, stored[..., 0])
        seen |= set(np.unique(sample.mask).tolist())
    assert seen == set(range(13))


def test_the_four_frames_are_read(frames):
    check_frames(frames)


def test_the_bonnet_fills_the_lowest_row_of_every_frame_and_can_be_zeroed(frames):
    for files in frames:
        kept, zeroed, void = (Sample("carla", files, {"bonnet": to}).mask for to in ("keep", "none", "void"))
        assert (kept[-1] == 10).mean() > 0.9 and not (zeroed[-1] == 10).any()
        changed = kept != zeroed
        assert (kept[changed] == 10).all() and (zeroed[changed] == 0).all() and (void[changed] == 255).all()
        assert np.array_equal(void != kept, changed)
        assert 0.08 < changed.mean() < 0.25 and not changed[: 400].any()


def test_coloured_masks_become_ids_by_the_table(coloured):
    assert len(coloured) == 6
    for files in coloured:
        with Image.open(files.masks[0]) as mask:
            stored = np.array(mask)
        sample = Sample("carla", files)
        assert stored.shape[2] == 4 and sample.mask.shape == stored.shape[:2]
        for colour, tag in (((0, 0, 142), 10), ((107, 142, 35), 9), ((70, 70, 70), 1), ((128, 64, 128), 7)):
            assert np.array_equal(sample.mask == tag, (stored[..., :3] == colour).all(axis=2))


def test_the_red_channel_of_a_coloured_mask_would_have_been_wrong_without_a_word(coloured):
    with Image.open(coloured[0].masks[0]) as mask:
        red = np.array(mask)[..., 0]
    assert (red != Sample("carla", coloured[0]).mask).mean() > 0.5


def test_a_table_without_these_colours_refuses_them_by_name(coloured):
    with pytest.raises(ValueError, match="carla-23: mask .*png has the colour #"):
        READERS["carla-23"].decode(coloured[0])


def test_the_four_frames_of_the_full_folder_are_read(full):
    check_frames(list_files("carla", full / "carla"))
