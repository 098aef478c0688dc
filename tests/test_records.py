"""What a run folder says of its run: sessions, pictures, scores by class, and figures that show them."""

import json
from dataclasses import replace

import fakes
import keras
import numpy as np
import pytest
from sklearn import metrics

from helpers import records
from helpers.datasets import get_info
from helpers.images import read_image
from helpers.models import build_unet
from helpers.plots import colourise
from helpers.records import describe_session, draw_predictions, record_results, record_run, summary, versions
from helpers.training import compile_model

ROWS = [{"epoch": 1, "loss": 0.9, "val_loss": 0.8, "val_accuracy": 0.5, "val_mean_iou": 0.4, "val_dice": 0.4,
         "seconds": 3.0}]
NUCLEI = get_info("nuclei")
IDS = {"train": ["b", "a", "c"], "val": ["d"]}


@pytest.fixture(scope="module")
def model():
    keras.utils.set_random_seed(1)
    return compile_model(build_unet(filters=(4, 8)), 1)


def test_the_pictures_of_each_split_are_counted_named_and_fingerprinted(tmp_path):
    record_run(tmp_path, {"seed": 3}, IDS, describe_session("typed", "float32", 0))
    run = json.loads((tmp_path / "run.json").read_text())
    assert run["seed"] == 3
    # printf 'a\nb\nc' | sha256sum
    assert run["pictures"]["train"] == {
        "count": 3, "ids_sha256": "ea7fb08b7a2dc4619ffb7c7bb38d95a2047935fa165d71b12efd3852a2e6d0cc"}
    records.record_ids(tmp_path, IDS)
    assert json.loads((tmp_path / "ids.json").read_text()) == IDS


def test_a_session_says_what_ran():
    session = describe_session("course train nuclei", "float32", 5)
    assert session["epochs_before"] == 5 and session["command"] == "course train nuclei"
    assert session["versions"] == versions() and session["versions"]["numpy"] == np.__version__
    assert session["versions"][session["backend"]] and "cores of" in session["hardware"]
    assert json.loads(json.dumps(session)) == session


def test_each_session_is_named_once_and_in_order(tmp_path):
    first, second = describe_session("one", "float32", 0), describe_session("two", "float32", 4)
    for session in (first, first, second, second):
        record_run(tmp_path, {"seed": 3}, IDS, session)
    assert json.loads((tmp_path / "run.json").read_text())["sessions"] == [first, second]


def test_scores_by_class_are_those_of_scikit_learn():
    rng = np.random.default_rng(0)
    truth, answer = rng.integers(0, 3, 500), rng.integers(0, 3, 500)
    told = summary(metrics.confusion_matrix(truth, answer), [1.0, 2.0], ["a", "b", "c"])
    assert told["loss"] == 1.5
    assert told["accuracy"] == pytest.approx(metrics.accuracy_score(truth, answer), abs=1e-4)
    assert told["mean_iou"] == pytest.approx(metrics.jaccard_score(truth, answer, average="macro"), abs=1e-4)
    for place, name in enumerate("abc"):
        assert told["by_class"][name] == {
            "iou": pytest.approx(metrics.jaccard_score(truth, answer, average=None)[place], abs=1e-4),
            "f1": pytest.approx(metrics.f1_score(truth, answer, average=None)[place], abs=1e-4),
            "pixels": (truth == place).sum()}


def test_a_class_that_does_not_occur_has_no_score_and_the_file_is_still_json():
    told = summary(np.array([[5, 0], [0, 0]]), [0.1], ["ground", "thing"])
    assert told["by_class"]["thing"] == {"iou": None, "f1": None, "pixels": 0}
    assert "NaN" not in json.dumps(told)


def test_results_are_written_where_they_are_missing_and_only_there(tmp_path, model):
    record_results(tmp_path, model, fakes.pairs(3), ROWS, NUCLEI)
    scores = json.loads((tmp_path / "scores.json").read_text())
    assert scores["pictures"] == 3 and scores["epoch"] == 1 and set(scores["by_class"]) == set(NUCLEI.classes)
    # fakes.pairs: squares of 8 x 8 in pictures of 16 x 16, one pixel of void each, where the square may lie
    assert sum(told["pixels"] for told in scores["by_class"].values()) == 3 * (16 * 16 - 1)
    (tmp_path / "scores.json").write_text("kept")
    (tmp_path / "predictions.png").unlink()
    record_results(tmp_path, model, fakes.pairs(3), ROWS, NUCLEI)
    assert (tmp_path / "scores.json").read_text() == "kept" and (tmp_path / "predictions.png").exists()


def test_the_figure_shows_pictures_truths_and_answers_from_the_whole_list(model, monkeypatch):
    shown = {}
    monkeypatch.setattr(records, "draw_grid", lambda pictures, titles, columns, legend: shown.update(
        pictures=pictures, titles=titles, columns=columns, legend=legend))
    pairs = fakes.pairs(9)
    draw_predictions(model, pairs, NUCLEI, at_most=3)
    assert len(shown["pictures"]) == len(shown["titles"]) == 9 and shown["columns"] == 3
    for row, place in enumerate((0, 3, 6)):
        image, truth, answer = shown["pictures"][3 * row : 3 * row + 3]
        expected = np.asarray(model(pairs[place][0][None] / np.float32(255))).argmax(-1)[0]
        assert np.array_equal(image, pairs[place][0])
        assert np.array_equal(truth, colourise(pairs[place][1], NUCLEI.colours))
        assert np.array_equal(answer, colourise(expected.astype(np.uint8), NUCLEI.colours))
    assert "void (nobody decided)" in shown["legend"]


def test_fewer_pictures_than_rows_are_all_shown(tmp_path, model):
    record_results(tmp_path, model, fakes.pairs(1), ROWS, NUCLEI)
    assert read_image(tmp_path / "predictions.png").shape[1] > 600


def test_curves_are_drawn_from_the_first_epoch_on(tmp_path):
    sizes = []
    for epochs in (1, 5):
        records.draw_run(tmp_path, [{**ROWS[0], "epoch": n + 1, "loss": 1 / (n + 1)} for n in range(epochs)], "a + b")
        sizes.append(read_image(tmp_path / "curves.png").std())
    assert sizes[0] != sizes[1] and [path.name for path in tmp_path.iterdir()] == ["curves.png"]


def test_a_target_of_three_classes_has_names_and_colours_of_its_own(tmp_path):
    keras.utils.set_random_seed(1)
    taught = replace(NUCLEI, classes=("outside", "inside", "rim"), hex_colours=("#20242c", "#ffb000", "#d6246e"))
    record_results(tmp_path, compile_model(build_unet(num_classes=3, filters=(4, 8)), 1), fakes.pairs(2), ROWS, taught)
    assert list(json.loads((tmp_path / "scores.json").read_text())["by_class"]) == ["outside", "inside", "rim"]
