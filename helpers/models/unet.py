"""The U-Net: down to see what is there, up to say where, skip connections to keep the edges.

Ronneberger, Fischer, Brox: U-Net: Convolutional Networks for Biomedical Image Segmentation, MICCAI 2015.
"""

from collections.abc import Sequence

import keras
from keras import layers

from helpers.models.blocks import CropTo, PadToMultiple, double_conv, down_block, up_block


def build_unet(
    input_shape: tuple[int | None, int | None, int] = (None, None, 3),
    num_classes: int = 2,
    filters: Sequence[int] = (32, 64, 128, 256),
    normalisation: str | None = "batch",
    dropout: float = 0.0,
    name: str = "unet",
) -> keras.Model:
    """Builds a padded U-Net that takes pictures of any size and returns logits of the same size.

    With filters (32, 64, 128, 256) and a picture of 128x128x3 the sides and channels are

        128x128x32 ----------------------------> 128x128x32 -> logits 128x128xC
            64x64x64 ----------------------> 64x64x64
                32x32x128 ------------> 32x32x128
                        16x16x256 (bottleneck)

    Unlike the paper's network it pads its convolutions ("same"), so nothing is lost at the border, and it
    normalises after each convolution, which makes training quicker and less touchy.

    Args:
        input_shape: (height, width, channels); None for sides that may vary.
        num_classes: C, void not counted.
        filters: channels of each level, top to bottom; the last is the bottleneck.
        normalisation: "batch", "group" or None.
        dropout: share of activations dropped after each pooling and each join, 0 for none.
        name: name of the model.

    Returns:
        keras.Model: float32 (B, H, W, channels) in 0..1 -> logits float32 (B, H, W, C).

    Raises:
        ValueError: fewer than two levels, no class, or another argument that makes no network.

    Example:
        >>> build_unet((128, 128, 3), num_classes=12).output_shape
        (None, 128, 128, 12)
    """
    if len(filters) < 2 or min(filters) < 1 or num_classes < 1:
        raise ValueError(
            f"filters={tuple(filters)}, num_classes={num_classes}: a U-Net needs at least two levels with one "
            "channel or more each, and one class or more; for example filters=(16, 32, 64), num_classes=2."
        )
    if len(input_shape) != 3:
        raise ValueError(
            f"input_shape={tuple(input_shape)}, but it is (height, width, channels), without the batch; "
            "for example (128, 128, 3), or (None, None, 3) for pictures of any size."
        )
    if normalisation == "group" and any(width % 8 for width in filters):
        raise ValueError(f"filters={tuple(filters)}: group normalisation makes 8 groups. Use multiples of 8.")
    if not 0 <= dropout < 1:
        raise ValueError(f"dropout={dropout}, but it is a share from 0 to below 1. 0.1 is a mild one.")
    picture = keras.Input(input_shape, name="picture")
    x = PadToMultiple(2 ** (len(filters) - 1), name="pad")(picture)

    skips = []
    for level, width in enumerate(filters[:-1], start=1):
        x, skip = down_block(x, width, normalisation, dropout, f"down{level}")
        skips.append(skip)

    x = double_conv(x, filters[-1], normalisation, "bottleneck")

    for level in range(len(skips), 0, -1):
        x = up_block(x, skips[level - 1], filters[level - 1], normalisation, dropout, f"up{level}")

    x = layers.Conv2D(num_classes, 1, dtype="float32", name="classes")(x)
    return keras.Model(picture, CropTo(dtype="float32", name="logits")([x, picture]), name=name)
