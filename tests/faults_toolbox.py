"""Wrong input for the toolbox: augmentation, metrics, losses and checks. Rows of the table in test_bad_input.py."""

import numpy as np
from faults import Fault

from helpers.augment import elastic_field, swap_sides, warp
from helpers.checks import check_batch, check_predictions
from helpers.losses import (
    CrossEntropy,
    Focal,
    SoftDice,
    Sum,
    border_weights,
    class_shares,
    median_frequency_weights,
    separate_objects,
)
from helpers.metrics import (
    average_precision,
    bootstrap_interval,
    calibration_error,
    iou,
    match_objects,
    mean_average_precision,
    merge,
    object_ious,
    reliability,
)
from helpers.metrics.streaming import StreamingScore

RNG = np.random.default_rng(0)
NOISE = RNG.integers(0, 256, (48, 48, 3), dtype=np.uint8)
PICTURE = RNG.integers(0, 256, (16, 16, 3), dtype=np.uint8)
IDS = np.zeros((16, 16), np.uint8)
IDS[4:8, 4:8] = 1
FIELD = np.zeros((16, 16, 2), np.float32)
LABELS, LOGITS = np.zeros((2, 4, 6), np.int32), np.zeros((2, 4, 6, 3), np.float32)


def said(sentences: list[str]):
    """Raises what a check says, so that it can stand in the table."""
    if sentences:
        raise ValueError(" ".join(sentences))


AUGMENTATION = [
    Fault("elastic: sigma below 0", lambda f: elastic_field((8, 8), RNG, sigma=-1),
          ("sigma=-1", "0 pixels or more", "sigma=10")),
    Fault("elastic: one arrow", lambda f: elastic_field((8, 8), RNG, grid=1), ("grid=1", "at least 2", "grid=3")),
    Fault("warp: mask of another size", lambda f: warp(PICTURE, np.zeros((8, 16), np.uint8), np.eye(2, 3), (8, 8)),
          ("(16, 16)", "(8, 16)", "same size")),
    Fault("warp: field of another size", lambda f: warp(PICTURE, IDS, np.eye(2, 3), (8, 8), FIELD),
          ("(16, 16, 2)", "(8, 8, 2)", "elastic_field")),
    Fault("warp: outside is no word", lambda f: warp(PICTURE, IDS, np.eye(2, 3), (8, 8), outside="black"),
          ("outside='black'", "void", "reflect")),
    Fault("sides: an id in two pairs", lambda f: swap_sides(IDS, [(1, 2), (2, 3)]),
          ("(2, 3)", "one other side", "(1, 2)")),
]

