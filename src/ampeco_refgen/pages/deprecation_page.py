"""Successions and migrations → `deprecation-map.md`: what to use instead, how that is known, and what changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

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

One: TypeAlias = Change | LikelyRename
Scope: TypeAlias = tuple[str, str]
"""An operation by its key, after the payload of it that is meant: `response`, `body`, or empty for the call itself."""

_WORTH_REPEATING = 50
"""Characters of a text on how a successor is known, up to which it is repeated; else the first such field is named."""


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
    successions = plan.successions
    changes: dict[str, list[Migration]] = {}
    for migration in migrations:
        changes.setdefault(migration.subject, []).append(migration)
    by_resource: dict[str, list[Succession]] = {}
    for succession in successions.operations:
        place = plan.operations[succession.subject].place
        by_resource.setdefault(f"{place.family}: {place.resource}", []).append(succession)
    for title, group in by_resource.items():
        of_group = {each.subject: changes[each.subject] for each in group if each.subject in changes}
        yield section(title, [*_calls(plan, group), *_change_lines(plan, of_group)])
    if successions.webhooks:
        yield section("Webhooks", [line for each in successions.webhooks for line in _webhook(plan, each, changes)])
    for title, members in (
        ("Fields", successions.fields),
        ("Parameters and filters", successions.parameters),
    ):
        if members:
            yield section(title, list(_members(plan, members)))


def _calls(plan: BundlePlan, group: list[Succession]) -> Iterator[str]:
    """Yield the successors of one resource's calls by the rule that gives them; evidence they share is told once."""
    by_rule: dict[str, list[Succession]] = {}
    for succession in group:
        rule = f"{prose(succession.rule)}, {succession.confidence}" if succession.rule else ""
        by_rule.setdefault(rule, []).append(succession)
    for number, (rule, several) in enumerate(by_rule.items()):
        shared = several[0].evidence[:1]
        shared = shared if rule and all(each.evidence[:1] == shared for each in several) else ()
        lead = f"Rule: {rule}{_because(shared)}:" if rule else "Without a known successor:"
        yield from ("",) * bool(number)
        yield from wrap(lead, indent="")
        yield ""
        for succession in several:
            because = "" if shared else _because(succession.evidence)
            links = " and ".join(plan.call_link(_PAGE, key) for key in succession.successors)
            yield from wrap(f"- {plan.call_link(_PAGE, succession.subject)} → {links or '**none known**'}{because}")


def _because(evidence: tuple[str, ...]) -> str:
    return f" — {prose(evidence[0])}" if evidence else ""


def _named(succession: Succession) -> str:
    return " and ".join(map(code, succession.successors)) or "**none known**"


def _webhook(plan: BundlePlan, succession: Succession, changes: dict[str, list[Migration]]) -> Iterator[str]:
    links = " and ".join(plan.webhook_link(_PAGE, name) for name in succession.successors)
    yield from _lead(succession, links or "**none known**", _known(succession))
    yield from _webhook_lines(plan, changes.get(succession.subject, []))


def _members(plan: BundlePlan, members: Iterable[Succession]) -> Iterator[str]:
    """Yield fields or parameters, those that stand in the same places together."""
    together: dict[tuple[str, ...], list[Succession]] = {}
    first_with: dict[str, str] = {}
    for succession in members:
        together.setdefault(succession.places, []).append(succession)
    for number, (places, several) in enumerate(together.items()):
        yield from ("",) * bool(number)
        yield from wrap(f"In {_places(plan, places)}:", indent="")
        yield ""
        for succession in several:
            known = _known(succession)
            first = first_with.setdefault(known, succession.subject)
            yield from _lead(
                succession,
                _named(succession),
                known if len(known) < _WORTH_REPEATING or first == succession.subject else f"as {code(first)}",
            )


def _places(plan: BundlePlan, places: tuple[str, ...]) -> str:
    """Name calls by what of them is meant, and webhooks."""
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
    """Yield what changes for the callers of one resource's deprecated operations, of which the keys are given."""
    if not migrations:
        return
    yield from ("", "What changes:", "")
    alike = _alike(migrations)
    order = list(migrations)
    for scopes, several in sorted(alike.items(), key=lambda entry: (-len(entry[0]), order.index(entry[0][0][1]))):
        lead = f"- {_scopes(plan, scopes, order)}:"
        changes = list(_changes(plan, several, named=not scopes[0][0]))
        if len(changes) == 1:
            yield from wrap(f"{lead} {changes[0]}")
        else:
            yield from (*wrap(lead), *(line for one in changes for line in wrap(f"  - {one}", indent="    ")))
    told = {key for scopes in alike for _, key in scopes}
    if same := [key for key in order if key not in told]:
        yield from wrap(f"- {versions_of(plan, same)}: nothing but the path")


def _webhook_lines(plan: BundlePlan, migrations: list[Migration]) -> Iterator[str]:
    """Yield what changes for the receiver of a deprecated webhook."""
    for migration in migrations:
        lead = f"to {code(migration.successor)}: " if len(migrations) > 1 else ""
        changes = list(_changes(plan, migration.changes, named=False)) or ["nothing else changes for the caller"]
        yield from (line for one in changes for line in wrap(f"  - {lead}{one}", indent="    "))


