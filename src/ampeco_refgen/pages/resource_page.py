"""Resource → its overview: its calls with links to their files, its top-level fields, relations and recipes."""

from __future__ import annotations

from collections.abc import Iterator

from ampeco_refgen.catalog.fields import Direction
from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.catalog.path_rules import version_key
from ampeco_refgen.catalog.payload import Wrapping
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.infer.entities import Entity
from ampeco_refgen.markdown.text import code, plural, prose, verbatim
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.curl import curl_line
from ampeco_refgen.pages.data_model_page import EntityRelations, relation_lines, relations_by_entity
from ampeco_refgen.pages.endpoints_index_page import CallNotes, call_line
from ampeco_refgen.pages.layout import Resource
from ampeco_refgen.pages.page import Page
from ampeco_refgen.pages.responses import returned_object


def resource_pages(plan: BundlePlan, notes: CallNotes) -> Iterator[Page]:
    """Yield the overview of each resource."""
    relations = relations_by_entity(plan.data_model)
    for resource in plan.layout.resources:
        live = resource.live
        past = [operation for operation in resource.operations if operation.deprecated]
        sections = [
            ("Calls", [line for operation in live for line in call_line(plan, resource.path, operation, notes)]),
            (
                "Deprecated calls",
                [line for operation in past for line in call_line(plan, resource.path, operation, notes)],
            ),
            *_entity(plan, resource),
            ("Relations", list(_relations(plan, resource, relations))),
            ("Recipes", list(_recipes(plan, resource))),
        ]
        counts = [(title, sum(line.startswith("- ") for line in lines)) for title, lines in sections if lines]
        links = [f"{plan.path_link(resource.path, resource.path, title, title)} ({number})" for title, number in counts]
        contents = wrap(f"On this page: {', '.join(links)}", indent="")
        context: dict[str, object] = {
            "title": prose(resource.title),
            "facts": wrap(_facts(plan, resource), indent=""),
            "curl": (example := curl_line(plan.catalog, live)) and example.lines[0],
            "curl_note": wrap(example.remark, indent="") if example and example.remark else (),
            "sections": [(title, lines) for title, lines in sections if lines],
            "contents": contents,
        }
        yield Page(path=f"reference/{resource.path}", template="resource.md.j2", context=context, contents=contents)


def _facts(plan: BundlePlan, resource: Resource) -> str:
    live = resource.live
    versions = dict.fromkeys(operation.place.version for operation in live if operation.place.version)
    tags = dict.fromkeys(tag for operation in resource.operations for tag in operation.tags if tag.strip())
    parts = [plural(len(resource.operations), "call") + ("" if live else ", all deprecated")]
    parts += [f"live under {', '.join(map(code, versions))}"] if versions else []
    parts += [f"tag {verbatim(tag)}{plan.tag_texts.get(tag, '')}" for tag in tags]
    return " · ".join(parts)


def _entity(plan: BundlePlan, resource: Resource) -> list[tuple[str, list[str]]]:
    """Return a section with the top-level fields of the object that `entity_of` finds; no section if it finds none."""
    reading = entity_of(plan, resource.live or resource.operations)
    if reading is None:
        return []
    operation, shape = reading
    lines = plan.lines(resource.path, Direction.RESPONSE)
    top = sorted(
        (member for member in shape.members if not member.shape.write_only),
        key=lambda member: (member.name != "id", member.name),
    )
    link = plan.call_link(resource.path, operation.key, plan.short_name(operation.key))
    return [
        (
            "Fields",
            [
                f"The top-level ones of {link}, which has them all:",
                "",
                *(lines.short_line(member.name, member.shape) for member in top),
            ],
        )
    ]


def entity_of(plan: BundlePlan, operations: tuple[Operation, ...]) -> tuple[Operation, Shape] | None:
    """Return the GET that shows best what an object of the resource holds, with the object's shape.

    It is one of the newest version, and there one that returns a single object rather than a list. A GET of a
    sub-resource (`/users/{user}/sessions`) is left out, as it returns other objects.
    """
    best: tuple[Operation, Shape] | None = None
    best_rank: tuple[list[int], bool] | None = None
    for operation in operations:
        has_sub_resource = any(part and "{" not in part for part in operation.place.subpath.split("/"))
        if operation.method != "GET" or has_sub_resource:
            continue
        if (returned := returned_object(operation, plan.fields.shapes)) is not None:
            newest_first = [-number for number in version_key(operation.place.version)]
            rank = (newest_first, returned.wrapping in (Wrapping.LIST, Wrapping.BARE_LIST))
            if best_rank is None or rank < best_rank:
                best, best_rank = (operation, returned.shape), rank
    return best


def _relations(plan: BundlePlan, resource: Resource, relations: dict[Entity, EntityRelations]) -> Iterator[str]:
    entities = [
        entity
        for entity in plan.data_model.entities
        if (entity.family, entity.resource) == (resource.family, resource.name)
    ]
    for entity in entities:
        if lines := list(relation_lines(plan, relations[entity], entity)):
            yield from ("",) if len(entities) > 1 and entity is not entities[0] else ()
            yield from (f"{prose(entity.name)}:", "") if len(entities) > 1 else ()
            yield from lines


def _recipes(plan: BundlePlan, resource: Resource) -> Iterator[str]:
    titles = dict.fromkeys(
        title
        for operation in resource.operations
        if operation.key in plan.mentions
        for title in plan.mentions[operation.key].recipes
    )
    yield from (f"- {plan.recipe_link(resource.path, title)}" for title in titles)
