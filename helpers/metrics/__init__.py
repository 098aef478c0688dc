"""Scores: of pixels, of outlines, of objects, of the network's own confidence; and how sure a score is.

`helpers.metrics.streaming` has the same scores as a Keras metric; it is imported on its own, because it loads Keras.
"""

from helpers.metrics.boundary import boundary_iou
from helpers.metrics.calibration import Reliability, calibration_error, reliability
from helpers.metrics.counts import (
    accuracy,
    confusion_matrix,
    dice,
    f1,
    iou,
    mean_iou,
    merge,
    overall_f1,
    precision,
    recall,
)
from helpers.metrics.fates import FOUND, INVENTED, MERGED, MISSED, SPLIT, Fates, object_fates
from helpers.metrics.intervals import bootstrap_interval
from helpers.metrics.objects import (
    THRESHOLDS,
    average_precision,
    match_objects,
    mean_average_precision,
    object_ious,
)

__all__ = [
    "FOUND",
    "INVENTED",
    "MERGED",
    "MISSED",
    "SPLIT",
    "THRESHOLDS",
    "Fates",
    "Reliability",
    "accuracy",
    "average_precision",
    "bootstrap_interval",
    "boundary_iou",
    "calibration_error",
    "confusion_matrix",
    "dice",
    "f1",
    "iou",
    "match_objects",
    "mean_average_precision",
    "mean_iou",
    "merge",
    "object_fates",
    "object_ious",
    "overall_f1",
    "precision",
    "recall",
    "reliability",
]
