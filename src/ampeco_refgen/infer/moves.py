"""What one part of a deprecated call holds, and the same part of its successor → where each old name went.

An ordered table of rules compares the names that only the old call has with those that only the new one has. Each rule
is tried on all names of one depth before the next rule is, the objects before what they hold, so that the strongest
evidence pairs first and a field is looked for where its object went. A rule that finds one new name for one old name
decides; one that finds several names them as candidates, unless they are the same field in each of several groups.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

from msgspec import Struct

from ampeco_refgen.compare.contract import ValueContract
from ampeco_refgen.infer.entities import RequestLine
from ampeco_refgen.infer.naming import singular, words
from ampeco_refgen.jsonvalue import value_of

Words = tuple[str, ...]

_CONTAINERS = frozenset({"object", "array"})
_FEWEST_VALUES = 2
"""Values that two enums need to have in common to be known by them: a single one says too little."""
_FEWEST_WORDS = 2
"""Words of a name that is looked for inside other objects: `id` or `type` alone is found everywhere."""
_LIMITS_OF_TIME = {"from": "from", "after": "from", "since": "from", "start": "from"}
_LIMITS_OF_TIME |= {"to": "to", "before": "to", "until": "to", "end": "to"}
"""The last word of a filter for a time, by the end of the range that it limits."""


_WORDS_FOR_TIME = frozenset({"at", "on", "date", "time", "timestamp"})
"""The last words of names that say that it is a time."""


class Verdict(StrEnum):
    """What became of an old name."""

    MOVED = "moved"
    CANDIDATES = "candidates"
    CALL = "call"
    GONE = "gone"


class Move(Struct, frozen=True, kw_only=True):
    """What became of the old name `before`, and by which rule that is known.

    `after` are names of the same part: one, or one for each group where it moved, those that are alike where there are
    `candidates`. `calls` are the requests that do its job now. `certain` is false for what is inferred. `is_pair` tells
    whether old and new name hold the same value, so that its type and values can be compared.
    """

    before: str
    verdict: Verdict
    after: tuple[str, ...] = ()
    calls: tuple[RequestLine, ...] = ()
    rule: str = ""
    certain: bool = False
    is_pair: bool = False


class Moves(Struct, frozen=True, kw_only=True):
    """The verdicts on the old names of one part, in the order of names, and all pairs of an old and a new name.

    Among the pairs are also fields that moved with the object that holds them, which have no verdict of their own.
    """

    verdicts: tuple[Move, ...]
    pairs: Mapping[str, str]


class Renaming(Struct, frozen=True):
    """Words that a document replaced in the name of a resource: `sku` by `id`, `cp` by `contact`, `person`."""

    before: Words
    after: Words


class Sides:
    """The values of one part on both sides, and what has been paired so far.

    `lost` and `gained` are the names that only one side has, or whose values only one side lets a client send; rows of
    the items of an array or a map are none of their own.
    """

    def __init__(
        self, old: Mapping[str, ValueContract], new: Mapping[str, ValueContract], renamings: tuple[Renaming, ...]
    ) -> None:
        self.old, self.new, self.renamings = old, new, renamings
        self.lost = {path for path, value in old.items() if _is_name(path) and value.sent and not _sent(new.get(path))}
        self.gained = {
            path for path, value in new.items() if _is_name(path) and value.sent and not _sent(old.get(path))
        }
        self.moved: dict[str, str] = {}
        self._in_order = sorted(self.gained)

    @property
    def free(self) -> Iterator[str]:
        """The new names that no old one has been paired with, in order."""
        taken = set(self.moved.values())
        return (path for path in self._in_order if path not in taken)

    def retyped(self, path: str) -> bool:
        """Tell whether a name is on both sides, but an object, a list or a map on one of them only."""
        return path in self.old and path in self.new and _container(self.old[path]) != _container(self.new[path])

    def holder(self, path: str) -> str:
        """Return the innermost object or list of the old side that holds a name; empty at the top."""
        return next((above for above in reversed(holders(path)) if above in self.old), "")

    def carried(self, path: str) -> str:
        """Return where a name would be if only what holds it had moved."""
        for above in reversed(holders(path)):
            if above in self.moved:
                return self.moved[above] + path[len(above) :]
        return path

    def base(self, path: str) -> str:
        """Return where the object that holds a name stands on the new side; empty at the top."""
        above = self.holder(path)
        return self.moved.get(above) or self.carried(above)


class MoveRule(Struct, frozen=True, kw_only=True):
    """One kind of evidence: `name` says it on pages, `find` returns the new names that it speaks for.

    A rule that is not `deciding` only ever names candidates.
    """

    name: str
    find: Callable[[Sides, str], Iterable[str]]
    certain: bool = False
    deciding: bool = True


def _spelled_otherwise(sides: Sides, path: str) -> Iterator[str]:
    """The same words in the same order, in the same object."""
    for new in _beside(sides, path, any_type=True):
        if words(last_name(new)) == words(last_name(path)):
            yield new


def _renamed_with_resource(sides: Sides, path: str) -> Iterator[str]:
    """The words that were replaced in the name of a resource, replaced in the name of the field."""
    own = words(last_name(path))
    for renaming in sides.renamings:
        wanted = replaced(own, renaming)
        if wanted != own:
            yield from (new for new in _beside(sides, path) if words(last_name(new)) == wanted)


def _same_words(sides: Sides, path: str) -> Iterator[str]:
    """The same words in any order, those of the objects around it included: `networkId`, `network.id`."""
    own = sorted(_singular_words(path))
    for new in sides.free:
        if sorted(_singular_words(new)) == own and _comparable(sides, path, new):
            yield new


def _inside_new_object(sides: Sides, path: str) -> Iterator[str]:
    """The same name, inside an object that is new beside it: `maxAmperage`, `powerOptions.maxAmperage`."""
    base, own = sides.base(path), last_name(path)
    for new in sides.free:
        if last_name(new) == own and _is_inside_new_object(sides, base, new) and _comparable(sides, path, new):
            yield new


def _one_name_within_the_other(sides: Sides, path: str) -> Iterator[str]:
    """The words of one name, in order, within the other; those with the most words in common.

    Beside it any name may be meant, in a new object only one of several words: each object has an `id`.
    """
    base, own = sides.base(path), _singular_words(last_name(path))
    alike: dict[str, int] = {}
    for new in sides.free:
        if not (_comparable(sides, path, new) and _same_type(sides.old[path], sides.new[new])):
            continue
        if _parent(new) == base:
            alike[new] = _overlap(own, _singular_words(last_name(new)))
        elif _is_inside_new_object(sides, base, new):
            below = new[len(base) :]
            most = max(_overlap(own, _singular_words(below)), _overlap(own, _singular_words(last_name(new))))
            alike[new] = most if most >= _FEWEST_WORDS else 0
    most = max(alike.values(), default=0)
    yield from (new for new, common in alike.items() if most and common == most)


def _same_values(sides: Sides, path: str) -> Iterator[str]:
    """The same values, however they are spelled."""
    own = _normal_values(sides.old[path])
    if len(own) >= _FEWEST_VALUES:
        for new in sides.free:
            if _normal_values(sides.new[new]) == own and _comparable(sides, path, new):
                yield new


def _same_end_of_a_range(sides: Sides, path: str) -> Iterator[str]:
    """The same words but for the last, which limits the same end of a range: `dateFrom`, `dateAfter`."""
    *own, last = words(last_name(path)) or ("",)
    for new in _beside(sides, path):
        *others, other = words(last_name(new)) or ("",)
        end = _LIMITS_OF_TIME.get(last)
        if own == others and end and end == _LIMITS_OF_TIME.get(other):
            yield new


def _same_time(sides: Sides, path: str) -> Iterator[str]:
    """A time of the same name but for the word that says so: `endDate`, `endsAt`."""
    own = _without_word_for_time(path)
    if own is not None:
        yield from (new for new in _beside(sides, path) if _without_word_for_time(new) == own)


def _alike_but_of_another_type(sides: Sides, path: str) -> Iterator[str]:
    """The name within a longer one, or the same name in a new object, of which only the types do not fit."""
    if _kind(sides.old[path]):
        return  # of an object or a list its members tell
    base, own = sides.base(path), _singular_words(last_name(path))
    for new in sides.free:
        name = _singular_words(last_name(new))
        near = _parent(new) == base or (name == own and _is_inside_new_object(sides, base, new))
        if near and _depth(new) == _depth(sides.carried(path)) and len(own) <= len(name) and _overlap(own, name):
            yield new


SPELLED_OTHERWISE = "spelled otherwise"
LOOKED_UP = "looked up"
"""The rule by which somebody knows what no rule can."""

RULES: tuple[MoveRule, ...] = (
    MoveRule(name=SPELLED_OTHERWISE, find=_spelled_otherwise, certain=True),
    MoveRule(name="renamed with its resource", find=_renamed_with_resource),
    MoveRule(name="the same words", find=_same_words),
    MoveRule(name="the same name in a new object", find=_inside_new_object),
    MoveRule(name="one name within the other", find=_one_name_within_the_other),
    MoveRule(name="the same values", find=_same_values),
    MoveRule(name="the same end of a range", find=_same_end_of_a_range),
    MoveRule(name="the same time", find=_same_time),
    MoveRule(name="names alike, types not", find=_alike_but_of_another_type, deciding=False),
)
"""In this order: what is decided by a rule above is not looked at by one below."""

IN_EACH_GROUP = "one in each group"
_BEFORE_CALLS = 4
"""So many of the rules come before calls are asked: a list with a call of its own is not one of a longer name."""


def find_moves(
    old: Mapping[str, ValueContract],
    new: Mapping[str, ValueContract],
    renamings: tuple[Renaming, ...],
    calls_instead: Callable[[str], tuple[str, tuple[RequestLine, ...]]] | None = None,
    known: Mapping[str, Move] = MappingProxyType({}),
) -> Moves:
    """Return a verdict for each name of `old` that `new` does not have.

    `old` and `new` are the values of one part by name or dotted path. `calls_instead` returns for an old name the rule
    and the requests that do its job now, none where there are none. `known` are the verdicts on old names that no rule
    is asked about. What stands below a name that is gone, or has a
    call of its own, or is no longer an object, has no verdict of its own; nor has what moved with its object and is
    called there as before.
    """
    sides = Sides(old, new, renamings)
    moves = {path: move for path, move in known.items() if path not in sides.lost}
    for level in _levels(sides.lost):
        moves |= {path: known[path] for path in level if path in known}
        sides.moved |= {path: known[path].after[0] for path in level if path in known and known[path].is_pair}
        open_names = [path for path in level if path not in known and not _is_settled(sides, moves, path)]
        for number, rule in enumerate(RULES):
            if number == _BEFORE_CALLS and calls_instead is not None:
                _ask_for_calls(moves, open_names, calls_instead)
            _apply(rule, sides, moves, [path for path in open_names if path not in moves])
        for path in open_names:
            moves.setdefault(path, Move(before=path, verdict=Verdict.GONE))
    return Moves(verdicts=tuple(_without_dissolved(moves)), pairs=sides.moved)


def holders(path: str) -> tuple[str, ...]:
    """Return the paths that hold a path, outermost first: `a`, `a[]` for `a[].b`."""
    marks = [number for number, character in enumerate(path) if character in ".[" and number]
    return tuple(path[:number] for number in marks)


def last_name(path: str) -> str:
    """Return the last name in a path, that of a filter without its brackets: `c` of `a.b[].c` and of `filter[c]`."""
    return path.removesuffix("]").replace("[", ".").replace("]", "").rpartition(".")[2]


def _apply(rule: MoveRule, sides: Sides, moves: dict[str, Move], paths: list[str]) -> None:
    """Decide by one rule on names that no rule before it has decided on.

    Nothing is decided where two old names have the same new one: both get it as their candidate.
    """
    proposals = {path: tuple(dict.fromkeys(rule.find(sides, path))) for path in paths}
    for path, candidates in proposals.items():
        if not candidates:
            continue
        alone = rule.deciding and all(
            set(candidates).isdisjoint(others) for other, others in proposals.items() if other != path
        )
        if alone and len(candidates) == 1:
            sides.moved[path] = candidates[0]
            moves[path] = Move(
                before=path,
                verdict=Verdict.MOVED,
                after=candidates,
                rule=rule.name,
                certain=rule.certain,
                is_pair=True,
            )
        elif alone and _is_one_in_each_group(sides, candidates):
            moves[path] = Move(before=path, verdict=Verdict.MOVED, after=candidates, rule=IN_EACH_GROUP)
        else:
            moves[path] = Move(before=path, verdict=Verdict.CANDIDATES, after=candidates, rule=rule.name)


def _ask_for_calls(
    moves: dict[str, Move], paths: list[str], calls_instead: Callable[[str], tuple[str, tuple[RequestLine, ...]]]
) -> None:
    for path in paths:
        if path not in moves:
            rule, calls = calls_instead(path)
            if calls:
                moves[path] = Move(before=path, verdict=Verdict.CALL, calls=calls, rule=rule)


def _levels(paths: Iterable[str]) -> Iterator[list[str]]:
    """Yield the names by depth, objects before what they hold."""
    by_depth: dict[int, list[str]] = {}
    for path in sorted(paths):
        by_depth.setdefault(len(holders(path)), []).append(path)
    return (by_depth[depth] for depth in sorted(by_depth))


def _is_settled(sides: Sides, moves: Mapping[str, Move], path: str) -> bool:
    """Tell whether what became of a name is said with what holds it, or it moved with that and has the same name."""
    if sides.carried(path) in sides.gained and sides.carried(path) != path:
        sides.moved[path] = sides.carried(path)
        return True
    for above in holders(path):
        moved_to = sides.moved.get(above)
        if sides.retyped(above) or (moved_to and _container(sides.old[above]) != _container(sides.new[moved_to])):
            return True
        move = moves.get(above)
        if move is not None and (move.verdict is Verdict.CANDIDATES or len(move.after) > 1):
            return True
        if move is not None and move.verdict is not Verdict.MOVED and _container(sides.old[above]) != "object":
            return True
    return False


def _without_dissolved(moves: Mapping[str, Move]) -> Iterator[Move]:
    """Yield the verdicts without those that say nothing more.

    What is gone with the object that held it, or is got by that object's call, is told with the object; of an object
    that is gone while something in it has moved, the members tell.
    """
    gone = {path for path, move in moves.items() if move.verdict is Verdict.GONE}
    by_call = {path for path, move in moves.items() if move.verdict is Verdict.CALL}
    kept = {above for path in moves.keys() - gone for above in holders(path)}
    for path, move in sorted(moves.items()):
        told_above = by_call | (gone - kept)
        if path not in gone or (path not in kept and told_above.isdisjoint(holders(path))):
            yield move


def _is_one_in_each_group(sides: Sides, candidates: tuple[str, ...]) -> bool:
    """Tell whether names are the same field in each of several objects beside each other that have it."""
    groups = {_parent(path) for path in candidates}
    around = {_parent(group) for group in groups}
    if len(groups) != len(candidates) or len(around) != 1 or len({last_name(path) for path in candidates}) != 1:
        return False
    (holder,) = around
    beside = {path for path in sides.new if _parent(path) == holder and _container(sides.new[path]) == "object"}
    return bool(holder) and beside == groups


def _beside(sides: Sides, path: str, *, any_type: bool = False) -> Iterator[str]:
    """Yield the new names in the object that an old name was in, of containers if it was one."""
    base = sides.base(path)
    for new in sides.free:
        if _parent(new) == base and (any_type or _kind(sides.old[path]) == _kind(sides.new[new])):
            yield new


def _comparable(sides: Sides, path: str, new: str) -> bool:
    """Tell whether two names are in as many lists, and both containers or neither."""
    return _depth(sides.carried(path)) == _depth(new) and _kind(sides.old[path]) == _kind(sides.new[new])


def _is_inside_new_object(sides: Sides, base: str, new: str) -> bool:
    """Tell whether a new name is below `base`, inside an object that is new there or was none before."""
    if base and not new.startswith(f"{base}."):
        return False
    between = [above for above in holders(new) if len(above) > len(base)]
    return bool(between) and (between[0] in sides.gained or sides.retyped(between[0]))


def replaced(own: Words, renaming: Renaming) -> Words:
    """Return a name's words with those of a renaming replaced where they stand in it."""
    length = len(renaming.before)
    for start in range(len(own) - length + 1):
        if own[start : start + length] == renaming.before:
            return (*own[:start], *renaming.after, *own[start + length :])
    return own


