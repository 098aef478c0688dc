"""How much memory a network's activations take, worked out without running it.

**In training.** On the way back, a convolution reads its input again, to know how much each weight mattered; ReLU
looks at which of its outputs are above zero; pooling looks for the largest. What some layer reads on the way back
is kept from the way forward, once. Adding, concatenating and cropping need nothing kept.

**In prediction.** A tensor is let go after the last layer that reads it. A skip connection is held until its join.
The largest sum of what is held at one time is the peak.
"""

import math
from typing import NamedTuple

import keras
from keras import layers
from keras.activations import linear

from helpers.models.walk import Step, shapes_at, steps

READ_INPUT_AGAIN = (
    layers.Conv2D, layers.Conv2DTranspose, layers.Dense, layers.BatchNormalization, layers.GroupNormalization,
    layers.LayerNormalization, layers.MaxPooling2D, layers.LeakyReLU, layers.Multiply, layers.Maximum,
)
READ_OUTPUT_AGAIN = (layers.ReLU, layers.Activation, layers.Softmax, layers.MaxPooling2D)
SAME_NUMBERS = (layers.Identity, layers.Flatten)


class ActivationMemory(NamedTuple):
    """Bytes that a network's activations take. Weights, their gradients and the optimizer's state come on top."""

    training: int
    """What is kept on the way forward for the way back."""
    prediction: int
    """The most that is held at one time when nothing is kept for the way back."""


def activation_memory(
    model: keras.Model,
    input_size: tuple[int, int] | None = None,
    batch_size: int = 1,
    bytes_per_number: int = 4,
) -> ActivationMemory:
    """Works out how much memory the activations take in training and in prediction.

    It counts the tensors that have to be there. In a run, the gradients at hand on the way back come on top, about
    as much again as a prediction takes, and scratch space of the convolutions. With TensorFlow 2.21 on CPUs, each
    picture more in a batch took 0.9 to 1.2 times training + prediction in training, and 1.1 to 2 times prediction
    in prediction (slow test in `tests/test_arithmetic.py`).

    Args:
        model: a functional model with one input.
        input_size: (height, width) of the pictures; None for the size that the model was built for.
        batch_size: pictures at a time.
        bytes_per_number: 4 for float32, 2 for mixed precision.

    Returns:
        ActivationMemory: bytes, in proportion to batch_size.

    Raises:
        ValueError: no size is known.

    Example:
        The convolution reads its input again and looks at which outputs are above zero: (3 + 4) * 8 * 8 numbers.

        >>> picture = keras.Input((8, 8, 3))
        >>> model = keras.Model(picture, layers.Conv2D(4, 3, padding="same", activation="relu")(picture))
        >>> activation_memory(model).training == (3 + 4) * 8 * 8 * 4
        True
    """
    path = steps(model)
    numbers = {name: math.prod(shape) for name, shape in shapes_at(model, input_size).items()}
    return ActivationMemory(
        training=batch_size * sum(bytes_kept(model, input_size, bytes_per_number).values()),
        prediction=batch_size * bytes_per_number * _most_at_one_time(path, numbers),
    )


def bytes_kept(
    model: keras.Model, input_size: tuple[int, int] | None = None, bytes_per_number: int = 4
) -> dict[str, int]:
    """Works out, layer by layer, what of its output some layer, or the loss, reads again on the way back.

    Args:
        model, input_size, bytes_per_number: as for `activation_memory`.

    Returns:
        Bytes for one picture by the layer's name, 0 where nothing is kept.
    """
    path, shapes = steps(model), shapes_at(model, input_size)
    maker = _makers(path, SAME_NUMBERS)
    kept = {maker[path[-1].layer.name]}
    for layer, sources in path:
        if isinstance(layer, READ_INPUT_AGAIN):
            kept.update(maker[source] for source in sources)
        if isinstance(layer, READ_OUTPUT_AGAIN) or getattr(layer, "activation", linear) is not linear:
            kept.add(maker[layer.name])

    bytes_of = {}
    for layer, _ in path:
        numbers = math.prod(shapes[layer.name])
        bytes_of[layer.name] = numbers * bytes_per_number if layer.name in kept else 0
        if isinstance(layer, layers.Dropout) and layer.rate:
            bytes_of[layer.name] += numbers  # which numbers it let through, one byte each
    return bytes_of


def _most_at_one_time(path: list[Step], numbers: dict[str, int]) -> int:
    """Goes from layer to layer, lets go what nobody will read any more; the most numbers ever held."""
    maker = _makers(path, (*SAME_NUMBERS, layers.Dropout))
    last_reader = {maker[source]: place for place, (_, sources) in enumerate(path) for source in sources}
    held, most = set(), 0
    for place, (layer, _) in enumerate(path):
        held.add(maker[layer.name])
        most = max(most, sum(numbers[name] for name in held))
        held = {name for name in held if last_reader.get(name, math.inf) > place}
    return most


def _makers(path: list[Step], same_numbers: tuple[type, ...]) -> dict[str, str]:
    """For each layer, the one that made the numbers it hands on: itself, unless it changes nothing."""
    maker = {}
    for layer, sources in path:
        maker[layer.name] = maker[sources[0]] if isinstance(layer, same_numbers) else layer.name
    return maker
