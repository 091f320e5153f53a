"""The successions of two catalogs → what a comparison of them tells of successors."""

from __future__ import annotations

from collections.abc import Iterable

from ampeco_refgen.compare.catalog_changes import SuccessorsBySide
from ampeco_refgen.infer.successors import Succession, Successions


def successors_by_side(old: Successions, new: Successions) -> SuccessorsBySide:
    """Return the known successors of each side's operations and webhooks, and of the new side's fields and parameters.

    A name with several successions in one place, as in the answer and in an error of a call, has no known successor.
    """
    parts: dict[tuple[str, str], tuple[str, ...]] = {}
    for succession in (*new.fields, *new.parameters):
        for place in succession.places:
            key = (place, succession.subject)
            parts[key] = succession.successors if parts.get(key, succession.successors) == succession.successors else ()
    return SuccessorsBySide(
        old=_named((*old.operations, *old.webhooks)), new=_named((*new.operations, *new.webhooks)), parts=parts
    )


def _named(successions: Iterable[Succession]) -> dict[str, tuple[str, ...]]:
    return {succession.subject: succession.successors for succession in successions if succession.successors}
