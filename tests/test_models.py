"""The U-Net: shapes, parameters counted by hand, any picture size, names that weights are stored under."""

from itertools import pairwise

import keras
import numpy as np
import pytest

from helpers.models import build_unet
from helpers.models.sizes import CropTo, PadToMultiple


@pytest.fixture(scope="module")
def small():
    """Three levels, so sides are padded to multiples of four."""
    keras.utils.set_random_seed(0)
    return build_unet(num_classes=3, filters=(4, 6, 8))


def picture(height, width, seed=0):
    return np.random.default_rng(seed).random((1, height, width, 3), dtype=np.float32)


def parameters_by_hand(filters, channels, num_classes, normalised):
    """Adds up (height x width x inputs + bias) x outputs of each convolution, and four numbers per normalised map."""
    def double_conv(inputs, outputs):
        extra = 4 * outputs if normalised else outputs  # scale, shift, moving mean, moving variance; or the bias
        return (9 * inputs * outputs + extra) + (9 * outputs * outputs + extra)

    total, inputs = 0, channels
    for width in filters:
        total += double_conv(inputs, width)
        inputs = width
    for width, below in zip(filters[-2::-1], filters[:0:-1], strict=True):
        total += (4 * below + 1) * width + double_conv(2 * width, width)
    return total + (filters[0] + 1) * num_classes


@pytest.mark.parametrize(("filters", "channels", "num_classes"), [
    ((32, 64, 128, 256), 3, 2), ((16, 32, 64, 128, 256), 3, 11), ((8, 16), 1, 5),
])
@pytest.mark.parametrize("normalisation", ["batch", None])
def test_parameters_are_those_counted_by_hand(filters, channels, num_classes, normalisation):
    model = build_unet((None, None, channels), num_classes, filters, normalisation)
    assert model.count_params() == parameters_by_hand(filters, channels, num_classes, normalisation == "batch")


def test_the_padded_unet_of_the_field_has_its_published_number_of_parameters():
    # 64 to 1024 channels, 128x128x3 in, 12 classes out, no normalisation: 34,514,060 parameters.
    # This network up-samples with 2x2 kernels, that one with 3x3: 5 x (inputs x outputs) weights less per step.
    filters = (64, 128, 256, 512, 1024)
    fewer = sum(5 * below * width for width, below in pairwise(filters))
    assert parameters_by_hand(filters, 3, 12, normalised=False) + fewer == 34_514_060


@pytest.mark.parametrize("side", range(1, 71))
def test_logits_have_the_size_of_the_picture_whatever_it_is(small, side):
    other = 71 - side
    logits = small(picture(side, other))
    assert tuple(logits.shape) == (1, side, other, 3)
    assert np.isfinite(np.asarray(logits)).all()


def test_logits_are_float32_and_not_probabilities(small):
    logits = np.asarray(small(picture(16, 16)))
    assert logits.dtype == np.float32
    assert not np.allclose(logits.sum(axis=-1), 1, atol=0.01)


def test_padding_mirrors_the_picture_below_and_to_the_right():
    x = picture(5, 9)
    padded = np.asarray(PadToMultiple(4)(x))
    assert np.array_equal(padded, np.pad(x, ((0, 0), (0, 3), (0, 3), (0, 0)), mode="reflect"))
    assert np.array_equal(np.asarray(CropTo()([padded, x])), x)


def test_a_picture_of_one_pixel_is_repeated():
    x = picture(1, 1)
    assert np.array_equal(np.asarray(PadToMultiple(8)(x)), np.broadcast_to(x, (1, 8, 8, 3)))


def test_a_size_that_fits_is_not_padded():
    x = picture(8, 12)
    assert np.array_equal(np.asarray(PadToMultiple(4)(x)), x)


def test_known_sizes_are_known_before_the_first_picture():
    assert build_unet((30, 50, 3), 5, (4, 8)).output_shape == (None, 30, 50, 5)
    assert PadToMultiple(16).compute_output_shape((None, 30, None, 3)) == (None, 32, None, 3)


