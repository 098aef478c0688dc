"""Small stand-ins for data sets, runs and networks, made in a moment; several tests share them."""

from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from helpers.pipeline import Batches, random_view

GROUND = {"fluorescent": (10, 10, 10), "stained": (230, 200, 240), "brightfield": (200, 200, 200)}
OBJECT = {"fluorescent": (90, 90, 90), "stained": (120, 60, 160), "brightfield": (120, 120, 120)}


def save(path: Path, values: np.ndarray) -> Path:
    """Writes an array with Pillow alone, past the checks of the helpers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(values).save(path)
    return path


def write_nucleus_picture(folder: Path, name: str, modality: str = "fluorescent", size: int = 16) -> Path:
    """Writes one microscope picture with two nuclei of 3 x 3 pixels; returns its folder ID/."""
    root = folder / "stage1_train" / name
    image = np.full((size, size, 4), (*GROUND[modality], 255), np.uint8)
    for number, corner in enumerate((2, 9)):
        mask = np.zeros((size, size), np.uint8)
        mask[corner : corner + 3, 4:7] = 255
        image[mask == 255, :3] = OBJECT[modality]
        save(root / "masks" / f"{number}.png", mask)
    save(root / "images" / f"{name}.png", image)
    return root


def write_nuclei(folder: Path, each: int = 7) -> Path:
    """Writes `each` pictures of each kind of microscopy in the real layout; returns the folder."""
    for modality in GROUND:
        for number in range(each):
            write_nucleus_picture(folder, f"{modality}_{number}", modality)
    return folder


def write_camvid(folder: Path, splits: tuple[str, ...] = ("train", "val", "test"), each: int = 2) -> Path:
    """Writes `each` streets per split in the real layout, with all file ids 0..11; returns the folder."""
    mask = np.arange(12, dtype=np.uint8).reshape(3, 4).repeat(4, 0).repeat(4, 1)
    for split in splits:
        for number in range(each):
            save(folder / "CamVid" / split / f"{split}_{number}.png", np.dstack([mask * 20] * 3))
            save(folder / "CamVid" / f"{split}annot" / f"{split}_{number}.png", mask)
    return folder


def pairs(count: int = 4, size: int = 16, seed: int = 0) -> list[tuple[np.ndarray, np.ndarray]]:
    """Pictures of one bright square each, with the square as mask (and a corner of void)."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        mask = np.zeros((size, size), np.uint8)
        top, left = rng.integers(0, size // 2, 2)
        mask[top : top + size // 2, left : left + size // 2] = 1
        noise = rng.integers(0, 60, (size, size, 3))
        image = (noise + 150 * mask[..., None]).astype(np.uint8)
        mask[-1, -1] = 255
        made.append((image, mask))
    return made


def batches(seed: int = 0, count: int = 4, size: int = 16, batch_size: int = 2, workers: int = 2) -> Batches:
    """Batches of random views of `pairs`."""
    return Batches(pairs(count, size), batch_size, partial(random_view, size=(size, size)), seed, workers)


def train(run_dir: Path, epochs: int = 4, filters: tuple[int, ...] = (4, 8), network_seed: int = 0, **changes):
    """Trains a network of two levels for a moment, in silence unless `say` is None; returns it and its rows."""
    import keras

    from helpers.models import build_unet
    from helpers.training import fit

    keras.utils.set_random_seed(network_seed)
    model = build_unet(filters=filters)
    options = {"learning_rate": 1e-2, "say": lambda line: None} | changes
    views = options.pop("views", None) or batches()
    if options["say"] is None:
        del options["say"]
    return model, fit(model, views, pairs(2, seed=9), run_dir, epochs, **options)


def scores(rows: list[dict]) -> list[list[float]]:
    """The rows of a run without the times, which differ from run to run."""
    return [[value for column, value in row.items() if column != "seconds"] for row in rows]


class Stopped(Exception):
    """Somebody stopped the run."""


def stop_after(epoch: int):
    """What stops a run after an epoch, as `after_epoch` of `helpers.training.fit`."""
    def stop(number, model):
        if number == epoch:
            raise Stopped

    return stop
