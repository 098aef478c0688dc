"""Exercises of notebook 07."""

import numpy as np

from helpers.exercises.machinery import exercise, expect

NOTHING = "the function returns nothing. Replace ... by your code, with a return at its end; print is not enough."


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
    "own = objects == number. A pixel is no rim if it and its four neighbours are all own.",
    "Slices of a padded array are neighbours: padded[:-2, 1:-1] is above, padded[1:-1, 2:] is to the right.",
    "own = np.pad(objects == number, 1, mode=\"edge\"), then join the four slices with & and return the object's "
    "pixels that are not in all of them.",
)
def thin_rim(answer) -> str:
    objects = np.zeros((8, 9), int)
    objects[1:6, 2:6], objects[3:8, 6:9] = 4, 7
    before = objects.copy()
    rims = {4: np.zeros((8, 9), bool), 7: np.zeros((8, 9), bool)}
    rims[4][1:6, 2:6] = rims[7][3:8, 6:9] = True
    rims[4][2:5, 3:5] = rims[7][4:8, 7:9] = False
    got = answer(objects, 4)
    expect(got is not None, NOTHING)
    got = np.asarray(got)
    expect(np.array_equal(objects, before), "your function changes the objects it was given. Work on a new array.")
    expect(got.shape == objects.shape, f"the shape is {got.shape}, that of the objects {objects.shape}. Keep it.")
    expect(got.dtype == bool, f"these are {got.dtype}; return True and False.")
    outer = ~(before == 4) & got
    expect(not outer.any(), "some of your rim lies outside the object. The rim is made of its own pixels.")
    expect(not np.array_equal(got, (before == 4) & ~rims[4]), "that is the inside. The rim is the rest.")
    expect(not np.array_equal(got, before == 4), "that is the whole object. Its inside has only own neighbours.")
    seam = rims[4].copy()
    seam[3:5, 5] = False
    expect(not np.array_equal(got, seam), "where object 4 touches object 7 there is no rim. A neighbour with another "
           "number is as foreign as background: ask for the same number, not for > 0.")
    expect(np.array_equal(got, rims[4]), f"{np.sum(got != rims[4])} pixels of object 4 are wrong.")
    edge = np.asarray(answer(objects, 7))
    expect(not edge[5:8, 8].any() and not edge[7, 7], "object 7 goes on beyond the picture's edge: no rim there.")
    expect(np.array_equal(edge, rims[7]), f"{np.sum(edge != rims[7])} pixels of object 7 are wrong.")
    return "own pixels with a foreign neighbour, also at the seam, not at the picture's edge."


@exercise(
    "For each true nucleus, find the answer's object that holds more than half of its pixels, if there is one.",
    "own = truth == number; then compare np.sum(own & (answer == n)) with own.sum() / 2 for each n in answer[own].",
    "Collect these n in a list; those that stand in it more than once are the mergers. Leave out n = 0.",
)
def mergers(answer) -> str:
    truth = np.zeros((12, 24), int)
    truth[1:5, 1:5], truth[1:5, 5:9], truth[1:5, 9:13] = 2, 3, 9  # three in a row, two of them merged
    truth[7:11, 1:5], truth[7:11, 7:11] = 4, 5  # half of each
    truth[7:11, 14:18], truth[7:9, 20:22] = 6, 7
    found = np.zeros_like(truth)
    found[1:5, 1:9], found[1:5, 9:13] = 8, 1
    found[7:11, 3:9] = 5
    found[7:11, 14:18] = 2
    found[6:12, 19:23] = 3
    found[7:9, 14:16] = 11
    got = answer(truth.copy(), found.copy())
    expect(got is not None, NOTHING)
    expect(np.ndim(got) == 1, "return a list of numbers, also where there is one only.")
    got = sorted(int(n) for n in got)
    expect(len(set(got)) == len(got), f"{got} names an object twice. Each merger once.")
    expect(got != [2, 3], "these are the true nuclei that were merged. Asked are the answer's objects.")
    expect(got != [5, 8], "object 5 touches two nuclei, but holds exactly half of each. More than half is asked.")
    expect(got == [8], f"object 8 holds nuclei 2 and 3, and no other holds two; you say {got}.")
    missed = answer(truth, np.zeros_like(found))
    expect(missed is not None, "where nothing was found, your function returns nothing. Return an empty list.")
    expect(0 not in list(missed), "0 is the background: nuclei that were missed are not merged. Leave 0 out.")
    expect(len(missed) == 0, f"where nothing was found, nothing was merged: [], not {list(missed)}.")
    return "object 8 holds two nuclei; object 5, with half of two, does not count."
