"""The benchmark behind notebook 08's leak: names, seconds, the nearest picture, and masks that are copied."""

import importlib.util
import json
import math
from dataclasses import dataclass

import numpy as np
import pytest

from helpers.datasets import load_dataset
from helpers.metrics import confusion_matrix, mean_iou
from helpers.paths import ROOT, RUNS


def load_script():
    spec = importlib.util.spec_from_file_location("camvid_leak", ROOT / "benchmarks" / "camvid_leak.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = load_script()
streets = list(load_dataset("camvid", "train")[:6])


@dataclass
class Frame:
    id: str
    image: np.ndarray
    mask: np.ndarray


def film(drive: str, sample, first: int) -> list[Frame]:
    """Four frames of a drive: the same street, seen from two columns further each second."""
    return [Frame(f"{drive}_{first + 30 * k:05}", sample.image[:, 2 * k : 140 + 2 * k],
                  sample.mask[:, 2 * k : 140 + 2 * k]) for k in range(4)]


def test_names_and_seconds():
    train = ["0016E5_00030", "0016E5_00060", "Seq05VD_f00000"]
    assert script.seconds_apart("0016E5_00045", train) == 0.5
    assert script.seconds_apart("Seq05VD_f00300", train) == 10
    assert math.isinf(script.seconds_apart("0001TP_006690", train))
    with pytest.raises(ValueError, match="street does not end with the number"):
        script.frame_of("street")


def test_the_nearest_picture_is_itself_or_the_most_alike():
    thumbs = np.stack([script.thumbnail(sample.image) for sample in streets])
    assert script.nearest(thumbs[3], thumbs) == (3, 0)
    place, distance = script.nearest(thumbs[2] + 5, thumbs)
    assert place == 2 and distance == pytest.approx(5)


def test_copied_masks_are_scored_as_answers():
    scores = script.copy_masks(streets[:2], streets[2:])
    thumbs = [script.thumbnail(sample.image) for sample in streets]
    total = np.zeros((11, 11), np.int64)
    for asked in (0, 1):
        away = [np.abs(thumbs[asked] - thumbs[known]).mean() for known in range(2, 6)]
        copied = streets[2 + int(np.argmin(away))].mask
        both = copied != 255
        total += confusion_matrix(streets[asked].mask[both], copied[both], 11)
    assert scores["mean_iou"] == pytest.approx(mean_iou(total)) and scores["pictures"] == 2
    assert script.copy_masks(streets, streets)["mean_iou"] == 1
    assert script.copy_masks(streets, streets)["distances"] == [0] * 6


def test_a_drive_in_both_halves_gives_its_answers_away():
    train = film("a", streets[0], 30) + film("b", streets[1], 30) + film("c", streets[2], 30)
    val = film("a", streets[0], 45)[:2]
    names = {"train": [f.id for f in train], "val": [f.id for f in val], "test": ["d_00030", "b_00090"]}
    measured = script.measure(train, val, names)
    copied = measured["copied"]
    assert copied["val"]["mean_iou"] > 2 * copied["other"]["mean_iou"]
    assert copied["tenth"]["mean_iou"] > 2 * max(one["mean_iou"] for one in copied["drive"].values())
    assert copied["tenth"]["pictures"] == 2 and copied["drive"]["b"]["pictures"] == 4
    assert measured["seconds"] == {"val": [0.5, 0.5], "test": [None, 0]}
    assert measured["drives"]["test"] == {"b": 1, "d": 1}


def test_the_committed_file_is_of_the_whole_set():
    leak = json.loads((RUNS / "camvid-leak" / "leak.json").read_text(encoding="utf-8"))
    assert {split: sum(drives.values()) for split, drives in leak["drives"].items()} == {
        "train": 367, "val": 101, "test": 233}
    copied = leak["copied"]
    assert copied["val"]["pictures"] == 101 and sum(one["pictures"] for one in copied["drive"].values()) == 367
    assert max(copied["other"]["mean_iou"], *(one["mean_iou"] for one in copied["drive"].values())) < (
        min(copied["val"]["mean_iou"], copied["tenth"]["mean_iou"]))
