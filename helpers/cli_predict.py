"""`course predict`: pictures and folders from a terminal."""

import argparse
import sys
from pathlib import Path


def add_predict_command(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `course predict`."""
    parser.add_argument("inputs", nargs="+", type=Path, metavar="INPUT", help="a picture, or a folder of pictures")
    parser.add_argument("--model", required=True, metavar="NAME_OR_FILE",
                        help="weights that come with the course (see data/weights/README.md), or a NAME.json of yours")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR",
                        help="folder for STEM.png (ids), STEM_overlay.jpg and areas.csv")
    parser.add_argument("--flips", action="store_true", help="ask about the mirror images too: slower, a little better")
    parser.set_defaults(action=predict)


def predict(chosen: argparse.Namespace) -> int:
    """`course predict INPUT... --model NAME_OR_FILE --out DIR`: 1 if one of the inputs could not be done."""
    from tqdm import tqdm

    from helpers.folders import AREAS, check_places, find_pictures, predict_files
    from helpers.models.folding import fold_normalisation
    from helpers.weights import load_pretrained

    check_places(*find_pictures(chosen.inputs), chosen.inputs, chosen.out)
    model, card = load_pretrained(chosen.model)
    if card["model"].get("normalisation", "batch") == "batch":
        model = fold_normalisation(model, **card["model"])  # the same answers, sooner
    outcome = predict_files(model, card, chosen.inputs, chosen.out, chosen.flips,
                            say=lambda fault: tqdm.write(f"course: {fault}", file=sys.stderr))
    number = len(outcome.written)
    print(f"{chosen.out}: ids and overlays of {number} picture{'' if number == 1 else 's'}, and {AREAS}")
    if outcome.faults:
        print(f"course: {len(outcome.faults)} of the inputs could not be done, see above", file=sys.stderr)
    return 1 if outcome.faults else 0
