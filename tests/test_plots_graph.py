"""What is read off a network: the feature maps and steps that it has, whatever its layers are called."""

import keras
import numpy as np
import pytest
from keras import layers, ops
from small_networks import FILTERS, NETWORKS, PAPER_CHANNELS, PAPER_SIDES

from helpers.models import build_unet
from helpers.models.fcn import build_classifier, build_convolutional_classifier, build_fcn
from helpers.models.paper import paper_unet
from helpers.plots import read_levels


@pytest.fixture(scope="module")
def the_paper():
    return paper_unet()


@pytest.fixture(scope="module", params=NETWORKS)
def network(request):
    return NETWORKS[request.param]()


def into(boxes, arrows, kind):
    """Returns (start, end, arrow) for the arrows of a kind, starts and ends as boxes."""
    return [(boxes[arrow.start], boxes[arrow.end], arrow) for arrow in arrows if arrow.kind == kind]


def test_the_papers_network_has_the_sides_and_channels_of_its_figure_1(the_paper):
    boxes, _ = read_levels(the_paper)
    assert [box.height for box in boxes] == [box.width for box in boxes] == PAPER_SIDES
    assert [box.channels for box in boxes] == PAPER_CHANNELS
    assert [box.copied for box in boxes if box.kind == "joined"] == [512, 256, 128, 64]


def test_the_papers_network_has_23_convolutions_in_the_kinds_of_its_figure_1(the_paper):
    _, arrows = read_levels(the_paper)
    texts = [arrow.text for arrow in arrows]
    assert {text: texts.count(text) for text in texts} == {
        "3x3 convolution": 18, "2x2 max pooling": 4, "2x2 up-convolution": 4, "1x1 convolution": 1,
        "copy and crop": 4,
    }
    assert {arrow.then for arrow in arrows if arrow.kind == "convolution"} == {("ReLU",)}
    assert arrows[-1].then == ()


def test_each_box_has_the_shape_of_its_layers_output(network):
    boxes, _ = read_levels(network)
    assert len({box.name for box in boxes}) == len(boxes)
    for box in boxes:
        shape = tuple(network.get_layer(box.name).output.shape[1:])
        assert shape == ((box.channels,) if box.kind == "vector" else (box.height, box.width, box.channels))


@pytest.mark.parametrize("size", [(32, 48), (29, 43)])
def test_at_open_sides_the_boxes_have_the_shapes_of_a_real_run(size):
    model = build_unet(filters=FILTERS, residual=True, upsampling="bilinear", stem_stride=2)
    boxes, _ = read_levels(model, size)
    probe = keras.Model(model.input, [model.get_layer(box.name).output for box in boxes])
    results = probe(np.zeros((1, *size, 3), "float32"))
    assert [(box.height, box.width, box.channels) for box in boxes] == [tuple(r.shape[1:]) for r in results]
    default, _ = read_levels(model)
    assert (default[0].height, default[0].width) == (128, 160)


def test_every_layer_with_weights_is_told_once(network):
    _, arrows = read_levels(network)
    kinds = [arrow.kind for arrow in arrows]
    convolutions = [layer for layer in network.layers if isinstance(layer, (layers.Conv2D, layers.Dense))]
    ups = [layer for layer in network.layers if isinstance(layer, (layers.Conv2DTranspose, layers.UpSampling2D))]
    pools = [layer for layer in network.layers if isinstance(layer, layers.MaxPooling2D)]
    assert sum(kind in ("convolution", "1x1", "dense") for kind in kinds) == len(convolutions)
    assert kinds.count("up") == len(ups) and kinds.count("pooling") == len(pools)
    words = [word for arrow in arrows for word in arrow.then]
    norms = [layer for layer in network.layers if isinstance(layer, layers.BatchNormalization)]
    assert words.count("normalisation") == len(norms)


