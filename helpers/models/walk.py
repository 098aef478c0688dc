"""A model as a list of layers, each with the layers that feed it: what the arithmetic of networks walks along."""

from typing import NamedTuple

import keras
from keras import layers


class Step(NamedTuple):
    """A layer and the names of the layers that feed it."""

    layer: keras.layers.Layer
    sources: list[str]


def steps(model: keras.Model) -> list[Step]:
    """Lists the layers of a functional model, each after those that feed it.

    Args:
        model: built with `keras.Model(inputs, outputs)`, each layer called once.

    Raises:
        ValueError: another kind of model, or a layer that was called more than once.

    Example:
        >>> picture = keras.Input((8, 8, 1), name="picture")
        >>> once = layers.Conv2D(1, 3, padding="same", name="once")(picture)
        >>> model = keras.Model(picture, layers.Add(name="both")([picture, once]))
        >>> [(layer.name, sources) for layer, sources in steps(model)]
        [('picture', []), ('once', ['picture']), ('both', ['picture', 'once'])]
    """
    if not hasattr(model, "operations"):
        raise ValueError(
            f"{model.name!r} is a {type(model).__name__}, whose layers do not say who feeds them. Once it has "
            "seen a picture, keras.Model(model.inputs, model.outputs) is a functional model of the same layers."
        )
    maker, found = {}, []
    for layer in model.operations:
        tensors = [] if isinstance(layer, layers.InputLayer) else keras.tree.flatten(layer.input)
        if any(id(tensor) not in maker for tensor in tensors):
            _refuse_second_call(layer.name)
        found.append(Step(layer, [maker[id(tensor)] for tensor in tensors]))
        maker[id(layer.output)] = layer.name
    for tensor in model.outputs:
        if id(tensor) not in maker:
            _refuse_second_call(found[-1].layer.name)
    return found


def shapes_at(model: keras.Model, input_size: tuple[int, int] | None = None) -> dict[str, tuple[int, ...]]:
    """Works out what each layer returns for one picture of a given size, without the batch.

    Args:
        model: a functional model with one input.
        input_size: (height, width); None for the size that the model was built for.

    Returns:
        (height, width, channels) or (units,) by the layer's name.

    Raises:
        ValueError: no size is known, or the model was built for another one.

    Example:
        >>> picture = keras.Input((None, None, 3), name="picture")
        >>> model = keras.Model(picture, layers.MaxPooling2D(2, name="halved")(picture))
        >>> shapes_at(model, (96, 128))
        {'picture': (96, 128, 3), 'halved': (48, 64, 3)}
    """
    built_for = tuple(model.input_shape[1:])
    picture = (*(input_size or built_for[:2]), built_for[-1])
    if None in picture:
        raise ValueError(
            f"{model.name!r} takes pictures of any size, and its costs depend on it: give input_size=(height, "
            "width)."
        )
    if any(own not in (None, given) for own, given in zip(built_for, picture, strict=True)):
        raise ValueError(
            f"input_size={input_size}, but {model.name!r} was built for {built_for[:2]}. Leave it out."
        )

    shapes = {}
    for layer, sources in steps(model):
        if not sources:
            shapes[layer.name] = picture
            continue
        inputs = [(1, *shapes[source]) for source in sources]
        shapes[layer.name] = tuple(layer.compute_output_shape(inputs if len(inputs) > 1 else inputs[0])[1:])
    return shapes


def _refuse_second_call(name: str) -> None:
    raise ValueError(
        f"layer {name!r} was called more than once, so it does not say which call belongs to this model. Build "
        "the model from fresh layers and copy the weights with set_weights."
    )
