"""One GET over HTTP, made to survive a bad world: attempts, redirects, time and size are all bounded.

Used by `source.py`, which knows what to fetch. The attempts are made here and not by urllib3's `Retry`, because that
sleeps as long as a Retry-After header says (RFC 9110, section 10.2.3) whatever deadline there is, and does not
repeat a request whose body broke. Redirects are followed here too: requests reads the whole body of each, however
long it is, and forwards from https to http.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from ampeco_refgen.errors import FetchError
from ampeco_refgen.openapi.deadline import Deadline
from ampeco_refgen.openapi.http_errors import ExchangeError, explain, refused
from ampeco_refgen.openapi.origin import display, resolve
from ampeco_refgen.settings import FetchSettings

if TYPE_CHECKING:
    from requests import Response, Session

Notify: TypeAlias = Callable[[str], None]
"""Takes one line on what goes on, for people who wait."""

_CHUNK = 65_536


class Answer(Struct, frozen=True, kw_only=True):
    """A server's answer: the decoded body, or none where the document is `not_modified`.

    `url` is where redirects led to (it may hold credentials); `etag` and `last_modified` are its validators.
    """

    url: str
    content: bytes = b""
    not_modified: bool = False
    etag: str = ""
    last_modified: str = ""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self.content)} bytes, not_modified={self.not_modified})"


class HttpClient(Struct, frozen=True, kw_only=True):
    """Makes requests within one deadline."""

    settings: FetchSettings
    deadline: Deadline
    notify: Notify

    def get(self, url: str, conditions: Mapping[str, str]) -> Answer:
        """Return the answer to a GET, with `conditions` as further headers (If-None-Match, If-Modified-Since).

        Raises `FetchError` when there is none within the settings' limits, or one of another status than 200
        and, on conditions, 304.
        """
        with _session(self.settings) as session:
            failures = 0
            while True:
                try:
                    return self._attempt(session, url, conditions)
                except ExchangeError as failure:
                    pause = self._pause(failure, failures)
                    self.notify(f"{failure.message} Trying again in {pause:g} seconds.")
                failures += 1
                time.sleep(pause)

    def _pause(self, failure: ExchangeError, failures: int) -> float:
        """Return how long to wait before the next attempt, or raise the failure when there shall be none."""
        retries = min(self.settings.retries, 1) if failure.unreachable else self.settings.retries
        pause = self.settings.backoff * 2**failures if failure.wait is None else failure.wait
        if not failure.passing or failures >= retries or pause >= self.deadline.remaining:
            raise failure
        return pause

    def _attempt(self, session: Session, url: str, conditions: Mapping[str, str]) -> Answer:
        with closing(self._follow(session, url, conditions)) as response:
            etag = response.headers.get("ETag", "")
            last_modified = response.headers.get("Last-Modified", "")
            if response.status_code == HTTPStatus.NOT_MODIFIED and conditions:
                return Answer(url=response.url, not_modified=True, etag=etag, last_modified=last_modified)
            if response.status_code != HTTPStatus.OK:
                raise refused(response.url, response.status_code, _retry_after(response.headers.get("Retry-After")))
            return Answer(url=response.url, content=self._body(response), etag=etag, last_modified=last_modified)

    def _follow(self, session: Session, url: str, conditions: Mapping[str, str]) -> Response:
        """Return the first answer that is no redirect; its body has not been read."""
        start = url
        for _ in range(self.settings.redirects + 1):
            response = self._request(session, url, conditions)
            if not response.is_redirect:
                return response
            response.close()
            # RFC 9110 wants ASCII here; http.client reads all headers as Latin-1, servers send UTF-8.
            url = resolve(url, response.headers["Location"].encode("latin-1").decode("utf-8", "replace"))
        raise FetchError(
            f"Cannot fetch {display(start)}: it is redirected in a circle, or over {self.settings.redirects} times.",
            hint="The server may want a login first; give another address with --url, or download it yourself.",
        )

    def _request(self, session: Session, url: str, conditions: Mapping[str, str]) -> Response:
        timeout = (
            self.deadline.timeout(self.settings.connect_timeout),
            self.deadline.timeout(self.settings.read_timeout),
        )
        with _explained(url):
            response = session.get(url, headers=conditions, stream=True, allow_redirects=False, timeout=timeout)
        self.deadline.answered = True
        return response

    def _body(self, response: Response) -> bytes:
        # read1 returns what has come, so that the deadline is looked at however slowly the rest does; a body shorter
        # than its Content-Length, or without its last chunk, is an error in it.
        content = bytearray()
        with _explained(response.url):
            while chunk := response.raw.read1(_CHUNK, decode_content=True):
                content += chunk
                self._check_size(response.url, len(content))
                self.deadline.check()
        return bytes(content)

    def _check_size(self, url: str, size: int) -> None:
        if size > self.settings.max_bytes:
            raise FetchError(
                f"Cannot fetch {display(url)}: it is larger than {self.settings.max_bytes:,} bytes.",
                hint="That is no OpenAPI document that can be used here; check the address.",
            )


@contextmanager
def _session(settings: FetchSettings) -> Iterator[Session]:
    import logging

    import requests

    class SingleStepSession(requests.Session):
        def get_redirect_target(self, resp: Response) -> None:
            """Keep requests from reading a redirect's body, which it does also where it shall not follow."""

    # urllib3's log messages hold whole URLs, credentials included, and its warnings reach stderr without being asked.
    logging.getLogger("urllib3").setLevel(logging.CRITICAL)
    with SingleStepSession() as session:
        session.headers["User-Agent"] = settings.user_agent
        yield session


@contextmanager
def _explained(url: str) -> Iterator[None]:
    """Turn whatever the libraries raise inside into an `ExchangeError`."""
    from http.client import HTTPException

    from urllib3.exceptions import HTTPError

    try:
        yield
    except FetchError:
        raise
    except (OSError, HTTPError, HTTPException, ValueError) as error:
        raise explain(url, error) from None


def _retry_after(value: str | None) -> float | None:
    """Return the seconds that a Retry-After header asks for: a number or a date (RFC 9110, section 10.2.3)."""
    from email.utils import parsedate_to_datetime

    if value is None:
        return None
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        date = parsedate_to_datetime(value)
        return max(0.0, (date.astimezone(UTC) - datetime.now(UTC)).total_seconds())
    except (ValueError, OverflowError):
        return None
