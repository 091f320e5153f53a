"""The vocabulary of change: what can change (`ApiPart`), how (`ChangeKind`), and one `Change` as a record.

A change is a fact without a judgement, between two operations of one document (`infer/migration.py`) as well as
between two documents (`catalog_changes.py`); what it means for callers is a row of `rules.py`.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class ChangeSide(StrEnum):
    """Who writes the thing that changed: the caller, the API, or neither (the API's own facts)."""

    REQUEST = "request"
    RESPONSE = "response"
    NEITHER = "neither"


class ApiPart(StrEnum):
    """The part of an API that a change is about, in the order in which changes are told."""

    TITLE = "title"
    SERVER = "server"
    SECURITY_SCHEME = "security-scheme"
    OPERATION = "operation"
    SUCCESSOR = "successor"
    METHOD = "method"
    PATH = "path"
    OPERATION_ID = "operation-id"
    SECURITY = "security"
    PATH_PARAMETER = "path-parameter"
    PARAMETER = "parameter"
    FILTER = "filter"
    INCLUDE = "include"
    HEADER_PARAMETER = "header-parameter"
    COOKIE_PARAMETER = "cookie-parameter"
    BODY = "body"
    BODY_CONTENT_TYPE = "body-content-type"
    BODY_FIELD = "body-field"
    STATUS = "status"
    WRAPPING = "wrapping"
    PAGING = "paging"
    RESPONSE_CONTENT_TYPE = "response-content-type"
    RESPONSE_HEADER = "response-header"
    RESPONSE_FIELD = "response-field"
    ENVELOPE_FIELD = "envelope-field"
    ERROR_FIELD = "error-field"
    WEBHOOK = "webhook"
    WEBHOOK_DECLARATION = "webhook-declaration"
    WEBHOOK_FIELD = "webhook-field"
    ADDRESS = "address"
    ANSWER = "answer"
    ANSWER_FIELD = "answer-field"


class ChangeKind(StrEnum):
    """What happened to a part.

    - `added`, `removed`: the thing is there on one side only. `required-added`: a caller must send it from now on, at
      least where it sends the object that holds it.
    - `renamed`: the same words in another spelling at the same place (`post_code`, `postCode`), or for a parameter of
      the path another name in the same position. `where` and `before` are the old name, `after` the new one; what else
      changed is told under the new name. Anything less certain is `removed` and `added`; only of an operation that is
      gone `renamed` is inferred: another one likely took its place.
    - `changed`: for what there is exactly one of: title, method, path, operationId, wrapping, paging, successor; and
      for a server's variables and the facts of a security scheme. `tightened`, `loosened`: of security.
    - `type-widened` (all that was allowed still is), `type-narrowed`, `type-changed`; the same of formats;
      `style-changed`; `content-changed`: how a text is encoded, or what kind of content it holds.
    - `enum-value-added`, `enum-value-removed`: one for each value, as JSON; `enum-added`: any value was allowed and
      now only those listed; `enum-removed`: the other way round; `enum-changed`: no listed value is one of before.
    - `limit-tightened`, `limit-loosened`, `limit-changed` (not comparable, such as a pattern); defaults.
    - `forbidden`, `allowed`: no value of it is valid any longer, or some are again.
    - `closed`, `opened`: an object takes no other members than those named, or does again; `condition-added`,
      `condition-removed`: any other demand on a value; `part-type-…`: the content types of a part of a form;
      `reserved-…`: whether reserved characters may stay as they are in a parameter; `scope-…`: of a security scheme.
    - `variant-added`, `variant-removed`: an alternative of a union of objects; `selector-added`, `selector-removed`: a
      value of the discriminator that selects one.
    - `became-required`, `became-optional`; `became-nullable`, `became-not-nullable`; `deprecated`, `undeprecated`;
      `became-read-only`, `became-writable` (fields of a request body). A mark that holds in some variants of a union
      only counts as in between: from `some` to `all` it became so.
    """

    ADDED = "added"
    REQUIRED_ADDED = "required-added"
    REMOVED = "removed"
    RENAMED = "renamed"
    CHANGED = "changed"
    TIGHTENED = "tightened"
    LOOSENED = "loosened"
    TYPE_CHANGED = "type-changed"
    TYPE_WIDENED = "type-widened"
    TYPE_NARROWED = "type-narrowed"
    FORMAT_ADDED = "format-added"
    FORMAT_REMOVED = "format-removed"
    FORMAT_WIDENED = "format-widened"
    FORMAT_NARROWED = "format-narrowed"
    FORMAT_CHANGED = "format-changed"
    CONTENT_CHANGED = "content-changed"
    STYLE_CHANGED = "style-changed"
    ENUM_ADDED = "enum-added"
    ENUM_REMOVED = "enum-removed"
    ENUM_CHANGED = "enum-changed"
    ENUM_VALUE_ADDED = "enum-value-added"
    ENUM_VALUE_REMOVED = "enum-value-removed"
    LIMIT_TIGHTENED = "limit-tightened"
    LIMIT_LOOSENED = "limit-loosened"
    LIMIT_CHANGED = "limit-changed"
    FORBIDDEN = "forbidden"
    ALLOWED = "allowed"
    CLOSED = "closed"
    OPENED = "opened"
    CONDITION_ADDED = "condition-added"
    CONDITION_REMOVED = "condition-removed"
    PART_TYPE_ADDED = "part-type-added"
    PART_TYPE_REMOVED = "part-type-removed"
    RESERVED_ALLOWED = "reserved-allowed"
    RESERVED_REFUSED = "reserved-refused"
    SCOPE_ADDED = "scope-added"
    SCOPE_REMOVED = "scope-removed"
    VARIANT_ADDED = "variant-added"
    VARIANT_REMOVED = "variant-removed"
    SELECTOR_ADDED = "selector-added"
    SELECTOR_REMOVED = "selector-removed"
    DEFAULT_ADDED = "default-added"
    DEFAULT_REMOVED = "default-removed"
    DEFAULT_CHANGED = "default-changed"
    BECAME_REQUIRED = "became-required"
    BECAME_OPTIONAL = "became-optional"
    BECAME_NULLABLE = "became-nullable"
    BECAME_NOT_NULLABLE = "became-not-nullable"
    BECAME_READ_ONLY = "became-read-only"
    BECAME_WRITABLE = "became-writable"
    DEPRECATED = "deprecated"
    UNDEPRECATED = "undeprecated"


class Change(Struct, frozen=True, kw_only=True):
    """One fact: `before` and `after` are what held on each side (a type, a value, a limit), empty where nothing did.

    `where` is the name or dotted path within the part; the empty path is the value itself. Response fields are relative
    to the item under `data`; `links` and `meta` are `envelope-field`s. `scope` is the status of an error's field or a
    response's header, or the name of the webhook whose payload a field belongs to.

    Where several values of one thing change, there is a change for each: values of an enum, successors of what is
    deprecated, operations that declare a webhook.
    """

    part: ApiPart
    kind: ChangeKind
    where: str = ""
    before: str = ""
    after: str = ""
    scope: str = ""

    @property
    def name(self) -> str:
        """The part and the kind in one name: `filter-removed`, `body-field-became-required`."""
        return f"{self.part}-{self.kind}"


class Owner(StrEnum):
    """What a change can happen to."""

    OPERATION = "operation"
    WEBHOOK = "webhook"
    API = "api"


class ChangeSubject(Struct, frozen=True, kw_only=True):
    """One operation (`name` is its key), webhook (its name), or the API as a whole (no name).

    `family` and `resource` say where it belongs. `operation` is set only for a webhook with several operations that
    declare it, or did, where something happened under one of them: it is the key of the operation that is meant.
    """

    owner: Owner
    name: str = ""
    family: str = ""
    resource: str = ""
    operation: str = ""


_REQUEST_PARTS = {
    ApiPart.PATH_PARAMETER: "path parameter",
    ApiPart.PARAMETER: "query parameter",
    ApiPart.FILTER: "filter",
    ApiPart.INCLUDE: "include",
    ApiPart.HEADER_PARAMETER: "request header",
    ApiPart.COOKIE_PARAMETER: "cookie",
    ApiPart.BODY: "",
    ApiPart.BODY_CONTENT_TYPE: "",
    ApiPart.BODY_FIELD: "body field",
}
_ANSWER_PARTS = {ApiPart.ANSWER: "answer", ApiPart.ANSWER_FIELD: "answer field"}
"""Part that the receiver of a webhook writes → what reports call it."""
"""Part that a caller writes → what reports call it; empty where the text of the rule names it, as for content types."""
_RESPONSE_PARTS = {
    ApiPart.RESPONSE_CONTENT_TYPE: "",
    ApiPart.RESPONSE_HEADER: "response header",
    ApiPart.RESPONSE_FIELD: "response field",
    ApiPart.ENVELOPE_FIELD: "response field",
    ApiPart.ERROR_FIELD: "error field",
    ApiPart.WEBHOOK_FIELD: "payload field",
}
"""Part that the API writes → what reports call it."""
_WHOLE_VALUES = {
    ApiPart.BODY: "request body",
    ApiPart.BODY_FIELD: "request body",
    ApiPart.RESPONSE_FIELD: "response body",
    ApiPart.ERROR_FIELD: "error body",
    ApiPart.WEBHOOK_FIELD: "payload",
    ApiPart.ANSWER_FIELD: "answer body",
}
"""Part → what reports call its value as a whole, which is at the empty path."""


def side_of(part: ApiPart, owner: Owner) -> ChangeSide:
    """Return who writes a part; of a webhook the API writes all but the answer, its parameters and headers included."""
    if part in _ANSWER_PARTS:
        return ChangeSide.REQUEST
    if part in _REQUEST_PARTS:
        return ChangeSide.RESPONSE if owner is Owner.WEBHOOK else ChangeSide.REQUEST
    return ChangeSide.RESPONSE if part in _RESPONSE_PARTS else ChangeSide.NEITHER


def part_in_words(change: Change, owner: Owner) -> str:
    """Return what a report calls the part of a change: `filter`, `body field`; empty where its rule names it."""
    words = (_REQUEST_PARTS | _RESPONSE_PARTS | _ANSWER_PARTS if change.where else _WHOLE_VALUES).get(change.part, "")
    return words.removeprefix("request ") if owner is Owner.WEBHOOK else words
