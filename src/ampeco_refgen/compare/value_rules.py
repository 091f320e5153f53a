"""What a change of a value means: rows for what a client sends and for what it receives; part of `rules.py`.

A value is a parameter, a header, a body, a field of a body or a content type of one. A webhook's payload is received.
"""

from __future__ import annotations

from ampeco_refgen.compare.changes import Kind, Level, Rule, Side

_BREAKING, _WATCH, _SAFE = Level.BREAKING, Level.WATCH, Level.SAFE


def _sent(kind: Kind, level: Level, text: str, why: str) -> Rule:
    return Rule(id=f"request-{kind}", kind=kind, side=Side.REQUEST, level=level, text=text, why=why)


def _received(kind: Kind, level: Level, text: str, why: str) -> Rule:
    return Rule(id=f"response-{kind}", kind=kind, side=Side.RESPONSE, level=level, text=text, why=why)


SENT = (
    _sent(Kind.CONTENT_TYPE_ADDED, _SAFE, "accepts content type {what}", "the ones in use go on working"),
    _sent(Kind.CONTENT_TYPE_REMOVED, _BREAKING, "no longer accepts content type {what}", "bodies in it are refused"),
    _sent(Kind.VALUE_ADDED, _SAFE, "{what} added[ ({now})]", "it is optional: callers need not send it"),
    _sent(
        Kind.REQUIRED_VALUE_ADDED,
        _BREAKING,
        "required {what} added[ ({now})]",
        "requests without it are refused, and no caller sends it yet",
    ),
    _sent(Kind.VALUE_REMOVED, _BREAKING, "{what} removed", "what callers send is refused or silently ignored"),
    _sent(
        Kind.VALUE_RESPELLED,
        _BREAKING,
        "{what} removed, {after} added in its place",
        "what callers send under the old name is refused or silently ignored",
    ),
    _sent(
        Kind.BECAME_READ_ONLY,
        _BREAKING,
        "{what} became read-only",
        "a read-only field should not be sent (OpenAPI 3.0.4, Schema Object): it is refused or silently ignored",
    ),
    _sent(Kind.BECAME_WRITABLE, _SAFE, "{what} may now be sent", "callers that do not send it are not concerned"),
    _sent(Kind.BECAME_REQUIRED, _BREAKING, "{what} became required", "requests without it are refused"),
    _sent(Kind.BECAME_OPTIONAL, _SAFE, "{what} became optional", "requests with it are still accepted"),
    _sent(Kind.BECAME_NULLABLE, _SAFE, "{what} may now be null", "all that was accepted still is"),
    _sent(Kind.BECAME_NOT_NULLABLE, _BREAKING, "{what} may no longer be null", "requests with null are refused"),
    _sent(Kind.TYPE_CHANGED, _BREAKING, "{what} changed from {was} to {now}", "values of the old type are refused"),
    _sent(Kind.TYPE_WIDENED, _SAFE, "{what} widened from {was} to {now}", "all that was accepted still is"),
    _sent(
        Kind.TYPE_NARROWED,
        _BREAKING,
        "{what} narrowed from {was} to {now}",
        "some of the values that were accepted are refused",
    ),
    _sent(
        Kind.FORMAT_ADDED,
        _BREAKING,
        "{what} must have the format {after}",
        "values in other formats were accepted and may be refused",
    ),
    _sent(Kind.FORMAT_REMOVED, _SAFE, "{what} need not have the format {before}", "all that was accepted still is"),
    _sent(
        Kind.FORMAT_CHANGED,
        _BREAKING,
        "{what} changed its format from {before} to {after}",
        "values in the old format may be refused",
    ),
    _sent(
        Kind.STYLE_CHANGED,
        _BREAKING,
        "{what} is written in another style: {was} is now {now}",
        "the same value stands otherwise in the URL or header (OpenAPI 3.0.4, Parameter Object, Style Values)",
    ),
    _sent(
        Kind.ENUM_ADDED,
        _BREAKING,
        "{what} takes only {after}",
        "any value was accepted, and the ones that are not listed are refused",
    ),
    _sent(Kind.ENUM_REMOVED, _SAFE, "{what} takes any value, not only {before}", "all that was accepted still is"),
    _sent(Kind.ENUM_VALUE_ADDED, _SAFE, "{what} may also be {after}", "all that was accepted still is"),
    _sent(Kind.ENUM_VALUE_REMOVED, _BREAKING, "{what} may no longer be {before}", "requests with it are refused"),
    _sent(
        Kind.LIMIT_TIGHTENED,
        _BREAKING,
        "{what} is more limited: {after}[, before: {before}]",
        "some of the values that were accepted are refused",
    ),
    _sent(
        Kind.LIMIT_LOOSENED,
        _SAFE,
        "{what} is less limited[: {after}], before: {before}",
        "all that was accepted still is",
    ),
    _sent(
        Kind.LIMIT_CHANGED,
        _WATCH,
        "{what} is limited otherwise: {before} is now {after}",
        "no machine can tell whether the one includes the other",
    ),
    _sent(
        Kind.DEFAULT_ADDED,
        _WATCH,
        "{what} has the default {after}",
        "mostly what held before is now written down, but it may be new",
    ),
    _sent(
        Kind.DEFAULT_REMOVED,
        _WATCH,
        "{what} no longer has the default {before}",
        "callers that leave it out may get something else",
    ),
    _sent(
        Kind.DEFAULT_CHANGED,
        _BREAKING,
        "{what} changed its default from {before} to {after}",
        "callers that leave it out get something else, without an error",
    ),
    _sent(Kind.DEPRECATED, _WATCH, "{what} deprecated", "it works on, and callers should prepare to do without"),
    _sent(Kind.UNDEPRECATED, _SAFE, "{what} no longer deprecated", "callers may go on sending it"),
)