def _without_word_for_time(path: str) -> Words | None:
    """Return the words of a name without a last one that says that it is a time; `None` where none does."""
    own = _singular_words(last_name(path))
    return own[:-1] if len(own) > 1 and own[-1] in _WORDS_FOR_TIME else None


def _overlap(one_name: Words, other_name: Words) -> int:
    """Return the number of words of the shorter name where they stand in order within the longer one, else 0."""
    shorter, longer = sorted((one_name, other_name), key=len)
    starts = range(len(longer) - len(shorter) + 1)
    return len(shorter) if any(longer[start : start + len(shorter)] == shorter for start in starts) else 0


def _singular_words(path: str) -> Words:
    """Return the words of all names in a path, each in the singular."""
    return tuple(map(singular, words(path)))


def _same_type(old: ValueContract, new: ValueContract) -> bool:
    """Tell whether two values have a JSON type in common; an integer is a number."""
    numbers = [value.types | {"number"} if "integer" in value.types else value.types for value in (old, new)]
    return bool(numbers[0] & numbers[1]) or "any" in old.types | new.types


def _normal_values(value: ValueContract) -> frozenset[str]:
    """Return the texts of an enum in one spelling."""
    return frozenset(normal_spelling(text) for text in value.enum or () if isinstance(value_of(text), str))


