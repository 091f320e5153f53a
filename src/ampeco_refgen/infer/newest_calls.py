"""Operation ↔ call without a version: which call an operation is, and which operation a call means, the newest live."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ampeco_refgen.catalog.model import Operation, Place
from ampeco_refgen.catalog.path_rules import version_key
from ampeco_refgen.infer.recipe_model import RecipeCall

_PATH_PARAMETER = re.compile(r"\{[^{}/]*\}")


def call_of(method: str, place: Place) -> RecipeCall:
    """Return the call that a method on a place is, without the version and the names of parameters."""
    subpath = _PATH_PARAMETER.sub("{}", place.subpath)
    return RecipeCall(method=method, family=place.family, resource=place.resource, subpath=subpath)


def newest_calls(operations: Iterable[Operation]) -> tuple[dict[RecipeCall, Operation], frozenset[RecipeCall]]:
    """Return the newest live operation of each call, and the calls that only deprecated operations have."""
    live: dict[RecipeCall, Operation] = {}
    past: set[RecipeCall] = set()
    for operation in sorted(operations, key=lambda operation: version_key(operation.place.version)):
        call = call_of(operation.method, operation.place)
        if operation.deprecated:
            past.add(call)
        else:
            live[call] = operation
    return live, frozenset(past - live.keys())
