"""Migration → the lines of a deprecated call's or webhook's page on where each of its names went.

What is inferred says so, with the rule; what it does not say so of is a fact of both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ampeco_refgen.compare.changes import ApiPart, Change, ChangeKind
from ampeco_refgen.compare.value_changes import ValueChange
from ampeco_refgen.infer.entities import RequestLine
from ampeco_refgen.infer.migration import A_FIELD_NOW, FieldChange, Migration, PartMigration
from ampeco_refgen.infer.moves import LOOKED_UP, SPELLED_OTHERWISE, Move, Verdict, last_name
from ampeco_refgen.infer.naming import words
from ampeco_refgen.infer.value_moves import ValueMove
from ampeco_refgen.markdown.text import code, plural, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.field_lines import literal

_TITLES = {
    ApiPart.PATH_PARAMETER: "path",
    ApiPart.PARAMETER: "query",
    ApiPart.FILTER: "filters",
    ApiPart.INCLUDE: "includes",
    ApiPart.HEADER_PARAMETER: "headers",
    ApiPart.COOKIE_PARAMETER: "cookies",
    ApiPart.BODY_FIELD: "body",
    ApiPart.RESPONSE_FIELD: "response",
    ApiPart.WEBHOOK_FIELD: "payload",
}
_WHOLE = {
    ApiPart.SECURITY: "security",
    ApiPart.PAGING: "paging",
    ApiPart.WRAPPING: "wrapping",
    ApiPart.BODY_CONTENT_TYPE: "content type of the body",
    ApiPart.RESPONSE_CONTENT_TYPE: "content type of the response",
}
_MOST_VALUES = 12
"""So many new values of an enum are named; of more the number is told: they stand with the successor's field."""
_UNITS = frozenset({"wh", "kwh", "mwh", "w", "kw", "mw", "a", "ma", "v", "kv", "amps", "volts", "watts"})
_UNITS |= {"ms", "seconds", "minutes", "hours", "days", "percent", "percentage", "cents", "meters", "km", "kg"}
"""Words of names that say the unit: where only the old name has one, the new value may be in another."""


def migration_lines(plan: BundlePlan, page: str, migration: Migration) -> Iterator[str]:
    """Yield the list of what changes for the caller who moves to one successor; nothing where nothing does."""
    for change in migration.changes:
        yield from wrap(f"- {_whole(change)}")
    for part in migration.parts:
        if part.part is ApiPart.PATH_PARAMETER and not part.moves and not part.changed:
            continue  # the link to the successor shows its path
        lines = list(_part(plan, page, part, "  "))
        if part.part is ApiPart.RESPONSE_FIELD:
            for include in migration.includes:
                lines += wrap(f"  - {code(include)} is new: ask for it, the field may not come without", indent="    ")
        if lines:
            yield f"- {_TITLES[part.part]}"
            yield from lines


def _whole(change: Change) -> str:
    before, after = (code(text) if text else "none" for text in (change.before, change.after))
    return f"{_WHOLE[change.part]}: {before} → {after}"


def _part(plan: BundlePlan, page: str, part: PartMigration, indent: str) -> Iterator[str]:
    """Yield the lines of one part: what is elsewhere or otherwise in the order of old names, then what stayed.

    Names that only have another name now stand together by the rule, the others each on a line of its own.
    """
    changed = {change.path: change for change in part.changed}
    entries: dict[str, tuple[str, ...]] = {}
    renamed: dict[str, list[str]] = {}
    for move in part.moves:
        if move.is_pair and move.before and move.before not in changed and not _unit(move):
            how = move.rule if move.certain else f"inferred, {move.rule}"
            renamed.setdefault(how, []).append(f"{code(move.before)} → {code(move.after[0])}")
        elif move.verdict is not Verdict.GONE:
            entries[move.before] = tuple(_move(plan, page, part, move, changed.get(move.before), indent))
    for change in part.changed:
        if change.path not in entries:
            entries[change.path] = wrap(f"{indent}- {_changed(change)}", indent=f"{indent}  ")
    for path in sorted(entries):
        yield from entries[path]
    for label, names in (
        *renamed.items(),
        ("gone, no counterpart known", [code(move.before) for move in part.moves if move.verdict is Verdict.GONE]),
        ("must be sent now", list(map(code, part.demanded))),
        ("unchanged", [code(path) or "the value itself" for path in part.unchanged]),
    ):
        if names:
            yield from wrap(f"{indent}- {label}: {', '.join(names)}", indent=f"{indent}  ")


def _move(
    plan: BundlePlan, page: str, part: PartMigration, move: Move, change: FieldChange | None, indent: str
) -> Iterator[str]:
    """Yield the entry of one old name, and below it what becomes of the objects in a list with a call of its own."""
    if move.verdict is Verdict.CANDIDATES:
        target = f"{' or '.join(map(code, move.after))}: compare"
    elif move.verdict is Verdict.CALL:
        target = ", ".join(_call(plan, page, call) for call in move.calls)
    else:
        target = " and ".join(map(code, move.after))
    facts = [target, *(_facts(change) if change else ())]
    if unit := _unit(move):
        facts.append(f"mind the unit: only the old name says {code(unit)}")
    if lost := part.not_in_calls.get(move.before, ()):
        facts.append(f"there without {', '.join(map(code, lost))}")
    before = code(move.before) if move.before else "the answer itself"
    yield from wrap(f"{indent}- {before} → {', '.join(facts)}{_how(move)}", indent=f"{indent}  ")
    if move.before in part.children:
        yield f"{indent}  - there, of each"
        yield from _part(plan, page, part.children[move.before], f"{indent}    ")


