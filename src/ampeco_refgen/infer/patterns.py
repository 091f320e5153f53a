"""Catalog → Patterns: how the API behaves as a whole, each fact with the operations or fields that it comes from.

The parts are read in `pattern_calls` (from operations) and `pattern_values` (from what they take and give), what does
not fit together in `inconsistencies`. Descriptions are never read.
"""

from __future__ import annotations

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.infer import pattern_calls as calls
from ampeco_refgen.infer import pattern_values as values
from ampeco_refgen.infer.inconsistencies import find_inconsistencies
from ampeco_refgen.infer.pattern_model import Patterns
from ampeco_refgen.infer.sightings import Reader, sightings


def find_patterns(catalog: Catalog, fields: Fields, *, reader: Reader | None = None) -> Patterns:
    """Return the patterns of a document; parts of which it says nothing are empty.

    A `reader` that has read values already saves reading them twice.
    """
    seen = sightings(catalog, reader or Reader(fields))
    answers = calls.answers(catalog, fields.shapes)
    return Patterns(
        versions=calls.versions(catalog),
        wrappings=calls.wrappings(answers),
        filters=values.filters(seen),
        includes=calls.includes(catalog, fields.shapes),
        statuses=calls.statuses(catalog),
        rate_limit_headers=calls.rate_limit_headers(catalog),
        time_formats=values.time_formats(seen),
        numbers_as_text=values.numbers_as_text(seen),
        nulls=values.nulls(seen),
        identifiers=values.identifiers(seen),
        naming=values.naming(seen),
        inconsistencies=find_inconsistencies(catalog, fields, seen, answers),
    )
