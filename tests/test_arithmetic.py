"""The arithmetic of networks against lit pixels, TensorFlow's own profiler, hand cases and measured memory."""

import math
import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from keras import layers

from helpers.models import (
    build_classifier,
    build_convolutional_classifier,
    build_encoder_decoder,
    build_fcn,
    build_unet,
    paper_unet,
)
from helpers.models.arithmetic import activation_memory, cost_table, layer_costs, receptive_field
from helpers.models.sizes import CentreCropTo
from helpers.models.walk import shapes_at, steps

ROOT = Path(__file__).resolve().parents[1]
WIDE = (64, 128, 256, 512, 1024)


def chain(*stack, channels=1, sides=(None, None)):
    picture = keras.Input((*sides, channels), name="picture")
    x = picture
    for layer in stack:
        x = layer(x)
    return keras.Model(picture, x)


def up_to(model, name):
    return keras.Model(model.input, model.get_layer(name).output)


# Receptive field ------------------------------------------------------------------------------------------------


def rows_seen(model, height, width):
    """Lights one row of a black picture at a time; which rows of the output wake up?

    With kernels above zero nothing cancels: every way that exists lets light through, poolings and ReLUs too.

    Returns:
        bool (rows of the output, rows of the picture).
    """
    for weight in model.trainable_weights:
        if len(weight.shape) == 4:
            weight.assign(np.full(weight.shape, 1 / math.prod(weight.shape[:3]), "float32"))
    pictures = np.zeros((height, height, width, model.input_shape[-1]), "float32")
    pictures[range(height), range(height)] = 1
    answers = [np.asarray(model(part, training=False)) for part in np.split(pictures, range(64, height, 64))]
    return (np.concatenate(answers).max(axis=(2, 3)) > 0).T


