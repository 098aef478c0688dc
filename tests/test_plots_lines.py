"""Lines, reliabilities and tables of numbers: the right values in the right places, and no more than eyes can hold."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers.plots import lines, reliability, tables


@pytest.fixture
def shown(monkeypatch):
    """Keeps what is shown, still open: (figure, alt) each."""
    kept = []
    for module in (lines, reliability, tables):
        monkeypatch.setattr(module, "show", lambda figure, alt: kept.append((figure, alt)))
    yield kept
    plt.close("all")


CURVES = {"cross-entropy": ([0, 1, 2], [3, np.nan, 1]), "focal": ([0, 2], [1, 0])}


def test_each_line_has_its_values_colour_and_dashes(shown):
    lines.show_lines(CURVES, "two curves", "probability", "loss")
    figure, alt = shown[0]
    first, second = figure.axes[0].lines
    np.testing.assert_array_equal(first.get_ydata(), [3, np.nan, 1])
    np.testing.assert_array_equal(second.get_xdata(), [0, 2])
    assert first.get_color() != second.get_color() and first.get_linestyle() != second.get_linestyle()
    assert [text.get_text() for text in figure.axes[0].get_legend().get_texts()] == ["cross-entropy", "focal"]
    assert (figure.axes[0].get_xlabel(), figure.axes[0].get_ylabel(), alt) == ("probability", "loss", "two curves")


def test_epochs_are_whole_numbers_on_the_axis(shown):
    lines.show_lines({"loss": ([1, 2, 3], [3, 2, 1])}, "", "epoch", "loss")
    lines.show_lines({"loss": ([1, 1.5, 2], [3, 2, 1])}, "", "minutes", "loss")
    whole, halves = (figure.axes[0].get_xticks() for figure, _ in shown)
    assert all(tick % 1 == 0 for tick in whole) and any(tick % 1 for tick in halves)


def test_marks_lie_on_their_line_and_the_diagonal_is_named(shown):
    lines.show_lines(CURVES, "", "", "", y_limits=(0, 2), marks={"focal": (2, 0)}, diagonal="as it should be")
    axis = shown[0][0].axes[0]
    _, focal, mark, diagonal = axis.lines
    assert diagonal.get_label() == "as it should be" and axis.get_ylim() == (0, 2)
    assert list(mark.get_xydata()[0]) == [2, 0] and mark.get_color() == focal.get_color()


def test_the_diagonal_does_not_widen_the_figure(shown):
    far = {"far from 0": ([5, 6, 7], [5, 6, 8])}
    for diagonal in ("", "equal"):
        lines.show_lines(far, "", "", "", diagonal=diagonal)
    without, with_it = (figure.axes[0] for figure, _ in shown)
    assert with_it.get_xlim() == without.get_xlim() and with_it.get_ylim() == without.get_ylim()


def test_lines_that_cannot_be_drawn_are_refused(shown):
    with pytest.raises(ValueError, match="6 lines .* cannot be told apart"):
        lines.show_lines({str(i): ([0], [0]) for i in range(6)}, "", "", "")
    with pytest.raises(ValueError, match="'odd' has x of the shape"):
        lines.show_lines({"odd": ([0, 1], [0])}, "", "", "")


def test_a_table_writes_its_numbers_where_they_belong(shown):
    tables.show_table([[0.25, 1], [np.nan, 0]], ["road", "sky"], ["as road", "as sky"], "a table", "true", "called")
    figure, alt = shown[0]
    axis = figure.axes[0]
    written = {text.get_position(): (text.get_text(), text.get_color()) for text in axis.texts}
    assert written == {(0, 0): ("0.25", "black"), (1, 0): ("1.00", "white"), (1, 1): ("0.00", "black")}
    assert [label.get_text() for label in axis.get_yticklabels()] == ["road", "sky"]
    assert (axis.get_ylabel(), axis.get_xlabel(), alt) == ("true", "called", "a table")


def test_long_names_lean(shown):
    tables.show_table(np.eye(2), "ab", ["x", "y"], "")
    tables.show_table(np.eye(8), "abcdefgh", ["a class of a long name"] * 8, "")
    turned = [figure.axes[0].get_xticklabels()[0].get_rotation() for figure, _ in shown]
    assert turned == [0, 30]


def test_a_table_needs_a_name_for_each_row_and_column(shown):
    with pytest.raises(ValueError, match=r"shape \(2, 2\), but there are 1 names of rows and 2 of columns"):
        tables.show_table(np.eye(2), ["road"], ["road", "sky"], "")


def test_several_points_of_a_line_can_be_marked(shown):
    lines.show_lines(CURVES, "", "", "", marks={"focal": ([0, 2], [1, 0])})
    marks = shown[0][0].axes[0].lines[-1]
    np.testing.assert_array_equal(marks.get_xydata(), [[0, 1], [2, 0]])
    assert marks.get_linestyle() == "None"


SEEDS = [(np.array([0, 30, 10]), np.array([np.nan, 0.6, 0.9]), np.array([np.nan, 0.5, 1.0])),
         (np.array([0, 0, 40]), np.array([np.nan, np.nan, 0.8]), np.array([np.nan, np.nan, 0.7]))]


def test_reliability_has_a_panel_for_each_name_and_a_line_for_each_run(shown):
    reliability.show_reliability({"one": SEEDS[:1], "both": SEEDS}, "two networks", label="right")
    figure, alt = shown[0]
    one, both = figure.axes
    assert (one.get_title(), both.get_title(), one.get_ylabel(), alt) == ("one", "both", "right", "two networks")
    np.testing.assert_array_equal(one.lines[0].get_xydata(), [[0.6, 0.5], [0.9, 1.0]])
    np.testing.assert_array_equal(both.lines[1].get_xydata(), [[0.8, 0.7]])
    assert one.get_xlim() == both.get_xlim() and one.get_xlim()[0] > 0.5, "all panels alike, and no wider than needed"
    large, small = one.collections[0].get_sizes()
    assert large - reliability.SMALLEST_DOT == pytest.approx(3 * (small - reliability.SMALLEST_DOT))


def test_reliability_of_nothing_is_refused(shown):
    with pytest.raises(ValueError, match="at least one run"):
        reliability.show_reliability({"no seeds": []}, "")
    with pytest.raises(ValueError, match="at least one run"):
        reliability.show_reliability({}, "")
