"""The nuclei reader on real files: what is delivered is what lies on the disk.

The scores of the test split are nowhere looked at here; files are counted and decoded.
"""

from collections import Counter

import numpy as np
import pytest
from PIL import Image

from helpers.datasets import Sample, get_info, list_files

SIZES = {(256, 256): 334, (320, 256): 111, (360, 360): 90, (696, 520): 90, (1024, 1024): 16, (640, 512): 13,
         (1272, 603): 6, (347, 260): 3, (1388, 1040): 1}


def check_picture(files):
    """Decodes one picture and holds it against its files; returns the number of instances."""
    sample = Sample("nuclei", files)
    height, width, _ = sample.image.shape
    assert sample.image.dtype == np.uint8 and sample.mask.dtype == np.uint8 and sample.instances.dtype == np.int32
    assert sample.mask.shape == sample.instances.shape == (height, width)
    assert np.array_equal(np.unique(sample.instances), np.arange(len(files.masks) + 1))
    assert np.array_equal(sample.mask, sample.instances > 0)
    return len(files.masks)


@pytest.fixture(scope="module")
def some(part):
    """The files of the part of the set."""
    return list_files("nuclei", part / "dsb2018")


def test_every_picture_of_the_part_is_read(some, part):
    assert len(some) == 24 == len(list((part / "dsb2018" / "stage1_train").iterdir()))
    masks = sum(check_picture(files) for files in some)
    assert masks == len(list((part / "dsb2018" / "stage1_train").glob("*/masks/*.png")))
    assert {files.group for files in some} == {"fluorescent", "stained", "brightfield"}


def test_the_reader_agrees_with_pillow_by_hand(some):
    for files in some:
        sample = Sample("nuclei", files)
        with Image.open(files.image) as picture:
            assert picture.mode == "RGBA"
            assert np.array_equal(np.array(picture)[..., :3], sample.image)
        union = np.zeros(sample.mask.shape, bool)
        for number, path in enumerate(files.masks, start=1):
            with Image.open(path) as mask:
                values = np.array(mask) > 0
            assert not ((sample.instances == number) & ~values).any()
            assert ((sample.instances == number) | ~values | union).all()
            union |= values
        assert np.array_equal(sample.mask == 1, union)


def test_the_kind_of_microscopy_is_what_the_files_show(some):
    for files in some:
        with Image.open(files.image) as picture:
            values = np.array(picture)[..., :3].astype(int)
        grey = (values.max(axis=2) == values.min(axis=2)).all()
        assert (files.group == "stained") is not grey
        if grey:
            assert (files.group == "brightfield") == (values.mean() > 100)


def test_the_full_set_is_read(full):
    listed = list_files("nuclei", full / "nuclei")
    assert len(listed) == 664 == get_info("nuclei").pairs["all"]
    groups = Counter(files.group for files in listed)
    assert groups == {"fluorescent": 541, "stained": 107, "brightfield": 16}
    for split, share in (("train", 0.70), ("val", 0.15), ("test", 0.15)):
        of_split = Counter(files.group for files in listed if files.split == split)
        assert all(abs(of_split[group] - share * count) <= 1 for group, count in groups.items())
    assert sum(check_picture(files) for files in listed) == 28_986


def test_the_full_sets_sizes(full):
    sizes = Counter()
    for files in list_files("nuclei", full / "nuclei"):
        with Image.open(files.image) as picture:
            sizes[picture.size] += 1
    assert sizes == SIZES