def test_a_picture_is_answered_alike_whoever_stands_beside_it(small):
    alone = picture(12, 20, seed=1)
    together = np.concatenate([alone, picture(12, 20, seed=2) * 9])
    assert np.allclose(small(together, training=False)[:1], small(alone, training=False), atol=1e-5)


def test_a_larger_frame_below_and_right_changes_nothing_far_from_it(small):
    large = picture(96, 96)
    cut = np.asarray(small(large[:, :80, :80]))
    assert np.allclose(np.asarray(small(large))[:, :40, :40], cut[:, :40, :40], atol=1e-4)


def test_the_skip_connections_carry_something():
    keras.utils.set_random_seed(0)
    model = build_unet(filters=(4, 8), normalisation=None)
    x = picture(8, 8)
    before = np.asarray(model(x))
    kernel = model.get_layer("up1_conv1").kernel
    kernel.assign(np.asarray(kernel) * (np.arange(8) >= 4)[:, None])  # Concatenate puts the skip first
    assert not np.allclose(before, model(x))


def test_saved_and_loaded_the_network_answers_alike(small, tmp_path):
    small.save(tmp_path / "unet.keras")
    again = keras.models.load_model(tmp_path / "unet.keras")
    x = picture(13, 22)
    assert np.array_equal(np.asarray(again(x)), np.asarray(small(x)))
    assert again.get_layer("pad").multiple == 4


def test_layers_keep_their_names(small):
    names = [layer.name for layer in small.layers]
    assert names == [
        "picture", "pad",
        "down1_conv1", "down1_norm1", "down1_relu1", "down1_conv2", "down1_norm2", "down1_relu2", "down1_pool",
        "down2_conv1", "down2_norm1", "down2_relu1", "down2_conv2", "down2_norm2", "down2_relu2", "down2_pool",
        "bottleneck_conv1", "bottleneck_norm1", "bottleneck_relu1",
        "bottleneck_conv2", "bottleneck_norm2", "bottleneck_relu2",
        "up2_up", "up2_join", "up2_conv1", "up2_norm1", "up2_relu1", "up2_conv2", "up2_norm2", "up2_relu2",
        "up1_up", "up1_join", "up1_conv1", "up1_norm1", "up1_relu1", "up1_conv2", "up1_norm2", "up1_relu2",
        "classes", "logits",
    ]
    assert small.weights[0].path == "down1_conv1/kernel"


def test_two_networks_in_one_process_have_the_same_names():
    paths = [[weight.path for weight in build_unet(filters=(4, 8)).weights] for _ in range(2)]
    assert paths[0] == paths[1] and len(set(paths[0])) == len(paths[0])


@pytest.mark.parametrize(("normalisation", "layer"), [
    ("batch", keras.layers.BatchNormalization), ("group", keras.layers.GroupNormalization), (None, None),
])
def test_normalisation_is_the_one_asked_for(normalisation, layer):
    model = build_unet(filters=(8, 16), normalisation=normalisation)
    kinds = [type(found) for found in model.layers if "norm" in found.name]
    assert kinds == ([layer] * 6 if layer else [])
    assert all(conv.use_bias is (layer is None) for conv in model.layers if conv.name.endswith(("conv1", "conv2")))


def test_dropout_acts_in_training_only():
    model = build_unet(filters=(4, 8), normalisation=None, dropout=0.5)
    x = picture(16, 16)
    assert np.array_equal(np.asarray(model(x)), np.asarray(model(x)))
    assert not np.array_equal(np.asarray(model(x, training=True)), np.asarray(model(x, training=True)))


def test_with_mixed_precision_logits_stay_float32():
    keras.mixed_precision.set_global_policy("mixed_bfloat16")
    try:
        model = build_unet(filters=(4, 8))
        assert model.get_layer("bottleneck_conv1").compute_dtype == "bfloat16"
        logits = model(picture(9, 9))
        assert model.output.dtype == keras.backend.standardize_dtype(logits.dtype) == "float32"
    finally:
        keras.mixed_precision.set_global_policy("float32")