def lit_field(model, height, width, stride, spacing=1):
    """(size, before, after), the largest over one period of output rows in the middle; (sizes) of all of them."""
    seen = rows_seen(model, height, width)
    border = (height - len(seen) * spacing) // 2
    start = (len(seen) - stride // spacing) // 2
    found = []
    for row in range(start, start + stride // spacing):
        first, last = np.flatnonzero(seen[row])[[0, -1]].tolist()
        assert first > 0 and last < height - 1, "the picture is too small for this test"
        found.append((last - first + 1, border + row * spacing - first, last - border - (row + 1) * spacing + 1))
    return tuple(map(max, zip(*found, strict=True))), {size for size, _, _ in found}


@pytest.mark.parametrize(("options", "expected"), [
    ({}, (44, 4, 23, 23)),
    ({"upsampling": "transposed3"}, (48, 4, 26, 23)),
    ({"upsampling": "bilinear"}, (52, 4, 26, 26)),
    ({"skips": "none"}, (44, 4, 23, 23)),
    ({"skips": "add", "residual": True}, (44, 4, 23, 23)),
    ({"normalisation": None, "dropout": 0.2, "head_filters": 2}, (48, 4, 24, 24)),
    ({"stem_stride": 2}, (97, 8, 48, 49)),
])
def test_field_of_the_padded_unet_is_what_lit_pixels_find(options, expected):
    model = build_unet(**{"filters": (2, 2, 2), **options})
    field = receptive_field(model)
    assert field == expected
    assert lit_field(model, 128, 8, field.stride)[0] == (field.size, field.before, field.after)


def test_bottleneck_of_the_paper_sees_140_pixels():
    # 1, then 4 + 1, 8 + 2, 16 + 4, 32 + 8, 64: two convolutions add 4 j, a pooling adds j, at j = 1, 2, 4, 8, 16
    model = paper_unet(filters=(1,) * 5)
    assert receptive_field(up_to(model, "bottleneck_relu2"))[:2] == (140, 16)
    pooled = [receptive_field(up_to(model, f"down{level}_pool"))[:2] for level in (1, 2, 3, 4)]
    assert pooled == [(6, 2), (16, 4), (36, 8), (76, 16)]


def test_an_output_pixel_of_the_paper_sees_188_or_204_pixels():
    # Back from one output pixel: two convolutions read 5 rows; these come from 3 rows of the level below, whose
    # convolutions read 7; from 4, read 8; from 4 or 5, read 8 or 9; from 4 or 5 rows of the bottleneck. Those lie
    # 16 pixels apart, and each sees 140: 140 + 3 * 16 = 188, or 140 + 4 * 16 = 204.
    model = paper_unet((None, None, 1), filters=(1,) * 5)
    field = receptive_field(model)
    assert field == (204, 16, 107, 107)
    assert lit_field(model, 252, 188, 16) == ((204, 107, 107), {188, 204})
    assert receptive_field(paper_unet(filters=(1,) * 5)) == field, "sides that are known change nothing"


@pytest.mark.parametrize(("build", "spacing"), [
    (lambda: build_fcn(filters=(1,) * 5, hidden=1, stride=8), 1),
    (lambda: build_encoder_decoder(filters=(1,) * 5), 1),
    (lambda: build_convolutional_classifier(filters=(1,) * 5, hidden=1), 32),
    (lambda: build_convolutional_classifier((96, 32), filters=(1,) * 5, hidden=1), 32),
], ids=["fcn8s", "encoder_decoder", "twin", "oblong twin"])
def test_field_of_the_fcn_family_is_what_lit_pixels_find(build, spacing):
    model = build()
    field = receptive_field(model)
    assert field.stride == 32
    assert lit_field(model, 384, 64, 32, spacing)[0] == (field.size, field.before, field.after)


kernel, stride, rim = st.integers(1, 5), st.integers(1, 3), st.integers(0, 3)
padding = st.sampled_from(["same", "valid"])
TALL_LAYERS = {
    "convolution": lambda k, s, p: layers.Conv2D(1, (k, 1), (s, 1), p),
    "dilated": lambda k, d, p: layers.Conv2D(1, (k, 1), dilation_rate=(d, 1), padding=p),
    "max": lambda k, s, p: layers.MaxPooling2D((k, 1), (s, 1), p),
    "average": lambda k, s, p: layers.AveragePooling2D((k, 1), (s, 1), p),
    "transposed": lambda k, s, p: layers.Conv2DTranspose(1, (k, 1), (s, 1), p),
    "bilinear": lambda k, s, p: layers.UpSampling2D((s, 1), interpolation="bilinear"),
    "nearest": lambda k, s, p: layers.UpSampling2D((s, 1)),
    "padded": lambda k, s, p: layers.ZeroPadding2D(((k, s), (0, 0))),
    "cropped": lambda k, s, p: layers.Cropping2D(((k, s), (0, 0))),
}


def divides_evenly(model, height):
    """Whether every window of the network fits its map without a remainder."""
    sides = {name: shape[0] for name, shape in shapes_at(model, (height, 1)).items()}
    for layer, sources in steps(model):
        if isinstance(layer, (layers.Conv2D, layers.MaxPooling2D, layers.AveragePooling2D)):
            size = getattr(layer, "pool_size", None) or layer.kernel_size
            reach = 1 + (size[0] - 1) * getattr(layer, "dilation_rate", (1, 1))[0]
            rest = sides[sources[0]] - (0 if layer.padding == "same" else reach)
            if rest % layer.strides[0]:
                return False
    return True


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(TALL_LAYERS)), kernel, stride, padding), min_size=1, max_size=4))
def test_any_chain_sees_what_lit_pixels_find(plan):
    model = chain(*[TALL_LAYERS[kind](*numbers) for kind, *numbers in plan])
    field = receptive_field(model)
    enough = 40 + 2 * field.size + 20 * field.stride
    height = next((height for height in range(enough, enough + 81) if divides_evenly(model, height)), None)
    assume(height)
    seen = rows_seen(model, height, 1)
    whole = [np.flatnonzero(row) for row in seen if row.any() and not row[0] and not row[-1]]
    assert max(rows[-1] - rows[0] + 1 for rows in whole) == field.size


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(kernel, stride, padding, st.booleans()), min_size=1, max_size=5))
def test_a_chain_of_convolutions_and_poolings_follows_the_published_formula(plan):
    # Araujo, Norris, Sim (Distill 2019), equation 2: r = 1 + the sum of (k_l - 1) times the strides before l
    model = chain(*[
        layers.MaxPooling2D(k, s, p) if pooled else layers.Conv2D(1, k, s, p) for k, s, p, pooled in plan
    ])
    strides = [s for _, s, _, _ in plan]
    size = 1 + sum((k - 1) * math.prod(strides[:place]) for place, (k, _, _, _) in enumerate(plan))
    assert receptive_field(model)[:2] == (size, math.prod(strides))


