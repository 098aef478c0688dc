"""The two street recipes of the brief against ours, on the same cores and scored alike.

    camvid  34,514,060 parameters, 128x128, void as a twelfth class, 20 epochs of 704 pictures
    carla   8,640,471 parameters, 96x128, 23 tags, 40 epochs of 1,060 pictures; on streets that this course drew, with
            `python -m helpers.datasets.samples carla FOLDER --pictures 1515 --first 3000`: 1,060 are for training

They are rebuilt as their authors ran them: network, size, scaling, loss, optimizer, batches, number of pictures. Two
errors are left out, which only makes them better: CamVid's masks are resized by copying the nearest id, where the
author interpolated ids, and CARLA's pictures are divided by 255 once, where the parent of that recipe did it twice.

Every answer is enlarged to the picture's own size and compared with the mask as it is, void left out; of a network with
an output for void the largest of the other logits counts. The clock counts CPU-seconds of training, all threads
together: what else runs on the machine hardly moves it. Scoring is not counted.

Each finished epoch is appended to data/runs/race-NAME/race.jsonl; a race that was stopped goes on where it was.

    python benchmarks/brief_recipes.py camvid --source FOLDER
    python benchmarks/brief_recipes.py carla --source FOLDER --only brief
"""

import argparse
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import cv2
import keras
import numpy as np
from results import table, write_section

from helpers.datasets import Sample, get_info, load_dataset
from helpers.images import VOID, resize_mask
from helpers.inference import predict_logits
from helpers.losses import median_frequency_weights
from helpers.metrics import accuracy, confusion_matrix, iou, mean_iou
from helpers.models import build_unet
from helpers.paths import RUNS
from helpers.pipeline import Batches, decode_all, random_view
from helpers.provenance import commit_id
from helpers.recipes import LOSSES, RECIPES, Recipe
from helpers.runs import load_weights, save_weights
from helpers.training import compile_model

Batch = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Contestant:
    """One way to train a network.

    Attributes:
        build: training samples -> compiled network and a function that returns the batches of an epoch by its number.
        look: network, picture uint8 (H, W, 3) -> logits (h, w, outputs), of any size.
        epochs: how long the training goes on.
        title: in words.
    """

    build: Callable[[Sequence[Sample]], tuple[keras.Model, Callable[[int], Iterable[Batch]]]]
    look: Callable[[keras.Model, np.ndarray], np.ndarray]
    epochs: int
    title: str


@dataclass(frozen=True)
class Race:
    """A data set, the brief's recipe and ours.

    Attributes:
        dataset: its name.
        small: (height, width) at which the brief's network works.
        contestants: "brief" and "ours".
    """

    dataset: str
    small: tuple[int, int]
    contestants: dict[str, Contestant]


