"""Rows for tests/test_bad_input.py: `course predict`, `course score` with two folders, segment, flips, folding."""

import numpy as np
from faults import Fault

from helpers.folder_scores import pair_masks, score_folders
from helpers.folders import predict_files
from helpers.images import write_image, write_mask
from helpers.inference import predict_flipped
from helpers.label_names import read_label_names
from helpers.models import build_unet
from helpers.models.folding import fold_normalisation
from helpers.plots.masks import overlay_instances
from helpers.segment import segment

PICTURE = np.random.default_rng(0).integers(0, 256, (16, 16, 3), dtype=np.uint8)
TWO, THREE = {"classes": ["background", "leaf"]}, ["outside", "inside", "rim"]
SMALL = (4, 8)


def pictures(folder, *names):
    for name in names:
        write_image(folder / name, PICTURE)
    return folder


def masks(folder, name, *files, value=1, size=(4, 4)):
    for file in files:
        write_mask(folder / name / file, np.full(size, value))
    return folder / name


def predicted(inputs, out, card=TWO, model=None):
    return predict_files(model, card, inputs, out, say=lambda fault: None)


def names(folder, content):
    path = folder / "label_names.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_label_names(path)


def scored(folder, **wrong):
    """Two folders that fit each other but for one prediction, `wrong`."""
    masks(folder, "true", "a_label.png", "b_label.png")
    masks(folder, "out", "a.png")
    masks(folder, "out", "b.png", **wrong)
    return score_folders(folder / "true", folder / "out", ["background", "leaf"])


def asked(model=None, image=PICTURE, flips=False, **card):
    return segment(model or build_unet(filters=SMALL), TWO | card, image, flips)


