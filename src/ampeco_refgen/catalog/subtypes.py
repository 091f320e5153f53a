"""A document whose schemas extend a parent with a discriminator → the same, with the unions that this stands for.

The parent says by which property its subtypes are told apart, and they extend it by `allOf`: nowhere a list of them
is written (OpenAPI Specification 3.0.4 and 3.1.1, "Composition and Inheritance" and Discriminator Object). Here that
list is added, so that all later stages see what they know: a `oneOf` with a discriminator.

A subtype refers to its parent without that list: to a copy in `components`, below `WITHOUT_SUBTYPES`. It says for
itself which values of the property are its own, as these hold also where it is used alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from msgspec import Struct

from ampeco_refgen.diagnostics import pointer_to
from ampeco_refgen.jsonvalue import JsonObject, JsonValue, canonical, is_of_type, value_of
from ampeco_refgen.openapi.references import References, path_of, reference_of

WITHOUT_SUBTYPES = "x-without-subtypes"
"""The member of `components` that has the schemas that are extended, as they are without their subtypes."""
_ALONE = "x-alone"
"""The member that has those of them that are values themselves, with the discriminator's value for just them."""
INLINED = tuple(f"#/components/{member}/" for member in (WITHOUT_SUBTYPES, _ALONE))
"""What references to the copies begin with. Only schemas of the hierarchy lead there, which are components."""

_SCHEMAS = "#/components/schemas/"
_STATED_VALUES = ("x-discriminator-value", "x-ms-discriminator-value")
"""What widely used tools read in a subtype as the value of the discriminator that selects it."""
_ANNOTATIONS = frozenset({"$ref", "title", "description", "summary"})
_UNIONS = ("oneOf", "anyOf")


class _Discriminator(Struct, frozen=True):
    """The property that a schema tells its subtypes apart by; the mapping leads to names of components, or stays."""

    property_name: str
    mapping: tuple[tuple[str, str], ...]


def with_subtypes(tree: JsonObject, *, siblings: bool) -> JsonObject:
    """Return the document with a union of the subtypes wherever a schema has some; itself where none has.

    `siblings` is whether keywords beside a `$ref` count, as they do in OpenAPI 3.1.
    """
    components = tree.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    if not isinstance(components, dict) or not isinstance(schemas, dict):
        return tree
    hierarchies = _Hierarchies(tree, schemas, siblings=siblings)
    if not hierarchies.roots:
        return tree
    return {**tree, "components": {**components, **_Rewriting(hierarchies, schemas).members()}}


def component_named(target: str, schemas: Mapping[str, JsonValue]) -> str:
    """Return the name of the component that a value of a discriminator's `mapping` means, or `""` for none.

    It is a name or a reference (Discriminator Object). A relative file name leads out of the document, where nothing is
    followed; but where it is called like a component it is taken for it, since a document that was put together of
    several files keeps such values.
    """
    if target in schemas:
        return target
    if target.startswith(_SCHEMAS):
        path = path_of(target)
        return str(path[-1]) if len(path) == len(("components", "schemas", "")) and path[-1] in schemas else ""
    if target.startswith(("#", "//")) or ":" in target:
        return ""
    file, _, fragment = target.partition("#")
    last = (fragment or file).rpartition("/")[2]
    stem = last if fragment else last.removesuffix(".json").removesuffix(".yaml").removesuffix(".yml")
    return stem if stem in schemas else ""


