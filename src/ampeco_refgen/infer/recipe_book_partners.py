"""Recipes about others: partners and fleets, their settlement, roaming; part of `recipe_book`."""

from __future__ import annotations

from ampeco_refgen.infer.recipe_calls import AMPECO, action, get, names, patch, post, put, values
from ampeco_refgen.infer.recipe_model import Recipe, RecipeNote, Step

_FLEET = Recipe(
    api=AMPECO,
    slug="fleet-and-partner-management",
    title="Fleet and partner management",
    when="Run charge points for a company: its contract, its chargers, its drivers, its costs.",
    steps=(
        Step(
            text="Find the partner by your own number.",
            call=get("partners"),
            filters=names("filter[externalId]"),
            response=names("id name externalId"),
        ),
        Step(
            text="Or create it. Set `corporateBilling.enabled` if it pays for its drivers, with "
            "`corporateBilling.monthlyLimit` if need be.",
            call=post("partners"),
            body=names("name externalId country corporateBilling.enabled corporateBilling.monthlyLimit"),
        ),
        Step(
            text="Add a contract: `partnerId`, `title` and `startDate` are required; shares and fees are in "
            "`revenueSharing` and `monthlyPlatformFees`.",
            call=post("partner-contracts"),
            body=names("partnerId title startDate revenueSharing monthlyPlatformFees accessAndPermissions"),
            required=names("partnerId title startDate"),
        ),
        Step(
            text="Hand over a charge point: set `partner.id` and `partner.contractId`; `partner.accessType` decides "
            "who may see and use it.",
            call=patch("charge-points", "/{}"),
            body=names("partner.id partner.contractId partner.accessType"),
        ),
        Step(
            text="List the charge points of the partner.",
            call=get("charge-points"),
            key=True,
            filters=names("filter[partnerId]"),
            response=names("id name status networkStatus locationId"),
        ),
        Step(
            text="Invite a driver: `email`, `options.allowAccessToPrivateChargePoints`, and who pays in "
            "`options.allowCorporateAccountBilling`. With that one, send "
            "`options.limitCorporateAccountBillingToPartnerChargePoints` too.",
            call=post("partner-invites"),
            body=names(
                "partnerId email options.allowAccessToPrivateChargePoints options.allowCorporateAccountBilling "
                "options.limitCorporateAccountBillingToPartnerChargePoints sendViaEmail"
            ),
            response=names("id acceptUrl status"),
        ),
        Step(
            text="List the invites until `status` is `accepted` and `userId` is set.",
            call=get("partner-invites"),
            key=True,
            filters=names("filter[partnerId] filter[status]"),
            response=names("id email status userId options.allowCorporateAccountBilling"),
            values=values("status", "accepted"),
        ),
        Step(
            text="List the drivers of the partner.",
            call=get("users"),
            filters=names("filter[partnerId]"),
            includes=names("partnerInvites"),
            response=names("id email partnerInvites[].status"),
        ),
        Step(
            text="List the sessions of the partner.",
            call=get("sessions"),
            key=True,
            filters=names("filter[partnerId] filter[startedAfter] filter[startedBefore]"),
            response=names("id userId chargePointId energyConsumption.total totalAmount.withoutTax"),
        ),
        Step(
            text="List what the partner earns: its share is `partnerShare`.",
            call=get("partner-revenues"),
            key=True,
            filters=names("filter[partnerId] filter[dateAfter] filter[dateBefore]"),
            response=names("id partnerShare operatorShare currencyCode"),
        ),
        Step(
            text="Let other partners' drivers in: set the whole list of `partnerIds`.",
            call=put("charge-points", "/{}/shared-partners"),
            body=names("partnerIds"),
        ),
        Step(
            text="Follow `partner.changed`.",
            webhooks=names("partner.changed"),
            payload=names("partnerId action"),
        ),
        Step(
            text="Follow `partnerInvite.changed` with `userId` and `email`.",
            webhooks=names("partnerInvite.changed"),
            payload=names("partnerInviteId userId email action"),
        ),
    ),
)

