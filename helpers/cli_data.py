"""`course data`: the data sets from a terminal."""

import argparse
import math
import shutil
import sys
import textwrap
from collections import Counter
from pathlib import Path

ON_A_SHEET = 40  # pictures at most, from all parts of a split


def add_data_commands(parser: argparse.ArgumentParser) -> None:
    """Adds list, show, get and check."""
    commands = parser.add_subparsers(required=True, metavar="WHAT")
    commands.add_parser("list", help="the five data sets, a line each").set_defaults(action=data_list)

    shown = commands.add_parser("show", help="everything about one of them")
    shown.add_argument("name", help="a data set: see course data list")
    shown.add_argument("--source", default="sample", help="sample (default), full, or a folder of the real files")
    shown.add_argument("--split", default="train", help="of the sheet: train (default) or val")
    shown.add_argument("--sheet", type=Path, metavar="FILE.png", help="write up to 40 pictures with masks")
    shown.set_defaults(action=data_show)

    got = commands.add_parser("get", help="bring a full set onto the disk; a stopped download goes on where it was")
    got.add_argument("name", help="a data set: see course data list")
    got.add_argument("--from", dest="from_", metavar="FOLDER_ARCHIVE_OR_URL", help="another source than the pinned one")
    got.add_argument("--yes", action="store_true", help="do not ask first")
    got.add_argument("--verify", action="store_true", help="read a set that is there again, every byte of it")
    got.set_defaults(action=data_get)

    checked = commands.add_parser("check", help="look for what would spoil a training, in every file")
    checked.add_argument("name", metavar="NAME_OR_FOLDER", help="a data set, or a folder that holds one of the five")
    checked.add_argument("--source", default="sample", help="sample (default), full, or a folder of the real files")
    checked.set_defaults(action=data_check)


def data_list(chosen: argparse.Namespace) -> None:
    """`course data list`: the five data sets and their variants, a line each."""
    from helpers.datasets.catalog import CATALOG, VARIANTS
    from helpers.datasets.download import home_of
    from helpers.paths import FULL

    print(f"{'name':12} {'domain':8} {'classes':>7} {'full set':>9}  {'sample':6}  {'here':4}  title")
    for info in (*CATALOG.values(), *VARIANTS.values()):
        sample, here = ("yes" if there else "no" for there in (info.has_sample, (FULL / home_of(info.name)).is_dir()))
        print(f"{info.name:12} {info.domain:8} {info.num_classes:7} {_size_of(info):>9}  {sample:6}  {here:4}  "
              f"{info.title}")


def _size_of(info) -> str:
    """Of the full set; where nothing is pinned, it is whatever somebody brings."""
    from helpers.datasets.pins import PINS

    return f"{info.megabytes:.1f} MB" if info.family in PINS else "your own"


def data_show(chosen: argparse.Namespace) -> None:
    """`course data show NAME`: what it holds, who made it, how it divides, what to watch out for."""
    from helpers.datasets import get_info
    from helpers.datasets.loading import find_files

    info = get_info(chosen.name)
    print(f"{info.title}\n")
    for label, text in (
        ("classes", ", ".join(f"{i} {name}" for i, name in enumerate(info.classes)) + ", 255 void"),
        ("full set", f"{_size_of(info)}, " + ", ".join(f"{n} {split}" for split, n in info.pairs.items())),
        ("source", info.source), ("licence", info.licence), ("cite", info.citation),
        ("get it", f"course data get {info.name}"), ("by hand", info.by_hand),
        *(("watch out", trap) for trap in info.traps),
    ):
        print(f"{label:10} {text}")
    found = find_files(info.name, _present(info.name, chosen.source))
    print(f"\n{len(found.files)} pictures in {chosen.source}:")
    for (split, group), count in sorted(Counter((f.split, f.group) for f in found.files).items()):
        print(f"  {split:6} {group:12} {count:5}")
    if chosen.sheet:
        from helpers.datasets import load_dataset
        from helpers.images import write_image
        from helpers.plots.sheets import contact_sheet

        samples = load_dataset(info.name, chosen.split, chosen.source)
        some = samples[:: math.ceil(len(samples) / ON_A_SHEET)]
        write_image(chosen.sheet, contact_sheet(some, info))
        print(f"{chosen.sheet}: {len(some)} pictures of {chosen.split}, each over its mask and over both together")
    else:  # opening the pictures for the sheet says it, too
        for finding in found.left_out:
            print(finding.sentence)


def _present(name: str, source: str) -> str:
    """The same source; "full" has to be on the disk already: looking does not download."""
    from helpers.datasets.download import full_folder

    if source == "full":
        full_folder(name)
    return source


def data_get(chosen: argparse.Namespace) -> int:
    """`course data get NAME`: shows size, licence and citation, asks, then brings the full set and verifies it."""
    from helpers.datasets.download import get, verify

    def agreed() -> bool:
        if chosen.yes or not sys.stdin.isatty():
            return True
        return input("Get it? [y/N] ").strip().lower() in ("y", "yes")

    if chosen.verify:
        print(f"{chosen.name}: {verify(chosen.name):,} files, all as they came")
        return 0
    try:
        get(chosen.name, chosen.from_, agreed=agreed)
    except KeyboardInterrupt:
        print("\nstopped; a download goes on from here at the next call", file=sys.stderr)
        return 130
    return 0


def data_check(chosen: argparse.Namespace) -> int:
    """`course data check NAME_OR_FOLDER`: what is wrong with a data set, or worth knowing; 1 if training were wrong."""
    from helpers.datasets.catalog import CATALOG, VARIANTS
    from helpers.datasets.doctor import describe, diagnose, recognise

    name, source = chosen.name, chosen.source
    if name not in CATALOG | VARIANTS:
        name, source = recognise(chosen.name), chosen.name
        print(f"{source} has a layout of {name}.")
    report = diagnose(name, _present(name, source), progress=True)
    width = min(shutil.get_terminal_size((100, 24)).columns, 100)
    for line in describe(report):
        print(textwrap.fill(line, width, subsequent_indent="      ", break_long_words=False, break_on_hyphens=False))
    return 1 if report.wrong else 0
