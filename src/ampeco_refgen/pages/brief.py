"""Calls, names and links in few words, for the pages that stand directly in `reference/` and name hundreds of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ampeco_refgen.catalog.model import Catalog, Operation
from ampeco_refgen.limits import LINE_COLUMNS
from ampeco_refgen.markdown.text import code
from ampeco_refgen.pages.site import Site

_USUAL_FAMILY = "resources"


def collection_of(operation: Operation) -> str:
    """Return resource and version: `users/v1.0`; of an action its family too: `actions/users/v1.0`."""
    place = operation.place
    names = [place.resource] if place.family == _USUAL_FAMILY else [place.family, place.resource]
    return "/".join(name for name in (*dict.fromkeys(names), place.version) if name)


def place_of(operation: Operation) -> str:
    """Return a path without what all have in common: `users/v1.0/{user}`, `actions/users/v1.0/{user}/add-balance`."""
    return collection_of(operation) + operation.place.subpath


def call_of(site: Site, key: str, query: str = "") -> str:
    """Return a call with its path in brief, as a code span."""
    operation = site.operation(key)
    return code(f"{operation.method} {place_of(operation)}" + (f"?{query}" if query else ""))


def calls_of(site: Site, keys: Iterable[str]) -> str:
    """Return calls in brief, those of one path together: `GET, PATCH users/v1.0/{user}`."""
    found = [site.operation(key) for key in keys]
    return ", ".join(_together((operation.method, place_of(operation)) for operation in found))


def versions_of(site: Site, keys: Iterable[str]) -> str:
    """Return calls of one resource by version and what follows it, those of one path together: `GET, POST v1.0`."""
    found = [site.operation(key) for key in keys]
    return ", ".join(_together((one.method, one.place.version + one.place.subpath) for one in found))


def _together(calls: Iterable[tuple[str, str]]) -> Iterator[str]:
    methods: dict[str, list[str]] = {}
    for method, path in calls:
        methods.setdefault(path, []).append(method)
    return (code(f"{', '.join(several)} {path}".rstrip()) for path, several in methods.items())


def notation(catalog: Catalog) -> str:
    """Say how a call in brief is to be read, by the shortest live one; nothing where there is none."""
    live = [operation for operation in catalog.operations if not operation.deprecated]
    shortest = min(live, key=lambda operation: (len(operation.key), operation.key), default=None)
    if shortest is None:
        return ""
    return f"{code(f'{shortest.method} {place_of(shortest)}')} is short for {code(shortest.key)}."


def names_of(names: Iterable[str]) -> str:
    """Return names as code, each by itself, so that a search for one finds it."""
    return ", ".join(map(code, names))


def in_lines(entries: Iterable[str]) -> Iterator[str]:
    """Yield entries, apart by commas, in lines that are broken only between two of them."""
    line = ""
    for entry in entries:
        if line and len(line) + len(entry) + len(", ,") > LINE_COLUMNS:
            yield f"{line},"
            line = entry
        else:
            line = f"{line}, {entry}" if line else entry
    if line:
        yield line
