"""What went wrong in an exchange with a server, in the reader's words: a table of rows over the libraries' errors.

The libraries' own messages are never shown, because they hold whole URLs; only the operating system's or the TLS
library's reason at the bottom of them is.
"""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import NamedTuple

from ampeco_refgen.diagnostics import printable
from ampeco_refgen.errors import FetchError
from ampeco_refgen.openapi.origin import display

PASSING_STATUSES = frozenset({429, 500, 502, 503, 504})
"""Statuses after which the same request may well succeed."""


class ExchangeError(FetchError):
    """A failed attempt to get something over HTTP.

    `passing`: another attempt may succeed; `unreachable`: no server was spoken to at all; `wait`: the seconds that
    the server asks to be left alone (Retry-After), if it does.
    """

    def __init__(
        self, message: str, *, hint: str, passing: bool, unreachable: bool = False, wait: float | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.passing = passing
        self.unreachable = unreachable
        self.wait = wait


def refused(url: str, status: int, wait: float | None) -> ExchangeError:
    """Return the failure that a status other than 200 is; `wait` is its Retry-After in seconds."""
    name = f"{status} {HTTPStatus(status).phrase}" if status in set(HTTPStatus) else str(status)
    asks = "" if wait is None else f" and asks to wait {wait:.0f} seconds"
    return ExchangeError(
        f"Cannot fetch {display(url)}: the server answered {name}{asks}.",
        hint=_status_hint(status),
        passing=status in PASSING_STATUSES,
        wait=wait,
    )


def _status_hint(status: int) -> str:
    if status in PASSING_STATUSES:
        return "The server has a bad moment; try again later."
    if status in (401, 403, 407):
        return "The address asks for credentials; give one that is open to you with --url, or download it yourself."
    return "The document may have moved; give its new address with --url."


class _Row(NamedTuple):
    kinds: tuple[type[BaseException], ...]
    problem: str
    hint: str
    passing: bool = True
    unreachable: bool = True


def explain(url: str, error: BaseException) -> ExchangeError:
    """Return the failure that an exception of requests, urllib3 or the operating system stands for."""
    causes = list(_causes(error))
    row = next(row for row in _rows() if any(isinstance(cause, row.kinds) for cause in causes))
    reason = _reason(causes)
    return ExchangeError(
        f"Cannot fetch {display(url)}: {row.problem}{f' ({reason})' if reason else ''}.",
        hint=row.hint,
        passing=row.passing,
        unreachable=row.unreachable,
    )


def _rows() -> list[_Row]:
    import socket
    import ssl

    import requests
    import urllib3

    network = "Check the network and the proxy settings (HTTPS_PROXY, NO_PROXY)."
    broken = "The connection broke; try again later."
    return [
        _Row(
            (requests.exceptions.ProxyError, urllib3.exceptions.ProxyError),
            "the proxy does not let it through",
            network,
        ),
        _Row(
            (ssl.SSLError, requests.exceptions.SSLError, urllib3.exceptions.SSLError),
            "no secure connection",
            "Check that the address speaks https and whose certificates are trusted (REQUESTS_CA_BUNDLE).",
        ),
        _Row((socket.gaierror,), "the name of its server cannot be resolved", network),
        _Row(
            (requests.exceptions.ConnectTimeout, urllib3.exceptions.NewConnectionError),
            "its server cannot be reached",
            network,
        ),
        _Row(
            (requests.exceptions.Timeout, urllib3.exceptions.ReadTimeoutError),
            "the server was silent for too long",
            broken,
            unreachable=False,
        ),
        _Row(
            (
                requests.exceptions.InvalidURL,
                requests.exceptions.InvalidSchema,
                requests.exceptions.MissingSchema,
                urllib3.exceptions.LocationParseError,
            ),
            "this is no address that can be fetched",
            "Check the spelling of the address (and of the proxy's).",
            passing=False,
            unreachable=False,
        ),
        _Row(
            (urllib3.exceptions.DecodeError,),
            "the body is not compressed in the way its header says",
            broken,
            unreachable=False,
        ),
        _Row(
            (requests.exceptions.ConnectionError, urllib3.exceptions.HTTPError, ConnectionError),
            "the connection broke before all had arrived",
            broken,
            unreachable=False,
        ),
        _Row((BaseException,), "the request cannot be made", network, passing=False, unreachable=False),
    ]


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Walk from an exception down to what caused it, by the several ways in which the libraries wrap."""
    yield error
    inner = (*error.args, getattr(error, "reason", None), error.__cause__)
    for cause in inner:
        if isinstance(cause, BaseException):
            yield from _causes(cause)


def _reason(causes: list[BaseException]) -> str:
    import ssl

    import requests

    for cause in reversed(causes):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return printable(cause.verify_message)
        if isinstance(cause, ssl.SSLError):
            return printable((cause.reason or "").replace("_", " ").lower())
        if isinstance(cause, OSError) and not isinstance(cause, requests.RequestException):
            return printable(cause.strerror or str(cause))
    return ""
