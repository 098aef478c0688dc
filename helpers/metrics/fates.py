"""What became of each object: found, merged with others, split into pieces or missed; and what was invented.

Average precision is one number for very different faults. Two nuclei in one answer call for another cure than one
nucleus in two answers, or than none.
"""

from typing import NamedTuple

import numpy as np

from helpers.metrics.objects import joint_pixels, match_objects

FOUND, MERGED, SPLIT, MISSED, INVENTED = "found", "merged", "split", "missed", "invented"


class Fates(NamedTuple):
    """One word for every object."""

    truth: dict[int, str]
    """True id -> found, merged, split or missed."""
    predicted: dict[int, str]
    """Predicted id -> found, merged, split or invented."""


def object_fates(truth: np.ndarray, predicted: np.ndarray, threshold: float = 0.5) -> Fates:
    """Says what became of every true object, and what every predicted one is.

    An object lies in another if more than half of its pixels do. Objects that match (`match_objects`) are found.
    Of the others, a true object is merged if it lies in a predicted one together with another true object, split if
    two or more predicted ones lie in it, and missed otherwise, also where only its outline is too bad to match. A
    predicted object is merged if two or more true ones lie in it, split if it lies in a true object that was split,
    and invented otherwise.

    Args:
        truth, predicted: ids of objects, as in `helpers.metrics.object_ious`.
        threshold: smallest IoU of a match.

    Returns:
        Fates: `truth` and `predicted`, a dictionary each.

    Raises:
        ValueError: as `match_objects`.

    Example:
        >>> object_fates(np.array([[1, 1, 2, 2, 0, 3, 3, 3, 3]]), np.array([[4, 4, 4, 4, 0, 5, 0, 0, 6]])).truth
        {1: 'found', 2: 'merged', 3: 'split'}
    """
    pairs = match_objects(truth, predicted, threshold)
    true_ids, predicted_ids, joint = joint_pixels(truth, predicted)
    shared = joint[1:, 1:]
    true_in = 2 * shared > joint.sum(axis=1)[1:, None]
    predicted_in = 2 * shared > joint.sum(axis=0)[None, 1:]

    several = true_in.sum(axis=0) > 1
    in_pieces = predicted_in.sum(axis=1) > 1
    fates = Fates(
        {int(number): MERGED if (true_in[row] & several).any() else SPLIT if in_pieces[row] else MISSED
         for row, number in enumerate(true_ids)},
        {int(number): MERGED if several[column] else SPLIT if (predicted_in[:, column] & in_pieces).any() else INVENTED
         for column, number in enumerate(predicted_ids)},
    )
    for true_id, predicted_id, _ in pairs:
        fates.truth[true_id] = fates.predicted[predicted_id] = FOUND
    return fates
