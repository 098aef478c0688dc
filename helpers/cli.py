"""The command `course`: what the notebooks do, from a terminal."""

import argparse
import os
import sys

from helpers.cli_data import add_data_commands
from helpers.cli_predict import add_predict_command
from helpers.cli_score import add_score_command
from helpers.cli_train import add_train_command
from helpers.paths import NOTEBOOKS, ROOT

BUILD = ROOT / "build"


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; returns the exit code: 0 done, 1 something is wrong with what was given, 130 stopped."""
    chosen = _parser().parse_args(arguments)
    try:
        return chosen.action(chosen) or 0
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        return 130
    except BrokenPipeError:  # whoever read along, `head` for example, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (ValueError, OSError) as error:
        print(f"course: {error}", file=sys.stderr)
        return 1


def run(chosen: argparse.Namespace) -> int:
    """`course run`: executes the notebooks and writes them as pages."""
    from helpers.notebooks import run_notebooks

    runs = run_notebooks(NOTEBOOKS, BUILD, write=chosen.write, only=chosen.only)
    return 1 if any(outcome.error for outcome in runs) else 0


def badges(chosen: argparse.Namespace) -> None:
    """`course badges OWNER/NAME`: writes the public address into badges and set-up cells."""
    from helpers.address import set_badges

    changed = set_badges(NOTEBOOKS, chosen.repository)
    print(f"{chosen.repository} is now the address in {len(changed)} files")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="course", description="Every Pixel: image segmentation with U-Net.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    add_data_commands(commands.add_parser("data", help="list, get, check and show data sets"))
    add_train_command(commands.add_parser("train", help="train a network; a stopped run goes on where it was"))
    add_score_command(commands.add_parser("score", help="score a network on a split, or two folders of masks"))
    add_predict_command(commands.add_parser("predict", help="segment pictures and folders of pictures"))

    executed = commands.add_parser("run", help="execute the notebooks on sample data, as pages in build/")
    executed.add_argument("--only", nargs="+", help="numbers of notebooks, for example 00 07")
    executed.add_argument("--write", action="store_true", help="store outputs and measured headers in the notebooks")
    executed.set_defaults(action=run)

    addressed = commands.add_parser("badges", help="set the public address OWNER/NAME everywhere")
    addressed.add_argument("repository", help="OWNER/NAME")
    addressed.set_defaults(action=badges)
    return parser


if __name__ == "__main__":
    sys.exit(main())
