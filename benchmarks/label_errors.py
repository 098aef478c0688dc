"""What two mistakes with labels cost on real streets: void as a class of its own, and ids that were averaged.

    nearest     each label copied from the nearest pixel; void is left out
    void        the same labels; void is taught as a twelfth class, as the brief's network has it
    blended     labels resized like pictures and cast to whole numbers, as the brief does; void is the twelfth class

First, without any training, how far averaged labels are from copied ones. Then the same small network is trained with
each of the three, on the same views with the same seeds, each run a minute of one core. All are asked for the largest
of their eleven real logits, and scored on the validation pictures at their own size against the labels as they are,
void left out. Beside it stands the accuracy that each would report of itself: all its outputs, its own kind of labels,
its own size. Finished runs are appended to data/runs/label-errors/labels.jsonl, which notebook 08 reads; runs that are
in it are not repeated.

    python benchmarks/label_errors.py --source FOLDER --seeds 0 1 2
"""

import argparse
import itertools
import json
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import cv2
import keras
import numpy as np
from results import table, write_section

from helpers.datasets import Sample, get_info, load_dataset
from helpers.images import VOID, resize_mask
from helpers.inference import most_likely, predict_logits
from helpers.losses import CrossEntropy
from helpers.metrics import accuracy, confusion_matrix, iou, mean_iou
from helpers.models import build_unet
from helpers.paths import RUNS
from helpers.pipeline import Batches, decode_all, endless, random_view
from helpers.provenance import commit_id
from helpers.training import compile_model

LOG = RUNS / "label-errors" / "labels.jsonl"
INFO = get_info("camvid")
REAL, TWELFTH = INFO.num_classes, INFO.file_void
SETTINGS = {"filters": (16, 32, 64, 128), "stem_stride": 2, "skips": "add", "size": (96, 128), "batch_size": 16,
            "steps": 150, "learning_rate": 4e-3}
VIEW = {"scale": (1.0, 1.6), "rotation": 0.0, "light": 0.25}
SIZES = ((96, 128), (128, 128))  # of the networks here, and of the brief's
TITLES = {"nearest": "copied, void left out", "void": "copied, void a class", "blended": "averaged, void a class"}


def with_twelfth(mask: np.ndarray) -> np.ndarray:
    """The ids of the files again: void (255) is 11."""
    return np.where(mask == VOID, np.uint8(TWELFTH), mask)