class _Hierarchies:
    """Which components extend which, and by what they are told apart. `roots` have a discriminator and subtypes."""

    def __init__(self, tree: JsonObject, schemas: JsonObject, *, siblings: bool) -> None:
        self._schemas = schemas
        self._siblings = siblings
        self._references = References(tree)
        self._extended = {name: dict.fromkeys(self._parents(node)) for name, node in sorted(schemas.items())}
        self._children: dict[str, list[str]] = {}
        for name, parents in self._extended.items():
            for parent in parents:
                self._children.setdefault(parent, []).append(name)
        stated = {name: self._discriminator(node) for name, node in sorted(schemas.items())}
        self._circular = {name for name in self._extended if self._is_above(name, *self._extended[name])}
        self._below: dict[str, tuple[str, ...]] = {}
        self._stated = {name: by for name, by in stated.items() if by is not None and name not in self._circular}
        self.roots = {name: by for name, by in self._stated.items() if self._is_root(name, by)}
        self._values: dict[tuple[str, str], tuple[JsonValue, ...]] = {}
        self._above = self._roots_above()

    def component(self, node: JsonValue) -> str:
        """Return the name of the component that a mere reference leads to, through others that are mere references."""
        seen: set[str] = set()
        while (reference := reference_of(node)).startswith(_SCHEMAS) and reference not in seen:
            seen.add(reference)
            path = path_of(reference)
            if len(path) != len(("components", "schemas", "")):
                return ""
            node = self._schemas.get(str(path[-1]))
            if not reference_of(node) or self.extends_by_reference(node):
                return str(path[-1]) if node is not None else ""
        return ""

    def extends_by_reference(self, node: JsonValue) -> bool:
        """Tell whether a schema says more beside its `$ref`, which then is a part of it like one of `allOf`."""
        if not self._siblings or not isinstance(node, dict):
            return False
        return bool(reference_of(node)) and not node.keys() <= _ANNOTATIONS

    def _parents(self, node: JsonValue) -> Iterator[str]:
        """Yield the names of the components that a schema extends."""
        if not isinstance(node, dict):
            return
        if self.extends_by_reference(node):
            yield from filter(None, [self.component({"$ref": node["$ref"]})])
        for part in parts_of(node):
            if reference_of(part):
                yield from filter(None, [self.component({"$ref": part["$ref"]})])
            else:
                yield from self._parents(part)

    def _discriminator(self, node: JsonValue) -> _Discriminator | None:
        """Return the discriminator of a schema, which may stand in a part of its `allOf`; none of a mere union."""
        if not isinstance(node, dict) or (reference_of(node) and not self._siblings):
            return None
        by = node.get("discriminator")
        if isinstance(by, dict) and isinstance(by.get("propertyName"), str):
            mapping = by.get("mapping")
            pairs = sorted(mapping.items()) if isinstance(mapping, dict) else []
            return _Discriminator(
                str(by["propertyName"]), tuple((value, self._mapped(target)) for value, target in pairs)
            )
        inline = (part for part in parts_of(node) if not reference_of(part) and not any(map(part.get, _UNIONS)))
        return next((by for by in map(self._discriminator, inline) if by is not None), None)

    def _mapped(self, target: JsonValue) -> str:
        name = component_named(target, self._schemas) if isinstance(target, str) else ""
        return (self.component({"$ref": pointer_to("components", "schemas", name)}) or name) if name else str(target)

    def _is_root(self, name: str, by: _Discriminator) -> bool:
        below = self.below(name)
        union = self.union_of(name)
        if union is not None:
            return not union.isdisjoint(below)
        return bool(below or self.only_mapped(name, by))

    def union_of(self, name: str) -> frozenset[str] | None:
        """Return the names of the components in the union that a schema itself is; `None` where it is none."""
        node = self._schemas[name]
        stated = [node[kind] for kind in _UNIONS if isinstance(node.get(kind), list)] if isinstance(node, dict) else []
        variants = [variant for variants in stated for variant in cast("list[JsonValue]", variants)]
        return frozenset(map(self.component, variants)) if stated else None

    def below(self, name: str) -> tuple[str, ...]:
        """Return, sorted, the subtypes of a schema, over all levels but those below one that is told by another name.

        What extends itself is left out.
        """
        if name not in self._below:
            self._below[name] = tuple(sorted(self._find_below(name)))
        return self._below[name]

    def _find_below(self, name: str) -> set[str]:
        by = self._stated.get(name)
        pending, seen = list(self._children.get(name, ())), set[str]()
        while pending:
            child = pending.pop()
            if child in seen or child in self._circular:
                continue
            seen.add(child)
            own = self._stated.get(child)
            if own is None or by is None or own.property_name == by.property_name:
                pending += self._children.get(child, ())
        return seen

    def only_mapped(self, name: str, by: _Discriminator) -> tuple[str, ...]:
        """Return, sorted, the components that a mapping leads to although they do not extend its schema."""
        below = self.below(name)
        targets = {target for _, target in by.mapping if target in self._schemas}
        return tuple(
            sorted(target for target in targets if target not in {name, *below} and not self._is_above(target, name))
        )

    def _is_above(self, name: str, *others: str) -> bool:
        """Tell whether a component is one of others, or is extended by one of them over any number of levels."""
        pending, seen = list(others), set[str]()
        while pending:
            current = pending.pop()
            if current == name:
                return True
            if current not in seen:
                seen.add(current)
                pending += self._extended.get(current, ())
        return False

    def _roots_above(self) -> dict[str, list[str]]:
        """Return by name of a component the roots that it is a subtype of, itself included where it is one."""
        above: dict[str, list[str]] = {}
        for root in self.roots:
            for name in self.below(root):
                above.setdefault(name, []).append(root)
        for root in self.roots:
            above.setdefault(root, []).append(root)
        return above

    def roots_above(self, name: str) -> list[str]:
        """Return the roots that a component is a subtype of; at the end itself where it is one."""
        return self._above.get(name, [])

    def has_union(self, name: str) -> bool:
        """Tell whether a component has subtypes, or a discriminator whose mapping leads to others."""
        return name in self.roots or bool(self.roots_above(name) and self.below(name))

    def values(self, name: str, root: str) -> tuple[JsonValue, ...]:
        """Return the values of the discriminator of `root` that select a component itself.

        They are those that a mapping gives to it; else those that it says itself; else its name, where the property may
        have that value. The name of `root` counts only where its property enumerates it: often it is nothing by itself.
        """
        if (name, root) not in self._values:
            self._values[name, root] = tuple(self._find_values(name, root))
        return self._values[name, root]

    def _find_values(self, name: str, root: str) -> list[JsonValue]:
        property_name = self.roots[root].property_name
        allowed, types = self._property(name, property_name, frozenset())
        if keys := self._keys(name, root) or self._stated_values(name):
            values = [_of_types(key, types) for key in keys]
            return [value for value in values if allowed is None or value in allowed] or values
        own, _ = self._property(name, property_name, frozenset(self._extended[name]))
        if own is not None and name != root:
            # What has subtypes may enumerate theirs.
            of_others = [value for below in self.below(name) for value in self.values(below, root)]
            return [value for value in own if value not in of_others]
        if any(key == name for key, _ in self.roots[root].mapping):
            return []  # the name is the value of another schema
        if allowed is None:
            return [name] if name != root and (not types or "string" in types) else []
        return [name] if name in allowed else []

    def _keys(self, name: str, root: str) -> list[str]:
        """Return what selects a component by the mapping of `root`, else by that of another one above it."""
        for other in (root, *self.roots_above(name)):
            by = self.roots[other]
            if by.property_name == self.roots[root].property_name:
                keys = [key for key, target in by.mapping if target == name]
                if keys:
                    return keys
        return []

    def _stated_values(self, name: str) -> list[str]:
        node = self._schemas[name]
        stated = (node.get(keyword) for keyword in _STATED_VALUES) if isinstance(node, dict) else ()
        return [value for value in stated if isinstance(value, str)][:1]

    def says_values(self, name: str, property_name: str) -> bool:
        """Tell whether a component enumerates a property itself, beside those that it extends."""
        own, _ = self._property(name, property_name, frozenset(self._extended[name]))
        return own is not None

    def types(self, name: str, property_name: str) -> set[str]:
        """Return the types that a component's property is declared to have."""
        return self._property(name, property_name, frozenset())[1]

    def _property(
        self, name: str, property_name: str, passed_over: frozenset[str]
    ) -> tuple[list[JsonValue] | None, set[str]]:
        """Return the values that a component's property may have, `None` for any, and its types.

        The components `passed_over`, which it extends, are not looked at.
        """
        lists: list[list[JsonValue]] = []
        types: set[str] = set()
        pending: list[JsonValue] = [self._schemas[name]]
        seen: set[int] = set()
        while pending:
            node = pending.pop()
            if not isinstance(node, dict) or id(node) in seen:
                continue
            seen.add(id(node))
            if reference := reference_of(node):
                target = self.component({"$ref": reference})
                pending += [self._schemas.get(target)] if target and target not in passed_over else []
            if reference and not self._siblings:
                continue
            pending += parts_of(node)
            properties = node.get("properties")
            stated = properties.get(property_name) if isinstance(properties, dict) else None
            self._add_facts(stated, lists, types)
        if not lists:
            return None, types
        return [value for value in lists[0] if all(value in values for values in lists)], types

    def _add_facts(self, node: JsonValue, lists: list[list[JsonValue]], types: set[str]) -> None:
        """Add what a property's schema says of its values and types."""
        pending, seen = [node], set[int]()
        while pending:
            node = self._references.end(pending.pop()).value
            if not isinstance(node, dict) or id(node) in seen:
                continue
            seen.add(id(node))
            values = node.get("enum")
            lists += [values] if isinstance(values, list) else []
            lists += [[node["const"]]] if "const" in node else []
            declared = node.get("type")
            declared = declared if isinstance(declared, list) else [declared]
            types.update(name for name in declared if isinstance(name, str))
            pending += parts_of(node)


