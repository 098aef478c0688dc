"""Exercises of notebook 07."""

import numpy as np

from helpers.exercises.machinery import exercise, expect


@exercise(
    "Left and right are the second axis: image[:, ::-1] mirrors it.",
    "Return two things, the picture and the mask, mirrored both or neither.",
    "if flip: return image[:, ::-1], mask[:, ::-1]  and after it: return image, mask",
)
def flip_pair(answer) -> str:
    image = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    mask = np.array([[0, 0, 1, 1], [0, 1, 1, 1]], np.uint8)
    got = answer(image, mask, True)
    expect(got is not None, "the function returns nothing. It must return a picture and a mask.")
    expect(isinstance(got, tuple) and len(got) == 2, "return two things: the picture, and the mask.")
    flipped_image, flipped_mask = map(np.asarray, got)
    expect(flipped_image.shape == image.shape, f"the picture's shape changed to {flipped_image.shape}.")
    expect(not np.array_equal(flipped_image, image[::-1]), "that is upside down. The width is the second axis.")
    expect(not np.array_equal(flipped_image, image[..., ::-1]), "that swaps the colours, the third axis.")
    expect(np.array_equal(flipped_image, image[:, ::-1]), "the picture is not mirrored left to right.")
    expect(not np.array_equal(flipped_mask, mask), "the picture is mirrored, the mask is not: they no longer fit.")
    expect(np.array_equal(flipped_mask, mask[:, ::-1]), "the mask is not mirrored left to right.")
    same = answer(image, mask, False)
    expect(same is not None, "when flip is False, return picture and mask as they are.")
    expect(all(map(np.array_equal, same, (image, mask))), "when flip is False, nothing may change.")
    return "picture and mask turn together."


@exercise(
    "known = truth != 255 is True where somebody decided.",
    "The intersection is where truth and answer are both 1; the union where at least one of them is.",
    "Use & known on both, add up the True with np.sum, and divide.",
)
def iou_of_nuclei(answer) -> str:
    truth = np.array([[1, 1, 0, 0, 0, 0], [1, 255, 255, 0, 0, 0]], np.uint8)
    guess = np.array([[1, 0, 1, 0, 0, 0], [1, 1, 0, 0, 0, 0]], np.uint8)
    got = answer(truth, guess)
    expect(got is not None, "the function returns nothing. Replace ... by your code, with a return at its end.")
    expect(np.ndim(got) == 0, "the function returns an array; IoU is one number.")
    expect(not np.isclose(got, 2 / 5), "0.4: the void pixel that the answer calls nucleus was counted. Leave it out.")
    expect(not np.isclose(got, np.mean(truth == guess)), "that is the accuracy. IoU leaves right background out.")
    expect(not np.isclose(got, np.mean((truth == guess)[truth != 255])), "that is the accuracy. IoU leaves right "
           "background out.")
    expect(not np.isclose(got, 2 / 3), "0.667 is the Dice score. IoU divides by the union.")
    expect(np.isclose(got, 2 / 4), f"2 pixels in both, 4 in at least one, so 0.5; your function says {got:.3g}.")
    other = answer(np.array([[1, 1, 1, 0]], np.uint8), np.array([[1, 1, 1, 1]], np.uint8))
    expect(np.isclose(other, 3 / 4), f"where 3 of 4 called pixels are right, IoU is 0.75, not {other:.3g}.")
    return "2 of 4 pixels are an IoU of 0.5, 3 of 4 one of 0.75; void does not count."


@exercise(
    "Comparing with >= gives True where the network is sure enough.",
    "A mask holds numbers, not True and False: .astype(np.uint8).",
    "return (probabilities >= threshold).astype(np.uint8)",
)
def mask_at(answer) -> str:
    probabilities = np.array([[0.1, 0.3, 0.5], [0.79, 0.8, 1.0]], np.float32)
    got = answer(probabilities, 0.5)
    expect(got is not None, "the function returns nothing. Replace ... by a line that begins with return.")
    got = np.asarray(got)
    expect(got.shape == (2, 3), f"the mask must have the shape of the probabilities, (2, 3); yours is {got.shape}.")
    expect(got.dtype != bool, "these are True and False; a mask holds ids. Convert with .astype(np.uint8).")
    expect(got.tolist() != [[1, 1, 0], [0, 0, 0]], "that is the wrong way round: 1 where the network is sure.")
    expect(got[0, 2] == 1, "at exactly the threshold the answer is nucleus; use >=.")
    wanted = [[0, 0, 1], [1, 1, 1]]
    expect(got.tolist() == wanted, f"at 0.5 the mask should be {wanted}, not {got.tolist()}.")
    expect(np.sum(answer(probabilities, 0.75)) == 3, "another threshold must give another mask: use `threshold`.")
    return "four pixels pass 0.5, three pass 0.75."
