"""Where an operation belongs: an ordered table of path rules, then what the paths of any other document share.

The first rule that matches decides. Rules are data: a new family of paths is a new row, not new code.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import takewhile

from msgspec import Struct

from ampeco_refgen.catalog.model import Place
from ampeco_refgen.openapi.structure import METHODS

_VERSION = r"(?P<version>v\d+(?:\.\d+)*)"
_API = r"/[\w-]+-api"
"""A first segment such as `/public-api`, which says of all paths the same."""
_ANY_VERSION = r"(?P<version>v\d+(?:\.\d+)*|\d+(?:\.\d+)+|\d{4}-\d\d-\d\d)"
_UNSTABLE = r"/v\d[\w.]*"
_LITERAL = r"/[^/{}()<>?#&=:;,']+(?=/|$)"
_PARAMETERS = r"(?:/[^/\w]*[{:<][^/]*)*"
_NAMED = r"/(?P<resource>[^/{}()<>?#&=:;,']*[^\W_][^/{}()<>?#&=:;,']*(?<!\.))(?P<subpath>.*)"
_PARAMETER = re.compile(r"{[^{}]*}")
_FAMILIES = ("resources", "actions", "notifications")
_FIRST_METHODS = ("get", "post", "put", "patch", "delete", "head")
_METHODS = tuple(name.upper() for name in dict.fromkeys((*_FIRST_METHODS, *METHODS)))
"""The methods in the order in which people list them; OpenAPI has another one."""
_FAMILY = "resources"
_ROOT = "root"
_FEW = 12
"""So many resources of one operation each are no burden: they need not be brought together."""
_OPERATIONS_IN_A_GROUP = 1.5


class PathRule(Struct, frozen=True, kw_only=True):
    """A pattern with the groups `family`, `resource`, `version`, `subpath` (all but `resource` optional).

    `family` and `resource` fill in what the pattern does not capture.
    """

    pattern: re.Pattern[str]
    family: str = ""
    resource: str = ""
    why: str


PATH_RULES: tuple[PathRule, ...] = (
    PathRule(
        pattern=re.compile(rf"^{_API}/(?P<family>notifications)/{_VERSION}(?P<subpath>/.*)?$"),
        resource="notifications",
        why="subscriptions to webhooks: a family with a single resource of the same name",
    ),
    PathRule(
        pattern=re.compile(rf"^{_API}/(?P<family>[^/{{}}]+)/(?P<resource>[^/{{}}]+)/{_VERSION}(?P<subpath>/.*)?$"),
        why="a prefix that says what the whole is, then families (resources, actions, whatever comes next)",
    ),
    PathRule(
        pattern=re.compile(rf"^.*/providers/[A-Z]\w*\.[\w.]+{_NAMED}$"),
        family=_FAMILY,
        why="Azure: what stands before the provider is the scope that all of its resources share",
    ),
    PathRule(
        pattern=re.compile(rf"^(?:{_LITERAL})*?/{_ANY_VERSION}{_PARAMETERS}{_NAMED}$"),
        family=_FAMILY,
        why="the widespread form /v1/users/{id}, with or without a prefix such as /api",
    ),
    PathRule(
        pattern=re.compile(rf"^/(?P<resource>[^/{{}}]+)/{_VERSION}(?P<subpath>/.*)?$"),
        family=_FAMILY,
        why="the form /users/v1/{id}",
    ),
)
OTHER_PATHS = PathRule(
    pattern=re.compile(rf"^(?:/api|/rest|{_UNSTABLE})*{_PARAMETERS}(?!{_UNSTABLE}(?:/|$)){_NAMED}$"),
    family=_FAMILY,
    why="the first segment that is neither a bare prefix nor a parameter names the resource",
)


class Places:
    """Gives the places of one document's operations, each known by its path and its tags.

    All operations are needed for that, since two things show only from all paths together: a prefix that says nothing
    because all share it (`/admin/users`, `/admin/groups`), and paths that name calls instead of things (`/getUser`),
    which only tags can bring together. `rules` are those of a profile, tried before the general ones.
    """

    def __init__(self, operations: Iterable[tuple[str, tuple[str, ...]]], rules: tuple[PathRule, ...] = ()) -> None:
        self._rules = (*rules, *PATH_RULES)
        others = [(path, tags) for path, tags in operations if not _by_table(path, self._rules)]
        self._prefix = _shared_prefix([path for path, _ in others])
        resources = {place_of(path, tags, self._prefix, self._rules).resource for path, tags in others}
        by_tag = {_tag(tags) for _, tags in others}
        self._are_calls = len(resources) > _FEW and not _gathers(resources, others)
        self._tags_gather = _gathers(by_tag, others)

    def of(self, path: str, tags: tuple[str, ...]) -> Place:
        """Return where the operation on `path` with these tags belongs."""
        if self._are_calls and not _by_table(path, self._rules):
            return Place(family=_FAMILY, resource=_tag(tags if self._tags_gather else ()), subpath=path.rstrip("/"))
        return place_of(path, tags, self._prefix, self._rules)


def place_of(path: str, tags: tuple[str, ...], prefix: str = "", rules: tuple[PathRule, ...] = PATH_RULES) -> Place:
    """Return where the operation on `path` belongs; its first tag names the resource where no rule matches the path.

    `prefix` is what all paths share that no rule of the table matches; it is not looked at in those.
    """
    if place := _by_table(path, rules) or _placed(OTHER_PATHS, path.removeprefix(prefix)):
        return place
    return Place(family=_FAMILY, resource=_tag(tags), subpath=path.rstrip("/"))


def _tag(tags: Iterable[str]) -> str:
    """Return the resource that tags name: the first that is not blank, or `root`."""
    return next((tag for tag in tags if tag.strip()), _ROOT)


def _by_table(path: str, rules: tuple[PathRule, ...]) -> Place | None:
    return next((place for rule in rules if (place := _placed(rule, path))), None)


def _placed(rule: PathRule, path: str) -> Place | None:
    match = rule.pattern.match(path)
    if match is None:
        return None
    groups = match.groupdict()
    return Place(
        family=groups.get("family") or rule.family,
        resource=groups.get("resource") or rule.resource,
        version=groups.get("version") or "",
        subpath=(groups.get("subpath") or "").rstrip("/"),
    )


def _shared_prefix(paths: Sequence[str]) -> str:
    """Return the longest prefix of whole segments that all paths share, and after which they still name resources.

    They do where the segments that follow bring operations together; otherwise the prefix is empty.
    """
    levels = takewhile(lambda level: len(set(level)) == 1, zip(*map(_above_last, paths), strict=False))
    common = [level[0] for level in levels]
    for length in range(len(common), 0, -1):
        prefix = "".join(common[:length])
        places = [_placed(OTHER_PATHS, path.removeprefix(prefix)) for path in paths]
        if all(places) and _gathers({place.resource for place in places if place}, paths):
            return prefix
    return ""


def _above_last(path: str) -> list[str]:
    """Return the plain segments that a path begins with, each with its slash, but for the last of them.

    The last one may be the name of the resource, so that it is never part of a prefix.
    """
    plain = re.match(rf"(?:{_LITERAL})*", path)
    return re.findall(r"/[^/]+", plain[0])[:-1] if plain else []


def _gathers(groups: Collection[str], operations: Sequence[object]) -> bool:
    """Tell whether groups bring operations together: there are on average one and a half or more in each."""
    return len(operations) >= _OPERATIONS_IN_A_GROUP * len(groups)


def nameless(path: str) -> str:
    """Return a path, or the key of an operation, without the names of its parameters: `GET /users/{}`."""
    return _PARAMETER.sub("{}", path)


def version_key(version: str) -> tuple[int, ...]:
    """Return a version such as `v2.1` as numbers to sort by; the empty version comes first."""
    return tuple(int(number) for number in re.findall(r"\d+", version))


def reading_order(place: Place, path: str, method: str) -> tuple[object, ...]:
    """Return the sort key of an operation: family, resource, version, path, method as people list them."""
    family = _FAMILIES.index(place.family) if place.family in _FAMILIES else len(_FAMILIES)
    rank = _METHODS.index(method) if method in _METHODS else len(_METHODS)
    return (family, place.family, place.resource, version_key(place.version), path, rank, method)
