"""The table of mutants fits the code: each changes one place, and what it leaves is still Python."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "mutants"))

from table import MUTANTS

LEAST = 40


def test_there_are_enough_and_no_two_are_the_same():
    changes = {(mutant.file, mutant.before, mutant.after) for mutant in MUTANTS}
    assert len(changes) == len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= LEAST


def test_metrics_losses_and_augmentation_all_have_some():
    for room in ("augment", "losses", "metrics"):
        assert sum(mutant.file.startswith(f"helpers/{room}") for mutant in MUTANTS) >= 10, room


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_changes_one_place_and_remains_python(mutant):
    right = (ROOT / mutant.file).read_text(encoding="utf-8")
    broken = mutant.applied_to(right)
    assert broken != right
    compile(broken, mutant.file, "exec")
    for tests in filter(None, (mutant.tests, mutant.notebook)):
        assert (ROOT / tests).exists()
