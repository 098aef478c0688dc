"""People: the labels of the real set, exact outlines, and figures that differ from one another."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.scenes.people import draw
from helpers.scenes.people_parts import LABELS, Item

CLOTHES = {Item.DRESS, Item.SKIRT, Item.PANTS, Item.JEANS, Item.SHORTS, Item.LEGGINGS}
HEAD = (Item.HAIR, Item.HAT, Item.SUNGLASSES, Item.GLASSES)
FEET = (Item.SHOES, Item.BOOTS, Item.HEELS, Item.SNEAKERS)


@pytest.fixture(scope="module")
def people():
    return [draw(seed) for seed in range(1, 81)]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_arrays_are_what_the_contract_says(seed):
    image, labels = draw(seed)
    assert image.shape == (192, 128, 3) and image.dtype == np.uint8
    assert labels.shape == (192, 128) and labels.dtype == np.uint8
    assert set(np.unique(labels)) <= set(Item) and {Item.BACKGROUND, Item.SKIN} <= set(np.unique(labels))
    assert 0.04 < (labels > 0).mean() < 0.6


def test_numbers_and_names_are_those_of_the_real_list():
    assert len(LABELS) == 59 and LABELS[0] == "null" and LABELS[58] == "wedges"
    for item in list(Item)[1:]:
        assert LABELS[item] == item.name.lower().replace("_", "-").replace("t-shirt", "t-shirt")


def test_same_seed_same_picture_whatever_the_global_state(people):
    for seed in (1, 2, 3):
        np.random.seed(seed)
        image, labels = draw(seed)
        assert np.array_equal(image, people[seed - 1][0]) and np.array_equal(labels, people[seed - 1][1])
