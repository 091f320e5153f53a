"""Which schemas of a Catalog its operations and webhooks really use, in depth; and which numbers lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from ampeco_refgen.catalog.model import Catalog, MediaType, Operation, Parameter, Schema, SchemaId, Webhook


def reachable(catalog: Catalog) -> frozenset[SchemaId]:
    """Return the numbers of all schemas that an operation or a webhook uses; a named one through its links too."""
    components = {component.name: component.schema for component in catalog.components}
    found: set[SchemaId] = set()
    pending = list(_roots(catalog))
    while pending:
        number = pending.pop()
        if number in found:
            continue
        found.add(number)
        schema = catalog.schemas[number]
        pending += _held(schema)
        pending += [components[schema.link]] if schema.link in components else []
    return frozenset(found)


def wrong_numbers(catalog: Catalog) -> Iterator[str]:
    """Yield what in a Catalog refers to a schema that is not there; a schema holds only those before it."""
    known = range(len(catalog.schemas))
    names = {component.name for component in catalog.components}
    for number, schema in enumerate(catalog.schemas):
        if any(type(held) is not int or held not in range(number) for held in _held(schema)):
            yield f"schema {number} holds one that does not come before it"
        if schema.link and schema.link not in names:
            yield f"schema {number} is a link to {schema.link!r}, which is no component"
    roots = [*_roots(catalog), *(component.schema for component in catalog.components)]
    yield from (f"there is no schema {root!r}" for root in roots if type(root) is not int or root not in known)


def _held(schema: Schema) -> Iterator[SchemaId]:
    """Yield the numbers of the schemas directly below one."""
    yield from (member.schema for member in (*schema.properties, *schema.pattern_properties))
    yield from (*schema.all_of, *schema.any_of, *schema.one_of, *schema.prefix_items)
    single = (schema.items, schema.negated, schema.additional)
    yield from (held for held in single if held is not None and not isinstance(held, bool))


def _roots(catalog: Catalog) -> Iterator[SchemaId]:
    users: tuple[Operation | Webhook, ...] = (*catalog.operations, *catalog.webhooks)
    for user in users:
        yield from _direct(user)


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
