"""The parts a U-Net is made of. Each is a few lines, takes a tensor and returns one.

All of it is `keras.layers` and `keras.ops`, so it runs on every Keras backend.
"""

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable(package="every_pixel")
class PadToMultiple(layers.Layer):
    """Continues a picture at the bottom and the right until both sides are multiples of `multiple`.

    Four halvings need sides that can be halved four times: 16, 32, 48, ... A picture of 347 x 260 becomes
    352 x 272 inside the network, and `CropTo` cuts the answer back. What is added is the picture's mirror image
    (section 2 of the paper, "missing input data is extrapolated by mirroring"): zeros would put a black frame
    beside a white picture, and the network would answer to the frame.

    Example:
        >>> PadToMultiple(16)(np.zeros((1, 260, 347, 3), "float32")).shape
        TensorShape([1, 272, 352, 3])
    """

    def __init__(self, multiple: int, **kwargs):
        super().__init__(**kwargs)
        self.multiple = multiple

    def call(self, x):
        for axis in (1, 2):
            side = ops.shape(x)[axis]
            place = ops.arange(side + (-side) % self.multiple)
            mirrored = ops.maximum(side - 1 - ops.abs(side - 1 - place), 0)
            x = ops.take(x, mirrored, axis=axis)
        return x

    def compute_output_shape(self, input_shape):
        batch, height, width, channels = input_shape
        height, width = (None if side is None else side + (-side) % self.multiple for side in (height, width))
        return batch, height, width, channels

    def get_config(self):
        return {**super().get_config(), "multiple": self.multiple}


@keras.saving.register_keras_serializable(package="every_pixel")
class CropTo(layers.Layer):
    """Cuts a tensor to the height and width of a reference, keeping the upper left corner.

    Called with [x, reference].
    """

    def call(self, inputs):
        x, reference = inputs
        height, width = ops.shape(reference)[1:3]
        return x[:, :height, :width]

    def compute_output_shape(self, input_shape):
        (batch, _, _, channels), (_, height, width, _) = input_shape
        return batch, height, width, channels


def normalisation_layer(kind: str | None, name: str):
    """Returns the normalisation layer of that kind, or a layer that changes nothing.

    Args:
        kind: "batch", "group" (8 groups) or None.
        name: name of the layer.

    Raises:
        ValueError: another kind.
    """
    if kind is None:
        return layers.Identity(name=name)
    if kind == "batch":
        # Keras's momentum of 0.99 needs hundreds of steps to learn the mean; short runs are scored before that.
        return layers.BatchNormalization(momentum=0.9, name=name)
    if kind == "group":
        return layers.GroupNormalization(groups=8, name=name)
    raise ValueError(f"normalisation is {kind!r}, but it must be 'batch', 'group' or None.")


def double_conv(x, filters: int, normalisation: str | None, name: str):
    """Two 3x3 convolutions, each followed by normalisation and ReLU (section 2 of the paper).

    Args:
        x: (B, H, W, C).
        filters: channels of the result.
        normalisation: see `normalisation_layer`.
        name: what the layers' names begin with.

    Returns:
        (B, H, W, filters).
    """
    for i in (1, 2):
        x = layers.Conv2D(
            filters, 3, padding="same", use_bias=normalisation is None, kernel_initializer="he_normal",
            name=f"{name}_conv{i}",
        )(x)
        if normalisation is not None:
            x = normalisation_layer(normalisation, f"{name}_norm{i}")(x)
        x = layers.ReLU(name=f"{name}_relu{i}")(x)
    return x


def down_block(x, filters: int, normalisation: str | None, dropout: float, name: str):
    """One step down: two convolutions, then 2x2 max pooling.

    Returns:
        The pooled tensor (B, H/2, W/2, filters) that goes on down, and the unpooled one (B, H, W, filters) that
        goes across as skip connection.
    """
    skip = double_conv(x, filters, normalisation, name)
    x = layers.MaxPooling2D(2, name=f"{name}_pool")(skip)
    if dropout:
        x = layers.Dropout(dropout, name=f"{name}_dropout")(x)
    return x, skip


def up_block(x, skip, filters: int, normalisation: str | None, dropout: float, name: str):
    """One step up: double the sides, join the skip connection, two convolutions.

    Args:
        x: (B, H, W, C) from below.
        skip: (B, 2H, 2W, filters) from the other side of the U.

    Returns:
        (B, 2H, 2W, filters).
    """
    x = layers.Conv2DTranspose(
        filters, 2, strides=2, kernel_initializer="he_normal", name=f"{name}_up"
    )(x)
    x = layers.Concatenate(name=f"{name}_join")([skip, x])
    if dropout:
        x = layers.Dropout(dropout, name=f"{name}_dropout")(x)
    return double_conv(x, filters, normalisation, name)
