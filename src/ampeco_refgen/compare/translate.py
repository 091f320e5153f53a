"""`Difference`s of one operation or webhook (`catalog/difference.py`) → `Change`s: which side, which kind, which words.

What follows from another difference is left out: the fields of a body that is new as a whole, or of an object that
became a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.change import Change as Core
from ampeco_refgen.catalog.difference import Difference, outermost
from ampeco_refgen.catalog.terms import Part
from ampeco_refgen.compare.changes import Change, Kind, Side, Subject
from ampeco_refgen.markdown.names import is_below


class _Place(Struct, frozen=True, kw_only=True):
    """A part of an operation: who writes it, what it is called, and what its empty path, the value itself, is."""

    side: Side
    words: str
    itself: str = ""


_PLACES = {
    Part.PATH_PARAMETER: _Place(side=Side.REQUEST, words="path parameter"),
    Part.PARAMETER: _Place(side=Side.REQUEST, words="query parameter"),
    Part.FILTER: _Place(side=Side.REQUEST, words="filter"),
    Part.INCLUDE: _Place(side=Side.REQUEST, words="include"),
    Part.HEADER_PARAMETER: _Place(side=Side.REQUEST, words="request header"),
    Part.COOKIE_PARAMETER: _Place(side=Side.REQUEST, words="cookie"),
    Part.BODY: _Place(side=Side.REQUEST, words="request body", itself="request body"),
    Part.BODY_CONTENT_TYPE: _Place(side=Side.REQUEST, words=""),
    Part.BODY_FIELD: _Place(side=Side.REQUEST, words="body field", itself="request body"),
    Part.STATUS: _Place(side=Side.NEITHER, words=""),
    Part.WRAPPING: _Place(side=Side.NEITHER, words=""),
    Part.PAGING: _Place(side=Side.NEITHER, words=""),
    Part.RESPONSE_CONTENT_TYPE: _Place(side=Side.RESPONSE, words=""),
    Part.RESPONSE_HEADER: _Place(side=Side.RESPONSE, words="response header"),
    Part.RESPONSE_FIELD: _Place(side=Side.RESPONSE, words="response field", itself="response body"),
    Part.ENVELOPE_FIELD: _Place(side=Side.RESPONSE, words="response field"),
    Part.ERROR_FIELD: _Place(side=Side.RESPONSE, words="error field", itself="error body"),
    Part.WEBHOOK: _Place(side=Side.NEITHER, words=""),
    Part.WEBHOOK_FIELD: _Place(side=Side.RESPONSE, words="payload field", itself="payload"),
    Part.OPERATION: _Place(side=Side.NEITHER, words=""),
    Part.OPERATION_ID: _Place(side=Side.NEITHER, words=""),
    Part.PATH: _Place(side=Side.NEITHER, words=""),
}
"""The parts that are told. Not told are `METHOD`, which pairs agree in, and `SECURITY`, see `compare/document.py`."""

_KINDS = {
    (Part.PATH, Core.CHANGED): Kind.PATH_RESPELLED,
    (Part.OPERATION_ID, Core.CHANGED): Kind.OPERATION_ID_CHANGED,
    (Part.WRAPPING, Core.CHANGED): Kind.WRAPPING_CHANGED,
    (Part.PAGING, Core.CHANGED): Kind.PAGING_CHANGED,
    (Part.OPERATION, Core.DEPRECATED): Kind.OPERATION_DEPRECATED,
    (Part.OPERATION, Core.UNDEPRECATED): Kind.OPERATION_UNDEPRECATED,
    (Part.WEBHOOK, Core.DEPRECATED): Kind.WEBHOOK_DEPRECATED,
    (Part.WEBHOOK, Core.UNDEPRECATED): Kind.WEBHOOK_UNDEPRECATED,
    (Part.BODY_CONTENT_TYPE, Core.ADDED): Kind.CONTENT_TYPE_ADDED,
    (Part.BODY_CONTENT_TYPE, Core.REMOVED): Kind.CONTENT_TYPE_REMOVED,
    (Part.RESPONSE_CONTENT_TYPE, Core.ADDED): Kind.CONTENT_TYPE_ADDED,
    (Part.RESPONSE_CONTENT_TYPE, Core.REMOVED): Kind.CONTENT_TYPE_REMOVED,
}
"""The kinds that depend on the part; the others by the change alone."""

_VALUE_KINDS = {
    Core.ADDED: Kind.VALUE_ADDED,
    Core.REQUIRED_ADDED: Kind.REQUIRED_VALUE_ADDED,
    Core.REMOVED: Kind.VALUE_REMOVED,
    Core.RENAMED: Kind.VALUE_RESPELLED,
    Core.BECAME_READ_ONLY: Kind.BECAME_READ_ONLY,
    Core.BECAME_WRITABLE: Kind.BECAME_WRITABLE,
    Core.BECAME_REQUIRED: Kind.BECAME_REQUIRED,
    Core.BECAME_OPTIONAL: Kind.BECAME_OPTIONAL,
    Core.BECAME_NULLABLE: Kind.BECAME_NULLABLE,
    Core.BECAME_NOT_NULLABLE: Kind.BECAME_NOT_NULLABLE,
    Core.TYPE_CHANGED: Kind.TYPE_CHANGED,
    Core.TYPE_WIDENED: Kind.TYPE_WIDENED,
    Core.TYPE_NARROWED: Kind.TYPE_NARROWED,
    Core.STYLE_CHANGED: Kind.STYLE_CHANGED,
    Core.ENUM_ADDED: Kind.ENUM_ADDED,
    Core.ENUM_REMOVED: Kind.ENUM_REMOVED,
    Core.ENUM_VALUE_ADDED: Kind.ENUM_VALUE_ADDED,
    Core.ENUM_VALUE_REMOVED: Kind.ENUM_VALUE_REMOVED,
    Core.LIMIT_TIGHTENED: Kind.LIMIT_TIGHTENED,
    Core.LIMIT_LOOSENED: Kind.LIMIT_LOOSENED,
    Core.LIMIT_CHANGED: Kind.LIMIT_CHANGED,
    Core.DEPRECATED: Kind.DEPRECATED,
    Core.UNDEPRECATED: Kind.UNDEPRECATED,
}
_THREE_WAYS = {
    Core.FORMAT_CHANGED: (Kind.FORMAT_ADDED, Kind.FORMAT_REMOVED, Kind.FORMAT_CHANGED),
    Core.DEFAULT_CHANGED: (Kind.DEFAULT_ADDED, Kind.DEFAULT_REMOVED, Kind.DEFAULT_CHANGED),
}
_COMES = frozenset({Core.ADDED, Core.REQUIRED_ADDED, Core.BECAME_WRITABLE})
_GOES = frozenset({Core.REMOVED, Core.BECAME_READ_ONLY})
_NEW_TYPE = frozenset({Core.TYPE_CHANGED, Core.TYPE_WIDENED, Core.TYPE_NARROWED})
_WITH_THE_BODY = {
    Part.BODY: (Part.BODY_CONTENT_TYPE, Part.BODY_FIELD),
    Part.RESPONSE_FIELD: (Part.RESPONSE_FIELD, Part.ENVELOPE_FIELD, Part.RESPONSE_CONTENT_TYPE, Part.WRAPPING),
    Part.ERROR_FIELD: (Part.ERROR_FIELD,),
    Part.WEBHOOK_FIELD: (Part.WEBHOOK_FIELD, Part.BODY_CONTENT_TYPE),
}
"""What comes and goes with a body as a whole, the difference at the empty path."""


def changes_of(subject: Subject, differences: Iterable[Difference]) -> Iterator[Change]:
    """Yield the differences of one subject as changes."""
    found = outermost(differences)
    for one in found:
        if one.part in _PLACES and not any(_follows(one, other) for other in found if other is not one):
            yield _change(subject, one)


def received(changes: Iterable[Change]) -> Iterator[Change]:
    """Yield changes of what a webhook brings: its headers are read by the client, not written."""
    for change in changes:
        kind = Kind.VALUE_ADDED if change.kind is Kind.REQUIRED_VALUE_ADDED else change.kind
        part = change.part.removeprefix("request ")
        yield replace(change, kind=kind, part=part, side=Side.RESPONSE) if change.side is Side.REQUEST else change


def _change(subject: Subject, one: Difference) -> Change:
    place = _PLACES[one.part]
    return Change(
        subject=subject,
        kind=_kind(one),
        side=place.side,
        part=place.words if one.where else place.itself,
        where=one.where,
        scope=one.scope if one.part is not Part.WEBHOOK_FIELD else "",
        before=(one.before,) if one.before else (),
        after=(one.after,) if one.after else (),
    )


def _kind(one: Difference) -> Kind:
    if one.part is Part.STATUS:
        if one.where.startswith("2"):
            return Kind.SUCCESS_STATUS_ADDED if one.change is Core.ADDED else Kind.SUCCESS_STATUS_REMOVED
        return Kind.ERROR_STATUS_ADDED if one.change is Core.ADDED else Kind.ERROR_STATUS_REMOVED
    if one.change in _THREE_WAYS:
        added, removed, changed = _THREE_WAYS[one.change]
        return changed if one.before and one.after else added if one.after else removed
    return _KINDS.get((one.part, one.change)) or _VALUE_KINDS[one.change]


def _follows(one: Difference, other: Difference) -> bool:
    """Tell whether one difference is there because of another."""
    if one.part is Part.PATH_PARAMETER and one.change is Core.RENAMED:
        return other.part is Part.PATH
    if one.scope != other.scope:
        return False
    if one.part is Part.WRAPPING and other.part is Part.RESPONSE_CONTENT_TYPE:
        return bool(set(one.before.split(" or ")) & set(one.after.split(" or ")))
    if not other.where and _way(other) and one.part in _WITH_THE_BODY.get(other.part, ()):
        return one.change is Core.CHANGED or _way(one) == _way(other)
    return one.part is other.part and other.change in _NEW_TYPE and bool(_way(one)) and _below(one.where, other.where)


def _below(path: str, holder: str) -> bool:
    return is_below(path, holder) if holder else bool(path)


def _way(one: Difference) -> str:
    return "in" if one.change in _COMES else "out" if one.change in _GOES else ""
