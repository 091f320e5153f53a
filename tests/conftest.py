"""What every test stands on: no network but loopback, a server whose faults can be ordered; skips in one line each."""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest

from documents import skill_of_texts
from faults.server import FaultServer
from without_posix import skip_what_is_missing


def _is_loopback(host: str | bytes | None) -> bool:
    name = host.decode() if isinstance(host, bytes) else host or "localhost"
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Make every way out of the machine a RuntimeError, so that no test can depend on one."""
    connect, resolve = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self, address):
        if self.family != getattr(socket, "AF_UNIX", None) and not _is_loopback(address[0]):
            raise RuntimeError(f"a test tried to connect to {address}")
        return connect(self, address)

    def guarded_resolve(host, *args, **kwargs):
        if not _is_loopback(host):
            raise RuntimeError(f"a test tried to resolve {host}")
        return resolve(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket, "getaddrinfo", guarded_resolve)
        for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
            patch.delenv(name)
        yield


@pytest.fixture(autouse=True, scope="session")
def _templates_compiled_once() -> Iterator[None]:
    """Compile each template once for all bundles of a process: a run of the program makes one, the tests thousands."""
    compiled = jinja2.Environment.compile
    known: dict[tuple[object, ...], object] = {}

    def compile_once(self, source, *args, **kwargs):
        key = (source, *args, *sorted(kwargs.items()))
        if key not in known:
            known[key] = compiled(self, source, *args, **kwargs)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja2.Environment, "compile", compile_once)
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_posix_on_windows() -> Iterator[None]:
    """Skip on Windows the tests that take a POSIX system."""
    with pytest.MonkeyPatch.context() as patch:
        if sys.platform == "win32":
            skip_what_is_missing(patch)
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell once for each reason how many tests were skipped for it, the most frequent first."""
    reasons = Counter(
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.getreports("skipped")
        if isinstance(report.longrepr, tuple)
    )
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"{count} skipped: {reason}", yellow=True)


@pytest.fixture(scope="session")
def skill(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of the skill that our own texts are about: the committed one, or that of the version they go by."""
    return skill_of_texts(tmp_path_factory.mktemp("skill"))


@pytest.fixture
def server() -> Iterator[FaultServer]:
    """A server on loopback that answers as the test orders."""
    with FaultServer() as fault_server:
        yield fault_server