_SETTLEMENT = Recipe(
    api=AMPECO,
    slug="partner-settlement",
    title="Partner settlement",
    when="Tell a partner what it earned and what it owes, and record what was paid out.",
    steps=(
        Step(
            text="Hear of a new report by `settlementReport.created`.",
            webhooks=names("settlementReport.created"),
            payload=names("id partnerId period totalAmount currency totalKwhDeliveredAsCPO"),
        ),
        Step(
            text="List the reports of the partner: `totalRevenue`, `totalExpenses`, `totalAmount.withoutTax`, and the "
            "file in `downloadUrl`.",
            call=get("partner-settlement-reports"),
            key=True,
            filters=names("filter[partnerId] filter[periodAfter] filter[periodBefore]"),
            response=names(
                "id number periodStart periodEnd totalRevenue totalExpenses totalAmount.withoutTax currencyCode "
                "downloadUrl totalEnergyCpoWh"
            ),
        ),
        Step(
            text="List the revenues in a report, session by session: `partnerShare`, `operatorShare`, "
            "`electricityCost`.",
            call=get("partner-revenues"),
            key=True,
            filters=names("filter[settlementReportId]"),
            response=names("id origin partnerShare operatorShare electricityCost chargingSessionId currencyCode"),
        ),
        Step(
            text="List the expenses in it. `withBreakdown` splits the platform fee by contract.",
            call=get("partner-expenses"),
            key=True,
            filters=names("filter[settlementReportId]"),
            parameters=names("withBreakdown"),
            response=names("id origin totalAmount.withoutTax breakdown[].partnerContractId"),
        ),
        Step(
            text="What is not in a report yet, list by partner and date.",
            call=get("partner-revenues"),
            filters=names("filter[partnerId] filter[dateAfter] filter[dateBefore]"),
            response=names("settlementReportId collectedAt"),
        ),
        Step(
            text="Record a payout: `date`, `paidAmount` and `note` are required.",
            call=post("partner-settlement-reports", "/{}/records"),
            body=names("date paidAmount note"),
            required=names("date paidAmount note"),
        ),
        Step(
            text="List what was paid out.",
            call=get("partner-settlement-reports", "/{}/records"),
            response=names("id date paidAmount note"),
        ),
    ),
    notes=(
        RecipeNote(text="Mind the units: `totalKwhDeliveredAsCPO` in the webhook, `totalEnergyCpoWh` in the report."),
    ),
)

_ROAMING = Recipe(
    api=AMPECO,
    slug="roaming-and-cdrs",
    title="Roaming and CDRs",
    when="Charge your users elsewhere and others' users here: who is connected, at what price, which records came.",
    steps=(
        Step(
            text="List the connections and their `protocol`.",
            call=get("roaming-connections"),
            response=names("id protocol endpoint"),
        ),
        Step(
            text="List the operators (CPOs) of which your users may use the chargers. `platformId` leads to the "
            "connection.",
            call=get("roaming-operators"),
            key=True,
            response=names("id businessName countryCode partyId platformId enabled"),
        ),
        Step(
            text="List their charge points by the ids of the operators.",
            call=get("charge-points"),
            filters=names("filter[roamingOperatorIds]"),
            response=names("id name roamingOperatorId"),
        ),
        Step(
            text="List the providers (eMSPs) of which the users may use yours.",
            call=get("roaming-providers"),
            filters=names("filter[platformId]"),
            response=names("id businessName countryCode partyId platformId"),
        ),
        Step(
            text="Put a price of your own on their tariff, by `tariffGroupId`.",
            call=patch("roaming-tariffs", "/{}"),
            body=names("tariffGroupId"),
        ),
        Step(
            text="List the CDRs that came in: `filter[isLocal]` false are those that you received as eMSP, true those "
            "that you issued as CPO.",
            call=get("cdrs"),
            key=True,
            filters=names("filter[isLocal] filter[receivedAfter] filter[receivedBefore] filter[operatorId]"),
            response=names("id sessionId operatorId platformId startTime endTime receivedAt roamingId"),
        ),
        Step(
            text="Find those that you sent and that were refused.",
            call=get("cdrs"),
            filters=names("filter[deliveryResponse] filter[sentAfter] filter[sentBefore]"),
            response=names("id deliveryResponse sentAt"),
            values=values("filter[deliveryResponse]", "fail"),
        ),
        Step(
            text="List the sessions at an operator's EVSEs. This filter is nested. `roaming.cdrIds` leads to the CDRs.",
            call=get("sessions"),
            key=True,
            filters=names("filter[roaming][roamingOperatorCpoIds]"),
            response=names("id roaming.cdrIds roaming.sessionId roaming.roamingOperatorCpoId"),
        ),
        Step(
            text="Hear of a CDR by `cdr.received`. Its `id` is the one that the other platform gave, a string: find "
            "the CDR here by `filter[roamingId]`.",
            call=get("cdrs"),
            filters=names("filter[roamingId]"),
            webhooks=names("cdr.received"),
            payload=names("id createdAt"),
        ),
        Step(
            text="For prices by kind of EVSE at one operator, create a custom tariff filter.",
            call=post("roaming-operators", "/{}/custom-tariff-filters"),
            body=names("name status applicableCurrentTypes powerBelowKw evseIdPrefix"),
        ),
        Step(
            text="Then give it prices. This body is in the snake case of OCPI, such as `last_updated`.",
            call=action("roaming-operator", "/{}/custom-tariff-filter/{}/set-pricing-data"),
            body=names("id currency elements last_updated"),
        ),
    ),
    notes=(
        RecipeNote(
            text="`operatorId` of a CDR is a roaming operator or provider, not the operator that the token belongs to."
        ),
        RecipeNote(
            text="Times are named by role: `filter[receivedAfter]` for what came in, `filter[sentAfter]` for what went "
            "out."
        ),
    ),
)

PARTNERS: tuple[Recipe, ...] = (_FLEET, _SETTLEMENT, _ROAMING)
