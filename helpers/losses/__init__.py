"""What a network is trained to make small, and weights that say which pixels matter.

All losses are called as `loss(labels, logits, sample_weight=None)`, leave void out, and go into
`model.compile(loss=...)`, on any Keras backend.
"""

from helpers.losses.overlap import SoftDice, Sum
from helpers.losses.pixels import CrossEntropy, Focal
from helpers.losses.weights import border_weights, class_shares, median_frequency_weights, separate_objects

__all__ = [
    "CrossEntropy", "Focal", "SoftDice", "Sum",
    "border_weights", "class_shares", "median_frequency_weights", "separate_objects",
]
