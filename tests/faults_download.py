"""Wrong input for downloads and archives: rows for tests/test_bad_input.py."""

import bz2
import gzip
import stat
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import fakes
from archives import folder_of, locked, tar, understated, zipped
from faults import Fault
from local_server import Manner, serve

from helpers.datasets.download import full_folder, get, verify
from helpers.datasets.git_ids import PLAIN, blob_id, tree_id
from helpers.datasets.lock import only_one
from helpers.datasets.manifest import MANIFEST
from helpers.datasets.pins import Pins
from helpers.datasets.transfer import Patience, download
from helpers.datasets.unpack import Limits, unpack, unpacked

ANY_SIZE = Limits()
HASTY = Patience(tries=2, connect=1, stalled=0.1, pause=0.01, longest_pause=0.01)
FILES = {"set/a.png": bytes(range(256)) * 20, "set/b.png": b"b"}
MASKS = "CamVid/valannot"
MISFIT = f"{MASKS} is not what the course was made with"


def archive(content: Callable[[Path], Path], limits: Limits = ANY_SIZE) -> Callable[[Path], object]:
    """Unpacks what `content` packs at a path."""
    return lambda folder: unpack(content(folder / "bad.zip"), folder / "out", limits=limits)


def of_bytes(content: bytes) -> Callable[[Path], Path]:
    return lambda path: folder_of(path.parent, {path.name: content}) / path.name


def cut(packer: Callable, share: float) -> Callable[[Path], Path]:
    def do(path: Path) -> Path:
        content = packer(path, FILES).read_bytes()
        path.write_bytes(content[: int(len(content) * share)])
        return path

    return do


def flipped(path: Path) -> Path:
    content = bytearray(zipped(path, FILES, method=zipfile.ZIP_STORED).read_bytes())
    content[500] ^= 1
    path.write_bytes(content)
    return path


def line(*manners: Manner, content: bytes = bytes(300_000), **options: object) -> Callable[[Path], object]:
    """Downloads from a server with these manners."""
    def do(folder: Path):
        with serve(content, *manners) as served:
            return download(f"{served.url}/x.tar.gz", folder / "x", HASTY, [].append, **options)

    return do


def streets(folder: Path) -> tuple[Path, dict[str, Pins]]:
    """A small CamVid and its pins."""
    source = fakes.write_camvid(folder / "source", each=1)
    ids = {}
    for path in sorted((source / "CamVid").iterdir()):
        ids[f"CamVid/{path.name}"] = (tree_id({file.name: (PLAIN, blob_id(file)) for file in path.iterdir()}), 1)
    return source, {"camvid": Pins(ids, archive_megabytes=1)}


def get_streets(change: Callable[[Path], object] = lambda mask: None, **options: object) -> Callable[[Path], object]:
    """Gets the small CamVid after a change to its folder of validation masks."""
    def do(folder: Path):
        source, pins = streets(folder)
        change(source / MASKS)
        return get("camvid", source, folder / "full", [].append, HASTY, all_pins=pins, **options)

    return do


def later(change: Callable[[Path], object], then: Callable[[Path], object]) -> Callable[[Path], object]:
    """Gets the small CamVid, changes what has arrived, and does something more."""
    def do(folder: Path):
        full = get_streets()(folder).parent
        change(full / "camvid")
        return then(full)

    return do


def at_once(folder: Path):
    with only_one(folder / "full" / ".incoming" / "camvid.lock", "getting camvid"):
        return get_streets()(folder)


def served_as(manner: Manner) -> Callable[[Path], object]:
    def do(folder: Path):
        source, pins = streets(folder)
        files = {path.relative_to(source).as_posix(): path.read_bytes() for path in source.rglob("*.png")}
        with serve(tar(folder / "x", files).read_bytes(), manner) as served:
            return get("camvid", served.url, folder / "full", [].append, HASTY, all_pins=pins)

    return do


def first(folder: Path) -> Path:
    return next(folder.rglob("*.png"))


def below_a_file(folder: Path):
    (folder / "full").write_bytes(b"")
    return get_streets()(folder)


def by_hand(folder: Path):
    folder_of(folder / "carla", {"CameraRGB/0.png": b"x", "CameraSeg/0.png": b"x"})
    get("carla", folder=folder, say=[].append)
    (folder / "carla" / "CameraRGB" / "0.png").unlink()
    return get("carla", folder=folder, say=[].append)


def full_device(folder: Path):
    (folder / "x.part").symlink_to("/dev/full")
    return line()(folder)


