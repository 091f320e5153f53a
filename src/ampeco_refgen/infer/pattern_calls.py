"""Catalog → what calls have in common: base URL, authentication, versions, wrapping, paging, includes, statuses.

Part of `patterns`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct

from ampeco_refgen.catalog.classify import version_key
from ampeco_refgen.catalog.fields import Direction, Fields
from ampeco_refgen.catalog.model import Catalog, Operation, Parameter, SchemaId
from ampeco_refgen.catalog.payload import PagingFacts, Wrapping, paging_of, payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape, Shapes
from ampeco_refgen.catalog.status import phrase
from ampeco_refgen.infer.pattern_model import (
    Authentication,
    BaseUrl,
    IncludeUse,
    PageSize,
    PagingUse,
    Scheme,
    StatusBody,
    StatusUse,
    Variable,
    VersionUse,
    WrappingUse,
)
from ampeco_refgen.jsonvalue import JsonValue, value_of


class Answer(Struct, frozen=True, kw_only=True):
    """How an operation answers when it succeeds: the wrappings and the items' shapes, by key, and the paging."""

    wrappings: frozenset[Wrapping]
    items: frozenset[tuple[int, ...]]
    paging: PagingFacts


Outline: TypeAlias = tuple[tuple[str, str], ...]
"""The fields of a body with their types; empty where there is no body."""

_RATE_LIMIT = re.compile(r"rate-?limit|^retry-after$", re.I)
_LISTS = frozenset({Wrapping.LIST, Wrapping.BARE_LIST})


def base_urls(catalog: Catalog) -> tuple[BaseUrl, ...]:
    """Return where the API is reached, with what has to be filled in."""
    return tuple(
        BaseUrl(url=server.url, variables=tuple(_variable(name, value_of(text)) for name, text in server.variables))
        for server in catalog.servers
    )


def authentication(catalog: Catalog) -> Authentication:
    """Return how a caller proves who it is, for all operations and for those that say otherwise."""
    return Authentication(
        schemes=tuple(
            Scheme(name=one.name, kind=one.kind, facts=tuple((name, _text(value_of(text))) for name, text in one.facts))
            for one in catalog.security_schemes
        ),
        default=catalog.security,
        exceptions=tuple((one.key, one.security) for one in catalog.operations if one.security is not None),
    )


def versions(catalog: Catalog) -> tuple[VersionUse, ...]:
    """Return the versions in paths, by family in reading order, oldest first."""
    every = Counter((one.place.family, one.place.version) for one in catalog.operations)
    live = Counter((one.place.family, one.place.version) for one in catalog.operations if not one.deprecated)
    families = list(dict.fromkeys(one.place.family for one in catalog.operations))
    ordered = sorted(every, key=lambda use: (families.index(use[0]), version_key(use[1])))
    return tuple(VersionUse(family=use[0], version=use[1], operations=every[use], live=live[use]) for use in ordered)


def answers(catalog: Catalog, shapes: Shapes) -> dict[str, Answer]:
    """Return how the operations answer, by key."""
    return {operation.key: _answer(operation, shapes) for operation in catalog.operations}


