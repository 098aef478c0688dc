"""Each check of notebook 02 takes the solution, refuses the stub, and names each typical mistake."""

import cv2
import numpy as np
import pytest

from helpers.exercises import EXERCISES, check


def stub(*_):
    ...


def resized(picture_by=cv2.INTER_AREA, mask_by=cv2.INTER_NEAREST_EXACT):
    def resize_pair(image, mask, size):
        height, width = size
        return (cv2.resize(image, (width, height), interpolation=picture_by),
                cv2.resize(mask, (width, height), interpolation=mask_by))
    return resize_pair


def swapped(mask, pairs):
    table = np.arange(256).astype(np.uint8)
    for left, right in pairs:
        table[left], table[right] = right, left
    return table[mask]


def swapped_in_place(image, mask, sided):
    mask[:] = swapped(mask[:, ::-1].copy(), sided)
    return image[:, ::-1], mask


def swapped_back(image, mask, sided):
    mirrored = mask[:, ::-1].copy()
    for left, right in sided:
        mirrored[mirrored == left] = right
        mirrored[mirrored == right] = left
    return image[:, ::-1], mirrored


def one_class(pictures, masks, num_classes):
    found = {int(number) for number in masks.ravel() if number < num_classes}
    return "one class only" if len(found) == 1 else None


RIGHT = {
    "resize_pair": [resized()],
    "mirror_pair": [lambda i, m, s: (i[:, ::-1], swapped(m[:, ::-1], s)),
                  lambda i, m, s: (cv2.flip(i, 1), swapped(cv2.flip(m, 1), s))],
    "all_one_class": [one_class],
}
WRONG = {
    "resize_pair": [
        (stub, "returns nothing"),
        (lambda i, m, s: cv2.resize(i, s[::-1]), "return two arrays"),
        (lambda i, m, s: resized()(i, m, s)[::-1], "picture first"),
        (lambda i, m, s: resized()(i, m, s[::-1]), "OpenCV takes (width, height)"),
        (lambda i, m, s: (i, m), "the picture is (40, 60, 3)"),
        (lambda i, m, s: (resized()(i, m, s)[0], m), "the mask is (40, 60)"),
        (resized(mask_by=cv2.INTER_LINEAR), "nobody labelled"),
        (resized(mask_by=cv2.INTER_AREA), "nobody labelled"),
        (lambda i, m, s: (resized()(i, m, s)[0], cv2.resize(m, s[::-1], cv2.INTER_NEAREST_EXACT)), "interpolation="),
        (resized(mask_by=cv2.INTER_NEAREST), "upper left corner"),
        (resized(picture_by=cv2.INTER_LINEAR), "INTER_AREA"),
        (resized(picture_by=cv2.INTER_NEAREST), "INTER_AREA"),
        (lambda i, m, s: (resized()(i, m, s)[0], resized()(i, m, s)[1].astype(int)), "a mask is uint8"),
    ],
    "mirror_pair": [
        (stub, "returns nothing"),
        (lambda i, m, s: m[:, ::-1], "return two arrays"),
        (lambda i, m, s: (swapped(m[:, ::-1], s), i[:, ::-1]), "picture first"),
        (swapped_in_place, "changes the arrays"),
        (swapped_back, "both eyes have the same id"),
        (lambda i, m, s: (i[::-1], swapped(m[::-1], s)), "upside down"),
        (lambda i, m, s: (i[..., ::-1], m), "red and blue"),
        (lambda i, m, s: (i, swapped(m[:, ::-1], s)), "not its mirror image"),
        (lambda i, m, s: (i[:, ::-1], m), "the mask has not moved"),
        (lambda i, m, s: (i[:, ::-1], m[:, ::-1]), "left is still called left"),
        (lambda i, m, s: (i[:, ::-1], swapped(m, s)), "exchanged, but the mask is not mirrored"),
        (lambda i, m, s: (i[:, ::-1], swapped(m[:, ::-1], [(2, 3), (0, 1)])), "with 2 and 3 exchanged"),
        (lambda i, m, s: (i[:, ::-1], swapped(m[:, ::-1], [(2, 3)])), "use `sided`"),
        (lambda i, m, s: (i[:, :5], m), "keep their shapes"),
    ],
    "all_one_class": [
        (stub, "your check returns None"),
        (lambda p, m, c: True, "not with True"),
        (lambda p, m, c: "one class", "one pixel of this batch has another class"),
        (lambda p, m, c: "one" if np.unique(m).size == 1 else None, "all *labelled* pixels"),
        (lambda p, m, c: one_class(p, m, c) if m.any() else None, "class 0 is one class, too"),
        (lambda p, m, c: None if one_class(p, m, c) is None and (m < c).any() else "one", "void throughout"),
        (lambda p, m, c: f"only {np.unique(m[m < c])[0]}" if np.unique(m[m < c])[:2].size < 2 else None, "IndexError"),
    ],
}


@pytest.mark.parametrize("name", RIGHT)
def test_solutions_are_accepted(name, capsys):
    for answer in RIGHT[name]:
        getattr(check, name)(answer)
        assert capsys.readouterr().out.startswith("Right: "), name


@pytest.mark.parametrize(("name", "answer", "sentence"), [(name, *case) for name in WRONG for case in WRONG[name]])
def test_wrong_answers_are_told_what_is_wrong(name, answer, sentence, capsys):
    getattr(check, name)(answer)
    told = capsys.readouterr().out
    assert told.startswith("Not yet: ") and sentence in told


def test_each_exercise_is_tried():
    ours = {name for name, exercise in EXERCISES.items() if exercise.test.__module__.endswith("images_masks_pipelines")}
    assert ours == set(RIGHT) == set(WRONG)
