"""Where a network looks: the receptive field and the total stride, read off its layers.

**Down.** A convolution whose kernel is k wide sees k neighbours of the map before it. These lie j pixels apart on
the picture, where j is the product of all strides so far. So with each layer the field r grows by

    r_l = r_(l-1) + (k_l - 1) * j_(l-1)        j_l = j_(l-1) * s_l        starting at r_0 = j_0 = 1

(Araujo, Norris, Sim: Computing Receptive Fields of Convolutional Neural Networks, Distill 2019). The paper's U-Net
reaches r = 140, j = 16 at its bottleneck: two 3x3 convolutions add 4j on each of five levels, each pooling adds j.

**Up again.** Each doubling halves j, so convolutions add less and less. But now neighbours differ: of two pixels
that a 2x2 up-convolution makes of one, the left one's next neighbour to the left comes from another coarse pixel,
the right one's does not. What an output pixel sees depends on where it lies between the coarse pixels, and that
repeats after the j of the coarsest map: the **total stride**. Moved by a multiple of the total stride, a picture
gets the same answer, moved; by another step, in general, it does not.

So we ask every output pixel of one period. It asks the layer before it which positions it reads, these ask the
layer before them, and so on until the picture; where a skip connection offers a second way, the wider look counts.
"""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

import keras
from keras import layers

from helpers.models.sizes import CentreCropTo, CropTo, Enlarge, PadToMultiple
from helpers.models.walk import Step, steps


class ReceptiveField(NamedTuple):
    """What one output pixel sees of the picture, in pixels along a side; far from borders, the largest of all.

    Where the output is coarser than the picture, an output pixel is the block of pixels that it stands for.
    """

    size: float
    """Side of the region that can change an output pixel: from the first pixel that it sees to the last."""
    stride: int
    """Total stride: a picture moved by a multiple of it gets the same answer, moved."""
    before: float
    """How far an output pixel sees to the left of itself (and up)."""
    after: float
    """How far it sees to the right of itself (and down)."""


class Layout(NamedTuple):
    """How the positions of a layer's output lie over those of its input, along one axis."""

    step: Fraction
    """Positions of the input between two neighbours of the output: 2 for a pooling, 1/2 for a doubling."""
    lost: Fraction
    """Positions of the input, at both borders together, over which no output lies; below 0 if some were added."""
    reads: Callable[[int, int], tuple[int, int]]
    """Which positions of the input, first and last, the positions first to last of the output are made of."""


def receptive_field(model: keras.Model) -> ReceptiveField:
    """Reads off a network how far each of its output pixels sees.

    It asks which pixels *can* matter, whatever the weights. How much each does is another question: those near the
    middle far more than the outer ones (Luo et al.: Understanding the Effective Receptive Field, NIPS 2016).
    A smaller output (the paper's network) is taken to lie in the middle of the picture. Sides are those that every
    pooling divides evenly. Batch normalisation counts as in prediction: in training it mixes whole batches.

    Args:
        model: a functional model of layers listed in `LAYOUTS`, from pictures (B, H, W, channels). For the field
            of an inner layer: `keras.Model(model.input, model.get_layer("bottleneck_relu2").output)`.

    Returns:
        ReceptiveField: of the axis that sees further, if they differ. size, before and after are `math.inf` where
        a layer looks at the whole picture: group normalisation, flattening, global pooling.

    Raises:
        ValueError: a layer that is not listed, or more than one input or output.

    Example:
        >>> x = picture = keras.Input((None, None, 1))
        >>> for _ in range(2):
        ...     x = layers.MaxPooling2D(2)(layers.Conv2D(1, 3, padding="same")(x))
        >>> receptive_field(keras.Model(picture, x))
        ReceptiveField(size=10, stride=4, before=3, after=3)
    """
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise ValueError(
            f"{model.name!r} has {len(model.inputs)} inputs and {len(model.outputs)} outputs. Ask for one way "
            "through it: keras.Model(one_input, one_output)."
        )
    down, across = (_field_along(axis, steps(model)) for axis in (0, 1))
    return ReceptiveField(
        max(down.size, across.size), math.lcm(down.stride, across.stride),
        max(down.before, across.before), max(down.after, across.after),
    )


def _field_along(axis: int, path: list[Step]) -> ReceptiveField:
    """The receptive field along one axis: 0 for up and down, 1 for left and right."""
    layouts, spacing, lost = _lay_out(axis, path)
    stride = math.lcm(*(pixels.numerator for pixels in spacing.values()))
    if any(looks_everywhere(step.layer) for step in path):
        return ReceptiveField(math.inf, stride, math.inf, math.inf)

    output = path[-1].layer.name
    wide, border = spacing[output], int(lost[output]) // 2
    size = before = after = -math.inf
    for position in range(int(stride / wide)):
        seen = _pixels_seen(path, layouts, position)
        if seen is not None:
            first, last = seen
            size = max(size, last - first + 1)
            before = max(before, border + math.floor(position * wide) - first)
            after = max(after, last - border - math.ceil((position + 1) * wide) + 1)
    return ReceptiveField(size, stride, before, after)


