"""How each data set is trained: the settings as data, and the few lines that put everything together."""

import os
import platform
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path

import keras
import numpy as np

from helpers.datasets import Sample, get_info, load_dataset
from helpers.instances import OBJECT_CLASSES, three_classes
from helpers.losses import CrossEntropy, SoftDice, Sum
from helpers.models import build_unet
from helpers.pipeline import Batches, Pair, decode_all, random_view, repeat_large, repeat_rare
from helpers.provenance import commit_id, fingerprint
from helpers.runs import best_row
from helpers.training import fit
from helpers.weights import save_pretrained


@dataclass(frozen=True)
class Recipe:
    """Everything that decides how a network is trained.

    Attributes:
        filters: channels per level of the U-Net.
        size: (height, width) of a training view.
        batch_size: views per step.
        epochs: rounds through the training pictures.
        views_per_picture: views of each picture in a round; more where there are few pictures.
        balance_groups: show rare kinds of picture more often, see `helpers.pipeline.repeat_rare`.
        learning_rate, weight_decay, average, clip: see `helpers.training.compile_model`.
        patience: see `helpers.training.fit`.
        view: settings of `helpers.pipeline.random_view`.
        network: further arguments of `helpers.models.build_unet`.
        loss: "cross-entropy", or "cross-entropy + dice".
        target: what the network learns of a picture, "mask" or "rims" (`helpers.instances.three_classes`).
        picture_size: (height, width) to which every picture is resized first; None leaves them as they are.
        options: how to decode the files, see `load_dataset`.
        dataset: name of the data set; "" where it is the name of the recipe.
    """

    filters: tuple[int, ...] = (16, 32, 64, 128, 256)
    size: tuple[int, int] = (192, 192)
    batch_size: int = 8
    epochs: int = 30
    views_per_picture: int = 1
    balance_groups: bool = False
    learning_rate: float = 2e-3
    weight_decay: float = 1e-2
    average: float = 0.0
    clip: float = 1.0
    patience: int | None = None
    view: dict = field(default_factory=dict)
    network: dict = field(default_factory=dict)
    loss: str = "cross-entropy"
    target: str = "mask"
    picture_size: tuple[int, int] | None = None
    options: dict = field(default_factory=dict)
    dataset: str = ""


LOSSES = {
    "cross-entropy": CrossEntropy,
    "cross-entropy + dice": lambda: Sum([CrossEntropy(), SoftDice()]),
}

# Drawn nuclei are smaller than many real ones and come in fewer colours: wide zoom, colours mixed.
RECIPES = {
    "nuclei": Recipe(
        epochs=24, balance_groups=True,
        view={"scale": (0.6, 1.6), "rotation": 180.0, "flip_vertical": True, "light": 0.25, "colour": 0.25},
    ),
    "nuclei-sample": Recipe(
        size=(160, 160), epochs=80, views_per_picture=3,
        view={"scale": (0.8, 4.5), "rotation": 180.0, "flip_vertical": True, "light": 0.2, "colour": 0.4},
    ),
    "nuclei-objects": Recipe(
        dataset="nuclei", target="rims", epochs=32, balance_groups=True,
        loss="cross-entropy + dice", weight_decay=0.05, average=0.99, network={"skips": "add"},
        view={"scale": (0.7, 1.5), "rotation": 180.0, "flip_vertical": True, "light": 0.25, "colour": 0.25,
              "blur": 1.0, "noise": 5.0},
    ),
    "camvid": Recipe(size=(192, 256), view={"scale": (0.6, 1.8), "rotation": 5.0, "light": 0.25}),
    "faces": Recipe(
        filters=(32, 64, 128, 192, 256), picture_size=(256, 256), options={"sides": "position"},
        epochs=24, views_per_picture=2, loss="cross-entropy + dice", weight_decay=0.05, average=0.99,
        network={"stem_stride": 2, "residual": True, "skips": "add"},
        view={"scale": (0.7, 1.25), "rotation": 20.0, "light": 0.25, "colour": 0.15,
              "sided": get_info("faces").sided},
    ),
}


def decode_for(recipe: Recipe, samples: Sequence) -> list[Pair]:
    """Decodes pictures as a recipe wants them: its target for a mask, its size.

    Args:
        recipe: its `target` and `picture_size` count here.
        samples: what `load_dataset` returns.

    Returns:
        As `helpers.pipeline.decode_all`.
    """
    def mask(sample: Sample) -> np.ndarray:
        return three_classes(sample.instances) if recipe.target == "rims" else sample.mask

    return decode_all(samples, progress=True, mask=mask, size=recipe.picture_size)


