"""Each fault, put into clean batches, is found by its own sentence and by no other; clean batches stay unmentioned."""

from functools import cache, partial

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage import data, filters

from helpers.checks import BATCH_CHECKS, PREDICTION_CHECKS, check_batch, check_predictions
from helpers.checks.alignment import contours, fit_of_shifts
from helpers.datasets import get_info, load_dataset
from helpers.images import VOID
from helpers.pipeline import Batches, decode_all, random_view

SETS = ("nuclei", "camvid")
TURNED = {"nuclei": {"rotation": 180.0, "flip_vertical": True, "colour": 0.25}, "camvid": {"rotation": 5.0}}


@cache
def pairs_of(name: str, split: str = "train"):
    return decode_all(load_dataset(name, split))


@cache
def views(name: str, seed: int, size: tuple[int, int], batch_size: int, split: str):
    view = partial(random_view, size=size, **TURNED[name])
    return next(Batches(pairs_of(name, split), batch_size, view, seed).epoch(0))


def clean(name: str, seed: int = 0, size=(96, 128), batch_size: int = 8, split: str = "train"):
    """A batch of random views, writable."""
    return tuple(array.copy() for array in views(name, seed, size, batch_size, split))


def classes_of(name: str) -> tuple[str, ...]:
    return get_info(name).classes


# --- what is clean -----------------------------------------------------------------------------------------------


@settings(max_examples=12, deadline=None)
@given(name=st.sampled_from(SETS), seed=st.integers(0, 10**6), batch_size=st.sampled_from([1, 4, 8]),
       split=st.sampled_from(["train", "val", "test"]), square=st.booleans())
def test_clean_views_get_no_sentence(name, seed, batch_size, split, square):
    images, masks = clean(name, seed, (112, 112) if square else (96, 128), batch_size, split)
    assert check_batch(images, masks, len(classes_of(name)), classes_of(name)) == []


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("batch_size", [4, 8, 16])
def test_pictures_that_are_not_augmented_get_no_sentence(name, batch_size):
    pairs = [(cv2.resize(image, (128, 96)), cv2.resize(mask, (128, 96), interpolation=cv2.INTER_NEAREST_EXACT))
             for image, mask in pairs_of(name)[:48]]
    for first in range(0, 48 - batch_size + 1, batch_size):
        images, masks = (np.stack(part) for part in zip(*pairs[first : first + batch_size], strict=True))
        assert check_batch(images / 255, masks, len(classes_of(name))) == []


def test_photographs_with_thresholds_get_no_sentence():
    images = [cv2.resize(image if image.ndim == 3 else np.dstack([image] * 3), (256, 256)) / 255
              for image in (data.camera(), data.coins(), data.chelsea(), data.coffee())]
    masks = [(image.mean(axis=2) > filters.threshold_otsu(image.mean(axis=2))).astype(int) for image in images]
    assert check_batch(np.stack(images), np.stack(masks), 2) == []
    assert "mirrored left to right" in check_batch(np.stack(images), np.stack(masks)[:, :, ::-1], 2)[0]


def test_a_picture_that_is_its_own_mirror_image_gets_no_sentence():
    y, x = np.mgrid[-32:32, -32:32] + 0.5
    masks = np.stack([(np.hypot(y, x) < radius).astype(int) for radius in (10, 14, 18, 22)])
    noise = np.random.default_rng(0).normal(0, 0.02, (*masks.shape, 3))
    assert check_batch(np.clip(masks[..., None] * 0.5 + 0.25 + noise, 0, 1), masks, 2) == []


def test_noise_under_unrelated_masks_gets_no_sentence():
    rng = np.random.default_rng(0)
    for _ in range(4):
        _, masks = clean("nuclei", int(rng.integers(100)))
        assert check_batch(rng.random((*masks.shape, 3)), masks, 2) == []


def test_an_empty_patch_among_others_is_no_fault():
    images, masks = clean("nuclei")
    images[2], masks[2] = 0, 0
    assert check_batch(images, masks, 2) == []


class Tensor:
    """What NumPy sees of the tensor of another library."""

    def __init__(self, values):
        self.values = values

    def __array__(self, dtype=None, copy=None):
        return self.values


def test_grey_pictures_tensors_and_lists_are_taken():
    images, masks = clean("camvid")
    assert check_batch(images[..., :1], masks, 11) == []
    assert check_batch(Tensor(images), Tensor(masks), 11) == []
    assert check_predictions(Tensor(masks % 255), Tensor(masks), 11) == []
    assert check_batch(list(images), list(masks.astype(np.float32)), 11) == []


