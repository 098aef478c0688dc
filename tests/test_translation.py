"""Masks translated by name, held against the drawn streets, which come with both of CARLA's older tables."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.datasets import get_info
from helpers.datasets.translation import CAMVID_NAMES, TAGS_OF_0_8, translation
from helpers.images import VOID
from helpers.scenes import carla

OLD, NEW, CAMVID = (get_info(name).classes for name in ("carla", "carla-23", "camvid"))


@pytest.mark.parametrize("seed", [1, 3, 4, 5])
def test_23_tags_become_the_13_that_were_drawn_beside_them(seed):
    _, tags13, tags23 = carla.draw(seed)
    assert np.array_equal(translation(NEW, OLD, TAGS_OF_0_8)[tags23], tags13)


def test_camvids_names_cover_all_tags_and_no_bicyclist():
    table = translation(NEW, CAMVID, CAMVID_NAMES)
    assert set(table[: len(NEW)]) == set(range(10)) | {VOID}
    assert CAMVID[table[NEW.index("wall")]] == "building" and table[NEW.index("water")] == VOID
    assert CAMVID[table[NEW.index("sky")]] == "sky"


@given(st.permutations(OLD))
def test_the_same_names_in_another_order_go_there_and_back(order):
    there, back = translation(OLD, order, {}), translation(order, OLD, {})
    ids = np.arange(len(OLD))
    assert np.array_equal(back[there[ids]], ids) and there[VOID] == VOID and there[len(OLD)] == VOID


def test_a_class_without_a_counterpart_has_to_be_named():
    with pytest.raises(ValueError, match="'none' would become 'none'.*None for void"):
        translation(NEW, CAMVID, {})
