"""Successions and migrations → `deprecation-map.md`: what to use instead, how that is known, and what changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.catalog.payload import success_responses
from ampeco_refgen.compare.changes import ApiPart, Change, ChangeKind
from ampeco_refgen.compare.renames import LikelyRename
from ampeco_refgen.infer.migration import Migration
from ampeco_refgen.infer.successors import Succession
from ampeco_refgen.markdown.text import code, plural, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.call_names import calls_of, names_of, versions_of
from ampeco_refgen.pages.field_lines import literal
from ampeco_refgen.pages.page import Page, Section, section
from ampeco_refgen.pages.sectioned_page import sectioned_page

_PAGE = "deprecation-map.md"
_PAYLOADS = {ApiPart.BODY_FIELD: "body", ApiPart.RESPONSE_FIELD: "response"}
_PAGING = ("page", "cursor")
_MARKS = {"yes", "no", "some", "all", "none", ""}

_KINDS = {
    **dict.fromkeys((ChangeKind.FORMAT_ADDED, ChangeKind.FORMAT_REMOVED), "format changed"),
    **dict.fromkeys((ChangeKind.DEFAULT_ADDED, ChangeKind.DEFAULT_REMOVED), "default changed"),
}
"""The kinds of changes that go by another name here: what a field has now stands with the field itself."""

MigrationChange: TypeAlias = Change | LikelyRename
"""What is different for the caller who moves to the successor: certain, or inferred."""

_WORTH_REPEATING = 50
"""Characters of a text on how a successor is known, up to which it is repeated; else the first such field is named."""


class CallPayload(Struct, frozen=True):
    """What of a call a change is true of: `payload` is `response`, `body`, or empty for the call itself."""

    payload: str
    key: str


def deprecation_pages(plan: BundlePlan, migrations: tuple[Migration, ...]) -> Iterator[Page]:
    """Yield the page, or pages, of everything that is deprecated."""
    sections = list(_sections(plan, migrations))
    counts = ", ".join(
        plural(len(deprecated), noun)
        for noun, deprecated in (
            ("operation", plan.successions.operations),
            ("webhook", plan.successions.webhooks),
            ("field", plan.successions.fields),
            ("parameter", plan.successions.parameters),
        )
    )
    yield sectioned_page(plan, _PAGE, "deprecation-map.md.j2", sections, counts)


def _sections(plan: BundlePlan, migrations: tuple[Migration, ...]) -> Iterator[Section]:
    """Yield a section for each resource with deprecated calls, then those of webhooks, fields and parameters."""
    successions = plan.successions
    changes: dict[str, list[Migration]] = {}
    for migration in migrations:
        changes.setdefault(migration.subject, []).append(migration)
    by_resource: dict[str, list[Succession]] = {}
    for succession in successions.operations:
        place = plan.operations[succession.subject].place
        by_resource.setdefault(f"{place.family}: {place.resource}", []).append(succession)
    for title, group in by_resource.items():
        of_group = {key: changes[key] for succession in group if (key := succession.subject) in changes}
        yield section(title, [*_calls(plan, group), *_change_lines(plan, of_group)])
    if successions.webhooks:
        lines = [line for succession in successions.webhooks for line in _webhook(plan, succession, changes)]
        yield section("Webhooks", lines)
    for title, members in (
        ("Fields", successions.fields),
        ("Parameters and filters", successions.parameters),
    ):
        if members:
            yield section(title, list(_members(plan, members)))


def _calls(plan: BundlePlan, group: list[Succession]) -> Iterator[str]:
    """Yield the deprecated calls of one resource with their successors, by the rule that these come from.

    Evidence that all calls of a rule have in common stands with the rule, once.
    """
    by_rule: dict[str, list[Succession]] = {}
    for succession in group:
        rule = f"{prose(succession.rule)}, {succession.confidence}" if succession.rule else ""
        by_rule.setdefault(rule, []).append(succession)
    for number, (rule, by_this_rule) in enumerate(by_rule.items()):
        shared = by_this_rule[0].evidence[:1]
        if not rule or any(succession.evidence[:1] != shared for succession in by_this_rule):
            shared = ()
        lead = f"Rule: {rule}{_because(shared)}:" if rule else "Without a known successor:"
        yield from ("",) * bool(number)
        yield from wrap(lead, indent="")
        yield ""
        for succession in by_this_rule:
            because = "" if shared else _because(succession.evidence)
            links = " and ".join(plan.call_link(_PAGE, key) for key in succession.successors)
            yield from wrap(f"- {plan.call_link(_PAGE, succession.subject)} → {links or '**none known**'}{because}")


def _because(evidence: tuple[str, ...]) -> str:
    return f" — {prose(evidence[0])}" if evidence else ""


def _successors_as_code(succession: Succession) -> str:
    return " and ".join(map(code, succession.successors)) or "**none known**"


def _webhook(plan: BundlePlan, succession: Succession, changes: dict[str, list[Migration]]) -> Iterator[str]:
    links = " and ".join(plan.webhook_link(_PAGE, name) for name in succession.successors)
    yield from _lead(succession, links or "**none known**", _known(succession))
    yield from _webhook_lines(plan, changes.get(succession.subject, []))


def _members(plan: BundlePlan, members: Iterable[Succession]) -> Iterator[str]:
    """Yield deprecated fields or parameters with what to use instead, those that stand in the same places together."""
    together: dict[tuple[str, ...], list[Succession]] = {}
    first_with: dict[str, str] = {}
    for succession in members:
        together.setdefault(succession.places, []).append(succession)
    for number, (places, in_places) in enumerate(together.items()):
        yield from ("",) * bool(number)
        yield from wrap(f"In {_places(plan, places)}:", indent="")
        yield ""
        for succession in in_places:
            known = _known(succession)
            first = first_with.setdefault(known, succession.subject)
            yield from _lead(
                succession,
                _successors_as_code(succession),
                known if len(known) < _WORTH_REPEATING or first == succession.subject else f"as {code(first)}",
            )


def _places(plan: BundlePlan, places: tuple[str, ...]) -> str:
    """Return the places of a field or parameter in words.

    A place is the key of an operation, mostly with the part of it after a blank (`request`, `response`), or the name of
    a webhook.
    """
    parts: dict[str, list[str]] = {}
    others = []
    for place in places:
        key, part = (place, "") if place in plan.operations else place.rpartition(" ")[::2]
        if key in plan.operations:
            parts.setdefault(part, []).append(key)
        else:
            others.append(f"webhook {code(place)}" if place in plan.webhooks else code(place))
    if parts.get("request") == [key for key in parts.get("response", ()) if plan.operations[key].body is not None]:
        parts = {"response and any request": parts["response"]}
    named = [f"{part} of {calls_of(plan, keys)}" if part else calls_of(plan, keys) for part, keys in parts.items()]
    return "; ".join([*named, *others])


def _lead(succession: Succession, named: str, known: str) -> tuple[str, ...]:
    return wrap(f"- {code(succession.subject)} → {named}" + (f" — {known}" if known else ""), indent="  ")


def _known(succession: Succession) -> str:
    """Say how a successor is known; evidence that only names it again is left out."""
    how = f"{prose(succession.rule)}, {succession.confidence}" if succession.rule else ""
    evidence = succession.evidence[0] if succession.evidence else ""
    last = [name.rpartition(".")[2] for name in succession.successors]
    if evidence in {f"its description names {' and '.join(names)}" for names in (succession.successors, last)}:
        evidence = ""
    return ": ".join(part for part in (how, prose(evidence)) if part)


def _change_lines(plan: BundlePlan, migrations: Mapping[str, list[Migration]]) -> Iterator[str]:
    """Yield the list "What changes" of one resource; `migrations` are those of its deprecated operations, by key.

    Each entry says of which calls, or of which responses and bodies, its changes are true. Those that are true of most
    calls stand first, and operations with nothing but another path are named at the end.
    """
    if not migrations:
        return
    yield from ("", "What changes:", "")
    by_parts = _changes_by_call_parts(migrations)
    every = list(migrations)
    for parts, changes in sorted(by_parts.items(), key=lambda entry: (-len(entry[0]), every.index(entry[0][0].key))):
        lead = f"- {_call_parts(plan, parts, every)}:"
        texts = list(_change_texts(plan, changes, named=not parts[0].payload))
        if len(texts) == 1:
            yield from wrap(f"{lead} {texts[0]}")
        else:
            yield from (*wrap(lead), *(line for text in texts for line in wrap(f"  - {text}", indent="    ")))
    changed = {part.key for parts in by_parts for part in parts}
    if same := [key for key in every if key not in changed]:
        yield from wrap(f"- {versions_of(plan, same)}: nothing but the path")


def _webhook_lines(plan: BundlePlan, migrations: list[Migration]) -> Iterator[str]:
    """Yield what changes for the receiver of a deprecated webhook."""
    for migration in migrations:
        lead = f"to {code(migration.successor)}: " if len(migrations) > 1 else ""
        texts = list(_change_texts(plan, migration.changes, named=False)) or ["nothing else changes for the caller"]
        yield from (line for text in texts for line in wrap(f"  - {lead}{text}", indent="    "))


def _changes_by_call_parts(
    migrations: Mapping[str, list[Migration]],
) -> dict[tuple[CallPayload, ...], list[MigrationChange]]:
    """Return the changes of several operations by all that they are true of.

    A field that changes alike in the body and in the response is one change of both. A new path is left out: the link
    to the successor shows it.
    """
    parts_of: dict[MigrationChange, dict[CallPayload, None]] = {}
    for key, to_successors in migrations.items():
        for migration in to_successors:
            changes: tuple[MigrationChange, ...] = (*migration.likely_renames, *migration.changes)
            for change in changes:
                if change.part is not ApiPart.PATH and not _is_paging(change, changes):
                    part = CallPayload(_PAYLOADS.get(change.part, ""), key)
                    parts_of.setdefault(_of_either_payload(change), {})[part] = None
    by_parts: dict[tuple[CallPayload, ...], list[MigrationChange]] = {}
    for change, parts in parts_of.items():
        # Bodies last: the same parts have to be the same key, whichever payload was met first.
        by_parts.setdefault(tuple(sorted(parts, key=lambda part: part.payload == "body")), []).append(change)
    return by_parts


def _is_paging(change: MigrationChange, changes: tuple[MigrationChange, ...]) -> bool:
    """Tell whether a parameter came or went with the way of paging: the change of that is among `changes` itself."""
    is_parameter = change.part is ApiPart.PARAMETER and isinstance(change, Change) and change.where in _PAGING
    return is_parameter and any(other.part is ApiPart.PAGING for other in changes)


def _of_either_payload(change: MigrationChange) -> MigrationChange:
    """Return the change of a body's field as if it were one of the response, for the two to be equal."""
    return replace(change, part=ApiPart.RESPONSE_FIELD) if change.part is ApiPart.BODY_FIELD else change


