"""Losses that look at each pixel by itself: cross-entropy and focal."""

import keras
import numpy as np
from keras import ops

from helpers.losses.align import align, weighted_mean


@keras.saving.register_keras_serializable(package="every_pixel")
class CrossEntropy(keras.losses.Loss):
    """How surprised the network is by the right class: the mean of -log(its probability) over labelled pixels.

    Without weights this is `keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=255)`, to
    the last digits. Two things differ. Void is every id outside 0..C-1; Keras leaves out one number, and another
    id stops the run or makes the loss NaN. And weights: a pixel of class c counts class_weights[c] x sample_weight
    times, and the sum is divided by the sum of these weights. Keras divides by the number of labelled pixels
    (unless told reduction="mean_with_sample_weight"), so there doubling all weights doubles the loss, and its
    slope with it. Here only the ratios of weights count. In a batch of one class, class weights change nothing.

    Args:
        class_weights: (C,) numbers, 0 or more; None weighs all classes alike. See `median_frequency_weights`.

    Called with:
        labels: ids (B, H, W) or (B, H, W, 1), any dtype; every id outside 0..C-1 is void (we write 255).
        logits: (B, H, W, C), before softmax. Float16 is computed in float32.
        sample_weight: None, (B, H, W) per pixel or (B,) per picture.

    Returns:
        One float32 number, 0 or more: sum(weight x loss) / sum(weight); 0 where no pixel has a label.

    Raises:
        ValueError: a class weight is negative or no number, or all are 0; their number is not C; the shapes do not
            fit each other; C is 1.

    Example:
        >>> labels = np.array([[[0, 255]]])
        >>> logits = np.array([[[[0.0, 0.0], [9.0, -9.0]]]])
        >>> round(float(CrossEntropy()(labels, logits)), 4)
        0.6931
    """

    def __init__(self, class_weights=None, name="cross_entropy"):
        super().__init__(name=name, reduction="mean_with_sample_weight")
        self.class_weights = None if class_weights is None else _checked_weights(class_weights)

    def __call__(self, labels, logits, sample_weight=None):
        labels, logits, weights = align(labels, logits, sample_weight)
        if self.class_weights is not None:
            weights = weights * self._weights_of(labels, logits.shape[-1])
        return weighted_mean(self.call(labels, logits), weights)

    def call(self, labels, logits):
        """The loss of each pixel, (B, H, W), from ids in 0..C-1 and float32 logits."""
        return ops.sparse_categorical_crossentropy(labels, logits, from_logits=True)

    def get_config(self):
        return {"name": self.name, "class_weights": self.class_weights}

    def _weights_of(self, labels, num_classes):
        if len(self.class_weights) != num_classes:
            raise ValueError(
                f"{len(self.class_weights)} class weights, but the logits have {num_classes} classes. Give one weight "
                "per real class, none for void."
            )
        return ops.take(ops.convert_to_tensor(self.class_weights, dtype="float32"), labels)


@keras.saving.register_keras_serializable(package="every_pixel")
class Focal(CrossEntropy):
    """Cross-entropy that loses interest in pixels the network already gets right: (1 - p)^gamma x -log(p).

    p is the probability of the right class. With gamma = 2 a pixel at p = 0.9 counts a hundredth of its
    cross-entropy, one at p = 0.1 four fifths. gamma = 0 is `CrossEntropy`.

    Called with, returns: as `CrossEntropy`, the weighted mean over labelled pixels. (The paper, about boxes, divides
    by the number of boxes that hold an object.)

    Args:
        gamma: 0 or more.
        class_weights: as in `CrossEntropy`; the paper's alpha.

    Raises:
        ValueError: gamma is negative or no number; as `CrossEntropy`.

    Source: Lin, Goyal, Girshick, He, Dollár: Focal Loss for Dense Object Detection, ICCV 2017, equation 5.

    Example:
        >>> labels, logits = np.array([[[0]]]), np.array([[[[0.0, 0.0]]]])
        >>> round(float(Focal(gamma=2)(labels, logits)), 4)  # a quarter of 0.6931
        0.1733
    """

    def __init__(self, gamma=2.0, class_weights=None, name="focal"):
        super().__init__(class_weights, name)
        if not 0 <= gamma < float("inf"):
            raise ValueError(f"gamma={gamma}, but it is a number of 0 or more; 2 is the paper's, 0 is cross-entropy.")
        self.gamma = float(gamma)

    def call(self, labels, logits):
        surprise = super().call(labels, logits)
        missing = 1 - ops.exp(-surprise)  # 1 - p
        # Not 0 itself: there the slope of a power below 1 is infinite.
        return ops.maximum(missing, 1e-7) ** self.gamma * surprise

    def get_config(self):
        return {**super().get_config(), "gamma": self.gamma}


def _checked_weights(class_weights) -> list[float]:
    weights = np.asarray(class_weights, dtype=float)
    if weights.ndim != 1 or not np.isfinite(weights).all() or (weights < 0).any() or not weights.any():
        raise ValueError(
            f"class_weights={weights.tolist()}, but they are one number of 0 or more per class, and not all 0. "
            "median_frequency_weights(masks, num_classes) computes them from masks."
        )
    return weights.tolist()
