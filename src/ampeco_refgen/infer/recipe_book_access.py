"""Recipes about who may charge: users, ID tags, reservations, bookings, private data; part of `recipe_book`."""

from __future__ import annotations

from ampeco_refgen.catalog.payload import Wrapping
from ampeco_refgen.infer.recipe_calls import AMPECO, action, delete, get, names, patch, post, values
from ampeco_refgen.infer.recipe_model import Recipe, RecipeNote, Step

_USERS = Recipe(
    api=AMPECO,
    slug="register-a-user",
    title="Register a user",
    when="Create accounts from another system, with groups, consents and a way to pay.",
    steps=(
        Step(
            text="Look for the account first, by `filter[externalId]` (your own number) or `filter[email]`.",
            call=get("users"),
            filters=names("filter[externalId] filter[email]"),
            response=names("id email externalId status"),
        ),
        Step(
            text="Create the user: `email` and `password` are required; set `externalId` to your own number. Names are "
            "sent in snake case, `first_name` and `last_name`.",
            call=post("users"),
            key=True,
            body=names("email password externalId first_name last_name phone locale userGroupIds requirePasswordReset"),
            required=names("email password"),
        ),
        Step(
            text="Read it back: here the names are in camel case, `firstName` and `lastName`, and `id` is a string.",
            call=get("users", "/{}"),
            response=names("id firstName lastName status balance subscriptionId"),
            types=(("id", "string"),),
        ),
        Step(
            text="To put users into groups, list the groups. One with a `partnerId` is that partner's own.",
            call=get("user-groups"),
            filters=names("filter[partnerId]"),
            response=names("id name partnerId"),
        ),
        Step(
            text="List the terms to agree to. Take the versions with `status` `active` and note "
            "`document.consentRequired`.",
            call=get("terms-and-policies"),
            response=names("id status document.consentRequired document.termType"),
            values=values("status", "active"),
        ),
        Step(
            text="Record each answer as `agreed` or `rejected`, by user and version of the terms. A second answer for "
            "the same pair is refused with `409`.",
            call=post("consents"),
            body=names("userId termVersionId status"),
            values=values("status", "agreed", "rejected"),
            statuses=names("409"),
        ),
        Step(
            text="List the ways to pay. `id` is a string; pass it on as it is, also for balance or corporate billing.",
            call=get("users", "/{}/payment-methods"),
            response=names("id type name default"),
            types=(("id", "string"),),
        ),
        Step(
            text="Block or unblock the account, with a `reason`.",
            call=action("users", "/{}/change-status"),
            body=names("status reason"),
            values=values("status", "enabled", "disabled"),
            required=names("status reason"),
        ),
    ),
)

_ID_TAGS = Recipe(
    api=AMPECO,
    slug="id-tags-and-authorization",
    title="ID tags and authorization",
    when="Give users RFID cards, block them, and find out why a card was refused.",
    steps=(
        Step(
            text="Look for the card first.",
            call=get("id-tags"),
            filters=names("filter[idTagUid]"),
            response=names("id idTagUid userId status"),
        ),
        Step(
            text="Create the tag: `idTagUid` as the reader sends it, `type` `rfid`, `status` `enabled`, and `userId`: "
            "a tag without a user can be prepared, but starts nothing. `paymentMethodId` fixes who pays.",
            call=post("id-tags"),
            key=True,
            body=names("idTagUid type status userId paymentMethodId idLabel expireAt"),
            values=(*values("type", "rfid"), *values("status", "enabled")),
        ),
        Step(
            text="Block it: `disabled` by the operator, `suspended` by its owner.",
            call=patch("id-tags", "/{}"),
            body=names("status"),
            values=values("status", "disabled", "suspended"),
        ),
        Step(
            text="List the attempts of a period. Those with `status` `rejected` have a `rejectionReason`; the others "
            "lead to sessions by `sessionIds`.",
            call=get("authorizations"),
            key=True,
            filters=names("filter[createdAfter] filter[createdBefore] filter[status]"),
            response=names("status rejectionReason idTagUid method sessionIds userId chargePointId"),
            values=values("status", "rejected"),
        ),
        Step(
            text="List the sessions that were started with a tag, by its UID.",
            call=get("sessions"),
            filters=names("filter[idTag]"),
            response=names("id idTag authorizationId"),
        ),
        Step(
            text="Follow changes of tags: `idTag.changed` names the tag in `idTagsId`.",
            webhooks=names("idTag.changed"),
            payload=names("idTagsId action"),
        ),
        Step(
            text="Follow attempts as they happen: `authorization.changed` has `status` and `authorizationId`.",
            webhooks=names("authorization.changed"),
            payload=names("authorizationId status idTag chargePointId"),
        ),
    ),
    notes=(
        RecipeNote(
            text="Authorizations cannot be listed by user or tag: narrow the time, then compare `userId` or "
            "`idTagUid`.",
            without=(
                (get("authorizations"), "filter[userId]"),
                (get("authorizations"), "filter[idTag]"),
                (get("authorizations"), "filter[idTagUid]"),
            ),
        ),
        RecipeNote(
            text="Send a UID as text: it may begin with zeros or hold letters, even though `filter[idTagUid]` is "
            "declared with the format of an integer."
        ),
    ),
)

