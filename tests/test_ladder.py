"""The figures of notebook 01 show what they are given, read back from their axes."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers import ladder
from helpers.ladder import Rung, count_of_numbers, show_ladder, show_step, show_threshold

IMAGE = np.full((20, 30, 3), 120, np.uint8)
GREY = np.tile(np.repeat(np.array([10, 60, 200], np.uint8), 10), (20, 1))


@pytest.fixture
def shown(monkeypatch):
    """Keeps the figures instead of showing them: a list of (figure, alt)."""
    kept = []
    monkeypatch.setattr(ladder, "show", lambda figure, alt: kept.append((figure, alt)))
    yield kept
    plt.close("all")


def rung(name, **details):
    return Rung(name, f"Why {name}?", details.pop("numbers", 1), IMAGE, **details)


def texts(axis):
    return [text.get_text() for text in axis.texts if text.get_text()]


def test_a_step_names_both_answers_and_the_question(shown):
    box = (2, 3, 8, 11)
    show_step(rung("word", word="cat"), rung("box", numbers=5, word="cat", boxes=[box]), alt="a cat in a box")
    (figure, alt), = shown
    left, right = figure.axes
    assert alt == "a cat in a box" and figure.get_suptitle() == "Why box?"
    assert (left.get_title(), right.get_title()) == ("word: 1 number", "box: 5 numbers")
    assert texts(left) == texts(right) == ["cat"]
    assert len(left.patches) == 0
    drawn, = right.patches
    assert (drawn.get_x(), drawn.get_y()) == (2.5, 1.5)  # left and top, at the pixels' edges
    assert (drawn.get_width(), drawn.get_height()) == (8, 6)


def test_the_ladder_has_a_panel_for_each_answer(shown):
    boxes = [(0, 0, 5, 5), (6, 6, 9, 9), (10, 2, 14, 8)]
    show_ladder([rung("word", word="cat"), rung("detection", numbers=1500, boxes=boxes)], alt="two answers")
    figure, _ = shown[0]
    assert [axis.get_title() for axis in figure.axes] == ["word\n1 number", "detection\n1,500 numbers"]
    assert [len(axis.patches) for axis in figure.axes] == [0, 3]


def test_numbers_are_counted_in_words():
    assert count_of_numbers(rung("a", numbers=1)) == "1 number"
    assert count_of_numbers(rung("a", numbers=22528)) == "22,528 numbers"


@pytest.mark.parametrize(("dark_side", "title"), [(False, "brighter than 60"), (True, "60 and darker")])
def test_the_threshold_shows_the_side_it_names(shown, dark_side, title):
    show_threshold(GREY, 60, alt="three stripes", dark_side=dark_side)
    _, histogram, answer = shown[0][0].axes
    assert answer.get_title() == title
    np.testing.assert_array_equal(answer.images[0].get_array(), (GREY <= 60) == dark_side)
    assert sum(bar.get_height() for bar in histogram.patches) == pytest.approx(100)
    assert histogram.lines[0].get_xdata()[0] == 60


def test_each_side_of_the_truth_makes_up_a_hundred_per_cent(shown):
    show_threshold(GREY, 60, alt="three stripes", truth=GREY == 200, names=("bright", "rest"))
    histogram = shown[0][0].axes[1]
    assert [text.get_text() for text in histogram.get_legend().get_texts()] == ["rest", "bright"]
    assert sum(bar.get_height() for bar in histogram.patches) == pytest.approx(200)


def test_a_curve_is_drawn_over_the_histogram(shown):
    curve = np.linspace(0, 1, 256)
    show_threshold(GREY, 60, alt="three stripes", spread=curve)
    np.testing.assert_array_equal(shown[0][0].axes[-1].lines[0].get_ydata(), curve)