def wrappings(answers: Mapping[str, Answer]) -> tuple[WrappingUse, ...]:
    """Return how answers come, the most frequent way first."""
    grouped: dict[str, list[str]] = {}
    for key, answer in answers.items():
        kinds = sorted(one.value for one in answer.wrappings) or [Wrapping.EMPTY.value]
        grouped.setdefault(" or ".join(kinds), []).append(key)
    ordered = sorted(grouped.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(WrappingUse(wrapping=wrapping, operations=tuple(keys)) for wrapping, keys in ordered)


def paging(answers: Mapping[str, Answer]) -> tuple[PagingUse, ...]:
    """Return the ways of paging that occur, the most frequent first; lists that come whole are one of them."""
    grouped: dict[PagingFacts, list[str]] = {}
    for key, answer in answers.items():
        if answer.paging.paged or answer.wrappings & _LISTS:
            grouped.setdefault(answer.paging, []).append(key)
    ordered = sorted(grouped.items(), key=lambda item: (-len(item[1]), item[1][0]))
    return tuple(PagingUse(facts=facts, operations=tuple(keys)) for facts, keys in ordered)


def page_sizes(catalog: Catalog, shapes: Shapes) -> tuple[PageSize, ...]:
    """Return what is declared of the size of a page, the most frequent first."""
    found: Counter[tuple[str, str, str]] = Counter()
    for operation in catalog.operations:
        for parameter in operation.parameters:
            if parameter.name == "per_page" and parameter.schema is not None:
                shape = shapes.of(parameter.schema)
                found[(shape.default or "", _limit(shape, "minimum"), _limit(shape, "maximum"))] += 1
    return tuple(
        PageSize(default=default, minimum=minimum, maximum=maximum, operations=count)
        for (default, minimum, maximum), count in sorted(found.items(), key=lambda item: (-item[1], item[0]))
    )


def includes(catalog: Catalog, shapes: Shapes) -> tuple[IncludeUse, ...]:
    """Return the operations that embed relations on demand, with the values they take."""
    return tuple(
        IncludeUse(operation=operation.key, values=values, style=parameter.style)
        for operation in catalog.operations
        for parameter in operation.parameters
        if (values := include_values(parameter, shapes))
    )


def include_values(parameter: Parameter, shapes: Shapes) -> tuple[str, ...]:
    """Return what an `include` parameter lists, nothing for any other parameter."""
    if parameter.location != "query" or parameter.name.removesuffix("[]") != "include" or parameter.schema is None:
        return ()
    shape = shapes.of(parameter.schema)
    return tuple(_text(value_of(text)) for text in (shape.items or shape).enum or ())


def statuses(catalog: Catalog, fields: Fields) -> tuple[StatusUse, ...]:
    """Return the status codes, in their order, with the bodies of those that are no success."""
    users: dict[str, list[str]] = {}
    bodies: dict[str, dict[Outline, list[str]]] = {}
    outlines: dict[tuple[SchemaId, ...], set[Outline]] = {}
    for operation in catalog.operations:
        key = operation.key
        for response in operation.responses:
            users.setdefault(response.status, []).append(key)
            if not response.status.startswith("2"):
                found = bodies.setdefault(response.status, {})
                numbers = tuple(one.schema for one in response.media if one.schema is not None)
                if numbers not in outlines:
                    outlines[numbers] = {_outline(number, fields) for number in numbers} or {()}
                for outline in outlines[numbers]:
                    found.setdefault(outline, []).append(key)
    return tuple(
        StatusUse(
            status=status,
            phrase=phrase(status),
            operations=tuple(users[status]),
            bodies=tuple(
                StatusBody(fields=outline, operations=tuple(keys))
                for outline, keys in sorted(bodies.get(status, {}).items(), key=lambda item: (-len(item[1]), item[0]))
            ),
        )
        for status in sorted(users)
    )


def rate_limit_headers(catalog: Catalog) -> tuple[str, ...]:
    """Return the declared headers that tell a caller how much more it may ask for, or when to come back."""
    names = {
        one.name for operation in catalog.operations for response in operation.responses for one in response.headers
    }
    return tuple(sorted(name for name in names if _RATE_LIMIT.search(name)))


def _answer(operation: Operation, shapes: Shapes) -> Answer:
    media = [one for response in success_responses(operation) for one in response.media]
    payloads = [payload_of(one, shapes) for one in media]
    return Answer(
        wrappings=frozenset(payload.wrapping for payload in payloads),
        items=frozenset(payload.item.key for payload in payloads if payload.item is not None),
        paging=paging_of(operation, shapes),
    )


def _variable(name: str, facts: JsonValue) -> Variable:
    found = facts if isinstance(facts, dict) else {}
    allowed = found.get("enum")
    values = tuple(_text(value) for value in allowed) if isinstance(allowed, list) else ()
    return Variable(name=name, default=_text(found.get("default", "")), allowed=values)


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else str(value)


def _limit(shape: Shape, keyword: str) -> str:
    return next((limit.value for limit in shape.constraints if limit.keyword == keyword), "")


def _outline(number: SchemaId, fields: Fields) -> Outline:
    """Return a body as fields with their types."""
    shape = fields.shapes.of(number)
    rows = tuple(dict.fromkeys((row.path, row.shape.kind) for row in fields.flat(shape, Direction.RESPONSE)))
    return rows or (("", fields.shapes.expanded(shape).kind),)
