"""Parameters, bodies, responses and webhooks: the parts of an operation, converted one by one for `build.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

from ampeco_refgen.catalog.model import (
    Example,
    MediaType,
    Parameter,
    Part,
    RequestBody,
    Response,
    SchemaId,
    SecurityChoice,
    SecurityUse,
    Server,
    Webhook,
)
from ampeco_refgen.catalog.replacement_names import replacements_named
from ampeco_refgen.catalog.schemas import SchemaTable, other_members, plain
from ampeco_refgen.catalog.undescribed import undescribed_entries
from ampeco_refgen.diagnostics import Diagnostic, pointer_to, warning
from ampeco_refgen.jsonvalue import JsonObject, JsonText, JsonValue, canonical
from ampeco_refgen.openapi.references import References
from ampeco_refgen.openapi.structure import METHODS

_PARAMETER = frozenset(
    {
        *("name", "in", "required", "deprecated", "description", "style", "explode"),
        *("schema", "content", "example", "examples", "$ref"),
    }
)
_MEDIA = frozenset(["schema", "example", "examples"])
_MEDIA_3_2 = _MEDIA | {"itemSchema"}
_DOCS = ("externalDocs",)
_OVERRIDING = frozenset(["description", "summary"])
"""What may stand beside a `$ref` and counts instead of what it refers to (OpenAPI 3.1.1, Reference Object)."""


class OperationParts:
    """Converts the parts of operations of one document; problems that lose nothing are noted in `diagnostics`.

    `full` is whether descriptive sentences are kept; `siblings` whether a `$ref` may have others beside it; `newest`
    whether what is new in OpenAPI 3.2 is read.
    """

    def __init__(
        self, references: References, table: SchemaTable, *, full: bool, siblings: bool, newest: bool = False
    ) -> None:
        self._references = references
        self._newest = newest
        self._siblings = siblings
        self._table = table
        self._full = full
        self.diagnostics: list[Diagnostic] = []

    def text(self, node: JsonObject, key: str = "description") -> str:
        """Return a descriptive text, or `""` where descriptions are left out."""
        return plain(node, key) if self._full else ""

    def parameters(self, shared: JsonValue, own: JsonValue, place: tuple[str, ...]) -> tuple[Parameter, ...]:
        """Merge the path item's parameters under the operation's own, by name and location, without duplicates.

        Source: OpenAPI 3.0.4, Operation Object, `parameters`: the operation's override the path item's.
        """
        merged: dict[tuple[str, str], Parameter] = {}
        for nodes, is_shared in ((shared, True), (own, False)):
            seen: set[tuple[str, str]] = set()
            for node in self.objects(nodes):
                parameter = self.parameter(node, shared=is_shared)
                key = (parameter.location, parameter.name)
                if key in seen:
                    self._duplicate(parameter, place)
                    continue
                seen.add(key)
                merged[key] = parameter
        return tuple(merged.values())

    def parameter(self, node: JsonObject, *, shared: bool = False, name: str = "", location: str = "") -> Parameter:
        """Convert a Parameter Object, or a Header Object, whose name and location stand outside of it."""
        deprecated = node.get("deprecated") is True
        explode = node.get("explode")
        return Parameter(
            name=name or plain(node, "name"),
            location=location or plain(node, "in"),
            required=node.get("required") is True,
            deprecated=deprecated,
            shared=shared,
            description=self.text(node),
            replacements=replacements_named(plain(node, "description")) if deprecated else (),
            style=plain(node, "style"),
            explode=explode if isinstance(explode, bool) else None,
            schema=self._table.add(node["schema"]) if "schema" in node else None,
            media=self.media(node.get("content")),
            examples=self._examples(node),
            others=other_members(node, _PARAMETER, full=self._full),
        )

    def body(self, node: JsonValue) -> RequestBody | None:
        """Convert a Request Body Object; `None` where the operation takes none."""
        resolved = self._resolved(node)
        if not isinstance(resolved, dict):
            return None
        return RequestBody(
            required=resolved.get("required") is True,
            description=self.text(resolved),
            media=self.media(resolved.get("content"), sent=True),
        )

    def media(self, content: JsonValue, *, sent: bool = False) -> tuple[MediaType, ...]:
        """Convert a map of Media Type Objects, sorted by content type; in a body that is sent, parts have headers."""
        return tuple(
            MediaType(
                content_type=name,
                schema=self._schema_of(node),
                examples=self._examples(node),
                parts=tuple(self._parts(node.get("encoding"))) if sent and name[:10].lower() == "multipart/" else (),
                others=other_members(node, _MEDIA_3_2 if self._newest else _MEDIA, full=self._full),
            )
            for name, node in self.entries(content)
        )

    def _schema_of(self, media: JsonObject) -> SchemaId | None:
        """Return what the whole of a body keeps to, and each of its items (OpenAPI 3.2.0, Media Type Object)."""
        schemas = [self._table.add(media["schema"])] if "schema" in media else []
        schemas += [self._table.add_stream(media["itemSchema"])] if self._newest and "itemSchema" in media else []
        return self._table.both(*schemas) if schemas else None

    def _parts(self, encoding: JsonValue) -> Iterator[Part]:
        """Yield the parts that have headers but `Content-Type`, which is told otherwise.

        Source: OpenAPI 3.0.4, Encoding Object: headers are those of multipart media types, and of request bodies.
        """
        for name, node in self.entries(encoding):
            headers = [
                self.parameter(header, name=field, location="header")
                for field, header in self.entries(node.get("headers"))
                if field.lower() != "content-type"
            ]
            if headers:
                yield Part(name=name, headers=tuple(headers))

    def responses(self, node: JsonValue) -> tuple[Response, ...]:
        """Convert a Responses Object, sorted by status (`default` last)."""
        return tuple(
            self._response(status, response) for status, response in self.entries(node) if not status.startswith("x-")
        )

    def _response(self, status: str, node: JsonObject) -> Response:
        return Response(
            status=status,
            description=self._said_of_response(node),
            headers=tuple(
                self.parameter(header, name=name, location="header")
                for name, header in self.entries(node.get("headers"))
            ),
            media=self.media(node.get("content")),
            links=self.named(node.get("links")),
        )

    def _said_of_response(self, node: JsonObject) -> str:
        """Return the description of a response, from 3.2 on after its summary (OpenAPI 3.2.0, Response Object)."""
        texts = (self.text(node, "summary") if self._newest else "", self.text(node))
        return "\n\n".join(text for text in texts if text)

    def callbacks(self, node: JsonValue, place: tuple[str, ...]) -> tuple[Webhook, ...]:
        """Convert a map of Callback Objects, sorted by name, expression and method."""
        return tuple(
            webhook
            for name, expressions in self.entries(node)
            for expression, item in self.path_items(_without_extensions(expressions))
            for webhook in self.webhooks(name, item, (*place, "callbacks", name, expression), expression=expression)
        )

    def webhooks(
        self, name: str, item: JsonObject, place: tuple[str, ...], *, expression: str = ""
    ) -> Iterator[Webhook]:
        """Convert each operation of a path item that the API calls at its client."""
        for method, node in self.methods(item):
            yield self._webhook(name, expression, method, node, item, place)

    def methods(self, item: JsonObject) -> Iterator[tuple[str, JsonObject]]:
        """Yield the operations of a path item with their methods as they are sent; from 3.2 on these may be any."""
        for method in METHODS:
            node = item.get(method)
            if isinstance(node, dict):
                yield method.upper(), node
        more = item.get("additionalOperations") if self._newest else None
        for method, node in sorted(more.items()) if isinstance(more, dict) else ():
            if isinstance(node, dict):
                yield method, node

    def _webhook(
        self, name: str, expression: str, method: str, node: JsonObject, item: JsonObject, place: tuple[str, ...]
    ) -> Webhook:
        deprecated = node.get("deprecated") is True
        return Webhook(
            name=name,
            expression=expression,
            method=method,
            operation_id=plain(node, "operationId"),
            summary=plain(node, "summary"),
            description="\n\n".join(self._said_of_webhook(node, item)),
            deprecated=deprecated,
            replacements=replacements_named(plain(node, "description")) if deprecated else (),
            tags=tag_names(node),
            parameters=self.parameters(item.get("parameters"), node.get("parameters"), (*place, method.lower())),
            body=self.body(node.get("requestBody")),
            responses=self.responses(node.get("responses")),
            others=other_members({key: node[key] for key in _DOCS if key in node}, (), full=self._full),
            security=security_of(node.get("security")),
            servers=self.servers(node.get("servers", item.get("servers"))),
        )

    def _said_of_webhook(self, node: JsonObject, item: JsonObject) -> list[str]:
        """Return the descriptions of a webhook and of its path item, each that is another (3.0.4, Path Item Object)."""
        texts = (self.text(node), self.text(item, "summary"), self.text(item))
        return [text for text in dict.fromkeys(texts) if text and text != plain(node, "summary")]

    def named(self, node: JsonValue) -> tuple[tuple[str, JsonText], ...]:
        """Return the objects of a map by sorted key, as JSON, each with its reference followed."""
        objects = tuple((name, canonical(dict(value))) for name, value in self.entries(node))
        return objects if self._full else undescribed_entries(objects)

    def servers(self, nodes: JsonValue) -> tuple[Server, ...] | None:
        """Convert a list of Server Objects; `None` where there is no list."""
        if not isinstance(nodes, list):
            return None
        return tuple(
            Server(
                url=plain(node, "url"),
                name=plain(node, "name"),
                description=self.text(node),
                variables=self.named(node.get("variables")),
            )
            for node in self.objects(nodes)
        )

    def entries(self, node: JsonValue) -> list[tuple[str, JsonObject]]:
        """Return the objects of a map by sorted key, each with its reference followed."""
        return self._entries(node, self._resolved)

    def path_items(self, node: JsonValue) -> list[tuple[str, JsonObject]]:
        """Return the Path Item Objects of a map by sorted key, each with what it refers to.

        What stands beside its `$ref` completes it (OpenAPI 3.0.4, Path Item Object).
        """
        return self._entries(node, self._references.completed)

    def _entries(self, node: JsonValue, follow: Callable[[JsonValue], JsonValue]) -> list[tuple[str, JsonObject]]:
        members = self._references.resolved(node)
        if not isinstance(members, dict):
            return []
        followed = [(key, follow(members[key])) for key in sorted(members)]
        return [(key, value) for key, value in followed if isinstance(value, dict)]

    def objects(self, nodes: JsonValue) -> Iterator[JsonObject]:
        """Yield the objects of a list in its order, each with its reference followed."""
        for node in nodes if isinstance(nodes, list) else ():
            value = self._resolved(node)
            if isinstance(value, dict):
                yield value

    def _resolved(self, node: JsonValue) -> JsonValue:
        if self._siblings:
            return self._references.completed(node, _OVERRIDING)
        return self._references.resolved(node)

    def _examples(self, node: JsonObject) -> tuple[Example, ...]:
        """Return `example` and `examples` (a map of Example Objects here), sorted by name."""
        if "example" not in node and "examples" not in node:
            return ()
        plain_one = [Example(value=canonical(node["example"]))] if "example" in node else []
        named = (self._example(name, example) for name, example in self.entries(node.get("examples")))
        return (*plain_one, *named)

    def _example(self, name: str, node: JsonObject) -> Example:
        keyword = "dataValue" if self._newest and "dataValue" in node else "value"
        return Example(
            name=name,
            summary=plain(node, "summary"),
            description=self.text(node),
            value=canonical(node[keyword]) if keyword in node else None,
            external=plain(node, "externalValue"),
        )

    def _duplicate(self, parameter: Parameter, place: tuple[str, ...]) -> None:
        message = f"the {parameter.location} parameter {parameter.name!r} is declared twice; the first counts"
        self.diagnostics.append(warning("duplicate-parameter", message, pointer_to(*place, "parameters")))


def tag_names(node: JsonObject) -> tuple[str, ...]:
    """Return the tags of an operation or webhook, each once."""
    tags = node.get("tags")
    return tuple(dict.fromkeys(str(tag) for tag in tags)) if isinstance(tags, list) else ()


def security_of(nodes: JsonValue) -> SecurityChoice | None:
    """Convert a list of Security Requirement Objects; `None` where there is no list."""
    if not isinstance(nodes, list):
        return None
    return tuple(
        tuple(
            SecurityUse(scheme=name, scopes=tuple(str(scope) for scope in cast("list[JsonValue]", scopes or [])))
            for name, scopes in sorted(node.items())
        )
        for node in nodes
        if isinstance(node, dict)
    )


def _without_extensions(node: JsonObject) -> JsonObject:
    """Return a Callback Object without its extensions, in which a `$ref` is only data (Specification Extensions)."""
    return {name: value for name, value in node.items() if not name.startswith("x-")}
