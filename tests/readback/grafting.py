"""Lists that leave rows to other lists → whole lists: with what they have from a base, and fields that fields share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from readback.listing import Choice, Leaving, Listing, UnreadableError
from readback.terms import Row

Find = Callable[[str, Leaving], Listing]
"""Gives the whole list that a page leaves rows to."""


def whole(listing: Listing, find: Find) -> Listing:
    """Return the list with the rows that it leaves to others."""
    if listing.base is None and not listing.nested:
        return listing
    found = Listing(page=listing.page, rows=list(listing.rows), choices=list(listing.choices))
    found.links, found.shared_by_path = dict(listing.links), listing.shared_by_path
    found.companions = list(listing.companions)
    if listing.base is not None:
        _inherit(found, listing.base, find(listing.page, listing.base))
    for path, leaving in listing.nested.items():
        graft(found, path, leaving.below, find(listing.page, leaving))
    return found


def _inherit(into: Listing, leaving: Leaving, base: Listing) -> None:
    lead = f"{leaving.below}." if leaving.below else ""
    if lead:
        base = _set_below(base, lead)
        leaving = replace(leaving, without=[lead + path for path in leaving.without])
    own = {row.path for row in into.rows} | {choice.path for choice in into.choices}
    own = {path for path in own if path.startswith(lead)}
    there = {row.path for row in base.rows} | {choice.path for choice in base.choices}
    kinds = [*(["different"] if own & there else []), *(["further"] if own - there else [])]
    if " or ".join(kinds) != leaving.own:
        raise UnreadableError(f"{into.page}: rows that are {' or '.join(kinds)} than in {leaving.target}, not so said")
    if strange := [path for path in leaving.without if path not in there]:
        raise UnreadableError(f"{into.page}: {leaving.target} has no {strange}")
    rows, choices = {row.path for row in into.rows}, {choice.path for choice in into.choices}
    into.rows += [row for row in base.rows if row.path not in rows and not _is_in(row.path, leaving.without)]
    into.choices += [
        choice for choice in base.choices if choice.path not in choices and not _is_in(choice.path, leaving.without)
    ]
    into.links |= {
        path: target for path, target in _from(base).items() if path not in rows and not _is_in(path, leaving.without)
    }
    into.companions += base.companions


def _set_below(base: Listing, lead: str) -> Listing:
    """Return the base with its fields below a field: each path begins with `lead`."""
    found = Listing(page=base.page, rows=[_renamed(row, "", lead) for row in base.rows])
    found.choices = [_moved_choice(choice, "", lead if choice.path else lead[:-1]) for choice in base.choices]
    found.links = {lead + path: target for path, target in _from(base).items()}
    found.companions = base.companions
    return found


def graft(into: Listing, path: str, below: str, source: Listing) -> None:
    """Add what `source` has below the path `below` as what is below `path`."""
    if any(_is_in(row.path, [path]) and row.path != path for row in into.rows):
        raise UnreadableError(f"{into.page}: {path} has rows of its own and those of {below}")
    rows = [row for row in source.rows if row.path != below and _is_in(row.path, [below])]
    choices = [choice for choice in source.choices if _is_in(choice.path, [below])]
    if not rows and not choices:
        raise UnreadableError(f"{into.page}: nothing is stated below {below}")
    into.rows += [_renamed(row, below, path) for row in rows]
    into.choices += [_moved_choice(choice, below, path) for choice in choices]
    links = source.links if source.page == into.page else _from(source)
    into.links |= {
        _moved(one, below, path): target for one, target in links.items() if one != below and _is_in(one, [below])
    }
    into.companions += source.companions


def graft_own(into: Listing) -> None:
    """Add what fields have of other fields of the same list, those first that others lead to."""
    while into.like:
        ready = [path for path, below in into.like.items() if not any(_is_in(one, [below]) for one in into.like)]
        if not ready:
            raise UnreadableError(f"{into.page}: {sorted(into.like)} lead to each other")
        below = into.like.pop(ready[0])
        graft(into, ready[0], below, into)
        nested = {one: leaving for one, leaving in into.nested.items() if one != below and _is_in(one, [below])}
        into.nested |= {_moved(one, below, ready[0]): leaving for one, leaving in nested.items()}


def _from(source: Listing) -> dict[str, str]:
    """Return the links of a list as they are from any page: from the bundle's root, with the page that they are on."""
    return {path: target if "\n" in target else f"{source.page}\n{target}" for path, target in source.links.items()}


def _moved_choice(choice: Choice, below: str, path: str) -> Choice:
    variants = []
    for variant in choice.variants:
        old = variant.listing
        listing = Listing(page=old.page, rows=[_renamed(row, below, path) for row in old.rows])
        listing.choices = [_moved_choice(one, below, path) for one in old.choices]
        listing.links = {_moved(one, below, path): target for one, target in _from(old).items()}
        link = variant.link if not variant.link or "\n" in variant.link else f"{old.page}\n{variant.link}"
        variants.append(replace(variant, listing=listing, link=link))
    return replace(choice, path=_moved(choice.path, below, path), variants=variants)


def _renamed(row: Row, below: str, to: str) -> Row:
    """Return a row from below a path as one below another: its own path, and those of what to use instead of it."""
    uses = tuple(_moved(path, below, to) if path.startswith(below) else path for path in row.uses)
    return replace(row, path=_moved(row.path, below, to), uses=uses)


def _moved(path: str, below: str, to: str) -> str:
    return to + path.removeprefix(below)


def _is_in(path: str, owners: list[str]) -> bool:
    return any(path == owner or path.startswith((f"{owner}.", f"{owner}[")) for owner in owners)
