"""What notebook 04 builds: the same as the helpers, and as other libraries, where they do the same."""

import csv

import keras
import numpy as np
import pytest
from building import built_in
from keras import layers
from scipy import stats
from skimage.measure import block_reduce

from helpers.datasets import load_dataset
from helpers.models import build_unet
from helpers.models.arithmetic import receptive_field
from helpers.paths import RUNS

TWO = [(3, 1), (3, 1)]
RECORDED = {("none", 52), ("none_wider", 52), ("concatenate", 52), ("add", 52), ("none", 8), ("concatenate", 8)}


@pytest.fixture(scope="module")
def built():
    return built_in("04_from_fcn_to_unet.ipynb")


@pytest.mark.parametrize("plan", [
    [(3, 1)],
    [(3, 1), (2, 2), (3, 1)],
    [(5, 1), (2, 2), (3, 2), (3, 1), (2, 2), (7, 1)],
    TWO + 4 * [(2, 2), *TWO],
], ids=str)
def test_the_field_is_that_of_the_layers(built, plan):
    x = picture = keras.Input((None, None, 1))
    for kernel, stride in plan:
        x = layers.Conv2D(1, kernel, stride, "same")(x) if kernel != 2 else layers.MaxPooling2D(2)(x)
    helper = receptive_field(keras.Model(picture, x))
    assert built.field(plan) == (helper.size, helper.stride)


@pytest.mark.parametrize("levels", [2, 3, 4, 5])
def test_the_field_is_that_of_the_way_down_of_our_unet(built, levels):
    unet = build_unet(filters=[4] * levels)
    bottleneck = receptive_field(keras.Model(unet.input, unet.get_layer("bottleneck_relu2").output))
    assert built.field(TWO + (levels - 1) * [(2, 2), *TWO]) == (bottleneck.size, bottleneck.stride)


def test_votes_are_the_most_frequent_ids(built):
    mask = load_dataset("camvid", "val")[0].mask[12:108]
    mask = np.where(mask == 255, 0, mask)
    blocks = mask.reshape(24, 4, 40, 4).swapaxes(1, 2).reshape(24, 40, 16)
    wanted = stats.mode(blocks, axis=-1).mode.repeat(4, axis=0).repeat(4, axis=1)
    assert np.array_equal(built.vote(mask, 4), wanted)


def test_void_has_no_vote(built):
    assert (built.vote(np.array([[255, 255], [255, 7]], np.uint8), 2) == 7).all()


def test_coarse_maps_hold_the_means_of_blocks(built):
    maps = np.random.default_rng(0).normal(size=(2, 8, 12, 3))
    small = block_reduce(maps, (1, 4, 4, 1), np.mean)
    assert np.allclose(built.coarse(maps, 4), small.repeat(4, axis=1).repeat(4, axis=2))


def test_each_street_gets_the_map_of_one_other(built):
    maps = np.random.default_rng(1).normal(size=(14, 4, 6, 3))
    changed = built.of_another(maps)
    givers = [next(i for i in range(14) if np.array_equal(maps[i], each)) for each in changed]
    assert sorted(givers) == list(range(14)) and all(giver != i for i, giver in enumerate(givers))


def test_the_side_with_half_of_the_influence(built):
    heat = np.zeros((31, 41))
    heat[15, 20], heat[15, 23], heat[10, 20] = 4, 3, 3
    assert [built.side_with(heat, share, 15, 20) for share in (0.4, 0.41, 0.7, 0.71, 1)] == [1, 7, 7, 11, 11]


def test_influence_stays_within_the_receptive_field(built):
    """A network with random weights: no pixel outside the field has any influence, one at its rim has."""
    keras.utils.set_random_seed(0)
    network = build_unet(filters=(4, 8), normalisation=None)
    built.val_images = np.random.default_rng(2).random((2, 40, 48, 3)).astype("float32")
    built.influence.__globals__["val_images"] = built.val_images
    heat = built.influence(network, row=20, column=24)
    rows, columns = np.nonzero(heat)
    field = receptive_field(network)
    assert field.before - 2 <= 20 - rows.min() <= field.before and field.after - 2 <= rows.max() - 20 <= field.after
    assert field.before - 2 <= 24 - columns.min() <= field.before


def test_the_log_holds_five_seeds_of_each_training():
    with open(RUNS / "skip-connections" / "log.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    seeds = {}
    for row in rows:
        seeds.setdefault((row["network"], int(row["pictures"])), []).append((int(row["seed"]), int(row["step"])))
    assert set(seeds) == RECORDED
    for (_, pictures), found in seeds.items():
        steps = [100, 200, 400, 800, 1600] if pictures == 52 else [100, 200, 400, 800]
        assert found == [(seed, step) for seed in range(5) for step in steps]
