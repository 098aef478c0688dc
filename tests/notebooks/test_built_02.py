"""What notebook 02 builds is what `helpers` holds: same colours, same maps, same verdicts."""

import cv2
import numpy as np
import pytest
from building import built_in, copy_kits_in

from helpers import augment, checks, plots
from helpers.checks import arrays, contents
from helpers.datasets import CATALOG, load_dataset
from helpers.images import VOID

built, kits = built_in("02_images_masks_pipelines.ipynb"), copy_kits_in("02_images_masks_pipelines.ipynb")
COLOURS = CATALOG["camvid"].colours
STREETS = [(sample.image, sample.mask) for sample in load_dataset("camvid", split="val")]
PICTURES = np.stack([image for image, _ in STREETS[:8]]).astype(np.float32) / 255
MASKS = np.stack([mask for _, mask in STREETS[:8]]).astype(np.int32)


def any_pair(seed, shape=(40, 56)):
    rng = np.random.default_rng(seed)
    return rng.integers(0, 256, (*shape, 3)).astype(np.uint8), rng.choice(np.array([0, 3, 8, VOID], np.uint8), shape)


def test_colours_are_those_of_plots():
    mask = np.arange(256, dtype=np.uint8).reshape(16, 16)
    np.testing.assert_array_equal(built.colourise(mask, COLOURS), plots.colourise(mask, COLOURS))


@pytest.mark.parametrize(("size", "sigma", "grid"), [((32, 48), 10.0, 3), ((96, 96), 4.0, 5), ((7, 200), 0.5, 2)])
def test_fields_are_those_of_augment(size, sigma, grid):
    mine = built.elastic_field(size, np.random.default_rng(1), sigma, grid)
    np.testing.assert_array_equal(mine, augment.elastic_field(size, np.random.default_rng(1), sigma, grid))
    assert np.ptp(mine) > sigma


@pytest.mark.parametrize("seed", range(3))
def test_warping_is_that_of_augment(seed):
    image, mask = any_pair(seed)
    rng = np.random.default_rng(seed)
    matrix = augment.random_affine(mask.shape, (48, 32), rng, rotation=40)
    field = augment.elastic_field((48, 32), rng, 4.0)
    for mine, theirs in zip(built.warp(image, mask, matrix, (48, 32), field),
                            augment.warp(image, mask, matrix, (48, 32), field), strict=True):
        np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize("seed", range(4))
def test_the_copy_kit_draws_one_map_and_moves_as_augment_does(seed):
    image, mask = any_pair(seed)
    rng = np.random.default_rng(seed)
    degrees, zoom, mirror = np.rad2deg(np.deg2rad(rng.uniform(-15, 15))), rng.uniform(0.8, 1.25), rng.choice([-1, 1])
    field = augment.elastic_field(mask.shape, rng, 40 / 24)
    matrix = built.around_the_middle(mask.shape, degrees, zoom)
    matrix[:, 0] *= mirror
    matrix[:, 2] += (np.array([55, 39]) / 2) - matrix @ (55 / 2, 39 / 2, 1)
    moved, labels = kits.random_pair(image, mask, np.random.default_rng(seed))
    their_image, their_mask = augment.warp(image, mask, matrix, mask.shape, field)
    assert np.mean(labels == their_mask) > 0.999
    assert np.mean(np.abs(moved.astype(int) - their_image) <= 1) > 0.999


@pytest.mark.parametrize(("size", "degrees", "zoom"), [((40, 56), 12, 1.2), ((33, 20), -70, 0.5)])
def test_turning_is_that_of_opencv(size, degrees, zoom):
    middle = (np.array(size[::-1]) - 1) / 2
    theirs = cv2.invertAffineTransform(cv2.getRotationMatrix2D(middle.tolist(), degrees, zoom))
    np.testing.assert_allclose(built.around_the_middle(size, degrees, zoom), theirs, atol=1e-9)


