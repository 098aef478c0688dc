"""Training that a person can live with: one line an epoch, best and last weights, resume after a kill.

A run lives in a folder:

    log.csv                 one row per epoch, for eyes and spreadsheets
    state.json              the same rows and the settings, for resuming
    last-0007.weights.h5    weights and optimizer state after the epoch that state.json ends with
    best.weights.h5         weights of the epoch with the highest validation mean IoU

Every file is written under another name first and then renamed, state.json last, so a run that is killed at
any moment finds a state that fits together. Views depend on (seed, epoch) only: a resumed run sees what an
undisturbed one would have seen.
"""

import csv
import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import keras
import numpy as np
from tqdm import tqdm

from helpers.images import VOID
from helpers.metrics import accuracy, confusion_matrix, dice, mean_iou
from helpers.pipeline import Batches, Pair, endless, whole_pictures

COLUMNS = ("epoch", "loss", "val_loss", "val_accuracy", "val_mean_iou", "val_dice", "seconds")


def compile_model(
    model: keras.Model,
    steps: int,
    learning_rate: float = 1e-3,
    weight_decay: float = 1e-2,
    warm_up: float = 0.05,
    loss: keras.losses.Loss | None = None,
) -> keras.Model:
    """Gives a network its optimizer and loss: AdamW, warm-up then cosine, cross-entropy that skips void.

    Args:
        model: returns logits (B, H, W, C).
        steps: training steps of the whole run; the learning rate reaches 1 % of its peak at the last one.
        learning_rate: the peak.
        weight_decay: how strongly AdamW pulls weights towards zero.
        warm_up: share of the steps in which the learning rate climbs from 0 to its peak.
        loss: one of `helpers.losses`, or any other that takes ids with void and logits.

    Returns:
        The same model, compiled.
    """
    warm_up_steps = max(1, round(warm_up * steps))
    schedule = keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=0.0, warmup_target=learning_rate, warmup_steps=warm_up_steps,
        decay_steps=max(1, steps - warm_up_steps), alpha=0.01,
    )
    model.compile(
        optimizer=keras.optimizers.AdamW(schedule, weight_decay=weight_decay, clipnorm=1.0),
        loss=loss or keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=VOID),
        # XLA slows convolutions down on a CPU; other backends compile in their own way.
        jit_compile=False if keras.config.backend() == "tensorflow" else "auto",
    )
    if model.built:  # else the first step makes the optimizer's variables, and TensorFlow traces that step twice
        model.optimizer.build(model.trainable_variables)
    return model


def evaluate(model: keras.Model, pairs: Iterable[Pair], num_classes: int) -> dict[str, float]:
    """Scores a compiled network on whole pictures.

    Args:
        model: compiled, takes any picture size.
        pairs: (picture uint8, mask uint8), contrast stretched, as `decode_all` returns them.
        num_classes: C.

    Returns:
        val_loss (mean of the pictures' losses) and, from one confusion matrix over all pixels, val_accuracy,
        val_mean_iou and val_dice (mean over the classes; for two classes that of class 1).
    """
    matrix = np.zeros((num_classes, num_classes), np.int64)
    losses = []
    for images, masks in whole_pictures(pairs):
        logits = np.asarray(model.predict_on_batch(images))
        losses.append(float(model.loss(masks, logits)))
        matrix += confusion_matrix(masks, logits.argmax(axis=-1), num_classes)
    score = dice(matrix)
    return {
        "val_loss": float(np.mean(losses)),
        "val_accuracy": accuracy(matrix),
        "val_mean_iou": mean_iou(matrix),
        "val_dice": float(score[1] if num_classes == 2 else np.nanmean(score)),
    }


