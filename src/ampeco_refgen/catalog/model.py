"""The Catalog's types: everything an OpenAPI document says, frozen, classified, identical schemas stored once.

The Catalog is the only thing that later stages read. Its nodes hold tuples and numbers of schemas
(`SchemaId`, an index into `Catalog.schemas`), never a piece of the raw document. Facts only: what is
inferred from them lives in `infer/`. The OpenAPI 3.0 and 3.1 spellings of one fact give one node here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from msgspec import Struct

from ampeco_refgen.diagnostics import pointer_to
from ampeco_refgen.jsonvalue import JsonText
from ampeco_refgen.openapi.structure import METHODS

SchemaId: TypeAlias = int
"""An index into `Catalog.schemas`."""
SCHEMA_FIELDS = frozenset(
    {
        *("schema", "items", "additional", "negated", "property_names", "condition", "then", "otherwise"),
        *("contains", "content", "unevaluated_properties", "unevaluated_items"),
    }
)
"""The fields of all records that hold the number of a schema; some of them may be a boolean instead."""
SCHEMA_LISTS = frozenset({"prefix_items", "all_of", "any_of", "one_of"})
"""The fields of all records that hold several numbers of schemas."""


class Record(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a catalog is made of: only fields that differ from their default are encoded, and only fields decoded."""


class Property(Record, frozen=True, kw_only=True):
    """A named member of an object schema."""

    name: str
    schema: SchemaId


class Constraint(Record, frozen=True, kw_only=True):
    """A limit by its JSON Schema keyword: `minimum`, `maxLength`, `pattern`, … (exclusive limits as numbers)."""

    keyword: str
    value: JsonText


class Discriminator(Record, frozen=True, kw_only=True):
    """The property that tells a union's variants apart, and the value that selects each schema.

    It is the name of a component, or what the document says where that is none of its own.
    """

    property_name: str
    mapping: tuple[tuple[str, str], ...] = ()


class Demand(Record, frozen=True, kw_only=True):
    """What the description of a field asks of a request, beyond its schema (`catalog/demand_words.py`).

    `kind` is `always` (required), `when` (required where another field, named first, has one of `values`), `for`
    (required for what `values` are words of), `either` (it or one of the named ones is required), `exclusive` (one of
    them at most), `never` (not together with a value of another field), `brings` (with it the named ones are required)
    or `limited` (its use depends on something else).
    """

    kind: str
    names: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


