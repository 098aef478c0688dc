"""Rows for tests/test_bad_input.py: drawing more streets, translating classes, scores against amounts."""

from faults import Fault

from helpers.datasets import samples
from helpers.datasets.translation import CAMVID_NAMES, translation
from helpers.plots import show_budgets

CARLA = [
    Fault("more streets: those of the sample", lambda f: samples.write_more_carla(f / "new", 5, 79),
          ("5 pictures from seed 79", "80 or more", "--first 1000")),
    Fault("more streets: none", lambda f: samples.write_more_carla(f / "new", 0, 1000),
          ("0 pictures", "one picture or more", "--pictures 1060")),
    Fault("more streets: into a folder that is in use",
          lambda f: (f / "mine.txt").write_text("mine") and samples.write_more_carla(f, 5, 1000),
          ("holds something already", "Name a new folder")),
    Fault("translation: a class without a counterpart", lambda f: translation(["kerb"], ["road"], CAMVID_NAMES),
          ("'kerb'", "the classes are road", "None for void")),
    Fault("scores against amounts: no variant", lambda f: show_budgets({}, "alt", "pictures", "IoU"),
          ("0 variants", "1 to 5", "Choose some")),
]
