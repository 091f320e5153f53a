"""One HTTP GET, with limits for attempts, redirects, time and size that hold whatever the server does.

Used by `fetch.py`, which knows what to fetch: a URL in, an `HttpAnswer` out, or a `FetchError` whose message holds no
credentials. `requests` makes the single request. The rest is not left to it, for these reasons:

- attempts: urllib3's `Retry` sleeps as long as a Retry-After header says (RFC 9110, section 10.2.3), whatever deadline
  there is, and does not repeat a request whose body broke;
- redirects: requests reads the whole body of each, however long it is, and follows from https to http;
- time: socket time-outs begin anew with every byte and do not reach name resolution at all, so a server that drips
  its headers, or a resolver that never answers, would overrun any limit made of them. So the work runs in a thread
  that can be left behind.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar
from urllib.parse import unquote, urljoin, urlsplit

from msgspec import Struct

from ampeco_refgen.diagnostics import printable
from ampeco_refgen.errors import FetchError
from ampeco_refgen.progress import Progress, Step, unwatched
from ampeco_refgen.settings import FetchSettings

if TYPE_CHECKING:
    from requests import Response, Session

T = TypeVar("T")

Notify: TypeAlias = Callable[[str], None]
"""Takes one line of text on what is going on, to be shown to people who wait."""

_CHUNK = 65_536
_PASSING_STATUSES = frozenset({429, 500, 502, 503, 504})
"""Statuses that may pass, so that another attempt makes sense."""

_URL = re.compile(r"(?P<scheme>[^/?#@]*?://)(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?P<query>\?[^#]*)?")
_HOST = re.compile(r"(\[[^\[\]]*\]|[^:\[\]]*)(:[0-9]*)?")
_SECRET = re.compile(r"(token|key|sig|secret|pass|pwd|auth|cred|jwt|session)[^=]*=", re.IGNORECASE)
_MASK = "***"


class HttpAnswer(Struct, frozen=True, kw_only=True):
    """A server's answer: the decoded body, or none where the document is `not_modified`.

    `url` is where redirects led to (it may hold credentials); `etag` and `last_modified` are the headers of these names
    (RFC 9110, section 8.8), empty where the server sends none.
    """

    url: str
    content: bytes = b""
    not_modified: bool = False
    etag: str = ""
    last_modified: str = ""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self.content)} bytes, not_modified={self.not_modified})"


class HttpClient(Struct, frozen=True, kw_only=True):
    """Makes requests, all of them within one deadline.

    `notify` is told about further attempts, `progress` how many bytes of a body have come over the network.
    """

    settings: FetchSettings
    deadline: Deadline
    notify: Notify
    progress: Progress = unwatched

    def get(self, url: str, conditions: Mapping[str, str]) -> HttpAnswer:
        """Return the answer to a GET, with `conditions` as further headers (If-None-Match, If-Modified-Since).

        Raises `FetchError` when there is no answer within the settings' limits, or one of another status than 200 (or
        304, if there are conditions).
        """
        with _session(self.settings) as session:
            failures = 0
            while True:
                try:
                    return self._attempt(session, url, conditions)
                except ExchangeError as failure:
                    pause = self._pause(failure, failures)
                    self.notify(f"Trying {display(url)} again in {pause:g} s.")
                failures += 1
                time.sleep(pause)

    def _pause(self, failure: ExchangeError, failures: int) -> float:
        """Return the seconds to wait before the next attempt; raises `failure` where there is to be none.

        `failures` is the number of those before this one. A server that was not reached is tried only once more.
        """
        retries = min(self.settings.retries, 1) if failure.unreachable else self.settings.retries
        pause = self.settings.backoff * 2**failures if failure.wait is None else failure.wait
        if not failure.passing or failures >= retries or pause >= self.deadline.remaining:
            raise failure
        return pause

    def _attempt(self, session: Session, url: str, conditions: Mapping[str, str]) -> HttpAnswer:
        self.progress(Step("connect"))
        with closing(self._follow(session, url, conditions)) as response:
            etag = response.headers.get("ETag", "")
            last_modified = response.headers.get("Last-Modified", "")
            if response.status_code == HTTPStatus.NOT_MODIFIED and conditions:
                return HttpAnswer(url=response.url, not_modified=True, etag=etag, last_modified=last_modified)
            if response.status_code != HTTPStatus.OK:
                raise _refused(response.url, response.status_code, _retry_after(response.headers.get("Retry-After")))
            return HttpAnswer(url=response.url, content=self._body(response), etag=etag, last_modified=last_modified)

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
        # Both count what comes over the network: of a compressed body that is less than what it holds.
        total, come = response.raw.length_remaining, response.raw.tell
        with _explained(response.url):
            while chunk := response.raw.read1(_CHUNK, decode_content=True):
                content += chunk
                self.progress(Step("download", come(), total))
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
            """Return none: otherwise requests reads a redirect's body, even when it is told not to follow."""

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
        raise _explain(url, error) from None


