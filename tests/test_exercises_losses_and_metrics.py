"""Each check of notebook 06 takes the solution, refuses the stub, and names each typical mistake."""

import numpy as np
import pytest
from scipy import ndimage

from helpers.exercises import EXERCISES, check
from helpers.metrics import dice, f1, iou, precision, recall


def by_precision_and_recall(matrix):
    p, r = precision(matrix), recall(matrix)
    return 2 * p * r / (p + r)


def tied(objects):
    mask = (objects > 0).astype(np.uint8)
    centres = ndimage.center_of_mass(mask, objects, range(1, objects.max() + 1))
    corner, *others = [tuple(map(round, centre)) for centre in centres]
    for row, column in others:
        mask[min(row, corner[0]):max(row, corner[0]) + 1, corner[1]] = 1
        mask[row, min(column, corner[1]):max(column, corner[1]) + 1] = 1
    return mask


def in_place(objects):
    objects[objects > 0] = 1
    return tied(objects)


def half_tied(objects):
    return tied(np.where(objects < 7, objects, 0)) | (objects > 0)


def tied_by_corners(objects):
    mask = (objects > 0).astype(np.uint8)
    free = objects == 0
    rows, columns = np.indices(objects.shape)
    mask[free & (np.abs(rows - columns) % 32 == 0)] = 1
    return mask


def soft_dice(labels, probabilities):
    known = labels != 255
    true, called = labels[known] == 1, probabilities[known]
    return 1 - 2 * np.sum(true * called) / (np.sum(true) + np.sum(called))


def soft_dice_with_void(labels, probabilities):
    true = labels == 1
    return 1 - 2 * np.sum(true * probabilities) / (np.sum(true) + np.sum(probabilities))


def soft_iou(labels, probabilities):
    score = 1 - soft_dice(labels, probabilities)
    return 1 - score / (2 - score)


def squared(labels, probabilities):
    known = labels != 255
    true, called = labels[known] == 1, probabilities[known]
    return 1 - 2 * np.sum(true * called) / (np.sum(true) + np.sum(called**2))


def distances(objects, row, column, length=np.hypot):
    rows, columns = np.indices(objects.shape)
    away = length(rows - row, columns - column)
    return [away[objects == number].min() for number in np.unique(objects[objects > 0])]


def weight(objects, row, column, d=None, length=np.hypot):
    d1, d2 = d or sorted(distances(objects, row, column, length))[:2]
    return 10 * np.exp(-((d1 + d2) ** 2) / 50)


def two_nearest_pixels(objects, row, column):
    rows, columns = np.nonzero(objects)
    return weight(objects, row, column, tuple(np.sort(np.hypot(rows - row, columns - column))[:2]))


def to_centres(objects, row, column):
    centres = ndimage.center_of_mass(objects > 0, objects, np.unique(objects[objects > 0]))
    return weight(objects, row, column, tuple(sorted(np.hypot(r - row, c - column) for r, c in centres)[:2]))


def without_gaps(objects, row, column):
    rows, columns = np.indices(objects.shape)
    away = np.hypot(rows - row, columns - column)
    numbers = range(1, objects.max() + 1)
    return weight(objects, row, column, tuple(sorted(away[objects == n].min() for n in numbers)[:2]))


def squares_added(objects, row, column):
    d1, d2 = sorted(distances(objects, row, column))[:2]
    return 10 * np.exp(-(d1**2 + d2**2) / 50)


def taxi(a, b):
    return abs(a) + abs(b)


def stub(*_):
    ...


