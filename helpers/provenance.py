"""Where something came from: fingerprints of files and of picture lists, and the commit that was running."""

import hashlib
import subprocess
from pathlib import Path

from helpers.paths import ROOT


def sha256_of(path: str | Path) -> str:
    """The fingerprint of a file: 64 hexadecimal digits."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def fingerprint(ids: list[str]) -> str:
    """sha256 over the sorted picture names: the same pictures, the same fingerprint."""
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()


def commit_id() -> str:
    """The commit of this course that is running, "unknown" outside a git checkout."""
    try:
        answer = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "unknown"
    return answer.stdout.strip() or "unknown"
