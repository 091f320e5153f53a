"""Names of calls and of fields in brief, for the pages that name hundreds of them.

`users/v1.0/{user}` is a path without the prefix of all paths and without the family `resources`; calls of one path, and
fields of one place, are named together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ampeco_refgen.catalog.model import Catalog, Operation
from ampeco_refgen.infer.occurrences import FieldPlace, Location
from ampeco_refgen.markdown.text import code, plural, prose
from ampeco_refgen.pages.bundle_plan import BundlePlan

FEW_CALLS = 7
"""Up to this many calls are named one by one, of more only their collections or their number."""
_USUAL_FAMILY = "resources"
_WEBHOOK = (Location.WEBHOOK,)


def collection_of(operation: Operation) -> str:
    """Return resource and version, `users/v1.0`; before them another family than `resources`: `actions/users/v1.0`."""
    place = operation.place
    names = [place.resource] if place.family == _USUAL_FAMILY else [place.family, place.resource]
    return "/".join(name for name in (*dict.fromkeys(names), place.version) if name)


def place_of(operation: Operation) -> str:
    """Return the path of an operation in brief: `users/v1.0/{user}`, `actions/users/v1.0/{user}/add-balance`."""
    return collection_of(operation) + operation.place.subpath


def call_of(plan: BundlePlan, key: str, query: str = "") -> str:
    """Return a call with its path in brief, as a code span."""
    operation = plan.operations[key]
    return code(f"{operation.method} {place_of(operation)}" + (f"?{query}" if query else ""))


def calls_of(plan: BundlePlan, keys: Iterable[str]) -> str:
    """Return calls in brief, those of one path together: `GET, PATCH users/v1.0/{user}`."""
    operations = (plan.operations[key] for key in keys)
    return ", ".join(_together((operation.method, place_of(operation)) for operation in operations))


def versions_of(plan: BundlePlan, keys: Iterable[str]) -> str:
    """Return calls of one resource by version and what follows it, those of one path together: `GET, POST v1.0`."""
    operations = (plan.operations[key] for key in keys)
    return ", ".join(
        _together((operation.method, operation.place.version + operation.place.subpath) for operation in operations)
    )


def _together(calls: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield calls, given as method and path, as code, those of one path together."""
    methods: dict[str, list[str]] = {}
    for method, path in calls:
        methods.setdefault(path, []).append(method)
    return (code(f"{', '.join(of_path)} {path}".rstrip()) for path, of_path in methods.items())


def notation(catalog: Catalog) -> str:
    """Return the sentence that explains calls in brief, with the shortest one that is not deprecated as the example.

    It is empty where all calls are deprecated.
    """
    live = [operation for operation in catalog.operations if not operation.deprecated]
    shortest = min(live, key=lambda operation: (len(operation.key), operation.key), default=None)
    if shortest is None:
        return ""
    return f"{code(f'{shortest.method} {place_of(shortest)}')} is short for {code(shortest.key)}."


def names_of(names: Iterable[str]) -> str:
    """Return names as code, each in a span of its own, so that a search for one finds it."""
    return ", ".join(map(code, names))


def few_calls(plan: BundlePlan, keys: Iterable[str]) -> str:
    """Return calls by name where they are few, else by number and, where these are few, collections."""
    every = tuple(keys)
    if len(every) <= FEW_CALLS:
        return calls_of(plan, every)
    collections = dict.fromkeys(collection_of(plan.operations[key]) for key in every)
    named = f" of {', '.join(map(code, collections))}" if len(collections) <= FEW_CALLS else ""
    return plural(len(every), "call") + named


def field_places(places: Iterable[FieldPlace], subject: str = "") -> str:
    """Return the places of fields in words: `a, b of users; a of orders (both)`.

    Fields that have the same places are named together, and so are the places of the same fields. A field called
    `subject`, which the text around names already, is left out.
    """
    paths_by_place: dict[tuple[str, tuple[Location, ...]], list[str]] = {}
    for (label, path), parts in _parts_by_field(places).items():
        paths_by_place.setdefault((label, parts), []).append(path)
    labels: dict[tuple[str, ...], list[str]] = {}
    for (label, parts), paths in sorted(paths_by_place.items(), key=lambda entry: entry[0][1] == _WEBHOOK):
        named = labels.setdefault(tuple(paths), [])
        first = parts == _WEBHOOK and not any(name.startswith("webhook ") for name in named)
        named.append(("webhook " if first else "") + _labelled(label, parts))
    ordered = sorted(labels.items(), key=lambda entry: entry[0] != (subject,))
    return "; ".join(_named(names, where, subject) for names, where in ordered)


def _parts_by_field(places: Iterable[FieldPlace]) -> dict[tuple[str, str], tuple[Location, ...]]:
    """Return label and path of each field → where it stands there: in the body, the response, a filter, a webhook."""
    by_field: dict[tuple[str, str], dict[Location, None]] = {}
    for place in places:
        by_field.setdefault((place.label, place.path), {})[place.location] = None
    return {place: tuple(parts) for place, parts in by_field.items()}


def _labelled(label: str, parts: tuple[Location, ...]) -> str:
    """Return a place in brief: without the family `resources`, and with the parts of the call in brackets.

    A response, a filter or a webhook is not told in brackets where it is the only part; `both` is body and response.
    """
    which = "both" if set(parts) == {Location.RESPONSE, Location.BODY} else ", ".join(part.value for part in parts)
    shown = prose(label.removeprefix("resources/"))
    return shown if parts in ((Location.RESPONSE,), (Location.FILTER,), _WEBHOOK) else f"{shown} ({which})"


def _named(paths: tuple[str, ...], places: list[str], subject: str) -> str:
    named = "" if paths == (subject,) else f"{', '.join(paths_by_object(paths))} of "
    return f"{named}{', '.join(places)}"


def paths_by_object(paths: Iterable[str]) -> Iterator[str]:
    """Yield paths as code, those of one object together: `a.{b, c}`."""
    together: dict[str, list[str]] = {}
    for path in paths:
        above, _, last = path.rpartition(".")
        together.setdefault(above, []).append(last)
    for above, names in together.items():
        if above and len(names) > 1:
            yield code(f"{above}.{{{', '.join(names)}}}")
        else:
            yield from (code(f"{above}.{name}" if above else name) for name in names)