def default_run_dir(name: str, source: str | Path) -> Path:
    """Where a run goes if nobody says: `runs/NAME-sample` or `runs/NAME-real` in the current folder."""
    return Path("runs") / f"{name}-{'sample' if source == 'sample' else 'real'}"


def train(
    name: str,
    source: str | Path = "sample",
    run_dir: str | Path | None = None,
    epochs: int | None = None,
    recipe: Recipe | None = None,
    seed: int = 0,
    command: str = "",
    **callbacks,
) -> tuple[keras.Model, list[dict], dict]:
    """Trains a U-Net on a data set by its recipe, and stores weights and card in the run folder.

    Args:
        name: one of `RECIPES`.
        source: "sample" or the folder of the real files.
        run_dir: folder of the run, `default_run_dir` if not given. A stopped run in it is continued.
        epochs: instead of the recipe's.
        recipe: instead of `RECIPES["NAME"]`, or `RECIPES["NAME-sample"]` for a sample that has one of its own.
        seed: for weights, order and views.
        command: what was typed, for the card.
        callbacks: `after_epoch` and `say` of `helpers.training.fit`.

    Raises:
        ValueError: there is no recipe for this data set.

    Returns:
        The network with the best epoch's weights, one row per epoch, and the card.
    """
    if recipe is None and name not in RECIPES:
        raise ValueError(f"there is no recipe for {name!r} yet. Recipes: {', '.join(RECIPES)}; or pass one.")
    recipe = recipe or (RECIPES.get(f"{name}-sample") if source == "sample" else None) or RECIPES[name]
    epochs = recipe.epochs if epochs is None else epochs
    run_dir = Path(run_dir or default_run_dir(name, source))
    dataset = recipe.dataset or name
    info = get_info(dataset)
    classes = OBJECT_CLASSES if recipe.target == "rims" else info.classes

    train_samples, val_samples = (load_dataset(dataset, split, source, **recipe.options) for split in ("train", "val"))
    train_pairs, val_pairs = (decode_for(recipe, samples) for samples in (train_samples, val_samples))
    if recipe.balance_groups:
        train_pairs = repeat_rare(train_pairs, train_samples.groups)
    train_pairs = repeat_large(train_pairs, recipe.size) * recipe.views_per_picture

    keras.utils.set_random_seed(seed)
    network = {"num_classes": len(classes), "filters": list(recipe.filters), **recipe.network}
    model = build_unet(**network)
    batches = Batches(
        train_pairs, recipe.batch_size, partial(random_view, size=recipe.size, **recipe.view), seed=seed
    )
    rows = fit(
        model, batches, val_pairs, run_dir, epochs, recipe.learning_rate, recipe.weight_decay,
        loss=LOSSES[recipe.loss](), average=recipe.average, clip=recipe.clip, patience=recipe.patience,
        settings={"dataset": dataset, "recipe": asdict(recipe), "train_ids": fingerprint(train_samples.ids),
                  "val_ids": fingerprint(val_samples.ids)},
        **callbacks,
    )
    best = best_row(rows)
    card = {
        "dataset": dataset,
        "model": network,
        "classes": list(classes),
        "target": recipe.target,
        "picture_size": recipe.picture_size,
        "options": recipe.options,
        "trained_on": {
            "source": "sample pictures drawn by this course" if source == "sample" else info.source,
            "split": {"train": len(train_samples), "val": len(val_samples)},
            "train_ids_sha256": fingerprint(train_samples.ids),
            "val_ids_sha256": fingerprint(val_samples.ids),
        },
        "run": {
            "command": command, "commit": commit_id(), "recipe": asdict(recipe),
            "epochs": epochs, "best_epoch": best["epoch"],
            "seed": seed, "seconds": round(sum(row["seconds"] for row in rows)),
            "date": time.strftime("%Y-%m-%d"),
            "hardware": f"{os.cpu_count()} cores of {platform.machine()}", "keras": keras.version(),
            "backend": f"{keras.config.backend()} {version(keras.config.backend())}",
        },
        "val_scores": {key: round(best[key], 4) for key in ("val_accuracy", "val_mean_iou", "val_dice")},
    }
    return model, rows, save_pretrained(model, card, run_dir / name)
