"""A file, a URL, standard input, or the vendor's newest document → `RawSpec`: its bytes.

The first stage; `openapi/document.py` parses what comes out, and decides by the bytes what they are, not by the ending
of a name or a header. Only HTML, which is what logins and error pages are, is refused here, where the address to name
in the message is known.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from msgspec import Struct

from ampeco_refgen.errors import FetchError
from ampeco_refgen.http import (
    Deadline,
    ExchangeError,
    HttpAnswer,
    HttpClient,
    Notify,
    display,
    is_url,
    resolve,
    same_server,
)
from ampeco_refgen.progress import Progress, unwatched
from ampeco_refgen.settings import FetchSettings

STANDARD_INPUT = "-"

_PAGE = re.compile(
    rb"(\xef\xbb\xbf)?\s*(?>(<!--.*?-->|<\?xml.*?\?>)\s*)*+<(!doctype\s+html|html|head|body)(?=[\s/>])",
    re.IGNORECASE | re.DOTALL,
)
"""What an HTML page begins with."""


class RawSpec(Struct, frozen=True, kw_only=True):
    """The document as it was read: not parsed, not trusted.

    `origin` is the file, URL or `-` fit for display (credentials removed); `etag` and `last_modified` are the
    response headers of the same name, empty when there were none.
    """

    content: bytes
    origin: str
    etag: str = ""
    last_modified: str = ""


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


def read(
    origin: str,
    settings: FetchSettings,
    *,
    stdin: BinaryIO | None = None,
    notify: Notify = silent,
    progress: Progress = unwatched,
) -> RawSpec:
    """Return the document in a file, at an http(s) URL, or on standard input (`-`).

    `notify` is told about further attempts, `progress` how far a download is. Raises `FetchError`, and nothing else,
    when it cannot be read.
    """
    if origin == STANDARD_INPUT:
        return _read_stdin(stdin, settings)
    if not is_url(origin):
        return _read_file(origin, settings)
    client = _client(origin, settings.deadline, settings, notify, progress)
    return client.deadline.run(lambda: _raw_spec(origin, client.get(origin, {})))


def fetch_latest(
    settings: FetchSettings,
    *,
    known: Validators | None = None,
    notify: Notify = silent,
    progress: Progress = unwatched,
) -> RawSpec | NotModified:
    """Return the newest document: `settings.file` or `url` if given, else the stable address, else the index page.

    `known` are the validators of a document that the caller has, `notify` is told about further attempts and the
    fallback, `progress` how far a download is. Raises `FetchError`, and nothing else, when there is none; without any
    network that takes a few seconds.
    """
    if settings.file:
        return _read_file(settings.file, settings)
    client = _client(settings.url or settings.stable_url, settings.patience, settings, notify, progress)
    return client.deadline.run(lambda: _newest(client, known))


def _client(url: str, patience: float, settings: FetchSettings, notify: Notify, progress: Progress) -> HttpClient:
    deadline = Deadline(display(url), patience=patience, total=settings.deadline)
    return HttpClient(settings=settings, deadline=deadline, notify=notify, progress=progress)


def _newest(client: HttpClient, known: Validators | None) -> RawSpec | NotModified:
    settings = client.settings
    if settings.url:
        return _document(client, settings.url, known)
    try:
        return _document(client, settings.stable_url, known)
    except FetchError as failure:
        if not _fallback_helps(failure, client):
            raise
        client.notify(f"Looking at the index page {display(settings.index_url)} instead.")
        try:
            newest = _from_index(client, known)
        except FetchError as second:
            raise FetchError(
                f"{failure.message} {second.message}",
                hint=second.hint,
                unreachable=failure.unreachable and second.unreachable,
            ) from None
        client.notify(f"{failure.message} The newest version that the index page links was taken.")
        return newest


def _fallback_helps(failure: FetchError, client: HttpClient) -> bool:
    """Tell whether the index page may answer after the stable address failed.

    It cannot when no time is left, or when it is on the same server and that cannot be reached, or asks to be left
    alone for longer than there is time.
    """
    settings = client.settings
    if not settings.index_url or client.deadline.remaining <= 0:
        return False
    server_is_lost = isinstance(failure, ExchangeError) and (
        failure.unreachable or (failure.wait or 0.0) >= client.deadline.remaining
    )
    return not (server_is_lost and same_server(settings.stable_url, settings.index_url))


def _from_index(client: HttpClient, known: Validators | None) -> RawSpec | NotModified:
    index = client.get(client.settings.index_url, {})
    return _document(client, newest_link(index.content, index.url, client.settings.index_link), known)


def _document(client: HttpClient, url: str, known: Validators | None) -> RawSpec | NotModified:
    # Validators mean something at their own address only.
    conditions = known.conditions() if known is not None and known.origin == display(url) else {}
    answer = client.get(url, conditions)
    return NotModified(origin=display(url)) if answer.not_modified else _raw_spec(url, answer)


def _raw_spec(url: str, answer: HttpAnswer) -> RawSpec:
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
    hint = "Give the name of a readable OpenAPI file, an address (https://…), or -."
    if isinstance(error, FileNotFoundError) and (nearest := _nearest(origin)):
        hint = f"Did you mean {nearest}?"
    return FetchError(f"Cannot read {origin}: {reason}.", hint=hint)


def _nearest(name: str) -> str:
    """Return the file beside `name` that is called most like it, `""` where none is."""
    from difflib import get_close_matches

    path = Path(name)
    try:
        names = [beside.name for beside in path.parent.iterdir() if beside.is_file()]
    except OSError:
        return ""
    nearest = get_close_matches(path.name, names, 1, 0.8)
    return display(str(path.with_name(nearest[0]))) if nearest else ""


def is_web_page(content: bytes) -> bool:
    """Tell whether a body is an HTML page, by its first bytes and not by any header."""
    return _PAGE.match(content) is not None


def newest_link(page: bytes, address: str, pattern: str) -> str:
    """Return the newest version's URL on the vendor's page of all versions, which is the fallback for the stable URL.

    The page lists versions oldest first, so that is the last link whose path or query the regular expression `pattern`
    is found in. `address` is the page's own. Raises `FetchError` when there is no such link.
    """
    hint = "The page may have changed; give the document's address with --url."
    try:
        stated_base, targets = _links(page.decode("utf-8", errors="replace"))
    except AssertionError:
        # html.parser's way to give up; what it has found is no longer the whole list, so its last is not the newest.
        raise FetchError(f"Cannot fetch {display(address)}: the page cannot be read as HTML.", hint=hint) from None
    base = _resolved(address, stated_base) or address
    for target in reversed(targets):
        url = _resolved(base, target)
        if re.search(pattern, urlsplit(url).path + "?" + urlsplit(url).query):
            return url
    raise FetchError(f"Cannot fetch {display(address)}: the page has no link to a version of the document.", hint=hint)


def _links(page: str) -> tuple[str, list[str]]:
    """Return the address that the links of an HTML page are relative to, if it states one, and their targets."""
    from html.parser import HTMLParser  # only ever needed for the fallback

    bases: list[str] = []
    targets: list[str] = []

    class Links(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            target = (dict(attrs).get("href") or "").strip()
            if tag == "a" and target:
                targets.append(target)
            elif tag == "base" and target:
                bases.append(target)

    Links().feed(page)
    return next(iter(bases), ""), targets


def _resolved(base: str, target: str) -> str:
    """Return where a link leads, `""` where `resolve` refuses it."""
    try:
        return resolve(base, target)
    except FetchError:
        return ""
