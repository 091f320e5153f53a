"""Recipes about prices: subscription plans, tariffs and their groups; part of `recipe_book`."""

from __future__ import annotations

from ampeco_refgen.infer.recipe_calls import AMPECO, action, get, names, patch, post, put, values
from ampeco_refgen.infer.recipe_model import Recipe, RecipeNote, Step

_SUBSCRIPTIONS = Recipe(
    api=AMPECO,
    slug="subscriptions",
    title="Subscription plans and subscriptions",
    when="Sell plans, put users on them, and follow renewals and ends.",
    steps=(
        Step(
            text="List the plans, or only those changed since.",
            call=get("subscription-plans"),
            filters=names("filter[lastUpdatedAfter]"),
            response=names("id name status type renewalCycle baseFee"),
        ),
        Step(
            text="Create a plan: names and descriptions by language, `renewalCycle` `monthly` or `annually`, `type` "
            "`pre-paid` or `post-paid`.",
            call=post("subscription-plans"),
            body=names("name description renewalCycle status type baseFee"),
            values=(*values("renewalCycle", "monthly", "annually"), *values("type", "pre-paid", "post-paid")),
        ),
        Step(
            text="Put a user on it with `planId`. Say in `autoRenewal` whether it goes on after its end.",
            call=action("users", "/{}/activate-subscription"),
            key=True,
            body=names("planId autoRenewal endDate reason"),
        ),
        Step(
            text="Learn the id of the user's subscription from `subscriptionId`.",
            call=get("users", "/{}"),
            response=names("subscriptionId"),
        ),
        Step(
            text="Read it: `status`, `endDate`, and what is left in `remainingAllowance`.",
            call=get("subscriptions", "/{}"),
            response=names("status planId userId endDate remainingAllowance"),
        ),
        Step(
            text="List the `active` subscriptions of a plan.",
            call=get("subscriptions"),
            key=True,
            filters=names("filter[planId] filter[status]"),
            response=names("id userId endDate"),
            values=values("filter[status]", "active"),
        ),
        Step(
            text="Cancel it, with a `reason`.",
            call=action("users", "/{}/cancel-subscription"),
            body=names("reason"),
        ),
        Step(
            text="Hear of changes by `user.subscription.changed`: here the end is `endsAt`.",
            webhooks=names("user.subscription.changed"),
            payload=names("userId planId status endsAt"),
        ),
    ),
    notes=(
        RecipeNote(
            text="Subscriptions cannot be listed by user: go by `subscriptionId` of the user.",
            without=((get("subscriptions"), "filter[userId]"),),
        ),
        RecipeNote(
            text="A plan also decides prices and access: tariffs can be limited to plans, personal charge points can "
            "require one."
        ),
    ),
)

_TARIFFS = Recipe(
    api=AMPECO,
    slug="tariffs-and-pricing",
    title="Tariffs and pricing",
    when="Set prices, attach them to EVSEs, and tell what a user will pay or has paid.",
    steps=(
        Step(
            text="Create the tariff. `type` decides which of the prices in `pricing` count.",
            call=post("tariffs"),
            key=True,
            body=names("name type pricing restrictions externalId"),
        ),
        Step(
            text="Create the group with `tariffIds`. The platform adds a free base tariff to a new group.",
            call=post("tariff-groups"),
            key=True,
            body=names("name tariffIds partnerId"),
        ),
        Step(
            text="Change what is in it. This is a PUT: send all `tariffIds`, not only the new one.",
            call=put("tariff-groups", "/{}"),
            body=names("name tariffIds"),
        ),
        Step(
            text="Attach the group to one EVSE by `tariffGroupId`.",
            call=patch("evses", "/{}"),
            body=names("tariffGroupId"),
        ),
        Step(
            text="Or to many at once, up to 1000: choose them with `filters.locationIds`, `filters.partnerIds`, "
            "`filters.chargePointIds` or `filters.evseIds`. Null in `tariffGroupId` takes the group away.",
            call=action("evse", "/bulk-assign-tariff-group"),
            key=True,
            body=names("tariffGroupId filters.locationIds filters.partnerIds filters.chargePointIds filters.evseIds"),
        ),
        Step(
            text="Find EVSEs that have none.",
            call=get("evses"),
            filters=names("filter[hasTariffGroup]"),
            response=names("id chargePointId tariffGroupId"),
        ),
        Step(
            text="Ask which tariff applies to a user: send the group and the user. One tariff comes back, without "
            "paging.",
            call=get("tariffs"),
            key=True,
            filters=names("filter[tariffGroupId] filter[userId]"),
            response=names("id name type currency pricing"),
        ),
        Step(
            text="For a finished session, take `tariffSnapshotId`: prices may have changed since.",
            call=get("sessions", "/{}"),
            response=names("tariffSnapshotId"),
        ),
        Step(
            text="Read the tariff as it was then.",
            call=get("tariff-snapshots", "/{}"),
            response=names("name type currency pricing"),
        ),
        Step(
            text="Tell drivers at the charger: set the texts of its display.",
            call=action("tariffs", "/{}/set-tariff-display-information"),
            body=names("priceInformation totalCostInformation defaultPriceInformation"),
        ),
        Step(
            text="Refresh your copy on `TariffChangedNotification`; the `tariff` is in it.",
            webhooks=names("TariffChangedNotification"),
            payload=names("tariff action"),
        ),
    ),
    notes=(
        RecipeNote(
            text="Snapshots cannot be listed, only read by the id that a session has.",
            without=((get("tariff-snapshots"), ""),),
        ),
    ),
)

PRICES: tuple[Recipe, ...] = (_SUBSCRIPTIONS, _TARIFFS)
