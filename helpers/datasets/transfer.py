"""Brings one file from the network: with a bar, over bad lines, and on from where it stopped.

What has arrived lies in `NAME.part`, and beside it, in `NAME.part.json`, what the server said about the file. The next
try asks for the rest only, under the condition that the file has not changed (RFC 9110, sections 13.1.5 and 14).
"""

import errno
import json
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pooch
import requests
from tqdm import tqdm

from helpers.datasets.disk import check_room, free_megabytes, told_when_full

_CHUNK = 1 << 16
_BUSY = (408, 429, 500, 502, 503, 504)
_NO_WAY = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN)
_TRIES_TO_REACH = 2  # a slip in an address, or a pulled cable, does not mend itself while one waits


@dataclass(frozen=True)
class Patience:
    """How long to put up with a bad line.

    Attributes:
        tries: how often a file is asked for, all in all.
        connect: seconds until the server must have answered the call.
        stalled: seconds without a byte after which a line counts as dead.
        pause: seconds before the second try; each further one is twice as long.
        longest_pause: seconds; a server that asks for more (Retry-After) gets no more.
    """

    tries: int = 6
    connect: float = 10.0
    stalled: float = 30.0
    pause: float = 1.0
    longest_pause: float = 60.0


PATIENT = Patience()


class _TryAgain(Exception):
    """This try has failed, the next may not.

    `after` holds the seconds that the server asked for; `reached` is False where nobody was there to ask.
    """

    def __init__(self, why: str, after: float = 0.0, reached: bool = True):
        super().__init__(why)
        self.after, self.reached = after, reached


def download(
    url: str,
    path: str | Path,
    patience: Patience = PATIENT,
    say: Callable[[str], object] = print,
    free: Callable[[Path], float] = free_megabytes,
) -> Path:
    """Downloads one file, or goes on with it. A file that is there is not asked for again.

    Args:
        url: http or https.
        path: where the file goes; until it is whole, its bytes are in `path`.part.
        patience: tries, time-outs and pauses.
        say: takes a sentence for each try that failed.
        free: tells how many megabytes a folder's disk has left.

    Returns:
        `path`.

    Raises:
        FileNotFoundError: the server has no such file.
        ConnectionError: no connection, or the line broke too often; the next call goes on.
        ValueError: the address is no web address.
        OSError: the disk is full.
    """
    path = Path(path)
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise ValueError(f"{url!r} is no web address. It begins with http:// or https:// and a host; a file on disk "
                         "is a path.")
    pooch.get_logger().setLevel("WARNING")  # it would ask to write down the sum of a file that may change
    fetch = partial(_fetch, part=path.with_name(f"{path.name}.part"), patience=patience, say=say, free=free)
    pooch.retrieve(url, known_hash=None, fname=path.name, path=path.parent, downloader=fetch)
    _notes(path.with_name(f"{path.name}.part")).unlink(missing_ok=True)
    return path


def _fetch(url: str, target: str, _, part: Path, patience: Patience, say: Callable, free: Callable) -> None:
    """What pooch calls: fills the file `target`, trying again where that may help."""
    tries = min(_TRIES_TO_REACH, patience.tries)
    for number in range(1, patience.tries + 1):
        try:
            with told_when_full(part.parent):
                _try_once(url, part, patience, free)
                part.replace(target)
            return
        except _TryAgain as failure:
            if failure.reached:
                tries = patience.tries  # the host is there: from now on it is the line that is bad
            if number >= tries:
                raise ConnectionError(
                    f"{url}: {failure}, after {number} {'try' if number == 1 else 'tries'}. "
                    f"{_what_next(part, url)} A mirror or a copy on disk is taken with --from."
                ) from None
            pause = min(max(patience.pause * 2 ** (number - 1), failure.after), patience.longest_pause)
            say(f"{failure}; next try in {pause:.0f} s")
            time.sleep(pause)


def _what_next(part: Path, url: str) -> str:
    have = part.stat().st_size if part.is_file() else 0
    if not have:
        return "Nothing has arrived yet: check the address and the network, and call again."
    if not _what_is_known(part, url):
        return (f"{have:,} bytes have arrived, but without a mark by which the server would know them again: the next "
                "call starts afresh.")
    return (f"The {have:,} bytes that have arrived are kept: check the network and call again, and it goes on from "
            "there.")


