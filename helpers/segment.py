"""From a picture to an answer, for a network with its card: the one way that notebooks, scores and commands go.

A card says how its network wants to be asked: at which size (`picture_size`), what its outputs mean (`classes`,
`target`), and how numbered objects are made of them (`objects`). Nobody who asks has to know.
"""

from typing import NamedTuple

import cv2
import keras
import numpy as np

from helpers.datasets.catalog import CATALOG, VARIANTS, DatasetInfo
from helpers.images import resize_image
from helpers.inference import most_likely, predict_flipped, predict_probabilities
from helpers.instances import objects_from_rims


class Answer(NamedTuple):
    """What a network says to one picture of H x W pixels."""

    ids: np.ndarray
    """uint8 (H, W): one of `answer_classes` per pixel."""
    objects: np.ndarray | None
    """int32 (H, W), 0 and then one number per object; None of a network that does not tell objects apart."""
    probabilities: np.ndarray
    """float32 (H, W, outputs of the network), sums to 1 over the outputs."""


def segment(model: keras.Model, card: dict, image: np.ndarray, flips: bool = False) -> Answer:
    """Asks a network about a picture, the way its card says.

    Where the card has a `picture_size`, the picture is resized for the network, and its probabilities are brought
    back to the picture's own size, interpolated between four pixels.

    Args:
        model, card: what `load_pretrained` returns.
        image: uint8 (H, W, 3), any size, as `read_image` returns it.
        flips: ask about the mirror image, too, and take the mean (`predict_flipped`); cells have no above, so they
            are mirrored both ways.

    Returns:
        Answer, of the picture's own size.

    Raises:
        ValueError: as `predict_logits` and `check_card`.

    Example:
        >>> from helpers.models import build_unet
        >>> card = {"classes": ["background", "leaf"], "picture_size": [32, 32]}
        >>> segment(build_unet(filters=(4, 8)), card, np.zeros((50, 70, 3), np.uint8)).ids.shape
        (50, 70)
    """
    check_card(card)
    size = card.get("picture_size")
    shown = resize_image(image, size) if size else image
    if flips:
        info = info_of(card)
        sided, without_above = (info.sided, info.domain == "cells") if info else ((), False)
        probabilities = predict_flipped(model, shown, sided, without_above)
    else:
        probabilities = predict_probabilities(model, shown)
    if size:
        probabilities = cv2.resize(probabilities, image.shape[1::-1], interpolation=cv2.INTER_LINEAR)

    if card.get("target") == "rims":
        objects = objects_from_rims(probabilities, **card.get("objects", {}))
        return Answer((objects > 0).astype(np.uint8), objects, probabilities)
    return Answer(most_likely(probabilities), None, probabilities)


def answer_classes(card: dict) -> tuple[str, ...]:
    """Names the ids of an answer.

    A network that was taught rims has the outputs outside, inside and rim, but its answer has two ids, those of its
    data set: background and nucleus.

    Example:
        >>> answer_classes({"dataset": "nuclei", "target": "rims", "classes": ["outside", "inside", "rim"]})
        ('background', 'nucleus')
    """
    if card.get("target") == "rims":
        info = info_of(card)
        return info.classes if info else ("background", "object")
    return tuple(card["classes"])


def info_of(card: dict) -> DatasetInfo | None:
    """Returns the data set that a network was trained on; None where it is not one of the course's."""
    return (CATALOG | VARIANTS).get(card.get("dataset"))


def check_card(card: dict) -> None:
    """Looks whether a card says things that `segment` understands; people edit cards.

    Raises:
        ValueError: target, picture_size or objects are none that there are.
    """
    target, size, objects = card.get("target", "mask"), card.get("picture_size"), card.get("objects", {})
    if target not in ("mask", "rims"):
        raise ValueError(
            f"the card's target is {target!r}, but it is 'mask' (a class per pixel) or 'rims' (outside, inside and rim "
            "of each object). Correct the card, or get a newer version of the course."
        )
    if size is not None and not (isinstance(size, (list, tuple)) and len(size) == 2 and all(
            isinstance(side, int) and side > 0 for side in size)):
        raise ValueError(f"the card's picture_size is {size!r}, but it is [height, width] in pixels, or null.")
    for name, value in objects.items():
        highest = {"foreground": 1, "inside": 1, "smallest": float("inf")}.get(name)
        if highest is None:
            raise ValueError(f"the card's objects have {name!r}, but there are foreground, inside and smallest only.")
        if not isinstance(value, (int, float)) or not 0 <= value <= highest:
            raise ValueError(
                f"the card's objects have {name} = {value!r}, but it is a "
                + ("probability, 0 to 1." if highest == 1 else "number of pixels, 0 or more.")
            )
