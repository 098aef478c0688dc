"""What does a network answer? Faults that scores (logits or probabilities) or ids reveal, with or without the masks.

All checks have the same arguments: predictions, masks (or None), num_classes (or None), and the names of the classes.
"""

from collections.abc import Sequence

import numpy as np

from helpers.checks.contents import name_of
from helpers.images import VOID

Names = Sequence[str] | None


def answer_shape(predictions, masks=None, num_classes: int | None = None, classes: Names = None) -> str | None:
    """Answers are scores (B, H, W, C), one channel per class, or ids (B, H, W)."""
    if predictions.dtype.kind not in "biuf":
        return f"The predictions are no array of numbers ({predictions.dtype}). Stack answers of one size (np.stack)."
    shape, channels = predictions.shape, predictions.shape[-1] if predictions.ndim == 4 else None
    if predictions.ndim not in (3, 4) or not predictions.size:
        return (f"The predictions have the shape {shape}; scores are (B, H, W, C), ids (B, H, W). Keep the axis of the "
                "batch: predictions[None] is a batch of one.")
    if channels == 1:
        return ("The predictions have one channel, and argmax over one channel is always 0. For a sigmoid take "
                "(predictions[..., 0] > 0.5).astype(int) as ids (logits: > 0), or give the network two outputs.")
    if channels is None or num_classes in (None, channels):
        return None
    remedy = ("Void needs no channel: losses and scores of this course leave it out."
              if channels in (num_classes + 1, VOID + 1) else "Build the network with this number of classes.")
    return f"The predictions have {channels} channels, but there are {num_classes} classes and each has one. {remedy}"


def finite_answers(predictions, masks=None, num_classes: int | None = None, classes: Names = None) -> str | None:
    """No score is NaN or infinite."""
    wrong = np.count_nonzero(~np.isfinite(predictions))
    if not wrong:
        return None
    return (f"{wrong:,} of {predictions.size:,} predicted values are NaN or infinite, but every score is a number. "
            "Once a weight is NaN all answers are: check the batches, and start again with a smaller learning rate.")


def same_size_as_masks(predictions, masks=None, num_classes: int | None = None, classes: Names = None) -> str | None:
    """There is one answer per pixel of the masks."""
    if masks is None or predictions.shape[:3] == masks.shape:
        return None
    return (f"The predictions have the shape {predictions.shape}, the masks {masks.shape}; the first three numbers are "
            "the same, one answer per pixel. Compare a network without padding with the middle of its masks.")


def ids_answered(predictions, masks=None, num_classes: int | None = None, classes: Names = None) -> str | None:
    """Answers without channels are whole numbers 0..C-1; void is never answered."""
    if predictions.ndim == 4:
        return None
    if np.any(predictions != np.round(predictions)):
        return ("Predictions (B, H, W) are ids, and these hold fractions. Take np.argmax(scores, axis=-1) of scores "
                "(B, H, W, C); for the probabilities of one sigmoid (scores > 0.5).")
    limit = num_classes or VOID
    foreign = np.unique(predictions[(predictions < 0) | (predictions >= limit)]).astype(int)
    if not foreign.size:
        return None
    remedy = ("Void is no answer: take it out of the classes of the network."
              if VOID in foreign else "Compare the classes of the network with the table.")
    return f"The predictions hold the ids {foreign[:5].tolist()}, but a network answers 0..{limit - 1}. {remedy}"


def several_answers(predictions, masks=None, num_classes: int | None = None, classes: Names = None) -> str | None:
    """Not every pixel of the batch gets one and the same class, unless the masks say so."""
    ids = ids_of(predictions)
    only = int(ids.flat[0])
    if (ids != only).any() or (masks is None and len(ids) < 4):
        return None
    if masks is not None and np.mean(masks[masks != VOID] == only) > 0.99:
        return None
    return (f"Every pixel of {len(ids)} pictures is predicted as class {name_of(only, classes)}. A network that learns "
            "begins so; if it stays so, check learning rate, class weights and the scaling of the pictures.")


