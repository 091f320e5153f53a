"""Inconsistencies → what is odd about one call or webhook, for its own file: each with what to do about it.

They are the findings of `inconsistencies.md`, told from where they bite. Kinds that change nothing for who makes the
call (the name of a path parameter, a component that nothing uses) have no words here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from ampeco_refgen.infer.inconsistency_model import Inconsistency, InconsistencyKind, InconsistencySide
from ampeco_refgen.infer.inconsistency_texts import QUANTITIES
from ampeco_refgen.infer.naming import spelled
from ampeco_refgen.infer.occurrences import FieldPlace, Location
from ampeco_refgen.markdown.text import code
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.call_names import calls_of, few_calls, names_of

PARAMETERS, BODY, RESPONSE, WEBHOOK = "parameters", "body", "response", "payload"
"""The parts of a call, and that of a webhook, that something is odd about."""
_ALL_PARTS = (PARAMETERS, BODY, RESPONSE, WEBHOOK)
_PARTS = {Location.BODY: BODY, Location.RESPONSE: RESPONSE, Location.WEBHOOK: WEBHOOK}


class Oddity(NamedTuple):
    """What is odd: of which part, the name it is about, and the words that follow it."""

    part: str
    name: str
    words: str


_Words = Callable[[BundlePlan, Inconsistency, str], Iterator[Oddity]]
"""Yields what an inconsistency means for one operation (by key) or webhook (by name)."""


class Oddities:
    """Gives the lines on what is odd about each call and webhook of a bundle."""

    def __init__(self, plan: BundlePlan) -> None:
        self._plan = plan
        self._by_owner: dict[str, list[Inconsistency]] = {}
        for inconsistency in plan.inconsistencies:
            if inconsistency.kind in _WORDS:
                for owner in _owners(inconsistency):
                    self._by_owner.setdefault(owner, []).append(inconsistency)

    def of(self, owner: str) -> dict[str, tuple[str, ...]]:
        """Return the lines for an operation, by its key, or a webhook, by its name, by the part that they are about."""
        names: dict[tuple[str, str], dict[str, None]] = {}
        for inconsistency in self._by_owner.get(owner, ()):
            for oddity in _WORDS[inconsistency.kind](self._plan, inconsistency, owner):
                names.setdefault((oddity.part, oddity.words), {})[oddity.name] = None
        lines: dict[str, tuple[str, ...]] = dict.fromkeys(_ALL_PARTS, ())
        for (part, words), about in names.items():
            lines[part] += wrap(f"- {names_of(about)}: {words}", indent="  ")
        return lines


def _owners(inconsistency: Inconsistency) -> tuple[str, ...]:
    """Return the operations and webhooks that an inconsistency is about, each once."""
    owners = dict.fromkeys(owner for side in inconsistency.sides for owner in _owners_of(side))
    if inconsistency.kind is InconsistencyKind.WEBHOOK_WITHOUT_PAYLOAD:
        owners |= dict.fromkeys(name for side in inconsistency.sides for name in side.values)
    return tuple(owners)


def _owners_of(side: InconsistencySide) -> tuple[str, ...]:
    return (*(owner for place in side.places for owner in place.owners), *side.operations)


def _part(place: FieldPlace) -> str:
    return _PARTS.get(place.location, PARAMETERS)


def _places(side: InconsistencySide, owner: str) -> Iterator[FieldPlace]:
    """Yield the places of a side in one operation or webhook."""
    return (place for place in side.places if owner in place.owners)


def _same_words(words: str) -> _Words:
    """Return what says the same of every place."""

    def say(_: BundlePlan, inconsistency: Inconsistency, owner: str) -> Iterator[Oddity]:
        for side in inconsistency.sides:
            yield from (Oddity(_part(place), place.path, words) for place in _places(side, owner))

    return say


def _filter_values(_: BundlePlan, inconsistency: Inconsistency, owner: str) -> Iterator[Oddity]:
    taken, had = inconsistency.sides
    by_spelling = {spelled(value): value for value in had.values}
    pairs = {value: by_spelling[spelled(value)] for value in taken.values if spelled(value) in by_spelling}
    others = [value for value in taken.values if value not in pairs]
    unasked = [value for value in had.values if value not in pairs.values()]
    for place in _places(taken, owner):
        field = code(had.places[0].path)
        if pairs:
            told = ", ".join(f"{code(value)} for {code(other)}" for value, other in pairs.items())
            yield Oddity(PARAMETERS, place.path, f"spells values otherwise than {field} in the response: send {told}")
        if others:
            lacking = f", and not {names_of(unasked)}, which it may be" if unasked else ""
            words = f"takes {names_of(others)}, which {field} in the response is never declared to be{lacking}"
            yield Oddity(PARAMETERS, place.path, f"{words}: send the filter's own spelling, and check what comes back")


def _filter_type(_: BundlePlan, inconsistency: Inconsistency, owner: str) -> Iterator[Oddity]:
    asked, given = inconsistency.sides
    for place in _places(asked, owner):
        field = code(given.places[0].path)
        yield Oddity(
            PARAMETERS,
            place.path,
            f"declared as {asked.way}, but {field} in the response is text: send the text as it is",
        )


def _enum_spelling(_: BundlePlan, inconsistency: Inconsistency, owner: str) -> Iterator[Oddity]:
    for own in inconsistency.sides:
        for place in _places(own, owner):
            mine = {spelled(value): value for value in own.values}
            for other in inconsistency.sides:
                apart = [value for value in other.values if mine.get(spelled(value), value) != value]
                # Where a field of the same name is elsewhere, or nearly everybody else spells it so.
                alike = [there for there in other.places if _last(there) == _last(place)]
                others = alike or (other.places if _labels(own.places) < _labels(other.places) else [])
                if apart and others:
                    here = names_of(mine[spelled(value)] for value in apart)
                    words = f"{here} here, but {names_of(apart)} {_elsewhere(others, place)}"
                    sent = place.location is Location.BODY
                    advice = "send it as here" if sent else "compare without case, blanks and `_`"
                    yield Oddity(_part(place), place.path, f"{words}: {advice}")


def _last(place: FieldPlace) -> str:
    return place.path.rpartition(".")[2]


def _labels(places: Iterable[FieldPlace]) -> int:
    """Return of how many resources and webhooks places are."""
    return len({place.label for place in places})


def _elsewhere(places: Iterable[FieldPlace], place: FieldPlace) -> str:
    """Return places by resource or webhook, those of one field together: in `a`, `b`; as `x` in `c`."""
    labels: dict[str, dict[str, None]] = {}
    for other in places:
        kind = "webhook " if other.location is Location.WEBHOOK else ""
        labels.setdefault(other.path, {})[f"{kind}{code(other.label.removeprefix('resources/'))}"] = None
    return "; ".join(
        f"{'' if path == place.path else f'as {code(path)} '}in {', '.join(where)}" for path, where in labels.items()
    )


def _response_differs(plan: BundlePlan, inconsistency: Inconsistency, owner: str) -> Iterator[Oddity]:
    for own in inconsistency.sides:
        for place in _places(own, owner):
            for other in inconsistency.sides:
                if other is own:
                    continue
                calls = few_calls(plan, dict.fromkeys(key for there in other.places for key in there.owners))
                if own.way:
                    yield Oddity(RESPONSE, place.path, f"{own.way} here, {other.way} in {calls}: accept both")
                elif other.values:
                    words = f"may be {names_of(other.values)} in {calls}, though not declared so here: accept it"
                    yield Oddity(RESPONSE, place.path, words)


def _body_names(_: BundlePlan, inconsistency: Inconsistency, owner: str) -> Iterator[Oddity]:
    sent, back = inconsistency.sides
    for place in _places(sent, owner):
        yield Oddity(BODY, place.path, f"comes back as {names_of(back.values)}: do not send back what was read")


def _id_types(_: BundlePlan, inconsistency: Inconsistency, owner: str) -> Iterator[Oddity]:
    """Tell of bodies that ask for another type than most places give, and of names that are no part of an object."""
    for own in inconsistency.sides:
        for place in _places(own, owner):
            for other in inconsistency.sides:
                alike = [there for there in other.places if there.path == place.path]
                mine = [there for there in own.places if there.path == place.path]
                if other is not own and place.location is Location.BODY and _labels(mine) < _labels(alike):
                    words = f"a {own.way} here, but a {other.way} {_elsewhere(alike, place)}: send a {own.way}"
                    yield Oddity(BODY, place.path, f"{words}; whether it is the same identifier is not said")


def _wrapping_differs(plan: BundlePlan, inconsistency: Inconsistency, owner: str) -> Iterator[Oddity]:
    wrapped, bare = inconsistency.sides
    own, others = (bare, wrapped) if owner in bare.operations else (wrapped, bare)
    ways = ("not there in this answer", "there in") if own is bare else ("there in this answer", "not in")
    yield Oddity(RESPONSE, "data", f"{ways[0]}, but {ways[1]} that of {few_calls(plan, others.operations)}")


def _callback_expression(_: BundlePlan, inconsistency: Inconsistency, owner: str) -> Iterator[Oddity]:
    said, *there = inconsistency.sides
    if owner in said.operations:
        fields = " or ".join(code(side.values[0]) for side in there)
        instead = f": give the address in {fields}" if fields else ""
        words = f"the address that callbacks are said to go to, but the body has no such field{instead}"
        yield Oddity(BODY, said.values[0], words)


def _webhooks(plan: BundlePlan, inconsistency: Inconsistency, owner: str) -> Iterator[Oddity]:
    """Tell of webhooks that cannot be chosen; those without a payload stand in the list of webhooks."""
    field = inconsistency.subject
    for side in inconsistency.sides:
        if side.way != "with a payload only":
            continue
        if owner in side.operations:
            words = (
                f"does not take {names_of(side.values)}, which is described as a webhook: it cannot be subscribed to"
            )
            yield Oddity(BODY, field, words)
        elif owner in side.values:
            calls = calls_of(plan, side.operations)
            words = f"no value of {code(field)} in {calls}, so that it cannot be subscribed to there"
            yield Oddity(WEBHOOK, owner, words)


def _include_only(_: BundlePlan, inconsistency: Inconsistency, owner: str) -> Iterator[Oddity]:
    for place in _places(inconsistency.sides[0], owner):
        yield Oddity(
            RESPONSE, place.path, f"may be missing unless asked for by the include {_include(inconsistency, place)}"
        )


def _include_missing(_: BundlePlan, inconsistency: Inconsistency, owner: str) -> Iterator[Oddity]:
    for place in _places(inconsistency.sides[0], owner):
        words = f"may be missing: the include {_include(inconsistency, place)} cannot be asked for here"
        yield Oddity(_part(place), place.path, words)


def _include(inconsistency: Inconsistency, place: FieldPlace) -> str:
    """Return the include that a field comes with; one of its own name is not named, so that several share a line."""
    names = inconsistency.sides[0].values
    return "of its name" if names == (_last(place),) else " or ".join(map(code, names))


def _include_without_field(_: BundlePlan, inconsistency: Inconsistency, owner: str) -> Iterator[Oddity]:
    if owner in inconsistency.sides[0].operations:
        words = "an include, but no field of the response has its name: look at an answer for what it brings"
        yield Oddity(RESPONSE, inconsistency.subject, words)


def _both(told: str) -> _Words:
    """Return what names the two sides of something that is said and declared; `told` has a place for each."""

    def say(_: BundlePlan, inconsistency: Inconsistency, owner: str) -> Iterator[Oddity]:
        said, declared = inconsistency.sides
        for place in _places(said, owner):
            words = told.format(names_of(said.values), names_of(declared.values))
            yield Oddity(_part(place), place.path, words)

    return say


def _unit(_: BundlePlan, inconsistency: Inconsistency, owner: str) -> Iterator[Oddity]:
    said, named = inconsistency.sides
    unit, name = said.values[0], named.values[0]
    ways = (f"in {code(name)}", f"in {code(unit)}")
    if name not in QUANTITIES:
        ways = (name, f"{QUANTITIES[unit]} ({code(unit)})")
    for place in _places(said, owner):
        words = f"{ways[0]} by its name, but {ways[1]} by its description"
        yield Oddity(_part(place), place.path, f"{words}: check a value that you know before you convert")


def _example(_: BundlePlan, inconsistency: Inconsistency, owner: str) -> Iterator[Oddity]:
    example, schema = inconsistency.sides
    misfit = f"no {schema.values[0]}: go by the type" if schema.values else "none of its values: go by these"
    for place in _places(example, owner):
        yield Oddity(_part(place), place.path, f"the document's example {names_of(example.values)} is {misfit}")


_WORDS: Mapping[InconsistencyKind, _Words] = {
    InconsistencyKind.FILTER_VALUES: _filter_values,
    InconsistencyKind.FILTER_TYPE: _filter_type,
    InconsistencyKind.ENUM_SPELLING: _enum_spelling,
    InconsistencyKind.RESPONSE_DIFFERS: _response_differs,
    InconsistencyKind.BODY_NAMES: _body_names,
    InconsistencyKind.ID_TYPES: _id_types,
    InconsistencyKind.WRAPPING_DIFFERS: _wrapping_differs,
    InconsistencyKind.READ_ONLY_REQUIRED: _same_words("required, but read-only: leave it out"),
    InconsistencyKind.REQUIRED_UNDECLARED: _same_words("required, but described nowhere: do not rely on its form"),
    InconsistencyKind.CALLBACK_EXPRESSION: _callback_expression,
    InconsistencyKind.WEBHOOK_WITHOUT_PAYLOAD: _webhooks,
    InconsistencyKind.INCLUDE_ONLY: _include_only,
    InconsistencyKind.INCLUDE_MISSING: _include_missing,
    InconsistencyKind.INCLUDE_WITHOUT_FIELD: _include_without_field,
    InconsistencyKind.SAID_REQUIRED: _same_words("required by its description, though not by the schema: send it"),
    InconsistencyKind.SAID_OPTIONAL: _same_words("optional by its description, but required by the schema: send it"),
    InconsistencyKind.SAID_READ_ONLY: _same_words(
        "read-only by its description, though the body takes it: sending it may have no effect"
    ),
    InconsistencyKind.SAID_DEPRECATED: _same_words(
        "deprecated by its description, without the mark: do not build on it"
    ),
    InconsistencyKind.SAID_NULLABLE: _same_words(
        "may be null by its description, not by the schema: accept null, try it before you send it"
    ),
    InconsistencyKind.SAID_DEFAULT: _both("its default is {} by its description, {} by the schema: send what you mean"),
    InconsistencyKind.SAID_LIMIT: _both("limited to {} by its description, to {} by the schema: keep to the narrower"),
    InconsistencyKind.SAID_FORM: _both("written as {} by its description, but declared with {}: try the former first"),
    InconsistencyKind.IMPOSSIBLE_UNIT: _unit,
    InconsistencyKind.INVALID_EXAMPLE: _example,
}
