"""Scores of answers: numbered objects, parts of a face, losses, mirror images; by hand, and against other libraries."""

import json
from types import SimpleNamespace

import fakes
import fakes_data
import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from helpers.classical import otsu_mask
from helpers.datasets import get_info, load_dataset
from helpers.images import VOID, resize_image, resize_mask
from helpers.instances import OBJECT_CLASSES, objects_from_mask
from helpers.metrics import confusion_matrix
from helpers.models import build_unet
from helpers.scoring import object_scores, part_scores, score, splits, summarise
from helpers.segment import Answer, segment
from helpers.weights import load_pretrained, save_pretrained

FACES = get_info("faces").classes
TRUTH = np.array([[1, 1, 1, 1, 0, 2, 2, 2, 2, 0]])


def picture(instances: np.ndarray, group: str = "") -> SimpleNamespace:
    """What `load_dataset` would hand out of a picture with these objects."""
    return SimpleNamespace(image=np.zeros((*instances.shape, 3), np.uint8), mask=(instances > 0).astype(np.uint8),
                           instances=instances, group=group)


def test_objects_by_hand():
    half = np.array([[5, 5, 5, 0, 0, 0, 0, 0, 0, 0]])  # one of two, with an IoU of 3/4
    samples = [picture(TRUTH, "a"), picture(TRUTH, "a"), picture(0 * TRUTH, "a"), picture(TRUTH, "b")]
    scores = object_scores(samples, [TRUTH, half, 0 * TRUTH, 0 * TRUTH])
    # At 0.5 ... 0.75 the second picture has 1 of 2, above it 0 of 3; the third holds nothing and is left out.
    assert scores["ap50"] == scores["ap75"] == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert scores["mean_ap"] == pytest.approx((1 + 6 / 10 / 2 + 0) / 3)
    assert scores["by_group"]["a"]["ap50"] == 0.75 and scores["by_group"]["b"]["mean_ap"] == 0
    assert all(np.isnan(value) for value in object_scores([picture(0 * TRUTH)], [0 * TRUTH]).values())


def test_a_picture_without_an_answer_is_named():
    with pytest.raises(ValueError, match="2 pictures and 1 answers"):
        object_scores([picture(TRUTH)] * 2, [TRUTH])


def test_numbered_objects_count_and_else_the_separate_parts():
    touching = np.array([[1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]] * 2)
    samples = [picture(touching)]
    ids = (touching > 0).astype(np.uint8)
    numbered = splits.split_scores(lambda image: Answer(ids, touching, None), samples, ("background", "nucleus"))
    blob = splits.split_scores(lambda image: Answer(ids, None, None), samples, ("background", "nucleus"))
    assert (numbered["ap50"], numbered["mean_ap"], numbered["mean_dice"]) == (1, 1, 1)
    # The blob overlaps each nucleus by exactly one half: enough for one of them at 0.5, for none above.
    assert (blob["ap50"], blob["ap75"], blob["mean_dice"]) == (0.5, 0, 1) and blob["mean_ap"] == pytest.approx(0.05)
    assert "loss" not in numbered and "by_group" not in numbered


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_loss_is_the_cross_entropy_of_all_labelled_pixels(seed):
    rng = np.random.default_rng(seed)
    masks = [rng.choice([0, 1, 2, VOID], size) for size in ((4, 6), (9, 5))]
    masks[0][0, 0] = 1
    logits = [rng.normal(0, 3, (*mask.shape, 3)).astype(np.float32) for mask in masks]
    samples = [SimpleNamespace(image=np.full((*mask.shape, 3), number, np.uint8), mask=mask.astype(np.uint8),
                               instances=None, group="") for number, mask in enumerate(masks)]

    def ask(image):
        odds = np.exp(logits[image.flat[0]])
        probabilities = odds / odds.sum(axis=-1, keepdims=True)
        return Answer(probabilities.argmax(axis=-1).astype(np.uint8), None, probabilities)

    scores = splits.split_scores(ask, samples, ("sky", "road", "tree"))
    known = [mask != VOID for mask in masks]
    loss = keras.losses.sparse_categorical_crossentropy(
        np.concatenate([m[k] for m, k in zip(masks, known, strict=True)]),
        np.concatenate([x[k] for x, k in zip(logits, known, strict=True)]), from_logits=True)
    assert scores["loss"] == pytest.approx(float(np.mean(loss)), rel=1e-4)
    assert "ap50" not in scores


def test_an_answer_that_is_sure_and_wrong_costs_much_but_not_infinitely_much():
    samples = [SimpleNamespace(image=np.zeros((1, 2, 3), np.uint8), mask=np.array([[0, 1]], np.uint8),
                               instances=None, group="")]
    probabilities = np.array([[[1.0, 0.0], [1.0, 0.0]]], np.float32)
    answer = Answer(np.zeros((1, 2), np.uint8), None, probabilities)
    scores = splits.split_scores(lambda image: answer, samples, ("a", "b"))
    assert 40 < scores["loss"] < 45


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_parts_of_a_face_agree_with_scikit_learn(seed):
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 11, 400)
    answer = np.where(rng.random(400) < 0.6, truth, rng.integers(0, 11, 400))
    scores = part_scores(confusion_matrix(truth, answer, 11), FACES)
    expected = f1_score(truth, answer, labels=range(11), average=None)
    assert list(scores["f1"]) == list(FACES) and list(scores["f1"].values()) == pytest.approx(expected.tolist())

    parts = {"eyes": [4, 5], "brows": [2, 3], "nose": [6], "mouth": [7, 8, 9]}
    for name, ids in parts.items():
        expected = f1_score(np.isin(truth, ids), np.isin(answer, ids))
        assert scores["merged"][name] == pytest.approx(expected)
    together = np.zeros(11, int)
    for number, ids in enumerate(parts.values(), start=1):
        together[ids] = number
    assert scores["overall"] == pytest.approx(
        f1_score(together[truth], together[answer], labels=[1, 2, 3, 4], average="micro"))