def fit(
    model: keras.Model,
    train: Batches | Sequence[tuple[np.ndarray, ...]],
    val: Iterable[Pair],
    run_dir: str | Path,
    epochs: int,
    learning_rate: float = 1e-3,
    weight_decay: float = 1e-2,
    loss: keras.losses.Loss | None = None,
    settings: dict | None = None,
    after_epoch: Callable[[int, keras.Model], None] | None = None,
    say: Callable[[str], None] = print,
) -> list[dict]:
    """Trains a network, or goes on with a run that was stopped.

    Args:
        model: returns logits; its last axis says how many classes there are.
        train: batches of training views; or any list of NumPy batches (images float32 (B, H, W, 3) in 0..1,
            masks int (B, H, W), and pixel weights float32 (B, H, W) third if wanted), which is then the same in
            every epoch.
        val: decoded validation pairs, scored whole after each epoch.
        run_dir: folder of this run. If it holds a stopped run, that run is continued.
        epochs: length of the run.
        learning_rate, weight_decay, loss: see `compile_model`.
        settings: anything else that describes the run; kept, and compared when resuming.
        after_epoch: called with the epoch's number (from 1) and the model, for example to draw predictions.
        say: where the line per epoch goes.

    Returns:
        One row per epoch, with the columns of `COLUMNS`. The model then holds the best epoch's weights.

    Raises:
        ValueError: `run_dir` holds a run with other settings or is no folder, there is no validation pair,
            `epochs` is less than 1, or the loss is no longer a number.
    """
    run_dir, val = Path(run_dir), list(val)
    if epochs < 1 or not val:
        raise ValueError(
            f"epochs={epochs} and {len(val)} validation pairs, but a run needs one of each at least: "
            "the best epoch is the one that scores best on the validation pairs. Check what you passed."
        )
    if run_dir.exists() and not run_dir.is_dir():
        raise ValueError(f"{run_dir} is a file, but a run writes several files. Name a folder.")
    run_dir.mkdir(parents=True, exist_ok=True)
    settings = {"epochs": epochs, "learning_rate": learning_rate, "weight_decay": weight_decay, **(settings or {})}
    if loss is not None:
        settings["loss"] = loss.get_config()
    if isinstance(train, Batches):
        settings |= {"seed": train.seed, "batch_size": train.batch_size}
    rows = _resume_rows(run_dir, settings)
    compile_model(model, epochs * len(train), learning_rate, weight_decay, loss=loss)
    if rows:
        model.optimizer.build(model.trainable_variables)
        _load_weights(model, _last_weights(run_dir, len(rows)))
        _tidy(run_dir, rows)
        done = f"{len(rows)} of {epochs} epochs were done before"
        say(f"{done}; going on with epoch {len(rows) + 1}" if len(rows) < epochs else f"{done}; nothing is left to do")
    if len(rows) < epochs:
        recorder = _Recorder(run_dir, settings, rows, val, epochs, after_epoch, say, len(train))
        model.fit(
            endless(train, first_epoch=len(rows)), steps_per_epoch=len(train), initial_epoch=len(rows),
            epochs=epochs, shuffle=False, verbose=0, callbacks=[recorder],
        )
    _load_weights(model, run_dir / "best.weights.h5")
    return rows


