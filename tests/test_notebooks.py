"""Running notebooks, their pages, their stored form, the public address and the set-up cell."""

import json
import os
import re
import site
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from PIL import Image

from helpers import notebooks, pages
from helpers.address import badge, public_repo, set_badges, setup_source
from helpers.notebooks import (
    find_notebooks,
    format_bytes,
    format_seconds,
    normalise,
    run_notebooks,
    store_measurements,
)

ROOT = Path(__file__).resolve().parents[1]

OPENING = f"""# 03 · Counting & summing
{badge("ada/every-pixel", "03_good.ipynb")}   ![A red square](square.png)

First *you* count, then [notebook 04](04_bad.ipynb) breaks.

**It takes** nobody knows how long."""

FIGURE = """\
from base64 import b64encode
from io import BytesIO
from IPython.display import display
from PIL import Image

file = BytesIO()
Image.new("RGB", (4, 4), "red").save(file, "PNG")
bundle = {"image/png": b64encode(file.getvalue()).decode(), "text/plain": "a square"}
display(bundle, raw=True, metadata={"image/png": {"alt": "a red square with a \\"corner\\""}})"""

MEMORY = """\
from pathlib import Path
import sys
from importlib.util import find_spec
import time
import numpy as np

held = np.ones(60_000_000)
time.sleep(1.5)
print(Path.cwd().name, sys.executable, held.sum())"""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course of one notebook that runs and two that do not, as run by `run_notebooks(write=True)`."""
    folder = tmp_path_factory.mktemp("course with spaces") / "notebooks"
    folder.mkdir()
    good = new_notebook(cells=[
        new_markdown_cell(OPENING), new_code_cell("print(1 + 1)"),
        new_markdown_cell("99 s when last measured on two CPU cores."), new_code_cell(MEMORY),
        new_code_cell(FIGURE, metadata={"tags": ["nbval-ignore-output", "opening-picture"]})])
    good.metadata = {"kernelspec": {"name": "somebody-elses", "display_name": "x"}, "widgets": {}}
    bad = new_notebook(cells=[new_markdown_cell("# 04 · Bad\n\nIt breaks."), new_code_cell("print(1)"),
                              new_code_cell("\nint('x')"), new_code_cell("print('never')")])
    dead = new_notebook(cells=[new_markdown_cell("# 05 · Dead"), new_code_cell("import os\nos._exit(9)")])
    for name, notebook in {"03_good": good, "04_bad": bad, "05_dead": dead}.items():
        nbformat.write(notebook, folder / f"{name}.ipynb")
    (folder / "scratch.ipynb").write_text("not part of the course", encoding="utf-8")
    build = folder.parent / "build"
    return folder, build, run_notebooks(folder, build, write=True)


def stored(course, name):
    return nbformat.read(course[0] / f"{name}.ipynb", as_version=4)


def test_runs_say_time_memory_and_error(course):
    good, bad, dead = course[2]
    assert [run.name for run in course[2]] == ["03_good", "04_bad", "05_dead"]
    assert good.error == "" and good.seconds > 1.5
    assert 480e6 < good.peak_bytes < 1000e6, "60 million float64 are 480 MB"
    assert "FAILED in cell 3, which begins \"int('x')\": ValueError: invalid literal" in bad.error
    assert "FAILED in cell 2" in dead.error and "the kernel died" in dead.error


def test_progress_names_each_notebook_and_where_to_look(course, capsys, tmp_path):
    run_notebooks(course[0], tmp_path, only=["04"])
    lines = capsys.readouterr().out.split("\n")
    assert lines[0].startswith("04 bad ... FAILED in cell 3")
    assert "1 of 1 notebooks failed: 04_bad" in lines
    assert f"The executed pages: {tmp_path / 'index.html'}" in lines


def test_cells_run_in_the_folder_with_this_python(course):
    text = stored(course, "03_good").cells[3].outputs[0].text
    assert text.split() == ["notebooks", sys.executable, "60000000.0"]


def test_stored_notebook_is_in_the_common_form(course):
    notebook = stored(course, "03_good")
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    assert notebook.metadata == {"kernelspec": kernel, "language_info": {"name": "python"}}
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [1, 2, 3]
    assert [cell.metadata for cell in code] == [{}, {}, {"tags": ["nbval-ignore-output", "opening-picture"]}]
    assert code[2].outputs[0].metadata == {"image/png": {"alt": 'a red square with a "corner"'}}


def test_measurements_are_written_into_the_prose_and_the_record(course):
    notebook, good = stored(course, "03_good"), course[2][0]
    cores = {1: "one CPU core", 2: "two CPU cores"}.get(os.cpu_count(), f"{os.cpu_count()} CPU cores")
    line = f"**It takes** {format_seconds(good.seconds)} and {format_bytes(good.peak_bytes)} on {cores}."
    assert notebook.cells[0].source.endswith(line)
    seconds = int(re.fullmatch(rf"(\d+) s when last measured on {cores}\.", notebook.cells[2].source)[1])
    assert 1 <= seconds <= good.seconds
    record = json.loads((course[0].parent / "data" / "runs" / "notebooks.json").read_text(encoding="utf-8"))
    assert list(record["notebooks"]) == ["03_good"]
    assert record["notebooks"]["03_good"]["seconds"] == round(good.seconds, 1)


def test_opening_picture_is_the_figure_of_its_cell(course):
    picture = Image.open(course[0] / "images" / "03_good.png")
    assert (picture.size, picture.getpixel((0, 0))) == ((4, 4), (255, 0, 0))


def test_failed_notebook_is_left_as_it_was(course):
    assert all(not cell.outputs for cell in stored(course, "04_bad").cells if cell.cell_type == "code")


def test_pages_read_offline_and_describe_their_figures(course):
    page = (course[1] / "03_good.html").read_text(encoding="utf-8")
    assert re.search(r"<img alt='a red square with a \"corner\"'\s+src=\"data:image/png", page)
    fetched = re.findall(r"<(?:script|link|img)[^>]*(?:src|href)=\"?(http[^\"> ]+)", page)
    assert all("mathjax" in address for address in fetched)
    assert 'href="04_bad.html"' in page and "colab.research.google.com" not in page
    assert "ValueError" in (course[1] / "04_bad.html").read_text(encoding="utf-8")


def test_index_lists_the_notebooks(course):
    index = (course[1] / "index.html").read_text(encoding="utf-8")
    assert '<a href="03_good.html">03 · Counting &amp; summing</a>' in index
    assert "First you count, then notebook 04 breaks." in index
    assert format_bytes(course[2][0].peak_bytes) in index
    assert index.count("did not run to its end") == 2
    assert "scratch" not in index


def test_a_cell_that_hangs_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(notebooks, "CELL_TIMEOUT_S", 1)
    notebook = new_notebook(cells=[new_code_cell("import time\ntime.sleep(30)")])
    run, _ = notebooks.execute(notebook, "06_slow", tmp_path)
    assert run.error == "FAILED in cell 1, which begins 'import time': it took longer than 1 s"


def test_notebooks_are_chosen_by_number_or_name(course):
    assert [path.stem for path in find_notebooks(course[0], ["04", "03_good"])] == ["03_good", "04_bad"]
    with pytest.raises(ValueError, match=r"no notebook '7' in .*: choose by number or name among 03_good"):
        find_notebooks(course[0], ["7"])
    with pytest.raises(ValueError, match="no notebook NN_name.ipynb in"):
        find_notebooks(course[1])


@pytest.mark.parametrize(("seconds", "text"), [(0.2, "1 s"), (89.4, "89 s"), (119.6, "2 min 0 s")])
def test_durations(seconds, text):
    assert format_seconds(seconds) == text


@pytest.mark.parametrize(("count", "text"), [(243e6, "240 MB"), (949e6, "950 MB"), (960e6, "1.0 GB")])
def test_amounts_of_memory(count, text):
    assert format_bytes(count) == text


def test_normalising_twice_changes_nothing(course):
    notebook = stored(course, "03_good")
    assert normalise(nbformat.from_dict(notebook)) == notebook


def test_only_the_prose_above_a_cell_takes_its_time():
    notebook = new_notebook(cells=[
        new_markdown_cell("**It takes** x"), new_code_cell("a"), new_code_cell("b"),
        new_markdown_cell("9 s when last measured on 8 CPU cores, 9 s in all")])
    store_measurements(notebook, notebooks.Run("03", 95, int(2e9)), {1: 5.2, 2: 7.1})
    assert notebook.cells[0].source.startswith("**It takes** 1 min 35 s and 2.0 GB on ")
    assert notebook.cells[3].source.startswith("9 s when last")


def test_first_paragraph_skips_headings_and_pictures():
    opening = "# 1 · T\n![x](y)\n\nSee `a_b` and **c** [d](e).\n\nMore."
    notebook = new_notebook(cells=[new_markdown_cell(opening)])
    assert pages.first_paragraph(notebook) == "See a_b and c d."
    assert pages.first_paragraph(new_notebook(cells=[])) == ""


# The public address.

@pytest.fixture
def checkout(tmp_path):
    """A small checkout whose public address is `ada/every-pixel`."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "x"\n[project.urls]\nRepository = "https://github.com/ada/every-pixel"\n',
        encoding="utf-8")
    (tmp_path / "README.md").write_text(
        "git clone https://github.com/ada/every-pixel.git\r\n"
        "https://github.com/ada/every-pixel-data stays\r\n", encoding="utf-8", newline="")
    cells = [new_markdown_cell(badge("ada/every-pixel", "00_a.ipynb")),
             new_code_cell(setup_source("ada/every-pixel"))]
    nbformat.write(new_notebook(cells=cells), tmp_path / "notebooks" / "00_a.ipynb")
    return tmp_path


