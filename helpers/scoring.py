"""Scores on whole data sets, and the one place where a test split of real data is read.

A test split answers one question once: how good is the finished network on pictures that nobody looked at? Who
asks again and again, and keeps the best answer, has trained on it by hand. So every answer is written into a
log that is committed, and the same weights are never asked twice.
"""

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from helpers.classical import kmeans_mask, otsu_mask
from helpers.datasets import get_info, load_dataset
from helpers.datasets.loading import pick_split
from helpers.inference import predict
from helpers.metrics import accuracy, confusion_matrix, dice, iou, mean_iou
from helpers.paths import TEST_SCORES
from helpers.provenance import commit_id
from helpers.weights import load_pretrained

CLASSICAL = {"otsu": otsu_mask, "kmeans": kmeans_mask}


def matrix_per_picture(
    segment: Callable[[np.ndarray], np.ndarray], samples: Sequence, num_classes: int, progress: bool = False
) -> np.ndarray:
    """Segments every picture and counts, picture by picture.

    Args:
        segment: picture uint8 (H, W, 3) -> ids (H, W).
        samples: what `load_dataset` returns.
        num_classes: C.
        progress: show a bar, in a terminal.

    Returns:
        int64 (N, C, C): one confusion matrix per picture, rows true, columns predicted.
    """
    bar = tqdm(samples, desc="scoring", leave=False, disable=None if progress else True)
    return np.array([confusion_matrix(s.mask, segment(s.image), num_classes) for s in bar])


def summarise(matrices: np.ndarray, groups: Sequence[str], classes: Sequence[str]) -> dict:
    """Turns the pictures' confusion matrices into the scores that are reported.

    Args:
        matrices: (N, C, C), from `matrix_per_picture`.
        groups: the kind of each picture; all empty where a data set has no kinds.
        classes: class names. With two classes, Dice is that of the second one (the object).

    Returns:
        pictures; mean_dice (the mean of the pictures' own Dice scores: each picture weighs the same); dice,
        iou, accuracy and mean_iou of all pixels together; with two classes the same by_group, with more
        iou_by_class.

    Example:
        >>> matrices = np.array([[[6, 0], [1, 1]], [[4, 0], [0, 4]]])
        >>> round(summarise(matrices, ["", ""], ["background", "nucleus"])["mean_dice"], 4)
        0.8333
    """
    def scores(some: np.ndarray) -> dict:
        total = some.sum(axis=0)
        if len(classes) > 2:
            return {"pictures": len(some), "mean_iou": mean_iou(total), "accuracy": accuracy(total)}
        per_picture = [dice(matrix)[1] for matrix in some]
        return {
            "pictures": len(some), "mean_dice": float(np.nanmean(per_picture)), "dice": float(dice(total)[1]),
            "iou": float(iou(total)[1]), "accuracy": accuracy(total), "mean_iou": mean_iou(total),
        }

    summary = scores(matrices)
    if len(classes) > 2:
        summary["iou_by_class"] = dict(zip(classes, iou(matrices.sum(axis=0)).tolist(), strict=True))
    kinds = sorted(set(groups) - {""})
    if kinds:
        summary["by_group"] = {kind: scores(matrices[np.array(groups) == kind]) for kind in kinds}
    return summary


def score(name: str, split: str, source: str | Path, model: str, log: Path = TEST_SCORES) -> dict:
    """Scores a network, or a classical method, on one split of a data set.

    The test split of real data is scored once per weights: the first time, the scores are appended to the log;
    after that, the entry in the log is returned and no picture is read.

    Args:
        name: data set.
        split: "train", "val" or "test".
        source: "sample" or the folder of the real files.
        model: weights as `load_pretrained` takes them, or "otsu" or "kmeans" (two classes only).
        log: the log file, one JSON object per line.

    Returns:
        The log entry: date, dataset, split, method, weights_sha256, scores.

    Raises:
        ValueError: the weights belong to another data set's classes.
    """
    info = get_info(name)
    final = split == "test" and source != "sample"
    segment, sha256 = _method(model, info)
    method = Path(model).stem
    if final:
        for entry in read_test_scores(log):
            if (entry["dataset"], entry["weights_sha256"]) == (name, sha256) and (sha256 or entry["method"] == method):
                return entry
        samples = pick_split(name, split, source)
    else:
        samples = load_dataset(name, split, source)
    matrices = matrix_per_picture(segment, samples, info.num_classes, progress=True)
    entry = {
        "date": time.strftime("%Y-%m-%d"),
        "dataset": name,
        "source": "sample" if source == "sample" else info.source,
        "split": split,
        "method": method,
        "weights_sha256": sha256,
        "commit": commit_id(),
        "scores": _rounded(summarise(matrices, samples.groups, info.classes)),
    }
    if final:
        log.parent.mkdir(parents=True, exist_ok=True)
        with open(log, "a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
    return entry


def read_test_scores(log: Path = TEST_SCORES) -> list[dict]:
    """All entries of the log, oldest first; an empty list where there is no log yet."""
    if not log.exists():
        return []
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines() if line]


def test_score_of(method: str, dataset: str, log: Path = TEST_SCORES) -> dict:
    """The recorded test scores of a method or of shipped weights.

    Raises:
        ValueError: it was never scored.

    Example:
        >>> sorted(test_score_of("otsu", "nuclei")["by_group"])
        ['brightfield', 'fluorescent', 'stained']
    """
    for entry in reversed(read_test_scores(log)):
        if (entry["method"], entry["dataset"]) == (method, dataset):
            return entry["scores"]
    raise ValueError(
        f"{method} was never scored on the test split of {dataset}. "
        f"To do so: course score {dataset} --split test --source FOLDER --model {method}"
    )


def _method(model: str, info) -> tuple[Callable[[np.ndarray], np.ndarray], str | None]:
    if model in CLASSICAL:
        if info.num_classes != 2:
            raise ValueError(f"{model} divides a picture in two, but {info.name} has {info.num_classes} classes.")
        return CLASSICAL[model], None
    network, card = load_pretrained(model)
    if card["classes"] != list(info.classes):
        raise ValueError(
            f"{Path(model).name} predicts {', '.join(card['classes'])}; {info.name} has {', '.join(info.classes)}. "
            "Name weights that were trained for this data set."
        )
    return lambda image: predict(network, image), card["sha256"]


def _rounded(scores: dict) -> dict:
    return {
        key: _rounded(value) if isinstance(value, dict) else round(value, 4) if isinstance(value, float) else value
        for key, value in scores.items()
    }
