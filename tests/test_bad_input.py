"""Wrong input gets a sentence: one row per fault, over all public entries.

A row names what is done wrong, how to do it, and the words that the message must hold: what it is about (file or
argument), the rule, and the remedy. The number of faults only grows.
"""

import json
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import fakes
import keras
import numpy as np
import pytest
from faults import Fault
from faults_carla import CARLA
from faults_doctor import DOCTOR
from faults_download import DOWNLOAD_FAULTS
from faults_objects import INSTANCES
from faults_predict import PREDICT
from faults_readers import READERS
from faults_toolbox import TOOLBOX
from PIL import Image

from helpers import recipes
from helpers.datasets import load_dataset
from helpers.exercises import check, hint
from helpers.hardware import choose_precision
from helpers.images import (
    normalise,
    read_image,
    read_mask,
    resize_image,
    resize_mask,
    stretch_contrast,
    write_image,
    write_mask,
)
from helpers.inference import predict, predict_tiled
from helpers.metrics import boundary_iou, confusion_matrix
from helpers.models import build_classifier, build_convolutional_classifier, build_fcn, build_unet, paper_unet
from helpers.models.arithmetic import layer_costs
from helpers.models.fcn import copy_dense_weights
from helpers.pipeline import Batches
from helpers.plots import colourise, draw_unet, overlay
from helpers.scoring import score
from helpers.scoring import test_score_of as recorded_score_of
from helpers.weights import load_pretrained, save_pretrained

FAULTS = 407

RNG = np.random.default_rng(0)
NOISE = RNG.integers(0, 256, (48, 48, 3), dtype=np.uint8)
PICTURE = RNG.integers(0, 256, (16, 16, 3), dtype=np.uint8)
IDS = np.zeros((16, 16), np.uint8)


def cut(path: Path, share: float) -> Path:
    """Cuts a file off after a share of its bytes."""
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    return path


def written(path: Path, content: bytes = b"") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def nuclei(change: Callable[[Path], object]) -> Callable[[Path], object]:
    """Seven pictures of each kind, with a change to the folder of one; then all of them are decoded."""
    def do(folder: Path):
        fakes.write_nuclei(folder)
        change(folder / "stage1_train" / "stained_0")
        for split in ("train", "val"):
            for sample in load_dataset("nuclei", split, folder):
                _ = sample.instances
        return score("nuclei", "test", folder, "otsu", folder / "log.jsonl")

    return do


def camvid(change: Callable[[Path], object]) -> Callable[[Path], object]:
    """Two streets per split, with a change to the folder CamVid; then each training street is decoded."""
    def do(folder: Path):
        fakes.write_camvid(folder)
        change(folder / "CamVid")
        return [sample.mask for sample in load_dataset("camvid", "train", folder)]

    return do


def folder_of(*names: str, name: str = "camvid") -> Callable[[Path], object]:
    """Loads a data set from a folder that holds these (empty) folders."""
    def do(folder: Path):
        for made in names:
            (folder / made).mkdir(parents=True)
        return load_dataset(name, "train", folder)

    return do


def weights(change: Callable[[Path, Path], object]) -> Callable[[Path], object]:
    """Stores a small network, lets `change` spoil card or weights, and loads it."""
    def do(folder: Path):
        network = {"num_classes": 2, "filters": [4, 8]}
        card = {"model": network, "classes": ["background", "thing"]}
        save_pretrained(build_unet(**network), card, folder / "mine")
        change(folder / "mine.json", folder / "mine.npz")
        return load_pretrained(folder / "mine.json")

    return do


def edit_card(**entries) -> Callable[[Path, Path], object]:
    """Changes entries of a card; None removes one."""
    def change(card_path: Path, _: Path):
        card = json.loads(card_path.read_text()) | entries
        card_path.write_text(json.dumps({key: value for key, value in card.items() if value is not None}))

    return change


def foreign_weights(card_path: Path, weights_path: Path):
    """Puts the weights of a wider network, with their right sha256, beside the card of a narrow one."""
    narrow = json.loads(card_path.read_text())
    network = {"num_classes": 2, "filters": [8, 16]}
    card = {"model": network, "classes": ["a", "b"]}
    wide = save_pretrained(build_unet(**network), card, weights_path.with_suffix(""))
    card_path.write_text(json.dumps(narrow | {"sha256": wide["sha256"]}))


@cache
def finished_run() -> dict[str, bytes]:
    """The files of a run of one epoch."""
    with TemporaryDirectory() as folder:
        fakes.train(Path(folder), epochs=1)
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def again(change: Callable[[Path], object] = lambda run_dir: None, **changes) -> Callable[[Path], object]:
    """Takes a finished run, lets `change` spoil its folder, and trains again, perhaps with changed arguments."""
    def do(folder: Path):
        for name, content in finished_run().items():
            written(folder / "run" / name, content)
        change(folder / "run")
        return fakes.train(folder / "run", **{"epochs": 1} | changes)

    return do


