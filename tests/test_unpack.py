"""Archives: what is in them arrives byte for byte, and what should not arrive does not."""

import bz2
import gzip
import io
import os
import random
import stat
import tarfile
import zipfile

import pytest
from archives import files_of, folder_of, locked, tar, understated, zipped
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from helpers.datasets.unpack import Limits, contents, folder_in_the_making, unpack, unpacked

FILES = {"set/a.png": b"\x89PNG" + bytes(range(256)) * 20, "set/sub/b.txt": b"two\r\nlines\n", "set/empty.txt": b"",
         "set/größe 3.txt": b"x" * 70_000}


PACKERS = {
    "tar.gz": tar,
    "tar": lambda path, files: tar(path, files, "w"),
    "zip": zipped,
    "folder": folder_of,
}


@pytest.mark.parametrize("kind", PACKERS)
def test_every_byte_arrives(tmp_path, kind):
    source = PACKERS[kind](tmp_path / "source of things", FILES)  # the kind is in the bytes, not in the name
    written = unpack(source, tmp_path / "out")
    assert files_of(tmp_path / "out") == FILES
    assert sorted(written) == sorted(FILES)


@pytest.mark.parametrize("kind", PACKERS)
def test_the_contents_are_what_would_be_written(tmp_path, kind):
    litter = {"set/.DS_Store": b"1", "__MACOSX/set/._a.png": b"2", ".git/config": b"4"}
    source = PACKERS[kind](tmp_path / "source", {**FILES, **litter})
    assert contents(source) == {name: len(content) for name, content in FILES.items()}
    assert [path.name for path in tmp_path.iterdir()] == ["source"]


@pytest.mark.parametrize("kind", ["tar.gz", "zip"])
def test_a_bomb_and_a_member_that_leaves_are_refused_at_a_look_already(tmp_path, kind):
    with pytest.raises(ValueError, match="would grow"):
        contents(PACKERS[kind](tmp_path / "x", FILES), Limits(members=3))
    with pytest.raises(ValueError, match="outside the folder"):
        contents(PACKERS[kind](tmp_path / "y", {"../evil": b"boo"}))


def test_hidden_folders_of_a_folder_are_not_even_listed(tmp_path, monkeypatch):
    folder_of(tmp_path, {"set/a.png": b"1", ".git/objects/x": b"2"})
    listed, walk = [], os.walk
    monkeypatch.setattr(os, "walk", lambda top: (listed.append(step[0]) or step for step in walk(top)))
    assert contents(tmp_path) == {"set/a.png": 1}
    assert sorted(os.path.relpath(place, tmp_path) for place in listed) == [".", "set"]


@pytest.mark.parametrize("kind, doing", [("folder", "copying"), ("zip", "unpacking")])
def test_the_bar_says_what_is_done_and_of_how_many(tmp_path, kind, doing, capsys):
    unpack(PACKERS[kind](tmp_path / "source", FILES), tmp_path / "out", total=4)
    assert f"{doing}: 100%" in capsys.readouterr().err


@pytest.mark.parametrize("kind", PACKERS)
def test_only_what_is_wanted_is_written_and_where(tmp_path, kind):
    source = PACKERS[kind](tmp_path / "source", FILES)
    unpack(source, tmp_path / "out", lambda name: name.removeprefix("set/") if name.endswith(".txt") else None)
    assert set(files_of(tmp_path / "out")) == {"sub/b.txt", "empty.txt", "größe 3.txt"}


@pytest.mark.parametrize("kind", PACKERS)
def test_what_systems_leave_behind_stays_out(tmp_path, kind):
    litter = {"set/.DS_Store": b"1", "__MACOSX/set/._a.png": b"2", "set/Thumbs.db": b"3", ".git/config": b"4"}
    source = PACKERS[kind](tmp_path / "source", {**FILES, **litter})
    unpack(source, tmp_path / "out")
    assert files_of(tmp_path / "out") == FILES


