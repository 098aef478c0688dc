"""The race of the brief's recipes against ours: what they are built of, rows, going on, scores alike."""

import importlib.util
import json
import sys
from dataclasses import replace
from itertools import islice
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf

from helpers.datasets import load_dataset
from helpers.images import VOID
from helpers.metrics import confusion_matrix, mean_iou
from helpers.paths import ROOT
from helpers.recipes import RECIPES


@pytest.fixture(scope="module")
def script():
    sys.path.insert(0, str(ROOT / "benchmarks"))
    spec = importlib.util.spec_from_file_location("brief_recipes", ROOT / "benchmarks" / "brief_recipes.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.path.pop(0)
    return module


def test_camvids_recipe_is_the_briefs(script):
    few = load_dataset("camvid", "train")[:3]
    model, epoch = script.brief_camvid(few)
    assert model.count_params() == 34_514_060 and model.output_shape == (None, 128, 128, 12)
    assert type(model.optimizer).__name__ == "Adam" and float(model.optimizer.learning_rate) == pytest.approx(1e-3)
    batches = list(epoch(0))
    assert [len(images) for images, _ in batches] == [32] * 22  # 704 pictures
    images, labels = batches[0]
    assert images.shape == (32, 128, 128, 3) and labels.shape == (32, 128, 128, 12) and labels.max() == 1
    assert -1 <= images.min() < 0 < images.max() <= 1
    resized = tf.image.resize(few[0].image, (128, 128)) / 127.5 - 1
    assert min(np.abs(image - resized).max() for image in images) < 0.01  # but for rounding to whole grey levels
    void = np.mean([np.mean(sample.mask == VOID) for sample in few])
    assert labels[..., 11].mean() == pytest.approx(void, abs=0.02)


def test_carlas_recipe_is_the_briefs(script):
    few = load_dataset("carla-23", "train")[:34]
    model, epoch = script.brief_carla(few)
    assert model.count_params() == 8_640_471 and model.output_shape == (None, 96, 128, 23)
    batches = list(epoch(0))
    assert [len(images) for images, _ in batches] == [32, 2]  # every picture once
    images = np.concatenate([images for images, _ in batches])
    assert 0 <= images.min() and 0.5 < images.max() <= 1  # divided by 255 once
    assert len(np.unique(images, axis=0)) == 34
    again, others = next(epoch(0))[0], next(epoch(1))[0]
    assert np.array_equal(again, batches[0][0]) and not np.array_equal(again, others)


def perfect(sample, extra=0.0):
    """Logits that are right wherever there is a label; `extra` for a twelfth output."""
    logits = np.zeros((*sample.mask.shape, 12), np.float32)
    logits[..., :11] = 8.0 * (sample.mask[..., None] == np.arange(11))
    logits[..., 11] = extra
    return logits


def test_the_largest_real_logit_counts(script):
    """A network that calls everything void with its twelfth output, but knows better below it, is scored as right."""
    few, classes = load_dataset("camvid", "val")[:2], [str(number) for number in range(11)]
    size = few[0].mask.shape
    for extra in (-9.0, 99.0):
        answers = {sample.image.tobytes(): perfect(sample, extra) for sample in few}
        scores = script.scores_of(lambda image, a=answers: a[image.tobytes()], few, classes, size)
        assert scores["mean_iou"] == scores["accuracy"] == scores["small_mean_iou"] == 1
    void = np.mean([sample.mask == VOID for sample in few])
    assert scores["accuracy_with_void"] == pytest.approx(void, abs=1e-4)  # everything was called void


def test_small_answers_are_enlarged_before_they_are_compared(script):
    mask = np.zeros((8, 8), np.uint8)
    mask[:, 4:] = 1
    small = np.zeros((2, 2, 2), np.float32)
    small[:, 0, 0] = small[:, 1, 1] = 5.0
    sample = SimpleNamespace(image=np.zeros((8, 8, 3), np.uint8), mask=mask)
    scores = script.scores_of(lambda image: small, [sample], ["left", "right"], (2, 2))
    assert scores["mean_iou"] == 1 and scores["small_mean_iou"] == 1 and scores["iou"] == {"left": 1, "right": 1}
    small[0, 0] = 0, 5
    scores = script.scores_of(lambda image: small, [sample], ["left", "right"], (2, 2))
    enlarged = tf.image.resize(small, (8, 8)).numpy().argmax(axis=-1)
    assert scores["mean_iou"] == pytest.approx(mean_iou(confusion_matrix(mask, enlarged, 2)), abs=1e-4)


@pytest.fixture
def tiny_race(script):
    """The race on the sample, with small networks; the brief's recipe takes two steps an epoch."""
    recipe = replace(RECIPES["camvid"], filters=(4, 8), size=(32, 32), views_per_picture=1)
    race = script.races()["camvid"]

    def small_brief(samples, seed=0):
        model, epoch = script.brief_camvid(samples, seed)
        small = script.build_unet((128, 128, 3), 12, (2, 4), None)
        small.compile("adam", model.loss, jit_compile=False)
        return small, lambda number: list(islice(epoch(number), 2))

    return replace(race, contestants={
        "brief": replace(race.contestants["brief"], build=small_brief, epochs=2),
        "ours": script.our_contestant(recipe, 2, "ours"),
    })


def test_a_race_leaves_a_row_per_epoch_and_goes_on(script, tiny_race, tmp_path, monkeypatch):
    monkeypatch.setattr(script, "load_dataset", lambda name, split, source: load_dataset(name, split, source)[:4])
    log, folder = tmp_path / "log" / "race.jsonl", tmp_path / "runs"
    first = replace(tiny_race, contestants={
        name: replace(contestant, epochs=contestant.epochs - 1) for name, contestant in tiny_race.contestants.items()})
    for race in (first, tiny_race, tiny_race):  # stopped after one epoch less, gone on with, nothing left to do
        for name in race.contestants:
            script.run(race, name, "sample", log, folder)
    rows = script.read_race(log)
    assert [(row["contestant"], row["epoch"]) for row in rows] == [
        ("brief", 1), ("ours", 1), ("brief", 2), ("ours", 2)]
    brief = [row for row in rows if row["contestant"] == "brief"]
    assert [row["pictures"] for row in brief] == [64, 128]
    seconds = [row["cpu_seconds"] for row in brief]
    assert 0 < seconds[0] < seconds[1]
    for row in rows:
        by_class = [value for value in row["iou"].values() if value is not None]
        assert row["mean_iou"] == pytest.approx(np.mean(by_class), abs=1e-3) and len(row["iou"]) == 11
    assert "accuracy_with_void" in brief[0] and "accuracy_with_void" not in rows[1]
    assert {path.name for path in folder.iterdir()} == {"brief-0002.weights.h5", "ours-0002.weights.h5"}
    assert json.loads(log.read_text().splitlines()[0])["split"] == "val"


def test_the_report_divides_by_the_time_of_the_briefs_best_epoch(script):
    def row(contestant, epoch, seconds, score):
        return {"contestant": contestant, "epoch": epoch, "epochs": 9, "cpu_seconds": seconds, "seed": 0,
                **dict.fromkeys(("mean_iou", "accuracy", "small_mean_iou", "small_accuracy"), score)}

    rows = [row("brief", 1, 100, 0.2), row("brief", 2, 200, 0.4), row("brief", 3, 300, 0.3),
            row("ours", 1, 5, 0.3), row("ours", 2, 10, 0.4), row("ours", 3, 20, 0.6)]
    text = script.report(script.races()["camvid"], rows)
    assert "| mean IoU, pictures' own size | 0.400 (epoch 2) | 200 | 10 | 5.0% | 0.600 |" in text
    assert "3 of 9 epochs of the brief's recipe and 3 of 9 epochs of ours" in text
    slow = [*rows[:3], row("ours", 1, 5, 0.3)]
    assert "not reached" in script.report(script.races()["camvid"], slow)