def test_total_stride_is_the_step_by_which_a_picture_may_move():
    keras.utils.set_random_seed(3)
    model = build_unet((None, None, 1), filters=(4, 4, 4), normalisation=None)
    large = np.random.default_rng(0).random((1, 160, 160, 1), dtype=np.float32)
    still = np.asarray(model(large[:, :128, :128]))[:, 32:96, 32:96]
    agree = []
    for step in range(1, 9):
        moved = np.asarray(model(large[:, step : 128 + step, :128]))[:, 32 - step : 96 - step, 32:96]
        agree.append(np.allclose(still, moved, atol=1e-5))
    assert receptive_field(model).stride == 4
    assert agree == [step % 4 == 0 for step in range(1, 9)]


def test_nothing_outside_the_field_changes_an_output_pixel():
    keras.utils.set_random_seed(0)
    model = build_unet(filters=(4, 4, 4), upsampling="transposed3")
    field = receptive_field(model)
    calm, changed = np.random.default_rng(1).random((2, 1, 128, 128, 3), dtype=np.float32)
    for row in range(62, 66):
        inside = slice(row - field.before, row + field.after + 1)
        changed[:, inside, inside] = calm[:, inside, inside]
        answers = (np.asarray(model(picture))[:, row, row] for picture in (calm, changed))
        assert np.allclose(*answers, atol=1e-5)
        changed = np.random.default_rng(row).random((1, 128, 128, 3), dtype=np.float32)


@pytest.mark.parametrize("layer", [
    layers.GroupNormalization(1), layers.LayerNormalization(axis=(1, 2, 3)), layers.GlobalAveragePooling2D(),
    layers.GlobalMaxPooling2D(), layers.Flatten(),
], ids=lambda layer: type(layer).__name__)
def test_a_layer_that_mixes_the_whole_picture_has_no_bounded_field(layer):
    field = receptive_field(chain(layers.MaxPooling2D(2), layer, sides=(16, 16)))
    assert field == (math.inf, 2, math.inf, math.inf)


def test_normalising_over_channels_or_batches_widens_nothing():
    stack = [layers.Conv2D(4, 3), layers.LayerNormalization(), layers.BatchNormalization(), layers.Dense(2)]
    assert receptive_field(chain(*stack)) == (3, 1, 1, 1)


def test_the_longer_way_counts():
    picture = keras.Input((None, None, 1))
    far = layers.Conv2D(1, 9, padding="same")(picture)
    near = layers.Conv2D(1, 3, padding="same")(picture)
    assert receptive_field(keras.Model(picture, layers.Add()([near, far]))) == (9, 1, 4, 4)


def test_a_centre_crop_looks_at_the_middle_and_not_at_its_reference():
    picture = keras.Input((None, None, 1))
    wide = layers.Conv2D(1, 5, padding="same")(layers.MaxPooling2D(2)(picture))
    small = layers.Conv2D(1, 5)(layers.Conv2D(1, 5)(layers.MaxPooling2D(2)(picture)))
    model = keras.Model(picture, CentreCropTo()([wide, small]))
    # 5 neighbours, 2 pixels apart: 4 to the left of the output's own 2 pixels, 4 to the right
    assert receptive_field(model) == (10, 2, 4, 4)
    assert lit_field(model, 64, 32, 2, spacing=2)[0] == (10, 4, 4)


def test_the_axis_that_sees_further_counts():
    assert receptive_field(chain(layers.Conv2D(1, (1, 5)), layers.MaxPooling2D((3, 2)))) == (6, 6, 2, 2)


