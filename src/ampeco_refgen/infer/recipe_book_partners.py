"""Recipes about others: partners and fleets, their settlement, roaming; part of `recipe_book`."""

from __future__ import annotations

from ampeco_refgen.infer.basis import bases
from ampeco_refgen.infer.recipe_calls import AMPECO, action, get, names, patch, post, put, values
from ampeco_refgen.infer.recipe_model import Recipe, RecipeNote, Step

_FLEET = Recipe(
    api=AMPECO,
    slug="fleet-and-partner-management",
    title="Fleet and partner management",
    when="Run charge points for a company, here called a partner: its contract, its chargers, its drivers, its costs.",
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
            text="Add a contract: `partnerId`, `title` and `startDate` are required; it counts from the first of "
            "that month. Shares and fees are in `revenueSharing` and `monthlyPlatformFees`.",
            call=post("partner-contracts"),
            body=names("partnerId title startDate revenueSharing monthlyPlatformFees accessAndPermissions"),
            required=names("partnerId title startDate"),
            rests_on=bases(
                "body startDate 1fa8c42b96d6",
            ),
        ),
        Step(
            text="Hand over a charge point: set `partner.id` and `partner.contractId`; `partner.accessType` decides "
            "who may see and use it.",
            call=patch("charge-points", "/{}"),
            body=names("partner.id partner.contractId partner.accessType"),
            rests_on=bases(
                "body partner.accessType 5f14ae6d2e08",
            ),
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
            "`options.limitCorporateAccountBillingToPartnerChargePoints` too. With `sendViaEmail` false, "
            "leave `email` out and hand over `acceptUrl` yourself.",
            call=post("partner-invites"),
            body=names(
                "partnerId email options.allowAccessToPrivateChargePoints options.allowCorporateAccountBilling "
                "options.limitCorporateAccountBillingToPartnerChargePoints sendViaEmail"
            ),
            response=names("id acceptUrl status"),
            rests_on=bases(
                "body email f4a460c8a712",
                "body options.limitCorporateAccountBillingToPartnerChargePoints 42be322c0c65",
            ),
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
            text="Let other partners' drivers in, at a private charge point that has an owner: set the whole list "
            "of `partnerIds`.",
            call=put("charge-points", "/{}/shared-partners"),
            body=names("partnerIds"),
            rests_on=bases(
                "description 2242cf958cad",
            ),
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
            text="Hear of a new report by `settlementReport.created`: `totalAmount` is what revenue exceeds "
            "expenses by.",
            webhooks=names("settlementReport.created"),
            payload=names("id partnerId period totalAmount currency totalKwhDeliveredAsCPO"),
            rests_on=bases(
                "webhook settlementReport.created payload totalAmount 33fab4eb0b21",
            ),
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
            rests_on=bases(
                "parameter withBreakdown f046638b0d53",
            ),
        ),
        Step(
            text="What is not in a report yet, list by partner and date: its `settlementReportId` is null. "
            "`collectedAt` is set once a session was paid in full.",
            call=get("partner-revenues"),
            filters=names("filter[partnerId] filter[dateAfter] filter[dateBefore]"),
            response=names("settlementReportId collectedAt"),
            rests_on=bases(
                "response collectedAt a29303799ec4",
            ),
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
    when="Charge your users elsewhere and others' users here: who is connected, at what price, which "
    "records came. A CPO runs chargers, an eMSP has drivers; the one sends the other a CDR (charge "
    "detail record) for each session.",
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
            text="Find the tariff that an operator asks of you, in words in `roamingTariffHumanReadable`. Keep its "
            "`id`.",
            call=get("roaming-tariffs"),
            response=names("id operatorId roamingTariffHumanReadable tariffGroupId"),
            rests_on=bases(
                "response roamingTariffHumanReadable fab93dd359a2",
            ),
        ),
        Step(
            text="Put a price of your own on it: by `tariffGroupId`, your tariff group for its EVSEs (the parts of "
            "a charge point that charge one car each).",
            call=patch("roaming-tariffs", "/{}"),
            body=names("tariffGroupId"),
            rests_on=bases(
                "body tariffGroupId d8aa90f4ad46",
            ),
        ),
        Step(
            text="List the CDRs: `filter[isLocal]` false are those that you received as eMSP, true those that you "
            "issued as CPO.",
            call=get("cdrs"),
            key=True,
            filters=names("filter[isLocal] filter[receivedAfter] filter[receivedBefore] filter[operatorId]"),
            response=names("id sessionId operatorId platformId startTime endTime receivedAt roamingId"),
            rests_on=bases(
                "parameter filter[isLocal] 5bb7658c010b",
            ),
        ),
        Step(
            text="Find those that you sent and that were refused.",
            call=get("cdrs"),
            filters=names("filter[deliveryResponse] filter[sentAfter] filter[sentBefore]"),
            response=names("id deliveryResponse sentAt"),
            values=values("filter[deliveryResponse]", "fail"),
            rests_on=bases(
                "parameter filter[deliveryResponse] 27a08e37360e",
            ),
        ),
        Step(
            text="List the sessions at an operator's EVSEs. This filter is nested. `roaming.cdrIds` leads to the CDRs.",
            call=get("sessions"),
            key=True,
            filters=names("filter[roaming][roamingOperatorCpoIds]"),
            response=names("id roaming.cdrIds roaming.sessionId roaming.roamingOperatorCpoId"),
            rests_on=bases(
                "parameter filter[roaming][roamingOperatorCpoIds] 35fd08904667",
                "response roaming.cdrIds 3ab843267872",
            ),
        ),
        Step(
            text="Hear of a CDR by `cdr.received`. Its `id` is the one that the other platform gave, a string: find "
            "the CDR here by `filter[roamingId]`.",
            call=get("cdrs"),
            filters=names("filter[roamingId]"),
            webhooks=names("cdr.received"),
            payload=names("id createdAt"),
            rests_on=bases(
                "webhook cdr.received payload id 56741375a00f",
                "parameter filter[roamingId] cc7b88e915df",
            ),
        ),
        Step(
            text="For prices by kind of EVSE at one operator, create a custom tariff filter: `name` and `status` "
            "are required. Keep its `id`.",
            call=post("roaming-operators", "/{}/custom-tariff-filters"),
            body=names("name status applicableCurrentTypes powerBelowKw evseIdPrefix"),
            required=names("name status"),
            response=names("id"),
        ),
        Step(
            text="Then give it prices. This body is a tariff as OCPI 2.2.1 has it, the protocol between CPOs and "
            "eMSPs: in snake case, such as `last_updated`. A markup tariff on the filter makes use of it.",
            call=action("roaming-operator", "/{}/custom-tariff-filter/{}/set-pricing-data"),
            body=names("id currency elements last_updated"),
            rests_on=bases(
                "description 6ef038001bcc",
            ),
        ),
    ),
    notes=(
        RecipeNote(
            text="`operatorId` of a CDR is a roaming operator or provider, not the operator that the token belongs to.",
            rests_on=bases(
                "GET resources/cdrs parameter filter[operatorId] 6ff4badf0573",
            ),
        ),
        RecipeNote(
            text="Times are named by role: `filter[receivedAfter]` for what came in, `filter[sentAfter]` for what went "
            "out.",
            rests_on=bases(
                "GET resources/cdrs parameter filter[receivedAfter] edf194f9fe54",
                "GET resources/cdrs parameter filter[sentAfter] af001e865960",
            ),
        ),
    ),
)

PARTNERS: tuple[Recipe, ...] = (_FLEET, _SETTLEMENT, _ROAMING)
