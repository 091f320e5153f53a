"""Recipes about hardware: onboarding, maintenance, firmware, downtime; part of `recipe_book`."""

from __future__ import annotations

from ampeco_refgen.infer.basis import bases
from ampeco_refgen.infer.recipe_calls import AMPECO, action, get, names, patch, post, values
from ampeco_refgen.infer.recipe_model import Recipe, RecipeNote, Step

_ONBOARDING = Recipe(
    api=AMPECO,
    slug="onboard-a-charge-point",
    title="Onboarding a charge point with EVSE and connector",
    when="Bring a new charger from the delivery note to the map. A charge point has EVSEs, each of which "
    "charges one car, and an EVSE has connectors, its sockets and plugs. OCPP is the protocol that "
    "charger and platform speak.",
    steps=(
        Step(
            text="Find the model and keep its `id`; `filter[vendorId]` narrows the list.",
            call=get("charge-point-models"),
            filters=names("filter[vendorId]"),
            response=names("id name vendorId"),
        ),
        Step(
            text="Create the location, unless it is there. `name`, `address`, `country` and `geoposition` are "
            "required; `name` and `address` are lists, one entry for a language. `timezone` is required where "
            "the operator allows several.",
            call=post("locations"),
            body=names("name address country geoposition externalId timezone"),
            required=names("name address country geoposition"),
            response=names("id"),
            types=(("name", "array"), ("address", "array")),
            rests_on=bases(
                "body timezone 328cc3f7bcf2",
            ),
        ),
        Step(
            text="Create the charge point, `disabled` for now: `name`, `type` (`public`, `private` for a company, "
            "`personal` for a home), `communicationMode` `direct_ocpp`, `locationId`, and in `network.id` the "
            "identity that it connects with. Say its `network.protocol`. Keep `id`.",
            call=post("charge-points"),
            key=True,
            body=names(
                "name type status communicationMode locationId modelId network.id network.protocol network.password "
                "externalId"
            ),
            response=names("id"),
            values=(
                *values("status", "disabled"),
                *values("type", "public", "private", "personal"),
                *values("communicationMode", "direct_ocpp"),
            ),
            rests_on=bases(
                "body type 7d3d4ca06d89",
                "body communicationMode 5743bdb843b2",
                "body locationId 23104c4187ec",
                "body network.id f25cfa07653d",
            ),
        ),
        Step(
            text="Create each EVSE, `enabled`: `networkId` counts from 1, `physicalReference` is what users find "
            "it by, on a sticker say, `currentType` is `ac` or `dc`. Keep `id`.",
            call=post("evses"),
            key=True,
            body=names("chargePointId networkId physicalReference currentType status powerOptions tariffGroupId"),
            required=names("chargePointId networkId physicalReference currentType status"),
            response=names("id"),
            values=(*values("status", "enabled"), *values("currentType", "ac", "dc")),
            rests_on=bases(
                "body networkId 316b3c005cd1",
                "body physicalReference 6b89654e4bde",
            ),
        ),
        Step(
            text="Or create it below the charge point: its id is in the path then, and not in the body.",
            call=post("charge-points", "/{}/evses"),
            body=names("networkId physicalReference currentType status"),
            required=names("networkId physicalReference currentType status"),
            response=names("id"),
        ),
        Step(
            text="Create its connectors: `type` such as `type2` or `ccs2`, `format` `cable` or `socket`.",
            call=post("charge-points", "/{}/evses/{}/connectors"),
            key=True,
            body=names("type format status"),
            values=(*values("type", "type2", "ccs2"), *values("format", "cable", "socket")),
        ),
        Step(
            text="Wait for the first contact: `BootNotification` with `chargePointId`.",
            webhooks=names("BootNotification"),
            payload=names("chargePointId bootNotification"),
        ),
        Step(
            text="Or poll until `networkStatus` is `available` and `lastBootNotification.model` is there.",
            call=get("charge-points", "/{}"),
            includes=names("lastBootNotification"),
            response=names("networkStatus lastBootNotification.model lastBootNotification.firmwareVersion"),
            values=values("networkStatus", "available"),
            rests_on=bases(
                "response networkStatus 5dbbf24da1b2",
            ),
        ),
        Step(
            text="To give it your settings, find a template for its `ocppVersion`.",
            call=get("configuration-templates"),
            filters=names("filter[ocppVersion]"),
            response=names("id name ocppVersion"),
        ),
        Step(
            text="Send them, by the id of the template in the path. `shouldPersist` sends them again each time the "
            "charger boots.",
            call=action("configuration-template", "/{}/apply-to-charge-points"),
            body=names("chargePointIds shouldPersist"),
            rests_on=bases(
                "body shouldPersist a9aebe467bf5",
            ),
        ),
        Step(
            text="Put it into service: `status` `enabled`.",
            call=patch("charge-points", "/{}"),
            body=names("status"),
            values=values("status", "enabled"),
            rests_on=bases(
                "body status ce78296515cb",
            ),
        ),
    ),
    notes=(
        RecipeNote(
            text="Send `communicationMode` always: it replaces an older switch, and only for its sake is it optional.",
            rests_on=bases(
                "POST resources/charge-points body communicationMode 5743bdb843b2",
            ),
        ),
        RecipeNote(
            text="A public or private charge point needs `locationId`; a personal one needs a PIN instead.",
            rests_on=bases(
                "POST resources/charge-points body locationId 23104c4187ec",
                "POST resources/charge-points body pin 99660afaf4ad",
            ),
        ),
    ),
)

