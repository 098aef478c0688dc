"""The command `course`: everything that the notebooks do, from a terminal."""

import argparse
import sys


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; returns the exit code (0 done, 1 something is wrong with what was given)."""
    parser = argparse.ArgumentParser(prog="course", description="Every Pixel: image segmentation with U-Net.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    train = commands.add_parser("train", help="train a network on a data set")
    train.add_argument("name", help="nuclei or camvid")
    train.add_argument("--source", default="sample", help="sample, or the folder of the real files")
    train.add_argument("--epochs", type=int, help="instead of the recipe's")
    train.add_argument("--out", help="run folder (default: runs/NAME-sample or runs/NAME-real)")
    train.add_argument("--seed", type=int, default=0)
    train.set_defaults(run=run_train)

    chosen = parser.parse_args(arguments)
    try:
        return chosen.run(chosen)
    except (ValueError, FileNotFoundError) as error:
        print(f"course: {error}", file=sys.stderr)
        return 1


def run_train(chosen: argparse.Namespace) -> int:
    from helpers.recipes import train

    words = ["course", "train", chosen.name]
    words += ["--source", "sample" if chosen.source == "sample" else "FOLDER"]
    words += ["--epochs", str(chosen.epochs)] if chosen.epochs else []
    train(chosen.name, chosen.source, chosen.out, chosen.epochs, seed=chosen.seed, command=" ".join(words))
    return 0


if __name__ == "__main__":
    sys.exit(main())