def _how(move: Move) -> str:
    """Say by which rule it is known, and that it is inferred where it is."""
    if move.rule == A_FIELD_NOW:
        return f" ({move.rule}, inferred)"
    if move.rule.startswith(f"{LOOKED_UP}: "):
        return f" ({prose(move.rule)})"
    return f" ({'' if move.certain else 'inferred: '}{move.rule})" if move.rule else ""


def _call(plan: BundlePlan, page: str, call: RequestLine) -> str:
    return plan.call_link(page, call.key, call.text)


def _unit(move: Move) -> str:
    """Return the unit that only the old name says; empty where none does, or where a name became several."""
    if len(move.after) != 1:
        return ""
    own, other = words(last_name(move.before)), words(last_name(move.after[0]))
    return next((word for word in own if word in _UNITS and word not in other), "")


def _changed(change: FieldChange) -> str:
    """Write what changed of a field that has its name still, or moved with the object that holds it."""
    name = code(change.path) if change.path == change.after else f"{code(change.path)} → {code(change.after)}"
    return f"{name or 'the value itself'}: {', '.join(_facts(change))}"


def _facts(change: FieldChange) -> Iterator[str]:
    """Yield what changed of one value, in words: types first, values last."""
    added = [value.after for value in change.changes if value.kind is ChangeKind.ENUM_VALUE_ADDED]
    for value in change.changes:
        if value.kind is not ChangeKind.ENUM_VALUE_ADDED:
            yield _fact(value, change.members)
    yield from _values(change.values)
    if len(added) > _MOST_VALUES:
        yield plural(len(added), "new value")
    elif added:
        yield f"new value{'s' if len(added) > 1 else ''} {_listed(added)}"


def _values(values: Iterable[ValueMove]) -> Iterator[str]:
    """Yield the values of an enum that are written otherwise or were replaced, then those that are gone."""
    every = list(values)
    for rule in dict.fromkeys(value.rule for value in every if value.after):
        pairs = [f"{literal(value.before)} → {literal(value.after)}" for value in every if value.rule == rule]
        inferred = "" if rule == SPELLED_OTHERWISE else f" ({rule})" if rule == LOOKED_UP else f" (inferred: {rule})"
        yield f"value{'s' if len(pairs) > 1 else ''} {', '.join(pairs)}{inferred}"
    if lost := [value.before for value in every if not value.after]:
        yield f"no longer {_listed(lost)}"


def _listed(values: Iterable[str]) -> str:
    return ", ".join(map(literal, values))


def _fact(change: ValueChange, members: tuple[str, ...]) -> str:
    """Write one change of a value in words."""
    before, after = change.before, change.after
    kind = change.kind
    if kind in (ChangeKind.TYPE_CHANGED, ChangeKind.TYPE_WIDENED, ChangeKind.TYPE_NARROWED):
        within = f" with {', '.join(map(code, members))}" if members else ""
        return f"{prose(before)} → {prose(after)}{within}"
    if kind in _WORDS:
        return _WORDS[kind]
    noun = _NOUNS.get(kind, "")
    if kind in (ChangeKind.ENUM_ADDED, ChangeKind.ENUM_REMOVED):
        return "only listed values now" if after else "no list of values any more"
    if not after:
        return f"no {noun} any more (was {code(before)})"
    return f"{noun} {code(before)} → {code(after)}" if before else f"{noun} {code(after)} now"


_WORDS = {
    ChangeKind.BECAME_REQUIRED: "required now",
    ChangeKind.BECAME_NULLABLE: "may be null now",
    ChangeKind.BECAME_NOT_NULLABLE: "must not be null",
    ChangeKind.DEPRECATED: "deprecated now",
}
_NOUNS = {
    **dict.fromkeys((ChangeKind.FORMAT_ADDED, ChangeKind.FORMAT_REMOVED, ChangeKind.FORMAT_CHANGED), "format"),
    **dict.fromkeys((ChangeKind.FORMAT_WIDENED, ChangeKind.FORMAT_NARROWED), "format"),
    ChangeKind.CONTENT_CHANGED: "content",
    **dict.fromkeys((ChangeKind.DEFAULT_ADDED, ChangeKind.DEFAULT_REMOVED, ChangeKind.DEFAULT_CHANGED), "default"),
    **dict.fromkeys((ChangeKind.LIMIT_TIGHTENED, ChangeKind.LIMIT_LOOSENED, ChangeKind.LIMIT_CHANGED), "limit"),
    ChangeKind.STYLE_CHANGED: "written as",
}