_MAINTENANCE = Recipe(
    api=AMPECO,
    slug="hardware-and-maintenance",
    title="Hardware and maintenance",
    when="A charger misbehaves: see what it reported, restart it, unlock it, get its logs. An EVSE is the "
    "part of a charge point that charges one car.",
    steps=(
        Step(
            text="Read what it is and when it booted last.",
            call=get("charge-points", "/{}"),
            includes=names("lastBootNotification"),
            response=names(
                "status networkStatus hardwareStatus lastBootNotification.firmwareVersion "
                "lastBootNotification.lastUpdatedAt"
            ),
        ),
        Step(
            text="Read the last fault of an EVSE: `errorCode`, `vendorErrorCode`, and what the customer can do in "
            "`errorCodeCustomerAction`.",
            call=get("evses", "/{}/latest-hardware-status-log"),
            response=names("status timestamp errorCode vendorErrorCode errorCodeCustomerAction"),
            rests_on=bases(
                "response errorCode 2a5ade267591",
                "response errorCodeCustomerAction 02fd27beb2f6",
            ),
        ),
        Step(
            text="List the history of the charge point itself.",
            call=get("charge-points", "/{}/hardware-status-logs"),
            key=True,
            filters=names("filter[createdAfter] filter[createdBefore]"),
            response=names("status timestamp errorCode"),
        ),
        Step(
            text="Take it out of use with `Inoperative`, back with `Operative`. `evseNetworkId` limits it to one "
            "EVSE. `204` means that it waits for a running session to end.",
            call=action("charge-point", "/{}/change-availability"),
            body=names("type evseNetworkId"),
            values=values("type", "Inoperative", "Operative"),
            statuses=names("204"),
            rests_on=bases(
                "body type 90d4a141bbef",
                "body evseNetworkId 04ccf8083696",
                "status 204 c1f06386468e",
            ),
        ),
        Step(
            text="Restart it. The kind is part of the path: `soft` first, then `hard`.",
            call=action("charge-point", "/{}/reset/{}"),
            key=True,
            parameters=names("type"),
            response=names("success"),
            values=values("type", "soft", "hard"),
        ),
        Step(
            text="Free a stuck cable. The EVSE in the path is its network id.",
            call=action("charge-point", "/{}/unlock/{}"),
            response=names("success"),
            rests_on=bases(
                "parameter evse 8503c88f5563",
            ),
        ),
        Step(
            text="Ask for its logs: `location` is the FTP address that it uploads to. Keep `requestId` and `fileName`.",
            call=action("charge-point", "/{}/get-diagnostics"),
            key=True,
            body=names("location start stop"),
            response=names("requestId fileName success"),
            rests_on=bases(
                "body location 60414c0584c1",
                "response requestId 96d91843291b",
                "response fileName c30d19e4c555",
            ),
        ),
        Step(
            text="Wait for `DiagnosticsStatusNotification` with the same `requestId` and `status` `uploaded` or "
            "`uploadfailed`.",
            webhooks=names("DiagnosticsStatusNotification"),
            payload=names("requestId status chargePointId"),
            values=values("status", "uploaded", "uploadfailed"),
            rests_on=bases(
                "POST actions/charge-point/{}/get-diagnostics response requestId 96d91843291b",
            ),
        ),
        Step(
            text="Make it report now: `type` `StatusNotification`, `Heartbeat` or `MeterValues`.",
            call=action("charge-point", "/{}/trigger-message"),
            body=names("type"),
            values=values("type", "StatusNotification", "Heartbeat", "MeterValues"),
        ),
        Step(
            text="Read one of its settings as it was last seen.",
            call=get("charge-points", "/{}/configurations"),
            filters=names("filter[name]"),
            response=names("key.name key.value readonly timestamp"),
            rests_on=bases(
                "description 1ce53bb5852a",
            ),
        ),
        Step(
            text="Change it by `name` and `value`; with OCPP 2.0.1 `componentName` is required too. `406` means "
            "that the charger refused.",
            call=action("charge-point", "/{}/set-configuration"),
            body=names("name value componentName instance"),
            statuses=names("406"),
            rests_on=bases(
                "body name 76e8257a9007",
                "body componentName e460aa2ad8d2",
            ),
        ),
        Step(
            text="Look for tampering and other events. This filter takes the charge point's id.",
            call=get("security-events"),
            filters=names("filter[chargePoint] filter[type]"),
            response=names("type timestamp techInfo"),
            values=values("filter[type]", "TamperDetectionActivated"),
        ),
    ),
)

