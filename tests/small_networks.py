"""Small networks of every kind that the course draws and counts."""

from helpers.models import build_unet
from helpers.models.fcn import build_classifier, build_encoder_decoder, build_fcn
from helpers.models.paper import paper_unet

FILTERS = (4, 8, 16)
NETWORKS = {
    "paper": lambda: paper_unet((92, 92, 1), filters=FILTERS),
    "unet": lambda: build_unet((32, 40, 3), filters=FILTERS),
    "without normalisation": lambda: build_unet((32, 40, 3), filters=FILTERS, normalisation=None, dropout=0.2),
    "added": lambda: build_unet((32, 40, 3), filters=FILTERS, skips="add"),
    "no skips": lambda: build_unet((32, 40, 3), filters=FILTERS, skips="none"),
    "bilinear": lambda: build_unet((32, 40, 3), filters=FILTERS, upsampling="bilinear"),
    "residual": lambda: build_unet((32, 40, 3), filters=FILTERS, residual=True),
    "everything": lambda: build_unet((32, 40, 3), 5, FILTERS, None, residual=True, skips="add", stem_stride=2,
                                     upsampling="transposed3", head_filters=6),
    "odd sides": lambda: build_unet((125, 157, 3), filters=(32, 64, 128, 256)),
    "fcn 8s": lambda: build_fcn((64, 96, 3), 5, stride=8, filters=(4,) * 5, hidden=4),
    "fcn 32s": lambda: build_fcn((64, 96, 3), 5, stride=32, filters=(4,) * 5, hidden=4),
    "encoder-decoder": lambda: build_encoder_decoder((64, 96, 3), 5, filters=(4,) * 5),
    "classifier": lambda: build_classifier((64, 64, 3), 5, filters=(4,) * 5, hidden=6),
}
# Figure 1 of the U-Net paper, from left to right.
PAPER_SIDES = [572, 570, 568, 284, 282, 280, 140, 138, 136, 68, 66, 64, 32, 30, 28,
               56, 54, 52, 104, 102, 100, 200, 198, 196, 392, 390, 388, 388]
PAPER_CHANNELS = [1, 64, 64, 64, 128, 128, 128, 256, 256, 256, 512, 512, 512, 1024, 1024,
                  1024, 512, 512, 512, 256, 256, 256, 128, 128, 128, 64, 64, 2]
