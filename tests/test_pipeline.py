"""Batches: the same for the same seed and epoch whoever asks, new in every epoch, equal through tf.data."""

import os
import subprocess
import sys
from functools import partial
from itertools import islice

import fakes
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.datasets import load_dataset
from helpers.images import stretch_contrast
from helpers.paths import ROOT
from helpers.pipeline import (
    Batches,
    as_tf_dataset,
    decode_all,
    endless,
    random_view,
    repeat_large,
    whole_pictures,
)


def equal(some, others):
    """Whether two lists of batches hold the same arrays."""
    return len(some) == len(others) and all(
        np.array_equal(a, b) for one, other in zip(some, others, strict=True) for a, b in zip(one, other, strict=True)
    )


def test_the_same_seed_and_epoch_give_the_same_batches():
    assert equal(list(fakes.batches(seed=5).epoch(3)), list(fakes.batches(seed=5).epoch(3)))


def test_other_epochs_and_other_seeds_give_other_batches():
    first = list(fakes.batches(seed=5).epoch(0))
    assert not equal(first, list(fakes.batches(seed=5).epoch(1)))
    assert not equal(first, list(fakes.batches(seed=6).epoch(0)))


@pytest.mark.parametrize("workers", [1, 3, 16])
def test_the_number_of_workers_changes_nothing(workers):
    assert equal(list(fakes.batches(count=7, workers=workers).epoch(2)), list(fakes.batches(count=7).epoch(2)))


def test_views_of_one_picture_differ_within_an_epoch():
    pair = fakes.pairs(1)[0]
    images, _ = next(Batches([pair] * 4, 4, partial(random_view, size=(16, 16))).epoch(0))
    assert len({image.tobytes() for image in images}) == 4


def test_one_picture_is_seen_differently_in_every_epoch():
    batches = Batches(fakes.pairs(1), 1, partial(random_view, size=(16, 16)))
    views = {next(batches.epoch(epoch))[0].tobytes() for epoch in range(4)}
    assert len(views) == 4


def test_batches_hold_the_contract():
    batches = fakes.batches(count=5, batch_size=2)
    made = list(batches)
    assert len(made) == len(batches) == 2  # the fifth picture is left out of this epoch
    for images, masks in made:
        assert images.dtype == np.float32 and images.shape == (2, 16, 16, 3)
        assert 0 <= images.min() and 0.5 < images.max() <= 1
        assert masks.dtype == np.int32 and masks.shape == (2, 16, 16)
        assert set(np.unique(masks)) <= {0, 1, 255}


def test_fewer_pictures_than_a_batch_make_one_small_batch():
    assert [images.shape[0] for images, _ in fakes.batches(count=3, batch_size=8)] == [3]


@given(count=st.integers(1, 12), batch_size=st.integers(1, 5), epoch=st.integers(0, 50))
def test_an_epoch_shows_no_picture_twice_and_leaves_out_less_than_a_batch(count, batch_size, epoch):
    numbered = [(np.full((2, 2, 3), i, np.uint8), np.zeros((2, 2), np.uint8)) for i in range(count)]
    batches = Batches(numbered, batch_size, lambda pair, rng: pair)
    seen = np.concatenate([images[:, 0, 0, 0] for images, _ in batches.epoch(epoch)]) * 255
    seen = seen.round().astype(int).tolist()
    assert len(set(seen)) == len(seen)
    assert count - len(seen) < batch_size


def test_the_order_changes_from_epoch_to_epoch():
    numbered = [(np.full((2, 2, 3), i, np.uint8), np.zeros((2, 2), np.uint8)) for i in range(10)]
    batches = Batches(numbered, 10, lambda pair, rng: pair)
    orders = {next(batches.epoch(epoch))[0].tobytes() for epoch in range(5)}
    assert len(orders) == 5


def test_endless_goes_on_with_the_next_epoch():
    batches = fakes.batches()
    wanted = [*batches.epoch(2), *batches.epoch(3), *batches.epoch(4)]
    assert equal(list(islice(endless(batches, first_epoch=2), 6)), wanted)


def test_tf_data_hands_out_the_same_batches():
    batches = fakes.batches(count=5)
    through_tf = [(images.numpy(), masks.numpy()) for images, masks in as_tf_dataset(batches, 1).take(4)]
    assert equal(through_tf, list(islice(endless(batches, 1), 4)))
    assert through_tf[0][0].dtype == np.float32 and through_tf[0][1].dtype == np.int32


@pytest.mark.parametrize("workers", [1, 4])
def test_decoding_keeps_order_and_stretches_contrast(workers):
    samples = load_dataset("camvid", "val")[:3]
    decoded = decode_all(samples, workers=workers)
    for (image, mask), sample in zip(decoded, samples, strict=True):
        assert np.array_equal(image, stretch_contrast(sample.image))
        assert np.array_equal(mask, sample.mask)


