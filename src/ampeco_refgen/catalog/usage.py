"""Which schemas of a Catalog its operations and webhooks really use, in depth; and which numbers lead nowhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from ampeco_refgen.catalog.model import Catalog, MediaType, Operation, Parameter, Response, Schema, SchemaId


def reachable(catalog: Catalog) -> frozenset[SchemaId]:
    """Return the numbers of all schemas that an operation or a webhook uses; a named one through its links too."""
    return reached(catalog, _roots(catalog))


def reached(
    catalog: Catalog, roots: Iterable[SchemaId], known: frozenset[SchemaId] = frozenset()
) -> frozenset[SchemaId]:
    """Return what the roots are made of, links followed, beside what is `known` to be reached."""
    components = {component.name: component.schema for component in catalog.components}
    found = set(known)
    pending = list(roots)
    while pending:
        number = pending.pop()
        if number not in found:
            found.add(number)
            pending += held(catalog.schemas[number], components)
    return frozenset(found)


def holding(catalog: Catalog, marked: Callable[[Schema], bool]) -> frozenset[SchemaId]:
    """Return the schemas that are marked, or are made of one that is."""
    components = {component.name: component.schema for component in catalog.components}
    holders: defaultdict[SchemaId, list[SchemaId]] = defaultdict(list)
    for number, schema in enumerate(catalog.schemas):
        for part in held(schema, components):
            holders[part].append(number)
    found: set[SchemaId] = set()
    waiting = [number for number, schema in enumerate(catalog.schemas) if marked(schema)]
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            waiting += holders[number]
    return frozenset(found)


def held(schema: Schema, components: Mapping[str, SchemaId]) -> list[SchemaId]:
    """Return the schemas directly below one, and what it is a link to."""
    found = _parts(schema)
    if schema.link in components:
        found.append(components[schema.link])
    return found


def of_call(operation: Operation) -> Iterator[SchemaId]:
    """Yield the schemas that an operation names itself, those of its callbacks aside."""
    for parameter in operation.parameters:
        yield from _of_parameter(parameter)
    if operation.body is not None:
        yield from of_media(operation.body.media)
    yield from of_responses(operation.responses)


def of_responses(responses: Iterable[Response]) -> Iterator[SchemaId]:
    """Yield the schemas of responses and their headers."""
    for response in responses:
        yield from of_media(response.media)
        for header in response.headers:
            yield from _of_parameter(header)


def of_media(media: Iterable[MediaType]) -> Iterator[SchemaId]:
    """Yield the schemas of the forms that a body comes in."""
    for one in media:
        if one.schema is not None:
            yield one.schema


def wrong_numbers(catalog: Catalog) -> Iterator[str]:
    """Yield what in a Catalog refers to a schema that is not there; a schema holds only those before it."""
    known = range(len(catalog.schemas))
    names = {component.name for component in catalog.components}
    for number, schema in enumerate(catalog.schemas):
        if any(type(held) is not int or held not in range(number) for held in _parts(schema)):
            yield f"schema {number} holds one that does not come before it"
        if schema.link and schema.link not in names:
            yield f"schema {number} is a link to {schema.link!r}, which is no component"
    roots = [*_roots(catalog), *(component.schema for component in catalog.components)]
    yield from (f"there is no schema {root!r}" for root in roots if type(root) is not int or root not in known)


def _parts(schema: Schema) -> list[SchemaId]:
    found = [member.schema for member in schema.properties]
    if schema.pattern_properties:
        found += [member.schema for member in schema.pattern_properties]
    for several in (schema.all_of, schema.any_of, schema.one_of, schema.prefix_items):
        found += several
    for one in (schema.items, schema.negated, schema.additional):
        if one is not None and not isinstance(one, bool):
            found.append(one)
    return found


def _roots(catalog: Catalog) -> Iterator[SchemaId]:
    for operation in catalog.operations:
        yield from of_call(operation)
    for webhook in (*(one for operation in catalog.operations for one in operation.callbacks), *catalog.webhooks):
        for parameter in webhook.parameters:
            yield from _of_parameter(parameter)
        yield from of_media(webhook.body.media if webhook.body else ())
        yield from of_responses(webhook.responses)


def _of_parameter(parameter: Parameter) -> Iterator[SchemaId]:
    if parameter.schema is not None:
        yield parameter.schema
    if parameter.media:
        yield from of_media(parameter.media)
