"""The arithmetic of networks: parameters and multiply-adds of each layer, and all of it in one table.

A convolution lays its kernel on every position of its output and uses each weight once there: it costs weights x
positions. A transposed convolution stamps its kernel once per position of its *input*; a dense layer uses each
weight once. Only these products are counted. Biases, normalisation, activations and poolings cost a few operations
per number, a few hundredths of the whole. One multiply-add is two FLOPs, where those are counted.
"""

import math
from typing import NamedTuple

import keras
from keras import layers

from helpers.models.fields import ReceptiveField, receptive_field
from helpers.models.memory import ActivationMemory, activation_memory, bytes_kept
from helpers.models.sizes import CentreCropTo, CropTo, Enlarge, PadToMultiple
from helpers.models.walk import shapes_at, steps

__all__ = [
    "ActivationMemory", "LayerCost", "ReceptiveField", "activation_memory", "cost_table", "layer_costs",
    "receptive_field",
]


class LayerCost(NamedTuple):
    """What a layer costs for one picture."""

    name: str
    kind: str
    """Its class, such as "Conv2D"."""
    output_shape: tuple[int, ...]
    """(height, width, channels), or (units,)."""
    parameters: int
    """All numbers stored: kernels, biases, scales, shifts, running means and variances."""
    multiply_adds: int


def layer_costs(model: keras.Model, input_size: tuple[int, int] | None = None) -> list[LayerCost]:
    """Counts parameters and multiply-adds of each layer, for one picture.

    Args:
        model: a functional model with one input, of layers listed in `MULTIPLY_ADDS`.
        input_size: (height, width) of the picture; None for the size that the model was built for.

    Returns:
        list[LayerCost]: from the picture to the logits.

    Raises:
        ValueError: a layer that is not listed, or no size is known.

    Example:
        A 3x3 kernel from 3 to 4 channels has 108 weights and 4 biases; it is laid on 8x8 positions:

        >>> picture = keras.Input((8, 8, 3))
        >>> model = keras.Model(picture, layers.Conv2D(4, 3, padding="same", name="conv")(picture))
        >>> layer_costs(model)[1]
        LayerCost(name='conv', kind='Conv2D', output_shape=(8, 8, 4), parameters=112, multiply_adds=6912)
    """
    shapes = shapes_at(model, input_size)
    costs = []
    for layer, sources in steps(model):
        kind = type(layer)
        if kind not in MULTIPLY_ADDS:
            raise ValueError(
                f"layer {layer.name!r} is a {kind.__name__}, whose cost is not known here. Leave it out, or add a "
                "line to MULTIPLY_ADDS in helpers/models/arithmetic.py."
            )
        before = shapes[sources[0]] if sources else ()
        multiply_adds = MULTIPLY_ADDS[kind](layer, before, shapes[layer.name])
        costs.append(LayerCost(layer.name, kind.__name__, shapes[layer.name], layer.count_params(), multiply_adds))
    return costs


def _kernel_at_each_output(layer, before: tuple[int, ...], after: tuple[int, ...]) -> int:
    return math.prod(layer.kernel.shape) * math.prod(after[:-1])


def _kernel_at_each_input(layer, before: tuple[int, ...], after: tuple[int, ...]) -> int:
    return math.prod(layer.kernel.shape) * math.prod(before[:-1])


def _next_to_nothing(layer, before: tuple[int, ...], after: tuple[int, ...]) -> int:
    return 0


MULTIPLY_ADDS = {
    layers.Conv2D: _kernel_at_each_output,
    layers.Conv2DTranspose: _kernel_at_each_input,
    layers.Dense: _kernel_at_each_output,
} | dict.fromkeys(
    (layers.InputLayer, layers.MaxPooling2D, layers.AveragePooling2D, layers.GlobalAveragePooling2D,
     layers.GlobalMaxPooling2D, layers.UpSampling2D, layers.ZeroPadding2D, layers.Cropping2D, layers.Concatenate,
     layers.Add, layers.Average, layers.Maximum, layers.Multiply, layers.BatchNormalization,
     layers.GroupNormalization, layers.LayerNormalization, layers.ReLU, layers.LeakyReLU, layers.Activation,
     layers.Softmax, layers.Dropout, layers.SpatialDropout2D, layers.Flatten, layers.Identity, layers.Rescaling,
     PadToMultiple, CropTo, CentreCropTo, Enlarge),
    _next_to_nothing,
)


def cost_table(model: keras.Model, input_size: tuple[int, int] | None = None) -> str:
    """Writes what each block of a network costs for one picture, with totals below.

    A block is all layers whose names are alike up to the first underscore; its output is that of the last of them.
    What is kept for the way back (see `activation_memory`) is counted in float32.

    Args:
        model: see `layer_costs`.
        input_size: (height, width) of the picture; None for the size that the model was built for.

    Returns:
        One line per block, ready to print.

    Example:
        >>> x = picture = keras.Input((64, 64, 3), name="picture")
        >>> for i in (1, 2):
        ...     x = layers.Conv2D(16, 3, padding="same", activation="relu", name=f"down1_conv{i}")(x)
        >>> print(cost_table(keras.Model(picture, layers.Conv2D(2, 1, name="classes")(x))))
        block    output    parameters  million multiply-adds  MB kept
        picture  64x64x3            0                    0.0      0.0
        down1    64x64x16       2,768                   11.2      0.5
        classes  64x64x2           34                    0.1      0.0
        total                   2,802                   11.3      0.6
    """
    costs = layer_costs(model, input_size)
    kept = bytes_kept(model, input_size)
    blocks = {}
    for cost in costs:
        blocks.setdefault(cost.name.partition("_")[0], []).append(cost)

    def line(name: str, output: str, members: list[LayerCost]) -> tuple[str, ...]:
        parameters = sum(cost.parameters for cost in members)
        million = sum(cost.multiply_adds for cost in members) / 1e6
        megabytes = sum(kept[cost.name] for cost in members) / 1e6
        return name, output, f"{parameters:,}", f"{million:,.1f}", f"{megabytes:,.1f}"

    rows = [("block", "output", "parameters", "million multiply-adds", "MB kept")]
    rows += [line(name, "x".join(map(str, members[-1].output_shape)), members) for name, members in blocks.items()]
    rows += [line("total", "", costs)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) if i < 2 else cell.rjust(width)
                  for i, (cell, width) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    )
