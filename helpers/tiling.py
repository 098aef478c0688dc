"""Where tiles lie: which sides a network accepts, how much of a tile is margin, how far the next one is.

The overlap-tile strategy of the U-Net paper (section 2 and figure 2): a picture too large for the memory is cut
into overlapping tiles. Of each answer only the middle is kept, whose pixels have everything that they look at
inside the tile. Beyond the frame the picture is continued by its mirror image.
"""

import math
from typing import NamedTuple

import keras
import numpy as np

from helpers.models.fields import ReceptiveField, receptive_field

MIDDLE = 384
"""Side of the part of a tile that is kept, if nobody says otherwise; the paper's tile of 572 keeps as much."""


class TilePlan(NamedTuple):
    """How a picture is cut; pairs are (rows, columns), all in pixels."""

    tile: tuple[int, int]
    """What the network is shown at a time."""
    step: tuple[int, int]
    """From one tile to the next, which is also the size of the middle that is kept."""
    margin: int
    """What a tile shows around its middle: to the left and above exactly this much, right and below at least."""
    lost: int
    """How much of the margin the network takes away itself, on each side; 0 for a padded network."""


class Sides(NamedTuple):
    """Which sides of a picture a network accepts: remainder, remainder + stride, ..."""

    stride: int
    remainder: int
    lost: int
    """Pixels that the answer is shorter, on each side."""

    def at_least(self, side: int) -> int:
        """Returns the smallest accepted side that is not smaller."""
        return side + (self.remainder - side) % self.stride