def test_unknown_layers_and_models_are_named_with_a_remedy():
    with pytest.raises(ValueError, match=r"'loud' is a GaussianNoise.*LAYOUTS"):
        receptive_field(chain(layers.GaussianNoise(0.1, name="loud")))
    with pytest.raises(ValueError, match=r"'odd' interpolates 'bicubic': use 'nearest' or 'bilinear'"):
        receptive_field(chain(layers.UpSampling2D(2, interpolation="bicubic", name="odd")))
    with pytest.raises(ValueError, match=r"'stacked' puts maps side by side along axis 1: use axis=-1"):
        picture = keras.Input((8, 8, 1))
        receptive_field(keras.Model(picture, layers.Concatenate(axis=1, name="stacked")([picture, picture])))
    with pytest.raises(ValueError, match=r"'wide' has dilation_rate or output_padding"):
        receptive_field(chain(layers.Conv2DTranspose(1, 3, dilation_rate=2, name="wide")))
    with pytest.raises(ValueError, match=r"'raw' is a Sequential.*keras.Model\(model.inputs, model.outputs\)"):
        receptive_field(keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(1, 3)], name="raw"))
    with pytest.raises(ValueError, match=r"has 1 inputs and 2 outputs"):
        picture = keras.Input((8, 8, 1))
        receptive_field(keras.Model(picture, [picture, layers.ReLU()(picture)]))


def test_a_layer_called_twice_is_named():
    twice = layers.Conv2D(1, 3, padding="same", name="twice")
    picture = keras.Input((8, 8, 1))
    model = keras.Model(picture, layers.ReLU(name="after")(twice(twice(picture))))
    with pytest.raises(ValueError, match="called more than once.*set_weights"):
        receptive_field(model)


def test_the_remedy_for_a_sequential_model_works():
    model = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(1, 3)])
    assert receptive_field(keras.Model(model.inputs, model.outputs)).size == 3


# Parameters and multiply-adds -----------------------------------------------------------------------------------


def operations_by_tensorflow(model, size):
    """FLOPs of one picture by kind of operation, from TensorFlow's profiler; a multiply-add is two."""
    import tensorflow as tf
    call = tf.function(lambda x: model(x, training=False))
    graph = call.get_concrete_function(tf.TensorSpec((1, *size, model.input_shape[-1]))).graph
    profiler = tf.compat.v1.profiler
    options = profiler.ProfileOptionBuilder(profiler.ProfileOptionBuilder.float_operation())
    node = profiler.profile(graph, cmd="op", options=options.with_empty_output().build())
    found = {}
    while node.children:
        node = node.children[0]
        found[node.name] = node.float_ops
    return found


@pytest.mark.parametrize(("build", "size", "uncounted"), [
    (lambda: build_unet(filters=(4, 8, 16)), (40, 64), 0.05),
    (lambda: build_unet((64, 32, 3), 5, (8, 8), "group", upsampling="transposed3", head_filters=8), (64, 32), 0.1),
    (lambda: build_unet(filters=(4, 8), upsampling="bilinear", residual=True, skips="add"), (32, 32), 0.2),
    (lambda: build_unet(filters=(4, 8), normalisation=None, stem_stride=2, skips="none"), (32, 48), 0.2),
    (lambda: paper_unet(filters=(2, 4, 8, 16, 32)), (572, 572), 0.05),
    (lambda: build_fcn(stride=8, num_classes=4), (64, 96), 0.05),
    (lambda: build_classifier(), (64, 64), 0.05),
    (lambda: build_unet((128, 128, 3), 12, WIDE, None, dropout=0.3, upsampling="transposed3"), (128, 128), 0.001),
    (lambda: build_unet((96, 128, 3), 23, (32, 64, 128, 256, 512), None, bottom_dropout=0.3,
                        upsampling="transposed3", head_filters=32), (96, 128), 0.005),
], ids=["plain", "group", "residual", "stem", "paper, thin", "fcn8s", "classifier", "wide", "23 classes"])
def test_multiply_adds_are_those_of_tensorflows_profiler(build, size, uncounted):
    model = build()
    found = operations_by_tensorflow(model, size)
    products = sum(found.pop(kind, 0) for kind in ("Conv2D", "Conv2DBackpropInput", "MatMul"))
    assert 2 * sum(cost.multiply_adds for cost in layer_costs(model, size)) == products
    print(f"left out: {sum(found.values()) / products:.2%}")
    assert sum(found.values()) < uncounted * products, "what is not counted is little, least in wide networks"


