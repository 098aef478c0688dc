"""What a layer does to a feature map, in plain words: kind of step, change of the sides, what follows it.

Layers are known by their class. One that is not in the tables is judged by the shapes before and after it.
"""

JOINS = {"Concatenate": "joined", "Add": "added", "Multiply": "multiplied"}
KINDS = JOINS | {
    "Conv2D": "convolution", "DepthwiseConv2D": "convolution", "SeparableConv2D": "convolution",
    "Conv2DTranspose": "up", "UpSampling2D": "up",
    "MaxPooling2D": "pooling", "AveragePooling2D": "pooling",
    "Flatten": "flatten", "GlobalAveragePooling2D": "flatten", "GlobalMaxPooling2D": "flatten", "Dense": "dense",
    "ZeroPadding2D": "pad", "PadToMultiple": "pad",
    "Cropping2D": "crop", "CropTo": "crop", "CentreCropTo": "crop", "GetItem": "crop",
}
WORDS = {
    "Conv2D": "convolution", "DepthwiseConv2D": "depthwise convolution",
    "SeparableConv2D": "separable convolution",
    "Conv2DTranspose": "up-convolution", "MaxPooling2D": "max pooling", "AveragePooling2D": "average pooling",
    "Flatten": "flatten", "GlobalAveragePooling2D": "mean of each channel",
    "GlobalMaxPooling2D": "maximum of each channel", "Dense": "dense layer",
    "ZeroPadding2D": "pad with zeros", "PadToMultiple": "pad by mirroring",
}
FOLLOWERS = {
    "BatchNormalization": "normalisation", "GroupNormalization": "normalisation",
    "LayerNormalization": "normalisation",
    "ReLU": "ReLU", "LeakyReLU": "leaky ReLU", "ELU": "ELU", "Softmax": "softmax",
    "relu": "ReLU", "leaky_relu": "leaky ReLU", "elu": "ELU", "softmax": "softmax", "sigmoid": "sigmoid",
    "Relu": "ReLU", "LeakyRelu": "leaky ReLU", "Elu": "ELU", "Sigmoid": "sigmoid",
}


def kind_of(layer, shapes: list[tuple[int, ...]], shape: tuple[int, ...]) -> str:
    """Returns the kind of step that a layer takes.

    Args:
        layer: a Keras layer or operation.
        shapes: shapes of what goes in, batch first.
        shape: shape of what comes out.

    Returns:
        "joined", "added", "multiplied", "convolution", "1x1", "up", "pooling", "flatten", "dense", "pad", "crop",
        "other", or "same" where nothing is joined and the shape stays as it was.

    Example:
        >>> import keras
        >>> kind_of(keras.layers.MaxPooling2D(2), [(1, 8, 8, 3)], (1, 4, 4, 3))
        'pooling'
    """
    kind = KINDS.get(_known_class(layer, KINDS), "other")
    if kind in JOINS.values():
        return kind if len(shapes) > 1 else "same"
    if kind == "convolution" and set(layer.kernel_size) == {1} and set(layer.strides) == {1}:
        return "1x1"
    if kind in ("pad", "crop", "other") and shape == shapes[0]:
        return "same"
    if kind == "other" and len(shape) == len(shapes[0]) == 4:
        growth = shape[1] / shapes[0][1]
        return "up" if growth >= 2 else "pooling" if growth <= 0.5 else "other"
    return kind


def shrinking(layer, kind: str, before: tuple[int, ...], after: tuple[int, ...]) -> float:
    """Returns how many times shorter a layer makes the sides, below 1 where it enlarges them.

    What padding and cropping add or take at the rim does not count: a convolution that leaves 570 of 572 pixels
    has 1, a 2x2 pooling 2, an up-convolution 0.5.
    """
    if kind == "up" and hasattr(layer, "strides"):
        return 1 / layer.strides[0]
    if kind in ("convolution", "1x1", "pooling") and hasattr(layer, "strides"):
        return layer.strides[0]
    if kind == "up":
        return 1 / round(after[1] / before[1])
    return round(before[1] / after[1]) if kind == "pooling" else 1


def text_of(layer, kind: str, before: tuple[int, ...], after: tuple[int, ...]) -> str:
    """Says what a layer does.

    Example:
        >>> import keras
        >>> text_of(keras.layers.Conv2D(8, 3, strides=2), "convolution", (1, 8, 8, 3), (1, 3, 3, 8))
        '3x3 convolution, stride 2'
    """
    known = _known_class(layer, WORDS)
    if known is None and kind == "up":
        way = getattr(layer, "interpolation", "")
        return f"{way} enlarging x{round(after[1] / before[1])}".strip()
    if known is None:
        return "crop" if kind == "crop" else type(layer).__name__
    size = getattr(layer, "kernel_size", None) or getattr(layer, "pool_size", None)
    text = f"{size[0]}x{size[1]} {WORDS[known]}" if size else WORDS[known]
    stride = layer.strides[0] if size else 1
    if kind == "up" and stride != size[0]:
        text += f" x{stride}"
    if kind == "convolution" and stride > 1:
        text += f", stride {stride}"
    if kind == "convolution" and layer.dilation_rate[0] > 1:
        text += f", dilation {layer.dilation_rate[0]}"
    return text


def followers_of(layer) -> list[str]:
    """Returns what a layer does besides: the word for a normalisation, and for an activation of its own."""
    activation = getattr(layer, "activation", None)
    names = [_known_class(layer, FOLLOWERS), getattr(activation, "__name__", None)]
    return [FOLLOWERS[name] for name in names if name in FOLLOWERS]


def _known_class(layer, table: dict[str, str]) -> str | None:
    """Returns the first class of a layer, itself or one that it inherits from, that a table knows."""
    return next((parent.__name__ for parent in type(layer).__mro__ if parent.__name__ in table), None)
