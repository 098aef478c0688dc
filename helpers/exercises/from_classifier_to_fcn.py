"""Exercises of notebook 03."""

import numpy as np

from helpers.exercises.machinery import exercise, expect

NOTHING = "the function returns nothing. Replace ... by your code, with a return at its end."


@exercise(
    "How many channels are there? The rows of the table are channels x height x width.",
    "Reshape to the axes that the rows have, (channels, height, width, units). Then move the axes.",
    "table.reshape(channels, height, width, units).transpose(1, 2, 0, 3)",
)
def fold_channels_first(answer) -> str:
    height, width, channels, units = 2, 3, 4, 5
    rng = np.random.default_rng(0)
    channels_first = rng.integers(0, 9, (channels, height, width))
    table = rng.integers(0, 9, (channels * height * width, units))
    try:
        got = answer(table, height, width)
    except ValueError as error:
        expect("reshape" not in str(error), f"{error}. How many channels this network has, the table says: compute "
               "them from its rows, the height and the width.")
        raise
    expect(got is not None, NOTHING)
    got = np.asarray(got)
    expect(got.shape != (channels, height, width, units),
           "the axes are (channels, height, width, units) now. Move channels to the third place with transpose.")
    expect(got.shape != (width, height, channels, units), "height and width are swapped: the height comes first.")
    wanted = (height, width, channels, units)
    expect(got.shape == wanted, f"a map of 2 x 3 x 4 and 5 units need a kernel of {wanted}; yours is {got.shape}.")
    expect(not np.array_equal(got, table.reshape(wanted)),
           "the shape is right, the order is not: reshape alone reads the rows as height, width, channels. Give them "
           "the axes that they have, channels first, and move these.")
    answers = np.einsum("hwc,hwcu->u", channels_first.transpose(1, 2, 0), got)
    expect(np.array_equal(answers, channels_first.ravel() @ table),
           "the shape is right, the answers are not those of the dense layer. In which order do the axes come before "
           "you move them?")
    return "24 rows folded; the convolution answers as the dense layer did."


@exercise(
    "The first stamp begins at 0, the last one at (len(row) - 1) * stride. How long is a stamp?",
    "Begin with np.zeros of that length. In a loop over enumerate(row), add number * kernel to a slice.",
    "long_row[place * stride : place * stride + len(kernel)] += number * np.asarray(kernel)",
)
def stamp_row(answer) -> str:
    row, kernel = np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 10.0])
    got = answer(row, kernel, 2)
    expect(got is not None, NOTHING)
    got = np.asarray(got, float)
    expect(got.ndim == 1, f"a row comes out, of one dimension; yours has the shape {got.shape}.")
    expect(len(got) != 6, "6 cells are stride x length. The last stamp reaches further: it is as long as the kernel.")
    expect(len(got) == 7, f"the last stamp begins at 4 and is 3 long, so 7 cells come out; yours are {len(got)}.")
    expect(not np.allclose(got, [1, 1, 2, 2, 3, 3, 30]),
           "a later stamp covers the earlier one. Where stamps overlap, they add up: use +=.")
    expect(not np.allclose(got, [10, 1, 21, 2, 32, 3, 3]), "the kernel is turned round. Stamp it as it is.")
    expect(np.allclose(got, [1, 1, 12, 2, 23, 3, 30]),
           f"1, 2, 3 stamped with 1, 1, 10 and stride 2 make 1 1 12 2 23 3 30; yours are {got.tolist()}.")
    gaps = answer(np.array([1.0, 2.0]), np.array([1.0, 1.0]), 3)
    expect(np.array_equal(gaps, [1, 1, 0, 2, 2]),
           "with a kernel of 2 and stride 3 a gap stays: 1 1 0 2 2. Does your code use stride everywhere?")
    return "seven cells, and the overlaps add up."


@exercise(
    "With stride 2, the cells of even rows get weights of the rows 0, 2, 4, ... of the kernel.",
    "kernel[r::stride, c::stride] are the weights that meet in a cell of kind (r, c). What does a 1 make of each?",
    "[[kernel[r::stride, c::stride].sum() for c in range(stride)] for r in range(stride)]",
)
def kinds_of_cells(answer) -> str:
    kernel = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 9.0, 10.0]])
    got = answer(kernel, 2)
    expect(got is not None, NOTHING)
    got = np.asarray(got, float)
    expect(got.shape == (2, 2), f"with stride 2 there are 2 x 2 kinds of cells; yours is of the shape {got.shape}.")
    expect(not np.allclose(got, [[4, 2], [2, 1]]),
           "these are the counts of stamps. A cell holds the sum of the weights that meet in it.")
    expect(not np.allclose(got, [[12, 9], [16, 10]]),
           "you added up blocks of neighbours. Weights that meet in one cell lie a stride apart.")
    expect(not np.allclose(got, [[5.25, 5.5], [5, 5]]), "that is the mean. Stamps add up: take the sum.")
    expect(not np.allclose(got, [[21, 10], [11, 5]]), "rows and columns are swapped: the row comes first.")
    expect(np.allclose(got, [[21, 11], [10, 5]]),
           f"in the first kind meet 1, 3, 7 and 10, so it holds 21; yours are {got.tolist()}.")
    even = np.asarray(answer(np.arange(1.0, 10.0).reshape(3, 3), 3), float)
    expect(np.array_equal(even, np.arange(1, 10).reshape(3, 3)),
           "with stride 3 and a kernel of 3 no stamps overlap, and there are nine kinds: use `stride`.")
    return "21, 11, 10 and 5: this kernel would chequer."


@exercise(
    "np.argmax gives a place in the flattened heat map; np.unravel_index turns it into row and column.",
    "Window number r begins at pixel 32 * r. Its middle lies half a window further.",
    "row, column = np.unravel_index(np.argmax(heat), heat.shape); return 32 * row + 32, 32 * column + 32",
)
def where_is_it(answer) -> str:
    heat = np.full((6, 9), 0.1)
    heat[2, 5] = 0.9
    got = answer(heat)
    expect(got is not None, NOTHING)
    expect(np.size(got) == 2, "return two numbers, the row and the column of the middle, in pixels.")
    got = tuple(float(value) for value in np.ravel(got))
    expect(got != (32, 32), "in that window the network is most certain that there is no vehicle, or it is the first "
           "one whatever the map says. Look for the highest probability.")
    expect(got != (2, 5), "that is the cell of the heat map. The windows are 32 pixels apart.")
    expect(got != (64, 160), "that is the corner where the window begins. Its middle lies half a window further.")
    expect(got != (80, 176), "you added half a step. Half a window is 32 pixels.")
    expect(got != (192, 96), "row and column are swapped: the row comes first.")
    expect(got == (96, 192), f"cell (2, 5) is the window of rows 64 to 127 and columns 160 to 223, with the middle "
           f"(96, 192); yours is ({got[0]:g}, {got[1]:g}).")
    first = answer(np.array([[0.9, 0.2], [0.1, 0.3]]))
    expect(tuple(np.ravel(first)) == (32, 32), "with another heat map the answer must change: use its own shape.")
    return "cell (2, 5) speaks for the window around row 96, column 192."
