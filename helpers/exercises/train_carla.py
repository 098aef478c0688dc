"""Exercises of notebook 09."""

import numpy as np

from helpers.exercises.machinery import exercise, expect

NOTHING = "the function returns nothing. Replace ... by your code, with a return at its end; print is not enough."


@exercise(
    "cv2 stores colours as blue, green, red. Which number has the red channel there, and is it still so with alpha?",
    "A mask of one channel has two dimensions: return it as it is. Otherwise red is channel 2, with or without alpha.",
    "return mask if mask.ndim == 2 else mask[..., 2]",
)
def tags_of(answer) -> str:
    tags = np.array([[7, 7, 10], [13, 22, 0]], np.uint8)
    nothing = np.zeros_like(tags)
    for name, mask in (("BGR", np.dstack([nothing, nothing, tags])),
                       ("BGRA", np.dstack([nothing, nothing, tags, np.full_like(tags, 255)])), ("one-channel", tags)):
        got = answer(mask)
        expect(got is not None, NOTHING)
        got = np.asarray(got)
        expect(got.ndim == 2, f"from a {name} mask you return the shape {got.shape}. Tags are (H, W).")
        expect(got.any(), f"all tags of a {name} mask are 0: that is the blue, the green, or RGB's red, which is blue "
               "in cv2's order.")
        expect(not (got == 255).all(), "that is alpha: everything is opaque. Red stands before it, at 2, not at -1.")
        expect(np.array_equal(got, tags), f"from a {name} mask the tags are {tags.tolist()}, yours are {got.tolist()}.")
    return "channel 2 after cv2.imread, and a mask of one channel is the tags already."


@exercise(
    "Build a table first: 256 places, all void (255). Place i holds what id i becomes.",
    "For each id and its name: there = names.get(name, name). If there is a name, table[id] = to_classes.index(there).",
    "table = np.full(256, 255, np.uint8); fill it in a loop over enumerate(from_classes); return table[mask].",
)
def translate(answer) -> str:
    old, new = ["none", "road", "building", "road line", "sky"], ["sky", "building", "road"]
    names = {"none": None, "road line": "road"}
    mask = np.array([[0, 1, 2], [3, 4, 255]], np.uint8)
    got = answer(mask.copy(), list(old), list(new), dict(names))
    expect(got is not None, NOTHING)
    got = np.asarray(got)
    expect(got.shape == mask.shape, f"the mask was {mask.shape}, yours is {got.shape}. A translation moves no pixel.")
    expect(not np.array_equal(got, mask), "the ids are as they were. They are numbers of another list.")
    expect(got[1, 2] == 255, f"255 is void in both lists and stays 255; yours became {got[1, 2]}.")
    expect(got[0, 0] == 255, f"'none' has no counterpart (None): it becomes void, 255. Yours became {got[0, 0]}.")
    expect(got[1, 1] == 0, f"'sky' keeps its name; its id there is 0. Yours became {got[1, 1]}.")
    expect(got[1, 0] == 2 or got[0, 1] == 1, f"'road line' is called 'road' there, id 2. Yours became {got[1, 0]}.")
    expect(got[0, 1] != 1, "'road' became 'building': 1 was turned into 2, and then 2 into 1. Ids that "
           "are translated one after the other can be translated twice; ask the old mask each time.")
    right = [[255, 2, 1], [2, 0, 255]]
    expect(got.tolist() == right, f"the translated mask should be {right}, yours is {got.tolist()}.")
    other = np.asarray(answer(np.array([[0, 1]], np.uint8), ["car", "tree"], ["tree", "car"], {}))
    expect(other.tolist() == [[1, 0]], "with names={} every class keeps its name: cars and trees change places only.")
    return "one table, one look-up; nothing is translated twice."


@exercise(
    "IoU of a class needs its row and its column of the whole matrix. Choose the classes afterwards.",
    "hits = np.diag(matrix); union = matrix.sum(axis=0) + matrix.sum(axis=1) - hits; then take hits / union at `ids`.",
    "return np.mean((np.diag(matrix) / (matrix.sum(axis=0) + matrix.sum(axis=1) - np.diag(matrix)))[ids])",
)
def mean_iou_over(answer) -> str:
    matrix = np.array([[50, 5, 5], [10, 20, 0], [6, 4, 0]])
    got = answer(matrix.copy(), [0, 1])
    expect(got is not None, NOTHING)
    expect(np.ndim(got) == 0, "return one number, the mean over the classes in `ids`.")
    block = matrix[:2, :2]
    cut = np.mean(np.diag(block) / (block.sum(axis=0) + block.sum(axis=1) - np.diag(block)))
    expect(not np.isclose(got, cut), "you cut the matrix first: pixels of class 2 that were called 0 or 1 are errors "
           "of those, and vanish. Compute all IoUs from the whole matrix, then choose.")
    overlap = np.diag(matrix) / (matrix.sum(axis=0) + matrix.sum(axis=1) - np.diag(matrix))
    expect(not np.isclose(got, overlap.mean()), "that is the mean over all classes. Take those in `ids` only.")
    recall = np.mean((np.diag(matrix) / matrix.sum(axis=1))[:2])
    expect(not np.isclose(got, recall), "that is recall. IoU divides by the union, false alarms included.")
    right = float(overlap[:2].mean())
    expect(np.isclose(got, right), f"for ids [0, 1] it is {right:.4f}, yours is {got:.4f}.")
    expect(np.isclose(answer(matrix.copy(), [1]), overlap[1]), "with ids=[1] it is the IoU of class 1. Use `ids`.")
    return "the classes are chosen last; errors against the others stay errors."
