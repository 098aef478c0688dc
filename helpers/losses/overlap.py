"""Losses that look at whole classes, and sums of losses."""

from collections.abc import Sequence

import keras
import numpy as np
from keras import ops

from helpers.losses.align import align


@keras.saving.register_keras_serializable(package="every_pixel")
class SoftDice(keras.losses.Loss):
    """1 - Dice, with probabilities in place of right and wrong; the mean over the classes of a batch.

    The Dice score of a class is 2 x shared / (labelled + called). Here a pixel is called a class as far as its
    probability goes, so the score has a slope and can be trained. Every class counts alike, however few pixels it
    has: this is what the loss is for.

    Three decisions, and what they mean:
        - The pixels of a batch are pooled, then each class is scored once. Per picture, a class with three pixels
          in one of them would weigh as much as a full street.
        - Classes without a labelled pixel in the batch are left out of the mean. Their score would be 0 whatever
          the network does, or 1 for free. Calling a pixel an absent class costs all the same: that probability is
          missing from the class the pixel has.
        - Void pixels are left out of every sum.

    `keras.losses.Dice` has no void, wants one-hot labels and probabilities (and takes logits without a word), pools
    all classes into one score by default, and with axis=(0, 1, 2) gives an absent class the full loss of 1.

    Args:
        smooth: added above and below the fraction line of each class. 0 is the Dice score itself; nothing
            here divides by 0. With 1, as often seen, classes of few pixels count less.

    Called with:
        labels, logits: as `CrossEntropy`; softmax is taken inside.
        sample_weight: None, (B, H, W) or (B,); a pixel of weight 2 counts as two pixels.

    Returns:
        One float32 number, 0..1; 0 where no pixel has a label.

    Raises:
        ValueError: smooth is negative or no number; the shapes do not fit each other.

    Source: Milletari, Navab, Ahmadi: V-Net, 3DV 2016, section 3, with squares left out, and over several classes.

    Example:
        >>> labels = np.array([[[0, 0, 1, 255]]])
        >>> logits = np.array([[[[9.0, -9.0]] * 3 + [[0.0, 0.0]]]])  # all of class 0
        >>> round(float(SoftDice()(labels, logits)), 3)  # 1 - (4/5 + 0/1) / 2
        0.6
    """

    def __init__(self, smooth=0.0, name="soft_dice"):
        super().__init__(name=name, reduction="mean_with_sample_weight")
        if not 0 <= smooth < float("inf"):
            raise ValueError(f"smooth={smooth}, but it is a number of 0 or more; 0 is the Dice score itself.")
        self.smooth = float(smooth)

    def __call__(self, labels, logits, sample_weight=None):
        labels, logits, weights = align(labels, logits, sample_weight)
        num_classes = logits.shape[-1]
        weights = ops.reshape(weights, (-1, 1))
        called = ops.reshape(ops.softmax(logits), (-1, num_classes))
        labelled = ops.reshape(ops.one_hot(labels, num_classes), (-1, num_classes))

        shared = ops.sum(weights * called * labelled, axis=0)
        labelled_area, called_area = ops.sum(weights * labelled, axis=0), ops.sum(weights * called, axis=0)
        score = ops.divide_no_nan(2 * shared + self.smooth, labelled_area + called_area + self.smooth)
        occurs = ops.cast(labelled_area > 0, "float32")
        return ops.divide_no_nan(ops.sum(occurs * (1 - score)), ops.sum(occurs))

    def get_config(self):
        return {"name": self.name, "smooth": self.smooth}


@keras.saving.register_keras_serializable(package="every_pixel")
class Sum(keras.losses.Loss):
    """Several losses added up, each times its weight.

    Cross-entropy and soft Dice are often trained together: the first has a slope everywhere, the second keeps small
    classes in play.

    Args:
        losses: losses that are called with (labels, logits, sample_weight); Keras's own too.
        weights: one number of 0 or more for each; None adds them as they are.

    Called with:
        labels, logits, sample_weight: handed on to each loss.

    Returns:
        One number: the sum of weight x loss.

    Raises:
        ValueError: there is no loss, one of them cannot be called, there are not as many weights as losses, or
            a weight is negative or no number.

    Example:
        >>> from helpers.losses import CrossEntropy
        >>> labels, logits = np.array([[[0, 1]]]), np.zeros((1, 1, 2, 2))
        >>> round(float(Sum([CrossEntropy(), SoftDice()], weights=(1, 2))(labels, logits)), 4)  # 0.6931 + 2 x 0.5
        1.6931
    """

    def __init__(self, losses: Sequence, weights: Sequence[float] | None = None, name="sum"):
        super().__init__(name=name, reduction="mean_with_sample_weight")
        self.losses = list(losses)
        self.weights = [1.0] * len(self.losses) if weights is None else [float(weight) for weight in weights]
        if not self.losses or not all(callable(loss) for loss in self.losses):
            raise ValueError(f"losses={self.losses}: give at least one, as objects, for example [CrossEntropy()].")
        if len(self.weights) != len(self.losses) or not all(0 <= weight < np.inf for weight in self.weights):
            raise ValueError(
                f"weights={self.weights} for {len(self.losses)} losses: give one number of 0 or more for each loss, "
                "or leave weights out."
            )

    def __call__(self, labels, logits, sample_weight=None):
        return sum(
            weight * loss(labels, logits, sample_weight=sample_weight)
            for weight, loss in zip(self.weights, self.losses, strict=True)
        )

    def get_config(self):
        losses = [keras.saving.serialize_keras_object(loss) for loss in self.losses]
        return {"name": self.name, "losses": losses, "weights": self.weights}

    @classmethod
    def from_config(cls, config):
        losses = [keras.saving.deserialize_keras_object(loss) for loss in config["losses"]]
        return cls(**{**config, "losses": losses})
