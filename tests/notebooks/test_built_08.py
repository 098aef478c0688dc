"""What notebook 08 builds is what `helpers` and the benchmarks hold: weights, averaged labels, copied masks."""

import importlib.util
import sys

import cv2
import numpy as np
import pytest
from building import built_in
from hygiene import ROOT
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from helpers.datasets import load_dataset
from helpers.losses import median_frequency_weights
from helpers.metrics import bootstrap_interval, confusion_matrix, iou, mean_iou
from helpers.pipeline import decode_all

built = built_in("08_train_camvid.ipynb")
val_set = load_dataset("camvid", "val")
rng = np.random.default_rng(0)


def benchmark(name: str):
    sys.path.insert(0, str(ROOT / "benchmarks"))
    spec = importlib.util.spec_from_file_location(name, ROOT / "benchmarks" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@given(arrays(np.int64, (5, 4), elements=st.integers(0, 900)))
def test_median_frequency_weights(counts):
    counts[0] += 1  # each class is in one picture at least: the notebook asks for no more
    masks = [np.repeat(np.arange(4, dtype=np.uint8), row)[None] for row in counts]
    np.testing.assert_allclose(built.weights_by_hand(counts), median_frequency_weights(masks, 4))


@pytest.mark.parametrize("size", [(128, 128), (48, 64), (150, 200)])
def test_averaged_ids_are_those_of_the_benchmark(size):
    ids = np.where(val_set[0].mask == 255, 11, val_set[0].mask).astype(np.uint8)
    np.testing.assert_array_equal(built.averaged(ids, size), benchmark("label_errors").blend_ids(ids, size))


@pytest.mark.parametrize("size", [(128, 128), (48, 64), (150, 200), (60, 80)])
def test_the_four_old_pixels_are_those_that_are_averaged(size):
    """Values of chance: the mean of four, weighed by how near they lie, is OpenCV's; and it lies between them."""
    values = rng.random((120, 160)).astype(np.float32)
    four = built.four_around(values, size)
    theirs = cv2.resize(values, size[::-1], interpolation=cv2.INTER_LINEAR)
    parts = []
    for old, new in zip(values.shape, size):
        place = (np.arange(new) + 0.5) * old / new - 0.5
        parts.append(place - np.floor(place))
    down, right = parts[0][:, None], parts[1][None]
    ours = ((1 - down) * ((1 - right) * four[0] + right * four[1]) + down * ((1 - right) * four[2] + right * four[3]))
    np.testing.assert_allclose(ours, theirs, atol=2e-3)
    assert (theirs >= four.min(axis=0) - 1e-3).all() and (theirs <= four.max(axis=0) + 1e-3).all()


def test_copied_masks_are_those_of_the_benchmark():
    leak = benchmark("camvid_leak")
    asked, known = val_set[:4], load_dataset("camvid", "train")[:9]
    pairs = [[(sample.image, sample.mask) for sample in samples] for samples in (asked, known)]
    matrix = built.copy_masks(*pairs)
    theirs = leak.copy_masks(list(asked), list(known))
    assert mean_iou(matrix) == pytest.approx(theirs["mean_iou"])
    thumbs = np.array([built.thumbnail(sample.image) for sample in known])
    for sample, distance in zip(asked, theirs["distances"]):
        np.testing.assert_array_equal(built.thumbnail(sample.image), leak.thumbnail(sample.image))
        assert built.nearest(built.thumbnail(sample.image), thumbs)[1] == pytest.approx(distance)


def test_filmed_frames_are_the_same_street_moved():
    image, mask = decode_all(val_set[:1])[0]
    left, right = built.filmed((image, mask), 0), built.filmed((image, mask), 8)
    assert left[0].shape == right[0].shape == (120, 152, 3) and left[1].shape == right[1].shape
    np.testing.assert_array_equal(left[0][:, 8:], right[0][:, :-8])
    np.testing.assert_array_equal(left[1][:, 8:], right[1][:, :-8])


def test_void_becomes_the_twelfth_class():
    pairs = decode_all(val_set[:2])
    for (image, mask), (same, twelve) in zip(pairs, built.with_void(pairs)):
        assert image is same and twelve.dtype == np.uint8
        np.testing.assert_array_equal(twelve == 11, mask == 255)
        np.testing.assert_array_equal(twelve[twelve < 11], mask[mask < 255])


def test_a_ceiling_is_1_at_the_pictures_own_size_and_lower_below():
    small, half, own = (np.nanmean(built.ceiling(val_set[:4], size)) for size in ((12, 16), (60, 80), (120, 160)))
    assert small < half < own == 1


def test_intervals_are_the_bootstraps():
    matrices = np.array([confusion_matrix(s.mask, rng.integers(0, 11, s.mask.shape), 11) for s in val_set])
    score, low, high = built.interval(matrices, lambda total: iou(total)[3])
    assert score == iou(matrices.sum(axis=0))[3]
    assert (low, high) == bootstrap_interval(matrices, lambda drawn: iou(drawn.sum(axis=0))[3])
    assert low < score < high


def test_recorded_rows_are_read_and_none_where_nothing_is_recorded(tmp_path):
    (tmp_path / "log.jsonl").write_text('{"a": 1}\n{"a": 2}\n')
    assert built.read_rows(tmp_path / "log.jsonl") == [{"a": 1}, {"a": 2}]
    assert built.read_rows(tmp_path / "nothing.jsonl") == []
