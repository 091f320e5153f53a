"""Recipes about hardware: onboarding, maintenance, firmware, downtime; part of `recipe_book`."""

from __future__ import annotations

from ampeco_refgen.infer.recipe_calls import AMPECO, action, get, names, patch, post, values
from ampeco_refgen.infer.recipe_model import Recipe, RecipeNote, Step

_ONBOARDING = Recipe(
    api=AMPECO,
    slug="onboard-a-charge-point",
    title="Onboarding a charge point with EVSE and connector",
    when="Bring a new charger from the delivery note to the map.",
    steps=(
        Step(
            text="Find the model; `vendorId` narrows the list.",
            call=get("charge-point-models"),
            filters=names("filter[vendorId]"),
            response=names("id name vendorId"),
        ),
        Step(
            text="Create the location, unless it is there. `name`, `address`, `country` and `geoposition` are "
            "required; each text is a list, one entry for a language.",
            call=post("locations"),
            body=names("name address country geoposition externalId timezone"),
            required=names("name address country geoposition"),
            response=names("id"),
        ),
        Step(
            text="Create the charge point, `disabled` for now: `name`, `type`, `communicationMode` `direct_ocpp`, "
            "`locationId`, and in `network.id` the identity that it connects with. Say its `network.protocol`.",
            call=post("charge-points"),
            key=True,
            body=names(
                "name type status communicationMode locationId modelId network.id network.protocol network.password "
                "externalId"
            ),
            response=names("id"),
            values=(
                *values("status", "disabled"),
                *values("communicationMode", "direct_ocpp"),
            ),
        ),
        Step(
            text="Create each EVSE: `networkId` counts from 1, `physicalReference` is what the sticker says, "
            "`currentType` is `ac` or `dc`.",
            call=post("evses"),
            key=True,
            body=names("chargePointId networkId physicalReference currentType status powerOptions tariffGroupId"),
            required=names("chargePointId networkId physicalReference currentType status"),
            response=names("id"),
            values=values("currentType", "ac", "dc"),
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
        ),
        Step(
            text="Send it your settings by a template. `shouldPersist` sends them again after each boot.",
            call=action("configuration-template", "/{}/apply-to-charge-points"),
            body=names("chargePointIds shouldPersist"),
        ),
        Step(
            text="Put it into service: `status` `enabled`.",
            call=patch("charge-points", "/{}"),
            body=names("status"),
            values=values("status", "enabled"),
        ),
    ),
    notes=(
        RecipeNote(
            text="Send `communicationMode` always: it replaces an older switch, and only for its sake is it optional."
        ),
        RecipeNote(text="A public or private charge point needs `locationId`; a personal one needs a PIN instead."),
    ),
)

_MAINTENANCE = Recipe(
    api=AMPECO,
    slug="hardware-and-maintenance",
    title="Hardware and maintenance",
    when="A charger misbehaves: see what it reported, restart it, unlock it, get its logs.",
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
        ),
        Step(
            text="List the history of the charge point itself.",
            call=get("charge-points", "/{}/hardware-status-logs"),
            key=True,
            filters=names("filter[createdAfter] filter[createdBefore]"),
            response=names("status timestamp errorCode"),
        ),
        Step(
            text="Take it out of use with `Inoperative`, back with `Operative`. `evseNetworkId` limits it to one EVSE.",
            call=action("charge-point", "/{}/change-availability"),
            body=names("type evseNetworkId"),
            values=values("type", "Inoperative", "Operative"),
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
        ),
        Step(
            text="Ask for its logs: `location` is the FTP address that it uploads to. Keep `requestId` and `fileName`.",
            call=action("charge-point", "/{}/get-diagnostics"),
            key=True,
            body=names("location start stop"),
            response=names("requestId fileName success"),
        ),
        Step(
            text="Wait for `DiagnosticsStatusNotification` with the same `requestId` and `status` `uploaded` or "
            "`uploadfailed`.",
            webhooks=names("DiagnosticsStatusNotification"),
            payload=names("requestId status chargePointId"),
            values=values("status", "uploaded", "uploadfailed"),
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
        ),
        Step(
            text="Change it by `name` and `value`.",
            call=action("charge-point", "/{}/set-configuration"),
            body=names("name value componentName instance"),
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
            text="Update: send `signed`, and either `firmwareVersionId` or `url`. `retrieveAfter` waits for the "
            "night. A signed one needs `signature` and `signingCertificate`.",
            call=action("charge-point", "/{}/update-firmware"),
            key=True,
            body=names("signed firmwareVersionId url retrieveAfter retries interval signature signingCertificate"),
        ),
        Step(
            text="See it done: the charger boots again and tells `bootNotification.firmware_version`.",
            webhooks=names("BootNotification"),
            payload=names("chargePointId bootNotification.firmware_version timestamp"),
        ),
        Step(
            text="Or look for the event `FirmwareUpdated`.",
            call=get("security-events"),
            filters=names("filter[chargePoint] filter[type]"),
            response=names("type timestamp"),
            values=values("filter[type]", "FirmwareUpdated"),
        ),
    ),
)

_DOWNTIME = Recipe(
    api=AMPECO,
    slug="downtime-periods",
    title="Downtime and exempt periods",
    when="Prove uptime: see what was down, and take planned works out of the count.",
    steps=(
        Step(
            text="List what was down by itself, for `filter[locationId]` or one charge point.",
            call=get("charge-point-downtime-periods"),
            key=True,
            filters=names("filter[locationId] filter[type] filter[entryMode] filter[startedAfter]"),
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
            text="Enter the works. All four are required: `chargePointId`, `noticeId`, `startedAt`, `endedAt`.",
            call=post("charge-point-downtime-periods"),
            key=True,
            body=names("chargePointId noticeId startedAt endedAt"),
            required=names("chargePointId noticeId startedAt endedAt"),
        ),
    ),
    notes=(RecipeNote(text="What is created by the API is of the type `exempt`."),),
)

HARDWARE: tuple[Recipe, ...] = (_ONBOARDING, _MAINTENANCE, _FIRMWARE, _DOWNTIME)
