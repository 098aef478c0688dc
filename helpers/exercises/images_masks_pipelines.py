"""Exercises of notebook 02."""

import numpy as np

from helpers.exercises.machinery import NotYet, exercise, expect
from helpers.images import VOID, resize_image, resize_mask

NOTHING = "the function returns nothing. Replace ... by your code, with a return at its end; print is not enough."


def _pair(answer) -> tuple[np.ndarray, np.ndarray]:
    expect(answer is not None, NOTHING)
    expect(isinstance(answer, tuple | list) and len(answer) == 2, "return two arrays: picture and mask.")
    image, mask = (np.asarray(array) for array in answer)
    expect(not (image.ndim == 2 and mask.ndim == 3), "return the picture first, then the mask.")
    return image, mask


@exercise(
    "Which of the two may be averaged, and which must be copied? Section 2 tried five ways. And in which order does "
    "OpenCV want the sides?",
    "Two calls of cv2.resize, both with (width, height). The picture takes the mean of all pixels that a new one "
    "covers, the mask copies the id at the middle.",
    "height, width = size, then cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA). For the mask, "
    "another interpolation: the exact one of the two nearest.",
)
def resize_pair(answer) -> str:
    rng = np.random.default_rng(2)
    image = rng.integers(0, 256, (40, 60, 3)).astype(np.uint8)
    mask = np.repeat(np.repeat(rng.choice(np.array([0, 3, 8, VOID], np.uint8), (8, 12)), 5, 0), 5, 1)
    got_image, got_mask = _pair(answer(image, mask, (16, 25)))
    expect(got_image.shape[:2] != (25, 16), "you return 25 rows and 16 columns for (height, width) = (16, 25). OpenCV "
           "takes (width, height).")
    expect(got_image.shape[:2] == (16, 25), f"the picture is {got_image.shape}, but size is (16, 25): height, width.")
    expect(got_mask.shape == (16, 25), f"the mask is {got_mask.shape}, but size is (16, 25): height, width.")
    expect(np.isin(got_mask, mask).all(), "your mask holds ids that nobody labelled. Copy ids, never average them. "
           "(Write interpolation= before the way: the third place of cv2.resize is another argument.)")
    expect(got_mask.dtype == np.uint8, f"a mask is uint8, yours is {got_mask.dtype}.")
    expect(np.array_equal(got_mask, resize_mask(mask, (16, 25))), "each pixel of the mask copies the id at its middle: "
           "INTER_NEAREST_EXACT. Plain INTER_NEAREST looks at the upper left corner.")
    away = np.abs(got_image.astype(float) - resize_image(image, (16, 25))).mean()
    expect(away < 1, "the picture is not averaged over all that each new pixel covers: INTER_AREA.")
    return "the picture is averaged, the ids are copied, and both are 16 rows of 25 pixels."


@exercise(
    "Which axis of an array runs from left to right? And what is a left eye called after the mirror?",
    "Reverse the columns of both arrays: a step of -1 in the second axis. Then the ids: section 4 built a function "
    "that exchanges them.",
    "image[:, ::-1] is the mirrored picture. Mirror the mask in the same way, and hand it with `sided` to swap_sides.",
)
def mirror_pair(answer) -> str:
    rng = np.random.default_rng(3)
    image = rng.integers(0, 256, (6, 9, 3)).astype(np.uint8)
    mask = rng.choice(np.array([0, 1, 2, 3, 4, VOID], np.uint8), (6, 9))
    image_before, mask_before = image.copy(), mask.copy()
    got_image, got_mask = _pair(answer(image, mask, [(2, 3)]))
    mirrored = mask_before[:, ::-1]
    wanted = mirrored.copy()
    wanted[mirrored == 2], wanted[mirrored == 3] = 3, 2
    expect(np.array_equal(image, image_before) and np.array_equal(mask, mask_before),
           "your function changes the arrays it was given. Work on new ones.")
    expect(got_image.shape == image.shape and got_mask.shape == mask.shape, "picture and mask must keep their shapes.")
    expect(not np.array_equal(got_image, image[::-1]), "that is upside down. Columns are the second axis: [:, ::-1].")
    expect(not np.array_equal(got_image, image[..., ::-1]), "that exchanges red and blue. Columns are the second axis: "
           "[:, ::-1].")
    expect(np.array_equal(got_image, image[:, ::-1]), "the picture is not its mirror image: [:, ::-1].")
    expect(not np.array_equal(got_mask, mask), "the mask has not moved: mirror both.")
    expect(not np.array_equal(got_mask, mirrored), "both are mirrored, but left is still called left. "
           "Exchange the ids.")
    expect(not ((got_mask == 2).any() ^ (got_mask == 3).any()), "both eyes have the same id now: the second exchange "
           "took back what the first had done. Look both up in one table, or remember where they were.")
    exchanged = mask_before.copy()
    exchanged[mask_before == 2], exchanged[mask_before == 3] = 3, 2
    expect(not np.array_equal(got_mask, exchanged), "the ids are exchanged, but the mask is not mirrored: mirror both.")
    expect(np.array_equal(got_mask, wanted), "the ids of the mask are not those of the mirror image with 2 and 3 "
           "exchanged.")
    plain = np.asarray(answer(image, mask, [])[1])
    expect(np.array_equal(plain, mirrored), "without pairs no id changes: use `sided`, not (2, 3).")
    return "picture and mask look into the mirror, and left is called right there."


@exercise(
    "Which function lists the ids of an array, each once? And is void an id like the others?",
    "Keep only the labelled pixels, whose ids are smaller than num_classes, and list the ids of those.",
    "found = np.unique(masks[masks < num_classes]). How long is it if there is one class, and how long if all is void?",
)
def all_one_class(answer) -> str:
    pictures = np.random.default_rng(5).random((4, 8, 8, 3)).astype(np.float32)
    one, several = np.full((4, 8, 8), 1, np.int32), np.full((4, 8, 8), 1, np.int32)
    several[3, 7, 7] = 0
    found = answer(pictures, one, 3)
    expect(found is not None, "all pixels of this batch are of class 1, and your check returns None.")
    expect(isinstance(found, str) and found.strip(), f"answer with a sentence, not with {found!r}.")
    quiet = answer(pictures, several, 3)
    expect(quiet is None, f"one pixel of this batch has another class, so all is well: return None, not {quiet!r}.")
    with_void = one.copy()
    with_void[:, :4] = VOID
    expect(answer(pictures, with_void, 3) is not None, "here all *labelled* pixels are of class 1, the others "
           "are void: say so. Leave out ids that are no classes before you count.")
    expect(answer(pictures, 0 * one, 3) is not None, "all of class 0 is one class, too.")
    try:
        quiet = answer(pictures, 0 * one + VOID, 3)
    except (IndexError, ValueError) as error:
        raise NotYet(f"at a batch that is void throughout your code stops with {type(error).__name__}: {error}. No "
                     "class is left there, so look at how many there are before you take the first.") from error
    expect(quiet is None, "a batch that is void throughout has no class: return None.")
    return "your check speaks when there is one class only, and is silent otherwise."
