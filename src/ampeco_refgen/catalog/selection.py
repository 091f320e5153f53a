"""Catalog + selection → the Catalog of what is selected, which knows what was left out.

An operation takes its callbacks with it, and the schemas, tags and security schemes that nothing else uses. What no
operation of the document uses stays. A webhook of the document's own (OpenAPI 3.1) stays unless a rule names it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from difflib import get_close_matches
from functools import cache
from hashlib import sha256
from itertools import chain

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.model import Catalog, LeftOut, Operation, Webhook
from ampeco_refgen.catalog.path_rules import nameless
from ampeco_refgen.catalog.renumbering import renumbered
from ampeco_refgen.catalog.usage import SchemaGraph, reachable
from ampeco_refgen.diagnostics import Diagnostic, printable, warning
from ampeco_refgen.errors import UsageError
from ampeco_refgen.settings import PROJECT, Rules, Selection

_INCLUDE, _EXCLUDE = "include", "exclude"
_NO_INCLUDE = "not in [include]"
_DIGITS = 12
"""Hexadecimal digits of a digest: among a thousand calls, two have the same in one of 500 million documents."""

_WILD = {"/**": "(?:/.*)?", "**": ".*", "*": "[^/]*"}


class _Rule(Struct, frozen=True, kw_only=True):
    """One value of a table of `refgen.toml`."""

    table: str
    key: str
    value: str = ""

    def __str__(self) -> str:
        return f"{self.table}.{self.key}" + (f' "{printable(self.value)}"' if self.value else "")

    def fits(self, operation: Operation) -> bool:
        """Tell whether the rule selects an operation."""
        match self.key:
            case "tags":
                return self.value in operation.tags
            case "paths":
                return _pattern(self.value).fullmatch(operation.path) is not None
            case "operation-ids":
                return self.value == operation.operation_id
            case "deprecated":
                return operation.deprecated
        return False

    def fits_webhook(self, webhook: Webhook) -> bool:
        """Tell whether the rule selects a webhook of the document's own."""
        return (
            self.value == webhook.name if self.key == "webhooks" else self.key == "tags" and self.value in webhook.tags
        )


def select(catalog: Catalog, selection: Selection) -> tuple[Catalog, tuple[Diagnostic, ...]]:
    """Return what is selected of a catalog, and a warning for each rule that selects nothing of it.

    A catalog of which something was left out before is no measure for rules, so there are no warnings about it.
    Raises `UsageError` where nothing would be left.
    """
    rules = tuple(_rules(_INCLUDE, selection.include)), tuple(_rules(_EXCLUDE, selection.exclude))
    taken_by = {operation.key: _taken_by(operation, *rules) for operation in catalog.operations}
    kept = {key for key, rule in taken_by.items() if not rule}
    webhooks = {webhook.name for webhook in catalog.webhooks if _keeps_webhook(webhook, *rules)}
    if not kept and not webhooks and (catalog.operations or catalog.webhooks):
        raise UsageError(
            f"the selection of {PROJECT} leaves none of {len(catalog.operations)} operations",
            hint="look at its tables [include] and [exclude]",
        )
    warnings = () if catalog.left_out else tuple(_without_effect(catalog, (*rules[0], *rules[1])))
    if len(kept) == len(catalog.operations) and all(webhook.name in webhooks for webhook in catalog.webhooks):
        return catalog, warnings
    before = catalog.left_out or LeftOut(selection=_digest_of(selection))
    counts = Counter(dict(before.rules)) + Counter(rule for rule in taken_by.values() if rule)
    left_out = LeftOut(
        selection=before.selection,
        operations=_digests(before.operations, (key for key, rule in taken_by.items() if rule)),
        webhooks=_digests(
            before.webhooks, (webhook.name for webhook in catalog.webhooks if webhook.name not in webhooks)
        ),
        rules=tuple(counts.items()),
    )
    return replace(_without_idle_schemas(catalog, _only(catalog, kept, webhooks)), left_out=left_out), warnings


def is_of_another_selection(catalog: Catalog, selection: Selection) -> bool:
    """Tell whether something was left out of a catalog by other rules than these."""
    return catalog.left_out is not None and catalog.left_out.selection != _digest_of(selection)


def on_common_ground(old: Catalog, new: Catalog) -> tuple[Catalog, Catalog]:
    """Return two catalogs of an API without what only a selection keeps out of the other one.

    What the first then has and the second has not is gone from the API itself. Schemas keep their numbers.
    """
    return _without_left_out_of(new, old), _without_left_out_of(old, new)


