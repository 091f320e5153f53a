"""Finds calls by what people call them: `POST users`, `GET orders/v1.0/{order}`, `users/status`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import product
from typing import NamedTuple

from ampeco_refgen.lookup.bundle import VERSION, Call
from ampeco_refgen.lookup.words import same_words

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "QUERY")
_Alike = Callable[[str, str], bool]
_PARAMETER = re.compile(r"\{.*\}|<.*>|:\w+|_|\d+")
_MOST_GAPS = 5
"""Of so many spaces between words each may be one within a name or one between names; of more all are the same."""


class CallQuery(NamedTuple):
    """What a text asks for: `method` and `version`, empty where it has none, and the other segments.

    `path` is the path as it was written.
    """

    method: str
    version: str
    segments: tuple[str, ...]
    path: str

    @property
    def text(self) -> str:
        """The method and the path in the form in which messages repeat them."""
        return f"{self.method} {self.path}".strip()


def queries_of(text: str) -> tuple[CallQuery, ...]:
    """Return what a text such as `POST order-items/v1.0` may ask for, the likeliest first.

    A space may be part of a name or stand between two: `order item start`. Those of fewer segments come first. Of a
    URL only the path counts.
    """
    method, _, rest = text.strip().partition(" ")
    # A method that is not one of the usual is one only before a path: `COPY /files`.
    is_method = method.upper() in METHODS or bool(re.match("[A-Z-]+$", method) and rest.strip().startswith("/"))
    method, rest = (method.upper(), rest.strip()) if is_method and rest else ("", text.strip())
    path = re.sub(r"^https?://[^/]+", "", rest).split("?")[0].strip() or rest
    queries = []
    for spelling in _spellings(re.sub(r"\s*/+\s*", "/", path)):
        segments = [part for part in spelling.split("/") if part]
        versions = [part for part in segments if VERSION.fullmatch(part)]
        named = tuple(part for part in segments if part not in versions)
        queries.append(CallQuery(method, versions[0].lower() if versions else "", named, path))
    return tuple(queries)


def _spellings(path: str) -> Iterator[str]:
    """Yield a path with each of its spaces as part of a name (`-`) or as the end of one (`/`)."""
    first, *words = path.split() or [""]
    ways = product("-/", repeat=len(words)) if len(words) <= _MOST_GAPS else ("-" * len(words), "/" * len(words))
    for marks in sorted(ways, key=lambda marks: marks.count("/")):
        yield first + "".join(mark + word for mark, word in zip(marks, words))


def find_calls(text: str, calls: Iterable[Call]) -> tuple[Call, ...]:
    """Return the calls that a text names, best matches only: one, several where it is ambiguous, or none.

    Where no version is named, the newest live one stands for all. Resources may be named in singular or plural.
    """
    return _first_matching(queries_of(text), tuple(calls))


def _first_matching(queries: Iterable[CallQuery], calls: tuple[Call, ...]) -> tuple[Call, ...]:
    """Return the calls that the first query matches that matches any."""
    return next(filter(None, (_calls_matching(query, calls) for query in queries)), ())


def nearest_calls(text: str, calls: Iterable[Call]) -> tuple[tuple[Call, ...], str]:
    """Return the calls that a text names, with an empty note; else the nearest, with a note on what there is not.

    Tried are, in this order: other versions, other methods on the path, the path without its last segments. No call
    and an empty note come back where none of that fits.
    """
    calls = tuple(calls)
    queries = queries_of(text)
    if matching := _first_matching(queries, calls):
        return matching, ""
    wrong = f"There is no `{queries[0].text}`"
    versionless = [query._replace(version="") for query in queries if query.version]
    if matching := _first_matching(versionless, calls):
        return matching, f"{wrong}: {_live_versions(matching)}."
    any_method = [query._replace(method="") for query in (*queries, *versionless) if query.method]
    if matching := _first_matching(any_method, calls):
        return _with_items(matching, calls, wrong)
    segments = queries[-1].segments
    for count in range(len(segments) - 1, 0, -1):
        short = CallQuery("", "", segments[:count], "")
        matching = _calls_matching(short, calls)
        if matching and any(same_words(segment, matching[0].resource) for segment in short.segments):
            return matching, f"{wrong}; `{'/'.join(short.segments)}` has:"
    return (), ""


def _with_items(matching: tuple[Call, ...], calls: tuple[Call, ...], wrong: str) -> tuple[tuple[Call, ...], str]:
    """Return the calls of a path, those of its items too, and which methods each has; `wrong` says what there is not.

    Who asks for a method that a list does not have (`PATCH users`) mostly means an item of it.
    """
    paths = tuple(dict.fromkeys(call.path for call in matching))
    if len(paths) > 1:
        return matching, f"{wrong}; its neighbours are:"
    item = re.compile(rf"{re.escape(paths[0])}/\{{[^/]*\}}")
    matching = (*matching, *(call for call in calls if item.fullmatch(call.path)))
    methods: dict[str, list[str]] = {}
    for call in matching:
        methods.setdefault(call.path, []).append(call.method)
    has = "; ".join(f"`{path}` has {', '.join(known)}" for path, known in methods.items())
    return matching, f"{wrong}: {has}."


def _live_versions(calls: tuple[Call, ...]) -> str:
    """Return what is said of the versions that a call does exist in."""
    live = [call for call in calls if not call.deprecated]
    versions = " and ".join(dict.fromkeys(f"`{call.version}`" for call in live or calls))
    return f"it is live under {versions}" if live else f"the newest version is {versions}, and deprecated"


def newest(calls: Iterable[Call], written: str = "") -> tuple[Call, ...]:
    """Return the calls without older versions of the same: of each the newest live version, else the newest.

    Paths of one version that differ in nothing but the names of parameters or a slash at the end are matched as they
    are written (OpenAPI 3.0.4, Paths Object): all of them stay, or those alone whose path ends with `written`.
    """
    alike: dict[tuple[str, ...], list[Call]] = {}
    for call in calls:
        tail = ("{}" if _PARAMETER.fullmatch(part) else part for part in call.tail)
        key = (call.method, *call.head, call.resource, "", *tail)
        alike.setdefault(key, []).append(call)
    kept: list[Call] = []
    for several in alike.values():
        best = max(several, key=_age)
        same = [call for call in several if call.version == best.version]
        named = [call for call in same if written and call.path.endswith(f"/{written.lstrip('/')}")]
        kept += named or [call for call in same if _age(call) == _age(best)]
    return tuple(kept)


def _age(call: Call) -> tuple[bool, list[int]]:
    """Return a key that is greater for newer versions, and for every live one greater than for deprecated ones."""
    return not call.deprecated, [int(number) for number in re.findall(r"\d+", call.version)]


def _calls_matching(query: CallQuery, calls: tuple[Call, ...]) -> tuple[Call, ...]:
    """Return the calls with the very path that is asked for; else the best matches, exact spelling before similar."""
    fitting = tuple(call for call in calls if query.method in ("", call.method))
    for path in filter(None, (query.path, query.path.rstrip("/"))):
        if exact := tuple(call for call in fitting if path == call.path):
            return exact
    if query.version:
        fitting = tuple(call for call in fitting if call.version.lower() == query.version)
    # `items/v2.0` means the resource's own version: never `orders/v2.0/…/items`, whose path only ends so.
    names_resource = any(same_words(query.segments[0], call.resource) for call in calls) if query.segments else False
    ranks = (_rank_from_resource,) if query.version and names_resource else (_rank_from_resource, _rank_of_end)
    for rank_of in ranks:
        for alike in (str.__eq__, same_words):
            if best := _best_ranked(query, fitting, partial(rank_of, alike=alike)):
                return best
    return ()


def _best_ranked(
    query: CallQuery, calls: tuple[Call, ...], rank_of: Callable[[tuple[str, ...], Call], int | None]
) -> tuple[Call, ...]:
    """Return the calls of the lowest rank, newest versions only; where all of them are GETs, rather lists than items.

    `rank_of` gives the rank of a call for the segments of the query, `None` where they do not fit it.
    """
    ranked: dict[int, list[Call]] = {}
    for call in calls:
        rank = rank_of(query.segments, call)
        if rank is not None:
            ranked.setdefault(rank, []).append(call)
    best = ranked[min(ranked)] if ranked else []
    lists = [call for call in best if not call.path.endswith("}")]
    reading = all(call.method == "GET" for call in best)
    return newest(lists if reading and lists else best, query.path)


def _rank_from_resource(segments: tuple[str, ...], call: Call, *, alike: _Alike) -> int | None:
    """Return how well segments fit a call: 0 wholly, 1 all but parameters, 2 with gaps; `None` where they do not.

    One of them has to name the resource. Those before it must be in the path before the resource, in any order.
    """
    for number, segment in enumerate(segments):
        if alike(segment, call.resource) and all(before in call.head for before in segments[:number]):
            rank = _rank_of_tail(segments[number + 1 :], call.tail, alike)
            if rank is not None:
                return rank
    return None


def _rank_of_end(segments: tuple[str, ...], call: Call, *, alike: _Alike) -> int | None:
    """Return 0 where the segments, parameters apart, are the end of the path (`POST add-balance`), else `None`."""
    fixed = [part for part in call.tail if not _PARAMETER.fullmatch(part)]
    words = [part for part in segments if not _PARAMETER.fullmatch(part)]
    end = fixed[-len(words) :] if words else []
    return 0 if words and len(end) == len(words) and all(map(alike, words, end)) else None


def _rank_of_tail(asked: tuple[str, ...], tail: tuple[str, ...], alike: _Alike) -> int | None:
    """Return how well segments fit what follows the resource in a path, by the ranks of `_rank_from_resource`."""

    def fits(asked_part: str, part: str) -> bool:
        return bool(_PARAMETER.fullmatch(asked_part)) if _PARAMETER.fullmatch(part) else alike(asked_part, part)

    if len(asked) == len(tail) and all(map(fits, asked, tail)):
        return 0
    words = [part for part in asked if not _PARAMETER.fullmatch(part)]
    fixed = [part for part in tail if not _PARAMETER.fullmatch(part)]
    if len(words) == len(fixed) and all(map(alike, words, fixed)):
        return 1
    rest = iter(fixed)
    return 2 if words and all(any(alike(word, part) for part in rest) for word in words) else None
