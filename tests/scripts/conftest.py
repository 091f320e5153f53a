"""The sandbox in which each test of the shell scripts runs: never in this clone."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from sandbox import Sandbox, push_first_commit
from vendor_clone import Clone, Vendor

ROOT = Path(__file__).parents[2]


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    """The scripts under a path with spaces and non-ASCII letters, with a home and git configuration of its own."""
    root = tmp_path / "skills of Zoë" / "ampeco-public-api"
    shutil.copytree(ROOT / "scripts", root / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / name, root / name)
    home = tmp_path / "home"
    home.mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    return Sandbox(root, environment)


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    vendor = Vendor()
    yield vendor
    vendor.close()


@pytest.fixture
def clone(sandbox: Sandbox, tmp_path: Path, vendor: Vendor) -> Clone:
    clone = Clone(sandbox, tmp_path, vendor)
    result = clone.run("fetch-and-generate.sh")
    assert result.returncode == 0, result.stderr
    push_first_commit(clone.git, clone.remote)
    return clone


@pytest.fixture
def guarded_remote() -> Iterator[tuple[str, list[str]]]:
    """A server that asks everybody for credentials, notes them and lets nobody in: its URL, and what it was told."""
    told: list[str] = []

    class Guard(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.append(self.headers.get("Authorization", ""))
            self.send_response(403 if told[-1] else 401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Guard) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/skill.git", told
        server.shutdown()
