"""The ladder behind notebook 07, with networks that are trained in a moment: rows, going on where it was, targets."""

import importlib.util
import json

import numpy as np
import pytest

from helpers.datasets import load_dataset
from helpers.paths import ROOT

TINY = {"filters": (2, 4), "skips": "add", "size": (32, 32), "batch_size": 2, "views": 4, "epochs": 1,
        "learning_rate": 1e-3}


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("nuclei_ladder", ROOT / "benchmarks" / "nuclei_ladder.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def few(script, monkeypatch):
    """The sample, of which a few pictures are enough here."""
    monkeypatch.setattr(script, "load_dataset", lambda name, split, source: load_dataset(name, split, source)[:6])


def test_every_rung_leaves_a_row_and_is_not_repeated(script, few, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(script, "SETTINGS", TINY)
    log = tmp_path / "log" / "ladder.jsonl"
    call = ["--source", "sample", "--log", str(log), "--runs", str(tmp_path / "runs"), "--seeds", "1"]
    script.main(call)
    rows = script.read_ladder(log)
    assert sorted(row["rung"] for row in rows) == sorted(script.RUNGS) and {row["seed"] for row in rows} == {1}
    for row in rows:
        scores = row["scores"]
        assert 0 <= scores["mean_ap"] <= scores["ap50"] <= 1 and scores["pictures"] == 6 and scores["by_group"]
        assert row["settings"] == (json.loads(json.dumps(TINY)) if row["training"] else {})
        assert (row["split"], row["source"], row["title"]) == ("val", "sample", script.RUNGS[row["rung"]].title)
    assert {folder.name for folder in (tmp_path / "runs").iterdir()} == {f"{name}-1" for name in script.TRAININGS}
    assert capsys.readouterr().out.count("mean AP") == len(script.RUNGS)

    # Killed while the last row was missing: one rung is scored again, with the network that is there.
    last = rows[-1]
    log.write_text("".join(json.dumps(row) + "\n" for row in rows[:-1]))
    script.main(call)
    again = script.read_ladder(log)
    assert again[:-1] == rows[:-1] and again[-1]["scores"] == last["scores"]
    out = capsys.readouterr().out
    assert out.count("mean AP") == 1 and "nothing is left to do" in out


def test_each_training_sees_as_many_views_and_a_quarter_is_a_quarter(script):
    samples = load_dataset("nuclei")[:8]
    for name, training in script.TRAININGS.items():
        batches = script.training_views(training, samples, 1, TINY | {"views": 24})
        assert len(batches.pairs) == 24 and len(batches) == 12
        different = {pair[0].tobytes() for pair in batches.pairs}
        assert len(different) == (2 if name == "quarter" else 8)
    quarters = [script.training_views(script.TRAININGS["quarter"], samples, seed, TINY).pairs[0][0] for seed in (0, 1)]
    assert quarters[0].shape != quarters[1].shape or not np.array_equal(*quarters)


def test_what_the_networks_are_taught(script):
    sample = load_dataset("nuclei")[0]
    assert np.array_equal(script.mask_of(sample), sample.instances > 0)
    parted, weights, rims = script.parted(sample), script.gap_weights(sample), script.rims(sample)
    assert parted.dtype == np.uint8 and parted.max() == 1 and parted.sum() < sample.mask.sum()
    assert (weights[parted == 1] == 1).all() and weights.max() > 5 and weights.min() == 1
    assert np.array_equal(rims > 0, sample.mask) and rims.max() == 2


def test_rungs_differ_in_what_they_do_with_an_answer(script, monkeypatch):
    """Two nuclei that touch, seen by networks that never err."""
    truth = np.zeros((20, 40), int)
    truth[4:16, 4:20], truth[4:16, 20:36] = 1, 2
    image = np.zeros((20, 40, 3), np.uint8)
    rims = np.eye(3, dtype=np.float32)[script.three_classes(truth)]
    mask = np.eye(2, dtype=np.float32)[(truth > 0).astype(int)]
    monkeypatch.setattr(script, "predict_probabilities", lambda model, image: rims if model == "rims" else mask)
    monkeypatch.setattr(script, "predict_flipped", lambda model, image, flip_vertical: rims)
    found = {name: rung.ask(rung.training)(image) for name, rung in script.RUNGS.items() if name != "otsu"}
    assert {name: int(objects.max()) for name, objects in found.items()} == {
        "quarter": 1, "all": 1, "distance": 1, "weights": 1, "inside": 2, "watershed": 2, "flips": 2}
    assert (found["inside"] > 0).sum() < (truth > 0).sum()
    assert np.array_equal(found["watershed"], truth) and np.array_equal(found["flips"], truth)
