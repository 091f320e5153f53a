"""Finds operations by what people call them: `POST charge-points`, `GET sessions/v1.0/{session}`, an operationId."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeAlias

from msgspec import Struct

from ampeco_refgen.lookup.model import Call
from ampeco_refgen.lookup.words import same
from ampeco_refgen.names import METHODS

_VERSION = re.compile(r"v\d+(\.\d+)*", re.IGNORECASE)
_PARAMETER = re.compile(r"\{.*\}|<.*>|:\w+|\d+")
_Alike: TypeAlias = Callable[[str, str], bool]


class CallQuery(Struct, frozen=True, kw_only=True):
    """What is asked for: a method or none, a version or none, and the other segments of the path."""

    method: str
    version: str
    segments: tuple[str, ...]


def find_calls(text: str, calls: Iterable[Call]) -> tuple[Call, ...]:
    """Return the operations that a text names, best matches only: one, several where it is ambiguous, or none.

    Where no version is named, the newest live one stands for all. Resources may be named in singular or plural.
    """
    calls = tuple(calls)
    method, _, rest = text.strip().partition(" ")
    method, rest = (method.upper(), rest.strip()) if method.upper() in METHODS and rest else ("", text.strip())
    path = re.sub(r"^https?://[^/]+", "", rest).split("?")[0]
    exact = [one for one in calls if path and method in ("", one.method) and path in (one.path, one.operation_id)]
    if exact:
        return tuple(exact)
    for separator in (r"/+", r"[/\s]+"):
        segments = [re.sub(r"\s+", "-", part.strip()) for part in re.split(separator, path) if part.strip()]
        versions = [part for part in segments if _VERSION.fullmatch(part)]
        query = CallQuery(
            method=method,
            version=versions[0].lower() if versions else "",
            segments=tuple(part for part in segments if part not in versions),
        )
        for alike in (str.__eq__, same):
            if found := _best(query, calls, alike):
                return found
    return tuple(one for one in calls if path and one.operation_id.lower() == path.lower())


def newest(calls: Iterable[Call]) -> tuple[Call, ...]:
    """Return of each operation that exists in several versions the newest live one, else the newest."""
    best: dict[tuple[str, ...], Call] = {}
    for call in calls:
        subpath = re.sub(r"\{[^}]*\}", "{}", call.subpath)
        key = (call.method, call.family, call.resource, subpath)
        if key not in best or _age(call) > _age(best[key]):
            best[key] = call
    return tuple(best.values())


def _age(call: Call) -> tuple[bool, list[int]]:
    return (not call.deprecated, [int(number) for number in re.findall(r"\d+", call.version)])


def _best(query: CallQuery, calls: tuple[Call, ...], alike: _Alike) -> tuple[Call, ...]:
    ranked: dict[int, list[Call]] = {}
    for call in calls:
        if query.method in ("", call.method) and query.version in ("", call.version.lower()):
            rank = _rank(query.segments, call, alike)
            if rank is not None:
                ranked.setdefault(rank, []).append(call)
    found = ranked[min(ranked)] if ranked else []
    lists = [call for call in found if not call.path.endswith("}")]
    reading = all(call.method == "GET" for call in found)
    return newest(lists if reading and lists else found)


def _rank(segments: tuple[str, ...], call: Call, alike: _Alike) -> int | None:
    """Return how well the segments fit: 0 is the whole path, 1 without its parameters, 2 without some segments."""
    head = call.path.removesuffix(call.subpath).split("/")
    tail = [part for part in call.subpath.split("/") if part]
    for number, segment in enumerate(segments):
        if alike(segment, call.resource) and all(one in head for one in segments[:number]):
            rank = _rank_of_tail(segments[number + 1 :], tail, alike)
            if rank is not None:
                return rank
    return None


def _rank_of_tail(asked: tuple[str, ...], tail: list[str], alike: _Alike) -> int | None:
    if len(asked) == len(tail) and all(_fits(one, part, alike) for one, part in zip(asked, tail, strict=True)):
        return 0
    words = [one for one in asked if not _PARAMETER.fullmatch(one)]
    fixed = [part for part in tail if not _PARAMETER.fullmatch(part)]
    if len(words) == len(fixed) and all(map(alike, words, fixed)):
        return 1
    rest = iter(fixed)
    return 2 if words and all(any(alike(word, part) for part in rest) for word in words) else None


def _fits(asked: str, part: str, alike: _Alike) -> bool:
    if _PARAMETER.fullmatch(part):
        return bool(_PARAMETER.fullmatch(asked))
    return alike(asked, part)
