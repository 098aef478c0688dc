"""Batch normalisation folded into convolutions: the same logits from fewer numbers."""

import keras
import numpy as np
import pytest
from keras import layers

from helpers.models import build_unet
from helpers.models.folding import fold_normalisation

NETWORKS = {
    "concatenate": {"filters": (4, 8, 8)},
    "add": {"filters": (4, 8, 8), "skips": "add", "num_classes": 3},
    "stem": {"filters": (4, 8), "stem_stride": 2, "residual": True, "skips": "add", "num_classes": 11},
    "residual": {"filters": (4, 8, 12), "residual": True, "upsampling": "bilinear"},
    "head": {"filters": (4, 8), "head_filters": 5, "dropout": 0.3, "bottom_dropout": 0.2, "upsampling": "transposed3"},
    "fixed": {"input_shape": (20, 26, 3), "filters": (4, 8), "skips": "none"},
}


def trained(**arguments):
    """A network whose batch statistics are not those that it began with; nor are its biases."""
    keras.utils.set_random_seed(3)
    rng = np.random.default_rng(3)
    model = build_unet(**arguments)
    for layer in model.layers:
        if isinstance(layer, layers.BatchNormalization):
            gamma, beta, mean, variance = (weight.shape for weight in layer.weights)
            layer.set_weights([rng.uniform(0.5, 1.5, gamma), rng.normal(0, 0.3, beta), rng.normal(0, 0.3, mean),
                               rng.uniform(0.3, 2, variance)])
        elif layer.weights and len(layer.weights) == 2:
            kernel, bias = layer.get_weights()
            layer.set_weights([kernel, rng.normal(0, 0.3, bias.shape)])
    return model


@pytest.mark.parametrize("arguments", NETWORKS.values(), ids=NETWORKS)
def test_a_folded_network_answers_the_same(arguments):
    model = trained(**arguments)
    folded = fold_normalisation(model, **arguments)
    pictures = np.random.default_rng(0).random((2, 20, 26, 3)).astype(np.float32)
    before, after = (np.asarray(network.predict_on_batch(pictures)) for network in (model, folded))
    assert np.abs(before).max() > 0.1
    assert np.abs(before - after).max() < 1e-4 * max(1, np.abs(before).max())


@pytest.mark.parametrize("arguments", NETWORKS.values(), ids=NETWORKS)
def test_it_has_three_numbers_less_per_channel_that_was_normalised(arguments):
    model = trained(**arguments)
    folded = fold_normalisation(model, **arguments)
    normalised = [layer for layer in model.layers if isinstance(layer, layers.BatchNormalization)]
    assert model.count_params() - folded.count_params() == 3 * sum(layer.gamma.shape[0] for layer in normalised) > 0
    assert not [layer for layer in folded.layers if isinstance(layer, layers.BatchNormalization)]


def test_the_original_stays_as_it_was():
    model = trained(filters=(4, 8))
    before = [np.copy(weight) for weight in model.get_weights()]
    folded = fold_normalisation(model, filters=(4, 8))
    folded.set_weights([weight + 1 for weight in folded.get_weights()])
    assert all(np.array_equal(*pair) for pair in zip(before, model.get_weights(), strict=True))


@pytest.mark.parametrize(("arguments", "words"), [
    ({"filters": (8, 8), "normalisation": "group"}, "normalisation='group': only batch.*very picture"),
    ({"filters": (8, 8), "normalisation": None}, "normalisation=None: only batch.*this one is none"),
])
def test_only_batch_normalisation_can_be_folded(arguments, words):
    with pytest.raises(ValueError, match=words):
        fold_normalisation(build_unet(**arguments), **arguments)


@pytest.mark.parametrize(("arguments", "words"), [
    ({"filters": (4, 8, 8)}, "no layer.*card\\['model'\\]"),
    ({"filters": (4, 6)}, "another 'down1_conv1'|another 'bottleneck_conv1'"),
    ({"filters": (4, 8), "num_classes": 5}, "another 'classes'"),
])
def test_arguments_of_another_network_get_a_sentence(arguments, words):
    with pytest.raises(ValueError, match=words):
        fold_normalisation(build_unet(filters=(4, 8)), **arguments)
