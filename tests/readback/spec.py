"""The raw document → values and their listings, by the rules of OpenAPI: independent of the program's own reading.

A `Value` is what all schemas that apply at one place say together (`allOf` is merged, references are followed); its
`listing` gives the rows in dotted notation for who sends it: a client leaves out what is read-only, the API what is
write-only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from math import lcm
from typing import Any
from urllib.parse import unquote

from readback.cases import DeclaredCase, declared_cases, marks_of
from readback.identifiers import with_pointers
from readback.normal import interned, modern_as_3_0, undescribed
from readback.subtypes import with_unions
from readback.terms import (
    Case,
    Choice,
    Join,
    Listing,
    Needs,
    Row,
    Step,
    Variant,
    before,
    bracketed,
    dotted,
    left_out,
    linked,
    shown,
)

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
HIDDEN = {"request": "readOnly", "response": "writeOnly", "": ""}
_LIMITS = (
    *("minimum", "maximum", "multipleOf", "minLength", "maxLength", "pattern"),
    *("minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "contentMediaType", "contentEncoding"),
)
_MARKS = (("nullable", "nullable"), ("readOnly", "read-only"), ("writeOnly", "write-only"))


STREAM = "items one by one"
"""What the list has that stands for the items of a stream."""
_ALL: dict[str, Any] = {}
_NOTHING: dict[str, Any] = {"not": _ALL}


class Spec:
    """One document, parsed; `value` gives what schemas say together. Without `full` it has no descriptions."""

    def __init__(self, tree: dict, *, full: bool = True) -> None:
        tree = tree if full else undescribed(tree)
        self.full = full
        self.is_modern = not tree["openapi"].startswith("3.0")
        self.is_newest = tree["openapi"].startswith("3.2")
        tree = with_unions(with_pointers(tree) if self.is_modern else tree)
        self.tree = interned(modern_as_3_0(tree) if self.is_modern else tree, {})
        self._values: dict[tuple[int, ...], Value] = {}
        self._beside: dict[int, dict] = {}
        self._streams: dict[int, dict] = {}

    def follow(self, node: Any) -> Any:
        """Return the node itself or what its reference leads to."""
        while isinstance(node, dict) and isinstance(node.get("$ref"), str):
            target = self.tree
            for token in unquote(node["$ref"]).removeprefix("#/").split("/"):
                name = token.replace("~1", "/").replace("~0", "~")
                target = target[int(name)] if isinstance(target, list) else target[name]
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

    def stream(self, item: dict) -> dict:
        """Return the schema of the list that the items of a stream are (OpenAPI 3.2.0, Media Type Object)."""
        return self._streams.setdefault(id(item), {"type": "array", "items": item, STREAM: True})

    def _gather(self, node: dict | bool, parts: dict[int, dict]) -> None:
        if isinstance(node, bool):  # JSON Schema 2020-12, Core, section 4.3.2
            node = _ALL if node else _NOTHING
        if self.is_modern and isinstance(node.get("$ref"), str) and len(node) > 1:
            # JSON Schema 2020-12, Core, section 8.2.3.1: what stands beside a reference holds as well.
            beside = {keyword: value for keyword, value in node.items() if keyword != "$ref"}
            self._gather(self._beside.setdefault(id(node), beside), parts)
        node = self.follow(node)
        if id(node) in parts:
            return
        parts[id(node)] = node
        unions = [node[kind] for kind in ("oneOf", "anyOf") if len(node.get(kind, ())) == 1]
        for part in [*node.get("allOf", ()), *(part for union in unions for part in union)]:
            self._gather(part, parts)


def _examples(schema: dict) -> list[Any]:
    more = schema.get("examples", [])
    return [*([schema["example"]] if "example" in schema else []), *(more if isinstance(more, list) else [])]


@dataclass(frozen=True, slots=True)
class Union:
    """A `oneOf` or `anyOf` of several values, with the discriminator that goes with it."""

    kind: str
    nodes: list[dict]
    by: dict[str, Any]


class Value:
    """What the schemas `parts` say together of one value."""

    def __init__(self, spec: Spec, parts: tuple[dict, ...]) -> None:
        self.spec = spec
        self.parts = parts
        self._listings: dict[tuple, Listing] = {}

    def any(self, keyword: str) -> bool:
        if keyword == "nullable":
            return self.is_nullable
        return any(part.get(keyword) is True for part in self.parts)

    @cached_property
    def is_nullable(self) -> bool:
        """Whether all parts that say something of null allow it; in 3.0 one that is nullable may extend others."""
        typed = [part for part in self.parts if "type" in part]
        said = [part for part in self.parts if part.get("nullable")]
        # In 3.1 this is what became of a union with `null`; a `type` beside one has to allow null as well.
        free = [part for part in said if not self.spec.is_modern or "type" not in part]
        if any({"allOf", "oneOf", "anyOf"} & part.keys() for part in free):
            return True
        variants = [self.spec.value(node) for union in self.unions for node in union.nodes]
        of_variants = any(value.types == ["null"] or value.any("nullable") for value in variants)
        return bool(said or (of_variants and not self.recursive)) and all(part.get("nullable") for part in typed)

    def first(self, keyword: str) -> Any:
        return next((part[keyword] for part in self.parts if keyword in part), None)

    @cached_property
    def descriptions(self) -> list[str]:
        told = [part["externalDocs"] for part in self.parts if part.get("externalDocs")]
        links = [f"{docs.get('description', 'external documentation')} ({docs['url']})" for docs in told]
        texts = [part["description"] for part in self.parts if part.get("description")]
        return [*texts, *([f"see {', '.join(dict.fromkeys(links))}"] if links else [])]

    @cached_property
    def whole_examples(self) -> list[Any]:
        """The examples of the value; what one of several schemas has as an example need not be all of the value."""
        told = [value for part in self.parts for value in _examples(part)]
        required = {name for part in self.parts for name in part.get("required", ())}
        return [value for value in told if not isinstance(value, dict) or required <= value.keys()]

    @cached_property
    def examples(self) -> tuple[str, ...]:
        """The examples of the value as shown, or those of what an array or a map holds."""
        inner = self.items or self.values
        told = self.whole_examples or ([] if inner is None or self.properties else inner.whole_examples)
        return tuple(text for value in told for text in (shown(value), left_out(value)))

    @cached_property
    def meanings(self) -> list[str]:
        """What is said of single values."""
        names = self._of_values("x-enum-varnames", "x-enumNames")
        meant = self._of_values("x-enumDescriptions", "x-enum-descriptions")
        return [
            value + (f" {names[value]}" if value in names else "") + (f": {meant[value]}" if value in meant else "")
            for value in {**names, **meant}
        ]

    def _of_values(self, *keywords: str) -> dict[str, str]:
        """What keywords beside the enum say of its values: lists in its order, or objects by the value."""
        texts: dict[str, str] = {}
        for part in self.parts:
            for said in (part[keyword] for keyword in keywords if keyword in part):
                if isinstance(said, dict):
                    texts.update(said)
                elif len(said) == len(part["enum"]):  # else it cannot be known which value each text is about
                    texts.update(zip(map(shown, part["enum"]), said, strict=True))
        return texts

    @cached_property
    def properties(self) -> dict[str, Value]:
        nodes: dict[str, list[dict]] = {}
        for part in self.parts:
            for name, node in part.get("properties", {}).items():
                nodes.setdefault(name, []).append(node)
        return {name: self.spec.value(*schemas) for name, schemas in nodes.items()}

    def within(self, owner: Value) -> Value:
        """Return the value as a variant of `owner`: a member without a type is what the owner's of its name is, too."""
        both = {
            name: self.spec.value(*owner.properties[name].parts, *member.parts)
            for name, member in self.properties.items()
            if name in owner.properties and member.kind == "any" and not member.unions
        }
        if not both:
            return self
        narrowed = Value(self.spec, self.parts)
        narrowed.properties = {**self.properties, **both}
        return narrowed

    @cached_property
    def required(self) -> frozenset[str]:
        return frozenset(name for part in self.parts for name in part.get("required", ()))

    @cached_property
    def items(self) -> Value | None:
        nodes = [part["items"] for part in self.parts if part.get("items") is not None]
        if not any("contains" in part for part in self.parts):
            nodes = nodes or [part["unevaluatedItems"] for part in self.parts if "unevaluatedItems" in part]
        nodes = [node for node in nodes if not isinstance(node, bool)]
        return self.spec.value(*nodes) if nodes else None

    @cached_property
    def prefix(self) -> list[Value]:
        """What items are by their places."""
        return [self.spec.value(node) for part in self.parts for node in part.get("prefixItems", ())]

    @property
    def is_never(self) -> bool:
        """Whether no value at all is valid."""
        return any(part.get("not") in ({}, True) for part in self.parts if "not" in part)

    @cached_property
    def values(self) -> Value | None:
        """What a map holds; an empty schema says no more than that there may be other members."""
        nodes = self._others
        nodes = [node for node in nodes if isinstance(node, dict) and node]
        return self.spec.value(*nodes) if nodes else None

    @property
    def _others(self) -> list[Any]:
        """What is said of members that are not named: what remains is evaluated by `additionalProperties`, if it is."""
        said = [part["additionalProperties"] for part in self.parts if "additionalProperties" in part]
        return said or [part["unevaluatedProperties"] for part in self.parts if "unevaluatedProperties" in part]

    @cached_property
    def named(self) -> set[str]:
        """The names of properties, those in variants included."""
        below = [self.spec.value(node) for union in self.unions for node in union.nodes]
        return {*self.properties, *(name for value in below if not value.recursive for name in value.named)}

    @cached_property
    def openness(self) -> set[str]:
        """What is said of fields that are not named: none are allowed, or any are."""
        said = self._others
        if "object" not in (self.types or ["object"]):
            return set()
        if False in [node for node in said if isinstance(node, bool)]:
            return {"no other fields"}
        is_open = any(node is True or node == {} for node in said) and self.values is None
        return {"other fields allowed"} if is_open and (self.properties or self.patterns) else set()

    @cached_property
    def patterns(self) -> dict[str, Value]:
        """What members are whose names match a pattern (JSON Schema 2020-12, Core, section 10.3.2.2)."""
        nodes: dict[str, list[dict]] = {}
        for part in self.parts:
            for pattern, node in part.get("patternProperties", {}).items():
                nodes.setdefault(pattern, []).append(node)
        return {pattern: self.spec.value(*schemas) for pattern, schemas in nodes.items()}

    def unnamed(self, name: str) -> Value:
        """Return what a member is that no property describes: that of a pattern, or of any other name."""
        matching = (member for pattern, member in self.patterns.items() if re.search(pattern, name))
        return next(matching, None) or self.values or self.spec.value({})

    @cached_property
    def unions(self) -> list[Union]:
        return [
            Union(kind, part[kind], part.get("discriminator") or {})
            for part in self.parts
            for kind in ("oneOf", "anyOf")
            if len(part.get(kind, ())) > 1
        ]

    @cached_property
    def names(self) -> tuple[frozenset[str], frozenset[str]] | None:
        """The names that it needs and those that it excludes, where it says nothing else; in parts of `allOf`."""
        said = {key for part in self.parts for key in part} - {"required", "not", "type", "allOf"}
        if said or self.types not in ([], ["object"]) or not (self.required or self.first("not")):
            return None
        excluded = [part["not"] for part in self.parts if "not" in part]
        flat = [alternative for node in excluded for alternative in (node.get("anyOf", ()) or [node])]
        if any(node.keys() != {"required"} or len(node["required"]) != 1 for node in flat):
            return None
        return self.required, frozenset(name for node in flat for name in node["required"])

    @cached_property
    def types(self) -> list[str]:
        allowed: set[str] = set()
        for part in self.parts:
            mine = {part["type"]} if isinstance(part.get("type"), str) else set(part.get("type", ()))
            narrow = {"integer"} if {"integer", "number"} <= allowed | mine else set()
            allowed = (allowed & mine) or narrow or allowed or mine
        return sorted(allowed)

    @cached_property
    def kind(self) -> str:
        if self.types:
            return " or ".join(self.types)
        if self.properties or self.first("additionalProperties") is not None:
            return "object"
        return "array" if self.items or self.prefix or any("items" in part for part in self.parts) else "any"

    @cached_property
    def innermost(self) -> Value:
        return self.items.innermost if self.kind == "array" and self.items and not self.prefix else self

    @cached_property
    def content(self) -> Value:
        """What stands in the innermost of nested arrays and maps."""
        part = self.items if self.kind == "array" else self.values
        part = None if self.properties or self.unions else part
        return part.content if part else self

    @cached_property
    def recursive(self) -> bool:
        """Whether a value of this kind may stand within itself."""
        seen: set[int] = set()
        pending = list(self._below())
        while pending:
            value = pending.pop()
            if value is self:
                return True
            if id(value) not in seen:
                seen.add(id(value))
                pending += value._below()
        return False

    def _below(self) -> Iterator[Value]:
        yield from self.properties.values()
        yield from filter(None, (self.items, self.values, *self.prefix))
        yield from (self.spec.value(case.schema) for case in declared_cases(self) if case.schema)
        yield from (self.spec.value(node) for union in self.unions for node in union.nodes)

    @cached_property
    def words(self) -> str:
        if self.is_never:
            return "never"
        if self.kind == "array" and self.items and not self.prefix:
            return f"{'stream' if self.any(STREAM) else 'array'} of {self.items.words}"
        return f"map of {self.values.words}" if self.values and not self.properties else self.kind

    @cached_property
    def limits(self) -> list[tuple[str, str]]:
        limits: dict[str, set] = {}
        for part in self.parts:
            for keyword in _LIMITS:
                if part.get(keyword, False) is not False:
                    exclusive = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}.get(keyword, "")
                    limits.setdefault(exclusive if part.get(exclusive) is True else keyword, set()).add(part[keyword])
        return [
            (keyword, shown(value))
            for keyword, values in limits.items()
            for value in (values if keyword == "pattern" else [_tightest(keyword, values)])
        ]

    @cached_property
    def enum(self) -> list | None:
        lists = [part["enum"] for part in self.parts if "enum" in part]
        common = [value for value in lists[-1] if all(value in values for values in lists)] if lists else []
        return (common or lists[-1]) if lists else None

    @property
    def enumerated(self) -> frozenset[str] | None:
        """The values of the enum itself, of its items, and of theirs, as they are shown; `None` without any."""
        lists = [level.enum for level in self.levels if level.enum is not None]
        return frozenset(text for values in lists for text in values_shown(values)) if lists else None

    @property
    def levels(self) -> list[Value]:
        """The value, its items, and theirs, down to the innermost."""
        return [self, *(self.items.levels if self is not self.innermost and self.items is not None else [])]

    def row(self, path: str, *, marks: Iterable[str] = (), said: str = "", examples: tuple[str, ...] = ()) -> Row:
        """Return the facts of the value as one row, with the marks that it has from where it stands."""
        row = self._row
        marks = row.marks.union(marks) if marks else row.marks
        return replace(row, path=path, marks=marks, said=(said, *row.said), examples=(*row.examples, *examples))

    @cached_property
    def _row(self) -> Row:
        inner = self.innermost
        own = {mark for keyword, mark in _MARKS if self.any(keyword)}
        own |= {"deprecated"} if self.any("deprecated") else set()
        own |= self.openness | marks_of(self)
        facts = {("format", inner.first("format"))} if inner.first("format") else set()
        default = next((part["default"] for part in self.parts if "default" in part), self)
        return Row(
            path="",
            type=self.words + (" or null" if inner is not self and inner.any("nullable") else ""),
            facts=frozenset(facts | set(inner.limits) | set(self.limits)),
            marks=frozenset(own),
            default=None if default is self else shown(default),
            values=self.enumerated,
            said=(*self.descriptions, *(inner.descriptions if inner.enum else ()), *inner.meanings),
            examples=self.examples,
        )

    def listing(
        self, direction: str, *, stops: frozenset[str] = frozenset(), path: str = "", join: Join = dotted
    ) -> Listing:
        """Return the rows below the value; at the paths `stops` it goes no deeper but notes the value in `links`."""
        key = (direction, stops, path, join)
        if key not in self._listings:
            listing = self._listings[key] = Listing()
            _Lister(HIDDEN[direction], stops, join).below(listing, self, path, frozenset(), ())
        return self._listings[key]

    def not_sent(self, stops: frozenset[str]) -> Listing:
        """Return the rows of what is declared and a client must not send, whatever union they stand in.

        What stands below one of them goes without saying.
        """
        sent = {row.path for row in self.listing("request", stops=stops).flat()}
        declared = self.listing("", stops=stops)
        rows = declared.outside_cases()
        known = {row.path for row in rows}
        rows += [row for row in declared.flat() if row.path not in known]
        paths = {row.path for row in rows} - sent
        tops = {path for path in paths if not any(path.startswith((f"{top}.", f"{top}[")) for top in paths)}
        links = {path: value for path, value in declared.links.items() if path in tops}
        return Listing(rows=[row for row in rows if row.path in tops], links=links)

    @property
    def known(self) -> frozenset[str]:
        """The paths below the value, sent or received."""
        return frozenset(row.path for way in ("request", "response") for row in self.listing(way).flat())

    def has_fields(self, direction: str) -> bool:
        """Tell whether there are rows below the value; it looks no further than it has to."""
        level, path = self, ""
        stops = {"*", *(dotted("", name) for name in self.properties)}
        while level.items is not None and len(path) < 8:
            level, path = level.items, f"{path}[]"
            stops.update(dotted(path, name) for name in level.properties)
        variants = max((len(union.nodes) for union in level.unions), default=0)
        stops.update(linked(((path, number),)) for number in range(variants))
        listing = self.listing(direction, stops=frozenset(stops))
        return bool(listing.rows or listing.choices)


