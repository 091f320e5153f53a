"""Relations → Mermaid entity relationship diagrams, as text: one for each area, small enough to read.

Syntax: Mermaid's "Entity Relationship Diagrams", `erDiagram`, with all names in quotes, so that none is a keyword.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from ampeco_refgen.infer.entities import Entity
from ampeco_refgen.infer.ground import Ground
from ampeco_refgen.infer.relation_model import Cardinality, Kind, Relation

MOST_ENTITIES = 15
"""More than this many boxes cannot be read at a glance."""
_SHOWN = (Kind.REFERENCE, Kind.EMBEDDED, Kind.NESTED, Kind.INCLUDE)
_MARKS = {
    Cardinality.MANY_TO_ONE: ("|o", "o{"),
    Cardinality.ONE_TO_MANY: ("|o", "o{"),
    Cardinality.ONE_TO_ONE: ("||", "o|"),
    Cardinality.MANY_TO_MANY: ("}o", "o{"),
}
_UNSAFE = re.compile(r'["`\\<>#;%&{}\x00-\x1f]|--')


class Diagram(Struct, frozen=True, kw_only=True, eq=False):
    """A Mermaid diagram: its title and its text."""

    title: str
    text: str


def diagrams(ground: Ground, relations: tuple[Relation, ...]) -> tuple[Diagram, ...]:
    """Return a diagram for each area that has relations; without areas, one of what is referred to most."""
    shown = [one for one in relations if _is_shown(one)]
    if not ground.vocabulary.areas:
        return _drawn("Entities", _most_related(ground.entities, shown), [], shown)
    return tuple(
        drawn
        for area in ground.vocabulary.areas
        for drawn in _drawn(area.title, _at(area.resources, ground), _at(area.around, ground), shown)
    )


def _is_shown(one: Relation) -> bool:
    plain = one.through is None and not one.deprecated and one.source.same_as is None
    return plain and one.kind in _SHOWN and one.cardinality in _MARKS and one.source is not one.target


def _at(addresses: tuple[str, ...], ground: Ground) -> list[Entity]:
    found = (ground.references.at(address) for address in addresses)
    return [entity for entity in found if entity is not None]


def _most_related(entities: tuple[Entity, ...], shown: list[Relation]) -> list[Entity]:
    """Return the entities with the most relations to others, in reading order."""
    pairs = {frozenset((one.source.key, one.target.key)) for one in shown}
    degree = Counter(key for pair in pairs for key in pair)
    ranked = sorted(degree, key=lambda key: (-degree[key], key))[:MOST_ENTITIES]
    return [entity for entity in entities if entity.key in ranked]


def _drawn(title: str, own: list[Entity], around: list[Entity], shown: list[Relation]) -> tuple[Diagram, ...]:
    """Draw the entities that hang together with one of the area's own; nothing where none does."""
    edges: dict[tuple[Entity, Entity], list[Relation]] = {}
    for one in shown:
        ends = _ends(one)
        if all(end in own or end in around for end in ends) and any(end in own for end in ends):
            edges.setdefault(ends, []).append(one)
    drawn = [entity for entity in (*own, *around) if any(entity in pair for pair in edges)]
    if not drawn:
        return ()
    names = _names(drawn)
    lines = [_edge(names[one], names[other], found) for (one, other), found in edges.items()]
    return (Diagram(title=title, text="\n".join(["erDiagram", *lines])),)


def _ends(one: Relation) -> tuple[Entity, Entity]:
    """Put the one side first, so that what many belong to stands above them."""
    return (one.target, one.source) if one.cardinality is Cardinality.MANY_TO_ONE else (one.source, one.target)


def _edge(first: str, second: str, relations: list[Relation]) -> str:
    """Mark the ends by the strictest of the relations; only what stands below another in its path must have it.

    That a response field is required is not enough: documents say so of fields that are null at times.
    """
    left, right = next(marks for kind, marks in _MARKS.items() if any(one.cardinality is kind for one in relations))
    if left == "|o" and any(relation.kind is Kind.NESTED for relation in relations):
        left = "||"
    return f"{first} {left}--{right} {second} : {_quoted(_fields(relations))}"


def _fields(relations: list[Relation]) -> str:
    """Return the fields by which two entities hang together; a path only where there is no field."""
    fields = [_short(relation.name) for relation in relations if relation.kind is not Kind.NESTED]
    return ", ".join(dict.fromkeys(fields or [relation.name.rpartition("/")[2] for relation in relations]))


def _short(path: str) -> str:
    """Return the end of a path that says enough: `pricing.taxID` → `taxID`, `a.partner.id` → `partner.id`."""
    return ".".join(path.split(".")[-2 if path.endswith(".id") else -1 :])


def _names(entities: Iterable[Entity]) -> dict[Entity, str]:
    """Give each entity a quoted name that no other has."""
    found: dict[Entity, str] = {}
    for number, entity in enumerate(entities):
        name = _quoted(entity.short)
        found[entity] = _quoted(f"{entity.short} {number}") if name in found.values() else name
    return found


def _quoted(text: str) -> str:
    """Return a text in double quotes without what ends them or means something inside."""
    plain = " ".join(_UNSAFE.sub("'", text).split())
    return f'"{plain or "?"}"'
