"""Downloads over bad lines: what arrives is the file, and nothing is asked for twice without need."""

import errno
import os
import random
import socket
import sys
import threading
import time
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path

import pytest
import requests
from local_server import Manner, serve

from helpers.datasets.transfer import Patience, download

CONTENT = random.Random(0).randbytes(900_000)
HASTY = Patience(tries=4, connect=2, stalled=0.3, pause=0.01, longest_pause=0.05)
DROP = Manner(drop_after=400_000)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "incoming" / "archive"


def ranges(served) -> list[str | None]:
    return [asked.range for asked in served.log]


def leftovers(path: Path) -> set[str]:
    return {file.name for file in path.parent.iterdir()}


def test_the_file_arrives_and_is_not_asked_for_again(path):
    with serve(CONTENT) as served:
        assert download(f"{served.url}/x.tar.gz", path, HASTY) == path
        download(f"{served.url}/x.tar.gz", path, HASTY)
    assert path.read_bytes() == CONTENT and len(served.log) == 1
    assert leftovers(path) == {"archive"}


@pytest.mark.parametrize("manner", [Manner(announce=None), Manner(chunked=True)], ids=["nothing", "chunks"])
def test_a_server_that_does_not_tell_the_length_is_believed(path, manner):
    with serve(CONTENT, manner) as served:
        download(served.url, path, HASTY)
    assert path.read_bytes() == CONTENT


def test_archives_that_a_host_packs_on_the_way_come_in_chunks_and_from_the_start(path):
    """As GitHub's: no length, no ranges. That the line broke is seen all the same."""
    whole = Manner(chunked=True, ranges=False)
    with serve(CONTENT, replace(whole, drop_after=400_000), whole) as served:
        download(served.url, path, HASTY)
    assert path.read_bytes() == CONTENT and [asked.status for asked in served.log] == [200, 200]


def test_chunks_go_on_where_they_broke_if_the_server_can(path):
    with serve(CONTENT, Manner(chunked=True, drop_after=400_000), Manner(chunked=True)) as served:
        download(served.url, path, HASTY)
    assert path.read_bytes() == CONTENT and [asked.status for asked in served.log] == [200, 206]


def test_a_dropped_line_goes_on_where_it_broke(path):
    said = []
    with serve(CONTENT, DROP, DROP, Manner()) as served:
        download(served.url, path, HASTY, said.append)
    assert path.read_bytes() == CONTENT
    first, second, third = (int((r or "bytes=0-")[6:-1]) for r in ranges(served))
    assert first == 0 and 300_000 < second <= 400_000 and second + 300_000 < third <= second + 400_000
    assert [asked.status for asked in served.log] == [200, 206, 206]
    assert len(said) == 2 and all("broke or stood still after" in line and "next try in" in line for line in said)


def test_a_stalled_line_is_given_up_and_taken_up(path):
    with serve(CONTENT, Manner(stall_after=300_000), Manner()) as served:
        started = time.monotonic()
        download(served.url, path, HASTY)
        assert time.monotonic() - started < 0.9  # the server would have stalled for longer
    assert path.read_bytes() == CONTENT and served.log[0].status == 206


def test_the_next_call_goes_on_after_all_tries_are_spent(path):
    with serve(CONTENT, Manner(drop_after=200_000, announce=0)) as served:
        with pytest.raises(ConnectionError, match=r"after 2 tries\. The \d+,\d+ bytes that have arrived are kept"):
            download(served.url, path, Patience(tries=2, pause=0.01))
        assert leftovers(path) == {"archive.part", "archive.part.json"}
        download(served.url, path, Patience(tries=9, pause=0.01))
    assert path.read_bytes() == CONTENT
    assert sum(asked.sent for asked in served.log) < 1.5 * len(CONTENT)


@pytest.mark.parametrize("second", [Manner(ranges=False), Manner(tag='"second"')], ids=["ignores Range", "has changed"])
def test_all_is_asked_for_again_where_going_on_would_mix_two_files(path, second):
    with serve(CONTENT, DROP, second) as served:
        download(served.url, path, HASTY)
    assert path.read_bytes() == CONTENT and served.log[-1].status == 200
    assert served.log[-1].range is not None


def test_a_file_that_changed_between_two_calls_arrives_as_the_new_one(path):
    newer = random.Random(1).randbytes(700_000)
    with serve(CONTENT, DROP, Manner(body=newer, tag='"second"')) as served:
        with pytest.raises(ConnectionError):
            download(served.url, path, Patience(tries=1))
        download(served.url, path, HASTY)
    assert path.read_bytes() == newer


@pytest.mark.parametrize("tag", [None, 'W/"weak"'])
def test_without_a_mark_to_compare_it_starts_afresh(path, tag):
    with serve(CONTENT, Manner(drop_after=400_000, tag=tag), Manner(tag=tag)) as served:
        with pytest.raises(ConnectionError, match="have arrived, but without a mark.*next call starts afresh"):
            download(served.url, path, Patience(tries=1))
        download(served.url, path, HASTY)
    assert path.read_bytes() == CONTENT and ranges(served) == [None, None]


