"""Masks as files store them: single channel, grey as three channels, or painted in colours.

A colour mask looks the nicest and is the most dangerous: a reader that takes one of its channels gets numbers that look
like ids and are none. So a colour is translated by a table, or refused by its name.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from helpers.datasets.readers.files import FileFault
from helpers.images import read_values

Colour = tuple[int, int, int]
JPEG = b"\xff\xd8\xff"  # how such a file begins, whatever its name says


def read_ids(path: Path, where: str, table: Mapping[Colour, int] | None = None) -> np.ndarray:
    """Reads the ids of a mask file.

    Args:
        path: a PNG (or another format without loss) of one, two, three or four channels; alpha is not looked at.
        where: the data set, for the sentences.
        table: (red, green, blue) -> id, for masks painted in colours.

    Returns:
        uint8 (H, W).

    Raises:
        FileFault: the mask is a JPEG, or has a colour that is not in the table.
        ValueError: the file is damaged.
    """
    values = stored_values(path, where)
    if values.ndim == 2:
        return values
    if values.shape[2] < 3 or (values[..., 0] == values[..., 1]).all() and (values[..., 0] == values[..., 2]).all():
        return values[..., 0]
    return ids_of_colours(values[..., :3], table or {}, f"{where}: mask {path.name}")


def stored_values(path: Path, where: str) -> np.ndarray:
    """As `helpers.images.read_values`; a JPEG is refused as a fault of its own kind.

    Raises:
        FileFault: the mask is a JPEG, whatever its name says.
        ValueError: the file is damaged.
    """
    if path.is_file() and _begins_with(path, JPEG):
        raise FileFault("JPEG mask", (
            f"{where}: mask {path.name} is a JPEG file, which smears ids into their neighbours. Take the mask from its "
            "source as PNG; converting the JPEG does not bring the ids back."
        ))
    return read_values(path)


def _begins_with(path: Path, magic: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(magic)) == magic


def ids_of_colours(colours: np.ndarray, table: Mapping[Colour, int], where: str) -> np.ndarray:
    """Translates a mask painted in colours.

    Args:
        colours: uint8 (H, W, 3), RGB.
        table: (red, green, blue) -> id.
        where: the mask's name, for the sentence.

    Returns:
        uint8 (H, W).

    Raises:
        FileFault: a colour is not in the table. The sentence names it and where it is.

    Example:
        >>> ids_of_colours(np.uint8([[[128, 64, 128], [0, 0, 142]]]), {(128, 64, 128): 7, (0, 0, 142): 10}, "a.png")
        array([[ 7, 10]], dtype=uint8)
    """
    packed = colours.astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)
    present, positions = np.unique(packed, return_index=True)
    known = {(red << 16) + (green << 8) + blue: number for (red, green, blue), number in table.items()}
    strange = sorted((position, code) for code, position in zip(present.tolist(), positions.tolist(), strict=True)
                     if code not in known)
    if strange:
        position, code = strange[0]
        row, column = divmod(position, colours.shape[1])
        rule = f"its {len(known)} colours hold no such one" if known else "this data set has ids, not colours"
        raise FileFault("wrong colour", (
            f"{where} has the colour #{code:06x} at column {column}, row {row}, but {rule}"
            f"{f' (nor {len(strange) - 1} more of the mask)' if len(strange) > 1 else ''}. Take the mask of ids from "
            "the source; smooth resizing or JPEG makes such colours, and so does saving a palette as RGB."
        ))
    lookup = np.array([known[code] for code in present.tolist()], np.uint8)
    return lookup[np.searchsorted(present, packed)]