class _Lister:
    """Walks down a value and notes what it meets; what would have no end is linked to itself by its path."""

    def __init__(self, hidden: str, stops: frozenset[str], join: Join) -> None:
        self._hidden = hidden
        self._stops = stops
        self._join = join
        self._chain: tuple[Step, ...] = ()
        self._is_elsewhere = False

    def below(
        self,
        into: Listing,
        value: Value,
        path: str,
        required: frozenset[str],
        above: tuple[Value, ...],
        *,
        whole: bool = True,
    ) -> None:
        """Add what stands below a value; `required` are names that the owner of a union demands of its variants.

        What is required without a property stands below a `whole` value; of a variant the owner may declare it.
        """
        needed = required | value.required
        for name, member in value.properties.items():
            if not (self._hidden and member.any(self._hidden)):
                self._row(into, member, self._join(path, name), name in needed, (*above, value))
        for name in sorted(value.required - value.named) if whole else ():
            self._row(into, value.unnamed(name), self._join(path, name), True, (*above, value))
        for pattern, member in value.patterns.items():
            quoted = pattern.replace("\\", "\\\\").replace('"', '\\"')
            any_name = "*" if len(value.patterns) == 1 and not value.values else f'*["{quoted}"]'
            into.rows.append(member.row(f"{path}.{any_name}" if path else any_name, marks=[f"names like {pattern}"]))
            self.below(into, member, into.rows[-1].path, frozenset(), (*above, value))
        if value.values:
            any_name = f"{path}[*]" if self._join is bracketed else f"{path}.*" if path else "*"
            self._row(into, value.values, any_name, False, (*above, value))
        for number, item in enumerate(value.prefix):
            self._row(into, item, f"{path}[{number}]", False, (*above, value))
        into.cases += self._cases(value, path, needed, above)
        if value.items and value.prefix:
            self._row(into, value.items, f"{path}[]", False, (*above, value), more=["each further item"])
        elif value.items:
            row = value.items.row(f"{path}[]")
            if row.path in self._stops:  # only of a list that is no field: a field refers to what its list holds itself
                into.rows.append(row)
                into.links[row.path] = value.items
                return
            marked = row.marks & {"deprecated", "nullable", "no other fields"} or marks_of(value.items)
            told = value.kind != "array" or row.default is not None or marked
            told = told or value.items.prefix or value.items.limits
            into.rows += [row] if told or value.items.descriptions else []
            self.below(into, value.items, f"{path}[]", frozenset(), (*above, value))
        for union in value.unions:
            alternatives = [value.spec.value(node) for node in union.nodes]
            if all(alternative.names is not None for alternative in alternatives):
                named = {name for alternative in alternatives for names in alternative.names or () for name in names}
                members = [value.properties[name] for name in named & value.properties.keys()]
                if not any(self._hidden and member.any(self._hidden) for member in members):
                    into.needs.append(self._needs(union.kind, alternatives, path))
                continue
            mapped = _mapped(union)
            if self._is_elsewhere:
                return
            variants = []
            for number, alternative in enumerate(alternatives):
                outer, self._chain = self._chain, (*self._chain, (path, number))
                self._is_elsewhere = linked(self._chain) in self._stops
                variants.append(self._variant(value, alternative, path, needed, above))
                self._chain, self._is_elsewhere = outer, False
            for variant, values in zip(variants, mapped, strict=True):
                # Where the variant's own enum has none of the names that select it, either may be told.
                own = variant.conditions.get(union.by.get("propertyName", ""), values)
                variant.mapped = bool(values & own)
                variant.conditions = {union.by["propertyName"]: values} if variant.mapped else variant.conditions
            for variant, node in zip(variants, union.nodes, strict=True) if union.by else ():
                variant.title = variant.title or _component_name(node)
            others = dict(_others(value.spec, union, variants))
            into.choices.append(Choice(path=path, kind=union.kind, variants=variants, others=others))

    def _needs(self, kind: str, alternatives: list[Value], path: str) -> Needs:
        """Return which members may be there together, by a union of values that are nothing but names."""
        sets = [
            tuple(frozenset(self._join(path, name) for name in names) for names in alternative.names or ())
            for alternative in alternatives
        ]

        def is_allowed(given: frozenset[str]) -> bool:
            true = sum(needed <= given and not absent & given for needed, absent in sets)
            return true == 1 if kind == "oneOf" else true > 0

        return Needs.of((name for needed, absent in sets for name in needed | absent), is_allowed)

    def _variant(
        self, owner: Value, value: Value, path: str, required: frozenset[str], above: tuple[Value, ...]
    ) -> Variant:
        said = [text for text in value.descriptions if text not in owner.descriptions]
        itself = replace(value.row(""), said=(*said, *value.row("").said[len(value.descriptions) + 1 :]))
        variant = Variant(title=value.first("title") or "", conditions={}, itself=itself, listing=Listing())
        members = {name: member.enum for name, member in value.properties.items() if member.enum}
        variant.conditions = {name: values_shown(values) for name, values in members.items()}
        variant.link = value
        if not any(value is other for other in (*above, owner)):
            self.below(variant.listing, value.within(owner), path, required, (*above, owner), whole=False)
            for name in sorted(value.required - required):
                if name in owner.properties and name not in value.properties:
                    variant.listing.rows.append(owner.properties[name].row(self._join(path, name), marks=["required"]))
        return variant

    def _cases(self, value: Value, path: str, required: frozenset[str], above: tuple[Value, ...]) -> list[Case]:
        """Return what holds in some cases; one that says nothing goes without saying, unless others follow it."""
        cases: list[Case] = []
        pending: list[Case] = []
        hidden = {name for name, member in value.properties.items() if self._hidden and member.any(self._hidden)}
        for declared in declared_cases(value):
            name, demanded = declared.names[:1], declared.names[1:]
            if declared.schema is None:  # names alone
                demanded = [other for other in demanded if other not in hidden | required]
                if hidden.isdisjoint(name) and demanded:
                    cases.append(Case(path, declared.how, frozenset([*name, *demanded]), Listing()))
                continue
            pending = pending if declared.follows else []
            case = self._case(value, declared, path, required, above)
            if case.allowed and _says_nothing(value.spec.value(declared.schema), case.listing):
                pending.append(case)
                continue
            if len(pending) == 1 and pending[0].first and case.how == "otherwise":
                case = replace(case, how="unless", names=pending[0].names)
                pending = []
            cases += [*pending, case]
            pending = []
        return cases

    def _case(
        self, value: Value, declared: DeclaredCase, path: str, required: frozenset[str], above: tuple[Value, ...]
    ) -> Case:
        """Return what holds in one case: of what owner and case both say, each member once."""
        suffix, how, names, schema, follows = declared
        listing = Listing()
        if schema not in (None, False):
            of_items = value.items if not value.prefix else None
            owner = of_items if how == "items" else None if how == "content" else value
            self._added(listing, owner, value.spec.value(schema), path + suffix, required, (*above, value))
        return Case(path, how, frozenset(names), listing, allowed=schema is not False, first=not follows)

    def _added(
        self,
        into: Listing,
        owner: Value | None,
        case: Value,
        path: str,
        required: frozenset[str],
        above: tuple[Value, ...],
    ) -> None:
        spec = case.spec
        whole = spec.value(*(owner.parts if owner else ()), *case.parts)
        known = owner.properties if owner else {}
        for name in sorted({*case.properties, *(case.required - (owner.required if owner else frozenset()))}):
            member, here = whole.properties.get(name, spec.value({})), self._join(path, name)
            if self._hidden and member.any(self._hidden):
                continue
            if name not in known:
                self._row(into, member, here, name in whole.required, above)
                continue
            into.rows.append(member.row(here, marks=["required"] if name in whole.required else []))
            if known[name].recursive and not member.is_never:
                into.links[here] = known[name]
            if name in case.properties and not member.is_never:
                self._added(into, known[name], case.properties[name], here, frozenset(), above)
        bare = [
            {key: part for key, part in node.items() if key not in ("properties", "required")} for node in case.parts
        ]
        rest = Value(spec, tuple(bare))
        self.below(into, rest, path, required | (owner.required if owner else frozenset()), above, whole=False)

    def _row(
        self,
        into: Listing,
        member: Value,
        path: str,
        required: bool,
        above: tuple[Value, ...],
        more: Iterable[str] = (),
    ) -> None:
        into.rows.append(member.row(path, marks=[*(["required"] if required else []), *more]))
        if member.is_never:
            return
        again = any(member.content is other for other in above)
        further = again and any(stop.startswith((f"{path}.", f"{path}[")) for stop in self._stops)
        if path in self._stops or (again and not further):
            into.links[path] = member
        elif not self._is_elsewhere or before(path) in self._stops:
            # Of a variant that stands elsewhere only what may be told before its union is looked for.
            self.below(into, member, path, frozenset(), above)


