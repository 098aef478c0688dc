"""Each check of notebook 04 takes the solution, refuses the stub, and names each typical mistake."""

import numpy as np
import pytest

from helpers.exercises import EXERCISES, check


def stub(*_):
    ...


def shrink_and_enlarge(mask, factor):
    height, width = mask.shape
    return mask[::factor, ::factor].repeat(factor, axis=0).repeat(factor, axis=1)[:height, :width]


def in_place(array, *_):
    array[:] = 0
    return array


def fields(convolutions=2, pooling=2):
    """Field of a network of one, two, three, ... levels, by a sum of its own."""
    size, step = 1, 1
    while True:
        size += convolutions * 2 * step
        yield size
        size, step = size + (pooling - 1) * step, step * 2


def levels_needed(size, **kind):
    return next(level for level, seen in enumerate(fields(**kind), start=1) if seen >= size)


def coarse(maps, factor):
    small = np.stack([maps[:, i::factor, j::factor] for i in range(factor) for j in range(factor)]).mean(axis=0)
    return np.kron(small, np.ones((1, factor, factor, 1), "float32"))


def fine_part(maps, factor):
    return maps - coarse(maps, factor) + maps.mean(axis=(0, 1, 2))


def add_could_do_it(kernel):
    half = kernel.shape[2] // 2
    return np.array_equal(kernel[:, :, :half], kernel[:, :, half:])


def halves_equal(kernel, axis):
    return np.array_equal(*np.split(kernel, 2, axis=axis))


RIGHT = {
    "shrink_and_enlarge": [shrink_and_enlarge,
                           lambda m, f: m[np.arange(len(m)) // f * f][:, np.arange(m.shape[1]) // f * f]],
    "levels_needed": [levels_needed],
    "fine_part": [fine_part],
    "add_could_do_it": [add_could_do_it, lambda k: (k[:, :, : k.shape[2] // 2] == k[:, :, k.shape[2] // 2 :]).all()],
}
WRONG = {
    "shrink_and_enlarge": [
        (stub, "returns nothing"),
        (in_place, "changes the mask"),
        (lambda m, f: m[::f, ::f], "that is the small mask"),
        (lambda m, f: m[::f, ::f].repeat(f, 0).repeat(f, 1), "cut the rest off"),
        (lambda m, f: m[::f, ::f].repeat(f, 0), "came out is (12, 4)"),
        (lambda m, f: np.tile(m[::f, ::f], (f, f))[:10, :13], "side by side"),
        (lambda m, f: shrink_and_enlarge(m, f) // 2, "ids that nobody labelled"),
        (lambda m, f: shrink_and_enlarge(m[::-1], f), "not where they belong"),
        (lambda m, f: shrink_and_enlarge(m, f).astype(int), "a mask is uint8"),
        (lambda m, f: shrink_and_enlarge(m, 4), "factor 1 must change nothing"),
    ],
    "levels_needed": [
        (stub, "returns nothing"),
        (lambda size: levels_needed(size) - 1, "counts poolings"),
        (lambda size: levels_needed(size, convolutions=1), "two convolutions"),
        (lambda size: levels_needed(size, pooling=1), "A pooling sees too"),
        (lambda size: levels_needed(size + 1), "exactly 68"),
        (lambda size: next(seen for seen in fields() if seen >= size), "Is that a field"),
        (lambda size: [levels_needed(size)], "return one number"),
        (lambda size: float(levels_needed(size)), "return an int"),
        (lambda size: str(levels_needed(size)) and None, "print is not enough"),
        (lambda size: 2, "you say [2, 2, 2, 2]"),
        (lambda size: 0, "you say 0"),
    ],
    "fine_part": [
        (stub, "returns nothing"),
        (in_place, "changes the maps"),
        (coarse, "that is the coarse part"),
        (lambda maps, factor: maps, "the whole map again"),
        (lambda maps, factor: maps - coarse(maps, factor), "as unfair as zeros"),
        (lambda maps, factor: maps - coarse(maps, factor) + maps.mean(), "one per channel"),
        (lambda maps, factor: maps - coarse(maps, factor) + maps.mean(axis=0), "adds the mean street"),
        (lambda maps, factor: maps - coarse(maps, factor) + maps.mean((1, 2), keepdims=True), "kept its own mean"),
        (lambda maps, factor: maps + coarse(maps, factor), "are not the maps, minus"),
        (lambda maps, factor: fine_part(maps, factor)[0], "yours are (4, 6, 2)"),
        (lambda maps, factor: fine_part(maps, 2), "use `factor`"),
    ],
    "add_could_do_it": [
        (stub, "returns nothing"),
        (lambda k: k[:, :, :4] == k[:, :, 4:], "not one per weight"),
        (lambda k: False, "both halves of this kernel are equal"),
        (lambda k: True, "one weight of this kernel differs"),
        (lambda k: halves_equal(k, 2) or halves_equal(k, 3), "channels that go *out*"),
        (lambda k: k[:, :, 9], "IndexError"),
    ],
}


@pytest.mark.parametrize("name", RIGHT)
def test_solutions_are_accepted(name, capsys):
    for answer in RIGHT[name]:
        getattr(check, name)(answer)
        assert capsys.readouterr().out.startswith("Right: "), name


@pytest.mark.parametrize(("name", "answer", "sentence"), [(name, *case) for name in WRONG for case in WRONG[name]])
def test_wrong_answers_are_told_what_is_wrong(name, answer, sentence, capsys):
    getattr(check, name)(answer)
    told = capsys.readouterr().out
    assert told.startswith("Not yet: ") and sentence in told


def test_each_exercise_is_tried():
    ours = {name for name, exercise in EXERCISES.items() if exercise.test.__module__.endswith("from_fcn_to_unet")}
    assert ours == set(RIGHT) == set(WRONG)
