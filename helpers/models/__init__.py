"""Networks: functions that return a `keras.Model` with logits."""

from helpers.models.fcn import build_classifier, build_convolutional_classifier, build_encoder_decoder, build_fcn
from helpers.models.paper import paper_output_size, paper_unet, valid_tile_sizes
from helpers.models.unet import build_unet

__all__ = [
    "build_classifier", "build_convolutional_classifier", "build_encoder_decoder", "build_fcn", "build_unet",
    "paper_output_size", "paper_unet", "valid_tile_sizes",
]
