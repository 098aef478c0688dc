"""Scores of outlines against their definition, scikit-image and cases counted by hand."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from skimage import draw, morphology

from helpers.datasets import load_dataset
from helpers.metrics import boundary_iou, confusion_matrix, iou

CLASSES = 4


@st.composite
def masks(draw, void=True):
    """Labels (H, W), perhaps with void, and predictions that are right in many places."""
    shape = draw(st.tuples(st.integers(1, 9), st.integers(1, 9)))
    ids = st.integers(0, CLASSES - 1)
    labels = draw(arrays.arrays(np.uint8, shape, elements=ids | st.just(255) if void else ids))
    predictions = draw(arrays.arrays(np.uint8, shape, elements=ids))
    return labels, np.where(draw(arrays.arrays(bool, shape)) & (labels < 255), labels, predictions)


def rims_pixel_by_pixel(ids, known, distance):
    """The definition, read aloud: for each pixel, look at every other one."""
    rims = {class_id: set() for class_id in range(CLASSES)}
    places = np.argwhere(known)
    for y, x in places:
        others = places[ids[tuple(places.T)] != ids[y, x]]
        if len(others) and np.linalg.norm(others - (y, x), axis=1).min() <= distance + 1e-6:
            rims[ids[y, x]].add((y, x))
    return rims


@settings(deadline=None)
@given(masks(), st.sampled_from([1, 1.5, 2, np.sqrt(5), 3, 20]))
def test_boundary_iou_is_its_definition_pixel_by_pixel(pair, distance):
    labels, predictions = pair
    true, called = (rims_pixel_by_pixel(ids, labels < 255, distance) for ids in pair)
    expected = [len(true[c] & called[c]) / len(true[c] | called[c]) if true[c] | called[c] else np.nan
                for c in range(CLASSES)]
    assert boundary_iou(labels, predictions, CLASSES, distance) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("radius", [1, 2, 3, 7])
def test_the_rim_is_what_erosion_by_a_disc_takes_away(radius):
    noise = np.random.default_rng(radius).random((60, 80))
    labels, predictions = (morphology.dilation(noise > limit, morphology.disk(5)) for limit in (0.97, 0.98))
    rims = [ids & ~morphology.erosion(ids, morphology.disk(radius)) for ids in (labels, predictions)]
    expected = np.count_nonzero(rims[0] & rims[1]) / np.count_nonzero(rims[0] | rims[1])
    assert 0 < expected < 1
    assert boundary_iou(labels, predictions, 2, radius)[1] == pytest.approx(expected)


@settings(deadline=None)
@given(masks(), st.floats(1, 20))
def test_right_where_anything_is_known_scores_1_whatever_was_said_of_void(pair, distance):
    labels, predictions = pair
    scores = boundary_iou(labels, np.where(labels < 255, labels, predictions), CLASSES, distance)
    assert set(scores[~np.isnan(scores)]) <= {1.0}


@settings(deadline=None)
@given(masks())
def test_a_rim_as_wide_as_the_picture_gives_the_iou(pair):
    labels, predictions = pair
    if min(len(np.unique(ids[labels < 255])) for ids in pair) < 2:
        return  # a picture of one class has no contour
    expected = iou(confusion_matrix(labels, predictions, CLASSES))
    assert boundary_iou(labels, predictions, CLASSES, 20) == pytest.approx(expected, nan_ok=True)


@settings(deadline=None)
@given(masks(), st.permutations(range(CLASSES)), st.integers(0, 3), st.sampled_from([1, -1]))
def test_a_turned_and_mirrored_picture_with_other_names_scores_the_same(pair, order, turns, direction):
    names = np.array([*order, *range(CLASSES, 256)], np.uint8)
    changed = [np.rot90(names[ids], turns)[::direction] for ids in pair]
    scores = boundary_iou(*pair, CLASSES, 2)
    assert boundary_iou(*changed, CLASSES, 2)[order] == pytest.approx(scores, nan_ok=True)


@settings(deadline=None)
@given(st.lists(masks(), min_size=1, max_size=4))
def test_pixels_of_many_pictures_are_added_up_before_dividing(pairs):
    labels, predictions = zip(*pairs, strict=True)
    side_by_side = [np.full((9, 14 * len(pairs)), 255, np.uint8), np.zeros((9, 14 * len(pairs)), np.uint8)]
    for place, pair in enumerate(pairs):  # with five columns of void between: further than any rim reaches
        for whole, part in zip(side_by_side, pair, strict=True):
            whole[: part.shape[0], 14 * place : 14 * place + part.shape[1]] = part
    expected = boundary_iou(*side_by_side, CLASSES, 2)
    assert boundary_iou(labels, predictions, CLASSES, 2) == pytest.approx(expected, nan_ok=True)


def test_a_shifted_square_counted_by_hand():
    labels, predictions = np.zeros((2, 10, 12), np.uint8)
    labels[2:8, 2:8] = 1
    predictions[2:8, 3:9] = 1
    # Rims of one pixel: 20 pixels each (6 + 6 + 4 + 4). Both hold the rows 2 and 7 at the columns 3..7, no more.
    assert boundary_iou(labels, predictions, 2, 1)[1] == 10 / 30
    assert iou(confusion_matrix(labels, predictions, 2))[1] == 30 / 42


def test_a_dent_costs_the_rim_more_than_the_disc():
    labels = np.zeros((200, 200), np.uint8)
    labels[draw.disk((100, 100), 80)] = 1
    dented = labels.copy()
    dented[draw.disk((100, 20), 12)] = 0
    whole = iou(confusion_matrix(labels, dented, 2))[1]
    rims = [boundary_iou(labels, dented, 2, distance)[1] for distance in (2, 5, 20, 300)]
    assert whole > 0.98 and rims[0] < 0.93
    assert rims == sorted(rims) and rims[-1] == pytest.approx(whole)


def test_the_rim_lies_inside_the_mask():
    labels, predictions = np.zeros((2, 7, 7), np.uint8)
    labels[3, 3] = 1
    predictions[2:5, 2:5] = 1
    # Inside: the pixel itself against the nine of the square. Outside, the two rings would not meet at all.
    assert boundary_iou(labels, predictions, 2, 2)[1] == 1 / 9


def test_a_pixel_as_far_away_as_the_rim_is_wide_belongs_to_it():
    labels, predictions = np.zeros((2, 3, 2), np.uint8)
    labels[2, 1] = predictions[2, :] = 1
    # From the upper left pixel to the lower right one it is a knight's move, the square root of 5.
    assert boundary_iou(labels, predictions, 2, np.sqrt(5))[0] == 4 / 5
    assert boundary_iou(labels, predictions, 2, 2.23)[0] == 3 / 5


def test_the_frame_of_the_picture_is_no_contour():
    labels, predictions = np.zeros((2, 6, 9), np.uint8)
    labels[:, 4:] = predictions[:, 5:] = 1
    # The right half touches the frame on three sides. If those counted, they would lift the score above nought.
    assert boundary_iou(labels, predictions, 2, 1).tolist() == [0, 0]
    assert np.isnan(boundary_iou(labels * 0, labels * 0, 2, 3)).all()


def test_the_rim_of_void_is_no_contour():
    labels, predictions = np.zeros((2, 1, 8), np.uint8)
    labels[0] = [0, 0, 255, 255, 255, 1, 1, 1]
    predictions[0] = [0, 0, 0, 1, 1, 1, 1, 1]
    assert np.isnan(boundary_iou(labels, predictions, 2, 2)).all()  # the border was said to be unknown
    assert boundary_iou(labels, predictions, 2, 4).tolist() == [1, 1]  # across the void the classes do meet
    predictions[0] = [0, 0, 0, 0, 0, 0, 1, 1]
    assert boundary_iou(labels, predictions, 2, 2).tolist() == [0, 0]  # a border where void does not excuse it


def test_classes_without_a_contour_have_no_boundary_score(recwarn):
    labels, predictions = np.zeros((2, 4, 4), np.uint8)
    labels[:2] = 1
    predictions[:2] = 2
    scores = boundary_iou(labels, predictions, 4)
    assert scores[:3].tolist() == [1, 0, 0] and np.isnan(scores[3])
    assert np.isnan(boundary_iou([], [], 3)).all() and not recwarn.list


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int32, np.int64, np.uint64])
def test_rims_of_ids_of_any_integer_type_are_alike(dtype):
    labels, predictions = np.eye(5, dtype=dtype), np.eye(5, k=1, dtype=dtype)
    expected = boundary_iou(np.eye(5, dtype=np.uint8), np.eye(5, k=1, dtype=np.uint8), 2)
    assert np.array_equal(boundary_iou(labels, predictions, 2), expected)


def test_the_boundary_of_a_street_takes_little_time():
    masks = [sample.mask for sample in load_dataset("camvid", "val")][:2]
    labels, predictions = (mask.repeat(3, axis=0).repeat(3, axis=1) for mask in masks)
    predictions = np.where(predictions < 11, predictions, 0)
    assert labels.size == 360 * 480 and len(np.unique(labels)) > 8
    boundary_iou(labels, predictions, 11)
    start = time.process_time()
    boundary_iou(labels, predictions, 11)
    assert time.process_time() - start < 0.25  # 0.03 when nobody else is busy


IDS = np.zeros((16, 16), np.uint8)


@pytest.mark.parametrize(("arguments", "words"), [
    ((IDS, IDS, 2, 0.5), ("distance=0.5", "at least 1 pixel")),
    ((IDS, IDS, 2, np.nan), ("distance=nan", "at least 1 pixel")),
    (([IDS, IDS], [IDS], 2), ("2 labels and 1 predictions", "one of each per picture")),
    ((IDS.ravel(), IDS.ravel(), 2), ("boundary_iou expects ids (H, W)", "(256,)", "not flattened")),
    (([IDS[None]], [IDS[None]], 2), ("(1, 16, 16)", "as a list")),
    ((IDS[:0], IDS[:0], 2), ("boundary_iou expects ids (H, W)", "(0, 16)")),
    ((IDS, np.zeros((16, 16, 2), int), 2), ("(16, 16, 2)", "np.argmax")),
    ((IDS, IDS / 2, 2), ("predictions are float64", "np.argmax")),
    ((IDS, IDS + 255, 2), ("a prediction is 255", "never void")),
])
def test_wrong_masks_get_a_sentence(arguments, words):
    with pytest.raises(ValueError) as caught:
        boundary_iou(*arguments)
    assert all(word in str(caught.value) for word in words), str(caught.value)
    assert caught.value.__context__ is None
