"""Breaks the taught helpers in turn, one small change at a time, and looks who notices.

    python tests/mutants/run.py              all of them, two at a time
    python tests/mutants/run.py iou dice     those whose name holds one of these words

A mutant is a wrong version of a helper that somebody could have written. Each is tried in a copy of the course: first
its tests, then the test that runs the cells of the notebook that teaches it. A mutant that nobody notices has
survived, and shows a hole in the tests. The exit code is 1 if one did.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

from mutant import Mutant
from table import MUTANTS

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("helpers", "benchmarks", "tests", "pyproject.toml")
LINKED = ("data", "notebooks")
WORKERS = 2


def copy_course(folder: Path) -> Path:
    """Copies what is changed, and links the rest."""
    folder.mkdir()
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    for name in LINKED:
        (folder / name).symlink_to(ROOT / name)
    return folder


def notices(course: Path, tests: str) -> bool:
    """Whether a test of that file fails. A file that cannot be collected does not count as noticing."""
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-m", "not slow", tests]
    done = subprocess.run(command, check=False, cwd=course, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"pytest {tests} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.returncode == 1


def try_mutant(mutant: Mutant, course: Path) -> tuple[bool, bool]:
    """Whether its tests and whether its notebook's cells notice the mutant."""
    path = course / mutant.file
    right = path.read_text(encoding="utf-8")
    path.write_text(mutant.applied_to(right), encoding="utf-8")
    try:
        return notices(course, mutant.tests), bool(mutant.notebook) and notices(course, mutant.notebook)
    finally:
        path.write_text(right, encoding="utf-8")


def check_unbroken(course: Path, mutants: Sequence[Mutant]) -> None:
    """A test that fails without a mutant would seem to notice every one.

    Raises:
        RuntimeError: a test fails in the course as it is.
    """
    for tests in sorted({tests for mutant in mutants for tests in (mutant.tests, mutant.notebook) if tests}):
        if notices(course, tests):
            raise RuntimeError(f"{tests} fails before anything is broken: mend it first.")


def main(words: Sequence[str]) -> int:
    chosen = [mutant for mutant in MUTANTS if not words or any(word in mutant.name for word in words)]
    if not chosen:
        print(f"no mutant's name holds {' or '.join(words)}; the names are in tests/mutants/table.py")
        return 2
    courses: Queue[Path] = Queue()
    survivors = []
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(WORKERS) as pool:
        for number in range(WORKERS):
            courses.put(copy_course(Path(folder) / str(number)))
        check_unbroken(Path(folder) / "0", chosen)

        def turn(mutant: Mutant) -> tuple[bool, bool]:
            course = courses.get()
            try:
                return try_mutant(mutant, course)
            finally:
                courses.put(course)

        for mutant, (by_tests, by_notebook) in zip(chosen, pool.map(turn, chosen), strict=True):
            who = [name for name, saw in (("its tests", by_tests), ("its notebook", by_notebook)) if saw]
            print(f"{mutant.name:60} {'killed by ' + ' and '.join(who) if who else 'SURVIVED'}", flush=True)
            survivors += [] if who else [mutant.name]
    print(f"{len(chosen) - len(survivors)} of {len(chosen)} mutants killed"
          + (f"; survivors: {', '.join(survivors)}" if survivors else ""))
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
