"""The toolbox against what it replaces: augmentation, input pipeline, metrics, border weights; all in one run.

    python benchmarks/toolbox.py [CAMVID]

takes about two minutes and writes its section of benchmarks/RESULTS.md. Each time is the median of several rounds, in
which both sides take turns, so that a busy machine slows both. The pipeline reads drawn streets; with the folder of
the real CamVid, those too: photographs take longer to decode than drawings.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import cv2
import keras
import numpy as np
import tensorflow as tf
from keras import layers
from results import table, write_section

from helpers.augment import elastic_field, random_affine, warp
from helpers.datasets import load_dataset
from helpers.images import read_image, read_mask, resize_image, resize_mask, write_image, write_mask
from helpers.losses import border_weights
from helpers.metrics import confusion_matrix
from helpers.metrics.streaming import StreamingScore
from helpers.pipeline import Batches, random_view
from helpers.scenes import streets

PICTURES = 72
SIZE = (128, 128)
BATCH = 32
ROUNDS = 15


def seconds_of(
    contenders: dict[str, Callable[[], object]], rounds: int = ROUNDS, calls: int = 1
) -> dict[str, float]:
    """Median seconds of a call; they take turns of so many calls, as in a loop over pictures, after one to warm up."""
    taken = {name: [] for name in contenders}
    for turn in range(rounds + 1):
        for name, work in contenders.items():
            start = time.perf_counter()
            for _ in range(calls):
                work()
            if turn:
                taken[name].append((time.perf_counter() - start) / calls)
    return {name: statistics.median(times) for name, times in taken.items()}


def ratio(slow: float, fast: float) -> str:
    return f"**{slow / fast:.0f} times**"


# Augmentation: turn, scale, mirror and deform eight pictures of 256 x 256 with their masks.

def augmentation() -> list[list[str]]:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (8, 256, 256, 3), dtype=np.uint8)
    masks = rng.integers(0, 5, (8, 256, 256)).astype(np.uint8)
    chain = [
        layers.RandomFlip("horizontal"), layers.RandomRotation(15 / 360, fill_mode="reflect"),
        layers.RandomZoom((-0.3, 0.4), fill_mode="reflect"),
        layers.RandomElasticTransform(factor=1.0, scale=1.0),
    ]

    @tf.function
    def keras_graph(images, masks):
        batch = {"images": images, "segmentation_masks": masks}
        for layer in chain:
            batch = layer(batch, training=True)
        return batch

    float_images, float_masks = tf.constant(images, tf.float32), tf.constant(masks[..., None], tf.float32)

    def ours():
        for image, mask in zip(images, masks, strict=True):
            matrix = random_affine((256, 256), (256, 256), rng)
            warp(image, mask, matrix, (256, 256), elastic_field((256, 256), rng))

    taken = seconds_of({"keras": lambda: keras_graph(float_images, float_masks), "ours": ours}, calls=3)
    return [["augmentation, 256x256, picture and mask: flip, turn, zoom, elastic; ms per picture",
             f"Keras's layers in one tf.function: {taken['keras'] / 8 * 1e3:.0f}",
             f"`warp` with `elastic_field`: {taken['ours'] / 8 * 1e3:.1f}", ratio(taken["keras"], taken["ours"])]]


# The pipeline: files of 360 x 480 become batches of 128 x 128.

def write_files(folder: Path) -> tuple[list[str], list[str]]:
    """Writes mosaics of nine drawn streets each, in CamVid's size, as PNG; returns the names of both kinds."""
    drawn = [streets.draw(seed) for seed in range(PICTURES)]
    names = [str(folder / f"{number}.png") for number in range(PICTURES)]
    for number, name in enumerate(names):
        nine = [drawn[(7 * number + place) % PICTURES] for place in range(9)]
        write_image(name, mosaic([image for image, _ in nine]))
        write_mask(name.replace(".png", "_mask.png"), mosaic([mask for _, mask in nine]))
    return names, [name.replace(".png", "_mask.png") for name in names]