def test_a_date_is_a_mark_too(path):
    date = "Mon, 05 Jan 2026 10:00:00 GMT"
    first = Manner(drop_after=400_000, tag=None, headers={"Last-Modified": date})
    with serve(CONTENT, first, Manner(tag=date)) as served:
        download(served.url, path, HASTY)
    assert path.read_bytes() == CONTENT and served.log[1].status == 206


def test_another_address_does_not_go_on_with_these_bytes(path):
    with serve(CONTENT, DROP, Manner()) as served:
        with pytest.raises(ConnectionError):
            download(f"{served.url}/one", path, Patience(tries=1))
        download(f"{served.url}/two", path, HASTY)
    assert ranges(served) == [None, None] and path.read_bytes() == CONTENT


@pytest.mark.parametrize("notes", ["", '{"url": "http', None])
def test_torn_notes_start_afresh(path, notes):
    with serve(CONTENT, DROP, Manner()) as served:
        with pytest.raises(ConnectionError):
            download(served.url, path, Patience(tries=1))
        beside = path.with_name("archive.part.json")
        beside.unlink() if notes is None else beside.write_text(notes)
        download(served.url, path, HASTY)
    assert ranges(served) == [None, None] and path.read_bytes() == CONTENT


def test_bytes_that_are_all_there_are_not_asked_for(path):
    """Killed after the last byte and before the file got its name."""
    with serve(CONTENT, DROP, Manner(status=404)) as served:
        with pytest.raises(ConnectionError):
            download(served.url, path, Patience(tries=1))
        path.with_name("archive.part").write_bytes(CONTENT)
        download(served.url, path, HASTY)
    assert path.read_bytes() == CONTENT and len(served.log) == 1


def test_more_bytes_than_the_server_has_are_thrown_away(path):
    with serve(CONTENT, DROP, Manner()) as served:
        with pytest.raises(ConnectionError):
            download(served.url, path, Patience(tries=1))
        path.with_name("archive.part").write_bytes(CONTENT + b"more")
        download(served.url, path, HASTY)
    assert path.read_bytes() == CONTENT
    assert [asked.status for asked in served.log] == [200, 416, 200]


def test_another_part_than_asked_for_is_not_taken(path):
    with serve(CONTENT, DROP, Manner(shift=100), Manner()) as served:
        download(served.url, path, HASTY)
    assert path.read_bytes() == CONTENT and served.log[-1].status == 200


def test_a_length_that_is_too_long_is_told(path):
    with serve(CONTENT, Manner(announce=+1000)) as served, pytest.raises(ConnectionError, match="tries"):
        download(served.url, path, HASTY)
    assert not path.exists()


def test_a_length_that_is_too_short_ends_the_file(path):
    """No client can know; the archive is then found to be damaged."""
    with serve(CONTENT, Manner(announce=-1000)) as served:
        download(served.url, path, HASTY)
    assert path.read_bytes() == CONTENT[:-1000]


@pytest.mark.parametrize("status", [404, 410])
def test_a_missing_file_is_told_at_once(path, status):
    sentence = rf"is not there \({status}\).*--from"
    with serve(CONTENT, Manner(status=status)) as served, pytest.raises(FileNotFoundError, match=sentence):
        download(served.url, path, HASTY)
    assert len(served.log) == 1


@pytest.mark.parametrize("status", [401, 403, 451])
def test_a_refusal_is_told_at_once(path, status):
    sentence = rf"refuses.*\({status}\).*account.*--from"
    with serve(CONTENT, Manner(status=status)) as served, pytest.raises(ConnectionError, match=sentence):
        download(served.url, path, HASTY)
    assert len(served.log) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_asked_again(path, status):
    said = []
    with serve(CONTENT, Manner(status=status), Manner()) as served:
        download(served.url, path, HASTY, said.append)
    assert path.read_bytes() == CONTENT and f"is busy ({status})" in said[0]


@pytest.mark.parametrize("retry_after, least, most", [
    ("0", 0, 0.2), ("1", 0.25, 0.6), (formatdate(time.time() + 3600, usegmt=True), 0.25, 0.6), ("soon", 0, 0.2),
    (formatdate(0, usegmt=True), 0, 0.2),
], ids=["no time", "a second", "a date to come", "a word", "a date gone by"])
def test_a_server_that_asks_for_time_gets_it_within_reason(path, retry_after, least, most):
    with serve(CONTENT, Manner(status=503, headers={"Retry-After": retry_after}), Manner()) as served:
        started = time.monotonic()
        download(served.url, path, Patience(pause=0.01, longest_pause=0.3))
        assert least <= time.monotonic() - started < most


