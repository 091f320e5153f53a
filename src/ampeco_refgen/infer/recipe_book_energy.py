"""Recipes about energy: charging profiles, load management; part of `recipe_book`."""

from __future__ import annotations

from ampeco_refgen.infer.basis import bases
from ampeco_refgen.infer.recipe_calls import AMPECO, action, get, names, post, values
from ampeco_refgen.infer.recipe_model import Recipe, Step

_SMART_CHARGING = Recipe(
    api=AMPECO,
    slug="smart-charging",
    title="Smart charging",
    when="Limit the power of one charger or session, by plan or on the spot. A charging profile is a plan "
    "of limits; its parts are those of OCPP, the protocol of chargers, whose documentation explains "
    "them. An EVSE is the part of a charge point that charges one car.",
    steps=(
        Step(
            text="See what holds now: the profile of each EVSE.",
            call=get("evses"),
            filters=names("filter[chargePointId]"),
            includes=names("chargingProfile"),
            response=names("id networkId chargingProfile.purpose chargingProfile.schedulePeriods[].limit"),
        ),
        Step(
            text="Set a profile. The last part of the path is the EVSE's network id, 0 for the whole charge point. "
            "`ChargePointMaxProfile` limits the charge point, `TxDefaultProfile` every session of an EVSE, "
            "`TxProfile` the running one. `chargingSchedule.chargingRateUnit` is `A` or `W`.",
            call=action("charge-point", "/{}/set-charging-profile/{}"),
            key=True,
            body=names(
                "chargingProfilePurpose chargingProfileKind stackLevel chargingSchedule.chargingRateUnit "
                "chargingSchedule.chargingSchedulePeriod[].startPeriod chargingSchedule.chargingSchedulePeriod[].limit"
            ),
            response=names("id"),
            values=(
                *values("chargingProfilePurpose", "ChargePointMaxProfile", "TxDefaultProfile", "TxProfile"),
                *values("chargingSchedule.chargingRateUnit", "A", "W"),
            ),
            rests_on=bases(
                "parameter evseNetworkId f88caaac6b1b",
            ),
        ),
        Step(
            text="Or send it with the start, in `chargingProfile`. The last part of the path is the EVSE's network id.",
            call=action("charge-point", "/{}/start/{}"),
            body=names("chargingProfile userId"),
            rests_on=bases(
                "body chargingProfile 33845d574319",
                "parameter evse 144f11f5e96a",
            ),
        ),
        Step(
            text="Hear when a profile has been sent to the charger: `chargingProfile.applied`.",
            webhooks=names("chargingProfile.applied"),
            payload=names("chargePointId evseId sessionId appliedAt"),
            rests_on=bases(
                "webhook chargingProfile.applied description f6a99be1d816",
            ),
        ),
        Step(
            text="Take it away. Without criteria, that of the charge point goes; `evseNetworkId` means one EVSE.",
            call=action("charge-point", "/{}/clear-charging-profile"),
            key=True,
            body=names("id evseNetworkId chargingProfilePurpose stackLevel"),
            rests_on=bases(
                "description 65a254ff5497",
            ),
        ),
        Step(
            text="For a rule that stays, describe the installation and choose the `mode`: `tod` (by time of day, "
            "in `periods` of an hour) and `dynamic` (in a circuit) are for public and private charge points, "
            "`user_schedule` for personal ones, `disabled` is none.",
            call=post("charge-points", "/{}/smart-charging"),
            key=True,
            body=names("mode periods phases maxVoltage phaseRotation defaultChargePointMaxCurrent"),
            values=values("mode", "tod", "user_schedule", "dynamic", "disabled"),
            rests_on=bases(
                "body mode 1063d1aa0086",
                "body periods cd5682b5c89e",
            ),
        ),
        Step(
            text="For a home charger, list what its owner may choose from.",
            call=get("charge-points", "/{}/available-personal-smart-charging-modes"),
            response=names("type name integrationId"),
        ),
        Step(
            text="Then set the owner's choice, in `type` and `preferences`.",
            call=post("charge-points", "/{}/personal-smart-charging-preferences"),
            body=names("type preferences enabled"),
            values=values("type", "user_controlled_schedule", "solar"),
        ),
    ),
)

_LOAD_MANAGEMENT = Recipe(
    api=AMPECO,
    slug="load-management",
    title="Load management with circuits",
    when="Share the current of one supply among several chargers: it is called a circuit here.",
    steps=(
        Step(
            text="Create the meter that measures the building, if there is one. Keep its `id`.",
            call=post("electricity-meters"),
            body=names("name integrationId integrationParameters"),
            response=names("id"),
        ),
        Step(
            text="Create the circuit: `name`, `phases`, and in `maxCurrent` the amperes for all together. "
            "`electricityMeterId` names the meter, `parentCircuitId` puts it under another.",
            call=post("circuits"),
            key=True,
            body=names("name phases maxCurrent minChargePointCurrent electricityMeterId parentCircuitId"),
            required=names("name phases maxCurrent"),
            response=names("id"),
            rests_on=bases(
                "body maxCurrent 28cf217a62ca",
                "body electricityMeterId dd8812d305f1",
                "body parentCircuitId 76998a4c5730",
            ),
        ),
        Step(
            text="Add each charge point. Only one wired like the circuit is taken.",
            call=action("circuit", "/{}/attach-charge-point"),
            key=True,
            body=names("chargePointId priority"),
            rests_on=bases(
                "description 511e6462b9e1",
            ),
        ),
        Step(
            text="Prefer one charge point by its `priority`.",
            call=action("circuit", "/{}/set-charge-point-priority/{}"),
            body=names("priority"),
        ),
        Step(
            text="Or one running session.",
            call=action("circuit", "/{}/set-session-priority/{}"),
            body=names("priority"),
        ),
        Step(
            text="Or the users of a partner or a user group: `type` says which of them `targetId` is. `priority` 1 "
            "is that of anyone else, 2 twice as much.",
            call=post("circuits", "/{}/user-priorities"),
            body=names("type targetId priority"),
            values=values("type", "partner", "userGroup"),
            rests_on=bases(
                "body targetId 9a9ac6efd275",
                "body priority 2609e53a4b52",
            ),
        ),
        Step(
            text="Report the meter in milliamperes on each phase; the circuit's limit is in amperes.",
            call=action("electricity-meter", "/{}/report-consumption"),
            body=names("currentL1 currentL2 currentL3 timestamp"),
            rests_on=bases(
                "body currentL1 d2b1078a5f0b",
                "body currentL2 12cd15a11758",
                "body currentL3 be1bae610612",
                "POST resources/circuits body maxCurrent 28cf217a62ca",
            ),
        ),
        Step(
            text="Watch what flows, in amperes on each `phase`.",
            call=get("circuits", "/{}/consumption"),
            response=names("phase consumption lastUpdatedAt"),
            rests_on=bases(
                "response consumption 68a429948190",
            ),
        ),
        Step(
            text="Or take it from `CircuitConsumptionNotification`.",
            webhooks=names("CircuitConsumptionNotification"),
            payload=names("circuitId maxCurrent currentConsumption"),
        ),
        Step(
            text="List the charge points of a circuit.",
            call=get("charge-points"),
            key=True,
            filters=names("filter[circuitId]"),
            response=names("id name"),
        ),
    ),
)

ENERGY: tuple[Recipe, ...] = (_SMART_CHARGING, _LOAD_MANAGEMENT)