def test_a_batch_is_left_as_it_was():
    images, masks = clean("camvid")
    before = images.copy(), masks.copy()
    check_batch(images, masks, 11)
    check_predictions(masks, masks, 11)
    assert np.array_equal(images, before[0]) and np.array_equal(masks, before[1])


# --- faults of a batch -------------------------------------------------------------------------------------------


def with_value(array, place, value):
    array[place] = value
    return array


def averaged(masks):
    small = [cv2.resize(mask.astype(np.float32), (64, 48), interpolation=cv2.INTER_LINEAR) for mask in masks]
    return np.stack([cv2.resize(mask, (128, 96), interpolation=cv2.INTER_LINEAR) for mask in small])


def by_coin(masks):
    return np.where((np.arange(len(masks)) % 2 == 0)[:, None, None], masks[:, :, ::-1], masks)


# What is done to (images, masks, num_classes), and the words that the only sentence must hold.
FAULTS = {
    "bytes": (lambda x, y, c: ((x * 255).astype(np.uint8), y, c), ("uint8", "/ 255")),
    "not divided": (lambda x, y, c: (x * 255, y, c), ("to 255", "expects 0..1", "Divide them once")),
    "divided twice": (lambda x, y, c: (x / 255, y, c), ("0.003922", "divided by 255 twice")),
    "divided twice, none black": (lambda x, y, c: ((0.2 + 0.8 * x) / 255, y, c), ("0.003922", "255 twice")),
    "around zero": (lambda x, y, c: (x * 2 - 1, y, c), ("from -1 to 1", "0..1")),
    "NaN": (lambda x, y, c: (with_value(x, (1, 2), np.nan), y, c), ("384 values of the pictures are NaN",)),
    "infinite": (lambda x, y, c: (with_value(x, (0, 0, 0, 0), np.inf), y, c), ("1 values of the pictures",)),
    "NaN in masks": (lambda x, y, c: (x, with_value(y / 1.0, (0, 0, 0), np.nan), c), ("1 values of the masks",)),
    "no batch": (lambda x, y, c: (x[0], y, c), ("(96, 128, 3)", "images[None]")),
    "no channels": (lambda x, y, c: (x[..., 0], y, c), ("(8, 96, 128)", "images[..., None]")),
    "channels first": (lambda x, y, c: (np.moveaxis(x, -1, 1), y, c),
                       ("(8, 3, 96, 128)", "np.moveaxis(images, 1, -1)")),
    "several sizes": (lambda x, y, c: ([*x[:7], x[7, 1:]], y, c), ("pictures are no array", "np.stack")),
    "one-hot": (lambda x, y, c: (x, np.eye(256)[y][..., :c], c), ("one-hot", "np.argmax(masks, axis=-1)")),
    "last axis of one": (lambda x, y, c: (x, y[..., None], c), ("(8, 96, 128, 1)", "masks[..., 0]")),
    "colours": (lambda x, y, c: (x, np.stack([y * 7] * 3, axis=-1), c), ("(8, 96, 128, 3)", "colour")),
    "fewer masks": (lambda x, y, c: (x, y[1:], c), ("8 pictures and 7 masks", "paired")),
    "smaller masks": (lambda x, y, c: (x, y[:, ::2, ::2], c), ("96 x 128", "48 x 64", "resize_mask")),
    "swapped sides": (lambda x, y, c: (x, y.transpose(0, 2, 1), c), ("128 x 96", "width first")),
    "averaged": (lambda x, y, c: (x, averaged(y), c), ("whole numbers", "resize_mask (nearest)")),
    "masks divided": (lambda x, y, c: (x, y / np.float32(255), c), ("whole numbers", "divided by 255")),
    "an id too many": (lambda x, y, c: (x, with_value(y, (0, slice(0, 2), slice(0, 5)), 77), c),
                       ("77 (10 pixels)", "renumber")),
    "negative id": (lambda x, y, c: (x, with_value(y, (0, 0, 0), -1), c), ("-1 (1 pixels)", "outside the table")),
    "void counted": (lambda x, y, c: (x, y, 256), ("num_classes=256", "255 is void")),
    "one class": (lambda x, y, c: (x, y, 1), ("num_classes=1", "background counts")),
    "all void": (lambda x, y, c: (x, np.full_like(y, VOID), c), ("0, 1, 2", "void (255) throughout")),
    "one void": (lambda x, y, c: (x, with_value(y, 3, VOID), c), ("pictures 3 are void",)),
    "one colour": (lambda x, y, c: (with_value(x, 5, 0.25), y, c), ("Pictures 5", "0.25")),
    "black": (lambda x, y, c: (x * 0, y, c), ("Pictures 0, 1", "one value throughout (0)")),
    "a picture twice": (lambda x, y, c: (with_value(x, 6, x[1]), with_value(y, 6, y[1]), c),
                        ("Pictures 1 and 6 are the same",)),
    "one mask for all": (lambda x, y, c: (x, np.stack([y[0]] * 8), c), ("All 8 masks are the same",)),
    "nothing but one class": (lambda x, y, c: (x, y * 0, c), ("All labelled pixels", "0 (")),
    "nearly one class": (lambda x, y, c: (x, with_value(y * 0, (0, slice(40, 45), slice(40, 45)), 1), c),
                         ("fills 99.9", "0 (")),
    "mirrored": (lambda x, y, c: (x, y[:, :, ::-1], c), ("mirrored left to right", "same map")),
    "half mirrored": (lambda x, y, c: (x, by_coin(y), c), ("mirrored left to right", "same map")),
    "upside down": (lambda x, y, c: (x, y[:, ::-1], c), ("turned upside down",)),
    "by 180 degrees": (lambda x, y, c: (x, y[:, ::-1, ::-1], c), ("turned by 180 degrees",)),
    "of the next picture": (lambda x, y, c: (x, np.roll(y, 1, axis=0), c),
                            ("mask of another picture", "by their names")),
    "8 to the right": (lambda x, y, c: (x, np.roll(y, 8, axis=2), c), ("8 to the left", "Crop and pad")),
    "12 up": (lambda x, y, c: (x, np.roll(y, -12, axis=1), c), ("12 pixels down",)),
}


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_by_its_own_sentence(fault, name, seed):
    spoil, words = FAULTS[fault]
    classes = classes_of(name)
    images, masks, num_classes = spoil(*clean(name, seed), len(classes))
    found = check_batch(images, masks, num_classes, classes)
    assert len(found) == 1, found
    assert all(word in found[0] for word in words), found[0]