def plan_tiles(model: keras.Model, tile: int | None = None, margin: int | None = None) -> TilePlan:
    """Works out how a picture is cut so that the tiles give the same answer as the whole.

    Two things make tiles agree with the whole:

    - **The margin.** A pixel is kept only if all that it looks at lies inside its tile. An unpadded network
      throws the other pixels away itself (the paper's: 92 on each side). A padded one answers everywhere, but
      near the rim of the tile it has looked at zeros instead of the picture. There the margin is how far an
      output pixel looks (`receptive_field`), rounded up to a multiple of the total stride.
    - **The step.** A 2x2 pooling pairs the rows 0 and 1, 2 and 3, ... counted from the edge of what it is shown.
      Move the edge by one, and it pairs 1 and 2: other maxima, another answer. Four poolings repeat after
      2^4 = 16 pixels, so tiles lie in steps of a multiple of the total stride 16. The paper's network answers
      388 x 388 pixels per tile, and 388 is no multiple of 16: the step is 384, and 4 pixels are thrown away.

    Args:
        model: a functional model of layers that `receptive_field` knows.
        tile: side of the square tiles, pixels; None for the network's own size if it has one, else for the
            smallest tile whose middle has 384 pixels or more.
        margin: for padded networks, pixels to be shown around the middle of a tile, a multiple of the total
            stride; None for as many as make tile and whole agree.

    Returns:
        TilePlan.

    Raises:
        ValueError: a tile that the network does not accept or that is all margin, a margin that cannot be, or a
            network that looks at the whole picture wherever it looks (group normalisation).

    Example:
        >>> from helpers.models.paper import paper_unet
        >>> plan_tiles(paper_unet(filters=(4, 8, 16, 32, 64)))
        TilePlan(tile=(572, 572), step=(384, 384), margin=92, lost=92)
    """
    field = receptive_field(model)
    sides = accepted_sides(model)
    margin = _checked_margin(model, field, sides, margin)
    fixed = model.input_shape[1:3]
    if tile is None:
        wanted = tuple(side or sides.at_least(MIDDLE + 2 * margin) for side in fixed)
    else:
        wanted = (tile, tile)
    smallest = sides.at_least(sides.stride + 2 * margin)
    for side, own in zip(wanted, fixed, strict=True):
        if own not in (None, side):
            raise ValueError(f"tile={side}, but {model.name!r} takes {fixed[0]}x{fixed[1]} only. Leave tile out.")
        if side != sides.at_least(side) or side < smallest:
            below = max(smallest, sides.at_least(side - sides.stride))
            above = max(smallest + sides.stride, sides.at_least(side))
            raise ValueError(
                f"a tile of {side} pixels does not suit {model.name!r}: {margin} on each side are margin, at "
                f"least {sides.stride} must be left between, and sides go in steps of {sides.stride}. Near it are "
                f"{below} and {above}"
                + ("." if own is None else "; build the network with input_shape=(None, None, ...).")
            )
    steps = tuple((side - 2 * margin) // sides.stride * sides.stride for side in wanted)
    return TilePlan(wanted, steps, margin, sides.lost)


def accepted_sides(model: keras.Model) -> Sides:
    """Finds out which sides of a picture a network accepts, and how much shorter its answer is.

    Strided layers drop rows that do not fill a last step. Sides at which none is dropped are those for which the
    answer is shortest by the fewest pixels: multiples of the total stride for a padded network; 540, 556, 572, ...
    for the paper's.

    Raises:
        ValueError: the answer is not the picture less a border that is the same on all sides.

    Example:
        >>> from helpers.models import build_unet
        >>> accepted_sides(build_unet(filters=(4, 8, 16)))
        Sides(stride=4, remainder=0, lost=0)
    """
    stride = receptive_field(model).stride
    size = model.input_shape[1:3]
    if None in size:
        start = 64 * stride
        lost, side = min((_lost(model, (side, side)), side) for side in range(start, start + stride))
        same = lost == _lost(model, (side + stride, side + stride))
        size = (side, side)
    else:
        lost, same = _lost(model, size), True
    if lost == math.inf or lost % 2 or not same:
        raise ValueError(
            f"{model.name!r} answers a picture of {size[0]}x{size[1]} with {answer_size(model, size)}, but an "
            "answer is as large as its picture, less perhaps a border of the same width on all sides. Add layers "
            "that enlarge it; to see it as it is, call model.predict_on_batch."
        )
    return Sides(stride, size[0] % stride if lost else 0, lost // 2)


def answer_size(model: keras.Model, size: tuple[int, int]) -> tuple[int, ...] | None:
    """Returns (height, width) of what a network answers to a picture of (height, width); None if it cannot."""
    try:
        return tuple(model.compute_output_shape((1, *size, model.input_shape[-1]))[1:-1])
    except ValueError:  # the network was built for another size
        return None


def _lost(model: keras.Model, size: tuple[int, int]) -> float:
    """Pixels that an answer is shorter than its picture along both sides; infinite if there is no such number."""
    answer = answer_size(model, size)
    if answer is None or len(answer) != 2 or size[0] - answer[0] != size[1] - answer[1]:
        return math.inf
    return size[0] - answer[0] if size[0] >= answer[0] else math.inf


def mirrored(picture: np.ndarray, top: int, left: int, size: tuple[int, int]) -> np.ndarray:
    """Cuts out a part of a picture that may reach beyond its frame, where its mirror image continues it.

    The outermost row is not repeated: rows 0 1 2 continue as ... 2 1 | 0 1 2 | 1 0 1 2 ..., again and again.

    Args:
        picture: (H, W, channels).
        top, left: row and column of the part's upper left corner, which may be below 0.
        size: (height, width) of the part.

    Returns:
        (height, width, channels), a copy.

    Example:
        >>> mirrored(np.arange(3).reshape(1, 3, 1), 0, -2, (1, 8)).ravel()
        array([2, 1, 0, 1, 2, 1, 0, 1])
    """
    places = []
    for first, count, side in zip((top, left), size, picture.shape[:2], strict=True):
        period = max(1, 2 * (side - 1))
        place = np.arange(first, first + count) % period
        places.append(np.minimum(place, period - place))
    return picture[np.ix_(*places)]


def _checked_margin(model: keras.Model, field: ReceptiveField, sides: Sides, margin: int | None) -> int:
    if margin is None and field.size == math.inf:
        raise ValueError(
            f"{model.name!r} looks at the whole picture wherever it looks (group normalisation takes means over "
            "all of it), so no tile can give the answer of the whole. Use predict, or a network with batch "
            f"normalisation or none; margin={sides.lost or 4 * sides.stride} cuts tiles all the same, "
            "and their seams may show."
        )
    if sides.lost:
        if margin not in (None, sides.lost):
            raise ValueError(
                f"margin={margin}, but {model.name!r} takes away {sides.lost} pixels on each side by itself. "
                "Leave margin out."
            )
        return sides.lost
    if margin is None:
        return math.ceil(max(field.before, field.after) / sides.stride) * sides.stride
    if margin < 0 or margin % sides.stride:
        above = max(0, math.ceil(margin / sides.stride) * sides.stride)
        raise ValueError(
            f"margin={margin}, but it is a multiple of the total stride {sides.stride}, so that poolings see the "
            f"same grid in each tile. The nearest above is {above}."
        )
    return margin