def parts_of(node: JsonObject) -> list[JsonObject]:
    """Return the schemas in the `allOf` of a schema."""
    parts = node.get("allOf")
    return [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []


def _of_types(value: str, types: set[str]) -> JsonValue:
    """Return a key of a mapping, which is a text, as the value of its property: a number where that is of numbers."""
    if types and "string" not in types:
        try:
            read = value_of(value)
        except ValueError:
            return value
        return read if any(is_of_type(read, name) for name in types) else value
    return value


class _Rewriting:
    """Makes the components of a hierarchy anew."""

    def __init__(self, hierarchies: _Hierarchies, schemas: JsonObject) -> None:
        self._hierarchies = hierarchies
        self._schemas = schemas
        self._alone: JsonObject = {}

    def members(self) -> JsonObject:
        """Return the members of `components` that change or are new."""
        changed = {name: self._component(name) for name in self._schemas if self._hierarchies.roots_above(name)}
        own = {name: self._without_subtypes(name) for name in changed if self._hierarchies.has_union(name)}
        return {"schemas": {**self._schemas, **changed}, WITHOUT_SUBTYPES: own, _ALONE: self._alone}

    def _component(self, name: str) -> JsonValue:
        node = self._extending(self._schemas[name])
        if not isinstance(node, dict) or (reference_of(node) and not self._hierarchies.extends_by_reference(node)):
            return node
        more = self._narrowing(name)
        # A union that is written out says itself what the variants are.
        if name not in self._hierarchies.roots or self._hierarchies.union_of(name) is None:
            roots = {self._hierarchies.roots[root].property_name: root for root in self._hierarchies.roots_above(name)}
            for root in roots.values():
                more += self._union(name, root)
        node = node if self._hierarchies.union_of(name) is not None else _without(node, "discriminator")
        return {**node, "allOf": [*cast("list[JsonValue]", node.get("allOf") or []), *more]} if more else node

    def _union(self, name: str, root: str) -> list[JsonObject]:
        """Return the union of a component and its subtypes by the discriminator of `root`; none where it has none."""
        by = self._hierarchies.roots[root]
        below = set(self._hierarchies.below(name)) & set(self._hierarchies.below(root))
        mapped = set(self._hierarchies.only_mapped(name, by)) if name == root else set()
        variants: dict[str, JsonObject] = {}
        for variant in sorted({name, *below, *mapped}):
            # Its subtypes are variants of the same union, so here it is just itself.
            if variant == name or not below.isdisjoint(self._hierarchies.below(variant)):
                if values := self._hierarchies.values(variant, root):
                    variants[variant] = self._alone_form(variant, by.property_name, values)
            else:
                variants[variant] = {"$ref": _reference("schemas", variant)}
        if not below | mapped:
            return []
        if len(variants) == 1 and name not in variants:
            variants[name] = self._alone_form(name, by.property_name, ())  # another value need not be that subtype
        outside = ((value, target) for value, target in by.mapping if name == root and target not in self._schemas)
        mapping: JsonObject = dict(outside)
        for variant, node in variants.items():
            values = self._hierarchies.values(variant, root) if variant not in mapped else ()
            keys = [value for value, target in by.mapping if target == variant] if variant in mapped else []
            keys += [value if isinstance(value, str) else canonical(value) for value in values]
            mapping |= dict.fromkeys(keys, node["$ref"]) if node["$ref"] == _reference("schemas", variant) else {}
        discriminator: JsonObject = {"propertyName": by.property_name, "mapping": mapping}
        return [{"oneOf": list(variants.values()), "discriminator": discriminator}]

    def _alone_form(self, name: str, property_name: str, values: tuple[JsonValue, ...]) -> JsonObject:
        """Return a reference to a component without its subtypes, with the values that select just it."""
        stated = self._schemas[name]
        title = stated.get("title") if isinstance(stated, dict) else None
        own: JsonObject = {"$ref": _reference(WITHOUT_SUBTYPES, name)}
        key = f"{name} by {property_name}"
        self._alone[key] = {"title": title or name, "allOf": [own, *self._narrowed(name, property_name, values)]}
        return {"$ref": _reference(_ALONE, key)}

    def _narrowing(self, name: str) -> list[JsonObject]:
        """Return the parts that say which values of the discriminators are those of a component and its subtypes."""
        values: dict[str, list[JsonValue]] = {}
        below = set(self._hierarchies.below(name))
        for root in self._hierarchies.roots_above(name):
            property_name = self._hierarchies.roots[root].property_name
            # Subtypes that the same property tells apart have values of their own.
            if root == name or not below.isdisjoint(self._hierarchies.below(root)):
                continue
            if self._hierarchies.says_values(name, property_name):
                continue
            for value in self._hierarchies.values(name, root):
                if value not in values.setdefault(property_name, []):
                    values[property_name].append(value)
        return [part for by, of_name in values.items() for part in self._narrowed(name, by, of_name)]

    def _narrowed(self, name: str, property_name: str, values: Sequence[JsonValue]) -> list[JsonObject]:
        """Return a part that says which values a component's property may have; none without values."""
        is_text = not self._hierarchies.types(name, property_name) and all(isinstance(value, str) for value in values)
        narrowed: JsonObject = {"type": "string"} if is_text else {}
        return [{"properties": {property_name: {**narrowed, "enum": list(values)}}}] if values else []

    def _without_subtypes(self, name: str) -> JsonValue:
        node = self._extending(self._schemas[name])
        if not isinstance(node, dict):
            return node
        union = self._hierarchies.union_of(name)
        if union is not None and not union.isdisjoint(self._hierarchies.below(name)):
            node = _without(node, *_UNIONS)
        return _without(node, "title", "discriminator")

    def _extending(self, node: JsonValue) -> JsonValue:
        """Return a schema that extends others of a hierarchy without their subtypes."""
        if not isinstance(node, dict):
            return node
        changed = dict(node)
        if self._hierarchies.extends_by_reference(node):
            changed |= self._extended(node)
        if isinstance(parts := node.get("allOf"), list):
            changed["allOf"] = [
                {**part, **self._extended(part)} if isinstance(part, dict) and reference_of(part) else self._part(part)
                for part in parts
            ]
        return changed

    def _part(self, part: JsonValue) -> JsonValue:
        """Return an inline part, whose discriminator has become a union of its own."""
        part = self._extending(part)
        if isinstance(part, dict) and "discriminator" in part and not any(map(part.get, _UNIONS)):
            return _without(part, "discriminator")
        return part

    def _extended(self, node: JsonObject) -> JsonObject:
        parent = self._hierarchies.component({"$ref": node["$ref"]})
        return {"$ref": _reference(WITHOUT_SUBTYPES, parent)} if self._hierarchies.has_union(parent) else {}


def _without(node: JsonObject, *names: str) -> JsonObject:
    return {name: member for name, member in node.items() if name not in names}


def _reference(member: str, name: str) -> str:
    return pointer_to("components", member, name).replace("%", "%25")
