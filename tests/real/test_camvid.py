"""The camvid reader on real files: what is delivered is what lies on the disk."""

import numpy as np
import pytest
from PIL import Image

from helpers.datasets import Sample, get_info, list_files

# Shares of the file ids 0..11 in the 367 training masks, in percent.
TRAIN_SHARES = [16.85, 23.26, 0.98, 31.66, 4.49, 9.72, 1.17, 1.13, 5.87, 0.64, 0.29, 3.95]
SPLITS = ("train", "val", "test")


def counts_of(listed):
    """Decodes every street; returns how often each delivered id occurs."""
    counts = np.zeros(256, np.int64)
    for files in listed:
        sample = Sample("camvid", files)
        assert sample.image.dtype == np.uint8 and sample.image.shape == (360, 480, 3)
        assert sample.mask.dtype == np.uint8 and sample.mask.shape == (360, 480)
        counts += np.bincount(sample.mask.ravel(), minlength=256)
    return counts


@pytest.fixture(scope="module")
def some(part):
    """The files of the part of the set."""
    return list_files("camvid", part / "camvid")


def test_every_street_of_the_part_is_read(some):
    assert [sum(files.split == split for files in some) for split in SPLITS] == [24, 8, 8]
    delivered = np.flatnonzero(counts_of(some))
    assert set(delivered) <= {*range(11), 255} and 255 in delivered and len(delivered) >= 11


def test_the_reader_agrees_with_pillow_by_hand(some):
    for files in some:
        sample = Sample("camvid", files)
        with Image.open(files.image) as picture, Image.open(files.masks[0]) as mask:
            assert files.image.parent.name == files.split and files.masks[0].parent.name == f"{files.split}annot"
            assert files.image.name == files.masks[0].name
            assert np.array_equal(np.array(picture), sample.image)
            stored = np.array(mask)
        assert np.array_equal(stored == 11, sample.mask == 255)
        assert np.array_equal(stored[stored != 11], sample.mask[stored != 11])


def test_the_full_set_is_read(full):
    listed = list_files("camvid", full / "camvid")
    by_split = {split: [files for files in listed if files.split == split] for split in SPLITS}
    assert {split: len(files) for split, files in by_split.items()} == get_info("camvid").pairs
    assert [len(files) for files in by_split.values()] == [367, 101, 233]
    counts = {split: counts_of(files) for split, files in by_split.items()}
    assert np.flatnonzero(sum(counts.values())).tolist() == [*range(11), 255]
    shares = 100 * counts["train"][[*range(11), 255]] / counts["train"].sum()
    assert np.abs(shares - TRAIN_SHARES).max() <= 0.05
