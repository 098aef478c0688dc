"""Networks: functions that return a `keras.Model` with logits."""

from helpers.models.unet import build_unet

__all__ = ["build_unet"]
