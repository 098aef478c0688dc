"""Room on the disk, and one process at a time."""

import errno
import shutil

import pytest

from helpers.datasets.disk import check_room, free_megabytes, told_when_closed, told_when_full
from helpers.datasets.lock import only_one


def test_free_room_is_the_systems_even_for_a_folder_that_is_not_there_yet(tmp_path):
    assert free_megabytes(tmp_path / "a" / "b") == pytest.approx(shutil.disk_usage(tmp_path).free / 1e6, abs=500)


def test_just_enough_room_is_enough(tmp_path):
    check_room(tmp_path, 12, lambda folder: 12)
    with pytest.raises(OSError, match="needs 13 MB, but its disk has 12 MB free"):
        check_room(tmp_path, 13, lambda folder: 12)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_and_a_full_quota_get_a_sentence(tmp_path, number):
    with pytest.raises(OSError, match="is full.*free some space") as caught, told_when_full(tmp_path):
        raise OSError(number, "as the system says it")
    assert caught.value.errno is None


def test_other_errors_pass(tmp_path):
    with pytest.raises(PermissionError), told_when_full(tmp_path):
        raise PermissionError(errno.EACCES, "no")


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOTDIR])
def test_a_folder_that_cannot_be_written_gets_a_sentence(tmp_path, number):
    match = r"full cannot be written \(as the system says it\)\. .*COURSE_FULL_DATA"
    with pytest.raises(OSError, match=match) as caught, told_when_closed(tmp_path / "full"):
        raise OSError(number, "as the system says it")
    assert caught.value.errno is None
    with pytest.raises(OSError, match="too many") as caught, told_when_closed(tmp_path):
        raise OSError(errno.EMFILE, "too many")
    assert caught.value.errno == errno.EMFILE


def test_a_lock_below_a_file_gets_a_sentence(tmp_path):
    (tmp_path / "full").write_bytes(b"")
    with pytest.raises(OSError, match=r"incoming cannot be written \(.*COURSE_FULL_DATA"), \
            only_one(tmp_path / "full" / ".incoming" / "x.lock", "working"):
        pass


def test_a_lock_is_free_again_after_the_block_and_after_an_error(tmp_path):
    path = tmp_path / "new" / "x.lock"
    with pytest.raises(RuntimeError), only_one(path, "working"):
        with pytest.raises(BlockingIOError, match="another process is working"), only_one(path, "working"):
            pass
        raise RuntimeError
    with only_one(path, "working"):
        pass