ARCHIVES = [
    Fault("archive: ..", archive(lambda p: tar(p, {"../evil": b""})), ("bad.zip", "'../evil'", "outside the folder")),
    Fault("archive: absolute path", archive(lambda p: tar(p, {f"{p.parent}/evil": b""})),
          ("/evil'", "relative", "trust")),
    Fault("archive: drive letter", archive(lambda p: zipped(p, {"C:/evil": b""})), ("'C:/evil'", "drive", "trust")),
    Fault("archive: backslashes", archive(lambda p: zipped(p, {"..\\evil": b""})), ("'../evil'", "'..'", "trust")),
    Fault("archive: control letter", archive(lambda p: tar(p, {"a\x07": b""})), ("'a\\x07'", "control", "trust")),
    Fault("tar: symbolic link", archive(lambda p: tar(p, {"set/x": b""}, type=tarfile.SYMTYPE, linkname="/etc")),
          ("set/x is a link", "plain files", "by hand")),
    Fault("tar: hard link", archive(lambda p: tar(p, {"set/x": b""}, type=tarfile.LNKTYPE, linkname="/etc/passwd")),
          ("set/x is a link", "plain files", "by hand")),
    Fault("tar: device", archive(lambda p: tar(p, {"set/x": b""}, type=tarfile.CHRTYPE)),
          ("set/x is a device", "plain files", "by hand")),
    Fault("zip: link", archive(lambda p: zipped(p, {"set/x": b"/etc"}, stat.S_IFLNK)),
          ("set/x is a link", "plain files", "by hand")),
    Fault("zip: password", archive(lambda p: locked(zipped(p, FILES))),
          ("set/a.png", "locked with a password", "by hand")),
    Fault("zip: a method of packing", archive(lambda p: zipped(p, FILES, method=zipfile.ZIP_LZMA)),
          ("set/a.png", "method 14", "by hand")),
    Fault("archive: the same place twice", lambda f: unpack(tar(f / "x", FILES), f / "out", lambda name: "one.png"),
          ("one.png twice", "once")),
    Fault("zip: more bytes than declared", archive(lambda p: understated(zipped(p, {"a": bytes(100_000)}))),
          ("bad.zip is damaged", "again")),
    Fault("archive: names differ in capitals", archive(lambda p: tar(p, {"a.png": b"", "A.PNG": b""})),
          ("a.png", "A.PNG", "capitals", "Rename")),
    Fault("archive: file and folder", archive(lambda p: tar(p, {"a": b"", "a/b": b""})), ("a/b", "at once", "again")),
    Fault("archive: bomb", archive(lambda p: zipped(p, {"a/1": bytes(30_000_000), "a/2": bytes(30_000_000)})),
          ("bad.zip", "60.0 MB", "fill disks", "by hand")),
    Fault("archive: too many members", archive(lambda p: tar(p, FILES), Limits(members=1)), ("2 files", "by hand")),
    Fault("tar.gz: cut off", archive(cut(tar, 0.6)), ("bad.zip is damaged", "cut off", "again")),
    Fault("tar: cut between members", archive(cut(lambda p, f: tar(p, {"a": bytes(512), "b": bytes(512)}, "w"), 0.1)),
          ("its end is missing", "again")),
    Fault("zip: cut off", archive(cut(zipped, 0.6)), ("bad.zip is damaged", "cut off", "again")),
    Fault("zip: a byte differs", archive(flipped), ("damaged", "CRC", "again")),
    Fault("archive: 7z", archive(of_bytes(b"7z\xbc\xaf\x27\x1c")), ("bad.zip is a 7z archive", "zip, tar", "by hand")),
    Fault("archive: rar", archive(of_bytes(b"Rar!\x1a\x07")), ("bad.zip is a RAR archive", "zip, tar", "by hand")),
    Fault("archive: bzip2", archive(of_bytes(bz2.compress(b"a"))), ("packed by bzip2", "zip, tar", "by hand")),
    Fault("archive: web page", archive(of_bytes(b"<!DOCTYPE html>")), ("a web page", "login", "browser")),
    Fault("archive: JSON", archive(of_bytes(b'{"message": "not found"}')), ("a JSON text", "led elsewhere", "browser")),
    Fault("archive: no archive", archive(of_bytes(b"some words" * 99)), ("bad.zip is damaged", "again")),
    Fault("archive: packed, but no tar", archive(of_bytes(gzip.compress(b"words" * 999))), ("damaged", "again")),
    Fault("archive: empty file", archive(of_bytes(b"")), ("bad.zip is damaged", "again")),
    Fault("archive: missing", lambda f: unpacked(f / "none.zip", f), ("none.zip", "Check"), FileNotFoundError),
    Fault("archive: the folder is named instead", lambda f: unpacked(f, f), ("no such archive", "Check"),
          FileNotFoundError),
]

