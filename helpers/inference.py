"""From a picture to its mask, for a picture of any size, in one piece or in tiles."""

import math
from collections.abc import Iterator, Sequence

import cv2
import keras
import numpy as np
from tqdm import tqdm

from helpers.images import stretch_contrast
from helpers.models.fields import receptive_field
from helpers.tiling import TilePlan, accepted_sides, answer_size, mirrored, plan_tiles

__all__ = [
    "TilePlan", "most_likely", "plan_tiles", "predict", "predict_flipped", "predict_logits", "predict_logits_tiled",
    "predict_probabilities", "predict_tiled",
]

IN_ONE_PIECE = 2**21  # pixels, a frame of 1920x1080 and a little: 0.4 to 1.1 GB of activations in our networks


def predict_logits(model: keras.Model, image: np.ndarray, margin: int = 0) -> np.ndarray:
    """Runs a network on one picture, in one piece.

    An unpadded network (`paper_unet`) answers less than it is shown. It is shown the picture with its mirror image
    around it, so that the answer has the picture's size; at the bottom and on the right there may be some pixels
    more, until the network accepts the size.

    Args:
        model: takes float32 (B, H, W, 3) or (B, H, W, 1) in 0..1, returns logits (B, H, W, C). A network for one
            channel is shown the grey picture, 0.299 R + 0.587 G + 0.114 B.
        image: uint8 (H, W, 3), as `read_image` returns it.
        margin: pixels of the mirror image to be shown around the picture, beyond those that the network takes
            away by itself. Without it, a padded network looks at zeros beyond the frame.

    Returns:
        float32 (H, W, C).

    Raises:
        ValueError: the array is not a picture of uint8 (H, W, 3), or has not the size that the network was
            built for; or the network's answer is not as large as the picture, less a border.
    """
    picture = _as_shown(model, image)
    if margin < 0:
        raise ValueError(f"margin={margin}, but it counts pixels around the picture: 0 for none.")
    height, width = image.shape[:2]
    size, lost = (height + 2 * margin, width + 2 * margin), 0
    if answer_size(model, size) != size:
        sides = accepted_sides(model)
        lost = sides.lost
        size = tuple(sides.at_least(side + 2 * lost) for side in size)
    needed = model.input_shape[1:3]
    if any(side not in (None, found) for side, found in zip(needed, size, strict=True)):
        raise ValueError(
            f"this network takes pictures of the shape {model.input_shape[1:]} only, this one is {image.shape}"
            + (f", {size[0]}x{size[1]} with the mirror image around it. " if margin + lost else ". ")
            + "Build it with input_shape=(None, None, 3), resize the picture with helpers.images.resize_image, or "
            "cut it into tiles with predict_tiled."
        )
    logits = _run(model, mirrored(picture, -margin - lost, -margin - lost, size))
    return logits[margin : margin + height, margin : margin + width]


def predict(model: keras.Model, image: np.ndarray, margin: int = 0) -> np.ndarray:
    """Predicts a class for every pixel: the one with the largest logit.

    Args:
        model: takes float32 (B, H, W, 3) in 0..1, returns logits (B, H, W, C).
        image: uint8 (H, W, 3), any size.
        margin: see `predict_logits`.

    Returns:
        uint8 (H, W), ids 0..C-1.

    Raises:
        ValueError: as `predict_logits`, or the network has fewer than two outputs.

    Example:
        >>> from helpers.models import build_unet
        >>> predict(build_unet(num_classes=2, filters=(4, 8)), np.zeros((33, 50, 3), np.uint8)).shape
        (33, 50)
    """
    return most_likely(predict_logits(model, image, margin))