def test_pauses_grow_up_to_the_longest(path):
    said = []
    with serve(CONTENT, Manner(status=503)) as served, pytest.raises(ConnectionError):
        started = time.monotonic()
        download(served.url, path, Patience(tries=5, pause=0.1, longest_pause=0.2), said.append)
    assert 0.7 <= time.monotonic() - started < 1.2  # 0.1 + 0.2 + 0.2 + 0.2
    assert len(served.log) == 5 and len(said) == 4


def test_no_network_gets_a_sentence(path):
    with serve(CONTENT) as served:
        address = served.url
    port, said = address.rsplit(":", 1)[1], []
    with pytest.raises(ConnectionError, match=rf"127\.0\.0\.1 lets nobody in at port {port} .*, after 2 tries\. "
                                              r"Nothing has arrived yet.*--from"):
        download(address, path, HASTY, said.append)
    assert len(said) == 1


def test_a_name_that_nobody_knows_gets_a_sentence_after_two_tries(path):
    said = []
    with pytest.raises(ConnectionError, match=r"the name no-such-host\.invalid leads nowhere.*after 2 tries\. Nothing"):
        download("http://no-such-host.invalid/x", path, HASTY, said.append)
    assert len(said) == 1


@pytest.mark.parametrize("failure, words", [
    (OSError(errno.ENETUNREACH, "Network is unreachable"), "no way to host.invalid .*no network"),
    (OSError(errno.EHOSTUNREACH, "No route to host"), "no way to host.invalid"),
    (socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"), "host.invalid leads nowhere"),
    (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), "lets nobody in at port 443"),
])
def test_a_machine_without_a_network_is_told_so_after_two_tries(path, monkeypatch, failure, words):
    def fail(*_, **__):
        raise failure

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    monkeypatch.setattr(os, "environ", {})  # no proxy
    with pytest.raises(ConnectionError, match=rf"{words}.*after 2 tries\. Nothing has arrived yet"):
        download("https://host.invalid/x", path, HASTY, [].append)


def test_a_line_that_worked_once_in_a_call_gets_all_its_tries(path, monkeypatch):
    """The network went away in the middle: that is a bad line, not a slip in the address."""
    with serve(CONTENT, DROP) as served:
        real, calls = requests.get, []

        def get(*arguments, **options):
            calls.append(arguments)
            if len(calls) > 1:
                raise requests.exceptions.ConnectionError from ConnectionRefusedError()
            return real(*arguments, **options)

        monkeypatch.setattr(requests, "get", get)
        with pytest.raises(ConnectionError, match=r"after 4 tries\. The [34]\d\d,\d{3} bytes that .* are kept"):
            download(served.url, path, HASTY, [].append)
    assert len(calls) == 4


def test_a_proxy_that_is_not_there_is_named(path, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setenv("NO_PROXY", "")
    with pytest.raises(ConnectionError, match="the proxy in this machine's settings.*after 2 tries"):
        download("http://host.invalid/x", path, HASTY, [].append)


@pytest.mark.parametrize("url", ["ftp://host/x", "file:///etc/passwd", "https://", "x.zip"])
def test_what_is_no_web_address_is_refused(path, url):
    with pytest.raises(ValueError, match="no web address.*http:// or https://"):
        download(url, path)


def test_room_is_asked_for_before_the_bytes(path):
    sentence = "needs 1 MB, but its disk has 0 MB free.*COURSE_FULL_DATA"
    with serve(CONTENT) as served, pytest.raises(OSError, match=sentence):
        download(served.url, path, HASTY, free=lambda folder: 0.2)
    assert leftovers(path) <= {"archive.part"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_disk_that_runs_full_gets_a_sentence(path):
    path.parent.mkdir()
    path.with_name("archive.part").symlink_to("/dev/full")
    with serve(CONTENT) as served, pytest.raises(OSError, match=r"disk that holds .* is full.*free some space"):
        download(served.url, path, HASTY)


def test_a_server_that_packs_what_it_sends_does_not_confuse(path):
    """Some label .tar.gz files as packed for the way: they arrive unpacked, and their length is another one."""
    import gzip

    packed = gzip.compress(CONTENT)
    with serve(packed, Manner(headers={"Content-Encoding": "gzip"})) as served:
        download(served.url, path, HASTY)
    assert path.read_bytes() == CONTENT


def test_stopping_by_hand_keeps_what_has_arrived(path):
    if sys.platform == "win32":
        pytest.skip("needs a signal that a thread can send")
    import signal

    part = path.with_name("archive.part")

    def stop_when_some_has_arrived():
        while not part.exists() or not part.stat().st_size:
            time.sleep(0.001)
        signal.raise_signal(signal.SIGINT)

    with serve(CONTENT, Manner(pause=0.1), Manner()) as served:
        threading.Thread(target=stop_when_some_has_arrived, daemon=True).start()
        with pytest.raises(KeyboardInterrupt):
            download(served.url, path, HASTY)
        have = part.stat().st_size
        assert 0 < have < len(CONTENT)
        download(served.url, path, HASTY)
    assert path.read_bytes() == CONTENT and f"bytes={have}-" in ranges(served)
