"""Training: what a run writes, and that nothing is lost when it is killed at the worst moments."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import fakes
import keras
import numpy as np
import pytest

from helpers import training
from helpers.losses import CrossEntropy, SoftDice, Sum
from helpers.models import build_unet
from helpers.paths import ROOT
from helpers.runs import COLUMNS, read_log
from helpers.training import compile_model, evaluate

MOMENTS = {
    "in the middle of an epoch": """
def view(pair, rng, cut=batches.view, calls=[]):
    calls.append(1)
    if len(calls) > 10:  # four views an epoch, and at most four drawn ahead
        kill()
    return cut(pair, rng)
batches = dataclasses.replace(batches, view=view)
""",
    "while weights are written": """
def save_weights(self, path, save=keras.Model.save_weights):
    save(self, path)
    if path.name == "unfinished-last-0003.weights.h5":
        path.write_bytes(path.read_bytes()[:1000])
        kill()
keras.Model.save_weights = save_weights
""",
    "between the last state and the last row of the log": """
def write_log(path, rows, write=runs.write_log):
    if len(rows) == 4:
        kill()
    write(path, rows)
runs.write_log = write_log
""",
}
CHILD = """
import dataclasses, os, signal, sys
from pathlib import Path
import keras
import fakes
from helpers import runs, training
def kill():
    os.kill(os.getpid(), signal.SIGKILL)
