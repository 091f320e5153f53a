"""Successors that a person looked up: data with reasons, which overrule every rule; part of `successors`.

An entry is for one API, by its title, and counts where its subject is deprecated there. If then it points at nothing,
or at something deprecated, the document has moved on and the entry is an error: it must be corrected or go.
"""

from __future__ import annotations

from msgspec import Struct

from ampeco_refgen.infer.successor_rules import Confidence, DeprecatedKind


class Curated(Struct, frozen=True, kw_only=True):
    """One entry. `subject` and `successors` are named as in `Succession`; no successors means that there is none.

    A field's subject is the end of its dotted path, its successors are relative to the object that holds it.
    """

    api: str
    kind: DeprecatedKind
    subject: str
    successors: tuple[str, ...]
    reason: str
    confidence: Confidence = Confidence.HIGH


_VENDOR = "AMPECO.CHARGE Public API"


def _field(subject: str, successor: str, reason: str) -> Curated:
    return Curated(api=_VENDOR, kind=DeprecatedKind.FIELD, subject=subject, successors=(successor,), reason=reason)


CURATED: tuple[Curated, ...] = (
    _field(
        "energy",
        "energyConsumption.total",
        "both are the energy that a session delivered, in Wh; the new one tells what came from the grid",
    ),
    _field(
        "clockAlignedEnergyConsumption[].energyConsumed",
        "energyConsumption.total",
        "both are the energy of one period, in Wh; the new one tells what came from the grid",
    ),
    _field(
        "extendingSessionId",
        "originalSessionId",
        "both are set on the session that continues another one",
    ),
    _field(
        "chargingPeriods[].state",
        "chargingState",
        "both are the state of a charging period; what depends on the tariff went to pricingDetails",
    ),
    _field(
        "priceBreakdown[].unitPrice",
        "pricePerUnit",
        "both are the price of one unit; the new one tells it with and without tax",
    ),
    _field(
        "priceBreakdown[].totalPrice",
        "price",
        "both are the price of one unit times the quantity; the new one tells it with and without tax",
    ),
    _field(
        "amount",
        "totalAmount",
        "both are what a session costs; the new one tells it with and without tax",
    ),
    Curated(
        api=_VENDOR,
        kind=DeprecatedKind.FIELD,
        subject="powerKw",
        successors=("power.latest",),
        reason="its description names it; mind the unit: kilowatts before, watts now",
        confidence=Confidence.CERTAIN,
    ),
    _field(
        "restrictions.applyToUsersWithGroups",
        "applyToUserGroupIds",
        "both limit a tariff to the members of user groups, by name before and by id now",
    ),
    _field(
        "restrictions.applyToUsersOfChargePointOwner",
        "applyToUsersOfChargePointPartner",
        "both limit a tariff to the users of the partner that owns the charge point",
    ),
)
