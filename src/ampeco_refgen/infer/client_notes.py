"""What the vendor's texts tell whoever writes a client, in few words: data for bundles that leave these texts out.

A note stands only where the document still declares what it is about. With the texts at hand, the pages show those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.infer.basis import Basis

PAGINATION, ERRORS, WEBHOOKS = "Pagination", "Errors", "Requests that you receive"
RULES = "Rules"
"""The section of what stands below the rules of the block in `AGENTS.md`; the others are of `common-patterns.md`."""


class ClientNote(Struct, frozen=True, kw_only=True):
    """A sentence for one section, and what the document must declare for it to hold: every part that is given.

    `parameters` are query parameters of one call, `header` that of a webhook, `status` one that some call declares.
    `facts_only` is for what the texts of the document say where they are kept. `rests_on` are the descriptions that
    say it.
    """

    section: str
    text: str
    facts_only: bool = False
    parameters: frozenset[str] = frozenset()
    header: str = ""
    status: str = ""
    rests_on: tuple[Basis, ...] = ()


def notes_on(notes: Iterable[ClientNote], catalog: Catalog, section: str) -> Iterator[str]:
    """Yield those of a profile's notes for a section that hold in its document."""
    for note in notes:
        if note.section == section and not (note.facts_only and catalog.full) and _holds(note, catalog):
            yield note.text


def _holds(note: ClientNote, catalog: Catalog) -> bool:
    operations, webhooks = catalog.operations, catalog.declared_webhooks
    parameters = (frozenset(parameter.name for parameter in operation.parameters) for operation in operations)
    statuses = {response.status for operation in operations for response in operation.responses}
    headers = {parameter.name for _, webhook in webhooks for parameter in webhook.parameters}
    return (
        any(note.parameters <= names for names in parameters)
        and (not note.status or note.status in statuses)
        and (not note.header or note.header in headers)
    )
