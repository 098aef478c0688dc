"""The figure of scores against amounts: dots where the runs are, lines through their means."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers.plots import budgets

SCORES = {"from chance": {10: [0.2, 0.3], 100: [0.5]}, "simulated first": {0: [0.1], 10: [0.4, 0.3], 100: [0.5, 0.6]}}


@pytest.fixture
def shown(monkeypatch):
    kept = []
    monkeypatch.setattr(budgets, "show", lambda figure, alt: kept.append((figure, alt)))
    yield kept
    plt.close("all")


def test_every_run_is_a_dot_and_lines_go_through_the_means(shown):
    budgets.show_budgets(SCORES, "what pictures buy", "pictures", "mean IoU")
    figure, alt = shown[0]
    axis = figure.axes[0]
    line, dots, other, _ = axis.lines
    assert [text.get_text() for text in axis.get_xticklabels()] == ["0", "10", "100"] and alt == "what pictures buy"
    np.testing.assert_allclose(line.get_xydata(), [(1, 0.25), (2, 0.5)])
    assert {tuple(dot) for dot in dots.get_xydata()} == {(1, 0.2), (1, 0.3), (2, 0.5)}
    np.testing.assert_allclose(other.get_xydata(), [(0, 0.1), (1, 0.35), (2, 0.55)])
    assert dots.get_color() == line.get_color() != other.get_color()
    assert [text.get_text() for text in axis.get_legend().get_texts()] == list(SCORES) and axis.get_ylim()[0] == 0


def test_no_variant_and_too_many_are_refused():
    for number in (0, 6):
        with pytest.raises(ValueError, match=f"{number} variants"):
            budgets.show_budgets({str(place): {1: [0.5]} for place in range(number)}, "", "", "")
