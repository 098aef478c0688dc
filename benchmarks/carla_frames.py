"""The shipped network `carla-23` on the four public frames of CARLA itself, from the Lyft challenge.

The frames come with the 13 tags of CARLA 0.8, the network speaks the 23 of 0.9.10: its answers are translated by name.
Four frames prove that reading and translating work. They are no measure of a network, so their scores stand alone, with
their number, in data/runs/carla-23/lyft.json, which notebook 09 reads.

    python benchmarks/carla_frames.py --source FOLDER
"""

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from helpers.datasets import Sample, get_info, load_dataset
from helpers.datasets.translation import TAGS_OF_0_8, translation
from helpers.paths import RUNS
from helpers.provenance import commit_id
from helpers.scoring.splits import split_scores
from helpers.segment import Answer, answer_classes, segment
from helpers.weights import load_pretrained

RECORD = RUNS / "carla-23" / "lyft.json"


def frames(source: str, bonnet: str) -> list[Sample]:
    """The frames of the folders train/ and val/, which are open to all; there is no other."""
    return [sample for split in ("train", "val") for sample in load_dataset("carla", split, source, bonnet=bonnet)]


def record(source: str, model: str = "carla-23", to: Path = RECORD) -> dict:
    """Scores the network on the frames at their own size, with and without the own bonnet, and writes that down.

    Args:
        source: folder of the frames.
        model: weights with tags of 0.9.10, as `load_pretrained` takes them.
        to: the file.

    Returns:
        What is written: where the frames come from, their names, and the scores by what becomes of the bonnet.
    """
    network, card = load_pretrained(model)
    old = get_info("carla").classes
    table = translation(answer_classes(card), old, TAGS_OF_0_8)

    def ask(image: np.ndarray) -> Answer:
        return Answer(table[segment(network, card, image).ids], None, None)

    scores = {bonnet: split_scores(ask, frames(source, bonnet), old) for bonnet in ("keep", "void")}
    found = {
        "date": time.strftime("%Y-%m-%d"), "commit": commit_id(), "weights_sha256": card["sha256"],
        "source": get_info("carla").source, "frames": [sample.id for sample in frames(source, "keep")],
        "scores": json.loads(json.dumps(scores), parse_float=lambda text: round(float(text), 4)),
    }
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description="Scores carla-23 on four frames of CARLA itself.")
    parser.add_argument("--source", required=True, help="folder of the frames, with train/ and val/")
    for bonnet, scores in record(parser.parse_args(arguments).source)["scores"].items():
        print("n = {pictures}, mean IoU {mean_iou}, accuracy {accuracy}".format(**scores), f"(bonnet: {bonnet})")


if __name__ == "__main__":
    main()
