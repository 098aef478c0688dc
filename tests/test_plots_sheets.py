"""Contact sheets: every picture, its mask and both together, in their places."""

from types import SimpleNamespace

import numpy as np
import pytest

from helpers.datasets import get_info
from helpers.plots.sheets import GAP, contact_sheet

INFO = get_info("nuclei")


def sample(grey, height=20, width=40):
    mask = np.zeros((height, width), np.uint8)
    mask[: height // 2] = 1
    return SimpleNamespace(image=np.full((height, width, 3), grey, np.uint8), mask=mask)


def test_each_picture_stands_over_its_mask_and_both_together():
    sheet = contact_sheet([sample(10), sample(90), sample(200)], INFO, columns=2, width=40)
    assert sheet.shape == (2 * 60 + 3 * GAP, 2 * 40 + 3 * GAP, 3)
    for grey, top, left in ((10, GAP, GAP), (90, GAP, 2 * GAP + 40), (200, 2 * GAP + 60, GAP)):
        place = sheet[top : top + 60, left : left + 40]
        assert (place[:20] == grey).all()
        assert (place[20:30] == INFO.colours[1]).all() and (place[30:40] == INFO.colours[0]).all()
        assert (place[52:] == grey).all() and not (place[40:48] == grey).any()
    assert (sheet[2 * GAP + 60 :, 2 * GAP + 40 :] == 255).all()


def test_pictures_are_scaled_to_one_width_and_keep_their_shape():
    sheet = contact_sheet([sample(10, 20, 40), sample(60, 40, 40)], INFO, columns=2, width=80)
    assert sheet.shape == (3 * 80 + 2 * GAP, 2 * 80 + 3 * GAP, 3)
    assert (sheet[GAP : GAP + 40, GAP : GAP + 80] == 10).all()
    assert (sheet[GAP : GAP + 80, 2 * GAP + 80 : 2 * GAP + 160] == 60).all()


def test_no_picture_is_said():
    with pytest.raises(ValueError, match="at least one picture"):
        contact_sheet([], INFO)