RIGHT = {
    "f1_of_classes": [(f1,), (dice,), (lambda m: f1(m).tolist(),)],
    "nothing_found": [(tied,), (lambda objects: tied(objects).astype(bool),)],
    "soft_dice_of_object": [(soft_dice,), (lambda *pair: np.float32(soft_dice(*pair)),)],
    "weight_of_pixel": [(weight,)],
}
WRONG = {
    "f1_of_classes": [
        ((stub,), "returns nothing"),
        ((lambda m: np.nanmean(f1(m)),), "Each class has an F1"),
        ((lambda m: f1(m)[:2],), "4 classes went in, (2,) came out"),
        ((iou,), "that is IoU"),
        ((lambda m: (precision(m) + recall(m)) / 2,), "the plain mean"),
        ((precision,), "that is precision"),
        ((recall,), "that is recall"),
        ((lambda m: f1(m) / 2,), "classes 0 and 1 have 0.706 and 0.667"),
        ((by_precision_and_recall,), "Its precision is 0/0, but its F1 is 0"),
        ((lambda m: np.array([*f1(m)[:2], 0.5, np.nan]),), "its F1 is 0, yours 0.500"),
        ((lambda m: np.nan_to_num(f1(m)),), "It was not asked: NaN, not 0.000"),
    ],
    "nothing_found": [
        ((stub,), "returns nothing"),
        ((in_place,), "changes the numbers it was given"),
        ((lambda objects: tied(objects)[:50],), "the shape is (50, 96)"),
        ((lambda objects: objects,), "more than 0 and 1"),
        ((np.zeros_like,), "the accuracy is 0.6"),
        ((np.ones_like,), "below 0.97"),
        ((lambda objects: (objects > 0).astype(int),), "AP at 0.5 is 1.00"),
        ((half_tied,), "some nuclei are still found"),
        ((tied_by_corners,), "a slanting thread has to take steps"),
    ],
    "soft_dice_of_object": [
        ((stub,), "returns nothing"),
        ((lambda labels, p: 1 - p,), "yours has the shape (2, 4)"),
        ((lambda *pair: 1 - soft_dice(*pair),), "that is the score"),
        ((soft_dice_with_void,), "void pixels count as called"),
        ((lambda labels, p: soft_dice(labels, (p >= 0.5).astype(float)),), "Do not round"),
        ((soft_iou,), "that is the soft IoU"),
        ((squared,), "as V-Net does"),
        ((lambda *pair: soft_dice(*pair) / 2,), "the loss of the test picture is 0.2333"),
    ],
    "weight_of_pixel": [
        ((stub,), "returns nothing"),
        ((lambda *a: np.array([weight(*a)]),), "yours has the shape (1,)"),
        ((two_nearest_pixels,), "second-nearest *object*"),
        ((lambda *a: 10 * np.exp(-(sum(sorted(distances(*a))[:2]) ** 2) / 5),), "divide by 50"),
        ((lambda *a: 10 * np.exp(-(sum(sorted(distances(*a))[:2]) ** 2) / 25),), "The formula has 2σ²"),
        ((lambda *a: 10 * np.exp(-(sum(sorted(distances(*a))[:2]) ** 2) / 2 * 25),), "put brackets"),
        ((lambda *a: weight(*a) + 1,), "Asked is the border weight alone"),
        ((to_centres,), "the nearest pixel of each"),
        ((without_gaps,), "numbers may have gaps"),
        ((squares_added,), "Add first, then square"),
        ((lambda *a: weight(*a) / 10,), "ten times as much"),
        ((lambda *a: weight(*a, d=tuple(distances(*a)[:2])),), "Sort the distances first"),
        ((lambda *a: weight(*a) * 2,), "the weight at row 5, column 7 is 8.353, yours 16.705"),
        ((lambda *a: weight(*a, length=taxi),), "those of a ruler"),
    ],
}


@pytest.mark.parametrize("name", RIGHT)
def test_solutions_are_right(name, capsys):
    for answer in RIGHT[name]:
        getattr(check, name)(*answer)
        assert capsys.readouterr().out.startswith("Right: ")


@pytest.mark.parametrize(("name", "answer", "message"),
                         [(name, *case) for name, cases in WRONG.items() for case in cases])
def test_mistakes_are_named(name, answer, message, capsys):
    getattr(check, name)(*answer)
    said = capsys.readouterr().out
    assert said.startswith("Not yet: ") and message in said


def test_every_exercise_has_solutions_mistakes_and_three_hints():
    ours = {name for name, one in EXERCISES.items() if one.test.__module__.endswith("losses_and_metrics")}
    assert ours == set(RIGHT) == set(WRONG)
    assert all(len(set(EXERCISES[name].hints)) == 3 for name in ours)
