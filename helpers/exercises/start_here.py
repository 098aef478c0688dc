"""Exercises of notebook 00."""

import numpy as np

from helpers.exercises.machinery import exercise, expect


@exercise(
    "Comparing an array with a number, mask == 3, gives True or False for every pixel.",
    "np.mean of an array of True and False is the share of True.",
    "One line is enough: return np.mean(mask == ...)",
)
def share_of(answer) -> str:
    mask = np.array([[0, 1, 1, 2], [2, 2, 2, 2]], np.uint8)
    got = answer(mask, 2)
    expect(got is not None, "the function returns nothing. Replace ... by a line that begins with return.")
    expect(np.ndim(got) == 0, "the function returns an array; a share is one number between 0 and 1.")
    expect(not np.isclose(got, 5), "that is the count of pixels. A share is the count divided by all pixels.")
    expect(not np.isclose(got, 62.5), "that is in per cent. A share lies between 0 and 1.")
    expect(np.isclose(got, 5 / 8), f"5 of 8 pixels have the id 2, a share of 0.625; your function says {got:.3g}.")
    expect(np.isclose(answer(mask, 7), 0), "the share of an id that does not occur is 0.")
    return "5 of 8 pixels make a share of 0.625."


@exercise(
    "ndimage.label(mask == 1) returns a table of component numbers, and how many there are.",
    "np.bincount(components.ravel()) counts the pixels of each number; the first entry is the background.",
    "Leave out the first entry with [1:], compare the rest with smallest, and add up the True.",
)
def count_objects(answer) -> str:
    mask = np.zeros((12, 12), np.uint8)
    mask[1:4, 1:4] = 1  # 9 pixels
    mask[6:11, 6:11] = 1  # 25 pixels
    mask[1, 10] = 1  # a speck
    got = answer(mask, 5)
    expect(got is not None, "the function returns nothing. Replace ... by your code, with a return at its end.")
    expect(np.ndim(got) == 0, "the function returns several things; return the count alone.")
    expect(got != 3, "your count is 3. Either the speck of one pixel is in it, or the background, number 0.")
    expect(got == 2, f"the test picture has two objects of 9 and 25 pixels and a speck of one; your count is {got}.")
    expect(answer(mask, 9) == 2, "an object of exactly `smallest` pixels counts; use >=.")
    expect(answer(np.zeros((4, 4), np.uint8), 1) == 0, "an empty mask holds 0 objects.")
    return "two objects of 9 and 25 pixels count, the speck does not."


@exercise(
    "Most pixels are background. What if you always say so?",
    "The mask needs the height and width of the picture: image.shape[:2].",
    "np.zeros makes a table of zeros; the type of a mask is np.uint8.",
)
def useless_mask(answer) -> str:
    truth = np.zeros((40, 50), np.uint8)
    truth[10:20, 10:20] = 1
    got = answer(np.zeros((40, 50, 3), np.uint8))
    expect(got is not None, "the function returns nothing. Replace ... by a line that begins with return.")
    got = np.asarray(got)
    expect(got.shape == truth.shape, f"a mask has the picture's height and width, (40, 50); yours is {got.shape}.")
    accuracy, found = np.mean(got == truth), np.sum((got == 1) & (truth == 1))
    expect(found == 0, "your mask finds some nuclei, so it is of some use. Find none at all.")
    expect(accuracy >= 0.85, f"your mask has an accuracy of {accuracy:.2f}; call more pixels background.")
    return f"accuracy {accuracy:.2f}, Dice 0. Nobody should report accuracy alone."
