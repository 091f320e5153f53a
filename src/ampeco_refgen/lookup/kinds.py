"""The kinds of targets, as rows of data: `filter:`, `webhook:`, …: how each is looked up, and which names it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from ampeco_refgen.lookup.calls import newest
from ampeco_refgen.lookup.deprecations import find_deprecated, subjects
from ampeco_refgen.lookup.enums import enum_names, find_enum
from ampeco_refgen.lookup.found import Found, listed
from ampeco_refgen.lookup.model import Call
from ampeco_refgen.lookup.parts import PARTS, Part, find_fields, find_part
from ampeco_refgen.lookup.places import (
    find_pattern,
    find_recipe,
    find_relations,
    find_resource_alike,
    find_webhook,
    grouped_names,
    webhooks,
)
from ampeco_refgen.lookup.shapes import shapes_of
from ampeco_refgen.lookup.shelf import Shelf
from ampeco_refgen.names import METHODS, slug


class Kind(Struct, frozen=True, kw_only=True):
    """A kind of target: `find` returns `None` when nothing has the name, `names` is for lists and completion."""

    name: str
    find: Callable[[Shelf, str], Found | None]
    names: Callable[[Shelf], Iterable[str]]


def _part(part: Part) -> Kind:
    def find(shelf: Shelf, name: str) -> Found | None:
        return find_part(shelf, part, name)

    def names(shelf: Shelf) -> Iterable[str]:
        texts = ((call, shelf.section_of(call).text) for call in newest(shelf.calls))
        having = (call for call, text in texts if any(f"\n**{title}" in text for title in part.titles))
        return (_short(call, part.methods) for call in having)

    return Kind(name=part.kind, find=find, names=names)


def _short(call: Call, methods: tuple[str, ...]) -> str:
    """Return the shortest usual name of a call; the method is left out where only one may be meant."""
    fixed = [part for part in call.subpath.split("/") if part and "{" not in part]
    name = "/".join([call.resource, *fixed])
    return name if methods == (call.method,) else f"{call.method} {name}"


KINDS = (
    *map(_part, PARTS),
    Kind(name="fields", find=find_fields, names=lambda shelf: (slug(shape.title) for shape in shapes_of(shelf))),
    Kind(name="webhook", find=find_webhook, names=webhooks),
    Kind(name="enum", find=find_enum, names=enum_names),
    Kind(name="deprecated", find=find_deprecated, names=subjects),
    Kind(name="relations", find=find_relations, names=lambda shelf: grouped_names(shelf, "data-model")),
    Kind(name="recipe", find=find_recipe, names=lambda shelf: grouped_names(shelf, "recipes")),
    Kind(name="pattern", find=find_pattern, names=lambda shelf: grouped_names(shelf, "common-patterns")),
    Kind(
        name="resource",
        find=find_resource_alike,
        names=lambda shelf: dict.fromkeys(call.resource for call in shelf.calls),
    ),
)


def kind_named(name: str) -> Kind | None:
    """Return the kind of a name, in singular or plural."""
    return next((kind for kind in KINDS if kind.name.rstrip("s") == name.lower().rstrip("s")), None)


def bare_names(shelf: Shelf) -> tuple[str, ...]:
    """Return what a target without a kind may be: resources, operationIds, webhooks, groups of the common patterns."""
    resources = (call.resource for call in shelf.calls)
    ids = (call.operation_id for call in shelf.calls if call.operation_id)
    return tuple(dict.fromkeys((*resources, *grouped_names(shelf, "common-patterns"), *webhooks(shelf), *ids)))


def list_names(shelf: Shelf, kind_name: str) -> Found | None:
    """Return the names that a kind takes, one a line; `None` where there is no such kind."""
    kind = kind_named(kind_name)
    names = (f"- {kind.name}:{name}" for name in kind.names(shelf)) if kind else ()
    return listed("names", f"what {kind.name}: takes", names) if kind else None


def names_like(shelf: Shelf, target: str) -> tuple[str, ...]:
    """Return the names among which a target that names nothing may have been meant: calls where it has a method."""
    method = target.split(" ")[0].upper()
    calls = tuple(_short(call, ()) for call in newest(shelf.calls) if call.method == method)
    return calls or bare_names(shelf)


def completions(shelf: Shelf, typed: str) -> tuple[str, ...]:
    """Return the targets that begin with what is typed so far: kinds with their names, or a method with its calls."""
    head, colon, _ = typed.partition(":")
    if colon and (kind := kind_named(head)):
        found = [f"{head}:{name}" for name in kind.names(shelf)]
    elif " " in typed:
        found = list(names_like(shelf, typed))
    else:
        found = [*(f"{kind.name}:" for kind in KINDS), *METHODS[:5], *bare_names(shelf)]
    return tuple(dict.fromkeys(one for one in found if one.lower().startswith(typed.lower())))
