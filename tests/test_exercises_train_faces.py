"""Exercises of notebook 11: right answers, stubs, and mistakes that deserve a sentence of their own."""

import keras
import numpy as np
import pytest

from helpers.exercises import EXERCISES, check
from helpers.metrics import f1, merge


def verdict(capsys, name, answer):
    getattr(check, name)(answer)
    return capsys.readouterr().out.strip()


def mirror(image, mask, pairs):
    mirrored = mask[:, ::-1]
    exchanged = mirrored.copy()
    for left, right in pairs:
        exchanged[mirrored == left], exchanged[mirrored == right] = right, left
    return image[:, ::-1], exchanged


def one_after_the_other(image, mask, pairs):
    ids = mask[:, ::-1].copy()
    for left, right in pairs:
        ids[ids == left] = right
        ids[ids == right] = left
    return image[:, ::-1], ids


def all_known_pairs(image, mask, pairs):
    return mirror(image, mask, [(2, 3), (4, 5)])


def in_place(image, mask, pairs):
    left, right = mask == 2, mask == 3
    mask[left], mask[right] = 3, 2
    return image[:, ::-1], mask[:, ::-1]


def together(matrix, ids):
    return f1(merge(matrix, [ids]))[0]


def block(matrix, ids):
    return matrix[np.ix_(ids, ids)].sum()


def planes(mask, num_classes):
    return (mask[..., None] == np.arange(num_classes)).astype("float32")


def clipped(mask, num_classes):
    return keras.utils.to_categorical(np.minimum(mask, num_classes - 1), num_classes)


RIGHT = {"mirror_face": mirror, "f1_together": together, "planes_of": planes}
WRONG = [
    ("mirror_face", lambda image, mask, pairs: None, "returns nothing"),
    ("mirror_face", lambda image, mask, pairs: mask[:, ::-1], "two things"),
    ("mirror_face", in_place, "changes the arrays"),
    ("mirror_face", lambda image, mask, pairs: (image, mirror(image, mask, pairs)[1]), "picture is not mirrored"),
    ("mirror_face", lambda image, mask, pairs: (image[:, ::-1], mask), "as it was"),
    ("mirror_face", lambda image, mask, pairs: (image[:, ::-1], mask[:, ::-1]), "still called left"),
    ("mirror_face", lambda image, mask, pairs: (image[:, ::-1], mirror(image, mask, pairs)[1][:, ::-1]),
     "the mask is not mirrored"),
    ("mirror_face", one_after_the_other, "undid the first"),
    ("mirror_face", all_known_pairs, "only the pairs"),
    ("mirror_face", lambda image, mask, pairs: (image[:, ::-1], mirror(image, mask, pairs)[1][:, :3]), "shapes became"),
    ("mirror_face", lambda image, mask, pairs: (image[:, ::-1], np.minimum(mirror(image, mask, pairs)[1], 9)),
     "should be"),
    ("f1_together", lambda matrix, ids: None, "returns nothing"),
    ("f1_together", lambda matrix, ids: f1(matrix)[ids], "one number"),
    ("f1_together", lambda matrix, ids: 2 * np.diag(matrix)[ids].sum() / (matrix[ids].sum() + matrix[:, ids].sum()),
     "still counts as wrong"),
    ("f1_together", lambda matrix, ids: f1(matrix)[ids].mean(), "mean of the two"),
    ("f1_together", lambda matrix, ids: block(matrix, ids) / (matrix[ids].sum() + matrix[:, ids].sum()
                                                             - block(matrix, ids)), "IoU"),
    ("f1_together", lambda matrix, ids: block(matrix, ids) / matrix[:, ids].sum(), "precision"),
    ("f1_together", lambda matrix, ids: block(matrix, ids) / matrix[ids].sum(), "recall"),
    ("f1_together", lambda matrix, ids: together(matrix, [1, 2]), "three ids"),
    ("f1_together", lambda matrix, ids: 0.5, "37 hits"),
    ("planes_of", lambda mask, num_classes: None, "returns nothing"),
    ("planes_of", lambda mask, num_classes: planes(mask, num_classes).transpose(2, 0, 1), "planes come first"),
    ("planes_of", lambda mask, num_classes: planes(mask, num_classes)[..., 1:], "makes planes of"),
    ("planes_of", clipped, "nobody decided"),
    ("planes_of", lambda mask, num_classes: planes(mask, num_classes)[:, ::-1] * (mask < 9)[..., None], "Yours differ"),
    ("planes_of", lambda mask, num_classes: planes(mask, num_classes) > 0, "planes are bool"),
    ("planes_of", lambda mask, num_classes: planes(mask, 4), "six planes"),
    ("planes_of", keras.utils.to_categorical, "your code stopped with"),
]


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_answer_is_accepted(name, capsys):
    assert verdict(capsys, name, RIGHT[name]).startswith("Right: ")


@pytest.mark.parametrize(("name", "answer", "words"), WRONG, ids=[f"{row[0]}-{row[2]}" for row in WRONG])
def test_a_mistake_gets_its_own_sentence(name, answer, words, capsys):
    said = verdict(capsys, name, answer)
    assert said.startswith("Not yet: ") and words in said


@pytest.mark.parametrize("name", RIGHT)
def test_three_hints_each_says_more(name):
    hints = EXERCISES[name].hints
    assert len(set(hints)) == 3