def shrink(image: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Resizes as `tf.image.resize` does by default: interpolated between four pixels, also where it shrinks."""
    return cv2.resize(image, size[::-1], interpolation=cv2.INTER_LINEAR)


def to_one(image: np.ndarray) -> np.ndarray:
    """0..255 to -1..1, as the CamVid recipe has it."""
    return image.astype(np.float32) / 127.5 - 1


def copied(image: np.ndarray) -> np.ndarray:
    """Resizes to 96x128 by copying pixels, as the CARLA recipe does with pictures too; float32."""
    return resize_mask(image, (96, 128)).astype(np.float32)


def brief_camvid(samples: Sequence[Sample], seed: int = 0) -> tuple[keras.Model, Callable[[int], Iterator[Batch]]]:
    """The recipe of the brief for CamVid: shuffle(100), batches of 32, 22 steps an epoch, one-hot masks, Adam."""
    void = get_info("camvid").num_classes
    images = np.stack([to_one(shrink(sample.image, (128, 128))) for sample in samples])
    masks = np.stack([resize_mask(sample.mask, (128, 128)) for sample in samples])
    one_hot = keras.utils.to_categorical(np.where(masks == VOID, void, masks), void + 1)
    model = build_unet((128, 128, 3), void + 1, (64, 128, 256, 512, 1024), None, dropout=0.3,
                       upsampling="transposed3")
    model.compile("adam", keras.losses.CategoricalCrossentropy(from_logits=True), jit_compile=False)
    return model, partial(shuffled, images, one_hot, 100, 22, seed)


def brief_carla(samples: Sequence[Sample], seed: int = 0) -> tuple[keras.Model, Callable[[int], Iterator[Batch]]]:
    """The recipe of the brief for CARLA: a buffer of 500, batches of 32, every picture once an epoch, Adam."""
    images = np.stack([copied(sample.image) for sample in samples]) / 255
    masks = np.stack([resize_mask(sample.mask, (96, 128)) for sample in samples])
    model = build_unet((96, 128, 3), get_info("carla-23").num_classes, (32, 64, 128, 256, 512), None,
                       bottom_dropout=0.3, upsampling="transposed3", head_filters=32)
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), jit_compile=False)
    return model, partial(shuffled, images, masks.astype(np.int32), 500, -(-len(images) // 32), seed)


def shuffled(
    images: np.ndarray, labels: np.ndarray, buffer: int, steps: int, seed: int, epoch: int
) -> Iterator[Batch]:
    """One epoch of tf.data's shuffle(buffer), batches of 32, as NumPy arrays; it begins anew where it runs out."""
    import tensorflow as tf

    order = tf.data.Dataset.range(len(images)).shuffle(buffer, seed=1000 * seed + epoch)
    if steps > -(-len(images) // 32):
        order = order.repeat()
    for places in order.batch(32).take(steps).as_numpy_iterator():
        yield images[places], labels[places]


def ours(
    recipe: Recipe, epochs: int, samples: Sequence[Sample], seed: int = 0
) -> tuple[keras.Model, Callable[[int], Iterator[Batch]]]:
    """Our recipe: random views of the recipe's size, cut from pictures that are decoded once."""
    pairs = decode_all(samples, progress=True)
    classes = get_info(samples[0].dataset).num_classes
    weights = None
    if recipe.rare_classes:
        weights = median_frequency_weights([mask for _, mask in pairs], classes) ** recipe.rare_classes
    view = partial(random_view, size=recipe.size, **recipe.view)
    batches = Batches(pairs * recipe.views_per_picture, recipe.batch_size, view, seed)
    model = build_unet(num_classes=classes, filters=recipe.filters, **recipe.network)
    compile_model(model, epochs * len(batches), recipe.learning_rate, recipe.weight_decay,
                  loss=LOSSES[recipe.loss](weights), clip=recipe.clip)
    return model, batches.epoch


def our_contestant(recipe: Recipe, epochs: int, title: str) -> Contestant:
    """A contestant that trains one of our recipes for so many epochs."""
    return Contestant(partial(ours, recipe, epochs), predict_logits, epochs, title)


def races() -> dict[str, Race]:
    """The races by name."""
    camvid = replace(RECIPES["camvid"], views_per_picture=1)
    return {
        "camvid": Race("camvid", (128, 128), {
            "brief": Contestant(brief_camvid, lambda model, image: look(model, to_one(shrink(image, (128, 128)))),
                                20, "34.5 M, squashed to 128x128, void a class"),
            "ours": our_contestant(camvid, 14, "3.9 M, views of 224x288, void ignored"),
        }),
        "carla": Race("carla-23", (96, 128), {
            "brief": Contestant(brief_carla, lambda model, image: look(model, copied(image) / 255), 40,
                                "8.6 M, 96x128, pixels copied"),
            "ours": our_contestant(RECIPES["carla-23"], 12, "0.5 M, views of 112x144"),
        }),
    }


def look(model: keras.Model, picture: np.ndarray) -> np.ndarray:
    """The logits of one prepared picture."""
    return np.asarray(model.predict_on_batch(picture[None]))[0]


def scores_of(
    look_at: Callable[[np.ndarray], np.ndarray], samples: Iterable[Sample], classes: Sequence[str],
    small: tuple[int, int],
) -> dict:
    """Scores a network on whole pictures, at their own size and at the small one.

    Args:
        look_at: picture uint8 (H, W, 3) -> logits (h, w, outputs); outputs past the classes are void.
        samples: of validation.
        classes: names of the ids.
        small: (height, width) of the second score.

    Returns:
        accuracy, mean_iou, iou (by class; None where a class never occurs), small_accuracy, small_mean_iou; and, of a
        network with an output for void, accuracy_with_void: at the small size, void a class like the others, which
        is the number that its author watched.
    """
    num_classes = len(classes)
    counts = {size: np.zeros((num_classes, num_classes), np.int64) for size in ("own", "small")}
    right = pixels = 0
    for sample in samples:
        logits = look_at(sample.image)
        masks = {"own": sample.mask, "small": resize_mask(sample.mask, small)}
        for size, mask in masks.items():
            answer = cv2.resize(logits, mask.shape[::-1], interpolation=cv2.INTER_LINEAR)
            counts[size] += confusion_matrix(mask, answer[..., :num_classes].argmax(axis=-1), num_classes)
        if logits.shape[-1] > num_classes:
            wanted = np.where(masks["small"] == VOID, num_classes, masks["small"])
            right += (answer.argmax(axis=-1) == wanted).sum()
            pixels += wanted.size
    by_class = {name: None if np.isnan(value) else round(float(value), 4)
                for name, value in zip(classes, iou(counts["own"]), strict=True)}
    scores = {
        "accuracy": accuracy(counts["own"]), "mean_iou": mean_iou(counts["own"]),
        "small_accuracy": accuracy(counts["small"]), "small_mean_iou": mean_iou(counts["small"]),
    }
    if pixels:
        scores["accuracy_with_void"] = right / pixels
    return {key: round(float(value), 4) for key, value in scores.items()} | {"iou": by_class}


def run(race: Race, name: str, source: str, log: Path, folder: Path, seed: int = 0) -> None:
    """Trains one contestant to its end, or goes on with it, and appends a row per epoch to the log."""
    contestant, info = race.contestants[name], get_info(race.dataset)
    rows = [row for row in read_race(log) if row["contestant"] == name]
    if len(rows) == contestant.epochs:
        return
    folder.mkdir(parents=True, exist_ok=True)
    log.parent.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(seed)
    val = load_dataset(race.dataset, "val", source)

    began = time.process_time()
    model, epoch_batches = contestant.build(load_dataset(race.dataset, "train", source))
    spent = time.process_time() - began
    if rows:
        model.optimizer.build(model.trainable_variables)
        load_weights(model, folder / f"{name}-{len(rows):04d}.weights.h5")
        spent = rows[-1]["cpu_seconds"]  # what was built again now was paid for then
    pictures = rows[-1]["pictures"] if rows else 0

    for epoch in range(len(rows), contestant.epochs):
        began = time.process_time()
        model.reset_metrics()
        for images, labels in epoch_batches(epoch):
            loss = model.train_on_batch(images, labels)
            pictures += len(images)
        spent += time.process_time() - began
        save_weights(model, folder / f"{name}-{epoch + 1:04d}.weights.h5")
        scores = scores_of(partial(contestant.look, model), val, info.classes, race.small)
        row = {
            "contestant": name, "title": contestant.title, "parameters": model.count_params(), "epoch": epoch + 1,
            "epochs": contestant.epochs, "pictures": pictures, "cpu_seconds": round(spent, 1),
            "loss": round(float(loss), 4), **scores, "split": "val", "seed": seed,
            "source": "sample" if source == "sample" else info.source, "commit": commit_id(),
        }
        with open(log, "a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        (folder / f"{name}-{epoch:04d}.weights.h5").unlink(missing_ok=True)
        print(f"{name} {epoch + 1}/{contestant.epochs}: {row['cpu_seconds']:.0f} CPU-seconds, loss {row['loss']}, "
              f"accuracy {row['accuracy']}, mean IoU {row['mean_iou']} ({row['small_mean_iou']} small)", flush=True)


def read_race(log: Path) -> list[dict]:
    """The rows of a log; none where there is no log yet."""
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()] if log.exists() else []


def seconds_until(rows: Sequence[dict], score: str, goal: float) -> float | None:
    """CPU-seconds until a score was first reached; None if it never was.

    Example:
        >>> seconds_until([{"mean_iou": 0.1, "cpu_seconds": 5}, {"mean_iou": 0.4, "cpu_seconds": 9}], "mean_iou", 0.3)
        9
    """
    return next((row["cpu_seconds"] for row in rows if row[score] >= goal), None)


def report(race: Race, rows: Sequence[dict]) -> str:
    """The race in a table: when ours reached the brief's best, in each of the two scores and at both sizes."""
    brief, our = ([row for row in rows if row["contestant"] == name] for name in ("brief", "ours"))
    lines = []
    for score, words in {
        "mean_iou": "mean IoU, pictures' own size", "accuracy": "accuracy, pictures' own size",
        "small_mean_iou": f"mean IoU, {race.small[0]}x{race.small[1]}",
        "small_accuracy": f"accuracy, {race.small[0]}x{race.small[1]}",
    }.items():
        best = max(brief, key=lambda row: row[score])
        ours_at = seconds_until(our, score, best[score])
        reached = f"{ours_at:.0f}" if ours_at else "not reached"
        share = f"{ours_at / best['cpu_seconds']:.1%}" if ours_at else ""
        lines.append([words, f"{best[score]:.3f} (epoch {best['epoch']})", f"{best['cpu_seconds']:.0f}", reached, share,
                      f"{max(row[score] for row in our):.3f}"])
    text = table(["validation score", "the brief's best", "CPU-seconds until then", "ours: CPU-seconds until the same",
                  "share", "ours at its best"], lines)
    done = [f"{len(of)} of {of[0]['epochs']} epochs of {whose}"
            for of, whose in ((brief, "the brief's recipe"), (our, "ours"))]
    simulated = "" if race.dataset == "camvid" else " Streets that are simulated by us."
    return f"{text}\n\n{' and '.join(done)}; seed {brief[0]['seed']}, one run each.{simulated}"


def main(arguments: list[str] | None = None) -> None:
    """Reads the command line, runs what is missing and writes the section of RESULTS.md."""
    known = races()
    parser = argparse.ArgumentParser(description="Trains the brief's street recipes and ours, side by side.")
    parser.add_argument("race", choices=known)
    parser.add_argument("--source", default="full", help="full (default), sample, or a folder of the files")
    parser.add_argument("--only", choices=("brief", "ours"), help="train one of the two")
    parser.add_argument("--log", type=Path)
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="folder of the trainings")
    chosen = parser.parse_args(arguments)
    race = known[chosen.race]
    log = chosen.log or RUNS / f"race-{chosen.race}" / "race.jsonl"
    for name in [chosen.only] if chosen.only else race.contestants:
        run(race, name, chosen.source, log, chosen.runs / f"race-{chosen.race}")
    rows = read_race(log)
    if {row["contestant"] for row in rows} == set(race.contestants):
        write_section(f"The brief's recipe for {race.dataset} against ours",
                      f"python benchmarks/brief_recipes.py {chosen.race}", report(race, rows))


if __name__ == "__main__":
    main()
