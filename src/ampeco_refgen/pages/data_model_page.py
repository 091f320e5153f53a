"""Data model → `data-model.md`: overview, diagrams, lifecycles, and how each entity hangs together with others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.infer.data_model import DataModel, Lifecycle, Scope, TreeNode
from ampeco_refgen.infer.entities import Entity, RequestLine
from ampeco_refgen.infer.relations import Cardinality, Certainty, Polymorphic, Relation, RelationKind
from ampeco_refgen.markdown.names import anchor
from ampeco_refgen.markdown.text import code, code_link, link, plural, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.brief import call_of, calls_of, place_of
from ampeco_refgen.pages.index_pages import SCHEMAS, Group, grouped_page
from ampeco_refgen.pages.layout import Resource
from ampeco_refgen.pages.model import Page
from ampeco_refgen.pages.site import Site

Hanging: TypeAlias = dict[Entity, tuple[list[Relation], list[Polymorphic]]]
"""The relations that each entity takes part in, and its polymorphic fields."""

DATA_MODEL = "data-model.md"
_LONGEST_LINK = 360
"""A link cannot be broken, and must fit into a line."""


def data_model_pages(site: Site) -> Iterator[Page]:
    """Yield the page, or pages, of the data model."""
    model = site.model
    counts = f"{plural(len(model.entities), 'entity')}, {plural(len(model.relations), 'relation')}"
    yield grouped_page(site, DATA_MODEL, "data-model.md.j2", _groups(site, model), counts)


def model_block(model: DataModel) -> Page:
    """Return the page for the managed block of `SKILL.md` that shows the overview."""
    lines = tuple(overview_lines(model, by=False))
    return Page(path="DATA-MODEL", template="skill-data-model.md.j2", context={"lines": lines})


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
            yield _group(title, [line for one in found for line in _lifecycle(site, one)])
    hanging = by_entity(model)
    if model.scopes:
        yield _group("Scopes", [line for one in model.scopes for line in _scope(site, one, hanging[one.entity][0])])
    alone = []
    for entity in model.entities:
        if hangs := list(relation_lines(site, hanging[entity], entity)):
            yield _group(entity.name, [*wrap(_where(site, entity), indent=""), "", *hangs])
        else:
            alone.append(entity)
    if alone:
        yield _group("Without references of their own", list(_alone(site, model, alone)))
    if model.false_references:
        yield _group("Not references", list(_false_references(model)))


def _alone(site: Site, model: DataModel, entities: list[Entity]) -> Iterator[str]:
    """Yield how one is read of what others refer to, then the names of the rest: what is below another stands there."""
    targets = {relation.target for relation in model.relations if relation.kind is not RelationKind.NESTED}
    read = [entity for entity in entities if entity in targets and _reading(entity)]
    yield from (line for entity in read for line in wrap(f"- {prose(entity.name)}: {_where(site, entity)}"))
    schemas = site.path_link(DATA_MODEL, SCHEMAS, SCHEMAS)
    names = ", ".join(prose(entity.name) for entity in entities if entity not in read)
    if names:
        yield from wrap(f"- in {schemas}: {names}")


def _group(title: str, lines: list[str]) -> Group:
    return Group(title=title, lines=tuple(lines))


def _lifecycle(site: Site, one: Lifecycle) -> Iterator[str]:
    values = ", ".join(map(code, one.values))
    null = " or null" if one.nullable else ""
    parts = [f"- {prose(one.entity.name)} {code(one.field)}: {values}{null}"]
    parts += [f"listed by {call_of(site, one.listing.key, name)}" for name in one.filters if one.listing]
    parts += [f"set by {calls_of(site, (call.key for call in one.set_by))}"] if one.set_by else []
    yield from wrap("; ".join(parts))


def _scope(site: Site, one: Scope, relations: list[Relation]) -> tuple[str, ...]:
    """Name the calls that list what is in a scope, unless they are just what its section names."""
    lists = [_brief(site, call) for call in one.calls]
    if set(lists) == set(_lists(site, one.entity, relations)):
        return (f"- {link(one.entity.name, f'#{anchor(one.entity.name)}')}: what refers to it",)
    return wrap(f"- {prose(one.entity.name)}: {', '.join(lists)}")


def _brief(site: Site, call: RequestLine) -> str:
    """Write a call in brief; the value of its filter goes without saying."""
    return call_of(site, call.key, call.query.removesuffix("={id}"))


def _lists(site: Site, entity: Entity, relations: list[Relation]) -> tuple[str, ...]:
    """Return the calls that list what refers to an entity."""
    back = (one.backward for one in relations if one.target is entity and one.backward is not None)
    return tuple(dict.fromkeys(_brief(site, call) for call in back))


def _where(site: Site, entity: Entity) -> str:
    """Name the call that reads one of an entity, or else its version, with the page."""
    reading = _reading(entity)
    if reading is None:
        return site.path_link(DATA_MODEL, _resource(site, entity).path, entity.version or "overview")
    target = site.layout.calls[reading.key]
    call = f"{reading.method} {place_of(reading)}"
    if len(call) + len(target) > _LONGEST_LINK:
        return f"{code(call)} {site.path_link(DATA_MODEL, target, 'page')}"
    return code_link(call, target)


def _reading(entity: Entity) -> Operation | None:
    return next((one for one in entity.operations if one.method == "GET" and one.path.endswith("}")), None)


def _resource(site: Site, entity: Entity) -> Resource:
    return site.resources[entity.family, entity.resource]


def by_entity(model: DataModel) -> Hanging:
    """Return the relations that each entity takes part in, and its polymorphic fields, both in their order."""
    found: Hanging = {entity: ([], []) for entity in model.entities}
    for relation in model.relations:
        for entity in {relation.source, relation.target}:
            found[entity][0].append(relation)
    for one in model.polymorphic:
        found[one.source][1].append(one)
    return found


def relation_lines(site: Site, hanging: tuple[list[Relation], list[Polymorphic]], entity: Entity) -> Iterator[str]:
    """Yield how an entity hangs together with others: what it refers to, what is below it, what refers to it.

    `hanging` is what `by_entity` gives for it.
    """
    relations, polymorphic = hanging
    own = [one for one in relations if one.source is entity and one.through is None]
    yield from (line for one in own if not _is_below(one) for line in wrap(f"- {_forward(site, one)}"))
    yield from _below(site, entity, filter(_is_below, own))
    for one in polymorphic:
        yield from wrap(f"- {_polymorphic(one)}")
    if lists := _lists(site, entity, relations):
        yield from wrap(f"- what refers to it: {', '.join(lists)}")


def _is_below(relation: Relation) -> bool:
    return relation.kind is RelationKind.NESTED and relation.forward is not None


def _below(site: Site, entity: Entity, relations: Iterable[Relation]) -> Iterator[str]:
    """Yield what is found below an entity, by the path that it is below."""
    reading = _reading(entity)
    above: dict[str, list[str]] = {}
    for relation in relations:
        if relation.forward is not None:
            path, _, last = place_of(site.operation(relation.forward.key)).rpartition("/")
            there = "it" if reading and place_of(reading) == path else code(path)
            target = f"{code(f'/{last}')} → {_target(relation)}{_marked(site, relation)}"
            above.setdefault(there, []).append(target)
    for there, targets in above.items():
        yield from wrap(f"- below {there}: {', '.join(targets)}")


def _forward(site: Site, relation: Relation) -> str:
    walked = _walked(site, relation) if relation.kind is not RelationKind.REFERENCE else ""
    lead = f"{code(relation.name)}{_kind(relation)}"
    if relation.kind is RelationKind.INCLUDE and walked == f": {code(f'include[]={relation.name}')}":
        lead, walked = walked.removeprefix(": "), ""
    return f"{lead} → {_target(relation)}{_marked(site, relation)}{walked}"


def _target(relation: Relation) -> str:
    cardinality = "" if relation.cardinality is Cardinality.UNKNOWN else f" {relation.cardinality.value}"
    return prose(relation.target.name) + cardinality


def _marked(site: Site, relation: Relation) -> str:
    marks = [
        *(["deprecated"] if relation.deprecated else []),
        *(
            [f"in the response of {call_of(site, relation.evidence.operation)}"]
            if relation.kind is RelationKind.ACTION
            else []
        ),
        *([f"likely: {prose(relation.rule)}"] if relation.certainty is Certainty.LIKELY else []),
    ]
    return f" ({', '.join(marks)})" if marks else ""


def _walked(site: Site, relation: Relation) -> str:
    """Name the call that gets the target, unless the entity or the target is headed by it."""
    call = relation.forward
    reading, there = _reading(relation.source), _reading(relation.target)
    if call is None or (there is not None and call.text == there.key):
        return ""
    own = reading is not None and call.key == reading.key and call.query
    return f": {code(call.query) if own else _brief(site, call)}"


def _kind(relation: Relation) -> str:
    """Name the type of what is no integer or list of integers, as most ids are."""
    usual = relation.kind is RelationKind.NESTED or relation.evidence.type in ("integer", "array of integer")
    return "" if usual else f" {prose(relation.evidence.type)}"


def _polymorphic(one: Polymorphic) -> str:
    options = ", ".join(
        f"{code(value)} → {prose(target.name) if target else 'no entity'}" for value, target in one.options
    )
    return f"{code(one.name)} refers by {code(one.selector)}: {options}"


def _false_references(model: DataModel) -> Iterator[str]:
    """Yield each reason with all fields that it is true of, those of one entity together."""
    reasons: dict[str, dict[str, list[str]]] = {}
    for one in model.false_references:
        reasons.setdefault(one.why, {}).setdefault(one.source.name, []).append(code(one.name))
    for why, fields in reasons.items():
        places = "; ".join(f"{prose(name)} {', '.join(paths)}" for name, paths in fields.items())
        yield from wrap(f"- {prose(why)}: {places}")
