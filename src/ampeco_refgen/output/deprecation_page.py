"""Replacements and migrations → `deprecation-map.md`: what to use instead, how that is known, and what changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ampeco_refgen.infer.migration import Migration
from ampeco_refgen.infer.replacements import Replacement
from ampeco_refgen.output.brief import calls_of
from ampeco_refgen.output.change_lines import DEPRECATIONS, change_lines, webhook_lines
from ampeco_refgen.output.index_pages import Group, grouped_page
from ampeco_refgen.output.model import Page
from ampeco_refgen.output.site import Site
from ampeco_refgen.text import code, plural, prose
from ampeco_refgen.wrap import wrap

_WORTH_SAYING = 50
"""How a field's successor is known is said again, rather than by whose it is like, where it takes less than this."""


def deprecation_pages(site: Site, migrations: tuple[Migration, ...]) -> Iterator[Page]:
    """Yield the page, or pages, of everything that is deprecated."""
    groups = list(_groups(site, migrations))
    counts = ", ".join(
        plural(len(found), noun)
        for noun, found in (
            ("operation", site.replacements.operations),
            ("webhook", site.replacements.webhooks),
            ("field", site.replacements.fields),
            ("parameter", site.replacements.parameters),
        )
    )
    yield grouped_page(site, DEPRECATIONS, "deprecation-map.md.j2", groups, counts)


def _groups(site: Site, migrations: tuple[Migration, ...]) -> Iterator[Group]:
    replacements = site.replacements
    changes: dict[str, list[Migration]] = {}
    for migration in migrations:
        changes.setdefault(migration.subject, []).append(migration)
    by_resource: dict[str, list[Replacement]] = {}
    for found in replacements.operations:
        place = site.operation(found.subject).place
        by_resource.setdefault(f"{place.family}: {place.resource}", []).append(found)
    for title, group in by_resource.items():
        told = {found.subject: changes[found.subject] for found in group if found.subject in changes}
        yield _group(title, [*_calls(site, group), *change_lines(site, told)])
    if replacements.webhooks:
        yield _group("Webhooks", [line for found in replacements.webhooks for line in _webhook(site, found, changes)])
    for title, members in (
        ("Fields", replacements.fields),
        ("Parameters and filters", replacements.parameters),
    ):
        if members:
            yield _group(title, list(_members(site, members)))


def _group(title: str, lines: list[str]) -> Group:
    return Group(title=title, lines=tuple(lines))


def _calls(site: Site, group: list[Replacement]) -> Iterator[str]:
    """Yield the successors of one resource's calls; how they are known, and their pages, once for all alike."""
    alike: dict[str, list[Replacement]] = {}
    for found in group:
        alike.setdefault(f"{prose(found.rule)}, {found.confidence}" if found.rule else "", []).append(found)
    for number, (how, several) in enumerate(alike.items()):
        shared = several[0].evidence[:1]
        shared = shared if how and all(one.evidence[:1] == shared for one in several) else ()
        pages = dict.fromkeys(site.page_of[key] for found in several for key in found.successors)
        links = ", ".join(site.path_link(DEPRECATIONS, page.path, page.title) for page in pages)
        lead = f"Rule: {how}{_because(shared)}; now on {links}:" if how else "Without a known successor:"
        yield from ("",) * bool(number)
        yield from wrap(lead, indent="")
        yield ""
        for found in several:
            because = "" if shared else _because(found.evidence)
            yield from wrap(f"- {code(found.subject)} → {_named(found)}{because}")


def _because(evidence: tuple[str, ...]) -> str:
    return f" — {prose(evidence[0])}" if evidence else ""


def _named(found: Replacement) -> str:
    return " and ".join(map(code, found.successors)) or "**none known**"


def _webhook(site: Site, found: Replacement, changes: dict[str, list[Migration]]) -> Iterator[str]:
    links = " and ".join(site.webhook_link(DEPRECATIONS, name) for name in found.successors)
    yield from _lead(found, links or "**none known**", _known(found))
    yield from webhook_lines(site, changes.get(found.subject, []))


def _members(site: Site, members: Iterable[Replacement]) -> Iterator[str]:
    """Yield fields or parameters, those that stand in the same places together."""
    together: dict[tuple[str, ...], list[Replacement]] = {}
    told: dict[str, str] = {}
    for found in members:
        together.setdefault(found.places, []).append(found)
    for number, (places, several) in enumerate(together.items()):
        yield from ("",) * bool(number)
        yield from wrap(f"In {_places(site, places)}:", indent="")
        yield ""
        for found in several:
            known = _known(found)
            first = told.setdefault(known, found.subject)
            yield from _lead(
                found,
                _named(found),
                known if len(known) < _WORTH_SAYING or first == found.subject else f"as {code(first)}",
            )


def _places(site: Site, places: tuple[str, ...]) -> str:
    """Name calls by what of them is meant, and webhooks."""
    parts: dict[str, list[str]] = {}
    others = []
    for place in places:
        key, part = (place, "") if place in site.page_of else place.rpartition(" ")[::2]
        if key in site.page_of:
            parts.setdefault(part, []).append(key)
        else:
            others.append(f"webhook {code(place)}" if place in site.webhook_page_of else code(place))
    if parts.get("request") == [key for key in parts.get("response", ()) if site.operation(key).body is not None]:
        parts = {"response and any request": parts["response"]}
    named = [f"{part} of {calls_of(site, keys)}" if part else calls_of(site, keys) for part, keys in parts.items()]
    return "; ".join([*named, *others])


def _lead(found: Replacement, named: str, known: str) -> tuple[str, ...]:
    return wrap(f"- {code(found.subject)} → {named}" + (f" — {known}" if known else ""), indent="  ")


def _known(found: Replacement) -> str:
    """Say how a successor is known; evidence that only names it again is left out."""
    how = f"{prose(found.rule)}, {found.confidence}" if found.rule else ""
    evidence = found.evidence[0] if found.evidence else ""
    last = [name.rpartition(".")[2] for name in found.successors]
    if evidence in {f"its description names {' and '.join(names)}" for names in (found.successors, last)}:
        evidence = ""
    return ": ".join(part for part in (how, prose(evidence)) if part)
