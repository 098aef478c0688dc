"""The folder of a training run: what is in it, written so that a kill at any moment loses one epoch at most.

    log.csv                 one row per epoch, for eyes and spreadsheets
    state.json              the same rows and the settings, for resuming
    last-0007.weights.h5    weights and optimizer state after the epoch that state.json ends with
    best-0005.weights.h5    weights of the epoch with the highest validation mean IoU
    tensorboard/            the log once more, where TensorBoard was asked for

Every file is written under another name first and then renamed, state.json last: it names the epoch whose files
count. Other weights and unfinished files that lie there when a run goes on are left over from a kill, and are deleted.
A run by a recipe is described there too: `helpers.records`.
"""

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path

import keras

COLUMNS = ("epoch", "loss", "val_loss", "val_accuracy", "val_mean_iou", "val_dice", "seconds")


def read_log(path: str | Path) -> list[dict[str, float]]:
    """Reads a log.csv back: one dictionary of numbers per epoch."""
    with open(path, newline="", encoding="utf-8") as file:
        return [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]


def write_log(path: Path, rows: list[dict]) -> None:
    """Writes the rows of a run as CSV, whole or not at all."""
    lines = [",".join(COLUMNS)]
    lines += [",".join(f"{row[c]:.0f}" if c == "epoch" else f"{row[c]:.6g}" for c in COLUMNS) for row in rows]
    write_text(path, "\n".join(lines) + "\n")


def read_json(path: Path) -> dict | None:
    """Reads a JSON file of a run folder; None where there is none.

    Raises:
        ValueError: the file is damaged.
    """
    if not path.exists():
        return None
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(
            f"{path} is damaged ({error}). Copy it again, or delete the folder to start afresh."
        ) from None


def best_row(rows: list[dict]) -> dict:
    """The epoch that is kept: the highest validation mean IoU, the first of equals."""
    return max(rows, key=lambda row: row["val_mean_iou"])


def out_of_patience(rows: list[dict], patience: int | None) -> bool:
    """Whether so many epochs in a row brought no better score.

    Example:
        >>> out_of_patience([{"epoch": n, "val_mean_iou": s} for n, s in enumerate([0.3, 0.5, 0.4, 0.5], 1)], 2)
        True
    """
    return bool(rows) and patience is not None and len(rows) - best_row(rows)["epoch"] >= patience


def read_rows(run_dir: Path, settings: dict) -> list[dict]:
    """The epochs that a run has behind it; none where the folder holds no run.

    Raises:
        ValueError: the folder holds a run with other settings, or its state.json is damaged.
    """
    state = read_json(run_dir / "state.json")
    if state is None:
        return []
    told = json.loads(json.dumps(settings))
    for key in sorted(told.keys() | state["settings"].keys()):
        then, now = state["settings"].get(key), told.get(key)
        if then != now:
            raise ValueError(
                f"{run_dir} holds a run with {key}={then}, you asked for {key}={now}. "
                "Name another folder, or delete this one to start afresh."
            )
    return state["rows"]


def write_epoch(run_dir: Path, settings: dict, rows: list[dict]) -> None:
    """Makes the last row's weights, which are written already, the ones that count."""
    write_text(run_dir / "state.json", json.dumps({"settings": settings, "rows": rows}, indent=1))
    tidy(run_dir, rows)


def tidy(run_dir: Path, rows: list[dict]) -> None:
    """Brings the log in line with the rows, and deletes the weights of other epochs and unfinished files."""
    write_log(run_dir / "log.csv", rows)
    kept = {last_weights(run_dir, len(rows)), best_weights(run_dir, rows)}
    for pattern in ("unfinished-*", "last-*", "best-*"):
        for leftover in set(run_dir.glob(pattern)) - kept:
            leftover.unlink()


def last_weights(run_dir: Path, epoch: int) -> Path:
    """Where the weights after an epoch lie."""
    return run_dir / f"last-{epoch:04d}.weights.h5"


def best_weights(run_dir: Path, rows: list[dict]) -> Path:
    """Where the weights of the best epoch lie."""
    return run_dir / f"best-{best_row(rows)['epoch']:04d}.weights.h5"


def save_weights(model: keras.Model, path: Path) -> None:
    """Writes weights and optimizer state, whole or not at all."""
    write_whole(path, model.save_weights)


def load_weights(model: keras.Model, path: Path) -> None:
    """Reads weights and optimizer state back.

    Raises:
        ValueError: the file belongs to another network, is damaged or is missing.
    """
    try:
        model.load_weights(path)
    except (ValueError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise ValueError(
            f"{path} does not fit this network, is damaged or is missing ({reason}). "
            "Go on with the network that began this run, name another folder, or delete this one to start afresh."
        ) from None


def write_text(path: Path, text: str) -> None:
    """Writes a text file, whole or not at all."""
    write_whole(path, lambda unfinished: unfinished.write_text(text, encoding="utf-8"))


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Writes a file under another name and renames it: whoever looks finds the old one or the new one, never half.

    Args:
        path: the file.
        write: called with the other name, which has the same suffix.
    """
    unfinished = path.with_name(f"unfinished-{path.name}")
    write(unfinished)
    os.replace(unfinished, path)
