"""The figure that compares networks while they learn: the right lines, bands and names."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from helpers.plots import skips

STEPS = (100, 200, 400)
TRAINING = np.array([[0.2, 0.3, 0.5], [0.4, 0.5, 0.7]])
VALIDATION = np.array([[0.1, 0.2, 0.3], [0.2, 0.4, 0.5]])
PANELS = {
    "all pictures": {"without": (STEPS, TRAINING / 2, VALIDATION / 2), "with": (STEPS, TRAINING, VALIDATION)},
    "eight pictures": {"with": (STEPS, TRAINING, VALIDATION)},
}


@pytest.fixture
def figure(monkeypatch):
    """The figure of PANELS, still open."""
    kept = []
    monkeypatch.setattr(skips, "show", lambda figure, alt: kept.append((figure, alt)))
    skips.show_progress(PANELS, alt="two panels")
    yield kept[0]
    plt.close("all")


def test_lines_are_the_means_over_the_seeds(figure):
    left, right = figure[0].axes
    solid, dashed = left.lines[2:]
    assert np.allclose(solid.get_ydata(), [0.3, 0.4, 0.6]) and solid.get_linestyle() == "-"
    assert np.allclose(dashed.get_ydata(), [0.15, 0.3, 0.4]) and dashed.get_linestyle() == "--"
    assert list(solid.get_xdata()) == list(STEPS)
    assert len(right.lines) == 2 and right.get_title() == "eight pictures"
    assert left.get_ylim()[0] == 0


def test_bands_span_the_validation_scores(figure):
    band = figure[0].axes[1].collections[0].get_paths()[0].vertices
    at_the_end = band[band[:, 0] == STEPS[-1], 1]
    assert np.isclose(at_the_end.min(), 0.3) and np.isclose(at_the_end.max(), 0.5)


def test_a_network_keeps_its_colour_and_its_name(figure):
    left, right = figure[0].axes
    assert to_hex(right.lines[0].get_color()) == to_hex(left.lines[2].get_color()) != to_hex(left.lines[0].get_color())
    names = [text.get_text() for text in figure[0].legends[0].get_texts()]
    assert names == ["without", "with", "training", "validation"]
    assert figure[1] == "two panels"


def test_five_networks_are_too_many():
    curves = {str(i): (STEPS, TRAINING, VALIDATION) for i in range(5)}
    with pytest.raises(ValueError, match="5 networks .* cannot be told apart"):
        skips.show_progress({"": curves}, alt="")
