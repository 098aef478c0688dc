"""The way to the U-Net, on one small encoder: classifier, its convolutional twin, FCN-32s, 16s, 8s, encoder-decoder.

Long, Shelhamer, Darrell: Fully Convolutional Networks for Semantic Segmentation, CVPR 2015,
https://arxiv.org/abs/1411.4038.
"""

from collections.abc import Sequence

import keras
import numpy as np
from keras import layers

from helpers.models.blocks import double_conv, upsample
from helpers.models.sizes import CropTo, Enlarge, PadToMultiple

FILTERS = (16, 32, 64, 64, 64)


def small_encoder(x, filters: Sequence[int] = FILTERS) -> list:
    """Five times two 3x3 convolutions and a 2x2 max pooling, the plan of VGG at a fraction of its width.

    Args:
        x: (B, H, W, C), sides multiples of 32.
        filters: channels of each level.

    Returns:
        The five pooled tensors, (B, H/2, W/2, filters[0]) to (B, H/32, W/32, filters[4]).
    """
    pooled = []
    for level, width in enumerate(filters, start=1):
        x = double_conv(x, width, "batch", name=f"down{level}")
        x = layers.MaxPooling2D(2, name=f"down{level}_pool")(x)
        pooled.append(x)
    return pooled


def build_classifier(
    input_shape: tuple[int, int, int] = (64, 64, 3),
    num_classes: int = 2,
    filters: Sequence[int] = FILTERS,
    hidden: int = 64,
    name: str = "classifier",
) -> keras.Model:
    """Builds a classifier of the old kind: encoder, flatten, two dense layers. One answer per picture.

    64x64x3 -> 32x32x16 -> 16x16x32 -> 8x8x64 -> 4x4x64 -> 2x2x64 -> flat 256 -> 64 -> C.
    237,810 parameters with two classes.

    Args:
        input_shape: (height, width, channels), sides multiples of 32; the dense layer fixes them for good.
        num_classes: C.
        filters: channels of each level.
        hidden: units of the first dense layer.
        name: name of the model.

    Returns:
        keras.Model: float32 (B, height, width, channels) in 0..1 -> logits float32 (B, C).

    Raises:
        ValueError: sides that are no multiples of 32, or not given.
    """
    _refuse_sides(input_shape)
    picture = keras.Input(input_shape, name="picture")
    x = small_encoder(picture, filters)[-1]
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(hidden, activation="relu", name="hidden")(x)
    logits = layers.Dense(num_classes, dtype="float32", name="classes")(x)
    return keras.Model(picture, logits, name=name)


