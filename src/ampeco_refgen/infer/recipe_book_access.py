"""Recipes about who may charge: users, ID tags, reservations, bookings, private data; part of `recipe_book`."""

from __future__ import annotations

from ampeco_refgen.catalog.payload import Wrapping
from ampeco_refgen.infer.basis import bases
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
            text="To put the user into groups, list them and keep the `id` of each. One with a `partnerId` is that "
            "partner's own.",
            call=get("user-groups"),
            filters=names("filter[partnerId]"),
            response=names("id name partnerId"),
        ),
        Step(
            text="Create the user: `email` and `password` are required; set `externalId` to your own number, and "
            "`userGroupIds`. Names are sent in snake case, `first_name` and `last_name`. With "
            "`requirePasswordReset` the app asks for a new password.",
            call=post("users"),
            key=True,
            body=names("email password externalId first_name last_name phone locale userGroupIds requirePasswordReset"),
            required=names("email password"),
            rests_on=bases(
                "body externalId 9f5f493bb354",
                "body requirePasswordReset 807bf895ad52",
            ),
        ),
        Step(
            text="Read it back: here the names are in camel case, `firstName` and `lastName`, and `id` is a string.",
            call=get("users", "/{}"),
            response=names("id firstName lastName status balance subscriptionId"),
            types=(("id", "string"),),
        ),
        Step(
            text="List the terms to agree to: each entry is one version of a document. Take those with `status` "
            "`active`, keep `id`, and note `document.consentRequired`.",
            call=get("terms-and-policies"),
            response=names("id status document.consentRequired document.termType"),
            values=values("status", "active"),
            rests_on=bases(
                "response document.consentRequired a24d13f66232",
            ),
        ),
        Step(
            text="Record each answer as `agreed` or `rejected`, by `userId` and `termVersionId`, the id of the "
            "terms. A second answer for the same pair is refused with `409`.",
            call=post("consents"),
            body=names("userId termVersionId status"),
            values=values("status", "agreed", "rejected"),
            statuses=names("409"),
            rests_on=bases(
                "description 4f594d772048",
                "body termVersionId 5c8a352e57fd",
                "body status 04f0c3975c1d",
            ),
        ),
        Step(
            text="List the ways to pay. `id` is a string; pass it on as it is, also that of corporate billing or a "
            "subscription. Null stands for the balance.",
            call=get("users", "/{}/payment-methods"),
            response=names("id type name default"),
            types=(("id", "string"),),
            rests_on=bases(
                "response id 59f3d217921c",
            ),
        ),
        Step(
            text="Block the account by `disabled` or unblock it by `enabled`, with a `reason`.",
            call=action("users", "/{}/change-status"),
            body=names("status reason"),
            values=values("status", "enabled", "disabled"),
            required=names("status reason"),
            rests_on=bases(
                "body status 80547ddaffa9",
            ),
        ),
    ),
)

