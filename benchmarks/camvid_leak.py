"""How much of CamVid's validation split is in its training split: a "network" that copies masks.

For each held-out street, the training street that looks most like it (24x32 pixels, their mean difference) is looked
up, and its mask is handed in as the answer. That is done four times:

    val         the official validation split, from the official training split
    other       the same, but from training pictures of other drives only
    tenth       every tenth training frame held out, answered from the others
    drive       one drive of the training split held out, answered from the other drives; each drive in turn

Where a drive is in both halves, a picture's neighbours in time give its answer away. The test split is not looked at;
its file names say which drives it holds, and how many seconds lie between each of its frames and the nearest training
frame. Written to data/runs/camvid-leak/leak.json, which notebook 08 reads.

    python benchmarks/camvid_leak.py --source FOLDER
"""

import argparse
import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from helpers.datasets import Sample, load_dataset
from helpers.datasets.loading import list_files
from helpers.images import resize_image
from helpers.metrics import confusion_matrix, iou, mean_iou
from helpers.paths import RUNS

LOG = RUNS / "camvid-leak" / "leak.json"
THUMB = (24, 32)
FRAMES_A_SECOND = 30  # of the films; the official pictures are every 30th frame, those of val every second one
CLASSES = 11


def drive_of(name: str) -> str:
    """The drive in a picture's name: "0016E5" of "0016E5_07959".

    Example:
        >>> drive_of("Seq05VD_f00000")
        'Seq05VD'
    """
    return name.partition("_")[0]


def frame_of(name: str) -> int:
    """The number of the frame in a picture's name.

    Raises:
        ValueError: the name has no number at its end.

    Example:
        >>> frame_of("Seq05VD_f00150"), frame_of("0016E5_07959")
        (150, 7959)
    """
    number = re.search(r"(\d+)$", name)
    if number is None:
        raise ValueError(f"{name} does not end with the number of a frame, as 0016E5_07959 does. Is this CamVid?")
    return int(number[1])


def seconds_apart(name: str, others: Sequence[str]) -> float:
    """Seconds between a frame and the nearest of the others of its drive; infinite where its drive is not there."""
    frames = [frame_of(other) for other in others if drive_of(other) == drive_of(name)]
    return min((abs(frame_of(name) - frame) / FRAMES_A_SECOND for frame in frames), default=float("inf"))


def thumbnail(image: np.ndarray) -> np.ndarray:
    """The picture in 24x32 pixels, float32, grey levels 0..255."""
    return resize_image(image, THUMB).astype(np.float32)


def nearest(thumb: np.ndarray, others: np.ndarray) -> tuple[int, float]:
    """Finds the most similar of some thumbnails.

    Args:
        thumb: (h, w, 3).
        others: (N, h, w, 3).

    Returns:
        Its place, and the mean difference of a value, in grey levels.
    """
    distances = np.abs(others - thumb).mean(axis=(1, 2, 3))
    place = int(distances.argmin())
    return place, float(distances[place])


def copy_masks(asked: Sequence[Sample], known: Sequence[Sample]) -> dict:
    """Answers each street with the mask of the most similar known one, and scores that.

    Returns:
        pictures; mean_iou and iou by class of all pixels together, NaN for a class that is in neither; distances, of
        each street to the one that was copied, in grey levels.
    """
    thumbs = np.stack([thumbnail(sample.image) for sample in known])
    found = [nearest(thumbnail(sample.image), thumbs) for sample in asked]
    matrix = sum(_counted(sample.mask, known[place].mask) for sample, (place, _) in zip(asked, found, strict=True))
    return {"pictures": len(asked), "mean_iou": mean_iou(matrix), "iou": iou(matrix).tolist(),
            "distances": [distance for _, distance in found]}


def _counted(truth: np.ndarray, copied: np.ndarray) -> np.ndarray:
    """Counts the pixels that are labelled in both masks."""
    labelled = copied < CLASSES
    return confusion_matrix(truth[labelled], copied[labelled], CLASSES)


def measure(train: Sequence[Sample], val: Sequence[Sample], names: dict[str, list[str]]) -> dict:
    """Everything that the file holds.

    Args:
        train, val: the official splits.
        names: split -> names of its pictures, test included.
    """
    drives = sorted({drive_of(sample.id) for sample in train})
    val_drives = {drive_of(sample.id) for sample in val}
    copied = {
        "val": copy_masks(val, train),
        "other": copy_masks(val, [sample for sample in train if drive_of(sample.id) not in val_drives]),
        "tenth": copy_masks(train[::10], [sample for place, sample in enumerate(train) if place % 10]),
        "drive": {drive: copy_masks([sample for sample in train if drive_of(sample.id) == drive],
                                    [sample for sample in train if drive_of(sample.id) != drive])
                  for drive in drives},
    }
    seconds = {split: [seconds_apart(name, names["train"]) for name in names[split]] for split in ("val", "test")}
    return {
        "drives": {split: {drive: sum(drive_of(name) == drive for name in of_split)
                           for drive in sorted(set(map(drive_of, of_split)))} for split, of_split in names.items()},
        "seconds": {split: [value if np.isfinite(value) else None for value in values]
                    for split, values in seconds.items()},
        "copied": copied,
    }


def main(arguments: list[str] | None = None) -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description="Measures how much of CamVid's val is in its train.")
    parser.add_argument("--source", default="full", help="full (default), or a folder of the real files")
    parser.add_argument("--log", type=Path, default=LOG)
    chosen = parser.parse_args(arguments)
    train, val = (list(load_dataset("camvid", split, chosen.source)) for split in ("train", "val"))
    names: dict[str, list[str]] = {"train": [], "val": [], "test": []}
    for files in list_files("camvid", chosen.source):
        names[files.split].append(files.id)
    measured = json.dumps(measure(train, val, names), allow_nan=True)
    chosen.log.parent.mkdir(parents=True, exist_ok=True)
    rounded = json.loads(measured, parse_float=lambda text: round(float(text), 4), parse_constant=lambda _: None)
    chosen.log.write_text(json.dumps(rounded) + "\n", encoding="utf-8")
    for name in ("val", "other", "tenth"):
        print(f"{name}: mean IoU {rounded['copied'][name]['mean_iou']}")
    for drive, scores in rounded["copied"]["drive"].items():
        print(f"drive {drive} held out: mean IoU {scores['mean_iou']}")


if __name__ == "__main__":
    main()