def _mapped(union: Union) -> list[frozenset[str]]:
    """Return the values of the discriminator that select each variant: of its mapping, else the name of a component."""
    targets = {value: target.rsplit("/", 1)[-1] for value, target in union.by.get("mapping", {}).items()}
    names = [_component_name(node) for node in union.nodes]
    mapped = [frozenset(value for value, target in targets.items() if target == name) for name in names]
    return [
        values or frozenset({name} if union.by and name else ()) for name, values in zip(names, mapped, strict=True)
    ]


def _says_nothing(value: Value, listing: Listing) -> bool:
    """Tell whether nothing is said of a value in a case, be it of its fields or of itself."""
    row = value.row("")
    told = row.facts or row.marks or row.default is not None or row.values or any(row.said)
    is_typed = value.types not in ([], ["object"])
    return not (told or is_typed or listing.rows or listing.choices or listing.needs or listing.cases)


def _others(spec: Spec, union: Union, variants: list[Variant]) -> Iterator[tuple[str, str]]:
    """Yield the values of a discriminator that select none of its variants, each with what they stand for.

    What a variant allows for the property selects it unless another one allows that, too. A schema of this document may
    be a variant that has no name; of one that it does not have, nothing else is known.
    """
    name = union.by.get("propertyName", "")
    allowed = [variant.conditions.get(name, frozenset()) for variant in variants]
    selecting = [
        values if variant.mapped or sum(bool(values & others) for others in allowed) == 1 else frozenset[str]()
        for variant, values in zip(variants, allowed, strict=True)
    ]
    schemas = spec.tree.get("components", {}).get("schemas", {})
    for text, target in union.by.get("mapping", {}).items():
        is_elsewhere = not target.startswith("#") and target not in schemas
        if not any(text in values for values in selecting) and (is_elsewhere or all(selecting)):
            yield text, f"{target} elsewhere" if is_elsewhere else target


def _component_name(node: dict | bool) -> str:
    """Return the name of the component that a schema refers to; only those have one (Discriminator Object)."""
    reference = node.get("$ref", "") if isinstance(node, dict) else ""
    return reference.rsplit("/", 1)[-1] if re.fullmatch(r"#/components/schemas/[^/]+", reference) else ""


def values_shown(values: list) -> frozenset[str]:
    """Return values as a page shows them: a text that looks like another value, `"1"` beside `1`, has its quotes."""
    others = {shown(value) for value in values if not isinstance(value, str)}
    texts = [json.dumps(value) if isinstance(value, str) and value in others else shown(value) for value in values]
    return frozenset(texts)


def _tightest(keyword: str, values: set) -> Any:
    if keyword.startswith("min") or keyword == "exclusiveMinimum":
        return max(values)
    if keyword == "multipleOf" and len(values) > 1:
        return lcm(*values)
    return min(values)
