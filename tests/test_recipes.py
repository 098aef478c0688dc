"""From a data set's name to a trained network with its card."""

import dataclasses
import json
import shutil
from dataclasses import asdict
from pathlib import Path

import fakes
import numpy as np
import pytest

from helpers import recipes
from helpers.datasets import CATALOG, load_dataset
from helpers.datasets.loading import READERS
from helpers.inference import predict
from helpers.losses import border_weights, class_shares, median_frequency_weights
from helpers.pipeline import random_view
from helpers.provenance import fingerprint
from helpers.recipes import RECIPES, Recipe, decode_for, default_run_dir, train
from helpers.weights import load_pretrained

TUPLES = {"filters": (4, 8), "size": (16, 16)}
TINY = Recipe(filters=(4, 8), size=(16, 16), batch_size=2, epochs=2)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A network of two levels, trained for two epochs on six streets."""
    folder = tmp_path_factory.mktemp("trained")
    fakes.write_camvid(folder)
    model, rows, card = train(
        "camvid", folder, folder / "run", recipe=TINY, seed=4, command="typed", say=lambda line: None)
    return folder, model, rows, card


def test_the_run_folder_holds_log_weights_and_card(trained):
    folder, _, rows, card = trained
    assert {path.name for path in (folder / "run").iterdir()} >= {"log.csv", "camvid.npz", "camvid.json"}
    assert len(rows) == TINY.epochs
    assert json.loads((folder / "run" / "camvid.json").read_text()) == json.loads(json.dumps(card))


def test_the_run_folder_says_what_ran_and_what_came_out(trained):
    folder, _, rows, card = trained
    run_dir = folder / "run"
    assert {path.name for path in run_dir.iterdir()} == {
        "camvid.npz", "camvid.json", "log.csv", "state.json", "last-0002.weights.h5",
        f"best-{card['run']['best_epoch']:04d}.weights.h5", "run.json", "ids.json", "curves.png", "scores.json",
        "predictions.png"}
    run, ids = (json.loads((run_dir / name).read_text()) for name in ("run.json", "ids.json"))
    assert run["recipe"] == json.loads(json.dumps(asdict(TINY))) and run["seed"] == 4 and run["name"] == "camvid"
    assert ids == {"train": ["train_0", "train_1"], "val": ["val_0", "val_1"]}
    assert run["pictures"]["val"] == {"count": 2, "ids_sha256": fingerprint(["val_0", "val_1"])}
    assert [session["epochs_before"] for session in run["sessions"]] == [0]
    scores = json.loads((run_dir / "scores.json").read_text())
    assert scores["epoch"] == card["run"]["best_epoch"]
    best = rows[scores["epoch"] - 1]
    for key in ("loss", "accuracy", "mean_iou"):
        assert scores[key] == pytest.approx(best[f"val_{key}"], abs=1e-3)
    assert list(scores["by_class"]) == card["classes"]
    assert folder.name not in (run_dir / "run.json").read_text(), "nobody learns where the real files lie"


def test_what_a_finished_run_lacks_is_written_anew_and_the_rest_stays(trained):
    folder = trained[0]
    run_dir = folder / "run"
    kept = {path.name: path.read_bytes() for path in run_dir.iterdir()}
    halves = ("ids.json", "curves.png", "scores.json", "camvid.npz"), ("run.json", "predictions.png", "camvid.json")
    for gone in halves:
        for name in gone:
            (run_dir / name).unlink()
        train("camvid", folder, run_dir, recipe=TINY, seed=4, command="typed later", say=lambda line: None)
        assert {path.name for path in run_dir.iterdir()} == set(kept)
    for name in ("scores.json", "camvid.npz", "ids.json", "state.json", "log.csv"):
        assert (run_dir / name).read_bytes() == kept[name], name
    session = json.loads((run_dir / "run.json").read_text())["sessions"]
    assert [(told["epochs_before"], told["command"]) for told in session] == [(2, "typed later")]
    for name, content in kept.items():
        (run_dir / name).write_bytes(content)


def test_the_card_says_what_was_done(trained):
    folder, model, rows, card = trained
    assert card["classes"] == list(CATALOG["camvid"].classes) and model.output_shape[-1] == 11
    assert card["run"]["seed"] == 4 and card["run"]["command"] == "typed" and card["run"]["epochs"] == 2
    assert card["run"]["recipe"] == asdict(TINY)
    best = max(rows, key=lambda row: row["val_mean_iou"])
    assert card["run"]["best_epoch"] == best["epoch"] and card["run"]["precision"] == "float32"
    assert (card["target"], card["picture_size"], card["options"]) == ("mask", None, {})
    assert card["val_scores"]["val_mean_iou"] == round(best["val_mean_iou"], 4)
    for split in ("train", "val"):
        samples = load_dataset("camvid", split, folder)
        assert card["trained_on"]["split"][split] == len(samples)
        assert card["trained_on"][f"{split}_ids_sha256"] == fingerprint(samples.ids)


def test_what_was_stored_is_the_network_that_was_returned(trained):
    folder, model, _, _ = trained
    again, _ = load_pretrained(folder / "run" / "camvid.json")
    image = np.random.default_rng(0).integers(0, 256, (30, 20, 3), dtype=np.uint8)
    assert (predict(again, image) == predict(model, image)).mean() > 0.98


def test_called_again_it_trains_no_more_and_returns_the_same(trained):
    folder, _, rows, card = trained
    said = []
    _, same, again = train("camvid", folder, folder / "run", recipe=TINY, seed=4, say=said.append)
    assert same == rows and again["sha256"] == card["sha256"]
    assert not any(line.startswith("epoch") for line in said)


def test_a_source_with_other_pictures_is_another_run(trained, tmp_path):
    folder = trained[0]
    fakes.write_camvid(tmp_path, each=3)
    with pytest.raises(ValueError, match="holds a run with train_ids="):
        train("camvid", tmp_path, folder / "run", recipe=TINY, seed=4)


def test_other_validation_pictures_are_another_run_too(trained, tmp_path):
    fakes.write_camvid(tmp_path)
    for folder in ("val", "valannot"):
        (tmp_path / "CamVid" / folder / "val_1.png").rename(tmp_path / "CamVid" / folder / "val_7.png")
    with pytest.raises(ValueError, match="holds a run with val_ids="):
        train("camvid", tmp_path, trained[0] / "run", recipe=TINY, seed=4)


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_fits_its_data_set(name):
    recipe = RECIPES[name]
    assert (recipe.dataset or name.removesuffix("-sample")) in READERS
    assert all(side % 2 ** (len(recipe.filters) - 1) == 0 for side in recipe.size)
    pair = np.zeros((300, 300, 3), np.uint8), np.zeros((300, 300), np.uint8)
    image, mask = random_view(pair, np.random.default_rng(0), recipe.size, **recipe.view)
    assert image.shape == (*recipe.size, 3) and mask.shape == recipe.size


def test_rims_are_learned_at_the_recipes_size_and_with_its_options(tmp_path):
    recipe = dataclasses.replace(TINY, dataset="nuclei", target="rims", picture_size=(16, 24), epochs=1)
    seen = []
    model, _, card = train(
        "cells", fakes.write_nuclei(tmp_path / "cells"), tmp_path / "run", recipe=recipe, say=lambda line: None,
        after_epoch=lambda number, network: seen.append(number))
    assert card["classes"] == ["outside", "inside", "rim"] and model.output_shape[-1] == 3 and seen == [1]
    assert card["dataset"] == "nuclei" and card["target"] == "rims" and card["picture_size"] == (16, 24)
    by_class = json.loads((tmp_path / "run" / "scores.json").read_text())["by_class"]
    # two nuclei of 3 x 3 pixels a picture, a picture one and a half times as wide
    pictures = json.loads((tmp_path / "run" / "run.json").read_text())["pictures"]["val"]["count"]
    assert by_class["inside"]["pixels"] + by_class["rim"]["pixels"] == pytest.approx(pictures * 2 * 9 * 1.5, rel=0.2)


def test_only_training_pictures_carry_weights_and_only_if_the_recipe_asks():
    nuclei = load_dataset("nuclei")[:1]
    rims = dataclasses.replace(TINY, target="rims", touching=8.0)
    assert len(decode_for(rims, nuclei)[0]) == 2
    _, mask, weights = decode_for(rims, nuclei, weigh=True)[0]
    np.testing.assert_allclose(weights, 1 + border_weights(nuclei[0].instances, 8.0, 2.5, within=True))
    assert weights[mask > 0].max() > 2, "rims that touch weigh more"
    _, _, two_classes = decode_for(dataclasses.replace(rims, target="mask"), nuclei, weigh=True)[0]
    assert (two_classes[mask > 0] == 1).all() and two_classes.max() > 2, "without rims, only the gaps do"


def test_a_run_may_start_from_trained_weights_and_its_card_says_so(trained, tmp_path):
    folder, model, _, card = trained
    start = folder / "run" / "camvid.json"
    still = dataclasses.replace(TINY, learning_rate=1e-9, epochs=1)
    again, _, new_card = train("camvid", folder, tmp_path / "run", recipe=still, weights=start, say=lambda line: None)
    told = {"name": "camvid", "sha256": card["sha256"], "run": card["run"]}
    assert json.loads(json.dumps(new_card["started_from"])) == json.loads(json.dumps(told))
    for mine, theirs in zip(again.trainable_variables, model.trainable_variables, strict=True):
        np.testing.assert_allclose(np.asarray(mine), np.asarray(theirs), atol=2e-3)
    with pytest.raises(ValueError, match="started_from"):
        train("camvid", folder, tmp_path / "run", recipe=still, say=lambda line: None)


def test_a_run_goes_on_though_recipes_have_new_entries_since(trained, tmp_path):
    folder, _, rows, _ = trained
    shutil.copytree(folder / "run", tmp_path / "run")
    state = json.loads((tmp_path / "run" / "state.json").read_text())
    del state["settings"]["recipe"]["touching"]  # as if it had been written before there was such an entry
    (tmp_path / "run" / "state.json").write_text(json.dumps(state))
    assert train("camvid", folder, tmp_path / "run", recipe=TINY, seed=4, say=lambda line: None)[1] == rows
    with pytest.raises(ValueError, match="holds a run with recipe="):
        train("camvid", folder, tmp_path / "run", recipe=dataclasses.replace(TINY, view={"light": 0.1}), seed=4)
    changed = dataclasses.replace(TINY, touching=3.0)
    assert recipes._as_known_then(changed, state) == {**state["settings"]["recipe"], **TUPLES, "touching": 3.0}


def test_a_run_that_somebody_stopped_names_both_sessions(tmp_path):
    fakes.write_camvid(tmp_path)

    def stop(number, network):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train("camvid", tmp_path, tmp_path / "run", recipe=TINY, command="one", after_epoch=stop, say=lambda line: None)
    assert {"run.json", "curves.png"} <= {path.name for path in (tmp_path / "run").iterdir()}
    train("camvid", tmp_path, tmp_path / "run", recipe=TINY, command="two", say=lambda line: None)
    sessions = json.loads((tmp_path / "run" / "run.json").read_text())["sessions"]
    assert [(told["command"], told["epochs_before"]) for told in sessions] == [("one", 0), ("two", 1)]


def test_streets_are_never_turned_upside_down():
    assert not RECIPES["camvid"].view.get("flip_vertical", False) and RECIPES["camvid"].view["rotation"] <= 15


def test_runs_on_samples_and_on_real_files_go_to_different_folders():
    assert default_run_dir("nuclei", "sample") == Path("runs/nuclei-sample")
    assert default_run_dir("nuclei", "/data/bowl") == Path("runs/nuclei-real")


def test_rare_classes_count_more_in_the_loss(tmp_path):
    """Powers of the median-frequency weights reach the loss, of the training pictures' masks."""
    recipe = dataclasses.replace(TINY, epochs=1, batch_size=52, loss="cross-entropy + dice", rare_classes=0.5)
    train("camvid", "sample", tmp_path / "run", recipe=recipe, say=lambda line: None)
    state = json.loads((tmp_path / "run" / "state.json").read_text())
    weights = np.array(state["settings"]["loss"]["losses"][0]["config"]["class_weights"])
    masks = [sample.mask for sample in load_dataset("camvid", "train")]
    assert weights**2 == pytest.approx(median_frequency_weights(masks, 11))
    order = np.argsort(class_shares(masks, 11))
    assert weights[order[0]] > 2 * weights[order[-1]]
