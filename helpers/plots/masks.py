"""Figures of masks: colours for ids, objects and errors, pictures with their masks."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from skimage.segmentation import find_boundaries

from helpers.datasets.catalog import DatasetInfo
from helpers.images import VOID
from helpers.plots.base import show_grid

VOID_COLOUR = (0, 0, 0)
MISSED, INVENTED, RIGHT = (213, 94, 0), (86, 180, 233), (255, 255, 255)


def colourise(mask: np.ndarray, colours: np.ndarray) -> np.ndarray:
    """Gives every id its colour.

    Args:
        mask: uint8 (H, W), ids 0..C-1 and 255.
        colours: uint8 (C, 3).

    Returns:
        uint8 (H, W, 3); void is black.

    Raises:
        ValueError: the mask does not hold ids (H, W).

    Example:
        >>> colourise(np.array([[1, 255]], np.uint8), np.array([[9, 9, 9], [255, 176, 0]], np.uint8)).tolist()
        [[[255, 176, 0], [0, 0, 0]]]
    """
    if mask.ndim != 2 or mask.dtype.kind not in "iu":
        raise ValueError(
            f"a mask is (H, W) of ids, this array is {mask.dtype} {mask.shape}. "
            "Of logits or one-hot masks take np.argmax(mask, axis=-1), of True and False mask.astype(np.uint8)."
        )
    table = np.full((256, 3), VOID_COLOUR, np.uint8)
    table[: len(colours)] = colours
    return table[mask]


def overlay(image: np.ndarray, mask: np.ndarray, colours: np.ndarray, opacity: float = 0.45) -> np.ndarray:
    """Lays a mask's colours over its picture and draws a line where classes touch.

    With two classes the first is background and stays as it is.

    Returns:
        uint8 (H, W, 3).

    Raises:
        ValueError: picture and mask differ in size.
    """
    _check_same_size(image, mask)
    strength = np.full(mask.shape, opacity, np.float32)
    if len(colours) == 2:
        strength[mask == 0] = 0
    mixed = image * (1 - strength[..., None]) + colourise(mask, colours) * strength[..., None]
    border = find_boundaries(mask, mode="inner")
    mixed[border] = (mixed[border] + 255) / 2 if len(colours) > 2 else colours[1]
    return mixed.astype(np.uint8)


def colour_instances(instances: np.ndarray) -> np.ndarray:
    """Gives every object a colour of its own; neighbours in number get very different ones.

    Args:
        instances: int (H, W), 0 = background.

    Returns:
        uint8 (H, W, 3), background nearly black, objects outlined in white where they touch.
    """
    table = many_colours(instances.max() + 1)
    table[0] = (32, 36, 44)
    picture = table[instances]
    inner = find_boundaries(instances, mode="inner")
    picture[inner] = picture[inner] // 2 + 127
    return picture


def overlay_instances(image: np.ndarray, instances: np.ndarray, opacity: float = 0.4) -> np.ndarray:
    """Lays a colour of its own over every object of a picture, and a line of that colour around it.

    Args:
        image: uint8 (H, W, 3).
        instances: int (H, W), 0 = background, which stays as it is.
        opacity: of the colours, 0..1; the lines hide what is below them.

    Returns:
        uint8 (H, W, 3).

    Raises:
        ValueError: picture and objects differ in size.

    Example:
        >>> overlay_instances(np.full((1, 3, 3), 200, np.uint8), np.array([[0, 0, 1]]))[0, 0]
        array([200, 200, 200], dtype=uint8)
    """
    _check_same_size(image, instances)
    colours = many_colours(instances.max() + 1)[instances]
    strength = np.where(instances > 0, np.float32(opacity), np.float32(0))
    strength[find_boundaries(instances, mode="inner")] = 1
    return (image * (1 - strength[..., None]) + colours * strength[..., None]).astype(np.uint8)


def many_colours(number: int) -> np.ndarray:
    """Makes so many colours, of which neighbours in number look very different: uint8 (number, 3)."""
    hues = (np.arange(number) * 0.618034) % 1
    return (plt.get_cmap("turbo")(0.08 + 0.84 * hues)[:, :3] * 255).astype(np.uint8)


def class_legend(masks: Sequence[np.ndarray], info: DatasetInfo) -> dict[str, tuple]:
    """The classes that occur in the masks, with their colours, for `show_grid`."""
    present = np.unique(np.concatenate([np.unique(mask) for mask in masks]))
    legend = {info.classes[i]: tuple(info.colours[i]) for i in present if i < info.num_classes}
    return legend | ({"void (nobody decided)": VOID_COLOUR} if VOID in present else {})


def show_samples(samples: Sequence, info: DatasetInfo, alt: str) -> None:
    """Shows pictures of a data set: picture, mask and both together, one row each."""
    pictures, titles = [], []
    for sample in samples:
        pictures += [sample.image, colourise(sample.mask, info.colours),
                     overlay(sample.image, sample.mask, info.colours)]
        titles += [sample.group or sample.id, "mask", "mask over picture"]
    show_grid(pictures, titles, 3, alt, class_legend([sample.mask for sample in samples], info))


def errors(truth: np.ndarray, prediction: np.ndarray) -> np.ndarray:
    """Paints what a network missed and what it invented, for masks of object (1) and background (0).

    Returns:
        uint8 (H, W, 3): orange = missed, blue = invented, white = right object, dark = right background.
    """
    picture = np.full((*truth.shape, 3), (32, 36, 44), np.uint8)
    picture[(truth == 1) & (prediction == 1)] = RIGHT
    picture[(truth == 1) & (prediction == 0)] = MISSED
    picture[(truth == 0) & (prediction == 1)] = INVENTED
    return picture


def show_errors(
    images: Sequence, truths: Sequence, predictions: Sequence, titles: Sequence[str], alt: str,
    answer_title: str = "the network's answer",
) -> None:
    """Shows picture, truth and errors, one row per picture; for two classes."""
    pictures, captions = [], []
    for image, truth, prediction, title in zip(images, truths, predictions, titles, strict=True):
        pictures += [image, colourise(truth, np.array([(32, 36, 44), (255, 176, 0)], np.uint8)),
                     errors(truth, prediction)]
        captions += [title, "the truth", answer_title]
    legend = {"found": RIGHT, "missed": MISSED, "invented": INVENTED}
    show_grid(pictures, captions, 3, alt, legend)


def _check_same_size(image: np.ndarray, mask: np.ndarray) -> None:
    if image.shape[:2] != mask.shape[:2]:
        raise ValueError(
            f"the picture is {image.shape[1]}x{image.shape[0]}, its mask {mask.shape[1]}x{mask.shape[0]}. "
            "Resize the mask with helpers.images.resize_mask, or check that both belong together."
        )
