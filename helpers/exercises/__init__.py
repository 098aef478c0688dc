"""Exercises: `check.NAME(answer)` tests an answer, `hint("NAME")` helps a little more each time."""

from helpers.exercises import start_here, train_nuclei, what_is_segmentation  # noqa: F401  (they register themselves)
from helpers.exercises.machinery import EXERCISES, Check, hint

check = Check()

__all__ = ["EXERCISES", "check", "hint"]
