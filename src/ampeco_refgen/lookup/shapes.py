"""Finds entities and bodies by name, and the shapes that a text links to, wherever the pages state them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from msgspec import Struct

from ampeco_refgen.lookup.found import Found, listed, piece
from ampeco_refgen.lookup.inherited import with_base
from ampeco_refgen.lookup.markdown import items_of, links_of, parts_of
from ampeco_refgen.lookup.model import Section
from ampeco_refgen.lookup.shelf import Shelf
from ampeco_refgen.lookup.words import joined, same

ENUMS_PAGE = "schemas/enums.md"
_SHAPES = "schemas/"
_ENTITIES, _BODIES = "Entities", "Request bodies"
_VERSION = re.compile(r"\bv(\d+(?:\.\d+)*)\b")
_QUALIFIER = re.compile(r"\([^)]*\)|\bbody\b", re.IGNORECASE)
_CARRIED = re.compile(
    r"(?:`data`|`data` object|`data\[\]` list|bare list|required|optional)(?:,\s+nullable)?:\s+"
    r"(?:the\s+same\s+as\s+of\s+)?(\[[^\]\n]*\]\([^()\s]*\))"
)
"""The link to what a body or a response carries, after the words that come before it."""
_COMPONENTS = "Schemas that the document names"


class Shape(Struct, frozen=True, kw_only=True):
    """An entry of the schemas index, titled as the page does; `body` tells bodies, which are sent, from entities."""

    title: str
    page: str
    anchor: str
    body: bool
    deprecated: bool
    line: str

    @property
    def version(self) -> list[int]:
        """The version in its title as numbers."""
        match = _VERSION.search(self.title)
        return [int(number) for number in match[1].split(".")] if match else []


def shapes_of(shelf: Shelf) -> tuple[Shape, ...]:
    """Return every entity and body that the schemas index lists."""
    groups = [group for group in shelf.index("schemas-index") if group.heading.startswith((_ENTITIES, _BODIES))]
    return tuple(shape for group in groups for item in items_of(group.text) for shape in _shape(group, item))


def _shape(group: Section, item: str) -> Iterator[Shape]:
    body = group.heading.startswith(_BODIES)
    for link in links_of(group.page, item)[:1]:
        title = link.label.replace("\\", "")
        yield Shape(
            title=f"{title} body" if body and not title.endswith(" body") else title,
            page=link.page,
            anchor=link.anchor,
            body=body,
            deprecated=item.endswith("): deprecated"),
            line=item,
        )


def find_shape(shelf: Shelf, name: str) -> Found | None:
    """Return the fields of the entity or body of a name: the newest live version where none is named.

    The names of the document's own components are known too. `None` when nothing has the name.
    """
    shapes = shapes_of(shelf)
    found = [shape for shape in shapes if same(shape.title, name)] or _by_base(shapes, name)
    if not found:
        return _component(shelf, name)
    if len(found) > 1:
        return listed("candidates", "several shapes have this name", (shape.line for shape in found))
    (shape,) = found
    part = "Body" if shape.body else "Responses"
    pieces = stated(shelf, shape.page, shape.anchor, part)
    return Found(kind="fields", pieces=tuple(one for whole in pieces for one in based(shelf, whole)))


def _by_base(shapes: tuple[Shape, ...], name: str) -> list[Shape]:
    """Narrow the shapes down: by words and version, then what it is, what is alive, the newest, the plainest."""
    wanted = _VERSION.search(name)
    body = bool(re.search(r"\bbody\b", name, re.IGNORECASE))
    found = [shape for shape in shapes if _base(shape.title) == _base(name)]
    if wanted:
        found = [shape for shape in found if _VERSION.findall(shape.title) == [wanted[1]]]
    found = [shape for shape in found if shape.body == body] or found
    found = [shape for shape in found if not shape.deprecated] or found
    newest = max((shape.version for shape in found), default=[])
    found = [shape for shape in found if shape.version == newest]
    return [shape for shape in found if "(" not in shape.title] or found


def _base(title: str) -> str:
    return joined(_QUALIFIER.sub(" ", _VERSION.sub(" ", title)))


def _component(shelf: Shelf, name: str) -> Found | None:
    for group in shelf.index("schemas-index"):
        for item in items_of(group.text) if group.heading == _COMPONENTS else ():
            if item.startswith(f"- `{name}`:") and (links := links_of(group.page, item)):
                pieces = [one for link in links for one in stated(shelf, link.page, link.anchor, "Body")]
                return Found(kind="fields", pieces=tuple(pieces))
    return None


def stated(shelf: Shelf, page: str, anchor: str, part: str) -> Iterator[Section]:
    """Yield the piece that states a shape: its list of fields, its section, or its part of an operation's section."""
    section = shelf.section(page, anchor)
    if section is None:
        return
    if section.level == 1:
        fields = shelf.section(page, "fields")
        yield piece(fields or section, (fields or section).text, section.heading)
    elif section.level == 3:
        parts = parts_of(section.text)
        yield piece(section, parts.get(part) or parts.get("Responses") or section.text)
    else:
        yield section


def shapes_in(shelf: Shelf, piece_of_page: Section) -> tuple[Section, ...]:
    """Return the shapes that a part of an operation's section carries, each with its base."""
    carried = " ".join(_CARRIED.findall(piece_of_page.text))
    part = "Body" if piece_of_page.text.startswith("**Body**") else "Responses"
    links = links_of(piece_of_page.page, carried)
    shapes = tuple(one for link in links for one in stated(shelf, link.page, link.anchor, part))
    _, *inherited = based(shelf, piece_of_page)
    return (*inherited, *(one for shape in shapes for one in based(shelf, shape)))


def based(shelf: Shelf, one: Section) -> tuple[Section, ...]:
    """Return a piece, then what it has from its base."""
    return tuple(with_base(one, partial(stated, shelf)))


def followed(shelf: Shelf, pieces: tuple[Section, ...]) -> tuple[Section, ...]:
    """Return the pieces, then the shapes that they link to, then the long enums that all of these link to, each once.

    What those shapes link to in turn stays a link: in some documents everything hangs together.
    """
    shapes = [one for whole in pieces for one in (*shapes_in(shelf, whole), *_linked(shelf, whole, enums=False))]
    enums = [one for whole in (*pieces, *shapes) for one in _linked(shelf, whole, enums=True)]
    found = {(one.page, one.text): one for one in (*pieces, *shapes, *enums)}
    return tuple(found.values())


def _linked(shelf: Shelf, whole: Section, *, enums: bool) -> Iterator[Section]:
    """Yield the long enums, or the other shapes, that a piece links to."""
    for link in links_of(whole.page, whole.text):
        section = shelf.section(link.page, link.anchor)
        if section is not None and (link.page == ENUMS_PAGE) == enums and _is_shape(section):
            yield from stated(shelf, link.page, link.anchor, "Responses")


def _is_shape(section: Section) -> bool:
    """Tell whether a section states a shape or an enum: a page of its own, or a list of fields on another page."""
    if section.page == ENUMS_PAGE:
        return section.level == 2
    return section.page.startswith(_SHAPES) or (section.level == 2 and "\nFields:\n" in section.text)
