"""Recipes about money: billing, payments taken elsewhere, vouchers and balance; part of `recipe_book`."""

from __future__ import annotations

from ampeco_refgen.infer.basis import bases
from ampeco_refgen.infer.recipe_calls import AMPECO, action, get, names, patch, post, values
from ampeco_refgen.infer.recipe_model import Recipe, RecipeNote, Step

_USER_BILLING = Recipe(
    api=AMPECO,
    slug="user-billing",
    title="User billing",
    when="Show users what they charged and paid, with receipts and invoices, and collect what failed.",
    steps=(
        Step(
            text="List the sessions of the user: `totalAmount.withTax` in `currency`, and in `paymentStatus` "
            "whether each is paid.",
            call=get("sessions"),
            key=True,
            filters=names("filter[userId] filter[endedAfter] filter[endedBefore]"),
            response=names("id totalAmount.withTax currency paymentStatus billingStatus"),
            values=values("paymentStatus", "partially"),
        ),
        Step(
            text="List the `finalized` payments. `purchaseResourceType` says what was paid for; `receiptId` and "
            "`invoiceId` lead to the papers.",
            call=get("transactions"),
            key=True,
            filters=names("filter[userId] filter[status] filter[finalizedAfter] filter[finalizedBefore]"),
            response=names(
                "id status totalAmount currency purchaseResourceType purchaseResourceId sessionId receiptId invoiceId"
            ),
            values=values("filter[status]", "finalized"),
        ),
        Step(
            text="List the receipts of the user, with the file at `downloadUrl`.",
            call=get("receipts"),
            key=True,
            filters=names("filter[userId]"),
            response=names("id receiptNo totalAmount paymentStatus downloadUrl"),
            values=values("paymentStatus", "partially_paid"),
        ),
        Step(
            text="Read an invoice by the id that the payment has. The link in `downloadUrl` expires in 24 hours.",
            call=get("invoices", "/{}"),
            response=names("number totalAmount taxAmount downloadUrl userId"),
            rests_on=bases(
                "response downloadUrl 364ada0f9703",
            ),
        ),
        Step(
            text="Find the sessions of which the payment `failed`.",
            call=get("sessions"),
            filters=names("filter[userId] filter[paymentStatus]"),
            response=names("id paymentStatus"),
            values=values("filter[paymentStatus]", "failed"),
        ),
        Step(
            text="Try again, with another `paymentMethodId` if the user chose one; here alone it is an integer. "
            "`409`: the session is not over, its billing is not completed, its payment neither failed nor "
            "paid in part, or the amount is too small.",
            call=action("session", "/{}/retry-payment"),
            body=names("paymentMethodId"),
            types=(("paymentMethodId", "integer"),),
            statuses=names("409"),
            rests_on=bases(
                "description 78082d969adf",
                "status 409 283563a0ce1b",
            ),
        ),
        Step(
            text="Hear of payments by `transaction.changed`, then read the transaction by `transactionId`.",
            webhooks=names("transaction.changed"),
            payload=names("transactionId action"),
        ),
        Step(
            text="Issue an invoice for the payment of a guest, where the platform's own invoicing is in use: "
            "`email` and `invoiceDetails.invoiceType` are required. `412`: the user has an account, the "
            "session is not paid, or it is too late. `409`: there is an invoice.",
            call=action("transactions", "/{}/issue-invoice"),
            body=names("email invoiceDetails.invoiceType"),
            required=names("email invoiceDetails.invoiceType"),
            statuses=names("409 412"),
            rests_on=bases(
                "description a747eab82e38",
                "status 412 447b180232d0",
                "status 409 d6426dceeb9c",
                "POST resources/tariffs body restrictions.applyToAdHocUsers 9505eb87b8d3",
            ),
        ),
    ),
    notes=(
        RecipeNote(
            text="Invoices cannot be listed by user: come from `invoiceId`.",
            without=((get("invoices"), "filter[userId]"),),
        ),
        RecipeNote(text="Paid in part is `partially` for a session, `partially_paid` for a receipt."),
    ),
)

