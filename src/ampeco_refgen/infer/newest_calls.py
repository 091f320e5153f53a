"""Which operation a call without a version means: the newest live one, else the newest."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.catalog.path_rules import version_key
from ampeco_refgen.infer.recipe_model import RecipeCall

_PATH_PARAMETER = re.compile(r"\{[^{}/]*\}")


def newest_calls(operations: Iterable[Operation]) -> tuple[dict[RecipeCall, Operation], dict[RecipeCall, Operation]]:
    """Return the newest live operation of each call, and the newest of each call of which all are deprecated."""
    live: dict[RecipeCall, Operation] = {}
    past: dict[RecipeCall, Operation] = {}
    for operation in sorted(operations, key=lambda operation: version_key(operation.place.version)):
        place = operation.place
        call = RecipeCall(
            method=operation.method,
            family=place.family,
            resource=place.resource,
            subpath=_PATH_PARAMETER.sub("{}", place.subpath),
        )
        (past if operation.deprecated else live)[call] = operation
    return live, {call: operation for call, operation in past.items() if call not in live}
