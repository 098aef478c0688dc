"""`course score GT_DIR PRED_DIR`: pairs of masks, names of ids, scores against scikit-learn, sentences."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sklearn.metrics import f1_score, precision_score, recall_score

from helpers import cli
from helpers.datasets import get_info
from helpers.folder_scores import pair_masks, score_folders
from helpers.images import write_mask
from helpers.label_names import read_label_names, write_label_names

SHORT = ["bg", "face", "lb", "rb", "le", "re", "nose", "ulip", "imouth", "llip", "hair"]
RNG = np.random.default_rng(4)
TRUTHS = RNG.integers(0, 11, (3, 20, 30)).astype(np.uint8)
ANSWERS = np.where(RNG.random(TRUTHS.shape) < 0.7, TRUTHS, RNG.integers(0, 11, TRUTHS.shape)).astype(np.uint8)
TRUTHS[0, :3] = 255
UNCHANGED = np.arange(256)
COMMAND = ["score", "true", "predicted", "--labels", "label_names.txt"]


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Three faces, true masks as HELEN* names them; the predictions lack nothing."""
    monkeypatch.chdir(tmp_path)
    for number in range(3):
        write_mask(f"true/{number}_label.png", TRUTHS[number])
        write_mask(f"predicted/{number}.png", ANSWERS[number])
    write_label_names("label_names.txt", SHORT)
    return tmp_path


def oracle(score, ids, table=UNCHANGED, **more):
    """scikit-learn's score of the labelled pixels, after some ids have become others."""
    known = TRUTHS != 255
    return score(table[TRUTHS[known]], table[ANSWERS[known]], labels=ids, **more)


def scores_of(capsys, *more):
    assert cli.main([*COMMAND, "--json", *more]) == 0
    return json.loads(capsys.readouterr().out)


def test_parts_merged_parts_and_overall_agree_with_scikit_learn(folders, capsys):
    scores = scores_of(capsys)
    every = list(range(11))
    for key, score in (("f1", f1_score), ("precision", precision_score), ("recall", recall_score)):
        assert list(scores[key]) == SHORT
        assert list(scores[key].values()) == pytest.approx(oracle(score, every, average=None).tolist(), abs=1e-6)

    table = np.zeros(256, int)
    table[[4, 5]], table[[2, 3]], table[6], table[[7, 8, 9]] = 1, 2, 3, 4
    merged = oracle(f1_score, [1, 2, 3, 4], table, average=None)
    assert list(scores["merged"]) == scores["overall_of"] == ["eyes", "brows", "nose", "mouth"]
    assert list(scores["merged"].values()) == pytest.approx(merged.tolist(), abs=1e-6)
    assert scores["overall"] == pytest.approx(oracle(f1_score, [1, 2, 3, 4], table, average="micro"), abs=1e-6)
    assert scores["pictures"] == 3
    assert np.sum(scores["confusion_matrix"]) == np.sum(TRUTHS != 255) == sum(scores["pixels"].values())


def test_the_courses_own_names_give_the_same_scores(folders, capsys):
    short = scores_of(capsys)
    write_label_names("label_names.txt", get_info("faces").classes)
    assert Path("label_names.txt").read_text().splitlines()[:3] == ["background", "face", "left brow"]
    own = scores_of(capsys)
    assert own["merged"] == short["merged"] and own["overall"] == short["overall"]
    assert list(own["f1"].values()) == list(short["f1"].values())


def test_other_label_sets_pool_all_classes_but_the_first(folders, capsys):
    write_label_names("label_names.txt", [f"thing {number}" for number in range(11)])
    scores = scores_of(capsys)
    assert scores["merged"] == {} and scores["overall_of"] == [f"thing {number}" for number in range(1, 11)]
    assert scores["overall"] == pytest.approx(oracle(f1_score, list(range(1, 11)), average="micro"), abs=1e-6)


def test_people_get_a_table(folders, capsys):
    assert cli.main(COMMAND) == 0
    lines = capsys.readouterr().out.splitlines()
    table = {line.split()[0]: line.split()[1:] for line in lines if line}
    scores = score_folders("true", "predicted", SHORT)
    assert [float(table["le"][0]), float(table["eyes"][0])] == pytest.approx(
        [scores["f1"]["le"], scores["merged"]["eyes"]], abs=1e-4)
    assert float(table["overall"][0]) == pytest.approx(scores["overall"], abs=1e-4)
    assert table["le"][3] == f"{scores['pixels']['le']:,}" and "3 pictures" in lines[-1]


def test_a_part_that_nobody_saw_has_no_score(folders, capsys):
    for folder, name, masks in (("true", "{}_label", TRUTHS), ("predicted", "{}", ANSWERS)):
        for number in range(3):
            write_mask(f"{folder}/{name.format(number)}.png", np.where(masks[number] == 10, 0, masks[number]))
    assert scores_of(capsys)["f1"]["hair"] is None
    assert cli.main(COMMAND) == 0
    hair = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("hair"))
    assert hair.split()[1:] == ["-", "-", "-", "0"]


