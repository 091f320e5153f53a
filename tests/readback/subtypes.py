"""A document whose schemas extend a parent with a discriminator → one that has the unions which this stands for.

OpenAPI Specification 3.0.4 and 3.1.1, "Composition and Inheritance": nowhere does such a parent list its subtypes.
"""

from __future__ import annotations

from typing import Any

_SCHEMAS, _OWN = "#/components/schemas/", "#/components/own/"


def with_unions(tree: dict[str, Any]) -> dict[str, Any]:
    """Return the tree with the subtypes of each parent as a `oneOf`; they extend a copy of it that has none."""
    schemas: dict[str, Any] = tree.get("components", {}).get("schemas", {})
    parents = {name: list(_parents(node)) for name, node in schemas.items()}
    changed: dict[str, Any] = {}
    own: dict[str, Any] = {}
    for root, node in schemas.items():
        below = {name for name in parents if root in _above(name, parents)}
        if "discriminator" not in node or {"oneOf", "anyOf"} & node.keys() or not below:
            continue
        by = node["discriminator"]
        keys: dict[str, list[str]] = {}
        for value, target in by.get("mapping", {}).items():
            keys.setdefault(target.rsplit("/", 1)[-1], []).append(value)
        values = {name: keys.get(name, [name] if name != root else []) for name in {root, *below}}
        for name in {root, *below}:
            copy = _extending_own(schemas[name], {root, *below})
            own[name] = {key: value for key, value in copy.items() if key not in ("title", "discriminator")}
            subtypes = {other for other in below if name in _above(other, parents)}
            narrow = {"properties": {by["propertyName"]: {"enum": values[name]}}} if values[name] else {}
            if not subtypes:
                changed[name] = {**copy, "allOf": [*copy.get("allOf", ()), narrow]}
                continue
            variants = []
            for other in sorted({name, *subtypes}):
                is_leaf = not any(other in _above(third, parents) for third in below)
                alone = {"properties": {by["propertyName"]: {"enum": values[other]}}}
                title = schemas[other].get("title", other)
                if is_leaf:
                    variants.append({"$ref": f"{_SCHEMAS}{other}"})
                elif values[other]:
                    variants.append({"title": title, "allOf": [{"$ref": f"{_OWN}{other}"}, alone]})
            mapping = {
                value: target
                for value, target in by.get("mapping", {}).items()
                if target.rsplit("/", 1)[-1] in {name, *subtypes} or name == root
            }
            union = {"oneOf": variants, "discriminator": {**by, "mapping": mapping}}
            whole = {key: value for key, value in copy.items() if key != "discriminator"}
            changed[name] = {**whole, "allOf": [*copy.get("allOf", ()), union]}
    if not changed:
        return tree
    return {**tree, "components": {**tree["components"], "schemas": {**schemas, **changed}, "own": own}}


def _parents(node: Any) -> list[str]:
    parts = node.get("allOf", ()) if isinstance(node, dict) else ()
    return [part["$ref"].removeprefix(_SCHEMAS) for part in parts if part.get("$ref", "").startswith(_SCHEMAS)]


def _above(name: str, parents: dict[str, list[str]]) -> set[str]:
    """Return all names of what a schema extends."""
    above: set[str] = set()
    pending = list(parents.get(name, ()))
    while pending:
        parent = pending.pop()
        if parent not in above:
            above.add(parent)
            pending += parents.get(parent, ())
    return above


def _extending_own(node: dict[str, Any], names: set[str]) -> dict[str, Any]:
    if "allOf" not in node:
        return node
    parts = [
        {"$ref": part["$ref"].replace(_SCHEMAS, _OWN)} if part.get("$ref", "").removeprefix(_SCHEMAS) in names else part
        for part in node["allOf"]
    ]
    return {**node, "allOf": parts}
