"""The course's public address: kept in `pyproject.toml`, used by badges and by the set-up cells."""

import re
import tomllib
from pathlib import Path

# The first code cell of every notebook, with the public address in place of ADDRESS.
SETUP_CELL = """\
# Set-up: does nothing where the course is installed; on Colab it fetches the course.
import importlib.util
import os
import subprocess
import sys

if importlib.util.find_spec("helpers") is None:
    course = os.path.abspath("..")
    if not os.path.isdir("../helpers"):
        course = os.path.abspath("every-pixel")
        address = os.environ.get("COURSE_REPO", "ADDRESS")
        if not os.path.isdir(course):
            subprocess.run(["git", "clone", "--quiet", address, course], check=True)
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", "-e", course], check=True)
    sys.path.insert(0, course)
print("set-up ok")"""

_OWNER_AND_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/[A-Za-z0-9._-]{1,100}")


def public_repo(root: Path) -> str:
    """Reads `owner/name` of the public repository from the one place that keeps it, `pyproject.toml`."""
    project = tomllib.loads((Path(root) / "pyproject.toml").read_text(encoding="utf-8"))
    return project["project"]["urls"]["Repository"].removeprefix("https://github.com/")


def setup_source(repo: str) -> str:
    """Returns the source of the set-up cell for the public repository `owner/name`."""
    return SETUP_CELL.replace("ADDRESS", f"https://github.com/{repo}")


def badge(repo: str, filename: str) -> str:
    """Returns the markdown of the badge that opens `notebooks/<filename>` in Colab."""
    target = f"https://colab.research.google.com/github/{repo}/blob/main/notebooks/{filename}"
    return f"[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]({target})"


def set_badges(folder: Path, repo: str) -> list[Path]:
    """Puts the public address into `pyproject.toml`, the notebooks' badges and set-up cells, and the texts.

    Args:
        folder: where the notebooks lie; `pyproject.toml` lies one folder up.
        repo: `owner/name`, as on GitHub.

    Returns:
        The files that changed.

    Raises:
        ValueError: `repo` is not of the form `owner/name`.
    """
    if not _OWNER_AND_NAME.fullmatch(repo):
        raise ValueError(f"{repo!r} is not a repository: give owner/name as on GitHub, for example "
                         "`make badges REPO=ada/every-pixel`")
    root = Path(folder).resolve().parent
    address = re.compile(r"(github\.com/|/github/)" + re.escape(public_repo(root)) + r"(?![\w-])")
    texts = [root / name for name in ("pyproject.toml", "README.md", "CONTRIBUTING.md")]
    changed = []
    for path in [*texts, *sorted(Path(folder).glob("*.ipynb"))]:
        if not path.exists():
            continue
        before = path.read_bytes().decode("utf-8")
        after = address.sub(rf"\g<1>{repo}", before)
        if after != before:
            path.write_bytes(after.encode("utf-8"))
            changed.append(path)
    return changed
