"""The figures of notebook 02: arrows true to scale, bars that end at their numbers."""

import cv2
import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers.plots import views


@pytest.fixture
def shown(monkeypatch):
    """The figures that were shown, still open, with their texts."""
    kept = []
    monkeypatch.setattr(views, "show", lambda figure, alt: kept.append((figure, alt)))
    yield kept
    plt.close("all")


def test_arrows_start_at_their_pixel_and_have_its_length(shown):
    image = np.zeros((40, 60, 3), np.uint8)
    rows, columns = np.indices((40, 60))
    field = np.dstack([columns, -2 * rows]).astype(np.float32)
    views.show_arrows(image, field, image + 9, ["left", "right"], alt="arrows")
    figure, alt = shown[0]
    (left, right), quiver = figure.axes, figure.axes[0].collections[-1]
    assert (left.get_title(), right.get_title(), alt) == ("left", "right", "arrows")
    assert np.array_equal(quiver.U, quiver.X) and np.array_equal(quiver.V, -2 * quiver.Y)
    assert (quiver.scale, quiver.angles, quiver.scale_units) == (1, "xy", "xy")
    assert {*np.diff(np.unique(quiver.X))} == {views.EVERY} and quiver.Y.max() < 40
    assert (right.images[0].get_array() == 9).all()


def test_the_random_arrows_are_thick_and_stand_where_the_field_put_them(shown):
    arrows = np.random.default_rng(0).normal(0, 5, (3, 3, 2)).astype(np.float32)
    field = cv2.resize(arrows, (51, 33), interpolation=cv2.INTER_CUBIC)
    views.show_arrows(np.zeros((33, 51, 3), np.uint8), field, np.zeros((9, 9, 3), np.uint8), ["", ""], "arrows", grid=3)
    thin, thick = shown[0][0].axes[0].collections
    assert np.allclose(np.stack([thick.U, thick.V], axis=-1), arrows.reshape(9, 2), atol=1e-4)
    assert thick.N == 9 and thick.width > 2 * thin.width


def test_a_field_of_another_size_is_refused():
    image = np.zeros((40, 60, 3), np.uint8)
    with pytest.raises(ValueError, match=r"field has the shape \(60, 40, 2\).*elastic_field\(\(40, 60\), rng\)"):
        views.show_arrows(image, np.zeros((60, 40, 2)), image, ["", ""], alt="")


def test_bars_end_at_their_numbers_on_an_axis_of_powers_of_ten(shown):
    views.show_rates({"slow": 120.4, "fast": 4321.0}, alt="bars")
    axis = shown[0][0].axes[0]
    assert [bar.get_width() for bar in axis.patches] == [120.4, 4321.0]
    assert [text.get_text() for text in axis.texts] == ["120", "4,321"]
    assert [text.get_text() for text in axis.get_yticklabels()] == ["slow", "fast"]
    assert axis.get_xscale() == "log" and axis.get_xlim()[0] < 120.4 and axis.yaxis_inverted()
