"""Scores with intervals: each dot and line lies where the numbers say, and wrong numbers are refused."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers.plots import intervals

NAN = float("nan")
SCORES = {
    "road": {"yours": (0.9, 0.85, 0.92), "theirs": (0.8, 0.7, 0.85)},
    "pole": {"yours": (0.2, 0.1, 0.4), "theirs": (NAN, NAN, NAN)},
    "fence": {"theirs": (0.5, 0.5, 0.5)},
}


@pytest.fixture
def shown(monkeypatch):
    """Keeps what is shown, still open: (figure, alt) each."""
    kept = []
    monkeypatch.setattr(intervals, "show", lambda figure, alt: kept.append((figure, alt)))
    yield kept
    plt.close("all")


def test_each_score_lies_on_its_interval_in_its_row(shown):
    intervals.show_intervals(SCORES, "three classes", "IoU")
    figure, alt = shown[0]
    axis = figure.axes[0]
    lines = [line for line in axis.lines if not np.isnan(line.get_xdata()).any()]
    spans = [tuple(line.get_xdata()) for line in lines[::2]]
    dots = [line.get_xdata()[0] for line in lines[1::2]]
    assert spans == [(0.85, 0.92), (0.1, 0.4), (0.7, 0.85), (0.5, 0.5)] and dots == [0.9, 0.2, 0.8, 0.5]
    rows = [round(float(line.get_ydata()[0])) for line in lines[1::2]]
    assert rows == [0, 1, 0, 2]
    assert [label.get_text() for label in axis.get_yticklabels()] == list(SCORES)
    assert (axis.get_xlabel(), axis.get_xlim(), alt) == ("IoU", (0, 1), "three classes")
    bottom, top = axis.get_ylim()
    assert bottom > top  # the first class is the uppermost


def test_methods_differ_in_colour_and_form_and_one_alone_needs_no_legend(shown):
    intervals.show_intervals(SCORES, "", "IoU")
    intervals.show_intervals({"road": {"yours": (0.9, 0.85, 0.92)}}, "", "IoU", (0.5, 1))
    axis = shown[0][0].axes[0]
    assert [text.get_text() for text in axis.get_legend().get_texts()] == ["yours", "theirs"]
    dots = {line.get_label(): (line.get_color(), line.get_marker()) for line in axis.lines
            if line.get_label() in ("yours", "theirs")}
    assert all(a != b for a, b in zip(*dots.values(), strict=True))
    assert shown[1][0].axes[0].get_legend() is None and shown[1][0].axes[0].get_xlim() == (0.5, 1)


@pytest.mark.parametrize(("scores", "sentence"), [
    ({}, "0 methods"),
    ({"road": {str(number): (0.5, 0.4, 0.6) for number in range(6)}}, "6 methods"),
    ({"road": {"yours": (0.5, 0.6, 0.7)}}, "lies outside 0.6 to 0.7"),
])
def test_what_cannot_be_shown_is_refused(shown, scores, sentence):
    with pytest.raises(ValueError, match=sentence):
        intervals.show_intervals(scores, "", "IoU")
