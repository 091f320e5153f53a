"""What the tests of fetching share: settings that do not wait long, and what every failure must look like."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from ampeco_refgen.errors import ExitCode, FetchError
from ampeco_refgen.profiles.choose import published
from ampeco_refgen.settings import FetchSettings
from faults.server import FaultServer

SPEC = b'{"openapi": "3.0.0"}'
PAGE = b"<!doctype html>\n<html><body><form action='/login'></form></body></html>"
QUICK = FetchSettings(
    stable_url="https://api.example/openapi/public-api.yaml",
    index_url="https://api.example/openapi/",
    index_link=published().index_link,
    backoff=0.01,
    connect_timeout=1,
    read_timeout=0.4,
    patience=5,
    deadline=5,
    max_bytes=1_000_000,
)


def vendor(server: FaultServer, **changes: object) -> FetchSettings:
    """Settings under which the loopback server is the vendor."""
    addresses = {"stable_url": server.url + "/openapi/public-api.yaml", "index_url": server.url + "/openapi/"}
    return replace(QUICK, **addresses, **changes)


def failure_of(fetch: Callable[[], object], *, within: float = 3.0) -> FetchError:
    """The error that a fetch fails with: fit for the promised exit code, on one line, with a hint, and in time."""
    start = time.monotonic()
    with pytest.raises(FetchError) as caught:
        fetch()
    assert time.monotonic() - start < within
    assert caught.value.exit_code is ExitCode.FETCH_FAILED
    assert re.fullmatch(r"Cannot fetch \S+: .+\.", caught.value.message)
    assert caught.value.hint
    return caught.value


def closed_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
