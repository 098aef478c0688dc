"""What notebook 09 builds is what `helpers` holds: reading tags, finding the bonnet, translating classes."""

import numpy as np
import pytest
from building import built_in
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from helpers.datasets import get_info, load_dataset
from helpers.datasets.carla_tags import TAGS
from helpers.datasets.readers.carla import find_bonnet, read_tags
from helpers.datasets.translation import CAMVID_NAMES, TAGS_OF_0_8, translation
from helpers.images import write_image
from helpers.metrics import confusion_matrix
from helpers.paths import SAMPLE

built = built_in("09_train_carla.ipynb")
OLD, NEW, CAMVID = (get_info(name).classes for name in ("carla", "carla-23", "camvid"))


@pytest.mark.parametrize(("name", "folder"), [("carla", "CameraSeg"), ("carla-23", "CameraMask")])
def test_the_red_channel(name, folder):
    for path in sorted((SAMPLE / "carla" / folder).iterdir())[:3]:
        np.testing.assert_array_equal(built.red_channel(path), read_tags(path, get_info(name)))
        assert not built.is_painted(path)


def test_a_painted_mask_is_noticed(tmp_path):
    palette = np.array([tag.colour for tag in TAGS["0.8"]], np.uint8)
    write_image(tmp_path / "mask.png", palette[load_dataset("carla")[0].mask])
    assert built.is_painted(tmp_path / "mask.png")


def test_the_bonnet():
    for sample in load_dataset("carla-23", "val"):
        np.testing.assert_array_equal(built.bonnet_of(sample.mask, 10), find_bonnet(sample.mask, 10))
    assert not built.bonnet_of(np.zeros((4, 4), np.uint8), 10).any()


@given(arrays(np.uint8, (6, 7), elements=st.sampled_from([0, 7, 10])))
def test_the_bonnet_of_any_mask(mask):
    np.testing.assert_array_equal(built.bonnet_of(mask, 10), find_bonnet(mask, 10))


@pytest.mark.parametrize(("there", "names"), [(OLD, TAGS_OF_0_8), (CAMVID, CAMVID_NAMES), (NEW, {})])
def test_translations(there, names):
    np.testing.assert_array_equal(built.translation(NEW, there, names), translation(NEW, there, names))


def test_the_right_table_sees_a_road_ahead():
    masks = [sample.mask for sample in load_dataset("carla-23")]
    shares = {version: np.mean([built.road_ahead(mask, table) for mask in masks]) for version, table in TAGS.items()}
    assert shares["0.9.10"] > 0.6 and shares["0.9.14"] < 0.3


@pytest.mark.parametrize(("old", "new", "number"), [(160, 128, 128), (100, 200, 100), (8, 8, 8)])
def test_pixels_that_nearest_looks_at(old, new, number):
    assert built.seen(old, new) == number


def test_judging_counts_every_picture():
    pairs = [(sample.image, sample.mask) for sample in load_dataset("carla", "val")[:3]]
    matrix = built.judge(lambda image: np.zeros(image.shape[:2], np.uint8), pairs, OLD)
    theirs = sum(confusion_matrix(mask, np.zeros_like(mask), len(OLD)) for _, mask in pairs)
    np.testing.assert_array_equal(matrix, theirs)
