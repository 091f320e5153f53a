"""Which operation a call without a version means: the newest live one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.catalog.path_rules import version_key
from ampeco_refgen.infer.recipe_model import RecipeCall

_PATH_PARAMETER = re.compile(r"\{[^{}/]*\}")


def newest_calls(operations: Iterable[Operation]) -> tuple[dict[RecipeCall, Operation], frozenset[RecipeCall]]:
    """Return the newest live operation of each call, and the calls that only deprecated operations have."""
    live: dict[RecipeCall, Operation] = {}
    past: set[RecipeCall] = set()
    for operation in sorted(operations, key=lambda operation: version_key(operation.place.version)):
        place = operation.place
        call = RecipeCall(
            method=operation.method,
            family=place.family,
            resource=place.resource,
            subpath=_PATH_PARAMETER.sub("{}", place.subpath),
        )
        if operation.deprecated:
            past.add(call)
        else:
            live[call] = operation
    return live, frozenset(past - live.keys())
