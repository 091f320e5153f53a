"""A server on this machine that writes down the requests that reach it, and a shell that runs printed commands."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

NUMBER = "X-Number-Of-Test"
_CURL = f"""
curl() {{
  command curl --silent --show-error --max-time 20 --output /dev/null -H "{NUMBER}: $TEST_NUMBER" \\
    --connect-to "::127.0.0.1:$TEST_PORT" "$@" || echo "command $TEST_NUMBER failed: $?" >&2
}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What arrived: `target` is path and query as they were sent."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


class AnyMethodHandler(BaseHTTPRequestHandler):
    """Reads a request of whatever method, and has `answer` answer it; says nothing of it."""

    def answer(self, request: Request) -> None:
        """Send the response to a request."""
        raise NotImplementedError

    def handle_one_request(self) -> None:
        self.raw_requestline = self.rfile.readline(65_537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.answer(Request(method=self.command, target=self.path, headers=headers, body=self._body()))

    def _body(self) -> bytes:
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.send_response_only(100)
            self.end_headers()
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def listening(handler: type[AnyMethodHandler]) -> Iterator[int]:
    """Serve on a port of this machine, and yield the port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def loopback() -> Iterator[tuple[int, dict[str, Request]]]:
    """Yield a port and the requests that arrive there, by their number."""
    requests: dict[str, Request] = {}

    class Handler(AnyMethodHandler):
        def answer(self, request: Request) -> None:
            requests[request.headers[NUMBER.lower()]] = request
            self.send_response(204)
            self.end_headers()

    with listening(Handler) as port:
        yield port, requests


def variables_of(command: str) -> set[str]:
    """Return the names of the variables in a command."""
    return set(re.findall(r"\$\{?([A-Za-z_]\w*)", command))


def run(commands: Mapping[str, str], folder: Path, shell: str = "bash") -> dict[str, Request]:
    """Run commands as they are printed, all variables set to their own name, and return the requests by key.

    Only the scheme of an address is another: the server speaks no TLS. Fails where anything else happens in the folder
    than that a command sends its request.
    """
    names = sorted({name for command in commands.values() for name in variables_of(command)})
    for name in ("body.json", "body.xml", "body.txt", "body.bin", "file.bin"):
        (folder / name).write_text(f"content of {name}", encoding="utf-8")
    before = sorted(path.name for path in folder.iterdir())
    with loopback() as (port, requests):
        lines = [f"TEST_PORT={port}", _CURL, *(f"{name}='v-{name}'" for name in names), "baseUrl=http://localhost"]
        for number, command in enumerate(commands.values()):
            lines += [f"TEST_NUMBER={number}", command.replace("https://", "http://", 1)]
        script = "\n".join([*lines, "echo done"])
        done = subprocess.run(
            [shell, "-c", script] if len(script) < 100_000 else [shell, "-s"],
            input=script,
            capture_output=True,
            encoding="utf-8",
            cwd=folder,
            timeout=120,
            check=False,
        )
        assert (done.stdout, done.stderr) == ("done\n", ""), done
    assert sorted(path.name for path in folder.iterdir()) == before
    return {key: requests[str(number)] for number, key in enumerate(commands)}
