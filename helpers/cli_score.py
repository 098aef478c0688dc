"""`course score`: a network on a split of a data set, or two folders of masks against each other."""

import argparse
import json
import sys
from pathlib import Path


def add_score_command(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of both ways: NAME --split SPLIT, and GT_DIR PRED_DIR --labels FILE."""
    parser.usage = ("course score NAME [--source SOURCE] [--split SPLIT] [--model NAME_OR_FILE]\n"
                    "       course score GT_DIR PRED_DIR --labels label_names.txt [--json]")
    parser.add_argument("name", metavar="NAME or GT_DIR", help="a data set, or a folder of true masks")
    parser.add_argument("predictions", metavar="PRED_DIR", type=Path, nargs="?",
                        help="a folder of predicted masks with the same names")
    network = parser.add_argument_group("a network on a data set; a real test split once per weights")
    network.add_argument("--source", help="sample (default), full, or a folder of the real files")
    network.add_argument("--split", help="train, val or test (default: val)")
    network.add_argument("--model", help="shipped weights, a NAME.json, otsu or kmeans (default: NAME)")
    folders = parser.add_argument_group("two folders of masks: F1 per part and overall")
    folders.add_argument("--labels", type=Path, metavar="FILE", help="names of the ids, one per line, id 0 first")
    folders.add_argument("--json", action="store_true", help="for machines, with the confusion matrix")
    parser.set_defaults(action=score)


def score(chosen: argparse.Namespace) -> None:
    """`course score`: the way depends on what is named, one data set or two folders."""
    if chosen.predictions is None and chosen.labels is None:
        _score_network(chosen)
        return
    wrong = (
        "PRED_DIR is missing" if chosen.predictions is None else
        "--labels is missing, the names of the ids" if chosen.labels is None else
        "--source, --split and --model belong to a data set" if chosen.source or chosen.split or chosen.model else ""
    )
    if wrong:
        raise ValueError(f"two folders are scored with: course score GT_DIR PRED_DIR --labels FILE; here {wrong}.")
    _score_folders(chosen)


def _score_network(chosen: argparse.Namespace) -> None:
    from helpers.scoring import score

    entry = score(chosen.name, chosen.split or "val", chosen.source or "sample", chosen.model or chosen.name)
    print(json.dumps(entry, indent=2))


def _score_folders(chosen: argparse.Namespace) -> None:
    from helpers.folder_scores import score_folders, score_table
    from helpers.label_names import read_label_names

    scores = score_folders(chosen.name, chosen.predictions, read_label_names(chosen.labels))
    for name in scores["without_truth"]:
        print(f"course: {name} is left out, {chosen.name} has no mask of that name", file=sys.stderr)
    print(json.dumps(scores, indent=2) if chosen.json else score_table(scores))