def mosaic(nine: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.concatenate(nine[first:first + 3], axis=1) for first in (0, 3, 6)])


def in_every_epoch(image_path, mask_path):
    """The brief's way with CamVid: read, decode, resize and scale both, in every epoch; masks averaged, one-hot."""
    image = tf.image.decode_png(tf.io.read_file(image_path), channels=3)
    mask = tf.image.decode_png(tf.io.read_file(mask_path), channels=1)
    image = tf.image.resize(image, SIZE) / 127.5 - 1
    mask = tf.cast(tf.image.resize(mask, SIZE), tf.int32)
    return image, tf.one_hot(mask[..., 0], 12)


def pictures_in(batches: Iterable) -> int:
    return sum(len(images) for images, _ in batches)


def epochs_of(batches: Batches) -> Iterator:
    for number in range(4):
        yield from batches.epoch(number)


def camvid_files(folder: Path) -> tuple[list[str], list[str]]:
    """Names the first training pictures and masks of the real CamVid."""
    found = load_dataset("camvid", "train", folder).files[:PICTURES]
    return [str(files.image) for files in found], [str(files.masks[0]) for files in found]


def pipeline(files: tuple[list[str], list[str]], kind: str) -> list[list[str]]:
    paths = tf.data.Dataset.from_tensor_slices(files)
    plain = paths.shuffle(100).map(in_every_epoch).batch(BATCH)
    parallel = paths.shuffle(100).map(in_every_epoch, num_parallel_calls=tf.data.AUTOTUNE).batch(BATCH).prefetch(2)

    start = time.perf_counter()
    decoded = [(read_image(image), read_mask(mask)) for image, mask in zip(*files, strict=True)]
    small = [(resize_image(image, SIZE), resize_mask(mask, SIZE)) for image, mask in decoded]
    once = time.perf_counter() - start
    same_work = Batches(small, BATCH, lambda pair, rng: pair)
    views = Batches(decoded, BATCH, partial(random_view, size=SIZE, rotation=5.0))
    elastic = Batches(decoded, BATCH, partial(random_view, size=SIZE, elastic=4.0))

    contenders = {"plain": plain, "parallel": parallel}
    ours = {"same": same_work, "views": views, "elastic": elastic}
    taken = seconds_of({name: partial(pictures_in, dataset) for name, dataset in contenders.items()}
                       | {name: lambda b=batches: pictures_in(epochs_of(b)) for name, batches in ours.items()})
    speed = {name: len(small) / taken[name] for name in contenders}
    speed |= {name: sum(len(images) for images, _ in epochs_of(batches)) / taken[name]
              for name, batches in ours.items()}
    what = f"pipeline, {kind} of 360x480 to 128x128 batches of {BATCH}; pictures per second"
    against = [("plain", "same"), ("plain", "views"), ("plain", "elastic"), ("parallel", "same"), ("parallel", "views")]
    words = {"plain": "tf.image in every epoch, as the brief writes it",
             "parallel": "the same with parallel map and prefetch",
             "same": f"`Batches`, the same pictures, decoded once (in {once:.1f} s)",
             "views": "`Batches`, random views", "elastic": "`Batches`, elastic views"}
    return [[what, f"{words[theirs]}: {speed[theirs]:.0f}", f"{words[mine]}: {speed[mine]:.0f}",
             ratio(speed[mine], speed[theirs])] for theirs, mine in against]


# Metrics: 8 pictures of 360 x 480, 12 classes.

