"""Resource → its overview: its calls with links to their files, what one of it holds, and how it hangs together."""

from __future__ import annotations

from collections.abc import Iterator

from ampeco_refgen.catalog.fields import Direction
from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.catalog.path_rules import version_key
from ampeco_refgen.catalog.payload import Wrapping
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.markdown.text import code, plural, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.curl import curl_line
from ampeco_refgen.pages.data_model_page import Hanging, by_entity, relation_lines
from ampeco_refgen.pages.index_pages import Told, call_entry, item_of
from ampeco_refgen.pages.layout import Resource
from ampeco_refgen.pages.model import Page
from ampeco_refgen.pages.site import Site


def resource_pages(site: Site, told: Told) -> Iterator[Page]:
    """Yield the overview of each resource."""
    hanging = by_entity(site.model)
    for resource in site.layout.resources:
        live = resource.live
        past = [operation for operation in resource.operations if operation.deprecated]
        sections = [
            ("Calls", [line for one in live for line in call_entry(site, resource.path, one, told)]),
            ("Deprecated calls", [line for one in past for line in call_entry(site, resource.path, one, told)]),
            *_entity(site, resource),
            ("Relations", list(_relations(site, resource, hanging))),
            ("Recipes", list(_recipes(site, resource))),
        ]
        counts = [(title, sum(one.startswith("- ") for one in lines)) for title, lines in sections if lines]
        links = [f"{site.path_link(resource.path, resource.path, title, title)} ({number})" for title, number in counts]
        contents = wrap(f"On this page: {', '.join(links)}", indent="")
        context: dict[str, object] = {
            "title": prose(resource.title),
            "facts": wrap(_facts(site, resource), indent=""),
            "curl": curl_line(site.catalog, live),
            "sections": [(title, lines) for title, lines in sections if lines],
            "contents": contents,
        }
        yield Page(path=f"reference/{resource.path}", template="resource.md.j2", context=context, contents=contents)


def _facts(site: Site, resource: Resource) -> str:
    live = resource.live
    versions = dict.fromkeys(one.place.version for one in live if one.place.version)
    tags = dict.fromkeys(tag for one in resource.operations for tag in one.tags if tag.strip())
    parts = (
        [plural(len(resource.operations), "call")]
        if live
        else [f"{plural(len(resource.operations), 'call')}, all deprecated"]
    )
    parts += [f"live under {', '.join(map(code, versions))}"] if versions else []
    parts += [f"tag {prose(tag)}{site.tag_texts.get(tag, '')}" for tag in tags]
    return " · ".join(parts)


def _entity(site: Site, resource: Resource) -> list[tuple[str, list[str]]]:
    """Return the top-level fields of what the newest call that reads one, or lists them, returns."""
    reading = entity_of(site, resource.live or resource.operations)
    if reading is None:
        return []
    operation, shape = reading
    lines = site.lines(resource.path, Direction.RESPONSE)
    top = sorted(
        (member for member in shape.members if not member.shape.write_only),
        key=lambda member: (member.name != "id", member.name),
    )
    link = site.call_link(resource.path, operation.key, site.short(operation.key))
    return [
        (
            "Fields",
            [
                f"The top-level ones of {link}, which has them all:",
                "",
                *(lines.brief(one.name, one.shape) for one in top),
            ],
        )
    ]


def entity_of(site: Site, operations: tuple[Operation, ...]) -> tuple[Operation, Shape] | None:
    """Return the call that shows best what one of a resource is, with its shape: one that reads it, else a list.

    Of several the newest version counts, and the path without sub-resources before others.
    """
    found = []
    for operation in operations:
        if operation.method == "GET" and (item := item_of(site, operation)) is not None:
            shape, wrapping = item
            own = len([part for part in operation.place.subpath.split("/") if part and "{" not in part])
            listed = wrapping in (Wrapping.LIST, Wrapping.BARE_LIST)
            found.append((own, [-number for number in version_key(operation.place.version)], listed, operation, shape))
    best = min(found, key=lambda one: one[:3], default=None)
    return (best[3], best[4]) if best is not None and best[0] == 0 else None


def _relations(site: Site, resource: Resource, hanging: Hanging) -> Iterator[str]:
    entities = [one for one in site.model.entities if (one.family, one.resource) == (resource.family, resource.name)]
    for entity in entities:
        if found := list(relation_lines(site, hanging[entity], entity)):
            yield from ("",) if len(entities) > 1 and entity is not entities[0] else ()
            yield from (f"{prose(entity.name)}:", "") if len(entities) > 1 else ()
            yield from found


def _recipes(site: Site, resource: Resource) -> Iterator[str]:
    titles = dict.fromkeys(
        title for one in resource.operations if one.key in site.mentions for title in site.mentions[one.key].recipes
    )
    yield from (f"- {site.recipe_link(resource.path, title)}" for title in titles)
