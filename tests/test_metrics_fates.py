"""What becomes of objects: cases by hand, and what must hold for any two masks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from helpers.metrics import match_objects, object_fates

masks = arrays(np.int64, (5, 6), elements=st.integers(0, 4))


def fates(truth, predicted, threshold=0.5):
    return object_fates(np.array([truth]), np.array([predicted]), threshold)


@pytest.mark.parametrize("name, truth, predicted, of_truth, of_predicted", [
    ("found", [1, 1, 0, 0], [0, 5, 0, 0], {1: "found"}, {5: "found"}),
    ("merged", [1, 1, 2, 2, 3, 3], [4, 4, 4, 4, 4, 4], {1: "merged", 2: "merged", 3: "merged"}, {4: "merged"}),
    ("large with small", [1, 1, 1, 2, 0, 0], [4, 4, 4, 4, 0, 0], {1: "found", 2: "merged"}, {4: "found"}),
    ("split", [1, 1, 1, 1, 1], [2, 2, 0, 3, 3], {1: "split"}, {2: "split", 3: "split"}),
    ("found, with a crumb", [1, 1, 1, 1, 1], [2, 2, 2, 2, 3], {1: "found"}, {2: "found", 3: "split"}),
    ("missed", [1, 1, 0, 2, 2], [0, 0, 0, 9, 9], {1: "missed", 2: "found"}, {9: "found"}),
    ("invented", [0, 0, 0, 2, 2], [7, 7, 0, 9, 9], {2: "found"}, {7: "invented", 9: "found"}),
    ("badly outlined", [1, 1, 0, 0, 0, 0], [0, 3, 3, 3, 3, 0], {1: "missed"}, {3: "invented"}),
    ("half is not in", [1, 1, 2, 2, 0, 0], [0, 3, 3, 0, 0, 0], {1: "missed", 2: "missed"}, {3: "invented"}),
    ("both merged and split", [1] * 10 + [2] * 3, [3] * 3 + [0] + [5] * 9, {1: "merged", 2: "merged"},
     {3: "split", 5: "merged"}),
    ("nothing at all", [0, 0], [0, 0], {}, {}),
], ids=lambda value: value if isinstance(value, str) else "")
def test_cases_by_hand(name, truth, predicted, of_truth, of_predicted):
    assert fates(truth, predicted) == (of_truth, of_predicted)


def test_a_stricter_match_finds_fewer():
    assert fates([1, 1, 1, 1], [2, 2, 2, 0], 0.75).truth == {1: "found"}
    assert fates([1, 1, 1, 1], [2, 2, 2, 0], 0.8).truth == {1: "missed"}


@settings(max_examples=60, deadline=None)
@given(masks, masks)
def test_each_object_has_one_fate_and_the_found_are_those_that_match(truth, predicted):
    of_truth, of_predicted = object_fates(truth, predicted)
    pairs = match_objects(truth, predicted)
    assert set(of_truth) == set(np.unique(truth[truth > 0])) and set(of_predicted) == set(
        np.unique(predicted[predicted > 0]))
    assert {number for number, fate in of_truth.items() if fate == "found"} == {pair[0] for pair in pairs}
    assert {number for number, fate in of_predicted.items() if fate == "found"} == {pair[1] for pair in pairs}
    assert set(of_truth.values()) <= {"found", "merged", "split", "missed"}
    assert set(of_predicted.values()) <= {"found", "merged", "split", "invented"}


@settings(max_examples=60, deadline=None)
@given(masks, masks)
def test_seen_from_the_other_side_merging_is_splitting(truth, predicted):
    """Exchange truth and answer: what merged was split. (Found ones, and what lies in both ways, aside.)"""
    there, back = object_fates(truth, predicted), object_fates(predicted, truth)
    merging = {number for number, fate in there.predicted.items() if fate == "merged"}
    assert all(back.truth[number] in ("split", "merged", "found") for number in merging)
    assert {n for n, f in there.truth.items() if f == "split"} <= {
        n for n, f in back.predicted.items() if f in ("merged", "found")}
