"""The faces reader on real files: what is delivered is what lies on the disk."""

import cv2
import numpy as np
import pytest
from PIL import Image

from helpers.datasets import Sample, list_files
from helpers.datasets.loading import find_files
from helpers.datasets.readers.faces import CELEBA_TO_OURS, crossed_sides

# Shares of the 19 ids in all 1,000 masks, in percent.
SHARES = [28.74, 25.46, 2.17, 0.33, 0.22, 0.22, 0.43, 0.42, 0.48, 0.39, 0.29, 0.41, 0.67, 31.01, 1.09, 0.20, 0.01,
          4.08, 3.40]
BROKEN = "0a7dc1408cd24b5fbb3ea81fbf108d38.png"


@pytest.fixture(scope="module")
def some(part):
    """The files of the part of the set."""
    return list_files("faces", part / "faces")


def check_picture(files):
    """Decodes one face and holds it against its file; returns the counts of the stored ids."""
    sample = Sample("faces", files)
    with Image.open(files.masks[0]) as mask:
        assert mask.mode == "P"
        stored = np.array(mask)
    assert sample.image.shape == (512, 512, 3) and sample.mask.shape == (512, 512)
    assert np.array_equal(sample.mask, CELEBA_TO_OURS[stored])
    return np.bincount(stored.ravel(), minlength=19)


def test_every_face_of_the_part_is_read(some):
    assert len(some) == 40
    counts = sum(check_picture(files) for files in some)
    assert len(counts) == 19 and (counts[:15] > 0).all()


def test_opencv_would_have_returned_colours(some):
    for files in some[:5]:
        grey = cv2.imread(str(files.masks[0]), cv2.IMREAD_GRAYSCALE)
        assert grey.max() > 18 and Sample("faces", files).mask.max() <= 10


def test_the_left_eye_and_brow_lie_to_the_left_but_where_the_annotators_exchanged_them(some):
    crossed = [files.id[:8] for files in some if crossed_sides(Sample("faces", files).mask)]
    assert crossed == ["106a0c76", "8105fba4"]
    assert not any(crossed_sides(Sample("faces", files, {"sides": "position"}).mask) for files in some)


def test_the_broken_mask_is_found_and_named(part):
    found = find_files("faces", part / "faces-broken")
    assert found.files == [] and [finding.files for finding in found.left_out] == [(BROKEN,)]
    assert "every pixel has the id 2" in found.left_out[0].sentence


def test_the_full_set_is_read_and_one_picture_reported(full):
    found = find_files("faces", full / "faces")
    assert len(found.files) == 999 and [finding.files for finding in found.left_out] == [(BROKEN,)]
    assert sum(bool(crossed_sides(Sample("faces", files).mask)) for files in found.files) == 67
    counts = sum(check_picture(files) for files in found.files)
    counts[2] += 512 * 512  # the broken mask counts in the table
    shares = 100 * counts / counts.sum()
    assert np.abs(shares - SHARES).max() < 0.02
