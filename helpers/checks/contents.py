"""What do the masks and pictures hold? Ids, shares, repetitions. All arrays have passed `helpers.checks.arrays`."""

from collections.abc import Sequence

import numpy as np

from helpers.images import VOID

Names = Sequence[str] | None


def name_of(class_id: int, classes: Names) -> str:
    """An id with its name, if there is one.

    Example:
        >>> name_of(1, ("sky", "road")), name_of(7, None)
        ('1 (road)', '7')
    """
    named = classes is not None and 0 <= class_id < len(classes)
    return f"{class_id} ({classes[class_id]})" if named else f"{class_id}"


def table_fits(images, masks, num_classes: int, classes: Names = None) -> str | None:
    """The number of classes leaves 255 free for void, and there is one name per class."""
    if num_classes > VOID:
        return (f"num_classes={num_classes}, but ids go from 0 to 254 and {VOID} is void. Count the real classes only; "
                "the largest id plus one is no count where void occurs.")
    if num_classes < 2:
        return f"num_classes={num_classes}, but background counts as a class: pass 2 for one kind of object."
    if classes is not None and len(classes) != num_classes:
        return f"There are {len(classes)} names for {num_classes} classes. Pass one name per class, none for void."
    return None


def ids_in_table(images, masks, num_classes: int, classes: Names = None) -> str | None:
    """Every pixel is 0..C-1, or 255 for void."""
    ids, counts = np.unique(masks, return_counts=True)
    foreign = (ids != VOID) & ((ids < 0) | (ids >= num_classes))
    if not foreign.any():
        return None
    listed = ", ".join(f"{int(i)} ({count:,} pixels)" for i, count in list(zip(ids[foreign], counts[foreign]))[:5])
    more = f" and {foreign.sum() - 5} more" if foreign.sum() > 5 else ""
    return (f"The masks hold ids outside the table: {listed}{more}. Ids are 0..{num_classes - 1}, void is {VOID}. "
            "Losses and scores leave larger ids out without a word: renumber them, or correct num_classes.")


def void_is_no_object(images, masks, num_classes: int, classes: Names = None) -> str | None:
    """In a batch of two classes 255 is not the object itself (many editors store masks as 0 and 255)."""
    void = np.mean(masks == VOID)
    if num_classes != 2 or not 0.01 < void < 1 or not np.isin(masks, (0, VOID)).all():
        return None
    return (f"The masks hold only 0 and {VOID} ({void:.1%} of the pixels), but {VOID} is void: nothing but background "
            f"is learned. If {VOID} is your object, write 1: masks = (masks == {VOID}).astype(np.int32).")


def something_labelled(images, masks, num_classes: int, classes: Names = None) -> str | None:
    """In every picture somebody labelled something."""
    empty = np.flatnonzero((masks == VOID).all(axis=(1, 2)))
    if not empty.size:
        return None
    return (f"The masks of pictures {_listed(empty)} are void ({VOID}) throughout, and nothing is learned from them. "
            "Leave these pictures out, or check how the masks are read and cut.")


def pictures_vary(images, masks, num_classes: int, classes: Names = None) -> str | None:
    """No picture has one value throughout, unless its mask is as empty as the picture."""
    flat = images.max(axis=(1, 2, 3)) == images.min(axis=(1, 2, 3))
    drawn = np.array([np.unique(mask[mask != VOID]).size > 1 for mask in masks])
    wrong = np.flatnonzero(flat if flat.all() and len(flat) > 1 else flat & drawn)
    if not wrong.size:
        return None
    return (f"Pictures {_listed(wrong)} have one value throughout ({images[wrong[0]].min():.4g}), and show nothing of "
            "what their masks say. Look at their files, and at the steps that scale and convert them.")


def pictures_differ(images, masks, num_classes: int, classes: Names = None) -> str | None:
    """No picture occurs twice in the batch."""
    twins = _twins(images)
    if not twins:
        return None
    return (f"Pictures {twins[0][0]} and {twins[0][1]} are the same ({len(twins)} repeated in this batch of "
            f"{len(images)}); a batch holds different ones. Check the shuffling, and variables that a loop overwrites.")


def masks_differ(images, masks, num_classes: int, classes: Names = None) -> str | None:
    """Different pictures have different masks."""
    varied = (masks != masks[:, :1, :1]).any()
    if len(masks) < 2 or not varied or (masks != masks[:1]).any() or _twins(images):
        return None
    return (f"All {len(masks)} masks are the same although the pictures differ; each picture has a mask of its own. "
            "Check the list of mask files, and variables that a loop overwrites.")


def several_classes(images, masks, num_classes: int, classes: Names = None) -> str | None:
    """Batches of four and more hold more than one class."""
    found = np.unique(masks[masks < num_classes])
    if len(masks) < 4 or found.size != 1:
        return None
    return (f"All labelled pixels of {len(masks)} masks have the class {name_of(int(found[0]), classes)}; a network "
            "learns to say nothing else. Check how masks are read: comparing with a wrong value makes them empty.")


def classes_balanced(images, masks, num_classes: int, classes: Names = None) -> str | None:
    """No class fills nearly all of the batch."""
    counts = np.bincount(masks[masks < num_classes].astype(int), minlength=num_classes)
    largest, share = counts.argmax(), counts.max() / max(counts.sum(), 1)
    if len(masks) < 4 or not 0.995 < share < 1:
        return None
    return (f"The class {name_of(int(largest), classes)} fills {share:.2%} of the labelled pixels: a network that "
            "answers nothing else is right that often. Cut views around the rare classes, or weigh them in the loss.")


def _listed(positions: np.ndarray) -> str:
    return ", ".join(str(position) for position in positions[:8]) + (", ..." if len(positions) > 8 else "")


def _twins(images: np.ndarray) -> list[tuple[int, int]]:
    """Pairs of equal pictures (first position, later one); pictures of one value throughout do not count."""
    first, twins = {}, []
    for position, image in enumerate(images):
        if image.max() > image.min():
            earlier = first.setdefault(image.tobytes(), position)
            if earlier != position:
                twins.append((earlier, position))
    return twins
