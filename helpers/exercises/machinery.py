"""What `check` and `hint` do. The exercises themselves are in the files beside this one, one per notebook."""

from collections.abc import Callable
from dataclasses import dataclass


class NotYet(Exception):
    """Raised by an exercise's test when the learner's answer is not right; its text says what is missing."""


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    Attributes:
        test: called with the learner's answer; raises `NotYet` with a sentence, or returns a sentence of
            praise that says what was shown.
        hints: three, each a little more.
    """

    test: Callable[..., str]
    hints: tuple[str, str, str]


EXERCISES: dict[str, Exercise] = {}
_hints_given: dict[str, int] = {}


def exercise(*hints: str) -> Callable:
    """Makes a function the test of the exercise of the same name.

    Args:
        hints: exactly three.

    Raises:
        ValueError: another number of hints, or a name that is taken.
    """
    if len(hints) != 3:
        raise ValueError(f"an exercise has three hints, this one has {len(hints)}.")

    def register(test: Callable[..., str]) -> Callable[..., str]:
        if test.__name__ in EXERCISES:
            raise ValueError(f"there is an exercise {test.__name__!r} already. Choose another name.")
        EXERCISES[test.__name__] = Exercise(test, hints)
        return test

    return register


class Check:
    """`check.NAME(answer)` says whether an answer is right, and if not, what is missing."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("_"):  # what IPython and Python themselves ask every object for
            raise AttributeError(name)
        found = _find(name)

        def run(*answer) -> None:
            try:
                print(f"Right: {found.test(*answer)}")
            except NotYet as reason:
                print(f"Not yet: {reason}")
            except Exception as error:  # noqa: BLE001 (a learner's code may raise anything)
                print(f"Not yet: your code stopped with {type(error).__name__}: {error}")

        return run

    def __dir__(self) -> list[str]:
        return sorted(EXERCISES)


def hint(name: str) -> None:
    """Prints the next hint of an exercise; after the third, the third again."""
    hints = _find(name).hints
    number = min(_hints_given.get(name, 0) + 1, len(hints))
    _hints_given[name] = number
    print(f"Hint {number} of {len(hints)}: {hints[number - 1]}")


def expect(condition: bool, otherwise: str) -> None:
    """Raises `NotYet` with the sentence `otherwise` where the condition does not hold."""
    if not condition:
        raise NotYet(otherwise)


def _find(name: str) -> Exercise:
    if name not in EXERCISES:
        raise ValueError(f"there is no exercise {name!r}. This course has: {', '.join(sorted(EXERCISES))}.")
    return EXERCISES[name]