def test_folders_and_modes_of_an_archive_are_not_taken_over(tmp_path):
    with tarfile.open(tmp_path / "x.tar", "w") as archive:
        folder = tarfile.TarInfo("set")
        folder.type, folder.mode = tarfile.DIRTYPE, 0o000
        archive.addfile(folder)
        file = tarfile.TarInfo("set/run.sh")
        file.mode, file.size = 0o6777, 2
        archive.addfile(file, io.BytesIO(b"ls"))
    unpack(tmp_path / "x.tar", tmp_path / "out")
    assert not (tmp_path / "out/set/run.sh").stat().st_mode & (stat.S_ISUID | stat.S_IXUSR)


LEAVING = ["../evil", "set/../../evil", "{around}/evil", "C:/evil", "C:evil", "..\\evil", "set\\..\\..\\evil", "a\x07b"]


@pytest.mark.parametrize("name", LEAVING)
@pytest.mark.parametrize("kind", ["tar.gz", "tar", "zip"])
def test_a_member_that_leaves_the_folder_is_refused(tmp_path, kind, name):
    (tmp_path / "inner").mkdir()
    source = PACKERS[kind](tmp_path / "inner" / "x", {"good.txt": b"1", name.format(around=tmp_path): b"boo"})
    with pytest.raises(ValueError, match=r"outside the folder.*trust"):
        unpack(source, tmp_path / "inner" / "out")
    assert not list(tmp_path.rglob("*evil*"))


@pytest.mark.parametrize("kind", ["tar.gz", "zip"])
def test_it_is_refused_even_if_nobody_wants_it(tmp_path, kind):
    source = PACKERS[kind](tmp_path / "x", {"../evil": b"boo", "set/a.txt": b"1"})
    with pytest.raises(ValueError, match="evil"):
        unpack(source, tmp_path / "out", lambda name: name if name.startswith("set") else None)


@given(name=st.text(st.sampled_from("./\\aC:~ "), min_size=1, max_size=9))
@example("a/./b").via("harmless")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_is_ever_written_elsewhere(tmp_path_factory, name):
    """Whatever Python's own filter for tar files refuses is refused here, and no file appears outside."""
    around = tmp_path_factory.mktemp("around")
    source = tar(around / "x.tar", {name: b"boo"}, "w")
    try:
        unpack(source, around / "out")
    except ValueError:
        pass
    else:
        if hasattr(tarfile, "data_filter"):
            tarfile.data_filter(tarfile.TarInfo(name), str(around / "out"))  # raises what it thinks is dangerous
    assert {path.name for path in around.iterdir()} == {"x.tar", "out"}


@pytest.mark.parametrize("kind, word", [(tarfile.SYMTYPE, "a link"), (tarfile.LNKTYPE, "a link"),
                                        (tarfile.CHRTYPE, "a device"), (tarfile.FIFOTYPE, "a device")])
def test_links_and_devices_in_a_tar_file_are_refused(tmp_path, kind, word):
    source = tar(tmp_path / "x.tar", {"set/trap": b""}, "w", type=kind, linkname="/etc/passwd")
    with pytest.raises(ValueError, match=f"set/trap is {word}.*by hand"):
        unpack(source, tmp_path / "out")
    assert not files_of(tmp_path / "out")


@pytest.mark.parametrize("kind, word", [(stat.S_IFLNK, "a link"), (stat.S_IFCHR, "a device")])
def test_links_and_devices_in_a_zip_file_are_refused(tmp_path, kind, word):
    source = zipped(tmp_path / "x.zip", {"set/trap": b"/etc/passwd"}, kind | 0o777)
    with pytest.raises(ValueError, match=f"set/trap is {word}.*by hand"):
        unpack(source, tmp_path / "out")


@pytest.mark.parametrize("kind", ["tar.gz", "zip"])
@pytest.mark.parametrize("twins", [("set/a.png", "SET/a.PNG"), ("gr\u00fcn", "gru\u0308n")])
def test_names_that_meet_on_some_disks_are_refused(tmp_path, kind, twins):
    source = PACKERS[kind](tmp_path / "x", dict.fromkeys(twins, b"1"))
    with pytest.raises(ValueError, match=r"one file on disks that ignore capitals.*Rename"):
        unpack(source, tmp_path / "out")


@pytest.mark.parametrize("kind", ["tar", "zip"])
def test_the_same_name_twice_is_refused(tmp_path, kind):
    source = PACKERS[kind](tmp_path / "x", {"a/b/c.png": b"1", "a/b/d.png": b"2"})
    with pytest.raises(ValueError, match="holds one.png twice"):
        unpack(source, tmp_path / "out", lambda name: "one.png")


