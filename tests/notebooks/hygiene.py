"""The rules that every notebook of the course keeps, as functions from a notebook to a list of complaints.

A complaint names the rule that was broken and, where there is one, the cell, counted from 1.
"""

import ast
import copy
import re
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from helpers.address import badge, public_repo, setup_source
from helpers.notebooks import normalise

ROOT = Path(__file__).resolve().parents[2]

UNCOMPARED = {"setup", "nbval-ignore-output", "raises-exception"}
TAGS = UNCOMPARED | {"parameters", "copy-kit", "exercise", "hide-input", "opening-picture"}
BANNED = re.compile(r"\b(simply|just|obviously|powerful|amazing|let['’]s dive in)\b", re.IGNORECASE)
LINE_LENGTH = 110
CELL_LINES = 30
OUTPUT_BYTES = 1_500_000
COMPUTED_CELLS = 8
ENDING = ("what you should remember", "exercises", "further reading")
INSTALLATION = re.compile(r"\b(pip|conda|mamba|apt|apt-get)\b.*\binstall\b")
MEASURED = re.compile(r"^\*\*It takes\*\* (\d+ min )?\d+ s and [\d.]+ [MG]B on .+ cores?\.$", re.MULTILINE)
ABSOLUTE_PATH = re.compile(r"(?<![\w./:])(/(?:[\w.-]+/){2,}|[A-Z]:\\)")

Rule = Callable[[NotebookNode, str], Iterator[str]]
RULES: list[Rule] = []


def rule(check: Rule) -> Rule:
    RULES.append(check)
    return check


def cells(notebook: NotebookNode, kind: str) -> Iterator[tuple[int, NotebookNode]]:
    """Yields the cells of a kind with their place in the notebook, from 1."""
    for place, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == kind:
            yield place, cell


def tags(cell: NotebookNode) -> list[str]:
    return cell.metadata.get("tags", [])


def tagged(notebook: NotebookNode, tag: str) -> list[tuple[int, NotebookNode]]:
    return [(place, cell) for place, cell in cells(notebook, "code") if tag in tags(cell)]


def code_lines(cell: NotebookNode) -> list[str]:
    return [line for line in cell.source.split("\n") if line.strip()]


def prose(cell: NotebookNode) -> str:
    """Returns the words of a markdown cell: no code blocks, code spans, addresses or HTML tags."""
    text = re.sub(r"```.*?```", " ", cell.source, flags=re.DOTALL)
    text = re.sub(r"`[^`\n]*`", " code ", text)
    return re.sub(r"\]\([^)]*\)|<[^>]+>", " ", text)


def opening(notebook: NotebookNode) -> str:
    first = notebook.cells[0] if notebook.cells else None
    return first.source if first is not None and first.cell_type == "markdown" else ""


@rule
def the_opening_says_what_comes(notebook, filename):
    text = opening(notebook)
    if not re.match(rf"# {filename[:2]} · \S", text):
        yield f"the first cell begins with the title '# {filename[:2]} · ...'"
    for line in ("**Afterwards you can**", "**You need**", "**It takes**"):
        if not re.search("^" + re.escape(line), text, re.MULTILINE):
            yield f"the first cell has a line that begins {line}"
    goals = re.search(r"^\*\*Afterwards you can\*\*\s*\n((?:\s*\d+\. .+\n?)+)", text, re.MULTILINE)
    if goals is None or len(goals[1].strip().split("\n")) < 2:
        yield "numbered goals stand below '**Afterwards you can**'"
    if not MEASURED.search(text):
        yield "the line '**It takes**' is written by `make notebooks`, from a measured run"


@rule
def the_badge_opens_this_file(notebook, filename):
    if badge(public_repo(ROOT), filename) not in opening(notebook):
        yield f"the first cell has the Colab badge of notebooks/{filename}; see helpers.address.badge"


@rule
def the_opening_shows_where_it_ends(notebook, filename):
    pictures = [alt for alt in re.findall(r"!\[([^\]]*)\]\(", opening(notebook)) if alt != "Open in Colab"]
    if not pictures:
        yield "the first cell shows a picture of where the notebook ends"


@rule
def it_closes_as_every_notebook(notebook, filename):
    text = "\n".join(cell.source for _, cell in cells(notebook, "markdown"))
    headings = [heading.strip().lower() for heading in re.findall(r"^## (.+)$", text, re.MULTILINE)]
    if tuple(headings[-3:]) != ENDING:
        yield "the last three sections (##) are 'What you should remember', 'Exercises', 'Further reading'"
    if not 2 <= len(tagged(notebook, "exercise")) <= 5:
        yield "two to five code cells are tagged 'exercise'"


@rule
def tags_are_known(notebook, filename):
    for place, cell in cells(notebook, "code"):
        for tag in set(tags(cell)) - TAGS:
            yield f"cell {place}: the tag {tag!r} is none of {', '.join(sorted(TAGS))}"
        if "NBVAL_" in cell.source:
            yield f"cell {place}: nbval is told by tags, not by comments"
    if len(tagged(notebook, "parameters")) != 1:
        yield "one cell is tagged 'parameters'"


@rule
def the_setup_cell_is_the_common_one(notebook, filename):
    setup = tagged(notebook, "setup")
    first_code = next(cells(notebook, "code"), (0, None))
    if [place for place, _ in setup] != [first_code[0]]:
        yield "the first code cell, and no other, is tagged 'setup'"
    elif setup[0][1].source != setup_source(public_repo(ROOT)):
        yield "the set-up cell is that of helpers.address.setup_source, to the letter"


