"""A loopback server that behaves as a document says: its calls, parameters and credentials, lists in parts, and faults.

It reads the document itself, not the catalog: what a call does not declare is refused, so that a client which sends
something else fails.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import loopback
from loopback import AnyMethodHandler, listening

SECRET = "s3cr3t"
"""The token, key or password that is let in."""
USER = "user"
TOTAL = 7
_SIZE = 3
"""Items of a list, and how many of them a part has at most, whatever is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """How the server gives a list in parts; paths are names of members.

    `kind` is `links`, `header`, `cursor`, `key`, `pages` or `offsets`; `parameter` asks for a part.
    """

    kind: str
    items: tuple[str, ...] = ()
    parameter: str = ""
    first: int = 1
    next: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    total: tuple[str, ...] = ()
    relative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A response that is given once, instead of what the call would give."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What arrived."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes


class Api:
    """The state of a server: what it does next, and what has reached it."""

    def __init__(self, document: dict[str, Any], lists: Mapping[str, Listing]) -> None:
        self.document = document
        self.lists = lists
        self.faults: list[Fault] = []
        self.requests: list[Request] = []
        self.url = ""

    def answer(self, request: Request) -> tuple[int, dict[str, str], Any]:
        """Return status, headers and body for a request."""
        self.requests.append(request)
        if self.faults:
            fault = self.faults.pop(0)
            return fault.status, dict(fault.headers), fault.body
        call = self._operation(request)
        if call is None:
            return 404, {}, {"message": f"no call {request.method} {request.path}"}
        template, above, operation = call
        if not self._is_let_in(operation, request):
            return 401, {}, {"message": "who are you?"}
        if wrong := self._undeclared(above, operation, request):
            return 400, {}, {"message": wrong}
        if template in self.lists and request.method == "GET":
            return self._part(template, request)
        return 200, {}, {"data": {"id": 1}}

    def _operation(self, request: Request) -> tuple[str, dict[str, Any], dict[str, Any]] | None:
        for template, methods in self.document["paths"].items():
            if request.method.lower() in methods and _matches(template, request.path):
                return template, methods, methods[request.method.lower()]
        return None

    def _is_let_in(self, operation: dict[str, Any], request: Request) -> bool:
        choices = operation.get("security", self.document.get("security", []))
        return not choices or any(all(self._satisfies(name, request) for name in choice) for choice in choices)

    def _satisfies(self, name: str, request: Request) -> bool:
        scheme = self._resolved(self.document["components"]["securitySchemes"][name])
        authorization = request.headers.get("authorization", "")
        if scheme["type"] in ("oauth2", "openIdConnect") or scheme.get("scheme", "").lower() == "bearer":
            return authorization == f"Bearer {SECRET}"
        if scheme.get("scheme", "").lower() == "basic":
            return authorization == f"Basic {base64.b64encode(f'{USER}:{SECRET}'.encode()).decode()}"
        places = {
            "header": request.headers.get(scheme["name"].lower()),
            "query": dict(request.query).get(scheme["name"]),
            "cookie": dict(
                pair.strip().split("=", 1) for pair in request.headers.get("cookie", "=").split(";") if "=" in pair
            ).get(scheme["name"]),
        }
        return places[scheme["in"]] == SECRET

    def _undeclared(self, above: dict[str, Any], operation: dict[str, Any], request: Request) -> str:
        """Say which parameter of the query is not declared, or which required one is missing; empty for none."""
        parameters = [self._resolved(each) for each in (*above.get("parameters", ()), *operation.get("parameters", ()))]
        declared = {each["name"]: each for each in parameters if each["in"] == "query"}
        schemes = self.document.get("components", {}).get("securitySchemes", {}).values()
        known = {*declared, *(scheme["name"] for scheme in schemes if scheme.get("in") == "query"), "from-link"}
        deep = {name for name, each in declared.items() if each.get("style") == "deepObject"}
        sent = [name for name, _ in request.query]
        strange = [name for name in sent if name not in known and name.partition("[")[0] not in deep]
        missing = [name for name, each in declared.items() if each.get("required") and name not in sent]
        if request.query and ("from-link", "1") in request.query:
            missing = []
        return "; ".join([*(f"undeclared {name}" for name in strange), *(f"missing {name}" for name in missing)])

    def _resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            target: Any = self.document
            for name in node["$ref"].removeprefix("#/").split("/"):
                target = target[name.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def _part(self, template: str, request: Request) -> tuple[int, dict[str, str], Any]:
        listing = self.lists[template]
        query = dict(request.query)
        start = _start(listing, query)
        end = min(start + _SIZE, TOTAL)
        items = [{"id": number} for number in range(start + 1, end + 1)]
        body: Any = items if not listing.items else {}
        headers: dict[str, str] = {}

        def put(path: tuple[str, ...], value: Any) -> None:
            node = body
            for name in path[:-1]:
                node = node.setdefault(name, {})
            if path:
                node[path[-1]] = value

        put(listing.items, items)
        is_last = end >= TOTAL
        if listing.kind in ("links", "header"):
            kept = [pair for pair in request.query if pair[0] not in (listing.parameter, "from-link", "api_key")]
            following = urlencode([*kept, (listing.parameter or "from-link", f"at-{end}")])
            target = f"{request.path}?{following}"
            link = None if is_last else target if listing.relative else f"{self.url}{target}"
            if listing.kind == "links":
                put(listing.next, link)
            else:
                first = f'<{self.url}{request.path}>; rel="first"'
                headers["Link"] = f'{first}, <{link}>; rel="next"' if link else first
        elif listing.kind == "cursor":
            put(listing.next, None if is_last else f"at-{end}")
        put(listing.more, not is_last)
        put(listing.last, listing.first + (TOTAL - 1) // _SIZE)
        put(listing.pages, (TOTAL + _SIZE - 1) // _SIZE)
        put(listing.total, TOTAL)
        return 200, headers, body


def _start(listing: Listing, query: Mapping[str, str]) -> int:
    """Return the number of items before the part that is asked for."""
    value = query.get(listing.parameter or "from-link", "")
    if listing.kind == "pages":
        return (int(value or listing.first) - listing.first) * _SIZE
    if listing.kind == "offsets":
        return int(value or listing.first) - listing.first
    if listing.kind == "key":
        return int(value or 0)
    return int(value.removeprefix("at-") or 0)


def _matches(template: str, path: str) -> bool:
    wanted, given = re.sub(r"\{[^{}]*\}", "{}", template).split("/"), path.split("/")
    return len(wanted) == len(given) and all(
        there == unquote(here) or ("{" in there and here) for there, here in zip(wanted, given, strict=True)
    )


@contextmanager
def serving(api: Api) -> Iterator[Api]:
    """Serve on a port of this machine; the address is `api.url`."""

    class Handler(AnyMethodHandler):
        def answer(self, request: loopback.Request) -> None:
            address = urlsplit(request.target)
            status, headers, body = api.answer(
                Request(
                    method=request.method,
                    path=address.path,
                    query=tuple(parse_qsl(address.query, keep_blank_values=True)),
                    headers=request.headers,
                    body=request.body,
                )
            )
            content = b"" if body is None else json.dumps(body).encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    with listening(Handler) as port:
        api.url = f"http://127.0.0.1:{port}"
        yield api
