"""Are these a batch at all? Kinds, shapes and ranges of the two arrays.

Every check asks one question and has the same arguments; it answers with a sentence, or with None if all is well.
The first ones must be silent before the later ones can be asked: `helpers.checks` keeps the order.
"""

from collections.abc import Sequence

import numpy as np

Names = Sequence[str] | None


def are_numbers(images, masks, num_classes: int, classes: Names = None) -> str | None:
    """Both are arrays of numbers; lists of pictures of several sizes make none."""
    for name, values in (("pictures", images), ("masks", masks)):
        if values.dtype.kind not in "biuf":
            return (f"The {name} are no array of numbers ({values.dtype}); a batch is one array of pictures of one "
                    "size. Cut views of one size, as random_view does, and stack them with np.stack.")
    return None


def image_shape(images, masks, num_classes: int, classes: Names = None) -> str | None:
    """Pictures are (B, H, W, C) with 1 to 4 channels, and there is at least one pixel."""
    shape = images.shape
    if images.ndim == 4 and shape[-1] in (1, 3, 4) and images.size:
        return None
    if images.ndim == 4 and shape[1] in (1, 3, 4) and images.size:
        remedy = "The channels stand before the rows: move them with np.moveaxis(images, 1, -1)."
    elif images.ndim == 3 and shape[-1] in (1, 3, 4):
        remedy = "The axis of the batch is missing: images[None] is a batch of one."
    elif images.ndim == 3:
        remedy = "The axis of the channels is missing: images[..., None] has one grey channel."
    else:
        remedy = "Stack the pictures of a batch with np.stack."
    return f"The pictures have the shape {shape}, a batch has (B, H, W, channels) with 1, 3 or 4 channels. {remedy}"


def mask_shape(images, masks, num_classes: int, classes: Names = None) -> str | None:
    """Masks are (B, H, W): one id per pixel, no axis of channels or classes."""
    shape = masks.shape
    if masks.ndim == 3 and masks.size:
        return None
    if masks.ndim == 4 and shape[-1] == 1:
        remedy = "The last axis is superfluous: masks[..., 0]."
    elif masks.ndim == 4 and shape[-1] == num_classes and np.isin(masks, (0, 1)).all():
        remedy = "These are one-hot masks: np.argmax(masks, axis=-1) gives the ids."
    elif masks.ndim == 4 and shape[-1] in (3, 4):
        remedy = "These are colours: translate each colour of the table into its id."
    else:
        remedy = "Stack the masks of a batch with np.stack."
    return f"The masks have the shape {shape}, but a batch of ids has (B, H, W): one number per pixel. {remedy}"


def same_sizes(images, masks, num_classes: int, classes: Names = None) -> str | None:
    """There is one mask per picture, as high and as wide."""
    pictures, found = images.shape[:3], masks.shape[:3]
    if pictures == found:
        return None
    if pictures[0] != found[0]:
        return (f"There are {pictures[0]} pictures and {found[0]} masks, but each picture has one mask. "
                "Check how the two lists are paired and cut.")
    remedy = "Resize both to one size, masks with resize_mask (nearest)."
    if pictures[1:] == found[:0:-1]:
        remedy = "Rows and columns are swapped (cv2 takes width first): check where the masks are resized or turned."
    return (f"The pictures are {pictures[1]} x {pictures[2]} pixels (height x width), the masks {found[1]} x "
            f"{found[2]}, but a mask is as large as its picture. {remedy}")


def finite_values(images, masks, num_classes: int, classes: Names = None) -> str | None:
    """No value is NaN or infinite."""
    for name, values in (("pictures", images), ("masks", masks)):
        wrong = np.count_nonzero(~np.isfinite(values))
        if wrong:
            return (f"{wrong:,} values of the {name} are NaN or infinite, but every value is a number: one NaN makes "
                    "the loss NaN. Look for a division by zero, for example by the spread of a black picture.")
    return None


def scaled_once(images, masks, num_classes: int, classes: Names = None) -> str | None:
    """Pictures hold 0..1: divided by 255 once, neither never nor twice."""
    lowest, highest = float(images.min()), float(images.max())
    if images.dtype.kind in "iub" or highest > 2:
        return (f"The pictures are {images.dtype} with values from {lowest:.4g} to {highest:.4g}, a network of this "
                "course expects 0..1. Divide them once: images.astype(np.float32) / 255.")
    if lowest >= 0 and 0 < highest < 2 / 255:
        return (f"The largest value of all pictures is {highest:.4g}, but pictures hold 0..1: they were divided by 255 "
                "twice. Leave one division out (convert_image_dtype and a Rescaling layer divide too).")
    if lowest < -0.01 or highest > 1.01:
        return (f"The pictures hold values from {lowest:.4g} to {highest:.4g}, a network of this course expects 0..1. "
                "Leave out what moves the mean to 0 or the range to -1..1, or keep it and ignore this sentence.")
    return None


def whole_ids(images, masks, num_classes: int, classes: Names = None) -> str | None:
    """Masks hold whole numbers; ids that were averaged or divided are no ids."""
    if masks.dtype.kind in "iub":
        return None
    broken = masks[masks != np.round(masks)]
    if not broken.size:
        return None
    divided = np.allclose(masks * 255, np.round(masks * 255), atol=1e-3)
    remedy = ("They look divided by 255 like a picture: leave masks as they are."
              if divided else "They look averaged: resize masks with resize_mask (nearest), never like a picture.")
    return (f"{broken.size:,} pixels of the masks hold numbers such as {broken[0]:.4g}, but ids are whole numbers. "
            f"{remedy}")
