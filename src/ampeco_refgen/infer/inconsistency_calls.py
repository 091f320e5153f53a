"""The rules for calls: what paths, parameters, bodies, responses, webhooks and components have that cannot hold.

Each is a function from the `InconsistencyContext` of a document to what it finds, as in `inconsistency_values`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ampeco_refgen.catalog.fields import Direction, Fields
from ampeco_refgen.catalog.model import Operation, SchemaId, Webhook
from ampeco_refgen.catalog.payload import Wrapping
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.catalog.usage import of_call, of_media, of_responses
from ampeco_refgen.infer.inconsistency_model import (
    Collection,
    FieldKey,
    Inconsistency,
    InconsistencyContext,
    InconsistencyKind,
    InconsistencySide,
    one_for_each_field,
    side_of,
    unnamed,
)
from ampeco_refgen.infer.naming import singular_words, spelled, words
from ampeco_refgen.infer.occurrences import Location, Occurrence, label_of, places_of
from ampeco_refgen.infer.responses import include_values

_GENERIC = frozenset({"id", "key", "name", "code", "type", "slug", "uuid", "identifier", "version", "date"})
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_BARE = frozenset({Wrapping.BARE, Wrapping.BARE_LIST})
_POINTER = re.compile(r"\{\$request\.body#/([^{}]+)\}")


class _SubpathPosition(NamedTuple):
    """A place in the paths of a resource in all its versions where a parameter stands: `subpath` ends with its `{}`."""

    family: str
    resource: str
    subpath: str


def path_parameter_types(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find path parameters of one name that are a number in one path and a text in another."""
    by_name: dict[str, dict[str, list[Occurrence]]] = {}
    for occurrence in context.occurrences.at(Location.PATH):
        if occurrence.live and occurrence.path.lower() not in _GENERIC:
            by_name.setdefault(occurrence.path, {}).setdefault(occurrence.shape.kind, []).append(occurrence)
    for name in sorted(by_name):
        if len(by_name[name]) > 1:
            sides = tuple(
                InconsistencySide(way=kind, operations=_owners(by_name[name][kind])) for kind in sorted(by_name[name])
            )
            yield Inconsistency(kind=InconsistencyKind.PATH_PARAMETER_TYPES, subject=f"{{{name}}}", sides=sides)


