"""Where OpenAPI objects stand in a document: the table of which member holds which, and the walk by it.

`validate.py` walks a parsed tree once; all checks read the resulting `Structure`. Because the walk knows what each
object is, a `$ref` in an example, a default or an extension, or a property of that name, is never taken for a
reference, and a finding has the exact pointer of its object.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import TypeAlias

from msgspec import Struct

from ampeco_refgen.jsonvalue import JsonObject, JsonValue
from ampeco_refgen.openapi.references import Path, References, path_of, reference_of

_PlacedValue: TypeAlias = tuple[str, JsonValue, Path]
"""The kind of OpenAPI object that belongs in a place, the value that stands there, and the path to it."""

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
"""The members of a path item that are operations, in the order of the Path Item Object; `query` is new in 3.2."""


class Container(Enum):
    """How a member holds OpenAPI objects: it is one itself, a list of them, or a map from names to them.

    An `EXTENSIBLE_MAP` may also hold extensions, whose names begin with `x-`; in a `MAP` such a name is like any other.
    """

    NONE = "none"
    LIST = "list"
    MAP = "map"
    EXTENSIBLE_MAP = "extensible map"


_CONTENT = {"content": (Container.MAP, "mediaType")}
_VALUE = {"schema": (Container.NONE, "schema"), "examples": (Container.MAP, "example"), **_CONTENT}
_ONE_SCHEMA = dict.fromkeys(
    (
        *("not", "items", "additionalProperties", "if", "then", "else", "contains", "propertyNames"),
        *("unevaluatedItems", "unevaluatedProperties", "contentSchema"),
    ),
    (Container.NONE, "schema"),
)
_EACH_SCHEMA = dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), (Container.LIST, "schema"))
_NAMED_SCHEMAS = dict.fromkeys(
    ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions"), (Container.MAP, "schema")
)

SECTIONS = {
    "schemas": "schema",
    "responses": "response",
    "parameters": "parameter",
    "examples": "example",
    "requestBodies": "requestBody",
    "headers": "header",
    "securitySchemes": "securityScheme",
    "links": "link",
    "callbacks": "callback",
    "pathItems": "pathItem",
    "mediaTypes": "mediaType",
}
"""The sections of `components` and the kind of object that each holds."""

MEMBERS: dict[str, dict[str, tuple[Container, str]]] = {
    "document": {
        "paths": (Container.EXTENSIBLE_MAP, "pathItem"),
        "webhooks": (Container.MAP, "pathItem"),
        "components": (Container.NONE, "components"),
    },
    "components": {section: (Container.MAP, kind) for section, kind in SECTIONS.items()},
    "pathItem": {
        "parameters": (Container.LIST, "parameter"),
        **dict.fromkeys(METHODS, (Container.NONE, "operation")),
        "additionalOperations": (Container.MAP, "operation"),
    },
    "operation": {
        "parameters": (Container.LIST, "parameter"),
        "requestBody": (Container.NONE, "requestBody"),
        "responses": (Container.EXTENSIBLE_MAP, "response"),
        "callbacks": (Container.MAP, "callback"),
    },
    "callback": {},
    "parameter": _VALUE,
    "header": _VALUE,
    "requestBody": _CONTENT,
    "response": {"headers": (Container.MAP, "header"), "links": (Container.MAP, "link"), **_CONTENT},
    "mediaType": {
        "schema": (Container.NONE, "schema"),
        "itemSchema": (Container.NONE, "schema"),
        "examples": (Container.MAP, "example"),
        "encoding": (Container.MAP, "encoding"),
        "prefixEncoding": (Container.LIST, "encoding"),
        "itemEncoding": (Container.NONE, "encoding"),
    },
    "encoding": {"headers": (Container.MAP, "header")},
    "schema": {**_ONE_SCHEMA, **_EACH_SCHEMA, **_NAMED_SCHEMAS},
    "example": {},
    "link": {},
    "securityScheme": {},
}
"""Kind of object → its member → how that holds objects, and of which kind; members that hold none are left out.

