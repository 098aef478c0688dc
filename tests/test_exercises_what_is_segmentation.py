"""Each check of notebook 01 takes the solution, refuses the stub, and names each typical mistake."""

import numpy as np
import pytest
from scipy import ndimage

from helpers.exercises import EXERCISES, check
from helpers.exercises.what_is_segmentation import TEN_ANSWERS

rows, columns = np.mgrid[:64, :64]
disc = (rows - 32) ** 2 + (columns - 30) ** 2 < 15**2
noise = np.random.default_rng(0).integers(0, 256, (64, 64)).astype(np.uint8)


def drivable(mask):
    answer = np.zeros_like(mask)
    answer[mask == 3] = 1
    answer[mask == 255] = 255
    return answer


def in_place(mask):
    mask[(mask != 3) & (mask != 255)] = 0
    mask[mask == 3] = 1
    return mask


def cell_areas(instances, side):
    edges = np.concatenate([instances[0], instances[-1], instances[:, 0], instances[:, -1]])
    whole = np.setdiff1d(np.unique(instances), np.append(edges, 0))
    return np.bincount(instances.ravel())[whole] * side**2


def stripes(*numbers, gap=0):
    instances = np.zeros((24, 40), int)
    for place, number in enumerate(numbers):
        instances[4:16, 2 + place * (6 + gap):8 + place * (6 + gap)] = number
    return instances


def full(instances):
    return np.where(instances == 0, instances.max(), instances)


def textured():
    rng = np.random.default_rng(7)
    inside, outside = rng.integers(0, 256, disc.shape), rng.integers(96, 160, disc.shape)
    return np.where(disc, inside, outside).astype(np.uint8)


def uneven_light():
    return np.clip(np.where(disc, 80, 50) + 2.4 * columns, 0, 255).astype(np.uint8)


def bright_disc():
    return np.where(disc, 200, 50).astype(np.uint8)


def stub(*_):
    ...


VALUES = [value for value, _ in TEN_ANSWERS]
RIGHT = {
    "ten_lines": [(VALUES,), (VALUES[:7] + [...] * 3,)],
    "drivable": [(drivable,)],
    "cell_areas": [(cell_areas,)],
    "three_as_one": [(stripes(1, 2, 3),), (stripes(7, 2, 40).astype(np.uint8),)],
    "unthresholdable": [(textured(), disc), (uneven_light(), disc.astype(np.uint8))],
}
WRONG = {
    "ten_lines": [
        (([...] * 10,), "0 of 10. Put your answers where the dots are."),
        ((VALUES[:6] + [...] * 4,), "6 of 10. Put"),
        (([(3, 2)] + [...] * 9,), "Line 1 gives (2, 3): a shape counts rows first"),
        ((VALUES[:6] + [260] + [...] * 3,), "Line 7 gives 4: uint8 holds 0..255"),
        ((VALUES[:6] + [...] * 3 + [216],), "Line 10 gives 224"),
        ((VALUES[:5],), "has 5 answers"),
    ],
    "drivable": [
        ((stub,), "returns nothing"),
        ((lambda mask: mask == 3,), "leave no room for void"),
        ((lambda mask: (mask == 3).astype(np.uint8),), "as if somebody had said 'not road'"),
        ((lambda mask: np.where(mask == 255, 255, np.isin(mask, (3, 4))).astype(np.uint8),), "pavement"),
        ((lambda mask: np.where(mask == 255, mask, 0),), "some road (id 3) is not 1"),
        ((lambda mask: np.where(mask == 255, 255, (mask == 3)).astype(int),), "a mask is uint8"),
        ((lambda mask: np.where(mask == 3, 1, mask),), "pavement"),
        ((lambda mask: np.where(mask == 3, 1, np.where(mask == 4, 0, mask)),), "0 for all else"),
        ((lambda mask: drivable(mask)[0],), "the shape is (4,)"),
        ((in_place,), "changes the mask"),
    ],
    "cell_areas": [
        ((stub,), "returns nothing"),
        ((lambda i, side: np.bincount(i.ravel()) * side**2,), "the background"),
        ((lambda i, side: np.bincount(i.ravel())[1:] * side**2,), "Leave out the two"),
        ((lambda i, side: cell_areas(i, 1),), "these are pixels"),
        ((lambda i, side: cell_areas(i, side) / side,), "side squared"),
        ((lambda i, side: cell_areas(i, side)[:1],), "you return 1 areas"),
        ((lambda i, side: cell_areas(i, side) * 9,), "yours are [13.5, 27.0]"),
        ((lambda i, side: i[99],), "stopped with IndexError"),
    ],
    "three_as_one": [
        ((...,), "must be a table of numbers"),
        ((np.zeros((20, 20), int),), "there are 0 objects"),
        ((stripes(1, 2),), "there are 2 objects"),
        ((stripes(1, 2, 3)[:7],), "has 18 pixels"),
        ((stripes(1, 2, 3, 1),), "in several pieces"),
        ((stripes(1, 2, 3, gap=2),), "falls into 3 components"),
        ((full(stripes(1, 2, 3)),), "no background left"),
    ],
    "unthresholdable": [
        ((..., ...), "still dots"),
        ((textured().astype(float), disc), "the picture must be uint8"),
        ((textured()[:20], disc[:20]), "at least 48 x 48"),
        ((textured(), disc[:50]), "truth has the shape"),
        ((textured(), ndimage.binary_erosion(disc, iterations=10)), "Let it cover"),
        ((bright_disc(), disc), "a threshold reaches Dice 1.00"),
        ((np.full(disc.shape, 90, np.uint8), disc), "neither would an eye"),
        ((noise, disc), "neither would an eye"),
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
    ours = {name for name, one in EXERCISES.items() if one.test.__module__.endswith("what_is_segmentation")}
    assert ours == set(RIGHT) == set(WRONG)
    for name in ours:
        assert len({len(hint) for hint in EXERCISES[name].hints}) > 1 and all(EXERCISES[name].hints)


def test_the_ten_answers_are_what_the_expressions_give():
    """The expressions that stand in the notebook's cell, and Keras itself for the last two."""
    table, logits = np.array([[3, 1, 4], [1, 5, 9]]), np.zeros((2, 32, 48, 5))
    computed = [table.shape, table[1, 2], table[:, 0], table[table > 3], (table == 1).sum(),
                table.argmax(axis=0), (np.array([250], np.uint8) + 10)[0], logits.argmax(axis=-1).shape]
    for given, expected in zip(computed, VALUES, strict=False):
        np.testing.assert_array_equal(given, expected)
    from keras import layers

    convolution = layers.Conv2D(8, 3, padding="same")
    assert convolution(np.zeros((2, 32, 48, 3), np.float32)).shape == VALUES[8]
    assert convolution.count_params() == VALUES[9]
