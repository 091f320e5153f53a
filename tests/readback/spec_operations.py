"""The raw document → its operations with their parameters, bodies and callbacks, by the rules of OpenAPI."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from readback.spec import METHODS, STREAM, Spec, Value
from readback.terms import Listing, Row, bracketed, dotted, in_words, left_out, shown

_ENVELOPE = {"data", "links", "meta"}
_TITLES = {"path": "Path", "query": "Query", "header": "Headers", "cookie": "Cookies", "querystring": "Query string"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterSpec:
    """A parameter; `shared` when it is declared for the whole path."""

    name: str
    location: str
    node: dict
    value: Value
    shared: bool = False

    @property
    def includes(self) -> list | None:
        """The relations that an `include` parameter offers."""
        items = self.value.items
        if self.name not in ("include", "include[]") or self.location != "query" or items is None:
            return None
        more = [part.limits or part.row("").default or part.row("").marks for part in (self.value, items)]
        by_itself = self.node.get("style", "form") in ("form", "deepObject") and self.node.get("explode", True)
        is_plain = any(more) or not by_itself or items.kind != "string" or "content" in self.node
        return None if is_plain or self.marks & {"may be empty"} else items.enum

    @property
    def is_deep(self) -> bool:
        return self.node.get("style") == "deepObject" and bool(self.value.properties)

    @property
    def title(self) -> str:
        """What the parameter is listed below."""
        if self.includes is not None:
            return "Includes"
        return "Filters" if self.is_deep and self.name == "filter" else _TITLES[self.location]

    @property
    def said(self) -> str:
        return self.node.get("description", "")

    @property
    def _media(self) -> list[dict]:
        return list(self.node.get("content", {}).values())

    @property
    def marks(self) -> set[str]:
        """What is said of the parameter beside its schema."""
        named = (("required", "required"), ("deprecated", "deprecated"), ("allowEmptyValue", "may be empty"))
        named = (*named, ("allowReserved", "reserved characters may stay as they are"))
        marks = {mark for keyword, mark in named if self.node.get(keyword) is True}
        marks |= {"the whole query string"} if self.location == "querystring" else set()
        marks |= {"declared for the whole path"} if self.shared and self.location == "query" else set()
        return marks | ({written} if (written := _of_several_parts(self)) else set())

    def row(self) -> Row:
        examples = tuple(text for node in (self.node, *self._media) for text in in_line(self.value.spec, node))
        return self.value.row(self.name or '""', marks=self.marks, said=self.said, examples=examples)

    def listing(self, stops: frozenset[str], direction: str = "request") -> Listing:
        """Return the rows as which the parameter is sent; of one that is a deep object, those of its members."""
        if self.includes is not None:
            return Listing(rows=[self._include()])
        join = bracketed if self.is_deep or _has_brackets(self) else dotted
        below = self.value.listing(direction, stops=stops, path=self.name, join=join)
        return replace(below, rows=[self.row(), *below.rows]) if self.has_line else below

    @property
    def has_line(self) -> bool:
        """Whether the parameter itself has a line: a deep object only where something is said of it as a whole."""
        own = self.row()
        more = own.default is not None or own.facts or own.values or own.marks - {"declared for the whole path"}
        return not self.is_deep or bool(more)

    def _include(self) -> Row:
        """Return how relations are asked for, as the document declares it (OpenAPI 3.0.4, Style Values)."""
        is_deep = self.node.get("style") == "deepObject" and self.value.kind == "array"
        name = f"{self.name}[]" if is_deep else self.name
        calls = frozenset(f"{name}={value}" for value in self.includes or ())
        marks = frozenset(self.marks - {"values separated by commas"})
        said = (self.said, *self.value.descriptions)
        return Row(path="", type="", values=calls, marks=marks, said=said)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentSpec:
    """A body in one media type; `item` is what it carries under `data`, or all of it where nothing is wrapped."""

    content_type: str
    wrapping: str
    item: Value | None
    root: Value | None

    @property
    def is_wrapped(self) -> bool:
        """Tell whether what it carries stands in `data`."""
        return "`data" in self.wrapping and "not wrapped" not in self.wrapping

    @property
    def holder(self) -> Value | None:
        """What holds the item: the value of `data`, or the whole body."""
        return self.root.properties["data"] if self.root and self.is_wrapped else self.root

    @property
    def has_envelope(self) -> bool:
        """Tell whether members stand beside `data`."""
        return bool(self.root and self.is_wrapped and set(self.root.properties) != {"data"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationSpec:
    """An operation, or a webhook's request, as the document has it; `about` is said of all methods of its path."""

    method: str
    path: str
    node: dict
    parameters: tuple[ParameterSpec, ...]
    body: dict | None
    contents: tuple[ContentSpec, ...]
    responses: dict[str, dict]
    servers: list[dict]
    about: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def deprecated(self) -> bool:
        return self.node.get("deprecated") is True

    @property
    def errors(self) -> set[str]:
        """The statuses that report an error: `default` is one where it stands beside a success."""
        errors = {status for status in self.responses if status[0] in "45"}
        good = any(status.startswith("2") for status in self.responses)
        return errors | ({"default"} & set(self.responses) if good else set())


