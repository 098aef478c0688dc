"""The experiment behind notebook 09, with networks that are trained in a moment: rows, order, going on, the door."""

import importlib.util
import json
import sys

import numpy as np
import pytest

from helpers.datasets import get_info, load_dataset
from helpers.paths import ROOT
from helpers.scoring import splits

TINY = {"network": {"filters": (2, 4)}, "pictures": (30, 40), "views": (16, 24), "batch_size": 2,
        "learning_rate": 1e-3, "precision": "float32", "steps_simulated": 2, "steps_real": 1,
        "view_real": {"light": 0.2}, "view_simulated": {"light": 0.3}}
CAMVID = get_info("camvid").classes
sys.path.insert(0, str(ROOT / "benchmarks"))


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("simulator", ROOT / "benchmarks" / "simulator.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def few(script, monkeypatch):
    """The samples, of which a few pictures are enough here, and small networks."""
    monkeypatch.setattr(script, "SETTINGS", TINY)
    monkeypatch.setattr(script, "load_dataset", lambda *given, **options: load_dataset(*given, **options)[:6])
    monkeypatch.setattr(splits, "pick_split", lambda name, split, source: load_dataset(name, split, source)[:3])


def test_every_network_leaves_a_row_and_is_asked_once(script, few, tmp_path, monkeypatch, capsys):
    log = tmp_path / "log" / "simulator.jsonl"
    call = ["--streets", "sample", "--source", "sample", "--log", str(log), "--runs", str(tmp_path / "runs"),
            "--seeds", "3", "--real", "2"]
    script.main(call)
    rows = splits.read_test_scores(log)
    assert [(row["start"], row["n"], row["steps"]) for row in rows] == [
        ("simulated", 0, 0), ("simulated", 2, 1), ("chance", 2, 1), ("chance", 2, 3)]
    for row in rows:
        assert row["seed"] == 3 and row["cpu_seconds"] > 0 and row["settings"] == json.loads(json.dumps(TINY))
        assert set(row["scores"]) == {"val", "test"} and "drawn" in row["streets"] and row["simulated_pictures"] == 6
        for scores in row["scores"].values():
            assert scores["pictures"] == 3 and list(scores["iou_by_class"]) == list(CAMVID)
    assert len(list((tmp_path / "runs").iterdir())) == 4  # the simulator's network is trained once, then gone on from
    assert capsys.readouterr().out.count("seed 3") == 4

    log.write_text("".join(json.dumps(row) + "\n" for row in rows[:-1]))  # killed before the last row was written
    script.main(call)
    again = splits.read_test_scores(log)
    assert again[:-1] == rows[:-1] and again[-1]["scores"] == rows[-1]["scores"]
    assert again[-1]["cpu_seconds"] == rows[-1]["cpu_seconds"] and capsys.readouterr().out.count("seed 3") == 1

    monkeypatch.setattr(splits, "pick_split", lambda *given: pytest.fail("a network was asked twice"))
    script.main(call)
    assert splits.read_test_scores(log) == again


def test_a_logged_network_is_not_asked_again(tmp_path):
    log = tmp_path / "log.jsonl"
    row = {"seed": 0, "start": "chance"}
    log.write_text(json.dumps(row | {"scores": "old"}) + "\n")
    asked = splits.score_frozen(row, ("seed", "start"), lambda image: pytest.fail("asked"), "camvid", "sample", log)
    assert asked["scores"] == "old" and len(log.read_text().splitlines()) == 1


def test_the_first_rows_are_those_of_the_first_seed_and_the_control_comes_last(script):
    listed = list(script.plan([0, 1, 2], (10, 30), script.SETTINGS))
    assert [network["seed"] for network in listed] == [0] * 5 + [1] * 5 + [2] * 5 + [0, 1, 2]
    assert len({tuple(network.values()) for network in listed}) == len(listed)
    assert all(network["start"] == "chance" and network["steps"] == 1050 for network in listed[-3:])


def test_larger_choices_of_real_pictures_hold_the_smaller_ones(script):
    pairs = [(number, number) for number in range(50)]
    few, more, others = (script.chosen_pairs(pairs, n, seed) for n, seed in ((5, 0), (20, 0), (20, 1)))
    assert more[:5] == few and len(set(more)) == 20 and set(more) != set(others)
    assert sorted(script.chosen_pairs(pairs, 50, 2)) == pairs


def test_simulated_streets_hold_camvids_classes_without_bicyclist_and_bonnet(script):
    pairs = script.simulated_pairs("sample")
    found = set(np.unique(np.concatenate([mask.ravel() for _, mask in pairs])))
    assert found == set(range(10)) | {255}  # 10 is the bicyclist
    assert np.mean([(mask[-1] == 255).mean() for _, mask in pairs]) > 0.5  # where the bonnet was


def test_answers_have_the_pictures_size(script):
    ask = script.answering(script.build(TINY), TINY)
    ids = ask(load_dataset("camvid", "val")[0].image).ids
    assert ids.shape == (120, 160) and ids.dtype == np.uint8 and ids.max() <= 10


def test_the_report_takes_means_over_seeds(script, tmp_path):
    def row(seed, start, n, score):
        by_class = dict.fromkeys(CAMVID, score) | {"bicyclist": 0.0}
        scores = {"mean_iou": sum(by_class.values()) / 11, "iou_by_class": by_class}
        return {"seed": seed, "start": start, "n": n, "steps": 250 if n else 0,
                "scores": {"val": scores, "test": scores}, "settings": script.SETTINGS, "simulated_pictures": 742,
                "streets": "simulated by us"}

    log = tmp_path / "log.jsonl"
    rows = [row(0, "simulated", 0, 0.2), row(1, "simulated", 0, 0.4), row(0, "chance", 10, 0.55)]
    log.write_text("".join(json.dumps(one) + "\n" for one in rows))
    text = script.report(log)
    assert "| 0 | simulated streets | 0 | 2 | 0.273 (0.182 to 0.364) | 0.300 (0.200 to 0.400) |" in text
    assert "| 10 | chance | 250 | 1 | 0.500 (0.500 to 0.500) | 0.550" in text and "742 streets" in text
