"""The house in step with itself: dependencies, lock, imports, public address, and a quiet start."""

import ast
import graphlib
import os
import re
import subprocess
import sys
import textwrap
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from helpers.address import public_repo

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")

PLATFORMS = {
    "linux": ("linux", "Linux", "posix", "x86_64"),
    "windows": ("win32", "Windows", "nt", "AMD64"),
    "mac": ("darwin", "Darwin", "posix", "arm64"),
}
MARKERS = ("sys_platform", "platform_system", "os_name", "platform_machine")
ENVIRONMENTS = {
    f"{platform}-{version}": {
        **dict(zip(MARKERS, values, strict=True)),
        "python_version": version,
        "python_full_version": f"{version}.9",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    for platform, values in PLATFORMS.items()
    for version in ("3.11", "3.12", "3.13")
}


def locked_entries() -> list[str]:
    """Returns the lock's entries, each with its hashes, without comments."""
    lines = [line for line in LOCK.split("\n") if line.strip() and not line.lstrip().startswith("#")]
    return re.split(r"\n(?=\S)", "\n".join(lines))


def pins(environment: dict[str, str]) -> list[Requirement]:
    """Returns the pins of the lock that count in an environment."""
    requirements = [Requirement(entry.split(" \\\n")[0]) for entry in locked_entries()]
    return [pin for pin in requirements if pin.marker is None or pin.marker.evaluate(environment)]


def test_conda_users_get_the_ranges_of_pyproject():
    conda = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    python = next(entry for entry in conda if isinstance(entry, str) and entry.startswith("python"))
    by_pip = next(entry["pip"] for entry in conda if isinstance(entry, dict))
    assert SpecifierSet(python.removeprefix("python")) == SpecifierSet(PROJECT["requires-python"])
    assert by_pip[-1] == "-e ."
    assert sorted(by_pip[:-1]) == sorted(PROJECT["dependencies"])


def test_lock_holds_hashes_and_names_no_address():
    assert not re.search(r"://|index|find-links| @ |file:|trusted-host", LOCK)
    for entry in locked_entries():
        assert re.match(r"[a-z0-9-]+==\S+", entry), entry[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry[:80]


def test_lock_has_the_wheels_of_every_platform():
    compiled = {"tensorflow", "numpy", "scipy", "scikit-image", "pillow", "matplotlib", "h5py"}
    hashes = {}
    for entry in locked_entries():
        name = entry.split("==")[0]
        hashes[name] = hashes.get(name, 0) + entry.count("--hash=")
    few = {name: hashes[name] for name in compiled if hashes[name] < len(ENVIRONMENTS)}
    assert not few, f"fewer files than Pythons times platforms: {few}"


@pytest.mark.parametrize("environment", ENVIRONMENTS.values(), ids=ENVIRONMENTS)
def test_lock_pins_every_requirement_inside_its_range(environment):
    pinned = pins(environment)
    names = [pin.name for pin in pinned]
    assert sorted(names) == sorted(set(names)), "one version of a package in one environment"
    versions = {pin.name: str(pin.specifier).removeprefix("==") for pin in pinned}
    for text in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]:
        wanted = Requirement(text)
        assert wanted.specifier, f"{text} has no range"
        assert wanted.specifier.contains(versions[wanted.name]), f"{versions[wanted.name]} is not {text}"


def test_public_workflow_may_only_read_and_pins_its_actions():
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    used = [step["uses"] for step in workflow["jobs"]["test"]["steps"] if "uses" in step]
    assert used and all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in used)


def imports_of_helpers() -> dict[str, set[str]]:
    """Returns the modules of `helpers` that each of its modules imports, inside functions too."""
    files = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
             for path in (ROOT / "helpers").rglob("*.py")}
    graph = {}
    for name, path in files.items():
        targets = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                targets |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                modules = {f"{node.module}.{alias.name}" for alias in node.names}
                targets |= {module if module in files else node.module for module in modules}
        graph[name] = (targets & set(files)) - {name, "helpers"}
    return graph