def _alike(migrations: Mapping[str, list[Migration]]) -> dict[tuple[Scope, ...], list[One]]:
    """Return the changes by what they are true of: a body that changes as the response does is told with it."""
    found: dict[One, dict[Scope, None]] = {}
    for key, several in migrations.items():
        for migration in several:
            told: tuple[One, ...] = (*migration.likely_renames, *migration.changes)
            for one in told:
                if one.part is not ApiPart.PATH and not _is_paging(one, told):
                    found.setdefault(_plain(one), {})[_PAYLOADS.get(one.part, ""), key] = None
    alike: dict[tuple[Scope, ...], list[One]] = {}
    for one, scopes in found.items():
        alike.setdefault(tuple(sorted(scopes, key=lambda scope: scope[0] == "body")), []).append(one)
    return alike


def _is_paging(one: One, told: tuple[One, ...]) -> bool:
    """Tell whether a parameter came or went with the way of paging, which says so."""
    is_parameter = one.part is ApiPart.PARAMETER and isinstance(one, Change) and one.where in _PAGING
    return is_parameter and any(other.part is ApiPart.PAGING for other in told)


def _plain(one: One) -> One:
    return replace(one, part=ApiPart.RESPONSE_FIELD) if one.part is ApiPart.BODY_FIELD else one


def _scopes(plan: BundlePlan, scopes: tuple[Scope, ...], every: list[str]) -> str:
    """Name calls, or their responses and bodies."""
    payloads: dict[str, list[str]] = {}
    for payload, key in scopes:
        payloads.setdefault(payload, []).append(key)
    return "; ".join(_scope(plan, payload, keys, every) for payload, keys in payloads.items())


def _scope(plan: BundlePlan, payload: str, keys: list[str], every: list[str]) -> str:
    """Say `every call` or `every response` where it is, of those that have one."""
    if 1 < len(keys) == sum(_has(plan.operations[key], payload) for key in every):
        return f"every {payload or 'call'}"
    return (f"{payload} of " if payload else "") + versions_of(plan, keys)


def _has(operation: Operation, payload: str) -> bool:
    if payload == "response":
        return any(response.media for response in success_responses(operation))
    return payload != "body" or operation.body is not None


def _changes(plan: BundlePlan, several: Iterable[One], *, named: bool) -> Iterator[str]:
    """Yield a text for each kind of change; `named` tells whether it has to say of what."""
    grouped: dict[str, list[One]] = {}
    for one in several:
        grouped.setdefault(_heading(one, named=named), []).append(one)
    for heading, found in grouped.items():
        yield f"{heading}: {_listed(plan, found)}"


def _heading(one: One, *, named: bool) -> str:
    part = f"{one.part.replace('-', ' ')} " if named else ""
    if isinstance(one, LikelyRename):
        return f"{part}likely moved ({one.why})"
    scope = f"of {code(one.scope)} " if one.scope else ""
    return f"{part}{scope}{_KINDS.get(one.kind) or one.kind.replace('-', ' ')}"


def _listed(plan: BundlePlan, several: list[One]) -> str:
    """List changes of one kind; the values that one field wins or loses stand together."""
    changes = [one for one in several if isinstance(one, Change)]
    if not changes:
        return ", ".join(_moved(one) for one in several if isinstance(one, LikelyRename))
    if changes[0].kind is ChangeKind.RENAMED:
        return _renamed(changes)
    if changes[0].kind in (ChangeKind.ENUM_VALUE_ADDED, ChangeKind.ENUM_VALUE_REMOVED):
        values: dict[str, list[str]] = {}
        for change in changes:
            values.setdefault(change.where, []).append(literal(change.before or change.after))
        return "; ".join(f"{code(where)} ({', '.join(found)})" for where, found in values.items())
    if changes[0].kind in (ChangeKind.ADDED, ChangeKind.REMOVED) and all(one.where != one.before for one in changes):
        return names_of(one.where for one in changes if one.where) or "the whole"
    return ", ".join(_one(plan, change) for change in changes)


def _renamed(changes: list[Change]) -> str:
    """Tell what stays where it was by the object that it is in."""
    inside: dict[str, list[str]] = {}
    for one in changes:
        (above, _, before), (there, _, after) = one.before.rpartition("."), one.after.rpartition(".")
        pair = (before, after) if above == there else (one.before, one.after)
        inside.setdefault(above if above == there else "", []).append(" → ".join(map(code, pair)))
    return "; ".join((f"in {code(above)} " if above else "") + ", ".join(pairs) for above, pairs in inside.items())


def _moved(rename: LikelyRename) -> str:
    """Tell the types where they differ."""
    types = (rename.type_before, rename.type_after)
    changed = f" {' → '.join(map(prose, types))}" if rename.type_before != rename.type_after else ""
    return f"{code(rename.before)} → {code(rename.after)}{changed}"


def _one(plan: BundlePlan, change: Change) -> str:
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
