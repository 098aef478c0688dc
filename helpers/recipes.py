"""How each data set is trained: the settings as data, and the few lines that put everything together."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path

import keras
import numpy as np

from helpers.datasets import Sample, get_info, load_dataset
from helpers.datasets.origin import origin_of
from helpers.hardware import choose_precision, computing_in, gpu_capability
from helpers.instances import OBJECT_CLASSES, three_classes
from helpers.losses import CrossEntropy, SoftDice, Sum, border_weights, median_frequency_weights
from helpers.models import build_unet
from helpers.pipeline import Batches, Pair, decode_all, random_view, repeat_large, repeat_rare
from helpers.provenance import fingerprint
from helpers.records import describe_session, draw_run, make_card, record_ids, record_results, record_run
from helpers.runs import read_json, read_log
from helpers.training import fit
from helpers.weights import save_pretrained, start_from


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
        rare_classes: how much more the cross-entropy counts rare classes: the power of their median-frequency weights,
            0 for all classes alike, 1 for the whole weights, 0.5 for their square roots.
        target: what the network learns of a picture, "mask" or "rims" (`helpers.instances.three_classes`).
        touching: how much more pixels count where two objects touch: w0 of `helpers.losses.border_weights`, with a
            sigma of 2.5 pixels and, where rims are taught, the objects' own pixels too; 0 weighs all pixels alike.
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
    rare_classes: float = 0.0
    target: str = "mask"
    touching: float = 0.0
    picture_size: tuple[int, int] | None = None
    options: dict = field(default_factory=dict)
    dataset: str = ""


LOSSES = {
    "cross-entropy": CrossEntropy,
    "cross-entropy + dice": lambda class_weights: Sum([CrossEntropy(class_weights), SoftDice()]),
}

RIM_COLOURS = ("#20242c", "#ffb000", "#d6246e")  # outside, inside, rim

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
        dataset="nuclei", target="rims", touching=8.0, epochs=32, balance_groups=True,
        loss="cross-entropy + dice", weight_decay=0.05, average=0.99, network={"skips": "add"},
        view={"scale": (0.7, 1.5), "rotation": 180.0, "flip_vertical": True, "light": 0.25, "colour": 0.25,
              "blur": 1.0, "noise": 5.0},
    ),
    "camvid": Recipe(
        filters=(32, 64, 128, 224, 256), size=(224, 288), epochs=22, views_per_picture=2,
        loss="cross-entropy + dice", rare_classes=0.5, weight_decay=0.05, average=0.99,
        network={"stem_stride": 2, "residual": True, "skips": "add"},
        view={"scale": (0.7, 2.0), "rotation": 5.0, "light": 0.3, "colour": 0.15, "blur": 1.0, "noise": 5.0},
    ),
    # For streets that the course drew (`python -m helpers.datasets.samples carla FOLDER`), small as they are.
    "carla-23": Recipe(
        filters=(16, 32, 64, 128), size=(112, 144), picture_size=(120, 160), epochs=12,
        loss="cross-entropy + dice", rare_classes=0.5,
        weight_decay=0.05, average=0.99, network={"residual": True, "skips": "add"},
        view={"scale": (0.8, 1.8), "rotation": 3.0, "light": 0.3, "colour": 0.3, "blur": 1.0, "noise": 5.0},
    ),
    "faces": Recipe(
        filters=(32, 64, 128, 192, 256), picture_size=(256, 256), options={"sides": "position"},
        epochs=24, views_per_picture=2, loss="cross-entropy + dice", weight_decay=0.05, average=0.99,
        network={"stem_stride": 2, "residual": True, "skips": "add"},
        view={"scale": (0.7, 1.25), "rotation": 20.0, "light": 0.25, "colour": 0.15,
              "sided": get_info("faces").sided},
    ),
    "faces-sample": Recipe(
        dataset="faces", filters=(16, 32, 64, 80), size=(192, 192), picture_size=(256, 256),
        options={"sides": "position"}, batch_size=4, epochs=56, views_per_picture=2, learning_rate=3e-3,
        loss="cross-entropy + dice", weight_decay=0.05, average=0.99,
        network={"stem_stride": 2, "residual": True, "skips": "add"},
        view={"scale": (0.75, 1.3), "rotation": 20.0, "light": 0.3, "colour": 0.4, "blur": 1.0, "noise": 6.0,
              "sided": get_info("faces").sided},
    ),
}


def decode_for(recipe: Recipe, samples: Sequence, weigh: bool = False) -> list[Pair]:
    """Decodes pictures as a recipe wants them: its target for a mask, its size.

    Args:
        recipe: its `target`, `touching` and `picture_size` count here.
        samples: what `load_dataset` returns.
        weigh: with the weights of the pixels that `touching` asks for, which training needs and validation does not.

    Returns:
        As `helpers.pipeline.decode_all`.
    """
    def mask(sample: Sample) -> np.ndarray:
        return three_classes(sample.instances) if recipe.target == "rims" else sample.mask

    def weights(sample: Sample) -> np.ndarray:
        return 1 + border_weights(sample.instances, w0=recipe.touching, sigma=2.5, within=recipe.target == "rims")

    return decode_all(samples, progress=True, mask=mask, size=recipe.picture_size, weigh=weights if weigh else None)


def recipe_for(name: str, source: str | Path) -> Recipe:
    """The recipe for a data set: `RECIPES["NAME"]`, or `RECIPES["NAME-sample"]` for a sample that has one of its own.

    Raises:
        ValueError: there is none.
    """
    if name not in RECIPES:
        raise ValueError(f"there is no recipe for {name!r} yet. Recipes: {', '.join(RECIPES)}; or pass one.")
    return (RECIPES.get(f"{name}-sample") if source == "sample" else None) or RECIPES[name]


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
    precision: str = "auto",
    weights: str | Path | None = None,
    after_epoch: Callable[[int, keras.Model], None] | None = None,
    **options,
) -> tuple[keras.Model, list[dict], dict]:
    """Trains a U-Net on a data set by its recipe, and stores weights, card and records in the run folder.

    Args:
        name: one of `RECIPES`.
        source: "sample", "full", or the folder of the real files.
        run_dir: folder of the run, `default_run_dir` if not given. A stopped run in it is continued; of a finished
            one, what is missing in the folder is written anew.
        epochs: instead of the recipe's.
        recipe: instead of that of `recipe_for`.
        seed: for weights, order and views.
        command: what was typed, for the records.
        precision: what the network computes in, see `helpers.hardware.choose_precision`.
        weights: begin with these, as `load_pretrained` takes them, in place of chance.
        after_epoch, options: `after_epoch`, `say` and `tensorboard` of `helpers.training.fit`.

    Raises:
        ValueError: there is no recipe or no precision of this name, or `fit` cannot go on with what the folder holds.

    Returns:
        The network with the best epoch's weights, one row per epoch, and the card.
    """
    recipe = recipe or recipe_for(name, source)
    precision = choose_precision(precision, gpu_capability())
    epochs = recipe.epochs if epochs is None else epochs
    run_dir = Path(run_dir or default_run_dir(name, source))
    info = get_info(recipe.dataset or name)
    taught = info if recipe.target == "mask" else replace(info, classes=OBJECT_CLASSES, hex_colours=RIM_COLOURS)

    samples = {split: load_dataset(info.name, split, source, **recipe.options) for split in ("train", "val")}
    train_pairs = decode_for(recipe, samples["train"], weigh=recipe.touching > 0)
    val_pairs = decode_for(recipe, samples["val"])
    if recipe.balance_groups:
        train_pairs = repeat_rare(train_pairs, samples["train"].groups)
    train_pairs = repeat_large(train_pairs, recipe.size) * recipe.views_per_picture

    class_weights = None
    if recipe.rare_classes:
        masks = [mask for _, mask, *_ in train_pairs]
        class_weights = median_frequency_weights(masks, taught.num_classes) ** recipe.rare_classes

    keras.utils.set_random_seed(seed)
    network = {"num_classes": taught.num_classes, "filters": list(recipe.filters), **recipe.network}
    with computing_in(precision):
        model = build_unet(**network)
    started_from = start_from(model, weights) if weights else None
    batches = Batches(
        train_pairs, recipe.batch_size, partial(random_view, size=recipe.size, **recipe.view), seed=seed
    )

    ids = {split: chosen.ids for split, chosen in samples.items()}
    run = {"name": name, "dataset": info.name, "recipe": asdict(recipe), "epochs": epochs, "seed": seed,
           "source": origin_of(info.name, source)}
    state = read_json(run_dir / "state.json") or {"rows": []}
    session = describe_session(command, precision, len(state["rows"]))

    def record(number: int, network: keras.Model) -> None:
        record_run(run_dir, run, ids, session)
        draw_run(run_dir, read_log(run_dir / "log.csv"), recipe.loss)
        if after_epoch is not None:
            after_epoch(number, network)

    rows = fit(
        model, batches, val_pairs, run_dir, epochs, recipe.learning_rate, recipe.weight_decay,
        loss=LOSSES[recipe.loss](class_weights), average=recipe.average, clip=recipe.clip, patience=recipe.patience,
        settings={"dataset": info.name, "recipe": _as_known_then(recipe, state), "train_ids": fingerprint(ids["train"]),
                  "val_ids": fingerprint(ids["val"])} | ({"started_from": started_from["sha256"]} if weights else {}),
        after_epoch=record, **options,
    )
    if not (run_dir / "run.json").exists():
        record_run(run_dir, run, ids, session)
    record_ids(run_dir, ids)
    draw_run(run_dir, rows, recipe.loss)
    record_results(run_dir, model, val_pairs, rows, taught)
    card = make_card(asdict(recipe), taught, network, rows, read_json(run_dir / "run.json"))
    card |= {"started_from": started_from} if weights else {}
    return model, rows, save_pretrained(model, card, run_dir / name)


def _as_known_then(recipe: Recipe, state: dict) -> dict:
    """A recipe as settings of a run, without entries that are younger than the run and at their default."""
    known = state.get("settings", {}).get("recipe", asdict(recipe))
    plain = asdict(Recipe())
    return {key: value for key, value in asdict(recipe).items() if key in known or value != plain[key]}
