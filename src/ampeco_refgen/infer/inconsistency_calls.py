"""Rules for calls that do not fit together: paths, parameters, answers, webhooks; part of `inconsistencies`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from ampeco_refgen.catalog.fields import Direction, Fields
from ampeco_refgen.catalog.model import Operation, SchemaId, Webhook
from ampeco_refgen.catalog.payload import Wrapping
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.catalog.usage import of_call, of_media, of_responses
from ampeco_refgen.infer.inconsistency_scene import Home, Scene, unnamed
from ampeco_refgen.infer.naming import singular_words, words
from ampeco_refgen.infer.pattern_calls import include_values
from ampeco_refgen.infer.pattern_model import Inconsistency, Side, Trouble
from ampeco_refgen.infer.sightings import FieldPlace, Part, Sighting, label_of, places

_GENERIC = frozenset({"id", "key", "name", "code", "type", "slug", "uuid", "identifier", "version", "date"})
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_BARE = frozenset({Wrapping.BARE, Wrapping.BARE_LIST})
Spots: TypeAlias = dict[tuple[str, Part, str], list[str]]
"""Operations by what makes a `FieldPlace`: label, part and path."""
_POINTER = re.compile(r"\{\$request\.body#/([^{}]+)\}")


def path_parameter_types(scene: Scene) -> Iterator[Inconsistency]:
    """Find path parameters of one name that are a number in one path and a text in another."""
    found: dict[str, dict[str, list[Sighting]]] = {}
    for one in (one for ones in scene.seen.live_by_owner(Part.PATH).values() for one in ones):
        if one.path.lower() not in _GENERIC:
            found.setdefault(one.path, {}).setdefault(one.shape.kind, []).append(one)
    for name in sorted(found):
        if len(found[name]) > 1:
            sides = tuple(Side(way=kind, operations=_owners(found[name][kind])) for kind in sorted(found[name]))
            yield Inconsistency(kind=Trouble.PATH_PARAMETER_TYPES, subject=f"{{{name}}}", sides=sides)


def path_parameter_names(scene: Scene) -> Iterator[Inconsistency]:
    """Find parameters at the same place of a resource's paths that have several names, in any version."""
    found: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    for operation in scene.catalog.operations:
        place = operation.place
        steps = place.subpath.split("/")
        for number, step in enumerate(steps, 1):
            if step.startswith("{"):
                spot = (place.family, place.resource, unnamed("/".join(steps[:number])))
                found.setdefault(spot, {}).setdefault(step, []).append(operation.key)
    for (family, resource, subpath), names in found.items():
        if len(names) > 1:
            sides = tuple(Side(says=(name,), operations=tuple(keys)) for name, keys in names.items())
            subject = f"{family}/{resource}{subpath}"
            yield Inconsistency(kind=Trouble.PATH_PARAMETER_NAMES, subject=subject, sides=sides)


def wrapping_differs(scene: Scene) -> Iterator[Inconsistency]:
    """Find collections of which some calls wrap their answer in `data` and others do not."""
    found: dict[Home, dict[bool, list[str]]] = {}
    for operation in scene.operations:
        kinds = scene.answers[operation.key].wrappings
        if kinds and (kinds <= _BARE or not kinds & _BARE):
            found.setdefault(scene.homes[operation.key], {}).setdefault(kinds <= _BARE, []).append(operation.key)
    for (family, resource, version, subpath), ways in found.items():
        if len(ways) > 1 and any(key.startswith("GET ") for keys in ways.values() for key in keys):
            sides = (
                Side(way="in data", operations=tuple(ways[False])),
                Side(way="bare", operations=tuple(ways[True])),
            )
            subject = f"{family}/{resource}/{version}{subpath}"
            yield Inconsistency(kind=Trouble.WRAPPING_DIFFERS, subject=subject, sides=sides)


def paging_without_list(scene: Scene) -> Iterator[Inconsistency]:
    """Find answers that tell of pages although what they hold under `data` is no list."""
    keys = (operation.key for operation in scene.operations)
    found = [
        key for key in keys if scene.answers[key].paging.paged and scene.answers[key].wrappings == {Wrapping.OBJECT}
    ]
    if found:
        sides = (Side(way=Wrapping.OBJECT.value, operations=tuple(found)),)
        yield Inconsistency(kind=Trouble.PAGING_WITHOUT_LIST, subject="data", sides=sides)


def read_only_required(scene: Scene) -> Iterator[Inconsistency]:
    """Find fields that a body requires although they are read-only, so that a client must not send them."""
    unsent = scene.fields.shapes.holdings.holding(lambda schema: schema.read_only)
    spots: Spots = {}
    for operation in scene.operations:
        for shape in scene.bodies(operation, among=unsent):
            for path in _required_unsent(shape, scene.fields):
                spots.setdefault((label_of(operation), Part.BODY, path), []).append(operation.key)
    yield from _at(Trouble.READ_ONLY_REQUIRED, spots)


def required_undeclared(scene: Scene) -> Iterator[Inconsistency]:
    """Find names that a payload requires without saying what they are."""
    spots: Spots = {}
    for operation in scene.operations:
        shapes = {(part, shape.key): shape for part, shape in scene.payloads(operation) if shape.required}
        for (part, _), shape in shapes.items():
            for name in sorted(shape.required - _members(shape, scene)):
                spots.setdefault((label_of(operation), part, name), []).append(operation.key)
    yield from _at(Trouble.REQUIRED_UNDECLARED, spots)


