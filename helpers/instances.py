"""From a mask of classes to numbered objects, and back: how touching nuclei are kept apart.

A network that only says "nucleus" or "not" makes one blob of two nuclei that touch. Two cures are taught: a third
class for each nucleus's own rim, so that the insides of neighbours never touch, and a loss that weighs the gaps
(`helpers.losses.border_weights`). Either way a watershed then grows the separate insides back to whole nuclei.
"""

import cv2
import numpy as np
from scipy import ndimage
from skimage.morphology import local_maxima, reconstruction
from skimage.segmentation import watershed

OUTSIDE, INSIDE, RIM = 0, 1, 2
OBJECT_CLASSES = ("outside", "inside", "rim")


def three_classes(instances: np.ndarray, width: float = 2.0) -> np.ndarray:
    """Divides every object into its rim and its inside.

    The rim are the object's own pixels that lie within `width` of a pixel that is not its own, so rim and inside
    together are exactly the object, and between the insides of two touching objects lie two rims. In objects that
    are only a few pixels across the rim is thinner, at most half as wide as the object is deep: a part of the inside
    is always left.

    Args:
        instances: int (H, W), 0 = background, then one number per object.
        width: of the rim, in pixels, from the centre of a pixel to that of the nearest foreign one; 1 is a rim of
            one pixel. The picture's own edge is no rim.

    Returns:
        uint8 (H, W): 0 outside, 1 inside, 2 rim.

    Raises:
        ValueError: the array is not (H, W) of whole numbers of 0 or more.

    Example:
        >>> three_classes(np.array([[0, 1, 1, 1, 1, 2, 2, 2]]), width=1)
        array([[0, 2, 1, 1, 2, 2, 1, 1]], dtype=uint8)
    """
    instances = np.asarray(instances)
    if instances.ndim != 2 or instances.dtype.kind not in "iu" or instances.min(initial=0) < 0:
        raise ValueError(
            f"instances are {instances.dtype} with the shape {instances.shape}, but they are whole numbers of 0 or "
            "more (H, W): 0 = background, then one number per object. objects_from_mask numbers the parts of a mask."
        )
    classes = np.zeros(instances.shape, np.uint8)
    for number, box in enumerate(ndimage.find_objects(instances), start=1):
        if box is None:
            continue
        near = tuple(slice(max(0, side.start - 1), side.stop + 1) for side in box)
        own = instances[near] == number
        depth = cv2.distanceTransform(own.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        rim = own & (depth <= min(width, depth.max() / 2))
        classes[near][own] = INSIDE
        classes[near][rim] = RIM
    return classes


def objects_from_mask(mask: np.ndarray, threshold: float = 0.5, smallest: int = 10) -> np.ndarray:
    """Numbers the separate parts of a mask: what a network that only knows "nucleus" has to offer.

    Pixels that touch at a corner belong together.

    Args:
        mask: bool or 0 and 1, (H, W); or the probability of the object, float (H, W) in 0..1.
        threshold: a pixel above it is object.
        smallest: parts of fewer pixels are dropped.

    Returns:
        int32 (H, W), 0 = background, then the objects 1..n.

    Raises:
        ValueError: the array has not two axes, or holds more than 0..1.

    Example:
        >>> objects_from_mask(np.array([[0.9, 0.8, 0.1, 0.7, 0.6]]), smallest=1)
        array([[1, 1, 0, 2, 2]], dtype=int32)
    """
    return _numbered(_parts(_checked_mask(mask) > threshold), smallest)


def objects_by_distance(mask: np.ndarray, valley: float = 1.0, smallest: int = 10) -> np.ndarray:
    """Divides the parts of a mask at their waists: the classical cure for objects that touch.

    The distance of each pixel to the background is a landscape with a hill per object. Two hills are two objects
    if the way from one to the other goes down by more than `valley`; a watershed then finds the line between them.
    The landscape knows shapes only: two round objects part, a bent one is cut in two.

    Args:
        mask: bool or 0 and 1, (H, W).
        valley: in pixels; larger values divide less.
        smallest: objects of fewer pixels are dropped.

    Returns:
        int32 (H, W), 0 = background, then the objects 1..n.

    Raises:
        ValueError: the array has not two axes, or holds more than 0..1; valley is not above 0.

    Source: S. Beucher, C. Lantuéjoul: Use of watersheds in contour detection, 1979.

    Example:
        >>> two = np.zeros((7, 11), bool)
        >>> two[1:6, 1:6] = two[1:6, 5:10] = two[3, 5] = True
        >>> two[[1, 2, 4, 5], 5] = False
        >>> objects_by_distance(two)[3]
        array([0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 0], dtype=int32)
    """
    if not valley > 0:
        raise ValueError(f"valley={valley}, but hills part where the way between them goes down: pass 0.5 or more.")
    mask = _checked_mask(mask) > 0.5
    depth = cv2.distanceTransform(np.pad(mask, 1).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)[1:-1, 1:-1]
    # Hills lower than `valley` above the way to a higher one are filled up to a plain.
    hills = local_maxima(reconstruction(depth - valley, depth))
    return _numbered(_grown(_parts(hills & mask), mask, -depth), smallest)


def objects_from_rims(
    probabilities: np.ndarray, foreground: float = 0.5, inside: float = 0.5, smallest: int = 10
) -> np.ndarray:
    """Objects from what a network says of outside, inside and rim: the way back from `three_classes`.

    Insides of neighbours do not touch, so each of them is the seed of one object. A watershed lets the seeds grow
    over the rims, first where the network is surest of "inside". A part of the foreground that holds no seed, for
    example a nucleus so small that it seems all rim, is an object of its own.

    Args:
        probabilities: float (H, W, 3) in 0..1, the classes `OBJECT_CLASSES`.
        foreground: a pixel is object where inside and rim together, 1 - P(outside), are above it.
        inside: a pixel is seed where P(inside) is above it; higher values divide more.
        smallest: objects of fewer pixels are dropped.

    Returns:
        int32 (H, W), 0 = background, then the objects 1..n.

    Raises:
        ValueError: the array has not the shape (H, W, 3).

    Example:
        >>> classes = np.array([[0, 2, 1, 1, 2, 2, 1, 1]])
        >>> objects_from_rims(np.eye(3)[classes], smallest=1)
        array([[0, 1, 1, 1, 1, 2, 2, 2]], dtype=int32)
    """
    if probabilities.ndim != 3 or probabilities.shape[-1] != len(OBJECT_CLASSES):
        raise ValueError(
            f"probabilities have the shape {probabilities.shape}, but (H, W, 3) is needed: {', '.join(OBJECT_CLASSES)}."
            " Pass what predict_probabilities returns, of a network that learned three_classes."
        )
    found = 1 - probabilities[..., OUTSIDE] > foreground
    seeds = _parts(found & (probabilities[..., INSIDE] > inside))
    return _numbered(_grown(seeds, found, -probabilities[..., INSIDE]), smallest)


def _parts(mask: np.ndarray) -> np.ndarray:
    """Numbers the parts of a mask; pixels that touch at a corner belong together."""
    return ndimage.label(mask, structure=np.ones((3, 3)))[0]


def _grown(seeds: np.ndarray, found: np.ndarray, landscape: np.ndarray) -> np.ndarray:
    """Floods the landscape from the seeds, within what was found; parts without a seed are their own seed."""
    parts = _parts(found)
    has_seed = np.zeros(parts.max() + 1, bool)
    has_seed[parts[seeds > 0]] = True
    lonely = found & ~has_seed[parts]
    return watershed(landscape, np.where(lonely, seeds.max() + parts, seeds), connectivity=2, mask=found)


def _numbered(objects: np.ndarray, smallest: int) -> np.ndarray:
    """Drops objects of fewer pixels than `smallest` and numbers the others 1..n."""
    kept = np.bincount(objects.ravel()) >= max(smallest, 1)
    kept[0] = False
    return (np.cumsum(kept) * kept)[objects].astype(np.int32)


def _checked_mask(mask: np.ndarray) -> np.ndarray:
    mask = np.asarray(mask)
    if mask.ndim != 2:
        raise ValueError(
            f"the mask has the shape {mask.shape}, but one number per pixel is needed, (H, W). "
            "Of probabilities (H, W, 2), pass the object's: probabilities[..., 1]."
        )
    if mask.min(initial=0) < 0 or mask.max(initial=0) > 1:
        raise ValueError(
            f"the mask holds {mask.min()}..{mask.max()}, but 0 is background and 1 object (or probabilities between "
            "them). Of ids, pass mask == id; numbered objects need no numbering."
        )
    return mask
