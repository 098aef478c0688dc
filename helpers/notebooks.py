"""Runs the course's notebooks, measures them and stores their outputs.

A numbered notebook is a file `NN_name.ipynb`. Pages are made from executed notebooks by `helpers.pages`.
"""

import base64
import json
import os
import platform
import re
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from helpers import pages
from helpers.packing import pack_figures

CELL_TIMEOUT_S = 300
MEMORY_EVERY_S = 0.1

_HEADER_LINE = re.compile(r"^\*\*It takes\*\*.*$", re.MULTILINE)
_CELL_TIME = re.compile(r"\b\d+ s when last measured on [\w ]+? CPU cores?\b")


@dataclass(frozen=True)
class Run:
    """How one notebook ran: `error` is empty where every cell did."""

    name: str
    seconds: float
    peak_bytes: int
    error: str = ""


class _ThisPython(AsyncKernelManager):
    """Starts kernels with the Python that runs this code, whatever kernels are registered on the machine."""

    @property
    def kernel_spec(self) -> KernelSpec:
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        argv.append("--IPKernelApp.log_level=ERROR")  # its warnings are about local networking
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


def find_notebooks(folder: Path, only: list[str] | None = None) -> list[Path]:
    """Lists the numbered notebooks of a folder in the order of the course.

    Args:
        folder: where the notebooks lie.
        only: numbers ("07") or file names without suffix ("07_train_nuclei"); None takes all.

    Raises:
        ValueError: the folder has no numbered notebook, or `only` names one that is not there.

    Example:
        >>> from helpers.paths import NOTEBOOKS
        >>> [path.stem for path in find_notebooks(NOTEBOOKS, only=["07"])]
        ['07_train_nuclei']
    """
    found = sorted(Path(folder).glob("[0-9][0-9]_*.ipynb"))
    if not found:
        raise ValueError(f"no notebook NN_name.ipynb in {folder}: name the course's folder of notebooks")
    if only is None:
        return found
    for wanted in only:
        if not any(wanted in (path.stem, path.stem[:2]) for path in found):
            names = ", ".join(path.stem for path in found)
            raise ValueError(f"no notebook {wanted!r} in {folder}: choose by number or name among {names}")
    return [path for path in found if path.stem in only or path.stem[:2] in only]


def run_notebooks(
    folder: Path, build_dir: Path, write: bool = False, only: list[str] | None = None
) -> list[Run]:
    """Executes notebooks one after the other and writes them as pages that can be read offline.

    A notebook that fails is named with the cell and the error, and the others still run.

    Args:
        folder: where the notebooks lie; cells run with this as the current folder.
        build_dir: receives one page per notebook and `index.html`.
        write: also stores outputs and measured times in the notebooks that ran to their end, their opening
            pictures in `images/`, and time and peak memory of each in `../data/runs/notebooks.json`.
        only: see `find_notebooks`.

    Returns:
        One `Run` per notebook, in the order of the course.

    Raises:
        ValueError: there is no such notebook.
    """
    folder, build_dir = Path(folder).resolve(), Path(build_dir)
    build_dir.mkdir(parents=True, exist_ok=True)
    runs, entries = [], []
    for path in find_notebooks(folder, only):
        print(f"{path.stem.replace('_', ' ', 1)} ... ", end="", flush=True)
        notebook = nbformat.read(path, as_version=4)
        run, cell_seconds = execute(notebook, path.stem, folder)
        print(run.error or f"{format_seconds(run.seconds)}, {format_bytes(run.peak_bytes)}", flush=True)
        if write and not run.error:
            store_measurements(notebook, run, cell_seconds)
            store_opening_picture(notebook, folder / "images" / f"{path.stem}.png")
            nbformat.write(pack_figures(normalise(notebook)), path)
        pages.write_page(notebook, build_dir / f"{path.stem}.html", folder)
        entries.append(pages.index_entry(notebook, path.stem, format_seconds(run.seconds),
                                         format_bytes(run.peak_bytes), bool(run.error)))
        runs.append(run)
    pages.write_index(entries, build_dir / "index.html")
    if write:
        _record(runs, folder.parent / "data" / "runs" / "notebooks.json")
    failed = [run.name for run in runs if run.error]
    if failed:
        print(f"{len(failed)} of {len(runs)} notebooks failed: {', '.join(failed)}")
    print(f"The executed pages: {build_dir / 'index.html'}")
    return runs


