"""What a run folder says to whoever opens it later: what ran, on which pictures, how it went, what came out.

    run.json            recipe, seed and pictures; and each session: command, commit, versions, machine, precision
    ids.json            the names of the pictures of each split
    curves.png          loss and score, epoch by epoch
    scores.json         the best epoch on the validation pictures, class by class
    predictions.png     a few validation pictures, their truth and the network's answer

The first and the curves are written after each epoch, the others at the end. What a finished run lacks is written when
it is called again. The pictures in predictions.png are those of the data set: who may see them decides its licence.
"""

import importlib
import json
import platform
import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import keras
import numpy as np

from helpers.datasets import DatasetInfo
from helpers.hardware import describe_hardware
from helpers.metrics import accuracy, dice, iou, mean_iou
from helpers.pipeline import Pair, whole_pictures
from helpers.plots import class_legend, colourise, draw_curves, draw_grid, save
from helpers.provenance import commit_id, fingerprint
from helpers.runs import best_row, read_json, write_text, write_whole
from helpers.training import count


def versions() -> dict[str, str]:
    """The versions of what computes: Python, Keras and its backend, NumPy, OpenCV."""
    backend = keras.config.backend()
    return {
        "python": platform.python_version(), "keras": keras.version(),
        backend: importlib.import_module(backend).__version__, "numpy": np.__version__, "opencv": cv2.__version__,
    }


def describe_session(command: str, precision: str, epochs_before: int) -> dict:
    """One go at a run, from its start or from where it was stopped, to its end or to the next stop.

    Args:
        command: what was typed.
        precision: a name of `helpers.hardware.POLICIES`.
        epochs_before: epochs that the run had behind it.

    Returns:
        These, and date, commit, versions, backend and hardware of now.
    """
    return {
        "epochs_before": epochs_before, "date": time.strftime("%Y-%m-%d"), "command": command, "commit": commit_id(),
        "precision": precision, "backend": keras.config.backend(), "versions": versions(),
        "hardware": describe_hardware(),
    }


def record_run(run_dir: Path, run: dict, ids: dict[str, Sequence[str]], session: dict) -> None:
    """Writes run.json. The session is added to those that it names already, once.

    Args:
        run_dir: the run folder.
        run: what stays the same in all sessions: recipe, seed, data set.
        ids: split -> names of its pictures; run.json counts them, `record_ids` lists them.
        session: from `describe_session`.
    """
    sessions = (read_json(run_dir / "run.json") or {"sessions": []})["sessions"]
    pictures = {split: {"count": len(names), "ids_sha256": fingerprint(names)} for split, names in ids.items()}
    if session not in sessions:
        sessions = [*sessions, session]
    write_text(run_dir / "run.json", json.dumps({**run, "pictures": pictures, "sessions": sessions}, indent=2) + "\n")


def record_ids(run_dir: Path, ids: dict[str, Sequence[str]]) -> None:
    """Writes ids.json: the names of the pictures of each split."""
    write_text(run_dir / "ids.json", json.dumps(ids, indent=0) + "\n")


def draw_run(run_dir: Path, rows: list[dict], loss_name: str) -> None:
    """Writes curves.png: how loss and score went in the epochs so far."""
    write_whole(run_dir / "curves.png", lambda path: save(draw_curves(rows, loss_name=loss_name), path))


def record_results(
    run_dir: Path, model: keras.Model, pairs: Sequence[Pair], rows: list[dict], taught: DatasetInfo
) -> None:
    """Writes scores.json and predictions.png, where they are missing.

    Args:
        run_dir: the run folder.
        model: compiled, with the weights of the best epoch.
        pairs: decoded validation pictures and masks.
        rows: the epochs of the finished run.
        taught: the data set; where the network is taught other classes, with those and their colours.
    """
    if not (run_dir / "scores.json").exists():
        matrix, losses = count(model, pairs, len(taught.classes))
        scores = {"epoch": best_row(rows)["epoch"], "pictures": len(pairs)} | summary(matrix, losses, taught.classes)
        write_text(run_dir / "scores.json", json.dumps(scores, indent=2) + "\n")
    if not (run_dir / "predictions.png").exists():
        figure = draw_predictions(model, pairs, taught)
        write_whole(run_dir / "predictions.png", lambda path: save(figure, path))


