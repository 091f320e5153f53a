"""Successions → which call a recipe makes in place of one that is deprecated or gone, where that is sure enough.

Sure are successors that the document names, that a person accepted, or that a rule of high confidence found; what is
only likely is left to whoever keeps the recipes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.catalog.path_rules import PATH_RULES, PathRule, place_of, version_key
from ampeco_refgen.infer.curated import Curated
from ampeco_refgen.infer.newest_calls import call_of, newest_calls
from ampeco_refgen.infer.recipe_model import RecipeCall
from ampeco_refgen.infer.successor_rules import Confidence, DeprecatedKind
from ampeco_refgen.infer.successors import Succession

CallSuccessions: TypeAlias = Mapping[RecipeCall, RecipeCall]
"""A call that no live operation has → the call to make instead."""

_SURE = frozenset({Confidence.CERTAIN, Confidence.HIGH})


def call_successions(
    operations: Iterable[Operation],
    successions: Iterable[Succession],
    accepted: Iterable[Curated] = (),
    rules: tuple[PathRule, ...] = (),
) -> CallSuccessions:
    """Return what each call becomes that is deprecated in every version, or gone but accepted as renamed.

    `successions` are those of operations; the newest version of a call decides. `accepted` are rows that somebody
    wrote, of which those about operations count also where the document no longer has their subject. What has several
    successors, or only a likely one, is left out. `rules` are the profile's for paths, by which accepted rows are read.
    """
    by_key = {operation.key: operation for operation in operations}
    live, _ = newest_calls(by_key.values())
    followed: dict[RecipeCall, RecipeCall] = {}
    for entry in accepted:
        sure = entry.confidence in _SURE and len(entry.successors) == 1
        if sure and entry.kind is DeprecatedKind.OPERATION and entry.subject not in by_key:
            followed[_call_named(entry.subject, rules)] = _call_named(entry.successors[0], rules)
    known = {succession.subject: succession for succession in successions if succession.subject in by_key}
    for subject in sorted(known, key=lambda key: version_key(by_key[key].place.version)):
        succession, call = known[subject], _call(by_key[subject])
        if succession.confidence in _SURE and len(succession.successors) == 1:
            followed[call] = _call(by_key[succession.successors[0]])
        else:
            followed.pop(call, None)
    return {call: successor for call, successor in followed.items() if call not in live and call != successor}


def follow(call: RecipeCall, successions: CallSuccessions) -> RecipeCall | None:
    """Return the call at the end of the way from `call`, `None` where it has no successor or the way is a circle."""
    seen = {call}
    end = call
    while end in successions:
        end = successions[end]
        if end in seen:
            return None
        seen.add(end)
    return end if end != call else None


def _call(operation: Operation) -> RecipeCall:
    return call_of(operation.method, operation.place)


def _call_named(key: str, rules: tuple[PathRule, ...]) -> RecipeCall:
    """Return the call of the key of an operation, `GET /users/v1/{user}`, which the document need not have."""
    method, _, path = key.partition(" ")
    return call_of(method, place_of(path, (), rules=(*rules, *PATH_RULES)))