def predict_probabilities(model: keras.Model, image: np.ndarray) -> np.ndarray:
    """Softmax of the logits: how the network divides its belief among the classes, pixel by pixel.

    A picture of more than `IN_ONE_PIECE` pixels is shown in tiles, unless the network looks at the whole picture
    wherever it looks (group normalisation).

    Returns:
        float32 (H, W, C), sums to 1 over the classes.
    """
    odds = predict_logits_tiled(model, image) if _needs_tiles(model, image) else predict_logits(model, image)
    odds = np.exp(odds - odds.max(axis=-1, keepdims=True))
    return odds / odds.sum(axis=-1, keepdims=True)


def predict_flipped(
    model: keras.Model, image: np.ndarray, sided: Sequence[tuple[int, int]] = (), flip_vertical: bool = False
) -> np.ndarray:
    """Asks a network about a picture and about its mirror image, and takes the mean of its answers.

    A mirror image shows the same things in other places, so a network's errors there are partly others: the mean is
    a little better than one answer, for twice the time. In the mirror the left eye becomes a right eye: what the
    network calls a right eye there is the left eye of the picture.

    Args:
        model, image: see `predict_logits`.
        sided: pairs of ids that change places in a mirror, `get_info(name).sided`.
        flip_vertical: mirror upside down, too, which makes four pictures; for pictures without an above.

    Returns:
        float32 (H, W, C), the mean of the probabilities, sums to 1 over the classes.

    Raises:
        ValueError: as `predict_logits`, or `sided` names an output that the network has not.
    """
    channels = np.arange(model.output_shape[-1])
    if np.size(sided) and not 0 <= np.min(sided) <= np.max(sided) < len(channels):
        raise ValueError(f"sided={sided} names pairs of ids, but the network has the outputs 0..{len(channels) - 1}.")
    for left, right in sided:
        channels[[left, right]] = right, left
    as_it_is, mirrored_way = slice(None), slice(None, None, -1)
    rows = (as_it_is, mirrored_way) if flip_vertical else (as_it_is,)
    total = np.zeros((*image.shape[:2], len(channels)), np.float32)
    for down in rows:
        total += predict_probabilities(model, np.ascontiguousarray(image[down]))[down]
        mirror_image = np.ascontiguousarray(image[down, mirrored_way])
        total += predict_probabilities(model, mirror_image)[down, mirrored_way][..., channels]
    return total / (2 * len(rows))


def most_likely(logits: np.ndarray) -> np.ndarray:
    """Returns the class with the largest logit, or probability, of every pixel: (H, W, C) -> uint8 (H, W).

    Raises:
        ValueError: there are fewer than two classes to compare.
    """
    if logits.shape[-1] < 2:
        raise ValueError(
            "this network has one output per pixel, but predict compares the logits of at least two classes. "
            "Build it with num_classes=2 (background and object)."
        )
    return logits.argmax(axis=-1).astype(np.uint8)


def predict_tiled(
    model: keras.Model, image: np.ndarray, tile: int | None = None, margin: int | None = None
) -> np.ndarray:
    """Predicts a class for every pixel of a picture that may be too large for the memory, tile by tile.

    The answer is that of `predict_logits_tiled`, but only its ids are kept: one byte per pixel instead of 4 C, and
    what the network needs for one tile.

    Args:
        model, image, tile, margin: see `predict_logits_tiled`.

    Returns:
        uint8 (H, W), ids 0..C-1.

    Raises:
        ValueError: as `predict_logits_tiled`, or the network has fewer than two outputs.

    Example:
        >>> from helpers.models import build_unet
        >>> predict_tiled(build_unet(filters=(4, 8)), np.zeros((70, 50, 3), np.uint8), tile=32).shape
        (70, 50)
    """
    ids = np.empty(image.shape[:2], np.uint8)
    for rows, columns, logits in _tiles(model, image, tile, margin):
        ids[rows, columns] = most_likely(logits)
    return ids


