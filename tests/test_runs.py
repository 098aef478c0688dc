"""The files of a run: whole or not there, and read back as they were written."""

import json

import keras
import pytest

from helpers.models import build_unet
from helpers.runs import (
    COLUMNS,
    best_row,
    best_weights,
    last_weights,
    load_weights,
    read_json,
    read_log,
    read_rows,
    save_weights,
    tidy,
    write_epoch,
    write_log,
    write_whole,
)


def rows(*scores):
    return [{"epoch": n, "loss": 1 / n, "val_loss": 2 / n, "val_accuracy": 0.5, "val_mean_iou": score,
             "val_dice": 1e-7, "seconds": 12.5} for n, score in enumerate(scores, start=1)]


def test_a_log_is_read_back_as_it_was_written(tmp_path):
    write_log(tmp_path / "log.csv", rows(*[0.25] * 10))
    assert (tmp_path / "log.csv").read_text().splitlines()[0] == ",".join(COLUMNS)
    for row, back in zip(rows(*[0.25] * 10), read_log(tmp_path / "log.csv"), strict=True):
        assert back == pytest.approx(row, rel=1e-5)


def test_the_first_of_the_best_epochs_is_kept():
    assert best_row(rows(0.1, 0.7, 0.7, 0.2))["epoch"] == 2


def test_files_are_named_after_their_epochs(tmp_path):
    assert last_weights(tmp_path, 7).name == "last-0007.weights.h5"
    assert best_weights(tmp_path, rows(0.1, 0.7, 0.3)).name == "best-0002.weights.h5"


def test_what_a_kill_left_over_goes_and_what_counts_or_is_not_ours_stays(tmp_path):
    ours = {"last-0003.weights.h5", "best-0002.weights.h5", "log.csv"}
    theirs = {"notes.txt", "nuclei.npz", "run.json", "curves.png"}
    left_over = {"last-0002.weights.h5", "last-0004.weights.h5", "best-0001.weights.h5", "unfinished-state.json",
                 "unfinished-curves.png", "unfinished-last-0004.weights.h5"}
    for name in ours | theirs | left_over:
        (tmp_path / name).write_text("x")
    tidy(tmp_path, rows(0.1, 0.7, 0.3))
    assert {path.name for path in tmp_path.iterdir()} == ours | theirs
    assert len(read_log(tmp_path / "log.csv")) == 3


def test_a_writer_that_fails_leaves_the_old_file(tmp_path):
    def half(path):
        path.write_text("hal")
        raise OSError("no space left on device")

    (tmp_path / "a.txt").write_text("old")
    with pytest.raises(OSError, match="no space"):
        write_whole(tmp_path / "a.txt", half)
    assert (tmp_path / "a.txt").read_text() == "old"


def test_a_state_is_read_back_if_the_settings_are_the_same(tmp_path):
    done = rows(0.1, 0.2)
    write_epoch(tmp_path, {"size": (4, 4), "patience": None}, done)
    assert read_rows(tmp_path, {"size": (4, 4), "patience": None}) == done
    assert read_rows(tmp_path, {"size": [4, 4], "patience": None, "added later": None}) == done
    with pytest.raises(ValueError, match=r"holds a run with size=\[4, 4\], you asked for size=\[4, 5\]"):
        read_rows(tmp_path, {"size": (4, 5), "patience": None})
    assert read_rows(tmp_path / "other", {}) == []


def test_a_damaged_file_is_named(tmp_path):
    (tmp_path / "run.json").write_text('{"sessions": [')
    with pytest.raises(ValueError, match=r"run\.json is damaged .*start afresh"):
        read_json(tmp_path / "run.json")
    (tmp_path / "run.json").write_text(json.dumps({"a": 1}))
    assert read_json(tmp_path / "run.json") == {"a": 1} and read_json(tmp_path / "none.json") is None


def test_weights_of_another_network_are_refused(tmp_path):
    keras.utils.set_random_seed(0)
    save_weights(build_unet(filters=(4, 8)), tmp_path / "a.weights.h5")
    with pytest.raises(ValueError, match=r"a\.weights\.h5 does not fit this network"):
        load_weights(build_unet(filters=(8, 16)), tmp_path / "a.weights.h5")
