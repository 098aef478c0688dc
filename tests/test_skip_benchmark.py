"""The benchmark behind notebook 04, on networks that are trained in a moment: rows, weights, going on where it was."""

import csv
import importlib.util

import numpy as np
import pytest

from helpers.models import build_unet
from helpers.models.arithmetic import layer_costs
from helpers.paths import ROOT
from helpers.weights import load_pretrained


@pytest.fixture
def script():
    spec = importlib.util.spec_from_file_location("skip_connections", ROOT / "benchmarks" / "skip_connections.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_training_leaves_its_rows_and_is_not_repeated(script, tmp_path, monkeypatch, capsys):
    settings = {
        "LOG": tmp_path / "log" / "log.csv", "NETWORKS": {"tiny": ("none", (2, 4))}, "TRAININGS": [("tiny", 3, 2)],
        "SCORED_AFTER": (1, 2), "KEPT": {("tiny", 3, 0)}, "SEEDS": [0],
    }
    for name, value in settings.items():
        monkeypatch.setattr(script, name, value)

    script.main()
    rows = rows_of(script.LOG)
    assert [(row["network"], row["pictures"], row["seed"], row["step"]) for row in rows] == [
        ("tiny", "3", "0", "1"), ("tiny", "3", "0", "2")]
    assert all(0 <= float(row["val_boundary_iou"]) <= float(row["val_mean_iou"]) < 1 for row in rows)
    by_class = [float(rows[1][f"val_iou_{name}"]) for name in script.INFO.classes]
    assert float(rows[1]["val_mean_iou"]) == pytest.approx(np.mean(by_class), abs=1e-4)
    model, card = load_pretrained(script.LOG.parent / "tiny.json")
    assert card["model"]["skips"] == "none" and card["run"]["steps"] == 2
    assert model.output_shape == (None, None, None, 11)

    script.main()
    assert rows_of(script.LOG) == rows and capsys.readouterr().out.count("boundary IoU") == 1


def rows_of(log):
    with open(log, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_networks_are_as_large_as_the_script_says(script):
    networks = {name: build_unet(num_classes=11, filters=widths, skips=skips)
                for name, (skips, widths) in script.NETWORKS.items()}
    parameters = {name: network.count_params() for name, network in networks.items()}
    work = {name: sum(cost.multiply_adds for cost in layer_costs(network, (120, 160)))
            for name, network in networks.items()}
    assert parameters["none"] == pytest.approx(parameters["concatenate"], rel=0.01)
    assert parameters["add"] == pytest.approx(parameters["concatenate"], rel=0.01)
    assert work["none_wider"] == pytest.approx(work["concatenate"], rel=0.02)
