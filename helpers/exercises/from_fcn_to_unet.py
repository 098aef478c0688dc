"""Exercises of notebook 04."""

import numpy as np

from helpers.exercises.machinery import exercise, expect

NOTHING = "the function returns nothing. Replace ... by your code, with a return at its end."


@exercise(
    "mask[::factor, ::factor] takes every factor-th row and column.",
    "small.repeat(factor, axis=0) writes each row factor times; axis=1 does so with columns.",
    "The result can be too large by some rows and columns: cut it with [:height, :width], from mask.shape.",
)
def shrink_and_enlarge(answer) -> str:
    mask = np.random.default_rng(4).choice(np.array([0, 3, 8, 255], np.uint8), (10, 13))
    before = mask.copy()
    got = answer(mask, 4)
    expect(got is not None, NOTHING)
    got = np.asarray(got)
    small = before[::4, ::4]
    expect(np.array_equal(mask, before), "your function changes the mask it was given. Work on a new array.")
    expect(got.shape != small.shape, "that is the small mask. Enlarge it again, with repeat.")
    expect(got.shape != (12, 16), "10 x 13 pixels went in, 12 x 16 came out: cut the rest off.")
    expect(got.shape == mask.shape, f"10 x 13 pixels went in, the shape that came out is {got.shape}. Keep it.")
    tiled = np.tile(small, (4, 4))[:10, :13]
    expect(not np.array_equal(got, tiled), "that lays whole small masks side by side. repeat writes each id several "
           "times in a row, tile repeats the whole.")
    expect(np.isin(got, before).all(), "there are ids that nobody labelled. Pick pixels, never average ids.")
    wanted = small.repeat(4, axis=0).repeat(4, axis=1)[:10, :13]
    expect(np.array_equal(got, wanted),
           "the pixels are not where they belong: each 4 x 4 block holds the id of its upper left pixel.")
    expect(got.dtype == np.uint8, f"a mask is uint8, yours is {got.dtype}.")
    expect(np.array_equal(answer(mask, 1), mask), "factor 1 must change nothing: use `factor`, not 4.")
    return "each block holds the id of its upper left pixel, and 10 x 13 pixels stay 10 x 13."


@exercise(
    "Begin with one level, two convolutions: layers = [(3, 1), (3, 1)]. While they see too little, add a level.",
    "A further level is one pooling (2, 2) and two convolutions (3, 1), (3, 1). Count how often you add one.",
    "levels = 1; while field(layers)[0] < size: layers += [(2, 2), (3, 1), (3, 1)]; levels += 1; return levels.",
)
def levels_needed(answer) -> str:
    got = answer(13)
    expect(got is not None, NOTHING)
    expect(np.ndim(got) == 0, "return one number, the count of levels.")
    expect(got != 1, "for 13 pixels you say 1: either that counts poolings (levels are one more, because the "
           "bottleneck is a level too), or you stop too early.")
    expect(got != 3, "for 13 pixels two levels are enough. Does each of yours have two convolutions?")
    expect(got < 10, f"for 13 pixels you say {got}. Is that a field, in pixels? Return the number of levels.")
    expect(got == 2, f"13 pixels take two levels, which see 14; you say {got}.")
    expect(answer(67) != 5, "for 67 pixels four levels are enough: they see 68. A pooling sees too: its kernel is 2.")
    expect(answer(68) != 5, "four levels see exactly 68 pixels, and that is enough for 68.")
    expect([answer(size) for size in (5, 68, 69, 140)] == [1, 4, 5, 5],
           f"objects of 5, 68, 69 and 140 pixels take 1, 4, 5 and 5 levels, you say "
           f"{[answer(size) for size in (5, 68, 69, 140)]}.")
    return "four levels see 68 pixels, five see 140. The paper's U-Net has five."


@exercise(
    "maps.mean(axis=0) is the mean over the pictures: one map, (height, width, channels).",
    "Every picture gets it: the result has the shape of maps again.",
    "np.broadcast_to(maps.mean(axis=0), maps.shape) repeats it, once per picture.",
)
def mean_maps(answer) -> str:
    maps = np.random.default_rng(5).random((3, 4, 5, 2)).astype("float32")
    before = maps.copy()
    got = answer(maps)
    expect(got is not None, NOTHING)
    got = np.asarray(got)
    expect(np.array_equal(maps, before), "your function changes the maps it was given. Work on a new array.")
    expect(got.shape not in ((4, 5, 2), (1, 4, 5, 2)), "that is the mean map, once. Give it to each of the 3 pictures.")
    expect(got.shape not in ((2,), (1, 1, 1, 2)), "that is one number per channel: the mean over positions, too. Keep "
           "the positions: average over the pictures alone, axis 0.")
    expect(got.shape == maps.shape, f"the maps are {maps.shape}, yours are {got.shape}. Keep the shape.")
    by_channel = np.broadcast_to(maps.mean(axis=(0, 1, 2)), maps.shape)
    expect(not np.allclose(got, by_channel), "each channel is the same everywhere: you averaged over positions, too. "
           "Average over the pictures alone, axis 0.")
    expect(got.any(), "all zeros: that is the other cut, the one that the network has never seen.")
    expect(np.allclose(got, maps.mean(axis=0)), "the numbers are not the mean over the pictures, axis 0.")
    return "every picture gets the same map, and no picture its own."


@exercise(
    "The channels that go in are axis 2 of a kernel (3, 3, channels in, channels out).",
    "half = kernel.shape[2] // 2; the skip's part is kernel[:, :, :half], the rest is for what comes from below.",
    "np.array_equal compares two arrays and returns one True or False.",
)
def add_could_do_it(answer) -> str:
    rng = np.random.default_rng(6)
    half = rng.normal(size=(3, 3, 4, 6)).astype("float32")
    same = np.concatenate([half, half], axis=2)
    got = answer(same)
    expect(got is not None, NOTHING)
    expect(np.ndim(got) == 0, "return one True or False for the whole kernel, not one per weight.")
    expect(bool(got), "both halves of this kernel are equal, along the channels that go in: say True.")
    other = same.copy()
    other[1, 1, 6, 2] += 0.1
    expect(not answer(other), "one weight of this kernel differs between the halves: say False.")
    filters = np.concatenate([half[..., :3], half[..., :3]], axis=3).repeat(2, axis=2)
    expect(not answer(filters), "in this kernel the halves are equal along the channels that go *out*, axis 3. What "
           "is concatenated are the channels that go in, axis 2.")
    return "equal halves add up skip and map; every other kernel does something that addition cannot."
