"""Every notebook keeps the rules of `hygiene.py`, and every rule can be broken."""

import copy
import re

import hygiene
import nbformat
import pytest
from hygiene import ROOT, complaints, read
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.address import badge, public_repo, setup_source
from helpers.notebooks import normalise

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
FILENAME = "03_example.ipynb"
PICTURE = "![A street and its mask, side by side](attachment:end.png)"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_keeps_the_rules(path):
    assert complaints(read(path), path.name) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_linked_files_exist(path):
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            for target in re.findall(r"\]\(([^)#\s]+)", cell.source):
                local = not re.match(r"(https?|mailto|attachment):", target)
                assert not local or (path.parent / target).exists(), f"{path.name} links to {target}"


def test_notebooks_are_numbered_and_named():
    for path in NOTEBOOKS:
        assert path.stem[:2].isdigit() and path.stem[2] == "_" and path.stem.islower(), path.name
    numbers = [path.stem[:2] for path in NOTEBOOKS]
    assert len(set(numbers)) == len(numbers), "two notebooks share a number"


def printing(text):
    return [new_output("stream", name="stdout", text=text)]


def figure(alt):
    metadata = {"image/png": {"alt": alt}} if alt else {}
    return new_output("display_data", data={"image/png": "aGk=", "text/plain": "<Figure>"}, metadata=metadata)


def good_notebook():
    """Builds a notebook that keeps every rule."""
    opening = f"""# 03 · An example
{badge(public_repo(ROOT), FILENAME)}   {PICTURE}

What this is about.

**Afterwards you can**
1. do one thing
2. do another

**You need** notebook 02.
**It takes** 41 s and 1.1 GB on two CPU cores."""
    filler = "Every word of this sentence stands for prose that explains the code below it. " * 4
    cells = [new_markdown_cell(opening),
             new_code_cell(setup_source(public_repo(ROOT)), metadata={"tags": ["setup"]},
                           outputs=printing("set-up ok\n")),
             new_code_cell("# What you may change.\nSOURCE = 'sample'\nSEED = 7",
                           metadata={"tags": ["parameters"]})]
    for number in range(20):
        cells.append(new_markdown_cell(filler))
        cells.append(new_code_cell(f"left = {number}\nright = 1\nprint(left + right)",
                                   outputs=printing(f"{number + 1}\n")))
    cells[6].outputs.append(figure("a red line that rises"))
    cells += [new_markdown_cell("## What you should remember\n1. It."), new_markdown_cell("## Exercises")]
    for number in range(2):
        cells.append(new_code_cell("def half(x):\n    ...\n\n\ncheck.half(half)",
                                   metadata={"tags": ["exercise"]}, outputs=printing("Not yet")))
        cells.append(new_markdown_cell("A solution."))
    cells.append(new_markdown_cell("## Further reading\nA paper."))
    return normalise(new_notebook(cells=cells))


def test_the_good_example_keeps_every_rule():
    assert complaints(good_notebook(), FILENAME) == []


def replace(old, new, place=0):
    def damage(notebook):
        assert old in notebook.cells[place].source
        notebook.cells[place].source = notebook.cells[place].source.replace(old, new)
    return damage


def tag(place, *tags):
    def damage(notebook):
        notebook.cells[place].metadata["tags"] = list(tags)
    return damage


def output(place, *outputs):
    def damage(notebook):
        notebook.cells[place].outputs = list(outputs)
    return damage


def source(place, text):
    def damage(notebook):
        notebook.cells[place].source = text
    return damage


def everywhere(kind, text):
    def damage(notebook):
        for cell in notebook.cells[3:]:
            if cell.cell_type == kind and "exercise" not in cell.metadata.get("tags", []):
                cell.source = text
    return damage


def drop(first, last):
    def damage(notebook):
        del notebook.cells[first:last]
    return damage


def count_twice(notebook):
    notebook.cells[4].execution_count = 1


def clear_count(notebook):
    notebook.cells[4].execution_count = None


def time_a_cell(notebook):
    notebook.cells[4].metadata["execution"] = {"iopub.status.busy": "2026-01-01"}


STDERR = new_output("stream", name="stderr", text="UserWarning: beware")
ERROR = new_output("error", ename="ValueError", evalue="no", traceback=[])
SVG = new_output("display_data", data={"image/svg+xml": "<svg/>"}, metadata={})
LARGE = new_output("display_data", data={"text/html": "x" * 1_600_000}, metadata={})
PATHS = new_output("stream", name="stdout", text="wrote /home/ada/course/mask.png\n")
WINDOWS_PATH = new_output("stream", name="stdout", text="wrote C:\\ada\\mask.png\n")

