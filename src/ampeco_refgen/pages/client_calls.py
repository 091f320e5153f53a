"""Operations → what a client has to know to call one: its server, its credentials, its address with what is put in.

Of the many of a document those of most calls count: a client is made for one server and one kind of credentials.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import quote

from msgspec import Struct

from ampeco_refgen.catalog.model import (
    Catalog,
    Operation,
    Parameter,
    SecurityChoice,
    SecurityScheme,
    Server,
)
from ampeco_refgen.jsonvalue import value_of
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.request_parts import NOT_PARAMETERS
from ampeco_refgen.pages.serialization import path_template
from ampeco_refgen.pages.server_address import base_url_words, source_of

_LONGEST = 100
"""Characters of an address or a name that has room in a line of code."""
_LONGEST_LINE = 300
"""Characters of what is written of a call on one line, which leaves room for what stands around it."""
_ROOM_OF_ARGUMENT = 20
"""What the code around a parameter takes."""
_MANY = 0.5
"""The share of calls that a header is required of so that it is the client's, not the call's."""


class Blank(Struct, frozen=True):
    """What whoever calls fills in: its name in the document, what the document has for it, and what it says of it."""

    name: str
    default: str | None = None
    said: str = ""


class Credential(Struct, frozen=True, kw_only=True):
    """What a request carries to be let in: `place` is `header`, `query`, `cookie`, `basic`, `digest` or `certificate`.

    `name` is that of the header, parameter or cookie; `prefix` stands before the value. `called` is what the value is
    called.
    """

    place: str
    called: str
    name: str = ""
    prefix: str = ""
    scheme: str = ""


class Base(Struct, frozen=True, kw_only=True):
    """Where the server is: texts and blanks; without any what it is in words, since the document has no address."""

    parts: tuple[str | Blank, ...] = ()
    words: str = ""

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """What the address leaves open."""
        return tuple(dict.fromkeys(part for part in self.parts if isinstance(part, Blank)))


class Target(Struct, frozen=True, kw_only=True):
    """The address of a call below its server: texts and blanks, and the parameters of the query that are required."""

    parts: tuple[str | Blank, ...]
    query: tuple[Blank, ...] = ()
    server: str = ""

    @classmethod
    def of(cls, operation: Operation, plan: BundlePlan, query: Iterable[Parameter]) -> Target:
        """Return the address of an operation; `server` is its own server's, where it has one."""
        pieces = re.split(r"\{([^{}]*)\}", path_template(operation, plan.fields))
        parts = [Blank(piece) if number % 2 else _encoded(piece) for number, piece in enumerate(pieces)]
        servers = operation.servers
        return cls(
            parts=tuple(part for part in parts if part != ""),
            query=tuple(Blank(parameter.name) for parameter in query),
            server=servers[0].url if servers and servers != _main_servers(plan.catalog) else "",
        )

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """All that whoever calls fills in, in order."""
        return (*dict.fromkeys(part for part in self.parts if isinstance(part, Blank)), *self.query)


def _encoded(text: str) -> str:
    kept = re.split(r"(%[0-9A-Fa-f]{2})", text)
    return "".join(part if number % 2 else quote(part, safe="/?&=:@,;+~*()[]'$!") for number, part in enumerate(kept))


def required_parameters(operation: Operation, without: Iterable[str] = ()) -> tuple[Parameter, ...]:
    """Return the required parameters of the query but those that a client fills in by itself."""
    known = frozenset(without)
    return tuple(
        parameter
        for parameter in operation.parameters
        if parameter.location == "query" and parameter.required and parameter.name not in known
    )


class Suitability:
    """Judges which calls are good examples: those that the client as it is can make with few arguments."""

    def __init__(self, catalog: Catalog) -> None:
        self._security = main_security(catalog)
        self._default = catalog.security
        self._servers = _main_servers(catalog)
        self._own_servers = catalog.servers
        self._headers = {credential.name for credential in common_headers(catalog)}
        self._order = {operation.key: number for number, operation in enumerate(catalog.operations)}

    def fits(self, operation: Operation) -> bool:
        """Tell whether a call needs nothing that the client does not send, and is short enough for a line of code."""
        query = [parameter.name for parameter in required_parameters(operation)]
        return (
            len(operation.key) + _ROOM_OF_ARGUMENT * operation.path.count("{") <= _LONGEST_LINE
            and sum(2 * len(name) + _ROOM_OF_ARGUMENT for name in query) <= _LONGEST_LINE
            and all(len(parameter.name) <= _LONGEST for parameter in operation.parameters)
            and not any(
                parameter.required
                and (
                    parameter.location in ("cookie", "querystring")
                    or (parameter.location == "header" and not self._is_sent(parameter))
                )
                for parameter in operation.parameters
            )
        )

    def rank(self, operation: Operation) -> tuple[bool, bool, bool, int, int, int]:
        """Return what makes a call a poor example, to be compared."""
        servers = self._own_servers if operation.servers is None else operation.servers
        security = self._default if operation.security is None else operation.security
        return (
            servers != self._servers,
            security != self._security,
            operation.deprecated,
            len(required_parameters(operation)),
            operation.path.count("{"),
            self._order[operation.key] if "{" in operation.path else 0,
        )

    def _is_sent(self, header: Parameter) -> bool:
        return header.name.lower() in NOT_PARAMETERS or header.name in self._headers


