"""Training on JAX and on PyTorch: averages, going on after a stop, early stopping, half precision."""

import os
import subprocess
import sys
import textwrap
from importlib.util import find_spec

import pytest

CODE = """
    import sys
    from pathlib import Path

    import fakes
    import numpy as np

    from helpers.hardware import choose_precision, computing_in, gpu_capability
    from helpers.runs import COLUMNS
    from helpers.training import evaluate

    root = Path(sys.argv[1])

    def stop(number, model):
        if number == 2:
            raise KeyboardInterrupt

    def numbers(rows):
        return [[row[column] for column in COLUMNS if column != "seconds"] for row in rows]

    model, whole = fakes.train(root / "whole", average=0.9)
    _, plain = fakes.train(root / "plain")
    np.testing.assert_allclose([row["loss"] for row in whole], [row["loss"] for row in plain], rtol=1e-4)
    assert abs(whole[0]["val_loss"] - plain[0]["val_loss"]) > 1e-4, "what is validated is the average"
    best = max(whole, key=lambda row: row["val_mean_iou"])
    found = evaluate(model, fakes.pairs(2, seed=9), 2)
    np.testing.assert_allclose(found["val_loss"], best["val_loss"], rtol=1e-4)
    print("averages")

    try:
        fakes.train(root / "run", average=0.9, after_epoch=stop)
    except KeyboardInterrupt:
        pass
    _, rows = fakes.train(root / "run", average=0.9, network_seed=5)
    np.testing.assert_allclose(numbers(rows), numbers(whole), rtol=1e-4)
    print("goes on")

    _, rows = fakes.train(root / "patient", epochs=6, patience=1, learning_rate=1e-9)
    _, again = fakes.train(root / "patient", epochs=6, patience=1, learning_rate=1e-9)
    assert len(rows) < 6 and rows == again
    print("stops early")

    for precision in "bfloat16", "float16":
        with computing_in(precision):
            _, rows = fakes.train(root / precision, epochs=2, average=0.9)
        assert np.isfinite(numbers(rows)).all()
    assert choose_precision("auto", gpu_capability()) in ("float32", "float16", "bfloat16")
    print("half precision")
    assert "tensorflow" not in sys.modules
"""


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_training_on_another_backend(backend, tmp_path):
    if find_spec(backend) is None:
        pytest.skip(f"{backend} is not installed")
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(CODE), tmp_path], capture_output=True, text=True, check=False,
        env={**os.environ, "KERAS_BACKEND": backend, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stdout.splitlines() == ["averages", "goes on", "stops early", "half precision"], done.stderr[-3000:]
    assert done.returncode == 0, done.stderr[-3000:]
