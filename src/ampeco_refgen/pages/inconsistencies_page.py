"""Inconsistencies → `inconsistencies.md`: what the document says in two ways, by kind, with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

from ampeco_refgen.infer.inconsistencies import RULES
from ampeco_refgen.infer.inconsistency_model import Inconsistency, InconsistencyKind, InconsistencySide
from ampeco_refgen.infer.patterns import Patterns
from ampeco_refgen.markdown.text import code, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.call_names import few_calls, field_places
from ampeco_refgen.pages.page import Page, Section, section
from ampeco_refgen.pages.sectioned_page import sectioned_page

INCONSISTENCIES_PAGE = "inconsistencies.md"
_BY_CALL = frozenset(
    {
        *(InconsistencyKind.READ_ONLY_REQUIRED, InconsistencyKind.REQUIRED_UNDECLARED),
        *(InconsistencyKind.INCLUDE_ONLY, InconsistencyKind.INCLUDE_MISSING),
        *(InconsistencyKind.SAID_REQUIRED, InconsistencyKind.SAID_OPTIONAL, InconsistencyKind.SAID_READ_ONLY),
    }
)
"""Kinds of which the calls are named, not only the resource: that the one requires a field says nothing of others."""


def inconsistencies_pages(plan: BundlePlan, sections: tuple[Section, ...]) -> Iterator[Page]:
    """Yield the page of `sections`; none where the document has no inconsistencies."""
    if sections:
        yield sectioned_page(plan, INCONSISTENCIES_PAGE, "inconsistencies.md.j2", sections)


def inconsistency_sections(plan: BundlePlan, patterns: Patterns) -> Iterator[Section]:
    """Yield what the document says in two ways, by kind, each with what to do about it."""
    for rule in RULES:
        of_kind = [inconsistency for inconsistency in patterns.inconsistencies if inconsistency.kind is rule.kind]
        if rule.kind is InconsistencyKind.INCLUDE_ON_WRITE:
            of_kind = list(_without_values(of_kind))
        if of_kind:
            lines = [line for inconsistency in of_kind for line in wrap(f"- {_inconsistency(plan, inconsistency)}")]
            yield section(rule.title, (*wrap(rule.advice, indent=""), "", *lines))


def _without_values(includes: list[Inconsistency]) -> Iterator[Inconsistency]:
    """Merge the includes of one subject and leave out their values: these stand in the files of the calls."""
    calls: dict[str, list[str]] = {}
    for include in includes:
        calls.setdefault(include.subject, []).extend(key for side in include.sides for key in side.operations)
    for subject, keys in calls.items():
        yield Inconsistency(
            kind=InconsistencyKind.INCLUDE_ON_WRITE, subject=subject, sides=(InconsistencySide(operations=tuple(keys)),)
        )


def _inconsistency(plan: BundlePlan, inconsistency: Inconsistency) -> str:
    """Return an inconsistency with all its sides: what each says, and where.

    Where the sides are about the very same field, places would not tell them apart: they name the calls instead. So
    do the kinds in `_BY_CALL`.
    """
    fields = [{(place.label, place.location, place.path) for place in side.places} for side in inconsistency.sides]
    by_calls = inconsistency.kind in _BY_CALL or (len(fields) > 1 and all(fields[0] == other for other in fields))
    field = "" if inconsistency.kind is InconsistencyKind.FORMAT_SPELLING else inconsistency.subject
    sides = " · ".join(
        side for side in (_side(plan, side, field, by_calls=by_calls) for side in inconsistency.sides) if side
    )
    return f"{code(inconsistency.subject)}" + (f": {sides}" if sides else "")


def _side(plan: BundlePlan, side: InconsistencySide, field: str, *, by_calls: bool) -> str:
    """Return what one side says, and the places or calls that say it.

    The name `field` of the inconsistency is not repeated for each place. Where what is said is the name itself, which
    all its places end in, it is left out.
    """
    alone = (
        field
        and len(side.values) == 1
        and all(place.path.rpartition(".")[2] == side.values[0] for place in side.places)
    )
    says = "" if side.places and alone else ", ".join(map(code, side.values))
    where = field_places(side.places, field) if side.places and not by_calls else ""
    owners = dict.fromkeys(owner for place in side.places if by_calls for owner in place.owners)
    keys = [owner for owner in (*owners, *side.operations) if owner in plan.operations]
    calls = few_calls(plan, keys) if keys else ""
    webhooks = ", ".join(f"webhook {code(owner)}" for owner in owners if owner not in plan.operations)
    place = "; ".join(part for part in (where, calls, webhooks) if part)
    what = " ".join(part for part in (prose(side.way), says) if part)
    return f"{what} in {place}" if what and place else what or place
