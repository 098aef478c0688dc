"""`course predict`: what it writes for which files, what it says about those that it cannot do, and how it ends."""

import csv
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers
from PIL import Image
from scipy import ndimage
from skimage import io

from helpers import cli
from helpers.folders import COLUMNS, find_pictures, predict_files
from helpers.images import read_image, read_mask
from helpers.inference import predict
from helpers.models import build_unet
from helpers.segment import segment
from helpers.weights import load_pretrained, save_pretrained

NETWORK = {"num_classes": 11, "filters": [4, 8]}
RIMS = {"dataset": "nuclei", "target": "rims", "classes": ["outside", "inside", "rim"]}


def noise(height, width, channels=3, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, channels), dtype=np.uint8)


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """A network with random weights that calls itself one for faces; its card's path."""
    folder = tmp_path_factory.mktemp("weights")
    keras.utils.set_random_seed(5)
    card = {"dataset": "faces", "model": NETWORK, "classes": [f"part {number}" for number in range(11)]}
    save_pretrained(build_unet(**NETWORK), card, folder / "parts")
    return str(folder / "parts.json")


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def save_every_kind(folder):
    """Writes one picture of each kind that people have; name -> (height, width) as a viewer shows it."""
    folder.mkdir(parents=True)
    turned = Image.Exif()
    turned[0x0112] = 6
    grey16 = (noise(9, 14, 1)[..., 0].astype(np.uint16) * 16)
    Image.fromarray(noise(12, 17)).save(folder / "rgb.png")
    Image.fromarray(noise(12, 17, 4)).save(folder / "rgba.png")
    Image.fromarray(noise(10, 15, 1)[..., 0]).save(folder / "grey.bmp")
    Image.fromarray(grey16).save(folder / "sixteen.tif")
    Image.fromarray(noise(8, 20, 4), "CMYK").save(folder / "print.jpg")
    Image.fromarray(noise(8, 21)).save(folder / "TURNED.JPG", exif=turned)
    Image.fromarray(noise(7, 7)).quantize(9).save(folder / "few.gif")
    Image.fromarray(noise(5, 6)).save(folder / "web.webp")
    Image.fromarray(noise(1, 1)).save(folder / "one.png")
    return {"rgb": (12, 17), "rgba": (12, 17), "grey": (10, 15), "sixteen": (9, 14), "print": (8, 20),
            "TURNED": (21, 8), "few": (7, 7), "web": (5, 6), "one": (1, 1)}


