"""Rims of real nuclei, grown back to nuclei: how much the way there and back costs, with a network that never errs."""

import numpy as np
import pytest

from helpers.datasets import load_dataset
from helpers.instances import objects_by_distance, objects_from_mask, objects_from_rims, three_classes
from helpers.metrics import average_precision


@pytest.fixture(scope="module")
def truths(part):
    """The numbered nuclei of the part's training and validation pictures."""
    return [sample.instances for split in ("train", "val")
            for sample in load_dataset("nuclei", split, part / "dsb2018")]


def scores(truths, answers):
    """AP50 and mean AP, every picture weighing the same."""
    rows = np.array([average_precision(*pair) for pair in zip(truths, answers, strict=True)])
    return rows[:, 0].mean(), rows.mean()


def test_perfect_answers_give_nearly_every_real_nucleus_back(truths):
    answers = [objects_from_rims(np.eye(3, dtype=np.float32)[three_classes(truth)]) for truth in truths]
    ap50, mean_ap = scores(truths, answers)
    assert ap50 > 0.95 and mean_ap > 0.93


def test_a_perfect_mask_alone_does_not(truths):
    in_parts, _ = scores(truths, [objects_from_mask(truth > 0) for truth in truths])
    by_distance, _ = scores(truths, [objects_by_distance(truth > 0) for truth in truths])
    in_rims, _ = scores(truths, [objects_from_rims(np.eye(3)[three_classes(truth)]) for truth in truths])
    assert in_parts < by_distance < in_rims
