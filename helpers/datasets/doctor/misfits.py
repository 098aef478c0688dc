"""Which masks do not lie on their pictures, judged over the whole data set.

A mask that clearly fits in another way is named with that way. One that fits nowhere may belong to another picture:
it is tried on the others that fit badly. If none of them is its picture, a single bad fit means little (dim cells,
fog), but many of them do not come by chance.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from helpers.checks.alignment import CHANCE, CLEARLY, contours, edge_strength, fit_nearby, fit_of_shifts
from helpers.datasets.doctor.fit import shrink
from helpers.datasets.doctor.looks import Look, mask_name
from helpers.datasets.readers import READERS, Finding

FEW = 0.01  # of the pictures: so few wrong masks do not spoil a training
LOST = 4.5  # standard deviations: 16 of 3,371 real masks fit as badly on their picture, and most foreign masks
MANY_LOST = 0.04  # of the pictures, and at least
FEWEST_LOST = 3
DOUBTFUL = 6.0  # those that fit worse may have been exchanged
PLAIN = 8.0  # those that fit so well in another way have not been
MOST_DOUBTFUL = 40  # of one size, so that all can be tried on all
LONGEST = 256  # pixels, when all are tried on all


def misaligned(name: str, looks: Sequence[Look]) -> list[Finding]:
    """Finds masks that lie better in another way, on another picture, or nowhere."""
    looks = [look for look in looks if look.fit.measured]
    reasons = {look.files.id: f"fits its picture clearly better if it is {look.fit.how}. Move picture and mask by the "
                              "same steps; if an overlay shows the mask of another picture, pair both by their "
                              "names" for look in looks if look.fit.elsewhere}
    doubtful = [look for look in looks if look.fit.here < DOUBTFUL and look.fit.there < PLAIN]
    for look, owner in exchanged(name, doubtful) + repeated(looks):
        reasons[look.files.id] = f"fits {owner.files.image.name} clearly better than its own picture. Pair pictures " \
                                 "and masks by their names, or take both from the source"
    lost = [look for look in doubtful if look.fit.here < LOST and look.files.id not in reasons]
    if len(lost) >= max(FEWEST_LOST, MANY_LOST * len(looks)):
        reasons |= {look.files.id: f"fits its picture nowhere, as {len(lost)} of {len(looks)} masks do not: they may "
                    "belong to other pictures. Look at overlays, and pair both by their names" for look in lost}
    return [Finding("misaligned mask", (mask_name(look.files),),
                    f"{name}: the mask {mask_name(look.files)} {reasons[look.files.id]}.",
                    wrong=len(reasons) > FEW * len(looks)) for look in looks if look.files.id in reasons]


def exchanged(name: str, doubtful: Sequence[Look]) -> list[tuple[Look, Look]]:
    """Tries masks that fit badly on the other pictures whose masks fit badly.

    Returns:
        Pairs: whose mask it is by its name, and on whose picture it clearly fits better, however it is moved.
    """
    by_size = defaultdict(list)
    for look in doubtful:
        decoded = READERS[name].decode(look.files)
        if len(by_size[decoded.mask.shape]) < MOST_DOUBTFUL:
            small = shrink(decoded.image, decoded.mask, LONGEST)
            by_size[decoded.mask.shape].append((look, edge_strength(small[0][None]), contours(small[1][None])))
    found = []
    for members in by_size.values():
        edges = np.concatenate([edge for _, edge, _ in members])
        for position, (look, _, outlines) in enumerate(members):
            fits = fit_nearby(fit_of_shifts(edges, np.repeat(outlines, len(edges), axis=0)))
            best = int(fits.argmax())
            if fits[best] - max(fits[position], CHANCE) >= CLEARLY and fits[best] > look.fit.there:
                found.append((look, members[best][0]))
    return found


def repeated(looks: Sequence[Look]) -> list[tuple[Look, Look]]:
    """Finds masks that are the same, pixel by pixel, as that of another picture, which they fit better.

    Returns:
        Pairs: the copy, and the look whose own mask it is.
    """
    by_content = defaultdict(list)
    for look in looks:
        by_content[look.content].append(look)
    found = []
    for same in by_content.values():
        owner = max(same, key=lambda look: look.fit.here)
        found += [(look, owner) for look in same if owner.fit.here - max(look.fit.here, CHANCE) >= CLEARLY]
    return found