def every_class_found(predictions, masks=None, num_classes: int | None = None, classes: Names = None) -> str | None:
    """A class that fills over 1 % of the labelled pixels is predicted somewhere in the batch."""
    if masks is None:
        return None
    found, counts = np.unique(masks[masks < (num_classes or VOID)], return_counts=True)
    frequent = found[counts > 0.01 * counts.sum()]
    missed = np.setdiff1d(frequent, ids_of(predictions))
    if not missed.size:
        return None
    listed = ", ".join(name_of(int(class_id), classes) for class_id in missed)
    return (f"Never predicted, although each fills over 1 % of the labelled pixels: class {listed}. Train longer, "
            "weigh rare classes in the loss, and check that no class is lost when masks are converted.")


def answers_differ(predictions, masks=None, num_classes: int | None = None, classes: Names = None) -> str | None:
    """Different pictures get different answers."""
    if len(predictions) < 2 or np.ptp(predictions, axis=0).max() > 1e-6 * np.abs(predictions).max():
        return None
    if masks is not None and (masks == masks[:1]).all():
        return None
    return (f"All {len(predictions)} pictures get the same answer: the network does not look at its input. Check that "
            "the pictures are not constant (scaled twice?), and that no layer multiplies by 0 or died behind its ReLU.")


def answers_vary(predictions, masks=None, num_classes: int | None = None, classes: Names = None) -> str | None:
    """Within a picture the answer depends on the place."""
    spread = np.ptp(predictions, axis=(1, 2)).max()
    if predictions[0, ..., 0].size < 2 or spread > 1e-6 * np.abs(predictions).max():
        return None
    if masks is not None and (masks == masks[:, :1, :1]).all():
        return None
    return ("Each picture gets one answer for all of its pixels: nothing depends on the place. Look for a global "
            "pooling, a Dense layer over a flattened picture, or an axis that broadcasts.")


def not_turned(predictions, masks=None, num_classes: int | None = None, classes: Names = None) -> str | None:
    """Mirrored or turned by 180 degrees, the answer is not far better; half of the batch must agree."""
    if masks is None:
        return None
    ids = ids_of(predictions)
    turns = {"mirrored left to right": ids[:, :, ::-1], "turned upside down": ids[:, ::-1],
             "turned by 180 degrees": ids[:, ::-1, ::-1]}
    wrong = share_wrong(ids, masks)
    better = {how: share_wrong(turned, masks) < wrong / 2 for how, turned in turns.items()}
    votes = {how: np.count_nonzero(won & (wrong > 0.01)) for how, won in better.items()}
    how = max(votes, key=votes.get)
    if votes[how] < max(2, len(ids) / 2):
        return None
    return (f"In {votes[how]} of {len(ids)} pictures the prediction has less than half the errors if it is {how}. "
            "Turn pictures and masks together, and turn answers back after predicting on turned pictures.")


def are_logits(predictions, masks=None, num_classes: int | None = None, classes: Names = None) -> str | None:
    """Scores are logits: they do not all lie in 0..1 with the sum 1."""
    if predictions.ndim != 4 or predictions.min() < 0 or np.abs(predictions.sum(axis=-1) - 1).max() > 0.01:
        return None
    return ("These are probabilities (0..1, the sum over the classes is 1), but the losses of this course expect "
            "logits. Leave the last softmax out: applied twice, it makes learning slow without a word.")


def ids_of(predictions: np.ndarray) -> np.ndarray:
    """The ids (B, H, W) of scores (B, H, W, C); ids stay as they are."""
    return predictions.argmax(axis=-1) if predictions.ndim == 4 else predictions


def share_wrong(ids: np.ndarray, masks: np.ndarray) -> np.ndarray:
    """(B,): the share of each picture's labelled pixels that got another class; 0 where nothing is labelled."""
    labelled = masks != VOID
    wrong = np.count_nonzero((ids != masks) & labelled, axis=(1, 2))
    return wrong / np.maximum(np.count_nonzero(labelled, axis=(1, 2)), 1)