def test_layers_by_hand():
    stack = [
        layers.Conv2D(4, 3, padding="same", name="conv"),  # 3*3*3*4 weights and 4 biases, at 8*8 positions
        layers.Conv2D(6, 3, 2, use_bias=False, name="strided"),  # 3*3*4*6 weights, at 3*3 positions
        layers.Conv2DTranspose(5, 2, 2, name="transposed"),  # 2*2*6*5 weights and 5 biases, stamped 3*3 times
        layers.BatchNormalization(name="norm"),  # scale, shift, mean, variance of 5 maps
        layers.Dense(7, name="pointwise"),  # 5*7 weights and 7 biases, at 6*6 positions
        layers.Flatten(name="flat"),
        layers.Dense(2, name="dense"),  # 6*6*7*2 weights and 2 biases, once
    ]
    costs = layer_costs(chain(*stack, channels=3, sides=(8, 8)))
    assert [tuple(cost) for cost in costs] == [
        ("picture", "InputLayer", (8, 8, 3), 0, 0),
        ("conv", "Conv2D", (8, 8, 4), 112, 108 * 64),
        ("strided", "Conv2D", (3, 3, 6), 216, 216 * 9),
        ("transposed", "Conv2DTranspose", (6, 6, 5), 125, 120 * 9),
        ("norm", "BatchNormalization", (6, 6, 5), 20, 0),
        ("pointwise", "Dense", (6, 6, 7), 42, 35 * 36),
        ("flat", "Flatten", (252,), 0, 0),
        ("dense", "Dense", (2,), 506, 504),
    ]


def test_grouped_convolutions_cost_a_share():
    costs = layer_costs(chain(layers.Conv2D(8, 3, padding="same", groups=4), channels=8, sides=(5, 5)))
    assert costs[1].multiply_adds * 4 == 3 * 3 * 8 * 8 * 5 * 5


@pytest.mark.parametrize("build", [
    lambda: paper_unet(filters=(4, 8, 16, 32, 64)),
    lambda: build_fcn((64, 64, 3)),
    build_classifier,
    lambda: build_unet((30, 50, 3), 5, (8, 16), "group", residual=True, stem_stride=2),
], ids=["paper", "fcn32s", "classifier", "unet"])
def test_parameters_and_shapes_are_those_of_keras(build):
    model = build()
    for cost, layer in zip(layer_costs(model), model.layers, strict=True):
        assert cost.parameters == sum(int(np.prod(weight.shape)) for weight in layer.weights)
        assert (None, *cost.output_shape) == tuple(layer.output.shape)
    assert sum(cost.parameters for cost in layer_costs(model)) == model.count_params()


def test_open_sides_are_filled_in():
    open_model, fixed = build_unet(filters=(4, 8)), build_unet((30, 50, 3), filters=(4, 8))
    assert layer_costs(open_model, (30, 50)) == layer_costs(fixed) == layer_costs(fixed, (30, 50))
    assert activation_memory(open_model, (30, 50)) == activation_memory(fixed)
    with pytest.raises(ValueError, match=r"takes pictures of any size.*give input_size=\(height, width\)"):
        layer_costs(open_model)
    with pytest.raises(ValueError, match=r"input_size=\(64, 64\), but 'unet' was built for \(30, 50\)"):
        layer_costs(fixed, (64, 64))


def test_cost_of_an_unknown_layer_is_not_guessed():
    model = chain(layers.DepthwiseConv2D(3, name="deep"), sides=(8, 8))
    with pytest.raises(ValueError, match=r"'deep' is a DepthwiseConv2D, whose cost is not known.*MULTIPLY_ADDS"):
        layer_costs(model)


