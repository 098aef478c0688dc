"""Where the course keeps its files: one place, so that nothing else spells a folder."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
SAMPLE = ROOT / "data" / "sample"
FULL = Path(os.environ.get("COURSE_FULL_DATA") or ROOT / "data" / "full")
WEIGHTS = ROOT / "data" / "weights"
RUNS = ROOT / "data" / "runs"
TEST_SCORES = RUNS / "test_scores.jsonl"
