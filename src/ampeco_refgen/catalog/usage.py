"""Which schemas of a Catalog its operations and webhooks really use, directly or in depth."""

from __future__ import annotations

from collections.abc import Iterator

from ampeco_refgen.catalog.model import Catalog, MediaType, Operation, Parameter, SchemaId, Webhook


def reachable(catalog: Catalog) -> frozenset[SchemaId]:
    """Return the numbers of all schemas that an operation or a webhook uses; a named one through its links too."""
    components = {component.name: component.schema for component in catalog.components}
    found: set[SchemaId] = set()
    users: list[Operation | Webhook] = [*catalog.operations, *catalog.webhooks]
    pending = [number for user in users for number in _direct(user)]
    while pending:
        number = pending.pop()
        if number in found:
            continue
        found.add(number)
        schema = catalog.schemas[number]
        pending += [member.schema for member in (*schema.properties, *schema.pattern_properties)]
        pending += (*schema.all_of, *schema.any_of, *schema.one_of, *schema.prefix_items)
        single = (schema.items, schema.negated, schema.additional)
        pending += [below for below in single if below is not None and not isinstance(below, bool)]
        pending += [components[schema.link]] if schema.link in components else []
    return frozenset(found)


def _direct(user: Operation | Webhook) -> Iterator[SchemaId]:
    media = [*(user.body.media if user.body else ())]
    media += [one for response in user.responses for one in response.media]
    headers = [header for response in user.responses for header in response.headers]
    for parameter in (*user.parameters, *headers):
        yield from _of_parameter(parameter)
    yield from _of_media(media)
    for callback in user.callbacks if isinstance(user, Operation) else ():
        yield from _direct(callback)


def _of_parameter(parameter: Parameter) -> Iterator[SchemaId]:
    if parameter.schema is not None:
        yield parameter.schema
    yield from _of_media(list(parameter.media))


def _of_media(media: list[MediaType]) -> Iterator[SchemaId]:
    yield from (one.schema for one in media if one.schema is not None)
