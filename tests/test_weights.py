"""Weights as files: half precision, a card, and nothing used that the card does not vouch for."""

import hashlib
import json
import os
import pickle

import keras
import numpy as np
import pytest

from helpers.datasets import get_info
from helpers.inference import predict, predict_logits
from helpers.instances import OBJECT_CLASSES
from helpers.models import build_unet
from helpers.paths import ROOT, WEIGHTS
from helpers.provenance import commit_id, fingerprint, sha256_of
from helpers.weights import load_pretrained, save_pretrained, start_from

CARD = {"model": {"num_classes": 2, "filters": [4, 8]}, "classes": ["background", "thing"], "note": "made in a test"}


@pytest.fixture
def saved(tmp_path):
    """A network, its card, and the path without suffix."""
    keras.utils.set_random_seed(3)
    model = build_unet(**CARD["model"])
    for variable in model.weights:  # no weight stays at its initial 0 or 1
        variable.assign(np.asarray(variable) + np.random.default_rng(0).normal(0, 0.1, variable.shape) ** 2)
    return model, save_pretrained(model, CARD, tmp_path / "mine"), tmp_path / "mine"


def reseal(path):
    """Writes the sha256 that the weights have now into the card, as somebody with bad intentions would."""
    card = json.loads(path.with_suffix(".json").read_text())
    card["sha256"] = hashlib.sha256(path.with_suffix(".npz").read_bytes()).hexdigest()
    path.with_suffix(".json").write_text(json.dumps(card))


@pytest.mark.parametrize("suffix", [".json", ".npz"])
def test_every_weight_comes_back_in_half_precision(saved, suffix):
    model, _, path = saved
    again, card = load_pretrained(path.with_suffix(suffix))
    for before, after in zip(model.weights, again.weights, strict=True):
        assert np.array_equal(np.asarray(before).astype(np.float16).astype(np.float32), np.asarray(after))
    assert card["note"] == "made in a test" and card["name"] == "mine"


def test_the_loaded_network_answers_nearly_alike(saved):
    model, _, path = saved
    picture = np.random.default_rng(0).integers(0, 256, (20, 20, 3), dtype=np.uint8)
    assert np.allclose(predict_logits(load_pretrained(path)[0], picture), predict_logits(model, picture), atol=0.02)


def test_the_card_says_what_the_file_is(saved):
    model, card, path = saved
    content = path.with_suffix(".npz").read_bytes()
    assert card["sha256"] == hashlib.sha256(content).hexdigest() and card["bytes"] == len(content)
    assert card["parameters"] == model.count_params()
    assert json.loads(path.with_suffix(".json").read_text()) == card
    with np.load(path.with_suffix(".npz")) as arrays:
        assert {arrays[key].dtype for key in arrays} == {np.dtype(np.float16)}
        assert sum(arrays[key].size for key in arrays) == model.count_params()


def test_names_with_a_dot_keep_their_whole_name(tmp_path):
    model = build_unet(**CARD["model"])
    for name in ("unet.v1", "unet.v2"):
        save_pretrained(model, CARD, tmp_path / name)
    assert {path.name for path in tmp_path.iterdir()} == {
        "unet.v1.json", "unet.v1.npz", "unet.v2.json", "unet.v2.npz"}
    assert load_pretrained(tmp_path / "unet.v2.json")[1]["name"] == "unet.v2"


def test_one_changed_byte_is_refused(saved):
    path = saved[2].with_suffix(".npz")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(ValueError, match="mine.npz is not the file that mine.json describes"):
        load_pretrained(path)


def test_a_pickle_is_never_run(saved, tmp_path):
    class Trap:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "it ran"),)

    path = saved[2].with_suffix(".npz")
    for write in (lambda: path.write_bytes(pickle.dumps(Trap())),
                  lambda: np.savez(path, **{"down1_conv1/kernel": np.array([Trap()], dtype=object)})):
        write()
        reseal(saved[2])
        with pytest.raises(ValueError, match="not a file of plain arrays"):
            load_pretrained(path)
        assert not (tmp_path / "it ran").exists()


def rewrite(path, change):
    """Lets `change` spoil the arrays of a file, and seals the file again."""
    with np.load(path.with_suffix(".npz")) as file:
        arrays = dict(file)
    change(arrays)
    np.savez(path.with_suffix(".npz"), **arrays)
    reseal(path)


