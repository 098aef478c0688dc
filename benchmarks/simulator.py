"""The simulator's question: how far do simulated streets alone carry on real ones, and how many real pictures close
the gap?

For every seed, one network learns our own simulated streets, whose 23 tags are translated by name into CamVid's eleven
classes. Then, for n = 10, 30, 100 and 367 real training pictures (each set holds the smaller ones), two networks of the
same kind learn those with equally many steps: one begins with the simulator's weights, one with chance. A last
comparison grants chance the simulator's steps too, on all the real pictures.

Nothing is chosen on the way: every training has one length, and what stands at its end is scored, at 360x480 with the
logits enlarged, on CamVid's validation and test split, each network once (`score_frozen`). Each is a row of
data/runs/simulator/simulator.jsonl, which notebook 09 reads. Rows that are in it are not repeated, and trainings that
are done are not trained again.

    python -m helpers.datasets.samples carla STREETS --pictures 1060 --first 1000
    python benchmarks/simulator.py --streets STREETS --source FOLDER --seeds 0 1 2
    python benchmarks/simulator.py --report

The second command writes what the log holds into benchmarks/RESULTS.md.
"""

import argparse
import itertools
import json
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import keras
import numpy as np
from results import table, write_section

from helpers.datasets import get_info, load_dataset
from helpers.datasets.origin import origin_of
from helpers.datasets.translation import CAMVID_NAMES, translation
from helpers.hardware import computing_in
from helpers.images import resize_image, stretch_contrast
from helpers.inference import most_likely, predict_logits
from helpers.losses import CrossEntropy, SoftDice, Sum
from helpers.models import build_unet
from helpers.paths import RUNS
from helpers.pipeline import Batches, Pair, decode_all, random_view
from helpers.runs import read_json, write_text
from helpers.scoring.splits import read_test_scores, score_frozen
from helpers.segment import Answer
from helpers.training import fit

LOG = RUNS / "simulator" / "simulator.jsonl"
REAL_PICTURES = (10, 30, 100, 367)
SETTINGS = {
    "network": {"filters": (16, 32, 64, 128), "stem_stride": 2, "residual": True, "skips": "add"},
    "pictures": (120, 160), "views": (96, 128), "batch_size": 8, "learning_rate": 2e-3, "precision": "bfloat16",
    "steps_simulated": 800, "steps_real": 250,
    "view_real": {"scale": (0.75, 2.0), "rotation": 5.0, "light": 0.3, "colour": 0.15, "blur": 1.0, "noise": 5.0},
    # Drawn streets come in fewer lights and colours than the world: those are mixed more strongly.
    "view_simulated": {"scale": (0.7, 2.0), "rotation": 5.0, "light": 0.5, "colour": 0.6, "blur": 1.5, "noise": 12.0},
}
KEY = ("seed", "start", "n", "steps")
UNKNOWN = "bicyclist"  # the simulator has no word for it


def plan(seeds: Sequence[int], counts: Sequence[int], settings: dict) -> Iterator[dict]:
    """Lists the networks, in the order in which they are trained: seed by seed, the longer control at the end.

    Yields:
        seed; start, "simulated" or "chance"; n, real training pictures; steps on those.
    """
    for seed in seeds:
        yield {"seed": seed, "start": "simulated", "n": 0, "steps": 0}
        for n, start in itertools.product(counts, ("simulated", "chance")):
            yield {"seed": seed, "start": start, "n": n, "steps": settings["steps_real"]}
    for seed in seeds:
        both = settings["steps_simulated"] + settings["steps_real"]
        yield {"seed": seed, "start": "chance", "n": max(counts), "steps": both}


def simulated_pairs(streets: str | Path) -> list[Pair]:
    """The simulated training streets, the own bonnet void, the tags translated into CamVid's classes."""
    table = translation(get_info("carla-23").classes, get_info("camvid").classes, CAMVID_NAMES)
    samples = load_dataset("carla-23", "train", streets, bonnet="void")
    return decode_all(samples, progress=True, mask=lambda sample: table[sample.mask])


def chosen_pairs(pairs: Sequence[Pair], n: int, seed: int) -> list[Pair]:
    """The first n of the training pictures in an order that depends on the seed: 10 of them are among the 30."""
    order = np.random.default_rng((seed, 0x51D)).permutation(len(pairs))
    return [pairs[number] for number in order[:n]]


def build(settings: dict) -> keras.Model:
    """The network of the experiment, with random weights, for CamVid's eleven classes."""
    with computing_in(settings["precision"]):
        return build_unet(num_classes=get_info("camvid").num_classes, **settings["network"])


def learn(
    model: keras.Model, pairs: Sequence[Pair], steps: int, seed: int, folder: Path, settings: dict, view: dict
) -> float:
    """Trains a network for so many steps on random views, however many pictures they are cut from.

    It is one epoch for `fit`, so that the weights at its end are those that are kept. The pair that `fit` wants to
    validate with is a training picture, and decides nothing.

    Returns:
        The CPU-seconds that it took, as they were noted when it was done.
    """
    views = list(itertools.islice(itertools.cycle(pairs), steps * settings["batch_size"]))
    cut = partial(random_view, size=settings["views"], **view)
    batches = Batches(views, settings["batch_size"], cut, seed=seed)
    began = time.process_time()
    fit(model, batches, pairs[:1], folder, epochs=1, learning_rate=settings["learning_rate"], weight_decay=0.05,
        loss=Sum([CrossEntropy(), SoftDice()]), average=0.99, settings={"steps": steps, "pictures": len(pairs)},
        say=lambda line: None)
    noted = read_json(folder / "cpu.json")
    if noted is None:
        noted = {"cpu_seconds": round(time.process_time() - began, 1)}
        write_text(folder / "cpu.json", json.dumps(noted) + "\n")
    return noted["cpu_seconds"]


