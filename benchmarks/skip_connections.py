"""Skip connections, side by side: the comparison of notebook 04, trained longer and with more seeds.

Five kinds of training on the sample streets, five seeds each, all with the same batches in the same order:

    none         no skip connections, as many parameters as `concatenate`
    none_wider   no skip connections, as many multiply-adds as `concatenate`
    concatenate  skip connections by concatenation
    add          skip connections by addition, as many parameters as `concatenate`

on all training pictures, and `none` and `concatenate` again on eight of them, where overfitting has a chance.
One core needs about half an hour. Each finished training is appended to data/runs/skip-connections/log.csv;
trainings that are in it are not repeated, so a stopped benchmark goes on where it was. Of the first seed, trained on
all pictures, the weights are kept beside the log: notebook 04 looks into these networks.

    python benchmarks/skip_connections.py
"""

import csv
import itertools
from collections.abc import Iterator
from functools import partial

import keras
import numpy as np

from helpers.datasets import get_info, load_dataset
from helpers.metrics import boundary_iou, confusion_matrix, iou
from helpers.models import build_unet
from helpers.paths import RUNS
from helpers.pipeline import Batches, decode_all, endless, random_view
from helpers.training import compile_model
from helpers.weights import save_pretrained

LOG = RUNS / "skip-connections" / "log.csv"
NETWORKS = {
    "none": ("none", (8, 17, 34, 67)),
    "none_wider": ("none", (9, 18, 36, 70)),
    "concatenate": ("concatenate", (8, 16, 32, 64)),
    "add": ("add", (8, 17, 34, 67)),
}
TRAININGS = [("none", 52, 1600), ("concatenate", 52, 1600), ("none", 8, 800), ("concatenate", 8, 800),
             ("add", 52, 1600), ("none_wider", 52, 1600)]
SEEDS = range(5)
KEPT = {("none", 52, 0), ("concatenate", 52, 0)}
SCORED_AFTER = (100, 200, 400, 800, 1600)
BATCH, CROP, LEARNING_RATE = 4, (64, 80), 5e-3
INFO = get_info("camvid")
COLUMNS = ("network", "pictures", "seed", "step", "train_mean_iou", "val_mean_iou", "train_boundary_iou",
           "val_boundary_iou", *(f"val_iou_{name}" for name in INFO.classes))


def scores(model: keras.Model, pairs: list) -> tuple[float, float, np.ndarray]:
    """Mean IoU, mean boundary IoU and the IoU of each class, on whole pictures of one size."""
    images = np.stack([image for image, _ in pairs]).astype(np.float32) / 255
    masks = np.stack([mask for _, mask in pairs])
    answers = model.predict(images, batch_size=14, verbose=0).argmax(axis=-1)
    by_class = iou(confusion_matrix(masks, answers, INFO.num_classes))
    rims = boundary_iou(list(masks), list(answers), INFO.num_classes)
    return np.nanmean(by_class), np.nanmean(rims), by_class


def train(network: str, pairs: list, val: list, seed: int, steps: int) -> Iterator[dict]:
    """Trains one network from scratch and yields a row of scores at each of `SCORED_AFTER`."""
    keras.utils.set_random_seed(seed)
    skips, filters = NETWORKS[network]
    model = build_unet(num_classes=INFO.num_classes, filters=filters, skips=skips)
    compile_model(model, steps, LEARNING_RATE)
    crops = partial(random_view, size=CROP, scale=(1, 1), rotation=0, light=0)
    batches = endless(Batches(pairs, BATCH, crops, seed=seed))
    for step, (images, masks) in enumerate(itertools.islice(batches, steps), start=1):
        model.train_on_batch(images, masks)
        if step in SCORED_AFTER:
            (train_mean, train_rims, _), (val_mean, val_rims, by_class) = scores(model, pairs), scores(model, val)
            numbers = (train_mean, val_mean, train_rims, val_rims, *by_class)
            yield dict(zip(COLUMNS, (network, len(pairs), seed, step, *(f"{n:.4f}" for n in numbers)), strict=True))
    if (network, len(pairs), seed) in KEPT:
        keep(model, network, steps)


def keep(model: keras.Model, network: str, steps: int) -> None:
    """Stores the weights and their card beside the log."""
    skips, filters = NETWORKS[network]
    save_pretrained(model, {
        "dataset": "camvid",
        "model": {"num_classes": INFO.num_classes, "filters": list(filters), "skips": skips},
        "classes": list(INFO.classes),
        "trained_on": "sample pictures drawn by this course",
        "run": {"command": "python benchmarks/skip_connections.py", "steps": steps, "seed": 0},
        "limits": "a small network after a short training, to look into; people, fences and cyclists are not found",
    }, LOG.parent / network)


def main() -> None:
    """Runs the trainings that the log does not hold yet."""
    pairs, val = (decode_all(load_dataset("camvid", split)) for split in ("train", "val"))
    LOG.parent.mkdir(parents=True, exist_ok=True)
    if not LOG.exists():
        LOG.write_text(",".join(COLUMNS) + "\n", encoding="utf-8")
    with open(LOG, newline="", encoding="utf-8") as file:
        done = {(row["network"], int(row["pictures"]), int(row["seed"])) for row in csv.DictReader(file)}
    for seed, (network, pictures, steps) in itertools.product(SEEDS, TRAININGS):
        if (network, pictures, seed) not in done:
            rows = list(train(network, pairs[:pictures], val, seed, steps))
            with open(LOG, "a", newline="", encoding="utf-8") as file:
                csv.DictWriter(file, COLUMNS, lineterminator="\n").writerows(rows)
            print(f"{network} on {pictures} pictures, seed {seed}: boundary IoU {rows[-1]['val_boundary_iou']}")


if __name__ == "__main__":
    main()