def operations(spec: Spec) -> Iterator[OperationSpec]:
    """Yield every operation of the document."""
    for path, item in spec.tree.get("paths", {}).items():
        yield from _requests(spec, path, spec.follow(item))


def webhooks(spec: Spec, operation: OperationSpec) -> Iterator[tuple[str, OperationSpec]]:
    """Yield name and request of each callback of an operation; the request's path is the callback's expression."""
    for name, callback in operation.node.get("callbacks", {}).items():
        for expression, item in spec.follow(callback).items():
            for request in _requests(spec, expression, spec.follow(item)):
                yield name, request


def own_webhooks(spec: Spec) -> Iterator[tuple[str, OperationSpec]]:
    """Yield name and request of each webhook of the document's own (OpenAPI 3.1), which has no target."""
    for name, item in spec.tree.get("webhooks", {}).items():
        for request in _requests(spec, "", spec.follow(item)):
            yield name, request


def example_objects(spec: Spec, node: dict) -> Iterator[tuple[str, dict]]:
    """Yield the examples of a parameter, a header or a media type by name, as Example Objects; the unnamed one first.

    What stands beside a reference counts in its place; without descriptions, those of examples are missing too.
    """
    if "example" in node:
        yield "", {"value": node["example"]}
    named = node.get("examples", {})
    for name, example in sorted(named.items()) if isinstance(named, dict) else ():
        beside = {key: value for key, value in example.items() if key != "$ref"} if spec.is_modern else {}
        whole = {**spec.follow(example), **beside}
        yield name, whole if spec.full else {key: value for key, value in whole.items() if key != "description"}


def said_of_example(name: str, example: dict) -> str:
    """Return what is said of an example, its name first."""
    texts = dict.fromkeys(filter(None, (example.get("summary", ""), example.get("description", ""))))
    return ": ".join(filter(None, (name, " — ".join(texts))))


def in_line(spec: Spec, node: dict) -> Iterator[str]:
    """Yield what a line may say of the examples of a parameter or a header: values, addresses, names and texts."""
    for name, example in example_objects(spec, node):
        yield from [shown(example["value"]), left_out(example["value"])] if "value" in example else []
        yield from [example["externalValue"]] if "externalValue" in example else []
        yield in_words(said_of_example(name, example))


def content(spec: Spec, node: dict) -> Iterator[ContentSpec]:
    """Yield what a body or response holds, by media type."""
    for content_type, media in node.get("content", {}).items():
        schemas = [media["schema"]] if "schema" in media else []
        schemas += [spec.stream(media["itemSchema"])] if spec.is_newest and "itemSchema" in media else []
        if schemas:
            yield _carried(content_type, spec.value(*schemas))
        else:
            yield ContentSpec(content_type=content_type, wrapping="bare, not wrapped in `data`", item=None, root=None)


def headers(spec: Spec, response: dict) -> Iterator[ParameterSpec]:
    """Yield the headers of a response."""
    for name, node in response.get("headers", {}).items():
        header = spec.follow(node)
        schemas = [header.get("schema"), *(media.get("schema") for media in header.get("content", {}).values())]
        schema = next((schema for schema in schemas if schema is not None), {})
        yield ParameterSpec(name=name, location="header", node=header, value=spec.value(schema))


