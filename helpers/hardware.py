"""What the machine offers: cores, graphics cards, and the precision that they compute fastest in."""

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager

import keras

# Keras's names. In mixed precision a network computes with 16 bits and keeps its weights in 32.
POLICIES = {"float32": "float32", "bfloat16": "mixed_bfloat16", "float16": "mixed_float16"}


def choose_precision(wanted: str, capability: tuple[int, int] | None) -> str:
    """The precision in which a network trains fastest without harm.

    Args:
        wanted: "auto", or a name of `POLICIES`, which is then taken whatever the hardware.
        capability: of the graphics card, from `gpu_capability`; None where there is none.

    Returns:
        A name of `POLICIES`. NVIDIA's cards multiply float16 quickly from 7.0 on (Volta, 2017) and bfloat16 from 8.0
        on (Ampere, 2020), see the table of compute capabilities in NVIDIA's CUDA programming guide. bfloat16 reaches
        as far as float32 does, so it needs no scaling of the loss. A CPU stays with float32.

    Raises:
        ValueError: there is no such precision.

    Example:
        >>> choose_precision("auto", None), choose_precision("auto", (7, 5)), choose_precision("auto", (9, 0))
        ('float32', 'float16', 'bfloat16')
    """
    if wanted != "auto" and wanted not in POLICIES:
        raise ValueError(
            f"precision={wanted!r}, but it is one of auto, {', '.join(POLICIES)}. "
            "auto takes what the hardware is quickest in."
        )
    if wanted != "auto":
        return wanted
    if capability is None or capability < (7, 0):
        return "float32"
    return "bfloat16" if capability >= (8, 0) else "float16"


def gpu_capability() -> tuple[int, int] | None:
    """What the weakest NVIDIA card can do, as (major, minor) compute capability; None without one.

    Asked of the library that trains (TensorFlow, JAX or PyTorch): a card that it cannot use does not count.
    """
    backend = keras.config.backend()
    found = []
    if backend == "tensorflow":
        import tensorflow as tf

        cards = tf.config.list_physical_devices("GPU")
        found = [tf.config.experimental.get_device_details(card).get("compute_capability") for card in cards]
    elif backend == "jax":
        import jax

        told = [getattr(device, "compute_capability", None) for device in jax.devices()]  # "8.0"
        found = [tuple(map(int, str(text).split("."))) for text in told if text]
    elif backend == "torch":
        import torch

        found = [torch.cuda.get_device_capability(number) for number in range(torch.cuda.device_count())]
    return min((tuple(capability) for capability in found if capability), default=None)


@contextmanager
def computing_in(precision: str) -> Iterator[None]:
    """Networks built within the block compute in this precision, one of `POLICIES`."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(POLICIES[precision])
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


def describe_hardware() -> str:
    """The machine in a few words, for example "2 cores of x86_64, 1 GPU"."""
    cards = len(keras.distribution.list_devices("gpu"))
    words = f"{os.cpu_count()} cores of {platform.machine()}"
    return f"{words}, {cards} GPU{'s' * (cards > 1)}" if cards else words
