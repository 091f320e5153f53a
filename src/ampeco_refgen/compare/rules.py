"""What a change means for callers: a row for each kind of change on each side, with level, text and reason.

The levels follow oasdiff, the widespread checker of breaking changes, and the principle behind it: what callers send
may only become less restricted, what they receive only more. Values that a response could not hold before (a new enum
value, a raised limit), and what no machine can judge (a pattern), have the level `WATCH`. Each of oasdiff's checks
stands in `docs/oasdiff.md`, with the reason where the level here is another.

`request-` and `response-` rules are about values: a parameter, a header, a body, a field or content type of a body. A
webhook's payload is received, so its rules are those of responses. Each row has a case in `tests/changes/`.
"""

from __future__ import annotations

from enum import IntEnum

from msgspec import Struct

from ampeco_refgen.compare.changes import ApiPart, Change, ChangeKind, ChangeSide, Owner, side_of


class Level(IntEnum):
    """What a change means for a caller that stays as it is.

    `BREAKING`: it may fail. `WATCH`: it goes on working as far as a machine can tell, but somebody should look at the
    change. `SAFE`: it goes on working.
    """

    BREAKING = 0
    WATCH = 1
    SAFE = 2

    def __str__(self) -> str:
        return self.name.lower()


class ChangeRule(Struct, frozen=True):
    """The meaning of one kind of change on one side.

    `text` is a template (`report.in_words` fills it in): `{what}` stands for part and name, `{before}` and `{after}`
    for the values in the form of code, `{was}` and `{now}` for the same in plain words; what is in square brackets is
    left out where a value in it is empty. `why` is the reason for the level; `todo`, another template, is what a caller
    has to do about what breaks it.
    """

    id: str
    level: Level
    text: str
    why: str
    todo: str = ""

    @property
    def side(self) -> ChangeSide:
        """Who writes what changed: the first word of the `id`, if it is `request` or `response`."""
        first = self.id.partition("-")[0]
        return ChangeSide(first) if first in (ChangeSide.REQUEST, ChangeSide.RESPONSE) else ChangeSide.NEITHER

    @property
    def breaking(self) -> bool:
        """Tell whether a caller that stays as it is can break."""
        return self.level is Level.BREAKING


_BREAKING, _WATCH, _SAFE = Level.BREAKING, Level.WATCH, Level.SAFE

_OF_THE_API = (
    ChangeRule("title-changed", _WATCH, "title {before} is now {after}", "it may be the document of another API"),
    ChangeRule("server-added", _SAFE, "base URL {after} added", "the ones in use go on working"),
    ChangeRule(
        "server-removed",
        _BREAKING,
        "base URL {before} removed",
        "callers that use it may reach nothing",
        "move to another base URL",
    ),
    ChangeRule(
        "server-changed",
        _WATCH,
        "base URL {what} has other variables[, before: {before}][, now: {after}]",
        "only callers that fill in a variable are concerned",
    ),
    ChangeRule(
        "security-tightened",
        _BREAKING,
        "security {before} is now {after}",
        "a way to authenticate that was enough no longer is",
        "authenticate with {after}",
    ),
    ChangeRule(
        "security-loosened",
        _SAFE,
        "security {before} is now {after}",
        "every way to authenticate that was enough still is",
    ),
    ChangeRule("security-scheme-added", _SAFE, "security scheme {after} added", "it counts only where it is required"),
    ChangeRule(
        "security-scheme-removed",
        _BREAKING,
        "security scheme {before} removed",
        "callers may authenticate with it",
        "authenticate in another way",
    ),
    ChangeRule(
        "security-scheme-changed",
        _BREAKING,
        "security scheme {what} changed from {before} to {after}",
        "callers that authenticate as before may be refused",
        "adapt how you authenticate",
    ),
    ChangeRule(
        "security-scheme-scope-added",
        _SAFE,
        "security scheme {what} has the scope {after}",
        "it counts only where it is required",
    ),
    ChangeRule(
        "security-scheme-scope-removed",
        _BREAKING,
        "security scheme {what} no longer has the scope {before}",
        "clients that ask for it get no token",
        "ask for other scopes",
    ),
)