def diverged(folder: Path):
    model = build_unet(filters=(4, 8))
    model.weights[0].assign(np.full(model.weights[0].shape, np.nan))
    return save_pretrained(model, {"model": {}, "classes": []}, folder / "mine")


def ids(value: int) -> np.ndarray:
    return np.full((12, 16), value, np.uint8)


def smeared(folder: Path):
    """A nucleus stored as JPEG under the name of a PNG."""
    mask = np.array(Image.open(folder / "masks" / "0.png"))
    Image.fromarray(mask).save(folder / "masks" / "0.jpg")
    (folder / "masks" / "0.jpg").replace(folder / "masks" / "0.png")


def smooth(folder: Path):
    with Image.open(folder / "masks" / "0.png") as mask:
        smoothed = mask.resize((5, 5), Image.Resampling.BILINEAR).resize((16, 16), Image.Resampling.BILINEAR)
    fakes.save(folder / "masks" / "0.png", np.array(smoothed))


def unet(**arguments) -> Callable[[Path], object]:
    return lambda folder: build_unet(**arguments)


PICTURES = [
    Fault("picture: no such file", lambda f: read_image(f / "gone.png"), ("gone.png", "no such file", "Check the name"),
          FileNotFoundError),
    Fault("picture: a folder", lambda f: read_image(f), ("is a folder", "Name one of the pictures"), FileNotFoundError),
    Fault("picture: empty file", lambda f: read_image(written(f / "a.png")), ("a.png", "empty", "Copy or download")),
    Fault("picture: text", lambda f: read_image(written(f / "a.png", b"hello, this is text")),
          ("a.png", "not a picture", "Save it as PNG or JPEG")),
    Fault("picture: PNG cut off", lambda f: read_image(cut(fakes.save(f / "a.png", NOISE), 0.5)),
          ("a.png", "damaged or cut off", "Copy or download it again")),
    Fault("picture: PNG without pixels", lambda f: read_image(written(f / "a.png", b"\x89PNG\r\n\x1a\n")),
          ("a.png", "not a picture", "Save it as PNG or JPEG")),
    Fault("picture: JPEG cut off", lambda f: read_image(cut(fakes.save(f / "a.jpg", NOISE), 0.5)),
          ("a.jpg", "damaged or cut off", "Copy or download it again")),
    Fault("picture: too many pixels to be honest", lambda f: read_image(bomb(f / "a.png")),
          ("a.png", "too large", "Cut it into smaller")),
    Fault("mask: no such file", lambda f: read_mask(f / "gone.png"), ("gone.png", "no such file"), FileNotFoundError),
    Fault("mask: RGB", lambda f: read_mask(fakes.save(f / "m.png", NOISE)),
          ("m.png", "colour channels", "one id per pixel", "single-channel PNG")),
    Fault("mask: RGBA", lambda f: read_mask(fakes.save(f / "m.png", np.dstack([NOISE, NOISE[..., 0]]))),
          ("m.png", "mode RGBA", "single-channel PNG")),
    Fault("mask: grey with alpha", lambda f: read_mask(fakes.save(f / "m.png", NOISE[..., :2])),
          ("m.png", "mode LA", "single-channel PNG")),
    Fault("mask: JPEG", lambda f: read_mask(fakes.save(f / "m.jpg", NOISE[..., 0])), ("m.jpg", "JPEG", "as PNG")),
    Fault("mask: ids over 255", lambda f: read_mask(fakes.save(f / "m.png", np.full((4, 4), 1000, np.uint16))),
          ("m.png", "id 1000", "0 to 254", "Renumber")),
    Fault("write: float picture", lambda f: write_image(f / "a.png", PICTURE / 255),
          ("a.png", "uint8 (H, W, 3)", "float64", ".astype(np.uint8)")),
    Fault("write: grey picture", lambda f: write_image(f / "a.png", PICTURE[..., 0]),
          ("a.png", "(16, 16)", "(H, W, 3)")),
    Fault("write: picture without pixels", lambda f: write_image(f / "a.png", PICTURE[:0]), ("a.png", "(0, 16, 3)")),
    Fault("write: unknown suffix", lambda f: write_image(f / "a.picture", PICTURE), ("a.picture", "suffix", ".png")),
    Fault("write: mask as JPEG", lambda f: write_mask(f / "m.jpg", IDS), ("m.jpg", ".png", "change ids")),
    Fault("write: float mask", lambda f: write_mask(f / "m.png", IDS / 2), ("m.png", "float64", "argmax")),
    Fault("write: one-hot mask", lambda f: write_mask(f / "m.png", np.dstack([IDS] * 2)),
          ("m.png", "(16, 16, 2)", "argmax")),
    Fault("write: mask of True and False", lambda f: write_mask(f / "m.png", IDS == 0),
          ("m.png", "bool", "astype(np.uint8)")),
    Fault("write: negative id", lambda f: write_mask(f / "m.png", IDS - np.int64(1)),
          ("m.png", "from -1", "void as 255")),
    Fault("write: id over 255", lambda f: write_mask(f / "m.png", IDS + np.int64(256)),
          ("m.png", "to 256", "Renumber")),
    Fault("write: mask without pixels", lambda f: write_mask(f / "m.png", IDS[:0]), ("m.png", "(0, 16)")),
    Fault("resize: float mask", lambda f: resize_mask(IDS / 2, (8, 8)), ("float64", "whole numbers", "resize_image")),
    Fault("resize: mask to nothing", lambda f: resize_mask(IDS, (0, 8)), ("0 x 8", "at least 1")),
    Fault("resize: picture to nothing", lambda f: resize_image(PICTURE, (8, -1)), ("8 x -1", "at least 1")),
    Fault("normalise: scaled before", lambda f: normalise(PICTURE / np.float32(255)),
          ("normalise", "float32", "maximum of 1", "scaling twice")),
    Fault("normalise: no pixels", lambda f: normalise(PICTURE[:0]), ("normalise", "no pixel", "read_image")),
    Fault("stretch: float picture", lambda f: stretch_contrast(PICTURE / 255),
          ("stretch_contrast", "float64", "read_image")),
]

