"""Which schemas of a Catalog its operations and webhooks really use, in depth; and which numbers lead nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from ampeco_refgen.catalog.model import Catalog, MediaType, Operation, Parameter, Response, Schema, SchemaId


class SchemaGraph:
    """What each schema of a Catalog is made of, read once: the schemas directly below it, and what it is a link to."""

    def __init__(self, catalog: Catalog) -> None:
        components = {component.name: component.schema for component in catalog.components}
        self._schemas = catalog.schemas
        self._below = [_below(schema, components) for schema in catalog.schemas]

    def reachable_from(
        self, roots: Iterable[SchemaId], known: frozenset[SchemaId] = frozenset()
    ) -> frozenset[SchemaId]:
        """Return the roots, what they are made of with links followed, and what is `known` to be reached already."""
        return _closure(roots, self._below, known)

    def holding(self, marked: Callable[[Schema], bool]) -> frozenset[SchemaId]:
        """Return the schemas that are marked, or are made of one that is."""
        return _closure([number for number, schema in enumerate(self._schemas) if marked(schema)], self._holders)

    @cached_property
    def _holders(self) -> list[list[SchemaId]]:
        holders: list[list[SchemaId]] = [[] for _ in self._below]
        for number, parts in enumerate(self._below):
            for part in parts:
                holders[part].append(number)
        return holders


def reachable(catalog: Catalog, graph: SchemaGraph | None = None) -> frozenset[SchemaId]:
    """Return the numbers of all schemas that an operation or a webhook uses; a named one through its links too."""
    return (graph or SchemaGraph(catalog)).reachable_from(_roots(catalog))


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
    for media_type in media:
        if media_type.schema is not None:
            yield media_type.schema
        for part in media_type.parts:
            for header in part.headers:
                yield from _of_parameter(header)


def wrong_numbers(catalog: Catalog) -> Iterator[str]:
    """Yield what in a Catalog refers to a schema that is not there; a schema holds only those before it."""
    known = range(len(catalog.schemas))
    names = {component.name for component in catalog.components}
    for number, schema in enumerate(catalog.schemas):
        if any(part not in range(number) for part in parts_of(schema)):
            yield f"schema {number} holds one that does not come before it"
        if schema.link and schema.link not in names:
            yield f"schema {number} is a link to {schema.link!r}, which is no component"
    roots = [*_roots(catalog), *(component.schema for component in catalog.components)]
    yield from (f"there is no schema {root!r}" for root in roots if root not in known)


def _closure(
    roots: Iterable[SchemaId], steps: list[list[SchemaId]], known: frozenset[SchemaId] = frozenset()
) -> frozenset[SchemaId]:
    """Return the roots and all that `steps`, the numbers next to each number, lead to from them, and `known`."""
    reached = set(known)
    pending = list(roots)
    while pending:
        number = pending.pop()
        if number not in reached:
            reached.add(number)
            pending += steps[number]
    return frozenset(reached)


def _below(schema: Schema, components: Mapping[str, SchemaId]) -> list[SchemaId]:
    parts = parts_of(schema)
    return [*parts, components[schema.link]] if schema.link in components else parts


def parts_of(schema: Schema) -> list[SchemaId]:
    """Return the numbers of the schemas that one holds; a link holds none."""
    named = (*schema.properties, *schema.pattern_properties, *schema.dependent_schemas)
    parts = [member.schema for member in named]
    for group in (schema.all_of, schema.any_of, schema.one_of, schema.prefix_items):
        parts += group
    parts_alone = (
        *(schema.items, schema.negated, schema.additional, schema.property_names),
        *(schema.condition, schema.then, schema.otherwise, schema.contains, schema.content),
        *(schema.unevaluated_properties, schema.unevaluated_items),
    )
    for part in parts_alone:
        if part is not None and not isinstance(part, bool):
            parts.append(part)
    return parts


def _roots(catalog: Catalog) -> Iterator[SchemaId]:
    for operation in catalog.operations:
        yield from of_call(operation)
    for _, webhook in catalog.declared_webhooks:
        for parameter in webhook.parameters:
            yield from _of_parameter(parameter)
        yield from of_media(webhook.body.media if webhook.body else ())
        yield from of_responses(webhook.responses)


def _of_parameter(parameter: Parameter) -> Iterator[SchemaId]:
    if parameter.schema is not None:
        yield parameter.schema
    yield from of_media(parameter.media)
