"""Recipes about the connection itself: webhooks, keeping a copy, errors; part of `recipe_book`."""

from __future__ import annotations

from ampeco_refgen.infer.basis import bases
from ampeco_refgen.infer.recipe_calls import AMPECO, action, get, names, notifications, post, values
from ampeco_refgen.infer.recipe_code import NODE_SIGNATURE, PYTHON_SIGNATURE
from ampeco_refgen.infer.recipe_model import Recipe, RecipeNote, Snippet, Step

_WEBHOOKS = Recipe(
    api=AMPECO,
    slug="webhooks",
    title="Subscribing to webhooks and verifying a signature",
    when="Be told of changes rather than poll, and trust only what the platform sent. A webhook is a "
    "request that it sends to your server.",
    steps=(
        Step(
            text="List the subscriptions there are; make each only once.",
            call=notifications("GET"),
            response=names("id via notifications webhook.callbackUrl"),
        ),
        Step(
            text="Subscribe: `via` `webhook`, the names in `notifications`, and your URL in `webhook.callbackUrl`. "
            "Keep `id`. What your server does not take is sent again a number of times.",
            call=notifications("POST"),
            key=True,
            body=names("via notifications webhook.callbackUrl kafka.topic kafka.brokers"),
            response=names("id"),
            values=values("via", "webhook", "kafka"),
            required=names("via notifications"),
            rests_on=bases(
                "description ab02dad531be",
                "body webhook a75005fab549",
            ),
        ),
        Step(
            text="Verify each request: the header `X-Signature` is the HMAC with SHA-256 of the raw body; the key is "
            "the access token that made the subscription. Compare in constant time, before you parse.",
            webhooks=names("session.start.stop.notification chargePoint.changed"),
            headers=names("X-Signature X-Timestamp X-Tenant"),
            rests_on=bases(
                "POST notifications/notifications description ab02dad531be",
                "webhook session.start.stop.notification parameter X-Signature 9bc245822a5a",
            ),
        ),
        Step(
            text="Answer `202` at once, then work. The name of the event is in `notification`.",
            webhooks=names("session.start.stop.notification chargePoint.changed"),
            payload=names("notification"),
            replies=names("202"),
        ),
        Step(
            text="Many events only name what changed: read the thing itself, and let `lastUpdatedAt` decide which "
            "of two events is the newer.",
            webhooks=names("chargePoint.changed evse.changed transaction.changed"),
            payload=names("action lastUpdatedAt"),
            rests_on=bases(
                "webhook chargePoint.changed description 0b7dcdf784a1",
                "webhook evse.changed description f08745109758",
            ),
        ),
        Step(
            text="Change a subscription. This is a PUT: send all `notifications` again.",
            call=notifications("PUT", "/{}"),
            body=names("via notifications webhook.callbackUrl"),
        ),
        Step(
            text="After an outage, have the failed ones of a subscription sent again for a span of time, once "
            "every 15 minutes at most.",
            call=action("notifications", "/{}/resend"),
            key=True,
            body=names("notifications startTime endTime"),
            rests_on=bases(
                "description 59e91b2a55a5",
            ),
        ),
        Step(text="Unsubscribe.", call=notifications("DELETE", "/{}")),
    ),
    notes=(
        RecipeNote(
            text="The document does not say whether the signature is written in hex or in Base64: the code takes both.",
            rests_on=bases(
                "POST notifications/notifications description ab02dad531be",
                "webhook session.start.stop.notification parameter X-Signature 9bc245822a5a",
            ),
        ),
        RecipeNote(
            text="`X-Timestamp` is not said to be signed: do not rely on it alone against replays.",
            rests_on=bases(
                "webhook session.start.stop.notification parameter X-Signature 9bc245822a5a",
                "webhook session.start.stop.notification parameter X-Timestamp b437cac17dd7",
            ),
        ),
        RecipeNote(
            text="For Kafka instead of HTTP, set `via` to `kafka` and give `kafka.topic` and `kafka.brokers`.",
            rests_on=bases(
                "POST notifications/notifications body kafka d812b7503bd6",
            ),
        ),
    ),
    snippets=(
        Snippet(language="python", text=PYTHON_SIGNATURE, webhook="session.start.stop.notification"),
        Snippet(language="javascript", text=NODE_SIGNATURE, webhook="session.start.stop.notification"),
    ),
)

