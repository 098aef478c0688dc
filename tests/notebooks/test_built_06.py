"""What notebook 06 builds is what `helpers` holds: scores, losses, weights, intervals."""

import keras
import numpy as np
import pytest
from building import built_in
from scipy import optimize

from helpers import losses, metrics

built = built_in("06_losses_and_metrics.ipynb")
rng = np.random.default_rng(0)


def test_the_cells_are_compared_and_not_the_helpers_with_themselves():
    """An import further down, such as that of a cell to copy, must not take the place of what was built."""
    own = ("confusion_matrix iou dice recall precision merge object_ious average_precision melted pixel_loss soft_dice "
           "median_weights border_map cut_ridges know_nothing bootstrap")
    for name in own.split():
        assert getattr(built, name).__module__ == "built", name


def random_ids(num_classes, shape=(3, 20, 24), void=0.1):
    """Labels with void, and answers without; the last class never occurs."""
    labels = rng.integers(0, num_classes - 1, shape)
    answers = np.where(rng.random(shape) < 0.6, labels, rng.integers(0, num_classes - 1, shape))
    return np.where(rng.random(shape) < void, 255, labels), answers


def random_objects(count=6, side=40):
    """Discs, later ones over earlier ones, numbered without gaps."""
    objects = np.zeros((side, side), int)
    rows, columns = np.indices(objects.shape)
    for number in range(1, count + 1):
        row, column = rng.integers(0, side, 2)
        objects[np.hypot(rows - row, columns - column) <= rng.integers(3, 9)] = number
    return np.unique(objects, return_inverse=True)[1].reshape(objects.shape)


def random_logits(labels, num_classes):
    return rng.normal(size=(*labels.shape, num_classes)).astype("float32") * 2


@pytest.mark.parametrize("num_classes", [2, 5, 11])
def test_counts_and_scores(num_classes):
    labels, answers = random_ids(num_classes)
    matrix = built.confusion_matrix(labels, answers, num_classes)
    np.testing.assert_array_equal(matrix, metrics.confusion_matrix(labels, answers, num_classes))
    for name in ("iou", "dice", "precision", "recall"):
        mine = getattr(built, name)(matrix)
        np.testing.assert_array_equal(mine, getattr(metrics, name)(matrix), err_msg=name)
        assert np.isnan(mine[-1]), "the class that never occurs is not asked"


def test_merged_classes():
    labels, answers = random_ids(7)
    matrix = built.confusion_matrix(labels, answers, 7)
    groups = [(0, 3), (5,), (1, 2, 4, 6)]
    np.testing.assert_array_equal(built.merge(matrix, groups), metrics.merge(matrix, groups))
    some, rest = groups[:2], (1, 2, 4, 6)  # ids in no group are one more, which the notebook writes out
    np.testing.assert_array_equal(built.merge(matrix, [*some, rest]), metrics.merge(matrix, some))


def test_means_and_accuracy_as_the_cells_write_them():
    labels, answers = random_ids(5)
    matrix = built.confusion_matrix(labels, answers, 5)
    assert matrix[-1].sum() == 0 == matrix[:, -1].sum(), "one class is absent"
    assert np.nanmean(built.iou(matrix)) == pytest.approx(metrics.mean_iou(matrix))
    assert built.set_score(np.stack([matrix, matrix.T])) == pytest.approx(np.nanmean(built.iou(matrix + matrix.T)))
    assert np.trace(matrix) / matrix.sum() == pytest.approx(metrics.accuracy(matrix))


@pytest.mark.parametrize("threshold", [0.5, 0.75, 0.95])
def test_objects(threshold):
    for _ in range(5):
        truth = random_objects()
        predicted = random_objects() if rng.random() < 0.5 else np.roll(truth, 1, axis=0)
        np.testing.assert_allclose(built.object_ious(truth, predicted), metrics.object_ious(truth, predicted))
        mine, theirs = (f(truth, predicted, t) for f, t in
                        ((built.average_precision, threshold), (metrics.average_precision, [threshold])))
        assert mine == theirs[0]


