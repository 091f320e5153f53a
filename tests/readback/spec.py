"""The raw document → values and their listings, by the rules of OpenAPI 3.0: independent of the program's own reading.

A `Value` is what all schemas that apply at one place say together (`allOf` is merged, references are followed); its
`listing` gives the rows in dotted notation for who sends it: a client leaves out what is read-only, the API what is
write-only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from readback.interning import shared
from readback.terms import Row, shown

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
HIDDEN = {"request": "readOnly", "response": "writeOnly", "": ""}
_LIMITS = (
    *("minimum", "maximum", "multipleOf", "minLength", "maxLength", "pattern"),
    *("minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"),
)
Join = Callable[[str, str], str]


def dotted(path: str, name: str) -> str:
    """Join as bodies and responses are written: `a.b`, and `a["b.c"]` for a name that would be misread."""
    if re.search(r"[\s.\[\]\"*`]", name) or not name:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'{path}["{quoted}"]'
    return f"{path}.{name}" if path else name


def bracketed(path: str, name: str) -> str:
    """Join as a deep object is sent: `filter[a][b]`."""
    return f"{path}[{name}]"


@dataclass(slots=True)
class SpecListing:
    """What the document has at one place; `links` are the values at the paths where the page goes on elsewhere."""

    rows: list[Row] = field(default_factory=list)
    optional: list[Row] = field(default_factory=list)
    choices: list[SpecChoice] = field(default_factory=list)
    links: dict[str, Value] = field(default_factory=dict)
    endless: list[str] = field(default_factory=list)


@dataclass(slots=True)
class SpecChoice:
    """A union: `required` are the names that its owner demands of whichever variant is chosen."""

    path: str
    kind: str
    variants: list[Value]
    owner: Value
    mapping: list[set[str]]
    by: str = ""


class Spec:
    """One document, parsed; `value` gives what schemas say together."""

    def __init__(self, tree: dict) -> None:
        self.tree = shared(tree, {})
        self._values: dict[tuple[int, ...], Value] = {}

    def follow(self, node):
        """Return the node itself or what its reference leads to."""
        while isinstance(node, dict) and isinstance(node.get("$ref"), str):
            target = self.tree
            for token in node["$ref"].removeprefix("#/").split("/"):
                target = target[token.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def value(self, *nodes: dict) -> Value:
        parts: dict[int, dict] = {}
        for node in nodes:
            self._gather(node, parts)
        key = tuple(parts)
        if key not in self._values:
            self._values[key] = Value(self, tuple(parts.values()))
        return self._values[key]

    def _gather(self, node: dict, parts: dict[int, dict]) -> None:
        node = self.follow(node)
        if id(node) in parts:
            return
        parts[id(node)] = node
        unions = [node[kind] for kind in ("oneOf", "anyOf") if len(node.get(kind, ())) == 1]
        for part in [*node.get("allOf", ()), *(part for union in unions for part in union)]:
            self._gather(part, parts)


class Value:
    """What the schemas `parts` say together of one value."""

    def __init__(self, spec: Spec, parts: tuple[dict, ...]) -> None:
        self.spec = spec
        self.parts = parts
        self._listings: dict[tuple, SpecListing] = {}

    def any(self, keyword: str) -> bool:
        return any(part.get(keyword) is True for part in self.parts)

    def first(self, keyword: str):
        return next((part[keyword] for part in self.parts if keyword in part), None)

    @cached_property
    def titles(self) -> str:
        return self.first("title") or ""

    @cached_property
    def descriptions(self) -> list[str]:
        return [part["description"] for part in self.parts if part.get("description")]

    @cached_property
    def properties(self) -> dict[str, Value]:
        nodes: dict[str, list[dict]] = {}
        for part in self.parts:
            for name, node in part.get("properties", {}).items():
                nodes.setdefault(name, []).append(node)
        return {name: self.spec.value(*found) for name, found in nodes.items()}

    @cached_property
    def required(self) -> frozenset[str]:
        return frozenset(name for part in self.parts for name in part.get("required", ()))

    @cached_property
    def items(self) -> Value | None:
        nodes = [part["items"] for part in self.parts if part.get("items") is not None]
        return self.spec.value(*nodes) if nodes else None

    @cached_property
    def values(self) -> Value | None:
        nodes = [
            part["additionalProperties"] for part in self.parts if isinstance(part.get("additionalProperties"), dict)
        ]
        return self.spec.value(*nodes) if nodes else None

    @cached_property
    def unions(self) -> list[tuple[str, list[dict], dict]]:
        return [
            (kind, part[kind], part.get("discriminator") or {})
            for part in self.parts
            for kind in ("oneOf", "anyOf")
            if len(part.get(kind, ())) > 1
        ]

    @cached_property
    def types(self) -> list[str]:
        allowed: set[str] = set()
        for part in self.parts:
            mine = {part["type"]} if "type" in part else set()
            narrow = {"integer"} if {"integer", "number"} <= allowed | mine else set()
            allowed = (allowed & mine) or narrow or allowed or mine
        return sorted(allowed)

    @cached_property
    def kind(self) -> str:
        if self.types:
            return " or ".join(self.types)
        if self.properties or self.first("additionalProperties") is not None:
            return "object"
        return "array" if self.items else "any"

    @cached_property
    def innermost(self) -> Value:
        return self.items.innermost if self.kind == "array" and self.items else self

    @cached_property
    def content(self) -> Value:
        """What stands in the innermost of nested arrays and maps."""
        part = self.items if self.kind == "array" else self.values if not self.properties else None
        return part.content if part else self

    @cached_property
    def words(self) -> str:
        if self.kind == "array" and self.items:
            return f"array of {self.items.words}"
        return f"map of {self.values.words}" if self.values and not self.properties else self.kind

    @cached_property
    def limits(self) -> list[tuple[str, str]]:
        found: dict[str, set] = {}
        for part in self.parts:
            for keyword in _LIMITS:
                if part.get(keyword, False) is not False:
                    exclusive = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}.get(keyword, "")
                    found.setdefault(exclusive if part.get(exclusive) is True else keyword, set()).add(part[keyword])
        return [(keyword, shown(_tightest(keyword, values))) for keyword, values in found.items()]

    @cached_property
    def enum(self) -> list | None:
        lists = [part["enum"] for part in self.parts if "enum" in part]
        common = [value for value in lists[-1] if all(value in values for values in lists)] if lists else []
        return (common or lists[-1]) if lists else None

    def row(
        self,
        path: str,
        *,
        required: bool = False,
        deprecated: bool = False,
        said: str = "",
        written: frozenset[str] = frozenset(),
    ) -> Row:
        """Return the facts of the value as one row."""
        inner, marks = self.innermost, {"required"} if required else set()
        marks |= written
        marks |= {"deprecated"} if deprecated or self.any("deprecated") else set()
        named = (("nullable", "nullable"), ("readOnly", "read-only"), ("writeOnly", "write-only"))
        marks |= {mark for keyword, mark in named if self.any(keyword)}
        facts = {("format", inner.first("format"))} if inner.first("format") else set()
        default = next((part["default"] for part in self.parts if "default" in part), self)
        return Row(
            path=path,
            type=self.words + (" or null" if inner is not self and inner.any("nullable") else ""),
            facts=frozenset(facts | set(inner.limits) | set(self.limits)),
            marks=frozenset(marks),
            default=None if default is self else shown(default),
            values=None if inner.enum is None else frozenset(map(shown, inner.enum)),
            said=(said, *self.descriptions),
        )

    def listing(
        self, direction: str, *, stops=frozenset(), path: str = "", join: Join = dotted, owner: Value | None = None
    ) -> SpecListing:
        """Return the rows below the value; at the paths `stops` it goes no deeper but notes the value in `links`."""
        key = (direction, stops, path, join, owner)
        if key not in self._listings:
            found = self._listings[key] = SpecListing()
            required = owner.required if owner else frozenset()
            _Lister(found, HIDDEN[direction], stops, join).below(self, path, required, ())
            if owner is not None:
                _demanded(found, self, owner, path, join)
        return self._listings[key]


def _demanded(found: SpecListing, variant: Value, owner: Value, path: str, join: Join) -> None:
    """Add the members of the owner that only this variant demands."""
    for name in variant.required - owner.required:
        if name in owner.properties and name not in variant.properties:
            found.rows.append(owner.properties[name].row(join(path, name), required=True))


class _Lister:
    """Walks down a value and notes what it meets."""

    def __init__(self, found: SpecListing, hidden: str, stops, join: Join) -> None:
        self._found = found
        self._hidden = hidden
        self._stops = stops
        self._join = join

    def below(self, value: Value, path: str, required: frozenset[str], above: tuple[Value, ...]) -> None:
        for name, member in value.properties.items():
            if not (self._hidden and member.any(self._hidden)):
                self._row(member, self._join(path, name), name in required | value.required, (*above, value))
        if value.values:
            self._row(value.values, f"{path}.*" if path else "*", False, (*above, value))
        if value.items:
            row = value.items.row(f"{path}[]")
            needed = row.default is not None or "deprecated" in row.marks or (value.items.items and value.items.limits)
            (self._found.rows if needed else self._found.optional).append(row)
            self.below(value.items, f"{path}[]", frozenset(), (*above, value))
        for kind, variants, by in value.unions:
            values = [value.spec.value(variant) for variant in variants]
            self._found.choices.append(SpecChoice(path, kind, values, value, *_mapping(variants, by)))

    def _row(self, member: Value, path: str, required: bool, above: tuple[Value, ...]) -> None:
        self._found.rows.append(member.row(path, required=required))
        if path in self._stops:
            self._found.links[path] = member
        elif any(member.content is other for other in above):
            self._found.endless.append(path)
        else:
            self.below(member, path, frozenset(), above)


def _mapping(variants: list[dict], by: dict) -> tuple[list[set[str]], str]:
    """Return the values of the discriminator that select each variant, and the property's name."""
    targets = {value: target.rsplit("/", 1)[-1] for value, target in by.get("mapping", {}).items()}
    names = [variant.get("$ref", "").rsplit("/", 1)[-1] for variant in variants]
    return [{value for value, target in targets.items() if target == name} for name in names], by.get(
        "propertyName", ""
    )


def _tightest(keyword: str, values: set):
    if keyword.startswith("min") or keyword == "exclusiveMinimum":
        return max(values)
    return next(iter(values)) if keyword in ("pattern", "multipleOf") else min(values)