def test_set_badges_changes_the_address_everywhere(checkout):
    changed = set_badges(checkout / "notebooks", "ada/pixels.v2")
    assert {path.name for path in changed} == {"pyproject.toml", "README.md", "00_a.ipynb"}
    assert public_repo(checkout) == "ada/pixels.v2"
    notebook = nbformat.read(checkout / "notebooks" / "00_a.ipynb", as_version=4)
    assert notebook.cells[0].source == badge("ada/pixels.v2", "00_a.ipynb")
    assert notebook.cells[1].source == setup_source("ada/pixels.v2")
    assert (checkout / "README.md").read_bytes() == (
        b"git clone https://github.com/ada/pixels.v2.git\r\n"
        b"https://github.com/ada/every-pixel-data stays\r\n")
    assert set_badges(checkout / "notebooks", "ada/pixels.v2") == []
    set_badges(checkout / "notebooks", "ada/every-pixel")
    assert public_repo(checkout) == "ada/every-pixel"


@pytest.mark.parametrize("repo", ["", "ada", "ada/", "/pixels", "ada/pixels/x",
                                  "https://github.com/ada/pixels",
                                  "ada/pix els", "-ada/pixels", "ada/pixels\n", 'ada/"x'])
def test_set_badges_refuses_what_is_no_repository(checkout, repo):
    before = (checkout / "pyproject.toml").read_bytes()
    with pytest.raises(ValueError, match="give owner/name as on GitHub"):
        set_badges(checkout / "notebooks", repo)
    assert (checkout / "pyproject.toml").read_bytes() == before


