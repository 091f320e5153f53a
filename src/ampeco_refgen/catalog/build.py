"""Document → Catalog: every operation converted, classified and counted; nothing is dropped."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ampeco_refgen.catalog.model import (
    Catalog,
    Operation,
    PathNote,
    Place,
    SecurityScheme,
    Tag,
)
from ampeco_refgen.catalog.operation_parts import OperationParts, security_of, tag_names
from ampeco_refgen.catalog.path_rules import PathRule, Places, reading_order
from ampeco_refgen.catalog.replacement_names import replacements_named
from ampeco_refgen.catalog.schemas import SchemaTable, other_members, plain
from ampeco_refgen.catalog.subtypes import with_subtypes
from ampeco_refgen.depth import room_for_depth
from ampeco_refgen.diagnostics import Diagnostic, error
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.jsonvalue import JsonObject, JsonValue
from ampeco_refgen.openapi.model import Document
from ampeco_refgen.openapi.references import References

_OPERATION = frozenset(
    {
        *("operationId", "summary", "description", "tags", "deprecated", "parameters", "requestBody"),
        *("responses", "callbacks", "security", "servers"),
    }
)
_SCHEME = frozenset(["type", "description"])
_TAG = frozenset(["name", "description"])
_ABOUT = ("summary", "termsOfService", "contact", "license")
"""The members of the Info Object that `Catalog.others` holds."""


class _DeclaredOperation(Struct, frozen=True):
    """An operation as the document has it: `node`, which stands under `method` of the path item `item`."""

    path: str
    item: JsonObject
    method: str
    node: JsonObject


@room_for_depth()
def build(
    document: Document, *, full: bool = True, path_rules: tuple[PathRule, ...] = ()
) -> tuple[Catalog, tuple[Diagnostic, ...]]:
    """Convert a valid document; returns the Catalog and the warnings found on the way.

    `full` keeps descriptive sentences; `path_rules`, of a profile, are tried before the general ones. Raises
    `DocumentError` when an operation would be lost or none is there.
    """
    return _Builder(document, full=full, path_rules=path_rules).build()


class _Builder:
    def __init__(self, document: Document, *, full: bool, path_rules: tuple[PathRule, ...]) -> None:
        self._path_rules = path_rules
        siblings = document.dialect != "3.0"
        self._tree = with_subtypes(document.tree, siblings=siblings)
        self._references = References(self._tree)
        self._table = SchemaTable(self._references, full=full, siblings=siblings)
        newest = document.dialect == "3.2"
        self._parts = OperationParts(self._references, self._table, full=full, siblings=siblings, newest=newest)
        self._full = full

    def build(self) -> tuple[Catalog, tuple[Diagnostic, ...]]:
        info = _object(self._tree.get("info"))
        components = _object(self._tree.get("components"))
        operations = self._operations()
        webhooks = [
            webhook
            for name, item in self._parts.path_items(self._tree.get("webhooks"))
            for webhook in self._parts.webhooks(name, item, ("webhooks", name))
        ]
        catalog = Catalog(
            title=plain(info, "title"),
            version=str(info.get("version", "")),
            openapi=plain(self._tree, "openapi"),
            full=self._full,
            description=self._parts.text(info),
            servers=self._parts.servers(self._tree.get("servers")) or (),
            security=security_of(self._tree.get("security")) or (),
            security_schemes=self._security_schemes(components.get("securitySchemes")),
            tags=self._tags(),
            path_notes=self._path_notes(),
            operations=operations,
            webhooks=tuple(webhooks),
            components=self._table.components(_object(components.get("schemas"))),
            schemas=self._table.schemas,
            others=other_members(self._about(info), (), full=self._full),
        )
        return catalog, tuple(self._parts.diagnostics)

    def _about(self, info: JsonObject) -> JsonObject:
        about = {name: info[name] for name in _ABOUT if name in info}
        return about | ({"externalDocs": self._tree["externalDocs"]} if "externalDocs" in self._tree else {})

    def _operations(self) -> tuple[Operation, ...]:
        """Return the operations in reading order.

        They are converted in that order, so that schemas get the same numbers whatever the order of the paths.
        """
        declared = [
            _DeclaredOperation(path, item, method, node)
            for path, item in self._paths()
            for method, node in self._parts.methods(item)
        ]
        if not declared and not self._tree.get("webhooks"):
            raise _refused("no-operation", "the document has no operation: a bundle made of it would be empty")
        # The places are those of a document: all of its paths have to be known before any has one.
        tagged = ((operation.path, tag_names(operation.node)) for operation in declared)
        places = Places(tagged, self._path_rules)
        placed = [(places.of(operation.path, tag_names(operation.node)), operation) for operation in declared]
        placed.sort(key=lambda pair: reading_order(pair[0], pair[1].path, pair[1].method))
        operations = tuple(self._operation(place, operation) for place, operation in placed)
        if len({operation.key for operation in operations}) != len(declared):
            raise _refused("operation-lost", "two operations share one method and path")
        return operations

    def _paths(self) -> Iterator[tuple[str, JsonObject]]:
        for path, item in self._parts.path_items(self._tree.get("paths")):
            if not path.startswith("x-"):
                yield path, item

    def _operation(self, place: Place, declared: _DeclaredOperation) -> Operation:
        parts, item, node = self._parts, declared.item, declared.node
        pointer = ("paths", declared.path, declared.method.lower())
        deprecated = node.get("deprecated") is True
        return Operation(
            method=declared.method,
            path=declared.path,
            place=place,
            operation_id=plain(node, "operationId"),
            summary=plain(node, "summary"),
            description=parts.text(node),
            tags=tag_names(node),
            deprecated=deprecated,
            replacements=replacements_named(plain(node, "description")) if deprecated else (),
            parameters=parts.parameters(item.get("parameters"), node.get("parameters"), pointer),
            body=parts.body(node.get("requestBody")),
            responses=parts.responses(node.get("responses")),
            callbacks=parts.callbacks(node.get("callbacks"), pointer),
            security=security_of(node.get("security")),
            servers=parts.servers(node.get("servers", item.get("servers"))),
            others=other_members(node, _OPERATION, full=self._full),
        )

    def _security_schemes(self, schemes: JsonValue) -> tuple[SecurityScheme, ...]:
        return tuple(
            SecurityScheme(
                name=name,
                kind=plain(node, "type"),
                description=self._parts.text(node),
                facts=other_members(node, _SCHEME, full=self._full),
            )
            for name, node in self._parts.entries(schemes)
        )

    def _tags(self) -> tuple[Tag, ...]:
        tags = self._parts.objects(self._tree.get("tags"))
        return tuple(
            Tag(
                name=plain(node, "name"),
                description=self._parts.text(node),
                others=other_members(node, _TAG, full=self._full),
            )
            for node in tags
        )

    def _path_notes(self) -> tuple[PathNote, ...]:
        """Return a note for each path item with a summary or description of its own, or without any operation."""
        return tuple(
            PathNote(path=path, summary=plain(item, "summary"), description=self._parts.text(item))
            for path, item in self._paths()
            if "summary" in item or "description" in item or not any(self._parts.methods(item))
        )


def _object(node: JsonValue) -> JsonObject:
    return node if isinstance(node, dict) else {}


def _refused(code: str, message: str) -> DocumentError:
    return DocumentError(message, diagnostics=(error(code, message, "#/paths"),))