def normal_spelling(text: str) -> str:
    """Return a value, given as JSON text, in a spelling that others of it share.

    It is without case, blanks, signs and double letters: `privateView` and `private_view`, `cancelled` and `canceled`.
    """
    letters = [character for character in text.lower() if character.isalnum()]
    return "".join(
        letter for letter, before in zip(letters, ["", *letters], strict=False) if letter != before or letter.isdigit()
    )


def _kind(value: ValueContract) -> str:
    """Return `array`, `object` or nothing, for a scalar."""
    return next(iter(sorted(value.types & _CONTAINERS)), "")


def _container(value: ValueContract) -> str:
    """Return `array`, `map`, `object` or nothing, for a scalar."""
    return "map" if any(text.startswith("map") for text in value.words) else _kind(value)


def _parent(path: str) -> str:
    """Return what holds a name directly: `a.b[]` of `a.b[].c`, nothing of `filter[a]`."""
    if not path.endswith("]"):
        return path.rpartition(".")[0]
    above = path.rpartition("[")[0]
    return above if "[" in above else ""


def _depth(path: str) -> int:
    return path.count("[]") + path.count(".*")


def _is_name(path: str) -> bool:
    return bool(path) and not path.endswith(("[]", ".*"))


def _sent(value: ValueContract | None) -> bool:
    return value is not None and value.sent
