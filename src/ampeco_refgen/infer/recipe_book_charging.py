"""Recipes about charging: statistics, start and stop, finding a free place; part of `recipe_book`."""

from __future__ import annotations

from ampeco_refgen.catalog.payload import Wrapping
from ampeco_refgen.infer.basis import bases
from ampeco_refgen.infer.recipe_calls import AMPECO, action, get, names, values
from ampeco_refgen.infer.recipe_model import Recipe, RecipeNote, Step

_STATISTICS = Recipe(
    api=AMPECO,
    slug="charge-point-statistics",
    title="Charge point statistics",
    when="Report energy, revenue, use and downtime of a charge point over a period.",
    steps=(
        Step(
            text="List the `finished` sessions of the charge point that ended in the period. Add up "
            "`energyConsumption.total` (in Wh, 1000 to a kWh), and `totalAmount.withTax` for each `currency`. "
            "`startedAt` and `stoppedAt` give the time of use.",
            call=get("sessions"),
            key=True,
            filters=names("filter[chargePointId] filter[endedAfter] filter[endedBefore] filter[status]"),
            response=names("id startedAt stoppedAt energyConsumption.total totalAmount.withTax currency"),
            values=values("filter[status]", "finished"),
            rests_on=bases(
                "response energyConsumption.total 0e8ef929cf62",
            ),
        ),
        Step(
            text="For energy by the hour, or part of one, send `withClockAlignedEnergyConsumption` too, with "
            "`clockAlignedInterval` `15`, `30` or `60` minutes. Each session then has "
            "`clockAlignedEnergyConsumption[].start` and, in Wh, "
            "`clockAlignedEnergyConsumption[].energyConsumption.total`; its first interval begins with the "
            "session.",
            call=get("sessions"),
            filters=names("filter[chargePointId] filter[endedAfter] filter[endedBefore]"),
            parameters=names("withClockAlignedEnergyConsumption clockAlignedInterval"),
            response=names(
                "clockAlignedEnergyConsumption[].start clockAlignedEnergyConsumption[].energyConsumption.total"
            ),
            values=values("clockAlignedInterval", "15", "30", "60"),
            rests_on=bases(
                "response clockAlignedEnergyConsumption 3691e3c2fed9",
                "response clockAlignedEnergyConsumption[].energyConsumption.total 6ef62a1fee2d",
            ),
        ),
        Step(
            text="For the curve of one session, read `power` in W and the `energy` so far in Wh at each "
            "`timestamp`; of a finished session there are 300 of them at most.",
            call=get("sessions", "/{}/consumption-stats"),
            key=True,
            response=names("timestamp power energy"),
            rests_on=bases(
                "description 4aae8f966b1d",
                "response power 49f2b42620e6",
                "response energy d77d1bc43321",
            ),
        ),
        Step(
            text="For uptime, list the periods out of service, from `startedAt` to `endedAt`, which is null while "
            "one lasts. The filter goes by the start: begin early enough for those that lasted into your "
            "period.",
            call=get("charge-point-downtime-periods"),
            filters=names("filter[chargePointId] filter[type] filter[startedAfter]"),
            response=names("startedAt endedAt"),
            values=values("filter[type]", "downtime"),
            rests_on=bases(
                "parameter filter[startedAfter] 8e01f2e95b1d",
            ),
        ),
        Step(
            text="For the connection to the backend, list the changes of its network `status` by `timestamp`.",
            call=get("charge-points", "/{}/network-status-logs"),
            filters=names("filter[createdAfter] filter[createdBefore]"),
            response=names("status timestamp"),
        ),
    ),
    notes=(
        RecipeNote(
            text="Choose one rule for sessions across midnight and keep it: by `filter[endedAfter]`, a session "
            "belongs to the period in which it ended."
        ),
    ),
)

