"""The rules that find successors: of an operation among all operations, of a member among those beside it.

Both tables are in order, the most reliable rule first. A rule may find nothing, but what it finds must be right: those
for operations were held against hand-checked labels of the vendor's document (`tests/real/successor_labels.json`).
What was tried and left out, since it was wrong half of the time: the similarity of two shapes alone, and the last word
of a resource's name alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from ampeco_refgen.catalog.fields import Fields, holder_of
from ampeco_refgen.catalog.model import Catalog, Operation
from ampeco_refgen.catalog.path_rules import version_key
from ampeco_refgen.catalog.payload import payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.infer.naming import singular, words
from ampeco_refgen.jsonvalue import JsonText

_PARAMETER = re.compile(r"{[^{}]*}")
_VERSION = re.compile(r"v?(\d+(?:\.\d+)*)", re.I)
_CALL = re.compile(r"(?:([A-Z]+)\s+)?(/\S*)")
_DEPRECATED = re.compile(r"[-_. ]?deprecated$", re.I)
_UPDATES = frozenset({"PUT", "PATCH"})
"""The two methods that update something: a newer version may take the other one."""
_TELLING_NAMES = 3
"""So many names, besides `id`, must two shapes share before it says anything that one contains the other."""


class DeprecatedKind(StrEnum):
    """What kind of thing is deprecated, and succeeded by things of the same kind."""

    OPERATION = "operation"
    WEBHOOK = "webhook"
    FIELD = "field"
    PARAMETER = "parameter"


class Confidence(StrEnum):
    """How sure a successor is: said by the document or checked by a person, derived from several facts, or from few."""

    CERTAIN = "certain"
    HIGH = "high confidence"
    MEDIUM = "medium confidence"
    NONE = "none known"


class Suggestion(Struct, frozen=True, kw_only=True):
    """What one rule found: successors of the same kind as the deprecated thing, and the facts that it goes by."""

    successors: tuple[str, ...]
    evidence: str


class ResourceKey(NamedTuple):
    """A resource by the family of paths that it is in and its slug: `resources`, `order-items`."""

    family: str
    slug: str


class Candidates:
    """Looks up the operations of one Catalog, among which a rule searches for a successor.

    By place there are all operations, since a chain of successions may lead over deprecated ones; `by_id` (operationId)
    and `by_summary` (tags, summary, method) have the live ones only. `words_of` are the words of the name of each
    resource in the singular.
    """

    def __init__(self, catalog: Catalog, fields: Fields) -> None:
        self.operations = catalog.operations
        self.by_id: dict[str, list[Operation]] = {}
        self.by_summary: dict[tuple[tuple[str, ...], str, str], list[Operation]] = {}
        self._fields = fields
        self._renamed: dict[ResourceKey, list[ResourceKey]] = {}
        self._operations_of: dict[ResourceKey, list[Operation]] = {}
        self._places: dict[tuple[ResourceKey, str], list[Operation]] = {}
        for operation in catalog.operations:
            resource = _resource_of(operation)
            self._operations_of.setdefault(resource, []).append(operation)
            self._places.setdefault((resource, _skeleton(operation.place.subpath)), []).append(operation)
            if not operation.deprecated:
                summary = (operation.tags, operation.summary, operation.method)
                self.by_id.setdefault(operation.operation_id, []).append(operation)
                self.by_summary.setdefault(summary, []).append(operation)
        self.words_of = {resource: _plain_words(resource.slug) for resource in sorted(self._operations_of)}

    def at(self, resource: ResourceKey, subpath: str) -> list[Operation]:
        """Return the operations of a resource on a subpath, the names of parameters ignored."""
        return self._places.get((resource, _skeleton(subpath)), [])

    def counterpart(self, subject: Operation, resource: ResourceKey) -> list[Operation]:
        """Return the newest live operations that do to a resource what `subject` does to its own."""
        return _newest(_live(self.at(resource, subject.place.subpath)), subject.method)

    def renamed(self, resource: ResourceKey) -> list[ResourceKey]:
        """Return the resources that could be a wholly deprecated one under another name."""
        # Each operation of the resource asks for the same.
        if resource not in self._renamed:
            gone = all(operation.deprecated for operation in self._operations_of[resource])
            self._renamed[resource] = [other for other in self.words_of if gone and self._is_renamed(resource, other)]
        return self._renamed[resource]

    def item(self, operation: Operation) -> Shape | None:
        """Return the shape of what an operation returns one of."""
        shapes = self._fields.shapes
        medias = (media for response in success_responses(operation) for media in response.media)
        item = next((payload_of(media, shapes).item for media in medias), None)
        return shapes.expanded(item) if item is not None else None

    def path_values(self, operation: Operation, name: str) -> tuple[JsonText, ...]:
        """Return the values that a parameter of the path is limited to, none where it is not."""
        for parameter in operation.parameters:
            if parameter.name == name and parameter.location == "path" and parameter.schema is not None:
                return self._fields.shapes.of(parameter.schema).enum or ()
        return ()

    def _is_renamed(self, old: ResourceKey, new: ResourceKey) -> bool:
        """Tell whether each call of one resource has one counterpart in the other, and an item of the same fields."""
        old_words, new_words = self.words_of[old], self.words_of[new]
        if old == new or old.family != new.family or not _share_the_main_word(old_words, new_words):
            return False
        pairs = [(operation, self.counterpart(operation, new)) for operation in self._operations_of[old]]
        if any(len(counterparts) != 1 for _, counterparts in pairs):
            return False
        shapes = [(self.item(operation), self.item(counterparts[0])) for operation, counterparts in pairs]
        return any(before and after and _contains(before, after, old_words, new_words) for before, after in shapes)


class OperationRule(Struct, frozen=True, kw_only=True):
    """A way to find the successor of an operation: `find` returns what it found, or nothing."""

    name: str
    why: str
    confidence: Confidence
    find: Callable[[Operation, Candidates], Suggestion | None]


def operation_named(subject: Operation, candidates: Candidates) -> Suggestion | None:
    """The description of the deprecated operation says what to use."""
    for name in subject.replacements:
        named = [
            operation for operation in _operations_named(name, subject, candidates) if operation.key != subject.key
        ]
        if len(named) == 1:
            return _suggestion(named, f"its description names {name}")
    return None


def operation_by_version(subject: Operation, candidates: Candidates) -> Suggestion | None:
    """The same call is live in the same or a newer version of its resource."""
    version = version_key(subject.place.version)
    same_call = _live(candidates.at(_resource_of(subject), subject.place.subpath))
    newest = _newest(
        [operation for operation in same_call if version_key(operation.place.version) >= version], subject.method
    )
    if len(newest) != 1:
        return None
    evidence = "the same resource and subpath"
    if newest[0].method != subject.method:
        evidence += f", {newest[0].method} in place of {subject.method}"
    if subject.place.version:
        evidence += f"; of the versions live for it, {newest[0].place.version} is the newest"
    return _suggestion(newest, evidence)


def operation_by_operation_id(subject: Operation, candidates: Candidates) -> Suggestion | None:
    """The operationId is that of a live operation with an ending that says it is deprecated."""
    name = _DEPRECATED.sub("", subject.operation_id)
    same_id = candidates.by_id.get(name, []) if name and name != subject.operation_id else []
    if len(same_id) != 1 or not _compatible(subject.method, same_id[0].method):
        return None
    return _suggestion(same_id, f"its operationId is that of {name} with an ending")


def operation_by_summary(subject: Operation, candidates: Candidates) -> Suggestion | None:
    """No other live operation has the same tags, summary and method; the paths end alike."""
    if not subject.tags or not subject.summary:
        return None
    same_summary = candidates.by_summary.get((subject.tags, subject.summary, subject.method), [])
    if len(same_summary) != 1 or not _end_alike(subject, same_summary[0]):
        return None
    return _suggestion(same_summary, f"the only live {subject.method} with the same tag and summary")


def operation_by_renamed_resource(subject: Operation, candidates: Candidates) -> Suggestion | None:
    """The whole resource is deprecated, and one live resource is the same under a name that shares a word."""
    resource = _resource_of(subject)
    others = candidates.renamed(resource)
    if len(others) != 1:
        return None
    evidence = (
        f"{others[0].slug} shares a word with {resource.slug} and has each of its calls; "
        "once the other words are swapped, the fields of the one are among those of the other"
    )
    return _suggestion(candidates.counterpart(subject, others[0]), evidence)


def operation_by_lost_parameter(subject: Operation, candidates: Candidates) -> Suggestion | None:
    """The path ended in a choice, which the items of the shorter path now carry as a field with the same values."""
    shorter, _, last = subject.place.subpath.rpartition("/")
    name = last[1:-1] if _PARAMETER.fullmatch(last) else ""
    values = candidates.path_values(subject, name)
    without = _newest(_live(candidates.at(_resource_of(subject), shorter)), subject.method) if values else []
    item = candidates.item(without[0]) if len(without) == 1 else None
    member = item.member(name) if item is not None else None
    if member is None or member.shape.enum is None or set(member.shape.enum) != set(values):
        return None
    return _suggestion(without, f"each item it returns carries {name}, with the values that the path was called with")


OPERATION_RULES: tuple[OperationRule, ...] = (
    OperationRule(
        name="named by the document",
        why="few descriptions name a successor; those that do are right",
        confidence=Confidence.CERTAIN,
        find=operation_named,
    ),
    OperationRule(
        name="newest live version",
        why="the version belongs to the path: what is live under the same subpath does the same; PUT may become PATCH",
        confidence=Confidence.HIGH,
        find=operation_by_version,
    ),
    OperationRule(
        name="operationId",
        why="who deprecates an operation gives its name to the successor and marks the old one",
        confidence=Confidence.HIGH,
        find=operation_by_operation_id,
    ),
    OperationRule(
        name="same tag and summary",
        why="two calls that are described and filed alike, on paths that end alike, do the same if only one is live",
        confidence=Confidence.HIGH,
        find=operation_by_summary,
    ),
    OperationRule(
        name="renamed resource",
        why="a resource that is gone entirely, and lives on with the same calls and fields under a kindred name",
        confidence=Confidence.MEDIUM,
        find=operation_by_renamed_resource,
    ),
    OperationRule(
        name="parameter became a field",
        why="a call for one of a few values is dropped where the call for all of them says which is which",
        confidence=Confidence.MEDIUM,
        find=operation_by_lost_parameter,
    ),
)


class Sibling(Struct, frozen=True, kw_only=True):
    """A webhook, a field or a parameter beside others; `members` are the names in a webhook's payload.

    `replacements` are the names that its description gives as to be used instead."""

    name: str
    deprecated: bool = False
    replacements: tuple[str, ...] = ()
    members: frozenset[str] = frozenset()


Siblings = Mapping[str, Sibling]
"""All webhooks of a document, all fields of a payload by dotted path, or all parameters of a call as they are sent."""


class MemberRule(Struct, frozen=True, kw_only=True):
    """A way to find the successor of a webhook, a field or a parameter among its siblings.

    A field is only ever succeeded by a field of the same object, or below one, and a parameter by another one of the
    same call: anything further away would be a guess.
    """

    name: str
    why: str
    confidence: Confidence
    find: Callable[[Sibling, Siblings], Suggestion | None]


def member_named(subject: Sibling, siblings: Siblings) -> Suggestion | None:
    """The description names others, and at least one of them is there."""
    places = [
        next((place for place in _around(subject.name, name) if place in siblings), "") for name in subject.replacements
    ]
    successors = tuple(place for place in dict.fromkeys(places) if place and place != subject.name)
    names = " and ".join(subject.replacements)
    return Suggestion(successors=successors, evidence=f"its description names {names}") if successors else None


def field_by_words(subject: Sibling, siblings: Siblings) -> Suggestion | None:
    """One live sibling is called by the same words in another spelling."""
    holder, own = holder_of(subject.name), words(subject.name)
    beside = [name for name in _live_names(siblings) if name.startswith(holder) and holder_of(name) == holder]
    same_words = [name for name in beside if words(name) == own and not name.endswith("[]")]
    # `tags` and `tags[]` are one field: the array and its items.
    others = [name for name in same_words if name != subject.name.removesuffix("[]")]
    return _only(others, "the same words in another spelling")


def webhook_by_words(subject: Sibling, siblings: Siblings) -> Suggestion | None:
    """One live webhook is called by the same words, apart from those that every webhook may carry."""
    return _only(_about_the_same(subject, siblings, {"notification"}), "the same words, apart from `notification`")


def webhook_by_subject(subject: Sibling, siblings: Siblings) -> Suggestion | None:
    """One live webhook is about the same thing, and its payload holds all that the old one held."""
    same_subject = _about_the_same(subject, siblings, {"notification", "changed"})
    holding_all = [name for name in same_subject if subject.members and subject.members <= siblings[name].members]
    return _only(holding_all, "the only live one about the same thing, and its payload has every field of the old one")


MEMBER_NAMED = MemberRule(
    name="named by the document",
    why="a description that says what to use is right, where what it names is there",
    confidence=Confidence.CERTAIN,
    find=member_named,
)
WEBHOOK_RULES: tuple[MemberRule, ...] = (
    MEMBER_NAMED,
    MemberRule(
        name="same words",
        why="a webhook gets a name in the new style and keeps its words: SessionStartStopNotification",
        confidence=Confidence.HIGH,
        find=webhook_by_words,
    ),
    MemberRule(
        name="same subject and fields",
        why="a webhook about a thing is replaced by the one that tells every change of it: AuthorizationNotification",
        confidence=Confidence.MEDIUM,
        find=webhook_by_subject,
    ),
)
FIELD_RULES: tuple[MemberRule, ...] = (
    MEMBER_NAMED,
    MemberRule(
        name="same words",
        why="a name that was only spelled in another way: tax_id, taxID",
        confidence=Confidence.HIGH,
        find=field_by_words,
    ),
)


def _resource_of(operation: Operation) -> ResourceKey:
    """Return the resource that an operation belongs to."""
    return ResourceKey(operation.place.family, operation.place.resource)


def _skeleton(path: str) -> str:
    """Return a path without the names of its parameters, which change more often than what they stand for."""
    return _PARAMETER.sub("{}", path)


def _plain_words(name: str) -> tuple[str, ...]:
    """Return the words of a name, each in the singular."""
    return tuple(singular(word) for word in words(name))


def _live(operations: Iterable[Operation]) -> list[Operation]:
    """Return those that are not deprecated."""
    return [operation for operation in operations if not operation.deprecated]


def _newest(operations: Iterable[Operation], method: str) -> list[Operation]:
    """Return those of the newest version, by the same method or, where it has none, the other way to update."""
    known = list(operations)
    for accepted in ({method}, _UPDATES if method in _UPDATES else set()):
        fitting = [operation for operation in known if operation.method in accepted]
        if fitting:
            version = max(version_key(operation.place.version) for operation in fitting)
            return [operation for operation in fitting if version_key(operation.place.version) == version]
    return []


def _share_the_main_word(old_words: tuple[str, ...], new_words: tuple[str, ...]) -> bool:
    """Tell whether two names share the word for the thing itself, which stands last, or one only adds to the other."""
    shared = set(old_words) & set(new_words)
    return bool(shared) and (old_words[-1] == new_words[-1] or shared in (set(old_words), set(new_words)))


def _contains(before: Shape, after: Shape, old_words: tuple[str, ...], new_words: tuple[str, ...]) -> bool:
    """Tell whether one shape has all names of the other, once the renamed words of their resources are replaced."""
    lost = tuple(word for word in old_words if word not in new_words)
    gained = tuple(word for word in new_words if word not in old_words)
    old = {_swapped(_plain_words(member.name), lost, gained) for member in before.members} - {("id",)}
    new = {_plain_words(member.name) for member in after.members} - {("id",)}
    return (old <= new or new <= old) and len(old & new) >= _TELLING_NAMES


def _swapped(name: tuple[str, ...], lost: tuple[str, ...], gained: tuple[str, ...]) -> tuple[str, ...]:
    """Replace the words that a resource's name lost by those it gained, where they stand in a field's name."""
    for start in range(len(name) - len(lost) + 1 if lost else 0):
        if name[start : start + len(lost)] == lost and name != lost:
            return name[:start] + gained + name[start + len(lost) :]
    return name


def _operations_named(name: str, subject: Operation, candidates: Candidates) -> list[Operation]:
    """Return what the description of `subject` may mean by a name.

    It is read as the first that fits of: a version (`v2.0`) of the same call, another call (`GET /users`), an
    operationId, the name of a resource that has the same call.
    """
    subpath = subject.place.subpath
    if version := _VERSION.fullmatch(name):
        same_call = candidates.at(_resource_of(subject), subpath)
        number = version_key(version[1])
        return _newest(
            [operation for operation in same_call if version_key(operation.place.version) == number], subject.method
        )
    if call := _CALL.fullmatch(name):
        # Descriptions often leave out what all paths begin with.
        ending = _skeleton(call[2]).rstrip("/")
        ending_so = [operation for operation in candidates.operations if _skeleton(operation.path).endswith(ending)]
        exact = [operation for operation in ending_so if _skeleton(operation.path) == ending]
        return _newest(exact or ending_so, call[1] or subject.method)
    if same_id := [operation for operation in candidates.operations if operation.operation_id == name]:
        return same_id
    wanted, family = _plain_words(name), subject.place.family
    others = [
        resource for resource, plain in candidates.words_of.items() if resource.family == family and plain == wanted
    ]
    return [operation for resource in others for operation in _newest(candidates.at(resource, subpath), subject.method)]


def _compatible(method: str, other: str) -> bool:
    """Tell whether two methods do the same: they are equal, or both update."""
    return method == other or {method, other} == _UPDATES


def _end_alike(subject: Operation, other: Operation) -> bool:
    """Tell whether two paths take as many parameters and have the same subpath, or at least the same last segment."""
    if len(_PARAMETER.findall(subject.path)) != len(_PARAMETER.findall(other.path)):
        return False
    return any(
        _skeleton(mine) == _skeleton(theirs)
        for mine, theirs in (
            (subject.place.subpath, other.place.subpath),
            (subject.path.rpartition("/")[2], other.path.rpartition("/")[2]),
        )
    )


def _suggestion(successors: list[Operation], evidence: str) -> Suggestion:
    return Suggestion(successors=tuple(operation.key for operation in successors), evidence=evidence)


def _around(subject: str, name: str) -> Iterator[str]:
    """Yield where a name can stand that is said at `subject`: beside it or, where it is a path itself, anywhere."""
    holder = holder_of(subject)
    yield f"{holder}.{name}" if holder else name
    if subject.endswith("]"):
        yield f"{subject.rpartition('[')[0]}[{name}]"
    if "." in name or "[" in name:
        yield name


def _about_the_same(subject: Sibling, siblings: Siblings, ignored: Collection[str]) -> list[str]:
    """Return the other live siblings that are called by the same words as `subject`, the ignored ones aside."""
    own = _words_without(subject.name, ignored)
    return [
        name for name in _live_names(siblings) if own and _words_without(name, ignored) == own and name != subject.name
    ]


def _words_without(name: str, ignored: Collection[str]) -> tuple[str, ...]:
    return tuple(word for word in words(name) if word not in ignored)


def _live_names(siblings: Siblings) -> list[str]:
    return [name for name, sibling in siblings.items() if not sibling.deprecated]


def _only(names: list[str], evidence: str) -> Suggestion | None:
    """Suggest the only one of several names that could be meant; nothing where there is none, or more than one."""
    return Suggestion(successors=tuple(names), evidence=evidence) if len(names) == 1 else None
