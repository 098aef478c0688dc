"""From plain to good, rung by rung: what each idea of notebook 07 is worth on real nuclei.

    otsu        Otsu's threshold, its separate parts are the objects
    quarter     a network for nucleus or not, taught by a quarter of the training pictures; separate parts
    all         the same taught by all of them
    distance    that network's mask divided by the distance watershed
    weights     the same network taught with the U-Net paper's weights of the gaps; separate parts
    inside      a network for outside, inside and rim; the separate insides are the objects
    watershed   that network's insides, grown back over the rims
    flips       the same, as mean over the picture and its mirror images

Four small networks are trained, all for as many steps with views of one kind; each takes about four minutes of one
core. All are scored on the validation split: the test split is for the finished network. Each finished rung
is appended to data/runs/nuclei-ladder/ladder.jsonl, which notebook 07 reads; rungs that are in it are not repeated, and
a training that was stopped goes on where it was.

    python benchmarks/nuclei_ladder.py --source FOLDER --seeds 0 1 2
"""

import argparse
import itertools
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import keras
import numpy as np

from helpers.classical import otsu_mask
from helpers.datasets import Sample, load_dataset
from helpers.inference import predict_flipped, predict_probabilities
from helpers.instances import INSIDE, objects_by_distance, objects_from_mask, objects_from_rims, three_classes
from helpers.losses import CrossEntropy, border_weights, separate_objects
from helpers.models import build_unet
from helpers.paths import RUNS
from helpers.pipeline import Batches, decode_all, random_view, repeat_rare
from helpers.provenance import commit_id
from helpers.scoring.splits import split_scores
from helpers.segment import Answer
from helpers.training import fit

LOG = RUNS / "nuclei-ladder" / "ladder.jsonl"
SETTINGS = {"filters": (16, 32, 64, 128), "skips": "add", "size": (128, 128), "batch_size": 8, "views": 1024,
            "epochs": 3, "learning_rate": 2e-3}
VIEW = {"scale": (0.7, 1.5), "rotation": 180.0, "flip_vertical": True, "light": 0.25, "colour": 0.25}


def mask_of(sample: Sample) -> np.ndarray:
    """Nucleus or not."""
    return sample.mask


def parted(sample: Sample) -> np.ndarray:
    """Nucleus or not, with a line of background between nuclei that touch, as in the paper's pictures."""
    return (separate_objects(sample.instances) > 0).astype(np.uint8)


def gap_weights(sample: Sample) -> np.ndarray:
    """1 everywhere, and the paper's weights in the gaps between nuclei."""
    return 1 + border_weights(separate_objects(sample.instances))


def rims(sample: Sample) -> np.ndarray:
    """Outside, inside and rim."""
    return three_classes(sample.instances)


@dataclass(frozen=True)
class Training:
    """What one of the networks is taught.

    Attributes:
        decode: `mask` and `weigh` of `helpers.pipeline.decode_all`.
        outputs: number of classes.
        every: one of so many training pictures is used.
    """

    decode: dict
    outputs: int = 2
    every: int = 1


TRAININGS = {
    "quarter": Training({"mask": mask_of}, every=4),
    "all": Training({"mask": mask_of}),
    "weights": Training({"mask": parted, "weigh": gap_weights}),
    "rims": Training({"mask": rims}, outputs=3),
}


@dataclass(frozen=True)
class Rung:
    """One way from a picture to objects.

    Attributes:
        title: in words.
        training: one of TRAININGS; "" where no network is asked.
        ask: network or None -> (picture uint8 (H, W, 3) -> numbered objects (H, W)).
    """

    title: str
    training: str
    ask: Callable[[keras.Model | None], Callable[[np.ndarray], np.ndarray]]


def both_ways(model: keras.Model, image: np.ndarray) -> np.ndarray:
    """Probabilities of outside, inside and rim, as mean over the picture and its mirror images."""
    return predict_flipped(model, image, flip_vertical=True)


def nucleus(model: keras.Model, image: np.ndarray) -> np.ndarray:
    """The probability of nucleus, (H, W), of a network with two outputs."""
    return predict_probabilities(model, image)[..., 1]


def inside(model: keras.Model, image: np.ndarray) -> np.ndarray:
    """The probability of the inside, (H, W), of a network with three outputs."""
    return predict_probabilities(model, image)[..., INSIDE]


