"""Exercises of notebook 08."""

import math

import numpy as np

from helpers.exercises.machinery import exercise, expect

NOTHING = "the function returns nothing. Replace ... by your code, with a return at its end; print is not enough."


@exercise(
    "abs(frame - other) / 30 is the time between two frames, whichever comes first.",
    "You want the smallest of these times: min of them all.",
    "min((abs(frame - other) / 30 for other in others), default=float(\"inf\"))",
)
def seconds_away(answer) -> str:
    got = answer(600, [0, 570, 900])
    expect(got is not None, NOTHING)
    expect(np.ndim(got) == 0, "return one number: the nearest frame decides.")
    expect(not math.isclose(got, 30), "that is in frames. There are 30 in a second.")
    expect(not math.isclose(got, 20), "that is the farthest frame. The nearest one is asked.")
    expect(got >= 0, "seconds are not negative: take abs of the difference.")
    expect(math.isclose(got, 1), f"the frames 600 and 570 are 1 second apart; you say {got}.")
    later = answer(600, [0, 615])
    expect(math.isclose(later, 0.5), f"frame 615 comes half a second after frame 600; you say {later}. A neighbour may "
           "lie before or after: take abs of the difference.")
    try:
        alone = answer(600, [])
    except (ValueError, IndexError):
        alone = None
    expect(alone is not None and math.isinf(alone),
           "where others is empty, return float(\"inf\"): min takes default=float(\"inf\").")
    return "the nearest frame, before or after, in seconds; infinity for a drive that is not there."


@exercise(
    "The last axis counts the outputs. logits[..., :-1] leaves out the last of them.",
    "argmax(axis=-1) names the largest along the last axis.",
    "return logits[..., :-1].argmax(axis=-1)",
)
def largest_real(answer) -> str:
    rng = np.random.default_rng(8)
    logits = rng.normal(size=(5, 7, 12)).astype(np.float32)
    logits[:2, ..., 11] = 9
    before, right = logits.copy(), logits[..., :11].argmax(axis=-1)
    got = answer(logits)
    expect(got is not None, NOTHING)
    got = np.asarray(got)
    expect(np.array_equal(logits, before), "your function changes the logits it was given. Cut off a part instead.")
    expect(got.shape != (5, 7, 11), "these are the eleven real logits. Now name the largest: argmax(axis=-1).")
    expect(got.shape == (5, 7), f"the shape is {got.shape}, that of the picture (5, 7): one id per pixel.")
    expect(got.dtype.kind in "iu", f"these are {got.dtype}; ids are whole numbers.")
    expect(got.max() < 11, "some pixels are still called 11, void. Leave its logit out before you compare.")
    void = before[..., 11] >= before[..., :11].max(axis=-1)
    expect(not np.array_equal(got[~void], right[~void]) or np.array_equal(got[void], right[void]),
           "where void was largest, you answer one fixed class. The network knows better: its largest real logit.")
    expect(np.array_equal(got, right), f"{np.sum(got != right)} of 35 pixels have another largest real logit.")
    return "eleven logits compared, void not asked."


@exercise(
    "The diagonal holds what was right. Take it out of the comparison, in a copy of the matrix.",
    "np.fill_diagonal(errors, -1) writes into the diagonal; -1 is less than any count.",
    "errors = matrix.copy(); np.fill_diagonal(errors, -1); return errors.argmax(axis=1)",
)
def confused_with(answer) -> str:
    matrix = np.array([[50, 2, 9, 0], [7, 20, 1, 3], [4, 30, 5, 1], [0, 0, 6, 2]])
    before = matrix.copy()
    got = answer(matrix)
    expect(got is not None, NOTHING)
    expect(np.array_equal(matrix, before), "your function changes the matrix it was given. Work on matrix.copy().")
    got = np.asarray(got)
    expect(got.shape == (4,), f"the shape is {got.shape}, but four classes have four answers: (4,).")
    expect(not np.array_equal(got, before.argmax(axis=1)),
           "that is what most pixels were called, right ones too. Only lost pixels are asked: leave out the diagonal.")
    expect(not np.array_equal(got, [1, 2, 0, 1]), "that goes down the columns: what was wrongly called this class. "
           "Rows are the true classes: axis=1.")
    expect(np.array_equal(got, [2, 0, 1, 2]), f"the lost pixels were called 2, 0, 1 and 2; you say {got.tolist()}.")
    lonely = np.asarray(answer(np.diag([3, 4])))
    expect(np.array_equal(lonely, [1, 0]), "a class without errors cannot be confused with itself: write -1 into the "
           "diagonal, not 0.")
    return "for each true class, the wrong name that it was given most often."


@exercise(
    "name.split(\"_\")[0] is the drive of a name.",
    "Walk through enumerate(names) and put each place into one of two lists.",
    "own = [name.split(\"_\")[0] == drive for name in names], then the places where own is false, and where true.",
)
def hold_out(answer) -> str:
    names = ["0016E5_00390", "0001TP_006690", "0016E5_07959", "0016E51_00030", "Seq0016E5_00001", "0006R0_f00930"]
    got = answer(list(names), "0016E5")
    expect(got is not None, NOTHING)
    expect(isinstance(got, tuple | list) and len(got) == 2, "return two lists: training places, validation places.")
    train, val = (list(part) for part in got)
    expect(not any(isinstance(place, str) for place in train + val), "return places (numbers), not names.")
    first = next(iter(train + val), 0)
    expect(not isinstance(first, bool | np.bool_), "return places (numbers), not True and False.")
    expect((train, val) != ([0, 2], [1, 3, 4, 5]), "that is the wrong way round: training first, validation second.")
    expect(3 not in val, "place 3 is of the drive 0016E51, another one. Compare the whole word before the _.")
    expect(4 not in val, "place 4 is of the drive Seq0016E5, another one. Compare the whole word before the _.")
    expect(not set(train) & set(val), "some places are in both lists. That is the leak.")
    expect(sorted(train + val) == list(range(len(names))), "each place belongs in one of the lists; some are in none.")
    expect((train, val) == ([1, 3, 4, 5], [0, 2]), f"training is 1, 3, 4, 5, validation 0, 2; you say {train}, {val}.")
    return "one drive held out, whole; no frame of it is left in training."