def _lay_out(axis: int, path: list[Step]) -> tuple[dict[str, Layout], dict[str, Fraction], dict[str, Fraction]]:
    """For each layer's output, by name: layout, spacing in pixels, and how many pixels it does not cover."""
    picture = path[0].layer.name
    layouts, spacing, lost = {}, {picture: Fraction(1)}, {picture: Fraction(0)}
    for layer, (source, *others) in path[1:]:
        layout = _layout(layer, axis)
        if isinstance(layer, (CropTo, CentreCropTo)):
            cut = (lost[others[0]] - lost[source]) / spacing[source]
            layout = _moved(int(cut) // 2 if isinstance(layer, CentreCropTo) else 0)._replace(lost=cut)
        layouts[layer.name] = layout
        spacing[layer.name] = spacing[source] * layout.step
        lost[layer.name] = lost[source] + spacing[source] * layout.lost
    return layouts, spacing, lost


def _pixels_seen(path: list[Step], layouts: dict[str, Layout], position: int) -> tuple[int, int] | None:
    """Asks back from one output position, layer by layer: the first and the last pixel that it sees."""
    needed = {path[-1].layer.name: (position, position)}
    for layer, sources in reversed(path[1:]):
        if layer.name not in needed:
            continue
        first, last = layouts[layer.name].reads(*needed[layer.name])
        if first > last:
            continue
        for source in sources[:1] if isinstance(layer, (CropTo, CentreCropTo)) else sources:
            other = needed.get(source, (first, last))
            needed[source] = min(first, other[0]), max(last, other[1])
    return needed.get(path[0].layer.name)


def looks_everywhere(layer: keras.layers.Layer) -> bool:
    """Whether each number that a layer returns depends on the whole picture."""
    if isinstance(layer, layers.LayerNormalization):
        return layer.axis not in (-1, 3, [-1], [3])
    return isinstance(layer, EVERYWHERE)


def _layout(layer: keras.layers.Layer, axis: int) -> Layout:
    if type(layer) not in LAYOUTS:
        raise ValueError(
            f"layer {layer.name!r} is a {type(layer).__name__}, and where that one looks is not known here. Leave "
            "it out, or add a line to LAYOUTS in helpers/models/fields.py."
        )
    return LAYOUTS[type(layer)](layer, axis)


def _moved(offset: int) -> Layout:
    """Position p is made of position p + offset."""
    return Layout(Fraction(1), Fraction(0), lambda first, last: (first + offset, last + offset))


def _in_place(layer, axis) -> Layout:
    return _moved(0)


def _window(size: int, stride: int, padding: str) -> Layout:
    """Position p is made of the `size` positions from p * stride on; padded, the window is centred."""
    spare = size - stride
    before = max(spare, 0) // 2 if padding == "same" else 0
    lost = 0 if padding == "same" else spare
    return Layout(
        Fraction(stride), Fraction(lost),
        lambda first, last: (first * stride - before, last * stride - before + size - 1),
    )


def _convolution(layer, axis) -> Layout:
    size = (layer.kernel_size[axis] - 1) * layer.dilation_rate[axis] + 1
    return _window(size, layer.strides[axis], layer.padding)


def _pooling(layer, axis) -> Layout:
    return _window(layer.pool_size[axis], layer.strides[axis], layer.padding)


def _transposed(layer, axis) -> Layout:
    """Position p of the input stamps positions p * stride to p * stride + size - 1; padded, the rim is cut off."""
    if layer.dilation_rate[axis] != 1 or layer.output_padding is not None:
        raise ValueError(f"layer {layer.name!r} has dilation_rate or output_padding, which are not known here.")
    size, stride = layer.kernel_size[axis], layer.strides[axis]
    rim = max(size - stride, 0)
    cut, lost = (rim // 2, Fraction(0)) if layer.padding == "same" else (0, Fraction(-rim, stride))
    return Layout(
        Fraction(1, stride), lost,
        lambda first, last: (math.ceil(Fraction(first + cut - size + 1, stride)), (last + cut) // stride),
    )


def _upsampling(layer, axis) -> Layout:
    """Nearest: p repeats position p // factor. Bilinear: p lies at (p + 1/2) / factor - 1/2, between two."""
    factor = layer.size[axis]

    def nearest(first, last):
        return first // factor, last // factor

    def bilinear(first, last):
        start, end = (Fraction(2 * position + 1, 2 * factor) - Fraction(1, 2) for position in (first, last))
        return math.floor(start), math.ceil(end)

    reads = {"nearest": nearest, "bilinear": bilinear}
    if layer.interpolation not in reads:
        raise ValueError(
            f"layer {layer.name!r} interpolates {layer.interpolation!r}: use 'nearest' or 'bilinear'."
        )
    return Layout(Fraction(1, factor), Fraction(0), reads[layer.interpolation])


def _zero_padding(layer, axis) -> Layout:
    before, after = layer.padding[axis]
    return _moved(-before)._replace(lost=Fraction(-before - after))


def _cropping(layer, axis) -> Layout:
    before, after = layer.cropping[axis]
    return _moved(before)._replace(lost=Fraction(before + after))


def _concatenation(layer, axis) -> Layout:
    if layer.axis not in (-1, 3):
        raise ValueError(f"layer {layer.name!r} puts maps side by side along axis {layer.axis}: use axis=-1.")
    return _moved(0)


EVERYWHERE = (layers.GroupNormalization, layers.Flatten, layers.GlobalAveragePooling2D, layers.GlobalMaxPooling2D)
LAYOUTS = {
    layers.Conv2D: _convolution,
    layers.MaxPooling2D: _pooling,
    layers.AveragePooling2D: _pooling,
    layers.Conv2DTranspose: _transposed,
    layers.UpSampling2D: _upsampling,
    Enlarge: _upsampling,
    layers.ZeroPadding2D: _zero_padding,
    layers.Cropping2D: _cropping,
    layers.Concatenate: _concatenation,
} | dict.fromkeys(
    (layers.Add, layers.Average, layers.Maximum, layers.Multiply, layers.BatchNormalization,
     layers.LayerNormalization, layers.ReLU, layers.LeakyReLU, layers.Activation, layers.Softmax, layers.Dropout,
     layers.SpatialDropout2D, layers.Dense, layers.Identity, layers.Rescaling, PadToMultiple, CropTo, CentreCropTo,
     *EVERYWHERE),
    _in_place,
)
