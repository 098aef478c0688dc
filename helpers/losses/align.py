"""Brings labels, logits and weights into one form, whatever way they came."""

from keras import ops


def align(labels, logits, sample_weight=None):
    """Checks what a loss was given, and finds the pixels that count.

    Keras hands labels over as integers or float32, with or without a last axis of length 1, and logits as float16
    under mixed precision. A sum over 100,000 pixels needs float32.

    Args:
        labels: ids (B, H, W) or (B, H, W, 1), any dtype; void is every id outside 0..C-1.
        logits: (B, H, W, C), any float dtype, C at least 2.
        sample_weight: None, or one weight per pixel, (B, H, W) or (B, H, W, 1), or one per picture, (B,).

    Returns:
        labels int32 (B, H, W) in 0..C-1, with 0 at void pixels; logits float32 (B, H, W, C), with 0 at void
        pixels, so that not even a NaN there reaches the sum; weights float32 (B, H, W), 0 at void pixels.

    Raises:
        ValueError: the shapes do not fit each other, or there is only one class.
    """
    labels, logits = ops.convert_to_tensor(labels), ops.cast(ops.convert_to_tensor(logits), "float32")
    if _fit(labels.shape, (*logits.shape[:-1], 1)):
        labels = ops.squeeze(labels, axis=-1)
    if not _fit(labels.shape, logits.shape[:-1]):
        raise ValueError(
            f"labels have the shape {tuple(labels.shape)}, logits {tuple(logits.shape)}, but logits have the axes of "
            "the labels and one more, for the classes. Of one-hot labels take np.argmax(labels, axis=-1); "
            "if height and width differ, the network shrinks its input: cut or resize the masks to its output."
        )
    num_classes = logits.shape[-1]
    if num_classes < 2:
        raise ValueError(
            "the logits have 1 class, and the softmax over one class is always 1: there is nothing to learn. "
            "Background is a class too: build the network with num_classes=2."
        )
    labels = ops.cast(labels, "int32")
    known = ops.logical_and(labels >= 0, labels < num_classes)
    weights = 1.0 if sample_weight is None else _per_pixel(sample_weight, labels)
    return ops.where(known, labels, 0), ops.where(known[..., None], logits, 0.0), ops.where(known, weights, 0.0)


def weighted_mean(values, weights):
    """Returns sum(weights x values) / sum(weights), and 0 where all weights are 0."""
    return ops.divide_no_nan(ops.sum(weights * values), ops.sum(weights))


def _per_pixel(weights, labels):
    """Returns weights that can be multiplied with (B, H, W)."""
    weights = ops.cast(ops.convert_to_tensor(weights), "float32")
    if _fit(weights.shape, labels.shape):
        return weights
    if _fit(weights.shape, (*labels.shape, 1)):
        return ops.squeeze(weights, axis=-1)
    if _fit(weights.shape, labels.shape[:1]):
        return ops.reshape(weights, (-1, *[1] * (len(labels.shape) - 1)))
    raise ValueError(
        f"sample_weight has the shape {tuple(weights.shape)}, labels {tuple(labels.shape)}. Give one weight per pixel "
        "(the shape of the labels) or one per picture, (B,)."
    )


def _fit(shape, expected) -> bool:
    """Says whether a shape is the expected one; a length that is not known before the model runs (None) fits all."""
    pairs = zip(shape, expected, strict=False)
    return len(shape) == len(expected) and all(a is None or b is None or a == b for a, b in pairs)
