"""The pages about released weights say what the cards and the log of test scores say."""

import json

import pytest

from helpers import cards
from helpers.paths import ROOT, RUNS, WEIGHTS
from helpers.provenance import sha256_of
from helpers.score_tables import faces_table, nuclei_table, objects_table, splits_table, streets_table
from helpers.scoring import read_test_scores


def entry(method: str, mean_dice: float) -> dict:
    by_group = {"stained": {"pictures": 2, "mean_dice": 0.25}, "fluorescent": {"pictures": 5, "mean_dice": 0.75}}
    return {"dataset": "nuclei", "method": method,
            "scores": {"pictures": 7, "mean_dice": mean_dice, "iou": 0.5, "by_group": by_group}}


def test_the_table_ranks_methods_and_names_them():
    table = nuclei_table([entry("mine", 0.9), entry("otsu", 0.8)], {"mine": "My network"}).splitlines()
    assert table[0] == "| method | all 7 | fluorescent 5 | stained 2 | IoU | AP50 | mean AP |"
    assert table[2] == "| Otsu's threshold | 0.800 | 0.750 | 0.250 | 0.500 | – | – |"
    assert table[3].startswith("| My network | 0.900 |")


def found(entry: dict, ap50: float) -> dict:
    """The entry with scores of objects too, plain and with flips."""
    more = {"ap50": ap50, "ap75": ap50 / 2, "mean_ap": ap50 / 4}
    scores = entry["scores"] | more
    scores["by_group"] = {kind: of_kind | more for kind, of_kind in scores["by_group"].items()}
    better = scores | {"mean_dice": scores["mean_dice"] + 0.01, "ap50": ap50 + 0.01}
    return entry | {"scores": scores | {"flips": better}}


def test_objects_and_mirror_images_have_their_place():
    entries = [entry("otsu", 0.8), found(entry("mine", 0.9), 0.6)]
    rows = nuclei_table(entries, {"mine": "My network"}).splitlines()
    assert rows[3] == "| My network | 0.900 | 0.750 | 0.250 | 0.500 | 0.600 | 0.150 |"
    assert rows[4].startswith("| My network; mirror images asked too | 0.910 |") and "| 0.610 |" in rows[4]
    rows = objects_table(entries, {}).splitlines()
    assert len(rows) == 4 and "otsu" not in "".join(rows).lower()
    assert rows[2] == "| mine | 0.600 | 0.300 | 0.150 | 0.600, 0.150 | 0.600, 0.150 |"


def test_faces_are_listed_part_by_part():
    scores = {"pictures": 9, "overall": 0.9, "merged": {"eyes": 0.8, "mouth": 0.7}, "f1": {"hair": 0.6, "hat": None},
              "accuracy": 0.95, "loss": 0.12345}
    logged = [{"method": "faces", "dataset": "faces", "scores": scores, "weights_sha256": "abc"}]
    rows = faces_table(logged, {"faces": "Faces"}).splitlines()
    assert rows == ["| F1 | Faces |", "|---|---|", "| **overall** | 0.900 |", "| **eyes** | 0.800 |",
                    "| **mouth** | 0.700 |", "| hair | 0.600 |", "| hat | – |"]
    card = {"sha256": "abc", "scores": {"train": {"pictures": 5, "accuracy": 0.98765, "loss": 0.01}}}
    assert splits_table(card, logged).splitlines()[2:] == [
        "| training | 5 | 98.77% | 0.0100 |", "| test | 9 | 95.00% | 0.1235 |"]
    assert splits_table({"sha256": "of another"}, logged) == ""


def test_simulated_streets_have_a_table_that_says_so(tmp_path):
    scores = {"pictures": 7, "accuracy": 0.91234, "mean_iou": 0.4567}
    logged = entry("cells", 0.9) | {"date": "monday"}
    drawn = {"method": "carla-23", "dataset": "carla-23", "date": "friday", "weights_sha256": "3",
             "scores": scores | {"flips": scores | {"mean_iou": 0.5}}}
    rows = streets_table([drawn], {"carla-23": "Streets"}).splitlines()
    assert rows[2:] == ["| Streets | 7 | 91.23% | 0.457 |", "| Streets; mirror images asked too | 7 | 91.23% | 0.500 |"]
    log = tmp_path / "log.jsonl"
    log.write_text(json.dumps(logged) + "\n")
    assert "imulated" not in cards.scores_text(log, tmp_path)
    log.write_text(json.dumps(logged) + "\n" + json.dumps(drawn) + "\n")
    assert "Simulated by us; scored once, on friday" in cards.scores_text(log, tmp_path)


