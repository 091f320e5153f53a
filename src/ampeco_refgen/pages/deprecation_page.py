"""Successions → `deprecation-map.md`: what to use instead, and how that is known.

What becomes of each field stands in the file of the deprecated call or webhook.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ampeco_refgen.infer.successors import Succession
from ampeco_refgen.markdown.text import code, plural, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.call_names import calls_of
from ampeco_refgen.pages.page import Page, Section, section
from ampeco_refgen.pages.sectioned_page import sectioned_page

_PAGE = "deprecation-map.md"
_WORTH_REPEATING = 50
"""Characters of a text on how a successor is known, up to which it is repeated; else the first such field is named."""


def deprecation_pages(plan: BundlePlan) -> Iterator[Page]:
    """Yield the page, or pages, of everything that is deprecated."""
    sections = list(_sections(plan))
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


def _sections(plan: BundlePlan) -> Iterator[Section]:
    """Yield a section for each resource with deprecated calls, then those of webhooks, fields and parameters."""
    successions = plan.successions
    by_resource: dict[str, list[Succession]] = {}
    for succession in successions.operations:
        place = plan.operations[succession.subject].place
        by_resource.setdefault(f"{place.family}: {place.resource}", []).append(succession)
    for title, group in by_resource.items():
        yield section(title, list(_calls(plan, group)))
    if successions.webhooks:
        lines = [line for succession in successions.webhooks for line in _webhook(plan, succession)]
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
    told: set[str] = set()
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
            if succession.candidate:
                links = f"**none known**, but compare {plan.call_link(_PAGE, succession.candidate)} (only a candidate)"
                # The calls of a resource have a candidate for the same reason, which is told with the first of them.
                because = _because((succession.candidate_because,)) if succession.candidate_because not in told else ""
                told.add(succession.candidate_because)
            yield from wrap(f"- {plan.call_link(_PAGE, succession.subject)} → {links or '**none known**'}{because}")


def _because(evidence: tuple[str, ...]) -> str:
    return f" — {prose(evidence[0])}" if evidence else ""


def _successors_as_code(succession: Succession) -> str:
    return " and ".join(map(code, succession.successors)) or "**none known**"


def _webhook(plan: BundlePlan, succession: Succession) -> Iterator[str]:
    links = " and ".join(plan.webhook_link(_PAGE, name) for name in succession.successors)
    lead = f"- {plan.webhook_link(_PAGE, succession.subject)} → {links or '**none known**'}"
    yield from wrap(lead + (f" — {known}" if (known := _known(succession)) else ""))


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
