"""Takes out of a notebook what it builds, so that tests can hold it against `helpers`."""

import ast
from types import SimpleNamespace

from hygiene import ROOT, cells, read, tags

KEPT = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)


def built_in(filename: str) -> SimpleNamespace:
    """Runs the imports, functions and parameters of a notebook's cells, exercises left out, and returns them.

    Args:
        filename: name of the notebook, for example "05_building_the_unet.ipynb".

    Returns:
        Everything that these lines define, as attributes; a function defined twice is the later one.
    """
    kept = []
    for _, cell in cells(read(ROOT / "notebooks" / filename), "code"):
        if not {"setup", "exercise"} & set(tags(cell)):
            whole = "parameters" in tags(cell)
            kept += [node for node in ast.parse(cell.source).body if whole or isinstance(node, KEPT)]
    namespace = {"__name__": "built"}
    exec(compile(ast.Module(kept, []), filename, "exec"), namespace)  # noqa: S102  (it is what a notebook does)
    return SimpleNamespace(**namespace)