batches = fakes.batches()
{moment}
fakes.train(Path(sys.argv[1]), views=batches, say=None)
"""


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """A run of four epochs that nobody stopped: its folder, network, rows and what it said."""
    run_dir = tmp_path_factory.mktemp("undisturbed") / "run"
    said, seen = [], []
    model, rows = fakes.train(run_dir, say=said.append, after_epoch=lambda number, _: seen.append(number))
    return run_dir, model, rows, said, seen


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    """Runs that killed themselves with SIGKILL, side by side: per moment the folder, and what went into a pipe."""
    if not hasattr(signal, "SIGKILL"):
        pytest.skip("this system has no SIGKILL")
    root = tmp_path_factory.mktemp("killed")
    paths = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])
    children = {}
    for number, (moment, code) in enumerate(MOMENTS.items()):
        command = [sys.executable, "-c", CHILD.format(moment=code), str(root / str(number))]
        children[moment] = subprocess.Popen(
            command, env={**os.environ, "PYTHONPATH": paths}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    runs_and_words = {}
    for number, (moment, child) in enumerate(children.items()):
        words, errors = child.communicate(timeout=600)
        assert child.returncode == -signal.SIGKILL, errors[-2000:]
        runs_and_words[moment] = root / str(number), words
    return runs_and_words


def scores(rows):
    """The rows without the times, which differ from run to run."""
    return [[row[column] for column in COLUMNS if column != "seconds"] for row in rows]


def files(run_dir):
    return sorted(path.name for path in run_dir.iterdir())


@pytest.mark.parametrize(("moment", "done"), list(zip(MOMENTS, (None, 2, 4), strict=True)))
def test_a_killed_run_goes_on_as_if_nothing_had_happened(moment, done, killed, undisturbed):
    run_dir, words = killed[moment]
    before = len(json.loads((run_dir / "state.json").read_text())["rows"])
    assert before == done if done else 1 <= before < 4
    # What was said is in the pipe, though nobody emptied a buffer; at the last moment the line was not yet said.
    assert words.count("epoch") == len(words.splitlines()) == (3 if done == 4 else before)
    said = []
    model, rows = fakes.train(run_dir, say=said.append)
    assert f"{before} of 4 epochs were done before" in said[0]
    assert len(said) == 1 + 4 - before
    np.testing.assert_allclose(scores(rows), scores(undisturbed[2]), rtol=1e-4)
    assert [row["epoch"] for row in read_log(run_dir / "log.csv")] == [1, 2, 3, 4]
    np.testing.assert_allclose(scores(read_log(run_dir / "log.csv")), scores(rows), rtol=1e-5)
    assert files(run_dir) == files(undisturbed[0])
    for mine, theirs in zip(model.weights, undisturbed[1].weights, strict=True):
        np.testing.assert_allclose(np.asarray(mine), np.asarray(theirs), rtol=1e-3, atol=1e-5)


@pytest.mark.slow
def test_whatever_file_a_run_was_about_to_rename_it_goes_on(tmp_path, monkeypatch):
    class Stopped(BaseException):
        pass

    _, undisturbed = fakes.train(tmp_path / "undisturbed", epochs=2)
    rename = os.replace
    for last in range(1, 9):
        renamed = []

        def replace(old, new, renamed=renamed, last=last):
            renamed.append(new)
            if len(renamed) == last:
                raise Stopped
            rename(old, new)

        run_dir = tmp_path / str(last)
        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", replace)
            try:
                fakes.train(run_dir, epochs=2)
            except Stopped:
                pass
        _, rows = fakes.train(run_dir, epochs=2)
        np.testing.assert_allclose(scores(rows), scores(undisturbed), rtol=1e-4)
        assert [row["epoch"] for row in read_log(run_dir / "log.csv")] == [1, 2]
        assert files(run_dir) == files(tmp_path / "undisturbed")


def test_a_run_writes_its_files_and_no_others(undisturbed):
    run_dir, _, rows, _, seen = undisturbed
    assert files(run_dir) == ["best-0004.weights.h5", "last-0004.weights.h5", "log.csv", "state.json"]
    assert [row["epoch"] for row in rows] == seen == [1, 2, 3, 4]
    assert all(tuple(row) == COLUMNS for row in rows)
    np.testing.assert_allclose(scores(read_log(run_dir / "log.csv")), scores(rows), rtol=1e-5)


def test_a_run_learns(undisturbed):
    rows = undisturbed[2]
    assert rows[-1]["loss"] < 0.8 * rows[0]["loss"]


def test_the_network_comes_back_with_the_weights_of_the_best_epoch(undisturbed):
    _, model, rows, _, _ = undisturbed
    best = max(row["val_mean_iou"] for row in rows)
    assert evaluate(model, fakes.pairs(2, seed=9), 2)["val_mean_iou"] == pytest.approx(best, abs=1e-6)


def test_each_epoch_says_one_line(undisturbed):
    said, rows = undisturbed[3], undisturbed[2]
    assert len(said) == 4 and said[0].startswith("epoch 1/4") and said[-1].endswith("done")
    assert all(f"val mean IoU {row['val_mean_iou']:.3f}" in line for line, row in zip(said, rows, strict=True))
    assert all("to go" in line for line in said[:-1])


def test_a_finished_run_called_again_does_nothing(undisturbed):
    run_dir, model, rows, _, _ = undisturbed
    content = {path.name: path.read_bytes() for path in run_dir.iterdir()}

    def view(pair, rng):
        raise AssertionError("a view was cut")

    again, same = fakes.train(run_dir, views=dataclasses.replace(fakes.batches(), view=view), network_seed=7)
    assert same == rows
    assert {path.name: path.read_bytes() for path in run_dir.iterdir()} == content
    assert all(np.array_equal(a, b) for a, b in zip(model.get_weights(), again.get_weights(), strict=True))


@pytest.mark.parametrize(("change", "name"), [
    ({"epochs": 5}, "epochs=4, you asked for epochs=5"),
    ({"learning_rate": 2e-2}, "learning_rate=0.01, you asked for learning_rate=0.02"),
    ({"weight_decay": 0.5}, "weight_decay"),
    ({"views": fakes.batches(seed=1)}, "seed=0, you asked for seed=1"),
    ({"views": fakes.batches(batch_size=4)}, "batch_size=2, you asked for batch_size=4"),
    ({"settings": {"dataset": "camvid"}}, "dataset=None, you asked for dataset=camvid"),
    ({"loss": SoftDice()}, "loss=None, you asked for loss={'name': 'soft_dice'"),
])
def test_other_settings_in_the_same_folder_are_refused_by_name(undisturbed, change, name):
    run_dir = undisturbed[0]
    content = {path.name: path.read_bytes() for path in run_dir.iterdir()}
    with pytest.raises(ValueError, match=name):
        fakes.train(run_dir, **change)
    assert {path.name: path.read_bytes() for path in run_dir.iterdir()} == content


def test_settings_survive_json_so_that_a_tuple_is_no_other_setting(tmp_path):
    settings = {"recipe": {"size": (16, 16)}}
    _, rows = fakes.train(tmp_path, epochs=1, settings=settings)
    assert fakes.train(tmp_path, epochs=1, settings=settings)[1] == rows


def test_the_learning_rate_climbs_and_then_falls_like_a_cosine():
    model = compile_model(build_unet(filters=(4, 8)), steps=100, learning_rate=0.5, warm_up=0.1)
    schedule = model.optimizer._learning_rate
    rates = [float(schedule(step)) for step in range(101)]
    assert rates[0] == 0 and rates[5] == pytest.approx(0.25) and max(rates) == rates[10] == pytest.approx(0.5)
    assert rates[55] == pytest.approx(0.5 * 0.505) and rates[100] == pytest.approx(0.005)
    assert model.optimizer.clipnorm == 1.0 and model.optimizer.weight_decay == 1e-2


def test_scores_and_loss_count_every_labelled_pixel_and_no_other():
    keras.utils.set_random_seed(2)
    model = compile_model(build_unet(num_classes=3, filters=(4, 8)), steps=1)
    image = np.random.default_rng(0).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    mask = np.random.default_rng(1).choice([0, 1, 2, 255], (8, 8)).astype(np.uint8)
    result = evaluate(model, [(image, mask)], 3)

    logits = np.asarray(model(image[None].astype(np.float32) / 255))[0].astype(float)
    log_shares = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    real = mask != 255
    truth = mask[real].astype(int)
    assert result["val_loss"] == pytest.approx(-log_shares[real][np.arange(len(truth)), truth].mean(), rel=1e-4)
    assert result["val_accuracy"] == pytest.approx((logits.argmax(-1)[real] == truth).mean())


def test_dice_of_two_classes_is_that_of_the_object():
    black = keras.Sequential([keras.Input((None, None, 3)), keras.layers.Rescaling([1.0, 0, 0], [1.0, 0, 0])])
    black.add(keras.layers.Lambda(lambda x: x[..., :2]))  # always class 0
    result = evaluate(compile_model(black, 1), fakes.pairs(2), 2)
    assert result["val_dice"] == 0 and 0 < result["val_accuracy"] < 1


def test_a_plain_list_of_numpy_batches_trains_too(tmp_path):
    batches = [batch for number in range(2) for batch in fakes.batches().epoch(number)]
    keras.utils.set_random_seed(0)
    model = build_unet(num_classes=2, filters=(4, 8))
    rows = training.fit(model, batches, fakes.pairs(2), tmp_path, epochs=3, learning_rate=1e-2, say=lambda line: None)
    assert [row["epoch"] for row in rows] == [1, 2, 3]
    assert rows[-1]["loss"] < rows[0]["loss"]
    assert json.loads((tmp_path / "state.json").read_text())["settings"].keys().isdisjoint({"seed"})


def test_a_pixel_that_weighs_nothing_is_void(tmp_path):
    wrong_half, void_half = [], []
    for images, masks in fakes.batches().epoch(0):
        weights = np.ones(masks.shape, np.float32)
        weights[:, :8] = 0
        wrong, void = masks.copy(), masks.copy()
        wrong[:, :8], void[:, :8] = 1, 255
        wrong_half.append((images, wrong, weights))
        void_half.append((images, void))
    trained = [fakes.train(tmp_path / name, epochs=2, views=batches, loss=CrossEntropy())[0]
               for name, batches in (("wrong", wrong_half), ("void", void_half))]
    for one, other in zip(*(model.get_weights() for model in trained), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)


def test_any_loss_of_the_course_trains_and_is_named_in_the_state(tmp_path):
    loss = Sum([CrossEntropy(class_weights=[1, 2]), SoftDice()], weights=(1, 0.5))
    _, rows = fakes.train(tmp_path, loss=loss)
    assert rows[-1]["loss"] < rows[0]["loss"] and rows[-1]["val_loss"] > 0
    told = json.loads((tmp_path / "state.json").read_text())["settings"]["loss"]
    assert told["weights"] == [1, 0.5] and told["losses"][0]["config"]["class_weights"] == [1, 2]
    assert fakes.train(tmp_path, loss=loss)[1] == rows


def test_a_loss_that_is_no_number_stops_the_run_before_it_is_recorded(tmp_path):
    images, masks = next(fakes.batches().epoch(0))
    broken = [(np.full_like(images, np.nan), masks)]
    model = build_unet(num_classes=2, filters=(4, 8))
    with pytest.raises(ValueError, match=r"loss of epoch 1 is nan.*Lower the learning rate"):
        training.fit(model, broken, fakes.pairs(2), tmp_path, epochs=2, say=lambda line: None)
    assert not (tmp_path / "state.json").exists()