def test_square_masks_turned_by_a_right_angle_are_found():
    images, masks = clean("camvid", size=(112, 112))
    for turned, words in ((np.rot90(masks, 1, (1, 2)), "degrees to the right"),
                          (masks.transpose(0, 2, 1), "rows and columns"),
                          (np.rot90(masks, -1, (1, 2)), "degrees to the left")):
        found = check_batch(images, turned, 11)
        assert len(found) == 1 and words in found[0]


def test_an_object_stored_as_255_is_named():
    images, masks = clean("nuclei")
    found = check_batch(images, np.where(masks == 1, VOID, 0), 2, classes_of("nuclei"))
    assert len(found) == 1 and "If 255 is your object, write 1" in found[0]


def test_every_sentence_names_rule_and_remedy_and_ends():
    for fault, (spoil, _) in FAULTS.items():
        sentence = check_batch(*spoil(*clean("nuclei"), 2))[0]
        assert sentence.endswith(".") and "  " not in sentence and 60 < len(sentence) < 330, (fault, sentence)


def test_names_must_fit_the_classes():
    images, masks = clean("nuclei")
    assert "3 names for 2 classes" in check_batch(images, masks, 2, ["a", "b", "void"])[0]


# --- how alignment is measured -------------------------------------------------------------------------------------


def test_contours_are_both_sides_of_a_border_but_not_of_void():
    masks = np.array([[[0, 0, 1, 1, VOID, 0]]])
    assert contours(masks).tolist() == [[[0, 1, 1, 0, 0, 0]]]
    assert contours(masks.transpose(0, 2, 1))[0, :, 0].tolist() == [0, 1, 1, 0, 0, 0]


def test_the_fit_of_a_shift_is_the_sum_under_the_shifted_contours():
    rng = np.random.default_rng(0)
    edges, outlines = rng.random((2, 20, 24)), (rng.random((2, 20, 24)) < 0.2).astype(float)
    sums = np.array([[[(edge * np.roll(outline, (down, right), (0, 1))).sum() for right in range(24)]
                      for down in range(20)] for edge, outline in zip(edges, outlines, strict=True)])
    expected = (sums - sums.mean(axis=(1, 2), keepdims=True)) / sums.std(axis=(1, 2), keepdims=True)
    assert np.allclose(fit_of_shifts(edges, outlines), expected)


# --- predictions ---------------------------------------------------------------------------------------------------