_SYNCHRONISATION = Recipe(
    api=AMPECO,
    slug="incremental-synchronisation",
    title="Incremental synchronisation",
    when="Keep a copy of charge points, sessions or users up to date without reading everything each time.",
    steps=(
        Step(
            text="First run: read the whole list, 100 to a page by `per_page`. A list without page numbers is in "
            "cursor mode from the start: follow `links.next` until it is null, and never make a cursor "
            "yourself.",
            call=get("charge-points"),
            key=True,
            parameters=names("per_page"),
            response=names("id lastUpdatedAt links.next"),
            rests_on=bases(
                "parameter cursor 0461eee85e4f",
            ),
        ),
        Step(
            text="Lists that know both modes start in page mode. Send an empty `cursor` to begin in cursor mode, then "
            "follow `links.next`.",
            call=get("sessions"),
            key=True,
            parameters=names("per_page cursor"),
            response=names("id lastUpdatedAt links.next"),
            rests_on=bases(
                "parameter cursor d2c39ec3e698",
            ),
            values=values("cursor", ""),
        ),
        Step(
            text="Where there is only `page`, go on while `meta.current_page` is below `meta.last_page`.",
            call=get("partners"),
            parameters=names("per_page page"),
            response=names("id lastUpdatedAt meta.current_page meta.last_page"),
        ),
        Step(
            text="Later runs: ask for what changed since the greatest `lastUpdatedAt` that you have. Go back a few "
            "minutes: the limit itself is included, and what you have is simply replaced by `id`.",
            call=get("sessions"),
            key=True,
            filters=names("filter[lastUpdatedAfter]"),
            parameters=names("per_page cursor"),
            response=names("id lastUpdatedAt links.next"),
            rests_on=bases(
                "parameter filter[lastUpdatedAfter] 1fd46fcf8b87",
            ),
            values=values("cursor", ""),
        ),
        Step(
            text="The same for users.",
            call=get("users"),
            filters=names("filter[lastUpdatedAfter]"),
            parameters=names("per_page cursor"),
            response=names("id lastUpdatedAt"),
            rests_on=bases(
                "parameter filter[lastUpdatedAfter] 56632ed24793",
            ),
            values=values("cursor", ""),
        ),
        Step(
            text="And for payments, where the limit itself is not included.",
            call=get("transactions"),
            filters=names("filter[lastUpdatedAfter]"),
            parameters=names("per_page cursor"),
            response=names("id lastUpdatedAt"),
            rests_on=bases(
                "parameter filter[lastUpdatedAfter] 0a98fe99d345",
            ),
            values=values("cursor", ""),
        ),
        Step(
            text="Lists do not tell what was deleted. Hear of it by webhook, where `action` is `deleted`.",
            webhooks=names("chargePoint.changed evse.changed UserChangedNotification partner.changed idTag.changed"),
            payload=names("action"),
            values=values("action", "deleted"),
        ),
    ),
    notes=(
        RecipeNote(text="Not every list takes `filter[lastUpdatedAfter]`: read those without it whole."),
        RecipeNote(text="Do not keep a `cursor` for the next run; it belongs to one reading of one list."),
    ),
)

_ERRORS = Recipe(
    api=AMPECO,
    slug="errors-and-retries",
    title="Error handling and retries",
    when="Tell what to mend, what to show and what to try again.",
    steps=(
        Step(
            text="Mend and do not repeat: `401` is a missing or wrong token, `403` a right that it lacks, `404` an id "
            "that is not there. All have a `message`.",
            call=get("charge-points", "/{}"),
            statuses=names("401 403 404"),
            errors=names("message"),
            rests_on=bases(
                "status 401 321c33c75072",
                "status 403 7115ce5635b5",
                "status 404 dbc5f52843f8",
            ),
        ),
        Step(
            text="Show and mend: `422` has a list of texts for each field in `errors`.",
            call=post("users"),
            key=True,
            statuses=names("422"),
            errors=names("message errors"),
            rests_on=bases(
                "status 422 d49407acc2b1",
            ),
        ),
        Step(
            text="Wait and try again: `429`. Double the wait each time, vary it a little, and send fewer at once.",
            call=get("sessions"),
            key=True,
            statuses=names("429"),
            errors=names("message"),
            rests_on=bases(
                "status 429 f11b027bc862",
            ),
        ),
        Step(
            text="Commands to a charger may be refused by it: `406`. Look at its connection before you repeat.",
            call=action("charge-point", "/{}/unlock/{}"),
            statuses=names("406"),
            rests_on=bases(
                "status 406 41f006046f96",
            ),
        ),
        Step(
            text="`202` with `success` false is a refusal as well: `errorCode` is for your program, `message` for "
            "people.",
            call=action("charge-point", "/{}/start/{}"),
            key=True,
            statuses=names("202"),
            response=names("success errorCode message"),
            rests_on=bases(
                "response success 8bb669318d85",
                "response message 25ef79844dd9",
            ),
        ),
        Step(
            text="Before you repeat a POST of which the answer was lost, look whether it worked. Find what you made "
            "by your own id, with `filter[externalId]`.",
            call=get("users"),
            filters=names("filter[externalId]"),
            response=names("id externalId"),
        ),
        Step(
            text="Find a payment by your own number, with `filter[ref]`.",
            call=get("transactions"),
            filters=names("filter[ref]"),
            response=names("id ref"),
        ),
    ),
    notes=(
        RecipeNote(
            text="The document declares no rate limit. Its text on `429` points to headers that begin with "
            "X-RateLimit: log them and learn from them.",
            rests_on=bases(
                "GET resources/sessions status 429 f11b027bc862",
            ),
        ),
        RecipeNote(text="The document has no key that keeps a repeated request from being done twice."),
    ),
)

INTEGRATION: tuple[Recipe, ...] = (_WEBHOOKS, _SYNCHRONISATION, _ERRORS)
