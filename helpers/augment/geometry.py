"""Random views of a picture and its mask, moved together.

Whatever moves a pixel moves its label too, by the same map: that is the whole art. The picture is interpolated,
the mask copies its nearest label, so no label is invented. Turning, scaling, mirroring and the paper's elastic
deformation are composed into one map first, so that the picture is interpolated once and stays sharp.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from helpers.images import VOID


def random_affine(
    shape: tuple[int, int],
    size: tuple[int, int],
    rng: np.random.Generator,
    scale: tuple[float, float] = (0.7, 1.4),
    rotation: float = 15.0,
    flip_horizontal: bool = True,
    flip_vertical: bool = False,
) -> np.ndarray:
    """Draws the map from a random window of the picture to a training crop.

    The window's centre is drawn so that the window stays inside the picture where the picture is large enough.

    Args:
        shape: (height, width) of the picture.
        size: (height, width) of the crop.
        rng: source of chance.
        scale: smallest and largest magnification; drawn evenly on a logarithmic scale.
        rotation: largest angle in degrees, either way.
        flip_horizontal: mirror left and right half of the time.
        flip_vertical: mirror top and bottom half of the time (good for cells, wrong for streets).

    Returns:
        float64 (2, 3): takes (x, y, 1) of the crop to (x, y) of the picture.

    Example:
        >>> random_affine((64, 64), (32, 32), np.random.default_rng(0)).shape
        (2, 3)
    """
    zoom = np.exp(rng.uniform(np.log(scale[0]), np.log(scale[1])))
    angle = np.deg2rad(rng.uniform(-rotation, rotation))
    mirror = np.array([
        -1.0 if flip_horizontal and rng.random() < 0.5 else 1.0,
        -1.0 if flip_vertical and rng.random() < 0.5 else 1.0,
    ])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.diag(mirror) / zoom

    crop_sides, picture_sides = np.array(size[::-1]), np.array(shape[::-1])
    room = np.maximum(picture_sides - crop_sides / zoom, 0) / 2
    centre = (picture_sides - 1) / 2 + rng.uniform(-room, room)
    return np.column_stack([matrix, centre - matrix @ ((crop_sides - 1) / 2)])


def elastic_field(
    size: tuple[int, int], rng: np.random.Generator, sigma: float = 10.0, grid: int = 3
) -> np.ndarray:
    """Draws the paper's smooth deformation: a few random arrows, and bicubic interpolation between them.

    Each arrow sits in the middle of its cell of a grid x grid lattice over the crop. Between them the field is
    smooth, so neighbours stay neighbours and tissue looks like tissue. That holds while the arrows are short
    against their distance: 10 px suit the paper's tiles of 572 pixels; from about a fifth of a cell's side on
    (sigma 6 for crops of 96 pixels) the field begins to fold, and shows the same tissue twice.

    Args:
        size: (height, width) of the crop.
        rng: source of chance.
        sigma: standard deviation of the arrows' x and y, in pixels of the crop; 0 gives no deformation.
        grid: arrows per side.

    Returns:
        float32 (height, width, 2): how far, as (x, y), each pixel of the crop looks away from itself.

    Raises:
        ValueError: sigma is negative, or grid is below 2.

    Source: Ronneberger, Fischer, Brox: U-Net, MICCAI 2015, section 3.1.

    Example:
        >>> elastic_field((32, 48), np.random.default_rng(0)).shape
        (32, 48, 2)
    """
    if sigma < 0 or grid < 2:
        raise ValueError(
            f"sigma={sigma} and grid={grid}, but arrows have a length of 0 pixels or more and a lattice at least 2 "
            "a side. The paper takes sigma=10, grid=3."
        )
    arrows = rng.normal(0, sigma, (grid, grid, 2)).astype(np.float32)
    return cv2.resize(arrows, size[::-1], interpolation=cv2.INTER_CUBIC)


def warp(
    image: np.ndarray,
    mask: np.ndarray,
    matrix: np.ndarray,
    size: tuple[int, int],
    field: np.ndarray | None = None,
    outside: str = "void",
) -> tuple[np.ndarray, np.ndarray]:
    """Moves a picture and its mask by one map: an affine one, with an elastic deformation before it if wanted.

    Outside the picture, its mirror image is seen. The mask says void there, because nobody labelled that part; or
    it is mirrored too.

    Args:
        image: uint8 (H, W, 3).
        mask: uint8 (H, W).
        matrix: (2, 3), takes (x, y, 1) of the result to (x, y) of the picture.
        size: (height, width) of the result.
        field: float32 (height, width, 2) of `elastic_field`; None deforms nothing.
        outside: what the mask says outside the picture, "void" or "reflect".

    Returns:
        image uint8 (height, width, 3) and mask uint8 (height, width).

    Raises:
        ValueError: picture and mask differ in size, the field does not fit `size`, or `outside` is another word.

    Example:
        >>> image, mask = np.zeros((4, 4, 3), np.uint8), np.eye(4, dtype=np.uint8)
        >>> flip = np.array([[-1.0, 0, 3], [0, 1, 0]])
        >>> np.array_equal(warp(image, mask, flip, (4, 4))[1], mask[:, ::-1])
        True
    """
    if image.shape[:2] != mask.shape[:2]:
        raise ValueError(
            f"the picture is {image.shape[:2]}, its mask {mask.shape[:2]} (height, width): one map moves both, so "
            "both must have the same size. Is the mask that of another picture, or has one of them been resized?"
        )
    if field is not None and field.shape != (*size, 2):
        raise ValueError(f"the field has the shape {field.shape}, but size={size} needs {(*size, 2)}. Draw it with "
                         f"elastic_field({size}, rng).")
    if outside not in ("void", "reflect"):
        raise ValueError(f'outside={outside!r}, but a mask is "void" outside its picture or it is "reflect"-ed.')
    moved_image = _move(image, matrix, size, field, cv2.INTER_LINEAR)
    if outside == "reflect":
        return moved_image, _move(mask, matrix, size, field, cv2.INTER_NEAREST)
    return moved_image, _move(mask, matrix, size, field, cv2.INTER_NEAREST, cv2.BORDER_CONSTANT, VOID)


def warp_weights(
    weights: np.ndarray, matrix: np.ndarray, size: tuple[int, int], field: np.ndarray | None = None
) -> np.ndarray:
    """Moves a map of pixel weights along with its picture; outside the picture nothing counts.

    Args:
        weights: float32 (H, W), for example of `helpers.losses.border_weights`.
        matrix, size, field: as for `warp`.

    Returns:
        float32 (height, width), interpolated, 0 outside the picture.

    Example:
        >>> warp_weights(np.ones((4, 4), np.float32), np.array([[1.0, 0, 2], [0, 1, 0]]), (4, 4))[0].tolist()
        [1.0, 1.0, 0.0, 0.0]
    """
    return _move(weights, matrix, size, field, cv2.INTER_LINEAR, cv2.BORDER_CONSTANT)


def _move(
    array: np.ndarray, matrix: np.ndarray, size: tuple[int, int], field: np.ndarray | None, interpolation: int,
    border: int = cv2.BORDER_REFLECT_101, value: float = 0,
) -> np.ndarray:
    """Looks each pixel of the result up where the map says: first the field, then the matrix."""
    matrix = np.asarray(matrix, np.float64)
    if field is None:
        return cv2.warpAffine(array, matrix, size[::-1], flags=interpolation | cv2.WARP_INVERSE_MAP,
                              borderMode=border, borderValue=value)
    rows, columns = np.indices(size, dtype=np.float32)
    places = cv2.transform(np.dstack([columns, rows]) + field, matrix)
    return cv2.remap(array, places, None, interpolation, borderMode=border, borderValue=value)


def is_mirrored(matrix: np.ndarray) -> bool:
    """Whether an affine map turns left into right, as a mirror does; turning upside down by 180 degrees does not.

    Example:
        >>> is_mirrored(np.array([[-1.0, 0, 3], [0, 1, 0]])), is_mirrored(np.array([[-1.0, 0, 3], [0, -1, 3]]))
        (True, False)
    """
    return bool(np.linalg.det(np.asarray(matrix)[:, :2]) < 0)


def swap_sides(mask: np.ndarray, pairs: Sequence[tuple[int, int]]) -> np.ndarray:
    """Exchanges ids that name sides: in a mirror, the left eye is a right eye.

    Args:
        mask: uint8, any shape.
        pairs: pairs of ids, for example ((4, 5),) for left eye and right eye.

    Returns:
        uint8, the same shape.

    Raises:
        ValueError: an id stands in two pairs.

    Example:
        >>> swap_sides(np.array([0, 4, 5, 255], np.uint8), [(4, 5)]).tolist()
        [0, 5, 4, 255]
    """
    table = np.arange(256, dtype=np.uint8)
    for left, right in pairs:
        if table[left] != left or table[right] != right:
            raise ValueError(f"the pair {(left, right)} holds an id of an earlier pair, but an id has one other side "
                             f"only. The pairs are {[tuple(pair) for pair in pairs]}.")
        table[[left, right]] = right, left
    return table[mask]
