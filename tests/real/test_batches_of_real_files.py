"""The checks on real pictures: no sentence for clean batches, and how often moved masks are found.

Labels of real pictures lie a little beside their edges, and some pictures hold hardly an edge: the rates here are
those of the docstring in `helpers.checks.alignment`.
"""

from functools import partial

import numpy as np
import pytest
from PIL import Image

from helpers.checks import check_batch
from helpers.datasets import load_dataset
from helpers.images import read_image, resize_image, resize_mask
from helpers.pipeline import Batches, decode_all, random_view

SETS = {"nuclei": 2, "camvid": 11, "faces": 19}


@pytest.fixture(scope="module")
def pairs(part):
    """A function from the name of a set to its decoded pairs."""
    faces = part / "faces" / "data" / "train"
    return {
        "nuclei": decode_all(load_dataset("nuclei", "train", part / "dsb2018")),
        "camvid": decode_all(load_dataset("camvid", "train", part / "camvid")),
        "faces": [(read_image(path), np.array(Image.open(faces / "masks" / f"{path.stem}.png")))
                  for path in sorted((faces / "images").glob("*.jpg"))],
    }


def batches(pairs, batch_size=8):
    """Whole pictures made equally large, and random views of two kinds."""
    whole = [(resize_image(image, (192, 256)), resize_mask(mask, (192, 256))) for image, mask in pairs]
    for first in range(0, len(whole) - batch_size + 1, batch_size):
        images, masks = (np.stack(part) for part in zip(*whole[first : first + batch_size], strict=True))
        yield images / 255, masks.astype(np.int32)
    for settings in ({"scale": (0.6, 1.6), "rotation": 180.0, "flip_vertical": True}, {"rotation": 5.0}):
        yield from Batches(pairs, batch_size, partial(random_view, size=(192, 192), **settings)).epoch(0)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("batch_size", [4, 8, 16])
def test_clean_batches_get_no_sentence(name, batch_size, pairs):
    for images, masks in batches(pairs[name], batch_size):
        assert check_batch(images, masks, SETS[name]) == []


MOVES = {
    "mirrored left": lambda masks: masks[:, :, ::-1],
    "upside down": lambda masks: masks[:, ::-1],
    "by 180": lambda masks: masks[:, ::-1, ::-1],
    "pixels": lambda masks: np.roll(masks, 12, axis=2),
}


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("words", MOVES)
def test_moved_masks_are_found_in_nearly_all_batches(name, words, pairs):
    found = [words in " ".join(check_batch(images, MOVES[words](masks), SETS[name]))
             for images, masks in batches(pairs[name])]
    assert np.mean(found) >= (0.6 if words == "pixels" else 0.9), found
