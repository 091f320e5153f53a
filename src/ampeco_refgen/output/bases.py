"""Which list of fields holds another one, all but a few of its rows: it states its own rows, and links to the rest.

The other list, its base, is always stated in full. A row is the same only if all is that its line would say: path,
type, limits, marks, values and words. Decided by structure, as all places are, and by looking rows up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec import Struct

from ampeco_refgen.catalog.fields import Choice, Fields, Row
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.output.homes import Home, ShapeKey
from ampeco_refgen.output.identity import Identity, Rows, is_below

_WORTH_A_LINK = 140
"""Characters, about, that must be spared."""
_MOST_EXCEPTIONS = 8
_MOST_OF_A_BASE = 0.75
"""The part of the base's rows that must be the same: it is to be the same kind of thing, or a part of it."""
_COMMON = 40
"""A row of more lists than this tells nothing of which two are alike."""


class Base(Struct, frozen=True, kw_only=True, eq=False):
    """What a list has from the one at `home`: all but the fields `without`; `own` are the rows that it states itself.

    `different` tells that some of them stand there in another form, `further` that some do not stand there.
    """

    home: Home
    without: tuple[str, ...]
    own: tuple[Row, ...]
    different: bool
    further: bool


class _Listed(Struct, frozen=True, kw_only=True, eq=False):
    """A list of fields to be compared: its rows by what they say; `home` is empty for the payload of a webhook."""

    key: ShapeKey
    home: Home | None
    rows: tuple[Row, ...]
    identities: tuple[Identity, ...]
    weights: dict[Identity, int]
    paths: frozenset[str]
    deprecated: bool


class _Match(Struct, frozen=True, kw_only=True, eq=False):
    spared: int
    listed: _Listed
    base: _Listed
    without: tuple[str, ...]


def find_bases(
    fields: Fields, known: Rows, places: Mapping[ShapeKey, tuple[Shape, Home | None]]
) -> dict[ShapeKey, Base]:
    """Return the base of each list of fields that is better for one; `places` are their shapes, and where they are."""
    lists = [_listed(known, key, home, fields.rows(shape, key[1])) for key, (shape, home) in places.items()]
    bases: dict[ShapeKey, Base] = {}
    taken: set[ShapeKey] = set()
    for match in sorted(_matches(lists), key=lambda match: -match.spared):
        listed, base = match.listed, match.base
        if listed.key not in bases and listed.key not in taken and base.key not in bases:
            bases[listed.key] = _base(match)
            taken.add(base.key)
    return bases


def _base(match: _Match) -> Base:
    listed, base = match.listed, match.base
    assert base.home is not None
    pairs = zip(listed.rows, listed.identities, strict=True)
    own = tuple(row for row, identity in pairs if identity not in base.weights)
    known = [row.path in base.paths for row in own]
    return Base(home=base.home, without=match.without, own=own, different=any(known), further=not all(known))


def _listed(known: Rows, key: ShapeKey, home: Home | None, rows: tuple[Row, ...]) -> _Listed:
    identities = tuple(known.identity(row, key) for row in rows)
    return _Listed(
        key=key,
        home=home,
        rows=rows,
        identities=identities,
        weights=dict(zip(identities, map(known.weight, rows), strict=True)),
        paths=frozenset(row.path for row in rows),
        deprecated=home is None or all(use.deprecated for use in home.uses),
    )


def _matches(lists: list[_Listed]) -> Iterator[_Match]:
    """Yield every two lists of which one may be the base of the other, found by the rows that they share."""
    having: dict[Identity, list[int]] = {}
    for number, listed in enumerate(lists):
        for identity in listed.weights:
            having.setdefault(identity, []).append(number)
    for number, listed in enumerate(lists):
        shared: Counter[int] = Counter()
        for identity, weight in listed.weights.items():
            if len(having[identity]) <= _COMMON:
                shared.update(dict.fromkeys(having[identity], weight))
        for other, spared in shared.items():
            if other != number and spared > _WORTH_A_LINK and (match := _match(listed, lists[other], spared)):
                yield match


def _match(listed: _Listed, base: _Listed, spared: int) -> _Match | None:
    if base.home is None or (base.deprecated and not listed.deprecated):
        return None
    without = _exceptions(listed, base)
    spared -= sum(len(path) + 4 for path in without or ())
    same = len(base.weights.keys() & listed.weights.keys())
    if without is None or spared <= _WORTH_A_LINK or same < _MOST_OF_A_BASE * len(base.rows):
        return None
    return _Match(spared=spared, listed=listed, base=base, without=without)


def _exceptions(listed: _Listed, base: _Listed) -> tuple[str, ...] | None:
    """Return the fields of the base that a list lacks, without those below them; `None` where names do not tell."""
    found: list[str] = []
    for row in base.rows:
        if row.path not in listed.paths and not any(row.path == one or is_below(row.path, one) for one in found):
            found.append(row.path)
    if len(found) > _MOST_EXCEPTIONS or any(is_below(path, one) for path in listed.paths for one in found):
        return None
    kept = [path for path in _choices(base) if not any(path == one or is_below(path, one) for one in found)]
    told = all(kept.count(path) == _choices(listed).count(path) == 1 for path in kept)
    return tuple(dict.fromkeys(found)) if told else None


def _choices(listed: _Listed) -> list[str]:
    """Return the paths of the unions in a list: a field of that path may be there without one."""
    return [row.path for row in listed.rows if isinstance(row, Choice)]
