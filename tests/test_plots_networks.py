"""The drawn U: boxes in their places, every step an arrow, every number where it belongs and readable."""

from itertools import combinations, pairwise

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers
from matplotlib.patches import Circle, Polygon, Rectangle
from small_networks import FILTERS, NETWORKS, PAPER_CHANNELS, PAPER_SIDES

from helpers.models import build_unet
from helpers.models.paper import paper_unet
from helpers.plots import WIDTH, blank_answers, draw_unet, networks, read_levels
from helpers.plots.layout import place_boxes


@pytest.fixture(scope="module")
def the_paper():
    return paper_unet()


@pytest.fixture(scope="module", params=NETWORKS)
def network(request):
    return NETWORKS[request.param]()


@pytest.fixture
def drawn(monkeypatch):
    """What notebooks would show: a list of (figure, alt)."""
    figures = []
    monkeypatch.setattr(networks, "show", lambda figure, alt: figures.append((figure, alt)))
    yield figures
    plt.close("all")


def written(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def hatched(axis):
    return [patch for patch in axis.patches if isinstance(patch, Rectangle) and patch.get_hatch()]


@settings(max_examples=8, deadline=None)
@given(st.integers(2, 4), st.sampled_from(["concatenate", "add", "none"]), st.booleans(),
       st.sampled_from(["transposed2", "transposed3", "bilinear"]), st.integers(8, 40), st.integers(8, 40))
def test_any_u_goes_down_as_often_as_up_without_collisions(depth, skips, residual, up, height, width):
    model = build_unet(filters=(2, 3, 4, 5)[:depth], skips=skips, residual=residual, upsampling=up)
    boxes, arrows = read_levels(model, (height, width))
    kinds = [arrow.kind for arrow in arrows]
    assert kinds.count("pooling") == kinds.count("up") == depth - 1
    assert (boxes[-1].height, boxes[-1].width, boxes[-1].channels) == (height, width, 2)
    assert_well_placed(boxes, arrows)


def assert_well_placed(boxes, arrows):
    places = place_boxes(boxes, arrows)
    for place in places:
        assert place.left >= 0 and place.right <= WIDTH and place.top <= 0
    for one, other in combinations(places, 2):
        beside = one.right < other.left or other.right < one.left
        assert beside or one.bottom > other.top or other.bottom > one.top
    for arrow in arrows:
        start, end = places[arrow.start], places[arrow.end]
        if boxes[arrow.start].stride < boxes[arrow.end].stride:
            assert end.top < start.bottom
        elif boxes[arrow.start].stride > boxes[arrow.end].stride:
            assert end.bottom > start.top
        else:
            assert end.left > start.right and end.middle == start.middle


def test_boxes_are_placed_as_a_u(network):
    assert_well_placed(*read_levels(network))


def test_wider_means_more_channels_and_higher_means_more_pixels(the_paper):
    boxes, arrows = read_levels(the_paper)
    places = place_boxes(boxes, arrows)
    for one, other in combinations(range(len(boxes)), 2):
        if boxes[one].channels != boxes[other].channels:
            more = boxes[one].channels > boxes[other].channels
            assert (places[one].width > places[other].width) == more
        if boxes[one].height != boxes[other].height:
            assert (places[one].height > places[other].height) == (boxes[one].height > boxes[other].height)


def test_the_drawing_says_every_number_of_the_papers_figure(drawn, the_paper):
    draw_unet(the_paper)
    figure, alt = drawn[0]
    texts = written(figure)
    joined = {128: "64+64", 256: "128+128", 512: "256+256", 1024: "512+512"}
    for channels in set(PAPER_CHANNELS):
        assert texts.count(joined.get(channels)) == (channels in joined)
        assert texts.count(str(channels)) == PAPER_CHANNELS.count(channels) - (channels in joined)
    assert sorted(text for text in texts if text.endswith("²")) == sorted(f"{side}²" for side in PAPER_SIDES)
    for words in ("3x3 convolution + ReLU", "2x2 max pooling", "2x2 up-convolution", "copy and crop",
                  "1x1 convolution", "picture", "answer"):
        assert texts.count(words) == 1
    assert figure.get_size_inches()[0] == WIDTH
    assert alt == ("The network paper_unet drawn as a U: 572x572x1 in, 5 levels down to 28x28x1024, "
                   "388x388x2 out, 4 copies across, 4 maps joined.")


def test_a_padded_network_says_its_sides_once_per_level_and_side_of_the_u(drawn):
    draw_unet(build_unet(filters=FILTERS), alt="mine", input_size=(32, 40))
    figure, alt = drawn[0]
    assert [text for text in written(figure) if "x" in text and text[0].isdigit() and " " not in text] == [
        "32x40", "16x20", "8x10", "16x20", "32x40", "32x40"]
    assert alt == "mine"


def test_every_step_is_an_arrow_that_ends_at_its_box(drawn, network):
    boxes, arrows = read_levels(network)
    places = place_boxes(boxes, arrows)
    draw_unet(network)
    axis = drawn[0][0].axes[0]
    assert all(np.ptp(line.get_xydata(), axis=0).max() > 0.12 for line in axis.lines), "long enough to be seen"
    heads = [patch.get_xy() for patch in axis.patches if isinstance(patch, Polygon)]
    explained = {arrow.kind for arrow in arrows}
    assert len(heads) == len(arrows) + len(explained)
    for arrow, (tip, *_) in zip(arrows, heads, strict=False):
        end = places[arrow.end]
        assert end.left - 0.1 <= tip[0] <= end.right
        assert end.bottom - 0.5 <= tip[1] <= end.top + 0.3


def test_joins_are_shown_as_what_they_are(drawn):
    for kind in ("unet", "added"):
        draw_unet(NETWORKS[kind]())
    joined, added = (figure.axes[0] for figure, _ in drawn)
    # Two joins each, and the sample in the legend.
    assert [len(hatched(axis)) for axis in (joined, added)] == [3, 0]
    assert [sum(isinstance(patch, Circle) for patch in axis.patches) for axis in (joined, added)] == [0, 3]
    assert [text.get_text() for text in added.texts].count("+") == 3


def test_the_copied_part_of_a_join_is_as_wide_as_its_share(drawn):
    picture = keras.Input((16, 16, 4))
    wide = layers.Conv2D(12, 3, padding="same")(picture)
    draw_unet(keras.Model(picture, layers.Concatenate()([picture, wide])))
    axis = drawn[0][0].axes[0]
    copied, _ = hatched(axis)
    own, = [patch for patch in axis.patches if isinstance(patch, Rectangle)
            and patch.get_x() == pytest.approx(copied.get_x() + copied.get_width())]
    assert own.get_width() == pytest.approx(3 * copied.get_width())


@pytest.mark.parametrize("blank", [False, True])
def test_no_words_overlap_meet_a_line_or_leave_the_figure(drawn, network, blank):
    draw_unet(network, blank=blank)
    figure = drawn[0][0]
    figure.canvas.draw()
    texts = [text for text in figure.axes[0].texts if text.get_text() not in "+×"]
    frames = [text.get_window_extent() for text in texts]
    for (one, frame), (other, second) in combinations(zip(texts, frames, strict=True), 2):
        assert not frame.overlaps(second), f"{one.get_text()!r} and {other.get_text()!r} overlap"
    paper = figure.bbox
    for text, frame in zip(texts, frames, strict=True):
        assert paper.x0 <= frame.x0 and frame.x1 <= paper.x1 and frame.y0 >= paper.y0, text.get_text()
        assert text.get_fontsize() >= 6
    for line in figure.axes[0].lines:
        way = np.linspace(0, 1, 40)[:, None]
        corners = line.get_transform().transform(line.get_xydata())
        for begin, end in pairwise(corners):
            for text, frame in zip(texts, frames, strict=True):
                assert not frame.count_contains(begin + way * (end - begin)), f"a line crosses {text.get_text()!r}"


def test_a_step_that_differs_from_the_usual_one_is_named_beside_its_arrow(drawn):
    draw_unet(NETWORKS["fcn 8s"]())
    texts = written(drawn[0][0])
    assert texts.count("bilinear enlarging x8") == 1 and texts.count("4x4 up-convolution x2") == 1
    assert "3x3 convolution (+ normalisation) + ReLU" in texts


def test_a_blank_paper_u_asks_for_ten_boxes_and_knows_the_answers(the_paper):
    assert blank_answers(the_paper) == {
        "A": (568, 64), "B": (280, 128), "C": (136, 256), "D": (64, 512), "E": (28, 1024),
        "F": (56, 1024), "G": (104, 512), "H": (200, 256), "I": (392, 128), "J": (388, 2),
    }


def test_a_blank_u_shows_letters_in_place_of_the_answers(drawn, the_paper):
    draw_unet(the_paper, blank=True)
    figure, alt = drawn[0]
    texts = written(figure)
    answers = blank_answers(the_paper)
    assert sorted(text for text in texts if len(text) == 1 and text.isalpha()) == sorted(answers)
    assert [text for text in texts if text.endswith("²")] == ["572²"]
    numbers = [text for text in texts if text[0].isdecimal() and " " not in text]
    assert numbers == ["1", "572²"], "all but the picture's own could be read off their neighbours"
    assert "10 of the 28 feature maps" in alt and "1024" not in alt


def test_letters_stand_on_the_boxes_that_they_ask_for(drawn, the_paper):
    boxes, arrows = read_levels(the_paper)
    places = place_boxes(boxes, arrows)
    draw_unet(the_paper, blank=True)
    for letter, answer in blank_answers(the_paper).items():
        text, = [text for text in drawn[0][0].axes[0].texts if text.get_text() == letter]
        above, = [box for box, place in zip(boxes, places, strict=True)
                  if place.centre == text.get_position()[0] and 0 < text.get_position()[1] - place.top < 0.2]
        assert (above.height, above.channels) == answer


def test_a_blank_u_of_oblong_maps_has_no_answers():
    with pytest.raises(ValueError, match="input_size=\\(128, 128\\)"):
        blank_answers(build_unet(filters=FILTERS))