_OF_OPERATIONS = (
    ChangeRule("operation-added", _SAFE, "added[: {now}]", "nobody calls it yet"),
    ChangeRule(
        "operation-removed", _BREAKING, "removed[; use {after} instead]", "every call of it fails", "stop calling it"
    ),
    ChangeRule(
        "operation-renamed",
        _BREAKING,
        "removed: likely renamed to {after} (inferred)",
        "every call of it fails, and what to call instead is inferred from what both have in common",
        "compare both, then call {after}",
    ),
    ChangeRule(
        "operation-deprecated",
        _WATCH,
        "deprecated[; use {after} instead]",
        "it works on, and its callers should prepare to move",
    ),
    ChangeRule("operation-undeprecated", _SAFE, "no longer deprecated", "its callers may stay"),
    ChangeRule(
        "successor-changed",
        _WATCH,
        "successor changed[, formerly {before}][, now {after}]",
        "callers that are about to move should move elsewhere",
    ),
    ChangeRule(
        "path-respelled",
        _SAFE,
        "path respelled, formerly {before}",
        "paths that differ only in the names of parameters are identical (OpenAPI 3.0.4, Paths Object)",
    ),
    ChangeRule(
        "operation-id-changed",
        _WATCH,
        "operationId changed[, formerly {before}][, now {after}]",
        "the wire is the same, but generated clients name their methods after it",
    ),
    ChangeRule(
        "success-status-added",
        _SAFE,
        "may answer with status {what}",
        "a status that took another's place counts as that one's removal",
    ),
    ChangeRule(
        "success-status-removed",
        _BREAKING,
        "no longer answers with status {what}",
        "callers that wait for exactly this status take the new one for a failure",
        "accept the statuses that are left",
    ),
    ChangeRule(
        "error-status-added",
        _SAFE,
        "may answer with status {what}",
        "every caller has to be ready for errors that are not documented",
    ),
    ChangeRule("error-status-removed", _SAFE, "no longer answers with status {what}", "one case less to handle"),
    ChangeRule(
        "wrapping-changed",
        _BREAKING,
        "the response is wrapped otherwise: {was} is now {now}",
        "callers look for the payload where it no longer stands",
        "look for the payload where it stands now",
    ),
    ChangeRule(
        "paging-changed",
        _WATCH,
        "paging: {was} is now {now}",
        "what was lost is told, and counted, as the parameter or response field that is gone",
    ),
)

_OF_WEBHOOKS = (
    ChangeRule("webhook-added", _SAFE, "added[: {now}]", "nobody receives it without a subscription"),
    ChangeRule(
        "webhook-removed", _BREAKING, "removed[; use {after} instead]", "its receivers wait in vain", "do without it"
    ),
    ChangeRule(
        "webhook-declaration-added",
        _SAFE,
        "now declared here too, formerly only by {before}",
        "who does not subscribe to it does not receive it",
    ),
    ChangeRule(
        "webhook-declaration-removed",
        _BREAKING,
        "no longer declared here, only by {after}",
        "receivers that subscribed here wait in vain, though others still get it",
        "subscribe by {after}",
    ),
    ChangeRule(
        "webhook-deprecated",
        _WATCH,
        "deprecated[; use {after} instead]",
        "it still comes, and its receivers should prepare to move",
    ),
    ChangeRule("webhook-undeprecated", _SAFE, "no longer deprecated", "its receivers may stay"),
    ChangeRule(
        "method-changed",
        _BREAKING,
        "comes by {after}, formerly by {before}",
        "receivers wait for the old method",
        "take {after} as well",
    ),
    ChangeRule(
        "address-changed",
        _BREAKING,
        "goes to {after}, formerly to {before}",
        "receivers whose address stands where it was get nothing",
        "give the address where it is read now",
    ),
)

