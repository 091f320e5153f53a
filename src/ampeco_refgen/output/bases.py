"""Which list of fields holds another one, all but a few of its rows: it states its own rows, and links to the rest.

It may hold it below one of its fields, as a webhook does that carries an entity.
The other list, its base, is always stated in full. A row is the same only if all is that its line would say: path,
type, limits, marks, values and words. Decided by structure, as all places are, and by looking rows up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec import Struct

from ampeco_refgen.catalog.fields import Choice, Field, Fields, Row, ShapeKey
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.names import is_below, onward
from ampeco_refgen.output.homes import Home
from ampeco_refgen.output.identity import Identity, Rows

_WORTH_A_LINK = 140
"""Characters, about, that must be spared."""
_MOST_EXCEPTIONS = 8
_MOST_OF_A_BASE = 0.75
"""The part of the base's rows that must be the same: it is to be the same kind of thing, or a part of it."""
_ROWS_OF_AN_ENTITY = 10
_COMMON = 40
"""A row of more lists than this tells nothing of which two are alike."""


class Base(Struct, frozen=True, kw_only=True, eq=False):
    """What a list has from the one at `home`: all but the fields `without`; `own` are the rows that it states itself.

    They are below the path `below`, unless it is empty. `different` tells that some of its own rows there stand in
    the base in another form, `further` that some do not stand in it.
    """

    home: Home
    below: str
    without: tuple[str, ...]
    own: tuple[Row, ...]
    different: bool
    further: bool


class _Listed(Struct, frozen=True, kw_only=True, eq=False):
    """A list of fields to be compared: its rows by what they say, and their paths, relative to the path `below`.

    `home` is empty for what cannot be a base: the payload of a webhook, and what is below a field. `whole` has the
    rows that are not below it, too.
    """

    key: ShapeKey
    home: Home | None
    below: str
    whole: tuple[Row, ...]
    identities: dict[Row, Identity]
    paths: dict[Row, str]
    weights: dict[Identity, int]
    named: frozenset[str]
    choices: tuple[str, ...]
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
    lists = [
        listed
        for key, (shape, home) in places.items()
        for listed in _lists(known, key, home, fields.rows(shape, key[1]))
    ]
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
    own = tuple(row for row in listed.whole if listed.identities.get(row) not in base.weights)
    there = [listed.paths[row] in base.named for row in own if row in listed.paths]
    return Base(
        home=base.home,
        below=listed.below,
        without=match.without,
        own=own,
        different=any(there),
        further=not all(there),
    )


def _lists(known: Rows, key: ShapeKey, home: Home | None, rows: tuple[Row, ...]) -> Iterator[_Listed]:
    """Yield a list, and what is below each of its outer fields that holds enough to be compared."""
    past = home is None or all(use.deprecated for use in home.uses)
    yield _listed(known, key, home, rows, "", past)
    if len(rows) <= _ROWS_OF_AN_ENTITY:
        return
    inside = Counter([row.path.partition(".")[0].removesuffix("[]") for row in rows])
    for row in rows:
        if isinstance(row, Field) and inside[row.path] > _ROWS_OF_AN_ENTITY:
            below = row.path if row.shape.items is None else f"{row.path}[]"
            yield _listed(known, key, None, rows, below, past)


def _listed(
    known: Rows, key: ShapeKey, home: Home | None, rows: tuple[Row, ...], below: str, deprecated: bool
) -> _Listed:
    lead = f"{below}." if below else ""
    inside = [row for row in rows if row.path.startswith(lead)]
    identities = {row: known.identity(row, key, lead) for row in inside}
    paths = {row: row.path[len(lead) :] for row in inside}
    return _Listed(
        key=key,
        home=home,
        below=below,
        whole=rows,
        identities=identities,
        paths=paths,
        weights={identities[row]: known.weight(row) for row in inside},
        named=frozenset(paths.values()),
        choices=tuple(path for row, path in paths.items() if isinstance(row, Choice)),
        deprecated=deprecated,
    )


def _matches(lists: list[_Listed]) -> Iterator[_Match]:
    """Yield every two lists of which one may be the base of the other, found by the rows that they share."""
    having: dict[Identity, list[int]] = {}
    for number, listed in enumerate(lists):
        for identity in listed.weights:
            having.setdefault(identity, []).append(number)
    for number, listed in enumerate(lists):
        shared: dict[int, int] = {}
        for identity, weight in listed.weights.items():
            others = having[identity]
            if 1 < len(others) <= _COMMON:
                for other in others:
                    shared[other] = shared.get(other, 0) + weight
        for other, spared in shared.items():
            if other != number and spared > _WORTH_A_LINK and (match := _match(listed, lists[other], spared)):
                yield match


def _match(listed: _Listed, base: _Listed, spared: int) -> _Match | None:
    if base.home is None or (base.deprecated and not listed.deprecated):
        return None
    same = len(base.weights.keys() & listed.weights.keys())
    without = _exceptions(listed, base) if same >= _MOST_OF_A_BASE * len(base.whole) else None
    spared -= sum(len(path) + 4 for path in without or ())
    if without is None or spared <= _WORTH_A_LINK:
        return None
    return _Match(spared=spared, listed=listed, base=base, without=without)


def _exceptions(listed: _Listed, base: _Listed) -> tuple[str, ...] | None:
    """Return the fields of the base that a list lacks, without those below them; `None` where names do not tell."""
    found: list[str] = []
    for path in base.paths.values():
        if path not in listed.named and not (found and (path == found[-1] or is_below(path, found[-1]))):
            found.append(path)
    inside = tuple([beginning for path in found for beginning in onward(path)])
    if len(found) > _MOST_EXCEPTIONS or any(path.startswith(inside) for path in listed.named):
        return None
    kept = [path for path in base.choices if not any(path == one or is_below(path, one) for one in found)]
    told = all(kept.count(path) == listed.choices.count(path) == 1 for path in kept)
    return tuple(found) if told else None