@rule
def nothing_is_installed_on_the_way(notebook, filename):
    for place, cell in cells(notebook, "code"):
        for line in code_lines(cell):
            if line.lstrip().startswith(("%", "!")):
                yield f"cell {place}: no magics and no shell commands: {line.strip()!r}"
            if "setup" not in tags(cell) and INSTALLATION.search(line):
                yield f"cell {place}: nothing is installed outside the set-up cell: {line.strip()!r}"


@rule
def code_is_short(notebook, filename):
    lengths = []
    for place, cell in cells(notebook, "code"):
        lines = code_lines(cell)
        if not lines:
            yield f"cell {place}: no empty code cells"
        if len(lines) > CELL_LINES:
            yield f"cell {place}: {len(lines)} lines of code, at most {CELL_LINES}"
        if any(len(line) > LINE_LENGTH for line in lines):
            yield f"cell {place}: a line is longer than {LINE_LENGTH} characters"
        if any(line.rstrip().endswith(";") for line in lines):
            yield f"cell {place}: no ';' at the end of a line, nbval prints the value all the same"
        if "setup" not in tags(cell):
            lengths.append(len(lines))
    if lengths and not 3 <= statistics.median(lengths) <= 6:
        yield f"the median code cell has {statistics.median(lengths):g} lines, it has 3 to 6"
    if sum(length <= 15 for length in lengths) < 0.9 * len(lengths):
        yield "nine code cells in ten have at most 15 lines"


@rule
def prose_and_code_are_in_balance(notebook, filename):
    markdown = [cell for _, cell in cells(notebook, "markdown")]
    code = list(cells(notebook, "code"))
    words = sum(len(prose(cell).split()) for cell in markdown)
    if not 1000 <= words <= 3000:
        yield f"{words} words, not 1,000 to 3,000"
    if not 0.8 <= len(markdown) / max(1, len(code)) <= 1.6:
        yield f"{len(markdown)} markdown cells to {len(code)} code cells, not 0.8 to 1.6 as many"
    if not 40 <= len(notebook.cells) <= 90:
        yield f"{len(notebook.cells)} cells, not 40 to 90"


@rule
def words_are_plain(notebook, filename):
    for place, cell in cells(notebook, "markdown"):
        for word in BANNED.findall(prose(cell)):
            yield f"cell {place}: the word {word!r} says nothing"


@rule
def pictures_are_described(notebook, filename):
    for place, cell in cells(notebook, "markdown"):
        for alt, _ in re.findall(r"!\[([^\]]*)\]\(([^)]*)\)", cell.source):
            if len(alt.strip()) < 10:
                yield f"cell {place}: the picture needs an alt text that describes it, not {alt!r}"
        if re.search(r"<img\b(?![^>]*\balt=[\"'][^\"']{10})", cell.source):
            yield f"cell {place}: <img> needs an alt text that describes it"
    for place, cell in cells(notebook, "code"):
        for output in cell.outputs:
            alt = output.get("metadata", {}).get("image/png", {}).get("alt", "")
            if "image/png" in output.get("data", {}) and len(alt.strip()) < 10:
                yield f"cell {place}: the figure has no alt text: show it with helpers.plots.show"


@rule
def outputs_are_stored_in_order(notebook, filename):
    code = list(cells(notebook, "code"))
    if [cell.execution_count for _, cell in code] != list(range(1, len(code) + 1)):
        yield "execution counts run from 1 to n: run `make notebooks`"
    if normalise(copy.deepcopy(notebook)) != notebook:
        yield "metadata is in the common form: run `make notebooks`"


@rule
def outputs_are_clean(notebook, filename):
    size = 0
    for place, cell in cells(notebook, "code"):
        for output in cell.outputs:
            text = str(output.get("text", "")) + str(output.get("data", ""))
            size += len(text)
            if output.get("name") == "stderr":
                yield f"cell {place}: a warning or log is stored, cure its cause: {text[:60]!r}"
            if output.output_type == "error" and "raises-exception" not in tags(cell):
                yield f"cell {place}: an error is stored: {output.ename}"
            if {"image/svg+xml", "application/pdf"} & set(output.get("data", {})):
                yield f"cell {place}: figures are stored as PNG"
            shown = str(output.get("text", "")) + str(output.get("data", {}).get("text/plain", ""))
            if ABSOLUTE_PATH.search(shown):
                yield f"cell {place}: a path of one machine is stored: {ABSOLUTE_PATH.search(shown)[0]!r}"
    if size > OUTPUT_BYTES:
        yield f"outputs take {size:,} bytes, at most {OUTPUT_BYTES:,}"


def computed_text(cell: NotebookNode) -> str:
    """Returns the lines of a cell's text outputs that do not stand in its source as they are."""
    try:
        nodes = list(ast.walk(ast.parse(cell.source)))
    except SyntaxError:  # a magic, about which another rule complains
        return ""
    texts = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    constants = {line.strip() for text in texts for line in text.split("\n")}
    printed = []
    for output in cell.outputs:
        data = output.get("data", {})
        if output.get("name") != "stderr" and "image/png" not in data:
            printed += str(output.get("text", data.get("text/plain", ""))).split("\n")
    return "\n".join(line for line in printed if line.strip() and line.strip().strip("'\"") not in constants)


@rule
def enough_is_computed_and_compared(notebook, filename):
    compared = [cell for _, cell in cells(notebook, "code")
                if not UNCOMPARED & set(tags(cell)) and computed_text(cell)]
    if len(compared) < COMPUTED_CELLS:
        yield f"{len(compared)} compared cells print something computed, at least {COMPUTED_CELLS} do"


def complaints(notebook: NotebookNode, filename: str) -> list[str]:
    """Returns what a notebook of that file name does against the rules, empty if nothing."""
    return [complaint for check in RULES for complaint in check(notebook, filename)]


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)
