"""Recipes about prices: subscription plans, tariffs and their groups; part of `recipe_book`."""

from __future__ import annotations

from ampeco_refgen.infer.basis import bases
from ampeco_refgen.infer.recipe_calls import AMPECO, action, get, names, patch, post, put, values
from ampeco_refgen.infer.recipe_model import Recipe, RecipeNote, Step

_SUBSCRIPTIONS = Recipe(
    api=AMPECO,
    slug="subscriptions",
    title="Subscription plans and subscriptions",
    when="Sell plans, put users on them, and follow renewals and ends.",
    steps=(
        Step(
            text="List the plans, or only those changed since a date. `405` means that the system does without.",
            call=get("subscription-plans"),
            filters=names("filter[lastUpdatedAfter]"),
            response=names("id name status type renewalCycle baseFee"),
            statuses=names("405"),
            rests_on=bases(
                "status 405 927b184fa827",
            ),
        ),
        Step(
            text="Create a plan: names and descriptions by language, `renewalCycle` `monthly` or `annually`, "
            "`type` `pre-paid` (`baseFee` is the price) or `post-paid` (it is the base fee).",
            call=post("subscription-plans"),
            body=names("name description renewalCycle status type baseFee"),
            values=(*values("renewalCycle", "monthly", "annually"), *values("type", "pre-paid", "post-paid")),
            rests_on=bases(
                "body baseFee 8ab367f112ea",
            ),
        ),
        Step(
            text="Put a user on it with `planId`. Say in `autoRenewal` whether it goes on after its end.",
            call=action("users", "/{}/activate-subscription"),
            key=True,
            body=names("planId autoRenewal endDate reason"),
            rests_on=bases(
                "body autoRenewal df543e238c4b",
            ),
        ),
        Step(
            text="Learn the id of the user's subscription from `subscriptionId`.",
            call=get("users", "/{}"),
            response=names("subscriptionId"),
        ),
        Step(
            text="Read it: `status`, `endDate`, and the kWh that are left in `remainingAllowance`.",
            call=get("subscriptions", "/{}"),
            response=names("status planId userId endDate remainingAllowance"),
            rests_on=bases(
                "response remainingAllowance.ac baadabd8d138",
                "response remainingAllowance.dc 784fe2f0ac92",
                "response remainingAllowance.combined f786360312dd",
            ),
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
            text="Cancel it: a `reason` is required.",
            call=action("users", "/{}/cancel-subscription"),
            body=names("reason"),
            required=names("reason"),
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
            "require one.",
            rests_on=bases(
                "POST resources/tariffs body restrictions.applyToUsersWithSubscriptions b47eed75fb84",
                "POST resources/charge-points body subscription.required 567e47470b03",
            ),
        ),
    ),
)

_TARIFFS = Recipe(
    api=AMPECO,
    slug="tariffs-and-pricing",
    title="Tariffs and pricing",
    when="Set prices, attach them to EVSEs (an EVSE is the part of a charge point that charges one car), "
    "and tell what a user will pay or has paid. A tariff group is a list of tariffs of which one "
    "applies to each user.",
    steps=(
        Step(
            text="Create the tariff. `type` decides which of the prices in `pricing` count; `free` and `charging "
            "not allowed` need nothing else.",
            call=post("tariffs"),
            key=True,
            body=names("name type pricing restrictions externalId"),
            values=values("type", "free", "charging not allowed"),
            rests_on=bases(
                "body type d433f0f1d6f0",
            ),
        ),
        Step(
            text="Create the group with `tariffIds`, in order: of those that fit a user, the last one in the list "
            "applies. The platform adds a free base tariff to a new group.",
            call=post("tariff-groups"),
            key=True,
            body=names("name tariffIds partnerId"),
            rests_on=bases(
                "description c02b9b1dae72",
                "body tariffIds b7a3b6b3c4b4",
            ),
        ),
        Step(
            text="Change what is in it. This is a PUT: send all `tariffIds` in their order, not only the new one.",
            call=put("tariff-groups", "/{}"),
            body=names("name tariffIds"),
            rests_on=bases(
                "body tariffIds b7a3b6b3c4b4",
            ),
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
            rests_on=bases(
                "description 5714137c5841",
                "body tariffGroupId 5c9636aea918",
            ),
        ),
        Step(
            text="Find EVSEs that have none, by `filter[hasTariffGroup]` `false`.",
            call=get("evses"),
            filters=names("filter[hasTariffGroup]"),
            response=names("id chargePointId tariffGroupId"),
            rests_on=bases(
                "parameter filter[hasTariffGroup] 8567d993f520",
            ),
            values=values("filter[hasTariffGroup]", "false"),
        ),
        Step(
            text="Ask which tariff applies to a user: send the group and the user, empty for a guest. One tariff "
            "comes back, without paging.",
            call=get("tariffs"),
            key=True,
            filters=names("filter[tariffGroupId] filter[userId]"),
            response=names("id name type currency pricing"),
            rests_on=bases(
                "description 4e95eeb7e40d",
                "parameter filter[userId] 08132b65d905",
            ),
        ),
        Step(
            text="For a session, take `tariffSnapshotId`: it is priced by the tariff as it was at its start.",
            call=get("sessions", "/{}"),
            response=names("tariffSnapshotId"),
            rests_on=bases(
                "response tariffSnapshotId 9b44e447171a",
            ),
        ),
        Step(
            text="Read the tariff as it was then.",
            call=get("tariff-snapshots", "/{}"),
            response=names("name type currency pricing"),
        ),
        Step(
            text="Tell drivers at the charger, on its display: `priceInformation` to users of this tariff, "
            "`totalCostInformation` when the session ends, `defaultPriceInformation` (of a base tariff only) "
            "to anybody.",
            call=action("tariffs", "/{}/set-tariff-display-information"),
            body=names("priceInformation totalCostInformation defaultPriceInformation"),
            rests_on=bases(
                "body priceInformation f8c4de13ae70",
                "body totalCostInformation 85ea9cdc557a",
                "body defaultPriceInformation d49577b4c5d7",
            ),
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
