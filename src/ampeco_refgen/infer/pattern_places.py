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