def test_helpers_import_in_one_direction():
    tuple(graphlib.TopologicalSorter(imports_of_helpers()).static_order())  # raises CycleError


def test_public_address_is_where_make_badges_looks():
    repo = public_repo(ROOT)
    places = ("*", "helpers/**/*", "tests/**/*", "benchmarks/**/*", ".github/**/*", "data/*.md")
    texts = [path for place in places for path in ROOT.glob(place)
             if path.suffix in {".py", ".md", ".toml", ".yml", ".cfg"}]
    naming = {path.name for path in texts if f"github.com/{repo}" in path.read_text(encoding="utf-8")}
    assert "pyproject.toml" in naming
    assert naming <= {"pyproject.toml", "README.md", "CONTRIBUTING.md"}


def run_python(code: str, path: Path | None = None) -> subprocess.CompletedProcess:
    """Runs code in a fresh Python that finds `helpers`, and first what lies in `path`."""
    found = os.pathsep.join(str(folder) for folder in (path, ROOT) if folder)
    environment = {**os.environ, "PYTHONPATH": found, "TF_CPP_MIN_LOG_LEVEL": "3"}
    return subprocess.run([sys.executable, "-c", textwrap.dedent(code)], env=environment, text=True,
                          capture_output=True, check=False)


@pytest.fixture
def noisy_tensorflow(tmp_path):
    """A stand-in for TensorFlow that writes to file descriptor 2 as C++ does, and fails if told to."""
    (tmp_path / "tensorflow.py").write_text(
        "import contextlib, os\n"
        "with contextlib.suppress(OSError):  # C++ does not mind a closed one\n"
        "    os.write(2, b'I0000 port.cc:153] custom operations are on\\n')\n"
        "if os.environ.get('BROKEN'):\n"
        "    raise ImportError('libcudart.so: cannot open shared object file')\n", encoding="utf-8")
    return tmp_path


def test_tensorflow_loads_quietly_and_standard_error_comes_back(noisy_tensorflow):
    code = "import helpers, tensorflow, sys; print('a real warning', file=sys.stderr)"
    done = run_python(code, noisy_tensorflow)
    assert (done.returncode, done.stderr) == (0, "a real warning\n")


def test_error_of_the_import_is_raised(noisy_tensorflow, monkeypatch):
    monkeypatch.setenv("BROKEN", "1")
    done = run_python("import helpers, tensorflow", noisy_tensorflow)
    assert done.returncode == 1
    assert "ImportError: libcudart.so" in done.stderr and "port.cc" not in done.stderr


def test_chatter_can_be_asked_for(noisy_tensorflow):
    done = run_python("import os; os.environ['TF_CPP_MIN_LOG_LEVEL'] = '0'\nimport helpers, tensorflow",
                      noisy_tensorflow)
    assert "port.cc" in done.stderr


def test_start_without_standard_error(noisy_tensorflow):
    done = run_python("import os; os.close(2)\nimport helpers, tensorflow\nprint('loaded')", noisy_tensorflow)
    assert (done.returncode, done.stdout) == (0, "loaded\n")


def test_absent_tensorflow_is_an_ordinary_import_error(tmp_path):
    done = run_python("""
        import sys, helpers
        sys.meta_path = [finder for finder in sys.meta_path if "PathFinder" not in repr(finder)]
        try:
            import tensorflow
        except ModuleNotFoundError as error:
            print(error)
        """, tmp_path)
    assert done.stdout == "No module named 'tensorflow'\n"


def test_helpers_alone_load_no_network_library():
    done = run_python("import helpers, sys; print(sorted({'tensorflow', 'keras', 'numpy'} & {*sys.modules}))")
    assert done.stdout == "[]\n", done.stderr


def test_a_small_network_trains_without_a_word():
    done = run_python("""
        import helpers
        import keras
        import numpy as np
        model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(2)])
        model.compile("adam", "mse")
        model.fit(np.zeros((8, 4)), np.zeros((8, 2)), verbose=0)
        """)
    assert (done.returncode, done.stderr) == (0, "")
