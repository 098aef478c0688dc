"""Training that a person can live with: one line an epoch, best and last weights, resume after a kill.

What a run writes is said in `helpers.runs`. Views depend on (seed, epoch) only: a resumed run sees what an
undisturbed one would have seen.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import keras
import numpy as np
from tqdm import tqdm

from helpers.images import VOID
from helpers.metrics import accuracy, confusion_matrix, dice, mean_iou
from helpers.pipeline import Batches, Pair, endless, whole_pictures
from helpers.progress import Clock, duration, epoch_line, say_at_once, tensorboard_callback, what_is_left
from helpers.runs import (
    best_row,
    best_weights,
    last_weights,
    load_weights,
    out_of_patience,
    read_rows,
    save_weights,
    tidy,
    write_epoch,
)


def compile_model(
    model: keras.Model,
    steps: int,
    learning_rate: float = 1e-3,
    weight_decay: float = 1e-2,
    warm_up: float = 0.05,
    loss: keras.losses.Loss | None = None,
    average: float = 0.0,
    clip: float = 1.0,
) -> keras.Model:
    """Gives a network its optimizer and loss: AdamW, warm-up then cosine, cross-entropy that skips void.

    Args:
        model: returns logits (B, H, W, C).
        steps: training steps of the whole run; the learning rate reaches 1 % of its peak at the last one.
        learning_rate: the peak.
        weight_decay: how strongly AdamW pulls weights towards zero.
        warm_up: share of the steps in which the learning rate climbs from 0 to its peak.
        loss: one of `helpers.losses`, or any other that takes ids with void and logits.
        average: keep a running average of the weights too, with this momentum; 0.99 looks back over about 100
            steps, 0 keeps none. The average is smoother than the weights of any one step and often scores better.
        clip: a layer's gradient longer than this is shortened to it, so that one odd batch cannot throw it off.

    Returns:
        The same model, compiled.
    """
    warm_up_steps = max(1, round(warm_up * steps))
    schedule = keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=0.0, warmup_target=learning_rate, warmup_steps=warm_up_steps,
        decay_steps=max(1, steps - warm_up_steps), alpha=0.01,
    )
    model.compile(
        optimizer=keras.optimizers.AdamW(
            schedule, weight_decay=weight_decay, clipnorm=clip, use_ema=average > 0,
            ema_momentum=average or 0.99,
        ),
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
    matrix, losses = count(model, pairs, num_classes)
    score = dice(matrix)
    return {
        "val_loss": float(np.mean(losses)),
        "val_accuracy": accuracy(matrix),
        "val_mean_iou": mean_iou(matrix),
        "val_dice": float(score[1] if num_classes == 2 else np.nanmean(score)),
    }


def count(model: keras.Model, pairs: Iterable[Pair], num_classes: int) -> tuple[np.ndarray, list[float]]:
    """Lets a compiled network answer whole pictures, and counts.

    Args:
        model, pairs, num_classes: see `evaluate`.

    Returns:
        The confusion matrix of all pixels, int64 (C, C), rows true, and the loss of each picture.
    """
    matrix = np.zeros((num_classes, num_classes), np.int64)
    losses = []
    for images, masks in whole_pictures(pairs):
        logits = np.asarray(model.predict_on_batch(images))
        losses.append(float(model.loss(masks, logits)))
        matrix += confusion_matrix(masks, logits.argmax(axis=-1), num_classes)
    return matrix, losses


def fit(
    model: keras.Model,
    train: Batches | Sequence[tuple[np.ndarray, ...]],
    val: Iterable[Pair],
    run_dir: str | Path,
    epochs: int,
    learning_rate: float = 1e-3,
    weight_decay: float = 1e-2,
    loss: keras.losses.Loss | None = None,
    average: float = 0.0,
    clip: float = 1.0,
    patience: int | None = None,
    settings: dict | None = None,
    after_epoch: Callable[[int, keras.Model], None] | None = None,
    say: Callable[[str], None] = say_at_once,
    tensorboard: bool = False,
) -> list[dict]:
    """Trains a network, or goes on with a run that was stopped.

    Args:
        model: returns logits; its last axis says how many classes there are. Built in mixed precision, it trains so.
        train: batches of training views; or any list of NumPy batches (images float32 (B, H, W, 3) in 0..1,
            masks int (B, H, W), and pixel weights float32 (B, H, W) third if wanted), which is then the same in
            every epoch.
        val: decoded validation pairs, scored whole after each epoch.
        run_dir: folder of this run. If it holds a stopped run, that run is continued.
        epochs: length of the run.
        learning_rate, weight_decay, loss, average, clip: see `compile_model`. With `average`, it is the average that is
            validated and kept as the best.
        patience: stop early when this many epochs in a row brought no better score; None never stops.
        settings: anything else that describes the run; kept, and compared when resuming.
        after_epoch: called with the epoch's number (from 1) and the model, for example to draw predictions.
        say: where the line per epoch goes.
        tensorboard: write losses and scores into `run_dir`/tensorboard too.

    Returns:
        One row per epoch, with the columns of `COLUMNS`. The model then holds the best epoch's weights.

    Raises:
        ValueError: `run_dir` holds a run with other settings or is no folder, there is no validation pair,
            `epochs` or `patience` is less than 1, the loss is no longer a number, or TensorBoard is not installed.
    """
    run_dir, val = Path(run_dir), list(val)
    if epochs < 1 or not val:
        raise ValueError(
            f"epochs={epochs} and {len(val)} validation pairs, but a run needs one of each at least: "
            "the best epoch is the one that scores best on the validation pairs. Check what you passed."
        )
    if patience is not None and patience < 1:
        raise ValueError(
            f"patience={patience}, but a run needs at least one epoch to get better. Name 1 or more epochs, or None."
        )
    if run_dir.exists() and not run_dir.is_dir():
        raise ValueError(f"{run_dir} is a file, but a run writes several files. Name a folder.")
    curves = [tensorboard_callback(run_dir / "tensorboard")] if tensorboard else []
    run_dir.mkdir(parents=True, exist_ok=True)
    settings = {
        "epochs": epochs, "learning_rate": learning_rate, "weight_decay": weight_decay, "average": average,
        "clip": clip, "patience": patience, **(settings or {}),
    }
    if loss is not None:
        settings["loss"] = loss.get_config()
    if model.compute_dtype == "float16":  # its files hold a scale of the loss too; others can go on for each other
        settings["precision"] = "float16"
    if isinstance(train, Batches):
        settings |= {"seed": train.seed, "batch_size": train.batch_size}
    rows = read_rows(run_dir, settings)
    compile_model(model, epochs * len(train), learning_rate, weight_decay, loss=loss, average=average, clip=clip)
    if rows:
        model.optimizer.build(model.trainable_variables)
        load_weights(model, last_weights(run_dir, len(rows)))
        tidy(run_dir, rows)
        say(f"{len(rows)} of {epochs} epochs were done before; " + what_is_left(rows, epochs, patience))
    if len(rows) < epochs and not out_of_patience(rows, patience):
        recorder = _Recorder(run_dir, settings, rows, val, epochs, patience, after_epoch, say, len(train))
        model.fit(
            endless(train, first_epoch=len(rows)), steps_per_epoch=len(train), initial_epoch=len(rows),
            epochs=epochs, shuffle=False, verbose=0, callbacks=[recorder, *curves],
        )
    load_weights(model, best_weights(run_dir, rows))
    return rows


class _Recorder(keras.callbacks.Callback):
    """After each epoch: validates, writes the run's files, says one line."""

    def __init__(self, run_dir, settings, rows, val, epochs, patience, after_epoch, say, steps):
        super().__init__()
        self.run_dir, self.settings, self.rows, self.val = run_dir, settings, rows, val
        self.epochs, self.patience, self.after_epoch, self.say, self.steps = epochs, patience, after_epoch, say, steps
        self.clock = Clock(steps)

    def on_train_begin(self, logs=None):
        self.clock.begin()

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch_began = time.perf_counter()
        self.bar = tqdm(total=self.steps, desc=f"epoch {epoch + 1}", leave=False, disable=None, unit="step")

    def on_train_batch_end(self, batch, logs=None):
        self.clock.step()
        self.bar.update()

    def on_epoch_end(self, epoch, logs=None):
        self.bar.close()
        self.clock.trained()
        row = {"epoch": epoch + 1, "loss": float(logs["loss"])}
        if not np.isfinite(row["loss"]):
            raise ValueError(
                f"the loss of epoch {epoch + 1} is {row['loss']}: from here on nothing is learned. Lower the "
                "learning rate, and check that pictures are in 0..1 and ids below the number of classes (or 255)."
            )
        with _averaged(self.model):
            scores = evaluate(self.model, self.val, self.model.output_shape[-1])
            logs |= scores  # callbacks that come later, such as TensorBoard's, find them here
            row |= scores | {"seconds": time.perf_counter() - self.epoch_began}
            self.rows.append(row)
            if best_row(self.rows) is row:
                save_weights(self.model, best_weights(self.run_dir, self.rows))
        save_weights(self.model, last_weights(self.run_dir, epoch + 1))
        write_epoch(self.run_dir, self.settings, self.rows)
        self.model.stop_training = out_of_patience(self.rows, self.patience)
        self.say(epoch_line(row, self.epochs, self._end()))
        if self.after_epoch is not None:
            with _averaged(self.model):
                self.after_epoch(epoch + 1, self.model)

    def _end(self) -> str:
        left = self.clock.epoch_seconds() * (self.epochs - len(self.rows))
        if not left:
            return "done"
        if self.model.stop_training:
            return f"stopped: no better score for {self.patience} epochs"
        return f"{duration(left)} to go"


@contextmanager
def _averaged(model: keras.Model) -> Iterator[None]:
    """Puts the running average in place of the weights, if there is one, while the block runs."""
    optimizer = getattr(model.optimizer, "inner_optimizer", model.optimizer)  # Keras wraps it for float16
    if not optimizer.use_ema:
        yield
        return
    swap = keras.callbacks.SwapEMAWeights()
    swap.set_model(model)
    swap.on_test_begin()
    try:
        yield
    finally:
        swap.on_test_end()
