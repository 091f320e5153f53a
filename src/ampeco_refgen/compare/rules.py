"""What a change means: one row for each kind of change on each side, with its level, its text and the reason.

The levels follow oasdiff, the widespread checker of breaking changes, and the principle behind it: what callers send
may only become less restricted, what they receive only more. Where oasdiff warns of values that a response could not
hold before (a new enum value, a raised limit), and of what no machine can judge (a pattern), the level is `WATCH`.
"""

from __future__ import annotations

from ampeco_refgen.compare.changes import Change, Kind, Level, Rule, Side
from ampeco_refgen.compare.value_rules import RECEIVED, SENT

_BREAKING, _WATCH, _SAFE = Level.BREAKING, Level.WATCH, Level.SAFE


def _neither(kind: Kind, level: Level, text: str, why: str) -> Rule:
    return Rule(id=kind.value, kind=kind, side=Side.NEITHER, level=level, text=text, why=why)


_OF_THE_API = (
    _neither(Kind.TITLE_CHANGED, _WATCH, "title {before} is now {after}", "it may be the document of another API"),
    _neither(Kind.SERVER_ADDED, _SAFE, "base URL {after} added", "the ones in use go on working"),
    _neither(Kind.SERVER_REMOVED, _BREAKING, "base URL {before} removed", "callers that use it may reach nothing"),
    _neither(
        Kind.SERVER_CHANGED,
        _WATCH,
        "base URL {what} has other variables[, before: {before}][, now: {after}]",
        "only callers that fill in a variable are concerned",
    ),
    _neither(
        Kind.SECURITY_TIGHTENED,
        _BREAKING,
        "security {before} is now {after}",
        "a way to authenticate that was enough no longer is",
    ),
    _neither(
        Kind.SECURITY_LOOSENED,
        _SAFE,
        "security {before} is now {after}",
        "every way to authenticate that was enough still is",
    ),
    _neither(Kind.SCHEME_ADDED, _SAFE, "security scheme {after} added", "it counts only where it is required"),
    _neither(Kind.SCHEME_REMOVED, _BREAKING, "security scheme {before} removed", "callers may authenticate with it"),
    _neither(
        Kind.SCHEME_CHANGED,
        _BREAKING,
        "security scheme {what} changed from {before} to {after}",
        "callers that authenticate as before may be refused",
    ),
)

_OF_OPERATIONS = (
    _neither(Kind.OPERATION_ADDED, _SAFE, "added[: {now}]", "nobody calls it yet"),
    _neither(Kind.OPERATION_REMOVED, _BREAKING, "removed[; use {after} instead]", "every call of it fails"),
    _neither(
        Kind.OPERATION_DEPRECATED,
        _WATCH,
        "deprecated[; use {after} instead]",
        "it works on, and its callers should prepare to move",
    ),
    _neither(Kind.OPERATION_UNDEPRECATED, _SAFE, "no longer deprecated", "its callers may stay"),
    _neither(
        Kind.SUCCESSOR_CHANGED,
        _WATCH,
        "successor changed[, formerly {before}][, now {after}]",
        "callers that are about to move should move elsewhere",
    ),
    _neither(
        Kind.PATH_RESPELLED,
        _SAFE,
        "path respelled, formerly {before}",
        "paths that differ only in the names of parameters are identical (OpenAPI 3.0.4, Paths Object)",
    ),
    _neither(
        Kind.OPERATION_ID_CHANGED,
        _WATCH,
        "operationId changed[, formerly {before}][, now {after}]",
        "the wire is the same, but generated clients name their methods after it",
    ),
    _neither(
        Kind.SUCCESS_STATUS_ADDED,
        _SAFE,
        "may answer with status {what}",
        "a status that took another's place counts as that one's removal",
    ),
    _neither(
        Kind.SUCCESS_STATUS_REMOVED,
        _BREAKING,
        "no longer answers with status {what}",
        "callers that wait for exactly this status take the new one for a failure",
    ),
    _neither(
        Kind.ERROR_STATUS_ADDED,
        _SAFE,
        "may answer with status {what}",
        "every caller has to be ready for errors that are not documented",
    ),
    _neither(Kind.ERROR_STATUS_REMOVED, _SAFE, "no longer answers with status {what}", "one case less to handle"),
    _neither(
        Kind.WRAPPING_CHANGED,
        _BREAKING,
        "the response is wrapped otherwise: {was} is now {now}",
        "callers look for the payload where it no longer stands",
    ),
    _neither(
        Kind.PAGING_CHANGED,
        _WATCH,
        "paging: {was} is now {now}",
        "what was lost is told, and counted, as the parameter or response field that is gone",
    ),
)

_OF_WEBHOOKS = (
    _neither(Kind.WEBHOOK_ADDED, _SAFE, "added[: {now}]", "nobody receives it without a subscription"),
    _neither(Kind.WEBHOOK_REMOVED, _BREAKING, "removed", "its receivers wait in vain"),
    _neither(Kind.WEBHOOK_DEPRECATED, _WATCH, "deprecated", "it still comes, and its receivers should prepare to move"),
    _neither(Kind.WEBHOOK_UNDEPRECATED, _SAFE, "no longer deprecated", "its receivers may stay"),
)

RULES: tuple[Rule, ...] = (*_OF_THE_API, *_OF_OPERATIONS, *_OF_WEBHOOKS, *SENT, *RECEIVED)

_BY_KIND = {(rule.kind, rule.side): rule for rule in RULES}


def rule_for(change: Change) -> Rule:
    """Return the row that says what a change means; raises `KeyError` for a kind that cannot happen on its side."""
    return _BY_KIND[change.kind, change.side]
