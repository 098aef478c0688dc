"""Scores of networks and classical methods on a split, and the one place where a real test split is read.

A test split answers one question once: how good is the finished network on pictures that nobody looked at? Who
asks again and again, and keeps the best answer, has trained on it by hand. So every answer is written into a
log that is committed, and the same weights are never asked twice.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from tqdm import tqdm

from helpers.classical import kmeans_mask, otsu_mask
from helpers.datasets import DatasetInfo, get_info, load_dataset
from helpers.datasets.loading import pick_split
from helpers.datasets.origin import origin_of
from helpers.images import VOID, resize_image, resize_mask
from helpers.instances import objects_from_mask
from helpers.metrics import average_precision, confusion_matrix
from helpers.paths import TEST_SCORES
from helpers.provenance import commit_id
from helpers.scoring.grouping import grouped
from helpers.scoring.objects import precision_scores
from helpers.scoring.pixels import pixel_scores
from helpers.segment import Answer, answer_classes, segment
from helpers.weights import load_pretrained

CLASSICAL = {"otsu": otsu_mask, "kmeans": kmeans_mask}


@dataclass(frozen=True)
class Method:
    """Something that can be scored.

    Attributes:
        ask: picture uint8 (H, W, 3) -> Answer.
        ask_with_flips: the same with mirror images; None where there is no such thing.
        sha256: of the weights, if there are any.
        size: (height, width) at which pictures and masks are compared; None for each picture's own.
        options: how the data set is to be decoded, see `load_dataset`.
    """

    ask: Callable[[np.ndarray], Answer]
    ask_with_flips: Callable[[np.ndarray], Answer] | None = None
    sha256: str | None = None
    size: tuple[int, int] | None = None
    options: dict = field(default_factory=dict)


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
        The log entry: date, dataset, split, method, weights_sha256, scores (see `split_scores`); scores of networks
        hold the same again under flips, for answers that are the mean over the mirror images of a picture.

    Raises:
        ValueError: the weights belong to another data set's classes.
    """
    info = get_info(name)
    final = split == "test" and source != "sample"
    method = _method(model, info)
    named = Path(model).stem
    if final:
        for entry in read_test_scores(log):
            if (entry["dataset"], entry["weights_sha256"]) == (name, method.sha256) and (
                method.sha256 or entry["method"] == named
            ):
                return entry
        samples = pick_split(name, split, source, **method.options)
    else:
        samples = load_dataset(name, split, source, **method.options)
    scores = split_scores(method.ask, samples, info.classes, method.size)
    if method.ask_with_flips:
        scores["flips"] = split_scores(method.ask_with_flips, samples, info.classes, method.size)
    entry = {
        "date": time.strftime("%Y-%m-%d"),
        "dataset": name,
        "source": "sample" if source == "sample" else origin_of(name, source),
        "split": split,
        "method": named,
        "weights_sha256": method.sha256,
        "commit": commit_id(),
        "scores": _rounded(scores),
    }
    if final:
        _append(log, entry)
    return entry


def score_frozen(row: dict, key: Sequence[str], ask: Callable, name: str, source: str | Path, log: Path) -> dict:
    """Scores one network of an experiment on the validation and the test split, once, and logs it.

    An experiment compares many networks whose settings were frozen before the first of them saw a test picture. No
    network is chosen by these scores; they are the answer. So each is asked once: a network that the log has is not
    asked again, and no picture is read.

    Args:
        row: what is to be written about the network.
        key: the entries of `row` that tell the networks of the experiment apart.
        ask: picture uint8 (H, W, 3) -> Answer.
        name, source: of the pictures, as `load_dataset` takes them.
        log: of the experiment, one JSON object per line; not the log of `score`.

    Returns:
        The row as logged, with date, dataset, source, commit and the scores by split, see `split_scores`.
    """
    for entry in read_test_scores(log):
        if all(entry[word] == row[word] for word in key):
            return entry
    info = get_info(name)
    scores = {part: split_scores(ask, pick_split(name, part, source), info.classes) for part in ("val", "test")}
    entry = row | {"date": time.strftime("%Y-%m-%d"), "dataset": name, "source": origin_of(name, source),
                   "commit": commit_id(), "scores": _rounded(scores)}
    _append(log, entry)
    return entry


