"""Figures of objects and of ladders."""

import numpy as np
import pytest

from helpers import plots
from helpers.plots import FATE_COLOURS, base, fates


@pytest.fixture
def figures(monkeypatch):
    drawn = []
    monkeypatch.setattr(fates, "show", lambda figure, alt: drawn.append((figure, alt)))
    return drawn


@pytest.fixture
def grids(monkeypatch):
    drawn = []
    monkeypatch.setattr(fates, "show_grid", lambda *given: drawn.append(given))
    return drawn


def test_objects_have_the_colour_of_their_fate_and_a_line_between_them():
    objects = np.array([[1, 1, 1, 7, 7, 7, 0, 0, 3]])
    picture = plots.paint_fates(objects, {1: "found", 7: "merged", 3: "invented"})
    found, merged, invented = (FATE_COLOURS[name] for name in ("found", "merged", "invented"))
    line = tuple(value // 3 for value in merged)
    assert [tuple(pixel) for pixel in picture[0].tolist()] == [
        found, found, found, line, merged, merged, fates.BACKGROUND, fates.BACKGROUND, invented]
    assert picture.dtype == np.uint8


def test_a_picture_without_objects_is_dark():
    assert (plots.paint_fates(np.zeros((2, 3), int), {}) == fates.BACKGROUND).all()


def test_a_row_per_picture_says_what_became_of_the_objects(grids):
    truth = np.array([[1, 1, 2, 2, 0, 0]])
    melted, shifted = np.array([[1, 1, 1, 1, 0, 5]]), np.array([[0, 1, 0, 0, 0, 0]])
    image = np.zeros((1, 6, 3), np.uint8)
    plots.show_fates([image, image], [truth, truth], [melted, shifted], ["one", "two"], "two rows", threshold=0.6)
    pictures, captions, columns, alt, legend = grids[0]
    colour = {name: list(value) for name, value in FATE_COLOURS.items()}
    assert pictures[1][0, 0].tolist() == colour["merged"] and pictures[2][0, 5].tolist() == colour["invented"]
    assert pictures[4][0, 0].tolist() == colour["missed"], "0.5 is not enough where 0.6 is asked"
    assert captions[::3] == ["one", "two"] and (columns, alt) == (3, "two rows") and legend is FATE_COLOURS


def test_the_colours_of_fates_can_be_told_apart():
    colours = np.array(list(FATE_COLOURS.values()), float)
    apart = np.abs(colours[:, None] - colours[None]).sum(axis=-1)[np.triu_indices(len(colours), 1)]
    assert len(colours) == 5 and apart.min() > 100
    assert FATE_COLOURS["missed"] == plots.MISSED and FATE_COLOURS["invented"] == plots.INVENTED


def test_a_ladder_goes_down_step_by_step_and_leaves_gaps(figures):
    plots.show_rungs({"plain": {"AP": 0.5, "Dice": 0.9}, "rims": {"Dice": 0.91}, "watershed": {"AP": 0.7}}, "up")
    (figure, alt), = figures
    axis = figure.axes[0]
    ap, overlap = axis.lines
    np.testing.assert_array_equal(ap.get_xdata(), [0.5, np.nan, 0.7])
    np.testing.assert_array_equal(overlap.get_xdata(), [0.9, 0.91, np.nan])
    assert [label.get_text() for label in axis.get_yticklabels()] == ["plain", "rims", "watershed"]
    assert axis.get_ylim()[0] > axis.get_ylim()[1], "the first step is on top"
    assert sorted(text.get_text() for text in axis.texts) == ["0.500", "0.700", "0.900", "0.910"] and alt == "up"
    assert ap.get_marker() != overlap.get_marker() and ap.get_linestyle() != overlap.get_linestyle()
    base.plt.close(figure)


def test_too_many_scores_are_refused():
    with pytest.raises(ValueError, match="4 scores .* Show 3 at most"):
        plots.show_rungs({"plain": dict.fromkeys("abcd", 0.5)}, "x")
