"""Sightings → FieldPlaces: the same field of all operations on one version of a resource is one place."""

from __future__ import annotations

from collections.abc import Iterable

from ampeco_refgen.infer.pattern_model import FieldPlace
from ampeco_refgen.infer.sightings import Part, Sighting


def places(sightings: Iterable[Sighting]) -> tuple[FieldPlace, ...]:
    """Return where the sightings stand, in the order that they are first met."""
    grouped: dict[tuple[str, Part, str], dict[str, None]] = {}
    for one in sightings:
        grouped.setdefault((one.label, one.part, one.path), {})[one.owner] = None
    return tuple(
        FieldPlace(label=label, part=part, path=path, owners=tuple(owners))
        for (label, part, path), owners in grouped.items()
    )


def examples(sightings: Iterable[Sighting], limit: int = 3) -> tuple[FieldPlace, ...]:
    """Return a few places, live ones first, each of another name if possible."""
    found = list(sightings)
    found = [*(one for one in found if one.live), *(one for one in found if not one.live)]
    by_name: dict[str, Sighting] = {}
    for one in found:
        by_name.setdefault(one.name, one)
        if len(by_name) == limit:
            break
    chosen = {(few.label, few.path) for few in by_name.values()}
    return places(one for one in found if (one.label, one.path) in chosen)[:limit]