def test_the_pages_tell_of_every_card_and_every_data_set(tmp_path):
    """A folder of two released networks, one for objects and one for faces, and their log."""
    told = {"title": "Title", "licence": "MIT", "limits": "dogs", "choices": "by eye", "parameters": 1234, "bytes": 5e6,
            "model": {"filters": [4, 8]}, "val_scores": {"val_mean_iou": 0.5, "val_dice": 0.6},
            "trained_on": {"source": "here", "split": {"train": 3, "val": 2}},
            "run": {"command": "course train", "seed": 0, "epochs": 9, "best_epoch": 7, "seconds": 60, "date": "today",
                    "hardware": "a machine", "commit": "f" * 40}}
    cards_told = {
        "cells": {"name": "cells", "sha256": "1", "objects": {"foreground": 0.4, "inside": 0.6, "smallest": 20}},
        "faces": {"name": "faces", "sha256": "2", "picture_size": [256, 192],
                  "scores": {"val": {"pictures": 4, "accuracy": 0.5, "loss": 0.25}}},
    }
    for name, card in cards_told.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(told | card))
    logged = [
        found(entry("cells", 0.9), 0.6) | {"date": "monday", "weights_sha256": "1"},
        {"method": "faces", "dataset": "faces", "date": "tuesday", "weights_sha256": "2", "scores": {
            "pictures": 9, "overall": 0.9, "merged": {"eyes": 0.8}, "f1": {"hair": 0.6}, "accuracy": 0.5, "loss": 1.0}},
    ]
    log = tmp_path / "log.jsonl"
    log.write_text("".join(json.dumps(line) + "\n" for line in logged))
    page = cards.weights_page(log, tmp_path)
    for words in ("- objects: foreground above 0.4, seeds above 0.6, at least 20 pixels", "- bad at: dogs",
                  "- pictures: resized to 256x192 first", "| validation | 4 | 50.00% | 0.2500 |",
                  "| test | 9 | 50.00% | 1.0000 |", "AP75", "**eyes**", "on monday", "on tuesday"):
        assert words in page, words
    assert cards.scores_text(log, tmp_path) in page


def test_measured_splits_are_noted_in_the_card(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(cards, "score", lambda *words: asked.append(words) or {"scores": {"loss": len(asked)}})
    (tmp_path / "mine.json").write_text(json.dumps({"name": "mine", "dataset": "faces"}))
    card = cards.measure("mine", "folder", tmp_path)
    assert card["scores"] == {"train": {"loss": 1}, "val": {"loss": 2}}
    assert json.loads((tmp_path / "mine.json").read_text()) == card
    assert [words[:3] for words in asked] == [("faces", "train", "folder"), ("faces", "val", "folder")]


def test_only_the_marked_part_of_the_readme_changes():
    before = "# Title\n<!-- scores -->\nold numbers\n<!-- /scores -->\nend\n"
    after = cards.readme_with_scores(before)
    assert "old numbers" not in after
    assert after.startswith("# Title\n<!-- scores -->\n") and after.endswith("<!-- /scores -->\nend\n")
    assert cards.readme_with_scores(after) == after


def test_release_copies_weights_card_and_log(tmp_path, monkeypatch):
    monkeypatch.setattr(cards, "RUNS", tmp_path / "runs")
    run = tmp_path / "run"
    run.mkdir()
    (run / "nuclei.npz").write_bytes(b"weights")
    (run / "nuclei.json").write_text(json.dumps({"name": "nuclei", "sha256": "abc"}))
    (run / "log.csv").write_text("epoch\n1\n")
    weights = tmp_path / "weights"
    monkeypatch.setattr(cards, "WEIGHTS", weights)
    card = cards.release(run / "nuclei.json", "better", "Title", "bad at dogs", "by eye", weights=weights)
    assert (tmp_path / "weights" / "better.npz").read_bytes() == b"weights"
    assert (tmp_path / "runs" / "better" / "log.csv").read_text() == "epoch\n1\n"
    assert json.loads((tmp_path / "weights" / "better.json").read_text()) == card
    assert (card["name"], card["sha256"], card["limits"]) == ("better", "abc", "bad at dogs")
    assert "objects" not in card
    chosen = {"foreground": 0.4, "inside": 0.6, "smallest": 20}
    cards.main(["release", str(run / "nuclei.json"), "cells", "--title", "T", "--limits", "l", "--choices", "c",
                "--objects", json.dumps(chosen)])
    assert json.loads((weights / "cells.json").read_text())["objects"] == chosen


def test_the_page_says_what_a_run_began_with():
    path = WEIGHTS / "nuclei.json"
    card = json.loads(path.read_text(encoding="utf-8"))
    first = {"command": "course train a", "epochs": 20, "seconds": 180, "commit": "0123456789abcdef"}
    told = cards.told_of(card | {"started_from": {"run": first}})
    assert "the weights of an earlier run: `course train a`, 20 of 20 epochs, 3 minutes; commit 0123456" in told
    assert "7 of 20 epochs" in cards.told_of(card | {"started_from": {"run": first | {"stopped_after": 7}}})
    assert "began with" not in cards.told_of(card)


def test_committed_pages_are_those_of_the_cards_and_the_log():
    assert (WEIGHTS / "README.md").read_text(encoding="utf-8") == cards.weights_page()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme == cards.readme_with_scores(readme)


@pytest.mark.parametrize("path", sorted(WEIGHTS.glob("*.json")), ids=lambda path: path.stem)
def test_every_released_network_has_small_weights_a_whole_card_and_its_log(path):
    card = json.loads(path.read_text(encoding="utf-8"))
    weights = path.with_suffix(".npz")
    assert sha256_of(weights) == card["sha256"]
    assert weights.stat().st_size < 8_000_000
    told = ("title", "licence", "limits", "choices", "classes", "trained_on", "run", "val_scores")
    assert all(card[key] for key in told)
    rows = (RUNS / path.stem / "log.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == card["run"]["epochs"] + 1
    scored = [e for e in read_test_scores() if e["weights_sha256"] == card["sha256"]]
    assert len(scored) == 1 and scored[0]["split"] == "test"