class Schema(Record, frozen=True, kw_only=True):
    """A schema as the document writes it; `allOf` and unions are not merged here (see `catalog/shape.py`).

    `types` are the JSON types without `null`, which is `nullable`. `additional` is the schema of a map's
    values, or whether others than the named properties are allowed; `property_names` the schema that all names of
    an object keep (JSON Schema 2020-12, Core, section 10.3.2.4). `link` names a recursive component
    (a key of `Catalog.components`); such a node holds nothing else. `stream` marks the array that a body stands for
    which comes item by item (OpenAPI 3.2.0, Media Type Object, `itemSchema`). `others` holds the remaining keywords, as
    they are.

    `condition`, `then` and `otherwise` are `if`, `then` and `else`; `dependent_required` and `dependent_schemas` are
    what is demanded where a member is there, by its name; `contains` is what some items are like, so many of them as
    `min_contains` and `max_contains` say; `content` is the form of what a text holds (`contentSchema`).

    `enum_names` and `enum_descriptions` are what enumerated values are called and mean, by the value.
    `replacements`, here and in other nodes, are the names that the description of something deprecated gives as to
    be used instead, `demands` what descriptions ask for, and `said` other facts of the text, by name and value (see
    `catalog/said.py`): all kept also where the descriptions themselves are left out.
    """

    types: tuple[str, ...] = ()
    nullable: bool = False
    format: str = ""
    title: str = ""
    description: str = ""
    enum: tuple[JsonText, ...] | None = None
    enum_names: tuple[tuple[str, str], ...] = ()
    enum_descriptions: tuple[tuple[str, str], ...] = ()
    default: JsonText | None = None
    examples: tuple[JsonText, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    read_only: bool = False
    write_only: bool = False
    deprecated: bool = False
    replacements: tuple[str, ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    demands: tuple[Demand, ...] = ()
    properties: tuple[Property, ...] = ()
    pattern_properties: tuple[Property, ...] = ()
    required: tuple[str, ...] = ()
    prefix_items: tuple[SchemaId, ...] = ()
    items: SchemaId | None = None
    stream: bool = False
    additional: SchemaId | bool | None = None
    property_names: SchemaId | None = None
    all_of: tuple[SchemaId, ...] = ()
    any_of: tuple[SchemaId, ...] = ()
    one_of: tuple[SchemaId, ...] = ()
    negated: SchemaId | None = None
    condition: SchemaId | None = None
    then: SchemaId | None = None
    otherwise: SchemaId | None = None
    dependent_required: tuple[tuple[str, tuple[str, ...]], ...] = ()
    dependent_schemas: tuple[Property, ...] = ()
    contains: SchemaId | None = None
    min_contains: int | None = None
    max_contains: int | None = None
    content: SchemaId | None = None
    unevaluated_properties: SchemaId | bool | None = None
    unevaluated_items: SchemaId | bool | None = None
    discriminator: Discriminator | None = None
    link: str = ""
    others: tuple[tuple[str, JsonText], ...] = ()


class Component(Record, frozen=True, kw_only=True):
    """A schema that the document names under `components.schemas`."""

    name: str
    schema: SchemaId


class Example(Record, frozen=True, kw_only=True):
    """An example that the document gives for a body, a parameter or a header, beside its schema.

    `value` is the example as JSON, `external` the address of what has it (OpenAPI 3.0.4, Example Object). `name` is its
    key under `examples`, and empty for the value of `example`.
    """

    name: str = ""
    summary: str = ""
    description: str = ""
    value: JsonText | None = None
    external: str = ""


def values_of_examples(examples: Iterable[Example]) -> tuple[JsonText, ...]:
    """Return the values that examples have, each once; one at another address has none."""
    return tuple(dict.fromkeys(example.value for example in examples if example.value is not None))


class MediaType(Record, frozen=True, kw_only=True):
    """The shape of a body in one media type; `parts` are those of a multipart body that have headers of their own."""

    content_type: str
    schema: SchemaId | None = None
    examples: tuple[Example, ...] = ()
    parts: tuple[Part, ...] = ()
    others: tuple[tuple[str, JsonText], ...] = ()


class Parameter(Record, frozen=True, kw_only=True):
    """A path, query, header or cookie parameter; `shared` when it is declared for the whole path."""

    name: str
    location: str
    required: bool = False
    deprecated: bool = False
    shared: bool = False
    description: str = ""
    replacements: tuple[str, ...] = ()
    style: str = ""
    explode: bool | None = None
    schema: SchemaId | None = None
    media: tuple[MediaType, ...] = ()
    examples: tuple[Example, ...] = ()
    others: tuple[tuple[str, JsonText], ...] = ()


class Part(Record, frozen=True, kw_only=True):
    """A part of a multipart body and its headers (OpenAPI 3.0.4, Encoding Object)."""

    name: str
    headers: tuple[Parameter, ...] = ()


class RequestBody(Record, frozen=True, kw_only=True):
    """What a client sends; `media` is sorted by content type."""

    required: bool = False
    description: str = ""
    media: tuple[MediaType, ...] = ()


class Response(Record, frozen=True, kw_only=True):
    """What comes back with one status: `200`, `4XX` or `default`."""

    status: str
    description: str = ""
    headers: tuple[Parameter, ...] = ()
    media: tuple[MediaType, ...] = ()
    links: tuple[tuple[str, JsonText], ...] = ()


class Place(Record, frozen=True, kw_only=True):
    """Where an operation belongs, read from its path by the rules of `catalog/path_rules.py`.

    `family` is `resources`, `actions`, `notifications` or another; `resource` the resource's or action target's
    slug; `version` such as `v1.0` (empty where the path has none); `subpath` what follows: `/{session}/stop`.
    """

    family: str
    resource: str
    version: str = ""
    subpath: str = ""


class SecurityUse(Record, frozen=True, kw_only=True):
    """A security scheme that a request must satisfy, with the scopes it needs."""

    scheme: str
    scopes: tuple[str, ...] = ()


SecurityChoice: TypeAlias = tuple[tuple[SecurityUse, ...], ...]
"""Alternatives, of which each is a set of schemes that all apply (OpenAPI 3.0.4, Security Requirement Object)."""


class Server(Record, frozen=True, kw_only=True):
    """A base URL; `variables` hold each variable's name and its object as JSON text. `name` is new in OpenAPI 3.2."""

    url: str
    name: str = ""
    description: str = ""
    variables: tuple[tuple[str, JsonText], ...] = ()


class Webhook(Record, frozen=True, kw_only=True):
    """A request that the API sends to its client: a callback of an operation, or a webhook of OpenAPI 3.1.

    `description` is followed by what its path item says of all its methods; of other members `others` has the
    `externalDocs` alone. `security` and `servers` are `None` where it has none of its own.
    """

    name: str
    expression: str = ""
    method: str
    operation_id: str = ""
    summary: str = ""
    description: str = ""
    deprecated: bool = False
    replacements: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    body: RequestBody | None = None
    responses: tuple[Response, ...] = ()
    security: SecurityChoice | None = None
    servers: tuple[Server, ...] | None = None
    others: tuple[tuple[str, JsonText], ...] = ()


class Operation(Record, frozen=True, kw_only=True):
    """One method on one path, with everything said about it; `method` is as it is sent.

    `parameters` are the path item's merged under the operation's own (OpenAPI 3.0.4, Path Item Object), without
    duplicates, in document order. `security` and `servers` are `None` where the document's apply.
    """

    method: str
    path: str
    place: Place
    operation_id: str = ""
    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    deprecated: bool = False
    replacements: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    body: RequestBody | None = None
    responses: tuple[Response, ...] = ()
    callbacks: tuple[Webhook, ...] = ()
    security: SecurityChoice | None = None
    servers: tuple[Server, ...] | None = None
    others: tuple[tuple[str, JsonText], ...] = ()

    @property
    def key(self) -> str:
        """`METHOD /path`, the operation's name everywhere: headings, links, reports."""
        return f"{self.method} {self.path}"

    @property
    def pointer(self) -> str:
        """The JSON pointer of the operation in its document."""
        member = (self.method.lower(),) if self.method.lower() in METHODS else ("additionalOperations", self.method)
        return pointer_to("paths", self.path, *member)


class SecurityScheme(Record, frozen=True, kw_only=True):
    """A named way to authenticate; `facts` are the remaining members of its object, `flows` among them."""

    name: str
    kind: str
    description: str = ""
    facts: tuple[tuple[str, JsonText], ...] = ()


class Tag(Record, frozen=True, kw_only=True):
    """A tag and what the document says of it; `others` are the remaining members of its object."""

    name: str
    description: str = ""
    others: tuple[tuple[str, JsonText], ...] = ()


class PathNote(Record, frozen=True, kw_only=True):
    """What a path item says for itself; also every path without an operation."""

    path: str
    summary: str = ""
    description: str = ""


class LeftOut(Record, frozen=True, kw_only=True):
    """What a selection left out of a catalog, so that later runs know what the document has besides.

    `selection` is the digest of the rules. `operations` and `webhooks` are digests too, since what is left out may be
    nobody's business. `rules` are the rules in words, each with the number of operations that it took away.
    """

    selection: str
    operations: tuple[str, ...] = ()
    webhooks: tuple[str, ...] = ()
    rules: tuple[tuple[str, int], ...] = ()

    @property
    def count(self) -> int:
        """The number of operations."""
        return sum(count for _, count in self.rules)


class Catalog(Record, frozen=True, kw_only=True):
    """A whole document. `operations` are in reading order: family, resource, version, path, method.

    `full` tells whether descriptive sentences are held (`--descriptions full`) or were left out; `left_out` is what the
    owner of the skill did not select (`catalog/selection.py`), `None` where that is nothing. `others` are the
    `externalDocs` of the document, and what its Info Object has beside title, version and description, but extensions.
    """

    title: str
    version: str
    openapi: str
    full: bool = True
    description: str = ""
    servers: tuple[Server, ...] = ()
    security: SecurityChoice = ()
    security_schemes: tuple[SecurityScheme, ...] = ()
    tags: tuple[Tag, ...] = ()
    path_notes: tuple[PathNote, ...] = ()
    operations: tuple[Operation, ...] = ()
    webhooks: tuple[Webhook, ...] = ()
    components: tuple[Component, ...] = ()
    schemas: tuple[Schema, ...] = ()
    left_out: LeftOut | None = None
    others: tuple[tuple[str, JsonText], ...] = ()

    @property
    def declared_webhooks(self) -> tuple[tuple[Operation | None, Webhook], ...]:
        """Every webhook with the operation that declares it: the callbacks of all operations in reading order.

        At the end come the document's own (OpenAPI 3.1), which no operation declares. What several operations declare
        is there for each of them.
        """
        callbacks = ((operation, webhook) for operation in self.operations for webhook in operation.callbacks)
        return (*callbacks, *((None, webhook) for webhook in self.webhooks))
