"""What the rules of this room cannot know by themselves, as data with reasons; the rules work without all of it.

`AMPECO` holds the vendor's own names. `NO_VOCABULARY` is for a document of anybody else. Resources are named as in
paths: `charge-points`, `locations/charging-zones`. A row that the document no longer supports becomes a warning.
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from ampeco_refgen.catalog.model import Catalog


class Alias(Struct, frozen=True, kw_only=True):
    """A name by which something is referred to that neither its path nor its parameter shows.

    `name` is what stands before `Id`, or the whole name of a list of ids; `within` limits it to resources.
    """

    name: str
    target: str
    within: tuple[str, ...] = ()
    why: str


class FalseFriend(Struct, frozen=True, kw_only=True):
    """A field or filter that is called like a reference and is none.

    `path` is a field's dotted path in the resource, of a filter the name that is sent.
    """

    path: str
    within: tuple[str, ...]
    why: str


class Area(Struct, frozen=True, kw_only=True):
    """What one diagram shows: its resources, and those `around` them, of which only relations to the former count."""

    title: str
    resources: tuple[str, ...]
    around: tuple[str, ...] = ()


Branch: TypeAlias = "tuple[str, tuple[Branch, ...]]"
"""A resource and what is shown below it in the overview tree."""


class Vocabulary(Struct, frozen=True, kw_only=True):
    """The words of one vendor.

    `path_prefix` is what every path begins with and no name of a file repeats. `acronyms` are words whose letters are
    not written as title case would have it, `unchanged` slugs that name one
    thing in the plural, `actions` families of paths that do something and hold nothing. `scopes` are the resources
    by which an operator divides what it has, `root` who owns all of it, without being a resource itself.
    """

    path_prefix: str = ""
    acronyms: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    aliases: tuple[Alias, ...] = ()
    false_friends: tuple[FalseFriend, ...] = ()
    root: str = ""
    tree: tuple[Branch, ...] = ()
    areas: tuple[Area, ...] = ()
    scopes: tuple[str, ...] = ()


NO_VOCABULARY = Vocabulary(
    acronyms=("ID", "API", "URL", "FAQ", "PDF", "CSV", "QR", "IP", "SMS", "VAT", "UUID"),
    actions=("actions",),
)

_ROAMING = ("cdrs", "roaming-tariffs")
_PARTNERS_CHOSEN = "the document's text calls the numbers in it ids of partners"

AMPECO = Vocabulary(
    path_prefix="/public-api",
    acronyms=(
        *NO_VOCABULARY.acronyms,
        *("CDR", "CP", "CPO", "DLM", "DSO", "EMAID", "EMSP", "EV", "EVSE", "OCPI", "OCPP", "RFID", "SoC", "TIN"),
    ),
    # Each of these is one object, or a list of which one entry is still called by the plural.
    unchanged=("contact-details", "invoice-details", "settings", "consumption-stats", "terms-and-policies"),
    actions=NO_VOCABULARY.actions,
    aliases=(
        Alias(name="plan", target="subscription-plans", why="plans of no other kind exist; also as replacementPlanId"),
        Alias(name="operator", target="roaming-operators", within=_ROAMING, why="here it is the roaming one"),
        Alias(name="platform", target="roaming-connections", why="roaming platforms were renamed to connections"),
        Alias(name="roamingOperatorCpo", target="roaming-operators", why="the roaming operator in its role as CPO"),
        Alias(name="valueAddedTax", target="taxes", why="a value added tax is one of the taxes"),
        Alias(name="excludedPartnerUsers", target="partners", why=_PARTNERS_CHOSEN),
        Alias(name="includedPartnerUsers", target="partners", why=_PARTNERS_CHOSEN),
        Alias(name="excludedPartnerChargePoints", target="partners", why=_PARTNERS_CHOSEN),
        Alias(name="includedPartnerChargePoints", target="partners", why=_PARTNERS_CHOSEN),
        Alias(name="applyToUsersOfPartners", target="partners", why=_PARTNERS_CHOSEN),
        Alias(
            name="applyToUsersWithSubscriptions",
            target="subscription-plans",
            why="the document's text calls the numbers in it ids of subscription plans, not of subscriptions",
        ),
    ),
    false_friends=(
        FalseFriend(
            path="key.evseId",
            within=("charge-points/configurations",),
            why="the number of the EVSE in an OCPP 2.0.1 variable, counted from 1 within its charge point",
        ),
        FalseFriend(
            path="filter[evseId]",
            within=("charge-points/configurations",),
            why="the number of the EVSE in an OCPP 2.0.1 variable, counted from 1 within its charge point",
        ),
        FalseFriend(
            path="evseId",
            within=("configuration-templates/variables",),
            why="a template belongs to no charge point: the number of an EVSE in OCPP 2.0.1",
        ),
        FalseFriend(
            path="connectorId",
            within=("configuration-templates/variables",),
            why="a template belongs to no charge point: the number of a connector in OCPP 2.0.1",
        ),
        FalseFriend(
            path="evses[].id",
            within=("templates",),
            why="an EVSE of a template is a blueprint, not one that can be read as an EVSE",
        ),
        FalseFriend(
            path="chargePointPriorities[].id",
            within=("circuits",),
            why="the document does not say whether it numbers the priority or the charge point",
        ),
        FalseFriend(
            path="transactionId",
            within=("users/payment-methods",),
            why="the number of the request to add a payment method, given by the payment provider",
        ),
    ),
    root="Operator (the tenant that the access token belongs to)",
    tree=(
        ("sub-operators", ()),
        (
            "locations",
            (
                ("locations/charging-zones", ()),
                ("parking-spaces", ()),
                (
                    "charge-points",
                    (("evses", (("charge-points/evses/connectors", ()), ("sessions", ()), ("reservations", ()))),),
                ),
            ),
        ),
        (
            "users",
            (
                ("id-tags", ()),
                ("users/payment-methods", ()),
                ("subscriptions", ()),
                ("transactions", ()),
                ("invoices", ()),
                ("receipts", ()),
            ),
        ),
        (
            "partners",
            (
                ("partner-contracts", ()),
                ("partner-invites", ()),
                ("partner-settlement-reports", (("partner-revenues", ()), ("partner-expenses", ()))),
                ("user-groups", ()),
            ),
        ),
        ("tariff-groups", (("tariffs", (("tariff-snapshots", ()),)),)),
        ("subscription-plans", ()),
        ("roaming-connections", (("roaming-operators", (("cdrs", ()),)), ("roaming-providers", ()))),
        ("circuits", (("flexibility-assets", ()),)),
    ),
    areas=(
        Area(
            title="Core",
            resources=(
                *("locations", "charge-points", "evses", "charge-points/evses/connectors", "sessions", "users"),
                *("id-tags", "partners", "tariff-groups", "tariffs", "transactions"),
            ),
        ),
        Area(
            title="Charging",
            resources=(
                *("evses", "charge-points/evses/connectors", "sessions", "authorizations", "reservations"),
                *("booking-requests", "bookings"),
            ),
            around=("locations", "charge-points", "users", "payment-terminals", "tariff-snapshots"),
        ),
        Area(
            title="Users and billing",
            resources=(
                *("users", "id-tags", "users/payment-methods", "users/invoice-details", "subscriptions"),
                *("subscription-plans", "transactions", "invoices", "receipts", "vouchers", "custom-fees", "consents"),
            ),
            around=("user-groups", "sessions", "terms-and-policies"),
        ),
        Area(
            title="Partners",
            resources=(
                *("partners", "partner-contracts", "partner-invites", "partner-revenues", "partner-expenses"),
                *("partner-settlement-reports", "partner-settlement-reports/records", "sub-operators"),
            ),
            around=("charge-points", "user-groups", "users", "id-tags", "sessions", "tariff-groups"),
        ),
        Area(
            title="Roaming",
            resources=(
                *("roaming-connections", "roaming-operators", "roaming-operators/custom-tariff-filters"),
                *("roaming-providers", "roaming-tariffs", "cdrs"),
            ),
            around=("locations", "charge-points", "evses", "sessions", "authorizations", "partners", "tariff-groups"),
        ),
        Area(
            title="Tariffs",
            resources=(
                *("tariff-groups", "tariffs", "tariff-snapshots", "electricity-rates", "utilities", "taxes"),
                "tax-identification-numbers",
            ),
            around=("user-groups", "subscription-plans", "partners", "evses", "charge-points", "sessions", "receipts"),
        ),
        Area(
            title="Hardware",
            resources=(
                *("charge-points", "evses", "charge-point-models", "charge-point-vendors", "firmware-versions"),
                *("configuration-templates", "charge-points/configurations", "circuits", "electricity-meters"),
                *("flexibility-assets", "charge-point-downtime-periods", "evse-downtime-periods"),
                *("downtime-period-notices", "security-events", "payment-terminals"),
            ),
        ),
    ),
    scopes=("sub-operators", "partners"),
)


def vocabulary_for(catalog: Catalog) -> Vocabulary:
    """Return the words that a document needs: the vendor's own where it has the vendor's central resource."""
    ours = any(operation.path.startswith("/public-api/resources/charge-points/") for operation in catalog.operations)
    return AMPECO if ours else NO_VOCABULARY
