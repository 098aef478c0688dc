"""Exercises: `check.NAME(answer)` tests an answer, `hint("NAME")` helps a little more each time."""

from helpers.exercises import (  # noqa: F401  (they register themselves)
    building_the_unet,
    from_classifier_to_fcn,
    from_fcn_to_unet,
    images_masks_pipelines,
    losses_and_metrics,
    start_here,
    train_camvid,
    train_carla,
    train_faces,
    train_nuclei,
    what_is_segmentation,
)
from helpers.exercises.machinery import EXERCISES, Check, hint

check = Check()

__all__ = ["EXERCISES", "check", "hint"]