BREAKAGES = {
    "title": (replace("# 03 · An", "# An"), "begins with the title '# 03 · ...'"),
    "other number": (replace("# 03", "# 04"), "begins with the title '# 03 · ...'"),
    "no goals line": (replace("**Afterwards you can**", "Goals"), "begins **Afterwards you can**"),
    "goals not numbered": (replace("1. do", "- do"), "numbered goals"),
    "one goal": (replace("2. do another", ""), "numbered goals"),
    "no needs": (replace("**You need**", "Needed:"), "begins **You need**"),
    "no time": (replace("**It takes**", "About"), "begins **It takes**"),
    "time typed by hand": (replace("41 s and 1.1 GB", "a minute"), "from a measured run"),
    "badge of another file": (replace(FILENAME, "04_other.ipynb"), "badge of notebooks/03_example.ipynb"),
    "no picture": (replace(PICTURE, ""), "a picture of where"),
    "order of the ending": (replace("## Exercises", "## Practice", 44), "the last three sections"),
    "one exercise": (tag(45), "two to five code cells"),
    "unknown tag": (tag(4, "nbval-ingore-output"), "cell 5: the tag 'nbval-ingore-output'"),
    "comment marker": (source(4, "# NBVAL_SKIP\nleft = 1\nprint(left)"), "by tags, not by comments"),
    "no parameters": (tag(2), "one cell is tagged 'parameters'"),
    "set-up not first": (tag(1), "the first code cell, and no other"),
    "set-up edited": (replace("set-up ok", "all set", 1), "to the letter"),
    "magic": (source(4, "%matplotlib inline\nx = 1\nprint(x + 1)"), "cell 5: no magics"),
    "shell command": (source(4, "!ls\nx = 1\nprint(x + 1)"), "cell 5: no magics"),
    "installation": (source(4, "os.system('pip install x')\nprint(1 + 1)"), "outside the set-up cell"),
    "empty cell": (source(4, ""), "cell 5: no empty code cells"),
    "long cell": (source(4, "x = 1\n" * 31), "cell 5: 31 lines of code, at most 30"),
    "long line": (source(4, "x = 1  # " + "x" * 110), "longer than 110 characters"),
    "semicolon": (source(4, "x = 1\nx;"), "no ';' at the end"),
    "code in crumbs": (everywhere("code", "print(1 + 1)"), "the median code cell has 1 lines"),
    "code in lumps": (everywhere("code", "x = 1\n" * 16), "nine code cells in ten"),
    "few words": (everywhere("markdown", "Look."), "words, not 1,000 to 3,000"),
    "many words": (everywhere("markdown", "word " * 160), "words, not 1,000 to 3,000"),
    "few cells": (drop(3, 15), "cells, not 40 to 90"),
    "filler word": (source(3, "You simply press Enter."), "the word 'simply'"),
    "filler phrase": (source(3, "Let’s dive in!"), "dive in"),
    "picture without alt": (source(3, "![](end.png)"), "the picture needs an alt text"),
    "html picture without alt": (source(3, "<img src='end.png'>"), "<img> needs an alt text"),
    "figure without alt": (output(6, figure("")), "cell 7: the figure has no alt text"),
    "counts out of order": (count_twice, "execution counts run from 1 to n"),
    "outputs cleared": (clear_count, "execution counts run from 1 to n"),
    "metadata of a run": (time_a_cell, "metadata is in the common form"),
    "warning stored": (output(4, STDERR), "a warning or log is stored"),
    "error stored": (output(4, ERROR), "an error is stored: ValueError"),
    "svg": (output(4, SVG), "figures are stored as PNG"),
    "large outputs": (output(4, LARGE), "outputs take 1,600"),
    "path": (output(4, PATHS), "a path of one machine"),
    "path on Windows": (output(4, WINDOWS_PATH), "a path of one machine"),
}


@pytest.mark.parametrize("name", BREAKAGES)
def test_rule_can_be_broken(name):
    damage, message = BREAKAGES[name]
    notebook = good_notebook()
    damage(notebook)
    found = complaints(notebook, FILENAME)
    assert any(message in complaint for complaint in found), found


def test_too_much_prose_or_too_much_code():
    prose, code = good_notebook(), good_notebook()
    prose.cells[4:4] = [new_markdown_cell("More.") for _ in range(20)]
    code.cells[4:4] = [copy.deepcopy(code.cells[4]) for _ in range(9)]
    for notebook in (prose, code):
        assert any("not 0.8 to 1.6 as many" in found for found in complaints(notebook, FILENAME))


def test_constant_sentences_do_not_count_as_computed():
    notebook = good_notebook()
    for cell in notebook.cells[4:40]:
        if cell.cell_type == "code":
            cell.source = "right = 1\nassert right < 2\nprint('check passed: IoU above 0.80')"
            cell.outputs = printing("check passed: IoU above 0.80\n")
    assert any("print something computed" in found for found in complaints(notebook, FILENAME))


def test_uncompared_cells_do_not_count_as_computed():
    notebook = good_notebook()
    for cell in notebook.cells[3:]:
        if cell.cell_type == "code" and "exercise" not in cell.metadata.get("tags", []):
            cell.metadata["tags"] = ["nbval-ignore-output"]
    assert any("print something computed" in found for found in complaints(notebook, FILENAME))


def test_words_in_code_are_not_prose():
    notebook = good_notebook()
    notebook.cells[3].source += "\n```python\nprint('just an example')\n```\nand `simply` as a name."
    assert complaints(notebook, FILENAME) == []


def test_every_rule_is_in_the_table():
    broken = {check.__name__ for check in hygiene.RULES for damage, _ in BREAKAGES.values()
              if list(check(_damaged(damage), FILENAME))}
    assert broken == {check.__name__ for check in hygiene.RULES} - {"enough_is_computed_and_compared"}


def _damaged(damage):
    notebook = good_notebook()
    damage(notebook)
    return nbformat.from_dict(notebook)
