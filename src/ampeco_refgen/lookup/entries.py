"""The bundle → what can be found in it: an `Entry` for each operation, entity, webhook, long enum, recipe, pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from ampeco_refgen.lookup.markdown import blocks_of
from ampeco_refgen.lookup.model import REFERENCE, Call
from ampeco_refgen.lookup.places import webhooks
from ampeco_refgen.lookup.shapes import ENUMS_PAGE, Shape, shapes_of
from ampeco_refgen.lookup.shelf import Shelf
from ampeco_refgen.names import slug

_GROUPS = {"recipes": ("recipe", 1.0), "common-patterns": ("pattern", 0.8), "data-model": ("relations", 0.4)}
"""The indexes of which each group is an entry, with its kind and weight."""
_SIZE = re.compile(r"\((\d+ rows?)\)")


class Entry(Struct, frozen=True, kw_only=True):
    """One thing to be found: what `show` takes, the words it goes by, and the text that is about it.

    `weight` tells how likely things of its kind are meant.
    """

    kind: str
    title: str
    summary: str
    names: str
    place: str
    text: str
    weight: float
    deprecated: bool = False


def entries_of(shelf: Shelf) -> Iterator[Entry]:
    """Yield everything in the bundle that a search may find."""
    blocks = {page: tuple(blocks_of(text)) for page, text in shelf.pages.items() if "/" in page}
    texts = {heading: text for found in blocks.values() for level, heading, text in found if level == 3}
    yield from (_operation(call, texts[call.key]) for call in shelf.calls)
    for shape in shapes_of(shelf):
        stated = (text for level, heading, text in blocks.get(shape.page, ()) if _states(shape, level, heading))
        yield from (_shape(shape, text) for text in stated)
    yield from (_webhook(name, page, blocks[page]) for name, page in webhooks(shelf).items())
    yield from (_enum(heading, text) for level, heading, text in blocks.get(ENUMS_PAGE, ()) if level == 2)
    yield from _groups(shelf)


def _operation(call: Call, text: str) -> Entry:
    fixed = " ".join(part for part in call.subpath.split("/") if "{" not in part)
    return Entry(
        kind="operation",
        title=call.key,
        summary=call.summary or call.operation_id,
        names=f"{call.method} {call.family} {call.resource} {fixed} {call.summary} {call.operation_id}",
        place=f"{REFERENCE}{call.page}",
        text=text,
        weight=1.0,
        deprecated=call.deprecated,
    )


def _states(shape: Shape, level: int, heading: str) -> bool:
    """Tell whether a heading is that of the shape; those stated in an operation's section are found with it."""
    return level == (2 if shape.anchor else 1) and heading.replace("\\", "") == shape.title


def _shape(shape: Shape, text: str) -> Entry:
    size = _SIZE.search(shape.line)
    return Entry(
        kind="fields",
        title=f"fields:{slug(shape.title)}",
        summary=f"{shape.title}, {size[1]}" if size else shape.title,
        names=shape.title,
        place=f"{REFERENCE}{shape.page}" + (f"#{shape.anchor}" if shape.anchor else ""),
        text=text,
        weight=0.6,
        deprecated=shape.deprecated,
    )


def _webhook(name: str, page: str, blocks: tuple[tuple[int, str, str], ...]) -> Entry:
    whole = blocks[0][2]
    payload = next((text for level, _, text in blocks if level == 2), "")
    summary = payload.partition("\n\n")[2].partition("\n")[0]
    return Entry(
        kind="webhook",
        title=f"webhook:{name}",
        summary=summary,
        names=f"webhook {name} {summary}",
        place=f"{REFERENCE}{page}",
        text=whole,
        weight=0.8,
        deprecated=whole.partition("\n\n")[2].startswith("**Deprecated**"),
    )


def _enum(heading: str, text: str) -> Entry:
    place = f"{REFERENCE}{ENUMS_PAGE}"
    title = f"enum:{slug(heading)}"
    return Entry(kind="enum", title=title, summary=heading, names=heading, place=place, text=text, weight=0.5)


def _groups(shelf: Shelf) -> Iterator[Entry]:
    for stem, (kind, weight) in _GROUPS.items():
        for group in shelf.index(stem):
            yield Entry(
                kind=kind,
                title=f"{kind}:{group.anchor}",
                summary=group.heading,
                names=f"{kind} {group.heading}",
                place=group.place,
                text=group.text,
                weight=weight,
            )
