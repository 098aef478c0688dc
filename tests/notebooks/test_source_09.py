"""Notebook 09 runs unchanged on a folder of CARLA's frames, in either of the two layouts."""

import copy
import shutil

import pytest
from hygiene import ROOT, read, tagged

from helpers.datasets.samples import write_carla
from helpers.notebooks import execute

NAME = "09_train_carla"


@pytest.mark.slow
@pytest.mark.parametrize(("left_out", "says"), [("CameraMask", "this is carla, 13 tags"),
                                                ("CameraSeg", "this is carla-23, 23 tags")])
def test_it_runs_on_a_folder_of_frames(tmp_path, left_out, says):
    write_carla(tmp_path, pictures=40, first=500)
    shutil.rmtree(tmp_path / left_out)
    notebook = copy.deepcopy(read(ROOT / "notebooks" / f"{NAME}.ipynb"))
    (_, parameters), = tagged(notebook, "parameters")
    assert parameters.source.count('SOURCE = "sample"') == 1
    parameters.source = parameters.source.replace('"sample"', repr(str(tmp_path)))
    run, _ = execute(notebook, NAME, ROOT / "notebooks")
    assert run.error == ""
    printed = "".join(output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", []))
    assert says in printed
