"""Notebook 11 runs with PRETRAINED = True, too: it loads a network and trains none."""

import copy

import pytest
from hygiene import ROOT, read, tagged

from helpers.notebooks import execute

NAME = "11_train_faces"


@pytest.mark.slow
def test_it_runs_with_a_loaded_network():
    notebook = copy.deepcopy(read(ROOT / "notebooks" / f"{NAME}.ipynb"))
    (_, parameters), = tagged(notebook, "parameters")
    assert parameters.source.count("PRETRAINED = False") == 1
    parameters.source = parameters.source.replace("PRETRAINED = False", "PRETRAINED = True")
    run, _ = execute(notebook, NAME, ROOT / "notebooks")
    assert run.error == ""
    printed = "".join(output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", []))
    assert "epoch 1/" not in printed.replace("epoch  ", "epoch ")
