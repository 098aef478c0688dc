"""Each check of notebook 03 takes the solution, refuses the stub, and names each typical mistake."""

import numpy as np
import pytest

from helpers.exercises import EXERCISES, check


def fold(table, height, width):
    rows, units = table.shape
    return table.reshape(rows // (height * width), height, width, units).transpose(1, 2, 0, 3)


def stamp_row(row, kernel, stride):
    long_row = np.zeros((len(row) - 1) * stride + len(kernel))
    for place, number in enumerate(row):
        long_row[place * stride : place * stride + len(kernel)] += number * np.asarray(kernel)
    return long_row


def covered(row, kernel, stride):
    long_row = np.zeros((len(row) - 1) * stride + len(kernel))
    for place, number in enumerate(row):
        long_row[place * stride : place * stride + len(kernel)] = number * np.asarray(kernel)
    return long_row


def kinds(kernel, stride, take=np.sum):
    return np.array([[take(kernel[r::stride, c::stride]) for c in range(stride)] for r in range(stride)])


def blocks(kernel, stride):
    padded = np.pad(kernel, (0, -len(kernel) % stride))
    return padded.reshape(len(padded) // stride, stride, -1, stride).sum(axis=(1, 3))


def where(heat, offset=32, step=32):
    row, column = np.unravel_index(np.argmax(heat), heat.shape)
    return step * row + offset, step * column + offset


def stub(*_):
    ...


RIGHT = {
    "fold_channels_first": [fold, lambda t, h, w: np.moveaxis(t.reshape(-1, h, w, t.shape[1]), 0, 2)],
    "stamp_row": [stamp_row, lambda r, k, s: stamp_row(r, k, s).tolist()],
    "kinds_of_cells": [kinds, lambda k, s: kinds(k, s).tolist()],
    "where_is_it": [where, lambda heat: np.array(where(heat))],
}
WRONG = {
    "fold_channels_first": [
        (stub, "returns nothing"),
        (lambda t, h, w: t.reshape(-1, h, w, t.shape[1]), "Move channels to the third place"),
        (lambda t, h, w: t.reshape(h, w, -1, t.shape[1]), "the order is not: reshape alone"),
        (lambda t, h, w: fold(t, h, w).transpose(1, 0, 2, 3), "height and width are swapped"),
        (lambda t, h, w: fold(t, h, w)[0], "need a kernel of (2, 3, 4, 5)"),
        (lambda t, h, w: t.reshape(-1, w, h, t.shape[1]).transpose(2, 1, 0, 3), "the answers are not those"),
        (lambda t, h, w: fold(t, h, w)[::-1], "the answers are not those"),
        (lambda t, h, w: t.reshape(64, h, w, t.shape[1]).transpose(1, 2, 0, 3), "compute them from its rows"),
        (lambda t, h, w: t @ np.ones(3), "stopped with ValueError"),
    ],
    "stamp_row": [
        (stub, "returns nothing"),
        (covered, "use +="),
        (lambda r, k, s: stamp_row(r, k, s)[:6], "6 cells are stride x length"),
        (lambda r, k, s: np.convolve(r, k), "so 7 cells come out; yours are 5"),
        (lambda r, k, s: stamp_row(r, k[::-1], s), "turned round"),
        (lambda r, k, s: stamp_row(r[::-1], k, s), "make 1 1 12 2 23 3 30"),
        (lambda r, k, s: stamp_row(r, k, 2), "Does your code use stride everywhere"),
        (lambda r, k, s: stamp_row(r, k, s)[None], "of one dimension"),
    ],
    "kinds_of_cells": [
        (stub, "returns nothing"),
        (lambda k, s: kinds(k, s, np.size), "the counts of stamps"),
        (lambda k, s: kinds(k, s, np.mean), "that is the mean"),
        (blocks, "blocks of neighbours"),
        (lambda k, s: kinds(k, s).T, "rows and columns are swapped"),
        (lambda k, s: k.sum(), "of the shape ()"),
        (lambda k, s: kinds(k, s) / k.sum(), "so it holds 21"),
        (lambda k, s: kinds(k, 2), "use `stride`"),
    ],
    "where_is_it": [
        (stub, "returns nothing"),
        (lambda heat: where(heat, 0, 1), "that is the cell"),
        (lambda heat: where(heat, 0), "that is the corner"),
        (lambda heat: where(heat, 16), "half a step"),
        (lambda heat: where(heat)[::-1], "row and column are swapped"),
        (lambda heat: np.argmax(heat), "return two numbers"),
        (lambda heat: where(1 - heat), "Look for the highest probability"),
        (lambda heat: where(abs(heat - 0.5)), "Look for the highest probability"),
        (lambda heat: where(heat, 48), "yours is (112, 208)"),
        (lambda heat: (96, 192), "use its own shape"),
    ],
}


@pytest.mark.parametrize("name", RIGHT)
def test_solutions_are_right(name, capsys):
    for answer in RIGHT[name]:
        getattr(check, name)(answer)
        assert capsys.readouterr().out.startswith("Right: ")


@pytest.mark.parametrize(("name", "answer", "message"),
                         [(name, *case) for name, cases in WRONG.items() for case in cases])
def test_mistakes_are_named(name, answer, message, capsys):
    getattr(check, name)(answer)
    said = capsys.readouterr().out
    assert said.startswith("Not yet: ") and message in said


def test_every_exercise_has_solutions_mistakes_and_three_hints():
    ours = {name for name, one in EXERCISES.items() if one.test.__module__.endswith("from_classifier_to_fcn")}
    assert ours == set(RIGHT) == set(WRONG)
    for name in ours:
        assert len({len(hint) for hint in EXERCISES[name].hints}) > 1 and all(EXERCISES[name].hints)