def split_scores(
    ask: Callable[[np.ndarray], Answer],
    samples: Sequence,
    classes: Sequence[str],
    size: tuple[int, int] | None = None,
) -> dict:
    """Asks about every picture and scores the answers.

    Args:
        ask: picture uint8 (H, W, 3) -> Answer.
        samples: what `load_dataset` returns.
        classes: names of the ids.
        size: (height, width) to which pictures and masks are resized first; None leaves them as they are.

    Returns:
        What `helpers.scoring.pixels.pixel_scores` returns; loss, the mean cross-entropy of all labelled pixels in
        nats, where the answers come with the probabilities of these classes; where the data set has numbered
        objects and size is None, ap50, ap75 and mean_ap (of a mask without numbers, its separate parts are the
        objects). The same by_group where the pictures are of several kinds.
    """
    matrices, surprises, precisions = [], [], []
    for sample in tqdm(samples, desc="scoring", leave=False, disable=None):
        image, mask = sample.image, sample.mask
        if size is not None:
            image, mask = resize_image(image, size), resize_mask(mask, size)
        answer = ask(image)
        matrices.append(confusion_matrix(mask, answer.ids, len(classes)))
        surprises.append(_surprise(mask, answer, len(classes)))
        if sample.instances is not None and size is None:
            found = objects_from_mask(answer.ids) if answer.objects is None else answer.objects
            precisions.append(average_precision(sample.instances, found))
    matrices, surprises, precisions = map(np.array, (matrices, surprises, precisions))

    def scores(chosen: np.ndarray) -> dict:
        result = pixel_scores(matrices[chosen], classes)
        if not np.isnan(surprises).any():
            result["loss"] = float(surprises[chosen].sum() / matrices[chosen].sum())
        return result | (precision_scores(precisions[chosen]) if len(precisions) else {})

    return grouped(scores, [sample.group for sample in samples])


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


def _surprise(mask: np.ndarray, answer: Answer, num_classes: int) -> float:
    """Sum over the labelled pixels of -log P(true class); NaN where the answer has no such probabilities."""
    if answer.probabilities is None or answer.probabilities.shape[-1] != num_classes:
        return float("nan")
    labelled = mask != VOID
    truth = np.minimum(mask, num_classes - 1)[..., None].astype(np.intp)
    believed = np.take_along_axis(answer.probabilities, truth, axis=-1)[..., 0][labelled]
    return float(-np.log(np.maximum(believed, np.finfo(np.float32).tiny), dtype=np.float64).sum())


def _method(model: str, info: DatasetInfo) -> Method:
    if model in CLASSICAL:
        if info.num_classes != 2:
            raise ValueError(f"{model} divides a picture in two, but {info.name} has {info.num_classes} classes.")
        return Method(lambda image: Answer(CLASSICAL[model](image), None, None))
    network, card = load_pretrained(model)
    classes = answer_classes(card)
    if classes != info.classes:
        raise ValueError(
            f"{Path(model).name} predicts {', '.join(classes)}; {info.name} has {', '.join(info.classes)}. "
            "Name weights that were trained for this data set."
        )
    return Method(
        partial(segment, network, card), partial(segment, network, card, flips=True), card["sha256"],
        card.get("picture_size"), card.get("options", {}),
    )


def _append(log: Path, entry: dict) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "a", encoding="utf-8") as file:
        file.write(json.dumps(entry) + "\n")


def _rounded(scores: dict) -> dict:
    return {
        key: _rounded(value) if isinstance(value, dict) else round(value, 4) if isinstance(value, float) else value
        for key, value in scores.items()
    }
