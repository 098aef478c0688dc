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


@keras.saving.register_keras_serializable(package="every_pixel")
class CentreCropTo(layers.Layer):
    """Cuts the middle out of a tensor, as high and wide as a reference ("crop" in figure 1 of the paper).

    Called with [x, reference].

    Raises:
        ValueError: the centres do not meet, because the sides differ by an odd number. In the paper's network
            this happens where a pooling met an odd side.

    Example:
        >>> CentreCropTo()([np.zeros((1, 64, 64, 512)), np.zeros((1, 56, 56, 512))]).shape
        TensorShape([1, 56, 56, 512])
    """

    def call(self, inputs):
        x, reference = inputs
        for side, wanted in zip(x.shape[1:3], reference.shape[1:3], strict=True):
            if None not in (side, wanted) and (side < wanted or (side - wanted) % 2):
                raise ValueError(
                    f"{self.name} cannot cut {wanted} pixels out of the middle of {side}: as many must go on the left "
                    "as on the right. Some pooling met an odd side; choose one of valid_tile_sizes()."
                )
        height, width = ops.shape(reference)[1:3]
        top, left = (ops.shape(x)[1] - height) // 2, (ops.shape(x)[2] - width) // 2
        return x[:, top : top + height, left : left + width]

    def compute_output_shape(self, input_shape):
        (batch, _, _, channels), (_, height, width, _) = input_shape
        return batch, height, width, channels


@keras.saving.register_keras_serializable(package="every_pixel")
class Enlarge(layers.UpSampling2D):
    """Bilinear interpolation to `size` times the sides, for any picture size.

    The same numbers as `layers.UpSampling2D(size, interpolation="bilinear")`, whose version of Keras 3.15 stops
    where sides are not known beforehand: in an exported network, and in `predict` on a second picture size.

    Example:
        >>> Enlarge(2)(np.array([0, 4], "float32").reshape(1, 1, 2, 1))[0, 0, :, 0].numpy()
        array([0., 1., 3., 4.], dtype=float32)
    """

    def __init__(self, size: int, interpolation: str = "bilinear", **kwargs):
        super().__init__(size, interpolation=interpolation, **kwargs)

    def call(self, x):
        for factor in self.size:
            x = ops.transpose(self._enlarge_rows(x, factor), (0, 2, 1, 3))
        return x

    def _enlarge_rows(self, x, factor: int):
        batch, rows, columns = ops.shape(x)[:3]
        above, below = ops.concatenate([x[:, :1], x[:, :-1]], 1), ops.concatenate([x[:, 1:], x[:, -1:]], 1)
        new_rows = []
        for place in range(factor):
            distance = (place + 0.5) / factor - 0.5  # from the middle of the old row to that of the new one
            neighbour = below if distance > 0 else above
            new_rows.append(x * (1 - abs(distance)) + neighbour * abs(distance))
        return ops.reshape(ops.stack(new_rows, axis=2), (batch, rows * factor, columns, x.shape[-1]))


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


def convolution(
    x, filters: int, normalisation: str | None, name: str, number: int, kernel_size: int = 3, strides: int = 1,
    padding: str = "same",
):
    """A convolution and its normalisation, without activation; layers `NAME_convN` and `NAME_normN`."""
    x = layers.Conv2D(
        filters, kernel_size, strides, padding, use_bias=normalisation is None, kernel_initializer="he_normal",
        name=f"{name}_conv{number}",
    )(x)
    return x if normalisation is None else normalisation_layer(normalisation, f"{name}_norm{number}")(x)


def double_conv(x, filters: int, normalisation: str | None = None, padding: str = "same", name: str = "block"):
    """Two 3x3 convolutions, each followed by normalisation and ReLU (section 2 of the paper).

    Args:
        x: (B, H, W, C).
        filters: channels of the result.
        normalisation: see `normalisation_layer`.
        padding: "same" keeps the sides; "valid" (the paper's) makes them 4 shorter.
        name: what the layers' names begin with.

    Returns:
        (B, H, W, filters), or (B, H-4, W-4, filters) without padding.
    """
    for number in (1, 2):
        x = convolution(x, filters, normalisation, name, number, padding=padding)
        x = layers.ReLU(name=f"{name}_relu{number}")(x)
    return x


