"""Splits that stay the same on every machine and when pictures are added in another order."""

import hashlib
from collections.abc import Mapping, Sequence

SPLITS = ("train", "val", "test")
SHARES = (0.70, 0.15, 0.15)


def split_by_hash(groups: Mapping[str, str], shares: Sequence[float] = SHARES) -> dict[str, str]:
    """Divides pictures 70 / 15 / 15 into train, val and test, group by group.

    The order is that of the sha1 of the id: random to look at, the same everywhere, no seed to remember.
    Dividing within each group (here: kind of microscopy) puts every kind into every split.

    Args:
        groups: id -> group.
        shares: of train, val and test; together 1.

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
        train_end, val_end = round(shares[0] * len(ids)), round((shares[0] + shares[1]) * len(ids))
        for position, name in enumerate(ids):
            splits[name] = "train" if position < train_end else "val" if position < val_end else "test"
    return splits


def split_by_blocks(ids: Sequence[str], longest: int = 10) -> dict[str, str]:
    """Divides the frames of a drive 70 / 15 / 15, whole blocks of neighbours at a time.

    Consecutive frames look nearly alike. Divided one by one, nearly every test frame would have a twin among the
    training frames, and the score would measure memory.

    Args:
        ids: frames in the order in which they were taken.
        longest: frames per block; fewer where there are not enough frames for twenty blocks.

    Returns:
        id -> "train", "val" or "test".

    Example:
        >>> splits = split_by_blocks([f"{number:03d}" for number in range(200)])
        >>> [splits[frame] for frame in ("030", "039", "040", "049")]
        ['test', 'test', 'train', 'train']
    """
    length = min(longest, max(1, len(ids) // 20))
    blocks = [tuple(ids[start : start + length]) for start in range(0, len(ids), length)]
    splits = split_by_hash({block[0]: "" for block in blocks})
    return {name: splits[block[0]] for block in blocks for name in block}
