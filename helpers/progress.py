"""What a training run says while it goes on: a bar within the epoch, a line after it, and curves for TensorBoard."""

import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import keras

from helpers.runs import out_of_patience


def say_at_once(line: str) -> None:
    """Prints a line that also a file or a pipe shows at once; Python would keep it back until there are many."""
    print(line, flush=True)


class Clock:
    """How long an epoch takes, without what happens only once.

    The first step of a session builds the network's machinery and takes as long as dozens of others. An estimate that
    counts it promises far too long a training, so the first epoch is measured from after that step, and the later
    ones without the first.

    Args:
        steps: training steps in an epoch.
        now: returns seconds.

    Example:
        >>> times = iter([0, 30, 39, 41, 51, 61])
        >>> clock = Clock(10, lambda: next(times))
        >>> clock.begin(); clock.step(); clock.trained(); clock.epoch_seconds()  # 1 s a step, 2 s of validation
        12.0
        >>> clock.step(); clock.trained(); clock.epoch_seconds()
        10.0
    """

    def __init__(self, steps: int, now: Callable[[], float] = time.perf_counter):
        self.steps, self.now = steps, now
        self.marks: list[float] = []  # begin, end of the first step, end of the first epoch's steps
        self.epoch_ends: list[float] = []

    def begin(self) -> None:
        """A session begins."""
        self.marks = [self.now()]

    def step(self) -> None:
        """A training step has ended."""
        if len(self.marks) == 1:
            self.marks.append(self.now())

    def trained(self) -> None:
        """The steps of an epoch have ended; validation follows."""
        if len(self.marks) == 2:
            self.marks.append(self.now())

    def epoch_seconds(self) -> float:
        """An epoch has ended: the seconds that one takes, as far as is known."""
        self.epoch_ends.append(self.now())
        if len(self.epoch_ends) > 1:
            return (self.epoch_ends[-1] - self.epoch_ends[0]) / (len(self.epoch_ends) - 1)
        began, first_step, trained = self.marks
        steps = (trained - first_step) * self.steps / (self.steps - 1) if self.steps > 1 else trained - began
        return steps + self.epoch_ends[0] - trained


def epoch_line(row: dict, epochs: int, end: str) -> str:
    """One line about an epoch.

    Example:
        >>> row = {"epoch": 3, "loss": 0.5, "val_loss": 0.6, "val_mean_iou": 0.71, "seconds": 12.3}
        >>> epoch_line(row, 10, "1 min 26 s to go")
        'epoch  3/10  loss 0.500  val loss 0.600  val mean IoU 0.710  12 s, 1 min 26 s to go'
    """
    return (
        f"epoch {row['epoch']:{len(str(epochs))}}/{epochs}  loss {row['loss']:.3f}  val loss {row['val_loss']:.3f}  "
        f"val mean IoU {row['val_mean_iou']:.3f}  {row['seconds']:.0f} s, {end}"
    )


def what_is_left(rows: list[dict], epochs: int, patience: int | None) -> str:
    """What a run that is called again will do.

    Example:
        >>> what_is_left([{"epoch": 1, "val_mean_iou": 0.5}], 10, None)
        'going on with epoch 2'
    """
    if len(rows) == epochs:
        return "nothing is left to do"
    if out_of_patience(rows, patience):
        return f"the run stopped then, because there was no better score for {patience} epochs"
    return f"going on with epoch {len(rows) + 1}"


def duration(seconds: float) -> str:
    """Seconds in words.

    Example:
        >>> duration(59.6), duration(7384)
        ('1 min 00 s', '2 h 03 min')
    """
    minutes, rest = divmod(round(seconds), 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60:02d} min"
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def tensorboard_callback(folder: Path) -> keras.callbacks.Callback:
    """What writes losses and scores for TensorBoard, once an epoch.

    Args:
        folder: for its log files; look at them with `tensorboard --logdir FOLDER`.

    Raises:
        ValueError: TensorBoard, or TensorFlow, which writes its files, is not installed. Since version 2.21
            TensorFlow no longer brings TensorBoard along.
    """
    missing = [name for name in ("tensorboard", "tensorflow") if find_spec(name) is None]
    if missing:
        raise ValueError(
            f"tensorboard=True, but {' and '.join(missing)} cannot be imported, and the curves are written with it. "
            f"Install it with: pip install {' '.join(missing)}; or leave tensorboard out, log.csv has the same numbers."
        )
    return keras.callbacks.TensorBoard(folder, write_graph=False)
