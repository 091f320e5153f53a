"""Which operation is meant by a call that recipes name: by its place the newest live version, or else by its path."""

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


def call_written(method: str, path: str) -> RecipeCall:
    """Return the call that a person names: `POST`, `actions/user/{}/lock`, or the whole path, `/v1/user/{id}/lock`.

    A path has no family: it begins with a slash.
    """
    family, _, rest = _PATH_PARAMETER.sub("{}", path).partition("/")
    resource, slash, subpath = rest.partition("/")
    return RecipeCall(method=method, family=family, resource=resource, subpath=f"{slash}{subpath}")


def newest_calls(operations: Iterable[Operation]) -> tuple[dict[RecipeCall, Operation], dict[RecipeCall, Operation]]:
    """Return the newest live operation of each call, and the newest of each call of which all are deprecated.

    Every operation is also there by its path.
    """
    live: dict[RecipeCall, Operation] = {}
    past: dict[RecipeCall, Operation] = {}
    for operation in sorted(operations, key=lambda operation: version_key(operation.place.version)):
        side = past if operation.deprecated else live
        side[call_of(operation.method, operation.place)] = operation
        side[call_written(operation.method, operation.path)] = operation
    return live, {call: operation for call, operation in past.items() if call not in live}