@pytest.mark.parametrize(
    ("sides", "times"), [((32, 32), 1), ((64, 64), 2), ((96, 96), 3), ((16, 16), 1), ((32, 128), 2)]
)
def test_a_picture_of_n_squared_views_is_listed_n_times(sides, times):
    pair = np.zeros((*sides, 3), np.uint8), np.zeros(sides, np.uint8)
    assert len(repeat_large([pair], (32, 32))) == times


def test_a_view_has_its_size_and_keeps_its_labels_when_light_changes():
    pair = fakes.pairs(1, size=40)[0]
    dark, dark_mask = random_view(pair, np.random.default_rng(0), (24, 16), light=0.5)
    plain, plain_mask = random_view(pair, np.random.default_rng(0), (24, 16), light=0.0)
    assert dark.shape == (24, 16, 3) and dark.dtype == np.uint8
    assert np.array_equal(dark_mask, plain_mask) and not np.array_equal(dark, plain)


def test_whole_pictures_come_one_by_one_as_they_are():
    pairs = [*fakes.pairs(1, size=16), *fakes.pairs(1, size=20)]
    for (image, mask), (images, masks) in zip(pairs, whole_pictures(pairs), strict=True):
        assert images.dtype == np.float32 and masks.dtype == np.int32
        assert np.array_equal(np.round(images[0] * 255), image) and np.array_equal(masks[0], mask)


def weighted_batches() -> Batches:
    weighted = [(*pair, np.full((16, 16), 1.0 + number, np.float32)) for number, pair in enumerate(fakes.pairs(4))]
    return Batches(weighted, 2, partial(random_view, size=(16, 16), scale=(1, 1), rotation=0))


def test_weights_travel_third_and_each_stays_with_its_picture():
    for images, masks, weights in weighted_batches().epoch(3):
        assert weights.dtype == np.float32 and weights.shape == masks.shape == images.shape[:3]
        assert all(len(np.unique(picture.round(4))) == 1 for picture in weights)
    drawn = np.concatenate([weights[:, 0, 0] for _, _, weights in weighted_batches().epoch(3)])
    assert sorted(drawn.round(4)) == [1, 2, 3, 4]


def test_weights_travel_through_tf_data_too():
    through_tf = [tuple(array.numpy() for array in batch) for batch in as_tf_dataset(weighted_batches(), 2).take(2)]
    assert equal(through_tf, list(weighted_batches().epoch(2)))


def test_decoding_weighs_each_sample_by_its_own_function():
    samples = load_dataset("nuclei", "val")[:2]
    decoded = decode_all(samples, weigh=lambda sample: 1 + (sample.instances > 0))
    for (_, mask, weights), sample in zip(decoded, samples, strict=True):
        assert weights.dtype == np.float32 and np.array_equal(weights, 1 + (sample.instances > 0))
        assert np.array_equal(mask, sample.mask)


def test_whole_pictures_leave_weights_behind():
    image, mask = fakes.pairs(1)[0]
    assert len(next(whole_pictures([(image, mask, np.ones(mask.shape, np.float32))]))) == 2


def test_pictures_of_any_size_become_views_of_one_size():
    pairs = [fakes.pairs(1, size=size, seed=size)[0] for size in (7, 16, 33, 128)]
    view = partial(random_view, size=(24, 40), elastic=2.0, blur=1.0, noise=3.0)
    images, masks = next(Batches(pairs, 4, view).epoch(0))
    assert images.shape == (4, 24, 40, 3) and masks.shape == (4, 24, 40)


@pytest.mark.parametrize("workers", [1, 3])
def test_the_number_of_threads_changes_nothing(workers):
    view = partial(random_view, size=(16, 16), elastic=2.0, colour=0.3, blur=1.0, noise=3.0)
    one, other = (Batches(fakes.pairs(9), 2, view, seed=1, workers=n) for n in (2, workers))
    assert equal(list(one.epoch(1)), list(other.epoch(1)))


def test_a_batch_is_the_same_in_its_epoch_and_asked_for_alone():
    batches = fakes.batches(count=7, batch_size=2)
    assert equal([batches.batch(4, place) for place in reversed(range(3))], list(batches.epoch(4))[::-1])


def test_a_script_that_stops_in_the_middle_of_tf_data_ends():
    script = """
import fakes
from helpers.pipeline import as_tf_dataset
batches = iter(as_tf_dataset(fakes.batches()))
print(next(batches)[0].shape)
"""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT / "tests", env=environment,
                          capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "(2, 16, 16, 3)"
