"""What a person looked up where no rule can know: data with reasons, which overrules every rule.

`CURATED` are successors, for `successors`; `CURATED_MOVES` say where fields of a deprecated call went, for `migration`.

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


class CuratedMove(Struct, frozen=True, kw_only=True):
    """Where a field of the deprecated calls of one resource went.

    `before` is its dotted path, in bodies and responses alike; a webhook is named in place of the resource. Without
    `instead`, which are the keys of calls that do its job now, there is one new path, or several candidates. `values`
    are pairs of an old value and the one that took its place, of a field that may stand where it stood.
    """

    api: str
    resource: str
    before: str
    after: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    reason: str


_EVSES = "/public-api/resources/evses/v2.1"

CURATED_MOVES: tuple[CuratedMove, ...] = (
    CuratedMove(
        api=_VENDOR,
        resource="charge-points",
        before="plugAndCharge",
        after=("autoStartWithoutAuthorization",),
        reason="both let a session start without authorization when a car is plugged in",
    ),
    CuratedMove(
        api=_VENDOR,
        resource="charge-points",
        before="showToPublicWithNotice",
        after=("partner.accessType",),
        reason="its value public_view_private_use shows the charge point to all with a notice",
    ),
    CuratedMove(
        api=_VENDOR,
        resource="charge-points",
        before="firstConnection",
        after=("firstContactAt",),
        reason="both are when the charge point first connected",
    ),
    CuratedMove(
        api=_VENDOR,
        resource="charge-points",
        before="key",
        after=("key.name",),
        reason="the name of a configuration variable and its value are one object now",
    ),
    CuratedMove(
        api=_VENDOR,
        resource="locations",
        before="detailed_description",
        after=("description", "shortDescription"),
        reason="three texts before and after, of which the document pairs none",
    ),
    CuratedMove(
        api=_VENDOR,
        resource="partners",
        before="faultNotificationsEmail",
        after=("contactDetails.technical.email",),
        reason="the technical contact is told of faults where notifications.technical.chargePointFaults is true",
    ),
    *(
        CuratedMove(
            api=_VENDOR,
            resource="circuits",
            before=f"chargePoints[].{name}",
            instead=(f"GET {_EVSES}", f"PATCH {_EVSES}/{{evse}}"),
            reason="the electrics are those of the EVSE now, in powerOptions",
        )
        for name in ("inputVoltage", "maxCurrent", "phaseRotation", "phases")
    ),
    CuratedMove(
        api=_VENDOR,
        resource="ChargePointChangedNotification",
        before="chargePoint.evses[].id",
        after=("evseId",),
        reason="a notification is of one EVSE now",
    ),
    CuratedMove(
        api=_VENDOR,
        resource="AuthorizationNotification",
        before="status",
        values=tuple((value, "rejected") for value in ("Blocked", "ConcurrentTx", "Expired", "Invalid")),
        reason="each is a reason to reject; rejectionReason of the authorization tells which",
    ),
)
