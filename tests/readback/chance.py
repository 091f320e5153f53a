"""Chance → an OpenAPI document that is valid and has all that the notation has words for, nested and combined.

`benchmarks/fuzz_documents.py` draws what is odd, to see what breaks; here documents are plain, so that every fact can
be compared. Texts are numbered, so that one is seldom part of another.
"""

from __future__ import annotations

from random import Random
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
_NAMES = ("id", "name", "kind", "size", "owner", "parts", "at", "note", "code", "level", "a.b", "with blank")
_MORE = ("colour", "weight", "height", "place", "shade")
"""Names of objects that extend others."""
_FORMATS = ("date-time", "uuid", "email", "uri")
_DONE: Json = {"204": {"description": "Done"}}
_STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
}
_SCHEMES: Json = {
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "basic": {"type": "http", "scheme": "basic"},
    "login": {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "https://login.example.test", "scopes": {"read": "", "write": ""}}},
    },
}


def document(seed: int) -> Json:
    """Return the document of a number: OpenAPI 3.1 for the odd ones, 3.0 for the even."""
    return _Maker(Random(seed), is_modern=seed % 2 == 1).document()


class _Maker:
    def __init__(self, random: Random, *, is_modern: bool) -> None:
        self._random = random
        self._is_modern = is_modern
        self._number = 0
        self._objects: list[str] = []

    def document(self) -> Json:
        schemas: Json = {}
        for number in range(4):
            schemas[f"Thing{number}"] = self._object(2)
            self._objects.append(f"Thing{number}")
        schemas["Tree"] = {
            **self._object(1),
            "properties": {"label": self._scalar(), "below": {"type": "array", "items": _named("Tree")}},
        }
        schemas["Extended"] = {"allOf": [_named("Thing0"), self._object(1, _MORE)], **self._said()}
        for kind in ("Cat", "Dog"):
            own = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}
            schemas[kind] = {**own, "properties": {**own["properties"], kind.lower(): self._scalar()}}
        self._objects += ["Tree", "Extended"]
        schemas |= self._each_other() | self._subtypes()
        paths = {f"/things{number}/{{id}}": self._path(number) for number in range(3)}
        webhooks = {f"sent{number}": {"post": self._message() | self._said()} for number in range(2)}
        return {
            **({"webhooks": webhooks} if self._is_modern else {}),
            "openapi": "3.1.0" if self._is_modern else "3.0.3",
            "info": {"title": "Chance", "version": "1"},
            "servers": [{"url": "https://api.example.test"}],
            **self._maybe({"security": self._security()}),
            "paths": paths,
            "components": {"schemas": schemas, "securitySchemes": _SCHEMES},
        }

    def _path(self, number: int) -> Json:
        identity = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
        methods = self._random.sample(["get", "post", "put", "patch", "delete"], 2)
        item: Json = {"parameters": [identity], **self._maybe({"servers": self._servers()}, 0.2)}
        return item | {method: self._operation(method, f"{method}{number}") for method in methods}

    def _operation(self, method: str, name: str) -> Json:
        node: Json = {"operationId": name, "responses": self._responses()}
        parameters = [
            self._parameter(place, number) for number, place in enumerate(("query", "query", "header", "cookie"))
        ]
        node |= {"parameters": parameters, **self._maybe({"summary": self._text()}), **self._said()}
        node |= self._maybe({"deprecated": True}, 0.2) | self._maybe({"tags": ["Some", "Others"]}, 0.3)
        node |= self._maybe({"security": self._security()}, 0.4) | self._maybe({"servers": self._servers()}, 0.2)
        if method in ("post", "put", "patch"):
            node["requestBody"] = {"content": self._content(), **self._maybe({"required": True}), **self._said()}
        if method == "post":
            node["callbacks"] = {f"on{name}": {"{$request.body#/url}": {"post": self._message() | self._said()}}}
        return node

    def _message(self) -> Json:
        """Return what is sent to a receiver."""
        return {"requestBody": {"content": {"application/json": {"schema": self._object(2)}}}, "responses": _DONE}

    def _each_other(self) -> Json:
        """Return schemas that hold each other without end."""
        left, right = self._object(1), self._object(1)
        left["properties"]["right"] = _named("Right")
        right["properties"]["left"] = self._random.choice(
            [_named("Left"), {"type": "array", "items": _named("Left")}, {"additionalProperties": _named("Left")}]
        )
        self._objects += ["Left", "Right"]
        return {"Left": left, "Right": right}

    def _subtypes(self) -> Json:
        """Return a schema with a discriminator, and two that extend it, which it does not list."""
        by = {"propertyName": "sort", **self._maybe({"mapping": {"b": "#/components/schemas/Boat"}})}
        ride = self._object(1)
        ride["properties"]["sort"] = {"type": "string"}
        ride["required"] = sorted({"sort", *ride.get("required", ())})
        ride.pop("additionalProperties", None)
        extended = {"allOf": [_named("Ride"), self._object(1, _MORE)], **self._said(0.3)}
        below = {"Boat": extended, "Bus": {"allOf": [_named("Ride"), self._object(1, _MORE)]}}
        self._objects += ["Ride", "Boat"]
        return {"Ride": {**ride, "discriminator": by}, **below}

    def _responses(self) -> Json:
        good: Json = {"description": self._text()}
        good |= self._maybe({"content": self._content()}, 0.9)
        good |= self._maybe({"headers": {"X-Left": {"schema": self._scalar(), **self._said()}}}, 0.3)
        bad = {"description": self._text(), "content": {"application/json": {"schema": self._object(1)}}}
        return {"200": good, "400": bad, **self._maybe({"default": {"description": self._text()}}, 0.3)}

    def _content(self) -> Json:
        first, second = self._schema(3), self._schema(2)
        more = {"application/xml": {"schema": self._random.choice([first, second])}}
        return {"application/json": {"schema": first}, **self._maybe(more, 0.4)}

    def _parameter(self, place: str, number: int) -> Json:
        style = self._random.choice(_STYLES[place])
        kinds = {"deepObject": ["object"], "spaceDelimited": ["array"], "pipeDelimited": ["array"]}
        kind = self._random.choice(kinds.get(style, ["scalar", "array", "object"]))
        node: Json = {"name": f"{place}{number}", "in": place, **self._said(), **self._maybe({"required": True}, 0.3)}
        if self._random.random() < 0.1:
            return node | {"content": {"application/json": {"schema": self._object(1)}}}
        flat = {"type": "object", "properties": {"from": self._scalar(), "to": self._scalar()}}
        made = {"array": {"type": "array", "items": self._scalar()}, "object": flat, "scalar": self._scalar()}
        node |= {"style": style, "schema": made[kind], **self._maybe({"deprecated": True}, 0.1)}
        return node | ({} if style == "deepObject" else self._maybe({"explode": self._random.random() < 0.5}))

    def _security(self) -> list[Json]:
        names = self._random.sample(["key", "basic", "login"], 2)
        sets: list[Json] = [{name: ["read"] if name == "login" else [] for name in names[:2]}, {"key": []}, {}]
        return self._random.sample(sets, self._random.randrange(3))

    def _servers(self) -> list[Json]:
        variables = {"at": {"default": "eu", **self._maybe({"enum": ["eu", "us"]}), **self._said()}}
        return [{"url": "https://{at}.example.test", "variables": variables, **self._said()}]

    def _schema(self, depth: int) -> Json:
        if depth <= 0:
            return self._scalar()
        makers = [self._scalar, self._reference, lambda: self._object(depth), lambda: self._list(depth)]
        makers += [lambda: self._map(depth), lambda: self._union(depth), lambda: self._merged(depth), self._enum]
        makers += [lambda: self._tuple(depth)] if self._is_modern else []
        return self._random.choice(makers)()

    def _scalar(self) -> Json:
        kind = self._random.choice(["string", "integer", "number", "boolean"])
        node: Json = {"type": kind, **self._said(0.3), **self._exampled(kind)}
        if kind == "string":
            node |= self._maybe({"minLength": 1, "maxLength": self._random.randrange(2, 9)}, 0.3)
            node |= self._maybe({"format": self._random.choice(_FORMATS)}, 0.3) | self._maybe({"default": "x"}, 0.2)
        elif kind != "boolean":
            limits = {"minimum": 1, "maximum": self._random.randrange(10, 99)}
            exclusive = {"exclusiveMinimum": 0 if self._is_modern else True} | (
                {} if self._is_modern else {"minimum": 0}
            )
            node |= self._maybe(self._random.choice([limits, exclusive, {"multipleOf": 5}]), 0.4)
        return self._null(node)

    def _exampled(self, kind: str) -> Json:
        """Return examples of a scalar, some of them too long for a line."""
        if kind != "string" or self._random.random() < 0.8:
            return {}
        texts = [self._text(), "x" * self._random.choice([9, 400])]
        return {"examples": texts} if self._is_modern else {"example": texts[1]}

    def _enum(self) -> Json:
        values = self._random.choice([["a", "b", "c"], ["one", "two"], ["x"]])
        return self._null({"type": "string", "enum": values, **self._maybe({"default": values[0]}, 0.3)})

    def _null(self, node: Json) -> Json:
        if self._random.random() < 0.85:
            return node
        if not self._is_modern:
            return node | {"nullable": True}
        values = {"enum": [*node["enum"], None]} if "enum" in node else {}
        return node | {"type": [node["type"], "null"], **values}

    def _reference(self) -> Json:
        return _named(self._random.choice(self._objects)) if self._objects else self._scalar()

    def _object(self, depth: int, known: tuple[str, ...] = _NAMES) -> Json:
        names = self._random.sample(known, self._random.randrange(2, 5))
        properties = {name: self._marked(self._schema(depth - 1)) for name in names}
        node: Json = {"type": "object", "properties": properties, **self._said(0.3)}
        node |= self._maybe({"required": sorted(self._random.sample(names, self._random.randrange(1, 3)))}, 0.6)
        node |= self._maybe({"additionalProperties": self._random.random() < 0.5}, 0.2)
        return node | self._maybe({"minProperties": 1}, 0.1) | self._condition(names)

    def _condition(self, names: list[str]) -> Json:
        """Return what an object keeps in some cases only, which OpenAPI has from 3.1 on."""
        first, second, *_ = names
        given = {"required": [first], "properties": {first: {"const": "x"}}}
        then = {"properties": {"extra": self._scalar()}, **self._maybe({"required": ["extra"]})}
        conditions: list[Json] = [
            {"dependentRequired": {first: [second]}},
            {"dependentSchemas": {first: then}},
            {"if": given, "then": then},
            {"if": given, "then": {"required": [second]}, "else": then},
            {"not": {"required": [first, second]}},
        ]
        return self._maybe(self._random.choice(conditions), 0.3) if self._is_modern else {}

    def _marked(self, node: Json) -> Json:
        if "$ref" in node or self._random.random() < 0.8:
            return node
        return node | self._random.choice([{"deprecated": True}, {"readOnly": True}, {"writeOnly": True}])

    def _list(self, depth: int) -> Json:
        node: Json = {"type": "array", "items": self._schema(depth - 1), **self._said(0.3)}
        limits = {"minItems": 1, **self._maybe({"maxItems": 9}), **self._maybe({"uniqueItems": True})}
        holding = {"contains": {"const": "x"}, **self._maybe({"minContains": 2})} if self._is_modern else {}
        return node | self._maybe(limits, 0.4) | self._maybe(holding, 0.2)

    def _tuple(self, depth: int) -> Json:
        node: Json = {"type": "array", "prefixItems": [self._schema(depth - 1), self._scalar()], **self._said(0.3)}
        return node | self._random.choice([{}, {"items": False}, {"items": self._schema(depth - 1)}])

    def _map(self, depth: int) -> Json:
        return {"type": "object", "additionalProperties": self._schema(depth - 1), **self._said(0.3)}

    def _union(self, depth: int) -> Json:
        if self._random.random() < 0.4:
            by = {"propertyName": "kind", **self._maybe({"mapping": {"c": "#/components/schemas/Cat"}})}
            return {"oneOf": [_named("Cat"), _named("Dog")], "discriminator": by}
        kind = self._random.choice(["oneOf", "anyOf"])
        return {kind: [self._object(depth - 1), self._random.choice([self._scalar, lambda: self._list(1)])()]}

    def _merged(self, depth: int) -> Json:
        # What is extended once would have the same names twice, with types that exclude each other.
        names = [name for name in self._objects if name not in ("Extended", "Ride", "Boat")]
        base = _named(self._random.choice(names)) if names else self._object(0)
        return {"allOf": [base, self._object(depth - 1, _MORE)], **self._said(0.3)}

    def _said(self, share: float = 0.5) -> Json:
        return self._maybe({"description": self._text()}, share)

    def _maybe(self, node: Json, share: float = 0.5) -> Json:
        return node if self._random.random() < share else {}

    def _text(self) -> str:
        self._number += 1
        return f"Said{self._number}"


def _named(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}