@pytest.mark.parametrize("names", [("set/a", "set/a/b"), ("set/a/b", "set/a")])
def test_a_file_that_is_a_folder_too_is_refused(tmp_path, names):
    with pytest.raises(ValueError, match="file and a folder at once"):
        unpack(tar(tmp_path / "x.tar", dict.fromkeys(names, b"1"), "w"), tmp_path / "out")


@pytest.mark.parametrize("kind", ["tar.gz", "zip"])
def test_a_bomb_is_refused_before_it_fills_the_disk(tmp_path, kind):
    source = PACKERS[kind](tmp_path / "x", {f"set/{i}": bytes(15_000_000) for i in range(4)})
    with pytest.raises(ValueError, match=r"would grow from 0\.1 MB to 60\.0 MB.*set/3"):
        unpack(source, tmp_path / "out")
    assert sum(map(len, files_of(tmp_path / "out").values())) <= 45_000_000


def test_a_small_archive_may_shrink_as_much_as_it_likes(tmp_path):
    unpack(zipped(tmp_path / "x.zip", {"zeros": bytes(10_000_000)}), tmp_path / "out")
    assert (tmp_path / "out" / "zeros").stat().st_size == 10_000_000


@pytest.mark.parametrize("limits", [Limits(megabytes=0.05), Limits(members=3)])
def test_too_much_or_too_many_is_refused(tmp_path, limits):
    with pytest.raises(ValueError, match="would grow"):
        unpack(tar(tmp_path / "x.tgz", FILES), tmp_path / "out", limits=limits)


def test_what_is_skipped_counts_too(tmp_path):
    with pytest.raises(ValueError, match="would grow"):
        unpack(tar(tmp_path / "x.tgz", FILES), tmp_path / "out", lambda name: None, limits=Limits(megabytes=0.05))


def test_a_zip_that_understates_its_sizes_is_damaged(tmp_path):
    source = understated(zipped(tmp_path / "x.zip", {"a": bytes(100_000)}))
    with pytest.raises(ValueError, match="damaged.*again"):
        unpack(source, tmp_path / "out")
    assert sum(map(len, files_of(tmp_path / "out").values())) <= 1000


def test_a_password_is_asked_for_nowhere(tmp_path):
    source = locked(zipped(tmp_path / "x.zip", {"a": b"secret"}))
    with pytest.raises(ValueError, match="a is locked with a password"):
        unpack(source, tmp_path / "out")


def test_a_packing_method_that_is_not_read_is_named(tmp_path):
    source = zipped(tmp_path / "x.zip", {"a": b"1"}, method=zipfile.ZIP_LZMA)
    with pytest.raises(ValueError, match="a is packed in a way that is not read here .method 14.*by hand"):
        unpack(source, tmp_path / "out")


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.97, 0.999])
@pytest.mark.parametrize("kind", ["tar.gz", "tar", "zip"])
def test_a_file_that_was_cut_off_is_damaged(tmp_path, kind, share):
    noise = {f"set/{i}": random.Random(i).randbytes(20_000) for i in range(10)}
    source = PACKERS[kind](tmp_path / "x", noise)
    content = source.read_bytes().rstrip(b"\0") if kind == "tar" else source.read_bytes()
    source.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(ValueError, match="damaged|no archive"):
        unpack(source, tmp_path / "out")


def test_a_tar_file_that_was_cut_between_two_members_is_damaged(tmp_path):
    source = tar(tmp_path / "x.tar", {"a": b"1" * 512, "b": b"2" * 512}, "w")
    source.write_bytes(source.read_bytes()[:1024])
    with pytest.raises(ValueError, match=r"damaged or no archive \(its end is missing\)"):
        unpack(source, tmp_path / "out")


