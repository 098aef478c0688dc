"""Batch normalisation folded into the convolutions before it: the same answers, some layers fewer.

Once training is over, batch normalisation is two fixed numbers per channel: it multiplies by
`gamma / sqrt(variance + epsilon)` and adds what is left of mean and beta (Ioffe and Szegedy 2015, section 3.1, say so
themselves). A convolution multiplies and adds, too, so it can do both at once.
"""

import keras
import numpy as np
from keras import layers

from helpers.models.unet import build_unet


def fold_normalisation(model: keras.Model, **arguments) -> keras.Model:
    """Builds the same U-Net without batch normalisation, whose scale and shift its convolutions take over.

    For prediction only: trained on, the two networks part. Beside a frame of zeros the two agree as well, because
    the convolutions had no bias of their own before.

    Args:
        model: made by `build_unet(**arguments)`, trained.
        arguments: of `build_unet`; `card["model"]` of `load_pretrained`.

    Returns:
        A network with the same logits, up to rounding.

    Raises:
        ValueError: there is no batch normalisation in it, or the arguments build another network.

    Example:
        >>> model = build_unet(filters=(4, 8))
        >>> model.count_params() - fold_normalisation(model, filters=(4, 8)).count_params()
        96
    """
    kind = arguments.get("normalisation", "batch")
    if kind != "batch":
        why = "takes mean and variance of the very picture it is shown" if kind == "group" else "is none"
        raise ValueError(
            f"normalisation={kind!r}: only batch normalisation can be folded, which has learnt its mean and variance; "
            f"this one {why}. Use the network as it is."
        )
    folded = build_unet(**{**arguments, "normalisation": None})
    for layer in folded.layers:
        if layer.weights:
            layer.set_weights(_weights_for(layer, model))
    return folded


def _weights_for(layer: layers.Layer, model: keras.Model) -> list[np.ndarray]:
    """Kernel and bias that a layer of the folded network needs."""
    found = {own.name: own for own in model.layers}
    original = found.get(layer.name)
    if original is None or original.kernel.shape != layer.kernel.shape:
        raise ValueError(
            f"{model.name!r} has {'no layer' if original is None else 'another'} {layer.name!r}, so it was not built "
            "with these arguments. Pass those of build_unet that it was built with, card['model']."
        )
    # The names that helpers.models.blocks.convolution gives.
    normalisation = found.get(layer.name.replace("_conv", "_norm"))
    if not isinstance(normalisation, layers.BatchNormalization):
        return original.get_weights()
    gamma, beta, mean, variance = normalisation.get_weights()
    scale = gamma / np.sqrt(variance + normalisation.epsilon)
    kernel, = original.get_weights()
    return [kernel * scale, beta - mean * scale]