DATASETS = [
    Fault("data: unknown name", lambda f: load_dataset("cats"), ("'cats'", "nuclei, camvid")),
    Fault("data: an option that the set does not have", lambda f: load_dataset("camvid", bonnet="none"),
          ("camvid has no option 'bonnet'", "it has: none", "Leave it out")),
    Fault("data: a name nearly right", lambda f: load_dataset("Camvit"), ("'Camvit'", "Did you mean camvid?")),
    Fault("data: the source in the place of the split", lambda f: load_dataset("people", "full"),
          ("'full'", "train, val, test", "source='full'")),
    Fault("data: the newest table has no sample", lambda f: load_dataset("carla-29"),
          ("carla-29 has no sample", "carla and carla-23", "folder of your pictures"), FileNotFoundError),
    Fault("data: unknown split", lambda f: load_dataset("camvid", "validation"), ("'validation'", "train, val, test")),
    Fault("data: no full set can be downloaded", lambda f: load_dataset("carla", source="full"),
          ("carla", "lyft-udacity-challenge", "course data get carla --from")),
    Fault("data: test split of real streets", lambda f: load_dataset("camvid", "test", fakes.write_camvid(f)),
          ("test split of real data", "split='val'", "course score camvid --split test")),
    Fault("data: folder does not exist", lambda f: load_dataset("camvid", "train", f / "nowhere"),
          ("nowhere is not a folder", "CamVid/ with train/"), FileNotFoundError),
    Fault("data: an archive that is none", lambda f: load_dataset("nuclei", "train", written(f / "data.zip", b"PK")),
          ("data.zip is damaged", "again")),
    Fault("camvid: empty folder", folder_of(), ("holds no folder CamVid/", "Name the folder"), FileNotFoundError),
    Fault("camvid: another layout", folder_of("images", "labels"), ("holds no folder CamVid/", "trainannot/"),
          FileNotFoundError),
    Fault("camvid: layout without pictures", folder_of("CamVid/train", "CamVid/trainannot"),
          ("camvid", "no pictures", "download complete"), FileNotFoundError),
    Fault("camvid: a split without pictures",
          lambda f: load_dataset("camvid", "val", fakes.write_camvid(f, ("train", "test"))),
          ("camvid", "no picture for the split 'val'", "Copy the missing files")),
    Fault("camvid: picture without mask", camvid(lambda r: (r / "trainannot" / "train_1.png").unlink()),
          ("picture train_1.png", "no mask of that name", "add the missing mask")),
    Fault("camvid: mask without picture", camvid(lambda r: (r / "valannot" / "val_9.png").write_bytes(b"")),
          ("mask val_9.png", "no picture of that name", "remove the mask")),
    Fault("camvid: names that differ in the suffix's case only",
          camvid(lambda r: fakes.save(r / "train" / "train_0.PNG", NOISE)),
          ("train_0.PNG", "train_0.png", "Remove or rename")),
    Fault("camvid: mask of another size", camvid(lambda r: fakes.save(r / "trainannot" / "train_0.png", IDS)),
          ("train_0.png is 16x16", "picture 16x12", "resize_mask")),
    *[Fault(f"camvid: id {value}", camvid(lambda r, v=value: fakes.save(r / "trainannot" / "train_0.png", ids(v))),
            ("train_0.png", f"id {value}", "0..11 (11 is void)", "from the source")) for value in (12, 255)],
    Fault("camvid: coloured mask", camvid(lambda r: fakes.save(r / "trainannot" / "train_0.png", NOISE)),
          ("train_0.png", "has the colour #", "column 0, row 0", "12 colours", "Take the mask of ids")),
    Fault("camvid: damaged picture", camvid(lambda r: cut(r / "train" / "train_0.png", 0.5)), ("train_0.png", "again")),
    Fault("nuclei: empty folder", folder_of(name="nuclei"), ("holds no folder stage1_train/", "ID/images/ID.png"),
          FileNotFoundError),
    Fault("nuclei: layout without pictures", folder_of("stage1_train", name="nuclei"),
          ("no pictures", "download complete"),
          FileNotFoundError),
    Fault("nuclei: picture missing", nuclei(lambda r: (r / "images" / "stained_0.png").unlink()),
          ("stained_0/images holds 0 pictures", "exactly one", "copy the missing picture")),
    Fault("nuclei: two pictures", nuclei(lambda r: fakes.save(r / "images" / "copy.png", PICTURE)),
          ("stained_0/images holds 2 pictures", "exactly one", "Remove what does not belong")),
    Fault("nuclei: no mask", nuclei(lambda r: [path.unlink() for path in (r / "masks").iterdir()]),
          ("stained_0/masks holds no mask", "one PNG per nucleus", "remove this picture")),
    Fault("nuclei: mask doubled under another suffix", nuclei(lambda r: fakes.save(r / "masks" / "0.PNG", IDS)),
          ("0.PNG", "0.png", "Remove or rename")),
    Fault("nuclei: mask doubled under another name",
          nuclei(lambda r: (r / "masks" / "7.png").write_bytes((r / "masks" / "0.png").read_bytes())),
          ("7.png", "stained_0", "no pixel of its own", "Remove it")),
    Fault("nuclei: empty mask", nuclei(lambda r: fakes.save(r / "masks" / "0.png", IDS)),
          ("0.png", "stained_0", "it is empty", "Remove it")),
    Fault("nuclei: smoothed mask", nuclei(smooth), ("0.png", "stained_0", "255 on 0", "without smoothing")),
    Fault("nuclei: mask drawn with 1", nuclei(lambda r: fakes.save(r / "masks" / "0.png", IDS + np.uint8(1))),
          ("0.png", "holds the value 1", "255 on 0")),
    Fault("nuclei: JPEG under the name of a PNG", nuclei(smeared), ("0.png", "JPEG", "as PNG")),
    Fault("nuclei: mask of another size", nuclei(lambda r: fakes.save(r / "masks" / "0.png", IDS[:8])),
          ("0.png is 16x8", "picture 16x16", "stained_0")),
    Fault("nuclei: damaged picture", nuclei(lambda r: cut(r / "images" / "stained_0.png", 0.5)),
          ("stained_0.png", "again")),
]

