"""Catalog → digests of what callers depend on: of each operation, each webhook, and the API as a whole.

The digest of the whole stands in the changelog, where it names a state of the API. Operations and webhooks with equal
digests need not be compared, and most are equal: `diff` of two versions of a document takes a quarter longer without.

Texts of schemas, operations and the like (descriptions, titles, summaries, examples) do not enter: a catalog with
descriptions and the same one without have equal signatures.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from ampeco_refgen.catalog.model import (
    Catalog,
    MediaType,
    Operation,
    Parameter,
    Property,
    RequestBody,
    Response,
    Schema,
    SchemaId,
    SecurityScheme,
    Server,
    Webhook,
)
from ampeco_refgen.jsonvalue import JsonText, JsonValue, canonical, value_of

_TEXTS = frozenset({"description", "summary"})


class Signatures:
    """Gives the signatures of one Catalog's operations and webhooks, and of the whole, as SHA-256 in hexadecimal."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._names = {component.schema: component.name for component in catalog.components}
        # A recursive schema is a link to a component, so its digest cannot be made of its parts' digests. All
        # recursive components are digested once without following links; that stands for each link in the second pass.
        links = {schema.link for schema in catalog.schemas if schema.link}
        shallow = self._digests(catalog.schemas, recursion="")
        targets = [shallow[component.schema] for component in catalog.components if component.name in links]
        self._schemas = self._digests(catalog.schemas, recursion=_digest(targets)) if links else shallow

    def operation(self, operation: Operation) -> str:
        """Return the signature of an operation without its callbacks."""
        return _digest(
            operation.key,
            operation.operation_id,
            operation.deprecated,
            self._parameters(operation.parameters),
            self._body(operation.body),
            self._responses(operation.responses),
            operation.security,
            servers_without_texts(operation.servers),
        )

    def webhook(self, webhook: Webhook) -> str:
        """Return the signature of what a webhook's receiver gets, and of the responses that are expected of it."""
        return _digest(
            webhook.name,
            webhook.method,
            webhook.expression,
            webhook.deprecated,
            self._parameters(webhook.parameters),
            self._body(webhook.body),
            self._responses(webhook.responses),
        )

    def whole(self) -> str:
        """Return the signature of the API, its version included."""
        catalog = self.catalog
        return _digest(
            catalog.title,
            catalog.version,
            servers_without_texts(catalog.servers),
            catalog.security,
            [(scheme.name, scheme_without_texts(scheme)) for scheme in catalog.security_schemes],
            [self.operation(operation) for operation in catalog.operations],
            [self.webhook(webhook) for _, webhook in catalog.declared_webhooks],
        )

    def _digests(self, schemas: tuple[Schema, ...], recursion: str) -> list[str]:
        """Return the digest of each schema by its number; parts of a schema have lower numbers (`catalog/schemas.py`).

        `recursion` is a digest of all recursive components. It enters that of every link, so that a change in one of
        them changes the signature of whatever uses it.
        """
        digests: list[str] = []
        for schema in schemas:
            digests.append(_digest(schema.link, recursion) if schema.link else self._schema_digest(schema, digests))
        return digests

    def _schema_digest(self, schema: Schema, digests: list[str]) -> str:
        """Return the digest of a schema without its texts; `digests` are those of all schemas with lower numbers."""

        def unnamed(numbers: Iterable[SchemaId]) -> list[str]:
            return [digests[number] for number in numbers]

        def named(members: Iterable[Property]) -> list[tuple[str, str]]:
            return [(member.name, digests[member.schema]) for member in members]

        return _digest(
            (schema.types, schema.nullable, schema.format, schema.enum, schema.default),
            [(limit.keyword, limit.value) for limit in schema.constraints],
            (schema.read_only, schema.write_only, schema.deprecated, schema.required),
            (named(schema.properties), named(schema.pattern_properties), unnamed(schema.prefix_items)),
            None if schema.items is None else digests[schema.items],
            schema.additional
            if schema.additional is None or isinstance(schema.additional, bool)
            else digests[schema.additional],
            (unnamed(schema.all_of), unnamed(schema.any_of), unnamed(schema.one_of)),
            None if schema.negated is None else digests[schema.negated],
            # Only where it is there: the digests that older catalogs hold were made without it.
            *([] if schema.property_names is None else [digests[schema.property_names]]),
            *self._selecting(schema),
            *_demands(schema, digests),
        )

    def _selecting(self, schema: Schema) -> list[object]:
        """Return what tells the alternatives of a union apart; without a mapping the names of components do."""
        by = schema.discriminator
        if by is None:
            return []
        names = [self._names.get(number, "") for number in (*schema.one_of, *schema.any_of)]
        return [by.property_name, by.mapping, names]

    def _parameters(self, parameters: Iterable[Parameter]) -> list[object]:
        return [
            (
                (parameter.name, parameter.location, parameter.required, parameter.deprecated),
                (parameter.style, parameter.explode, dict(parameter.others).get("allowReserved", "")),
                self._value(parameter),
            )
            for parameter in parameters
        ]

    def _value(self, parameter: Parameter) -> object:
        return (self._schema(parameter.schema), self._media(parameter.media))

    def _body(self, body: RequestBody | None) -> object:
        return None if body is None else (body.required, self._media(body.media))

    def _responses(self, responses: Iterable[Response]) -> list[object]:
        return [
            (response.status, self._parameters(response.headers), self._media(response.media)) for response in responses
        ]

    def _media(self, media: Iterable[MediaType]) -> list[object]:
        return [
            (
                media_type.content_type,
                self._schema(media_type.schema),
                _facts(pair for pair in media_type.others if pair[0] == "encoding"),
            )
            for media_type in media
        ]

    def _schema(self, number: SchemaId | None) -> str:
        return "" if number is None else self._schemas[number]