@pytest.mark.parametrize("num_classes", [2, 6])
def test_losses(num_classes):
    labels, _ = random_ids(num_classes)
    logits = random_logits(labels, num_classes)
    weights = rng.random(num_classes)
    for mine, theirs in [
        (built.pixel_loss(labels, logits), losses.CrossEntropy()),
        (built.pixel_loss(labels, logits, weights), losses.CrossEntropy(weights)),
        (built.pixel_loss(labels, logits, gamma=2), losses.Focal(2)),
        (built.pixel_loss(labels, logits, weights, 1), losses.Focal(1, weights)),
        (built.soft_dice(labels, logits), losses.SoftDice()),
    ]:
        assert mine == pytest.approx(float(theirs(labels, logits)), rel=1e-5), theirs.name


def test_cross_entropy_is_that_of_keras():
    labels, _ = random_ids(4)
    logits = random_logits(labels, 4)
    theirs = keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=255)
    assert built.pixel_loss(labels, logits) == pytest.approx(float(theirs(labels, logits)), rel=1e-5)


def test_class_weights():
    masks = [random_ids(6, shape)[0] % 256 for shape in ((10, 12), (31, 7), (5, 5))]
    masks.append(np.full((4, 4), 5))  # so that each class occurs
    np.testing.assert_allclose(built.median_weights(masks, 6), losses.median_frequency_weights(masks, 6))


@pytest.mark.parametrize("w0, sigma", [(10, 5), (3, 2)])
def test_border_weights_and_ridges(w0, sigma):
    for _ in range(4):
        objects = random_objects()
        apart = built.cut_ridges(objects)
        np.testing.assert_array_equal(apart, losses.separate_objects(objects))
        apart = 3 * apart  # numbers may have gaps
        mine, theirs = built.border_map(apart, w0, sigma), losses.border_weights(apart, w0, sigma)
        np.testing.assert_allclose(mine, theirs, atol=1e-4 * w0)


def test_intervals():
    matrices = rng.integers(0, 50, (12, 3, 3))
    mine = built.bootstrap(matrices, built.set_score)
    np.testing.assert_allclose(mine, metrics.bootstrap_interval(matrices, built.set_score))


@pytest.mark.parametrize("share", [0.5, 0.1, 0.02])
def test_what_a_network_says_that_knows_nothing(share):
    """The curves of the notebook, against the losses on a mask with that share of object."""
    labels = (np.arange(1000) < 1000 * share).astype(int)[None, None]
    theirs = {"cross-entropy": losses.CrossEntropy(), "focal": losses.Focal(2), "soft Dice": losses.SoftDice(),
              "balanced weights": losses.CrossEntropy([share, 1 - share])}
    for p in (0.03, 0.4, 0.9):
        logits = np.broadcast_to(np.log([1 - p, p]).astype("float32"), (*labels.shape, 2))
        for name, value in built.know_nothing(share, p).items():
            assert value == pytest.approx(float(theirs[name](labels, logits)), rel=1e-4), name


@pytest.mark.parametrize("share", [0.2, 0.05])
def test_the_lowest_points_are_where_the_text_says(share):
    lowest = {name: optimize.minimize_scalar(lambda p, name=name: built.know_nothing(share, p)[name],
                                             bounds=(1e-6, 1 - 1e-6), method="bounded").x
              for name in built.know_nothing(share, 0.5)}
    assert lowest["cross-entropy"] == pytest.approx(share, abs=1e-3)
    assert lowest["balanced weights"] == pytest.approx(0.5, abs=1e-3)
    assert lowest["soft Dice"] == pytest.approx(share, abs=1e-2)
    assert share < lowest["focal"] < 0.5


def test_melted_nuclei_are_counted():
    truth = np.array([[1, 1, 0, 2, 2, 0, 3, 3]] * 2)
    assert built.melt(truth).max() == 3
    components = np.array([[1, 1, 1, 1, 1, 0, 0, 0]] * 2)  # two in one, one lost
    assert built.melted(truth, components).tolist() == [2, 2]
    assert built.melted(truth, truth).tolist() == [0, 3]
    assert built.melted(truth, np.zeros_like(truth)).tolist() == [0, 0]
