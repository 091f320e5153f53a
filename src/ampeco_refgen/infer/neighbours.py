"""Catalog → what deprecated things stand among: a document's webhooks, a payload's fields, a call's parameters.

The material of `member_rules`; part of `replacements`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from ampeco_refgen.catalog.fields import Choice, Direction, Fields, Row
from ampeco_refgen.catalog.model import Catalog, MediaType, Operation, Parameter, RequestBody, SchemaId, Webhook
from ampeco_refgen.catalog.payload import payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.catalog.terms import as_sent
from ampeco_refgen.infer.member_rules import Neighbour


def marked(fields: Fields) -> frozenset[SchemaId]:
    """Return the schemas that say of themselves, or of anything in them, that it is deprecated: most do not."""
    return fields.shapes.holdings.holding(lambda schema: schema.deprecated)


def fields_of(shape: Shape, direction: Direction, fields: Fields) -> dict[str, Neighbour]:
    """Return the fields below a shape by dotted path."""
    return _merged(
        Neighbour(name=row.path, deprecated=row.shape.deprecated, replacements=row.shape.replacements)
        for row in fields.flat(shape, direction)
    )


def parameters_of(operation: Operation, fields: Fields, past: frozenset[SchemaId]) -> dict[str, Neighbour]:
    """Return the parameters and filters of an operation by the name that is sent; none where none is deprecated."""
    if not any(parameter.deprecated or parameter.schema in past for parameter in operation.parameters):
        return {}
    return _merged(one for parameter in operation.parameters for one in _sent(parameter, fields))


def webhooks_of(catalog: Catalog, fields: Fields) -> dict[str, Neighbour]:
    """Return a document's webhooks by name; one is deprecated when it is so wherever it can be subscribed to."""
    found: dict[str, list[Webhook]] = {}
    for _, webhook in catalog.declared_webhooks:
        found.setdefault(webhook.name, []).append(webhook)
    return {
        name: Neighbour(
            name=name,
            deprecated=all(one.deprecated for one in uses),
            replacements=tuple(dict.fromkeys(text for one in uses for text in one.replacements)),
            members=frozenset(member.name for one in uses for shape in _roots(one, fields) for member in shape.members),
        )
        for name, uses in sorted(found.items())
    }


def payloads_of(catalog: Catalog, fields: Fields, past: frozenset[SchemaId]) -> Iterator[tuple[Shape, Direction, str]]:
    """Yield every payload in which something is deprecated (`past`), with its owner, once for each owner.

    Bodies as they are sent, responses by their item, webhooks whole; and shapes that their rows only refer to.
    """
    seen: set[tuple[tuple[SchemaId, ...], Direction, str]] = set()
    for root, direction, place in _roots_of(catalog, fields, past):
        waiting = [root]
        while waiting:
            shape = fields.shapes.expanded(waiting.pop())
            if (shape.key, direction, place) in seen:
                continue
            seen.add((shape.key, direction, place))
            yield shape, direction, place
            waiting += referred(fields.rows(shape, direction))


def referred(rows: tuple[Row, ...]) -> Iterator[Shape]:
    """Yield the shapes that rows only refer to, those of variants and of what variants share included."""
    for row in rows:
        if isinstance(row, Choice):
            for variant in row.variants:
                if variant.refers is not None:
                    yield variant.refers
                yield from referred(variant.rows)
            for sharing in row.shared:
                yield from referred(sharing.rows)
        elif row.refers is not None:
            yield row.refers


def _roots_of(catalog: Catalog, fields: Fields, past: frozenset[SchemaId]) -> Iterator[tuple[Shape, Direction, str]]:
    for operation in catalog.operations:
        for _, number in _media(operation.body, past):
            yield fields.shapes.of(number), Direction.REQUEST, f"{operation.key} request"
        for response in operation.responses:
            for one, number in _with_schema(response.media, past):
                succeeds = response in success_responses(operation)
                item = payload_of(one, fields.shapes).item if succeeds else fields.shapes.of(number)
                if item is not None:
                    yield item, Direction.RESPONSE, f"{operation.key} response"
    for webhook in dict.fromkeys(webhook for _, webhook in catalog.declared_webhooks):
        for _, number in _media(webhook.body, past):
            yield fields.shapes.of(number), Direction.RESPONSE, webhook.name


def _media(body: RequestBody | None, past: frozenset[SchemaId]) -> Iterator[tuple[MediaType, SchemaId]]:
    return _with_schema(body.media if body is not None else (), past)


def _with_schema(media: tuple[MediaType, ...], past: frozenset[SchemaId]) -> Iterator[tuple[MediaType, SchemaId]]:
    for one in media:
        if one.schema is not None and one.schema in past:
            yield one, one.schema


def _sent(parameter: Parameter, fields: Fields) -> Iterator[Neighbour]:
    shape = fields.shapes.of(parameter.schema) if parameter.schema is not None else None
    past = parameter.deprecated or (shape is not None and shape.deprecated)
    named = parameter.replacements + (shape.replacements if shape is not None else ())
    yield Neighbour(name=parameter.name, deprecated=past, replacements=named)
    if shape is None or not shape.members:
        return
    for row in fields.flat(shape, Direction.REQUEST):
        name = as_sent(parameter.name, row.path)
        yield Neighbour(name=name, deprecated=row.shape.deprecated, replacements=row.shape.replacements)


def _merged(found: Iterable[Neighbour]) -> dict[str, Neighbour]:
    """Merge those of one name: variants of a union may each have their own."""
    merged: dict[str, Neighbour] = {}
    for one in found:
        known = merged.get(one.name)
        if known is not None and (known.deprecated or one.deprecated):
            named = tuple(dict.fromkeys(known.replacements + one.replacements))
            one = replace(one, deprecated=True, replacements=named)
        merged[one.name] = one
    return merged


def _roots(webhook: Webhook, fields: Fields) -> list[Shape]:
    media = webhook.body.media if webhook.body is not None else ()
    return [fields.shapes.expanded(fields.shapes.of(one.schema)) for one in media if one.schema is not None]