def _retry_after(value: str | None) -> float | None:
    """Return the seconds that a Retry-After header asks for, as a number or a date (RFC 9110, section 10.2.3).

    `None` where there is no such header, or one that cannot be read.
    """
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


class Deadline:
    """The time a fetch may take, from its creation on: `patience` seconds until `answered` is set, `total` in all.

    `subject` is what is being fetched, fit for display.
    """

    def __init__(self, subject: str, *, patience: float, total: float) -> None:
        self._subject = subject
        self._start = time.monotonic()
        self._patience = min(patience, total)
        self._total = total
        self._given_up = False
        self.answered = False

    @property
    def remaining(self) -> float:
        """The seconds left, never below zero."""
        if self._given_up:
            return 0.0
        return max(0.0, self._start + (self._total if self.answered else self._patience) - time.monotonic())

    def check(self) -> None:
        """Raise `FetchError` when no time is left."""
        if self.remaining > 0:
            return
        if self.answered:
            raise FetchError(
                f"Cannot fetch {self._subject}: it did not arrive within {self._total:g} seconds.",
                hint="The server or the network is too slow now; try again later.",
            )
        raise FetchError(
            f"Cannot fetch {self._subject}: no answer within {self._patience:g} seconds.",
            hint="Check the network and the proxy settings (HTTPS_PROXY, NO_PROXY).",
            unreachable=True,
        )

    def timeout(self, longest: float) -> float:
        """Return the time-out for one step: `longest`, or what is left; raises `FetchError` when nothing is."""
        self.check()
        return max(0.001, min(longest, self.remaining))

    def run(self, work: Callable[[], T]) -> T:
        """Return what `work` returns, or raise what it raises; raises `FetchError` when it takes too long.

        `work` runs in a thread of its own, which is left to itself when the time is up.
        """
        from concurrent.futures import Future, wait
        from threading import Thread

        future: Future[T] = Future()

        def settle() -> None:
            try:
                future.set_result(work())
            except BaseException as error:
                future.set_exception(error)

        # A daemon, so that a thread that is stuck in a system call cannot hold up the end of the program.
        Thread(target=settle, name="fetch", daemon=True).start()
        while not future.done():
            if self.remaining <= 0:
                self._given_up = True
                self.check()
            wait([future], timeout=self.remaining)
        return future.result()


class ExchangeError(FetchError):
    """A failed attempt to get something over HTTP.

    `passing` tells that another attempt may succeed, `unreachable` that no connection to the server came about. `wait`
    is for how many seconds the server asks to be left alone (Retry-After), `None` where it does not.
    """

    def __init__(
        self, message: str, *, hint: str, passing: bool, unreachable: bool = False, wait: float | None = None
    ) -> None:
        super().__init__(message, hint=hint, unreachable=unreachable)
        self.passing = passing
        self.wait = wait


def _refused(url: str, status: int, wait: float | None) -> ExchangeError:
    """Return the failure for a status other than 200; `wait` is its Retry-After in seconds."""
    name = f"{status} {HTTPStatus(status).phrase}" if status in set(HTTPStatus) else str(status)
    asks = "" if wait is None else f" and asks to wait {wait:.0f} seconds"
    return ExchangeError(
        f"Cannot fetch {display(url)}: the server answered {name}{asks}.",
        hint=_status_hint(status),
        passing=status in _PASSING_STATUSES,
        wait=wait,
    )


def _status_hint(status: int) -> str:
    if status in _PASSING_STATUSES:
        return "The server has a bad moment; try again later."
    if status in (401, 403, 407):
        return "The address asks for credentials; give one that is open to you with --url, or download it yourself."
    return "The document may have moved; give its new address with --url."


class _Problem(NamedTuple):
    """What exceptions of some kinds mean: `problem` and `hint` in words, the others as in `ExchangeError`."""

    kinds: tuple[type[BaseException], ...]
    problem: str
    hint: str
    passing: bool = True
    unreachable: bool = True


def _explain(url: str, error: BaseException) -> ExchangeError:
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