def test_folding_is_a_negative_area():
    rows, columns = np.indices((20, 30), dtype=np.float32)
    assert not built.folded(np.dstack([0 * rows, 0 * rows])).any()
    assert built.folded(np.dstack([-2 * columns, 0 * rows])).all()
    assert not built.folded(np.dstack([-2 * columns, -2 * rows])).any(), "mirrored twice is turned, not folded"
    assert not built.folded(np.dstack([rows, 0 * rows])).any(), "sheared, not folded"
    assert built.folded(np.dstack([rows * 2, columns * 2])).all()
    half = np.where(columns < 15, -2 * columns, -2 * 15.0)
    assert 0.4 < built.folded(np.dstack([half, 0 * rows])).mean() < 0.6


@pytest.mark.parametrize("pairs", [[], [(4, 5)], [(0, 255), (7, 3)]])
def test_sides_change_as_in_augment(pairs):
    mask = np.arange(256, dtype=np.uint8)
    np.testing.assert_array_equal(built.swap_sides(mask, pairs), augment.swap_sides(mask, pairs))


def test_invented_pixels_are_those_of_foreign_classes():
    mask = np.repeat(np.array([[2] * 20 + [8] * 20], np.uint8), 20, axis=0)
    wrong = mask.copy()
    wrong[:, 20], wrong[4, 2] = 5, 8
    found = built.invented(mask, wrong)
    assert found.sum() == 21 and found[:, 20].all() and found[4, 2]
    assert not built.invented(mask, np.roll(mask, 2, axis=1)[:, 2:]).any(), "near enough"
    assert built.invented(mask, np.roll(mask, 5, axis=1)).any()


@pytest.mark.parametrize("size", [1, 4, 50])
def test_a_buffer_hands_out_all_and_never_too_early(size):
    order = list(built.shuffled(range(50), size, np.random.default_rng(0)))
    assert sorted(order) == list(range(50))
    assert all(item <= place + size - 1 for place, item in enumerate(order))
    assert (order == list(range(50))) == (size == 1)


SCALED = {
    "clean": PICTURES, "never": PICTURES * 255, "twice": PICTURES / 255,
    "twice, none black": (0.1 + PICTURES) / 255, "around 0": PICTURES * 2 - 1,
    "a little over": PICTURES * 1.005, "doubled": PICTURES * 1.9, "black": 0 * PICTURES,
}
NUMBERED = {
    "clean": MASKS, "void": MASKS * 0 + VOID, "one too many": np.where(MASKS == 3, 11, MASKS), "negative": MASKS - 1,
    "254": np.where(MASKS == VOID, 254, MASKS),
}


@pytest.mark.parametrize("name", SCALED)
def test_the_check_of_scale_agrees(name):
    mine, theirs = (check(SCALED[name], MASKS, 11) for check in (built.scaled_once, arrays.scaled_once))
    assert (mine is None) == (theirs is None) and mine != ""


@pytest.mark.parametrize("name", NUMBERED)
def test_the_check_of_ids_agrees(name):
    mine, theirs = (check(PICTURES, NUMBERED[name], 11) for check in (built.ids_in_table, contents.ids_in_table))
    assert (mine is None) == (theirs is None) and mine != ""


@pytest.mark.parametrize("classes", [0, 1, 2, 11, 255, 256])
def test_the_check_of_the_table_agrees(classes):
    mine, theirs = (check(PICTURES, MASKS, classes) for check in (built.table_fits, contents.table_fits))
    assert (mine is None) == (theirs is None)


@pytest.mark.parametrize("change", [lambda masks: masks, lambda masks: masks[:, :, ::-1]])
def test_the_check_for_mirrors_agrees(change):
    mine, theirs = (check(PICTURES, change(MASKS), 11) for check in (built.not_mirrored, checks.not_mirrored))
    assert (mine is None) == (theirs is None) == (change(MASKS) is MASKS)


@pytest.mark.parametrize(("pictures", "masks", "classes"), [
    (PICTURES, MASKS, 11), *((pictures, MASKS, 11) for name, pictures in SCALED.items() if name != "black"),
    *((PICTURES, masks, 11) for name, masks in NUMBERED.items() if name != "void"),
    (PICTURES, MASKS, 256), (PICTURES, MASKS[:, :, ::-1], 11),
])
def test_the_doctors_agree(pictures, masks, classes):
    mine, theirs = built.check_batch(pictures, masks, classes), checks.check_batch(pictures, masks, classes)
    assert bool(mine) == bool(theirs) and len(mine) < 2
