"""The raw document → what each operation and webhook declares, as plain values for comparison."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from readback.spec import METHODS, Spec, Value

_ENVELOPE = {"data", "links", "meta"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterSpec:
    """A parameter; `shared` when it is declared for the whole path."""

    name: str
    location: str
    node: dict
    value: Value
    shared: bool

    @property
    def includes(self) -> list | None:
        """The relations that an `include` parameter offers."""
        if self.name not in ("include", "include[]"):
            return None
        return self.value.items.enum if self.value.items else self.value.enum

    @property
    def is_deep(self) -> bool:
        return self.node.get("style") == "deepObject" and bool(self.value.properties)

    @property
    def written(self) -> frozenset[str]:
        """How the value is written where it is of several parts and not in the usual way, and what it may be."""
        return written(self.node, self.location, self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentSpec:
    """A body in one media type; `item` is what it carries under `data`, or all of it where nothing is wrapped."""

    content_type: str
    wrapping: str
    item: Value | None
    root: Value | None

    @property
    def holder(self) -> Value | None:
        """What holds the item: the value of `data`, or the whole body."""
        return self.root.properties["data"] if self.root and self.wrapping.startswith("`data") else self.root

    @property
    def envelope(self) -> set[str]:
        return set(self.root.properties) - {"data"} if self.root and self.wrapping.startswith("`data") else set()


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationSpec:
    """An operation, or a webhook's request, as the document has it."""

    key: str
    node: dict
    parameters: tuple[ParameterSpec, ...]
    body: dict | None
    contents: tuple[ContentSpec, ...]
    responses: dict[str, dict]

    @property
    def deprecated(self) -> bool:
        return self.node.get("deprecated") is True


def operations(spec: Spec) -> Iterator[OperationSpec]:
    """Yield every operation of the document."""
    for path, item in spec.tree["paths"].items():
        yield from _requests(spec, path, spec.follow(item))


def webhooks(spec: Spec, operation: OperationSpec) -> Iterator[tuple[str, str, OperationSpec]]:
    """Yield name, expression and request of each callback of an operation."""
    for name, callback in operation.node.get("callbacks", {}).items():
        for expression, item in spec.follow(callback).items():
            for request in _requests(spec, expression, spec.follow(item)):
                yield name, expression, request


def content(spec: Spec, node: dict) -> Iterator[ContentSpec]:
    """Yield what a body or response holds, by media type."""
    for content_type, media in node.get("content", {}).items():
        if "schema" not in media:
            yield ContentSpec(content_type=content_type, wrapping="bare, not wrapped in `data`", item=None, root=None)
        else:
            yield _carried(content_type, spec.value(media["schema"]))


def written(node: dict, location: str, value: Value) -> frozenset[str]:
    """Return the marks about how a value is written, and what it may be beside its schema (Parameter Object)."""
    allowed = {"allowEmptyValue": "may be empty", "allowReserved": "reserved characters may stay as they are"}
    marks = {mark for keyword, mark in allowed.items() if node.get(keyword) is True}
    return frozenset(marks | {_of_several_parts(node, location, value)} - {""})


def _of_several_parts(node: dict, location: str, value: Value) -> str:
    """Say how a value of several parts is written (OpenAPI 3.0.4, Parameter Object and Style Values)."""
    if "content" in node:
        return f"written as {min(node['content'])}"
    style = node.get("style", "form" if location in ("query", "cookie") else "simple")
    is_form = style == "form"
    if value.kind not in ("array", "object") or style == "deepObject":
        return ""
    separator = {"form": "commas", "simple": "commas", "spaceDelimited": "blanks", "pipeDelimited": "|"}.get(style)
    explode = node.get("explode", is_form)
    if separator is None:
        return f"style {style}" + (" exploded" if explode else "")
    if value.kind == "array":
        return "" if is_form and explode else f"values separated by {separator}"
    if is_form and explode:
        return "each member as a parameter of its own"
    return f"as {'name=value pairs' if explode else 'names and values'} separated by {separator}"


def _requests(spec: Spec, path: str, item: dict) -> Iterator[OperationSpec]:
    for method in METHODS:
        if method in item:
            node = item[method]
            body = spec.follow(node["requestBody"]) if "requestBody" in node else None
            yield OperationSpec(
                key=f"{method.upper()} {path}",
                node=node,
                parameters=tuple(_parameters(spec, item.get("parameters", ()), node.get("parameters", ()))),
                body=body,
                contents=tuple(content(spec, body)) if body else (),
                responses={status: spec.follow(found) for status, found in node.get("responses", {}).items()},
            )


def _parameters(spec: Spec, shared, own) -> list[ParameterSpec]:
    """Merge the path's parameters under the operation's (OpenAPI 3.0.4, Path Item Object); the first of two counts."""
    found: dict[tuple[str, str], ParameterSpec] = {}
    for nodes, is_shared in ((own, False), (shared, True)):
        for node in map(spec.follow, nodes):
            media = next(iter(node.get("content", {}).values()), {})
            schema = node.get("schema", media.get("schema", {}))
            parameter = ParameterSpec(
                name=node["name"], location=node["in"], node=node, value=spec.value(schema), shared=is_shared
            )
            found.setdefault((parameter.location, parameter.name), parameter)
    return list(found.values())


def _carried(content_type: str, root: Value) -> ContentSpec:
    data = root.properties.get("data")
    if data is None or root.unions or not set(root.properties) <= _ENVELOPE:
        wrapping = "bare list, not wrapped in `data`" if root.items else "bare, not wrapped in `data`"
        return ContentSpec(content_type=content_type, wrapping=wrapping, item=root.items or root, root=root)
    wrapping = "`data[]` list" if data.items else "`data` object"
    return ContentSpec(content_type=content_type, wrapping=wrapping, item=data.items or data, root=root)