METRICS = [
    Fault("merge: no matrix", lambda f: merge(np.zeros((2, 3), int), [[0]]), ("(2, 3)", "(C, C)", "confusion_matrix")),
    Fault("merge: id out of range", lambda f: merge(np.eye(2, dtype=int), [[0, 2]]), ("group 0", "id 2", "0..1")),
    Fault("merge: id twice", lambda f: merge(np.eye(2, dtype=int), [[0], [1, 0]]), ("id 0", "twice")),
    Fault("merge: empty group", lambda f: merge(np.eye(2, dtype=int), [[0], []]), ("group 1 is []", "at least one id")),
    Fault("merge: one flat list", lambda f: merge(np.eye(2, dtype=int), [0, 1]), ("group 0 is 0", "lists", "[[4, 5]")),
    Fault("objects: other shapes", lambda f: object_ious(IDS, IDS[:8]), ("(16, 16)", "(8, 16)", "one picture")),
    Fault("objects: a mask of True and False", lambda f: object_ious(IDS > 0, IDS),
          ("truth is bool", "numbered 1, 2, 3", "skimage.measure.label")),
    Fault("objects: probabilities", lambda f: object_ious(IDS, IDS / 2), ("predicted is float64", "numbered")),
    Fault("objects: negative id", lambda f: object_ious(IDS, IDS - np.int64(1)), ("id -1", "background is 0")),
    Fault("objects: threshold of nought", lambda f: match_objects(IDS, IDS, 0), ("threshold=0", "above 0", "0.5")),
    Fault("objects: threshold in per cent", lambda f: average_precision(IDS, IDS, [50]), ("threshold=50", "at most 1")),
    Fault("objects: more truths than predictions", lambda f: mean_average_precision([IDS, IDS], [IDS]),
          ("2 truths and 1 predictions", "one of each per picture")),
    Fault("calibration: logits", lambda f: calibration_error(IDS, np.stack([IDS, IDS + 3.0], axis=-1)),
          ("do not add up to 1", "softmax")),
    Fault("calibration: sigmoid without a class axis", lambda f: calibration_error(IDS, IDS / 2),
          ("(16, 16)", "last axis of classes", "np.stack([1 - p, p]")),
    Fault("calibration: float labels", lambda f: reliability(IDS / 2, np.full((16, 16, 2), 0.5)),
          ("labels are float64", "whole numbers", "read_mask")),
    Fault("calibration: negative label", lambda f: reliability(IDS - np.int64(1), np.full((16, 16, 2), 0.5)),
          ("a label is -1", "void as 255")),
    Fault("calibration: no bins", lambda f: reliability(IDS, np.full((16, 16, 2), 0.5), bins=0),
          ("bins=0", "at least 1", "10 is usual")),
    Fault("interval: one picture", lambda f: bootstrap_interval(np.ones(1), np.mean),
          ("at least 2 pictures", "here are 1", "one entry per picture")),
    Fault("interval: confidence in per cent", lambda f: bootstrap_interval(np.ones(9), np.mean, confidence=95),
          ("confidence=95", "between 0 and 1", "0.95")),
    Fault("interval: few resamples", lambda f: bootstrap_interval(np.ones(9), np.mean, resamples=10),
          ("resamples=10", "at least 100", "1000")),
    Fault("interval: a score per class", lambda f: bootstrap_interval(np.ones((9, 2, 2)), lambda m: iou(m.sum(axis=0))),
          ("shape (2,)", "one number", "Pick one")),
    Fault("streaming: unknown score", lambda f: StreamingScore(2, "iou"), ("score='iou'", "mean_iou")),
    Fault("streaming: class out of range", lambda f: StreamingScore(2, "dice", class_id=2), ("class_id=2", "0..1")),
    Fault("streaming: accuracy of one class", lambda f: StreamingScore(2, "accuracy", class_id=1),
          ("class_id=1", "no accuracy")),
    Fault("streaming: ids for logits", lambda f: StreamingScore(2).update_state(IDS[None], IDS[None]),
          ("(1, 16, 16)", "(B, H, W, 2)", "before argmax")),
    Fault("streaming: other number of classes",
          lambda f: StreamingScore(3).update_state(IDS[None], np.zeros((1, 16, 16, 2))),
          ("(1, 16, 16, 2)", "(B, H, W, 3)")),
    Fault("streaming: pixel weights",
          lambda f: StreamingScore(2).update_state(IDS[None], np.zeros((1, 16, 16, 2)), IDS[None]),
          ("cannot weigh", "metrics=", "255 (void)")),
]

