"""Two catalogs → their operations and webhooks in pairs, and what only one of them has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct

from ampeco_refgen.catalog.model import Catalog, Operation, Webhook
from ampeco_refgen.catalog.path_rules import nameless

_Declared: TypeAlias = dict[tuple[str, str, str], Webhook]


class OperationPairs(Struct, frozen=True, kw_only=True):
    """Operations on both sides, on the old side only, on the new side only, each in reading order."""

    both: tuple[tuple[Operation, Operation], ...]
    removed: tuple[Operation, ...]
    added: tuple[Operation, ...]


class WebhookPair(Struct, frozen=True, kw_only=True):
    """One webhook as it is declared in each document.

    `operation` is the key of the operation that declares it in the new document, empty for a webhook of the document's
    own (OpenAPI 3.1).
    """

    old: Webhook
    new: Webhook
    operation: str = ""


def operation_pairs(old: Catalog, new: Catalog) -> OperationPairs:
    """Pair operations by method and path, or by the path without the names of its parameters.

    Source: OpenAPI 3.0.4, Paths Object: templated paths with the same hierarchy but different names are identical.
    """
    before = {operation.key: operation for operation in old.operations}
    after = {operation.key for operation in new.operations}
    by_shape = {nameless(key): operation for key, operation in before.items() if key not in after}
    both, added = [], []
    for operation in new.operations:
        twin = before.get(operation.key) or by_shape.pop(nameless(operation.key), None)
        if twin is None:
            added.append(operation)
        else:
            both.append((twin, operation))
    matched = {twin.key for twin, _ in both}
    removed = tuple(operation for operation in old.operations if operation.key not in matched)
    return OperationPairs(both=tuple(both), removed=removed, added=tuple(added))


def webhooks_by_name(catalog: Catalog, new_keys: Mapping[str, str] | None = None) -> dict[str, _Declared]:
    """Return the webhooks by name, then by the key of the declaring operation, expression and method.

    `new_keys` are the keys of operations whose paths name a parameter otherwise in the catalog to compare with.
    """
    by_name: dict[str, _Declared] = {}
    for operation, webhook in catalog.declared_webhooks:
        key = operation.key if operation is not None else ""
        key = (new_keys or {}).get(key, key)
        by_name.setdefault(webhook.name, {})[key, webhook.expression, webhook.method] = webhook
    return by_name


def webhook_pairs(old: _Declared, new: _Declared) -> tuple[WebhookPair, ...]:
    """Return the declarations of one webhook in pairs: those of the same operation, expression and method.

    Where there is none, the last declaration of each side in reading order, which is that of the newest version, makes
    the only pair. Neither side may be empty.
    """
    both = [WebhookPair(old=old[key], new=webhook, operation=key[0]) for key, webhook in new.items() if key in old]
    if both:
        return tuple(both)
    key, webhook = list(new.items())[-1]
    return (WebhookPair(old=list(old.values())[-1], new=webhook, operation=key[0]),)