@pytest.mark.parametrize("kind", ["tar.gz", "zip"])
def test_a_changed_byte_is_found_by_the_check_sum(tmp_path, kind):
    noise = {"a": random.Random(1).randbytes(50_000)}
    source = PACKERS[kind](tmp_path / "x", noise)
    content = bytearray(source.read_bytes())
    content[len(content) // 2] ^= 1
    source.write_bytes(content)
    with pytest.raises(ValueError, match="damaged"):
        unpack(source, tmp_path / "out")


@given(kind=st.sampled_from(["tar.gz", "tar", "zip"]), at=st.integers(0, 10**6), byte=st.integers(0, 255))
@example(kind="zip", at=2002, byte=1).via("a member that begins before the file does")
@settings(max_examples=150, deadline=None)
def test_damage_of_any_kind_gets_a_sentence(tmp_path_factory, kind, at, byte):
    around = tmp_path_factory.mktemp("around")
    source = PACKERS[kind](around / "x", {"set/a": b"some text " * 9, "set/sub/b": b"more"})
    content = bytearray(source.read_bytes())
    content[at % min(len(content), 1600)] = byte
    source.write_bytes(content)
    try:
        unpack(source, around / "out")
    except ValueError as error:
        assert "\n" not in str(error) and len(str(error)) > 40
    assert {path.name for path in around.iterdir()} <= {"x", "out"}


@pytest.mark.parametrize("content, word", [
    (b"<!DOCTYPE html><html>log in</html>", "a web page"), (b"\n <html>", "a web page"),
    (b'{"message": "no"}', "a JSON text"),
    (b"7z\xbc\xaf\x27\x1c" + bytes(600), "a 7z archive"), (b"Rar!\x1a\x07" + bytes(600), "a RAR archive"),
    (bz2.compress(b"x"), "packed by bzip2"), (b"hello, I am no archive" * 99, "damaged"), (b"", "damaged"),
    (gzip.compress(b"hello, I am no tar file" * 99, mtime=0), "damaged"),
], ids=["html", "html after space", "json", "7z", "rar", "bzip2", "text", "nothing", "gzip of text"])
def test_another_kind_of_file_is_named(tmp_path, content, word):
    (tmp_path / "download").write_bytes(content)
    with pytest.raises(ValueError, match=f"download is {word}") as caught:
        unpack(tmp_path / "download", tmp_path / "out")
    page = content.lstrip().startswith((b"<", b"{"))
    assert ("browser" in str(caught.value)) is page and (page is False or "by hand" not in str(caught.value))


def test_a_missing_archive_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere.zip"):
        unpack(tmp_path / "nowhere.zip", tmp_path / "out")


def test_a_folder_appears_whole_or_not_at_all(tmp_path):
    with pytest.raises(RuntimeError), folder_in_the_making(tmp_path / "new") as making:
        (making / "a").write_text("1")
        raise RuntimeError
    assert not list(tmp_path.iterdir())
    with folder_in_the_making(tmp_path / "new") as making:
        (making / "a").write_text("1")
        assert not (tmp_path / "new").exists()
    assert files_of(tmp_path) == {"new/a": b"1"}


def test_the_one_who_comes_second_leaves_the_first_ones_folder(tmp_path):
    with folder_in_the_making(tmp_path / "new") as making:
        (making / "a").write_text("second")
        folder_of(tmp_path / "new", {"a": b"first"})
    assert files_of(tmp_path) == {"new/a": b"first"}


def test_an_archive_is_unpacked_once_and_again_when_it_changes(tmp_path):
    source = tar(tmp_path / "streets.tar.gz", FILES)
    first = unpacked(source, tmp_path / "cache")
    assert files_of(first) == FILES and first.name.startswith("streets-")
    (first / "set" / "a.png").write_bytes(b"touched")
    assert unpacked(source, tmp_path / "cache") == first and (first / "set" / "a.png").read_bytes() == b"touched"
    os.utime(source, ns=(1, 1))
    assert files_of(unpacked(source, tmp_path / "cache")) == FILES
    tar(source, {"other.txt": b"2"})
    os.utime(source, ns=(1, 1))
    assert files_of(unpacked(source, tmp_path / "cache")) == {"other.txt": b"2"}


def test_a_bad_archive_leaves_no_folder(tmp_path):
    with pytest.raises(ValueError, match="evil"):
        unpacked(tar(tmp_path / "x.tgz", {"a": b"1", "../evil": b"2"}), tmp_path / "cache")
    assert not list((tmp_path / "cache").iterdir())