def _of_several_parts(parameter: ParameterSpec) -> str:
    """Say how a value of several parts is written (OpenAPI 3.0.4, Parameter Object and Style Values)."""
    node, kind = parameter.node, parameter.value.kind
    if "content" in node:
        return f"written as {min(node['content'])}"
    style = node.get("style", "form" if parameter.location in ("query", "cookie") else "simple")
    is_form = style == "form"
    explode = node.get("explode", is_form)
    if not parameter.is_deep and _has_brackets(parameter):
        return f"sent as {parameter.name}[name]=value"
    if style in ("matrix", "label"):
        return f"sent as {_PREFIXED[style, kind if kind in ('array', 'object') else '', explode](parameter.name)}"
    if kind not in ("array", "object") or style == "deepObject":
        return ""
    separator = {"form": "commas", "simple": "commas", "spaceDelimited": "blanks", "pipeDelimited": "|"}.get(style)
    if kind == "array":
        return "" if is_form and explode else f"values separated by {separator}"
    if is_form and explode:
        return "each member as a parameter of its own"
    return f"as {'name=value pairs' if explode else 'names and values'} separated by {separator}"


_PREFIXED: dict[tuple[str, str, bool], Callable[[str], str]] = {
    ("matrix", "", False): lambda name: f";{name}=value",
    ("matrix", "", True): lambda name: f";{name}=value",
    ("matrix", "array", False): lambda name: f";{name}=a,b",
    ("matrix", "array", True): lambda name: f";{name}=a;{name}=b",
    ("matrix", "object", False): lambda name: f";{name}=name,value,name,value",
    ("matrix", "object", True): lambda _: ";name=value;name=value",
    ("label", "", False): lambda _: ".value",
    ("label", "", True): lambda _: ".value",
    ("label", "array", False): lambda _: ".a,b",
    ("label", "array", True): lambda _: ".a.b",
    ("label", "object", False): lambda _: ".name,value,name,value",
    ("label", "object", True): lambda _: ".name=value.name=value",
}
"""How a value is sent, by style, kind and `explode` (OpenAPI 3.0.4, Style Examples)."""


def _has_brackets(parameter: ParameterSpec) -> bool:
    """Tell whether a parameter is sent as `name[member]=value`: an object, or one of several, in style `deepObject`."""
    value = parameter.value
    variants = (value.spec.value(node) for union in value.unions for node in union.nodes)
    return parameter.node.get("style") == "deepObject" and any(part.kind == "object" for part in (value, *variants))


def _requests(spec: Spec, path: str, item: dict) -> Iterator[OperationSpec]:
    methods = (*METHODS, "query") if spec.is_newest else METHODS
    nodes = {method.upper(): item[method] for method in methods if method in item}
    if spec.is_newest:
        nodes |= item.get("additionalOperations", {})
    for method, node in nodes.items():
        body = spec.follow(node["requestBody"]) if "requestBody" in node else None
        yield OperationSpec(
            method=method,
            path=path,
            node=node,
            parameters=tuple(_parameters(spec, item.get("parameters", ()), node.get("parameters", ()))),
            body=body,
            contents=tuple(content(spec, body)) if body else (),
            responses={status: spec.follow(response) for status, response in node.get("responses", {}).items()},
            servers=node.get("servers", item.get("servers", [])),
            about=tuple(item[key] for key in ("summary", "description") if item.get(key)),
        )


def _parameters(spec: Spec, shared: Any, own: Any) -> list[ParameterSpec]:
    """Merge the path's parameters under the operation's (OpenAPI 3.0.4, Path Item Object); the first of two counts."""
    merged: dict[tuple[str, str], ParameterSpec] = {}
    for nodes, is_shared in ((own, False), (shared, True)):
        for node in map(spec.follow, nodes):
            media = next(iter(node.get("content", {}).values()), {})
            schema = node.get("schema", media.get("schema", {}))
            parameter = ParameterSpec(
                name=node["name"], location=node["in"], node=node, value=spec.value(schema), shared=is_shared
            )
            merged.setdefault((parameter.location, parameter.name), parameter)
    return list(merged.values())


def _carried(content_type: str, root: Value) -> ContentSpec:
    data = root.properties.get("data")
    if data is None or root.unions or not set(root.properties) <= _ENVELOPE:
        items = _items_of_list(root)
        wrapping = "bare list, not wrapped in `data`" if items else "bare, not wrapped in `data`"
        wrapping = "a stream of items" if root.any(STREAM) else wrapping
        return ContentSpec(content_type=content_type, wrapping=wrapping, item=items or root, root=root)
    items = _items_of_list(data)
    of_value = "`data` object" if data.kind in ("object", "any") else "in `data`"
    wrapping = "`data[]` list" if items else of_value
    return ContentSpec(content_type=content_type, wrapping=wrapping, item=items or data, root=root)


def _items_of_list(value: Value) -> Value | None:
    """Return the items of what is a list and nothing else."""
    is_list = value.kind == "array" and not (value.properties or value.unions or value.prefix)
    return value.items if is_list else None