def moved_by_selection(old: Catalog, new: Catalog) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the operations that only a selection took away from one catalog to the next, and those it brought."""
    ours, theirs = on_common_ground(old, new)
    return _missing(old, ours), _missing(new, theirs)


def _missing(catalog: Catalog, smaller: Catalog) -> tuple[str, ...]:
    there = {operation.key for operation in smaller.operations}
    return tuple(operation.key for operation in catalog.operations if operation.key not in there)


def _without_left_out_of(other: Catalog, catalog: Catalog) -> Catalog:
    """Return a catalog without what was left out of the other one."""
    if other.left_out is None:
        return catalog
    operations = {*other.left_out.operations} - {_digest(operation.key) for operation in other.operations}
    webhooks = {*other.left_out.webhooks} - {_digest(webhook.name) for webhook in other.webhooks}
    kept = {operation.key for operation in catalog.operations if _digest(operation.key) not in operations}
    names = {webhook.name for webhook in catalog.webhooks if _digest(webhook.name) not in webhooks}
    return _only(catalog, kept, names)


def _rules(table: str, rules: Rules) -> Iterator[_Rule]:
    """Yield the rules of a table, in the order in which one that fits is counted."""
    for key, values in (("tags", rules.tags), ("paths", rules.paths), ("operation-ids", rules.operation_ids)):
        yield from (_Rule(table=table, key=key, value=value) for value in values)
    if rules.deprecated:
        yield _Rule(table=table, key="deprecated")
    yield from (_Rule(table=table, key="webhooks", value=value) for value in rules.webhooks)


def _taken_by(operation: Operation, include: Collection[_Rule], exclude: Iterable[_Rule]) -> str:
    """Return the first rule that takes an operation away, in words; an empty text where none does."""
    wanted = [rule for rule in include if rule.key != "webhooks"]
    if wanted and not any(rule.fits(operation) for rule in wanted):
        return _NO_INCLUDE
    return next((str(rule) for rule in exclude if rule.fits(operation)), "")


def _keeps_webhook(webhook: Webhook, include: Iterable[_Rule], exclude: Iterable[_Rule]) -> bool:
    """Tell whether a webhook of the document's own stays: only rules for webhooks ask for some of them alone."""
    wanted = [rule for rule in include if rule.key == "webhooks"]
    is_wanted = not wanted or any(rule.fits_webhook(webhook) for rule in wanted)
    return is_wanted and not any(rule.fits_webhook(webhook) for rule in exclude)


def _without_effect(catalog: Catalog, rules: Iterable[_Rule]) -> Iterator[Diagnostic]:
    """Yield a warning for each rule that selects nothing; `deprecated` names nothing that could be misspelt."""
    for rule in rules:
        fits = any(map(rule.fits, catalog.operations)) or any(map(rule.fits_webhook, catalog.webhooks))
        if not fits and rule.key != "deprecated":
            nearest = get_close_matches(rule.value, _known(catalog, rule.key), 1, 0.6)
            guess = f'; did you mean "{printable(nearest[0])}"?' if nearest else ""
            yield warning("rule-without-effect", f"{PROJECT}: {rule} selects nothing of the document{guess}")


def _known(catalog: Catalog, key: str) -> list[str]:
    """Return what a rule could name."""
    match key:
        case "tags":
            return list(_tags(catalog))
        case "paths":
            return [operation.path for operation in catalog.operations]
        case "operation-ids":
            return [operation.operation_id for operation in catalog.operations]
    return [webhook.name for webhook in catalog.webhooks]


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    """Return the paths that a glob stands for: see `settings.PathGlob`."""
    parts = (_WILD.get(part) or re.escape(part) for part in re.findall(r"/\*\*$|\*\*|\*|/|[^*/]+", glob))
    return re.compile("".join(parts), re.DOTALL)


def _only(catalog: Catalog, operations: Collection[str], webhooks: Collection[str]) -> Catalog:
    """Return a catalog with these of its operations and own webhooks, and without what only the others use.

    Schemas and components stay.
    """
    if len(operations) == len(catalog.operations) and all(webhook.name in webhooks for webhook in catalog.webhooks):
        return catalog
    smaller = replace(
        catalog,
        operations=tuple(operation for operation in catalog.operations if operation.key in operations),
        webhooks=tuple(webhook for webhook in catalog.webhooks if webhook.name in webhooks),
    )
    tags, schemes, paths = (_lost(used, catalog, smaller) for used in (_tags, _schemes, _paths))
    return replace(
        smaller,
        tags=tuple(tag for tag in catalog.tags if tag.name not in tags),
        security_schemes=tuple(scheme for scheme in catalog.security_schemes if scheme.name not in schemes),
        path_notes=tuple(note for note in catalog.path_notes if note.path not in paths),
    )


def _lost(used: Callable[[Catalog], Iterable[str]], catalog: Catalog, smaller: Catalog) -> set[str]:
    """Return what a catalog uses and the smaller one does not."""
    return set(used(catalog)) - set(used(smaller))


def _tags(catalog: Catalog) -> Iterator[str]:
    of_calls = (operation.tags for operation in catalog.operations)
    return chain.from_iterable((*of_calls, *(webhook.tags for webhook in catalog.webhooks)))


def _schemes(catalog: Catalog) -> Iterator[str]:
    choices = [catalog.security, *(operation.security or () for operation in catalog.operations)]
    choices += [webhook.security or () for _, webhook in catalog.declared_webhooks]
    return (use.scheme for choice in choices for uses in choice for use in uses)


def _paths(catalog: Catalog) -> Iterator[str]:
    return (operation.path for operation in catalog.operations)


def _without_idle_schemas(whole: Catalog, smaller: Catalog) -> Catalog:
    """Return the smaller catalog without the schemas that the whole one uses and it does not."""
    graph = SchemaGraph(whole)
    used = reachable(whole, graph)
    idle = [component.schema for component in whole.components if component.schema not in used]
    kept = graph.reachable_from(idle, reachable(smaller, graph))
    numbers = {number: position for position, number in enumerate(sorted(kept))}
    components = tuple(component for component in smaller.components if component.schema in kept)
    schemas = tuple(smaller.schemas[number] for number in numbers)
    return renumbered(replace(smaller, components=components, schemas=schemas), numbers)


def _digests(before: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*before, *map(_digest, names)}))


def _digest(name: str) -> str:
    """Return the digest of a call's key or a webhook's name; the names of path parameters do not count."""
    return sha256(nameless(name).encode()).hexdigest()[:_DIGITS]


def _digest_of(selection: Selection) -> str:
    return sha256(msgspec.json.encode(selection)).hexdigest()[:_DIGITS]