NETWORKS = [
    Fault("unet: one level", unet(filters=(8,)), ("filters=(8,)", "two levels", "for example")),
    Fault("unet: no channels", unet(filters=(8, 0)), ("filters=(8, 0)", "one channel or more", "for example")),
    Fault("unet: no class", unet(num_classes=0), ("num_classes=0", "one class", "for example")),
    Fault("unet: shape without channels", unet(input_shape=(64, 64)), ("input_shape=(64, 64)", "(128, 128, 3)")),
    Fault("unet: unknown normalisation", unet(normalisation="instance"), ("'instance'", "'batch', 'group' or None")),
    Fault("unet: channels that make no eight groups", unet(filters=(4, 8), normalisation="group"),
          ("filters=(4, 8)", "8 groups", "multiples of 8")),
    Fault("unet: everything dropped", unet(dropout=1.0), ("dropout=1.0", "below 1")),
    Fault("predict: several pictures", lambda f: predict(build_unet(filters=(4, 8)), PICTURE[None]),
          ("(1, 16, 16, 3)", "one picture (H, W, 3)", "one at a time")),
    Fault("predict: grey picture", lambda f: predict(build_unet(filters=(4, 8)), PICTURE[..., 0]),
          ("(16, 16)", "(H, W, 3)", "read_image")),
    Fault("predict: scaled picture", lambda f: predict(build_unet(filters=(4, 8)), PICTURE / 255),
          ("float64", "scaling twice")),
    Fault("predict: another size than the network's", lambda f: predict(build_unet((32, 32, 3), 2, (4, 8)), PICTURE),
          ("(32, 32, 3) only", "(16, 16, 3)", "input_shape=(None, None, 3)")),
    Fault("predict: one output", lambda f: predict(build_unet(num_classes=1, filters=(4, 8)), PICTURE),
          ("one output", "two classes", "num_classes=2")),
    Fault("batches: no pictures", lambda f: Batches([], 4, lambda pair, rng: pair), ("0 pictures", "at least one")),
    Fault("batches: of nothing", lambda f: fakes.batches(batch_size=0), ("batch_size=0", "at least one")),
    Fault("figure: one-hot mask", lambda f: colourise(np.dstack([IDS] * 2), np.zeros((2, 3), np.uint8)),
          ("(16, 16, 2)", "(H, W) of ids", "np.argmax")),
    Fault("figure: float mask", lambda f: colourise(IDS / 2, np.zeros((2, 3), np.uint8)), ("float64", "(H, W) of ids")),
    Fault("figure: mask of another size", lambda f: overlay(PICTURE, IDS[:8], np.zeros((2, 3), np.uint8)),
          ("picture is 16x16", "mask 16x8", "resize_mask")),
    Fault("confusion: other shapes", lambda f: confusion_matrix(IDS, np.zeros((16, 16, 2), int), 2),
          ("(16, 16)", "(16, 16, 2)", "must be equal", "np.argmax")),
    Fault("confusion: prediction out of range", lambda f: confusion_matrix(IDS, IDS + 2, 2),
          ("a prediction is 2", "0..1", "never void")),
    Fault("confusion: prediction of void", lambda f: confusion_matrix(IDS, IDS + 255, 2),
          ("a prediction is 255", "never void")),
    Fault("confusion: negative prediction", lambda f: confusion_matrix(IDS, IDS - np.int64(1), 2),
          ("a prediction is -1", "0..1")),
    Fault("confusion: negative label", lambda f: confusion_matrix(IDS - np.int64(1), IDS, 2),
          ("a label is -1", "void as 255")),
    Fault("confusion: probabilities", lambda f: confusion_matrix(IDS, IDS / 2, 2),
          ("predictions are float64", "np.argmax")),
    Fault("confusion: float labels", lambda f: confusion_matrix(IDS / 2, IDS, 2),
          ("labels are float64", "whole numbers")),
]