_OF_REQUESTS = (
    ChangeRule("request-content-type-added", _SAFE, "accepts content type {what}", "the ones in use go on working"),
    ChangeRule(
        "request-content-type-removed",
        _BREAKING,
        "no longer accepts content type {what}",
        "bodies in it are refused",
        "send another content type",
    ),
    ChangeRule("request-value-added", _SAFE, "{what} added[ ({now})]", "it is optional: callers need not send it"),
    ChangeRule(
        "request-required-value-added",
        _BREAKING,
        "required {what} added[ ({now})]",
        "requests without it are refused, and no caller sends it yet",
        "send it",
    ),
    ChangeRule(
        "request-value-removed",
        _BREAKING,
        "{what} removed",
        "what callers send is refused or silently ignored",
        "stop sending it",
    ),
    ChangeRule(
        "request-value-respelled",
        _BREAKING,
        "{what} removed, {after} added in its place",
        "what callers send under the old name is refused or silently ignored",
        "send it as {after}",
    ),
    ChangeRule(
        "request-became-read-only",
        _BREAKING,
        "{what} became read-only",
        "a read-only field should not be sent (OpenAPI 3.0.4, Schema Object): it is refused or silently ignored",
        "stop sending it",
    ),
    ChangeRule(
        "request-became-writable", _SAFE, "{what} may now be sent", "callers that do not send it are not concerned"
    ),
    ChangeRule(
        "request-became-required",
        _BREAKING,
        "{what} became required",
        "requests without it are refused",
        "always send it",
    ),
    ChangeRule("request-became-optional", _SAFE, "{what} became optional", "requests with it are still accepted"),
    ChangeRule("request-became-nullable", _SAFE, "{what} may now be null", "all that was accepted still is"),
    ChangeRule(
        "request-became-not-nullable",
        _BREAKING,
        "{what} may no longer be null",
        "requests with null are refused",
        "send a value, or leave it out",
    ),
    ChangeRule(
        "request-type-changed",
        _BREAKING,
        "{what} changed from {was} to {now}",
        "values of the old type are refused",
        "send {now}",
    ),
    ChangeRule("request-type-widened", _SAFE, "{what} widened from {was} to {now}", "all that was accepted still is"),
    ChangeRule(
        "request-type-narrowed",
        _BREAKING,
        "{what} narrowed from {was} to {now}",
        "some of the values that were accepted are refused",
        "send nothing but {now}",
    ),
    ChangeRule(
        "request-format-added",
        _BREAKING,
        "{what} must have the format {after}",
        "values in other formats were accepted and may be refused",
        "send values in the format {after}",
    ),
    ChangeRule(
        "request-format-removed", _SAFE, "{what} need not have the format {before}", "all that was accepted still is"
    ),
    ChangeRule(
        "request-format-widened",
        _SAFE,
        "{what} widened its format from {before} to {after}",
        "all that was accepted still is",
    ),
    ChangeRule(
        "request-format-narrowed",
        _BREAKING,
        "{what} narrowed its format from {before} to {after}",
        "some of the values that were accepted are refused",
        "send no value that {after} does not hold",
    ),
    ChangeRule(
        "request-format-changed",
        _BREAKING,
        "{what} changed its format from {before} to {after}",
        "values in the old format may be refused",
        "send values in the format {after}",
    ),
    ChangeRule(
        "request-content-changed",
        _BREAKING,
        "{what} has other content[: {after}][, before: {before}]",
        "what callers send is decoded or read as something else (JSON Schema Validation 2020-12, section 8)",
        "send the new content",
    ),
    ChangeRule(
        "request-style-changed",
        _BREAKING,
        "{what} is written in another style: {was} is now {now}",
        "the same value stands otherwise in the URL or header (OpenAPI 3.0.4, Parameter Object, Style Values)",
        "write it as {now}",
    ),
    ChangeRule(
        "request-enum-added",
        _BREAKING,
        "{what} takes only {after}",
        "any value was accepted, and the ones that are not listed are refused",
        "send one of {after}",
    ),
    ChangeRule(
        "request-enum-removed", _SAFE, "{what} takes any value, not only {before}", "all that was accepted still is"
    ),
    ChangeRule(
        "request-enum-changed",
        _BREAKING,
        "{what} takes other values: {before} is now {after}",
        "every value that was accepted is refused",
        "send one of {after}",
    ),
    ChangeRule("request-enum-value-added", _SAFE, "{what} may also be {after}", "all that was accepted still is"),
    ChangeRule(
        "request-enum-value-removed",
        _BREAKING,
        "{what} may no longer be {before}",
        "requests with it are refused",
        "send another value",
    ),
    ChangeRule(
        "request-limit-tightened",
        _BREAKING,
        "{what} is more limited: {after}[, before: {before}]",
        "some of the values that were accepted are refused",
        "keep within {after}",
    ),
    ChangeRule(
        "request-limit-loosened",
        _SAFE,
        "{what} is less limited[: {after}], before: {before}",
        "all that was accepted still is",
    ),
    ChangeRule(
        "request-limit-changed",
        _WATCH,
        "{what} is limited otherwise: {before} is now {after}",
        "no machine can tell whether the one includes the other",
    ),
    ChangeRule(
        "request-forbidden",
        _BREAKING,
        "{what} must no longer be sent",
        "requests with it are refused",
        "stop sending it",
    ),
    ChangeRule("request-allowed", _SAFE, "{what} may be sent now", "all that was accepted still is"),
    ChangeRule(
        "request-closed",
        _BREAKING,
        "{what} takes no other fields",
        "fields that were ignored or taken are refused",
        "send no fields but the named ones",
    ),
    ChangeRule("request-opened", _SAFE, "{what} takes other fields, too", "all that was accepted still is"),
    ChangeRule(
        "request-condition-added",
        _BREAKING,
        "{what} must also meet this: {after}",
        "some of the values that were accepted are refused",
        "check what is sent",
    ),
    ChangeRule(
        "request-condition-removed",
        _SAFE,
        "{what} need no longer meet this: {before}",
        "all that was accepted still is",
    ),
    ChangeRule(
        "request-part-type-added", _SAFE, "{what} may come as {after}", "the content types in use go on working"
    ),
    ChangeRule(
        "request-part-type-removed",
        _BREAKING,
        "{what} may no longer come as {before}",
        "parts of it are refused",
        "send it as another content type",
    ),
    ChangeRule(
        "request-reserved-allowed",
        _SAFE,
        "{what} may have reserved characters as they are",
        "what is percent-encoded is still understood (OpenAPI 3.0.4, Parameter Object, allowReserved)",
    ),
    ChangeRule(
        "request-reserved-refused",
        _BREAKING,
        "{what} must have reserved characters percent-encoded",
        "values with such characters are cut off or misread",
        "percent-encode them",
    ),
    ChangeRule("request-variant-added", _SAFE, "{what} may also be {after}", "all that was accepted still is"),
    ChangeRule(
        "request-variant-removed",
        _BREAKING,
        "{what} may no longer be {before}",
        "requests with it are refused",
        "send another form",
    ),
    ChangeRule(
        "request-selector-added", _SAFE, "{what} may also be chosen by {after}", "all that was accepted still is"
    ),
    ChangeRule(
        "request-selector-removed",
        _BREAKING,
        "{what} may no longer be chosen by {before}",
        "requests with this value of the discriminator are refused, or read as something else",
        "send another value",
    ),
    ChangeRule(
        "request-default-added",
        _WATCH,
        "{what} has the default {after}",
        "mostly what held before is now written down, but it may be new",
    ),
    ChangeRule(
        "request-default-removed",
        _WATCH,
        "{what} no longer has the default {before}",
        "callers that leave it out may get something else",
    ),
    ChangeRule(
        "request-default-changed",
        _BREAKING,
        "{what} changed its default from {before} to {after}",
        "callers that leave it out get something else, without an error",
        "send {before} where it was left out for that",
    ),
    ChangeRule(
        "request-deprecated",
        _WATCH,
        "{what} deprecated[; use {after} instead]",
        "it works on, and callers should prepare to do without",
    ),
    ChangeRule("request-undeprecated", _SAFE, "{what} no longer deprecated", "callers may go on sending it"),
)


