"""The gate: whether a new document may take the old one's place without anybody looking at it.

A vendor can publish half a document, another API's or an old version by mistake; a bundle made of it would replace a
good one.
"""

from __future__ import annotations

import re

from msgspec import Struct

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.catalog.selection import on_common_ground
from ampeco_refgen.compare.matching import operation_pairs
from ampeco_refgen.diagnostics import Diagnostic, warning
from ampeco_refgen.markdown.text import plural


class _Version(Struct, frozen=True, order=True):
    """A version in a form that can be compared, field by field: `2.1.0-beta.3` has the numbers 2, 1 and a suffix.

    A release has no suffix, and comes after the versions of the same numbers that have one. Each part of the suffix is
    as `_identifier` returns it.
    """

    numbers: tuple[int, ...]
    is_release: bool
    suffix: tuple[tuple[bool, int, str], ...]


DOUBTS = frozenset({"operations-lost", "version-went-back"})
"""The codes of the doubts."""

_LONGEST = 100
"""Characters of a version that are looked at."""
_VERSION = re.compile(r"v?(?P<numbers>\d+(?:[._-]\d+)*)(?:[._-]?(?P<suffix>[A-Za-z][\w.-]*))?(?:\+.*)?", re.ASCII)


def gate(old: Catalog, new: Catalog, *, max_loss: float = 0.10, moved: int = 0) -> tuple[Diagnostic, ...]:
    """Return the reasons to doubt a new document, as warnings; `pipeline.py` decides what follows from them.

    - `operations-lost`: it lacks more than the share `max_loss` (0 to 1) of the old document's operations; `moved` of
      those that it lacks are likely there under another path, and do not count.
    - `version-went-back`: its version is lower, as far as the two can be compared.

    What a selection leaves out of one of them is not lost.
    """
    old, new = on_common_ground(old, new)
    doubts = []
    lost = lost_operations(old, new) - moved
    if old.operations and lost / len(old.operations) > max_loss:
        doubts.append(warning("operations-lost", _loss(lost, moved, old, new, max_loss), "#/paths"))
    if went_back(old.version, new.version):
        message = f"the version went back from {old.version} to {new.version}"
        doubts.append(warning("version-went-back", message, "#/info/version"))
    return tuple(doubts)


def is_another_api(old: Catalog, new: Catalog) -> bool:
    """Tell whether two catalogs are of different APIs: their titles differ, or they have no operation in common.

    Case and blanks of a title do not count, and a document without operations says nothing, nor does what a selection
    leaves out of one of them.
    """
    old, new = on_common_ground(old, new)
    return old.title.casefold().split() != new.title.casefold().split() or (
        bool(old.operations) and lost_operations(old, new) == len(old.operations)
    )


def lost_operations(old: Catalog, new: Catalog) -> int:
    """Return how many of the old catalog's operations the new one lacks, but for what a selection leaves out."""
    return len(operation_pairs(*on_common_ground(old, new)).removed)


def went_back(old: str, new: str) -> bool:
    """Tell whether the version `new` is lower than `old`; `False` where one of them has no known form.

    Numbers with dots (or dashes, as in dates) are compared as numbers, missing ones count as zero; `-beta` and the like
    come before the version itself, build numbers after `+` do not count (Semantic Versioning 2.0.0, sections 10, 11).
    """
    before, after = _read(old), _read(new)
    return before is not None and after is not None and after < before


def _loss(lost: int, moved: int, old: Catalog, new: Catalog, max_loss: float) -> str:
    excluded = new.left_out.count if new.left_out else 0
    return (
        f"{plural(lost, 'operation')} of {len(old.operations)} ({lost / len(old.operations):.0%}) are gone, "
        f"more than {max_loss:.0%}"
        + (f" (beside {moved} that likely have other paths now)" if moved else "")
        + f"; the document has {len(new.operations) + excluded} now"
        + (f", {excluded} of them excluded" if excluded else "")
    )


def _read(version: str) -> _Version | None:
    """Return a version in comparable form, `None` where it has no known form."""
    match = _VERSION.fullmatch(version.strip()[:_LONGEST])
    if match is None:
        return None
    numbers = [int(number) for number in re.findall(r"\d+", match["numbers"])]
    while numbers and numbers[-1] == 0:  # `1.2.0` is `1.2`
        numbers.pop()
    suffix = re.findall(r"\d+|[A-Za-z]+", match["suffix"] or "")
    return _Version(tuple(numbers), is_release=not suffix, suffix=tuple(_identifier(part) for part in suffix))


def _identifier(part: str) -> tuple[bool, int, str]:
    """Return a part of a suffix in comparable form: numbers come before words, whose case does not count."""
    return (False, int(part), "") if part.isdigit() else (True, 0, part.lower())