def predict_logits_tiled(
    model: keras.Model, image: np.ndarray, tile: int | None = None, margin: int | None = None
) -> np.ndarray:
    """Runs a network on one picture, tile by tile, and gets what one pass over the whole would give.

    The overlap-tile strategy of the U-Net paper (section 2, figure 2); `plan_tiles` says where the tiles lie and
    why the paper's tiles of 388 pixels are 384 pixels apart. "The whole" is the picture with its mirror image
    around it: `predict_logits(model, image, margin=plan_tiles(model).margin)` for a padded network,
    `predict_logits(model, image)` for an unpadded one. What is left are rounding errors of float32.

    This holds for networks whose pixels look at a part of the picture: with batch normalisation, which uses
    means learnt in training, or with none. It does not for group normalisation, which takes the means of the
    picture that it is shown: each tile has its own. The same goes for the contrast: it is stretched once, for the
    whole picture. Stretched tile by tile, a tile of nothing but sky would be as dark and as bright as a whole
    street.

    Args:
        model: see `predict_logits`; of layers that `receptive_field` knows.
        image: uint8 (H, W, 3), any size, also smaller than a tile.
        tile: side of the tiles, see `plan_tiles`. Larger ones waste less on margins and take more memory.
        margin: see `plan_tiles`; a smaller one shows what margins are for.

    Returns:
        float32 (H, W, C).

    Raises:
        ValueError: as `predict_logits` and `plan_tiles`.

    Example:
        >>> from helpers.models import build_unet
        >>> predict_logits_tiled(build_unet(filters=(4, 8)), np.zeros((70, 50, 3), np.uint8), tile=32).shape
        (70, 50, 2)
    """
    answer = np.empty((*image.shape[:2], model.output_shape[-1]), np.float32)
    for rows, columns, logits in _tiles(model, image, tile, margin):
        answer[rows, columns] = logits
    return answer


def _tiles(
    model: keras.Model, image: np.ndarray, tile: int | None, margin: int | None
) -> Iterator[tuple[slice, slice, np.ndarray]]:
    """Yields rows and columns of the picture, and the logits there, one tile after the other."""
    picture = _as_shown(model, image)
    plan = plan_tiles(model, tile, margin)
    height, width = image.shape[:2]
    corners = [(top, left) for top in range(0, height, plan.step[0]) for left in range(0, width, plan.step[1])]
    for top, left in tqdm(corners, desc="tiles", leave=False, disable=None):
        logits = _run(model, mirrored(picture, top - plan.margin, left - plan.margin, plan.tile))
        rows = slice(top, min(top + plan.step[0], height))
        columns = slice(left, min(left + plan.step[1], width))
        first = plan.margin - plan.lost
        yield rows, columns, logits[first:, first:][: rows.stop - top, : columns.stop - left]


def _needs_tiles(model: keras.Model, image: np.ndarray) -> bool:
    large = image.shape[0] * image.shape[1] > IN_ONE_PIECE
    return large and receptive_field(model).size < math.inf


def _as_shown(model: keras.Model, image: np.ndarray) -> np.ndarray:
    """Returns the picture as bytes of as many channels as the network takes, its contrast stretched."""
    if image.ndim != 3 or image.shape[2] != 3:
        raise ValueError(
            f"predict expects one picture (H, W, 3), this array has the shape {image.shape}. "
            "Read it with helpers.images.read_image, and pass pictures one at a time."
        )
    channels = model.input_shape[-1]
    if channels not in (1, 3):
        raise ValueError(
            f"this network takes pictures of {channels} channels, but a picture has 3, red, green and blue; or 1, "
            "if it is made grey. Build the network with input_shape=(None, None, 3)."
        )
    stretched = stretch_contrast(image)
    return stretched if channels == 3 else cv2.cvtColor(stretched, cv2.COLOR_RGB2GRAY)[..., None]


def _run(model: keras.Model, picture: np.ndarray) -> np.ndarray:
    """Shows the network bytes as numbers of 0..1, the way `normalise` does."""
    return np.asarray(model.predict_on_batch(picture[None].astype(np.float32) / 255))[0]