def path_parameter_names(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find parameters at the same place of a resource's paths that have several names, in any version."""
    by_position: dict[_SubpathPosition, dict[str, list[str]]] = {}
    for operation in context.catalog.operations:
        place = operation.place
        steps = place.subpath.split("/")
        for number, step in enumerate(steps, 1):
            if step.startswith("{"):
                position = _SubpathPosition(place.family, place.resource, unnamed("/".join(steps[:number])))
                by_position.setdefault(position, {}).setdefault(step, []).append(operation.key)
    for position, names in by_position.items():
        if len(names) > 1:
            sides = tuple(InconsistencySide(values=(name,), operations=tuple(keys)) for name, keys in names.items())
            subject = f"{position.family}/{position.resource}{position.subpath}"
            yield Inconsistency(kind=InconsistencyKind.PATH_PARAMETER_NAMES, subject=subject, sides=sides)


def wrapping_differs(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find collections of which some calls wrap their answer in `data` and others do not."""
    by_collection: dict[Collection, dict[bool, list[str]]] = {}
    for operation in context.operations:
        kinds = context.forms[operation.key].wrappings
        if kinds and (kinds <= _BARE or not kinds & _BARE):
            ways = by_collection.setdefault(context.collections[operation.key], {})
            ways.setdefault(kinds <= _BARE, []).append(operation.key)
    for collection, ways in by_collection.items():
        if len(ways) > 1 and any(key.startswith("GET ") for keys in ways.values() for key in keys):
            sides = (
                InconsistencySide(way="in data", operations=tuple(ways[False])),
                InconsistencySide(way="bare", operations=tuple(ways[True])),
            )
            subject = f"{collection.family}/{collection.resource}/{collection.version}{collection.subpath}"
            yield Inconsistency(kind=InconsistencyKind.WRAPPING_DIFFERS, subject=subject, sides=sides)


def paging_without_list(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find answers that tell of pages although what they hold under `data` is no list."""
    keys = (operation.key for operation in context.operations)
    paged = [
        key for key in keys if context.forms[key].paging.paged and context.forms[key].wrappings == {Wrapping.OBJECT}
    ]
    if paged:
        sides = (InconsistencySide(way=Wrapping.OBJECT.value, operations=tuple(paged)),)
        yield Inconsistency(kind=InconsistencyKind.PAGING_WITHOUT_LIST, subject="data", sides=sides)


def read_only_required(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find fields that a body requires although they are read-only, so that a client must not send them."""
    unsent = context.fields.shapes.graph.holding(lambda schema: schema.read_only)
    by_field: dict[FieldKey, list[str]] = {}
    for operation in context.operations:
        for shape in context.bodies(operation, among=unsent):
            for path in _required_read_only(shape, context.fields):
                by_field.setdefault(FieldKey(label_of(operation), Location.BODY, path), []).append(operation.key)
    yield from one_for_each_field(InconsistencyKind.READ_ONLY_REQUIRED, by_field)


def required_undeclared(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find names that a payload requires without saying what they are."""
    by_field: dict[FieldKey, list[str]] = {}
    for operation in context.operations:
        shapes = {(location, shape.key): shape for location, shape in context.payloads(operation) if shape.required}
        for (location, _), shape in shapes.items():
            for name in sorted(shape.required - _member_names(shape, context)):
                by_field.setdefault(FieldKey(label_of(operation), location, name), []).append(operation.key)
    yield from one_for_each_field(InconsistencyKind.REQUIRED_UNDECLARED, by_field)


def include_on_write(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find `include` on operations that write, where it is declared for the whole path."""
    by_values: dict[tuple[str, ...], list[str]] = {}
    for operation in context.operations:
        for parameter in operation.parameters:
            values = include_values(parameter, context.fields.shapes)
            if values and parameter.shared and operation.method in _WRITES:
                by_values.setdefault(values, []).append(operation.key)
    for values, keys in by_values.items():
        sides = (InconsistencySide(values=values, operations=tuple(keys)),)
        yield Inconsistency(kind=InconsistencyKind.INCLUDE_ON_WRITE, subject="include", sides=sides)


def include_only(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find fields that an include of the same call is named after."""
    yield from _by_path(InconsistencyKind.INCLUDE_ONLY, _included(context, declared=True))


def include_missing(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find fields that come with an include of another call on the collection, or of their text, but not of this."""
    yield from _by_path(InconsistencyKind.INCLUDE_MISSING, _included(context, declared=False))


def include_without_field(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find includes of calls that answer with something in which no field has their name."""
    by_value: dict[str, list[str]] = {}
    for operation in context.operations:
        answered = context.occurrences.live_by_owner(Location.RESPONSE).get(operation.key, ())
        includes = _includes(operation, context) if answered else frozenset()
        # A text may name the include of a field that is called otherwise, and `users` may bring a `user`.
        told = {value for field in answered for name, value in field.shape.said if name.endswith("include")}
        names = (
            {singular_words(name, context.vocabulary) for field in answered for name in field.names}
            if includes
            else set()
        )
        for value in includes - told:
            parts = (value, *re.split(r"[.:/]", value))
            if not names & {singular_words(part, context.vocabulary) for part in parts}:
                by_value.setdefault(value, []).append(operation.key)
    for value in sorted(by_value):
        sides = (InconsistencySide(operations=tuple(by_value[value])),)
        yield Inconsistency(kind=InconsistencyKind.INCLUDE_WITHOUT_FIELD, subject=value, sides=sides)


def callback_expression(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find callbacks of which the address is said to be in a field that the body does not have."""
    for operation in context.subscribing:
        fields = {field.path for field in context.body(operation)}
        for expression in dict.fromkeys(webhook.expression for webhook in operation.callbacks):
            named = _POINTER.fullmatch(expression)
            path = named[1].replace("/", ".") if named else ""
            if path and path not in fields:
                last = path.rpartition(".")[2]
                elsewhere = sorted(field for field in fields if field.rpartition(".")[2] == last)
                sides = (
                    InconsistencySide(way="said", values=(path,), operations=(operation.key,)),
                    *(InconsistencySide(way="there", values=(field,)) for field in elsewhere),
                )
                yield Inconsistency(kind=InconsistencyKind.CALLBACK_EXPRESSION, subject=expression, sides=sides)


def webhook_without_payload(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find names that can be subscribed to without a payload, and payloads that cannot be subscribed to."""
    for operation in context.subscribing:
        hooks = {webhook.name for webhook in operation.callbacks}
        for field in context.body(operation):
            names = field.texts
            # A field that lists more than half of the webhooks by name is the one that chooses among them.
            if len(hooks & names) * 2 > len(hooks):
                ways = (("without a payload", names - hooks), ("with a payload only", hooks - names))
                sides = tuple(
                    InconsistencySide(way=way, values=tuple(sorted(unlike)), operations=(operation.key,))
                    for way, unlike in ways
                    if unlike
                )
                if sides:
                    yield Inconsistency(kind=InconsistencyKind.WEBHOOK_WITHOUT_PAYLOAD, subject=field.path, sides=sides)


def empty_path(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find paths that have no operation at all."""
    called = {operation.path for operation in context.catalog.operations}
    for note in context.catalog.path_notes:
        if note.path not in called:
            yield Inconsistency(kind=InconsistencyKind.EMPTY_PATH, subject=note.path, sides=())


def unused_component(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find component schemas that no parameter, body, answer, callback or webhook is like."""
    catalog = context.catalog
    roots = [
        root
        for operation in catalog.operations
        for root in (*of_call(operation), *_webhook_schemas(operation.callbacks))
    ]
    used = context.fields.shapes.graph.reachable_from(
        [*roots, *_webhook_schemas(catalog.webhooks)], context.schemas_in_use
    )
    unused = sorted(component.name for component in catalog.components if component.schema not in used)
    if unused:
        yield Inconsistency(
            kind=InconsistencyKind.UNUSED_COMPONENT,
            subject="components",
            sides=(InconsistencySide(values=tuple(unused)),),
        )


def outdated_component(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find component schemas called like a live resource which no live operation takes or gives anything like."""
    named = {words(component.name): component for component in context.catalog.components}
    reads: dict[str, list[Operation]] = {}
    for operation in context.operations:
        component = named.get(singular_words(operation.place.resource, context.vocabulary))
        if component is not None and operation.method == "GET" and operation.place.subpath.count("/") <= 1:
            reads.setdefault(component.name, []).append(operation)
    for component in sorted(named.values(), key=lambda component: component.name):
        if component.name in reads and component.schema not in context.schemas_in_use:
            slugs = sorted({operation.place.resource for operation in reads[component.name]})
            sides = (
                InconsistencySide(
                    values=tuple(slugs), operations=tuple(operation.key for operation in reads[component.name])
                ),
            )
            yield Inconsistency(kind=InconsistencyKind.OUTDATED_COMPONENT, subject=component.name, sides=sides)


def _includes(operation: Operation, context: InconsistencyContext) -> frozenset[str]:
    """Return what an operation can be asked to include."""
    return frozenset(
        value for parameter in operation.parameters for value in include_values(parameter, context.fields.shapes)
    )


def _included(context: InconsistencyContext, *, declared: bool) -> Iterator[tuple[Occurrence, frozenset[str]]]:
    """Yield the fields of responses that come with an include which their operation declares, or does not, with it.

    A field comes with an include that its text names, or that has its name in a call on the same collection. Webhooks
    declare none.
    """
    by_collection: dict[Collection, frozenset[str]] = {}
    for operation in context.operations:
        collection = context.collections[operation.key]
        by_collection[collection] = by_collection.get(collection, frozenset()) | _includes(operation, context)
    for operation in context.operations:
        own, of_collection = _includes(operation, context), by_collection[context.collections[operation.key]]
        for field in context.occurrences.live_by_owner(Location.RESPONSE).get(operation.key, ()):
            names = _said_includes(field) or of_collection & {field.path}
            if names and bool(names & own) is declared:
                yield field, names
    for sent in context.occurrences.live_by_owner(Location.WEBHOOK).values() if not declared else ():
        yield from ((field, names) for field in sent if (names := _said_includes(field)))


def _said_includes(field: Occurrence) -> frozenset[str]:
    """Return the includes that a field comes with by its text.

    An include of another name may only make it longer, unless the text says "only".
    """
    said = field.shape.said
    only = (value for name, value in said if name == "only with include")
    own = (value for name, value in said if name == "include" and spelled(value) == spelled(field.name))
    return frozenset((*only, *own))


def _by_path(kind: InconsistencyKind, fields: Iterable[tuple[Occurrence, frozenset[str]]]) -> Iterator[Inconsistency]:
    """Yield one inconsistency for each path that fields with the same includes have, with all their places."""
    by_path: dict[tuple[str, tuple[str, ...]], list[Occurrence]] = {}
    for field, includes in fields:
        by_path.setdefault((field.path, tuple(sorted(includes))), []).append(field)
    for path, includes_of_path in sorted(by_path):
        sides = (side_of(includes_of_path, by_path[path, includes_of_path]),)
        yield Inconsistency(kind=kind, subject=path, sides=sides)


def _owners(occurrences: Iterable[Occurrence]) -> tuple[str, ...]:
    """Return the operations of occurrences, place by place."""
    return tuple(owner for place in places_of(occurrences) for owner in place.owners)


def _required_read_only(shape: Shape, fields: Fields) -> list[str]:
    """Return what a body requires but a client leaves out, unless it stands in something left out as well."""
    unsent = set(fields.left_out(shape, Direction.REQUEST))
    rows = fields.flat(shape, Direction.RESPONSE) if unsent else ()
    needed = {row.path for row in rows if row.required and row.path in unsent}
    holders = {path: {path[: end.start()] for end in re.finditer(r"[.\[]", path)} for path in needed}
    return sorted(path for path in needed if not holders[path] & unsent)


def _member_names(shape: Shape, context: InconsistencyContext) -> frozenset[str]:
    """Return the names that an object, a variant or a case of it says something of, be it for names of a pattern."""
    names: set[str] = set()
    pending, seen = [shape], {shape.key}
    while pending:
        variant_or_whole = context.fields.shapes.expanded(pending.pop())
        names.update(member.name for member in variant_or_whole.members if member.declared or member.shape.key)
        below = {variant.key: variant for union in variant_or_whole.unions for variant in union.variants}
        below |= {branch.shape.key: branch.shape for cases in variant_or_whole.restrictions.cases for branch in cases}
        pending += [variant for key, variant in below.items() if key not in seen]
        seen.update(below)
    return frozenset(names)


def _webhook_schemas(webhooks: Iterable[Webhook]) -> Iterator[SchemaId]:
    for webhook in webhooks:
        yield from of_media(webhook.body.media if webhook.body else ())
        yield from of_responses(webhook.responses)
