"""Plain sentences about a batch, or about the answers of a network: what looks wrong, by which rule, and the remedy.

Every check is a small function that can be read and called alone; the two functions here ask them in an order in
which later ones can rely on earlier ones, and stop after the first group that found something.
"""

from collections.abc import Callable, Sequence

import numpy as np

from helpers.checks.alignment import not_exchanged, not_mirrored, not_shifted
from helpers.checks.arrays import (
    are_numbers,
    finite_values,
    image_shape,
    mask_shape,
    same_sizes,
    scaled_once,
    whole_ids,
)
from helpers.checks.contents import (
    classes_balanced,
    ids_in_table,
    masks_differ,
    pictures_differ,
    pictures_vary,
    several_classes,
    something_labelled,
    table_fits,
    void_is_no_object,
)
from helpers.checks.predictions import (
    answer_shape,
    answers_differ,
    answers_vary,
    are_logits,
    every_class_found,
    finite_answers,
    ids_answered,
    not_turned,
    same_size_as_masks,
    several_answers,
)

BATCH_CHECKS = (
    (are_numbers,),
    (table_fits, image_shape, mask_shape),
    (same_sizes, finite_values),
    (scaled_once, whole_ids),
    (ids_in_table, void_is_no_object),
    (something_labelled, pictures_vary, pictures_differ, masks_differ),
    (several_classes, classes_balanced),
    (not_shifted,),
    (not_mirrored,),
    (not_exchanged,),
)

PREDICTION_CHECKS = (
    (answer_shape,),
    (finite_answers, same_size_as_masks),
    (ids_answered,),
    (several_answers,),
    (answers_differ,),
    (answers_vary,),
    (not_turned,),
    (every_class_found,),
)


def check_batch(images, masks, num_classes: int, classes: Sequence[str] | None = None) -> list[str]:
    """Looks for the mistakes that most often spoil the training of a segmentation network.

    Args:
        images: (B, H, W, channels), numbers in 0..1.
        masks: (B, H, W), ids 0..C-1, 255 = void.
        num_classes: C, void not counted.
        classes: the C names, for the sentences.

    Returns:
        One plain sentence per fault; an empty list for a batch in which nothing was found. Nothing found does not
        mean that all is well: look at an overlay too.

    Example:
        >>> masks = np.kron(np.eye(8, dtype=int), np.ones((8, 8), int))[None]
        >>> images = masks[..., None] * np.ones(3)
        >>> check_batch(images, masks, num_classes=2)
        []
        >>> print(check_batch(images * 255, masks, num_classes=2)[0])
        The pictures are float64 with values from 0 to 255, a network of this course expects 0..1. Divide them once:
        images.astype(np.float32) / 255.
    """
    return _first_found(BATCH_CHECKS, _as_array(images), _as_array(masks), num_classes, classes)


def check_predictions(
    predictions,
    masks=None,
    num_classes: int | None = None,
    classes: Sequence[str] | None = None,
    expect_logits: bool = False,
) -> list[str]:
    """Looks for the mistakes that show in the answers of a network.

    Args:
        predictions: logits or probabilities (B, H, W, C), or ids (B, H, W).
        masks: the truth (B, H, W), 255 = void; without it fewer checks can be made.
        num_classes: C, void not counted; without it the channels of the predictions are believed.
        classes: the C names, for the sentences.
        expect_logits: say so, too, if scores are probabilities. They are no fault unless a loss expects logits.

    Returns:
        One plain sentence per fault; an empty list if nothing was found.

    Example:
        >>> logits = np.zeros((4, 32, 32, 2))
        >>> print(check_predictions(logits)[0][:60])
        Every pixel of 4 pictures is predicted as class 0. A network
    """
    predictions = _as_array(predictions)
    masks = None if masks is None else _as_array(masks)
    groups = (*PREDICTION_CHECKS, (are_logits,)) if expect_logits else PREDICTION_CHECKS
    return _first_found(groups, predictions, masks, num_classes, classes)


def _as_array(values) -> np.ndarray:
    """NumPy's view of an array, a tensor or a list; of pictures of several sizes it has none, and says object."""
    try:
        return np.asarray(values)
    except ValueError:
        return np.empty(0, object)


def _first_found(groups: Sequence[Sequence[Callable]], *arguments) -> list[str]:
    for group in groups:
        sentences = [sentence for check in group if (sentence := check(*arguments))]
        if sentences:
            return sentences
    return []
