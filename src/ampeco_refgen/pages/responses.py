"""Responses of operations: which of them report errors, what errors and envelopes many share, which object is returned.

An envelope is what stands beside `data` in a body: `links`, `meta`. What many operations share is described once, in
`common-patterns.md`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypeAlias

from msgspec import Struct

from ampeco_refgen.catalog.fields import Direction, Fields, Row
from ampeco_refgen.catalog.model import Catalog, Operation, Response
from ampeco_refgen.catalog.payload import Payload, Wrapping, payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape, Shapes

EnvelopeKey: TypeAlias = tuple[tuple[str, tuple[int, ...], bool], ...]
"""The name of each member beside `data`, its shape, and whether it is required."""
ErrorKey: TypeAlias = tuple[tuple[str, int | None], ...]
"""The media types of an error's body, each with its schema."""


_USUAL_SHARE = 0.1
"""A status that fewer of the calls declare alike is told in the file of each."""
_LONGEST_MEANING = 160
"""Characters of a description that has room in a table of all statuses."""


class Envelope(Struct, frozen=True, kw_only=True, eq=False):
    """What stands beside `data` in the body `root`, as rows, and the operations whose responses have it."""

    title: str
    root: Shape
    rows: tuple[Row, ...]
    operations: tuple[Operation, ...]


class CommonError(Struct, frozen=True, kw_only=True, eq=False):
    """The most frequent body among the responses with one error status, with its most frequent description, `meaning`.

    `operations` declare just that; `others` declare the status with another body, description or header. `meanings` are
    all descriptions, the most frequent first; `bodies_differ` tells whether not all have the same body in the same
    media types. `usual` tells whether so many calls declare it that their files refer to the page of what calls share.
    """

    meaning: str
    meanings: tuple[str, ...]
    key: ErrorKey
    response: Response
    operations: tuple[Operation, ...]
    others: tuple[Operation, ...]
    usual: bool
    bodies_differ: bool

    def covers(self, response: Response) -> bool:
        """Tell whether the page of what calls share says all there is to say of a response with this status."""
        return self.usual and _says_just(response, self.key, self.meaning)


def envelope_key(payload: Payload) -> EnvelopeKey:
    """Return what identifies the members beside `data`: their names and shapes, and which are required."""
    members = payload.root.members if payload.root is not None else ()
    return tuple(
        (member.name, member.shape.key, member.required) for member in members if member.name in payload.envelope
    )


def find_envelopes(catalog: Catalog, fields: Fields) -> dict[EnvelopeKey, Envelope]:
    """Return each distinct set of members beside `data` in success responses, those of most operations first."""
    roots: dict[EnvelopeKey, Shape] = {}
    users: dict[EnvelopeKey, dict[str, Operation]] = {}
    for operation in catalog.operations:
        for response in success_responses(operation):
            for media in response.media:
                payload = payload_of(media, fields.shapes)
                if payload.envelope and payload.root is not None:
                    roots.setdefault(envelope_key(payload), payload.root)
                    users.setdefault(envelope_key(payload), {})[operation.key] = operation
    ranked = sorted(roots, key=lambda key: (-len(users[key]), next(iter(users[key]))))
    return {
        key: Envelope(
            title=f"Envelope {number}",
            root=roots[key],
            rows=tuple(row for row in fields.rows(roots[key], Direction.RESPONSE) if not _in_data(row)),
            operations=tuple(users[key].values()),
        )
        for number, key in enumerate(ranked, 1)
    }


def _in_data(row: Row) -> bool:
    return row.path == "data" or row.path.startswith(("data.", "data["))


def error_key(response: Response) -> ErrorKey:
    """Return what identifies the body of an error: its media types and their schemas."""
    return tuple((media.content_type, media.schema) for media in response.media)


def find_common_errors(catalog: Catalog) -> dict[str, CommonError]:
    """Return error status → what is declared most often for it."""
    by_status: dict[str, list[tuple[Operation, Response]]] = {}
    for operation in catalog.operations:
        for response in error_responses(operation):
            by_status.setdefault(response.status, []).append((operation, response))
    many = max(2, len(catalog.operations) * _USUAL_SHARE)
    return {status: _common_error(by_status[status], many) for status in sorted(by_status)}


def error_responses(operation: Operation) -> tuple[Response, ...]:
    """Return the responses that report an error: 4xx, 5xx, and a `default` that stands beside a 2xx response."""
    successes = {response.status for response in success_responses(operation)}
    return tuple(
        response
        for response in operation.responses
        if (response.status[:1] in ("4", "5") or response.status == "default") and response.status not in successes
    )


def non_error_responses(operation: Operation) -> tuple[Response, ...]:
    """Return the responses that report no error: successes, and redirects."""
    errors = {response.status for response in error_responses(operation)}
    return tuple(response for response in operation.responses if response.status not in errors)


def _common_error(declared: list[tuple[Operation, Response]], many: float) -> CommonError:
    """Return what most of the responses with one status are; `many` operations make it usual."""
    counts = Counter(error_key(response) for _, response in declared)
    key = min(counts, key=lambda key: (-counts[key], str(key)))
    common = [response for _, response in declared if error_key(response) == key]
    meaning = next(iter(_by_frequency(common)), "")
    operations = tuple(operation for operation, response in declared if _says_just(response, key, meaning))
    return CommonError(
        meaning=meaning,
        meanings=_by_frequency(response for _, response in declared),
        key=key,
        response=common[0],
        operations=operations,
        others=tuple(operation for operation, response in declared if not _says_just(response, key, meaning)),
        usual=len(operations) >= many
        and len(meaning) <= _LONGEST_MEANING
        and all(content_type == "application/json" for content_type, _ in key),
        bodies_differ=len(counts) > 1,
    )


def _says_just(response: Response, key: ErrorKey, meaning: str) -> bool:
    return response.description in ("", meaning) and error_key(response) == key and not response.headers


def _by_frequency(responses: Iterable[Response]) -> tuple[str, ...]:
    texts = Counter(response.description for response in responses if response.description)
    return tuple(sorted(texts, key=lambda text: (-texts[text], text)))


class ReturnedObject(Struct, frozen=True, kw_only=True, eq=False):
    """The shape of an object that an operation returns, alone or in a list, and how the response wraps it."""

    shape: Shape
    wrapping: Wrapping


def returned_object(operation: Operation, shapes: Shapes) -> ReturnedObject | None:
    """Return the first object with fields among the success responses of an operation; `None` where there is none."""
    for response in success_responses(operation):
        for media in response.media:
            payload = payload_of(media, shapes)
            if payload.item is not None and (shape := shapes.expanded(payload.item)).members:
                return ReturnedObject(shape=shape, wrapping=payload.wrapping)
    return None
