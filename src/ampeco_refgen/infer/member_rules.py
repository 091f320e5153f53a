"""Deprecated webhooks, fields and parameters → successors among their neighbours; part of `replacements`.

Here, too, the most reliable rule comes first. A field is only ever replaced by a field of the same object, or below
one, and a parameter by another one of the same call: anything further away would be a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from msgspec import Struct

from ampeco_refgen.infer.naming import words
from ampeco_refgen.infer.replacement_model import Answer, Confidence


class Neighbour(Struct, frozen=True, kw_only=True):
    """Something that a deprecated thing stands among, by name; `members` are the names below it, if it is an object."""

    name: str
    deprecated: bool = False
    replacements: tuple[str, ...] = ()
    members: frozenset[str] = frozenset()


Neighbours = Mapping[str, Neighbour]
"""All webhooks of a document, all fields of a payload by dotted path, or all parameters of a call as they are sent."""


class MemberRule(Struct, frozen=True, kw_only=True):
    """A way to find a successor among neighbours: `find` returns what it found, or nothing."""

    name: str
    why: str
    confidence: Confidence
    find: Callable[[Neighbour, Neighbours], Answer | None]


def by_name(subject: Neighbour, neighbours: Neighbours) -> Answer | None:
    """The description names others, and at least one of them is there."""
    places = [
        next((place for place in _around(subject.name, name) if place in neighbours), "")
        for name in subject.replacements
    ]
    found = tuple(place for place in dict.fromkeys(places) if place and place != subject.name)
    names = " and ".join(subject.replacements)
    return Answer(successors=found, evidence=f"its description names {names}") if found else None


def by_words(subject: Neighbour, neighbours: Neighbours) -> Answer | None:
    """One live neighbour is called by the same words in another spelling."""
    holder, own = _holder(subject.name), words(subject.name)
    beside = [one for one in _live(neighbours) if one.startswith(holder) and _holder(one) == holder]
    found = [one for one in beside if words(one) == own and not one.endswith("[]")]
    found = [one for one in found if one != subject.name.removesuffix("[]")]
    return _only(found, "the same words in another spelling")


def by_webhook_words(subject: Neighbour, neighbours: Neighbours) -> Answer | None:
    """One live webhook is called by the same words, apart from those that every webhook may carry."""
    return _only(_kindred(subject, neighbours, {"notification"}), "the same words, apart from `notification`")


def by_webhook_subject(subject: Neighbour, neighbours: Neighbours) -> Answer | None:
    """One live webhook is about the same thing, and its payload holds all that the old one held."""
    found = _kindred(subject, neighbours, {"notification", "changed"})
    found = [one for one in found if subject.members and subject.members <= neighbours[one].members]
    return _only(found, "the only live one about the same thing, and its payload has every field of the old one")


NAMED = MemberRule(
    name="named by the document",
    why="a description that says what to use is right, where what it names is there",
    confidence=Confidence.CERTAIN,
    find=by_name,
)
WEBHOOK_RULES: tuple[MemberRule, ...] = (
    NAMED,
    MemberRule(
        name="same words",
        why="a webhook gets a name in the new style and keeps its words: SessionStartStopNotification",
        confidence=Confidence.HIGH,
        find=by_webhook_words,
    ),
    MemberRule(
        name="same subject and fields",
        why="a webhook about a thing is replaced by the one that tells every change of it: AuthorizationNotification",
        confidence=Confidence.MEDIUM,
        find=by_webhook_subject,
    ),
)
FIELD_RULES: tuple[MemberRule, ...] = (
    NAMED,
    MemberRule(
        name="same words",
        why="a name that was only spelled in another way: tax_id, taxID",
        confidence=Confidence.HIGH,
        find=by_words,
    ),
)


def _around(subject: str, name: str) -> Iterator[str]:
    """Yield where a name can stand that is said at `subject`: beside it or, where it is a path itself, anywhere."""
    holder = _holder(subject)
    yield f"{holder}.{name}" if holder else name
    if subject.endswith("]"):
        yield f"{subject.rpartition('[')[0]}[{name}]"
    if "." in name or "[" in name:
        yield name


def _holder(path: str) -> str:
    return path.rpartition(".")[0]


def _kindred(subject: Neighbour, neighbours: Neighbours, ignored: Collection[str]) -> list[str]:
    own = _telling(subject.name, ignored)
    return [one for one in _live(neighbours) if own and _telling(one, ignored) == own and one != subject.name]


def _telling(name: str, ignored: Collection[str]) -> tuple[str, ...]:
    return tuple(word for word in words(name) if word not in ignored)


def _live(neighbours: Neighbours) -> list[str]:
    return [name for name, one in neighbours.items() if not one.deprecated]


def _only(found: list[str], evidence: str) -> Answer | None:
    return Answer(successors=tuple(found), evidence=evidence) if len(found) == 1 else None
