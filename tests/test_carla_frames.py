"""The record of frames that are scored apart, with a network that sees everything, on drawn frames of two folders."""

import importlib.util
import json
import shutil

import numpy as np
import pytest

from helpers.datasets import get_info
from helpers.paths import ROOT, SAMPLE
from helpers.scenes import carla
from helpers.segment import Answer

CARD = {"classes": get_info("carla-23").classes, "sha256": "0" * 64}


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("carla_frames", ROOT / "benchmarks" / "carla_frames.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def drives(tmp_path):
    """Three frames in train/, one in val/, as in the public four."""
    for number, part in enumerate(("train", "train", "train", "val")):
        for kind in ("CameraRGB", "CameraSeg"):
            (tmp_path / part / kind).mkdir(parents=True, exist_ok=True)
            shutil.copy(SAMPLE / "carla" / kind / f"{number:03d}.png", tmp_path / part / kind)
    return tmp_path


def test_answers_in_23_tags_are_scored_in_13(script, drives, tmp_path, monkeypatch):
    pictures = {carla.draw(seed)[0].tobytes(): carla.draw(seed)[2] for seed in range(4)}
    monkeypatch.setattr(script, "load_pretrained", lambda name: (None, CARD))
    monkeypatch.setattr(script, "segment", lambda model, card, image: Answer(pictures[image.tobytes()], None, None))
    found = script.record(str(drives), to=tmp_path / "runs" / "lyft.json")
    assert json.loads((tmp_path / "runs" / "lyft.json").read_text())["frames"] == found["frames"]
    assert len(found["frames"]) == 4 and set(found["scores"]) == {"keep", "void"}
    for scores in found["scores"].values():
        assert scores["pictures"] == 4 and scores["accuracy"] == scores["mean_iou"] == 1.0


def test_a_network_that_sees_only_the_bonnet_gains_by_it(script, drives, tmp_path, monkeypatch):
    def bonnet_only(model, card, image):
        ids = np.zeros(image.shape[:2], np.uint8)
        ids[-8:] = 10
        return Answer(ids, None, None)

    monkeypatch.setattr(script, "load_pretrained", lambda name: (None, CARD))
    monkeypatch.setattr(script, "segment", bonnet_only)
    scores = script.record(str(drives), to=tmp_path / "lyft.json")["scores"]
    assert scores["keep"]["iou_by_class"]["vehicle"] > scores["void"]["iou_by_class"]["vehicle"]