def blend_ids(mask: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Resizes ids as if they were brightness, and cuts off what follows the point: the mistake.

    Args:
        mask: ids (H, W).
        size: (height, width).

    Returns:
        uint8 (height, width). Between ids 0 and 11, every id of 0..11 can come out.
    """
    height, width = size
    return cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR).astype(np.uint8)


def labels_of(sample: Sample, kind: str, size: tuple[int, int]) -> np.ndarray:
    """The labels of one of TITLES, (height, width): ids 0..10 and void 255, or ids 0..11."""
    if kind == "nearest":
        return resize_mask(sample.mask, size)
    mask = with_twelfth(sample.mask)
    return blend_ids(mask, size) if kind == "blended" else resize_mask(mask, size)


def damage(samples: Sequence[Sample], size: tuple[int, int]) -> dict:
    """How far averaged labels are from copied ones.

    Returns:
        wrong, the share of labelled pixels (not void) whose averaged label is another; mean_iou of the averaged
        labels over the real classes, as if they were the answers of a network; and iou, the same by class.
    """
    matrix = sum(confusion_matrix(labels_of(s, "void", size), labels_of(s, "blended", size), REAL + 1)
                 for s in samples)
    scores = iou(matrix)[:REAL]
    return {"wrong": 1 - float(np.trace(matrix[:REAL]) / matrix[:REAL].sum()), "mean_iou": float(scores.mean()),
            "iou": dict(zip(INFO.classes, scores.tolist(), strict=True))}


def train(samples: Sequence[Sample], kind: str, seed: int, settings: dict) -> tuple[keras.Model, float]:
    """Trains one network on labels of one of TITLES.

    Returns:
        The network, and the processor's seconds that it took, decoding not counted.
    """
    pairs = decode_all(samples, size=settings["size"])
    taught = [labels_of(sample, kind, settings["size"]) for sample in samples]
    pairs = [(image, labels) for (image, _), labels in zip(pairs, taught, strict=True)]
    view = partial(random_view, size=settings["size"], **VIEW)
    keras.utils.set_random_seed(seed)
    model = build_unet(num_classes=REAL + (kind != "nearest"), filters=settings["filters"],
                       stem_stride=settings["stem_stride"], skips=settings["skips"])
    compile_model(model, settings["steps"], settings["learning_rate"], loss=CrossEntropy())
    began = time.process_time()
    batches = Batches(pairs, settings["batch_size"], view, seed)
    model.fit(endless(batches), steps_per_epoch=settings["steps"], shuffle=False, verbose=0)
    return model, time.process_time() - began


def answer_at(logits: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Interpolates the real logits to (height, width), and names the largest: ids 0..10."""
    height, width = size
    return most_likely(cv2.resize(logits[..., :REAL], (width, height), interpolation=cv2.INTER_LINEAR))


def scores_of(model: keras.Model, samples: Sequence[Sample], kind: str, size: tuple[int, int]) -> dict:
    """Scores at the pictures' own size, and the accuracy that the network would report of itself."""
    outputs = model.output_shape[-1]
    matrix, own = np.zeros((REAL, REAL), np.int64), np.zeros((outputs, outputs), np.int64)
    for sample, (image, _) in zip(samples, decode_all(samples, size=size), strict=True):
        logits = predict_logits(model, image)
        matrix += confusion_matrix(sample.mask, answer_at(logits, sample.mask.shape), REAL)
        own += confusion_matrix(labels_of(sample, kind, size), most_likely(logits), outputs)
    void_found = float(iou(own)[TWELFTH]) if outputs > REAL else None
    return {"accuracy": accuracy(matrix), "mean_iou": mean_iou(matrix), "own_accuracy": accuracy(own),
            "void_iou": void_found, "iou": dict(zip(INFO.classes, iou(matrix).tolist(), strict=True))}


def measure(source: str, seeds: Sequence[int], log: Path, settings: dict) -> list[dict]:
    """Adds to the log what it does not hold yet, and returns its rows."""
    log.parent.mkdir(parents=True, exist_ok=True)
    samples = {split: list(load_dataset("camvid", split, source)) for split in ("train", "val")}
    rows = read_rows(log)
    for size in SIZES:
        if not any(row["what"] == "labels" and row["size"] == list(size) for row in rows):
            scores = damage(samples["train"], size)
            rows.append(append(log, {"what": "labels", "size": list(size), "split": "train", **scores}))
    for seed, kind in itertools.product(seeds, TITLES):
        if any(row["what"] == "network" and (row["labels"], row["seed"]) == (kind, seed) for row in rows):
            continue
        model, seconds = train(samples["train"], kind, seed, settings)
        scores = scores_of(model, samples["val"], kind, settings["size"])
        rows.append(append(log, {
            "what": "network", "labels": kind, "seed": seed, "title": TITLES[kind], "split": "val",
            "source": "sample" if source == "sample" else "real", "cpu_seconds": round(seconds, 1),
            "parameters": model.count_params(), "settings": settings, "commit": commit_id(), **scores}))
        print(f"{kind}, seed {seed}: mean IoU {scores['mean_iou']:.3f}, its own accuracy {scores['own_accuracy']:.3f}")
    return rows


def append(log: Path, row: dict) -> dict:
    """Writes one row, rounded, at the end of the log, and returns it as it will be read again."""
    text = json.dumps(json.loads(json.dumps(row), parse_float=lambda number: round(float(number), 4)))
    with open(log, "a", encoding="utf-8") as file:
        file.write(text + "\n")
    return json.loads(text)


def read_rows(log: Path = LOG) -> list[dict]:
    """The rows of the log; none where there is no log yet."""
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()] if log.exists() else []


def report(rows: Sequence[dict]) -> str:
    """Writes what was measured as markdown."""
    exact = [[f"{row['size'][0]}x{row['size'][1]}", f"{row['wrong']:.1%}", f"{row['mean_iou']:.3f}"]
             for row in rows if row["what"] == "labels"]
    trained = []
    for kind, title in TITLES.items():
        runs = [row for row in rows if row["what"] == "network" and row["labels"] == kind]
        if runs:
            trained.append([title, ", ".join(f"{row['mean_iou']:.3f}" for row in runs)]
                           + [f"{np.mean([row[key] for row in runs]):.3f}"
                              for key in ("mean_iou", "accuracy", "own_accuracy")])
    return f"""Labels of the training pictures resized by averaging, against labels copied from the nearest pixel; void
not counted.

{table(["size", "wrong labels", "mean IoU of the labels"], exact)}

A small network taught with each kind; validation pictures at 360x480 against labels as they are, 11 classes. The last
column is what it reports of itself: all its outputs, its own kind of labels, its own size.

{table(["labels", "mean IoU by seed", "mean IoU", "accuracy", "its own accuracy"], trained)}"""


def main(arguments: list[str] | None = None) -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description="Measures what two mistakes with labels cost on CamVid.")
    parser.add_argument("--source", default="full", help="full (default), sample, or a folder of the real files")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--steps", type=int, default=SETTINGS["steps"])
    parser.add_argument("--log", type=Path, default=LOG)
    chosen = parser.parse_args(arguments)
    rows = measure(chosen.source, chosen.seeds, chosen.log, SETTINGS | {"steps": chosen.steps})
    if chosen.log == LOG:
        write_section("Two mistakes with the labels of CamVid", "python benchmarks/label_errors.py", report(rows))


if __name__ == "__main__":
    main()
