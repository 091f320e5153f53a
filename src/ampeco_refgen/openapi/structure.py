"""Where OpenAPI objects stand in a document: the table of which member holds which, and the walk by it.

`validate.py` walks a parsed tree once; all checks read the resulting `Structure`. Because the walk knows what each
object is, a `$ref` in an example, a default or an extension, or a property of that name, is never taken for a
reference, and a finding has the exact pointer of its object.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import TypeAlias
from urllib.parse import unquote

from msgspec import Struct

from ampeco_refgen.jsonvalue import JsonObject, JsonValue
from ampeco_refgen.openapi.refs import Chains, References, reference_of

Path: TypeAlias = tuple[str | int, ...]
_Place: TypeAlias = tuple[str, JsonValue, Path]
"""The kind of object that belongs to a place, what stands there, and the path to it."""

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
"""The members of a path item that are operations, in its own order; `query` is of OpenAPI 3.2."""


class Holds(Enum):
    """How a member holds objects. `PATTERNED` is a map in which `x-…` is an extension, not a name."""

    ONE = "one"
    EACH = "each"
    NAMED = "named"
    PATTERNED = "patterned"


_CONTENT = {"content": (Holds.NAMED, "mediaType")}
_VALUE = {"schema": (Holds.ONE, "schema"), "examples": (Holds.NAMED, "example"), **_CONTENT}
_ONE_SCHEMA = dict.fromkeys(
    (
        *("not", "items", "additionalProperties", "if", "then", "else", "contains", "propertyNames"),
        *("unevaluatedItems", "unevaluatedProperties", "contentSchema"),
    ),
    (Holds.ONE, "schema"),
)
_EACH_SCHEMA = dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), (Holds.EACH, "schema"))
_NAMED_SCHEMAS = dict.fromkeys(
    ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions"), (Holds.NAMED, "schema")
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

MEMBERS: dict[str, dict[str, tuple[Holds, str]]] = {
    "document": {
        "paths": (Holds.PATTERNED, "pathItem"),
        "webhooks": (Holds.NAMED, "pathItem"),
        "components": (Holds.ONE, "components"),
    },
    "components": {section: (Holds.NAMED, kind) for section, kind in SECTIONS.items()},
    "pathItem": {
        "parameters": (Holds.EACH, "parameter"),
        **dict.fromkeys(METHODS, (Holds.ONE, "operation")),
        "additionalOperations": (Holds.NAMED, "operation"),
    },
    "operation": {
        "parameters": (Holds.EACH, "parameter"),
        "requestBody": (Holds.ONE, "requestBody"),
        "responses": (Holds.PATTERNED, "response"),
        "callbacks": (Holds.NAMED, "callback"),
    },
    "callback": {},
    "parameter": _VALUE,
    "header": _VALUE,
    "requestBody": _CONTENT,
    "response": {"headers": (Holds.NAMED, "header"), "links": (Holds.NAMED, "link"), **_CONTENT},
    "mediaType": {
        "schema": (Holds.ONE, "schema"),
        "itemSchema": (Holds.ONE, "schema"),
        "examples": (Holds.NAMED, "example"),
        "encoding": (Holds.NAMED, "encoding"),
        "prefixEncoding": (Holds.EACH, "encoding"),
        "itemEncoding": (Holds.ONE, "encoding"),
    },
    "encoding": {"headers": (Holds.NAMED, "header")},
    "schema": {**_ONE_SCHEMA, **_EACH_SCHEMA, **_NAMED_SCHEMAS},
    "example": {},
    "link": {},
    "securityScheme": {},
}
"""Kind of object → member → how it holds which kind (OpenAPI 3.0.4 and 3.1.1, section 4; 3.2.0)."""


class Node(Struct, frozen=True):
    """An OpenAPI object at one of its places."""

    kind: str
    value: JsonObject
    path: Path


class Structure(Struct, frozen=True, kw_only=True):
    """A walked document: each distinct object once per kind, at the first place where it was met.

    The last of `nodes`, from `contained` on, stand where no object belongs: only references lead to them.
    """

    tree: JsonObject
    dialect: str
    chains: Chains
    nodes: tuple[Node, ...]
    contained: int

    def of_kind(self, kind: str) -> Iterator[Node]:
        """Yield the objects of a kind."""
        return (node for node in self.nodes if node.kind == kind)

    def resolved(self, node: JsonValue) -> JsonValue:
        """Follow references to the first node that is none; `None` where they lead nowhere."""
        return self.chains.end(node).value if isinstance(node, dict) and "$ref" in node else node


def walk(tree: JsonObject, dialect: str) -> Structure:
    """Return all OpenAPI objects of a document, those included to which only references lead."""
    chains = Chains(References(tree))
    seen: dict[str, set[int]] = {kind: set() for kind in MEMBERS}
    referred: list[_Place] = []
    nodes = list(_walk(("document", tree, ()), dialect, chains, seen, referred))
    contained = len(nodes)
    for place in referred:  # which grows on the way
        nodes += _walk(place, dialect, chains, seen, referred)
    return Structure(tree=tree, dialect=dialect, chains=chains, nodes=tuple(nodes), contained=contained)


def children(kind: str, value: JsonObject) -> list[_Place]:
    """Return the kind, value and path (from `value` on) of everything that stands where an object belongs."""
    if kind == "callback":
        return [("pathItem", child, (name,)) for name, child in value.items() if name[:2] != "x-"]
    members = MEMBERS[kind]
    found: list[_Place] = []
    for name, held in value.items():
        if name not in members:
            continue
        holds, below = members[name]
        if holds is Holds.ONE:
            found.append((below, held, (name,)))
        elif holds is Holds.EACH:
            found += [(below, child, (name, index)) for index, child in enumerate(_list(held))]
        else:
            all_named = holds is Holds.NAMED
            found += [(below, child, (name, key)) for key, child in _dict(held).items() if all_named or key[:2] != "x-"]
    return found


def is_plain_reference(kind: str, value: JsonObject, dialect: str) -> bool:
    """Tell whether an object is nothing but its `$ref`: members beside it count only in the two named kinds.

    Sources: OpenAPI 3.0.4 and 3.1.1, Reference Object and Path Item Object; 3.1.1, Schema Object.
    """
    return "$ref" in value and kind != "pathItem" and (kind != "schema" or dialect == "3.0")


def path_of(reference: str) -> Path:
    """Return the tokens of an internal reference (RFC 6901 section 6: percent-decoded, then unescaped)."""
    tokens = reference.removeprefix("#").split("/")[1:]
    return tuple(unquote(token).replace("~1", "/").replace("~0", "~") for token in tokens)


def leads_elsewhere(kind: str, reference: str) -> bool:
    """Tell whether a reference leads to a component of a section that holds other objects than `kind`.

    Headers and parameters are so alike that one may stand for the other.
    """
    tokens = path_of(reference)
    section = SECTIONS.get(str(tokens[1])) if len(tokens) == 3 and tokens[0] == "components" else None
    return section not in (None, kind) and {section, kind} != {"header", "parameter"}


def _walk(
    start: _Place, dialect: str, chains: Chains, seen: dict[str, set[int]], referred: list[_Place]
) -> Iterator[Node]:
    """Yield the objects in what stands at a place that were not `seen`; add what they refer to to `referred`."""
    pending = [start]
    while pending:
        kind, value, path = pending.pop()
        if not isinstance(value, dict) or id(value) in seen[kind]:
            continue
        seen[kind].add(id(value))
        yield Node(kind, value, path)
        if "$ref" in value:
            if (reference := reference_of(value)) and not leads_elsewhere(kind, reference):
                referred.append((kind, chains.target(reference), path_of(reference)))
            if is_plain_reference(kind, value, dialect):
                continue
        below = [
            (child_kind, child, path + tail)
            for child_kind, child, tail in children(kind, value)
            if id(child) not in seen[child_kind]
        ]
        pending.extend(reversed(below))


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def _dict(value: JsonValue) -> JsonObject:
    return value if isinstance(value, dict) else {}
