"""How many pictures a second the shipped networks segment, as stored and with batch normalisation folded in.

    python benchmarks/speed.py

takes about half a minute and writes its section of benchmarks/RESULTS.md. Each network is read from its float16
file, as everybody reads it, and is shown pictures that are in memory already: of the size at which it is scored, or of
256x256 where that is each picture's own. Two threads, whatever the machine has; the contenders take turns, and the
median of the rounds counts.
"""

from functools import partial

import numpy as np
import tensorflow as tf
from results import table, write_section
from toolbox import seconds_of

from helpers.models.folding import fold_normalisation
from helpers.paths import WEIGHTS
from helpers.weights import load_pretrained

SIZES = {"camvid": (360, 480)}
THREADS = 2
ROUNDS = 7


def speeds(name: str) -> list[str]:
    """One row: the network, its size, the pictures', and how many a second in batches of 1 and 8, stored and folded."""
    model, card = load_pretrained(name)
    networks = {"stored": model, "folded": fold_normalisation(model, **card["model"])}
    height, width = card.get("picture_size") or SIZES.get(card["dataset"], (256, 256))
    pictures = np.random.default_rng(0).random((8, height, width, 3)).astype(np.float32)
    taken = seconds_of({
        (kind, size): partial(network.predict_on_batch, pictures[:size])
        for size in (1, 8) for kind, network in networks.items()
    }, ROUNDS)
    figures = [f"{size / taken[kind, size]:.1f}" for size in (1, 8) for kind in networks]
    return [name, f"{card['parameters'] / 1e6:.1f} M", f"{card['bytes'] / 1e6:.1f} MB", f"{height}x{width}",
            *figures]


def main() -> None:
    tf.config.threading.set_intra_op_parallelism_threads(THREADS)
    tf.config.threading.set_inter_op_parallelism_threads(THREADS)
    names = sorted(path.stem for path in WEIGHTS.glob("*.json"))
    head = ["network", "parameters", "file", "pictures", "one", "one, folded", "eight", "eight, folded"]
    text = table(head, [speeds(name) for name in names])
    text = f"Pictures a second, {THREADS} threads, float32 arithmetic.\n\n{text}"
    print(text)
    write_section("The shipped networks: pictures a second", "python benchmarks/speed.py", text)


if __name__ == "__main__":
    main()