_FIRMWARE = Recipe(
    api=AMPECO,
    slug="firmware-updates",
    title="Firmware updates",
    when="Bring chargers of a model to a new firmware, a few at a time.",
    steps=(
        Step(
            text="List the versions for a model.",
            call=get("firmware-versions"),
            key=True,
            filters=names("filter[modelId]"),
            response=names("id firmwareVersion details chargePointVendorId"),
        ),
        Step(
            text="List the charge points of the model, with what each runs in `lastBootNotification.firmwareVersion`.",
            call=get("charge-points"),
            filters=names("filter[modelId]"),
            includes=names("lastBootNotification"),
            response=names("id lastBootNotification.firmwareVersion"),
        ),
        Step(
            text="Update: send `signed`, and either `firmwareVersionId` or `url`. `retrieveAfter` makes it wait, "
            "for the night say. A signed one needs `signature` and `signingCertificate`.",
            call=action("charge-point", "/{}/update-firmware"),
            key=True,
            body=names("signed firmwareVersionId url retrieveAfter retries interval signature signingCertificate"),
            rests_on=bases(
                "body signed 6d6712dca1dd",
                "body firmwareVersionId 068af7866e2b",
                "body url 9ab1b63205bc",
                "body retrieveAfter 2d21857d3328",
                "body signature bad7e1f5ec6a",
                "body signingCertificate bad7e1f5ec6a",
            ),
        ),
        Step(
            text="See it done: the charger boots again and tells `bootNotification.firmware_version`.",
            webhooks=names("BootNotification"),
            payload=names("chargePointId bootNotification.firmware_version timestamp"),
        ),
        Step(
            text="Or look for the event `FirmwareUpdated`, or hear of it by `SecurityEventNotification`.",
            call=get("security-events"),
            filters=names("filter[chargePoint] filter[type]"),
            response=names("type timestamp"),
            values=(*values("filter[type]", "FirmwareUpdated"), *values("type", "FirmwareUpdated")),
            webhooks=names("SecurityEventNotification"),
            payload=names("chargePointId type timestamp"),
        ),
    ),
)

_DOWNTIME = Recipe(
    api=AMPECO,
    slug="downtime-periods",
    title="Downtime and exempt periods",
    when="Prove uptime: see what was down, and take planned works out of the count. An EVSE is the part of "
    "a charge point that charges one car.",
    steps=(
        Step(
            text="List the downtime that the platform noticed by itself, at one location or one charge point, by "
            "`filter[chargePointId]`.",
            call=get("charge-point-downtime-periods"),
            key=True,
            filters=names(
                "filter[locationId] filter[chargePointId] filter[type] filter[entryMode] filter[startedAfter]"
            ),
            response=names("id chargePointId startedAt endedAt statuses.network statuses.hardware noticeId"),
            values=(*values("filter[type]", "downtime"), *values("filter[entryMode]", "automatic")),
        ),
        Step(
            text="The same for EVSEs.",
            call=get("evse-downtime-periods"),
            filters=names("filter[locationId] filter[type] filter[startedAfter]"),
            response=names("id evseId startedAt endedAt"),
            values=values("filter[type]", "downtime"),
        ),
        Step(
            text="Find a reason for planned works: a notice of the type `exempt`.",
            call=get("downtime-period-notices"),
            filters=names("filter[type]"),
            response=names("id notice type"),
            values=values("filter[type]", "exempt"),
        ),
        Step(
            text="Enter the works. All four are required: `chargePointId`, `noticeId` (an exempt one only), "
            "`startedAt`, `endedAt`.",
            call=post("charge-point-downtime-periods"),
            key=True,
            body=names("chargePointId noticeId startedAt endedAt"),
            required=names("chargePointId noticeId startedAt endedAt"),
            rests_on=bases(
                "body noticeId c5d9411b88e7",
            ),
        ),
    ),
    notes=(
        RecipeNote(
            text="What is created by the API is of the type `exempt`.",
            rests_on=bases(
                "POST resources/charge-point-downtime-periods description 5cf5e72a803d",
                "POST resources/evse-downtime-periods description 407d8925eb7e",
            ),
        ),
    ),
)

HARDWARE: tuple[Recipe, ...] = (_ONBOARDING, _MAINTENANCE, _FIRMWARE, _DOWNTIME)
