"""The types of this room: `Change` (a fact between two catalogs), `Rule` (its meaning), `Finding`, `Comparison`.

Catalog × Catalog → `Change`s (`diff.py`) → `Finding`s, by `rules.py` → `Comparison` (`comparison.py`) → `report.py`.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum

from msgspec import Struct


class Side(StrEnum):
    """Who writes the thing that changed: the caller, the API, or neither (the API's own facts)."""

    REQUEST = "request"
    RESPONSE = "response"
    NEITHER = "neither"


class Kind(StrEnum):
    """What happened. Those from `VALUE_ADDED` on happen to a parameter, header, body or field, on either side."""

    TITLE_CHANGED = "title-changed"
    SERVER_ADDED = "server-added"
    SERVER_REMOVED = "server-removed"
    SERVER_CHANGED = "server-changed"
    SECURITY_TIGHTENED = "security-tightened"
    SECURITY_LOOSENED = "security-loosened"
    SCHEME_ADDED = "security-scheme-added"
    SCHEME_REMOVED = "security-scheme-removed"
    SCHEME_CHANGED = "security-scheme-changed"
    OPERATION_ADDED = "operation-added"
    OPERATION_REMOVED = "operation-removed"
    OPERATION_DEPRECATED = "operation-deprecated"
    OPERATION_UNDEPRECATED = "operation-undeprecated"
    SUCCESSOR_CHANGED = "successor-changed"
    PATH_RESPELLED = "path-respelled"
    OPERATION_ID_CHANGED = "operation-id-changed"
    WEBHOOK_ADDED = "webhook-added"
    WEBHOOK_REMOVED = "webhook-removed"
    WEBHOOK_DEPRECATED = "webhook-deprecated"
    WEBHOOK_UNDEPRECATED = "webhook-undeprecated"
    SUCCESS_STATUS_ADDED = "success-status-added"
    SUCCESS_STATUS_REMOVED = "success-status-removed"
    ERROR_STATUS_ADDED = "error-status-added"
    ERROR_STATUS_REMOVED = "error-status-removed"
    WRAPPING_CHANGED = "wrapping-changed"
    PAGING_CHANGED = "paging-changed"
    CONTENT_TYPE_ADDED = "content-type-added"
    CONTENT_TYPE_REMOVED = "content-type-removed"
    VALUE_ADDED = "value-added"
    REQUIRED_VALUE_ADDED = "required-value-added"
    VALUE_REMOVED = "value-removed"
    VALUE_RESPELLED = "value-respelled"
    BECAME_READ_ONLY = "became-read-only"
    BECAME_WRITABLE = "became-writable"
    BECAME_REQUIRED = "became-required"
    BECAME_OPTIONAL = "became-optional"
    BECAME_NULLABLE = "became-nullable"
    BECAME_NOT_NULLABLE = "became-not-nullable"
    TYPE_CHANGED = "type-changed"
    TYPE_WIDENED = "type-widened"
    TYPE_NARROWED = "type-narrowed"
    FORMAT_ADDED = "format-added"
    FORMAT_REMOVED = "format-removed"
    FORMAT_CHANGED = "format-changed"
    STYLE_CHANGED = "style-changed"
    ENUM_ADDED = "enum-added"
    ENUM_REMOVED = "enum-removed"
    ENUM_VALUE_ADDED = "enum-value-added"
    ENUM_VALUE_REMOVED = "enum-value-removed"
    LIMIT_TIGHTENED = "limit-tightened"
    LIMIT_LOOSENED = "limit-loosened"
    LIMIT_CHANGED = "limit-changed"
    DEFAULT_ADDED = "default-added"
    DEFAULT_REMOVED = "default-removed"
    DEFAULT_CHANGED = "default-changed"
    DEPRECATED = "deprecated"
    UNDEPRECATED = "undeprecated"


WHOLE = frozenset(
    {
        *(Kind.OPERATION_ADDED, Kind.OPERATION_REMOVED, Kind.OPERATION_DEPRECATED, Kind.OPERATION_UNDEPRECATED),
        *(Kind.WEBHOOK_ADDED, Kind.WEBHOOK_REMOVED, Kind.WEBHOOK_DEPRECATED, Kind.WEBHOOK_UNDEPRECATED),
    }
)
"""What happens to an operation or webhook as a whole is told, and counted, one by one."""


class Level(IntEnum):
    """What a change means for a caller that does nothing; `WATCH` is for what works on but deserves a look."""

    BREAKING = 0
    WATCH = 1
    SAFE = 2

    def __str__(self) -> str:
        return self.name.lower()


class Owner(StrEnum):
    """What a change can happen to."""

    OPERATION = "operation"
    WEBHOOK = "webhook"
    API = "api"


class Subject(Struct, frozen=True, kw_only=True):
    """One operation (`name` is its key), webhook (its name), or the API as a whole (no name).

    `family` and `resource` say where it belongs. `operation` is set for a webhook that changed differently under the
    operations that declare it: the key of the one that is meant.
    """

    owner: Owner
    name: str = ""
    family: str = ""
    resource: str = ""
    operation: str = ""


THE_API = Subject(owner=Owner.API)


class Change(Struct, frozen=True, kw_only=True):
    """One fact. `part` is the kind of place in words (`filter`, `body field`), `where` the name or dotted path in it.

    `before` and `after` are what held on each side, mostly one text, none where nothing did; values are JSON.
    `scope` is the status that an error's field or a response's header belongs to.
    """

    subject: Subject
    kind: Kind
    side: Side = Side.NEITHER
    part: str = ""
    where: str = ""
    scope: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class Rule(Struct, frozen=True, kw_only=True):
    """The meaning of one kind of change on one side.

    `text` is a template: `{what}` stands for part and name, `{before}` and `{after}` for the values; a stretch in
    square brackets is left out where its value is empty. `why` is the reason for the level.
    """

    id: str
    kind: Kind
    side: Side
    level: Level
    text: str
    why: str

    @property
    def breaking(self) -> bool:
        """Tell whether a caller that does nothing can break."""
        return self.level is Level.BREAKING


class Finding(Struct, frozen=True, kw_only=True):
    """The same change in one or more subjects, with its meaning; all enum values that came or went together.

    `everywhere` is set when the subjects are all operations that both documents have, and more than one.
    """

    rule: Rule
    subjects: tuple[Subject, ...]
    part: str = ""
    where: str = ""
    scope: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    everywhere: bool = False


class Edition(Struct, frozen=True, kw_only=True):
    """Which document a side is; `mark` is equal for catalogs in which a caller cannot see a difference."""

    title: str
    version: str
    mark: str


class Counts(Struct, frozen=True, kw_only=True):
    """The numbers that a report starts with; `newly_deprecated` counts operations and webhooks, `other` the rest."""

    operations_added: int = 0
    operations_removed: int = 0
    webhooks_added: int = 0
    webhooks_removed: int = 0
    newly_deprecated: int = 0
    breaking: int = 0
    other: int = 0


class Comparison(Struct, frozen=True, kw_only=True):
    """All that changed, the worst first, then in reading order."""

    old: Edition
    new: Edition
    counts: Counts
    findings: tuple[Finding, ...] = ()

    @property
    def breaking(self) -> bool:
        """Tell whether something can break callers (`--fail-on breaking`)."""
        return self.counts.breaking > 0
