"""Running the command line as people do, inside this process or as one of its own, and what a folder then holds."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from ampeco_refgen.cli.commands import main
from documents import get, mini

Folder = dict[str, tuple[bytes, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How a run ended and what it printed."""

    code: int
    out: str
    err: str


def run(*arguments: str | Path, stdin: bytes = b"") -> Done:
    """Run a command in this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="", write_through=True) for _ in "oe")
    code: object = None
    with redirect_stdout(out), redirect_stderr(err), patch("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin))):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = end.code
    assert isinstance(code, int)
    return Done(code=code, out=_text(out), err=_text(err))


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return stream.buffer.getvalue().decode()  # type: ignore[attr-defined]


def process(*arguments: str | Path, stdin: bytes = b"", env: dict[str, str] | None = None) -> Done:
    """Run a command as a process of its own."""
    command = [sys.executable, "-m", "ampeco_refgen", *map(str, arguments)]
    done = subprocess.run(command, input=stdin, capture_output=True, env={**os.environ, **(env or {})}, timeout=60)
    return Done(code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())


def folder(root: Path) -> Folder:
    """Return the content and the time of change of every file below a folder."""
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def assert_refused(done: Done, code: int, *parts: str) -> None:
    """Hold a failure to the promise: its exit code, one clear line, what to do, no traceback, nothing on stdout."""
    assert (done.code, done.out) == (code, ""), done.err
    assert "Traceback" not in done.err
    (line,) = [line for line in done.err.splitlines() if line.startswith(("error: ", "Error: "))]
    assert all(part in done.err for part in parts), done.err
    last = done.err.splitlines()[-1]
    assert last.startswith("  ") or line == last


THING = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "integer", "readOnly": True}, "name": {"type": "string", "description": "Its name"}},
}
BODY = {"content": {"application/json": {"schema": THING}}}


def document(*, version: str = "1.0.0", resources: int = 12, title: str = "Mini", **schema: Any) -> dict[str, Any]:
    """Return a document with a `GET` for each of some resources, and a `POST` for the first."""
    paths: dict[str, Any] = {
        f"/public-api/resources/things-{number:02}/v1.0": {"get": get(THING, summary=f"Things {number}")}
        for number in range(resources)
    }
    paths["/public-api/resources/things-00/v1.0"]["post"] = get({**THING, **schema}, summary="Make", requestBody=BODY)
    tree = mini(paths)
    tree["info"] = {"title": title, "version": version}
    return tree


def written(path: Path, tree: object) -> Path:
    """Write a document, or any other text, and return where it is."""
    path.write_bytes(tree if isinstance(tree, bytes) else json.dumps(tree).encode())
    return path