def _try_once(url: str, part: Path, patience: Patience, free: Callable) -> None:
    host, known = urlsplit(url).hostname, _what_is_known(part, url)
    have = part.stat().st_size if known else 0
    if have and have == known["length"]:
        return
    headers = {"Accept-Encoding": "identity"}
    if have:
        headers |= {"Range": f"bytes={have}-", "If-Range": known["validator"]}
    try:
        answer = requests.get(url, headers=headers, stream=True, timeout=(patience.connect, patience.stalled))
    except requests.exceptions.SSLError:
        raise ConnectionError(
            f"{host} does not prove who it is (its certificate is not trusted). On a guarded network, log in with your "
            "browser first, or download the file there and name it with --from."
        ) from None
    except requests.exceptions.Timeout:
        raise _TryAgain(f"{host} does not answer") from None
    except requests.exceptions.ConnectionError as error:
        raise _no_connection(url, error) from None
    with answer:
        _check_status(answer, url, part)
        have, length = _where_it_goes_on(answer, have, part)
        check_room(part.parent, ((length or have) - have) / 1e6, free)
        with part.open("ab" if have else "wb") as file:
            if not have:  # only now: notes about a new file beside the bytes of an old one would mix the two
                _write_notes(answer, part, url, length)
            got = _receive(answer, file, have, length)
    if length is not None and got != length:  # urllib3 tells so itself from its version 2 on
        raise _TryAgain(f"{host} announced {length:,} bytes and sent {got:,}")


def _no_connection(url: str, error: Exception) -> _TryAgain:
    """Says why there is none: what the system said is the first link in a chain of errors."""
    if isinstance(error, requests.exceptions.ProxyError):
        return _TryAgain("the proxy in this machine's settings is not to be reached", reached=False)
    host = urlsplit(url).hostname
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__
    if isinstance(error, socket.gaierror):
        return _TryAgain(f"the name {host} leads nowhere (misspelt, or this machine has no network)", reached=False)
    if isinstance(error, ConnectionRefusedError):
        port = urlsplit(url).port or {"http": 80, "https": 443}[urlsplit(url).scheme]
        return _TryAgain(f"{host} lets nobody in at port {port} (no web server runs there)", reached=False)
    if isinstance(error, OSError) and error.errno in _NO_WAY:
        return _TryAgain(f"no way to {host} (this machine has no network, or not that one)", reached=False)
    return _TryAgain(f"no connection to {host}")


def _receive(answer: requests.Response, file, have: int, length: int | None) -> int:
    got = have
    with tqdm(initial=have, total=length, unit="B", unit_scale=True, desc="download") as bar:
        try:
            for piece in answer.iter_content(_CHUNK):
                file.write(piece)
                got += len(piece)
                bar.update(len(piece))
        except requests.exceptions.RequestException:
            of = f" of {length:,}" if length else ""
            raise _TryAgain(f"the line broke or stood still after {got:,}{of} bytes") from None
    return got


def _check_status(answer: requests.Response, url: str, part: Path) -> None:
    status, host = answer.status_code, urlsplit(url).hostname
    if status in (404, 410):
        raise FileNotFoundError(
            f"{url} is not there ({status}). Check the address; if it is the course's own, its owner has removed the "
            "file: a mirror or a copy on disk is taken with --from."
        )
    if status in _BUSY:
        raise _TryAgain(f"{host} is busy ({status})", _seconds(answer.headers.get("Retry-After", "")))
    if status == 416:
        _notes(part).unlink(missing_ok=True)
        raise _TryAgain(f"{host} has less of the file than has arrived, so it is asked for from the start")
    if status not in (200, 206):
        raise ConnectionError(
            f"{host} refuses to hand out {url} ({status}). It may want an account: download it with your browser and "
            "name the file with --from."
        )


def _where_it_goes_on(answer: requests.Response, have: int, part: Path) -> tuple[int, int | None]:
    """How many bytes count as there already, and how many the whole file has (None: the server does not say)."""
    size = answer.headers.get("Content-Length", "")
    announced = int(size) if size.isdecimal() and "Content-Encoding" not in answer.headers else None
    if answer.status_code == 200:
        return 0, announced
    span = answer.headers.get("Content-Range", "")
    if not have or not span.startswith(f"bytes {have}-"):
        _notes(part).unlink(missing_ok=True)
        raise _TryAgain("the server sent another part than it was asked for, so all is asked for again")
    return have, None if announced is None else have + announced


def _notes(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _write_notes(answer: requests.Response, part: Path, url: str, length: int | None) -> None:
    """What the next call needs to go on. Without a mark that changes with the file, it starts afresh."""
    tag = answer.headers.get("ETag", "")
    validator = tag if tag.startswith('"') else answer.headers.get("Last-Modified", "")  # W/"..." promises too little
    notes = {"url": url, "validator": validator, "length": length}
    _notes(part).write_text(json.dumps(notes if "Content-Encoding" not in answer.headers else {}), encoding="utf-8")


def _what_is_known(part: Path, url: str) -> dict:
    try:
        notes = json.loads(_notes(part).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return notes if part.is_file() and notes.get("url") == url and notes.get("validator") else {}


def _seconds(retry_after: str) -> float:
    """Retry-After holds seconds or a date."""
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        return max(parsedate_to_datetime(retry_after).timestamp() - time.time(), 0.0)
    except ValueError:
        return 0.0