RECEIVED = (
    _received(
        Kind.CONTENT_TYPE_ADDED,
        _SAFE,
        "can come as content type {what}",
        "clients get what their Accept header asks for",
    ),
    _received(Kind.CONTENT_TYPE_REMOVED, _BREAKING, "no longer comes as content type {what}", "clients read this one"),
    _received(Kind.VALUE_ADDED, _SAFE, "{what} added[ ({now})]", "clients ignore what they do not know"),
    _received(Kind.VALUE_REMOVED, _BREAKING, "{what} removed", "clients that read it find nothing"),
    _received(
        Kind.VALUE_RESPELLED,
        _BREAKING,
        "{what} removed, {after} added in its place",
        "clients that read the old name find nothing",
    ),
    _received(Kind.BECAME_REQUIRED, _SAFE, "{what} is now always there", "clients that can do without it need not"),
    _received(
        Kind.BECAME_OPTIONAL,
        _BREAKING,
        "{what} may now be missing",
        "clients that rely on it fail where it is left out",
    ),
    _received(Kind.BECAME_NULLABLE, _BREAKING, "{what} may now be null", "clients that rely on a value fail at null"),
    _received(Kind.BECAME_NOT_NULLABLE, _SAFE, "{what} is no longer null", "clients that handle null need not"),
    _received(Kind.TYPE_CHANGED, _BREAKING, "{what} changed from {was} to {now}", "clients read the old type"),
    _received(
        Kind.TYPE_WIDENED,
        _BREAKING,
        "{what} widened from {was} to {now}",
        "clients get values of a type that they do not expect",
    ),
    _received(
        Kind.TYPE_NARROWED, _SAFE, "{what} narrowed from {was} to {now}", "every value is one that clients expect"
    ),
    _received(Kind.FORMAT_ADDED, _SAFE, "{what} now has the format {after}", "every value is one that clients expect"),
    _received(
        Kind.FORMAT_REMOVED,
        _BREAKING,
        "{what} no longer has the format {before}",
        "clients that parse the format fail at other values",
    ),
    _received(
        Kind.FORMAT_CHANGED,
        _BREAKING,
        "{what} changed its format from {before} to {after}",
        "clients that parse the old format fail at the new one",
    ),
    _received(
        Kind.STYLE_CHANGED,
        _BREAKING,
        "{what} is written in another style: {was} is now {now}",
        "receivers parse the old form",
    ),
    _received(Kind.ENUM_ADDED, _SAFE, "{what} is now one of {after}", "every value is one that clients expect"),
    _received(
        Kind.ENUM_REMOVED,
        _WATCH,
        "{what} can now be any value, not only {before}",
        "clients that list the values meet ones that they do not know",
    ),
    _received(
        Kind.ENUM_VALUE_ADDED,
        _WATCH,
        "{what} can now also be {after}",
        "clients that list the values meet one that they do not know",
    ),
    _received(Kind.ENUM_VALUE_REMOVED, _SAFE, "{what} is no longer {before}", "every value is one that clients expect"),
    _received(
        Kind.LIMIT_TIGHTENED,
        _SAFE,
        "{what} is more limited: {after}[, before: {before}]",
        "every value is one that clients expect",
    ),
    _received(
        Kind.LIMIT_LOOSENED,
        _WATCH,
        "{what} is less limited[: {after}], before: {before}",
        "clients that reserve room for the old limit meet values that do not fit",
    ),
    _received(
        Kind.LIMIT_CHANGED,
        _WATCH,
        "{what} is limited otherwise: {before} is now {after}",
        "no machine can tell whether the one includes the other",
    ),
    _received(Kind.DEFAULT_ADDED, _SAFE, "{what} has the default {after}", "what comes is the same"),
    _received(Kind.DEFAULT_REMOVED, _SAFE, "{what} no longer has the default {before}", "what comes is the same"),
    _received(
        Kind.DEFAULT_CHANGED,
        _SAFE,
        "{what} changed its default from {before} to {after}",
        "it is the API that fills in what it sends",
    ),
    _received(Kind.DEPRECATED, _WATCH, "{what} deprecated", "it still comes, and clients should prepare to do without"),
    _received(Kind.UNDEPRECATED, _SAFE, "{what} no longer deprecated", "clients may go on reading it"),
)