# Memory ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("stack", "kept"), [
    # what each convolution reads: 1 map; the logits, which the loss reads: 5
    ([layers.Conv2D(5, 3, padding="same")], 1 + 5),
    # one more input, which is also what ReLU looks at
    ([layers.Conv2D(4, 3, padding="same", activation="relu"), layers.Conv2D(5, 1)], 1 + 4 + 5),
    ([layers.Conv2D(4, 3, padding="same"), layers.ReLU(), layers.Conv2D(5, 1)], 1 + 4 + 5),
    # normalisation reads what the convolution made, the next convolution what ReLU made
    ([layers.Conv2D(4, 3, padding="same"), layers.BatchNormalization(), layers.ReLU(), layers.Conv2D(5, 1)],
     1 + 4 + 4 + 5),
    # pooling reads its input and its output, a quarter as large
    ([layers.Conv2D(4, 3, padding="same"), layers.MaxPooling2D(2)], 1 + 4 + 4 / 4),
    # handing on, averaging and enlarging need nothing
    ([layers.Identity(), layers.AveragePooling2D(2), layers.UpSampling2D(2), layers.Identity()], 1),
    # the same numbers under a second name are kept once
    ([layers.Conv2D(4, 3, padding="same", activation="relu"), layers.Identity(), layers.Conv2D(5, 1)], 1 + 4 + 5),
    # what came through the dropout, and one byte (1/4 of a float32) for each number that may not have
    ([layers.Conv2D(4, 3, padding="same"), layers.Dropout(0.5), layers.Conv2D(5, 1)], 1 + 4 + 4 / 4 + 5),
])
def test_what_training_keeps_by_hand(stack, kept):
    model = chain(*[type(layer).from_config(layer.get_config()) for layer in stack], sides=(8, 8))
    assert activation_memory(model).training == kept * 8 * 8 * 4


def test_prediction_holds_a_skip_connection_until_its_join():
    picture = keras.Input((8, 8, 1))
    skip = layers.Conv2D(10, 3, padding="same")(picture)
    low = layers.MaxPooling2D(2)(skip)
    low = layers.Conv2D(40, 3, padding="same")(low)  # held here: 10 maps, 10 and 40 of a quarter's size
    up = layers.UpSampling2D(2)(low)  # 10, 40 of a quarter's size, 40
    joined = layers.Concatenate()([skip, up])  # 10, 40, and the 50 of both
    model = keras.Model(picture, layers.Conv2D(2, 1)(joined))
    assert activation_memory(model).prediction == (10 + 40 + 50) * 8 * 8 * 4
    without = keras.Model(picture, layers.Conv2D(2, 1)(up))
    assert activation_memory(without).prediction == (40 / 4 + 40) * 8 * 8 * 4


def test_dropout_costs_a_prediction_nothing():
    without, with_dropout = (build_unet((32, 32, 3), filters=(4, 8), dropout=share) for share in (0.0, 0.3))
    assert activation_memory(without).prediction == activation_memory(with_dropout).prediction
    assert activation_memory(without).training < activation_memory(with_dropout).training


def test_memory_grows_with_the_batch_and_the_size_of_a_number():
    model = build_unet((32, 32, 3), filters=(4, 8))
    one = activation_memory(model)
    assert activation_memory(model, batch_size=5) == tuple(5 * part for part in one)
    assert activation_memory(model, bytes_per_number=2) == tuple(part / 2 for part in one)
    assert activation_memory(build_unet(filters=(4, 8)), (64, 64)) == tuple(4 * part for part in one)


PEAK = """
import sys
from pathlib import Path

import helpers, keras, numpy as np
from helpers.models import build_unet, paper_unet

model, batch = eval(sys.argv[1]), int(sys.argv[3])
pictures = np.random.default_rng(0).random((batch, *model.input_shape[1:]), np.float32)
masks = np.zeros((batch, *model.output_shape[1:3]), np.uint8)
model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True), jit_compile=False)
for _ in range(2):
    model.train_on_batch(pictures, masks) if sys.argv[2] == "training" else model.predict_on_batch(pictures)
# Not getrusage: its maximum begins with that of the process that started this one.
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print("peak", 1024 * int(peak.split()[1]))
"""