_START_AND_STOP = Recipe(
    api=AMPECO,
    slug="start-and-stop-charging",
    title="Start and stop charging",
    when="Let a user charge from an app, a kiosk or a fleet system, follow the session and end it. An EVSE "
    "is the part of a charge point that charges one car, a session is one such charge.",
    steps=(
        Step(
            text="Find the EVSE. Keep its `id` and its `networkId`, which counts from 1 within the charge point. "
            "`hardwareStatus` `preparing` mostly means that the cable is in.",
            call=get("evses"),
            filters=names("filter[chargePointId]"),
            includes=names("connectors"),
            response=names("id networkId hardwareStatus connectors[].id"),
            values=values("hardwareStatus", "preparing"),
            rests_on=bases(
                "response networkId 316b3c005cd1",
                "response hardwareStatus 3c6b2ae045fe",
            ),
        ),
        Step(
            text="Start at the charge point. The last part of the path is the EVSE's network id, not its id. Send "
            "`userId`; add `paymentMethodId` only together with it. Check that `success` is true and keep "
            "`sessionId`: stopping needs it.",
            call=action("charge-point", "/{}/start/{}"),
            key=True,
            body=names("userId paymentMethodId connectorId idTag bookingId"),
            response=names("success sessionId authorizationId errorCode message"),
            types=(("sessionId", "number"),),
            statuses=names("202"),
            rests_on=bases(
                "parameter evse 144f11f5e96a",
                "body paymentMethodId d94b02012ff7",
                "response success 8bb669318d85",
                "response sessionId 085030e10a00",
            ),
        ),
        Step(
            text="Or start by the EVSE's id. Body and answer are the same.",
            call=action("evse", "/{}/start"),
            body=names("userId paymentMethodId"),
            response=names("success sessionId"),
            rests_on=bases(
                "parameter evse abb059656a28",
            ),
        ),
        Step(
            text="Or start at a charge point without naming an EVSE. This answer has no session id, only "
            "`authorizationId`.",
            call=action("charge-point", "/{}/start"),
            body=names("userId"),
            response=names("success authorizationId"),
        ),
        Step(
            text="Without a session id, list the newest sessions of the user there and take the one with the same "
            "`authorizationId`.",
            call=get("sessions"),
            filters=names("filter[chargePointId] filter[userId] filter[startedAfter]"),
            response=names("id authorizationId"),
            types=(("id", "string"),),
            rests_on=bases(
                "POST actions/charge-point/{}/start response authorizationId b8eee36dc5d3",
            ),
        ),
        Step(
            text="Poll the session while `status` is `pending`. Then `active` is charging; `failed` and `expired` "
            "mean that it did not work. Show `power.latest` (W), `energyConsumption.total` (Wh) and, where "
            "there is one, `socPercent`, how full the battery is.",
            call=get("sessions", "/{}"),
            key=True,
            response=names("status power.latest energyConsumption.total socPercent"),
            values=values("status", "pending", "active", "failed", "expired"),
            rests_on=bases(
                "response power.latest abad0dd25d39",
                "response energyConsumption.total 0e8ef929cf62",
                "response socPercent e1f83d71976a",
            ),
        ),
        Step(
            text="Rather than poll, subscribe to `session.start.stop.notification`: it tells `start` or `stop` in "
            "`action`, with `sessionId` and the `reason` of the end.",
            webhooks=names("session.start.stop.notification"),
            payload=names("action sessionId reason userId evseId"),
            values=values("action", "start", "stop"),
            rests_on=bases(
                "webhook session.start.stop.notification payload reason bb7c7f5639b5",
            ),
        ),
        Step(
            text="While a session runs, `SessionUpdateNotification` carries the whole `session`.",
            webhooks=names("SessionUpdateNotification"),
            payload=names("session session.status"),
        ),
        Step(
            text="Stop with the charge point's and the session's id. The answer has no body; `406` means that the "
            "charge point refused. Send `force` only where the session must end whatever the charge point "
            "answers.",
            call=action("charge-point", "/{}/stop/{}"),
            key=True,
            body=names("force"),
            wrapping=Wrapping.EMPTY,
            statuses=names("406"),
            rests_on=bases(
                "body force b49e39ce80e9",
                "status 406 41f006046f96",
                "POST actions/charge-point/{}/start/{} response sessionId 085030e10a00",
            ),
        ),
        Step(
            text="Read the session until `status` is `finished`, then the bill: `totalAmount.withTax` in "
            "`currency`, `paymentStatus`, and line by line with `withPriceBreakdown`.",
            call=get("sessions", "/{}"),
            parameters=names("withPriceBreakdown"),
            response=names("status totalAmount.withTax currency paymentStatus reason stoppedAt priceBreakdown[].type"),
            values=values("status", "finished"),
        ),
    ),
    notes=(
        RecipeNote(
            text="`202` says that the command was taken, not that it worked. Where `success` is false, `errorCode` "
            "says why and `message` says more.",
            rests_on=bases(
                "POST actions/charge-point/{}/start/{} status 202 1a993a51da45",
                "POST actions/charge-point/{}/start/{} response success 8bb669318d85",
                "POST actions/charge-point/{}/start/{} response message 25ef79844dd9",
            ),
        ),
        RecipeNote(
            text="Starting answers with a number in `sessionId`, the session's own `id` is a string: compare as text."
        ),
    ),
)

