"""Migrations → the lines of `deprecation-map.md` that say what changes: each change once, for all it is true of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from msgspec.structs import replace

from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.catalog.payload import success_responses
from ampeco_refgen.infer.migration import Change, Difference, Migration, Move, Part
from ampeco_refgen.output.brief import names_of, versions_of
from ampeco_refgen.output.lines import literal
from ampeco_refgen.output.site import Site
from ampeco_refgen.text import code, prose
from ampeco_refgen.wrap import wrap

DEPRECATIONS = "deprecation-map.md"
_PAYLOADS = {Part.BODY_FIELD: "body", Part.RESPONSE_FIELD: "response"}
_PAGING = ("page", "cursor")
_MARKS = {"yes", "no", "some", "all", "none", ""}

One: TypeAlias = Difference | Move
Scope: TypeAlias = tuple[str, str]
"""An operation by its key, after the payload of it that is meant: `response`, `body`, or empty for the call itself."""


def change_lines(site: Site, migrations: Mapping[str, list[Migration]]) -> Iterator[str]:
    """Yield what changes for the callers of one resource's deprecated operations, of which the keys are given."""
    if not migrations:
        return
    yield from ("", "What changes:", "")
    alike = _alike(migrations)
    order = list(migrations)
    for scopes, several in sorted(alike.items(), key=lambda entry: (-len(entry[0]), order.index(entry[0][0][1]))):
        lead = f"- {_scopes(site, scopes, order)}:"
        changes = list(_changes(site, several, named=not scopes[0][0]))
        if len(changes) == 1:
            yield from wrap(f"{lead} {changes[0]}")
        else:
            yield from (*wrap(lead), *(line for one in changes for line in wrap(f"  - {one}", indent="    ")))
    told = {key for scopes in alike for _, key in scopes}
    if same := [key for key in order if key not in told]:
        yield from wrap(f"- {versions_of(site, same)}: nothing but the path")


def webhook_lines(site: Site, migrations: list[Migration]) -> Iterator[str]:
    """Yield what changes for the receiver of a deprecated webhook."""
    for migration in migrations:
        lead = f"to {code(migration.successor)}: " if len(migrations) > 1 else ""
        changes = list(_changes(site, migration.differences, named=False)) or ["nothing else changes for the caller"]
        yield from (line for one in changes for line in wrap(f"  - {lead}{one}", indent="    "))


def _alike(migrations: Mapping[str, list[Migration]]) -> dict[tuple[Scope, ...], list[One]]:
    """Return the changes by what they are true of: a body that changes as the response does is told with it."""
    found: dict[One, dict[Scope, None]] = {}
    for key, several in migrations.items():
        for migration in several:
            told: tuple[One, ...] = (*migration.moves, *migration.differences)
            for one in told:
                if one.part is not Part.PATH and not _is_paging(one, told):
                    found.setdefault(_plain(one), {})[_PAYLOADS.get(one.part, ""), key] = None
    alike: dict[tuple[Scope, ...], list[One]] = {}
    for one, scopes in found.items():
        alike.setdefault(tuple(sorted(scopes, key=lambda scope: scope[0] == "body")), []).append(one)
    return alike


def _is_paging(one: One, told: tuple[One, ...]) -> bool:
    """Tell whether a parameter came or went with the way of paging, which says so."""
    is_parameter = one.part is Part.PARAMETER and isinstance(one, Difference) and one.where in _PAGING
    return is_parameter and any(other.part is Part.PAGING for other in told)


def _plain(one: One) -> One:
    return replace(one, part=Part.RESPONSE_FIELD) if one.part is Part.BODY_FIELD else one


def _scopes(site: Site, scopes: tuple[Scope, ...], every: list[str]) -> str:
    """Name calls, or their responses and bodies."""
    payloads: dict[str, list[str]] = {}
    for payload, key in scopes:
        payloads.setdefault(payload, []).append(key)
    return "; ".join(_scope(site, payload, keys, every) for payload, keys in payloads.items())