def servers_without_texts(servers: tuple[Server, ...] | None) -> tuple[tuple[str, str], ...] | None:
    """Return the URL of each server with its variables as JSON; `None` for an operation that has the document's."""
    if servers is None:
        return None
    return tuple((server.url, _facts(server.variables)) for server in servers)


def scheme_without_texts(scheme: SecurityScheme) -> str:
    """Return the facts of a security scheme as JSON, its kind included; of scopes only the names."""
    return _facts((("type", canonical(scheme.kind)), *scheme.facts))


def _facts(pairs: Iterable[tuple[str, JsonText]]) -> str:
    facts = {name: _bare(value_of(text)) for name, text in pairs if not name.startswith("x-")}
    return canonical(facts) if facts else ""


def _bare(value: JsonValue) -> JsonValue:
    """Return a value without descriptions and summaries in it, and with the names of scopes in the place of scopes."""
    if isinstance(value, list):
        return [_bare(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: list[JsonValue](sorted(member)) if name == "scopes" and isinstance(member, dict) else _bare(member)
        for name, member in value.items()
        if name not in _TEXTS
    }


def _demands(schema: Schema, digests: list[str]) -> list[object]:
    """Return what holds only in some cases or for some items, and of what is not evaluated; empty without any."""
    alone = {
        "if": schema.condition,
        "then": schema.then,
        "else": schema.otherwise,
        "contains": schema.contains,
        "contentSchema": schema.content,
        "unevaluatedProperties": schema.unevaluated_properties,
        "unevaluatedItems": schema.unevaluated_items,
    }
    return [
        *(
            (name, part if isinstance(part, bool) else digests[part])
            for name, part in alone.items()
            if part is not None
        ),
        *(("dependentRequired", *pair) for pair in schema.dependent_required),
        *(("dependentSchemas", member.name, digests[member.schema]) for member in schema.dependent_schemas),
        *((schema.min_contains, schema.max_contains) if schema.contains is not None else ()),
    ]


def _digest(*facts: object) -> str:
    return sha256(ascii(facts).encode()).hexdigest()
