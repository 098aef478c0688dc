"""Exercises of notebook 11."""

import numpy as np

from helpers.exercises.machinery import exercise, expect

NOTHING = "the function returns nothing. Replace ... by your code, with a return at its end; print is not enough."


@exercise(
    "Mirror both first: [:, ::-1]. Then only the mask has something left to be done.",
    "Where the mirrored mask holds `left`, the new one holds `right`, and the other way round. Compare with the old "
    "array, write into a copy of it.",
    "mirrored = mask[:, ::-1]; exchanged = mirrored.copy(); then for each pair exchanged[mirrored == left] = right and "
    "exchanged[mirrored == right] = left. Return image[:, ::-1] and exchanged.",
)
def mirror_face(answer) -> str:
    image = np.arange(36, dtype=np.uint8).reshape(2, 6, 3)
    mask = np.array([[1, 2, 2, 1, 3, 6], [4, 1, 6, 1, 5, 255]], np.uint8)
    before = mask.copy(), image.copy()
    got = answer(image, mask, [(2, 3), (4, 5)])
    expect(got is not None, NOTHING)
    expect(isinstance(got, tuple | list) and len(got) == 2, "return two things: the picture, and the mask.")
    expect(np.array_equal(mask, before[0]) and np.array_equal(image, before[1]),
           "your function changes the arrays it was given. mask[:, ::-1] looks at the same memory: work on a copy.")
    picture, ids = map(np.asarray, got)
    same = picture.shape == image.shape and ids.shape == mask.shape
    expect(same, f"the shapes became {picture.shape} and {ids.shape}. A mirror changes no shape.")
    expect(np.array_equal(picture, image[:, ::-1]), "the picture is not mirrored left to right: image[:, ::-1].")
    right = np.array([[6, 2, 1, 3, 3, 1], [255, 4, 1, 6, 1, 5]], np.uint8)
    expect(not np.array_equal(ids, mask), "the mask is as it was. Mirror it, too.")
    expect(not np.array_equal(ids, mask[:, ::-1]), "the mask is mirrored, but left is still called left. Exchange the "
           "ids of each pair.")
    expect(not np.array_equal(ids, right[:, ::-1]), "the ids are exchanged, but the mask is not mirrored.")
    of_one_side = [np.isin(side, ids).any() for side in (2, 3, 4, 5)]
    expect(all(of_one_side), "one side of a pair has vanished: the second line undid the first. Compare with the old "
           "array, and write into a new one.")
    expect(np.array_equal(ids, right), f"the mask should be {right.tolist()}, yours is {ids.tolist()}.")
    alone = answer(image, mask, [(2, 3)])
    expect(np.array_equal(np.asarray(alone[1])[1], mask[1, ::-1]), "only the pairs in `pairs` are exchanged; with "
           "[(2, 3)], 4 and 5 stay what they are.")
    return "both turned, and left is left again; 255 and the nose have no sides."


@exercise(
    "The pixels of these parts that were called one of these parts: which block of the matrix is that?",
    "hits = matrix[np.ix_(ids, ids)].sum(). True are the rows matrix[ids], called the columns matrix[:, ids].",
    "return 2 * hits / (matrix[ids].sum() + matrix[:, ids].sum())",
)
def f1_together(answer) -> str:
    matrix = np.array([[50, 2, 1, 0], [3, 20, 4, 1], [1, 5, 8, 0], [2, 0, 1, 9]])
    got = answer(matrix.copy(), [1, 2])
    expect(got is not None, NOTHING)
    expect(np.ndim(got) == 0, "return one number, for all these ids together.")
    called, true = matrix[:, [1, 2]].sum(), matrix[[1, 2]].sum()
    each = [2 * matrix[i, i] / (matrix[i].sum() + matrix[:, i].sum()) for i in (1, 2)]
    expect(not np.isclose(got, 2 * 28 / (called + true)), "that pools both sides, but an eye called the other eye "
           "still counts as wrong. The hits are the whole block, not its diagonal.")
    expect(not np.isclose(got, np.mean(each)), "that is the mean of the two F1 scores. Take the parts together first.")
    expect(not np.isclose(got, 37 / (called + true - 37)), "that is IoU. F1 counts the hits twice, above the line and "
           "below it.")
    expect(not np.isclose(got, 37 / called), "that is precision: hits / called.")
    expect(not np.isclose(got, 37 / true), "that is recall: hits / true.")
    expect(np.isclose(got, 74 / (called + true)), f"37 hits, {true} true and {called} called make "
           f"{74 / (called + true):.3f}; yours is {got:.3f}.")
    three = answer(matrix.copy(), [1, 2, 3])
    wanted = 2 * matrix[1:, 1:].sum() / (matrix[1:].sum() + matrix[:, 1:].sum())
    expect(np.isclose(three, wanted), f"for three ids it is {wanted:.3f}, yours is {three:.3f}. Use all of `ids`.")
    return "the block of the matrix, twice, over rows and columns."


@exercise(
    "Each plane asks one question: is this pixel of class c? That is a comparison.",
    "mask[..., None] has the shape (H, W, 1), np.arange(num_classes) the shape (C,). Compared, they make (H, W, C).",
    "return (mask[..., None] == np.arange(num_classes)).astype(np.float32)",
)
def planes_of(answer) -> str:
    mask = np.array([[0, 3, 1], [255, 2, 3]], np.uint8)
    got = answer(mask.copy(), 4)
    expect(got is not None, NOTHING)
    got = np.asarray(got)
    expect(got.shape != (4, 2, 3), "the planes come first in yours. Keras wants them last: (H, W, C).")
    expect(got.shape == (2, 3, 4), f"a mask of (2, 3) with 4 classes makes planes of (2, 3, 4), yours are {got.shape}.")
    expect(got[1, 0].sum() == 0, "at 255 nobody decided: all its planes are 0. Yours say it is class "
           f"{int(got[1, 0].argmax())}.")
    wanted = np.zeros((2, 3, 4))
    for row, column, part in ((0, 0, 0), (0, 1, 3), (0, 2, 1), (1, 1, 2), (1, 2, 3)):
        wanted[row, column, part] = 1
    expect(np.array_equal(got, wanted), "each pixel has a 1 on the plane of its id, and 0 on all others. Yours differ.")
    expect(got.dtype == np.float32, f"the planes are {got.dtype}. A loss works in float32: .astype(np.float32).")
    wide = np.asarray(answer(mask.copy(), 6))
    expect(wide.shape == (2, 3, 6), "with num_classes=6 there are six planes, even where no pixel has id 5.")
    return "a comparison with every id; 255 equals none of them."