def residual_conv(x, filters: int, normalisation: str | None = None, name: str = "block"):
    """Two 3x3 convolutions that learn a correction, added to what came in (He et al. 2016, section 3.2).

    A 1x1 convolution takes the input to the right number of channels where it has another.

    Returns:
        (B, H, W, filters).
    """
    shortcut = x
    if x.shape[-1] != filters:
        shortcut = convolution(x, filters, normalisation, f"{name}_shortcut", 1, kernel_size=1)
    x = convolution(x, filters, normalisation, name, 1)
    x = layers.ReLU(name=f"{name}_relu1")(x)
    x = convolution(x, filters, normalisation, name, 2)
    x = layers.Add(name=f"{name}_add")([x, shortcut])
    return layers.ReLU(name=f"{name}_relu2")(x)


def down_block(
    x, filters: int, normalisation: str | None = None, dropout: float = 0.0, end_dropout: float = 0.0,
    block=double_conv, name: str = "down",
):
    """One step down: two convolutions, then 2x2 max pooling.

    Args:
        x: (B, H, W, C), sides even.
        filters: channels of the result.
        normalisation: see `normalisation_layer`.
        dropout: share of the activations dropped after the pooling.
        end_dropout: share dropped before it, so that the skip connection loses them too.
        block: `double_conv` or `residual_conv`.
        name: what the layers' names begin with.

    Returns:
        The pooled tensor (B, H/2, W/2, filters) that goes on down, and the unpooled one (B, H, W, filters) that
        goes across as skip connection.
    """
    skip = drop(block(x, filters, normalisation, name=name), end_dropout, f"{name}_end_dropout")
    x = layers.MaxPooling2D(2, name=f"{name}_pool")(skip)
    return drop(x, dropout, f"{name}_dropout"), skip


def up_block(
    x, skip, filters: int, normalisation: str | None = None, dropout: float = 0.0,
    upsampling: str = "transposed2", skips: str = "concatenate", block=double_conv, name: str = "up",
):
    """One step up: double the sides, join the skip connection, two convolutions.

    Args:
        x: (B, H, W, C) from below.
        skip: (B, 2H, 2W, filters) from the other side of the U.
        filters: channels of the result.
        normalisation: see `normalisation_layer`.
        dropout: share of the activations dropped after the join.
        upsampling: see `upsample`.
        skips: see `join`.
        block: `double_conv` or `residual_conv`.
        name: what the layers' names begin with.

    Returns:
        (B, 2H, 2W, filters).
    """
    x = upsample(x, filters, upsampling, f"{name}_up")
    x = join(x, skip, skips, f"{name}_join")
    x = drop(x, dropout, f"{name}_dropout")
    return block(x, filters, normalisation, name=name)


def upsample(x, filters: int, kind: str, name: str):
    """Doubles the sides of a feature map and brings it to `filters` channels.

    Args:
        x: (B, H, W, C).
        filters: channels of the result.
        kind: "transposed2" (the paper's 2x2 up-convolution), "transposed3" (3x3, its stamps overlap by one
            pixel), or "bilinear" (a 1x1 convolution, then fixed interpolation).
        name: name of the layer.

    Returns:
        (B, 2H, 2W, filters).

    Raises:
        ValueError: another kind.
    """
    if kind in ("transposed2", "transposed3"):
        return layers.Conv2DTranspose(
            filters, int(kind[-1]), strides=2, padding="same", kernel_initializer="he_normal", name=name
        )(x)
    if kind == "bilinear":
        # The 1x1 convolution gives the same result after the interpolation, at four times the cost.
        x = layers.Conv2D(filters, 1, kernel_initializer="he_normal", name=name)(x)
        return Enlarge(2, name=f"{name}_double")(x)
    raise ValueError(f"upsampling is {kind!r}, but it must be 'transposed2', 'transposed3' or 'bilinear'.")


def join(x, skip, kind: str, name: str):
    """Brings a skip connection and the tensor from below together.

    Args:
        x: (B, H, W, C) from below.
        skip: (B, H, W, C) from the contracting path.
        kind: "concatenate" (the paper's: side by side, skip first), "add" (number by number), or "none" (the
            skip connection is left out).
        name: name of the layer.

    Returns:
        (B, H, W, 2C) for "concatenate", else (B, H, W, C).

    Raises:
        ValueError: another kind.
    """
    if kind == "concatenate":
        return layers.Concatenate(name=name)([skip, x])
    if kind == "add":
        return layers.Add(name=name)([skip, x])
    if kind == "none":
        return x
    raise ValueError(f"skips is {kind!r}, but it must be 'concatenate', 'add' or 'none'.")


def drop(x, share: float, name: str):
    """Dropout, where there is a share to drop."""
    return layers.Dropout(share, name=name)(x) if share else x
