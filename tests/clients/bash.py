"""Runs the client for bash: the system's bash, curl, jq and openssl, whose absence skips the test."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from clients.api import SECRET, USER, Api

NEEDED = ("bash", "curl", "jq", "openssl")


def skip_without_tools() -> None:
    """Skip the test where the client could not run."""
    if missing := [tool for tool in NEEDED if shutil.which(tool) is None]:
        pytest.skip(f"the client for bash needs {', '.join(missing)}")


def run(script: Path, api: Api, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a function of the client against the server."""
    secrets = {"API_TOKEN": SECRET, "API_KEY": SECRET, "API_PASSWORD": SECRET, "API_USER": USER}
    return subprocess.run(
        ["bash", str(script), *arguments],
        env={"PATH": os.environ["PATH"], "API_BASE_URL": api.url, "API_PAUSE": "0", **secrets, **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def items(done: subprocess.CompletedProcess[str]) -> list[Any]:
    """Return the items that a list printed; fails where it failed."""
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]
