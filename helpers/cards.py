"""Releasing trained weights: from a run folder into data/weights/, with a card that people can read.

    python -m helpers.cards release RUN_FOLDER/NAME.json NAME --title "..." --limits "..." --choices "..."
    python -m helpers.cards measure NAME --source FOLDER
    python -m helpers.cards pages

`release` copies weights, card and log; `measure` notes training and validation scores in the card; `pages` writes
data/weights/README.md and the tables of scores in the README from the cards and the log of test scores, so that no
number in them is typed.
"""

import argparse
import json
import re
import shutil
from pathlib import Path

from helpers.paths import ROOT, RUNS, TEST_SCORES, WEIGHTS
from helpers.score_tables import faces_table, nuclei_table, objects_table, splits_table, streets_table
from helpers.scoring import read_test_scores, score

LICENCE = "MIT, as the code of the course; the pictures it was trained on keep their own terms"


def release(
    card_path: str | Path, name: str, title: str, limits: str, choices: str, objects: dict | None = None,
    weights: Path = WEIGHTS,
) -> dict:
    """Copies a run's weights, card and log to where the course keeps them.

    Args:
        card_path: the card that `course train` wrote, with the weights of the same name beside it.
        name: under which the weights are released.
        title: one line for people.
        limits: what the network is bad at, in plain words.
        choices: which pictures the settings and the best epoch were chosen by.
        objects: thresholds of `helpers.instances.objects_from_rims`, for a network that learned rims.
        weights: folder of the released weights.

    Returns:
        The card as released.
    """
    card_path = Path(card_path)
    card = json.loads(card_path.read_text(encoding="utf-8"))
    card |= {"name": name, "title": title, "licence": LICENCE, "limits": limits, "choices": choices}
    card |= {"objects": objects} if objects else {}
    weights.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(card_path.with_suffix(".npz"), weights / f"{name}.npz")
    (weights / f"{name}.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    (RUNS / name).mkdir(parents=True, exist_ok=True)
    shutil.copyfile(card_path.parent / "log.csv", RUNS / name / "log.csv")
    return card


def measure(name: str, source: str | Path, weights: Path = WEIGHTS) -> dict:
    """Scores released weights on the training and the validation split, and notes the scores in their card.

    Args:
        name: of the released weights.
        source: "full" or the folder of the real files.
        weights: folder of the released weights.

    Returns:
        The card, with `scores` by split.
    """
    path = weights / f"{name}.json"
    card = json.loads(path.read_text(encoding="utf-8"))
    card["scores"] = {split: score(card["dataset"], split, source, str(path))["scores"] for split in ("train", "val")}
    path.write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    return card


def scores_text(log: Path = TEST_SCORES, weights: Path = WEIGHTS) -> str:
    """The paragraphs with the tables of test scores, for both pages."""
    logged = read_test_scores(log)
    titles = {card["name"]: card["title"] for card in read_cards(weights)}
    nuclei, faces = ([entry for entry in logged if entry["dataset"] == name] for name in ("nuclei", "faces"))
    about_nuclei = (
        "Nuclei: mean Dice over the real test pictures at their native size, all and by kind of microscopy (with the "
        "number of pictures); IoU of all pixels together; AP50 and mean AP over thresholds 0.5 to 0.95 count objects. "
        f"One seed; scored once, on {_dates(nuclei)}."
    )
    parts = [about_nuclei, nuclei_table(nuclei, titles)]
    if any("mean_ap" in entry["scores"] for entry in nuclei):
        parts += ["Nuclei found as objects, by kind of microscopy:", objects_table(nuclei, titles)]
    if faces:
        about_faces = (
            f"Faces: F1 on {faces[0]['scores']['pictures']} real test pictures, from one confusion matrix: of eyes, "
            "brows, nose and mouth pooled (overall), of parts whose sides are taken together, and of each class. "
            f"One seed; scored once, on {_dates(faces)}."
        )
        parts += [about_faces, faces_table(faces, titles)]
    simulated = [entry for entry in logged if entry["dataset"] == "carla-23"]
    if simulated:
        about_simulated = (
            "Simulated streets in CARLA's format, 23 tags: trained and scored on streets that this course drew, so "
            f"these numbers say nothing about real ones. Simulated by us; scored once, on {_dates(simulated)}."
        )
        parts += [about_simulated, streets_table(simulated, titles)]
    return "\n\n".join(parts)


def _dates(entries: list[dict]) -> str:
    return " and ".join(sorted({entry["date"] for entry in entries}))


def read_cards(weights: Path = WEIGHTS) -> list[dict]:
    """The cards of all released weights, by name."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(weights.glob("*.json"))]


def weights_page(log: Path = TEST_SCORES, weights: Path = WEIGHTS) -> str:
    """The text of data/weights/README.md."""
    parts = ["# Weights that the course trained", "Written by `python -m helpers.cards pages` from the cards here."]
    for card in read_cards(weights):
        parts.append(f"## {card['name']}\n\n{card['title']}. `load_pretrained(\"{card['name']}\")`")
        parts.append(told_of(card))
        splits = splits_table(card, read_test_scores(log))
        if splits:
            parts.append(splits)
    parts.append("## Test scores\n\n" + scores_text(log, weights))
    return "\n\n".join(parts) + "\n"


def told_of(card: dict) -> str:
    """What the page lists of a network, as lines of Markdown."""
    run, data = card["run"], card["trained_on"]
    lines = (
        f"- network: U-Net, filters {', '.join(map(str, card['model']['filters']))}; {card['parameters']:,} "
        f"parameters in {card['bytes'] / 1e6:.1f} MB (float16)\n"
        f"- trained on: {data['source']}; {data['split']['train']} pictures, and {data['split']['val']} others to "
        f"validate\n- chosen by: {card['choices']}\n"
        f"- run: `{run['command']}`, seed {run['seed']}, best of {run['epochs']} epochs: {run['best_epoch']}; "
        f"{run['seconds'] / 60:.0f} minutes on {run['hardware']} on {run['date']}; commit {run['commit'][:12]}\n"
        f"- validation: mean IoU {card['val_scores']['val_mean_iou']:.3f}, Dice {card['val_scores']['val_dice']:.3f}\n"
    )
    first = card.get("started_from", {}).get("run")
    if first:
        lines += (
            f"- began with the weights of an earlier run: `{first['command']}`, "
            f"{first.get('stopped_after', first['epochs'])} of {first['epochs']} epochs, "
            f"{first['seconds'] / 60:.0f} minutes; commit {first['commit'][:12]}\n"
        )
    if card.get("picture_size"):
        lines += "- pictures: resized to {}x{} first\n".format(*card["picture_size"])
    if card.get("objects"):
        lines += "- objects: foreground above {foreground}, seeds above {inside}, at least {smallest} pixels\n".format(
            **card["objects"])
    return lines + f"- bad at: {card['limits']}\n- licence: {card['licence']}\n- sha256: `{card['sha256']}`"


def readme_with_scores(readme: str, log: Path = TEST_SCORES, weights: Path = WEIGHTS) -> str:
    """The README's text with its table of scores renewed."""
    block = f"<!-- scores -->\n{scores_text(log, weights)}\n<!-- /scores -->"
    return re.sub(r"<!-- scores -->.*?<!-- /scores -->", lambda _: block, readme, flags=re.DOTALL)


def main(arguments: list[str] | None = None) -> None:
    """Runs `release`, `measure` or `pages`."""
    parser = argparse.ArgumentParser(description="Release weights, and write the pages about them.")
    commands = parser.add_subparsers(dest="command", required=True)
    released = commands.add_parser("release")
    released.add_argument("card")
    released.add_argument("name")
    released.add_argument("--title", required=True)
    released.add_argument("--limits", required=True)
    released.add_argument("--choices", required=True)
    released.add_argument("--objects", type=json.loads, metavar="JSON",
                          help='for rims: \'{"foreground": 0.5, "inside": 0.5, "smallest": 10}\'')
    measured = commands.add_parser("measure")
    measured.add_argument("name")
    measured.add_argument("--source", default="full")
    commands.add_parser("pages")
    chosen = parser.parse_args(arguments)
    if chosen.command == "release":
        release(chosen.card, chosen.name, chosen.title, chosen.limits, chosen.choices, chosen.objects, WEIGHTS)
        return
    if chosen.command == "measure":
        measure(chosen.name, chosen.source)
        return
    (WEIGHTS / "README.md").write_text(weights_page(), encoding="utf-8")
    readme = ROOT / "README.md"
    readme.write_text(readme_with_scores(readme.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
