"""Exercises of notebook 06."""

import numpy as np
from scipy import ndimage

from helpers.exercises.machinery import exercise, expect
from helpers.metrics import accuracy, average_precision, confusion_matrix, dice

NOTHING = "the function returns nothing. Replace ... by your code, with a return at its end; print is not enough."


@exercise(
    "P is hits / called and R is hits / true. Put both into 2PR/(P+R) on paper: the hits cancel.",
    "What is left is 2 x hits / (called + true). Called are the sums of the columns, true those of the rows.",
    "return ratio(2 * np.diag(matrix), matrix.sum(axis=0) + matrix.sum(axis=1)), with the `ratio` of section 1.",
)
def f1_of_classes(answer) -> str:
    matrix = np.array([[6, 2, 0, 0], [1, 3, 0, 0], [2, 0, 0, 0], [0, 0, 0, 0]])
    with np.errstate(all="ignore"):
        got = answer(matrix.copy())
    expect(got is not None, NOTHING)
    expect(np.ndim(got) != 0, "you return one number. Each class has an F1 of its own.")
    got = np.asarray(got, float)
    expect(got.shape == (4,), f"4 classes went in, {got.shape} came out. Return one number for each class.")
    overlap = [6 / 11, 3 / 6]
    expect(not np.allclose(got[:2], overlap), "that is IoU. F1 counts the hits twice, above the line and below it.")
    means = [(6 / 9 + 6 / 8) / 2, (3 / 5 + 3 / 4) / 2]
    expect(not np.allclose(got[:2], means), "that is the plain mean of precision and recall. F1 is the harmonic one.")
    precisions, recalls = [6 / 9, 3 / 5], [6 / 8, 3 / 4]
    expect(not np.allclose(got[:2], precisions), "that is precision: hits / called.")
    expect(not np.allclose(got[:2], recalls), "that is recall: hits / true.")
    expect(np.allclose(got[:2], [12 / 17, 6 / 9]), f"classes 0 and 1 have 0.706 and 0.667, yours {got[:2].round(3)}.")
    expect(not np.isnan(got[2]), "class 2 occurs and was never called. Its precision is 0/0, but its F1 is 0: "
           "nothing was found. Count instead of dividing twice.")
    expect(got[2] == 0, f"nothing of class 2 was found, its F1 is 0, yours {got[2]:.3f}.")
    expect(np.isnan(got[3]), f"class 3 neither occurs nor was called. It was not asked: NaN, not {got[3]:.3f}.")
    return "one fraction instead of three, and a class that was missed gets 0."


@exercise(
    "Start from the true mask: accuracy 1, Dice 1. What can you add that costs few pixels and changes components?",
    "Threads one pixel wide from nucleus to nucleus tie all into one component.",
    "ndimage.center_of_mass gives the centres. Go from each centre along its row to the first one's column, and "
    "from there along that column to the first one's row.",
)
def nothing_found(answer) -> str:
    objects = _nuclei_apart()
    before = objects.copy()
    got = answer(objects)
    expect(got is not None, NOTHING)
    got = np.asarray(got)
    expect(np.array_equal(objects, before), "your function changes the numbers it was given. Work on a new array.")
    expect(got.shape == objects.shape, f"the shape is {got.shape}, that of the objects {objects.shape}. Keep it.")
    expect(np.isin(got, (0, 1)).all(), "the mask holds more than 0 and 1. Return a mask of two classes.")
    got = got.astype(int)
    matrix = confusion_matrix((objects > 0).astype(int), got, 2)
    expect(accuracy(matrix) >= 0.97, f"the accuracy is {accuracy(matrix):.3f}, below 0.97. Change fewer pixels.")
    overlap = dice(matrix)[1]
    expect(overlap >= 0.9, f"Dice is {overlap:.2f}, below 0.9: too many pixels of the nuclei are wrong.")
    found = average_precision(objects, ndimage.label(got)[0], [0.5])[0]
    expect(found == 0, f"AP at 0.5 is {found:.2f}: some nuclei are still found. Not one may be a component of its own. "
           "Pixels that touch by a corner only are not connected: a slanting thread has to take steps.")
    return f"accuracy {accuracy(matrix):.2f}, Dice {overlap:.2f}, and not one nucleus found."


