"""A web server on loopback that misbehaves to order: each path gets replies, the last of which is repeated.

    with FaultServer() as server:
        url = server.on("/spec", answer(status=503), answer(b"{}"))

Tests get one as the fixture `server`. It also stands in for a proxy: absolute request targets are routed by their
path, and CONNECT requests by the path `CONNECT`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import TypeAlias
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client asked; the names of headers are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FaultServer

    def do_GET(self) -> None:
        self._reply(urlsplit(self.path).path)

    def do_CONNECT(self) -> None:
        self._reply("CONNECT")

    def _reply(self, path: str) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.requests.append(Request(method=self.command, target=self.path, headers=headers))
        self.server.next_reply(path)(self)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


Reply: TypeAlias = Callable[[_Handler], None]


class FaultServer(ThreadingHTTPServer):
    """Serves from entering to leaving its context; `requests` are all that it has seen."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[Request] = []
        self.leaving = Event()
        self._replies: dict[str, list[Reply]] = {}

    def __enter__(self) -> FaultServer:
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.leaving.set()
        self.shutdown()
        self.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def on(self, path: str, *replies: Reply) -> str:
        """Order the replies to a path, and return its URL."""
        self._replies[path] = list(replies)
        return self.url + path

    def next_reply(self, path: str) -> Reply:
        replies = self._replies.get(path, [answer(status=404)])
        return replies.pop(0) if len(replies) > 1 else replies[0]

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up, which is what faults make them do."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def answer(body: bytes = b"", *, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """A whole answer; a Content-Length among the headers stands against the true one."""

    def reply(handler: _Handler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return reply


def redirect(target: str, *, status: int = 302) -> Reply:
    """A redirect."""
    return answer(status=status, headers={"Location": target})


def cached(body: bytes, *, etag: str = "", last_modified: str = "") -> Reply:
    """An answer with validators: 304 to a request that knows them (RFC 9110, section 13)."""
    validators = {"ETag": etag, "Last-Modified": last_modified}
    headers = {name: value for name, value in validators.items() if value}

    def reply(handler: _Handler) -> None:
        asked = handler.headers
        fresh = (etag and asked["If-None-Match"] == etag) or (
            last_modified and asked["If-Modified-Since"] == last_modified
        )
        (answer(status=304, headers=headers) if fresh else answer(body, headers=headers))(handler)

    return reply


def cut_short(body: bytes, *, chunked: bool = False) -> Reply:
    """A body that announces more than comes, by its length or by a missing last chunk."""

    def reply(handler: _Handler) -> None:
        handler.send_response(200)
        if chunked:
            handler.send_header("Transfer-Encoding", "chunked")
        else:
            handler.send_header("Content-Length", str(len(body) + 1000))
        handler.end_headers()
        handler.wfile.write(b"%x\r\n%b\r\n" % (len(body), body) if chunked else body)
        handler.close_connection = True

    return reply


def silence() -> Reply:
    """No answer at all, on an open connection."""

    def reply(handler: _Handler) -> None:
        handler.server.leaving.wait()
        handler.close_connection = True

    return reply


def hang_up() -> Reply:
    """A connection closed without an answer."""

    def reply(handler: _Handler) -> None:
        handler.close_connection = True

    return reply


def drip(*, interval: float = 0.05) -> Reply:
    """A body that comes one byte at a time."""

    def reply(handler: _Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000000")
        handler.end_headers()
        while not handler.server.leaving.wait(interval):
            handler.wfile.write(b" ")

    return reply


def drip_headers(*, interval: float = 0.05) -> Reply:
    """A header that comes one byte at a time."""

    def reply(handler: _Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while not handler.server.leaving.wait(interval):
            handler.wfile.write(b"x")

    return reply


def endless(*, status: int = 200, headers: Mapping[str, str] | None = None, chunk: bytes = b" " * 65_536) -> Reply:
    """A body without an end."""

    def reply(handler: _Handler) -> None:
        handler.send_response(status)
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        handler.end_headers()
        while not handler.server.leaving.is_set():
            handler.wfile.write(chunk)

    return reply