def test_palette_masks_are_read_as_ids(folders, capsys):
    expected = scores_of(capsys)
    for number in range(3):
        coloured = Image.fromarray(ANSWERS[number])
        coloured.putpalette(RNG.integers(0, 256, 768, dtype=np.uint8).tobytes())
        coloured.save(f"predicted/{number}.png")
    assert scores_of(capsys) == expected


def save(names, folder="masks"):
    for name in names:
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.zeros((2, 2), np.uint8)).save(path)


@pytest.mark.parametrize(("true", "predicted"), [
    (["7_label.png"], ["7.png"]), (["7.png"], ["7_pred.png"]), (["7_mask.tif"], ["7_image.png"]),
    (["7_gt.bmp"], ["7_prediction.PNG"]), (["7_label.png", "7_image.png", "7_image.jpg"], ["7_image.png"]),
    (["7.png"], ["7.png", "7_overlay.jpg", "7_overlay.png", ".7.png"]), (["a_b_seg.png"], ["a_b.png"]),
    (["_mask.png"], ["_mask.png"]),
])
def test_masks_are_matched_without_their_usual_endings(tmp_path, true, predicted):
    save(true, tmp_path / "true")
    save(predicted, tmp_path / "predicted")
    assert pair_masks(tmp_path / "true", tmp_path / "predicted") == (
        [(tmp_path / "true" / true[0], tmp_path / "predicted" / predicted[0])], [])


def test_pairs_are_in_the_order_in_which_people_count(tmp_path):
    save(["10_label.png", "9_label.png"], tmp_path / "true")
    save(["9.png", "10.png"], tmp_path / "predicted")
    pairs, _ = pair_masks(tmp_path / "true", tmp_path / "predicted")
    assert [(a.name, b.name) for a, b in pairs] == [("9_label.png", "9.png"), ("10_label.png", "10.png")]


def test_a_prediction_without_truth_is_named_and_left_out(folders, capsys):
    before = scores_of(capsys)
    write_mask("predicted/extra.png", np.full((4, 4), 3))
    assert cli.main([*COMMAND, "--json"]) == 0
    said, complaints = capsys.readouterr()
    assert json.loads(said) == before | {"without_truth": ["extra.png"]}
    assert complaints == "course: extra.png is left out, true has no mask of that name\n"


def test_faults_are_named_all_together(folders, capsys):
    write_mask("predicted/0.png", ANSWERS[0][:, :20])
    write_mask("predicted/1.png", np.full((20, 30), 11))
    write_mask("true/2_label.png", np.full((20, 30), 254))
    assert cli.main(COMMAND) == 1
    said, complaints = capsys.readouterr()
    assert said == "" and len(complaints.splitlines()) == 3
    for words in ("0.png is 20x20, its true mask 0_label.png 30x20", "prediction 1.png holds id 11",
                  "those of 0..10", "2_label.png holds id 254"):
        assert words in complaints


def test_missing_predictions_are_named_not_scored_around(folders, capsys):
    for number in (0, 2):
        Path(f"predicted/{number}.png").unlink()
    assert cli.main(COMMAND) == 1
    complaints = capsys.readouterr().err
    assert "0_label.png has no prediction in predicted: 0.png" in complaints and "2_label.png has" in complaints
    assert "1_label.png" not in complaints

    save([f"{number}.png" for number in range(30)], "true")
    Path("true/0.png").unlink(), Path("true/1.png").unlink(), Path("true/2.png").unlink()
    assert cli.main(COMMAND) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 9 and lines[-1] == "and 21 more like these."


@pytest.mark.parametrize("content", [
    "bg\nskin\neye\n", "bg\r\nskin\r\neye", "\ufeffbg\nskin\neye\n\n\n", "# parts\nbg\n skin \neye",
    "0 bg\n1 skin\n2 eye\n", "0: bg\n1: skin\n2: eye", "2, eye\n0, bg\n1, skin", "0\tbg\n1\tskin\n2\teye",
    "Label 00: bg\nLabel 01: skin\nLabel 02: eye",
])
def test_label_names_are_read_however_people_write_them(tmp_path, content):
    path = tmp_path / "label_names.txt"
    path.write_bytes(content.encode())
    assert read_label_names(path) == ("bg", "skin", "eye")


def test_names_may_begin_with_numbers_where_not_all_do(tmp_path):
    write_label_names(tmp_path / "names.txt", ["background", "2 wheels", "4 wheels"])
    assert read_label_names(tmp_path / "names.txt") == ("background", "2 wheels", "4 wheels")


@pytest.mark.parametrize(("arguments", "words"), [
    (["true", "predicted"], ("--labels is missing", "course score GT_DIR PRED_DIR")),
    (["true", "--labels", "label_names.txt"], ("PRED_DIR is missing",)),
    (["true", "predicted", "--labels", "label_names.txt", "--split", "val"], ("--split", "belong to a data set")),
    (["nowhere", "predicted", "--labels", "label_names.txt"], ("nowhere is not a folder",)),
    (["true", "predicted", "--labels", "names.txt"], ("names.txt: there is no such file",)),
])
def test_the_wrong_arguments_get_a_sentence(folders, capsys, arguments, words):
    assert cli.main(["score", *arguments]) == 1
    complaints = capsys.readouterr().err
    assert all(word in complaints for word in words)
