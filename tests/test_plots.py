"""Figures: right colours and numbers in the right places, alt text in the output, figures closed."""

import io

import keras
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


@pytest.fixture
def figures(monkeypatch):
    """The figures themselves, still open: a list of (figure, alt)."""
    kept = []
    for module in (plots.maps, plots.scores):
        monkeypatch.setattr(module, "show", lambda figure, alt: kept.append((figure, alt)))
    yield kept
    plt.close("all")


@pytest.fixture
def grids(monkeypatch):
    """The pictures, titles, columns and alt that a figure puts into a grid."""
    kept = []
    monkeypatch.setattr(plots.maps, "show_grid", lambda *grid: kept.append(grid))
    return kept


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
    masks = [np.array([[0, 3, 255]], np.uint8), np.array([[3, 8]], np.uint8)]
    legend = plots.class_legend(masks, CATALOG["camvid"])
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


def test_feature_maps_span_black_to_white_each_on_its_own(grids):
    maps = np.zeros((1, 2, 2, 4))
    maps[0, :, :, 0] = [[-1, 0], [1, 3]]
    maps[0, :, :, 1] = [[0, 10], [20, 40]]
    maps[0, :, :, 2] = 5
    plots.show_feature_maps(maps, ["edges"], "three maps", channels=3, columns=2)
    pictures, titles, columns, alt = grids[0]
    assert [picture[..., 0].tolist() for picture in pictures] == [
        [[0, 64], [128, 255]], [[0, 64], [128, 255]], [[0, 0], [0, 0]]]
    assert all(picture.shape == (2, 2, 3) and picture.dtype == np.uint8 for picture in pictures)
    assert titles == ["edges\n-1 to 3", "channel 2\n0 to 40", "channel 3\n5 everywhere"]
    assert (columns, alt) == (2, "three maps")


def test_feature_maps_with_one_range_keep_their_order(grids):
    maps = np.stack([np.full((2, 2), 1.0), np.array([[0, 2], [4, 5]])], axis=-1)
    plots.show_feature_maps(maps, alt="two maps", shared=True)
    flat, steps = (picture[..., 0] for picture in grids[0][0])
    assert (flat == 51).all() and steps.tolist() == [[0, 102], [204, 255]]
    assert [title.split("\n")[1] for title in grids[0][1]] == ["0 to 5", "0 to 5"]


def test_feature_maps_take_tensors_and_reach_the_notebook(shown):
    plots.show_feature_maps(keras.ops.ones((1, 3, 4, 9)), alt="eight of nine")
    assert shown[0][1]["alt"] == "eight of nine" and 900 <= shown[0][0].shape[1] <= 1050


def test_heat_lies_where_it_was_measured(figures):
    image = np.full((60, 80, 3), 90, np.uint8)
    heat = np.array([[0.1, 0.9], [0.4, 0.2]])
    plots.show_heat(image, heat, "a warm corner", label="share of road", part=(10, 20, 50, 60), limits=(0, 1))
    figure, alt = figures[0]
    plain, warm, scale = figure.axes
    grey, colours = warm.images
    assert np.array_equal(colours.get_array(), heat) and colours.get_clim() == (0, 1)
    assert colours.get_extent() == [19.5, 59.5, 49.5, 9.5]
    assert (warm.get_xlim(), warm.get_ylim()) == ((-0.5, 79.5), (59.5, -0.5)), "the whole picture stays in view"
    assert (scale.get_ylabel(), alt) == ("share of road", "a warm corner")
    assert np.array_equal(plain.images[0].get_array(), image) and grey.get_array().shape == (60, 80)


def test_heat_covers_the_picture_and_its_own_range_if_nothing_else_is_said(figures):
    plots.show_heat(np.zeros((60, 80, 3), np.uint8), np.array([[2.0, 7.0]]), "heat")
    colours = figures[0][0].axes[1].images[1]
    assert colours.get_extent() == [-0.5, 79.5, 59.5, -0.5] and colours.get_clim() == (2, 7)