def include_on_write(scene: Scene) -> Iterator[Inconsistency]:
    """Find `include` on operations that write, where it is declared for the whole path."""
    found: dict[tuple[str, ...], list[str]] = {}
    for operation in scene.operations:
        for parameter in operation.parameters:
            values = include_values(parameter, scene.fields.shapes)
            if values and parameter.shared and operation.method in _WRITES:
                found.setdefault(values, []).append(operation.key)
    for values, keys in found.items():
        sides = (Side(says=values, operations=tuple(keys)),)
        yield Inconsistency(kind=Trouble.INCLUDE_ON_WRITE, subject="include", sides=sides)


def callback_expression(scene: Scene) -> Iterator[Inconsistency]:
    """Find callbacks of which the address is said to be in a field that the body does not have."""
    for operation in scene.subscribing:
        fields = {one.path for one in scene.body(operation)}
        for expression in dict.fromkeys(webhook.expression for webhook in operation.callbacks):
            named = _POINTER.fullmatch(expression)
            path = named[1].replace("/", ".") if named else ""
            if path and path not in fields:
                last = path.rpartition(".")[2]
                near = sorted(field for field in fields if field.rpartition(".")[2] == last)
                sides = (
                    Side(way="said", says=(path,), operations=(operation.key,)),
                    *(Side(way="there", says=(field,)) for field in near),
                )
                yield Inconsistency(kind=Trouble.CALLBACK_EXPRESSION, subject=expression, sides=sides)


def webhook_without_payload(scene: Scene) -> Iterator[Inconsistency]:
    """Find names that can be subscribed to without a payload, and payloads that cannot be subscribed to."""
    for operation in scene.subscribing:
        hooks = {webhook.name for webhook in operation.callbacks}
        for one in scene.body(operation):
            names = one.texts
            if len(hooks & names) * 2 > len(hooks):
                ways = (("without a payload", names - hooks), ("with a payload only", hooks - names))
                sides = tuple(Side(way=way, says=tuple(sorted(found))) for way, found in ways if found)
                if sides:
                    yield Inconsistency(kind=Trouble.WEBHOOK_WITHOUT_PAYLOAD, subject=one.path, sides=sides)


def empty_path(scene: Scene) -> Iterator[Inconsistency]:
    """Find paths that have no operation at all."""
    there = {operation.path for operation in scene.catalog.operations}
    for note in scene.catalog.path_notes:
        if note.path not in there:
            yield Inconsistency(kind=Trouble.EMPTY_PATH, subject=note.path, sides=())


def unused_component(scene: Scene) -> Iterator[Inconsistency]:
    """Find component schemas that no parameter, body, answer, callback or webhook is like."""
    catalog = scene.catalog
    roots = [root for one in catalog.operations for root in (*of_call(one), *_called_back(one.callbacks))]
    used = scene.fields.shapes.holdings.reached([*roots, *_called_back(catalog.webhooks)], scene.schemas_in_use)
    unused = sorted(component.name for component in catalog.components if component.schema not in used)
    if unused:
        yield Inconsistency(kind=Trouble.UNUSED_COMPONENT, subject="components", sides=(Side(says=tuple(unused)),))


def outdated_component(scene: Scene) -> Iterator[Inconsistency]:
    """Find component schemas called like a live resource which no live operation takes or gives anything like."""
    named = {words(component.name): component for component in scene.catalog.components}
    reads: dict[str, list[Operation]] = {}
    for one in scene.operations:
        component = named.get(singular_words(one.place.resource))
        if component is not None and one.method == "GET" and one.place.subpath.count("/") <= 1:
            reads.setdefault(component.name, []).append(one)
    for component in sorted(named.values(), key=lambda one: one.name):
        if component.name in reads and component.schema not in scene.schemas_in_use:
            slugs = sorted({one.place.resource for one in reads[component.name]})
            sides = (Side(says=tuple(slugs), operations=tuple(one.key for one in reads[component.name])),)
            yield Inconsistency(kind=Trouble.OUTDATED_COMPONENT, subject=component.name, sides=sides)


def _owners(ones: Iterable[Sighting]) -> tuple[str, ...]:
    return tuple(owner for place in places(ones) for owner in place.owners)


def _required_unsent(shape: Shape, fields: Fields) -> list[str]:
    """Return what a body requires but a client leaves out, unless it stands in something left out as well."""
    unsent = set(fields.left_out(shape, Direction.REQUEST))
    rows = fields.flat(shape, Direction.RESPONSE) if unsent else ()
    needed = {row.path for row in rows if row.required and row.path in unsent}
    holders = {path: {path[: found.start()] for found in re.finditer(r"[.\[]", path)} for path in needed}
    return sorted(path for path in needed if not holders[path] & unsent)


def _at(kind: Trouble, spots: Spots) -> Iterator[Inconsistency]:
    for (label, part, path), keys in spots.items():
        place = FieldPlace(label=label, part=part, path=path, owners=tuple(keys))
        yield Inconsistency(kind=kind, subject=path, sides=(Side(places=(place,)),))


def _members(shape: Shape, scene: Scene) -> frozenset[str]:
    """Return the names that an object or one of its variants has."""
    names: set[str] = set()
    pending, seen = [shape], {shape.key}
    while pending:
        one = scene.fields.shapes.expanded(pending.pop())
        names.update(member.name for member in one.members)
        below = {variant.key: variant for union in one.unions for variant in union.variants}
        pending += [variant for key, variant in below.items() if key not in seen]
        seen.update(below)
    return frozenset(names)


def _called_back(webhooks: Iterable[Webhook]) -> Iterator[SchemaId]:
    for webhook in webhooks:
        yield from of_media(webhook.body.media if webhook.body else ())
        yield from of_responses(webhook.responses)
