"""Scores on whole data sets; `splits` is the one place where a test split of real data is read."""

from helpers.metrics.parts import part_scores
from helpers.scoring.objects import object_scores
from helpers.scoring.pixels import matrix_per_picture, summarise
from helpers.scoring.splits import read_test_scores, score, test_score_of

__all__ = [
    "matrix_per_picture", "object_scores", "part_scores", "read_test_scores", "score", "summarise", "test_score_of",
]
