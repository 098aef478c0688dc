"""The doctor for data sets: looks at every file, and says in plain sentences what would spoil a training.

It collects instead of stopping at the first fault. What makes a training wrong is marked as wrong; known blemishes
and what a careful person wants to know are findings, too, but no reason to stop. Silence does not mean that all is
well: look at an overlay.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from helpers.datasets.catalog import CATALOG, VARIANTS, get_info
from helpers.datasets.doctor.labels import (
    absent_classes,
    another_table,
    bonnets,
    empty_or_constant,
    exchanged_sides,
    imbalance,
    missing_splits,
    overlaps,
    smeared,
)
from helpers.datasets.doctor.leaks import near_duplicates
from helpers.datasets.doctor.looks import Look, look_at, look_at_all
from helpers.datasets.doctor.misfits import misaligned
from helpers.datasets.loading import folder_of
from helpers.datasets.readers import READERS, Finding

LOOKS = (missing_splits, another_table, empty_or_constant, smeared, misaligned, exchanged_sides, overlaps,
         near_duplicates, absent_classes, imbalance)
FIRST = 3  # pictures that decide which of two data sets a folder holds


@dataclass(frozen=True)
class Report:
    """What was found out about a data set.

    Attributes:
        name: of the data set.
        source: "sample", "full" or the folder.
        pictures: how many could be decoded.
        findings: one per thing found; those that make a training wrong come first.
    """

    name: str
    source: str
    pictures: int
    findings: tuple[Finding, ...]

    @property
    def wrong(self) -> bool:
        """Training on this data would be wrong."""
        return any(finding.wrong for finding in self.findings)


def diagnose(name: str, source: str | Path = "sample", progress: bool = False) -> Report:
    """Examines all files of a data set.

    Args:
        name: a data set of `CATALOG`, or a variant of one.
        source: "sample", "full", or the folder (or archive) of the real files.
        progress: show a bar.

    Returns:
        Everything that was found. What is wrong with files is never raised.

    Raises:
        ValueError: unknown name.
        FileNotFoundError: the folder does not hold the data set.

    Example:
        >>> diagnose("camvid").findings
        ()
    """
    reader, folder = READERS[get_info(name).name], folder_of(name, source)
    found = reader.find(folder)
    looks, findings = [], [*found.faults, *found.left_out]
    for result in look_at_all(name, found.files, progress):
        (looks if isinstance(result, Look) else findings).append(result)
    if not looks:
        findings.append(Finding("missing picture", (), (
            f"{name}: {source} holds no picture that can be used. " + (
                f"Its files can be read as {' or '.join(others)}: check it under that name."
                if (others := [other for other, bad in _unreadable(folder).items() if other != name and not bad])
                else "Mend the files named here, or copy them again.")
        )))
    for look in LOOKS:
        findings += look(name, looks)
    if source != "sample":  # the drawn streets have a bonnet as the real ones do, and nobody needs to be warned
        findings += bonnets(name, looks)
    findings.sort(key=lambda finding: not finding.wrong)
    return Report(name, str(source), len(looks), tuple(findings))


def recognise(folder: str | Path) -> str:
    """Tells which of the five data sets a folder (or an archive) holds, by its layout.

    Two of them have layouts of one form (people as well as faces can lie in images/ and masks/): the first masks
    decide, whoever can read more of them.

    Raises:
        FileNotFoundError: none of them. The sentence says which layouts there are.
        ValueError: the folder holds the folders of several data sets.

    Example:
        >>> recognise("data/sample/camvid")
        'camvid'
    """
    place = Path(folder).expanduser()
    if not place.exists():
        near = get_close_matches(place.name.lower(), CATALOG | VARIANTS, n=1)
        meant = f" Did you mean {near[0]}?" if near else ""
        raise FileNotFoundError(
            f"{folder} is neither a data set ({', '.join(CATALOG | VARIANTS)}) nor a folder. Name one.{meant}"
        )
    if place.is_file():
        from helpers.datasets.unpack import unpacked

        place = unpacked(place)
    several = [path.name for path in sorted(place.iterdir()) if path.is_dir() and path.name in CATALOG]
    if len(several) > 1:
        raise ValueError(f"{folder} holds several data sets: {', '.join(several)}. Name one of these folders.")
    unreadable = _unreadable(place)
    if not unreadable:
        raise FileNotFoundError(
            f"{folder} has none of the layouts that the course reads: nuclei (stage1_train/ID/images and masks), "
            "camvid (CamVid/train and trainannot), carla (CameraRGB with CameraSeg or CameraMask), people (photos "
            "with annotations/pixel-level, img with ann, images with masks), faces (data/train/images and masks, "
            "X_image.jpg with X_label.png). Name the folder that holds these folders."
        )
    return min(unreadable, key=unreadable.get)


def _unreadable(folder: Path) -> dict[str, int]:
    """The data sets whose layout a folder has, and how many of the first few pictures cannot be read so."""
    unreadable = {}
    for name in CATALOG:
        with suppress(FileNotFoundError):
            files = READERS[name].find(folder).files
            unreadable[name] = sum(isinstance(look_at(name, some), Finding) for some in files[:FIRST])
    return unreadable


def describe(report: Report) -> Sequence[str]:
    """Says a report in lines: one for each kind of finding, and one that sums up."""
    groups: dict[tuple[bool, str], list[Finding]] = {}
    for finding in report.findings:
        groups.setdefault((finding.wrong, finding.kind), []).append(finding)
    lines = []
    for (wrong, kind), findings in groups.items():
        files = list(dict.fromkeys(name for finding in findings for name in finding.files))
        more = f", {len(files) - 3} more" if len(files) > 3 else ""
        listed = f" ({', '.join(files[:3])}{more})" if files else ""
        others = f" (The first of {len(findings)} findings of this kind.)" if len(findings) > 1 else ""
        lines.append(f"{'WRONG' if wrong else 'note '} {kind}{listed}: {findings[0].sentence}{others}")
    wrong = sum(wrong for wrong, _ in groups)
    verdict = (f"{wrong} kinds of faults: training would be wrong" if wrong > 1 else
               "one kind of fault: training would be wrong" if wrong else
               "nothing wrong" if groups else "nothing found")
    return [*lines, f"{report.name} ({report.source}): {report.pictures} pictures, {verdict}."]
