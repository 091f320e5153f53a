"""The alternatives of a union in two editions of a document: which are the same, which came and which went.

An alternative is recognised by the name of its component, by the values that select it, by its title, and last by its
members: mostly one of them holds from edition to edition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct

from ampeco_refgen.catalog.fields import Variant
from ampeco_refgen.catalog.shape import Shape, Shapes
from ampeco_refgen.jsonvalue import JsonText

_ALIKE = 0.5
"""Alternatives without a name are the same where they have more than this share of their members in common."""


class VariantContract(Struct, frozen=True, kw_only=True):
    """One alternative of a union, without the numbers of its document's schemas.

    `names` are the components that have its form; `values` those of the property `by` that select it, `mapped` whether
    a discriminator says so and not the enum of that property; `members` the names of its members.
    """

    names: tuple[str, ...] = ()
    title: str = ""
    by: str = ""
    values: tuple[JsonText, ...] = ()
    mapped: bool = False
    members: frozenset[str] = frozenset()

    @property
    def has_name(self) -> bool:
        """Tell whether there is more to know it by than its members."""
        return bool(self.names or self.title or self.values)

    def __str__(self) -> str:
        """Return what a reader knows it by: `Fox`, or what selects it, or its members."""
        name = self.title or next(iter(self.names), "")
        selected = f"{self.by} = {' or '.join(self.values)}" if self.values else ""
        if name:
            return f"{name} ({selected})" if selected else name
        return selected or f"an object with {', '.join(sorted(self.members))}"


VariantsByPath: TypeAlias = Mapping[str, tuple[VariantContract, ...]]
"""Dotted path of a union → its alternatives; those that several unions at one path have are there once."""


class VariantPairs(Struct, frozen=True, kw_only=True):
    """The alternatives at one path as numbers: those that both sides have, and those of one side only."""

    both: tuple[tuple[int, int], ...]
    removed: tuple[int, ...]
    added: tuple[int, ...]


def variant_contract(variant: Variant, shapes: Shapes) -> VariantContract | None:
    """Return what an alternative is known by; `None` for a scalar or a list, which its type tells."""
    shape = variant.shape
    if not (shape.members or isinstance(shape.values, Shape) or shape.patterns):
        return None
    by, values = variant.condition or ("", ())
    selecting = shape.member(by) if by else None
    return VariantContract(
        names=tuple(shapes.names_of(shape)),
        title=variant.title,
        by=by,
        values=tuple(values),
        mapped=bool(values) and (selecting is None or selecting.shape.enum is None),
        members=frozenset(member.name for member in shape.members),
    )


def variant_pairs(old: Sequence[VariantContract], new: Sequence[VariantContract]) -> VariantPairs:
    """Return which alternatives of a union are the same in two editions."""
    both: dict[int, int] = {}
    same: tuple[Callable[[VariantContract, VariantContract], bool], ...] = (
        lambda before, after: before == after,
        lambda before, after: bool(set(before.names) & set(after.names)),
        lambda before, after: before.by == after.by and bool(set(before.values) & set(after.values)),
        lambda before, after: bool(before.title) and before.title == after.title,
        _have_members_in_common,
    )
    for is_same in same:
        for number, before in enumerate(old):
            if number not in both:
                others = (place for place in range(len(new)) if place not in both.values())
                twin = next((place for place in others if is_same(before, new[place])), None)
                if twin is not None:
                    both[number] = twin
    return VariantPairs(
        both=tuple(sorted(both.items())),
        removed=tuple(number for number in range(len(old)) if number not in both),
        added=tuple(place for place in range(len(new)) if place not in both.values()),
    )


def selecting_values(variant: VariantContract) -> Iterator[str]:
    """Yield the values of a discriminator that select an alternative, each in words."""
    if variant.mapped:
        yield from (f"{variant.by} = {value}" for value in variant.values)


def _have_members_in_common(before: VariantContract, after: VariantContract) -> bool:
    """Tell whether two alternatives of which one has no name at least are more alike than not."""
    if before.names and after.names:
        return False
    everything = before.members | after.members
    return bool(everything) and len(before.members & after.members) > _ALIKE * len(everything)
