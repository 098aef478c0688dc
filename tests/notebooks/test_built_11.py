"""What notebook 11 builds is what `helpers` holds: resizing, sides, scores; and a loss has the floor it is said to."""

from functools import partial

import cv2
import keras
import numpy as np
import pytest
from building import built_in
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from helpers.augment import swap_sides
from helpers.datasets import get_info, load_dataset
from helpers.datasets.readers.faces import crossed_sides
from helpers.images import resize_image, resize_mask
from helpers.metrics.parts import merged_parts, part_scores
from helpers.models import build_unet
from helpers.scoring.splits import split_scores
from helpers.segment import segment

built = built_in("11_train_faces.ipynb")
info = get_info("faces")
rng = np.random.default_rng(0)
# What the notebook assigns outside of functions.
built.judge.__globals__.update(SIZE=(32, 40), info=info, small=merged_parts(info.classes))


@pytest.mark.parametrize(("old", "new"), [((40, 30), (64, 64)), ((100, 90), (32, 48)), ((64, 64), (32, 32))])
def test_resizing(old, new):
    image = rng.integers(0, 256, (*old, 3)).astype(np.uint8)
    mask = rng.integers(0, 12, old).astype(np.uint8)
    picture, ids = built.to_size(image, mask, new)
    np.testing.assert_array_equal(picture, resize_image(image, new))
    np.testing.assert_array_equal(ids, resize_mask(mask, new))


@pytest.mark.parametrize("old", [160, 300, 512])
def test_a_shift_is_found_where_there_is_one(old):
    """Squares that are resized both ways: their middles move by that much, on average over where they lie."""
    new, lefts = 256, np.arange(20, 60)
    for how in (cv2.INTER_NEAREST, cv2.INTER_NEAREST_EXACT):
        moved = []
        for left in lefts:
            row = np.zeros((1, old), np.uint8)
            row[:, left : left + 75] = 1
            middle = np.nonzero(cv2.resize(row, (new, 1), interpolation=how))[1].mean() + 0.5
            moved.append(middle - (left + 75 / 2) * new / old)
        assert np.mean(moved) == pytest.approx(built.shift(old, new, how), abs=0.03)


def test_exchanged_sides():
    mask = rng.integers(0, 12, (30, 40)).astype(np.uint8)
    mask[mask == 11] = 255
    np.testing.assert_array_equal(built.exchange(mask, info.sided), swap_sides(mask, info.sided))


@pytest.mark.parametrize("pairs", [(), ((2, 3),), ((4, 5),), ((2, 3), (4, 5))])
def test_sides_by_position(pairs):
    for sample in load_dataset("faces", "val")[:4]:
        mask = swap_sides(sample.mask, pairs)
        theirs = swap_sides(mask, crossed_sides(mask))
        np.testing.assert_array_equal(built.by_position(mask, info.sided), theirs)
        np.testing.assert_array_equal(theirs, sample.mask)


def test_scores_of_a_split():
    keras.utils.set_random_seed(0)
    network = build_unet(num_classes=11, filters=(4, 8))
    samples = load_dataset("faces", "val")[:3]
    matrices, loss = built.judge(network, samples)
    theirs = split_scores(partial(segment, network, {"classes": info.classes}), samples, info.classes, (32, 40))
    assert loss == pytest.approx(theirs["loss"], rel=1e-5)
    assert np.trace(matrices.sum(axis=0)) / matrices.sum() == pytest.approx(theirs["accuracy"])
    assert len(matrices) == theirs["pictures"] == 3


def test_scores_of_parts():
    matrices = rng.integers(0, 50, (4, 11, 11))
    mine, theirs = built.part_f1(matrices), part_scores(matrices.sum(axis=0), info.classes)
    assert mine == pytest.approx({**theirs["f1"], **theirs["merged"], "overall": theirs["overall"]})


@given(arrays(np.float64, (20, 5), elements=st.floats(-6, 6)), arrays(np.int64, 20, elements=st.integers(0, 4)))
def test_wrong_pixels_cost_at_least_ln_2(logits, truth):
    soft = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    loss = -np.log(soft[np.arange(20), truth]).mean()
    wrong = np.mean(soft.argmax(axis=1) != truth)
    assert loss >= wrong * np.log(2) - 1e-9