LOSSES = [
    Fault("loss: labels of another size", lambda f: CrossEntropy()(LABELS[:, :3], LOGITS),
          ("(2, 3, 6)", "(2, 4, 6, 3)", "cut or resize the masks")),
    Fault("loss: one-hot labels", lambda f: SoftDice()(LOGITS, LOGITS), ("(2, 4, 6, 3)", "np.argmax(labels, axis=-1)")),
    Fault("loss: fewer labels than pictures", lambda f: Focal()(LABELS[:1], LOGITS), ("(1, 4, 6)", "(2, 4, 6, 3)")),
    Fault("loss: logits of one class", lambda f: CrossEntropy()(LABELS, LOGITS[..., :1]),
          ("1 class", "Background is a class too", "num_classes=2")),
    Fault("loss: weights of another size", lambda f: SoftDice()(LABELS, LOGITS, np.ones((2, 6, 4))),
          ("sample_weight", "(2, 6, 4)", "(2, 4, 6)", "one weight per pixel")),
    Fault("loss: weights of too many pictures", lambda f: CrossEntropy()(LABELS, LOGITS, np.ones(3)),
          ("sample_weight", "(3,)", "one per picture")),
    Fault("loss: a class weight for void", lambda f: CrossEntropy([1, 2, 3, 0])(LABELS, LOGITS),
          ("4 class weights", "3 classes", "none for void")),
    Fault("loss: too few class weights", lambda f: Focal(2, [1, 2])(LABELS, LOGITS), ("2 class weights", "3 classes")),
    Fault("loss: negative class weight", lambda f: CrossEntropy([1, -2, 3]),
          ("-2.0", "0 or more per class", "median_frequency_weights")),
    Fault("loss: class weights all 0", lambda f: CrossEntropy([0, 0, 0]), ("class_weights=", "not all 0")),
    Fault("loss: class weight is no number", lambda f: Focal(2, [1, float("nan"), 3]), ("nan", "0 or more per class")),
    Fault("loss: negative gamma", lambda f: Focal(gamma=-1), ("gamma=-1", "0 or more", "2 is the paper's")),
    Fault("loss: negative smooth", lambda f: SoftDice(smooth=-0.5), ("smooth=-0.5", "0 or more")),
    Fault("loss: sum of nothing", lambda f: Sum([]), ("losses=[]", "at least one", "[CrossEntropy()]")),
    Fault("loss: sum of names", lambda f: Sum(["focal"]), ("'focal'", "as objects")),
    Fault("loss: sum with too many weights", lambda f: Sum([Focal()], weights=(1, 2)),
          ("[1.0, 2.0]", "1 loss", "leave weights out")),
    Fault("loss: sum with a negative weight", lambda f: Sum([Focal()], weights=(-1,)), ("[-1.0]", "0 or more")),
    Fault("weights of classes: a single mask", lambda f: class_shares(IDS, 2), ("(16,)", "(H, W)", "list of masks")),
    Fault("weights of classes: float mask", lambda f: median_frequency_weights([IDS / 2], 2),
          ("float64", "whole numbers", ".astype(np.uint8)")),
    Fault("weights of classes: negative id", lambda f: class_shares([IDS - np.int64(1)], 2),
          ("-1", "start at 0", "void as 255")),
    Fault("weights of classes: no masks", lambda f: median_frequency_weights(iter(()), 2),
          ("no mask", "used up", "make a list")),
    Fault("border: float instances", lambda f: border_weights(IDS / 2), ("float64", "one number per object")),
    Fault("border: mask of True and False", lambda f: border_weights(IDS == 0), ("bool", "scipy.ndimage.label")),
    Fault("border: a stack of instances", lambda f: border_weights(np.stack([IDS, IDS])), ("(2, 16, 16)", "(H, W)")),
    Fault("border: sigma of 0", lambda f: border_weights(IDS, sigma=0), ("sigma=0", "above 0", "10 and 5")),
    Fault("border: negative w0", lambda f: border_weights(IDS, w0=-1), ("w0=-1", "0 or more")),
    Fault("ridge: negative instances", lambda f: separate_objects(IDS - np.int64(1)), ("0 or more", "0 = background")),
]

CHECKS = [
    Fault("check_batch: one class", lambda f: said(check_batch(PICTURE[None] / 255, IDS[None], 1)),
          ("num_classes=1", "background counts", "pass 2")),
    Fault("check_batch: void counted", lambda f: said(check_batch(PICTURE[None] / 255, IDS[None], 256)),
          ("num_classes=256", "255 is void", "real classes only")),
    Fault("check_batch: names of another table", lambda f: said(check_batch(PICTURE[None] / 255, IDS[None], 2, ["a"])),
          ("1 names for 2 classes", "one name per class")),
    Fault("check_batch: bytes", lambda f: said(check_batch(PICTURE[None], IDS[None], 2)),
          ("uint8", "expects 0..1", "Divide them once")),
    Fault("check_batch: no axis of the batch", lambda f: said(check_batch(PICTURE / 255, IDS[None], 2)),
          ("(16, 16, 3)", "axis of the batch is missing", "images[None]")),
    Fault("check_batch: several sizes", lambda f: said(check_batch([PICTURE, NOISE], [IDS, IDS], 2)),
          ("no array of numbers", "one size", "np.stack")),
    Fault("check_predictions: one channel", lambda f: said(check_predictions(np.zeros((1, 4, 4, 1)))),
          ("one channel", "always 0", "two outputs")),
    Fault("check_predictions: no axis of the batch", lambda f: said(check_predictions(np.zeros((4, 4)))),
          ("(4, 4)", "axis of the batch", "predictions[None]")),
]

TOOLBOX = [*AUGMENTATION, *METRICS, *LOSSES, *CHECKS]