NARROW = (4, 6, 8)

ARCHITECTURES = [
    Fault("unet: unknown upsampling", lambda f: build_unet(filters=(4, 8), upsampling="nearest"),
          ("upsampling is 'nearest'", "'transposed2', 'transposed3' or 'bilinear'")),
    Fault("unet: unknown skips", lambda f: build_unet(filters=(4, 8), skips="concat"),
          ("skips is 'concat'", "'concatenate', 'add' or 'none'")),
    Fault("unet: all dropped at the bottom", lambda f: build_unet(filters=(4, 8), bottom_dropout=1.0),
          ("bottom_dropout=1.0", "from 0 to below 1")),
    Fault("unet: stem without a stride", lambda f: build_unet(filters=(4, 8), stem_stride=0),
          ("stem_stride=0", "1 for no stem")),
    Fault("paper: a side that no pooling halves", lambda f: paper_unet((570, 570, 1), filters=NARROW),
          ("tile of 570 pixels", "even side", "568 and 572")),
    Fault("paper: a tile of which nothing is left", lambda f: paper_unet((40, 40, 1)),
          ("tile of 40 pixels", "something must be left", "188 and 204")),
    Fault("paper: a wrong tile for open sides",
          lambda f: paper_unet((None, None, 1), filters=NARROW)(np.zeros((1, 70, 70, 1))),
          ("up2_crop", "as many must go on the left", "valid_tile_sizes")),
    Fault("classifier: open sides", lambda f: build_classifier((None, None, 3)),
          ("(None, None, 3)", "fixed size", "(64, 64, 3)")),
    Fault("classifier: a side that no 32 divides", lambda f: build_classifier((60, 64, 3)),
          ("(60, 64, 3)", "multiples of 32")),
    Fault("twin: weights of another window",
          lambda f: copy_dense_weights(build_classifier((64, 64, 3)), build_convolutional_classifier((96, 64))),
          ("layer 'hidden'", "weights", "same window")),
    Fault("fcn: unknown stride", lambda f: build_fcn(stride=4), ("stride=4", "32, 16 or 8")),
    Fault("boundary: no width", lambda f: boundary_iou(IDS, IDS, 2, distance=0), ("distance=0", "at least 1 pixel")),
    Fault("boundary: flattened masks", lambda f: boundary_iou(IDS.ravel(), IDS.ravel(), 2),
          ("(H, W)", "(256,)", "not flattened")),
    Fault("boundary: more labels than predictions", lambda f: boundary_iou([IDS, IDS], [IDS], 2),
          ("2 labels and 1 predictions", "one of each")),
    Fault("tiles: a side that does not suit", lambda f: predict_tiled(build_unet(filters=(4, 8)), PICTURE, tile=33),
          ("a tile of 33 pixels", "margin", "Near it are")),
    Fault("tiles: all margin", lambda f: predict_tiled(build_unet(filters=(4, 8, 16)), PICTURE, tile=16),
          ("a tile of 16 pixels", "margin", "Near it are")),
    Fault("tiles: unpadded, a side that no pooling halves",
          lambda f: predict_tiled(paper_unet((None, None, 3), filters=NARROW), PICTURE, tile=70),
          ("a tile of 70 pixels", "68 and 72")),
    Fault("tiles: a margin off the grid", lambda f: predict_tiled(build_unet(filters=(4, 8)), PICTURE, margin=7),
          ("margin=7", "multiple of the total stride", "nearest above is 8")),
    Fault("tiles: a network that sees the whole picture",
          lambda f: predict_tiled(build_unet(filters=(8, 16), normalisation="group"), PICTURE),
          ("group normalisation", "no tile can give the answer", "Use predict")),
    Fault("costs: open sides", lambda f: layer_costs(build_unet(filters=(4, 8))),
          ("any size", "input_size=(height, width)")),
    Fault("costs: another size than built for",
          lambda f: layer_costs(build_unet((32, 32, 3), filters=(4, 8)), (64, 64)),
          ("input_size=(64, 64)", "built for (32, 32)", "Leave it out")),
    Fault("drawing: a classifier at another size", lambda f: draw_unet(build_classifier(), "A classifier.", (96, 96)),
          ("64x64 only", "96x96", "Leave input_size out")),
]