@exercise(
    "Leave void out first: known = labels != 255. Then everything is a sum over the known pixels.",
    "Shared is the sum of probability where the object is. Called is the sum of all probabilities.",
    "1 - 2 * shared / (true pixels + called), each over the known pixels only.",
)
def soft_dice_of_object(answer) -> str:
    labels = np.array([[1, 1, 0, 0], [1, 255, 0, 255]])
    probabilities = np.array([[0.9, 0.6, 0.2, 0.1], [0.8, 1.0, 0.4, 0.5]])
    got = answer(labels, probabilities)
    expect(got is not None, NOTHING)
    expect(np.ndim(got) == 0, f"return one number; yours has the shape {np.shape(got)}.")
    got = float(got)
    shared, called, true = 2.3, 3.0, 3
    wanted = 1 - 2 * shared / (called + true)
    expect(not np.isclose(got, 1 - wanted), "that is the score. A loss is low where the score is high: 1 - Dice.")
    expect(not np.isclose(got, 1 - 2 * shared / (called + 1.5 + true)),
           "probabilities on void pixels count as called. Nobody knows what is there: leave them out.")
    expect(not np.isclose(got, 0), "your loss is 0, although no probability is 1. Do not round: probabilities count "
           "as they are, or there is no slope.")
    expect(not np.isclose(got, 1 - shared / (called + true - shared)), "that is the soft IoU. Dice counts the shared "
           "part twice, and subtracts nothing below the line.")
    squares = 0.81 + 0.36 + 0.04 + 0.01 + 0.64 + 0.16
    expect(not np.isclose(got, 1 - 2 * shared / (squares + true)), "you square the probabilities, as V-Net does. "
           "Here they are summed as they are.")
    expect(np.isclose(got, wanted), f"the loss of the test picture is {wanted:.4f}, yours {got:.4f}.")
    return "probabilities in place of right and wrong, and a slope to train on."


@exercise(
    "Distances need rows and columns: rows, columns = np.indices(objects.shape).",
    "For each object, the distance is that to its nearest pixel: away[objects == number].min().",
    "Sort these, take the first two as d1 and d2, and put them into 10 * np.exp(-((d1 + d2) ** 2) / (2 * 5**2)).",
)
def weight_of_pixel(answer) -> str:
    objects = np.zeros((12, 20), int)
    objects[2:9, 1:7], objects[3:10, 9:15], objects[0:3, 18:20] = 2, 3, 1
    got = answer(objects.copy(), 5, 7)
    expect(got is not None, NOTHING)
    expect(np.ndim(got) == 0, f"return one number; yours has the shape {np.shape(got)}.")
    got = float(got)
    expect(not np.isclose(got, 10 * np.exp(-((1 + np.sqrt(2)) ** 2) / 50)), "d2 is the distance to the second-nearest "
           "*object*, not to the second-nearest pixel.")
    expect(abs(got) > 1e-6, "yours is 0. Python reads / 2 * 25 as half of it, times 25: put brackets, / (2 * 25).")
    expect(not np.isclose(got, 1 + 10 * np.exp(-9 / 50)), "you add 1. Asked is the border weight alone.")
    centres = 3.5 + np.hypot(1, 4.5)
    expect(not np.isclose(got, 10 * np.exp(-(centres**2) / 50)), "you measure to the middles of the objects. d1 and d2 "
           "go to the nearest pixel of each.")
    expect(not np.isclose(got, 10 * np.exp(-9 / 5)), "the exponent is (d1 + d2)² / (2σ²), with σ² = 25: divide by 50.")
    expect(not np.isclose(got, 10 * np.exp(-9 / 25)), "you divide by σ². The formula has 2σ².")
    expect(not np.isclose(got, 10 * np.exp(-5 / 50)), "you add the squares of the distances. Add first, then square.")
    expect(not np.isclose(got, np.exp(-9 / 50)), "w0 is missing: ten times as much.")
    far = 10 * np.exp(-((1 + np.hypot(5 - 2, 18 - 7)) ** 2) / 50)
    expect(not np.isclose(got, far), "you took the nearest and the farthest object, or objects in the order of their "
           "numbers. Sort the distances first.")
    expect(np.isclose(got, 10 * np.exp(-9 / 50)), f"the weight at row 5, column 7 is 8.353, yours {got:.3f}.")
    slanted = float(answer(objects.copy(), 1, 15))
    corner = 10 * np.exp(-((np.hypot(2, 1) + 3) ** 2) / 50)
    expect(np.isclose(slanted, corner), f"at row 1, column 15 the way is slanted: the weight is {corner:.3f}, yours "
           f"{slanted:.3f}. Distances are those of a ruler, between the middles of pixels.")
    try:
        gaps = float(answer(objects * 3, 5, 7))
    except (ValueError, IndexError):
        gaps = np.nan
    expect(np.isclose(gaps, 10 * np.exp(-9 / 50)), "with the numbers 3, 6 and 9 instead of 1, 2 and 3 your function "
           "fails: numbers may have gaps. Loop over np.unique(objects[objects > 0]), not over a range.")
    return "9.2 in a gap of one pixel, 8.4 here in a gap of two."


def _nuclei_apart() -> np.ndarray:
    """Nine discs that do not touch."""
    objects = np.zeros((96, 96), int)
    rows, columns = np.indices(objects.shape)
    for number in range(9):
        row, column = 16 + 32 * (number // 3) + number % 2, 16 + 32 * (number % 3) - number // 4
        objects[np.hypot(rows - row, columns - column) <= 10 + number % 3] = number + 1
    return objects
