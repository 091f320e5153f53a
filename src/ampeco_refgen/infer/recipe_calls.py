"""Short ways to write the recipe book: calls to resources by method and to actions by target, lists of names."""

from __future__ import annotations

from ampeco_refgen.infer.recipe_model import RecipeCall

AMPECO = "AMPECO.CHARGE Public API"
"""The title of the document that the recipes were written for."""


def get(resource: str, subpath: str = "") -> RecipeCall:
    """Return the call that reads one or lists many of a resource."""
    return RecipeCall(method="GET", family="resources", resource=resource, subpath=subpath)


def post(resource: str, subpath: str = "") -> RecipeCall:
    """Return the call that creates one of a resource."""
    return RecipeCall(method="POST", family="resources", resource=resource, subpath=subpath)


def patch(resource: str, subpath: str) -> RecipeCall:
    """Return the call that changes some fields of one of a resource."""
    return RecipeCall(method="PATCH", family="resources", resource=resource, subpath=subpath)


def put(resource: str, subpath: str) -> RecipeCall:
    """Return the call that replaces one of a resource."""
    return RecipeCall(method="PUT", family="resources", resource=resource, subpath=subpath)


def delete(resource: str, subpath: str) -> RecipeCall:
    """Return the call that deletes one of a resource."""
    return RecipeCall(method="DELETE", family="resources", resource=resource, subpath=subpath)


def action(target: str, subpath: str, method: str = "POST") -> RecipeCall:
    """Return the call that does something to what an action target stands for."""
    return RecipeCall(method=method, family="actions", resource=target, subpath=subpath)


def notifications(method: str, subpath: str = "") -> RecipeCall:
    """Return the call that manages subscriptions to webhooks."""
    return RecipeCall(method=method, family="notifications", resource="notifications", subpath=subpath)


def names(text: str) -> tuple[str, ...]:
    """Return the names in a text that separates them by blanks."""
    return tuple(text.split())


def values(name: str, *allowed: str) -> tuple[tuple[str, str], ...]:
    """Return pairs that say which values the text mentions of a name."""
    return tuple((name, value) for value in allowed)