_FIND = Recipe(
    api=AMPECO,
    slug="find-a-free-charger",
    title="Location discovery and availability",
    when="Show locations on a map, with what can be used there now and at what price. An EVSE is the part "
    "of a charge point that charges one car.",
    steps=(
        Step(
            text="List the locations and keep them: `name[].translation` by `name[].locale`, "
            "`geoposition.latitude`, `geoposition.longitude`. Later, fetch only changes, by "
            "`filter[lastUpdatedAfter]`.",
            call=get("locations"),
            key=True,
            filters=names("filter[country] filter[city] filter[lastUpdatedAfter]"),
            includes=names("chargingZones"),
            response=names(
                "id name[].locale name[].translation geoposition.latitude geoposition.longitude workingHours timezone"
            ),
        ),
        Step(
            text="List the `public` charge points of a location. Show those with `status` `enabled` and "
            "`networkStatus` `available`.",
            call=get("charge-points"),
            key=True,
            filters=names("filter[locationId] filter[type]"),
            response=names("id status networkStatus chargingZoneId"),
            values=(
                *values("filter[type]", "public"),
                *values("status", "enabled"),
                *values("networkStatus", "available"),
            ),
            rests_on=bases(
                "response status 6d340c9854a9",
                "response networkStatus 5dbbf24da1b2",
            ),
        ),
        Step(
            text="List the EVSEs of each charge point. One is free when `hardwareStatus` is `available` and `status` "
            "is `enabled`. Show `physicalReference`, `connectors[].type` and `powerOptions.maxPower`.",
            call=get("evses"),
            key=True,
            filters=names("filter[chargePointId]"),
            includes=names("connectors"),
            response=names(
                "id hardwareStatus status physicalReference connectors[].type powerOptions.maxPower tariffGroupId"
            ),
            values=(*values("hardwareStatus", "available"), *values("status", "enabled")),
            rests_on=bases(
                "response hardwareStatus 3c6b2ae045fe",
                "response physicalReference 6b89654e4bde",
            ),
        ),
        Step(
            text="To refresh one charge point and all its EVSEs, read its status alone. Mind the spelling: here "
            "`networkStatus` has blanks, such as `temporarily unavailable`.",
            call=get("charge-points", "/{}/status"),
            response=names("networkStatus hardwareStatus evses[].id evses[].hardwareStatus"),
            values=values("networkStatus", "temporarily unavailable"),
            rests_on=bases(
                "response networkStatus 197b70b229ec",
            ),
        ),
        Step(
            text="For the price, pass the EVSE's tariff group and the user together: the one tariff that applies comes "
            "back. Send the user filter empty for a guest.",
            call=get("tariffs"),
            filters=names("filter[tariffGroupId] filter[userId]"),
            response=names("id name type currency pricing.pricePerKwh"),
            rests_on=bases(
                "description 4e95eeb7e40d",
                "parameter filter[userId] 08132b65d905",
            ),
        ),
        Step(
            text="Keep the map live with `HardwareStatusNotification`: `hardwareStatus` of the charge point, or of "
            "its EVSE where `evseId` is there.",
            webhooks=names("HardwareStatusNotification"),
            payload=names("hardwareStatus chargePointId evseId"),
        ),
        Step(
            text="`NetworkStatusNotification` tells when a charge point connects or drops off.",
            webhooks=names("NetworkStatusNotification"),
            payload=names("networkStatus chargePointId"),
            rests_on=bases(
                "webhook NetworkStatusNotification payload networkStatus 197b70b229ec",
            ),
        ),
        Step(
            text="Refresh names and places on `LocationChangedNotification`, `chargePoint.changed` and `evse.changed`; "
            "none of them tells the status of the hardware.",
            webhooks=names("LocationChangedNotification chargePoint.changed evse.changed"),
            payload=names("action lastUpdatedAt"),
            rests_on=bases(
                "webhook chargePoint.changed description 0b7dcdf784a1",
                "webhook evse.changed description f08745109758",
            ),
        ),
    ),
    notes=(
        RecipeNote(
            text="Locations cannot be listed by position or radius: search among those that you keep.",
            without=(
                (get("locations"), "filter[latitude]"),
                (get("locations"), "filter[radius]"),
                (get("locations"), "filter[geoposition]"),
            ),
        ),
        RecipeNote(
            text="`powerOptions.maxPower` is described in Wh, which is no unit of power: check it against a "
            "charger that you know.",
            rests_on=bases(
                "GET resources/evses response powerOptions.maxPower cf663c93fc8c",
            ),
        ),
        RecipeNote(
            text="EVSEs cannot be listed by location: go by `filter[locationId]` to charge points, by "
            "`filter[chargePointId]` to EVSEs.",
            without=((get("evses"), "filter[locationId]"),),
        ),
    ),
)

CHARGING: tuple[Recipe, ...] = (_STATISTICS, _START_AND_STOP, _FIND)