class _Recorder(keras.callbacks.Callback):
    """After each epoch: validates, writes the run's files, says one line."""

    def __init__(self, run_dir, settings, rows, val, epochs, after_epoch, say, steps):
        super().__init__()
        self.run_dir, self.settings, self.rows, self.val = run_dir, settings, rows, val
        self.epochs, self.after_epoch, self.say, self.steps = epochs, after_epoch, say, steps
        self.before = len(rows)

    def on_train_begin(self, logs=None):
        self.began = time.perf_counter()

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch_began = time.perf_counter()
        self.bar = tqdm(total=self.steps, desc=f"epoch {epoch + 1}", leave=False, disable=None, unit="step")

    def on_train_batch_end(self, batch, logs=None):
        self.bar.update()

    def on_epoch_end(self, epoch, logs=None):
        self.bar.close()
        row = {"epoch": epoch + 1, "loss": float(logs["loss"])}
        if not np.isfinite(row["loss"]):
            raise ValueError(
                f"the loss of epoch {epoch + 1} is {row['loss']}: from here on nothing is learned. Lower the "
                "learning rate, and check that pictures are in 0..1 and ids below the number of classes (or 255)."
            )
        row |= evaluate(self.model, self.val, self.model.output_shape[-1])
        row["seconds"] = time.perf_counter() - self.epoch_began
        if all(row["val_mean_iou"] > earlier["val_mean_iou"] for earlier in self.rows):
            _save_weights(self.model, self.run_dir / "best.weights.h5")
        _save_weights(self.model, _last_weights(self.run_dir, epoch + 1))
        self.rows.append(row)
        _write(self.run_dir / "state.json", json.dumps({"settings": self.settings, "rows": self.rows}, indent=1))
        write_log(self.run_dir / "log.csv", self.rows)
        _last_weights(self.run_dir, epoch).unlink(missing_ok=True)

        spent = time.perf_counter() - self.began
        left = spent / (len(self.rows) - self.before) * (self.epochs - len(self.rows))
        self.say(
            f"epoch {epoch + 1:{len(str(self.epochs))}}/{self.epochs}  loss {row['loss']:.3f}  "
            f"val loss {row['val_loss']:.3f}  val mean IoU {row['val_mean_iou']:.3f}  {row['seconds']:.0f} s"
            + (f", {_duration(left)} to go" if left else ", done")
        )
        if self.after_epoch is not None:
            self.after_epoch(epoch + 1, self.model)


def read_log(path: str | Path) -> list[dict[str, float]]:
    """Reads a log.csv back: one dictionary of numbers per epoch."""
    with open(path, newline="", encoding="utf-8") as file:
        return [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]


def write_log(path: Path, rows: list[dict]) -> None:
    """Writes the rows of a run as CSV, whole or not at all."""
    lines = [",".join(COLUMNS)]
    lines += [",".join(f"{row[c]:.0f}" if c == "epoch" else f"{row[c]:.6g}" for c in COLUMNS) for row in rows]
    _write(path, "\n".join(lines) + "\n")


def _resume_rows(run_dir: Path, settings: dict) -> list[dict]:
    if not (run_dir / "state.json").exists():
        return []
    try:
        state = json.loads((run_dir / "state.json").read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(
            f"{run_dir / 'state.json'} is damaged ({error}). Copy it again, or delete the folder to start afresh."
        ) from None
    told = json.loads(json.dumps(settings))
    for key in sorted(told.keys() | state["settings"].keys()):
        then, now = state["settings"].get(key), told.get(key)
        if then != now:
            raise ValueError(
                f"{run_dir} holds a run with {key}={then}, you asked for {key}={now}. "
                "Name another folder, or delete this one to start afresh."
            )
    return state["rows"]


def _tidy(run_dir: Path, rows: list[dict]) -> None:
    """Finishes what a kill left undone: the last row of the log, files of earlier epochs."""
    write_log(run_dir / "log.csv", rows)
    for leftover in [*run_dir.glob("unfinished-*"), *run_dir.glob("last-*")]:
        if leftover != _last_weights(run_dir, len(rows)):
            leftover.unlink()


def _last_weights(run_dir: Path, epoch: int) -> Path:
    return run_dir / f"last-{epoch:04d}.weights.h5"


def _load_weights(model: keras.Model, path: Path) -> None:
    try:
        model.load_weights(path)
    except (ValueError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise ValueError(
            f"{path} does not fit this network, is damaged or is missing ({reason}). "
            "Go on with the network that began this run, name another folder, or delete this one to start afresh."
        ) from None


def _save_weights(model: keras.Model, path: Path) -> None:
    unfinished = path.with_name(f"unfinished-{path.name}")
    model.save_weights(unfinished)
    os.replace(unfinished, path)


def _write(path: Path, text: str) -> None:
    unfinished = path.with_name(f"unfinished-{path.name}")
    unfinished.write_text(text, encoding="utf-8")
    os.replace(unfinished, path)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
