"""Rows for tests/test_bad_input.py: masks to numbered objects and back, and weights to start from."""

import numpy as np
from faults import Fault

from helpers.instances import objects_by_distance, objects_from_mask, objects_from_rims, three_classes
from helpers.metrics import object_fates
from helpers.models import build_unet
from helpers.plots import show_rungs
from helpers.scoring import object_scores
from helpers.weights import start_from

IDS = np.zeros((16, 16), np.uint8)
IDS[4:8, 4:8] = 1

INSTANCES = [
    Fault("rims: a mask of True and False", lambda f: three_classes(IDS > 0),
          ("bool", "(16, 16)", "one number per object", "objects_from_mask")),
    Fault("rims: negative number", lambda f: three_classes(IDS.astype(int) - 1), ("0 or more", "objects_from_mask")),
    Fault("rims: a set without objects", lambda f: three_classes(None), ("object", "whole numbers")),
    Fault("objects from rims: two outputs", lambda f: objects_from_rims(np.zeros((8, 8, 2))),
          ("(8, 8, 2)", "outside, inside, rim", "three_classes")),
    Fault("objects from rims: a batch", lambda f: objects_from_rims(np.zeros((1, 8, 8, 3))),
          ("(1, 8, 8, 3)", "(H, W, 3)", "predict_probabilities")),
    Fault("objects from a mask: all outputs", lambda f: objects_from_mask(np.zeros((8, 8, 2))),
          ("(8, 8, 2)", "(H, W)", "probabilities[..., 1]")),
    Fault("objects from a mask: several ids", lambda f: objects_from_mask(IDS * 3), ("0..3", "mask == id")),
    Fault("objects from a mask: logits", lambda f: objects_from_mask(IDS - 2.0), ("-2.0..-1.0", "0 is background")),
    Fault("objects by distance: no valley", lambda f: objects_by_distance(IDS, valley=0), ("valley=0", "0.5 or more")),
    Fault("object scores: an answer is missing", lambda f: object_scores([None], []),
          ("1 pictures and 0 answers", "one answer per picture")),
    Fault("start from: weights of a network built otherwise",
          lambda f: start_from(build_unet(num_classes=2, filters=(4, 8)), "nuclei-sample"),
          ("nuclei-sample was built with", "same network and classes")),
    Fault("fates: threshold of nought", lambda f: object_fates(IDS, IDS, 0), ("threshold=0", "above 0", "0.5")),
    Fault("rungs: four scores", lambda f: show_rungs({"plain": dict.fromkeys("abcd", 0.5)}, "alt"),
          ("4 scores", "told apart", "Show 3 at most")),
]