@pytest.mark.parametrize("name", sorted(set(NETWORKS) - {"paper", "odd sides", "classifier"}))
def test_where_all_is_padded_the_stride_is_how_much_the_sides_shrank(name):
    boxes, arrows = read_levels(NETWORKS[name]())
    assert [boxes[0].height / box.height for box in boxes] == [box.stride for box in boxes]
    assert not {"pad", "crop"} & {arrow.kind for arrow in arrows}, "nothing is added or cut where nothing needs it"


def test_without_padding_the_rim_does_not_count_as_a_level(the_paper):
    strides = [box.stride for box in read_levels(the_paper)[0]]
    assert strides == [1] * 3 + [2] * 3 + [4] * 3 + [8] * 3 + [16] * 3 + [8] * 3 + [4] * 3 + [2] * 3 + [1] * 4


@pytest.mark.parametrize("skips, kind, copied", [("concatenate", "joined", 8), ("add", "added", 0)])
def test_skip_connections_lead_across_on_their_level(skips, kind, copied):
    boxes, arrows = read_levels(build_unet((32, 40, 3), filters=(8, 16), skips=skips))
    (start, end, arrow), = into(boxes, arrows, "copy")
    assert (start.name, end.kind, end.copied) == ("down1_conv2", kind, copied)
    assert start.stride == end.stride == 1 and (start.height, start.width) == (end.height, end.width)
    (below, above, _), = into(boxes, arrows, "up")
    assert above is end and below.stride == 2
    assert arrows.index(arrow) < [a.kind for a in arrows].index("up"), "the main path comes last"


def test_without_skips_nothing_is_copied():
    boxes, arrows = read_levels(build_unet((32, 40, 3), filters=FILTERS, skips="none"))
    assert {box.kind for box in boxes} == {"picture", "map"} and not into(boxes, arrows, "copy")
    assert len(arrows) == len(boxes) - 1


def test_a_residual_block_carries_its_input_past_two_convolutions():
    boxes, arrows = read_levels(build_unet((32, 40, 8), filters=(8, 16), residual=True, skips="none"))
    past = [arrow for arrow in arrows if arrow.kind in ("copy", "1x1") and boxes[arrow.end].kind == "added"]
    assert [(arrow.kind, arrow.then, boxes[arrow.start].name, boxes[arrow.end].name) for arrow in past] == [
        ("copy", (), "picture", "down1_add"),
        ("1x1", ("normalisation",), "down1_pool", "bottleneck_add"),
        ("copy", (), "up1_up", "up1_add"),
    ]


def test_an_fcn_adds_scores_read_off_the_third_and_fourth_pooling():
    boxes, arrows = read_levels(build_fcn((64, 96, 3), 5, stride=8))
    side_ways = [(start, end) for start, end, _ in into(boxes, arrows, "1x1") if end.kind == "added"]
    assert [(start.stride, start.height, end.height, end.channels) for start, end in side_ways] == [
        (16, 4, 4, 5), (8, 8, 8, 5)]
    assert [start.name for start, _ in side_ways] == ["down4_pool", "down3_pool"]
    texts = [arrow.text for _, _, arrow in into(boxes, arrows, "up")]
    assert texts == ["4x4 up-convolution x2", "4x4 up-convolution x2", "bilinear enlarging x8"]


def test_a_classifier_loses_its_sides_where_it_is_flattened():
    boxes, arrows = read_levels(build_classifier((64, 64, 3), 5, hidden=6))
    assert [(box.kind, box.channels) for box in boxes[-4:]] == [
        ("map", 64), ("vector", 256), ("vector", 6), ("vector", 5)]
    assert [(arrow.kind, arrow.text, arrow.then) for arrow in arrows[-3:]] == [
        ("flatten", "flatten", ()), ("dense", "dense layer", ("ReLU",)), ("dense", "dense layer", ())]