BIAS = "classes/bias"


@pytest.mark.parametrize(("change", "words"), [
    (lambda arrays: arrays.update(extra=np.zeros(3, np.float16)), "holds extra, which the network of the card"),
    (lambda arrays: arrays.pop(BIAS), "holds nothing for classes/bias"),
    (lambda arrays: arrays.update({BIAS: arrays[BIAS][:, None]}), r"holds \(2, 1\) for classes/bias"),
    (lambda arrays: arrays.update({BIAS: np.ones(2, np.int64)}), "values of int64 for classes/bias"),
    (lambda arrays: arrays.update({BIAS: np.array(["1", "2"])}), "values of <U1 for classes/bias"),
    (lambda arrays: arrays.update({BIAS: np.array([np.nan, 0], np.float16)}), "classes/bias, or some that are no num"),
])
def test_arrays_that_are_not_this_networks_weights_are_refused(saved, change, words):
    rewrite(saved[2], change)
    with pytest.raises(ValueError, match=words):
        load_pretrained(saved[2])


def test_single_precision_weights_load_too(saved):
    path = saved[2]
    rewrite(path, lambda arrays: arrays.update({BIAS: np.array([0.1, 0.2], np.float32)}))
    assert np.array_equal(np.asarray(load_pretrained(path)[0].get_layer("classes").bias), np.float32([0.1, 0.2]))


def test_classes_that_the_caller_expects_are_checked(saved):
    path = saved[2]
    assert load_pretrained(path, ("background", "thing"))[1]["classes"] == ["background", "thing"]
    for expected in (("thing", "background"), ("background", "thing", "rim")):
        with pytest.raises(ValueError, match=r"mine\.json predicts background, thing, but .* are expected"):
            load_pretrained(path, expected)


def test_a_card_with_an_argument_that_build_unet_does_not_know(saved):
    path = saved[2].with_suffix(".json")
    card = json.loads(path.read_text())
    path.write_text(json.dumps(card | {"model": card["model"] | {"attention": True}}))
    with pytest.raises(ValueError, match=r"mine\.json.*'attention'.*newer than this copy"):
        load_pretrained(path)


def test_a_network_starts_from_the_weights_of_another(saved):
    trained, card, path = saved
    fresh = build_unet(**CARD["model"])
    told = start_from(fresh, path.with_suffix(".json"))
    assert told == {"name": "mine", "sha256": card["sha256"], "run": {}}
    for mine, theirs in zip(fresh.get_weights(), trained.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, theirs.astype(np.float16).astype(np.float32))


@pytest.mark.parametrize("other", [{"num_classes": 3}, {"filters": [4, 12]}, {"skips": "add"}])
def test_a_network_that_is_built_otherwise_cannot_start_from_it(saved, other):
    model = build_unet(**CARD["model"] | other)
    before = model.get_weights()
    with pytest.raises(ValueError, match="mine was built with .* same network and classes"):
        start_from(model, saved[2].with_suffix(".json"))
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))


def test_a_card_of_an_earlier_course_without_target_and_size_loads(saved):
    assert not {"target", "picture_size", "options"} & set(saved[1])
    load_pretrained(saved[2])


def test_shipped_networks_load_are_small_and_segment():
    cards = sorted(WEIGHTS.glob("*.json"))
    if not cards:
        pytest.skip("no weights are shipped yet")
    for path in cards:
        model, card = load_pretrained(path.stem)
        assert path.with_suffix(".npz").stat().st_size < 8e6
        rims = card.get("target") == "rims"
        assert card["classes"] == list(OBJECT_CLASSES if rims else get_info(card["dataset"]).classes)
        assert predict(model, np.zeros((50, 70, 3), np.uint8)).shape == (50, 70)


def test_fingerprints_depend_on_the_pictures_not_on_their_order(tmp_path):
    assert fingerprint(["b", "a"]) == fingerprint(["a", "b"]) == hashlib.sha256(b"a\nb").hexdigest()
    assert fingerprint(["a", "b"]) != fingerprint(["a", "c"])
    (tmp_path / "empty").write_bytes(b"")
    assert sha256_of(tmp_path / "empty") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_the_commit_is_known_where_git_is():
    commit = commit_id()
    assert len(commit) == 40 if (ROOT / ".git").exists() else commit == "unknown"
