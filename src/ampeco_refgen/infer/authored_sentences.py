"""Authored sentences outside of recipes that say what descriptions of AMPECO's document say, with what they rest on.

`SKILL.md` is kept by hand; the reasons for successors that were looked up and for names are data with a text in it.
"""

from __future__ import annotations

from ampeco_refgen.infer.basis import Sentence, bases
from ampeco_refgen.infer.recipe_calls import AMPECO


def _skill(text: str, *places: str) -> Sentence:
    return Sentence(api=AMPECO, file="SKILL.md", text=text, rests_on=bases(*places))


def _successor(text: str, *places: str) -> Sentence:
    return Sentence(api=AMPECO, file="infer/curated.py", text=text, rests_on=bases(*places))


def _name(text: str, *places: str) -> Sentence:
    return Sentence(api=AMPECO, file="infer/vocabulary.py", text=text, rests_on=bases(*places))


SENTENCES: tuple[Sentence, ...] = (
    _skill(
        "Most lists page by cursor: follow `links.next` until it is null.",
        "GET resources/charge-points parameter cursor 0461eee85e4f",
    ),
    _skill(
        "Where `page` exists too, send `cursor` empty (`?cursor=`) once to switch to cursor mode.",
        "GET resources/sessions parameter cursor d2c39ec3e698",
    ),
    _skill(
        "401 token, 403 permission, 404 not found, 422 validation, 429 slow down and retry.",
        "GET resources/charge-points/{} status 401 321c33c75072",
        "GET resources/charge-points/{} status 403 7115ce5635b5",
        "GET resources/charge-points/{} status 404 dbc5f52843f8",
        "POST resources/users status 422 d49407acc2b1",
        "GET resources/sessions status 429 f11b027bc862",
    ),
    _skill(
        "`{evse}` in `actions/charge-point/…/start`, `reserve` and `unlock` is the EVSE's `networkId` on its charge "
        "point, not its `id`.",
        "POST actions/charge-point/{}/start/{} parameter evse 144f11f5e96a",
        "POST actions/charge-point/{}/reserve/{} parameter evse 694ea3f51f52",
        "POST actions/charge-point/{}/unlock/{} parameter evse 8503c88f5563",
    ),
    _successor(
        "both are the energy that a session delivered, in Wh; the new one tells what came from the grid",
        "GET resources/sessions response energy 9d37106a7d49",
        "GET resources/sessions response energyConsumption.total 0e8ef929cf62",
    ),
    _successor(
        "both are the energy of one period, in Wh; the new one tells what came from the grid",
        "GET resources/sessions response clockAlignedEnergyConsumption[].energyConsumption.total 6ef62a1fee2d",
    ),
    _successor(
        "both are set on the session that continues another one",
        "GET resources/sessions response extendingSessionId b08ce15dd8f7",
        "GET resources/sessions response originalSessionId 04263b2b1d2e",
    ),
    _successor(
        "both are the state of a charging period; what depends on the tariff went to pricingDetails",
        "GET resources/sessions response chargingPeriods[].state f05ff43a04fe",
        "GET resources/sessions response chargingPeriods[].chargingState a145014c7277",
    ),
    _successor(
        "both are the price of one unit; the new one tells it with and without tax",
        "GET resources/sessions response priceBreakdown[].unitPrice ead08e4fc3f4",
        "GET resources/sessions response priceBreakdown[].pricePerUnit ead08e4fc3f4",
    ),
    _successor(
        "both are the price of one unit times the quantity; the new one tells it with and without tax",
        "GET resources/sessions response priceBreakdown[].totalPrice ef67572a241c",
    ),
    _successor(
        "its description names it; mind the unit: kilowatts before, watts now",
        "GET resources/sessions response powerKw 20c640f927a0",
        "GET resources/sessions response power.latest abad0dd25d39",
    ),
    _successor(
        "both limit a tariff to the members of user groups, by name before and by id now",
        "POST resources/tariffs body restrictions.applyToUsersWithGroups 8dac33a815dc",
        "POST resources/tariffs body restrictions.applyToUserGroupIds b4a931d95ba1",
    ),
    _successor(
        "both limit a tariff to the users of the partner that owns the charge point",
        "POST resources/tariffs body restrictions.applyToUsersOfChargePointOwner 08db29aa3a0f",
        "POST resources/tariffs body restrictions.applyToUsersOfChargePointPartner 08db29aa3a0f",
    ),
    _successor(
        "both let a session start without authorization when a car is plugged in",
        "GET resources/charge-points response autoStartWithoutAuthorization 3d2d1248138a",
    ),
    _successor(
        "its value public_view_private_use shows the charge point to all with a notice",
        "GET resources/charge-points response partner.accessType 5f14ae6d2e08",
    ),
    _name(
        "the document's text calls the numbers in it ids of partners",
        "POST resources/subscription-plans body visibilityRestrictions.excludedPartnerUsers d8630442dfdb",
        "POST resources/subscription-plans body visibilityRestrictions.includedPartnerUsers b9f28d93bde8",
        "POST resources/subscription-plans body allowance.excludedPartnerChargePoints 404a91103c9d",
        "POST resources/subscription-plans body allowance.includedPartnerChargePoints 4b178a2a5725",
        "POST resources/tariffs body restrictions.applyToUsersOfPartners 4dc7bfe2c227",
    ),
    _name(
        "the document's text calls the numbers in it ids of subscription plans, not of subscriptions",
        "POST resources/tariffs body restrictions.applyToUsersWithSubscriptions b47eed75fb84",
    ),
)
