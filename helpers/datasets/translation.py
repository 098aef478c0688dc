"""From one list of classes to another, by name: numbers mean nothing across tables."""

from collections.abc import Mapping, Sequence

import numpy as np

from helpers.images import VOID

# What CARLA 0.8 calls the things that 0.9.10 has tags of their own for. Names that are missing here stay.
TAGS_OF_0_8 = {
    "sky": "none", "ground": "none", "water": "none", "terrain": "none", "bridge": "other", "static": "other",
    "dynamic": "other", "rail track": "road", "guard rail": "fence", "traffic light": "traffic sign",
}

# What CamVid's eleven classes call CARLA's things, following the way in which SegNet pooled CamVid's own 32 classes:
# its buildings hold walls and bridges, its signs traffic lights, its trees all that grows, its road the lines on it.
# Void where CamVid has no such thing. Nothing becomes a bicyclist: CARLA before 0.9.14 counts riders as vehicles.
CAMVID_NAMES = {
    "none": None, "other": None, "ground": None, "rail track": None, "static": None, "dynamic": None, "water": None,
    "wall": "building", "bridge": "building", "road line": "road", "traffic sign": "sign", "traffic light": "sign",
    "guard rail": "fence", "terrain": "vegetation",
}


def translation(
    from_classes: Sequence[str], to_classes: Sequence[str], names: Mapping[str, str | None]
) -> np.ndarray:
    """Writes the dictionary from one list of classes to another.

    Args:
        from_classes: names of the ids that masks hold.
        to_classes: names of the ids that they shall hold.
        names: what a class is called over there; None makes it void; a name that is missing is the same in both.

    Returns:
        uint8 (256,): `table[mask]` is the translated mask. Void stays void.

    Raises:
        ValueError: a class has no counterpart, and `names` does not say what becomes of it.

    Example:
        >>> table = translation(["road", "wall", "water"], ["building", "road"], {"wall": "building", "water": None})
        >>> table[np.array([0, 1, 2, 255])].tolist()
        [1, 0, 255, 255]
    """
    table = np.full(256, VOID, np.uint8)
    for number, name in enumerate(from_classes):
        there = names.get(name, name)
        if there is None:
            continue
        if there not in to_classes:
            raise ValueError(
                f"{name!r} would become {there!r}, but the classes are {', '.join(to_classes)}. Say in names what "
                "it is called there, or None for void."
            )
        table[number] = list(to_classes).index(there)
    return table
