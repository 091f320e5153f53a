"""Short ways to write the recipe book: calls to resources by method and to actions by target, lists of names."""

from __future__ import annotations

from ampeco_refgen.infer.recipe_model import Call

AMPECO = "AMPECO.CHARGE Public API"
"""The title of the document that the recipes were written for."""


def get(resource: str, subpath: str = "") -> Call:
    """Return the call that reads one or lists many of a resource."""
    return Call(method="GET", family="resources", resource=resource, subpath=subpath)


def post(resource: str, subpath: str = "") -> Call:
    """Return the call that creates one of a resource."""
    return Call(method="POST", family="resources", resource=resource, subpath=subpath)


def patch(resource: str, subpath: str) -> Call:
    """Return the call that changes some fields of one of a resource."""
    return Call(method="PATCH", family="resources", resource=resource, subpath=subpath)


def put(resource: str, subpath: str) -> Call:
    """Return the call that replaces one of a resource."""
    return Call(method="PUT", family="resources", resource=resource, subpath=subpath)


def delete(resource: str, subpath: str) -> Call:
    """Return the call that deletes one of a resource."""
    return Call(method="DELETE", family="resources", resource=resource, subpath=subpath)


def action(target: str, subpath: str, method: str = "POST") -> Call:
    """Return the call that does something to what an action target stands for."""
    return Call(method=method, family="actions", resource=target, subpath=subpath)


def notifications(method: str, subpath: str = "") -> Call:
    """Return the call that manages subscriptions to webhooks."""
    return Call(method=method, family="notifications", resource="notifications", subpath=subpath)


def names(text: str) -> tuple[str, ...]:
    """Return the names in a text that separates them by blanks."""
    return tuple(text.split())


def values(name: str, *allowed: str) -> tuple[tuple[str, str], ...]:
    """Return pairs that say which values the text mentions of a name."""
    return tuple((name, value) for value in allowed)