RUNS = [
    Fault("weights: no such name", lambda f: load_pretrained("cats"), ("cats", "no such file", "Shipped weights"),
          FileNotFoundError),
    Fault("weights: a run folder", lambda f: load_pretrained(f),
          ("no such file", "name a file of yours"), FileNotFoundError),
    Fault("weights: card without weights", weights(lambda card, npz: npz.unlink()), ("mine.npz", "no such file"),
          FileNotFoundError),
    Fault("weights: changed", weights(lambda card, npz: cut(npz, 0.9)),
          ("mine.npz", "mine.json", "sha256 differs", "Copy both")),
    Fault("weights: card is no JSON", weights(lambda card, npz: cut(card, 0.5)),
          ("mine.json", "not a card", "Copy it again")),
    *[Fault(f"weights: card without {entry}", weights(edit_card(**{entry: None})), ("mine.json", f"no entry '{entry}'"))
      for entry in ("model", "classes", "sha256")],
    Fault("weights: classes and outputs differ", weights(edit_card(classes=["sky", "road", "car"])),
          ("mine", "names 3 classes", "2 outputs", "Correct")),
    Fault("weights: another number of classes",
          weights(edit_card(model={"num_classes": 3, "filters": [4, 8]}, classes=["a", "b", "c"])),
          ("mine.npz", "classes/kernel", "another network", "num_classes")),
    Fault("weights: of a wider network", weights(foreign_weights), ("mine.npz", "another network", "check filters")),
    Fault("weights: card to be stored without classes",
          lambda f: save_pretrained(build_unet(filters=(4, 8)), {"model": {}}, f / "mine"),
          ("mine", "no entry 'classes'")),
    Fault("weights: diverged", diverged, ("down1_conv1/kernel", "no numbers", "smaller learning rate")),
    Fault("train: no epochs", lambda f: fakes.train(f, epochs=0), ("epochs=0", "one of each")),
    Fault("train: run folder is a file", lambda f: fakes.train(written(f / "run")), ("run is a file", "Name a folder")),
    Fault("train: other settings", again(learning_rate=0.5), ("learning_rate=0.01", "=0.5", "another folder")),
    Fault("train: another network", again(filters=(8, 16)),
          ("last-0001.weights.h5", "does not fit", "another folder")),
    Fault("train: state damaged", again(lambda r: cut(r / "state.json", 0.5)),
          ("state.json", "damaged", "start afresh")),
    Fault("train: weights of the last epoch gone", again(lambda r: (r / "last-0001.weights.h5").unlink()),
          ("last-0001.weights.h5", "missing", "start afresh")),
    Fault("train: patience of nought", lambda f: fakes.train(f / "run", patience=0), ("patience=0", "1 or more")),
    Fault("train: a precision that does not exist", lambda f: choose_precision("half", None),
          ("precision='half'", "auto, float32, bfloat16, float16")),
    Fault("recipe: a precision that does not exist",
          lambda f: recipes.train("camvid", fakes.write_camvid(f), f / "run", precision="fp16"),
          ("precision='fp16'", "auto, float32")),
    Fault("weights: card with an argument that build_unet does not take",
          weights(edit_card(model={"num_classes": 2, "filters": [4, 8], "attention": True})),
          ("mine.json", "'attention'", "newer than this copy")),
    Fault("train: weights of the best epoch cut off", again(lambda r: cut(r / "best-0001.weights.h5", 0.5)),
          ("best-0001.weights.h5", "damaged", "start afresh")),
    Fault("recipe: unknown data set", lambda f: recipes.train("cats", run_dir=f), ("'cats'", "nuclei, ")),
    Fault("recipe: folder does not exist", lambda f: recipes.train("nuclei", f / "nowhere", f),
          ("nowhere is not a folder",),
          FileNotFoundError),
    Fault("recipe: no epochs",
          lambda f: recipes.train("camvid", fakes.write_camvid(f), f / "run", 0, recipes.Recipe((4, 8), (16, 16))),
          ("epochs=0", "one of each")),
    Fault("score: threshold for eleven classes", lambda f: score("camvid", "val", "sample", "otsu", f / "log"),
          ("otsu divides a picture in two", "11 classes")),
    Fault("score: weights of another data set", lambda f: score("nuclei", "val", "sample", other_classes(f), f / "log"),
          ("mine.json predicts a, b", "nuclei has background, nucleus", "trained for this data set")),
    Fault("score: unknown weights", lambda f: score("nuclei", "val", "sample", "cats", f / "log"),
          ("cats", "Shipped weights"),
          FileNotFoundError),
    Fault("score: never asked", lambda f: recorded_score_of("otsu", "nuclei", f / "log"),
          ("otsu was never scored", "course score nuclei --split test")),
    Fault("exercise: unknown check", lambda f: check.nonsense(1), ("'nonsense'", "This course has")),
    Fault("exercise: unknown hint", lambda f: hint("nonsense"), ("'nonsense'", "This course has")),
]


