"""Every example in a docstring of the helpers runs and prints what it says."""

import doctest
import importlib
import pkgutil

import numpy as np
import pytest

import helpers
from helpers.paths import ROOT, TEST_SCORES, WEIGHTS

MODULES = sorted(module.name for module in pkgutil.walk_packages(helpers.__path__, "helpers."))
NEEDS = {
    "helpers.weights.load_pretrained": (WEIGHTS / "nuclei.npz", "no weights are shipped yet"),
    "helpers.scoring.splits.test_score_of": (TEST_SCORES, "no test split was scored yet"),
}
EXAMPLES = [
    pytest.param(example, id=example.name)
    for name in MODULES
    for example in doctest.DocTestFinder(exclude_empty=True).find(importlib.import_module(name))
    if example.examples
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_example_prints_what_it_says(example, monkeypatch):
    monkeypatch.chdir(ROOT)
    needed, reason = NEEDS.get(example.name, (ROOT, ""))
    if not needed.exists():
        pytest.skip(reason)
    report = []
    example.globs["np"] = np
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    runner.run(example, out=report.append)
    assert runner.failures == 0, "".join(report)


def test_examples_are_found():
    assert len(EXAMPLES) >= 25
