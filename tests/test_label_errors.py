"""The benchmark behind notebook 08's labels: the mistake is the brief's, the damage is counted, runs go on."""

import importlib.util
import json
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from helpers.datasets import load_dataset
from helpers.images import resize_mask
from helpers.paths import ROOT

TINY = {"filters": (2, 4), "stem_stride": 2, "skips": "add", "size": (32, 40), "batch_size": 2, "steps": 2,
        "learning_rate": 1e-3}


def load_script():
    sys.path.insert(0, str(ROOT / "benchmarks"))
    spec = importlib.util.spec_from_file_location("label_errors", ROOT / "benchmarks" / "label_errors.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = load_script()
street = load_dataset("camvid", "val")[0]


@pytest.mark.parametrize("size", [(128, 128), (96, 128), (45, 61)])
def test_averaged_ids_are_those_of_the_brief(size):
    tf = pytest.importorskip("tensorflow")
    mask = script.with_twelfth(street.mask)
    theirs = tf.cast(tf.image.resize(mask[..., None].astype(np.float32), size), tf.int32)[..., 0].numpy()
    ours = script.blend_ids(mask, size)
    assert np.mean(ours != theirs) < 2e-3  # a sum such as 7.9999995 is cut off to 7, and one of them has 8


@given(arrays(np.uint8, (12, 16), elements=st.integers(0, 11)))
def test_averages_lie_between_the_ids_around_them(mask):
    small = script.blend_ids(mask, (6, 8))
    blocks = mask.reshape(6, 2, 8, 2).swapaxes(1, 2).reshape(6, 8, 4)
    np.testing.assert_array_equal(small, blocks.astype(int).sum(axis=-1) // 4)


def test_between_sky_and_void_lies_everything():
    row = np.array([[0, 11]], np.uint8)
    assert set(range(12)) == set(script.blend_ids(row, (1, 64)).ravel().tolist())


def test_kinds_of_labels():
    kinds = {kind: script.labels_of(street, kind, (60, 80)) for kind in script.TITLES}
    np.testing.assert_array_equal(kinds["nearest"], resize_mask(street.mask, (60, 80)))
    np.testing.assert_array_equal(kinds["void"] == 11, kinds["nearest"] == 255)
    np.testing.assert_array_equal(kinds["void"][kinds["void"] < 11], kinds["nearest"][kinds["nearest"] < 255])
    assert kinds["blended"].max() <= 11 and np.mean(kinds["blended"] != kinds["void"]) > 0.01


def test_damage_by_hand():
    """Two columns of sky beside two of void, halved: nothing is mixed. Moved by one, the middle is a mean."""
    class Street:
        mask = np.array([[0, 8, 255, 255]], np.uint8)

    kept = script.labels_of(Street, "void", (1, 2)), script.labels_of(Street, "blended", (1, 2))
    assert kept[1].tolist() == [[4, 11]]  # (0 + 8) / 2 is sidewalk
    scores = script.damage([Street], (1, 2))
    assert scores["wrong"] == 1
    assert scores["iou"]["sidewalk"] == 0 and np.isnan(scores["iou"]["fence"])


def test_answers_come_from_real_logits_only():
    logits = np.zeros((4, 5, 12), np.float32)
    logits[..., 11], logits[..., 3] = 9, 1
    assert (script.answer_at(logits, (8, 10)) == 3).all() and script.answer_at(logits, (8, 10)).shape == (8, 10)


def test_runs_are_written_once_and_the_report_holds_them(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(script, "SETTINGS", TINY)
    monkeypatch.setattr(script, "load_dataset", lambda name, split, source: load_dataset(name, split, source)[:4])
    log = tmp_path / "log" / "labels.jsonl"
    call = ["--source", "sample", "--seeds", "3", "--steps", "2", "--log", str(log)]
    script.main(call)
    rows = script.read_rows(log)
    assert [row["size"] for row in rows if row["what"] == "labels"] == [[96, 128], [128, 128]]
    networks = [row for row in rows if row["what"] == "network"]
    assert [row["labels"] for row in networks] == list(script.TITLES)
    assert {json.dumps(row["settings"]) for row in networks} == {json.dumps(TINY)}
    for row in networks:
        assert 0 <= row["mean_iou"] <= 1 and 0 <= row["own_accuracy"] <= 1 and len(row["iou"]) == 11
        assert (row["void_iou"] is None) == (row["labels"] == "nearest")
    script.main(call)
    assert script.read_rows(log) == rows
    assert capsys.readouterr().out.count("mean IoU") == 3
    text = script.report(rows)
    assert all(title in text for title in script.TITLES.values()) and "| 128x128 |" in text