def test_the_twin_of_a_classifier_ends_in_a_large_and_a_small_convolution():
    boxes, arrows = read_levels(build_convolutional_classifier((64, 96), num_classes=5), (96, 128))
    assert [arrow.text for arrow in arrows[-2:]] == ["2x3 convolution", "1x1 convolution"]
    assert [(box.height, box.width) for box in boxes[-3:]] == [(3, 4), (2, 2), (2, 2)]


def test_a_stem_with_a_stride_goes_down_without_pooling():
    boxes, arrows = read_levels(build_unet((32, 40, 3), filters=(8, 16), stem_stride=2))
    assert arrows[0].text == "3x3 convolution, stride 2"
    assert [box.stride for box in boxes[:2]] == [1, 2] and boxes[-1].stride == 1


def test_odd_sides_are_padded_first_and_cropped_last():
    boxes, arrows = read_levels(build_unet(filters=FILTERS), (27, 33))
    assert (arrows[0].kind, boxes[1].height, boxes[1].width) == ("pad", 28, 36)
    assert (arrows[-1].kind, boxes[-1].height, boxes[-1].width) == ("crop", 27, 33)
    assert {box.stride for box in boxes} == {1, 2, 4}


def test_names_play_no_part():
    model = build_unet((32, 40, 3), filters=FILTERS, residual=True)
    numbers = iter(range(1000))

    def renamed(layer):
        return layer.from_config({**layer.get_config(), "name": f"n{next(numbers)}"})

    other = keras.models.clone_model(model, clone_function=renamed)
    (boxes, arrows), (other_boxes, other_arrows) = read_levels(model), read_levels(other)
    assert other_arrows == arrows
    assert [vars(box) | {"name": ""} for box in other_boxes] == [vars(box) | {"name": ""} for box in boxes]


def test_models_inside_models_shared_layers_and_bare_operations_are_followed():
    picture = keras.Input((32, 32, 3))
    block = keras.Sequential([keras.Input((32, 32, 8)), layers.Conv2D(8, 3, padding="same"), layers.ReLU()])
    first = layers.Conv2D(8, 5, padding="same")(picture)
    x = block(block(first)) + first
    x = ops.concatenate([x, first], axis=-1)[:, 2:-2, 2:-2]
    boxes, arrows = read_levels(keras.Model(picture, layers.Resizing(56, 56)(x)))
    assert [(box.kind, box.height, box.channels) for box in boxes] == [
        ("picture", 32, 3), ("map", 32, 8), ("map", 32, 8), ("added", 32, 8), ("joined", 32, 16), ("map", 28, 16),
        ("map", 56, 16)]
    assert [(arrow.start, arrow.end, arrow.text, arrow.then) for arrow in arrows] == [
        (0, 1, "5x5 convolution", ()), (1, 2, "3x3 convolution", ("ReLU",)), (1, 3, "copy", ()),
        (2, 3, "3x3 convolution", ("ReLU",)), (1, 4, "copy", ()), (3, 4, "copy", ()), (4, 5, "crop", ()),
        (5, 6, "bilinear enlarging x2", ())]


def test_reading_leaves_the_model_as_it_was():
    model = build_unet(filters=FILTERS)
    calls = [len(layer._inbound_nodes) for layer in model.layers]
    read_levels(model, (32, 32))
    assert [len(layer._inbound_nodes) for layer in model.layers] == calls
    assert model.input_shape == (None, None, None, 3)


@pytest.mark.parametrize("model, size, words", [
    (keras.Sequential([layers.Conv2D(4, 3)]), None, "keras.Input"),
    (keras.Sequential([keras.Input((7,)), layers.Dense(2)]), None, "only networks for pictures"),
    (build_unet((32, 32, 3), filters=(4, 8)), (64, 64), "Leave input_size out"),
    (paper_unet((None, None, 1), filters=FILTERS), (16, 16), "Give another input_size"),
])
def test_what_cannot_be_drawn_is_refused_with_a_remedy(model, size, words):
    with pytest.raises(ValueError, match=words):
        read_levels(model, size)