# The set-up cell.

def run_setup_cell(folder, python=sys.executable, after="", **environment):
    source = setup_source(public_repo(ROOT)) + "\n" + after
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run([str(python), "-c", source], cwd=folder, env={**kept, **environment}, text=True,
                          capture_output=True, check=False)


@pytest.fixture
def bare_python(tmp_path_factory):
    """A Python that has this one's packages, as Colab has its own, but not the course."""
    folder = tmp_path_factory.mktemp("bare")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    asked = [str(python), "-c", "import site; print(site.getsitepackages()[-1])"]
    packages = subprocess.run(asked, check=True, text=True, capture_output=True).stdout.strip()
    (Path(packages) / "packages.pth").write_text("\n".join(site.getsitepackages()), encoding="utf-8")
    return python


def test_setup_cell_does_nothing_where_helpers_imports(tmp_path):
    done = run_setup_cell(tmp_path, PYTHONPATH=str(ROOT), COURSE_REPO="/nowhere")
    assert (done.returncode, done.stdout) == (0, "set-up ok\n"), done.stderr
    assert list(tmp_path.iterdir()) == []


def test_setup_cell_finds_the_checkout_around_the_notebooks(bare_python, tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "helpers").mkdir()
    (tmp_path / "helpers" / "__init__.py").write_text("", encoding="utf-8")
    done = run_setup_cell(tmp_path / "notebooks", bare_python, "import helpers; print(helpers.__file__)",
                          COURSE_REPO="/nowhere")
    found = str(tmp_path / "helpers" / "__init__.py")
    assert done.stdout.split("\n")[:2] == ["set-up ok", found], done.stderr


@pytest.mark.skipif(find_spec("pip") is None, reason="the set-up cell calls pip, and this environment has none")
def test_setup_cell_fetches_and_installs_the_course_elsewhere(bare_python, tmp_path):
    origin = tmp_path / "origin"
    (origin / "helpers").mkdir(parents=True)
    for name in ("pyproject.toml", "LICENSE", "helpers/__init__.py"):
        (origin / name).write_bytes((ROOT / name).read_bytes())
    (origin / "README.md").write_text("The course.", encoding="utf-8")
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    for command in (["init", "-q"], ["add", "."], [*identity, "commit", "-q", "-m", "The course"]):
        subprocess.run(["git", *command], cwd=origin, check=True)
    empty = tmp_path / "empty folder"
    empty.mkdir()
    offline = {"COURSE_REPO": str(origin), "PIP_NO_BUILD_ISOLATION": "0", "PIP_NO_INDEX": "1"}
    done = run_setup_cell(empty, bare_python, "import helpers; print(helpers.__file__)", **offline)
    assert done.returncode == 0, done.stderr
    fetched = empty / "every-pixel" / "helpers" / "__init__.py"
    assert done.stdout.split("\n")[-3:-1] == ["set-up ok", str(fetched)]
    assert list(bare_python.parent.glob("course*")), "the command `course` is installed"
    again = run_setup_cell(empty, bare_python, COURSE_REPO="/nowhere")
    assert (again.returncode, again.stdout) == (0, "set-up ok\n"), again.stderr


def test_setup_cell_stops_where_the_course_cannot_be_fetched(bare_python, tmp_path):
    done = run_setup_cell(tmp_path, bare_python, COURSE_REPO=str(tmp_path / "nowhere"))
    assert done.returncode != 0
    assert "set-up ok" not in done.stdout and "does not exist" in done.stderr
