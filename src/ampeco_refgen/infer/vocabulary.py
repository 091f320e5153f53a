"""What the rules of this room cannot know by themselves, as data with reasons; the rules work without all of it.

`AMPECO` holds the vendor's own names. `NO_VOCABULARY` is for a document of anybody else.
"""

from __future__ import annotations

from dataclasses import dataclass

from ampeco_refgen.catalog.model import Catalog


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words of one vendor.

    `acronyms` are words whose letters are not written as title case would have it, `unchanged` slugs that name
    one thing in the plural, `actions` families of paths that do something and hold nothing.
    """

    acronyms: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()


NO_VOCABULARY = Vocabulary(
    acronyms=("ID", "API", "URL", "FAQ", "PDF", "CSV", "QR", "IP", "SMS", "VAT", "UUID"),
    actions=("actions",),
)

AMPECO = Vocabulary(
    acronyms=(
        *NO_VOCABULARY.acronyms,
        *("CDR", "CP", "CPO", "DLM", "DSO", "EMAID", "EMSP", "EV", "EVSE", "OCPI", "OCPP", "RFID", "SoC", "TIN"),
    ),
    # Each of these is one object, or a list of which one entry is still called by the plural.
    unchanged=("contact-details", "invoice-details", "settings", "consumption-stats", "terms-and-policies"),
    actions=NO_VOCABULARY.actions,
)


def vocabulary_for(catalog: Catalog) -> Vocabulary:
    """Return the words that a document needs: the vendor's own where it has the vendor's central resource."""
    ours = any(operation.path.startswith("/public-api/resources/charge-points/") for operation in catalog.operations)
    return AMPECO if ours else NO_VOCABULARY
