"""Target → `Answer`: says which kind of thing a target names and lets the finder of that kind look it up."""

from __future__ import annotations

import re

from msgspec.structs import replace

from ampeco_refgen.lookup.found import Found, nothing
from ampeco_refgen.lookup.kinds import kind_named, list_names, names_like
from ampeco_refgen.lookup.markdown import links_of
from ampeco_refgen.lookup.model import REFERENCE, Answer
from ampeco_refgen.lookup.places import (
    find_operation,
    find_page,
    find_pattern,
    find_recipe,
    find_relations,
    find_resource,
    find_resource_alike,
    find_webhook,
)
from ampeco_refgen.lookup.shapes import find_shape, followed
from ampeco_refgen.lookup.shelf import Shelf

_TARGET = re.compile(r"(?P<kind>[A-Za-z]+):(?P<name>.*)", re.DOTALL)
_ANY = (
    find_page,
    find_resource,
    find_operation,
    find_webhook,
    find_resource_alike,
    find_pattern,
    find_shape,
    list_names,
    find_recipe,
    find_relations,
)
"""What a target without a kind may be, the likeliest first."""


def show(shelf: Shelf, target: str, *, follow: bool = False) -> Answer:
    """Return what a target stands for, verbatim from the pages; with `follow` also every shape that it links to.

    A kind without a name, such as `recipe:`, lists the names. Raises `UsageError` when nothing has the name.
    """
    found = _find(shelf, target.strip(" \"'"))
    pieces = followed(shelf, found.pieces) if follow else found.pieces
    links = (link for piece in pieces for link in links_of(piece.page, piece.text))
    return Answer(
        target=target,
        kind=found.kind,
        pages=tuple(dict.fromkeys(f"{REFERENCE}{piece.page}" for piece in pieces if piece.page)),
        heading=pieces[0].heading,
        text="\n\n".join(piece.text for piece in pieces),
        links=tuple(dict.fromkeys(replace(link, label=link.label.replace("\\", "")) for link in links)),
    )


def _find(shelf: Shelf, target: str) -> Found:
    match = _TARGET.fullmatch(target)
    kind = kind_named(match["kind"]) if match else None
    if match is None or kind is None:
        return _any(shelf, target)
    name = match["name"].strip(" \"'")
    found = kind.find(shelf, name) if name else list_names(shelf, kind.name)
    if found:
        return found
    raise nothing(f"{kind.name}:{name}", name, kind.names(shelf), prefix=f"{kind.name}:")


def _any(shelf: Shelf, target: str) -> Found:
    for finder in _ANY:
        if found := finder(shelf, target):
            return found
    raise nothing(target, target, names_like(shelf, target))
