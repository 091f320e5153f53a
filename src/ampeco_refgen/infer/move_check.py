"""Migrations → warnings: where a move that somebody looked up points at what the document does not have any more.

A row counts where its field or value is lost on the way to a successor. It needs care when there none of what it names
is in its place: the names and calls that are still there are proposed, the others are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.diagnostics import Diagnostic
from ampeco_refgen.infer.curated import CuratedMove
from ampeco_refgen.infer.migration import Migration, PartMigration
from ampeco_refgen.infer.moves import LOOKED_UP
from ampeco_refgen.infer.own_data import PROFILE_FILE, own_data_warning
from ampeco_refgen.jsonvalue import canonical


def check_moves(
    catalog: Catalog,
    migrations: Iterable[Migration],
    moves: tuple[CuratedMove, ...],
    *,
    file: str = PROFILE_FILE,
) -> tuple[Diagnostic, ...]:
    """Return a warning for each row of `moves` that names what is gone; `file` is where the rows stand."""
    parts: dict[str, list[PartMigration]] = {}
    resources = {operation.key: operation.place.resource for operation in catalog.operations}
    for migration in migrations:
        resource = resources.get(migration.subject, migration.subject)  # a webhook is called by its own name
        parts.setdefault(resource, []).extend(migration.parts)
    live = {operation.key for operation in catalog.operations if not operation.deprecated}
    return tuple(
        own_data_warning("curated-move-missing", file, f"move of {move.before} of {move.resource}", message)
        for move in moves
        for message in _lacks(move, parts.get(move.resource, []), live)
    )


def _lacks(move: CuratedMove, parts: Iterable[PartMigration], live: set[str]) -> Iterator[str]:
    """Yield in words what a row names that is nowhere where it counts."""
    of_resource = list(parts)
    verdicts = [verdict for part in of_resource for verdict in part.moves if verdict.before == move.before]
    if verdicts:
        there = {name for verdict in verdicts if verdict.rule.startswith(LOOKED_UP) for name in verdict.after}
        gone = [*(name for name in move.after if name not in there), *(key for key in move.instead if key not in live)]
        if gone:
            yield f"not in the document where the field went, or deprecated: {', '.join(gone)}"
    changed = [change for part in of_resource for change in part.changed if change.path == move.before]
    values = [value for change in changed for value in change.values]
    proposed = {value.before for value in values if value.rule == LOOKED_UP}
    lost = {value.before for value in values} - proposed
    for before, after in move.values:
        if canonical(before) in lost:
            yield f"the value {after}, which took the place of {before}, is not in the document"