_OF_RESPONSES = (
    ChangeRule(
        "response-content-type-added",
        _SAFE,
        "can come as content type {what}",
        "clients get what their Accept header asks for",
    ),
    ChangeRule(
        "response-content-type-removed",
        _BREAKING,
        "no longer comes as content type {what}",
        "clients read this one",
        "accept another content type",
    ),
    ChangeRule("response-value-added", _SAFE, "{what} added[ ({now})]", "clients ignore what they do not know"),
    ChangeRule(
        "response-value-removed", _BREAKING, "{what} removed", "clients that read it find nothing", "do without it"
    ),
    ChangeRule(
        "response-value-respelled",
        _BREAKING,
        "{what} removed, {after} added in its place",
        "clients that read the old name find nothing",
        "read {after}",
    ),
    ChangeRule(
        "response-became-required", _SAFE, "{what} is now always there", "clients that can do without it need not"
    ),
    ChangeRule(
        "response-became-optional",
        _BREAKING,
        "{what} may now be missing",
        "clients that rely on it fail where it is left out",
        "be ready for it to be missing",
    ),
    ChangeRule(
        "response-became-nullable",
        _BREAKING,
        "{what} may now be null",
        "clients that rely on a value fail at null",
        "be ready for null",
    ),
    ChangeRule("response-became-not-nullable", _SAFE, "{what} is no longer null", "clients that handle null need not"),
    ChangeRule(
        "response-type-changed",
        _BREAKING,
        "{what} changed from {was} to {now}",
        "clients read the old type",
        "read {now}",
    ),
    ChangeRule(
        "response-type-widened",
        _BREAKING,
        "{what} widened from {was} to {now}",
        "clients get values of a type that they do not expect",
        "be ready for {now}",
    ),
    ChangeRule(
        "response-type-narrowed", _SAFE, "{what} narrowed from {was} to {now}", "every value is one that clients expect"
    ),
    ChangeRule(
        "response-format-added", _SAFE, "{what} now has the format {after}", "every value is one that clients expect"
    ),
    ChangeRule(
        "response-format-removed",
        _BREAKING,
        "{what} no longer has the format {before}",
        "clients that parse the format fail at other values",
        "be ready for other forms",
    ),
    ChangeRule(
        "response-format-widened",
        _BREAKING,
        "{what} widened its format from {before} to {after}",
        "clients meet values that do not fit the old format",
        "make room for {after}",
    ),
    ChangeRule(
        "response-format-narrowed",
        _SAFE,
        "{what} narrowed its format from {before} to {after}",
        "every value is one that clients expect",
    ),
    ChangeRule(
        "response-format-changed",
        _BREAKING,
        "{what} changed its format from {before} to {after}",
        "clients that parse the old format fail at the new one",
        "read the format {after}",
    ),
    ChangeRule(
        "response-content-changed",
        _BREAKING,
        "{what} has other content[: {after}][, before: {before}]",
        "clients decode and read the old content (JSON Schema Validation 2020-12, section 8)",
        "read the new content",
    ),
    ChangeRule(
        "response-style-changed",
        _BREAKING,
        "{what} is written in another style: {was} is now {now}",
        "receivers parse the old form",
        "parse the new form",
    ),
    ChangeRule(
        "response-reserved-allowed",
        _WATCH,
        "{what} may come with reserved characters as they are",
        "receivers that split at such characters misread it (OpenAPI 3.0.4, Parameter Object, allowReserved)",
    ),
    ChangeRule(
        "response-reserved-refused",
        _SAFE,
        "{what} comes with reserved characters percent-encoded",
        "receivers decode what is percent-encoded",
    ),
    ChangeRule("response-enum-added", _SAFE, "{what} is now one of {after}", "every value is one that clients expect"),
    ChangeRule(
        "response-enum-removed",
        _WATCH,
        "{what} can now be any value, not only {before}",
        "clients that list the values meet ones that they do not know",
    ),
    ChangeRule(
        "response-enum-changed",
        _BREAKING,
        "{what} has other values: {before} is now {after}",
        "clients that look for a value that they know meet none",
        "be ready for {after}",
    ),
    ChangeRule(
        "response-enum-value-added",
        _WATCH,
        "{what} can now also be {after}",
        "clients that list the values meet one that they do not know",
    ),
    ChangeRule(
        "response-enum-value-removed", _SAFE, "{what} is no longer {before}", "every value is one that clients expect"
    ),
    ChangeRule(
        "response-limit-tightened",
        _SAFE,
        "{what} is more limited: {after}[, before: {before}]",
        "every value is one that clients expect",
    ),
    ChangeRule(
        "response-limit-loosened",
        _WATCH,
        "{what} is less limited[: {after}], before: {before}",
        "clients that reserve room for the old limit meet values that do not fit",
    ),
    ChangeRule(
        "response-limit-changed",
        _WATCH,
        "{what} is limited otherwise: {before} is now {after}",
        "no machine can tell whether the one includes the other",
    ),
    ChangeRule(
        "response-forbidden",
        _BREAKING,
        "{what} never comes any longer",
        "clients that read it find nothing",
        "do without it",
    ),
    ChangeRule("response-allowed", _SAFE, "{what} may come now", "clients ignore what they do not know"),
    ChangeRule(
        "response-closed",
        _SAFE,
        "{what} has no other fields",
        "every value is one that clients expect",
    ),
    ChangeRule(
        "response-opened", _WATCH, "{what} can have other fields, too", "clients that take only what they know fail"
    ),
    ChangeRule(
        "response-condition-added",
        _SAFE,
        "{what} now meets this: {after}",
        "every value is one that clients expect",
    ),
    ChangeRule(
        "response-condition-removed",
        _BREAKING,
        "{what} no longer meets this: {before}",
        "clients meet values that could not come before",
        "be ready for other values",
    ),
    ChangeRule(
        "response-variant-added",
        _BREAKING,
        "{what} can now be {after}",
        "clients meet a form that they do not know",
        "be ready for this form, or skip what is not known",
    ),
    ChangeRule("response-variant-removed", _SAFE, "{what} is no longer {before}", "one form less to handle"),
    ChangeRule(
        "response-selector-added",
        _WATCH,
        "{what} can now be chosen by {after}",
        "clients that list the values of the discriminator meet one that they do not know",
    ),
    ChangeRule(
        "response-selector-removed",
        _SAFE,
        "{what} is no longer chosen by {before}",
        "one value of the discriminator less to handle",
    ),
    ChangeRule("response-default-added", _SAFE, "{what} has the default {after}", "what comes is the same"),
    ChangeRule(
        "response-default-removed", _SAFE, "{what} no longer has the default {before}", "what comes is the same"
    ),
    ChangeRule(
        "response-default-changed",
        _SAFE,
        "{what} changed its default from {before} to {after}",
        "it is the API that fills in what it sends",
    ),
    ChangeRule(
        "response-deprecated",
        _WATCH,
        "{what} deprecated[; use {after} instead]",
        "it still comes, and clients should prepare to do without",
    ),
    ChangeRule("response-undeprecated", _SAFE, "{what} no longer deprecated", "clients may go on reading it"),
)