def metrics() -> list[list[str]]:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 12, (8, 360, 480)).astype(np.uint8)
    logits = rng.random((8, 360, 480, 12)).astype(np.float32)
    predictions = logits.argmax(axis=-1)
    of_ids, of_logits = keras.metrics.MeanIoU(12), keras.metrics.MeanIoU(12, sparse_y_pred=False)
    streaming = StreamingScore(12)
    in_graph = {name: tf.function(metric.update_state) for name, metric in
                (("ids", of_ids), ("logits", of_logits), ("streaming", streaming))}
    label_tensor, id_tensor, logit_tensor = (tf.constant(labels, tf.int32), tf.constant(predictions, tf.int32),
                                             tf.constant(logits))
    taken = seconds_of({
        "keras eager": lambda: of_ids.update_state(label_tensor, id_tensor),
        "keras graph": lambda: in_graph["ids"](label_tensor, id_tensor),
        "ours": lambda: confusion_matrix(labels, predictions, 12),
        "keras logits": lambda: in_graph["logits"](label_tensor, logit_tensor),
        "streaming": lambda: in_graph["streaming"](label_tensor, logit_tensor),
    }, calls=3)
    milliseconds = {name: f"{seconds * 1e3:.1f}" for name, seconds in taken.items()}
    what = "ids against ids, 8x360x480, 12 classes; ms"
    return [
        [what, f"keras.metrics.MeanIoU, called: {milliseconds['keras eager']}",
         f"`confusion_matrix`: {milliseconds['ours']}", ratio(taken["keras eager"], taken["ours"])],
        [what, f"keras.metrics.MeanIoU, in a tf.function: {milliseconds['keras graph']}",
         f"`confusion_matrix`: {milliseconds['ours']}", ratio(taken["keras graph"], taken["ours"])],
        ["logits, in a tf.function; ms", f"keras.metrics.MeanIoU: {milliseconds['keras logits']}",
         f"`StreamingScore`: {milliseconds['streaming']}", f"{taken['keras logits'] / taken['streaming']:.1f} times"],
    ]


# Border weights: 50 nuclei on 256 x 256.

def fifty_objects() -> np.ndarray:
    """Fifty discs of different sizes on 256 x 256, some of which touch."""
    rng, instances = np.random.default_rng(0), np.zeros((256, 256), np.int32)
    for number in range(1, 51):
        row, column = divmod(number - 1, 8)
        centre = (16 + 32 * column + int(rng.integers(-5, 6)), 18 + 36 * row + int(rng.integers(-5, 6)))
        cv2.circle(instances, centre, int(rng.integers(8, 17)), number, -1)
    return instances


def one_distance_per_object(instances: np.ndarray) -> np.ndarray:
    """The paper's map as its formula stands: the distance to every object, everywhere."""
    distances = [cv2.distanceTransform((instances != number).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
                 for number in np.unique(instances)[1:]]
    first, second = np.partition(np.array(distances), 1, axis=0)[:2]
    return np.where(instances == 0, 10 * np.exp(-((first + second) ** 2) / (2 * 5**2)), 0)


def weights() -> list[list[str]]:
    instances = fifty_objects()
    assert np.unique(instances).size == 51
    np.testing.assert_allclose(border_weights(instances), one_distance_per_object(instances), atol=1e-4)
    taken = seconds_of({
        "formula": lambda: one_distance_per_object(instances),
        "ours": lambda: border_weights(instances),
    }, calls=10)
    return [["border weights, 50 objects, 256x256; ms",
             f"a distance to each object, everywhere: {taken['formula'] * 1e3:.0f}",
             f"`border_weights`: {taken['ours'] * 1e3:.1f}", f"{taken['formula'] / taken['ours']:.0f} times"]]


def main(camvid: str | None = None) -> None:
    # What runs in TensorFlow comes last: its threads stay awake and slow down what follows.
    rows = weights()
    with tempfile.TemporaryDirectory() as folder:
        rows += pipeline(write_files(Path(folder)), f"{PICTURES} drawn streets")
    if camvid:
        files = camvid_files(Path(camvid))
        rows += pipeline(files, f"{len(files[0])} streets of the real CamVid")
    rows += [*metrics(), *augmentation()]
    text = table(["what", "the usual way", "ours", "ratio"], rows)
    print(text)
    command = "python benchmarks/toolbox.py" + (" CAMVID" if camvid else "")
    write_section("The toolbox: augmentation, pipeline, metrics, border weights", command, text)


if __name__ == "__main__":
    main(*sys.argv[1:2])
