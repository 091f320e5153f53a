"""Names for the schemas of a Catalog in its file, where a number would move on with every schema that comes before it.

A schema is named by a place where it is used, so that its name stays when its content changes. Were it named by its
content, every line that leads to it would change too: one property more in the error that all calls of the real
document share would change 910 lines of the file, and changes 6. Of several places it is the one that is nearest to
a component or a call, and of equally near ones that with the smallest digest: where many use a schema, one more or
one less hardly ever gives it another name.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, TypeAlias

from ampeco_refgen.catalog.model import SCHEMA_FIELDS, SCHEMA_LISTS, SchemaId

_SHORTEST = 8
"""The fewest hexadecimal digits of a name."""
_DEPTHS = {"components": 0, "operations": 1, "webhooks": 1}
"""The lists of a Catalog whose records use schemas, and how deep these stand: a component's own name goes first."""
_IDENTITY = frozenset({"method", "path", "name", "expression", "location", "status", "content_type"})
"""The fields that tell the records of one list apart; a position would change with every record before it."""

_Steps: TypeAlias = tuple[str, ...]
_Place: TypeAlias = tuple[int, str, _Steps]
"""How deep a schema stands, the digest of the record that it stands in, and the steps to it, from that record on.

What stands in a schema has that one's place with a step more, so the smallest place of the one gives the smallest of
the other, whatever other places there are.
"""


def schema_names(catalog: Mapping[str, Any]) -> list[str]:
    """Return the names of a Catalog's schemas by their numbers: hexadecimal digits, as few as tell all of them apart.

    `catalog` is the Catalog as JSON (`msgspec.to_builtins`), in which a schema holds only schemas with lower numbers.
    """
    digests = [_digest(steps) for steps in _steps(catalog)]
    length = _SHORTEST
    while len({digest[:length] for digest in digests}) < len(digests):
        length *= 2
    return [digest[:length] for digest in digests]


def _steps(catalog: Mapping[str, Any]) -> list[_Steps]:
    """Return what leads to each schema in its smallest place."""
    schemas = catalog.get("schemas", ())
    smallest: dict[SchemaId, _Place] = {}
    for kind, depth in _DEPTHS.items():
        for record in catalog.get(kind, ()):
            root = (kind, *_identity(record))
            _note_uses(record, (depth, _digest(root), root), smallest)
    steps_to: dict[_Steps, SchemaId] = {}
    for number in reversed(range(len(schemas))):
        depth, digest, steps = smallest.get(number, (0, "", ("unused", str(number))))
        while steps in steps_to:  # only in a catalog that no document gives: two members of the same name, say
            steps = (*steps, "")
        steps_to[steps] = number
        _note_uses(schemas[number], (depth + 1, digest, steps), smallest)
    return list(reversed(steps_to))


def _note_uses(record: Mapping[str, Any], place: _Place, smallest: dict[SchemaId, _Place]) -> None:
    """Note the place of each schema that a record names, where it has no smaller one; `place` is the record's."""
    depth, digest, steps = place
    for field, value in record.items():
        if field in SCHEMA_FIELDS:
            if not isinstance(value, bool):
                _note(value, (depth, digest, (*steps, field)), smallest)
        elif isinstance(value, dict):
            _note_uses(value, (depth, digest, (*steps, field)), smallest)
        elif isinstance(value, tuple):
            if field in SCHEMA_LISTS:
                for position, number in enumerate(value):
                    _note(number, (depth, digest, (*steps, field, str(position))), smallest)
            else:
                for entry in value:
                    if isinstance(entry, dict):
                        _note_uses(entry, (depth, digest, (*steps, field, *_identity(entry))), smallest)


def _note(number: SchemaId, place: _Place, smallest: dict[SchemaId, _Place]) -> None:
    if number not in smallest or place < smallest[number]:
        smallest[number] = place


def _identity(record: Mapping[str, Any]) -> _Steps:
    return tuple([value for field, value in record.items() if field in _IDENTITY])


def _digest(steps: _Steps) -> str:
    return sha256(ascii(steps).encode()).hexdigest()
