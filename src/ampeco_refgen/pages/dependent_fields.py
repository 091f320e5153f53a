"""Which fields a request sends together, and which it does not: what the texts of fields ask for, applied to a value.

The demands themselves are facts of the catalog (`catalog/demand_words.py`). Names that are none of the object's fields
are passed over, so that a sentence that was misread adds nothing that the schema does not have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ampeco_refgen.catalog.model import Demand
from ampeco_refgen.catalog.shape import Member
from ampeco_refgen.jsonvalue import JsonObject, JsonValue

_ROUNDS = 4
"""How often what was added is looked at again: a field may bring another, and that a third."""


class FieldsSentTogether:
    """The fields of one object that a client may send, and what their texts ask for."""

    def __init__(self, members: Sequence[Member]) -> None:
        self._members = {member.name: member for member in members}
        self._names = {name.lower(): name for name in self._members}

    def is_free(self, member: Member) -> bool:
        """Tell whether a field may be sent whatever else is: its text sets no condition."""
        return not any(demand.kind not in ("always", "brings") for demand in member.shape.demands)

    def completed(self, value: JsonObject, make: Callable[[Member], JsonValue]) -> JsonObject:
        """Return a value with the fields that texts ask for, which `make` makes, and without those they rule out."""
        value = self._without_rivals(value)
        for _ in range(_ROUNDS):
            missing = next(self._missing(value), None)
            added = {name: make(self._members[name]) for name in missing or ()}
            if not added:
                break
            value = self._without_rivals(value | added)
        return value

    def _missing(self, value: JsonObject) -> Iterator[tuple[str, ...]]:
        """Yield the names of fields that a text requires in addition to a value; those of a kind come together."""
        names = tuple(
            member.name
            for member in self._members.values()
            if member.name not in value and any(self._asks(demand, member, value) for demand in member.shape.demands)
        )
        brought = tuple(
            name
            for member in self._members.values()
            if member.name in value
            for demand in member.shape.demands
            if demand.kind == "brings"
            for name in self._known(demand.names)
            if name not in value
        )
        allowed = tuple(name for name in (*names, *brought) if not self._is_ruled_out(self._members[name], value))
        if allowed:
            yield allowed
        for member in self._members.values():
            for demand in member.shape.demands:
                rivals = [member.name, *self._known(demand.names)]
                if demand.kind == "either" and len(set(rivals)) > 1 and not value.keys() & rivals:
                    yield (self._preferred(rivals),)

    def _preferred(self, names: list[str]) -> str:
        """Return the one of several that a text allows whatever else is sent, the first of them if there are more."""
        return min(names, key=lambda name: (self._members[name].shape.deprecated, names.index(name)))

    def _asks(self, demand: Demand, member: Member, value: JsonObject) -> bool:
        """Tell whether a demand on a field makes it required beside what is sent."""
        if member.shape.deprecated:
            return False
        if demand.kind == "always":
            return True
        if demand.kind == "when":
            return self._holds(demand, value)
        return demand.kind == "for" and self._is_about(demand, value)

    def _holds(self, demand: Demand, value: JsonObject) -> bool:
        """Tell whether the field that a demand names has one of its values."""
        wanted = {text.lower() for text in demand.values}
        return any(_text(value[name]) in wanted for name in self._known(demand.names) if name in value)

    def _is_about(self, demand: Demand, value: JsonObject) -> bool:
        """Tell whether the words of a demand name a value that was chosen from those of an enum."""
        words = set(demand.values)
        chosen = (_text(value[name]) for name, member in self._members.items() if name in value and member.shape.enum)
        return any(text and set(text.split()) <= words for text in chosen)

    def _is_ruled_out(self, member: Member, value: JsonObject) -> bool:
        return any(demand.kind == "never" and self._holds(demand, value) for demand in member.shape.demands)

    def _without_rivals(self, value: JsonObject) -> JsonObject:
        """Return a value with one of several fields that exclude each other; the others are null, or left out.

        A field that the schema requires stays where it cannot be null: nothing could be sent otherwise.
        """
        kept = dict(value)
        for name in value:
            member = self._members.get(name)
            for demand in member.shape.demands if member is not None and kept.get(name) is not None else ():
                if demand.kind != "exclusive":
                    continue
                for other in self._known(demand.names):
                    if other != name and kept.get(other) is not None:
                        self._give_up(kept, other)
        return {name: part for name, part in kept.items() if name not in self._members or self._stays(name, value)}

    def _give_up(self, value: JsonObject, name: str) -> None:
        member = self._members[name]
        if not member.required:
            del value[name]
        elif member.shape.nullable:
            value[name] = None

    def _stays(self, name: str, value: JsonObject) -> bool:
        return self._members[name].required or not self._is_ruled_out(self._members[name], value)

    def _known(self, names: tuple[str, ...]) -> list[str]:
        """Return the fields of the object that are meant by names, which may be written otherwise or dotted."""
        meant = (self._names.get(name.rpartition(".")[2].lower()) for name in names)
        return [name for name in meant if name is not None]


def _text(value: JsonValue) -> str:
    """Return a scalar as a text writes it: `true`, `card`."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value).lower() if isinstance(value, str | int | float) else ""
