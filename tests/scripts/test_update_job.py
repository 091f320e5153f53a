"""The update job with nothing stood in for: the real program, a vendor on loopback and a bare git remote on disk."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml
from sandbox import Sandbox, executable

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


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    vendor = Vendor()
    yield vendor
    vendor.close()


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
        command = ["git", "-c", "user.name=Owner", "-c", "user.email=owner@example.com", *arguments]
        result = subprocess.run(
            command, cwd=self.root, env=self.environment, check=True, capture_output=True, encoding="utf-8"
        )
        return result.stdout.strip()

    def commits(self) -> list[str]:
        """The subjects of the remote's commits, newest first."""
        return self.git("--git-dir", str(self.remote), "log", "--format=%s", "main").splitlines()

    def contents(self) -> dict[str, bytes]:
        """Every file of the clone outside of git's own folder."""
        files = (path for path in self.root.rglob("*") if path.is_file() and ".git" not in path.parts)
        return {str(path.relative_to(self.root)): path.read_bytes() for path in files}


@pytest.fixture
def clone(sandbox: Sandbox, tmp_path: Path, vendor: Vendor) -> Clone:
    clone = Clone(sandbox, tmp_path, vendor)
    result = clone.run("fetch-and-generate.sh")
    assert result.returncode == 0, result.stderr
    clone.git("init", "--quiet", "--bare", "--initial-branch=main", str(clone.remote))
    clone.git("init", "--quiet", "--initial-branch=main")
    clone.git("add", "-A")
    clone.git("commit", "--quiet", "-m", "First")
    clone.git("remote", "add", "origin", str(clone.remote))
    clone.git("push", "--quiet", "--set-upstream", "origin", "main")
    return clone


def test_the_same_document_makes_no_commit(clone: Clone) -> None:
    result = clone.run("commit-update.sh")
    assert result.returncode == 0, result.stderr
    assert clone.commits() == ["First"]
    assert clone.git("status", "--porcelain") == ""


def test_a_new_version_makes_one_commit_named_after_what_changed(clone: Clone, vendor: Vendor) -> None:
    changed = yaml.safe_load(DOCUMENT)
    changed["info"]["version"] = "4.3.0"
    paths = changed["paths"]
    path = next(path for path in paths if "get" in paths[path] and "{" not in path)
    paths[path.rstrip("/") + "-archive"] = {
        "get": {"summary": "Read the archive", "responses": {"204": {"description": "Done"}}}
    }
    vendor.document = yaml.safe_dump(changed, sort_keys=False)
    result = clone.run("commit-update.sh")
    assert result.returncode == 0, result.stderr
    subject, first = clone.commits()
    assert first == "First"
    assert subject.startswith("4.2.0 → 4.3.0: +1 operation")
    body = clone.git("log", "-1", "--format=%b").splitlines()
    assert body[0] == f"+ GET {path.rstrip('/')}-archive"
    assert subject not in body
    assert "files changed" in body[-1]
    touched = clone.git("diff", "--name-only", "main~1", "main").splitlines()
    assert {"reference/catalog.json", "reference/changelog.md", "reference/endpoints-index.md"} <= set(touched)
    assert all(name == "SKILL.md" or name.startswith("reference/") for name in touched)
    assert clone.git("status", "--porcelain") == ""


def refused(clone: Clone, code: int) -> str:
    """Run the job, make sure that it ends with `code` and changes nothing, and return what it says."""
    before = clone.contents()
    result = clone.run("commit-update.sh")
    assert result.returncode == code, result.stderr
    assert clone.contents() == before
    assert clone.commits() == ["First"]
    return result.stderr


def test_a_vendor_out_of_reach_fails_the_job(clone: Clone, vendor: Vendor) -> None:
    vendor.close()
    refused(clone, 3)


def test_a_login_page_fails_the_job(clone: Clone, vendor: Vendor) -> None:
    vendor.document = "<!DOCTYPE html><title>Log in</title>"
    refused(clone, 3)


def test_a_shrunken_document_fails_the_job(clone: Clone, vendor: Vendor) -> None:
    changed = yaml.safe_load(DOCUMENT)
    changed["paths"] = {path: item for path, item in changed["paths"].items() if "/stations/" in path}
    vendor.document = yaml.safe_dump(changed, sort_keys=False)
    assert "--accept-shrink" in refused(clone, 4)
