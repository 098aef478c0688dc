"""The U-Net: down to see what is there, up to say where, skip connections to keep the edges.

Ronneberger, Fischer, Brox: U-Net: Convolutional Networks for Biomedical Image Segmentation, MICCAI 2015.
"""

from collections.abc import Sequence

import keras
from keras import layers

from helpers.models.blocks import convolution, double_conv, down_block, drop, residual_conv, up_block
from helpers.models.sizes import CropTo, Enlarge, PadToMultiple


def build_unet(
    input_shape: tuple[int | None, int | None, int] = (None, None, 3),
    num_classes: int = 2,
    filters: Sequence[int] = (32, 64, 128, 256),
    normalisation: str | None = "batch",
    dropout: float = 0.0,
    bottom_dropout: float = 0.0,
    upsampling: str = "transposed2",
    skips: str = "concatenate",
    residual: bool = False,
    stem_stride: int = 1,
    head_filters: int | None = None,
    name: str = "unet",
) -> keras.Model:
    """Builds a padded U-Net that takes pictures of any size and returns logits of the same size.

    With filters (32, 64, 128, 256) and a picture of 128x128x3 the sides and channels are

        128x128x32 ----------------------------> 128x128x32 -> logits 128x128xC
            64x64x64 ----------------------> 64x64x64
                32x32x128 ------------> 32x32x128
                        16x16x256 (bottleneck)

    and it has 1,929,858 parameters with two classes. Unlike the paper's network (`paper_unet`) it pads its
    convolutions ("same"), so nothing is lost at the border, and it normalises after each convolution, which makes
    training quicker and less touchy.

    Args:
        input_shape: (height, width, channels); None for sides that may vary.
        num_classes: C, void not counted.
        filters: channels of each level, top to bottom; the last is the bottleneck.
        normalisation: "batch", "group" or None.
        dropout: share of activations dropped after each pooling and each join, 0 for none.
        bottom_dropout: share dropped at the end of the contracting path, on its last two levels (section 3.1 of
            the paper), 0 for none.
        upsampling: "transposed2", "transposed3" or "bilinear", see `helpers.models.blocks.upsample`.
        skips: "concatenate", "add" or "none", see `helpers.models.blocks.join`.
        residual: carry each block's input past its convolutions and add it (He et al. 2016).
        stem_stride: 2 or more lets the U work on a picture shrunk that much by a first convolution, and
            interpolates the logits back: a quarter of the work, at the cost of fine edges.
        head_filters: channels of one more 3x3 convolution before the last one, None for none.
        name: name of the model.

    Returns:
        keras.Model: float32 (B, H, W, channels) in 0..1 -> logits float32 (B, H, W, C).

    Raises:
        ValueError: fewer than two levels, no class, or another argument that makes no network.

    Example:
        >>> build_unet((128, 128, 3), num_classes=12).output_shape
        (None, 128, 128, 12)

        Two networks of the field, to the parameter:

        >>> wide = (64, 128, 256, 512, 1024)
        >>> build_unet((128, 128, 3), 12, wide, None, dropout=0.3, upsampling="transposed3").count_params()
        34514060
        >>> build_unet((96, 128, 3), 23, (32, 64, 128, 256, 512), None, bottom_dropout=0.3,
        ...            upsampling="transposed3", head_filters=32).count_params()
        8640471
    """
    _refuse_what_makes_no_network(input_shape, num_classes, filters, normalisation, dropout, bottom_dropout,
                                  stem_stride, head_filters)
    block = residual_conv if residual else double_conv
    picture = keras.Input(input_shape, name="picture")
    x = PadToMultiple(stem_stride * 2 ** (len(filters) - 1), name="pad")(picture)
    if stem_stride > 1:
        x = convolution(x, filters[0], normalisation, "stem", 1, 2 * stem_stride - 1, stem_stride)
        x = layers.ReLU(name="stem_relu1")(x)

    skips_to_join = []
    for level, width in enumerate(filters[:-1], start=1):
        end_dropout = bottom_dropout if level == len(filters) - 1 else 0.0
        x, skip = down_block(x, width, normalisation, dropout, end_dropout, block, f"down{level}")
        skips_to_join.append(skip)

    x = block(x, filters[-1], normalisation, name="bottleneck")
    x = drop(x, bottom_dropout, "bottleneck_dropout")

    for level in range(len(skips_to_join), 0, -1):
        x = up_block(x, skips_to_join[level - 1], filters[level - 1], normalisation, dropout, upsampling, skips,
                     block, f"up{level}")

    if head_filters:
        x = convolution(x, head_filters, normalisation, "head", 1)
        x = layers.ReLU(name="head_relu1")(x)
    x = layers.Conv2D(num_classes, 1, dtype="float32", name="classes")(x)
    if stem_stride > 1:
        x = Enlarge(stem_stride, dtype="float32", name="enlarge")(x)
    return keras.Model(picture, CropTo(dtype="float32", name="logits")([x, picture]), name=name)


def _refuse_what_makes_no_network(
    input_shape, num_classes, filters, normalisation, dropout, bottom_dropout, stem_stride, head_filters
) -> None:
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
    widths = (*filters, head_filters or 8)
    if normalisation == "group" and any(width % 8 for width in widths):
        raise ValueError(
            f"filters={tuple(filters)}, head_filters={head_filters}: group normalisation makes 8 groups. "
            "Use multiples of 8."
        )
    for name, share in (("dropout", dropout), ("bottom_dropout", bottom_dropout)):
        if not 0 <= share < 1:
            raise ValueError(f"{name}={share}, but it is a share from 0 to below 1. 0.1 is a mild one.")
    if stem_stride < 1 or stem_stride != int(stem_stride):
        raise ValueError(f"stem_stride={stem_stride}, but it is a whole number: 1 for no stem, 2 for half the sides.")