Sources: the fixed fields of each object in OpenAPI 3.0.4, 3.1.1 and 3.2.0; for schemas the keywords of JSON Schema
2020-12 that take schemas, and `definitions` of earlier drafts.
"""


class Node(Struct, frozen=True):
    """An OpenAPI object at one of its places."""

    kind: str
    value: JsonObject
    path: Path


class Structure(Struct, frozen=True, kw_only=True):
    """The OpenAPI objects of a document: each distinct one once per kind, at the first place where it was met.

    The first `contained` of the `nodes` stand where an object of their kind belongs. The others are known to be
    objects of their kind only because references lead to them.
    """

    tree: JsonObject
    dialect: str
    references: References
    nodes: tuple[Node, ...]
    contained: int

    def of_kind(self, kind: str) -> Iterator[Node]:
        """Yield the objects of a kind."""
        return (node for node in self.nodes if node.kind == kind)

    def resolved(self, node: JsonValue) -> JsonValue:
        """Return the node that a chain of references ends with; `None` where it leads nowhere or in a circle."""
        return self.references.end(node).value if isinstance(node, dict) and "$ref" in node else node


def walk(tree: JsonObject, dialect: str) -> Structure:
    """Return all OpenAPI objects of a document, those included to which only references lead."""
    references = References(tree)
    seen: dict[str, set[int]] = {kind: set() for kind in MEMBERS}
    referred: list[_PlacedValue] = []
    nodes = list(_walk(("document", tree, ()), dialect, references, seen, referred))
    contained = len(nodes)
    for place in referred:  # to which each walk adds further targets
        nodes += _walk(place, dialect, references, seen, referred)
    return Structure(tree=tree, dialect=dialect, references=references, nodes=tuple(nodes), contained=contained)


def children(kind: str, node: JsonObject) -> list[_PlacedValue]:
    """Return the kind, value and path (from `node` on) of everything that stands where an object belongs.

    A value may be of any type: that it is no object is for the meta-schema to find.
    """
    if kind == "callback":
        return [("pathItem", child, (name,)) for name, child in node.items() if name[:2] != "x-"]
    members = MEMBERS[kind]
    places: list[_PlacedValue] = []
    for name, value in node.items():
        if name not in members:
            continue
        container, child_kind = members[name]
        if container is Container.NONE:
            places.append((child_kind, value, (name,)))
        elif container is Container.LIST:
            places += [(child_kind, item, (name, index)) for index, item in enumerate(list_or_empty(value))]
        else:
            any_name = container is Container.MAP
            places += [
                (child_kind, item, (name, key))
                for key, item in object_or_empty(value).items()
                if any_name or key[:2] != "x-"
            ]
    return places


def is_plain_reference(kind: str, value: JsonObject, dialect: str) -> bool:
    """Tell whether an object is only a reference, so that no objects are looked for in the members beside its `$ref`.

    In a path item, and from 3.1 on in a schema, those members count. Everywhere else they are ignored, but for
    `summary` and `description` in 3.1, which hold no objects. Sources: OpenAPI 3.0.4 and 3.1.1, Reference Object and
    Path Item Object; 3.1.1, Schema Object.
    """
    return "$ref" in value and kind != "pathItem" and (kind != "schema" or dialect == "3.0")


def leads_elsewhere(kind: str, reference: str) -> bool:
    """Tell whether a reference leads to a component of a section that holds other objects than `kind`.

    A header may stand for a parameter and the other way round: a Header Object follows the structure of the Parameter
    Object (OpenAPI 3.0.4, Header Object).
    """
    tokens = path_of(reference)
    section = SECTIONS.get(str(tokens[1])) if len(tokens) == 3 and tokens[0] == "components" else None
    return section not in (None, kind) and {section, kind} != {"header", "parameter"}


def _walk(
    start: _PlacedValue, dialect: str, references: References, seen: dict[str, set[int]], referred: list[_PlacedValue]
) -> Iterator[Node]:
    """Yield the objects at a place and below it that have not been met as their kind before.

    `seen` has, by kind, the `id` of each object that was met; it grows. What the objects refer to is added to
    `referred`, and not walked here.
    """
    pending = [start]
    while pending:
        kind, value, path = pending.pop()
        if not isinstance(value, dict) or id(value) in seen[kind]:
            continue
        seen[kind].add(id(value))
        yield Node(kind, value, path)
        if "$ref" in value:
            if (reference := reference_of(value)) and not leads_elsewhere(kind, reference):
                referred.append((kind, references.find(reference), path_of(reference)))
            if is_plain_reference(kind, value, dialect):
                continue
        below = [
            (child_kind, child, path + tail)
            for child_kind, child, tail in children(kind, value)
            if id(child) not in seen[child_kind]
        ]
        pending.extend(reversed(below))


def list_or_empty(value: JsonValue) -> list[JsonValue]:
    """Return a list, an empty one for a value that should be a list and is none: the meta-schema finds that."""
    return value if isinstance(value, list) else []


def object_or_empty(value: JsonValue) -> JsonObject:
    """Return an object, an empty one for a value that should be an object and is none: the meta-schema finds that."""
    return value if isinstance(value, dict) else {}