_OUTSIDE_PAYMENTS = Recipe(
    api=AMPECO,
    slug="payments-outside-the-platform",
    title="Payments taken outside the platform",
    when="A till, a terminal or an ERP takes the money and the platform has to know.",
    steps=(
        Step(
            text="Find what is due: sessions of which the payment is `pending`.",
            call=get("sessions"),
            filters=names("filter[paymentStatus] filter[lastUpdatedAfter]"),
            response=names("id totalAmount.withTax currency userId terminalId"),
            values=values("filter[paymentStatus]", "pending"),
        ),
        Step(
            text="Record the payment: `sessionId`, `totalAmount`, `status`, and your own number in `ref`. For a "
            "card, `paymentMethod.methodType` is `card`, and `paymentMethod.cardNetwork` is required.",
            call=post("transactions"),
            key=True,
            body=names("sessionId totalAmount status ref paymentMethod.methodType paymentMethod.cardNetwork"),
            response=names("id number"),
            values=(*values("status", "finalized"), *values("paymentMethod.methodType", "card")),
            rests_on=bases(
                "body paymentMethod.cardNetwork fa0cc1e06b8a",
            ),
        ),
        Step(
            text="Change a payment that is not `finalized` yet: `status` and `totalAmount` are required. A "
            "`failed` one takes a `failureReason`.",
            call=patch("transactions", "/{}"),
            body=names("status totalAmount failureReason"),
            values=values("status", "failed", "finalized"),
            required=names("status totalAmount"),
            rests_on=bases(
                "description dfede865cd04",
            ),
        ),
        Step(
            text="Put your number on a payment that the platform made, in `ref`.",
            call=action("transactions", "/{}/update-payment-reference"),
            body=names("ref"),
            rests_on=bases(
                "description a3d783c4234a",
                "body ref 595b1d955ef1",
            ),
        ),
        Step(
            text="Find a payment again by your number.",
            call=get("transactions"),
            key=True,
            filters=names("filter[ref]"),
            response=names("id ref status"),
        ),
    ),
)

_BALANCE = Recipe(
    api=AMPECO,
    slug="vouchers-and-balance",
    title="Vouchers, balance and fees",
    when="Give users credit, let them redeem codes, or charge a fee of your own.",
    steps=(
        Step(
            text="Read the `balance` of the user, in the base currency.",
            call=get("users", "/{}"),
            response=names("balance"),
            rests_on=bases(
                "response balance 524e22f1ccf2",
            ),
        ),
        Step(
            text="Add to it: `amount` and `reason` are required.",
            call=action("users", "/{}/add-balance"),
            key=True,
            body=names("amount reason"),
            required=names("amount reason"),
        ),
        Step(
            text="Create a voucher with its `amount`. The platform makes the `code`; give it a `prefix` if you "
            "like. Without `expireDate`, `validityPeriod` counts from the day on which it is redeemed.",
            call=post("vouchers"),
            key=True,
            body=names("amount prefix expireDate assignBeforeDate validityPeriod"),
            response=names("id code currencyCode"),
            rests_on=bases(
                "body prefix e743effadef9",
                "body expireDate 4192030d1f32",
                "body validityPeriod 108728425a7e",
            ),
        ),
        Step(
            text="Redeem a code for a user; `406` means that it was refused.",
            call=action("users", "/{}/redeem-voucher"),
            key=True,
            body=names("code"),
            statuses=names("406"),
            rests_on=bases(
                "description 6f63a9bb765a",
                "status 406 0ee4f7d88846",
            ),
        ),
        Step(
            text="See what is left: `remainingAmount`, `redeemedByUserId`, `redeemedAt`. The filter wants 3 "
            "characters or more and finds every `code` that contains them: compare.",
            call=get("vouchers"),
            filters=names("filter[code]"),
            response=names("code remainingAmount redeemedByUserId redeemedAt status"),
            rests_on=bases(
                "parameter filter[code] b6cf50d05878",
            ),
        ),
        Step(
            text="Offer the top-up packages that are enabled: pay `price`, get `bonus` on top. `405` means that "
            "the system does without.",
            call=get("top-up-packages"),
            filters=names("filter[enabled]"),
            response=names("id price bonus"),
            statuses=names("405"),
            rests_on=bases(
                "status 405 927b184fa827",
            ),
        ),
        Step(
            text="Charge a fee: `amount` and `description`, which the user sees, are required. Without "
            "`paymentMethodId` it comes from the balance, and is refused where that is too low.",
            call=action("users", "/{}/apply-custom-fee"),
            body=names("amount description paymentMethodId"),
            required=names("amount description"),
            rests_on=bases(
                "body description 64b7b0655dae",
                "body paymentMethodId d6c3f8842ce0",
            ),
        ),
        Step(
            text="Keep the account in step: `userBalance.changed` has `credit`, `debit`, `updatedBalance` and the "
            "`type` of the change.",
            webhooks=names("userBalance.changed"),
            payload=names("userId credit debit updatedBalance currency type transactionId"),
        ),
    ),
)

MONEY: tuple[Recipe, ...] = (_USER_BILLING, _OUTSIDE_PAYMENTS, _BALANCE)