def summary(matrix: np.ndarray, losses: Sequence[float], classes: Sequence[str]) -> dict:
    """The scores of a split, all pixels together.

    Args:
        matrix: int (C, C), rows true, columns predicted.
        losses: one per picture.
        classes: C names.

    Returns:
        loss (mean), accuracy, mean_iou, and by_class IoU, F1 and the number of true pixels; None for the scores of a
        class that neither occurs nor is predicted.

    Example:
        >>> summary(np.array([[6, 0], [1, 1]]), [0.5, 0.7], ["background", "nucleus"])["by_class"]["nucleus"]
        {'iou': 0.5, 'f1': 0.6667, 'pixels': 2}
    """
    def number(value: float) -> float | None:
        return None if np.isnan(value) else round(float(value), 4)

    return {
        "loss": number(np.mean(losses)), "accuracy": number(accuracy(matrix)), "mean_iou": number(mean_iou(matrix)),
        "by_class": {
            name: {"iou": number(overlap), "f1": number(score), "pixels": int(pixels)}
            for name, overlap, score, pixels in zip(classes, iou(matrix), dice(matrix), matrix.sum(axis=1), strict=True)
        },
    }


def draw_predictions(model: keras.Model, pairs: Sequence[Pair], taught: DatasetInfo, at_most: int = 4):
    """Draws pictures from the whole list, evenly spaced: the picture, the truth, the network's answer.

    Args:
        model, pairs, taught: see `record_results`.
        at_most: rows of the figure.

    Returns:
        matplotlib.figure.Figure.
    """
    rows = min(at_most, len(pairs))
    chosen = [pairs[i * len(pairs) // rows] for i in range(rows)]
    answers = [np.asarray(model.predict_on_batch(images)).argmax(axis=-1)[0].astype(np.uint8)
               for images, _ in whole_pictures(chosen)]
    pictures = []
    for (image, truth, *_), answer in zip(chosen, answers, strict=True):
        pictures += [image, colourise(truth, taught.colours), colourise(answer, taught.colours)]
    masks = [truth for _, truth, *_ in chosen] + answers
    return draw_grid(pictures, ["picture", "the truth", "the network's answer"] * rows, 3, class_legend(masks, taught))


def make_card(recipe: dict, taught: DatasetInfo, network: dict, rows: list[dict], run: dict) -> dict:
    """The card of a trained network.

    Args:
        recipe: by which it was trained, as a dictionary.
        taught: the data set; where the recipe has a target of its own, with the classes of that.
        network: arguments of `build_unet`.
        rows: the epochs of the run.
        run: what run.json holds.

    Returns:
        What `save_pretrained` takes.
    """
    best, session = best_row(rows), run["sessions"][-1]
    pictures = run["pictures"]
    return {
        "dataset": taught.name,
        "model": network,
        "classes": list(taught.classes),
        "target": recipe["target"],
        "picture_size": recipe["picture_size"],
        "options": recipe["options"],
        "trained_on": {
            "source": run["source"],
            "split": {split: told["count"] for split, told in pictures.items()},
            "train_ids_sha256": pictures["train"]["ids_sha256"],
            "val_ids_sha256": pictures["val"]["ids_sha256"],
        },
        "run": {
            "command": session["command"], "commit": session["commit"], "recipe": recipe,
            "epochs": run["epochs"], "best_epoch": best["epoch"], "seed": run["seed"],
            "seconds": round(sum(row["seconds"] for row in rows)), "date": session["date"],
            "hardware": session["hardware"], "precision": session["precision"], "keras": session["versions"]["keras"],
            "backend": f"{session['backend']} {session['versions'][session['backend']]}",
        },
        "val_scores": {key: round(best[key], 4) for key in ("val_accuracy", "val_mean_iou", "val_dice")},
    }
