"""What is derived of how an API behaves as a whole: `Patterns`, and the `Inconsistency`s that callers trip over.

Operations are named by their keys (`GET /users`), fields by the places they stand in; there is no Markdown here.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from ampeco_refgen.catalog.model import SecurityChoice
from ampeco_refgen.catalog.payload import PagingFacts
from ampeco_refgen.infer.sightings import Part
from ampeco_refgen.jsonvalue import JsonText


class FieldPlace(Struct, frozen=True, kw_only=True):
    """A field or parameter in all operations of one version of a resource, or in one webhook.

    `label` names them: `resources/sessions/v1.0`, or the webhook's name; `owners` are operations by key, or it again.
    """

    label: str
    part: Part
    path: str
    owners: tuple[str, ...]


class Variable(Struct, frozen=True, kw_only=True):
    """A part of the base URL to fill in; `default` is empty where there is none."""

    name: str
    default: str
    allowed: tuple[str, ...] = ()


class BaseUrl(Struct, frozen=True, kw_only=True):
    """Where the API is reached."""

    url: str
    variables: tuple[Variable, ...]


class Scheme(Struct, frozen=True, kw_only=True):
    """A way to authenticate, with what the document says of it: `scheme`, `bearerFormat`, `in`, `name`, …"""

    name: str
    kind: str
    facts: tuple[tuple[str, str], ...]


class Authentication(Struct, frozen=True, kw_only=True):
    """The schemes, those that hold for all operations, and the operations that say otherwise."""

    schemes: tuple[Scheme, ...]
    default: SecurityChoice
    exceptions: tuple[tuple[str, SecurityChoice], ...]


class VersionUse(Struct, frozen=True, kw_only=True):
    """How many operations a family of paths has under a version, and how many of them are live."""

    family: str
    version: str
    operations: int
    live: int


class WrappingUse(Struct, frozen=True, kw_only=True):
    """The operations that answer in one way: `data object`, `bare`, `bare or data object`, …"""

    wrapping: str
    operations: tuple[str, ...]


class PagingUse(Struct, frozen=True, kw_only=True):
    """The operations that page in one way; two ways differ in their parameters or in what the response says."""

    facts: PagingFacts
    operations: tuple[str, ...]


class PageSize(Struct, frozen=True, kw_only=True):
    """What is declared of `per_page`, and in how many operations; a limit is empty where it is not declared."""

    default: JsonText
    minimum: JsonText
    maximum: JsonText
    operations: int


class TypeUse(Struct, frozen=True, kw_only=True):
    """A JSON type with its format (`array of …` for lists; `enum` set for enumerated values), and how often it is."""

    kind: str
    format: str
    enumerated: bool
    count: int
    examples: tuple[FieldPlace, ...]


class SuffixUse(Struct, frozen=True, kw_only=True):
    """An ending of filters that limit a time (`After`), with the type and format that they have."""

    suffix: str
    kind: str
    format: str
    count: int
    examples: tuple[FieldPlace, ...]


class FilterUse(Struct, frozen=True, kw_only=True):
    """What there is to say of filters, which are the fields of deepObject parameters.

    `operations` have the number of fields beside their key; `names` is how many different filters there are. `nested`
    filters are members of an object; `dotted` ones are a string where the response holds an object of free form, so
    that the path of a member is written into the name.
    """

    parameters: tuple[str, ...]
    operations: tuple[tuple[str, int], ...]
    fields: int
    names: int
    types: tuple[TypeUse, ...]
    suffixes: tuple[SuffixUse, ...]
    nested: tuple[FieldPlace, ...]
    dotted: tuple[FieldPlace, ...]


class IncludeUse(Struct, frozen=True, kw_only=True):
    """What an operation embeds on demand; `style` as declared (`deepObject`, `form`, …)."""

    operation: str
    values: tuple[str, ...]
    style: str


class StatusBody(Struct, frozen=True, kw_only=True):
    """A shape that responses of a status have, as fields with their types (none: no body), and how often."""

    fields: tuple[tuple[str, str], ...]
    operations: tuple[str, ...]


class StatusUse(Struct, frozen=True, kw_only=True):
    """A status with its standard phrase (RFC 9110, empty where it has none) and the operations that declare it.

    `bodies` are the shapes it comes with, the most frequent first; none for a success, of which the operations tell.
    """

    status: str
    phrase: str
    operations: tuple[str, ...]
    bodies: tuple[StatusBody, ...]


class NullUse(Struct, frozen=True, kw_only=True):
    """How missing values are told: `nullable` of `fields` may be null; enums that hold null, or the text `null`."""

    fields: int
    nullable: int
    enums_with_null: tuple[FieldPlace, ...]
    enums_with_text: tuple[FieldPlace, ...]


class StringId(Struct, frozen=True, kw_only=True):
    """A resource of which the `id` is a string; `references` are fields elsewhere that name it, with their types."""

    place: FieldPlace
    references: tuple[tuple[str, str], ...]


class IdentifierUse(Struct, frozen=True, kw_only=True):
    """Of what type identifiers are: of how many resources, by type; path parameters of a type other than most."""

    types: tuple[tuple[str, int], ...]
    strings: tuple[StringId, ...]


class NamingUse(Struct, frozen=True, kw_only=True):
    """How fields are named: how many names are in each style, and the places of those in snake case, if few are."""

    camel: int
    snake: int
    exceptions: tuple[FieldPlace, ...]


class Side(Struct, frozen=True, kw_only=True):
    """One of the ways in which something is: in words (`way`), in names and values of the document, and where."""

    way: str = ""
    says: tuple[str, ...] = ()
    places: tuple[FieldPlace, ...] = ()
    operations: tuple[str, ...] = ()


class Trouble(StrEnum):
    """The kinds of inconsistency; what each means is said in `inconsistencies.RULES`."""

    ENUM_SPELLING = "enum-spelling"
    WORD_SPELLING = "word-spelling"
    FILTER_VALUES = "filter-values"
    FILTER_TYPE = "filter-type"
    RESPONSE_DIFFERS = "response-differs"
    BODY_NAMES = "body-names"
    ID_TYPES = "id-types"
    PATH_PARAMETER_TYPES = "path-parameter-types"
    PATH_PARAMETER_NAMES = "path-parameter-names"
    WRAPPING_DIFFERS = "wrapping-differs"
    PAGING_WITHOUT_LIST = "paging-without-list"
    READ_ONLY_REQUIRED = "read-only-required"
    REQUIRED_UNDECLARED = "required-undeclared"
    INCLUDE_ON_WRITE = "include-on-write"
    CALLBACK_EXPRESSION = "callback-expression"
    WEBHOOK_WITHOUT_PAYLOAD = "webhook-without-payload"
    FORMAT_SPELLING = "format-spelling"
    EMPTY_PATH = "empty-path"
    UNUSED_COMPONENT = "unused-component"
    OUTDATED_COMPONENT = "outdated-component"


class Inconsistency(Struct, frozen=True, kw_only=True):
    """One thing that the document says in two ways, or says where it cannot hold; `subject` names it."""

    kind: Trouble
    subject: str
    sides: tuple[Side, ...]


class Patterns(Struct, frozen=True, kw_only=True):
    """How an API behaves as a whole, as far as its document tells; see each member's type."""

    base_urls: tuple[BaseUrl, ...]
    authentication: Authentication
    versions: tuple[VersionUse, ...]
    wrappings: tuple[WrappingUse, ...]
    paging: tuple[PagingUse, ...]
    page_sizes: tuple[PageSize, ...]
    filters: FilterUse
    includes: tuple[IncludeUse, ...]
    statuses: tuple[StatusUse, ...]
    rate_limit_headers: tuple[str, ...]
    time_formats: tuple[TypeUse, ...]
    numbers_as_text: tuple[TypeUse, ...]
    nulls: NullUse
    identifiers: IdentifierUse
    naming: NamingUse
    inconsistencies: tuple[Inconsistency, ...]
