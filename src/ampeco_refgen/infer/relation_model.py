"""What `relations` finds: which entity refers to which, by what evidence, how sure, and the calls that walk it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from ampeco_refgen.infer.entities import Entity
from ampeco_refgen.infer.reading import Call


class Kind(StrEnum):
    """How the document shows that two entities hang together."""

    REFERENCE = "id field"
    EMBEDDED = "nested object"
    INCLUDE = "include"
    NESTED = "sub-resource"
    FILTER = "filter"
    ACTION = "action response"


class Cardinality(StrEnum):
    """How many targets one source has, and how many sources one target, as far as the document tells."""

    MANY_TO_ONE = "n:1"
    MANY_TO_MANY = "n:m"
    ONE_TO_MANY = "1:n"
    ONE_TO_ONE = "1:1"
    UNKNOWN = "unknown"


class Confidence(StrEnum):
    """CERTAIN: name and type both fit the target. LIKELY: the name was understood by a looser rule."""

    CERTAIN = "certain"
    LIKELY = "likely"


class Evidence(Struct, frozen=True, kw_only=True):
    """What in the document says so: a field, filter or path `name`, its `type`, and the operation it stands in."""

    name: str
    type: str
    operation: str


class Relation(Struct, frozen=True, kw_only=True, eq=False):
    """One way from `source`, which holds the reference or contains the other, to `target`.

    `name` is the field's dotted path, the sub-resource's path, or the filter. `through` is the entity whose object
    inside the source really holds the field. `forward` gets the target (or targets) of a source, `backward` the
    sources of a target; `None` where no live operation does that.
    """

    source: Entity
    target: Entity
    name: str
    kind: Kind
    cardinality: Cardinality
    rule: str
    confidence: Confidence
    evidence: Evidence
    through: Entity | None = None
    deprecated: bool = False
    forward: Call | None = None
    backward: Call | None = None


class Polymorphic(Struct, frozen=True, kw_only=True, eq=False):
    """A field whose target depends on another: `options` are the values of `selector`, with what each selects.

    A value without a target selects something that the document has no entity for.
    """

    source: Entity
    name: str
    selector: str
    options: tuple[tuple[str, Entity | None], ...]


class FalseReference(Struct, frozen=True, kw_only=True, eq=False):
    """A field that is called like a reference to `looks_like` and is none, with the reason."""

    source: Entity
    name: str
    looks_like: Entity
    why: str
