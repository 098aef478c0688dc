"""Scores of whole splits, and the guard: a test split of real data is read once per weights, in one place."""

import ast
import json
import re
import shutil
from pathlib import Path

import fakes
import keras
import numpy as np
import pytest

from helpers.datasets import CATALOG, get_info, load_dataset
from helpers.metrics import dice
from helpers.models import build_unet
from helpers.paths import NOTEBOOKS, ROOT, TEST_SCORES, WEIGHTS
from helpers.provenance import sha256_of
from helpers.scoring import matrix_per_picture, read_test_scores, score, summarise
from helpers.scoring import test_score_of as recorded_score_of
from helpers.weights import save_pretrained


@pytest.fixture
def real(tmp_path):
    """A small stand-in for the real nuclei, weights, and a log that does not exist yet."""
    folder = fakes.write_nuclei(tmp_path / "real")
    keras.utils.set_random_seed(0)
    network = {"num_classes": 2, "filters": [4, 8]}
    weights = tmp_path / "weights" / "mine"
    save_pretrained(build_unet(**network), {"model": network, "classes": list(CATALOG["nuclei"].classes)}, weights)
    return folder, str(weights.with_suffix(".json")), tmp_path / "runs" / "scores.jsonl"


def lines(log):
    return log.read_text(encoding="utf-8").splitlines()


def test_the_first_question_is_answered_and_written_down(real):
    folder, weights, log = real
    entry = score("nuclei", "test", folder, weights, log)
    assert [json.loads(line) for line in lines(log)] == [entry] == read_test_scores(log)
    assert entry["dataset"] == "nuclei" and entry["split"] == "test" and entry["method"] == "mine"
    assert entry["weights_sha256"] == sha256_of(Path(weights).with_suffix(".npz"))
    assert entry["scores"]["pictures"] == 3 and set(entry["scores"]["by_group"]) == set(fakes.GROUND)


def test_the_second_question_reads_no_picture(real):
    folder, weights, log = real
    entry = score("nuclei", "test", folder, weights, log)
    shutil.rmtree(folder)
    assert score("nuclei", "test", folder, weights, log) == entry
    assert len(lines(log)) == 1


def test_other_weights_are_another_question(real):
    folder, weights, log = real
    first = score("nuclei", "test", folder, weights, log)
    network = {"num_classes": 2, "filters": [4, 8]}
    keras.utils.set_random_seed(1)
    save_pretrained(build_unet(**network), {"model": network, "classes": list(CATALOG["nuclei"].classes)},
                    Path(weights).with_suffix(""))
    second = score("nuclei", "test", folder, weights, log)
    assert first["weights_sha256"] != second["weights_sha256"] and len(lines(log)) == 2
    assert read_test_scores(log) == [first, second]


def test_classical_methods_are_asked_once_each(real):
    folder, _, log = real
    for method in ("otsu", "kmeans", "otsu"):
        score("nuclei", "test", folder, method, log)
    assert [entry["method"] for entry in read_test_scores(log)] == ["otsu", "kmeans"]
    assert recorded_score_of("otsu", "nuclei", log)["mean_dice"] == 1.0  # two grey levels: nothing to get wrong


@pytest.mark.parametrize("split", ["train", "val"])
def test_other_splits_are_not_logged(real, split):
    folder, weights, log = real
    assert score("nuclei", split, folder, weights, log)["scores"]["pictures"] == {"train": 15, "val": 3}[split]
    assert not log.exists()


def test_the_samples_test_split_is_open_to_all(real, monkeypatch):
    _, _, log = real
    assert len(load_dataset("nuclei", "test")) > 0
    assert score("nuclei", "test", "sample", "otsu", log)["source"] == "sample"
    assert not log.exists()


@pytest.mark.parametrize("name", ["nuclei", "camvid"])
def test_the_door_is_shut_for_the_real_test_split(real, name):
    with pytest.raises(ValueError, match="whoever looks, tunes"):
        load_dataset(name, "test", real[0])


def test_matrices_are_counted_picture_by_picture(real):
    samples = load_dataset("nuclei", "val", real[0])
    nothing = matrix_per_picture(lambda image: np.zeros(image.shape[:2], np.uint8), samples, 2)
    assert nothing.tolist() == [[[256 - 18, 0], [18, 0]]] * 3


def test_the_mean_of_pictures_is_not_the_score_of_all_pixels():
    matrices = np.array([[[90, 0], [10, 0]], [[0, 0], [0, 100]], [[80, 20], [0, 100]]])
    summary = summarise(matrices, ["a", "a", "b"], ["background", "nucleus"])
    assert summary["mean_dice"] == pytest.approx((0 + 1 + 200 / 220) / 3)
    assert summary["dice"] == pytest.approx(2 * 200 / (2 * 200 + 10 + 20))
    assert summary["iou"] == pytest.approx(200 / 230)
    assert summary["accuracy"] == pytest.approx(370 / 400)
    assert summary["by_group"]["a"]["pictures"] == 2 and summary["by_group"]["a"]["mean_dice"] == 0.5
    assert summary["by_group"]["b"]["dice"] == pytest.approx(float(dice(matrices[2])[1]))


