"""The doctor for data sets: every fault is found by its kind and its file, and nothing is said of what is well."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from data_faults import FAULTS

from helpers.datasets.catalog import CATALOG
from helpers.datasets.doctor import diagnose, looks
from helpers.datasets.readers import READERS
from helpers.paths import SAMPLE

NAMES = [name for name in CATALOG if (SAMPLE / name).is_dir()]
CASES = [(fault, name) for fault in FAULTS for name in NAMES if name not in FAULTS[fault].apart]


@pytest.fixture(scope="module")
def originals(tmp_path_factory):
    """A copy of each sample, and its files."""
    root = tmp_path_factory.mktemp("originals")
    kept = {}
    for name in NAMES:
        for path in (SAMPLE / name).rglob("*"):
            if path.is_file():
                target = root / path.relative_to(SAMPLE)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(path.read_bytes())
        kept[name] = (root / name, READERS[name].find(root / name).files)
    return kept


@pytest.fixture(scope="module", autouse=True)
def _remembered():
    """A picture whose files were looked at once is not decoded again: only what a fault changed is."""
    kept, look_at = {}, looks.look_at

    def remember(name, files):
        states = [path.stat() for path in (files.image, *files.masks)]
        key = (name, *((state.st_ino, state.st_mtime_ns, state.st_size) for state in states))
        if key not in kept:
            result = look_at(name, files)
            if not isinstance(result, looks.Look):
                return result
            kept[key] = result
        return replace(kept[key], files=files)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(looks, "look_at", remember)
        yield


def linked(original: Path, files: list, folder: Path) -> list:
    """Makes a copy of a data set out of hard links; returns its files."""
    for parent, _, names in os.walk(original):
        target = folder / Path(parent).relative_to(original)
        target.mkdir(parents=True, exist_ok=True)
        for name in names:
            os.link(os.path.join(parent, name), target / name)

    def there(path: Path) -> Path:
        return folder / path.relative_to(original)

    return [replace(some, image=there(some.image), masks=tuple(map(there, some.masks))) for some in files]


@pytest.mark.parametrize("name", NAMES)
def test_samples_as_shipped_are_silent(name):
    report = diagnose(name)
    assert report.findings == () and not report.wrong
    assert report.pictures == 80


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("fault", "name"), CASES)
def test_an_injected_fault_is_found_by_its_kind_and_file(fault, name, seed, originals, tmp_path):
    done, (original, files) = FAULTS[fault], originals[name]
    folder = tmp_path / name
    expected = done.do(name, linked(original, files, folder), np.random.default_rng(seed))
    report = diagnose(name, folder)
    kind = done.other_kinds.get(name, done.kind)
    findings = [finding for finding in report.findings if finding.kind == kind]
    said = {word for finding in findings for word in (*finding.files, finding.sentence)}
    found = [word for word in expected if any(word in one for one in said)]
    assert expected and len(found) >= done.some * len(expected), (expected, report.findings)
    assert {finding.kind for finding in report.findings} <= {kind, "bonnet"}, report.findings
    if done.wrong is not None:
        assert report.wrong == done.wrong