PREDICT = [
    Fault("predict: an empty folder", lambda f: predicted([f], f / "out"),
          ("nothing to predict", "holds no picture", "Folders in it are not searched")),
    Fault("predict: no such file", lambda f: predicted([f / "a.png"], f / "out"),
          ("nothing to predict", "a.png", "no such file or folder")),
    Fault("predict: a folder of folders", lambda f: predicted([pictures(f, "day 1/a.png")], f / "out"),
          ("holds no picture", "name the one that holds the pictures")),
    Fault("predict: no inputs", lambda f: predicted([], f / "out"), ("nothing to predict",)),
    Fault("predict: out is a file", lambda f: predicted([pictures(f, "a.png")], f / "a.png"),
          ("a.png is a file", "need a folder", "another name"), FileExistsError),
    Fault("predict: out lies in a file", lambda f: predicted([pictures(f, "a.png")], f / "a.png" / "out"),
          ("a.png is a file", "need a folder"), FileExistsError),
    Fault("predict: out is the folder of the pictures", lambda f: predicted([pictures(f, "a.jpg")], f),
          ("holds the pictures", "Choose another folder")),
    Fault("predict: an answer would replace its picture", lambda f: predicted([pictures(f, "a.png") / "a.png"], f),
          ("holds the pictures", "replace pictures")),
    Fault("predict: an answer would replace another picture",
          lambda f: predicted([pictures(f, "a.jpg", "a_overlay.jpg") / n for n in ("a.jpg", "a_overlay.jpg")], f),
          ("holds the pictures", "replace pictures")),
    Fault("predict: card of a newer course", lambda f: predicted([pictures(f, "a.png")], f / "o", {"target": "depth"}),
          ("'depth'", "'mask'", "newer version")),
    Fault("segment: picture_size of one number", lambda f: asked(picture_size=256), ("256", "[height, width]")),
    Fault("segment: picture_size of three numbers", lambda f: asked(picture_size=[3, 256, 256]),
          ("[3, 256, 256]", "[height, width]")),
    Fault("segment: picture_size of nought", lambda f: asked(picture_size=[0, 256]), ("[0, 256]", "[height, width]")),
    Fault("segment: picture_size in words", lambda f: asked(picture_size="256x256"), ("'256x256'", "[height, width]")),
    Fault("segment: a threshold that does not exist", lambda f: asked(target="rims", objects={"threshold": 0.5}),
          ("'threshold'", "foreground, inside and smallest")),
    Fault("segment: a threshold in per cent", lambda f: asked(target="rims", objects={"inside": 50}),
          ("inside = 50", "0 to 1")),
    Fault("segment: a threshold that is no number", lambda f: asked(target="rims", objects={"foreground": "half"}),
          ("foreground = 'half'", "0 to 1")),
    Fault("segment: fewer pixels than none", lambda f: asked(target="rims", objects={"smallest": -1}),
          ("smallest = -1", "0 or more")),
    Fault("segment: rims of a network with two outputs", lambda f: asked(target="rims"),
          ("(16, 16, 2)", "outside, inside, rim")),
    Fault("segment: one output", lambda f: asked(build_unet(num_classes=1, filters=SMALL)),
          ("one output per pixel", "num_classes=2")),
    Fault("segment: a grey picture", lambda f: asked(image=PICTURE[..., 0]), ("(16, 16)", "read_image")),
    Fault("segment: a batch", lambda f: asked(image=PICTURE[None]), ("(1, 16, 16, 3)", "one at a time")),
    Fault("segment: a picture of floats", lambda f: asked(image=PICTURE / 255), ("float64", "uint8")),
    Fault("segment: a picture of floats, flipped", lambda f: asked(image=PICTURE / 255, flips=True),
          ("float64", "uint8")),
    Fault("flips: sides that the network does not know",
          lambda f: predict_flipped(build_unet(filters=SMALL), PICTURE, sided=((2, 3),)), ("((2, 3),)", "0..1")),
    Fault("flips: a card of faces with two classes", lambda f: asked(flips=True, dataset="faces"),
          ("((2, 3), (4, 5))", "0..1")),
    Fault("score folders: no such folder", lambda f: pair_masks(f / "true", masks(f, "out", "a.png")),
          ("true is not a folder", "holds the masks"), FileNotFoundError),
    Fault("score folders: no masks", lambda f: pair_masks(masks(f, "true", "a.png"), pictures(f / "out", "a.jpg")),
          ("out holds no mask", ".png")),
    Fault("score folders: a missing prediction",
          lambda f: pair_masks(masks(f, "true", "a_label.png", "b_label.png"), masks(f, "out", "a.png")),
          ("b_label.png has no prediction", "b.png", "Predict it, too")),
    Fault("score folders: two masks of one stem",
          lambda f: pair_masks(masks(f, "true", "a_label.png", "a.png"), masks(f, "out", "a.png")),
          ("a.png and a_label.png", "both stand for 'a'")),
    Fault("score folders: another size", lambda f: scored(f, size=(8, 4)),
          ("b.png is 4x8", "b_label.png 4x4", "one size", "resize_mask")),
    Fault("score folders: an id without a name", lambda f: scored(f, value=2),
          ("prediction b.png holds id 2", "0..1", "another set of classes")),
    Fault("score folders: void in a prediction", lambda f: scored(f, value=255), ("b.png holds id 255", "0..1")),
    Fault("score folders: a true id without a name",
          lambda f: score_folders(masks(f, "true", "a.png", value=7), masks(f, "out", "a.png", value=0), ["a", "b"]),
          ("a.png holds id 7", "0..1", "255 is void", "missing names")),
    Fault("score folders: a mask of colours",
          lambda f: score_folders(masks(f, "true", "a.png"), pictures(f / "out", "a.png"), ["a", "b"]),
          ("a.png has colour channels", "one id")),
    Fault("score folders: a damaged mask",
          lambda f: score_folders(masks(f, "true", "a.png"), (damaged(f / "out", "a.png")), ["a", "b"]),
          ("a.png is damaged", "again")),
    Fault("label names: no file", lambda f: read_label_names(f / "names.txt"),
          ("names.txt", "no such file", "names of the ids"), FileNotFoundError),
    Fault("label names: a folder", lambda f: read_label_names(f), ("no such file",), FileNotFoundError),
    Fault("label names: empty", lambda f: names(f, ""), ("label_names.txt names nothing", "id 0 first")),
    Fault("label names: notes only", lambda f: names(f, "# parts of a face\n"), ("names nothing",)),
    Fault("label names: an empty line", lambda f: names(f, "background\n\nleaf\n"), ("line 2 is empty", "name the id")),
    Fault("label names: a picture", lambda f: names(f, b"\x89PNG\r\n\x1a\n\xff\xd8"), ("not a text in UTF-8",)),
    Fault("label names: twice the same", lambda f: names(f, "bg\neye\neye\n"), ("two ids 'eye'", "Rename one")),
    Fault("label names: numbers from 1", lambda f: names(f, "1 bg\n2 eye\n"), ("1, 2", "from 0 to 1")),
    Fault("label names: a number twice", lambda f: names(f, "0 bg\n1 eye\n1 nose\n"), ("0, 1, 1", "each once")),
    Fault("label names: too many", lambda f: names(f, "\n".join(f"class {n}" for n in range(256))),
          ("256 ids", "0 to 254")),
    Fault("folding: group normalisation",
          lambda f: fold_normalisation(build_unet(filters=(8, 8), normalisation="group"), normalisation="group"),
          ("'group'", "only batch normalisation", "as it is")),
    Fault("folding: nothing to fold",
          lambda f: fold_normalisation(build_unet(filters=SMALL, normalisation=None), normalisation=None),
          ("None", "only batch normalisation")),
    Fault("folding: arguments of another network",
          lambda f: fold_normalisation(build_unet(filters=SMALL), filters=(4, 8, 8)), ("card['model']",)),
    Fault("overlay: objects of another picture", lambda f: overlay_instances(PICTURE, np.zeros((8, 16), int)),
          ("16x16", "16x8", "belong together")),
]


def damaged(folder, name):
    masks(folder.parent, folder.name, name, size=(64, 64))
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[: len(whole) // 2])
    return folder
