"""Deprecated operation → successor: an ordered table of rules, the most reliable first; part of `replacements`.

Each rule was held against hand-checked labels of the vendor's document (`tests/real/successor_labels.json`): it may
find nothing, but what it finds must be right. What was tried and left out, since it was wrong half of the time:
the similarity of two shapes alone, and the last word of a resource's name alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

from ampeco_refgen.catalog.classify import version_key
from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.infer.candidates import (
    PARAMETER,
    UPDATES,
    Candidates,
    live,
    newest,
    plain_words,
    resource_of,
    skeleton,
)
from ampeco_refgen.infer.replacement_model import Answer, Confidence

_VERSION = re.compile(r"v?(\d+(?:\.\d+)*)", re.I)
_CALL = re.compile(r"(?:([A-Z]+)\s+)?(/\S*)")
_DEPRECATED = re.compile(r"[-_. ]?deprecated$", re.I)


class Rule(Struct, frozen=True, kw_only=True):
    """A way to find a successor: `find` returns what it found, or nothing."""

    name: str
    why: str
    confidence: Confidence
    find: Callable[[Operation, Candidates], Answer | None]


def by_name(subject: Operation, candidates: Candidates) -> Answer | None:
    """The description of the deprecated operation says what to use."""
    for name in subject.replacements:
        found = [one for one in _named(name, subject, candidates) if one.key != subject.key]
        if len(found) == 1:
            return _answer(found, f"its description names {name}")
    return None


def by_version(subject: Operation, candidates: Candidates) -> Answer | None:
    """The same call is live in the same or a newer version of its resource."""
    version = version_key(subject.place.version)
    same_call = live(candidates.at(resource_of(subject), subject.place.subpath))
    found = newest([one for one in same_call if version_key(one.place.version) >= version], subject.method)
    if len(found) != 1:
        return None
    same = "the same resource and subpath"
    if found[0].method != subject.method:
        same += f", {found[0].method} in place of {subject.method}"
    if subject.place.version:
        same += f"; of the versions live for it, {found[0].place.version} is the newest"
    return _answer(found, same)


def by_operation_id(subject: Operation, candidates: Candidates) -> Answer | None:
    """The operationId is that of a live operation with an ending that says it is deprecated."""
    name = _DEPRECATED.sub("", subject.operation_id)
    found = candidates.by_id.get(name, []) if name and name != subject.operation_id else []
    if len(found) != 1 or not _compatible(subject.method, found[0].method):
        return None
    return _answer(found, f"its operationId is that of {name} with an ending")


def by_summary(subject: Operation, candidates: Candidates) -> Answer | None:
    """No other live operation has the same tags, summary and method; the paths end alike."""
    if not subject.tags or not subject.summary:
        return None
    found = candidates.by_summary.get((subject.tags, subject.summary, subject.method), [])
    if len(found) != 1 or not _end_alike(subject, found[0]):
        return None
    return _answer(found, f"the only live {subject.method} with the same tag and summary")


def by_renamed_resource(subject: Operation, candidates: Candidates) -> Answer | None:
    """The whole resource is deprecated, and one live resource is the same under a name that shares a word."""
    resource = resource_of(subject)
    heirs = candidates.heirs(resource)
    if len(heirs) != 1:
        return None
    evidence = (
        f"{heirs[0][1]} shares a word with {resource[1]} and has each of its calls; "
        "once the other words are swapped, the fields of the one are among those of the other"
    )
    return _answer(candidates.counterpart(subject, heirs[0]), evidence)


def by_lost_parameter(subject: Operation, candidates: Candidates) -> Answer | None:
    """The path ended in a choice, which the items of the shorter path now carry as a field with the same values."""
    shorter, _, last = subject.place.subpath.rpartition("/")
    name = last[1:-1] if PARAMETER.fullmatch(last) else ""
    values = candidates.path_values(subject, name)
    found = newest(live(candidates.at(resource_of(subject), shorter)), subject.method) if values else []
    item = candidates.item(found[0]) if len(found) == 1 else None
    member = item.member(name) if item is not None else None
    if member is None or member.shape.enum is None or set(member.shape.enum) != set(values):
        return None
    return _answer(found, f"each item it returns carries {name}, with the values that the path was called with")


RULES: tuple[Rule, ...] = (
    Rule(
        name="named by the document",
        why="few descriptions name a successor; those that do are right",
        confidence=Confidence.CERTAIN,
        find=by_name,
    ),
    Rule(
        name="newest live version",
        why="the version belongs to the path: what is live under the same subpath does the same; PUT may become PATCH",
        confidence=Confidence.HIGH,
        find=by_version,
    ),
    Rule(
        name="operationId",
        why="who deprecates an operation gives its name to the successor and marks the old one",
        confidence=Confidence.HIGH,
        find=by_operation_id,
    ),
    Rule(
        name="same tag and summary",
        why="two calls that are described and filed alike, on paths that end alike, do the same if only one is live",
        confidence=Confidence.HIGH,
        find=by_summary,
    ),
    Rule(
        name="renamed resource",
        why="a resource that is gone entirely, and lives on with the same calls and fields under a kindred name",
        confidence=Confidence.MEDIUM,
        find=by_renamed_resource,
    ),
    Rule(
        name="parameter became a field",
        why="a call for one of a few values is dropped where the call for all of them says which is which",
        confidence=Confidence.MEDIUM,
        find=by_lost_parameter,
    ),
)


def _named(name: str, subject: Operation, candidates: Candidates) -> list[Operation]:
    """Resolve a version, a call, an operationId or a resource's name, seen from the operation that names it."""
    subpath = subject.place.subpath
    if version := _VERSION.fullmatch(name):
        same = candidates.at(resource_of(subject), subpath)
        number = version_key(version[1])
        return newest([one for one in same if version_key(one.place.version) == number], subject.method)
    if call := _CALL.fullmatch(name):
        ending = skeleton(call[2]).rstrip("/")
        found = [one for one in candidates.operations if skeleton(one.path).endswith(ending)]
        exact = [one for one in found if skeleton(one.path) == ending]
        return newest(exact or found, call[1] or subject.method)
    if found := [one for one in candidates.operations if one.operation_id == name]:
        return found
    wanted, family = plain_words(name), subject.place.family
    heirs = [heir for heir, said in candidates.resources.items() if heir[0] == family and said == wanted]
    return [one for heir in heirs for one in newest(candidates.at(heir, subpath), subject.method)]


def _compatible(method: str, other: str) -> bool:
    return method == other or {method, other} == UPDATES


def _end_alike(one: Operation, other: Operation) -> bool:
    """Tell whether two paths take as many parameters and have the same subpath, or at least the same last segment."""
    if len(PARAMETER.findall(one.path)) != len(PARAMETER.findall(other.path)):
        return False
    return any(
        skeleton(mine) == skeleton(theirs)
        for mine, theirs in (
            (one.place.subpath, other.place.subpath),
            (one.path.rpartition("/")[2], other.path.rpartition("/")[2]),
        )
    )


def _answer(found: list[Operation], evidence: str) -> Answer:
    return Answer(successors=tuple(one.key for one in found), evidence=evidence)
