"""Which precision a machine is offered, and that networks compute in it."""

import keras
import numpy as np
import pytest

from helpers.hardware import POLICIES, choose_precision, computing_in, describe_hardware, gpu_capability
from helpers.models import build_unet


@pytest.mark.parametrize(("card", "capability", "precision"), [
    ("none", None, "float32"), ("Tesla P100", (6, 0), "float32"), ("Tesla V100", (7, 0), "float16"),
    ("Tesla T4", (7, 5), "float16"), ("A100", (8, 0), "bfloat16"), ("H100", (9, 0), "bfloat16"),
    ("B200", (10, 0), "bfloat16"),
])
def test_each_card_gets_what_it_is_quick_in(card, capability, precision):
    assert choose_precision("auto", capability) == precision


@pytest.mark.parametrize("wanted", POLICIES)
@pytest.mark.parametrize("capability", [None, (9, 0)])
def test_who_names_a_precision_gets_it(wanted, capability):
    assert choose_precision(wanted, capability) == wanted


def test_a_precision_that_does_not_exist():
    with pytest.raises(ValueError, match="precision='half', but it is one of auto, float32, bfloat16, float16"):
        choose_precision("half", None)


@pytest.mark.parametrize("precision", POLICIES)
def test_a_network_computes_in_it_and_answers_and_remembers_in_32_bits(precision):
    with computing_in(precision):
        model = build_unet(filters=(4, 8), stem_stride=2)
    assert model.get_layer("down1_conv1").compute_dtype == precision
    assert {variable.dtype for variable in model.weights} == {"float32"}
    assert model(np.zeros((1, 16, 16, 3), np.float32)).dtype == "float32"
    assert keras.config.dtype_policy().name == "float32", "the next network is not touched"


def test_after_an_error_networks_compute_as_before():
    with pytest.raises(ValueError), computing_in("bfloat16"):
        build_unet(num_classes=0)
    assert keras.config.dtype_policy().name == "float32"


@pytest.mark.skipif(keras.config.backend() != "tensorflow", reason="the cards are those of TensorFlow")
def test_the_weakest_card_counts(monkeypatch):
    import tensorflow as tf

    details = {"T4": {"compute_capability": (7, 5)}, "A100": {"compute_capability": (8, 0)}, "other make": {}}
    monkeypatch.setattr(tf.config.experimental, "get_device_details", details.get)
    for cards, expected in ([], None), (["other make"], None), (["A100"], (8, 0)), (["A100", "T4"], (7, 5)):
        monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind, cards=cards: cards)
        assert gpu_capability() == expected


def test_the_machine_in_words(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    for cards, words in ([], ""), (["gpu:0"], ", 1 GPU"), (["gpu:0", "gpu:1"], ", 2 GPUs"):
        monkeypatch.setattr(keras.distribution, "list_devices", lambda kind, cards=cards: cards)
        assert describe_hardware() == f"2 cores of x86_64{words}"