def test_a_receptive_field_covers_its_pixels_and_is_seen_beyond_the_rim(figures):
    image = np.zeros((20, 30, 3), np.uint8)
    plots.show_field(image, [("first layer", 3, (10, 5)), ("bottleneck", 40, (9.5, 14.5))], "two fields")
    axis = figures[0][0].axes[0]
    outlines = [patch for patch in axis.patches if patch.get_label().endswith("px")]
    assert [patch.get_label() for patch in outlines] == ["first layer: 3 px", "bottleneck: 40 px"]
    assert [patch.get_bbox().extents.tolist() for patch in outlines] == [
        [3.5, 8.5, 6.5, 11.5], [-5.5, -10.5, 34.5, 29.5]]
    assert len({patch.get_linestyle() for patch in outlines}) == 2, "told apart without colour"
    (left, right), (bottom, top) = axis.get_xlim(), axis.get_ylim()
    assert left < -5.5 and right > 34.5 and top < -10.5 and bottom > 29.5
    assert len(axis.get_legend().get_texts()) == 2


def test_arrays_show_every_number_in_its_cell(figures):
    arrays = [np.array([[1, 2], [3, np.nan]]), np.array([0.125, -4.0, 1234.5])]
    plots.show_array(arrays, ["before", "after"], "two tables")
    figure, alt = figures[0]
    cells = [{text.get_position(): text.get_text() for text in axis.texts} for axis in figure.axes]
    assert cells == [{(0, 0): "1", (1, 0): "2", (0, 1): "3", (1, 1): ""},
                     {(0, 0): "0.125", (1, 0): "-4", (2, 0): "1234"}]
    assert [axis.get_title() for axis in figure.axes] == ["before", "after"] and alt == "two tables"
    sides = [axis.get_position() for axis in figure.axes]
    width, height = figure.get_size_inches()
    assert np.allclose([sides[0].width * width / 2, sides[0].height * height / 2, sides[1].height * height],
                       sides[1].width * width / 3), "all cells have one size"


def test_the_numbers_of_an_array_stand_out_from_their_cells(figures):
    plots.show_array([np.arange(30).reshape(5, 6)], ["0 to 29"], "thirty numbers")
    axis = figures[0][0].axes[0]
    shades = axis.images[0].get_array()
    assert (np.diff(np.ravel(shades)) > 0).all(), "the higher the lighter"
    for text in axis.texts:
        column, row = text.get_position()
        assert abs({"white": 1, "black": 0}[text.get_color()] - shades[row, column]) >= 0.5


@pytest.mark.parametrize("shared, shades", [(False, [[0.35, 1], [0.35, 1]]), (True, [[0.35, 0.675], [0.675, 1]])])
def test_arrays_share_their_grey_levels_if_asked_to(figures, shared, shades):
    plots.show_array([np.array([0, 2]), np.array([2, 4])], ["one", "two"], "two rows", shared=shared)
    assert np.allclose([axis.images[0].get_array()[0] for axis in figures[0][0].axes], shades)


def test_each_seed_is_a_dot_and_each_mean_a_line(figures):
    plots.show_seeds({"with skips": [0.5, 0.7, 0.6], "without": [0.2, 0.2, 0.5]}, "skips win", label="score")
    axis = figures[0][0].axes[0]
    dots = [line for line in axis.lines if line.get_marker() == "o"]
    means = [line for line in axis.lines if line.get_marker() != "o"]
    assert [list(line.get_ydata()) for line in dots] == [[0.5, 0.7, 0.6], [0.2, 0.2, 0.5]]
    assert all(len(set(line.get_xdata())) == 3 for line in dots), "equal scores do not hide each other"
    assert [np.round(np.mean(line.get_xdata())) for line in dots] == [0, 1]
    assert [line.get_ydata() for line in means] == [pytest.approx([0.6, 0.6]), pytest.approx([0.3, 0.3])]
    assert [label.get_text() for label in axis.get_xticklabels()] == ["with skips", "without"]
    assert {"0.600", "0.300"} <= {text.get_text() for text in axis.texts} and axis.get_ylabel() == "score"


@pytest.mark.parametrize("draw, remedy", [
    (lambda: plots.show_feature_maps(np.zeros((2, 4, 4, 3)), alt="x"), "maps\\[0\\]"),
    (lambda: plots.show_heat(np.zeros((4, 4, 3), np.uint8), np.zeros((4, 4, 2)), "x"), "heat\\[..., 0\\]"),
    (lambda: plots.show_array([np.zeros((2, 2, 2))], ["cube"], "x"), "cube is .* Choose one channel"),
    (lambda: plots.show_field(np.zeros((4, 4, 3), np.uint8), [("a", 1, (0, 0))] * 6, "x"), "Show 5 at most"),
])
def test_arrays_of_another_shape_are_refused_with_a_remedy(draw, remedy):
    with pytest.raises(ValueError, match=remedy):
        draw()
