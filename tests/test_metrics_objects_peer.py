"""Average precision as StarDist counts it, where that package is installed: the same arrays, the same numbers.

Without it the definition is still held by tests/test_metrics_objects.py, which tries every way of pairing objects.
"""

import numpy as np
import pytest
from scipy import ndimage

from helpers.metrics import THRESHOLDS, average_precision, object_ious

matching = pytest.importorskip("stardist.matching", exc_type=ImportError).matching


def masks(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Two masks of numbered objects: blotches or squares; the second is another draw, or the first moved or torn."""
    rng = np.random.default_rng(seed)
    height, width = rng.integers(8, 65, 2)

    def blotches():
        if seed % 2:
            return np.kron(rng.integers(0, 5, (16, 16)), np.ones((4, 4), int))[:height, :width]
        return ndimage.label(ndimage.gaussian_filter(rng.random((height, width)), 1.5) > 0.5)[0]

    truth = blotches()
    others = (blotches(), np.roll(truth, rng.integers(0, 3, 2), (0, 1)), truth * (rng.random(truth.shape) < 0.8))
    return truth, others[seed % 3]


def test_average_precision_is_that_of_stardist():
    ties = 0
    for seed in range(240):
        truth, predicted = masks(seed)
        ours = average_precision(truth, predicted)
        theirs = [matching(truth, predicted, thresh=threshold).accuracy for threshold in THRESHOLDS]
        # Where neither mask holds an object, StarDist says 0.
        assert np.nan_to_num(ours).tolist() == pytest.approx(theirs, abs=1e-12), seed
        ties += np.isin(object_ious(truth, predicted), THRESHOLDS).sum()
    assert ties > 20  # overlaps equal to a threshold: enough, here and there
