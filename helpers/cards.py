"""Releasing trained weights: from a run folder into data/weights/, with a card that people can read.

    python -m helpers.cards release RUN_FOLDER/NAME.json NAME --title "..." --limits "..." --choices "..."
    python -m helpers.cards pages

`release` copies weights, card and log; `pages` writes data/weights/README.md and the table of scores in the
README from the cards and the log of test scores, so that no number in them is typed.
"""

import argparse
import json
import re
import shutil
from pathlib import Path

from helpers.paths import ROOT, RUNS, TEST_SCORES, WEIGHTS
from helpers.scoring import read_test_scores

LICENCE = "MIT, as the code of the course; the pictures it was trained on keep their own terms"
METHOD_NAMES = {"otsu": "Otsu's threshold", "kmeans": "k-means, two clusters"}


def release(
    card_path: str | Path, name: str, title: str, limits: str, choices: str, weights: Path = WEIGHTS
) -> dict:
    """Copies a run's weights, card and log to where the course keeps them.

    Args:
        card_path: the card that `course train` wrote, with the weights of the same name beside it.
        name: under which the weights are released.
        title: one line for people.
        limits: what the network is bad at, in plain words.
        choices: which pictures the settings and the best epoch were chosen by.
        weights: folder of the released weights.

    Returns:
        The card as released.
    """
    card_path = Path(card_path)
    card = json.loads(card_path.read_text(encoding="utf-8"))
    card |= {"name": name, "title": title, "licence": LICENCE, "limits": limits, "choices": choices}
    weights.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(card_path.with_suffix(".npz"), weights / f"{name}.npz")
    (weights / f"{name}.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    (RUNS / name).mkdir(parents=True, exist_ok=True)
    shutil.copyfile(card_path.parent / "log.csv", RUNS / name / "log.csv")
    return card


def score_table(entries: list[dict], titles: dict[str, str]) -> str:
    """The test scores as a Markdown table, one row per method, best last.

    Args:
        entries: lines of the log of test scores of one data set.
        titles: title of each released network.
    """
    kinds = sorted(entries[0]["scores"]["by_group"])
    counts = {kind: entries[0]["scores"]["by_group"][kind]["pictures"] for kind in kinds}
    heads = [f"all {entries[0]['scores']['pictures']}", *(f"{kind} {counts[kind]}" for kind in kinds), "IoU"]
    lines = [
        "| method | " + " | ".join(heads) + " |",
        "|---|" + "---|" * (len(kinds) + 2),
    ]
    for entry in sorted(entries, key=lambda entry: entry["scores"]["mean_dice"]):
        scores = entry["scores"]
        label = METHOD_NAMES.get(entry["method"]) or titles.get(entry["method"], entry["method"])
        cells = [scores["mean_dice"], *(scores["by_group"][k]["mean_dice"] for k in kinds), scores["iou"]]
        lines.append(f"| {label} | " + " | ".join(f"{value:.3f}" for value in cells) + " |")
    return "\n".join(lines)


def scores_text(log: Path = TEST_SCORES, weights: Path = WEIGHTS) -> str:
    """The paragraph with the table of nuclei scores, for both pages."""
    entries = [entry for entry in read_test_scores(log) if entry["dataset"] == "nuclei"]
    titles = {card["name"]: card["title"] for card in read_cards(weights)}
    dates = " and ".join(sorted({entry["date"] for entry in entries}))
    return (
        "Nuclei: mean Dice over the real test pictures at their native size, all and by kind of microscopy (with the "
        f"number of pictures), and IoU of all pixels together. One seed; scored once, on {dates}.\n\n"
        + score_table(entries, titles)
    )


def read_cards(weights: Path = WEIGHTS) -> list[dict]:
    """The cards of all released weights, by name."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(weights.glob("*.json"))]


def weights_page(log: Path = TEST_SCORES, weights: Path = WEIGHTS) -> str:
    """The text of data/weights/README.md."""
    parts = ["# Weights that the course trained", "Written by `python -m helpers.cards pages` from the cards here."]
    for card in read_cards(weights):
        run, data = card["run"], card["trained_on"]
        parts.append(
            f"## {card['name']}\n\n{card['title']}. `load_pretrained(\"{card['name']}\")`\n\n"
            f"- network: U-Net, filters {', '.join(map(str, card['model']['filters']))}; {card['parameters']:,} "
            f"parameters in {card['bytes'] / 1e6:.1f} MB (float16)\n"
            f"- trained on: {data['source']}; {data['split']['train']} pictures, and {data['split']['val']} others to "
            f"validate\n- chosen by: {card['choices']}\n"
            f"- run: `{run['command']}`, seed {run['seed']}, best of {run['epochs']} epochs: {run['best_epoch']}; "
            f"{run['seconds'] / 60:.0f} minutes on {run['hardware']} on {run['date']}; commit {run['commit'][:12]}\n"
            f"- validation: mean IoU {card['val_scores']['val_mean_iou']:.3f}, "
            f"Dice {card['val_scores']['val_dice']:.3f}\n"
            f"- bad at: {card['limits']}\n- licence: {card['licence']}\n- sha256: `{card['sha256']}`"
        )
    parts.append("## Test scores\n\n" + scores_text(log, weights))
    return "\n\n".join(parts) + "\n"


def readme_with_scores(readme: str, log: Path = TEST_SCORES, weights: Path = WEIGHTS) -> str:
    """The README's text with its table of scores renewed."""
    block = f"<!-- scores -->\n{scores_text(log, weights)}\n<!-- /scores -->"
    return re.sub(r"<!-- scores -->.*?<!-- /scores -->", lambda _: block, readme, flags=re.DOTALL)


def main(arguments: list[str] | None = None) -> None:
    """Runs `release` or `pages`."""
    parser = argparse.ArgumentParser(description="Release weights, and write the pages about them.")
    commands = parser.add_subparsers(dest="command", required=True)
    released = commands.add_parser("release")
    released.add_argument("card")
    released.add_argument("name")
    released.add_argument("--title", required=True)
    released.add_argument("--limits", required=True)
    released.add_argument("--choices", required=True)
    commands.add_parser("pages")
    chosen = parser.parse_args(arguments)
    if chosen.command == "release":
        release(chosen.card, chosen.name, chosen.title, chosen.limits, chosen.choices)
        return
    (WEIGHTS / "README.md").write_text(weights_page(), encoding="utf-8")
    readme = ROOT / "README.md"
    readme.write_text(readme_with_scores(readme.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
