"""Random views of a picture and its mask: `geometry` moves both, `light` changes the picture alone."""

from helpers.augment.geometry import (
    elastic_field,
    is_mirrored,
    random_affine,
    swap_sides,
    warp,
    warp_weights,
)
from helpers.augment.light import blur_and_noise, jitter_colour, jitter_light

__all__ = [
    "blur_and_noise", "elastic_field", "is_mirrored", "jitter_colour", "jitter_light", "random_affine", "swap_sides",
    "warp", "warp_weights",
]
