"""What is derived of how an API behaves as a whole: `Patterns`, and the `Inconsistency`s that callers trip over.

Operations are named by their keys (`GET /users`), fields by the places they stand in; there is no Markdown here.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from ampeco_refgen.infer.sightings import FieldPlace


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


class TypeUse(Struct, frozen=True, kw_only=True):
    """A JSON type with its format (`array of …` for lists; `enum` set for enumerated values), and how often it is."""

    kind: str
    format: str
    enumerated: bool
    count: int


class SuffixUse(Struct, frozen=True, kw_only=True):
    """An ending of filters that limit a time (`After`), with the type and format that they have."""

    suffix: str
    kind: str
    format: str
    count: int


class FilterUse(Struct, frozen=True, kw_only=True):
    """What there is to say of filters, which are the fields of deepObject parameters.

    `operations` have the number of fields beside their key; `names` is how many different filters there are. `nested`
    filters are members of an object; `dotted` ones are a string where the response holds an object of free form, so
    that the path of a member is written into the name.
    """

    operations: tuple[tuple[str, int], ...]
    fields: int
    names: int
    types: tuple[TypeUse, ...]
    suffixes: tuple[SuffixUse, ...]
    nested: tuple[FieldPlace, ...]
    dotted: tuple[FieldPlace, ...]


class IncludeUse(Struct, frozen=True, kw_only=True):
    """What an operation embeds on demand."""

    operation: str
    values: tuple[str, ...]


class StatusUse(Struct, frozen=True, kw_only=True):
    """A status with its standard phrase (RFC 9110, empty where it has none) and the operations that declare it."""

    status: str
    phrase: str
    operations: tuple[str, ...]


class NullUse(Struct, frozen=True, kw_only=True):
    """How missing values are told: `nullable` of `fields` may be null; enums that hold null, or the text `null`."""

    fields: int
    nullable: int
    enums_with_null: tuple[FieldPlace, ...]
    enums_with_text: tuple[FieldPlace, ...]


class IdentifierUse(Struct, frozen=True, kw_only=True):
    """Of what type the `id` is: of how many resources, by type, and the places of those that are strings."""

    types: tuple[tuple[str, int], ...]
    strings: tuple[FieldPlace, ...]


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

    versions: tuple[VersionUse, ...]
    wrappings: tuple[WrappingUse, ...]
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
