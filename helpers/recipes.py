"""From a recipe to a trained network with its records: the few lines that put everything together."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
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
from helpers.recipe_book import RECIPES, Recipe
from helpers.records import describe_session, draw_run, make_card, record_ids, record_results, record_run
from helpers.runs import read_json, read_log
from helpers.training import fit
from helpers.weights import save_pretrained, start_from

LOSSES = {
    "cross-entropy": CrossEntropy,
    "cross-entropy + dice": lambda class_weights: Sum([CrossEntropy(class_weights), SoftDice()]),
}

RIM_COLOURS = ("#20242c", "#ffb000", "#d6246e")  # outside, inside, rim


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