_BOOKINGS = Recipe(
    api=AMPECO,
    slug="reservations-and-bookings",
    title="Reservations and bookings",
    when="Hold an EVSE for a user from now on, or book a slot at a location for later.",
    steps=(
        Step(
            text="Check that the operator has reservations on: `reservations.enableReservations`.",
            call=get("settings"),
            response=names("reservations.enableReservations reservations.reservationTime"),
        ),
        Step(
            text="Reserve for now. The EVSE in the path is its network id. Keep `reservationId`.",
            call=action("charge-point", "/{}/reserve/{}"),
            key=True,
            body=names("userId reason"),
            response=names("reservationId success"),
        ),
        Step(
            text="Follow it: `active` holds the EVSE; `done`, `expired` and `canceled` are its ends.",
            call=get("reservations", "/{}"),
            response=names("status reservedAt duration canceledAt"),
            values=values("status", "active", "done", "expired", "canceled"),
        ),
        Step(
            text="Hear of changes by `reservation.changed`.",
            webhooks=names("reservation.changed"),
            payload=names("reservationId status"),
        ),
        Step(text="Cancel it.", call=action("reservation", "/{}/cancel"), body=names("reason force")),
        Step(
            text="To book for later, ask for free slots between `startAfter` and `endBefore`. Each entry is an EVSE "
            "with `availableSlots[].startAt` and `availableSlots[].endAt`.",
            call=action("locations", "/{}/check-booking-availability"),
            key=True,
            body=names("startAfter endBefore"),
            response=names("evseId availableSlots[].startAt availableSlots[].endAt"),
        ),
        Step(
            text="Ask for the booking, with `type` `create`. Name `evseId`, or leave the choice to `evseCriteria`. "
            "What comes back is a request, not yet a booking.",
            call=post("booking-requests"),
            key=True,
            body=names("type locationId startAt endAt userId evseId evseCriteria"),
            response=names("id status"),
            values=values("type", "create"),
        ),
        Step(
            text="Read the request until it is `approved` and has a `bookingId`, or `rejected` with a "
            "`rejectionReason`.",
            call=get("booking-requests", "/{}"),
            response=names("status bookingId rejectionReason"),
            values=values("status", "approved", "rejected"),
        ),
        Step(
            text="Read the booking and the EVSEs in it.",
            call=get("bookings", "/{}"),
            includes=names("bookedEvses"),
            response=names("status startAt endAt sessionId bookedEvses[].id"),
        ),
        Step(
            text="Charge on the booking: send its `bookingId` with the start.",
            call=action("charge-point", "/{}/start/{}"),
            body=names("bookingId userId"),
        ),
        Step(
            text="Move or drop the booking by another request: `bookingId`, with `type` `update` or `cancel`.",
            call=post("booking-requests"),
            body=names("type bookingId"),
            values=values("type", "update", "cancel"),
        ),
    ),
    notes=(RecipeNote(text="The document has no webhook for bookings: poll.", without=((None, "booking"),)),),
)

_PRIVATE_DATA = Recipe(
    api=AMPECO,
    slug="private-data",
    title="Export or delete private data",
    when="Answer a user who wants to see all data kept about them, or to be forgotten.",
    steps=(
        Step(
            text="Find the user.",
            call=get("users"),
            filters=names("filter[email]"),
            response=names("id"),
        ),
        Step(
            text="Export everything. This action is a GET; it answers with `downloadUrl`.",
            call=action("users", "/{}/export-all-private-data", "GET"),
            key=True,
            response=names("downloadUrl"),
        ),
        Step(
            text="List the consents that the user gave or refused.",
            call=get("consents"),
            filters=names("filter[userId]"),
            response=names("termType status agreedAt rejectedAt"),
        ),
        Step(
            text="Before deleting, look for sessions of which the payment is still `pending`.",
            call=get("sessions"),
            filters=names("filter[userId] filter[paymentStatus]"),
            response=names("id status paymentStatus"),
            values=values("filter[paymentStatus]", "pending"),
        ),
        Step(
            text="Delete the user: `204`, without a body.",
            call=delete("users", "/{}"),
            key=True,
            statuses=names("204"),
            wrapping=Wrapping.EMPTY,
        ),
        Step(
            text="Pass it on to other systems: `UserChangedNotification` tells `deleted` or `permanently deleted` in "
            "`action`.",
            webhooks=names("UserChangedNotification"),
            payload=names("action user"),
            values=values("action", "deleted", "permanently deleted"),
        ),
    ),
)

ACCESS: tuple[Recipe, ...] = (_USERS, _ID_TAGS, _BOOKINGS, _PRIVATE_DATA)
