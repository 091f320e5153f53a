"""What the variants of a union have in common and what tells them apart: for `fields.py`, which makes rows of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from ampeco_refgen.catalog.shape import Member, Shape, Union
from ampeco_refgen.jsonvalue import JsonText

Condition: TypeAlias = tuple[str, tuple[JsonText, ...]]
"""A property and the values of it that select a variant."""


def alternatives(shape: Shape) -> Iterator[Shape]:
    """Yield the variants of a shape and, in depth, of their unions, each once; the shape itself where it has none."""
    pending, seen = [shape], {shape.key}
    while pending:
        one = pending.pop()
        if not one.unions:
            yield one
        below = [variant for union in one.unions for variant in union.variants]
        fresh = [variant for key, variant in {variant.key: variant for variant in below}.items() if key not in seen]
        seen.update(variant.key for variant in fresh)
        pending += reversed(fresh)


def alike_in(
    union: Union, variants: list[Shape], required: frozenset[str], hidden: frozenset[str]
) -> list[tuple[tuple[int, ...], Member]]:
    """Return the members that two or more variants, but not all, have just alike, with the variants' numbers."""
    found: dict[tuple[str, tuple[int, ...], bool], list[int]] = {}
    members: dict[tuple[str, tuple[int, ...], bool], Member] = {}
    for number, (variant, shape) in enumerate(zip(union.variants, variants, strict=True), 1):
        for member in shape.members if not variant.link else ():
            key = (member.name, member.shape.key, member.required or member.name in required)
            found.setdefault(key, []).append(number)
            members.setdefault(key, member)
    return [
        (tuple(numbers), members[key]) for key, numbers in found.items() if len(numbers) > 1 and key[0] not in hidden
    ]


def in_all(member: Member, variants: list[Shape], required: frozenset[str]) -> bool:
    """Tell whether every variant has this very member, required or not alike."""
    for variant in variants:
        other = variant.member(member.name)
        if other is None or other.shape.key != member.shape.key:
            return False
        if other.required != member.required and member.name not in required:
            return False
    return True


def conditions_of(variants: list[Shape]) -> list[Condition | None]:
    """Derive what selects each variant: a property that all have, with enums that do not overlap."""
    for member in sorted(variants[0].members, key=lambda member: (not member.required, member.name)):
        if not member.shape.enum:
            continue
        others = [variant.member(member.name) for variant in variants]
        enums = [other.shape.enum for other in others if other is not None and other.shape.enum]
        if len(enums) == len(variants) and len({text for enum in enums for text in enum}) == sum(map(len, enums)):
            return [(member.name, enum) for enum in enums]
    return [None] * len(variants)
