"""Catalog → the derived data model: entities, how they hang together, the overview, diagrams and key concepts.

The one entrance to this half of the room; nothing here reads a description, so `--descriptions none` gives the same.
"""

from __future__ import annotations

from msgspec import Struct

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.diagnostics import Diagnostic, warning
from ampeco_refgen.infer.diagram import Diagram, diagrams
from ampeco_refgen.infer.entities import Entity
from ampeco_refgen.infer.ground import Ground, ground
from ampeco_refgen.infer.lifecycles import ACCESS_TYPES, Lifecycle, Scope, lifecycles, scopes
from ampeco_refgen.infer.overview import Overview, TreeNode
from ampeco_refgen.infer.relation_model import FalseReference, Polymorphic, Relation
from ampeco_refgen.infer.relations import relations
from ampeco_refgen.infer.vocabulary import Vocabulary


class DataModel(Struct, frozen=True, kw_only=True):
    """What was derived, each in the order of the entities; empty where nothing could be.

    `root` is who owns everything at the top of the `tree`, without being an entity. `diagnostics` are rows of the
    vocabulary that the document does not support.
    """

    entities: tuple[Entity, ...]
    relations: tuple[Relation, ...]
    polymorphic: tuple[Polymorphic, ...]
    false_references: tuple[FalseReference, ...]
    root: str
    tree: tuple[TreeNode, ...]
    diagrams: tuple[Diagram, ...]
    lifecycles: tuple[Lifecycle, ...]
    access_types: tuple[Lifecycle, ...]
    scopes: tuple[Scope, ...]
    diagnostics: tuple[Diagnostic, ...]


def data_model(catalog: Catalog, fields: Fields, vocabulary: Vocabulary | None = None) -> DataModel:
    """Derive the data model of a document; `vocabulary` is the vendor's own where none is given."""
    known = ground(catalog, fields, vocabulary)
    found = relations(known)
    overview = Overview(known, found.relations)
    tree = overview.tree()
    return DataModel(
        entities=known.entities,
        relations=found.relations,
        polymorphic=found.polymorphic,
        false_references=found.false_references,
        root=known.vocabulary.root if tree else "",
        tree=tree,
        diagrams=diagrams(known, found.relations),
        lifecycles=lifecycles(known, fields, found.relations),
        access_types=lifecycles(known, fields, found.relations, ACCESS_TYPES),
        scopes=scopes(known, found.relations),
        diagnostics=(*overview.diagnostics, *_unsupported(known)),
    )


def _unsupported(known: Ground) -> list[Diagnostic]:
    """Name what else the vocabulary says of things that the document does not have."""
    areas = {address for area in known.vocabulary.areas for address in area.resources}
    missing = sorted(address for address in areas if known.references.at(address) is None)
    aliases = [f"the document has no {name}, which an alias stands for" for name in known.references.unknown_aliases()]
    drawn = [f"the document has no {address}, which a diagram names" for address in missing]
    return [warning("vocabulary-unsupported", message) for message in (*aliases, *drawn)]
