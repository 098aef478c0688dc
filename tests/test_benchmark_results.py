"""RESULTS.md: a benchmark replaces its own section and leaves the others alone."""

import sys

from helpers.paths import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

from results import RESULTS, table, write_section


def test_a_section_is_added_and_later_replaced_in_its_place(tmp_path):
    path = tmp_path / "RESULTS.md"
    write_section("One", "make one", "first text", path)
    write_section("Two", "make two", "second text", path)
    write_section("One", "make one", "better text", path)
    text = path.read_text()
    assert text.startswith("# ")
    assert text.index("## One") < text.index("better text") < text.index("## Two") < text.index("second text")
    assert "first text" not in text and text.count("## One") == 1
    assert "`make one`" in text and "tensorflow " in text


def test_a_table_is_markdown():
    assert table(["what", "ms"], [["warp", "2.7"], ["count", "4"]]) == (
        "| what | ms |\n|---|---|\n| warp | 2.7 |\n| count | 4 |")


def test_the_committed_results_name_what_was_measured():
    text = RESULTS.read_text(encoding="utf-8")
    for words in ("augmentation, 256x256", "pipeline, ", "ids against ids", "border weights, 50 objects"):
        assert words in text
