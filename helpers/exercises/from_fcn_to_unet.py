"""Exercises of notebook 04."""

import numpy as np

from helpers.exercises.machinery import exercise, expect

NOTHING = "the function returns nothing. Replace ... by your code, with a return at its end; print is not enough."


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
    expect(isinstance(got, int | np.integer), f"you return {got!r}. Levels are counted: return an int.")
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
    "What coarse(maps, factor) throws away is maps - coarse(maps, factor).",
    "That difference has the mean 0. The network is used to maps around their own mean, so add it: one number per "
    "channel.",
    "return maps - coarse(maps, factor) + maps.mean(axis=(0, 1, 2))",
)
def fine_part(answer) -> str:
    maps = np.random.default_rng(5).random((3, 4, 6, 2)).astype("float32") + np.array([0, 5], "float32")
    before = maps.copy()
    got = answer(maps, 2)
    expect(got is not None, NOTHING)
    got = np.asarray(got)
    blocks = before.reshape(3, 2, 2, 3, 2, 2).mean(axis=(2, 4)).repeat(2, axis=1).repeat(2, axis=2)
    mean = before.mean(axis=(0, 1, 2))
    expect(np.array_equal(maps, before), "your function changes the maps it was given. Work on a new array.")
    expect(got.shape == maps.shape, f"the maps are {maps.shape}, yours are {got.shape}. Keep the shape.")
    expect(not np.allclose(got, blocks), "that is the coarse part. Return what it leaves out.")
    expect(not np.allclose(got, maps), "that is the whole map again: the mean of each block came back. Add the mean of "
           "the whole channel.")
    expect(not np.allclose(got, maps - blocks), "each channel now has the mean 0, and the network has never seen such "
           "maps: that would be as unfair as zeros. Add each channel's mean.")
    expect(not np.allclose(got, maps - blocks + maps.mean()), "one mean for all channels moves each to a place that it "
           "never had. Take one per channel: axis=(0, 1, 2).")
    of_each = maps.mean(axis=(1, 2), keepdims=True)
    expect(not np.allclose(got, maps - blocks + of_each), "each picture kept its own mean, which is the coarsest "
           "thing about it. Take one mean for all pictures: axis=(0, 1, 2).")
    expect(not np.allclose(got, maps - blocks + maps.mean(axis=0)), "that adds the mean street, which has a coarse "
           "part of its own: sky above, road below. Take the mean over places, too: axis=(0, 1, 2).")
    expect(np.allclose(got, maps - blocks + mean, atol=1e-5),
           "the numbers are not the maps, minus the mean of each block, plus the mean of each channel.")
    expect(not np.allclose(answer(maps[:, :, :4], 4), answer(maps[:, :, :4], 2)), "another factor must give another "
           "answer: use `factor`.")
    return "what is finer than a block stays, around the mean that the network is used to."


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