def _call_parts(plan: BundlePlan, parts: tuple[CallPayload, ...], every: list[str]) -> str:
    """Name calls, or their responses and bodies; `every` has the keys of all calls that are in question."""
    keys: dict[str, list[str]] = {}
    for part in parts:
        keys.setdefault(part.payload, []).append(part.key)
    return "; ".join(_calls_in_words(plan, payload, of_payload, every) for payload, of_payload in keys.items())


def _calls_in_words(plan: BundlePlan, payload: str, keys: list[str], every: list[str]) -> str:
    """Say `every call` or `every response` where it is, of those that have one."""
    if 1 < len(keys) == sum(_has(plan.operations[key], payload) for key in every):
        return f"every {payload or 'call'}"
    return (f"{payload} of " if payload else "") + versions_of(plan, keys)


def _has(operation: Operation, payload: str) -> bool:
    if payload == "response":
        return any(response.media for response in success_responses(operation))
    return payload != "body" or operation.body is not None


def _change_texts(plan: BundlePlan, changes: Iterable[MigrationChange], *, named: bool) -> Iterator[str]:
    """Yield a text for each kind of change: its heading, and what changed so.

    `named` tells whether the heading has to name the part of the call, which the lead of the list does not.
    """
    by_heading: dict[str, list[MigrationChange]] = {}
    for change in changes:
        by_heading.setdefault(_heading(change, named=named), []).append(change)
    for heading, alike in by_heading.items():
        yield f"{heading}: {_listed(plan, alike)}"


