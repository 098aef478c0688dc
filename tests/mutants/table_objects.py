"""Mutants of what turns masks into objects, and says what became of them."""

from mutant import Mutant

BUILT = "tests/notebooks/test_built_07.py"
INSTANCES = ("helpers/instances.py", "tests/test_instances.py", BUILT)
FATES = ("helpers/metrics/fates.py", "tests/test_metrics_fates.py", BUILT)
FATES_ALONE = ("helpers/metrics/fates.py", "tests/test_metrics_fates.py", "")  # the notebook compares true objects

OBJECT_MUTANTS = [
    Mutant("rims: one pixel thinner", INSTANCES, "own & (depth <= min(width, depth.max() / 2))",
           "own & (depth < min(width, depth.max() / 2))"),
    Mutant("rims: small objects are all rim", INSTANCES, "(depth <= min(width, depth.max() / 2))",
           "(depth <= width)"),
    Mutant("rims: none between objects that touch", INSTANCES, "own = instances[near] == number",
           "own = instances[near] > 0"),
    Mutant("rims: at the picture's edge too", INSTANCES,
           "cv2.distanceTransform(own.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)\n        rim",
           "cv2.distanceTransform(np.pad(own, 1).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)[1:-1, 1:-1]\n"
           "        rim"),
    Mutant("parts: corners do not connect", INSTANCES, "ndimage.label(mask, structure=np.ones((3, 3)))",
           "ndimage.label(mask)"),
    Mutant("watershed: from the ridges down", INSTANCES, "_grown(seeds, found, -probabilities[..., INSIDE])",
           "_grown(seeds, found, probabilities[..., INSIDE])"),
    Mutant("watershed: by sides only", INSTANCES, "connectivity=2, mask=found", "connectivity=1, mask=found"),
    Mutant("watershed: beyond what was found", INSTANCES, "connectivity=2, mask=found", "connectivity=2"),
    Mutant("watershed: parts without a seed vanish", INSTANCES, "np.where(lonely, seeds.max() + parts, seeds)",
           "seeds"),
    Mutant("seeds: the foreground's threshold", INSTANCES, "probabilities[..., INSIDE] > inside",
           "probabilities[..., INSIDE] > foreground"),
    Mutant("foreground: rims are background", INSTANCES, "found = 1 - probabilities[..., OUTSIDE] > foreground",
           "found = probabilities[..., INSIDE] > foreground"),
    Mutant("objects: just large enough is too small", INSTANCES, "np.bincount(objects.ravel()) >= max(smallest, 1)",
           "np.bincount(objects.ravel()) > max(smallest, 1)"),
    Mutant("fates: half is in", FATES, "true_in = 2 * shared > joint.sum(axis=1)[1:, None]",
           "true_in = 2 * shared >= joint.sum(axis=1)[1:, None]"),
    Mutant("fates: one of two is enough to merge", FATES, "several = true_in.sum(axis=0) > 1",
           "several = true_in.sum(axis=0) > 0"),
    Mutant("fates: split comes before merged", FATES_ALONE,
           "MERGED if (true_in[row] & several).any() else SPLIT if in_pieces[row] else MISSED",
           "SPLIT if in_pieces[row] else MERGED if (true_in[row] & several).any() else MISSED"),
    Mutant("fates: pieces are inventions", FATES_ALONE,
           "SPLIT if (predicted_in[:, column] & in_pieces).any() else INVENTED",
           "INVENTED"),
]