def main_security(catalog: Catalog) -> SecurityChoice:
    """Return the security of most calls."""
    counts = Counter(
        catalog.security if operation.security is None else operation.security for operation in catalog.operations
    )
    return counts.most_common(1)[0][0] if counts else catalog.security


def _main_servers(catalog: Catalog) -> tuple[Server, ...]:
    counts = Counter(
        catalog.servers if operation.servers is None else operation.servers for operation in catalog.operations
    )
    return counts.most_common(1)[0][0] if counts else catalog.servers


def base_of(catalog: Catalog) -> Base:
    """Return the address of the server of most calls."""
    servers = _main_servers(catalog)
    url = servers[0].url.rstrip("/") if servers else ""
    if source_of(servers) or len(url) > _LONGEST_LINE:
        return Base(words=base_url_words(servers) or "the server's address")
    facts = {name: value_of(text) for name, text in servers[0].variables}
    host = re.match(r"[^/]*//[^/]*|[^/]*", url)
    parts: list[str | Blank] = []
    place = 0
    for number, piece in enumerate(re.split(r"\{([^{}]*)\}", url)):
        if number % 2:
            known = facts.get(piece)
            known = known if isinstance(known, dict) else {}
            said = f'the document has "{known.get("default", "")}"'
            # In the host the default is a stand-in for a name of one's own, which must not get anybody's credentials.
            is_free = host is not None and place < host.end() and not known.get("enum")
            default = known.get("default")
            parts.append(Blank(piece, None if is_free or default is None else str(default), said))
            place += len(piece) + 2
        elif piece:
            parts.append(_encoded(piece))
            place += len(piece)
    return Base(parts=tuple(parts))


def common_headers(catalog: Catalog) -> tuple[Credential, ...]:
    """Return the headers that at least half of the calls require, beside those that are no parameters."""
    counts: dict[str, int] = {}
    for operation in catalog.operations:
        for parameter in operation.parameters:
            name = parameter.name
            if parameter.location == "header" and parameter.required and name.lower() not in NOT_PARAMETERS:
                counts[name] = counts.get(name, 0) + 1
    many = len(catalog.operations) * _MANY
    return tuple(Credential(place="header", called=name, name=name) for name, count in counts.items() if count >= many)


def credentials_of(catalog: Catalog) -> tuple[Credential, ...]:
    """Return what the first alternative of the security of most calls asks for, then headers that most calls require.

    Source: OpenAPI 3.0.4, Security Requirement Object; an empty alternative is no credential.
    """
    uses = next((choice for choice in main_security(catalog) if choice), ())
    schemes = {scheme.name: scheme for scheme in catalog.security_schemes}
    wanted = [schemes[use.scheme] for use in uses if use.scheme in schemes]
    keys = sum(scheme.kind == "apiKey" for scheme in wanted)
    credentials = [credential for scheme in wanted if (credential := _credential(scheme, keys)) is not None]
    known = {credential.name.lower() for credential in credentials}
    return (*credentials, *(header for header in common_headers(catalog) if header.name.lower() not in known))


def _credential(scheme: SecurityScheme, keys: int) -> Credential | None:
    facts = {name: value_of(text) for name, text in scheme.facts}
    way = str(facts.get("scheme", ""))
    if scheme.kind in ("oauth2", "openIdConnect") or (scheme.kind == "http" and way.lower() == "bearer"):
        return Credential(place="header", called="token", name="Authorization", prefix="Bearer ", scheme=scheme.name)
    if scheme.kind == "http" and way.lower() in ("basic", "digest"):
        return Credential(place=way.lower(), called="password", scheme=scheme.name)
    if scheme.kind == "http" and len(way) <= _LONGEST:
        return Credential(
            place="header", called="credentials", name="Authorization", prefix=f"{way or 'Basic'} ", scheme=scheme.name
        )
    name = str(facts.get("name", ""))
    if scheme.kind == "apiKey" and name and len(name) <= _LONGEST:
        place = facts.get("in")
        called = "api key" if keys == 1 else scheme.name
        where = str(place) if place in ("query", "cookie") else "header"
        return Credential(place=where, called=called, name=name, scheme=scheme.name)
    return (
        Credential(place="certificate", called="certificate", scheme=scheme.name)
        if scheme.kind == "mutualTLS"
        else None
    )
