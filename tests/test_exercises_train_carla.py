"""Exercises of notebook 09: right answers, stubs, and mistakes that deserve a sentence of their own."""

import numpy as np
import pytest

from helpers.datasets.translation import translation
from helpers.exercises import EXERCISES, check
from helpers.metrics import iou


def verdict(capsys, name, answer):
    getattr(check, name)(answer)
    return capsys.readouterr().out.strip()


def red(mask):
    return mask if mask.ndim == 2 else mask[..., 2]


def looked_up(mask, from_classes, to_classes, names):
    return translation(from_classes, to_classes, names)[mask]


def one_after_the_other(mask, from_classes, to_classes, names):
    ids = mask.copy()
    for number, name in enumerate(from_classes):
        there = names.get(name, name)
        ids[ids == number] = 255 if there is None else to_classes.index(there)
    return ids


def zero_for_none(mask, from_classes, to_classes, names):
    table = np.zeros(256, np.uint8)
    table[255] = 255
    for number, name in enumerate(from_classes):
        if names.get(name, name):
            table[number] = to_classes.index(names.get(name, name))
    return table[mask]


def void_forgotten(mask, from_classes, to_classes, names):
    return np.where(mask == 255, 0, looked_up(mask, from_classes, to_classes, names))


def wanted(matrix, ids):
    return np.nanmean(iou(matrix)[ids])


def cut_first(matrix, ids):
    return np.mean(iou(matrix[np.ix_(ids, ids)]))


RIGHT = {"tags_of": red, "translate": looked_up, "mean_iou_over": wanted}
WRONG = [
    ("tags_of", lambda mask: None, "returns nothing"),
    ("tags_of", lambda mask: mask, "the shape"),
    ("tags_of", lambda mask: mask[..., 0], "all tags of a BGR mask are 0"),
    ("tags_of", lambda mask: mask[..., -1], "that is alpha"),
    ("tags_of", lambda mask: mask[..., 2], "from a one-channel mask you return"),
    ("tags_of", lambda mask: red(mask) % 13, "the tags are"),
    ("translate", lambda *given: None, "returns nothing"),
    ("translate", lambda mask, *others: mask, "as they were"),
    ("translate", lambda mask, *others: mask.ravel(), "moves no pixel"),
    ("translate", zero_for_none, "'none' has no counterpart"),
    ("translate", void_forgotten, "255 is void in both"),
    ("translate", one_after_the_other, "translated twice"),
    ("translate", lambda mask, old, new, names: looked_up(mask, old, new, {"none": None, "road line": "sky"}),
     "is called 'road' there"),
    ("translate", lambda mask, old, new, names: np.where(mask == 2, 0, looked_up(mask, old, new, names)), "should be"),
    ("mean_iou_over", lambda *given: None, "returns nothing"),
    ("mean_iou_over", lambda matrix, ids: iou(matrix)[ids], "one number"),
    ("mean_iou_over", cut_first, "cut the matrix first"),
    ("mean_iou_over", lambda matrix, ids: np.mean(iou(matrix)), "over all classes"),
    ("mean_iou_over", lambda matrix, ids: np.mean((np.diag(matrix) / matrix.sum(axis=1))[ids]), "that is recall"),
    ("mean_iou_over", lambda matrix, ids: 0.5, "it is"),
    ("mean_iou_over", lambda matrix, ids: wanted(matrix, [0, 1]), "Use `ids`"),
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
    assert len(set(EXERCISES[name].hints)) == 3
