"""Where documents come from: a file, a URL, standard input, or the newest one that the vendor publishes.

The first stage: an origin in, a `RawSpec` out, which `document.py` parses. What the bytes are is decided there by
looking at them, never here by a name's ending or a header; only an HTML page, which is what logins and error pages
are, is refused here, where the address is still known.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Struct

from ampeco_refgen.errors import FetchError
from ampeco_refgen.openapi.model import RawSpec
from ampeco_refgen.openapi.origin import display, is_url, same_server
from ampeco_refgen.settings import FetchSettings

if TYPE_CHECKING:
    from ampeco_refgen.openapi.http import Answer, HttpClient, Notify

STANDARD_INPUT = "-"


class Validators(Struct, frozen=True, kw_only=True):
    """What tells whether the document at `origin` has changed since it was read (RFC 9110, section 8.8)."""

    origin: str
    etag: str = ""
    last_modified: str = ""

    @classmethod
    def of(cls, raw: RawSpec) -> Validators:
        """Return the validators that came with a document."""
        return cls(origin=raw.origin, etag=raw.etag, last_modified=raw.last_modified)

    def conditions(self) -> dict[str, str]:
        """Return the headers of a conditional request (RFC 9110, section 13.1)."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}


class NotModified(Struct, frozen=True, kw_only=True):
    """The document at `origin` is still the one whose validators were given."""

    origin: str


def silent(message: str) -> None:
    """Tell nobody."""


def read(origin: str, settings: FetchSettings, *, stdin: BinaryIO | None = None, notify: Notify = silent) -> RawSpec:
    """Return the document in a file, at an http(s) URL, or on standard input (`-`).

    `notify` is told about further attempts. Raises `FetchError`, and nothing else, when it cannot be read.
    """
    if origin == STANDARD_INPUT:
        return _read_stdin(stdin, settings)
    if not is_url(origin):
        return _read_file(origin, settings)
    client = _client(origin, settings.deadline, settings, notify)
    return client.deadline.run(lambda: _raw_spec(origin, client.get(origin, {})))


def fetch_latest(
    settings: FetchSettings, *, known: Validators | None = None, notify: Notify = silent
) -> RawSpec | NotModified:
    """Return the newest document: from `settings.url` if given, else the stable address, else the index page.

    `known` are the validators of a document that the caller has, `notify` is told about further attempts and the
    fallback. Raises `FetchError`, and nothing else, when there is none; without any network that takes a few seconds.
    """
    client = _client(settings.url or settings.stable_url, settings.patience, settings, notify)
    return client.deadline.run(lambda: _newest(client, known))


def _client(url: str, patience: float, settings: FetchSettings, notify: Notify) -> HttpClient:
    """Return what speaks to servers; imported only for this, since a file needs none of it."""
    from ampeco_refgen.openapi.deadline import Deadline
    from ampeco_refgen.openapi.http import HttpClient

    deadline = Deadline(display(url), patience=patience, total=settings.deadline)
    return HttpClient(settings=settings, deadline=deadline, notify=notify)


def _newest(client: HttpClient, known: Validators | None) -> RawSpec | NotModified:
    settings = client.settings
    if settings.url:
        return _document(client, settings.url, known)
    try:
        return _document(client, settings.stable_url, known)
    except FetchError as failure:
        if not _fallback_helps(failure, client):
            raise
        client.notify(f"{failure.message} Looking at the index page instead.")
        try:
            return _from_index(client, known)
        except FetchError as second:
            raise FetchError(f"{failure.message} {second.message}", hint=second.hint) from None


def _fallback_helps(failure: FetchError, client: HttpClient) -> bool:
    settings = client.settings
    if not settings.index_url or client.deadline.remaining <= 0:
        return False
    return not (_concerns_server(failure, client) and same_server(settings.stable_url, settings.index_url))


def _concerns_server(failure: FetchError, client: HttpClient) -> bool:
    """Tell whether a server was out of reach, or asks to be left alone for longer than there is time."""
    from ampeco_refgen.openapi.http_errors import ExchangeError

    if not isinstance(failure, ExchangeError):
        return False
    return failure.unreachable or (failure.wait or 0.0) >= client.deadline.remaining


def _from_index(client: HttpClient, known: Validators | None) -> RawSpec | NotModified:
    from ampeco_refgen.openapi.vendor_index import newest_link

    index = client.get(client.settings.index_url, {})
    return _document(client, newest_link(index.content, index.url, client.settings.index_link), known)


def _document(client: HttpClient, url: str, known: Validators | None) -> RawSpec | NotModified:
    # Validators mean something at their own address only.
    conditions = known.conditions() if known is not None and known.origin == display(url) else {}
    answer = client.get(url, conditions)
    return NotModified(origin=display(url)) if answer.not_modified else _raw_spec(url, answer)


def _raw_spec(url: str, answer: Answer) -> RawSpec:
    from ampeco_refgen.openapi.vendor_index import is_web_page

    if not answer.content.strip():
        raise FetchError(
            f"Cannot fetch {display(url)}: the server answered with an empty body.", hint="Try again later."
        )
    if is_web_page(answer.content):
        raise FetchError(
            f"Cannot fetch {display(url)}: the server answered with a web page (HTML), not with an OpenAPI document.",
            hint="It may want a login; open the address in a browser, or give the document's own address with --url.",
        )
    return RawSpec(content=answer.content, origin=display(url), etag=answer.etag, last_modified=answer.last_modified)


def _read_file(name: str, settings: FetchSettings) -> RawSpec:
    try:
        with Path(name).open("rb") as stream:
            return _read_stream(stream, display(name), settings)
    except (OSError, ValueError) as error:
        raise _unreadable(display(name), error) from None


def _read_stdin(stdin: BinaryIO | None, settings: FetchSettings) -> RawSpec:
    if stdin is None and sys.stdin is None:
        raise _unreadable("standard input", OSError("it is closed"))
    try:
        return _read_stream(sys.stdin.buffer if stdin is None else stdin, STANDARD_INPUT, settings)
    except (OSError, ValueError) as error:
        raise _unreadable("standard input", error) from None


def _read_stream(stream: BinaryIO, origin: str, settings: FetchSettings) -> RawSpec:
    content = stream.read(settings.max_bytes + 1)
    if len(content) > settings.max_bytes:
        raise OSError(f"it is larger than {settings.max_bytes:,} bytes")
    return RawSpec(content=content, origin=origin)


def _unreadable(origin: str, error: OSError | ValueError) -> FetchError:
    reason = getattr(error, "strerror", None) or str(error)
    return FetchError(f"Cannot read {origin}: {reason}.", hint="Give the name of a readable OpenAPI file, a URL, or -.")
