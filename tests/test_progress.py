"""What a training run says: an honest time to go, one line an epoch."""

import io
import sys

import pytest

from helpers.progress import Clock, duration, say_at_once


def estimates(steps, first_step, step, validation, epochs=3):
    """Lets a clock see epochs whose first step takes long; returns what it thinks after each."""
    moment = [100.0]
    clock = Clock(steps, lambda: moment[0])
    clock.begin()
    told = []
    for epoch in range(epochs):
        for number in range(steps):
            moment[0] += first_step if (epoch, number) == (0, 0) else step
            clock.step()
        clock.trained()
        moment[0] += validation
        told.append(clock.epoch_seconds())
    return told


@pytest.mark.parametrize("steps", [2, 10, 200])
def test_building_the_machinery_is_not_counted(steps):
    assert estimates(steps, first_step=30, step=0.5, validation=4) == pytest.approx([0.5 * steps + 4] * 3)


def test_with_one_step_an_epoch_the_second_epoch_puts_it_right():
    assert estimates(1, first_step=30, step=2, validation=1) == pytest.approx([31, 3, 3])


def test_an_epoch_that_gets_slower_counts_as_one_of_many():
    moments = iter([0, 1, 2, 10, 20, 40])
    clock = Clock(2, lambda: next(moments))
    clock.begin(), clock.step(), clock.trained(), clock.epoch_seconds()
    assert [clock.epoch_seconds(), clock.epoch_seconds()] == [10, 15]


@pytest.mark.parametrize(("seconds", "words"), [
    (0.2, "0 s"), (3.4, "3 s"), (59.6, "1 min 00 s"), (754, "12 min 34 s"), (3599.9, "1 h 00 min"),
    (86400, "24 h 00 min"),
])
def test_times_are_said_in_words(seconds, words):
    assert duration(seconds) == words


def test_a_line_is_not_kept_back(monkeypatch):
    kept = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(kept, write_through=False))
    say_at_once("epoch 1")
    assert kept.getvalue().splitlines() == [b"epoch 1"]