def test_many_classes_are_scored_class_by_class():
    matrices = np.array([np.diag([5, 3, 0]), [[0, 5, 0], [0, 3, 0], [0, 0, 0]]])
    summary = summarise(matrices, ["", ""], ["sky", "road", "bicyclist"])
    assert summary["iou_by_class"]["sky"] == 0.5 and np.isnan(summary["iou_by_class"]["bicyclist"])
    assert summary["mean_iou"] == pytest.approx((0.5 + 6 / 11) / 2) and "by_group" not in summary


def test_the_committed_log_has_one_entry_per_weights():
    entries = read_test_scores(TEST_SCORES)
    for entry in entries:
        assert {"date", "dataset", "split", "method", "weights_sha256", "scores"} <= entry.keys()
        assert entry["weights_sha256"] is None or re.fullmatch("[0-9a-f]{64}", entry["weights_sha256"]), entry["method"]
        drawn = entry["source"].startswith("simulated by us")
        assert entry["split"] == "test" and (drawn or entry["source"] == get_info(entry["dataset"]).source)
    keys = [(entry["dataset"], entry["weights_sha256"] or entry["method"]) for entry in entries]
    assert len(set(keys)) == len(keys)


def test_each_shipped_network_trained_on_real_pictures_has_its_entry():
    entries = read_test_scores(TEST_SCORES)
    for path in sorted(WEIGHTS.glob("*.json")):
        card = json.loads(path.read_text(encoding="utf-8"))
        assert "source" in card["trained_on"], f"{path.name} does not say what the network was trained on"
        if card["trained_on"]["source"] == get_info(card["dataset"]).source:
            assert sha256_of(path.with_suffix(".npz")) == card["sha256"]
            mine = [e for e in entries if (e["dataset"], e["weights_sha256"]) == (card["dataset"], card["sha256"])]
            assert len(mine) == 1, f"{path.name} has {len(mine)} entries in the log of test scores"


FAMILIES = ("nuclei", "camvid", "carla", "people", "faces")
INSIDE = {"pick_split", "READERS", "Samples", "Files"} | {
    f"{verb}_{family}" for family in FAMILIES for verb in ("find", "decode")}
LISTING = {"list_files", "find_files"}
# Functions that list or decode the files of any split. Who needs pictures goes through load_dataset.
MAY_LIST = {"helpers/cli_data.py"}  # counts the files of each split, opens none
MAY_READ_NAMES = {"benchmarks/camvid_leak.py"}  # drive and frame of every picture are in its name
FREEZING = {"score_frozen"}
MAY_FREEZE = {"benchmarks/simulator.py"}  # an experiment that asks each of its networks once
OPEN = {"helpers/scoring/splits.py", "helpers/datasets"}


def code_of(path: Path) -> str:
    if path.suffix == ".py":
        return path.read_text(encoding="utf-8")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return "\n".join("pass" if line.lstrip().startswith(("%", "!")) else line for line in text.splitlines())


def names_in(tree: ast.AST) -> set[str]:
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    found |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return found | {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}


def closed_files():
    """Every program and notebook of the course outside the rooms where files are listed."""
    paths = [*(ROOT / "helpers").rglob("*.py"), *NOTEBOOKS.glob("*.ipynb"), *(ROOT / "benchmarks").rglob("*.py")]
    relative = {path: path.relative_to(ROOT).as_posix() for path in paths if ".ipynb_checkpoints" not in path.parts}
    return {name: path for path, name in relative.items() if not name.startswith(tuple(OPEN))}


def test_nothing_but_scoring_can_reach_the_pictures_of_a_real_test_split():
    files = closed_files()
    assert len(files) > 20
    for name, path in files.items():
        used = names_in(ast.parse(code_of(path)))
        allowed = LISTING if name in MAY_LIST | MAY_READ_NAMES else FREEZING if name in MAY_FREEZE else set()
        assert not used & (INSIDE | LISTING | FREEZING) - allowed, name


def test_the_command_that_lists_files_opens_none():
    for name in MAY_LIST:
        tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
        assert not names_in(tree) & {"image", "mask", "masks", "instances", "read_image", "read_mask", "Sample"}


def test_the_benchmark_that_reads_names_reads_nothing_else_of_the_files():
    for name in MAY_READ_NAMES:
        tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
        loops = [node for node in ast.walk(tree) if isinstance(node, ast.For)
                 and "list_files" in names_in(node.iter)]
        assert len(loops) == 1 and loops[0].target.id == "files"
        asked = {node.attr for node in ast.walk(tree)
                 if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "files"}
        assert asked == {"split", "id"}
