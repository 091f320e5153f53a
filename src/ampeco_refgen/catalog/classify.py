"""Where an operation belongs: an ordered table of path rules, then fallbacks for documents of any other vendor.

The first rule that matches decides. Rules are data: a new family of paths is a new row, not new code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ampeco_refgen.catalog.model import Place

_VERSION = r"(?P<version>v\d+(?:\.\d+)*)"


@dataclass(frozen=True, slots=True, kw_only=True)
class PathRule:
    """A pattern with the groups `family`, `resource`, `version`, `subpath` (all but `resource` optional).

    `family` and `resource` fill in what the pattern does not capture.
    """

    pattern: re.Pattern[str]
    family: str = ""
    resource: str = ""
    why: str


PATH_RULES: tuple[PathRule, ...] = (
    PathRule(
        pattern=re.compile(rf"^/public-api/(?P<family>notifications)/{_VERSION}(?P<subpath>/.*)?$"),
        resource="notifications",
        why="the vendor's webhook subscriptions: a family with a single resource of the same name",
    ),
    PathRule(
        pattern=re.compile(rf"^/public-api/(?P<family>[^/{{}}]+)/(?P<resource>[^/{{}}]+)/{_VERSION}(?P<subpath>/.*)?$"),
        why="the vendor's resources, actions and whatever family comes next",
    ),
    PathRule(
        pattern=re.compile(rf"^(?:/[^/{{}}]+)*?/{_VERSION}/(?P<resource>[^/{{}}]+)(?P<subpath>/.*)?$"),
        family="resources",
        why="the widespread form /v1/users/{id}, with or without a prefix such as /api",
    ),
    PathRule(
        pattern=re.compile(rf"^/(?P<resource>[^/{{}}]+)/{_VERSION}(?P<subpath>/.*)?$"),
        family="resources",
        why="the form /users/v1/{id}",
    ),
    PathRule(
        pattern=re.compile(r"^/api/(?P<resource>[^/{}]+)(?P<subpath>/.*)?$"),
        family="resources",
        why="a bare prefix says nothing about the resource",
    ),
    PathRule(
        pattern=re.compile(r"^/(?P<resource>[^/{}]+)(?P<subpath>/.*)?$"),
        family="resources",
        why="the first segment that is not a parameter names the resource",
    ),
)


def place_of(path: str, tags: tuple[str, ...]) -> Place:
    """Return where the operation on `path` belongs; its first tag decides where no rule matches the path."""
    for rule in PATH_RULES:
        if match := rule.pattern.match(path):
            found = match.groupdict()
            return Place(
                family=found.get("family") or rule.family,
                resource=found.get("resource") or rule.resource,
                version=found.get("version") or "",
                subpath=(found.get("subpath") or "").rstrip("/"),
            )
    return Place(family="resources", resource=tags[0] if tags else "root", subpath=path.rstrip("/"))


_FAMILIES = ("resources", "actions", "notifications")
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "QUERY")


def version_key(version: str) -> tuple[int, ...]:
    """Return a version such as `v2.1` as numbers to sort by; the empty version comes first."""
    return tuple(int(number) for number in re.findall(r"\d+", version))


def reading_order(place: Place, path: str, method: str) -> tuple[object, ...]:
    """Return the sort key of an operation: family, resource, version, path, method as people list them."""
    family = _FAMILIES.index(place.family) if place.family in _FAMILIES else len(_FAMILIES)
    rank = _METHODS.index(method) if method in _METHODS else len(_METHODS)
    return (family, place.family, place.resource, version_key(place.version), path, rank, method)