def bomb(path: Path) -> Path:
    """A PNG of a few bytes that claims to be 100,000 pixels wide and high."""
    content = bytearray(fakes.save(path, IDS).read_bytes())
    content[16:24] = (100_000).to_bytes(4) * 2
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4)
    return written(path, bytes(content))


def other_classes(folder: Path) -> str:
    network = {"num_classes": 2, "filters": [4, 8]}
    save_pretrained(build_unet(**network), {"model": network, "classes": ["a", "b"]}, folder / "mine")
    return str(folder / "mine.json")


TABLE = [
    *PICTURES, *DATASETS, *NETWORKS, *ARCHITECTURES, *RUNS, *TOOLBOX, *READERS, *DOWNLOAD_FAULTS, *DOCTOR, *INSTANCES,
    *PREDICT, *CARLA,
]


@pytest.mark.parametrize("fault", TABLE, ids=lambda fault: fault.id)
def test_the_message_names_the_thing_the_rule_and_the_remedy(fault, tmp_path):
    keras.utils.set_random_seed(0)
    folder = tmp_path / "my däta"
    folder.mkdir()
    with pytest.raises(fault.error) as caught:
        fault.do(folder)
    message = str(caught.value)
    for word in fault.words:
        assert word in message, message
    assert caught.value.__suppress_context__ or caught.value.__context__ is None, "a foreign traceback shows"
    ours = type(caught.value) is fault.error or type(caught.value).__module__.startswith("helpers.")
    assert ours, "a subclass: the message comes from a library"