def answered(name: str, seed: int = 0):
    """Logits of an imaginary network that is right in most places, and the masks."""
    _, masks = clean(name, seed)
    channels = len(classes_of(name))
    truth = np.eye(256)[masks][..., :channels]
    blurred = np.stack([cv2.GaussianBlur(scores, (0, 0), 1.5) for scores in truth])
    return 8 * blurred + np.random.default_rng(seed).normal(0, 0.5, truth.shape), masks


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("name", SETS)
def test_good_answers_get_no_sentence(name, seed):
    logits, masks = answered(name, seed)
    channels = logits.shape[-1]
    for predictions in (logits, softmax(logits), logits.argmax(axis=-1)):
        for truth in (masks, None):
            for number in (channels, None):
                assert check_predictions(predictions, truth, number) == []
    assert check_predictions(logits, masks, channels, expect_logits=True) == []
    assert check_predictions(logits[:1], masks[:1]) == []


PREDICTION_FAULTS = {
    "NaN": (lambda p, y, c: (with_value(p, (0, 0, 0, 0), np.nan), y, c), ("1 of ", "NaN", "smaller learning rate")),
    "void has a channel": (lambda p, y, c: (np.concatenate([p, p[..., :1]], -1), y, c),
                           ("each has one", "Void needs no")),
    "too few channels": (lambda p, y, c: (p, y, c + 5), ("channels", "Build the network")),
    "one channel": (lambda p, y, c: (p[..., :1], y, c), ("always 0", "> 0.5")),
    "no batch": (lambda p, y, c: (p[0, 0], y, c), ("(128, ", "axis of the batch")),
    "smaller": (lambda p, y, c: (p[:, 2:-2, 2:-2], y, c), ("(8, 92, 124", "without padding")),
    "fractions as ids": (lambda p, y, c: (softmax(p)[..., 1], y, c), ("hold fractions", "np.argmax")),
    "void answered": (lambda p, y, c: (with_value(p.argmax(-1), (0, 0), VOID), y, c), ("[255]", "Void is no answer")),
    "id outside": (lambda p, y, c: (with_value(p.argmax(-1), (0, 0), c + 1), y, c), ("but a network answers 0..",)),
    "one class": (lambda p, y, c: (p + np.eye(c)[1] * 1e3, y, c), ("Every pixel of 8", "class 1 (")),
    "input ignored": (lambda p, y, c: (np.stack([p[0]] * 8), y, c), ("does not look at its input",)),
    "place ignored": (lambda p, y, c: (p * 0 + np.eye(c)[np.arange(8) % 2, None, None], y, c),
                      ("nothing depends on the place",)),
    "mirrored": (lambda p, y, c: (p[:, :, ::-1], y, c), ("mirrored left to right", "turn answers back")),
    "upside down ids": (lambda p, y, c: (p[:, ::-1].argmax(-1), y, c), ("turned upside down",)),
    "by 180 degrees": (lambda p, y, c: (p[:, ::-1, ::-1], y, c), ("turned by 180 degrees",)),
}


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("fault", PREDICTION_FAULTS)
def test_a_fault_of_answers_is_found_by_its_own_sentence(fault, name, seed):
    spoil, words = PREDICTION_FAULTS[fault]
    predictions, masks, channels = spoil(*answered(name, seed), len(classes_of(name)))
    found = check_predictions(predictions, masks, channels, classes_of(name))
    assert len(found) == 1, found
    assert all(word in found[0] for word in words), found[0]
    assert found[0].endswith(".") and len(found[0]) < 330


def test_a_class_that_is_never_predicted_is_named():
    logits, masks = answered("camvid")
    logits[..., 8] = -50
    found = check_predictions(logits, masks, 11, classes_of("camvid"))
    assert len(found) == 1 and "class 8 (vehicle)" in found[0]
    masks[masks == 8] = VOID
    assert check_predictions(logits, masks, 11, classes_of("camvid")) == []


def test_probabilities_are_mentioned_only_where_logits_are_expected():
    logits, masks = answered("camvid")
    found = check_predictions(softmax(logits), masks, 11, expect_logits=True)
    assert len(found) == 1 and "last softmax" in found[0]


def test_background_everywhere_is_right_if_the_masks_say_so():
    logits, masks = np.random.default_rng(0).random((4, 16, 16, 2)) + [5, 0], np.zeros((4, 16, 16), int)
    assert check_predictions(logits, masks) == []
    assert "class 0" in check_predictions(logits)[0]


def test_every_check_answers_alone():
    images, masks = clean("camvid")
    assert all(check(images, masks, 11) is None for group in BATCH_CHECKS for check in group)
    logits, masks = answered("camvid")
    assert all(check(logits, masks, 11) is None for group in PREDICTION_CHECKS for check in group)
