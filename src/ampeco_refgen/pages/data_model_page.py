"""Data model → `data-model.md`: overview, diagrams, lifecycles, and the relations of each entity."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from msgspec import Struct

from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.infer.data_model import DataModel, Lifecycle, ListScope, TreeNode
from ampeco_refgen.infer.entities import Entity, RequestLine
from ampeco_refgen.infer.relations import Cardinality, Certainty, Polymorphic, Relation, RelationKind
from ampeco_refgen.markdown.codespan import visible
from ampeco_refgen.markdown.names import anchor
from ampeco_refgen.markdown.text import code, code_link, link, plural, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.call_names import call_of, calls_of, place_of
from ampeco_refgen.pages.page import Page, Section, section
from ampeco_refgen.pages.schemas_index_page import SCHEMAS_INDEX
from ampeco_refgen.pages.sectioned_page import sectioned_page

DATA_MODEL = "data-model.md"
_LONGEST_ROOT = 200
"""Characters of what stands at the top of the tree; the title of a document is told in full on other pages."""
_LONGEST_LINK = 360
"""A link cannot be broken, and must fit into a line."""


class EntityRelations(Struct, frozen=True, kw_only=True):
    """The relations that an entity takes part in, and its polymorphic fields."""

    relations: list[Relation]
    polymorphic: list[Polymorphic]


def data_model_pages(plan: BundlePlan) -> Iterator[Page]:
    """Yield the page, or pages, of the data model."""
    model = plan.data_model
    counts = f"{plural(len(model.entities), 'entity')}, {plural(len(model.relations), 'relation')}"
    yield sectioned_page(plan, DATA_MODEL, "data-model.md.j2", _sections(plan, model), counts)


def overview_lines(model: DataModel, *, by: bool = True) -> Iterator[str]:
    """Yield the tree of the core entities, one line each; `by` names the field that each edge is known by."""
    if model.tree:
        # It may be the title of a document: it must not end the fence, read as the marker of a managed block, nor make
        # a line that nobody can read.
        root = visible(model.root).replace("`", "'").replace("<!--", "< !--")
        yield textwrap.shorten(root, _LONGEST_ROOT, placeholder="…")
    yield from _branches(model.tree, "", by=by)


def _branches(nodes: tuple[TreeNode, ...], lead: str, *, by: bool) -> Iterator[str]:
    for number, node in enumerate(nodes, 1):
        last = number == len(nodes)
        field = f"  ({node.relation.name})" if node.relation and by else ""
        yield f"{lead}{'└── ' if last else '├── '}{node.entity.short}{field}"
        yield from _branches(node.children, lead + ("    " if last else "│   "), by=by)


def _sections(plan: BundlePlan, model: DataModel) -> Iterator[Section]:
    if model.tree:
        yield section("Overview", ["```text", *overview_lines(model), "```"])
    for diagram in model.diagrams:
        yield section(f"Diagram: {diagram.title}", ["```mermaid", *diagram.text.strip().splitlines(), "```"])
    for title, lifecycles in (("Lifecycles", model.lifecycles), ("Access types", model.access_types)):
        if lifecycles:
            yield section(title, [line for lifecycle in lifecycles for line in _lifecycle(plan, lifecycle)])
    by_entity = relations_by_entity(model)
    if model.scopes:
        lines = [line for scope in model.scopes for line in _scope(plan, scope, by_entity[scope.entity].relations)]
        yield section("Scopes", lines)
    alone = []
    for entity in model.entities:
        if relations := list(relation_lines(plan, by_entity[entity], entity)):
            yield section(entity.name, [*wrap(_where(plan, entity), indent=""), "", *relations])
        else:
            alone.append(entity)
    if alone:
        yield section("Without references of their own", list(_alone(plan, model, alone)))
    if model.false_references:
        yield section("Not references", list(_false_references(model)))


def _alone(plan: BundlePlan, model: DataModel, entities: list[Entity]) -> Iterator[str]:
    """Yield the entities that refer to no other: how to read those that others refer to, and of the rest the names.

    The names stand with a link to the index of schemas, which has the rest.
    """
    targets = {relation.target for relation in model.relations if relation.kind is not RelationKind.NESTED}
    read = [entity for entity in entities if entity in targets and _reading(entity)]
    yield from (line for entity in read for line in wrap(f"- {prose(entity.name)}: {_where(plan, entity)}"))
    schemas = plan.path_link(DATA_MODEL, SCHEMAS_INDEX, SCHEMAS_INDEX)
    names = ", ".join(prose(entity.name) for entity in entities if entity not in read)
    if names:
        yield from wrap(f"- in {schemas}: {names}")


def _lifecycle(plan: BundlePlan, lifecycle: Lifecycle) -> Iterator[str]:
    values = ", ".join(map(code, lifecycle.values))
    null = " or null" if lifecycle.nullable else ""
    parts = [f"- {prose(lifecycle.entity.name)} {code(lifecycle.field)}: {values}{null}"]
    parts += [
        f"listed by {call_of(plan, lifecycle.listing.key, name)}" for name in lifecycle.filters if lifecycle.listing
    ]
    parts += [f"set by {calls_of(plan, (call.key for call in lifecycle.set_by))}"] if lifecycle.set_by else []
    yield from wrap("; ".join(parts))


def _scope(plan: BundlePlan, scope: ListScope, relations: list[Relation]) -> tuple[str, ...]:
    """Return the entry of a scope: the calls that list what is in it.

    Where these are just the ones that the entity's own section names, the entry is a link to that.
    """
    lists = [_brief(plan, call) for call in scope.calls]
    if set(lists) == set(_lists(plan, scope.entity, relations)):
        return (f"- {link(scope.entity.name, f'#{anchor(scope.entity.name)}')}: what refers to it",)
    return wrap(f"- {prose(scope.entity.name)}: {', '.join(lists)}")


def _brief(plan: BundlePlan, call: RequestLine) -> str:
    """Write a call in brief; the value of its filter goes without saying."""
    return call_of(plan, call.key, call.query.removesuffix("={id}"))


def _lists(plan: BundlePlan, entity: Entity, relations: list[Relation]) -> tuple[str, ...]:
    """Return the calls that list what refers to an entity."""
    back = (relation.backward for relation in relations if relation.target is entity and relation.backward is not None)
    return tuple(dict.fromkeys(_brief(plan, call) for call in back))


def _where(plan: BundlePlan, entity: Entity) -> str:
    """Name the call that reads one of an entity, or else its version, with the page."""
    reading = _reading(entity)
    if reading is None:
        return plan.path_link(
            DATA_MODEL, plan.resources[entity.family, entity.resource].path, entity.version or "overview"
        )
    target = plan.layout.calls[reading.key]
    call = f"{reading.method} {place_of(reading)}"
    if len(call) + len(target) > _LONGEST_LINK:
        return f"{code(call)} {plan.path_link(DATA_MODEL, target, 'page')}"
    return code_link(call, target)


def _reading(entity: Entity) -> Operation | None:
    return next(
        (operation for operation in entity.operations if operation.method == "GET" and operation.path.endswith("}")),
        None,
    )


def relations_by_entity(model: DataModel) -> dict[Entity, EntityRelations]:
    """Return the relations and polymorphic fields of each entity, in their order."""
    by_entity = {entity: EntityRelations(relations=[], polymorphic=[]) for entity in model.entities}
    for relation in model.relations:
        for entity in {relation.source, relation.target}:
            by_entity[entity].relations.append(relation)
    for field in model.polymorphic:
        by_entity[field.source].polymorphic.append(field)
    return by_entity


def relation_lines(plan: BundlePlan, own: EntityRelations, entity: Entity) -> Iterator[str]:
    """Yield how an entity hangs together with others: what it refers to, what is below it, what refers to it."""
    from_it = [relation for relation in own.relations if relation.source is entity and relation.through is None]
    for relation in from_it:
        if not _is_below(relation):
            yield from wrap(f"- {_forward(plan, relation)}")
    yield from _below(plan, entity, filter(_is_below, from_it))
    for field in own.polymorphic:
        yield from wrap(f"- {_polymorphic(field)}")
    if lists := _lists(plan, entity, own.relations):
        yield from wrap(f"- what refers to it: {', '.join(lists)}")
    if holders := _unlisted(own.relations, entity):
        yield from wrap(f"- what refers to it without a filter: {', '.join(holders)}")


def _unlisted(relations: list[Relation], entity: Entity) -> tuple[str, ...]:
    """Return the fields of others that refer to an entity, and by which no call lists them.

    What stands below the entity by its path is told there.
    """
    below = {relation.target for relation in relations if relation.source is entity and _is_below(relation)}
    fields: dict[str, list[str]] = {}
    for relation in relations:
        holds = relation.kind in (RelationKind.REFERENCE, RelationKind.EMBEDDED) and relation.through is None
        others = relation.target is entity and relation.source is not entity and relation.source not in below
        owned = relation.cardinality is Cardinality.ONE_TO_MANY  # told by the field of the entity itself
        if holds and others and not owned and relation.backward is None:
            fields.setdefault(relation.source.name, []).append(code(relation.name))
    return tuple(f"{prose(name)} {' and '.join(names)}" for name, names in fields.items())


def _is_below(relation: Relation) -> bool:
    return relation.kind is RelationKind.NESTED and relation.forward is not None


def _below(plan: BundlePlan, entity: Entity, relations: Iterable[Relation]) -> Iterator[str]:
    """Yield what is found below an entity, by the path that it is below."""
    reading = _reading(entity)
    above: dict[str, list[str]] = {}
    for relation in relations:
        if relation.forward is not None:
            path, _, last = place_of(plan.operations[relation.forward.key]).rpartition("/")
            there = "it" if reading and place_of(reading) == path else code(path)
            target = f"{code(f'/{last}')} → {_target(relation)}{_marked(plan, relation)}"
            above.setdefault(there, []).append(target)
    for there, targets in above.items():
        yield from wrap(f"- below {there}: {', '.join(targets)}")


def _forward(plan: BundlePlan, relation: Relation) -> str:
    walked = _walked(plan, relation) if relation.kind is not RelationKind.REFERENCE else ""
    lead = f"{code(relation.name)}{_kind(relation)}"
    if relation.kind is RelationKind.INCLUDE and walked == f": {code(relation.evidence.name)}":
        lead, walked = walked.removeprefix(": "), ""
    return f"{lead} → {_target(relation)}{_marked(plan, relation)}{walked}"


def _target(relation: Relation) -> str:
    cardinality = "" if relation.cardinality is Cardinality.UNKNOWN else f" {relation.cardinality.value}"
    return prose(relation.target.name) + cardinality


def _marked(plan: BundlePlan, relation: Relation) -> str:
    marks = [
        *(["deprecated"] if relation.deprecated else []),
        *(
            [f"in the response of {call_of(plan, relation.evidence.operation)}"]
            if relation.kind is RelationKind.ACTION
            else []
        ),
        *([f"likely: {prose(relation.rule)}"] if relation.certainty is Certainty.LIKELY else []),
    ]
    return f" ({', '.join(marks)})" if marks else ""


def _walked(plan: BundlePlan, relation: Relation) -> str:
    """Name the call that gets the target, unless the entity or the target is headed by it."""
    call = relation.forward
    reading, there = _reading(relation.source), _reading(relation.target)
    if call is None or (there is not None and call.text == there.key):
        return ""
    own = reading is not None and call.key == reading.key and call.query
    return f": {code(call.query) if own else _brief(plan, call)}"


def _kind(relation: Relation) -> str:
    """Name the type of what is no integer or list of integers, as most ids are."""
    usual = relation.kind is RelationKind.NESTED or relation.evidence.type in ("integer", "array of integer")
    return "" if usual else f" {prose(relation.evidence.type)}"


def _polymorphic(field: Polymorphic) -> str:
    options = ", ".join(
        f"{code(value)} → {prose(target.name) if target else 'no entity'}" for value, target in field.options
    )
    return f"{code(field.name)} refers by {code(field.selector)}: {options}"


def _false_references(model: DataModel) -> Iterator[str]:
    """Yield each reason with all fields that it is true of, those of reference entity together."""
    reasons: dict[str, dict[str, list[str]]] = {}
    for reference in model.false_references:
        reasons.setdefault(reference.why, {}).setdefault(reference.source.name, []).append(code(reference.name))
    for why, fields in reasons.items():
        places = "; ".join(f"{prose(name)} {', '.join(paths)}" for name, paths in fields.items())
        yield from wrap(f"- {prose(why)}: {places}")