def peak_memory(network, phase, batch):
    two_cores = {"TF_NUM_INTRAOP_THREADS": "2", "TF_NUM_INTEROP_THREADS": "2"}
    done = subprocess.run([sys.executable, "-c", PEAK, network, phase, str(batch)], text=True, capture_output=True,
                          check=True, env={**os.environ, **two_cores, "PYTHONPATH": str(ROOT)})
    return int(done.stdout.rsplit("peak", 1)[1])


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux says there how much memory was needed")
@pytest.mark.parametrize("network", [
    "build_unet((128, 128, 3))",
    "build_unet((128, 128, 3), normalisation=None, dropout=0.3, upsampling='transposed3')",
    "paper_unet((284, 284, 1), filters=(16, 32, 64, 128, 256))",
])
def test_a_picture_more_takes_about_the_memory_worked_out(network):
    training, prediction = activation_memory(eval(network))
    # On the way back, the gradients at hand take about as much again as a prediction.
    for phase, expected in (("training", training + prediction), ("prediction", prediction)):
        small, large = (peak_memory(network, phase, batch) for batch in (4, 12))
        measured = (large - small) / 8
        print(f"{network} {phase}: {expected / 1e6:.1f} MB a picture worked out, {measured / 1e6:.1f} measured")
        assert 0.85 < measured / expected < 1.8


# The table ------------------------------------------------------------------------------------------------------


def numbers(line):
    return [float(cell.replace(",", "")) for cell in line.split()[-3:]]


def multiply_adds_by_hand(side, channels, num_classes, filters):
    """The paper's figure 1, box by box: kernel x inputs x outputs x positions of each arrow."""
    total = 0
    for width in filters:
        total += 9 * channels * width * (side - 2) ** 2 + 9 * width * width * (side - 4) ** 2
        side, channels = (side - 4) // 2, width
    side *= 2  # no pooling after the bottleneck
    for width in filters[-2::-1]:
        total += 4 * channels * width * side ** 2
        side, channels = 2 * side, width
        total += 9 * 2 * width * width * (side - 2) ** 2 + 9 * width * width * (side - 4) ** 2
        side -= 4
    return total + channels * num_classes * side ** 2


NETWORKS_OF_THE_FIELD = {
    "128x128, 12 classes": (
        lambda: build_unet((128, 128, 3), 12, WIDE, None, dropout=0.3, upsampling="transposed3"),
        34_514_060, 12_724.5, "128x128x12",
    ),
    "96x128, 23 classes": (
        lambda: build_unet((96, 128, 3), 23, (32, 64, 128, 256, 512), None, bottom_dropout=0.3,
                           upsampling="transposed3", head_filters=32),
        8_640_471, 2_511.1, "96x128x23",
    ),
    "paper": (paper_unet, 31_030_658, multiply_adds_by_hand(572, 1, 2, WIDE) / 1e6, "388x388x2"),
}


@pytest.mark.parametrize("network", NETWORKS_OF_THE_FIELD)
def test_table_of_the_networks_of_the_field(network):
    build, parameters, multiply_adds, output = NETWORKS_OF_THE_FIELD[network]
    model = build()
    head, *blocks, total = cost_table(model).splitlines()
    assert len({len(line) for line in (head, *blocks, total)}) == 1, "columns are aligned"
    assert len(head) < 80 and len(blocks) < 15
    assert blocks[-1].split()[1] == output
    sums = [sum(column) for column in zip(*map(numbers, blocks), strict=True)]
    rounding = 0.05 * len(blocks)
    assert numbers(total) == [
        sums[0], pytest.approx(sums[1], abs=rounding), pytest.approx(sums[2], abs=rounding),
    ]
    assert numbers(total) == [
        parameters, pytest.approx(multiply_adds, abs=0.05),
        pytest.approx(activation_memory(model).training / 1e6, abs=0.05),
    ]


def test_table_by_hand():
    picture = keras.Input((64, 64, 3), name="picture")
    first = layers.Conv2D(16, 3, padding="same", activation="relu", name="down1_conv1")(picture)
    second = layers.Conv2D(16, 3, padding="same", activation="relu", name="down1_conv2")(first)
    table = cost_table(keras.Model(picture, layers.Conv2D(2, 1, name="classes")(second)))
    # 448 + 2,320 parameters; 432 + 2,304 weights at 4,096 positions; two maps of 262,144 bytes each
    assert table.splitlines()[2].split() == ["down1", "64x64x16", "2,768", "11.2", "0.5"]
