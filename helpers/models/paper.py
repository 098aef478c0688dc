"""The network of the U-Net paper, as figure 1 and section 2 describe it: unpadded, cropped, for tiles.

Ronneberger, Fischer, Brox: U-Net: Convolutional Networks for Biomedical Image Segmentation, MICCAI 2015,
https://arxiv.org/abs/1505.04597.
"""

from collections.abc import Sequence

import keras
from keras import layers

from helpers.models.blocks import double_conv, drop, upsample
from helpers.models.sizes import CentreCropTo

PAPER_FILTERS = (64, 128, 256, 512, 1024)


def paper_unet(
    input_shape: tuple[int | None, int | None, int] = (572, 572, 1),
    num_classes: int = 2,
    filters: Sequence[int] = PAPER_FILTERS,
    dropout: float = 0.5,
    name: str = "paper_unet",
) -> keras.Model:
    """Builds the paper's U-Net: every convolution sees real pixels only, so the answer is smaller than the tile.

    Sides on the way down and up again, for a tile of 572; each pair of 3x3 convolutions takes 4 pixels away, and
    a skip connection is cropped to the smaller map that it meets:

        572 570 568 --------- crop to 392 --------> 392 390 388 -> logits 388
            284 282 280 ----- crop to 200 ----> 200 198 196
                140 138 136 - crop to 104 -> 104 102 100
                    68 66 64 - crop to 56 -> 56 54 52
                           32 30 28

    23 convolutions: 18 of 3x3, 4 up-convolutions of 2x2, one of 1x1. 31,030,658 parameters with one channel and
    two classes.

    Args:
        input_shape: (height, width, channels); sides must be valid tile sizes (`valid_tile_sizes`), or None for
            tiles of several sizes.
        num_classes: C, void not counted.
        filters: channels of each level, top to bottom; the last is the bottleneck.
        dropout: share of activations dropped at the end of the contracting path, on its last two levels
            (section 3.1: "Drop-out layers at the end of the contracting path"); the share is not stated there.
        name: name of the model.

    Returns:
        keras.Model: float32 (B, H, W, channels) -> logits float32 (B, H', W', C), see `paper_output_size`.

    Raises:
        ValueError: a side that some pooling cannot halve, or that leaves nothing.

    Example:
        >>> paper_unet(filters=(4, 8, 16, 32, 64)).output_shape
        (None, 388, 388, 2)
    """
    for side in input_shape[:2]:
        if side is not None:
            paper_output_size(side, len(filters))

    tile = keras.Input(input_shape, name="tile")
    x = tile
    skips = []
    for level, width in enumerate(filters[:-1], start=1):
        x = double_conv(x, width, padding="valid", name=f"down{level}")
        if level == len(filters) - 1:
            x = drop(x, dropout, f"down{level}_dropout")
        skips.append(x)
        x = layers.MaxPooling2D(2, name=f"down{level}_pool")(x)

    x = double_conv(x, filters[-1], padding="valid", name="bottleneck")
    x = drop(x, dropout, "bottleneck_dropout")

    for level in range(len(skips), 0, -1):
        x = upsample(x, filters[level - 1], "transposed2", f"up{level}_up")
        skip = CentreCropTo(name=f"up{level}_crop")([skips[level - 1], x])
        x = layers.Concatenate(name=f"up{level}_join")([skip, x])
        x = double_conv(x, filters[level - 1], padding="valid", name=f"up{level}")

    logits = layers.Conv2D(num_classes, 1, dtype="float32", kernel_initializer="he_normal", name="classes")(x)
    return keras.Model(tile, logits, name=name)


def paper_output_size(size: int, levels: int = 5) -> int:
    """Walks a side of a tile through the paper's network and returns the side of the answer.

    Args:
        size: side of the tile, pixels.
        levels: levels of the U, the bottleneck included.

    Returns:
        Side of the answer, pixels.

    Raises:
        ValueError: some pooling would meet an odd side, or nothing would be left.

    Example:
        >>> paper_output_size(572)
        388
    """
    if not _can_be_walked(size, levels):
        nearest = [side for side in range(max(1, size - 64), size + 256) if _can_be_walked(side, levels)]
        nearest = sorted(sorted(nearest, key=lambda side: abs(side - size))[:2])
        raise ValueError(
            f"a tile of {size} pixels does not go through {levels} levels: each 2x2 pooling needs an even side, "
            f"and something must be left at the end. Near it are {' and '.join(map(str, nearest)) or 'none'}; "
            "valid_tile_sizes lists them all."
        )
    for _ in range(levels - 1):
        size = (size - 4) // 2
    size -= 4
    for _ in range(levels - 1):
        size = 2 * size - 4
    return size


def valid_tile_sizes(smallest: int = 1, largest: int = 700, levels: int = 5) -> list[int]:
    """Lists the sides of tiles for which every 2x2 pooling sees an even side (end of section 2 of the paper).

    Args:
        smallest: first side to look at, pixels.
        largest: last one.
        levels: levels of the U, the bottleneck included.

    Returns:
        Sides in pixels, in rising order; each is 2^(levels - 1) larger than the one before.

    Example:
        >>> valid_tile_sizes(540, 600)
        [540, 556, 572, 588]
    """
    return [size for size in range(smallest, largest + 1) if _can_be_walked(size, levels)]


def _can_be_walked(size: int, levels: int) -> bool:
    for _ in range(levels - 1):
        size -= 4
        if size < 2 or size % 2:
            return False
        size //= 2
    size -= 4
    for _ in range(levels - 1):
        size = 2 * size - 4
    return size > 0
