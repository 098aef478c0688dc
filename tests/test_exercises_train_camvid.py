"""Each check of notebook 08 takes the solution, refuses the stub, and names each typical mistake."""

import numpy as np
import pytest

from helpers.exercises import EXERCISES, check


def seconds_away(frame, others):
    return min((abs(frame - other) / 30 for other in others), default=float("inf"))


def largest_real(logits):
    return logits[..., :-1].argmax(axis=-1)


def void_to_road(logits):
    ids = logits.argmax(axis=-1)
    return np.where(ids == 11, 3, ids)


def in_place(logits):
    logits[..., 11] = -np.inf
    return logits.argmax(axis=-1)


def confused_with(matrix):
    errors = matrix.copy()
    np.fill_diagonal(errors, -1)
    return errors.argmax(axis=1)


def confused_by_sorting(matrix):
    return np.array([max((c for c in range(len(matrix)) if c != row), key=lambda c: matrix[row, c])
                     for row in range(len(matrix))])


def with_zeros(matrix):
    return (matrix * (1 - np.eye(len(matrix), dtype=int))).argmax(axis=1)


def emptied(matrix):
    np.fill_diagonal(matrix, -1)
    return matrix.argmax(axis=1)


def by_columns(matrix):
    errors = matrix.copy()
    np.fill_diagonal(errors, -1)
    return errors.argmax(axis=0)


def hold_out(names, drive, is_own=lambda name, drive: name.split("_")[0] == drive):
    own = [is_own(name, drive) for name in names]
    return [i for i, held in enumerate(own) if not held], [i for i, held in enumerate(own) if held]


def right(name, answer, capsys):
    getattr(check, name)(answer)
    return capsys.readouterr().out


@pytest.mark.parametrize("name, answer", [
    ("seconds_away", seconds_away), ("largest_real", largest_real), ("confused_with", confused_with),
    ("confused_with", confused_by_sorting), ("hold_out", hold_out),
], ids=["seconds_away", "largest_real", "confused_with", "confused_with-sorting", "hold_out"])
def test_solutions_are_right(name, answer, capsys):
    assert right(name, answer, capsys).startswith("Right: ")


@pytest.mark.parametrize("name", ["seconds_away", "largest_real", "confused_with", "hold_out"])
def test_stubs_are_refused_and_there_are_three_hints(name, capsys):
    printed = right(name, lambda *given: None, capsys)
    assert printed.startswith("Not yet: the function returns nothing")
    assert len(set(EXERCISES[name].hints)) == 3


MISTAKES = {
    "frames": ("seconds_away", lambda f, o: seconds_away(f, o) * 30, "in frames"),
    "farthest": ("seconds_away", lambda f, o: max((abs(f - n) / 30 for n in o), default=0), "farthest"),
    "earlier only": ("seconds_away", lambda f, o: min(((f - n) / 30 for n in o if n <= f), default=float("inf")),
                     "before or after"),
    "negative": ("seconds_away", lambda f, o: min(((f - n) / 30 for n in o), default=float("inf")), "not negative"),
    "all of them": ("seconds_away", lambda f, o: [abs(f - n) / 30 for n in o], "one number"),
    "empty": ("seconds_away", lambda f, o: min(abs(f - n) / 30 for n in o), "where others is empty"),
    "void too": ("largest_real", lambda z: z.argmax(axis=-1), "still called 11"),
    "repaired": ("largest_real", void_to_road, "one fixed class"),
    "logits": ("largest_real", lambda z: z[..., :-1], "name the largest"),
    "values": ("largest_real", lambda z: z[..., :-1].max(axis=-1), "whole numbers"),
    "first axis": ("largest_real", lambda z: z[..., :-1].argmax(axis=0), "one id per pixel"),
    "in place": ("largest_real", in_place, "changes the logits"),
    "smallest": ("largest_real", lambda z: z[..., :-1].argmin(axis=-1), "another largest real logit"),
    "right ones": ("confused_with", lambda m: m.argmax(axis=1), "right ones too"),
    "columns": ("confused_with", by_columns, "down the columns"),
    "zeros": ("confused_with", with_zeros, "cannot be confused with itself"),
    "changed": ("confused_with", emptied, "changes the matrix"),
    "one answer": ("confused_with", lambda m: int(confused_with(m)[0]), "four answers"),
    "swapped": ("hold_out", lambda n, d: hold_out(n, d)[::-1], "wrong way round"),
    "begins with": ("hold_out", lambda n, d: hold_out(n, d, lambda name, drive: name.startswith(drive)), "place 3"),
    "somewhere": ("hold_out", lambda n, d: hold_out(n, d, lambda name, drive: drive + "_" in name), "place 4"),
    "names": ("hold_out", lambda n, d: tuple([n[i] for i in part] for part in hold_out(n, d)), "not names"),
    "truth values": ("hold_out", lambda n, d: ([not x.startswith(d) for x in n], [x.startswith(d) for x in n]),
                     "not True and False"),
    "in both": ("hold_out", lambda n, d: (list(range(len(n))), hold_out(n, d)[1]), "in both lists"),
    "too few": ("hold_out", lambda n, d: (hold_out(n, d)[0][:2], hold_out(n, d)[1]), "in none"),
    "one list": ("hold_out", lambda n, d: hold_out(n, d)[1] + [0], "return two lists"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_typical_mistakes_get_their_own_sentence(mistake, capsys):
    name, answer, sentence = MISTAKES[mistake]
    printed = right(name, answer, capsys)
    assert printed.startswith("Not yet: ") and sentence in printed, printed
