"""Checks and hints: what a learner sees for right, wrong and broken answers."""

import pytest

from helpers.exercises import machinery
from helpers.exercises.machinery import Check, Exercise, exercise, expect, hint


@pytest.fixture(autouse=True)
def one_exercise(monkeypatch):
    """A course with one exercise, `double`, and nobody who asked for a hint yet."""
    monkeypatch.setattr(machinery, "EXERCISES", {})
    monkeypatch.setattr(machinery, "_hints_given", {})

    @exercise("think of two", "think of adding", "x + x")
    def double(answer):
        expect(answer(3) == 6, f"double(3) is {answer(3)}, it should be 6.")
        return "twice three is six."


def test_a_right_answer_is_told_what_it_showed(capsys):
    Check().double(lambda x: 2 * x)
    assert capsys.readouterr().out == "Right: twice three is six.\n"


def test_a_wrong_answer_is_told_what_is_missing(capsys):
    Check().double(lambda x: x + 1)
    assert capsys.readouterr().out == "Not yet: double(3) is 4, it should be 6.\n"


def test_a_stub_and_broken_code_do_not_stop_the_notebook(capsys):
    Check().double(lambda x: ...)
    Check().double(lambda x: x / 0)
    Check().double()
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("Not yet: double(3) is Ellipsis")
    assert "ZeroDivisionError: division by zero" in out[1]
    assert out[2].startswith("Not yet: ")


def test_stopping_by_hand_stops():
    def answer(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Check().double(answer)


def test_hints_come_one_by_one_and_the_last_one_stays(capsys):
    for _ in range(4):
        hint("double")
    assert capsys.readouterr().out.splitlines() == [
        "Hint 1 of 3: think of two", "Hint 2 of 3: think of adding", "Hint 3 of 3: x + x", "Hint 3 of 3: x + x"]


def test_names_are_completed_and_unknown_ones_leave_ipython_alone():
    assert dir(Check()) == ["double"]
    assert not hasattr(Check(), "_repr_html_") and not hasattr(Check(), "_ipython_display_")
    assert not hasattr(Check(), "__wrapped__")


def test_registering_keeps_the_function_and_its_hints():
    found = machinery.EXERCISES["double"]
    assert isinstance(found, Exercise) and found.hints == ("think of two", "think of adding", "x + x")


def test_the_courses_own_exercises_have_three_different_hints_each():
    from helpers.exercises import EXERCISES

    for name, found in EXERCISES.items():
        assert len(set(found.hints)) == 3 and all(text.strip() for text in found.hints), name