def _heading(change: MigrationChange, *, named: bool) -> str:
    part = f"{change.part.replace('-', ' ')} " if named else ""
    if isinstance(change, LikelyRename):
        return f"{part}likely moved ({change.why})"
    scope = f"of {code(change.scope)} " if change.scope else ""
    return f"{part}{scope}{_KINDS.get(change.kind) or change.kind.replace('-', ' ')}"


def _listed(plan: BundlePlan, alike: list[MigrationChange]) -> str:
    """List changes that have one heading; the values that one field wins or loses stand together."""
    changes = [change for change in alike if isinstance(change, Change)]
    if not changes:
        return ", ".join(_likely_rename(rename) for rename in alike if isinstance(rename, LikelyRename))
    if changes[0].kind is ChangeKind.RENAMED:
        return _renamed(changes)
    if changes[0].kind in (ChangeKind.ENUM_VALUE_ADDED, ChangeKind.ENUM_VALUE_REMOVED):
        values: dict[str, list[str]] = {}
        for change in changes:
            values.setdefault(change.where, []).append(literal(change.before or change.after))
        return "; ".join(f"{code(where)} ({', '.join(of_field)})" for where, of_field in values.items())
    came_or_went = changes[0].kind in (ChangeKind.ADDED, ChangeKind.REMOVED)
    if came_or_went and all(change.where != change.before for change in changes):
        return names_of(change.where for change in changes if change.where) or "the whole"
    return ", ".join(_change(plan, change) for change in changes)


