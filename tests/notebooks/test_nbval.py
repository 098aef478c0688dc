"""nbval compares what it should: one small notebook per case, under the settings of this project."""

import os
import re
import subprocess
import sys

import nbformat
import pytest
from hygiene import ROOT
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbval.plugin import get_sanitize_patterns

from helpers.notebooks import normalise

SANITIZE = (ROOT / "tests" / "notebooks" / "sanitize.cfg").read_text(encoding="utf-8")


def cell(source, stdout="", *tags):
    outputs = [new_output("stream", name="stdout", text=stdout)] if stdout else []
    return new_code_cell(source, outputs=outputs, metadata={"tags": list(tags)})


SAME = {
    "value": cell("print(6 * 7)", "42\n"),
    "duration": cell("print('epoch 3: 18 s, 61.5ms/step')", "epoch 3: 21 s, 58ms/step\n"),
    "ignored": cell("import time\nprint(time.time())", "1.0\n", "nbval-ignore-output"),
    "warning": cell("import warnings\nwarnings.warn('beware')\nprint(6 * 7)", "42\n"),
    "expected error": new_code_cell("raise ValueError('no')", metadata={"tags": ["raises-exception"]},
                                    outputs=[new_output("error", ename="ValueError", evalue="no")]),
}
DIFFERENT = {
    "another value": cell("print(6 * 7)", "41\n"),
    "missing output": cell("x = 1", "42\n"),
    "error": cell("print(6 * 7)\nraise ValueError", "42\n"),
    "a failed assertion in an ignored cell": cell("assert 1 > 2", "", "nbval-ignore-output"),
}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    """Runs each case as a notebook of its own in one pytest; returns the verdict on each."""
    folder = tmp_path_factory.mktemp("cases")
    for name, tested in {**SAME, **DIFFERENT}.items():
        nbformat.write(normalise(new_notebook(cells=[tested])), folder / f"{name.replace(' ', '_')}.ipynb")
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "--rootdir", str(ROOT),
               "-c", str(ROOT / "pyproject.toml"), "--confcutdir", str(folder), "-p", "conftest", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True,
                          capture_output=True, check=False)
    return dict(re.findall(r"(\w+)\.ipynb::Cell 0 (\w+)", done.stdout))


@pytest.mark.parametrize("name", SAME)
def test_same_outputs_pass(verdicts, name):
    assert verdicts[name.replace(" ", "_")] == "PASSED"


@pytest.mark.parametrize("name", DIFFERENT)
def test_different_outputs_fail(verdicts, name):
    assert verdicts[name.replace(" ", "_")] == "FAILED"


def test_every_masking_rule_is_read():
    assert len(get_sanitize_patterns(SANITIZE)) == SANITIZE.count("\nregex:") == 2


@pytest.mark.parametrize("text", ["IoU 0.83", "3 classes", "128 by 96", "10 masks", "2 sheep", "0.5"])
def test_scores_and_counts_are_not_masked(text):
    for regex, replacement in get_sanitize_patterns(SANITIZE):
        assert re.sub(regex, replacement, text) == text
