"""What notebook 07 builds is what `helpers` holds: contrast, rims, seeds and floods, fates."""

import numpy as np
import pytest
from building import built_in
from scipy import ndimage
from skimage.segmentation import watershed

from helpers import instances, metrics
from helpers.images import stretch_contrast
from helpers.inference import predict_probabilities
from helpers.models import build_unet

built = built_in("07_train_nuclei.ipynb")


@pytest.fixture
def rng():
    return np.random.default_rng(7)


def test_the_cells_are_compared_and_not_the_helpers_with_themselves():
    for name in ["stretch", "tidy", "parts", "lies_in", "fate_of", "rims_of", "flood", "objects_of", "look_closer"]:
        assert getattr(built, name).__module__ == "built", name


def discs(rng, count=9, shape=(44, 52)):
    """Discs, later ones over earlier ones, numbered without gaps."""
    objects = np.zeros(shape, np.int32)
    rows, columns = np.indices(shape)
    for number in range(1, count + 1):
        row, column = rng.uniform(0, shape[0]), rng.uniform(0, shape[1])
        objects[np.hypot(rows - row, columns - column) <= rng.uniform(1.5, 9)] = number
    return np.unique(objects, return_inverse=True)[1].reshape(shape).astype(np.int32)


def beliefs(rng, objects, blur=1.2):
    """What a network might say of them: three classes, blurred, with a little noise so that no two values tie."""
    classes = np.eye(3)[instances.three_classes(objects)]
    soft = ndimage.gaussian_filter(classes, (blur, blur, 0)) + rng.uniform(0.001, 0.05, classes.shape)
    return soft / soft.sum(axis=-1, keepdims=True)


def test_contrast(rng):
    image = rng.integers(10, 90, (20, 30, 3)).astype(np.uint8)
    np.testing.assert_array_equal(built.stretch(image), stretch_contrast(image))


@pytest.mark.parametrize("width", [1, 1.5, 2, 3])
def test_rims(rng, width):
    for _ in range(6):
        objects = discs(rng) * 3  # numbers may have gaps
        np.testing.assert_array_equal(built.rims_of(objects, width), instances.three_classes(objects, width))


def test_parts_of_a_mask(rng):
    for _ in range(6):
        mask = rng.random((20, 24)) < 0.45
        numbered = built.tidy(built.parts(mask), smallest=6)
        np.testing.assert_array_equal(numbered, instances.objects_from_mask(mask, smallest=6))
        np.testing.assert_array_equal(built.tidy(built.parts(mask)), instances.objects_from_mask(mask))


def test_the_flood_is_that_of_scikit_image(rng):
    for _ in range(6):
        landscape, where = rng.random((18, 22)), rng.random((18, 22)) < 0.8
        seeds = np.where((rng.random((18, 22)) < 0.03) & where, rng.integers(1, 9, (18, 22)), 0)
        theirs = watershed(landscape, seeds, connectivity=2, mask=where)
        np.testing.assert_array_equal(built.flood(landscape, seeds, where), theirs)


def same_objects(one, other):
    """The same objects, whatever their numbers."""
    pairs = metrics.match_objects(one, other, threshold=1.0)
    return len(pairs) == one.max() == other.max()


@pytest.mark.parametrize("foreground, inside", [(0.5, 0.5), (0.4, 0.7), (0.7, 0.3)])
def test_objects_from_rims(rng, foreground, inside):
    for _ in range(6):
        soft = beliefs(rng, discs(rng))
        mine, theirs = built.objects_of(soft, foreground, inside), instances.objects_from_rims(soft, foreground, inside)
        assert theirs.max() > 1 and same_objects(mine, theirs)


def test_parts_without_a_seed_are_objects():
    soft = np.zeros((9, 20, 3))
    soft[..., 0] = 1
    soft[2:7, 2:7] = (0, 1, 0)
    soft[2:7, 12:17] = (0, 0.2, 0.8)  # all rim
    for objects in (built.objects_of(soft), instances.objects_from_rims(soft)):
        assert objects.max() == 2 and (np.unique(objects, return_counts=True)[1][1:] == 25).all()


def test_there_and_back(rng):
    """From objects to three classes and back: nearly every object is found again."""
    objects = discs(rng, count=5)
    for back in (built.objects_of, instances.objects_from_rims):
        again = back(np.eye(3)[built.rims_of(objects, 2)])
        assert metrics.average_precision(objects, again, [0.5])[0] > 0.7


def test_fates(rng):
    for _ in range(12):
        truth = discs(rng)
        answer = np.roll(discs(rng) if rng.random() < 0.3 else np.where(truth == 2, 1, truth), 1, axis=0)
        fates = metrics.object_fates(truth, answer)
        assert {n: built.fate_of(n, truth, answer) for n in range(1, truth.max() + 1)} == fates.truth


def test_the_example_of_fates_has_each_of_them():
    truth = np.array([[1, 1, 1, 2, 2, 2, 0, 0, 3, 3, 3, 3, 3, 0, 4, 4, 0, 5, 5]])
    answer = np.array([[1, 1, 1, 1, 1, 1, 1, 0, 2, 2, 0, 3, 3, 0, 0, 4, 0, 0, 0]])
    words = [built.fate_of(number, truth, answer) for number in range(1, 6)]
    assert words == ["merged", "merged", "split", "found", "missed"]
    assert list(metrics.object_fates(truth, answer).truth.values()) == words


def test_a_closer_look_has_the_size_of_the_picture():
    network = build_unet(num_classes=3, filters=(4, 8))
    image = np.random.default_rng(0).integers(0, 255, (21, 35, 3)).astype(np.uint8)
    asked = []

    def ask(network, shown):
        asked.append(shown.shape)
        return predict_probabilities(network, shown)

    soft = built.look_closer(network, image, ask)
    assert asked == [(42, 70, 3)] and soft.shape == (21, 35, 3)
    np.testing.assert_allclose(soft.sum(axis=-1), 1, atol=1e-5)
