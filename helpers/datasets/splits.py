"""Splits that stay the same on every machine and when pictures are added in another order."""

import hashlib
from collections.abc import Mapping

SPLITS = ("train", "val", "test")


def split_by_hash(groups: Mapping[str, str]) -> dict[str, str]:
    """Divides pictures 70 / 15 / 15 into train, val and test, group by group.

    The order is that of the sha1 of the id: random to look at, the same everywhere, no seed to remember.
    Dividing within each group (here: kind of microscopy) puts every kind into every split.

    Args:
        groups: id -> group.

    Returns:
        id -> "train", "val" or "test".

    Example:
        >>> from collections import Counter
        >>> Counter(split_by_hash({f"cell {i}": "stained" for i in range(20)}).values())
        Counter({'train': 14, 'val': 3, 'test': 3})
    """
    splits = {}
    for group in sorted(set(groups.values())):
        ids = sorted((i for i in groups if groups[i] == group), key=lambda i: hashlib.sha1(i.encode()).hexdigest())
        train_end, val_end = round(0.70 * len(ids)), round(0.85 * len(ids))
        for position, name in enumerate(ids):
            splits[name] = "train" if position < train_end else "val" if position < val_end else "test"
    return splits
