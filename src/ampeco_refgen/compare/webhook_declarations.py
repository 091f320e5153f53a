"""Which webhooks an operation no longer declares, or declares from now on, though others declare them on both sides.

The versions of a subscription each declare the webhooks that their subscribers get. A webhook that the live version no
longer declares is lost to its subscribers, although a deprecated version still has it; so it does not count as removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from ampeco_refgen.catalog.model import Catalog, Operation
from ampeco_refgen.compare.changes import ApiPart, Change, ChangeKind, ChangeSubject, Owner
from ampeco_refgen.compare.matching import OperationPairs

_Declarers: TypeAlias = Mapping[str, tuple[Operation | None, ...]]
"""Name of a webhook → the operations that declare it, `None` for the document itself (OpenAPI 3.1)."""


def declaration_changes(old: Catalog, new: Catalog, pairs: OperationPairs) -> Iterator[tuple[ChangeSubject, Change]]:
    """Yield the declarations of webhooks that came to operations, or went from operations, that both catalogs have.

    A webhook that one of the catalogs lacks is none of them. Nor is one that subscribers of the same version get either
    way: because another operation of the version, or the document itself, declares it too.
    """
    before, after = _declarers(old), _declarers(new)
    new_keys = {operation.key: twin.key for operation, twin in pairs.both}
    for operation, twin in pairs.both:
        were, are = ({webhook.name for webhook in side.callbacks} for side in (operation, twin))
        for name in sorted((were - are) & after.keys()):
            if not _reaches(after[name], twin):
                others = _keys(after[name])
                yield from _changes(name, twin, ChangeKind.REMOVED, after=others)
        for name in sorted((are - were) & before.keys()):
            if not _reaches(before[name], operation):
                others = [new_keys.get(key, key) for key in _keys(before[name])]
                yield from _changes(name, twin, ChangeKind.ADDED, before=others)


def _declarers(catalog: Catalog) -> _Declarers:
    declarers: dict[str, dict[str, Operation | None]] = {}
    for operation, webhook in catalog.declared_webhooks:
        declarers.setdefault(webhook.name, {})[operation.key if operation is not None else ""] = operation
    return {name: tuple(operations.values()) for name, operations in declarers.items()}


def _reaches(declarers: Iterable[Operation | None], operation: Operation) -> bool:
    """Tell whether subscribers of an operation get a webhook that others declare.

    They do where the document itself declares it, or an operation of the same resource and version, unless that one is
    deprecated and theirs is not.
    """
    return any(
        declarer is None
        or (_version(declarer) == _version(operation) and (operation.deprecated or not declarer.deprecated))
        for declarer in declarers
    )


def _version(operation: Operation) -> tuple[str, str, str]:
    place = operation.place
    return place.family, place.resource, place.version


def _keys(declarers: Iterable[Operation | None]) -> list[str]:
    return [operation.key for operation in declarers if operation is not None]


def _changes(
    name: str, operation: Operation, kind: ChangeKind, *, before: Iterable[str] = (), after: Iterable[str] = ()
) -> Iterator[tuple[ChangeSubject, Change]]:
    """Yield the change once for each of the other operations that declared the webhook before, or do so after it."""
    subject = ChangeSubject(owner=Owner.WEBHOOK, name=name, operation=operation.key)
    part = ApiPart.WEBHOOK_DECLARATION
    yield from ((subject, Change(part=part, kind=kind, before=key)) for key in before)
    yield from ((subject, Change(part=part, kind=kind, after=key)) for key in after)
