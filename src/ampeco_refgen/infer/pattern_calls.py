"""Catalog → what calls have in common: versions, wrapping, includes, statuses.

Part of `patterns`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from msgspec import Struct

from ampeco_refgen.catalog.classify import version_key
from ampeco_refgen.catalog.model import Catalog, Operation, Parameter
from ampeco_refgen.catalog.payload import PagingFacts, Wrapping, paging_of, payload_of, success_responses
from ampeco_refgen.catalog.shape import Shapes
from ampeco_refgen.catalog.status import phrase
from ampeco_refgen.infer.pattern_model import (
    IncludeUse,
    StatusUse,
    VersionUse,
    WrappingUse,
)
from ampeco_refgen.jsonvalue import JsonValue, value_of


class Answer(Struct, frozen=True, kw_only=True):
    """How an operation answers when it succeeds: the wrappings and the items' shapes, by key, and the paging."""

    wrappings: frozenset[Wrapping]
    items: frozenset[tuple[int, ...]]
    paging: PagingFacts


_RATE_LIMIT = re.compile(r"rate-?limit|^retry-after$", re.I)


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


def includes(catalog: Catalog, shapes: Shapes) -> tuple[IncludeUse, ...]:
    """Return the operations that embed relations on demand, with the values they take."""
    return tuple(
        IncludeUse(operation=operation.key, values=values)
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


def statuses(catalog: Catalog) -> tuple[StatusUse, ...]:
    """Return the status codes, in their order, with the operations that declare them."""
    users: dict[str, list[str]] = {}
    for operation in catalog.operations:
        for response in operation.responses:
            users.setdefault(response.status, []).append(operation.key)
    return tuple(
        StatusUse(status=status, phrase=phrase(status), operations=tuple(users[status])) for status in sorted(users)
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


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else str(value)
