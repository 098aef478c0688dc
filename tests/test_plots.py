"""Figures: right colours in the right places, alt text in the output, figures closed."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from helpers import plots
from helpers.datasets import CATALOG, load_dataset


@pytest.fixture
def shown(monkeypatch):
    """What notebooks would be given: a list of (picture array, metadata)."""
    outputs = []

    def display(image):
        _, metadata = image._repr_png_()
        outputs.append((np.array(Image.open(io.BytesIO(image.data))), metadata))

    monkeypatch.setattr(plots.base, "display", display)
    yield outputs
    assert not plt.get_fignums(), "a figure was left open"


def test_a_figure_carries_its_text_and_is_ten_inches_wide(shown):
    figure, axis = plt.subplots(figsize=(plots.WIDTH, 3), layout="constrained")
    axis.plot([0, 1])
    plots.show(figure, alt="a rising line")
    picture, metadata = shown[0]
    assert metadata["alt"] == "a rising line"
    assert 900 <= picture.shape[1] <= 1050


def test_every_id_gets_its_colour_and_void_is_black():
    colours = CATALOG["camvid"].colours
    mask = np.array([[*range(11), 255]], np.uint8)
    painted = plots.colourise(mask, colours)
    assert np.array_equal(painted[0, :11], colours) and painted[0, 11].tolist() == [0, 0, 0]


def test_an_overlay_leaves_the_background_of_two_classes_as_it_is():
    image = np.full((20, 20, 3), 100, np.uint8)
    mask = np.zeros((20, 20), np.uint8)
    mask[5:15, 5:15] = 1
    colours = CATALOG["nuclei"].colours
    mixed = plots.overlay(image, mask, colours, opacity=0.5)
    assert (mixed[0] == 100).all()
    assert np.allclose(mixed[10, 10], 50 + colours[1] / 2, atol=1)
    assert mixed[5, 10].tolist() == colours[1].tolist()


def test_an_overlay_of_many_classes_draws_a_light_line_where_they_touch():
    image = np.full((10, 10, 3), 40, np.uint8)
    mask = np.repeat([[3] * 5 + [8] * 5], 10, axis=0).astype(np.uint8)
    colours = CATALOG["camvid"].colours
    mixed = plots.overlay(image, mask, colours, opacity=0.5)
    assert (mixed[:, 4].min(axis=0) > mixed[:, 0].max(axis=0) + 50).all()
    assert (mixed[:, 5].min(axis=0) > mixed[:, 9].max(axis=0) + 50).all()
    assert np.allclose(mixed[0, 0], 20 + colours[3] / 2, atol=1)
    assert np.allclose(mixed[0, 9], 20 + colours[8] / 2, atol=1)


def test_errors_are_painted_by_kind():
    truth, prediction = np.array([[1, 1, 0, 0]]), np.array([[1, 0, 1, 0]])
    painted = [tuple(colour) for colour in plots.errors(truth, prediction)[0].tolist()]
    assert painted == [plots.RIGHT, plots.MISSED, plots.INVENTED, (32, 36, 44)]


def test_neighbouring_objects_have_different_colours():
    instances = np.repeat(np.arange(13), 9).reshape(13, 9).repeat(5, axis=0)
    painted = plots.colour_instances(instances)
    inside = painted[2::5, 4].astype(int)
    assert len({tuple(colour) for colour in inside.tolist()}) == 13
    assert np.abs(np.diff(inside[1:], axis=0)).sum(axis=1).min() > 60


def test_a_legend_names_the_classes_that_are_there_and_no_others():
    legend = plots.class_legend([np.array([[0, 3, 255]], np.uint8), np.array([[3, 8]], np.uint8)], CATALOG["camvid"])
    assert [name for name in legend if "void" not in name] == ["sky", "road", "vehicle"]
    assert tuple(legend["road"]) == tuple(CATALOG["camvid"].colours[3])


def test_a_grid_takes_colour_grey_and_empty_places(shown):
    pictures = [np.zeros((10, 20, 3), np.uint8), np.full((10, 20), 255, np.uint8), None]
    plots.show_grid(pictures, ["black", "white"], columns=2, alt="three places", legend={"thing": (255, 0, 0)})
    picture, metadata = shown[0]
    assert metadata["alt"] == "three places" and 900 <= picture.shape[1] <= 1050
    assert (picture[..., :3] == (255, 0, 0)).all(axis=-1).any()


def test_samples_are_shown_with_mask_and_overlay(shown):
    plots.show_samples(load_dataset("camvid", "val")[:2], CATALOG["camvid"], alt="two streets")
    assert shown[0][1]["alt"] == "two streets"


def test_curves_bars_and_errors_are_drawn(shown):
    rows = [{"epoch": n, "loss": 1 / n, "val_loss": 1.2 / n, "val_mean_iou": 0.1 * n} for n in (1, 2, 3)]
    plots.show_curves(rows, alt="curves")
    plots.show_bars({"stained": {"otsu": 0.4, "U-Net": 0.8}, "all": {"otsu": 0.5, "U-Net": 0.9}}, alt="bars")
    truth = np.eye(8, dtype=np.uint8)
    plots.show_errors([np.zeros((8, 8, 3), np.uint8)], [truth], [truth[::-1]], ["one"], alt="errors")
    assert [metadata["alt"] for _, metadata in shown] == ["curves", "bars", "errors"]


def test_a_box_encloses_its_pixels():
    _, axis = plt.subplots()
    plots.draw_boxes(axis, [(2, 3, 7, 11)], ["car"])
    box = axis.patches[0]
    assert (box.get_x(), box.get_y(), box.get_width(), box.get_height()) == (2.5, 1.5, 8, 5)
    assert axis.texts[0].get_text() == "car"
    plt.close("all")
