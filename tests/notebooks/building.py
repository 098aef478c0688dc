"""Takes out of a notebook what it builds, so that tests can hold it against `helpers`."""

import ast
from types import SimpleNamespace

from hygiene import ROOT, cells, read, tags

KEPT = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)


def built_in(filename: str) -> SimpleNamespace:
    """Runs the imports, functions and parameters of a notebook's cells and returns them.

    Exercises are left out, and cells to copy too: they import from `helpers` what the notebook has built, under the
    same names, and `helpers` would be held against itself.

    Args:
        filename: name of the notebook, for example "05_building_the_unet.ipynb".

    Returns:
        Everything that these lines define, as attributes; a function defined twice is the later one.
    """
    left_out = {"setup", "exercise", "copy-kit"}
    return _defined(filename, [cell for cell in _code(filename) if not left_out & set(tags(cell))])


def copy_kits_in(filename: str) -> SimpleNamespace:
    """Runs the imports and functions of a notebook's cells to copy and returns them, as `built_in` does."""
    return _defined(filename, [cell for cell in _code(filename) if "copy-kit" in tags(cell)])


def _code(filename: str) -> list:
    return [cell for _, cell in cells(read(ROOT / "notebooks" / filename), "code")]


def _defined(filename: str, chosen: list) -> SimpleNamespace:
    kept = []
    for cell in chosen:
        whole = "parameters" in tags(cell)
        kept += [node for node in ast.parse(cell.source).body if whole or isinstance(node, KEPT)]
    namespace = {"__name__": "built"}
    exec(compile(ast.Module(kept, []), filename, "exec"), namespace)  # noqa: S102  (it is what a notebook does)
    return SimpleNamespace(**namespace)