def tagged(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def as_16_bits(values: np.ndarray, path: Path) -> Path:
    """Writes an array of 16-bit numbers; OpenCV names its channels from blue to red."""
    assert cv2.imwrite(str(path), values[..., ::-1] if values.ndim == 3 else values)
    return path


GREY = np.array([[0, 100], [200, 255]], np.uint8)
RGB = np.array([[[250, 10, 20], [30, 240, 40]], [[50, 60, 230], [0, 0, 0]]], np.uint8)
RED = np.full((8, 8, 3), (200, 40, 40), np.uint8)
ALPHA = np.array([[255, 0], [255, 128]], np.uint8)
ODDITIES = {
    # what it is: (how it is written, what is read)
    "grey": (lambda f: fakes.save(f / "a.png", GREY), np.dstack([GREY] * 3)),
    "grey with alpha": (lambda f: fakes.save(f / "a.png", np.dstack([GREY, ALPHA])),
                        np.dstack([[[0, 255], [200, 255]]] * 3)),
    "colour with alpha, opaque": (lambda f: fakes.save(f / "a.png", np.dstack([RGB, ALPHA * 0 + 255])), RGB),
    "colour with alpha, see-through parts become white": (
        lambda f: fakes.save(f / "a.png", np.dstack([RGB, ALPHA])),
        [[[250, 10, 20], [255, 255, 255]], [[50, 60, 230], [127, 127, 127]]]),
    "black and white": (lambda f: fakes.save(f / "a.png", GREY > 150), np.dstack([[[0, 0], [255, 255]]] * 3)),
    "16-bit grey that fills 12 bits": (
        lambda f: as_16_bits(np.array([[0, 1000], [2000, 4000]], np.uint16), f / "a.png"),
        np.dstack([[[0, 64], [128, 255]]] * 3)),
    "16-bit grey TIFF": (lambda f: as_16_bits(np.array([[0, 65535]], np.uint16), f / "a.tif"), [[[0] * 3, [255] * 3]]),
    "16-bit colours that fill 12 bits": (lambda f: as_16_bits(RGB.astype(np.uint16) * 16, f / "a.png"),
                                         np.round(RGB * (255 / 250))),
    "32-bit float TIFF with a missing value": (
        lambda f: fakes.save(f / "a.tif", np.array([[0, np.nan], [20, 50]], np.float32)),
        np.dstack([[[0, 0], [102, 255]]] * 3)),
    "palette": (lambda f: saved(Image.fromarray(RGB).quantize(4), f / "a.png"), RGB),
    "GIF": (lambda f: saved(Image.fromarray(RGB), f / "a.gif"), RGB),
    "BMP": (lambda f: saved(Image.fromarray(RGB), f / "a.bmp"), RGB),
    "WebP": (lambda f: saved(Image.fromarray(RGB), f / "a.webp", lossless=True), RGB),
    "CMYK JPEG": (lambda f: saved(Image.fromarray(RED).convert("CMYK"), f / "a.jpg"), RED),
    "turned by its EXIF note": (lambda f: saved(Image.fromarray(RGB), f / "a.png", exif=tagged(6)), np.rot90(RGB, -1)),
    "mirrored by its EXIF note": (lambda f: saved(Image.fromarray(RGB), f / "a.png", exif=tagged(2)), RGB[:, ::-1]),
    "a suffix in capitals": (lambda f: fakes.save(f / "A.PNG", RGB), RGB),
    "a name with spaces and accents": (lambda f: fakes.save(f / "Zellkerne, 3. Färbung 核.png", RGB), RGB),
    "a PNG called .jpg": (lambda f: (fakes.save(f / "a.png", RGB)).rename(f / "a.jpg"), RGB),
}
ODD_MASKS = {
    "palette": lambda f: saved(with_palette(GREY), f / "m.png"),
    "16 bits": lambda f: as_16_bits(GREY.astype(np.uint16), f / "m.png"),
    "capitals": lambda f: fakes.save(f / "M.PNG", GREY),
    "TIFF": lambda f: fakes.save(f / "m.tif", GREY),
}


def saved(picture: Image.Image, path: Path, **options) -> Path:
    picture.save(path, **options)
    return path


def with_palette(values: np.ndarray) -> Image.Image:
    picture = Image.fromarray(values)
    picture.putpalette([7, 8, 9] * 256)
    return picture


@pytest.mark.parametrize("oddity", ODDITIES)
def test_odd_pictures_are_read_the_way_a_viewer_shows_them(oddity, tmp_path):
    write, expected = ODDITIES[oddity]
    image = read_image(write(tmp_path))
    assert image.dtype == np.uint8 and image.shape == np.shape(expected)
    assert np.abs(image.astype(int) - np.asarray(expected, int)).max() <= (3 if "JPEG" in oddity else 0)


@pytest.mark.parametrize("oddity", ODD_MASKS)
def test_odd_masks_give_their_ids(oddity, tmp_path):
    mask = read_mask(ODD_MASKS[oddity](tmp_path))
    assert mask.dtype == np.uint8 and np.array_equal(mask, GREY)


def test_a_mask_of_one_bit_has_the_ids_0_and_1(tmp_path):
    assert np.array_equal(read_mask(fakes.save(tmp_path / "m.png", GREY > 150)), [[0, 0], [1, 1]])


def test_folders_with_hidden_files_notes_and_capitals_are_read(tmp_path):
    folder = tmp_path / "Meine Bilder ä"
    fakes.write_nuclei(folder)
    for junk in (".DS_Store", "stage1_train/.DS_Store", "stage1_train/notes.txt", "stage1_train/.hidden/x.png",
                 "stage1_train/stained_1/masks/._0.png", "stage1_train/stained_1/images/Thumbs.db"):
        written(folder / junk)
    kept = folder / "stage1_train" / "stained_1" / "images"
    (kept / "stained_1.png").rename(kept / "Stained 1.PNG")
    counts = [len(load_dataset("nuclei", split, folder)) for split in ("train", "val")]
    assert counts == [15, 3]
    assert all(sample.instances.max() == 2 for sample in load_dataset("nuclei", "train", folder))

    fakes.write_camvid(folder)
    for junk in ("CamVid/train.txt", "CamVid/train/._train_0.png", "CamVid/trainannot/desktop.ini"):
        written(folder / junk)
    assert load_dataset("camvid", "train", folder).ids == ["train_0", "train_1"]


def test_the_number_of_faults_only_grows():
    assert len({fault.id for fault in TABLE}) == len(TABLE) == FAULTS