def build_convolutional_classifier(
    window: tuple[int, int] = (64, 64),
    channels: int = 3,
    num_classes: int = 2,
    filters: Sequence[int] = FILTERS,
    hidden: int = 64,
    name: str = "convolutional_classifier",
) -> keras.Model:
    """Builds the twin of `build_classifier` that slides over pictures of any size (section 3.1 of the FCN paper).

    The first dense layer becomes a convolution as large as the map that it flattened, the second one of 1x1. On
    a picture of the window's size the answer is 1x1; each 32 pixels more give one more row or column.

    Args:
        window: (height, width) that the classifier was built for, multiples of 32.
        channels: of the picture.
        num_classes, filters, hidden: as for the classifier.
        name: name of the model.

    Returns:
        keras.Model: float32 (B, H, W, channels) -> logits float32 (B, H/32 - h/32 + 1, W/32 - w/32 + 1, C).

    Raises:
        ValueError: sides of the window that are no multiples of 32.
    """
    _refuse_sides((*window, channels))
    picture = keras.Input((None, None, channels), name="picture")
    x = small_encoder(picture, filters)[-1]
    x = layers.Conv2D(hidden, (window[0] // 32, window[1] // 32), activation="relu", name="hidden")(x)
    logits = layers.Conv2D(num_classes, 1, dtype="float32", name="classes")(x)
    return keras.Model(picture, logits, name=name)


def copy_dense_weights(classifier: keras.Model, twin: keras.Model) -> None:
    """Gives the convolutional twin the classifier's weights; dense tables are folded into kernels.

    Flatten reads a map row by row, so the (h*w*c, units) table of the first dense layer is the (h, w, c, units)
    kernel of a convolution, number for number in the same order.

    Args:
        classifier: from `build_classifier`.
        twin: from `build_convolutional_classifier` with the same arguments; changed in place.

    Raises:
        ValueError: the two do not have the same numbers of weights.
    """
    for layer in twin.layers:
        source = classifier.get_layer(layer.name).get_weights() if layer.weights else []
        if [weights.size for weights in source] != [int(np.prod(weights.shape)) for weights in layer.weights]:
            raise ValueError(
                f"layer {layer.name!r} has {sum(w.size for w in source):,} weights in the classifier and "
                f"{layer.count_params():,} in its twin. Build both for the same window, filters, hidden units and "
                "classes."
            )
        layer.set_weights([weights.reshape(own.shape) for weights, own in zip(source, layer.weights, strict=True)])


def build_fcn(
    input_shape: tuple[int | None, int | None, int] = (None, None, 3),
    num_classes: int = 2,
    stride: int = 32,
    filters: Sequence[int] = FILTERS,
    hidden: int = 64,
    name: str | None = None,
) -> keras.Model:
    """Builds FCN-32s, FCN-16s or FCN-8s: class scores on a coarse grid, enlarged to the picture.

    FCN-32s scores the last map (1/32 of the sides) and enlarges the scores 32 times. FCN-16s enlarges them twice,
    adds scores read off the fourth pooling, then enlarges 16 times; FCN-8s does that once more with the third
    (section 4.2 and figure 3 of the FCN paper). As there, the added scores begin at zero, the enlargements by two
    begin as bilinear interpolation and learn, the last one is bilinear and fixed.

        128x160x3 -> 4x5x64 -> scores 4x5xC                        FCN-32s: x32
                               -> 8x10xC  + scores of pool 4       FCN-16s: x16
                               -> 16x20xC + scores of pool 3       FCN-8s:  x8

    258,875, 261,526 and 264,177 parameters with 11 classes.

    Args:
        input_shape: (height, width, channels); None for sides that may vary.
        num_classes: C, void not counted.
        stride: 32, 16 or 8.
        filters: channels of each level of the encoder.
        hidden: channels of the 3x3 convolution that stands where the classifier had its dense layer.
        name: name of the model, "fcn32s", "fcn16s" or "fcn8s" if not given.

    Returns:
        keras.Model: float32 (B, H, W, channels) in 0..1 -> logits float32 (B, H, W, C).

    Raises:
        ValueError: another stride.

    Example:
        >>> build_fcn((96, 128, 3), num_classes=11, stride=8).output_shape
        (None, 96, 128, 11)
    """
    if stride not in (32, 16, 8):
        raise ValueError(f"stride={stride}, but an FCN of this encoder has stride 32, 16 or 8.")
    picture = keras.Input(input_shape, name="picture")
    *_, pool3, pool4, pool5 = small_encoder(PadToMultiple(32, name="pad")(picture), filters)
    x = layers.Conv2D(
        hidden, 3, padding="same", activation="relu", kernel_initializer="he_normal", name="hidden"
    )(pool5)
    x = layers.Conv2D(num_classes, 1, name="score5")(x)

    finer = {32: (), 16: (pool4,), 8: (pool4, pool3)}[stride]
    for level, pooled in zip((4, 3), finer, strict=False):
        x = bilinear_up(num_classes, f"score{level}_up")(x)
        score = layers.Conv2D(num_classes, 1, kernel_initializer="zeros", name=f"score{level}")(pooled)
        x = layers.Add(name=f"score{level}_add")([x, score])

    x = Enlarge(stride, dtype="float32", name="enlarge")(x)
    return keras.Model(picture, CropTo(dtype="float32", name="logits")([x, picture]), name=name or f"fcn{stride}s")


def bilinear_up(channels: int, name: str) -> layers.Layer:
    """A transposed convolution that doubles the sides, begins as bilinear interpolation and may learn better."""
    return layers.Conv2DTranspose(
        channels, 4, strides=2, padding="same", use_bias=False, name=name,
        kernel_initializer=BilinearKernel(),
    )


@keras.saving.register_keras_serializable(package="every_pixel")
class BilinearKernel(keras.initializers.Initializer):
    """Starts a transposed convolution as bilinear interpolation, see `bilinear_kernel`."""

    def __call__(self, shape, dtype=None):
        side, _, channels, _ = shape
        return keras.ops.convert_to_tensor(bilinear_kernel(side // 2, channels), dtype)


def bilinear_kernel(factor: int, channels: int) -> np.ndarray:
    """The kernel with which a transposed convolution of stride `factor` interpolates linearly both ways.

    Each pixel stamps a pyramid of twice its new side; where pyramids overlap they add up to one.

    Args:
        factor: how many times the sides grow, an even number.
        channels: of the map; each is enlarged by itself.

    Returns:
        float32 (2 * factor, 2 * factor, channels, channels).

    Example:
        >>> bilinear_kernel(2, 1)[:, :, 0, 0] * 16
        array([[1., 3., 3., 1.],
               [3., 9., 9., 3.],
               [3., 9., 9., 3.],
               [1., 3., 3., 1.]], dtype=float32)
    """
    slope = 1 - np.abs(np.arange(2 * factor) - (factor - 0.5)) / factor
    kernel = np.zeros((2 * factor, 2 * factor, channels, channels), np.float32)
    for channel in range(channels):
        kernel[:, :, channel, channel] = np.outer(slope, slope)
    return kernel


def build_encoder_decoder(
    input_shape: tuple[int | None, int | None, int] = (None, None, 3),
    num_classes: int = 2,
    filters: Sequence[int] = FILTERS,
    name: str = "encoder_decoder",
) -> keras.Model:
    """Builds an encoder-decoder without skip connections: down five times, up five times, nothing across.

    128x160x3 -> 64x80x16 -> ... -> 4x5x64 -> 8x10x64 -> 16x20x64 -> 32x40x64 -> 64x80x32 -> 128x160x16 -> logits.
    Each step up is a 2x2 up-convolution and two 3x3 convolutions. 527,195 parameters with 11 classes.

    Args:
        input_shape: (height, width, channels); None for sides that may vary.
        num_classes: C, void not counted.
        filters: channels of each level of the encoder, mirrored on the way up.
        name: name of the model.

    Returns:
        keras.Model: float32 (B, H, W, channels) in 0..1 -> logits float32 (B, H, W, C).
    """
    picture = keras.Input(input_shape, name="picture")
    x = small_encoder(PadToMultiple(32, name="pad")(picture), filters)[-1]
    for level in range(len(filters), 0, -1):
        x = upsample(x, filters[level - 1], "transposed2", f"up{level}_up")
        x = double_conv(x, filters[level - 1], "batch", name=f"up{level}")
    x = layers.Conv2D(num_classes, 1, dtype="float32", name="classes")(x)
    return keras.Model(picture, CropTo(dtype="float32", name="logits")([x, picture]), name=name)


def _refuse_sides(input_shape: tuple[int | None, ...]) -> None:
    if len(input_shape) != 3 or any(side is None or side < 32 or side % 32 for side in input_shape[:2]):
        raise ValueError(
            f"input_shape={tuple(input_shape)}: a dense layer needs a fixed size, (height, width, channels), and five "
            "halvings need sides that are multiples of 32; for example (64, 64, 3)."
        )