RULES: tuple[ChangeRule, ...] = (*_OF_THE_API, *_OF_OPERATIONS, *_OF_WEBHOOKS, *_OF_REQUESTS, *_OF_RESPONSES)

WHOLE = frozenset({"operation-renamed"}) | frozenset(
    f"{owner}-{kind}"
    for owner in (Owner.OPERATION, Owner.WEBHOOK)
    for kind in (ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.DEPRECATED, ChangeKind.UNDEPRECATED)
)
"""The rules about an operation or webhook as a whole: such changes are one finding for each subject."""

ADDITIONS = frozenset(f"{owner}-{ChangeKind.ADDED}" for owner in (Owner.OPERATION, Owner.WEBHOOK))
"""The rules about an operation or webhook that is new."""

DEPRECATIONS = frozenset(
    f"{owner}-{ChangeKind.DEPRECATED}"
    for owner in (Owner.OPERATION, Owner.WEBHOOK, ChangeSide.REQUEST, ChangeSide.RESPONSE)
)
"""The rules about what is still there and should no longer be used."""

_BY_ID = {rule.id: rule for rule in RULES}
_OF_VALUES = {
    ChangeKind.ADDED: "value-added",
    ChangeKind.REQUIRED_ADDED: "required-value-added",
    ChangeKind.REMOVED: "value-removed",
    ChangeKind.RENAMED: "value-respelled",
}
"""Kind of change → how the rules for values name it, where it can also happen to other things."""


def rule_for(change: Change, owner: Owner) -> ChangeRule:
    """Return the row for a change to an operation, a webhook or the API.

    Raises `KeyError` for a kind of change for which that part of the API has no rule.
    """
    return _BY_ID[_rule_id(change, side_of(change.part, owner))]


def _rule_id(change: Change, side: ChangeSide) -> str:
    if change.part in (ApiPart.BODY_CONTENT_TYPE, ApiPart.RESPONSE_CONTENT_TYPE):
        return f"{side}-content-type-{change.kind}"
    if side is not ChangeSide.NEITHER:
        return f"{side}-{_OF_VALUES.get(change.kind, change.kind)}"
    if change.part is ApiPart.STATUS:
        return f"{'success' if change.where.startswith('2') else 'error'}-{change.name}"
    # Operations of two documents are paired by path, so only the names of its parameters can be others.
    return "path-respelled" if change.part is ApiPart.PATH else change.name
