"""The scores of `helpers.metrics` as a Keras metric: counted batch by batch, inside `fit` and `evaluate`."""

import keras
import numpy as np
from keras import ops

SCORES = ("accuracy", "mean_iou", "dice")
BASE = 2**30  # a cell of the matrix is high * BASE + low; int32, all that some backends have, ends at 2^31


@keras.saving.register_keras_serializable(package="every_pixel")
class StreamingScore(keras.metrics.Metric):
    """Accuracy, mean IoU or mean Dice of all pixels seen since the last reset, from labels and logits.

    It counts a confusion matrix exactly, however many pixels come (up to 2^61 a cell, 2^30 a batch), on every Keras
    backend, and divides last. The score of an epoch is the score of its whole set, not the mean of its batches'.

    Fed with:
        labels: ids (B, H, W) or (B, H, W, 1), any dtype; every id outside 0..C-1 is void (we write 255).
        logits: (B, H, W, C), or probabilities: the largest one is the network's call.

    Args:
        num_classes: C, void not counted.
        score: "accuracy", "mean_iou" or "dice" (the mean over the classes that occur or were called).
        class_id: score this class alone: its IoU or Dice.
        name: in logs; the score's name where it is not given.

    Returns (`result()`):
        One number, 0..1; NaN where there is nothing to score. `.matrix()` has the counts.

    Raises:
        ValueError: another score, a class_id outside 0..C-1 or together with accuracy; the logits do not have C
            classes or do not fit the labels; sample weights are given: pixels are counted, not weighed. To leave
            pixels out, write void into their labels.

    Example:
        >>> metric = StreamingScore(2)
        >>> metric.update_state(np.array([[[0, 1, 255]]]), np.array([[[[2.0, 1], [3, 0], [0, 1]]]]))
        >>> float(metric.result())
        0.25
        >>> metric.matrix()
        array([[1, 0],
               [1, 0]])
    """

    def __init__(self, num_classes, score="mean_iou", class_id=None, name=None, dtype=None):
        if score not in SCORES:
            raise ValueError(f"score={score!r}, but it is one of {', '.join(SCORES)}.")
        if class_id is not None and (score == "accuracy" or not 0 <= class_id < num_classes):
            raise ValueError(
                f"class_id={class_id} with score={score!r}: {num_classes} classes have the ids 0..{num_classes - 1}, "
                "and one class alone has an IoU and a Dice, but no accuracy."
            )
        super().__init__(name=name or (score if class_id is None else f"{score}_{class_id}"), dtype=dtype)
        self.num_classes, self.score, self.class_id = num_classes, score, class_id
        cells = (num_classes, num_classes)
        self.low = self.add_weight(shape=cells, initializer="zeros", dtype="int", name="low")
        self.high = self.add_weight(shape=cells, initializer="zeros", dtype="int", name="high")

    def update_state(self, labels, logits, sample_weight=None):
        if sample_weight is not None:
            raise ValueError(
                "StreamingScore counts pixels and cannot weigh them. List it under metrics=, not weighted_metrics=; "
                "to leave pixels out, write 255 (void) into their labels."
            )
        counted = self.low + self._counts(*self._aligned(labels, logits))
        self.low.assign(counted % BASE)
        self.high.assign_add(counted // BASE)

    def result(self):
        # Float64 where the backend has it: then this is the NumPy function's number, not its first seven digits.
        dtype = "float32" if keras.config.backend() == "jax" else "float64"
        matrix = ops.cast(self.high, dtype) * BASE + ops.cast(self.low, dtype)
        hits = ops.diagonal(matrix)
        if self.score == "accuracy":
            return ops.sum(hits) / ops.sum(matrix)
        both = ops.sum(matrix, axis=0) + ops.sum(matrix, axis=1)
        parts, wholes = (hits, both - hits) if self.score == "mean_iou" else (2 * hits, both)
        if self.class_id is not None:
            return parts[self.class_id] / wholes[self.class_id]
        occurs = wholes > 0
        scores = ops.where(occurs, parts / ops.where(occurs, wholes, 1), 0)
        return ops.sum(scores) / ops.sum(ops.cast(occurs, dtype))

    def matrix(self) -> np.ndarray:
        """The counts, int64 (C, C), rows true, columns predicted: what `confusion_matrix` of all batches gives."""
        low, high = (ops.convert_to_numpy(limb).astype(np.int64) for limb in (self.low, self.high))
        return high * BASE + low

    def get_config(self):
        return {**super().get_config(), "num_classes": self.num_classes, "score": self.score,
                "class_id": self.class_id}

    def _aligned(self, labels, logits):
        """Labels int32 and logits, as tensors of shapes that fit."""
        labels, logits = ops.convert_to_tensor(labels), ops.convert_to_tensor(logits)
        if len(labels.shape) == len(logits.shape) and labels.shape[-1] == 1:
            labels = ops.squeeze(labels, axis=-1)
        sides = zip(labels.shape, logits.shape[:-1], strict=False)
        differ = any(None not in pair and pair[0] != pair[1] for pair in sides)  # None: not known before it runs
        if differ or len(labels.shape) != len(logits.shape) - 1 or logits.shape[-1] != self.num_classes:
            raise ValueError(
                f"labels have the shape {tuple(labels.shape)}, logits {tuple(logits.shape)}; they must be (B, H, W) "
                f"and (B, H, W, {self.num_classes}). Pass what the network returns, before argmax."
            )
        return ops.cast(labels, "int32"), logits

    def _counts(self, labels, logits):
        """The confusion matrix of one batch."""
        classes = self.num_classes
        labels = ops.reshape(labels, (-1,))
        known = ops.logical_and(labels >= 0, labels < classes)
        rows = ops.where(known, labels, classes)  # void has a row of its own, cut off below
        pairs = rows * classes + _first_largest(ops.reshape(logits, (-1, classes)))
        counts = ops.segment_sum(ops.ones_like(pairs), pairs, num_segments=(classes + 1) * classes)
        return ops.cast(ops.reshape(counts, (classes + 1, classes))[:classes], self.low.dtype)


def _first_largest(logits):
    """What np.argmax says of each row, (N, C) -> int32 (N,).

    `ops.argmax` takes longer, and holds -0.0 for smaller than 0.0, so that it disagrees with NumPy in ties.
    """
    classes, channels = logits.shape[-1], ops.transpose(logits)
    largest = ops.max(channels, axis=0, keepdims=True)
    places_from_the_end = ops.expand_dims(ops.arange(classes, 0, -1, dtype="int32"), axis=1)
    return classes - ops.max(ops.where(channels < largest, 0, places_from_the_end), axis=0)
