"""From a mask of classes to numbered objects, and back: how touching nuclei are kept apart.

A network that only says "nucleus" or "not" makes one blob of two nuclei that touch. Two cures are taught: a third
class for each nucleus's own rim, so that the insides of neighbours never touch, and a loss that weighs the gaps
(`helpers.losses.border_weights`). Either way a watershed then grows the separate insides back to whole nuclei.
"""

import cv2
import numpy as np
from scipy import ndimage

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

    Example:
        >>> three_classes(np.array([[0, 1, 1, 1, 1, 2, 2, 2]]), width=1)
        array([[0, 2, 1, 1, 2, 2, 1, 1]], dtype=uint8)
    """
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
