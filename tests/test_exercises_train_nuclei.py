"""Each check of notebook 07 takes the solution, refuses the stub, and names each typical mistake."""

import numpy as np
import pytest
from scipy import ndimage

from helpers.exercises import EXERCISES, check


def flip_both(image, mask, flip):
    return (image[:, ::-1], mask[:, ::-1]) if flip else (image, mask)


def thin_rim(objects, number):
    own = np.pad(objects == number, 1, mode="edge")
    all_own = own[:-2, 1:-1] & own[2:, 1:-1] & own[1:-1, :-2] & own[1:-1, 2:]
    return (objects == number) & ~all_own


def rim_by_erosion(objects, number):
    own = objects == number
    return own & ~ndimage.binary_erosion(own, border_value=1)


def rim_at_the_frame(objects, number):
    own = objects == number
    return own & ~ndimage.binary_erosion(own)


def no_rim_at_the_seam(objects, number):
    return (objects == number) & ~ndimage.binary_erosion(objects > 0, border_value=1)


def outer_rim(objects, number):
    own = objects == number
    return ndimage.binary_dilation(own) & ~own


def with_corners(objects, number):
    own = objects == number
    return own & ~ndimage.binary_erosion(own, np.ones((3, 3)), border_value=1, iterations=2)


def rim_in_place(objects, number):
    rim = thin_rim(objects, number)
    objects[~rim] = 0
    return objects == number


def homes(truth, answer, share=0.5, background=False, equal=False):
    found = []
    for number in np.unique(truth[truth > 0]):
        own = truth == number
        for part in np.unique(answer[own]):
            held = np.sum(own & (answer == part))
            if (part > 0 or background) and (held > share * own.sum() or (equal and held == share * own.sum())):
                found.append((int(number), int(part)))
    return found


def mergers(truth, answer, **options):
    parts = [part for _, part in homes(truth, answer, **options)]
    return sorted({part for part in parts if parts.count(part) > 1})


def merged_nuclei(truth, answer):
    found = homes(truth, answer)
    return [number for number, part in found if [p for _, p in found].count(part) > 1]


def with_repeats(truth, answer):
    parts = [part for _, part in homes(truth, answer)]
    return [part for part in parts if parts.count(part) > 1]


def right(name, answer, capsys):
    getattr(check, name)(answer)
    return capsys.readouterr().out


@pytest.mark.parametrize("name, answer", [
    ("flip_pair", flip_both), ("thin_rim", thin_rim), ("thin_rim", rim_by_erosion), ("mergers", mergers),
], ids=["flip_pair", "thin_rim", "thin_rim-erosion", "mergers"])
def test_solutions_are_right(name, answer, capsys):
    assert right(name, answer, capsys).startswith("Right: ")


@pytest.mark.parametrize("name", ["flip_pair", "thin_rim", "mergers"])
def test_stubs_are_refused_and_there_are_three_hints(name, capsys):
    printed = right(name, lambda *given: None, capsys)
    assert printed.startswith("Not yet: the function returns nothing")
    assert len(set(EXERCISES[name].hints)) == 3


MISTAKES = {
    "picture only": ("flip_pair", lambda i, m, f: (i[:, ::-1], m) if f else (i, m), "they no longer fit"),
    "upside down": ("flip_pair", lambda i, m, f: (i[::-1], m[::-1]) if f else (i, m), "upside down"),
    "colours": ("flip_pair", lambda i, m, f: (i[..., ::-1], m[:, ::-1]) if f else (i, m), "swaps the colours"),
    "always": ("flip_pair", lambda i, m, f: flip_both(i, m, True), "nothing may change"),
    "one thing": ("flip_pair", lambda i, m, f: i[:, ::-1], "return two things"),
    "frame is rim": ("thin_rim", rim_at_the_frame, "beyond the picture's edge"),
    "seam forgotten": ("thin_rim", no_rim_at_the_seam, "ask for the same number"),
    "outside": ("thin_rim", outer_rim, "lies outside the object"),
    "inside": ("thin_rim", lambda o, n: (o == n) & ~thin_rim(o, n), "that is the inside"),
    "whole": ("thin_rim", lambda o, n: o == n, "that is the whole object"),
    "numbers": ("thin_rim", lambda o, n: thin_rim(o, n).astype(int), "return True and False"),
    "too thick": ("thin_rim", with_corners, "that is the whole object"),
    "in place": ("thin_rim", rim_in_place, "changes the objects"),
    "true numbers": ("mergers", merged_nuclei, "these are the true nuclei"),
    "half is enough": ("mergers", lambda t, a: mergers(t, a, equal=True), "exactly half"),
    "background": ("mergers", lambda t, a: mergers(t, a, background=True), "0 is the background"),
    "repeats": ("mergers", with_repeats, "names an object twice"),
    "all objects": ("mergers", lambda t, a: list(np.unique(a[a > 0])), "no other holds two"),
    "a number": ("mergers", lambda t, a: 8, "return a list"),
    "always the same": ("mergers", lambda t, a: [8], "nothing was merged"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_typical_mistakes_get_their_own_sentence(mistake, capsys):
    name, answer, sentence = MISTAKES[mistake]
    printed = right(name, answer, capsys)
    assert printed.startswith("Not yet: ") and sentence in printed, printed
