"""Which operation a call without a version means: the newest live one, else the newest."""

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


def newest_calls(operations: Iterable[Operation]) -> tuple[dict[RecipeCall, Operation], dict[RecipeCall, Operation]]:
    """Return the newest live operation of each call, and the newest of each call of which all are deprecated."""
    live: dict[RecipeCall, Operation] = {}
    past: dict[RecipeCall, Operation] = {}
    for operation in sorted(operations, key=lambda operation: version_key(operation.place.version)):
        call = call_of(operation.method, operation.place)
        (past if operation.deprecated else live)[call] = operation
    return live, {call: operation for call, operation in past.items() if call not in live}
