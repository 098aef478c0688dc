"""Every exercise refuses its stub with a friendly sentence, accepts its folded solution and has three hints.

An exercise may use the imports, functions and parameters of the cells above it, and nothing else:
a learner who comes back to it need not run the whole notebook again.
"""

import ast
import contextlib
import io
import re

import pytest
from hygiene import ROOT, read, tagged, tags
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers.exercises import machinery

IMPORTS_ONLY = (ast.Import, ast.ImportFrom)
STANDING = (*IMPORTS_ONLY, ast.FunctionDef, ast.ClassDef)
FOLD = r"<details>\s*<summary>Solution</summary>.*?```python\n(.*?)```.*?</details>"

EXERCISE_CELLS = {
    f"{path.stem}-cell-{place}": (path, place)
    for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
    for place, _ in tagged(read(path), "exercise")
}


def context(notebook, place):
    """Returns what an exercise may use: imports and functions of earlier cells, and the parameters."""
    kept = []
    for cell in notebook.cells[:place]:
        if cell.cell_type == "code" and "setup" not in tags(cell):
            whole = "parameters" in tags(cell)
            standing = IMPORTS_ONLY if "exercise" in tags(cell) else STANDING
            kept += [node for node in ast.parse(cell.source).body if whole or isinstance(node, standing)]
    return ast.unparse(ast.Module(kept, []))


def check_lines(source):
    """Returns the statements of a cell that ask for a check, and the names of their exercises."""
    statements = [ast.unparse(node) for node in ast.parse(source).body]
    asked = [statement for statement in statements if re.match(r"check\.\w+\(", statement)]
    return "\n".join(asked), [re.match(r"check\.(\w+)", line)[1] for line in asked]


def solution_below(notebook, place):
    """Returns the folded solution between an exercise cell and the next one, None if there is none."""
    for cell in notebook.cells[place:]:
        if "exercise" in tags(cell):
            return None
        found = re.search(FOLD, cell.source, re.DOTALL) if cell.cell_type == "markdown" else None
        if found:
            return found[1]
    return None


def printed_by(*sources):
    """Runs sources one after the other in one fresh namespace; returns what they print, errors included."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        try:
            exec("\n".join(sources), {"__name__": "exercise"})  # noqa: S102  (it is what a notebook does)
        except Exception as error:  # noqa: BLE001  (a stub may raise anything)
            print(f"{type(error).__name__}: {error}")
    return printed.getvalue()


def complaints(notebook, place):
    """Returns what is wrong with the exercise in the cell at that place, counted from 1."""
    stub = notebook.cells[place - 1].source
    checks, names = check_lines(stub)
    if not names:
        return ["the cell ends with check.NAME(answer)"]
    found = []
    refused = printed_by(context(notebook, place), stub)
    if "Not yet:" not in refused or "your code stopped" in refused or "Right:" in refused:
        found.append(f"the stub is answered by a friendly 'Not yet: ...', not by {refused!r}")
    solution = solution_below(notebook, place)
    if solution is None:
        found.append("a folded solution (<details>, <summary>Solution</summary>, ```python) follows the cell")
    else:
        accepted = printed_by(context(notebook, place), solution, "" if check_lines(solution)[1] else checks)
        if accepted.count("Right:") != len(names) or "Not yet:" in accepted:
            found.append(f"the solution is answered by 'Right: ...', not by {accepted!r}")
    text = "\n".join(cell.source for cell in notebook.cells)
    for name in names:
        if f'hint("{name}")' not in text:
            found.append(f'the notebook says how to get help: hint("{name}")')
        hints = machinery.EXERCISES[name].hints if name in machinery.EXERCISES else ()
        if len(set(hints)) != 3:
            found.append(f"exercise {name!r} has three different hints in helpers.exercises")
    return found


@pytest.mark.parametrize("name", EXERCISE_CELLS)
def test_exercise_can_be_failed_and_solved(name, monkeypatch):
    path, place = EXERCISE_CELLS[name]
    monkeypatch.chdir(path.parent)
    assert complaints(read(path), place) == []


@pytest.fixture
def halving(monkeypatch):
    """An exercise of this test's own."""
    monkeypatch.setattr(machinery, "EXERCISES", dict(machinery.EXERCISES))

    @machinery.exercise("Think.", "Think of 2.", "Divide by 2.")
    def half(answer):
        machinery.expect(answer(6) is not None, "the function returns nothing.")
        machinery.expect(answer(6) == 3, f"half of 6 is 3, yours is {answer(6)}.")
        return "half of 6 is 3."


IMPORTS = "from helpers.exercises import check, hint\nimport math"
STUB = "def half(x):\n    ...  # your turn\n\n\ncheck.half(half)"
FOLDED = "Stuck? `hint(\"half\")`\n<details>\n<summary>Solution</summary>\n\n```python\n{}\n```\n\n</details>"
RIGHT = "def half(x):\n    return x / divisor()"
HELPER = "def divisor():\n    return 2"
SOLVED = FOLDED.format(RIGHT)


def exercise_notebook(imports=IMPORTS, stub=STUB, prose=SOLVED, helper=HELPER):
    return new_notebook(cells=[
        new_code_cell(imports), new_code_cell(helper), new_code_cell("raise SystemExit"),
        new_code_cell(stub, metadata={"tags": ["exercise"]}), new_markdown_cell(prose)])


BREAKAGES = {
    "no check": ({"stub": "def half(x):\n    ..."}, "ends with check.NAME"),
    "stub is right": ({"stub": RIGHT + "\n\n\ncheck.half(half)"}, "the stub is answered"),
    "stub crashes": ({"stub": "def half(x):\n    return x[0]\n\ncheck.half(half)"}, "the stub is answered"),
    "no solution": ({"prose": "Stuck? `hint(\"half\")`"}, "a folded solution"),
    "solution is open": ({"prose": f"`hint(\"half\")`\n```python\n{RIGHT}\n```"}, "a folded solution"),
    "solution is wrong": ({"prose": FOLDED.format("def half(x):\n    return x")}, "the solution is answered"),
    "solution needs more": ({"helper": "divisor = lambda: 2"}, "the solution is answered"),
    "no word of hints": ({"prose": SOLVED.replace("hint", "help")}, "says how to get help"),
}


@pytest.mark.parametrize("name", BREAKAGES)
def test_rule_for_exercises_can_be_broken(name, halving):
    changes, message = BREAKAGES[name]
    found = complaints(exercise_notebook(**changes), 4)
    assert any(message in complaint for complaint in found), found


def test_the_good_exercise_is_accepted(halving):
    assert complaints(exercise_notebook(), 4) == []


def test_imports_may_stand_in_the_exercise_cell(halving):
    assert complaints(exercise_notebook(imports="import math", stub=f"{IMPORTS}\n\n{STUB}"), 4) == []


def test_hints_are_counted(halving):
    doubled = machinery.Exercise(machinery.EXERCISES["half"].test, ("Think.", "Think.", "Divide by 2."))
    machinery.EXERCISES["half"] = doubled
    found = complaints(exercise_notebook(), 4)
    assert found == ["exercise 'half' has three different hints in helpers.exercises"]
