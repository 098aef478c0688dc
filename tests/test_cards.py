"""The pages about released weights say what the cards and the log of test scores say."""

import json

import pytest

from helpers import cards
from helpers.paths import ROOT, RUNS, WEIGHTS
from helpers.provenance import sha256_of
from helpers.scoring import read_test_scores


def entry(method: str, mean_dice: float) -> dict:
    by_group = {"stained": {"pictures": 2, "mean_dice": 0.25}, "fluorescent": {"pictures": 5, "mean_dice": 0.75}}
    return {"dataset": "nuclei", "method": method,
            "scores": {"pictures": 7, "mean_dice": mean_dice, "iou": 0.5, "by_group": by_group}}


def test_the_table_ranks_methods_and_names_them():
    table = cards.score_table([entry("mine", 0.9), entry("otsu", 0.8)], {"mine": "My network"}).splitlines()
    assert table[0] == "| method | all 7 | fluorescent 5 | stained 2 | IoU |"
    assert table[2] == "| Otsu's threshold | 0.800 | 0.750 | 0.250 | 0.500 |"
    assert table[3].startswith("| My network | 0.900 |")


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
    card = cards.release(run / "nuclei.json", "better", "Title", "bad at dogs", "by eye", weights=weights)
    assert (tmp_path / "weights" / "better.npz").read_bytes() == b"weights"
    assert (tmp_path / "runs" / "better" / "log.csv").read_text() == "epoch\n1\n"
    assert json.loads((tmp_path / "weights" / "better.json").read_text()) == card
    assert (card["name"], card["sha256"], card["limits"]) == ("better", "abc", "bad at dogs")


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