def _rows() -> list[_Problem]:
    """Return what exceptions mean; the first row counts that fits the exception or one of its causes."""
    import socket
    import ssl

    import requests
    import urllib3

    network = "Check the network and the proxy settings (HTTPS_PROXY, NO_PROXY)."
    broken = "The connection broke; try again later."
    return [
        _Problem(
            (requests.exceptions.ProxyError, urllib3.exceptions.ProxyError),
            "the proxy does not let it through",
            network,
        ),
        _Problem(
            (ssl.SSLError, requests.exceptions.SSLError, urllib3.exceptions.SSLError),
            "no secure connection",
            "Check that the address speaks https and whose certificates are trusted (REQUESTS_CA_BUNDLE).",
        ),
        _Problem((socket.gaierror,), "the name of its server cannot be resolved", network),
        _Problem(
            (requests.exceptions.ConnectTimeout, urllib3.exceptions.NewConnectionError),
            "its server cannot be reached",
            network,
        ),
        _Problem(
            (requests.exceptions.Timeout, urllib3.exceptions.ReadTimeoutError),
            "the server was silent for too long",
            broken,
            unreachable=False,
        ),
        _Problem(
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
        _Problem(
            (urllib3.exceptions.DecodeError,),
            "the body is not compressed in the way its header says",
            broken,
            unreachable=False,
        ),
        _Problem(
            (requests.exceptions.ConnectionError, urllib3.exceptions.HTTPError, ConnectionError),
            "the connection broke before all had arrived",
            broken,
            unreachable=False,
        ),
        _Problem((BaseException,), "the request cannot be made", network, passing=False, unreachable=False),
    ]


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and its causes, which the libraries keep among `args`, as `reason` or as `__cause__`."""
    yield error
    inner = (*error.args, getattr(error, "reason", None), error.__cause__)
    for cause in inner:
        if isinstance(cause, BaseException):
            yield from _causes(cause)


def _reason(causes: list[BaseException]) -> str:
    """Return what the innermost cause says that comes from the operating system or from TLS; `""` if none does."""
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


def is_url(origin: str) -> bool:
    """Tell whether an origin is written as a URL of any scheme; everything else is a file."""
    return _URL.match(origin) is not None


def is_address(url: str) -> bool:
    """Tell whether a URL is one that can be fetched."""
    return url.lstrip().lower().startswith(("http://", "https://"))


def display(origin: str) -> str:
    """Return a file name or URL fit for messages: printable, on one line, without credentials.

    Of a URL the user information (RFC 3986, section 3.2.1) and the fragment are removed. The values of query parameters
    that are named like a secret are masked, and those of all parameters in its path (`;name=value`). A URL whose host
    cannot be made out is masked after its scheme.
    """
    parts = _URL.match(origin)
    if parts is None:
        return printable(origin)
    host = parts["authority"].rpartition("@")[2]
    if not _HOST.fullmatch(host):
        return printable(parts["scheme"] + _MASK)
    path = re.sub(r";([^=/;]*)=[^/;]*", rf";\1={_MASK}", parts["path"])
    return printable(parts["scheme"] + host + path + _masked(parts["query"] or ""))


def _masked(query: str) -> str:
    return "&".join(_masked_pair(pair) for pair in query.split("&"))


def _masked_pair(pair: str) -> str:
    return f"{pair.partition('=')[0]}={_MASK}" if _SECRET.search(unquote(pair)) else pair


def same_server(url: str, other: str) -> bool:
    """Tell whether two URLs have the same scheme, host and port; ports are compared as they are written."""
    return _server(url) == _server(other)


def _server(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.rpartition("@")[2].lower()


def resolve(base: str, target: str) -> str:
    """Return where a redirect or link leads (RFC 3986, section 5).

    Credentials in `base` are taken over only where it leads to the same server. Raises `FetchError` for a target that
    is no http(s) URL, or that leads from https to http.
    """
    try:
        url = urljoin(base, target)
        if same_server(base, url) and "@" not in urlsplit(url).netloc:
            url = urlsplit(url)._replace(netloc=urlsplit(base).netloc).geturl()
    except ValueError:
        url = ""
    if not is_address(url) or (base.lower().startswith("https:") and not url.lower().startswith("https:")):
        raise FetchError(
            f"Cannot fetch {display(base)}: it leads to {display(url or target)}, which is not followed.",
            hint="Only http and https are followed, and never from https to http; give the right address with --url.",
        )
    return url
