"""The command `course`: what it prints, what it writes, and how it ends."""

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import fakes
import pytest

from helpers import cli, cli_train, recipes, scoring
from helpers.datasets.catalog import CATALOG, VARIANTS
from helpers.images import read_image
from helpers.paths import ROOT

TINY = recipes.Recipe(filters=(4, 8), size=(16, 16), batch_size=2, epochs=1)


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A current folder that is not the course's, and a small recipe for streets."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(recipes, "RECIPES", {"camvid": TINY})
    fakes.write_camvid(tmp_path / "streets")
    return tmp_path


def test_the_list_names_every_data_set(capsys):
    assert cli.main(["data", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == [*CATALOG, *VARIANTS]
    assert "186.8 MB" in lines[2] and "CamVid" in lines[2]


@pytest.mark.parametrize("name", CATALOG)
def test_show_tells_classes_source_licence_and_traps(name, capsys):
    assert cli.main(["data", "show", name]) == 0
    out = capsys.readouterr().out
    info = CATALOG[name]
    for text in (info.title, info.source, info.licence, info.citation, *info.classes, *info.traps):
        assert text in out


def test_show_counts_the_pictures_of_each_split(capsys):
    cli.main(["data", "show", "camvid"])
    counted = [line.split() for line in capsys.readouterr().out.splitlines()[-3:]]
    assert sorted(counted) == [["test", "14"], ["train", "52"], ["val", "14"]]


def test_a_folder_of_ones_own_is_counted_too(tmp_path, capsys):
    assert cli.main(["data", "show", "camvid", "--source", str(fakes.write_camvid(tmp_path, each=3))]) == 0
    assert "9 pictures" in capsys.readouterr().out


def test_training_and_scoring_from_the_terminal(elsewhere, capsys):
    assert cli.main(["train", "camvid", "--source", "streets", "--seed", "3"]) == 0
    out = capsys.readouterr().out
    assert "epoch 1/1" in out and "best epoch: 1" in out and "in runs/camvid-real" in out.replace("\\", "/")
    card = json.loads(Path("runs/camvid-real/camvid.json").read_text())
    assert card["run"]["seed"] == 3 and card["run"]["command"] == "course train camvid --source FOLDER --seed 3"

    command = ["score", "camvid", "--source", "streets", "--model", "runs/camvid-real/camvid.json"]
    assert cli.main(command) == 0
    entry = json.loads(capsys.readouterr().out)
    assert entry["split"] == "val" and entry["weights_sha256"] == card["sha256"]
    assert entry["scores"]["mean_iou"] == pytest.approx(card["val_scores"]["val_mean_iou"], abs=0.02)


def test_a_run_goes_where_it_is_told_and_as_long_as_it_is_told(elsewhere, capsys):
    assert cli.main(["train", "camvid", "--source", "streets", "--epochs", "2", "--out", "my run"]) == 0
    assert "epoch 2/2" in capsys.readouterr().out
    assert {"camvid.npz", "camvid.json", "log.csv"} <= {path.name for path in Path("my run").iterdir()}


def test_patience_precision_and_curves_are_passed_on(monkeypatch, elsewhere):
    asked = {}

    def train(*args, **options):
        asked.update(recipe=args[4], command=args[6], **options)
        return None, [], {"run": {"best_epoch": 1}, "val_scores": {}}

    monkeypatch.setattr(recipes, "train", train)
    assert cli.main(["train", "camvid"]) == 0
    assert asked == {"recipe": TINY, "command": "course train camvid --source sample --seed 0",
                     "precision": "auto", "weights": None, "tensorboard": False}
    assert cli.main(["train", "camvid", "--patience", "4", "--precision", "bfloat16", "--tensorboard"]) == 0
    assert asked == {"recipe": dataclasses.replace(TINY, patience=4),
                     "precision": "bfloat16", "weights": None, "tensorboard": True,
                     "command": "course train camvid --source sample --seed 0 --patience 4 --precision bfloat16"}


def test_the_help_names_every_recipe(capsys):
    assert "camvid" in cli_train.TRAINABLE and not any(name.endswith("-sample") for name in cli_train.TRAINABLE)
    with pytest.raises(SystemExit) as ended:
        cli.main(["train", "--help"])
    assert ended.value.code == 0
    assert ", ".join(cli_train.TRAINABLE) in " ".join(capsys.readouterr().out.split())


def test_only_score_opens_a_real_test_split_and_it_logs(tmp_path, monkeypatch, capsys):
    folder, log = fakes.write_nuclei(tmp_path / "cells"), tmp_path / "log.jsonl"
    monkeypatch.setattr(scoring.score, "__defaults__", (log,))
    for _ in range(2):
        assert cli.main(["score", "nuclei", "--split", "test", "--source", str(folder), "--model", "otsu"]) == 0
    assert len(log.read_text().splitlines()) == 1
    assert json.loads(log.read_text())["scores"]["mean_dice"] == 1.0


@pytest.mark.parametrize(("command", "words"), [
    (["data", "show", "cats"], "no data set named 'cats'"),
    (["data", "show", "camvid", "--source", "nowhere"], "nowhere is not a folder"),
    (["train", "cats"], "'cats'"),
    (["train", "camvid", "--source", "nowhere"], "nowhere is not a folder"),
    (["data", "show", "carla", "--source", "full"], "Get it with: course data get carla"),
    (["train", "camvid", "--source", "streets", "--epochs", "0"], "epochs=0"),
    (["train", "camvid", "--source", "streets", "--patience", "0"], "patience=0"),
    (["train", "camvid", "--source", "streets", "--precision", "half"], "precision='half'"),
    (["score", "camvid", "--split", "validation", "--model", "otsu"], "11 classes"),
    (["score", "nuclei", "--split", "validation", "--model", "otsu"], "'validation'"),
    (["score", "nuclei", "--model", "gone.json"], "gone.json"),
    (["run", "--only", "98"], "98"),
    (["badges", "no slash"], "no slash"),
])
def test_what_goes_wrong_is_said_in_a_sentence(command, words, elsewhere, capsys):
    assert cli.main(command) == 1
    errors = capsys.readouterr().err.splitlines()
    told = [line for line in errors if line.startswith("course: ")]
    assert len(told) == 1 and words in told[0]
    assert not any("Traceback" in line for line in errors)


@pytest.mark.parametrize("command", [[], ["nonsense"], ["data"], ["train"], ["score", "nuclei", "--epochs", "3"]])
def test_a_command_that_does_not_exist_shows_how_to_use_it(command, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(command)
    assert ended.value.code == 2 and "usage: course" in capsys.readouterr().err


def test_the_program_starts_without_loading_tensorflow():
    code = "import sys; from helpers import cli; cli.main(['data', 'list']); sys.exit('tensorflow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False,
                          env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == 0 and done.stderr == "" and "nuclei" in done.stdout


def test_a_sheet_shows_pictures_of_all_kinds(tmp_path, capsys):
    sheet = tmp_path / "cells.png"
    assert cli.main(["data", "show", "nuclei", "--sheet", str(sheet)]) == 0
    assert "28 pictures of train" in capsys.readouterr().out  # every second one of 56
    colours = read_image(sheet).astype(int)
    purple = (colours[..., 2] - colours[..., 1] > 30) & (colours[..., 0] > colours[..., 1])
    assert purple.sum() > 5000, "the stained ones come last"


def test_stopping_a_command_is_no_traceback(monkeypatch, capsys):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("helpers.datasets.doctor.diagnose", stopped)
    assert cli.main(["data", "check", "camvid"]) == 130
    assert capsys.readouterr().err == "\nstopped\n"


@pytest.mark.parametrize("command", ["show", "check"])
def test_looking_at_a_full_set_does_not_download_it(command, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("helpers.datasets.download.full_folder.__defaults__", (tmp_path,))
    assert cli.main(["data", command, "nuclei", "--source", "full"]) == 1
    assert "course data get nuclei" in capsys.readouterr().err


def test_whoever_reads_along_may_stop():
    command = f"{sys.executable} -m helpers.cli data list | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1:] == ["0"] and not done.stderr
