"""What the vendor's texts tell whoever writes a client, in few words: data for bundles that leave these texts out.

A note stands only where the document still declares what it is about. With the texts at hand, the pages show those.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.infer.basis import Basis, bases
from ampeco_refgen.infer.vocabulary import AMPECO, vocabulary_for

PAGINATION, ERRORS, WEBHOOKS = "Pagination", "Errors", "Requests that you receive"


class ClientNote(Struct, frozen=True, kw_only=True):
    """A sentence for one section, and what the document must declare for it to hold: every part that is given.

    `parameters` are query parameters of one call, `header` that of a webhook, `status` one that some call declares.
    `always` is for what the pages do not show from the texts. `rests_on` are the descriptions that say it.
    """

    section: str
    text: str
    always: bool = False
    parameters: frozenset[str] = frozenset()
    header: str = ""
    status: str = ""
    rests_on: tuple[Basis, ...] = ()


CLIENT_NOTES = (
    ClientNote(
        section=PAGINATION,
        parameters=frozenset({"cursor"}),
        text="The document leaves `cursor` and `meta.next_cursor` to `links.next`: do not fill them in yourself.",
        rests_on=bases("GET resources/charge-points parameter cursor 0461eee85e4f"),
    ),
    ClientNote(
        section=PAGINATION,
        parameters=frozenset({"cursor", "page"}),
        always=True,
        text="The document calls paging by page number on its way out: take the cursor where a list knows both.",
        rests_on=bases("GET resources/sessions beside meta 721999f89cb4"),
    ),
    ClientNote(
        section=ERRORS,
        status="406",
        text="With `406` the document tells that an action or a setting was refused, mostly by the charge point: it "
        "has nothing to do with `Accept`.",
        rests_on=bases("POST actions/charge-point/{}/unlock/{} status 406 41f006046f96"),
    ),
    ClientNote(
        section=ERRORS,
        status="429",
        text="The text of `429` points to headers that begin with `X-RateLimit-`; which there are it does not say.",
        rests_on=bases("GET resources/sessions status 429 f11b027bc862"),
    ),
    ClientNote(
        section=WEBHOOKS,
        header="X-Signature",
        text="`X-Signature` is the HMAC with SHA-256 of the request's body. Its key is the access token with which the "
        "subscription was made. Not said: whether it is written in hex or Base64, and whether `X-Timestamp` is signed.",
        rests_on=bases("POST notifications/notifications description ab02dad531be"),
    ),
)
"""Read in the texts of cursor parameters, of `meta`, of the responses 406 and 429, and of the subscribing call."""


def starts_with_empty_cursor(catalog: Catalog) -> bool:
    """Tell whether lists that know pages and cursors are the vendor's: an empty `cursor` begins a walk by cursor."""
    return vocabulary_for(catalog) is AMPECO


def notes_on(catalog: Catalog, section: str) -> Iterator[str]:
    """Yield the notes for a section that hold in a document; none for another vendor's."""
    if vocabulary_for(catalog) is AMPECO:
        for note in CLIENT_NOTES:
            if note.section == section and (note.always or not catalog.full) and _holds(note, catalog):
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
