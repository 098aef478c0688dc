"""Executed notebooks as web pages: one page each and an index, readable without a network."""

import copy
import html
import re
from dataclasses import dataclass
from pathlib import Path

from jinja2 import DictLoader
from nbconvert import HTMLExporter
from nbformat import NotebookNode

# JupyterLab's own page, less the scripts that it would fetch and no notebook here needs, plus the alt texts
# of figures. Formulas are typeset where there is a network and stay readable as TeX where there is none.
_PAGE = """\
{% extends 'lab/index.html.j2' %}
{% block html_head_js_requirejs %}{% endblock %}
{% block html_head_js_mermaidjs %}{% endblock %}
{% block html_head_js_mathjax %}
<script type="text/x-mathjax-config">
MathJax.Hub.Config({tex2jax: {inlineMath: [['$', '$']], processEscapes: true}, messageStyle: 'none'});
</script>
<script async src="{{ resources.mathjax_url }}"></script>
{% endblock %}
{% block data_png scoped %}
<div class="jp-RenderedImage jp-OutputArea-output {{ extra_class }}">
<img src="data:image/png;base64,{{ output.data['image/png'] | escape_html }}"
 alt="{{ (output | get_metadata('alt', 'image/png') or '') | escape_html }}">
</div>
{% endblock %}
"""

_INDEX = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Every Pixel</title>
<style>
  :root {{ color-scheme: light dark; }}
  body {{ font: 17px/1.55 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1.2rem; }}
  ol {{ list-style: none; padding: 0; }}
  li {{ border-top: 1px solid #8886; padding: 1rem 0; }}
  h2 {{ font-size: 1.15rem; margin: 0; }}
  p {{ margin: .35rem 0; }}
  small {{ opacity: .75; }}
  .failed {{ color: #c2410c; font-weight: 600; opacity: 1; }}
</style>
</head>
<body>
<h1>Every Pixel</h1>
<p>The course as it ran on this machine, on the sample data.</p>
<ol>
{items}
</ol>
</body>
</html>
"""

_ITEM = """\
<li>
<h2><a href="{name}.html">{title}</a></h2>
<p>{summary}</p>
<small{failed}>{note}</small>
</li>"""

_BADGE = re.compile(r"\[!\[Open in Colab\]\([^)]*\)\]\([^)]*\)")
_LINK_TO_NOTEBOOK = re.compile(r"(\]\(\d\d_\w+)\.ipynb")


@dataclass(frozen=True)
class Entry:
    """One line of the index."""

    name: str
    title: str
    summary: str
    note: str
    failed: bool


def write_page(notebook: NotebookNode, path: Path, folder: Path) -> None:
    """Writes a notebook with its outputs as one HTML file.

    Args:
        notebook: is left as it is.
        path: the file to write.
        folder: where pictures that the prose links to are looked up; they are put into the page.
    """
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _LINK_TO_NOTEBOOK.sub(r"\1.html", _BADGE.sub("", cell.source))
    exporter = HTMLExporter(embed_images=True, extra_loaders=[DictLoader({"page.html.j2": _PAGE})],
                            template_file="page.html.j2")
    resources = {"metadata": {"name": title_of(notebook) or path.stem, "path": str(folder)}}
    page, _ = exporter.from_notebook_node(notebook, resources=resources)
    path.write_text(page, encoding="utf-8")


def index_entry(notebook: NotebookNode, name: str, seconds: str, memory: str, failed: bool) -> Entry:
    """Makes a notebook's line of the index from its first cell and how it ran."""
    note = f"did not run to its end ({seconds})" if failed else f"{seconds}, {memory}"
    return Entry(name, title_of(notebook) or name, first_paragraph(notebook), note, failed)


def write_index(entries: list[Entry], path: Path) -> None:
    """Writes the page that lists the executed notebooks."""
    items = [
        _ITEM.format(name=html.escape(entry.name), title=html.escape(entry.title),
                     summary=html.escape(entry.summary), note=html.escape(entry.note),
                     failed=' class="failed"' if entry.failed else "")
        for entry in entries
    ]
    path.write_text(_INDEX.format(items="\n".join(items)), encoding="utf-8")


def title_of(notebook: NotebookNode) -> str:
    """Returns the text of the first heading of the first cell, "" where it has none."""
    found = re.search(r"^# (.+)$", notebook.cells[0].source, re.MULTILINE) if notebook.cells else None
    return found[1].strip() if found else ""


def first_paragraph(notebook: NotebookNode) -> str:
    """Returns the first paragraph of prose of the first cell, without markup, "" where it has none."""
    for block in re.split(r"\n\s*\n", notebook.cells[0].source if notebook.cells else ""):
        lines = [line for line in block.strip().split("\n") if not line.startswith(("#", "[![", "!["))]
        text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(lines))
        text = re.sub(r"[*`]", "", text).strip()
        if text:
            return text
    return ""
