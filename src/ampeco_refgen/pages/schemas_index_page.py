"""Catalog → `schemas-index.md`: every object that calls return, the pages of schemas and enums, and the components."""

from __future__ import annotations

from collections.abc import Iterator

from ampeco_refgen.catalog.fields import Direction
from ampeco_refgen.catalog.model import Operation, SchemaId
from ampeco_refgen.catalog.payload import payload_of
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.catalog.usage import reachable
from ampeco_refgen.infer.naming import shape_name
from ampeco_refgen.markdown.text import code, plural, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.call_names import names_of
from ampeco_refgen.pages.page import Page, Section, section
from ampeco_refgen.pages.responses import returned_object
from ampeco_refgen.pages.sectioned_page import sectioned_page

SCHEMAS_INDEX = "schemas-index.md"
_DEPRECATED = "**deprecated**"
_WORTH_LISTING = 4
"""Fields that an object must have to be listed as an entity."""


def schemas_index_pages(plan: BundlePlan) -> Iterator[Page]:
    """Yield the page of the index; `divide.py` makes several of it where it is too long."""
    yield sectioned_page(plan, SCHEMAS_INDEX, "schemas-index.md.j2", _sections(plan))


def _sections(plan: BundlePlan) -> Iterator[Section]:
    yield section("Entities", list(_entity_lines(plan)))
    if plan.schemas:
        files = [f"- {plan.path_link(SCHEMAS_INDEX, file.path, file.title)}" for file in plan.schemas.values()]
        yield section("Recursive and very large schemas", files)
    if plan.enums:
        links = [f"- {plan.enum_link(SCHEMAS_INDEX, values)}" for values in plan.enums]
        yield section("Long enums", links)
    if plan.catalog.components:
        yield section("Schemas that the document names", list(_component_lines(plan)))


def _entity_lines(plan: BundlePlan) -> Iterator[str]:
    """Yield a line for each distinct object that a call returns, with its top-level fields, in the order of operations.

    Each names the first call that returns it: GETs are asked before others, live ones before deprecated ones, those of
    one object (whose path ends with a parameter) before lists.
    """
    seen: dict[tuple[str, tuple[str, ...]], None] = {}
    reading = sorted(
        (operation for operation in plan.catalog.operations if operation.method == "GET"),
        key=lambda operation: (operation.deprecated, not operation.path.endswith("}")),
    )
    others = [
        operation for operation in plan.catalog.operations if operation.method != "GET" and not operation.deprecated
    ]
    lines: dict[str, list[str]] = {}
    for operation in (*reading, *others):
        returned = returned_object(operation, plan.fields.shapes)
        if returned is None:
            continue
        name = shape_name(operation, plan.profile.vocabulary)
        fields = tuple(_top_level(returned.shape))
        if len(fields) < _WORTH_LISTING or (name, fields) in seen:
            continue
        seen[name, fields] = None
        past = f" {_DEPRECATED}" if operation.deprecated else ""
        call = plan.call_link(SCHEMAS_INDEX, operation.key, plan.short_name(operation.key))
        lines.setdefault(name, []).extend(wrap(f"- {prose(name)}{past} ({call}): {names_of(fields)}"))
    for operation in plan.catalog.operations:
        yield from lines.pop(shape_name(operation, plan.profile.vocabulary), ())


def _top_level(shape: Shape) -> Iterator[str]:
    seen = (member.name for member in shape.members if not member.shape.write_only)
    yield from sorted(seen, key=lambda name: (name != "id", name))


def _component_lines(plan: BundlePlan) -> Iterator[str]:
    """Yield a line for each named schema with the calls that send or return it; then the names of all others."""
    users: dict[tuple[SchemaId, ...], dict[str, None]] = {}
    for operation in plan.catalog.operations:
        for shape in _carried(plan, operation):
            users.setdefault(shape.key, {})[operation.key] = None
    used = reachable(plan.catalog, plan.fields.shapes.graph)
    others: dict[str, list[str]] = {}
    for component in plan.catalog.components:
        shape = plan.fields.shapes.of(component.schema)
        files = [
            plan.schemas[shape.key, direction] for direction in Direction if (shape.key, direction) in plan.schemas
        ]
        links = [plan.path_link(SCHEMAS_INDEX, file.path, file.title) for file in files]
        calls = list(users.get(shape.key, ()))
        if calls:
            first = plan.call_link(SCHEMAS_INDEX, calls[0], plan.short_name(calls[0]))
            links.append(first if len(calls) == 1 else f"{plural(len(calls), 'call')}, the first is {first}")
        if links:
            yield from wrap(f"- {code(component.name)}: {', '.join(links)}")
        else:
            kind = "a part of others" if component.schema in used else "used by no operation as it stands"
            others.setdefault(kind, []).append(component.name)
    for kind, names in others.items():
        yield from wrap(f"- {kind}: {', '.join(map(code, names))}")


def _carried(plan: BundlePlan, operation: Operation) -> Iterator[Shape]:
    """Yield the shapes of an operation's request bodies, and of the items in its responses, without their wrapping."""
    shapes = plan.fields.shapes
    for media in operation.body.media if operation.body else ():
        if media.schema is not None:
            yield shapes.expanded(shapes.of(media.schema))
    for response in operation.responses:
        for media in response.media:
            item = payload_of(media, shapes).item
            if item is not None:
                yield shapes.expanded(item)
