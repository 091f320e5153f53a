"""What nearly all operations share, stated once in `common-patterns.md`: errors, envelopes, parameters."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from ampeco_refgen.catalog.fields import Direction, Fields, Row
from ampeco_refgen.catalog.model import Catalog, Operation, Response
from ampeco_refgen.catalog.payload import Payload, payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape

EnvelopeKey = tuple[tuple[str, tuple[int, ...], bool], ...]
ErrorKey = tuple[tuple[str, int | None], ...]


class Envelope(Struct, frozen=True, kw_only=True, eq=False):
    """What stands beside `data` in a body, as rows, and the operations whose answers have it."""

    title: str
    root: Shape
    rows: tuple[Row, ...]
    operations: tuple[Operation, ...]


class CommonError(Struct, frozen=True, kw_only=True, eq=False):
    """The body that most operations answer with for one error status."""

    meaning: str
    key: ErrorKey
    response: Response
    operations: tuple[Operation, ...]


def envelope_key(payload: Payload) -> EnvelopeKey:
    """Return what identifies the members beside `data`: their names and shapes, and which are required."""
    members = payload.root.members if payload.root is not None else ()
    beside = (member for member in members if member.name in payload.envelope)
    return tuple((member.name, member.shape.key, member.required) for member in beside)


def find_envelopes(catalog: Catalog, fields: Fields) -> dict[EnvelopeKey, Envelope]:
    """Return each distinct set of members beside `data`, most used first."""
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
    """Return for each error status the body that most operations declare, by status."""
    found: dict[str, list[tuple[Operation, Response]]] = {}
    for operation in catalog.operations:
        for response in errors_of(operation):
            found.setdefault(response.status, []).append((operation, response))
    return {status: _common_error(found[status]) for status in sorted(found)}


def errors_of(operation: Operation) -> tuple[Response, ...]:
    """Return the responses that report an error: `default` is one where it stands beside a success."""
    good = {found.status for found in success_responses(operation)}
    return tuple(
        found
        for found in operation.responses
        if (found.status[:1] in ("4", "5") or found.status == "default") and found.status not in good
    )


def goods_of(operation: Operation) -> tuple[Response, ...]:
    """Return the responses that report no error."""
    bad = {found.status for found in errors_of(operation)}
    return tuple(found for found in operation.responses if found.status not in bad)


def _common_error(declared: list[tuple[Operation, Response]]) -> CommonError:
    counts = Counter(error_key(response) for _, response in declared)
    key = min(counts, key=lambda key: (-counts[key], str(key)))
    mine = [(operation, response) for operation, response in declared if error_key(response) == key]
    texts = Counter(response.description for _, response in mine if response.description)
    meaning = min(texts, key=lambda text: (-texts[text], text)) if texts else ""
    return CommonError(
        meaning=meaning,
        key=key,
        response=mine[0][1],
        operations=tuple(operation for operation, _ in declared),
    )
