"""A vendor on loopback and a clone of a bare remote on disk: what the update job and a pull are tried with."""

from __future__ import annotations

import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from sandbox import Sandbox, executable, git

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "examples" / "voltline-public-api.yaml").read_text("utf-8")


class Vendor:
    """A server on loopback that publishes one document."""

    def __init__(self) -> None:
        vendor = self
        self.document = DOCUMENT

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = vendor.document.encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *arguments: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/public-api.yaml"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Clone(Sandbox):
    """A clone of a bare remote that has the bundle of the vendor's first document."""

    def __init__(self, base: Sandbox, folder: Path, vendor: Vendor) -> None:
        program = f'#!/bin/sh\nexec "{sys.executable}" -P -m ampeco_refgen "$@"\n'
        variables = {
            "AMPECO_REFGEN_COMMAND": str(executable(folder / "bin" / "ampeco-refgen", program)),
            "AMPECO_SPEC_URL": vendor.url,
        }
        super().__init__(base.root, {**base.environment, **variables})
        self.remote = folder / "remote.git"

    def git(self, *arguments: str) -> str:
        return git(self.root, self.environment, *arguments)

    def commits(self) -> list[str]:
        """The subjects of the remote's commits, newest first."""
        return self.git("--git-dir", str(self.remote), "log", "--format=%s", "main").splitlines()

    def contents(self) -> dict[str, bytes]:
        """Every file of the clone outside of git's own folder."""
        files = (path for path in self.root.rglob("*") if path.is_file() and ".git" not in path.parts)
        return {str(path.relative_to(self.root)): path.read_bytes() for path in files}
