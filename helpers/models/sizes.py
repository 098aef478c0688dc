"""Layers that change the sides of a map and nothing else: pad, crop, enlarge.

All of it is `keras.ops`, so it runs on every Keras backend.
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
