"""Data model → `data-model.md`: overview, diagrams, lifecycles, and how each entity hangs together with others."""

from __future__ import annotations

from collections.abc import Iterator

from ampeco_refgen.infer.data_model import DataModel
from ampeco_refgen.infer.entities import Entity
from ampeco_refgen.infer.lifecycles import Lifecycle
from ampeco_refgen.infer.overview import TreeNode
from ampeco_refgen.infer.reading import Call
from ampeco_refgen.infer.relation_model import Cardinality, Confidence, Kind, Polymorphic, Relation
from ampeco_refgen.names import anchor
from ampeco_refgen.output.index_pages import Group, grouped_page
from ampeco_refgen.output.pages import Page
from ampeco_refgen.output.site import Site
from ampeco_refgen.text import code, link, plural, prose
from ampeco_refgen.wrap import wrap

DATA_MODEL = "data-model.md"


def data_model_pages(site: Site, model: DataModel) -> Iterator[Page]:
    """Yield the page, or pages, of the data model."""
    counts = f"{plural(len(model.entities), 'entity')}, {plural(len(model.relations), 'relation')}"
    yield grouped_page(site, DATA_MODEL, "data-model.md.j2", _groups(site, model), counts)


def overview_lines(model: DataModel, *, by: bool = True) -> Iterator[str]:
    """Yield the tree of the core entities, one line each; `by` names the field that each edge is known by."""
    if model.tree:
        yield model.root
    yield from _branches(model.tree, "", by=by)


def _branches(nodes: tuple[TreeNode, ...], lead: str, *, by: bool) -> Iterator[str]:
    for number, node in enumerate(nodes, 1):
        last = number == len(nodes)
        field = f"  ({node.relation.name})" if node.relation and by else ""
        yield f"{lead}{'└── ' if last else '├── '}{node.entity.short}{field}"
        yield from _branches(node.children, lead + ("    " if last else "│   "), by=by)


def _groups(site: Site, model: DataModel) -> Iterator[Group]:
    if model.tree:
        yield _group("Overview", ["```text", *overview_lines(model), "```"])
    for diagram in model.diagrams:
        yield _group(f"Diagram: {diagram.title}", ["```mermaid", *diagram.text.strip().splitlines(), "```"])
    for title, found in (("Lifecycles", model.lifecycles), ("Access types", model.access_types)):
        if found:
            yield _group(title, [line for one in found for line in _lifecycle(one)])
    if model.scopes:
        yield _group("Scopes", [line for one in model.scopes for line in _scope(one.entity, one.calls)])
    linked = set(_linked(model))
    hanging = _by_entity(model)
    for entity in model.entities:
        hangs = list(_relations(hanging[entity], entity))
        if hangs or entity in linked:
            yield _group(entity.name, [*_where(site, entity), *([""] if hangs else []), *hangs])
    if model.false_references:
        lines = [f"- {one.source.name} {code(one.name)}: {prose(one.why)}" for one in model.false_references]
        yield _group("Not references", [line for one in lines for line in wrap(one)])


def _linked(model: DataModel) -> Iterator[Entity]:
    """Yield the entities that some line of the page links to."""
    yield from (relation.target for relation in model.relations)
    yield from (one.entity for one in (*model.lifecycles, *model.access_types))
    yield from (one.entity for one in model.scopes)
    yield from (target for one in model.polymorphic for _, target in one.options if target is not None)


def _group(title: str, lines: list[str]) -> Group:
    return Group(title=title, lines=tuple(lines))


def _lifecycle(one: Lifecycle) -> Iterator[str]:
    values = ", ".join(map(code, one.values))
    null = " or null" if one.nullable else ""
    parts = [f"- {_entity_link(one.entity)} {code(one.field)}: {values}{null}"]
    parts += [f"listed by {code(f'{one.listing.text}?{name}={{value}}')}" for name in one.filters if one.listing]
    parts += [f"set by {', '.join(code(call.text) for call in one.set_by)}"] if one.set_by else []
    yield from wrap("; ".join(parts))


def _scope(entity: Entity, calls: tuple[Call, ...]) -> Iterator[str]:
    yield from wrap(f"- {_entity_link(entity)}: {', '.join(code(call.text) for call in calls)}")


def _where(site: Site, entity: Entity) -> Iterator[str]:
    calls = {operation.method: operation for operation in reversed(entity.operations)}
    pages = site.pages_of_resource[entity.family, entity.resource]
    page = site.page_of[entity.operations[0].key] if entity.operations else pages[0]
    reading = next((one for one in entity.operations if one.method == "GET" and one.path.endswith("}")), None)
    read = f", one by {code(reading.key)}" if reading and "GET" in calls else ""
    yield f"{site.path_link(DATA_MODEL, page.path, page.title)} {entity.version}{read}"


def _by_entity(model: DataModel) -> dict[Entity, tuple[list[Relation], list[Polymorphic]]]:
    """Return the relations that each entity takes part in, and its polymorphic fields, both in their order."""
    found: dict[Entity, tuple[list[Relation], list[Polymorphic]]] = {entity: ([], []) for entity in model.entities}
    for relation in model.relations:
        for entity in {relation.source, relation.target}:
            found[entity][0].append(relation)
    for one in model.polymorphic:
        found[one.source][1].append(one)
    return found


def _relations(hanging: tuple[list[Relation], list[Polymorphic]], entity: Entity) -> Iterator[str]:
    relations, polymorphic = hanging
    for relation in relations:
        if relation.source is entity and relation.through is None:
            yield from wrap(f"- {_forward(relation)}")
    for relation in relations:
        if relation.target is entity and relation.backward is not None:
            yield from wrap(f"- its {relation.source.plural}: {code(relation.backward.text)}")
    for one in polymorphic:
        yield from wrap(f"- {_polymorphic(one)}")


def _forward(relation: Relation) -> str:
    cardinality = "" if relation.cardinality is Cardinality.UNKNOWN else f" {relation.cardinality.value}"
    marks = [
        *(["deprecated"] if relation.deprecated else []),
        *([f"in the response of {code(relation.evidence.operation)}"] if relation.kind is Kind.ACTION else []),
        *([f"likely: {prose(relation.rule)}"] if relation.confidence is Confidence.LIKELY else []),
    ]
    walked = f": {code(relation.forward.text)}" if relation.forward and relation.kind is not Kind.REFERENCE else ""
    kind = "" if relation.kind is Kind.NESTED else f" {prose(relation.evidence.type)}"
    lead = f"{code(relation.name)}{kind} → {_entity_link(relation.target)}{cardinality}"
    return lead + (f" ({', '.join(marks)})" if marks else "") + walked


def _polymorphic(one: Polymorphic) -> str:
    options = ", ".join(
        f"{code(value)} → {_entity_link(target) if target else 'no entity'}" for value, target in one.options
    )
    return f"{code(one.name)} refers by {code(one.selector)}: {options}"


def _entity_link(entity: Entity) -> str:
    return link(entity.name, f"#{anchor(entity.name)}")
