"""The doctor on real files: it says exactly what is known of them, and none of it spoils a training."""

import pytest

from helpers.datasets.doctor import describe, diagnose, recognise

LYFT = "carla/NikolasEnt+Lyft-Perception-Challenge"
BONNET = {"bonnet": {"0.png", "1.png", "2.png"}}

OF_THE_PART = [
    ("camvid", "camvid", 40, {}),
    ("nuclei", "dsb2018", 24, {}),
    ("people", "people-ccp", 32, {}),
    ("people-parts", "people-ccp", 32, {}),
    ("faces", "faces", 40, {
        "exchanged sides": {"106a0c76023a4aceaa538a25de9cffb7.png", "8105fba4bad94f5fa840637d5af7e2ce.png"},
    }),
    ("carla", LYFT, 4, BONNET),
]

OVERLAPPING = {  # by 1 or 2 pixels
    "0a7d30b252359a10fd298b638b90cb9ada3acced4e0c0e5a3692013f432ee4e9",
    "1609b1b8480ee52652a644403b3f7d5511410a016750aa3b9a4c8ddb3e893e8e",
    "175dbb364bfefc9537931144861c9b6e08934df3992782c669c6fe4234319dfc",
    "547ef286ee5f4e5dce533e982e6992ada67b7d727fdd3cfa6576f24c631a7ae6",
    "72e8c49dea44787114fd191f9e97e260f961c6e7ae4715bc95cc91db8d91a4e3",
    "f26f4c2c70c38fe12e00d5a814d5116691f2ca548908126923fd76ddd665ed24",
}

OF_THE_FULL_SETS = [
    # One mask of the test split lies 88 pixels too far to the left, what left the picture comes in on the right.
    ("camvid", 701, {"misaligned mask": {"Seq05VD_f02610.png"}}),
    ("nuclei", 664, {"overlapping masks": OVERLAPPING}),
    # Two persons stand twice at the same wall, once in train and once in test.
    ("people", 1003, {
        "empty mask": {"0536.mat"},
        "missing mask": {f"{number:04d}.jpg" for number in range(1005, 2099)},
        "near-duplicates": {"0078.jpg", "0984.jpg", "0183.jpg", "0730.jpg"},
    }),
    ("faces", 999, {"constant mask": {"0a7dc1408cd24b5fbb3ea81fbf108d38.png"}, "exchanged sides": 67}),
    ("carla", 4, BONNET),
]


def found_in(report) -> dict[str, set[str]]:
    """Kind -> the files that findings of this kind name."""
    found: dict[str, set[str]] = {}
    for finding in report.findings:
        found.setdefault(finding.kind, set()).update(finding.files)
    return found


@pytest.mark.parametrize(("name", "folder", "pictures", "known"), OF_THE_PART)
def test_the_part_has_its_known_findings(part, name, folder, pictures, known):
    report = diagnose(name, part / folder)
    assert (report.pictures, found_in(report), report.wrong) == (pictures, known, False)
    assert recognise(part / folder) == name.partition("-")[0]


def test_neighbouring_frames_of_a_drive_are_said_to_be_alike(part):
    report = diagnose("carla", part / "carla" / "nikos134+Carla-Semantic-Segmentation")
    assert report.pictures == 6 and report.wrong
    assert {finding.kind for finding in report.findings if finding.wrong} == {"near-duplicates"}


def test_masks_in_colours_of_another_table_are_refused_by_name(part):
    report = diagnose("carla-23", part / "carla" / "nikos134+Carla-Semantic-Segmentation")
    assert report.pictures == 0
    assert found_in(report)["wrong colour"] == {f"001833{number}.png" for number in range(10, 16)}


@pytest.mark.parametrize(("name", "pictures", "known"), OF_THE_FULL_SETS)
def test_the_full_sets_have_exactly_their_known_findings(full, name, pictures, known):
    report = diagnose(name, full / name)
    assert (report.pictures, report.wrong) == (pictures, False)
    found = found_in(report)
    assert found.keys() == known.keys()
    for kind, files in known.items():
        assert (len(found[kind]) if isinstance(files, int) else found[kind]) == files, kind
    assert len(describe(report)) == len(known) + 1
