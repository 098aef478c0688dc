"""The parts a U-Net is made of. Each is a few lines, takes a tensor and returns one.

All of it is `keras.layers`, so it runs on every Keras backend.
"""

from keras import layers

from helpers.models.sizes import Enlarge


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
