"""Two folders of masks, one true and one predicted: F1 per part from one confusion matrix over all pictures.

What `course score GT_DIR PRED_DIR --labels label_names.txt` does. Whoever predicted, with whatever program: what
counts here are the ids in the files.
"""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from helpers.datasets.readers.files import as_counted
from helpers.images import VOID, read_mask
from helpers.metrics import accuracy, confusion_matrix, overall_f1, precision, recall
from helpers.metrics.parts import part_scores

MASKS = (".png", ".bmp", ".tif", ".tiff", ".gif")
ENDINGS = ("_label", "_labels", "_mask", "_gt", "_pred", "_prediction", "_seg", "_image")
FAULTS_TOLD = 8


def score_folders(truths: str | Path, predictions: str | Path, names: Sequence[str]) -> dict:
    """Scores a folder of predicted masks against a folder of true ones.

    Args:
        truths: folder of masks, ids per pixel, 255 for void.
        predictions: folder of masks of the same names, see `pair_masks`.
        names: the position is the id, see `helpers.label_names`.

    Returns:
        - pictures, and without_truth: predictions that nothing is known about;
        - f1, precision, recall, pixels (in the true masks): name -> score;
        - merged: F1 of eyes, brows, nose and mouth, where their parts are among the names (`part_scores`);
        - overall: F1 of these four pooled, where there are all four; else of all classes but the first;
        - overall_of: which those are;
        - accuracy; confusion_matrix, rows true, columns predicted.

        None stands for the score of a part that neither occurs nor was predicted.

    Raises:
        ValueError: a prediction is missing, or masks differ in size, or hold ids without a name; every fault in a
            line of its own.
        FileNotFoundError: one of the folders is missing.
    """
    pairs, without_truth = pair_masks(truths, predictions)
    matrix, faults = np.zeros((len(names), len(names)), np.int64), []
    for truth, prediction in pairs:
        try:
            matrix += _count(truth, prediction, len(names))
        except ValueError as fault:
            faults.append(str(fault))
    if faults:
        raise ValueError(_lines(faults))

    scores = part_scores(matrix, names)
    return {
        "pictures": len(pairs),
        "without_truth": without_truth,
        "f1": _known(scores["f1"]),
        "precision": _known(dict(zip(names, precision(matrix).tolist(), strict=True))),
        "recall": _known(dict(zip(names, recall(matrix).tolist(), strict=True))),
        "pixels": dict(zip(names, matrix.sum(axis=1).tolist(), strict=True)),
        "merged": _known(scores.get("merged", {})),
        **_known({
            "overall": scores.get("overall", overall_f1(matrix, range(1, len(names)))),
            "accuracy": accuracy(matrix),
        }),
        "overall_of": list(scores["merged"] if "overall" in scores else names[1:]),
        "confusion_matrix": matrix.tolist(),
    }


def pair_masks(truths: str | Path, predictions: str | Path) -> tuple[list[tuple[Path, Path]], list[str]]:
    """Pairs true and predicted masks by their stems, without the usual endings.

    `7_label.png`, `7_mask.png` and `7_gt.png` are the truth of `7.png`, `7_pred.png` and `7_image.png`. JPEG files
    are passed over, because they hold no ids; so are pictures `7_image.png` beside a mask, and overlays.

    Returns:
        Pairs of paths in the order of their names, and the names of predictions without a truth.

    Raises:
        FileNotFoundError: one of the folders is missing.
        ValueError: a folder holds no mask, or two of one stem; or a prediction is missing.
    """
    true, predicted = (_masks_by_stem(Path(folder)) for folder in (truths, predictions))
    missing = sorted(true.keys() - predicted.keys(), key=as_counted)
    if missing:
        raise ValueError(_lines([
            f"{true[stem].name} has no prediction in {predictions}: {stem}.png, or with one of the endings "
            f"{', '.join(ENDINGS)}. Predict it, too; without it the score would be another one." for stem in missing
        ]))
    left_over = sorted(predicted.keys() - true.keys(), key=as_counted)
    pairs = [(true[stem], predicted[stem]) for stem in sorted(true, key=as_counted)]
    return pairs, [predicted[stem].name for stem in left_over]


def score_table(scores: dict) -> str:
    """Writes the scores of `score_folders` for people."""
    width = max(map(len, (*scores["f1"], "of all together")))
    rows = [f"{'part':{width}}      F1  precision  recall      pixels"]
    for name, value in scores["f1"].items():
        rows.append(f"{name:{width}}  {_shown(value)}     {_shown(scores['precision'][name])}  "
                    f"{_shown(scores['recall'][name])}  {scores['pixels'][name]:10,}")
    rows += [""] * bool(scores["merged"]) + [f"{name:{width}}  {_shown(v)}" for name, v in scores["merged"].items()]
    rows += ["", f"{'overall':{width}}  {_shown(scores['overall'])}  ({', '.join(scores['overall_of'])}, pooled)",
             f"{'accuracy':{width}}  {_shown(scores['accuracy'])}  (all pixels)",
             f"{scores['pictures']} pictures, one confusion matrix over all of them"]
    return "\n".join(rows)


def _masks_by_stem(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is not a folder. Name the folder that holds the masks.")
    files = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in MASKS and path.is_file()
             and not path.name.startswith(".") and not path.stem.endswith("_overlay")]
    found = {}
    for path in files:
        found.setdefault(_without_ending(path.stem), []).append(path)
    for stem, paths in found.items():
        masks = [path for path in paths if not path.stem.endswith("_image")] or paths
        if len(masks) > 1:
            raise ValueError(f"{folder} holds {masks[0].name} and {masks[1].name}, and both stand for {stem!r}. "
                             "Keep one of them.")
        found[stem] = masks[0]
    if not found:
        raise ValueError(f"{folder} holds no mask ({', '.join(MASKS)}). Name the folder with the masks themselves.")
    return found


def _without_ending(stem: str) -> str:
    for ending in ENDINGS:
        if stem.endswith(ending) and stem != ending:
            return stem.removesuffix(ending)
    return stem


def _count(truth: Path, prediction: Path, num_classes: int) -> np.ndarray:
    labels, ids = read_mask(truth), read_mask(prediction)
    if labels.shape != ids.shape:
        raise ValueError(
            f"{prediction.name} is {ids.shape[1]}x{ids.shape[0]}, its true mask {truth.name} {labels.shape[1]}x"
            f"{labels.shape[0]}. Compare masks of one size: predict at the picture's own, or resize with resize_mask."
        )
    known = labels[labels != VOID]
    if known.size and known.max() >= num_classes:
        raise ValueError(f"{truth.name} holds id {known.max()}, but the label names are those of 0..{num_classes - 1} "
                         "(and 255 is void). Add the missing names, one on each line.")
    if ids.max() >= num_classes:
        raise ValueError(f"prediction {prediction.name} holds id {ids.max()}, but the label names are those of "
                         f"0..{num_classes - 1}. Is it a picture of colours, or another set of classes?")
    return confusion_matrix(labels, ids, num_classes)


def _lines(faults: list[str]) -> str:
    more = [f"and {len(faults) - FAULTS_TOLD} more like these."] if len(faults) > FAULTS_TOLD else []
    return "\n".join(faults[:FAULTS_TOLD] + more)


def _known(scores: dict[str, float]) -> dict[str, float | None]:
    return {name: None if math.isnan(score) else round(score, 6) for name, score in scores.items()}


def _shown(score: float | None) -> str:
    return "     -" if score is None else f"{score:.4f}"
