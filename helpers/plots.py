"""Every figure of the course.

All figures are ten inches wide at 100 dpi, use one colour per class everywhere, and carry a text for those who
cannot see them (`alt`, stored in the notebook's output).
"""

import io
from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import Image, display
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator
from skimage.segmentation import find_boundaries

from helpers.datasets.catalog import DatasetInfo
from helpers.images import VOID

WIDTH = 10.0
DPI = 100
VOID_COLOUR = (0, 0, 0)
MISSED, INVENTED, RIGHT = (213, 94, 0), (86, 180, 233), (255, 255, 255)


def show(figure: Figure, alt: str) -> None:
    """Shows a figure in the notebook together with its text for those who cannot see it.

    Args:
        figure: a Matplotlib figure; it is closed afterwards.
        alt: what the figure shows, in a sentence.
    """
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=DPI, bbox_inches="tight", facecolor="white")
    plt.close(figure)
    display(Image(file.getvalue(), alt=alt))


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
    if image.shape[:2] != mask.shape[:2]:
        raise ValueError(
            f"the picture is {image.shape[1]}x{image.shape[0]}, its mask {mask.shape[1]}x{mask.shape[0]}. "
            "Resize the mask with helpers.images.resize_mask, or check that both belong together."
        )
    strength = np.full(mask.shape, opacity)
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
    hues = (np.arange(instances.max() + 1) * 0.618034) % 1
    table = (plt.get_cmap("turbo")(0.08 + 0.84 * hues)[:, :3] * 255).astype(np.uint8)
    table[0] = (32, 36, 44)
    picture = table[instances]
    inner = find_boundaries(instances, mode="inner")
    picture[inner] = picture[inner] // 2 + 127
    return picture


def show_grid(
    pictures: Sequence[np.ndarray],
    titles: Sequence[str] = (),
    columns: int = 4,
    alt: str = "",
    legend: dict[str, tuple] | None = None,
) -> None:
    """Shows pictures side by side in rows.

    Args:
        pictures: uint8 (H, W, 3) or (H, W); None leaves a place empty.
        titles: one per picture, or fewer.
        columns: pictures in a row.
        alt: what the figure shows, in a sentence.
        legend: label -> colour (0..255), drawn once underneath.
    """
    rows = [pictures[first : first + columns] for first in range(0, len(pictures), columns)]
    ratios = [max((p.shape[0] / p.shape[1] for p in row if p is not None), default=0.1) for row in rows]
    height = sum(ratio * WIDTH / columns + 0.3 * bool(titles) for ratio in ratios) + 0.4 * bool(legend)
    figure, axes = plt.subplots(
        len(rows), columns, figsize=(WIDTH, height), squeeze=False, layout="constrained", height_ratios=ratios
    )
    for axis in axes.ravel():
        axis.axis("off")
    for i, (axis, picture) in enumerate(zip(axes.ravel(), pictures, strict=False)):
        if picture is not None:
            axis.imshow(picture, cmap="gray" if picture.ndim == 2 else None, interpolation="nearest")
        if i < len(titles):
            axis.set_title(titles[i], fontsize=10)
    if legend:
        _legend(figure, legend)
    show(figure, alt)


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


def show_curves(rows: Sequence[dict], alt: str, score: str = "val_mean_iou", score_label: str = "mean IoU") -> None:
    """Shows how a training run went: both losses, and the validation score with its best epoch.

    Args:
        rows: one dictionary per epoch, as `helpers.training.fit` returns them.
        alt: what the figure shows, in a sentence.
        score: key of the score.
        score_label: its name on the axis.
    """
    epochs = [row["epoch"] for row in rows]
    best = max(rows, key=lambda row: row[score])
    figure, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 3.2), layout="constrained")
    left.plot(epochs, [row["loss"] for row in rows], color="#1f4fd8", label="training")
    left.plot(epochs, [row["val_loss"] for row in rows], color="#1f4fd8", linestyle="--", label="validation")
    left.set(xlabel="epoch", ylabel="loss (cross-entropy)", title="loss")
    left.set_ylim(0, max(row["loss"] for row in rows) * 1.5)
    left.legend(frameon=False)
    right.plot(epochs, [row[score] for row in rows], color="#1f4fd8", linestyle="--")
    right.plot(best["epoch"], best[score], "o", color="#e8590c")
    right.text(0.97, 0.06, f"best: {best[score]:.3f} in epoch {best['epoch']:.0f}", transform=right.transAxes,
               ha="right", color="#b34700")
    right.set(xlabel="epoch", ylabel=score_label, title=f"validation {score_label}", ylim=(0, 1))
    for axis in (left, right):
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
        axis.spines[["top", "right"]].set_visible(False)
    show(figure, alt)


def show_bars(groups: dict[str, dict[str, float]], alt: str, label: str = "Dice") -> None:
    """Shows scores side by side: one cluster of bars per group, one bar per method.

    Args:
        groups: group -> method -> score in 0..1.
        alt: what the figure shows, in a sentence.
        label: name of the score.
    """
    methods = list(next(iter(groups.values())))
    shades = plt.get_cmap("cividis")(np.linspace(0.15, 0.9, len(methods)))
    figure, axis = plt.subplots(figsize=(WIDTH, 3.4), layout="constrained")
    for i, method in enumerate(methods):
        places = np.arange(len(groups)) + (i - (len(methods) - 1) / 2) * 0.8 / len(methods)
        bars = axis.bar(places, [scores[method] for scores in groups.values()], 0.8 / len(methods), label=method,
                        color=shades[i], edgecolor="white")
        axis.bar_label(bars, fmt="%.2f", fontsize=8)
    axis.set_xticks(range(len(groups)), list(groups))
    axis.set(ylabel=label, ylim=(0, 1.08))
    axis.spines[["top", "right"]].set_visible(False)
    axis.legend(frameon=False, ncols=len(methods), loc="upper center", bbox_to_anchor=(0.5, 1.16))
    show(figure, alt)


def draw_boxes(axis, boxes: Sequence[tuple[int, int, int, int]], labels: Sequence[str], colour="#ffb000") -> None:
    """Draws boxes (top, left, bottom, right) with a label each on a Matplotlib axis."""
    for (top, left, bottom, right), label in zip(boxes, labels, strict=True):
        axis.add_patch(Rectangle((left - 0.5, top - 0.5), right - left, bottom - top, fill=False, lw=2, ec=colour))
        axis.text(left, top - 2, label, fontsize=8, color="black", va="bottom",
                  bbox={"facecolor": colour, "edgecolor": "none", "pad": 1})


def _legend(figure: Figure, legend: dict[str, tuple]) -> None:
    patches = [Patch(facecolor=np.array(colour) / 255, edgecolor="black", label=label)
               for label, colour in legend.items()]
    figure.legend(handles=patches, loc="outside lower center", ncols=min(len(patches), 6), frameon=False, fontsize=9)
