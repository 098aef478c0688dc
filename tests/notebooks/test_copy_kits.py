"""Cells tagged 'copy-kit' bring all they need: each runs alone, in a fresh process and an empty folder."""

import os
import subprocess
import sys

import pytest
from hygiene import ROOT, read, tagged

KITS = {
    f"{path.stem}-cell-{place}": cell.source
    for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
    for place, cell in tagged(read(path), "copy-kit")
}


def run_alone(source: str, folder) -> subprocess.CompletedProcess:
    """Runs the source of a cell in a fresh Python that knows `helpers` and nothing else of the course."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MPLBACKEND": "Agg"}
    return subprocess.run([sys.executable, "-c", source], cwd=folder, env=environment, text=True,
                          capture_output=True, timeout=300, check=False)


@pytest.mark.parametrize("name", KITS)
def test_copy_kit_runs_alone(name, tmp_path):
    done = run_alone(KITS[name], tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]


def test_a_kit_that_leans_on_its_notebook_fails(tmp_path):
    assert run_alone("import helpers\nprint(helpers.__name__)", tmp_path).stdout == "helpers\n"
    assert "NameError" in run_alone("print(street.shape)", tmp_path).stderr
