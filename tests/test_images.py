"""Reading, writing, resizing and stretching, held against Pillow, scikit-image, SciPy and plain counting."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image
from scipy import ndimage
from skimage.exposure import rescale_intensity

from helpers.images import (
    normalise,
    read_image,
    read_mask,
    resize_image,
    resize_mask,
    stretch_contrast,
    write_image,
    write_mask,
)

sides = st.integers(1, 24)
masks = arrays.arrays(np.uint8, st.tuples(sides, sides))
pictures = arrays.arrays(np.uint8, st.tuples(sides, sides, st.just(3)))


def test_a_written_picture_is_read_back_exactly(tmp_path):
    image = np.random.default_rng(0).integers(0, 256, (7, 5, 3), dtype=np.uint8)
    write_image(tmp_path / "new" / "folder" / "a.png", image)
    assert np.array_equal(read_image(tmp_path / "new" / "folder" / "a.png"), image)
    assert np.array_equal(np.array(Image.open(tmp_path / "new" / "folder" / "a.png")), image)


@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.int64])
def test_every_id_survives_the_file(tmp_path, dtype):
    mask = np.arange(256, dtype=dtype).reshape(16, 16)
    write_mask(tmp_path / "a.png", mask)
    with Image.open(tmp_path / "a.png") as file:
        assert file.mode == "L"
        assert np.array_equal(np.array(file), mask)
    back = read_mask(tmp_path / "a.png")
    assert back.dtype == np.uint8 and np.array_equal(back, mask)


def test_a_palette_mask_gives_its_ids_not_its_colours(tmp_path):
    ids = np.array([[0, 1], [2, 18]], np.uint8)
    file = Image.fromarray(ids)
    file.putpalette([200, 100, 50] * 256)
    file.save(tmp_path / "p.png")
    assert Image.open(tmp_path / "p.png").mode == "P"
    assert np.array_equal(read_mask(tmp_path / "p.png"), ids)
    assert (read_image(tmp_path / "p.png") == (200, 100, 50)).all()


@given(mask=masks, height=sides, width=sides)
def test_resized_masks_invent_no_ids(mask, height, width):
    small = resize_mask(mask, (height, width))
    assert small.shape == (height, width) and small.dtype == np.uint8
    assert set(np.unique(small)) <= set(np.unique(mask))


@given(mask=masks, height=sides, width=sides)
def test_each_new_pixel_copies_the_old_pixel_under_its_centre(mask, height, width):
    oracle = np.array(Image.fromarray(mask).resize((width, height), Image.Resampling.NEAREST))
    assert np.array_equal(resize_mask(mask, (height, width)), oracle)


def test_instances_can_be_resized_too():
    instances = np.array([[0, 300], [7, 0]], np.int32)
    assert np.array_equal(resize_mask(instances, (4, 4)), np.kron(instances, np.ones((2, 2), np.int32)))


def test_a_picture_and_its_mask_stay_in_place_when_they_shrink():
    mask = np.zeros((90, 90), np.uint8)
    mask[30:60, 45:75] = 1
    image = np.dstack([mask * 200] * 3)
    small_image, small_mask = resize_image(image, (18, 18)), resize_mask(mask, (18, 18))
    shift = np.subtract(ndimage.center_of_mass(small_image[..., 0]), ndimage.center_of_mass(small_mask))
    assert np.abs(shift).max() < 0.01
    assert np.array_equal(small_image[..., 0] > 100, small_mask == 1)


def test_shrinking_averages_whole_blocks():
    image = np.random.default_rng(1).integers(0, 256, (12, 20, 3), dtype=np.uint8)
    means = image.reshape(3, 4, 5, 4, 3).mean(axis=(1, 3))
    assert np.abs(resize_image(image, (3, 5)) - means).max() <= 0.5


def test_growing_interpolates_between_pixels():
    ramp = np.repeat(np.array([[0, 100]], np.uint8)[..., None], 3, axis=2)
    assert resize_image(ramp, (1, 4))[0, :, 0].tolist() == [0, 25, 75, 100]


@given(image=pictures, low=st.sampled_from([0.0, 1.0, 10.0]), high=st.sampled_from([90.0, 99.8, 100.0]))
def test_the_stretch_is_scikit_images_between_two_percentiles(image, low, high):
    ordered = np.sort(image.ravel())
    dark = ordered[int(round(low / 100 * image.size, 9))]
    bright = ordered[max(int(np.ceil(round(high / 100 * image.size, 9))) - 1, 0)]
    stretched = stretch_contrast(image, low, high)
    assert stretched.dtype == np.uint8 and stretched.shape == image.shape
    if bright <= dark:
        assert np.array_equal(stretched, image)
    else:
        oracle = rescale_intensity(image.astype(float), (float(dark), float(bright)), (0, 255))
        assert np.abs(stretched - oracle).max() <= 0.5 + 1e-9


def test_exposure_makes_no_difference_after_the_stretch():
    bright = np.random.default_rng(2).integers(0, 252, (40, 40, 3), dtype=np.uint8) // 4 * 4
    dim = bright // 4
    assert np.abs(stretch_contrast(dim).astype(int) - stretch_contrast(bright)).max() <= 1


def test_one_hot_pixel_does_no_harm():
    image = np.tile(np.arange(40, dtype=np.uint8)[:, None, None], (1, 40, 3))
    hot = image.copy()
    hot[0, 0] = 255
    assert stretch_contrast(hot)[20:].mean() == pytest.approx(stretch_contrast(image)[20:].mean(), rel=0.02)


def test_normalised_pictures_go_from_0_to_1():
    image = np.tile(np.arange(100, dtype=np.uint8)[:, None, None], (1, 3, 3))
    ready = normalise(image)
    assert ready.dtype == np.float32
    assert ready.min() == 0 and ready.max() == 1
    assert np.array_equal(ready, stretch_contrast(image) / np.float32(255))
