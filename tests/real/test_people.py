"""The people reader on real files: what is delivered is what lies on the disk."""

import numpy as np
import pytest
from PIL import Image
from scipy.io import loadmat

from helpers.datasets import Sample, list_files
from helpers.datasets.loading import find_files

# Shares of the values 0 (background), 41 (skin) and 19 (hair) in all 1,004 masks, in percent.
SHARES = {0: 76.9, 41: 2.9, 19: 1.3}


@pytest.fixture(scope="module")
def some(part):
    """The files of the part of the set."""
    return list_files("people", part / "people-ccp")


def check_picture(files):
    """Decodes one photograph both ways and holds it against its file; returns the stored values' counts."""
    sample, parts = Sample("people", files), Sample("people-parts", files)
    stored = loadmat(files.masks[0])["groundtruth"]
    with Image.open(files.image) as photo:
        assert photo.size == stored.shape[::-1] == sample.image.shape[1::-1]
    assert sample.image.dtype == sample.mask.dtype == np.uint8 and sample.instances is None
    assert np.array_equal(sample.mask, stored > 0) and 0 < sample.mask.mean() < 0.8
    assert np.array_equal(parts.mask == 1, stored == 41) and np.array_equal(parts.mask == 2, stored == 19)
    assert np.array_equal(parts.mask > 0, stored > 0) and parts.mask.max() <= 3
    assert files.masks[0].stem == files.image.stem == files.id
    return np.bincount(stored.ravel(), minlength=59)


def test_every_person_of_the_part_is_read(some):
    assert len(some) == 32
    counts = sum(check_picture(files) for files in some)
    assert len(counts) == 59 and (counts > 0).sum() > 20


def test_the_part_is_divided(some):
    assert [sum(files.split == split for files in some) for split in ("train", "val", "test")] == [22, 5, 5]


def test_the_full_set_is_read_and_one_picture_reported(full):
    found = find_files("people", full / "people")
    assert len(found.files) == 1_003
    assert ("0536.mat",) in [finding.files for finding in found.left_out]
    assert "0536" not in {files.id for files in found.files}
    counts = sum(check_picture(files) for files in found.files)
    for value, share in SHARES.items():
        assert 100 * counts[value] / counts.sum() == pytest.approx(share, abs=0.15)