def _renamed(changes: list[Change]) -> str:
    """List new names by the object they are in: what stays in its object is told by its last name, else by its path."""
    by_object: dict[str, list[str]] = {}
    for change in changes:
        (object_before, _, before), (object_after, _, after) = (
            path.rpartition(".") for path in (change.before, change.after)
        )
        stays = object_before == object_after
        pair = (before, after) if stays else (change.before, change.after)
        by_object.setdefault(object_before if stays else "", []).append(" → ".join(map(code, pair)))
    return "; ".join((f"in {code(path)} " if path else "") + ", ".join(pairs) for path, pairs in by_object.items())


def _likely_rename(rename: LikelyRename) -> str:
    """Write both names, and the types where they differ."""
    types = (rename.type_before, rename.type_after)
    changed = f" {' → '.join(map(prose, types))}" if rename.type_before != rename.type_after else ""
    return f"{code(rename.before)} → {code(rename.after)}{changed}"


def _change(plan: BundlePlan, change: Change) -> str:
    """Write where a change is and what; the type of what came or went stands with the field or filter itself."""
    before, after = change.before, change.after
    if {before, after} <= _MARKS:
        before = after = ""
    values = f"{code(before)} → {code(after)}" if before and after else _values(plan, change, before or after)
    if not change.where or change.where == before:
        return values or "the whole"
    if change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED):
        return code(change.where)
    if change.kind is ChangeKind.REQUIRED_ADDED:
        return f"{code(change.where)} {prose(before or after)}".rstrip()
    return code(change.where) + (f" ({values})" if values else "")


def _values(plan: BundlePlan, change: Change, text: str) -> str:
    """Return what came or went as code; an enum that is stated once is linked."""
    if change.kind in (ChangeKind.ENUM_ADDED, ChangeKind.ENUM_REMOVED):
        stated = next((values for values in plan.enums if ", ".join(values) == text), None)
        if stated is not None:
            return plan.enum_link(_PAGE, stated)
    return code(text) if text else ""
