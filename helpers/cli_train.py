"""The command `course train`: a network by its recipe, in a run folder that survives a kill."""

import argparse
from dataclasses import replace
from pathlib import Path

from helpers.recipe_book import RECIPES

TRAINABLE = tuple(name for name in RECIPES if not name.endswith("-sample"))


def add_train_command(parser: argparse.ArgumentParser) -> None:
    """Gives `course train` its arguments."""
    parser.add_argument("name", help=f"a recipe: {', '.join(TRAINABLE)}")
    parser.add_argument("--source", default="sample", help="sample (default), full, or a folder of the real files")
    parser.add_argument("--epochs", type=int, help="instead of the recipe's")
    parser.add_argument("--out", type=Path, help="run folder (default: runs/NAME-sample or runs/NAME-real)")
    parser.add_argument("--seed", type=int, default=0, help="for weights, order and views (default: 0)")
    parser.add_argument("--patience", type=int, metavar="EPOCHS",
                        help="stop when so many epochs in a row brought no better score (default: the recipe's)")
    parser.add_argument("--precision", default="auto",
                        help="auto (default: what the graphics card is quick in, float32 without one), float32, "
                             "bfloat16 or float16")
    parser.add_argument("--weights", metavar="NAME_OR_FILE", help="begin with trained weights in place of chance")
    parser.add_argument("--tensorboard", action="store_true", help="write curves into the run folder's tensorboard/")
    parser.set_defaults(action=train)


def train(chosen: argparse.Namespace) -> None:
    """`course train NAME`: trains by the recipe, or goes on with a stopped run."""
    import matplotlib

    from helpers.recipes import default_run_dir, recipe_for, train

    matplotlib.use("agg")  # figures go into files; no screen is needed
    recipe = recipe_for(chosen.name, chosen.source)
    if chosen.patience is not None:
        recipe = replace(recipe, patience=chosen.patience)
    run_dir = chosen.out or default_run_dir(chosen.name, chosen.source)
    _, _, card = train(
        chosen.name, chosen.source, run_dir, chosen.epochs, recipe, chosen.seed, _as_typed(chosen),
        precision=chosen.precision, weights=chosen.weights, tensorboard=chosen.tensorboard,
    )
    print(f"best epoch: {card['run']['best_epoch']}, scores on the validation split: {card['val_scores']}")
    print(f"weights and card: {run_dir / chosen.name}.npz and .json")
    print(f"curves, scores by class and predictions: in {run_dir}")


def _as_typed(chosen: argparse.Namespace) -> str:
    """The command for the card, without the path of the real files, which is nobody else's business."""
    source = chosen.source if chosen.source in ("sample", "full") else "FOLDER"
    words = f"course train {chosen.name} --source {source} --seed {chosen.seed}"
    words += f" --epochs {chosen.epochs}" if chosen.epochs is not None else ""
    words += f" --patience {chosen.patience}" if chosen.patience is not None else ""
    words += f" --weights {Path(chosen.weights).stem}" if chosen.weights else ""
    return words + (f" --precision {chosen.precision}" if chosen.precision != "auto" else "")