def execute(notebook: NotebookNode, name: str, folder: Path) -> tuple[Run, dict[int, float]]:
    """Executes a notebook in place, in a fresh kernel of this Python.

    Returns:
        The run, and the seconds that each cell took, by its index in the notebook.
    """
    started: dict[int, float] = {}
    cell_seconds: dict[int, float] = {}
    client = NotebookClient(
        notebook, timeout=CELL_TIMEOUT_S, kernel_manager_class=_ThisPython, record_timing=False,
        coalesce_streams=True,
        on_cell_execute=lambda cell, cell_index: started.update({cell_index: time.perf_counter()}),
        on_cell_executed=lambda cell, cell_index, execute_reply: cell_seconds.update(
            {cell_index: time.perf_counter() - started[cell_index]}),
    )
    # A backend named in the environment would keep figures out of the notebook.
    environment = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    finished = threading.Event()
    error = ""
    with ThreadPoolExecutor(1) as pool:
        peak = pool.submit(_peak_memory_of_children, finished)
        start = time.perf_counter()
        try:
            client.execute(cwd=str(folder), env=environment)
        except CellExecutionError as failure:
            error = f"{failure.ename}: {failure.evalue}"
        except CellTimeoutError:
            error = f"it took longer than {CELL_TIMEOUT_S} s"
        except DeadKernelError:
            error = "the kernel died, often for want of memory"
        finally:
            finished.set()
        seconds = time.perf_counter() - start
    if error:
        index = max(started)
        error = f"FAILED in cell {index + 1}, which begins {_first_line(notebook.cells[index])!r}: {error}"
    return Run(name, seconds, peak.result(), error), cell_seconds


def _first_line(cell: NotebookNode) -> str:
    return cell.source.strip().split("\n")[0]


def _peak_memory_of_children(finished: threading.Event) -> int:
    """Watches this process's descendants until `finished` is set; returns the most bytes held at a time."""
    peak = 0
    while not finished.wait(MEMORY_EVERY_S):
        held = 0
        for process in psutil.Process().children(recursive=True):
            try:
                held += process.memory_info().rss
            except psutil.Error:  # it ended between the two calls
                continue
        peak = max(peak, held)
    return peak


def format_seconds(seconds: float) -> str:
    """Writes a duration as people say it.

    Example:
        >>> format_seconds(41.3), format_seconds(95)
        ('41 s', '1 min 35 s')
    """
    whole = max(1, round(seconds))
    return f"{whole} s" if whole < 90 else f"{whole // 60} min {whole % 60} s"


def format_bytes(count: int) -> str:
    """Writes an amount of memory with two digits or so.

    Example:
        >>> format_bytes(1_130_000_000), format_bytes(243_000_000)
        ('1.1 GB', '240 MB')
    """
    return f"{count / 1e9:.1f} GB" if count >= 950e6 else f"{round(count / 1e7) * 10} MB"


def store_measurements(notebook: NotebookNode, run: Run, cell_seconds: dict[int, float]) -> None:
    """Writes what was measured into the prose, in place.

    Two places take a measurement: the line `**It takes** ...` of the first cell, and the words
    `N s when last measured on two CPU cores` in a markdown cell, which speak of the code cell after it.
    """
    cores = {1: "one CPU core", 2: "two CPU cores"}.get(os.cpu_count(), f"{os.cpu_count()} CPU cores")
    taken = f"**It takes** {format_seconds(run.seconds)} and {format_bytes(run.peak_bytes)} on {cores}."
    notebook.cells[0].source = _HEADER_LINE.sub(taken, notebook.cells[0].source)
    for index, seconds in cell_seconds.items():
        before = notebook.cells[index - 1]
        if index > 0 and before.cell_type == "markdown":
            words = f"{max(1, round(seconds))} s when last measured on {cores}"
            before.source = _CELL_TIME.sub(words, before.source)


def store_opening_picture(notebook: NotebookNode, path: Path) -> None:
    """Writes the figure of the cell tagged `opening-picture` to the file that the first cell shows."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []) if "opening-picture" in cell.metadata.get("tags", []) else []:
            if "image/png" in output.get("data", {}):
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(base64.b64decode(output.data["image/png"]))


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Puts an executed notebook into the one form in which it is committed, in place, and returns it.

    Execution counts are 1..n; of the metadata only tags, hidden inputs and alt texts stay.
    """
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = nbformat.from_dict({
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    })
    code_cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({key: cell.metadata[key] for key in ("jupyter", "tags")
                                            if cell.metadata.get(key)})
    for count, cell in enumerate(code_cells, start=1):
        cell.execution_count = count
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = count
            if "metadata" in output:
                alt = output.metadata.get("image/png", {}).get("alt")
                output.metadata = nbformat.from_dict({"image/png": {"alt": alt}} if alt else {})
    return notebook


def _record(runs: list[Run], path: Path) -> None:
    """Adds measurements to the record; notebooks that were not run now keep their last ones."""
    path.parent.mkdir(parents=True, exist_ok=True)
    record = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"notebooks": {}}
    record.update(cpu_cores=os.cpu_count(), python=platform.python_version(), system=platform.system())
    for run in runs:
        if not run.error:
            record["notebooks"][run.name] = {"seconds": round(run.seconds, 1),
                                             "peak_megabytes": round(run.peak_bytes / 1e6)}
    path.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