_ID_TAGS = Recipe(
    api=AMPECO,
    slug="id-tags-and-authorization",
    title="ID tags and authorization",
    when="Give users RFID cards, block them, and find out why a card was refused. An ID tag is what a user "
    "shows to a charger, a card mostly; its UID is what the reader reads.",
    steps=(
        Step(
            text="Look for the card first.",
            call=get("id-tags"),
            filters=names("filter[idTagUid]"),
            response=names("id idTagUid userId status"),
        ),
        Step(
            text="Create the tag: `idTagUid` as the reader sends it, `type` `rfid`, `status` `enabled`, and "
            "`userId`: a tag without a user can be prepared, but starts nothing. `paymentMethodId` fixes who "
            "pays; null means the one that was used last.",
            call=post("id-tags"),
            key=True,
            body=names("idTagUid type status userId paymentMethodId idLabel expireAt"),
            values=(*values("type", "rfid"), *values("status", "enabled")),
            rests_on=bases(
                "body userId 45bb9386d572",
                "body paymentMethodId 809ac496a512",
            ),
        ),
        Step(
            text="Block it: `disabled` by the operator, `suspended` by its owner.",
            call=patch("id-tags", "/{}"),
            body=names("status"),
            values=values("status", "disabled", "suspended"),
            rests_on=bases(
                "body status 89037567d5c3",
            ),
        ),
        Step(
            text="List the attempts of a period. Those with `status` `rejected` have a `rejectionReason`; "
            "`accepted` ones lead to sessions by `sessionIds`.",
            call=get("authorizations"),
            key=True,
            filters=names("filter[createdAfter] filter[createdBefore] filter[status]"),
            response=names("status rejectionReason idTagUid method sessionIds userId chargePointId"),
            values=values("status", "rejected", "accepted"),
            rests_on=bases(
                "response rejectionReason d4831d2bbcd2",
                "response status 09b852b9054f",
            ),
        ),
        Step(
            text="List the sessions that were started with a tag, by its UID.",
            call=get("sessions"),
            filters=names("filter[idTag]"),
            response=names("id idTag authorizationId"),
            rests_on=bases(
                "parameter filter[idTag] 0e7bf14d2c8e",
            ),
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
    when="Hold an EVSE (the part of a charge point that charges one car) for a user from now on, or book a "
    "slot at a location for later.",
    steps=(
        Step(
            text="Check that the operator has reservations on: `reservations.enableReservations`. One lasts "
            "`reservations.reservationTime` minutes.",
            call=get("settings"),
            response=names("reservations.enableReservations reservations.reservationTime"),
            rests_on=bases(
                "response reservations.reservationTime ca326d1b0f83",
            ),
        ),
        Step(
            text="Reserve for now. The EVSE in the path is its network id. Send `userId`, check `success` and keep "
            "`reservationId`; `406` means that the charge point refused.",
            call=action("charge-point", "/{}/reserve/{}"),
            key=True,
            body=names("userId reason"),
            response=names("reservationId success"),
            statuses=names("406"),
            rests_on=bases(
                "parameter evse 694ea3f51f52",
                "status 406 41f006046f96",
            ),
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
        Step(
            text="Cancel it; with `force` whatever the charge point answers.",
            call=action("reservation", "/{}/cancel"),
            body=names("reason force"),
            rests_on=bases(
                "body force e26399a3480b",
            ),
        ),
        Step(
            text="To book for later, ask for free slots between `startAfter` and `endBefore`, at most 7 days. Each "
            "entry is an EVSE that can be booked, with `availableSlots[].startAt` and "
            "`availableSlots[].endAt`.",
            call=action("locations", "/{}/check-booking-availability"),
            key=True,
            body=names("startAfter endBefore"),
            response=names("evseId availableSlots[].startAt availableSlots[].endAt"),
            rests_on=bases(
                "description 88cc52b135f3",
                "body endBefore bc8c5668c123",
            ),
        ),
        Step(
            text="Ask for the booking: `type` `create`, `locationId`, `userId`, `startAt` and `endAt`. Name "
            "`evseId`, or leave the choice to `evseCriteria`. What comes back is a request, not yet a "
            "booking: keep its `id`.",
            call=post("booking-requests"),
            key=True,
            body=names("type locationId startAt endAt userId evseId evseCriteria"),
            response=names("id status"),
            values=values("type", "create"),
            rests_on=bases(
                "description dd4ebf171afc",
                "body evseCriteria 38f0d830a69c",
                "response status 02d5c9de3ad5",
            ),
        ),
        Step(
            text="Read the request until it is `approved` and has a `bookingId`, or `rejected` with a "
            "`rejectionReason`.",
            call=get("booking-requests", "/{}"),
            response=names("status bookingId rejectionReason"),
            values=values("status", "approved", "rejected"),
            rests_on=bases(
                "response status 02d5c9de3ad5",
                "response bookingId e45651f3752e",
                "response rejectionReason 6daad458b445",
            ),
        ),
        Step(
            text="Read the booking and the EVSEs in it. `no-show` means that the user did not come in time.",
            call=get("bookings", "/{}"),
            includes=names("bookedEvses"),
            response=names("status startAt endAt sessionId bookedEvses[].id"),
            values=values("status", "no-show"),
            rests_on=bases(
                "response status 72cb11a74505",
            ),
        ),
        Step(
            text="Charge on the booking while it is accepted or reserved: send its `bookingId` with the start. The "
            "last part of the path is the EVSE's network id.",
            call=action("charge-point", "/{}/start/{}"),
            body=names("bookingId userId"),
            rests_on=bases(
                "body bookingId 4a185ec80788",
                "parameter evse 144f11f5e96a",
            ),
        ),
        Step(
            text="Move or drop the booking by another request: `bookingId`, with `type` `update` and the new "
            "`startAt` and `endAt`, or with `cancel`.",
            call=post("booking-requests"),
            body=names("type bookingId startAt endAt"),
            values=values("type", "update", "cancel"),
            rests_on=bases(
                "body bookingId c9d408dc7059",
            ),
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
            text="Export everything. This action is a GET; it answers with `downloadUrl`, a link that expires in "
            "24 hours.",
            call=action("users", "/{}/export-all-private-data", "GET"),
            key=True,
            response=names("downloadUrl"),
            rests_on=bases(
                "response downloadUrl c81a40eaa49a",
            ),
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
            text="Pass it on to other systems: `UserChangedNotification` tells `deleted` or, where the user asked "
            "for it, `permanently deleted` in `action`.",
            webhooks=names("UserChangedNotification"),
            payload=names("action user"),
            values=values("action", "deleted", "permanently deleted"),
            rests_on=bases(
                "webhook UserChangedNotification payload action 67056d4af1c2",
            ),
        ),
    ),
)

ACCESS: tuple[Recipe, ...] = (_USERS, _ID_TAGS, _BOOKINGS, _PRIVATE_DATA)
