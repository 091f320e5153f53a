"""Which webhooks are delivered just alike, and where that is stated: planned with the places of everything else."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeAlias

from msgspec import Struct

from ampeco_refgen.catalog.model import Operation, Webhook
from ampeco_refgen.output.layout import Layout, OperationPage

DeliveryKey: TypeAlias = Hashable
_MANY = 3
"""The delivery of so many webhooks is stated once."""


class Delivery(Struct, frozen=True, kw_only=True, eq=False):
    """How many webhooks are delivered, as `webhook` is; stated on the page of one of the calls that subscribe."""

    title: str
    page: str
    webhook: Webhook
    operations: tuple[Operation, ...]


def delivery_key(webhook: Webhook, operations: tuple[Operation, ...]) -> DeliveryKey:
    """Return what is equal for webhooks that are delivered alike."""
    types = tuple(media.content_type for media in webhook.body.media) if webhook.body else ()
    callers = tuple(operation.key for operation in operations)
    return webhook.method, webhook.expression, types, webhook.parameters, webhook.responses, callers


def find_deliveries(layout: Layout, page_of: Mapping[str, OperationPage]) -> dict[DeliveryKey, Delivery]:
    """Return each delivery that many webhooks have, in the order of their names."""
    having: dict[DeliveryKey, list[tuple[Webhook, tuple[Operation, ...]]]] = {}
    for page in layout.webhook_pages:
        for webhook, operations in page.payloads:
            having.setdefault(delivery_key(webhook, operations), []).append((webhook, operations))
    many = [(key, *found[0]) for key, found in having.items() if len(found) >= _MANY and found[0][1]]
    return {
        key: Delivery(
            title="Delivery of webhooks" if len(many) == 1 else f"Delivery of webhooks {number}",
            page=page_of[min(operations, key=lambda operation: operation.deprecated).key].path,
            webhook=webhook,
            operations=operations,
        )
        for number, (key, webhook, operations) in enumerate(many, 1)
    }
