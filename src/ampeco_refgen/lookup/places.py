"""Finds what stands in one place under its own heading: an operation, a resource, a webhook, a recipe, any page."""

from __future__ import annotations

import re

from ampeco_refgen.lookup.calls import find_calls
from ampeco_refgen.lookup.found import Found, candidates, listed, piece
from ampeco_refgen.lookup.model import REFERENCE, Call
from ampeco_refgen.lookup.shelf import Shelf
from ampeco_refgen.lookup.words import same, stems
from ampeco_refgen.names import METHODS, anchor

_WEBHOOKS = "notifications/webhooks/"
_BASE = re.compile(r"^(?=\[?`/)", re.MULTILINE)


def find_page(shelf: Shelf, target: str) -> Found | None:
    """Return the page, or the section of it, that a link leads to: `../schemas/enums.md#reason-49-values`."""
    path, _, fragment = target.partition("#")
    page = re.sub(r"^(?:\.{1,2}/)+", "", path.replace("\\", "/")).removeprefix(REFERENCE)
    section = shelf.section(page, fragment)
    return Found(kind="page", pieces=(section,)) if section else None


def find_operation(shelf: Shelf, target: str) -> Found | None:
    """Return the section of the operation that the target calls by method, path or operationId."""
    found = tuple(call for call in shelf.calls if call.operation_id and call.operation_id.lower() == target.lower())
    words = target.split(maxsplit=1)
    if not found and ("/" in target or (len(words) > 1 and words[0].upper() in METHODS)):
        found = find_calls(target, shelf.calls)
    if len(found) > 1:
        return candidates(found)
    return Found(kind="operation", pieces=(shelf.section_of(found[0]),)) if found else None


def find_resource(shelf: Shelf, target: str) -> Found | None:
    """Return the calls of a resource, and the actions on it, as the endpoints index has them."""
    if any(target == call.resource for call in shelf.calls):
        return find_resource_alike(shelf, target)
    return _resource(shelf, [call for call in shelf.calls if target == f"{call.family}/{call.resource}"])


def find_resource_alike(shelf: Shelf, target: str) -> Found | None:
    """Return the calls of a resource that may be spelt another way, or in singular."""
    return _resource(shelf, [call for call in shelf.calls if same(call.resource, target)])


def _resource(shelf: Shelf, calls: list[Call]) -> Found | None:
    pages = {f"]({call.page})" for call in calls}
    groups = [piece(group, _blocks_on(group.text, pages)) for group in shelf.index("endpoints-index")]
    found = tuple(group for group in groups if group.text)
    return Found(kind="resource", pieces=found) if found else None


def _blocks_on(text: str, pages: set[str]) -> str:
    """Return the base paths that link to one of the pages, each with the calls below it."""
    blocks = _BASE.split(text)[1:]
    return "\n\n".join(block.strip("\n") for block in blocks if any(page in block for page in pages))


def find_webhook(shelf: Shelf, name: str) -> Found | None:
    """Return the page of a webhook."""
    page = {known.lower(): page for known, page in webhooks(shelf).items()}.get(name.lower())
    return Found(kind="webhook", pieces=(shelf.sections(page)[0],)) if page else None


def webhooks(shelf: Shelf) -> dict[str, str]:
    """Return the pages of the webhooks by their names."""
    pages = [page for page in shelf.pages if page.startswith(_WEBHOOKS)]
    return {shelf.sections(page)[0].heading.strip("` "): page for page in pages if shelf.sections(page)}


def find_recipe(shelf: Shelf, name: str) -> Found | None:
    """Return the steps of a recipe, by its title, its anchor, or some words of it."""
    return _grouped(shelf, "recipes", "recipe", name)


def find_pattern(shelf: Shelf, name: str) -> Found | None:
    """Return what many calls have in common: `errors`, `pagination`, …."""
    return _grouped(shelf, "common-patterns", "pattern", name)


def find_relations(shelf: Shelf, name: str) -> Found | None:
    """Return how an entity hangs together with others."""
    return _grouped(shelf, "data-model", "relations", name)


def _grouped(shelf: Shelf, stem: str, kind: str, name: str) -> Found | None:
    """Return the group of an index with the heading: the same words or anchor, else the only one with all the words."""
    groups = shelf.index(stem)
    found = [one for one in groups if name == one.anchor or same(one.heading, name)]
    asked = set(stems(name))
    found = found or [one for one in groups if asked and asked <= set(stems(one.heading))]
    if len(found) > 1:
        return listed(
            "candidates", f"several have {name!r} in their heading", (f"- {kind}:{one.anchor}" for one in found)
        )
    return Found(kind=kind, pieces=tuple(found)) if found else None


def grouped_names(shelf: Shelf, stem: str) -> tuple[str, ...]:
    """Return the groups of an index by their anchors, which are the same in every file it takes."""
    return tuple(anchor(one.heading) for one in shelf.index(stem))