def rows_of(out):
    with open(out / "areas.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_kind_of_picture_in_a_folder_gets_ids_an_overlay_and_areas(elsewhere, weights, capsys):
    sizes = save_every_kind(elsewhere / "my pictures")
    for passed_over in (".hidden.png", "notes.txt"):
        (elsewhere / "my pictures" / passed_over).write_text("no picture")
    (elsewhere / "my pictures" / "deeper.png").mkdir()

    assert cli.main(["predict", "my pictures", "--model", weights, "--out", "answers/here"]) == 0
    said, complaints = capsys.readouterr()
    assert "9 pictures" in said and "areas.csv" in said and complaints == ""

    out, (model, card) = Path("answers/here"), load_pretrained(weights)
    written = {path.name for path in out.iterdir()}
    assert written == {f"{stem}{ending}" for stem in sizes for ending in (".png", "_overlay.jpg")} | {
        "areas.csv", "label_names.txt"}
    assert (out / "label_names.txt").read_text().splitlines() == card["classes"]
    rows = rows_of(out)
    assert list(rows[0]) == list(COLUMNS) and len(rows) == 11 * len(sizes)
    for path in find_pictures(["my pictures"]).written:
        ids = read_mask(out / f"{path.stem}.png")
        assert Image.open(out / f"{path.stem}.png").mode == "L" and ids.shape == sizes[path.stem]
        assert np.array_equal(ids, predict(model, read_image(path)))
        assert read_image(out / f"{path.stem}_overlay.jpg").shape[:2] == sizes[path.stem]
        own = [row for row in rows if row["picture"] == path.name]
        assert [int(row["pixels"]) for row in own] == [np.sum(ids == number) for number in range(11)]
        assert [row["class"] for row in own] == card["classes"] and {row["object"] for row in own} == {""}
        assert sum(float(row["share"]) for row in own) == pytest.approx(1, abs=1e-5)


def test_pictures_are_done_in_the_order_in_which_people_count_and_only_once(elsewhere):
    for name in ("10.png", "9.png", "b.png"):
        Image.fromarray(noise(4, 4)).save(name)
    found = find_pictures(["b.png", ".", Path("9.png").resolve()])
    assert [path.name for path in found.written] == ["b.png", "9.png", "10.png"] and found.faults == []


def test_a_bad_file_is_named_and_the_others_are_done(elsewhere, weights, capsys):
    Path("in").mkdir()
    for name in ("a.png", "z.png"):
        Image.fromarray(noise(6, 8)).save(f"in/{name}")
    whole = Path("in/a.png").read_bytes()
    Path("in/cut.png").write_bytes(whole[: len(whole) // 2])
    Path("in/empty.jpg").touch()
    Path("in/text.tif").write_text("not a picture")
    Path("nothing here").mkdir()

    inputs = ["missing.png", "in", "nothing here"]
    assert cli.main(["predict", *inputs, "--model", weights, "--out", "out"]) == 1
    said, complaints = capsys.readouterr()
    assert "2 pictures" in said and "5 of the inputs could not be done" in complaints
    for words in ("missing.png: there is no such file", "cut.png is damaged", "empty.jpg is empty",
                  "text.tif is not a picture", "nothing here holds no picture"):
        assert complaints.count(words) == 1, words
    assert sorted(path.name for path in Path("out").glob("*.png")) == ["a.png", "z.png"]
    assert {row["picture"] for row in rows_of(Path("out"))} == {"a.png", "z.png"}


@pytest.mark.parametrize("second", ["two/cell.png", "two/CELL.tif", "one/cell.bmp"])
def test_the_same_stem_twice_is_said_and_replaces_nothing(elsewhere, weights, capsys, second):
    for name, seed in (("one/cell.png", 0), (second, 1)):
        Path(name).parent.mkdir(exist_ok=True)
        Image.fromarray(noise(6, 8 + seed)).save(name)
    assert cli.main(["predict", "one/cell.png", second, "--model", weights, "--out", "out"]) == 1
    complaints = capsys.readouterr().err
    assert str(Path(second)) in complaints and str(Path("one/cell.png")) in complaints and "same stem" in complaints
    assert read_mask("out/cell.png").shape == (6, 8) and len(list(Path("out").iterdir())) == 4


def test_what_cannot_go_well_is_said_before_a_network_is_loaded(elsewhere, capsys, monkeypatch):
    monkeypatch.setattr("helpers.weights.load_pretrained", lambda name: pytest.fail("loaded"))
    Path("empty").mkdir()
    Path("file").touch()
    Path("in").mkdir()
    for name in ("in/a.png", "in/b.jpg"):
        Image.fromarray(noise(6, 8)).save(name)
    before = Path("in/a.png").read_bytes()
    for inputs, out, words in (
        (["empty"], "out", "nothing to predict. empty holds no picture (.png, "),
        (["in/c.png", "no folder"], "out", "in/c.png: there is no such file"),
        (["in"], "file", "file is a file, but the answers need a folder"),
        (["in"], "in", "in holds the pictures"),
        (["in"], "in/../in", "holds the pictures"),
        (["in/a.png"], "in", "in holds the pictures"),
    ):
        assert cli.main(["predict", *inputs, "--model", "nuclei", "--out", out]) == 1
        assert words in capsys.readouterr().err.replace("\\", "/")
    assert Path("in/a.png").read_bytes() == before and not Path("out").exists()


def test_answers_may_lie_beside_a_picture_that_they_do_not_replace(elsewhere, weights):
    Image.fromarray(noise(6, 8)).save("photo.jpg")
    before = Path("photo.jpg").read_bytes()
    assert cli.main(["predict", "photo.jpg", "--model", weights, "--out", "."]) == 0
    assert Path("photo.jpg").read_bytes() == before and read_mask("photo.png").shape == (6, 8)


def test_an_unknown_model_gets_a_sentence_and_no_folder(elsewhere, capsys):
    Image.fromarray(noise(6, 8)).save("photo.jpg")
    assert cli.main(["predict", "photo.jpg", "--model", "nucleii", "--out", "out"]) == 1
    assert "nucleii.json: no such file. Shipped weights: " in capsys.readouterr().err
    assert not Path("out").exists()
    with pytest.raises(SystemExit):
        cli.main(["predict", "photo.jpg", "--out", "out"])
    assert "--model" in capsys.readouterr().err


def test_flips_are_asked_for(elsewhere, weights):
    Image.fromarray(noise(30, 40)).save("face.png")
    model, card = load_pretrained(weights)
    answers = [segment(model, card, noise(30, 40), flips).ids for flips in (False, True)]
    for out, more, expected in (("plain", [], answers[0]), ("flipped", ["--flips"], answers[1])):
        assert cli.main(["predict", "face.png", "--model", weights, "--out", out, *more]) == 0
        assert np.array_equal(read_mask(Path(out, "face.png")), expected)
    assert (answers[0] != answers[1]).mean() > 0.01


def test_normalisation_is_folded_first(elsewhere, weights, monkeypatch):
    Image.fromarray(noise(30, 40)).save("face.png")
    shown = []

    def watched(model, *arguments, **options):
        shown.append(model)
        return predict_files(model, *arguments, **options)

    monkeypatch.setattr("helpers.folders.predict_files", watched)
    assert cli.main(["predict", "face.png", "--model", weights, "--out", "out"]) == 0
    assert not any(isinstance(layer, layers.BatchNormalization) for layer in shown[0].layers)


def painted_cells():
    """Red is outside, green inside, blue rim; three cells, two of which touch."""
    picture = np.zeros((30, 40, 3), np.uint8)
    picture[..., 0] = 255
    for rows, columns in ((slice(5, 20), slice(5, 15)), (slice(5, 20), slice(15, 25)), (slice(22, 30), slice(28, 40))):
        picture[rows, columns] = (0, 0, 255)
        picture[rows, columns][2:-2, 2:-2] = (0, 255, 0)
    return picture


def loud_network():
    shown = keras.Input((None, None, 3))
    return keras.Model(shown, layers.Rescaling(20)(shown))


def test_objects_have_numbers_and_a_row_each(elsewhere):
    Image.fromarray(painted_cells()).save("cells.png")
    outcome = predict_files(loud_network(), RIMS, ["cells.png"], "out")
    assert outcome.written == [Path("out/cells.png")] and outcome.faults == []
    numbers = io.imread("out/cells.png")
    assert numbers.dtype == np.uint16 and np.unique(numbers).tolist() == [0, 1, 2, 3]
    assert not Path("out/label_names.txt").exists()

    rows = rows_of(Path("out"))
    assert [(row["class"], row["object"]) for row in rows] == [
        ("background", ""), ("nucleus", ""), ("nucleus", "1"), ("nucleus", "2"), ("nucleus", "3")]
    assert [int(row["pixels"]) for row in rows[:2]] == [np.sum(numbers == 0), np.sum(numbers > 0)]
    for number, (row, box) in enumerate(zip(rows[2:], ndimage.find_objects(numbers), strict=True), start=1):
        assert int(row["pixels"]) == np.sum(numbers == number)
        centre = ndimage.center_of_mass(numbers == number)
        assert (float(row["row"]), float(row["column"])) == pytest.approx(centre, abs=0.06)
        assert [int(row[side]) for side in ("top", "left", "bottom", "right")] == [
            box[0].start, box[1].start, box[0].stop, box[1].stop]

    shown = read_image("out/cells_overlay.jpg").astype(int)
    assert np.abs(shown[:3, 30:] - (255, 0, 0)).max() < 30, "the background stays as it is"
    assert np.abs(shown[10, 9] - shown[10, 20]).max() > 30, "neighbours have different colours"


def test_a_picture_without_objects_has_rows_of_classes_only(elsewhere):
    Image.fromarray(np.full((8, 8, 3), (255, 0, 0), np.uint8)).save("none.png")
    predict_files(loud_network(), RIMS, ["none.png"], "out")
    assert [row["pixels"] for row in rows_of(Path("out"))] == ["64", "0"]


def test_a_network_of_ones_own_classes_has_colours_too(elsewhere):
    Image.fromarray(noise(9, 9)).save("leaf.png")
    card = {"dataset": "leaves", "classes": ["soil", "leaf", "stem"]}
    assert predict_files(loud_network(), card, ["leaf.png"], "out", flips=True).faults == []
    assert len(np.unique(read_image("out/leaf_overlay.jpg").reshape(-1, 3), axis=0)) > 1


def test_more_objects_than_sixteen_bits_count_get_a_sentence(elsewhere, monkeypatch):
    Image.fromarray(noise(300, 300)).save("dust.png")
    Image.fromarray(painted_cells()).save("cells.png")
    many = np.arange(90000, dtype=np.int32).reshape(300, 300)
    real = segment

    def crowded(model, card, image, flips):
        return real(model, card, image)._replace(**({"objects": many} if image.shape[0] == 300 else {}))

    monkeypatch.setattr("helpers.folders.segment", crowded)
    outcome = predict_files(loud_network(), RIMS, ["dust.png", "cells.png"], "out", say=lambda fault: None)
    assert [path.name for path in outcome.written] == ["cells.png"]
    assert "89999 objects, but 16 bits count to 65535" in outcome.faults[0]
    assert not Path("out/dust.png").exists()