def _scope(site: Site, payload: str, keys: list[str], every: list[str]) -> str:
    """Say `every call` or `every response` where it is, of those that have one."""
    if 1 < len(keys) == sum(_has(site.operation(key), payload) for key in every):
        return f"every {payload or 'call'}"
    return (f"{payload} of " if payload else "") + versions_of(site, keys)


def _has(operation: Operation, payload: str) -> bool:
    if payload == "response":
        return any(response.media for response in success_responses(operation))
    return payload != "body" or operation.body is not None


def _changes(site: Site, several: Iterable[One], *, named: bool) -> Iterator[str]:
    """Yield a text for each kind of change; `named` tells whether it has to say of what."""
    grouped: dict[str, list[One]] = {}
    for one in several:
        grouped.setdefault(_heading(one, named=named), []).append(one)
    for heading, found in grouped.items():
        yield f"{heading}: {_listed(site, found)}"


def _heading(one: One, *, named: bool) -> str:
    part = f"{one.part.replace('-', ' ')} " if named else ""
    if isinstance(one, Move):
        return f"{part}likely moved ({one.why})"
    scope = f"of {code(one.scope)} " if one.scope else ""
    return f"{part}{scope}{one.change.replace('-', ' ')}"


def _listed(site: Site, several: list[One]) -> str:
    """List differences of one kind; the values that one field wins or loses stand together."""
    differences = [one for one in several if isinstance(one, Difference)]
    if not differences:
        return ", ".join(_moved(one) for one in several if isinstance(one, Move))
    if differences[0].change is Change.RENAMED:
        return _renamed(differences)
    if differences[0].change in (Change.ENUM_VALUE_ADDED, Change.ENUM_VALUE_REMOVED):
        values: dict[str, list[str]] = {}
        for difference in differences:
            values.setdefault(difference.where, []).append(literal(difference.before or difference.after))
        return "; ".join(f"{code(where)} ({', '.join(found)})" for where, found in values.items())
    if differences[0].change in (Change.ADDED, Change.REMOVED) and all(one.where != one.before for one in differences):
        return names_of(one.where for one in differences if one.where) or "the whole"
    return ", ".join(_one(site, difference) for difference in differences)


def _renamed(differences: list[Difference]) -> str:
    """Tell what stays where it was by the object that it is in."""
    inside: dict[str, list[str]] = {}
    for one in differences:
        (above, _, before), (there, _, after) = one.before.rpartition("."), one.after.rpartition(".")
        pair = (before, after) if above == there else (one.before, one.after)
        inside.setdefault(above if above == there else "", []).append(" → ".join(map(code, pair)))
    return "; ".join((f"in {code(above)} " if above else "") + ", ".join(pairs) for above, pairs in inside.items())


def _moved(move: Move) -> str:
    """Tell the types where they differ."""
    types = (move.type_before, move.type_after)
    changed = f" {' → '.join(map(prose, types))}" if move.type_before != move.type_after else ""
    return f"{code(move.before)} → {code(move.after)}{changed}"


def _one(site: Site, difference: Difference) -> str:
    """Write where a difference is and what; the type of what came or went stands with the field or filter itself."""
    before, after = difference.before, difference.after
    if {before, after} <= _MARKS:
        before = after = ""
    change = f"{code(before)} → {code(after)}" if before and after else _values(site, difference, before or after)
    if not difference.where or difference.where == before:
        return change or "the whole"
    if difference.change in (Change.ADDED, Change.REMOVED):
        return code(difference.where)
    if difference.change is Change.REQUIRED_ADDED:
        return f"{code(difference.where)} {prose(before or after)}".rstrip()
    return code(difference.where) + (f" ({change})" if change else "")


def _values(site: Site, difference: Difference, text: str) -> str:
    """Return what came or went as code; an enum that is stated once is linked."""
    if difference.change in (Change.ENUM_ADDED, Change.ENUM_REMOVED):
        stated = next((values for values in site.enums if ", ".join(values) == text), None)
        if stated is not None:
            return site.enum_link(DEPRECATIONS, stated)
    return code(text) if text else ""
