"""Finds the fields that a list has from its base: what it says are "all fields of" another list, "but" some.

What the list states itself in another form is left out, so that both together are the whole list.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator

from ampeco_refgen.lookup.found import piece
from ampeco_refgen.lookup.markdown import items_of, links_of, name_of
from ampeco_refgen.lookup.model import Section
from ampeco_refgen.names import is_below

_BASE = re.compile(
    r"^ *- (?:below `(?P<below>[^`]+)`: )?all fields of (?P<link>\[[^\]\n]*\]\([^()\s]*\))(?: but (?P<but>[^;]*))?",
    re.MULTILINE,
)
_CODE = re.compile(r"`([^`]+)`")
State = Callable[[str, str, str], Iterator[Section]]
"""Yields the piece that states a shape, by page, anchor and the part of a section that it is."""


def with_base(one: Section, state: State) -> Iterator[Section]:
    """Yield a piece, then what it has from its base, if it has one."""
    yield one
    for found in _BASE.finditer(one.text):
        lead = f"{found['below']}." if found["below"] else ""
        names = map(name_of, items_of(one.text))
        own = {name.removeprefix(lead) for name in names if name.startswith(lead)}
        where = f", below `{found['below']}`" if lead else ""
        without = tuple(_CODE.findall(found["but"] or ""))
        for link in links_of(one.page, found["link"]):
            for base in state(link.page, link.anchor, "Body" if link.label.endswith(" body") else "Responses"):
                kept = [item for item in _fields(base.text) if _is_kept(name_of(item), own, without)]
                yield piece(base, "\n".join([f"From {found['link']}{where}:", "", *kept]))


def _fields(text: str) -> tuple[str, ...]:
    """Return the items of a list of fields, with what is below each: in a section it is indented below a status."""
    items = items_of(text, indent=0)
    inner = tuple(one for item in items if re.match(r"- `\d\d\d` ", item) for one in items_of(item, indent=2))
    found = map(textwrap.dedent, inner or items)
    return tuple(item for item in found if not item.startswith(("- header ", "- link ", "- same as in ")))


def _is_kept(name: str, own: set[str], without: tuple[str, ...]) -> bool:
    gone = any(name == one or is_below(name, one) for one in without)
    return not gone and (not name or name not in own)