RUNGS = {
    "otsu": Rung("Otsu's threshold", "", lambda _: lambda image: objects_from_mask(otsu_mask(image))),
    "quarter": Rung("a network, a quarter of the pictures", "quarter",
                    lambda model: lambda image: objects_from_mask(nucleus(model, image))),
    "all": Rung("all pictures", "all", lambda model: lambda image: objects_from_mask(nucleus(model, image))),
    "distance": Rung("all pictures, divided at waists", "all",
                     lambda model: lambda image: objects_by_distance(nucleus(model, image) > 0.5)),
    "weights": Rung("gaps weighed", "weights", lambda model: lambda image: objects_from_mask(nucleus(model, image))),
    "inside": Rung("rims as a class, insides only", "rims",
                   lambda model: lambda image: objects_from_mask(inside(model, image))),
    "watershed": Rung("insides grown back", "rims",
                      lambda model: lambda image: objects_from_rims(predict_probabilities(model, image))),
    "flips": Rung("mirror images asked too", "rims",
                  lambda model: lambda image: objects_from_rims(both_ways(model, image))),
}


def training_views(training: Training, samples: Sequence[Sample], seed: int, settings: dict) -> Batches:
    """The batches of one training.

    Every training sees as many views in an epoch, however many pictures they are cut from. Which quarter is taken
    is up to the seed.
    """
    taken = samples[seed % training.every :: training.every]
    pairs = repeat_rare(decode_all(taken, progress=True, **training.decode), [sample.group for sample in taken])
    views = list(itertools.islice(itertools.cycle(pairs), settings["views"]))
    return Batches(views, settings["batch_size"], partial(random_view, size=settings["size"], **VIEW), seed=seed)


def train(
    name: str, samples: dict[str, Sequence[Sample]], seed: int, folder: Path, settings: dict
) -> tuple[keras.Model, float]:
    """Trains one of TRAININGS, or goes on with it.

    Args:
        name: of the training.
        samples: by split. Every fifth validation picture is enough to choose the best epoch.
        seed: for weights, order and views.
        folder: of the trainings.
        settings: as SETTINGS.

    Returns:
        The network, and the seconds that it took.
    """
    training = TRAININGS[name]
    batches = training_views(training, samples["train"], seed, settings)
    keras.utils.set_random_seed(seed)
    model = build_unet(num_classes=training.outputs, filters=settings["filters"], skips=settings["skips"])
    rows = fit(
        model, batches, decode_all(samples["val"][::5], mask=training.decode["mask"]), folder / f"{name}-{seed}",
        settings["epochs"], settings["learning_rate"], loss=CrossEntropy(), average=0.99,
        settings={"training": name, "views": settings["views"], "size": settings["size"]},
    )
    return model, sum(row["seconds"] for row in rows)


def scores_of(rung: Rung, model: keras.Model | None, samples: Sequence[Sample]) -> dict:
    """Semantic and object scores of one rung, by kind of microscopy too, rounded."""
    find = rung.ask(model)

    def ask(image: np.ndarray) -> Answer:
        objects = find(image)
        return Answer((objects > 0).astype(np.uint8), objects, None)

    scores = split_scores(ask, samples, ("background", "nucleus"))
    return json.loads(json.dumps(scores), parse_float=lambda text: round(float(text), 4))


def climb(source: str, seeds: Sequence[int], log: Path, folder: Path, settings: dict) -> None:
    """Scores every rung that the log does not hold yet, seed by seed."""
    log.parent.mkdir(parents=True, exist_ok=True)
    done = {(row["rung"], row["seed"]) for row in read_ladder(log)}
    samples = {split: load_dataset("nuclei", split, source) for split in ("train", "val")}
    for seed, training in itertools.product(seeds, ("", *TRAININGS)):
        missing = [name for name, rung in RUNGS.items() if rung.training == training and (name, seed) not in done]
        if not missing:
            continue
        model, seconds = train(training, samples, seed, folder, settings) if training else (None, 0)
        for name in missing:
            row = {
                "rung": name, "title": RUNGS[name].title, "training": training, "seed": seed,
                "seconds": round(seconds), "settings": settings if training else {}, "split": "val",
                "source": "sample" if source == "sample" else "real", "commit": commit_id(),
                "scores": scores_of(RUNGS[name], model, samples["val"]),
            }
            with open(log, "a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")
            print(f"{name}, seed {seed}: AP50 {row['scores']['ap50']}, mean AP {row['scores']['mean_ap']}")


def read_ladder(log: Path = LOG) -> list[dict]:
    """The rows of the log; none where there is no log yet."""
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()] if log.exists() else []


def main(arguments: list[str] | None = None) -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description="Measures each idea of notebook 07 on the validation pictures.")
    parser.add_argument("--source", default="full", help="full (default), sample, or a folder of the real files")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--epochs", type=int, default=SETTINGS["epochs"])
    parser.add_argument("--log", type=Path, default=LOG)
    parser.add_argument("--runs", type=Path, default=Path("runs") / "nuclei-ladder", help="folder of the trainings")
    chosen = parser.parse_args(arguments)
    climb(chosen.source, chosen.seeds, chosen.log, chosen.runs, SETTINGS | {"epochs": chosen.epochs})


if __name__ == "__main__":
    main()