def test_streets_have_no_parts_of_a_face():
    scores = summarise(np.ones((2, 3, 3), int), ["", ""], ["sky", "road", "left eye"])
    assert "merged" not in scores and set(scores["f1"]) == set(scores["iou_by_class"]) == {"sky", "road", "left eye"}


def store(tmp_path, seed=0, **card):
    keras.utils.set_random_seed(seed)
    network = {"num_classes": len(card["classes"]), "filters": [4, 8]}
    save_pretrained(build_unet(**network), {"model": network, **card}, tmp_path / "weights" / "mine")
    return str(tmp_path / "weights" / "mine.json")


def test_a_network_of_rims_is_scored_by_its_objects(tmp_path):
    folder, log = fakes.write_nuclei(tmp_path / "real"), tmp_path / "scores.jsonl"
    weights = store(tmp_path, classes=list(OBJECT_CLASSES), target="rims", dataset="nuclei",
                    objects={"foreground": 0.4, "inside": 0.3, "smallest": 3})
    entry = score("nuclei", "test", folder, weights, log)
    assert [json.loads(line) for line in log.read_text().splitlines()] == [entry]
    assert {"mean_dice", "dice", "iou", "accuracy", "mean_iou", "ap50", "ap75", "mean_ap"} <= entry["scores"].keys()
    assert set(entry["scores"]["by_group"]["stained"]) == set(entry["scores"]) - {"by_group", "flips"}
    assert set(entry["scores"]["flips"]) == set(entry["scores"]) - {"flips"}

    model, card = load_pretrained(weights)
    samples = load_dataset("nuclei", "val", folder)
    plain = score("nuclei", "val", folder, weights, log)["scores"]
    for flips, scores in ((False, plain), (True, plain["flips"])):
        answers = [segment(model, card, sample.image, flips) for sample in samples]
        by_hand = object_scores(samples, [answer.objects for answer in answers])
        assert scores["mean_ap"] == pytest.approx(by_hand["mean_ap"], abs=1e-4)
        matrices = np.array([confusion_matrix(s.mask, a.objects > 0, 2) for s, a in zip(samples, answers, strict=True)])
        by_hand = summarise(matrices, samples.groups, card["classes"][:2])
        assert scores["mean_dice"] == pytest.approx(by_hand["mean_dice"], abs=1e-4)


def test_classical_methods_are_scored_by_the_parts_of_their_masks(tmp_path):
    folder = fakes.write_nuclei(tmp_path / "real")
    scores = score("nuclei", "val", folder, "otsu", tmp_path / "log")["scores"]
    # Each nucleus has 9 pixels, and answers of fewer than 10 are dropped.
    assert scores["mean_dice"] == 1 and scores["ap50"] == 0 and "loss" not in scores and "flips" not in scores
    samples = load_dataset("nuclei", "val")
    of_sample = score("nuclei", "val", "sample", "otsu", tmp_path / "log")["scores"]
    by_hand = object_scores(samples, [objects_from_mask(otsu_mask(sample.image)) for sample in samples])
    assert of_sample["ap50"] == pytest.approx(by_hand["ap50"], abs=1e-4) and of_sample["ap50"] > 0.2


def test_faces_are_scored_at_the_size_and_with_the_options_of_the_card(tmp_path):
    folder = fakes_data.write_faces(tmp_path / "real")
    weights = store(tmp_path, classes=list(FACES), dataset="faces", picture_size=[24, 32],
                    options={"sides": "position"})
    scores = score("faces", "val", folder, weights, tmp_path / "log")["scores"]
    model, card = load_pretrained(weights)
    samples = load_dataset("faces", "val", folder, sides="position")
    matrix = sum(
        confusion_matrix(resize_mask(s.mask, (24, 32)), segment(model, card, resize_image(s.image, (24, 32))).ids, 11)
        for s in samples)
    assert matrix.sum() == 24 * 32 * len(samples)
    assert scores["accuracy"] == pytest.approx(np.diag(matrix).sum() / matrix.sum(), abs=1e-4)
    assert scores["overall"] == pytest.approx(part_scores(matrix, FACES)["overall"], abs=1e-4)
    assert scores["loss"] > 0 and scores["flips"]["loss"] != scores["loss"]
    assert {"f1", "merged", "overall", "mean_iou"} <= scores["flips"].keys()


def test_the_cards_options_reach_the_files(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(splits, "load_dataset", lambda *a, **options: asked.append(options) or load_dataset(*a))
    folder = fakes_data.write_faces(tmp_path / "real")
    weights = store(tmp_path, classes=list(FACES), dataset="faces", options={"sides": "position"})
    score("faces", "val", folder, weights, tmp_path / "log")
    assert asked == [{"sides": "position"}]


def test_outputs_are_not_the_classes_of_the_answer(tmp_path):
    weights = store(tmp_path, classes=list(OBJECT_CLASSES), dataset="nuclei")
    with pytest.raises(ValueError, match="predicts outside, inside, rim; nuclei has background, nucleus"):
        score("nuclei", "val", "sample", weights, tmp_path / "log")