DOWNLOADS = [
    Fault("download: 404", line(Manner(status=404)), ("x.tar.gz is not there (404)", "--from"), FileNotFoundError),
    Fault("download: 403", line(Manner(status=403)), ("(403)", "account", "browser", "--from"), ConnectionError),
    Fault("download: 503 for good", line(Manner(status=503)), ("is busy (503)", "2 tries", "again"), ConnectionError),
    Fault("download: the line drops for good", line(Manner(drop_after=100_000)),
          ("the line broke", "2 tries", "kept"), ConnectionError),
    Fault("download: the line drops, and the server gives no mark", line(Manner(drop_after=100_000, tag=None)),
          ("the line broke", "bytes have arrived", "mark", "afresh"), ConnectionError),
    Fault("download: the line stalls", line(Manner(stall_after=100_000)),
          ("stood still", "2 tries", "kept"), ConnectionError),
    Fault("download: fewer bytes than announced", line(Manner(announce=9, ranges=False)),
          ("of 300,009 bytes", "2 tries"), ConnectionError),
    Fault("download: no network", lambda f: download("http://127.0.0.1:9/x", f / "x", HASTY, [].append),
          ("127.0.0.1 lets nobody in at port 9", "Nothing has arrived yet", "the network", "--from"), ConnectionError),
    Fault("download: a host that nobody knows", lambda f: download("http://no.invalid/x", f / "x", HASTY, [].append),
          ("the name no.invalid leads nowhere", "misspelt", "check the address"), ConnectionError),
    Fault("download: no web address", lambda f: download("ftp://host/x", f / "x"),
          ("'ftp://host/x'", "http:// or https://", "path")),
    Fault("download: no room", line(Manner(), free=lambda folder: 0.1), ("needs 0 MB", "Free some space"), OSError),
    Fault("download: the disk runs full", full_device, ("is full", "kept", "COURSE_FULL_DATA"), OSError),
]

GET = [
    Fault("get: no room", get_streets(free=lambda folder: 50), ("needs 187 MB", "50 MB free", "Free"), OSError),
    Fault("get: a no", get_streets(agreed=lambda: False), ("camvid was not fetched", "--yes")),
    Fault("get: another process is at it", at_once, ("another process", "camvid", "Wait"),
          BlockingIOError),
    Fault("get: another byte", get_streets(lambda m: first(m).write_bytes(b"x")),
          (MISFIT, "all 1 files, but", "another source", "--source FOLDER")),
    Fault("get: a file of 0 bytes", get_streets(lambda m: first(m).write_bytes(b"")), (MISFIT, "empty: ", "source")),
    Fault("get: a file is missing", get_streets(lambda m: first(m).unlink()),
          (MISFIT, "0 of 1 files: 1 missing", "source")),
    Fault("get: a file too many", get_streets(lambda m: folder_of(m, {"x.png": b"x"})),
          (MISFIT, "1 too many", "x.png", "source")),
    Fault("get: other bytes from the server", served_as(Manner(body=b"\x1f\x8b" + bytes(99))),
          ("http://127.0.0.1", "damaged", "afresh")),
    Fault("get: a login page", served_as(Manner(body=b"<html>")), ("http://127.0.0.1", "a web page", "login")),
    Fault("get: a length that is too short", served_as(Manner(announce=-200)), ("damaged", "cut off", "again")),
    Fault("get: something else", lambda f: get("camvid", folder_of(f / "s", FILES), f, [].append),
          ("s is not camvid", "CamVid")),
    Fault("get: no such source", lambda f: get("camvid", f / "none", f / "full", [].append), ("none", "Check"),
          FileNotFoundError),
    Fault("get: an address without its beginning", lambda f: get("carla", "host.org:80/a.zip", f / "full", [].append),
          ("host.org:80/a.zip", "no such file", "http://host.org:80/a.zip"), FileNotFoundError),
    Fault("get: an archive without a picture", lambda f: get("carla", zipped(f / "a.zip", {"a.py": b""}), f, [].append),
          ("a.zip is not carla", "none of its 1 files is a picture", "Check")),
    Fault("get: an archive in an archive", lambda f: get("nuclei", zipped(f / "a.zip", {"b.zip": b""}), f, [].append),
          ("a.zip is not nuclei", "another archive, b.zip", "by hand")),
    Fault("get: a file that was cut off", get_streets(lambda m: first(m).write_bytes(first(m).read_bytes()[:-4])),
          (MISFIT, "cut off", f"{MASKS}/val_0.png", "--source FOLDER")),
    Fault("get: full sets below a file", below_a_file, (".incoming cannot be written", "COURSE_FULL_DATA"), OSError),
    Fault("get: a file of the set's name", lambda f: get("carla", f, folder_of(f / "x", {"carla": b""}), [].append),
          ("carla is a file", "needs a folder", "move the file away")),
    Fault("get: put there by hand, and changed since", by_hand,
          ("CameraRGB/0.png changed or vanished", "put it there again", "by hand")),
    Fault("get: no address", lambda f: get("carla", folder=f, say=[].append), ("carla", "Kaggle", "--from")),
    Fault("get: no such set", lambda f: get("cats", folder=f), ("'cats'", "camvid")),
    Fault("get: a file has gone since", later(lambda s: first(s).unlink(), lambda full: get(
        "camvid", folder=full, say=[].append)), ("changed or vanished", "Delete", "get camvid --from")),
    Fault("verify: a byte differs since", later(lambda s: first(s).write_bytes(first(s).read_bytes()[:-1] + b"x"),
          lambda full: verify("camvid", full)), ("no longer as it came", ".png", "course data get camvid")),
    Fault("verify: put there by hand", later(lambda s: (s / MANIFEST).unlink(), lambda full: verify("camvid", full)),
          ("by hand", "course data get camvid"), FileNotFoundError),
    Fault("full: not there", lambda f: full_folder("people", f), ("people", "course data get people"),
          FileNotFoundError),
]

DOWNLOAD_FAULTS = ARCHIVES + DOWNLOADS + GET
