"""A web server for tests: it serves from memory, behaves as badly as it is told to, and notes what it was asked."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest import mock


@dataclass(frozen=True)
class Manner:
    """How one request is answered.

    Attributes:
        status: instead of 200 or 206, with no file.
        headers: sent besides.
        ranges: obeys Range (and If-Range); else it always sends all.
        tag: the file's ETag, None for none.
        body: other bytes than the file's.
        announce: added to the Content-Length that is announced; None announces nothing.
        chunked: sends in chunks instead of telling the length, as hosts do with what they pack on the way.
        drop_after: bytes of the body after which the line is cut.
        stall_after: bytes of the body after which nothing more comes for a second.
        pause: seconds between pieces of 64 kB.
        shift: the range sent begins that many bytes later than asked for.
    """

    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    ranges: bool = True
    tag: str | None = '"first"'
    body: bytes | None = None
    announce: int | None = 0
    chunked: bool = False
    drop_after: int | None = None
    stall_after: int | None = None
    pause: float = 0.0
    shift: int = 0


@dataclass(frozen=True)
class Asked:
    """One request and its answer: the Range header, the status, how many bytes of the body left the server."""

    path: str
    range: str | None
    status: int
    sent: int


class Served:
    """What `serve` hands out: the address of the server and its log."""

    def __init__(self, server: ThreadingHTTPServer):
        self.url = f"http://127.0.0.1:{server.server_port}"
        self.log: list[Asked] = []


@contextmanager
def serve(content: bytes, *manners: Manner) -> Iterator[Served]:
    """Serves one file under every path.

    Args:
        content: the file.
        manners: for the first request, the second, ...; the last one stays.
    """
    left, lock = list(manners or (Manner(),)), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            with lock:
                manner = left.pop(0) if len(left) > 1 else left[0]
            status, sent = _answer(self, manner, content if manner.body is None else manner.body)
            served.log.append(Asked(self.path, self.headers["Range"], status, sent))
            self.close_connection = True

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served = Served(server)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        with mock.patch.dict(os.environ, NO_PROXY="127.0.0.1"):  # a machine's proxy must not be asked for this machine
            yield served
    finally:
        server.shutdown()
        server.server_close()


def _answer(handler: BaseHTTPRequestHandler, manner: Manner, content: bytes) -> tuple[int, int]:
    if manner.status is not None:
        handler.send_response(manner.status)
        _send_headers(handler, {"Content-Length": "0", **manner.headers})
        return manner.status, 0
    asked, condition = handler.headers["Range"], handler.headers["If-Range"]
    headers, start, status = {}, 0, 200
    if manner.ranges and asked and condition in (None, manner.tag):
        start = int(asked.removeprefix("bytes=").removesuffix("-")) + manner.shift
        if start >= len(content):
            handler.send_response(416)
            _send_headers(handler, {"Content-Length": "0"})
            return 416, 0
        status, headers["Content-Range"] = 206, f"bytes {start}-{len(content) - 1}/{len(content)}"
    if manner.tag is not None:
        headers["ETag"] = manner.tag
    if manner.chunked:
        handler.protocol_version, headers["Transfer-Encoding"] = "HTTP/1.1", "chunked"
    elif manner.announce is not None:
        headers["Content-Length"] = str(len(content) - start + manner.announce)
    handler.send_response(status)
    _send_headers(handler, {**headers, **manner.headers})
    return status, _send_body(handler, manner, content[start:])


def _send_headers(handler: BaseHTTPRequestHandler, headers: dict[str, str]) -> None:
    for key, value in headers.items():
        handler.send_header(key, value)
    handler.end_headers()


def _send_body(handler: BaseHTTPRequestHandler, manner: Manner, body: bytes) -> int:
    end = min(x for x in (manner.drop_after, manner.stall_after, len(body)) if x is not None)
    try:
        for start in range(0, end, 65536):
            piece = body[start : min(start + 65536, end)]
            handler.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece) if manner.chunked else piece)
            time.sleep(manner.pause)
        if manner.chunked and end == len(body):
            handler.wfile.write(b"0\r\n\r\n")
        if manner.stall_after is not None:
            time.sleep(1)
    except OSError:
        return start  # the other side has hung up
    return end