def trained(
    network: dict, simulated: Sequence[Pair], real: Sequence[Pair], runs: Path, settings: dict
) -> tuple[keras.Model, float]:
    """Trains one network of the plan, the simulator's network first where it begins with that.

    Args:
        network: of `plan`.
        simulated: pairs of the simulated training streets.
        real: pairs of all real training pictures, at the size of the experiment.
        runs: folder of the trainings.
        settings: as SETTINGS.

    Returns:
        The network and the CPU-seconds of its own training (without those of the simulator's network before it).
    """
    seed, start, n, steps = (network[word] for word in KEY)
    keras.utils.set_random_seed(seed)
    model = build(settings)
    seconds = 0.0
    if start == "simulated":
        seconds = learn(model, simulated, settings["steps_simulated"], seed, runs / f"simulated-{seed}", settings,
                        settings["view_simulated"])
    if n:
        folder = runs / f"{start}-{seed}-{n}-{steps}"
        seconds = learn(model, chosen_pairs(real, n, seed), steps, seed, folder, settings, settings["view_real"])
    return model, seconds


def answering(model: keras.Model, settings: dict) -> Callable[[np.ndarray], Answer]:
    """Asks a network about a picture of any size: shrunk for the network, its logits enlarged again."""
    def ask(image: np.ndarray) -> Answer:
        small = stretch_contrast(resize_image(image, settings["pictures"]))
        logits = resize_image(predict_logits(model, small), image.shape[:2])
        return Answer(most_likely(logits), None, None)

    return ask


def run(
    streets: str, source: str, seeds: Sequence[int], counts: Sequence[int], log: Path, runs: Path, settings: dict
) -> None:
    """Trains and scores every network of the plan that the log does not hold yet."""
    done = {tuple(row[word] for word in KEY) for row in read_test_scores(log)}
    missing = [network for network in plan(seeds, counts, settings)
               if tuple(network[word] for word in KEY) not in done]
    simulated = simulated_pairs(streets) if missing else []
    real = decode_all(load_dataset("camvid", "train", source), progress=True, size=settings["pictures"])
    for network in missing:
        keras.backend.clear_session()
        model, seconds = trained(network, simulated, real, runs, settings)
        row = network | {"cpu_seconds": seconds, "settings": settings, "streets": origin_of("carla-23", streets),
                         "simulated_pictures": len(simulated)}
        row = score_frozen(row, KEY, answering(model, settings), "camvid", source, log)
        print("seed {seed}, {start}, {n} real pictures, {steps} steps, {cpu_seconds} s:".format(**row),
              {split: scores["mean_iou"] for split, scores in row["scores"].items()}, flush=True)


def report(log: Path = LOG) -> str:
    """What the log holds, as text for RESULTS.md: mean IoU by start and number of real pictures."""
    rows = read_test_scores(log)
    known = [name for name in get_info("camvid").classes if name != UNKNOWN]
    lines = []
    for start, n, steps in sorted({(row["start"], row["n"], row["steps"]) for row in rows}, key=lambda kind: kind[1:]):
        runs = [row for row in rows if (row["start"], row["n"], row["steps"]) == (start, n, steps)]
        scores = [[run["scores"]["test"]["mean_iou"] for run in runs],
                  [np.mean([run["scores"]["test"]["iou_by_class"][name] for name in known]) for run in runs],
                  [run["scores"]["val"]["mean_iou"] for run in runs]]
        lines.append([str(n), "simulated streets" if start == "simulated" else "chance", str(steps), str(len(runs)),
                      *(f"{np.mean(of_runs):.3f} ({min(of_runs):.3f} to {max(of_runs):.3f})" for of_runs in scores)])
    first = rows[0]
    return (
        f"A network of filters {first['settings']['network']['filters']} learns {first['simulated_pictures']} streets "
        f"({first['streets']}) for {first['settings']['steps_simulated']} steps, then n real pictures of CamVid; "
        "beside it, the same from chance. Mean IoU on real CamVid at 360x480, mean over the seeds, with the lowest and "
        f"the highest. The ten classes are those that the simulator knows: all but {UNKNOWN}.\n\n"
        + table(["real pictures", "begins with", "steps on them", "seeds", "test, 11 classes", "test, 10 classes",
                 "val, 11 classes"], lines)
    )


def main(arguments: list[str] | None = None) -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description="Trains on simulated streets, scores on real ones.")
    parser.add_argument("--streets", default="sample", help="folder of drawn streets (default: the sample's)")
    parser.add_argument("--source", default="full", help="CamVid: full (default), sample, or a folder")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--real", type=int, nargs="+", default=REAL_PICTURES, help="numbers of real pictures")
    parser.add_argument("--log", type=Path, default=LOG)
    parser.add_argument("--runs", type=Path, default=Path("runs") / "simulator", help="folder of the trainings")
    parser.add_argument("--report", action="store_true", help="only write what the log holds into RESULTS.md")
    chosen = parser.parse_args(arguments)
    if chosen.report:
        write_section("The simulator's question", "python benchmarks/simulator.py", report(chosen.log))
        return
    run(chosen.streets, chosen.source, chosen.seeds, chosen.real, chosen.log, chosen.runs, SETTINGS)


if __name__ == "__main__":
    main()
