"""A run killed ten times, at moments that chance picked, ends as one that nobody touched."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from helpers.paths import ROOT
from helpers.runs import COLUMNS, read_log

EPOCHS = 30
CHILD = """
import os, signal, sys, threading, time
from dataclasses import replace
from pathlib import Path
import keras
import fakes

run_dir, steps, seconds, within_a_write = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), sys.argv[4] == "True"

def kill():
    os.kill(os.getpid(), signal.SIGKILL)

def kill_later():
    time.sleep(seconds)
    kill()

def view(pair, rng, cut=fakes.batches().view, calls=[]):
    calls.append(1)
    if len(calls) == steps and not within_a_write:
        threading.Thread(target=kill_later).start()
    return cut(pair, rng)

def save_weights(self, path, save=keras.Model.save_weights):
    save(self, path)
    if within_a_write and path.name.startswith("unfinished-"):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        kill()

keras.Model.save_weights = save_weights
fakes.train(run_dir, epochs=EPOCHS, views=replace(fakes.batches(workers=1), view=view), average=0.9)
"""


def live(run_dir: Path, steps: int = 10**9, seconds: float = 0.0, within_a_write: bool = False) -> int:
    """Trains in a process of its own on one thread, until it ends or kills itself; returns the exit code."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD.replace("EPOCHS", str(EPOCHS)), str(run_dir), str(steps), str(seconds),
         str(within_a_write)],
        capture_output=True, text=True, check=False, timeout=1200,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(Path(__file__).parent)]),
             "OMP_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"})
    assert done.returncode in (0, -signal.SIGKILL), done.stderr[-2000:]
    return done.returncode


def numbers(rows):
    return [[row[column] for column in COLUMNS if column != "seconds"] for row in rows]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_ten_kills_change_nothing(tmp_path):
    rng = np.random.default_rng(11)
    undisturbed, run_dir = tmp_path / "undisturbed", tmp_path / "killed"
    assert live(undisturbed) == 0

    epochs_done = []
    for number in range(10):
        # Four views an epoch: at most three epochs and a bit further, be it in a step, a validation or a write.
        code = live(run_dir, int(rng.integers(1, 13)), float(rng.uniform(0, 0.1)), within_a_write=number == 4)
        assert code == -signal.SIGKILL
        state = run_dir / "state.json"
        epochs_done.append(len(json.loads(state.read_text())["rows"]) if state.exists() else 0)
    print(f"epochs behind the run after each kill: {epochs_done}")
    assert epochs_done == sorted(epochs_done) and 0 < epochs_done[-1] < EPOCHS
    assert live(run_dir) == 0

    states = [json.loads((folder / "state.json").read_text()) for folder in (undisturbed, run_dir)]
    assert states[0]["settings"] == states[1]["settings"]
    np.testing.assert_allclose(numbers(states[1]["rows"]), numbers(states[0]["rows"]), rtol=1e-4)
    assert [row["epoch"] for row in read_log(run_dir / "log.csv")] == list(range(1, EPOCHS + 1))
    assert {path.name for path in run_dir.iterdir()} == {path.name for path in undisturbed.iterdir()}
