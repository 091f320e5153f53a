"""The block that leads an assistant from `AGENTS.md`, or a file like it, to a skill: what it is, how to ask, an index.

Such a file is read in every conversation, where a skill is opened in some. So the block is short: as much of the quick
index as there is room for, and the rules that prevent most mistakes, derived from what the document is like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from ampeco_refgen.catalog.fields import Field
from ampeco_refgen.errors import OutputError
from ampeco_refgen.infer.client_notes import RULES, notes_on
from ampeco_refgen.markdown.text import code, plural, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.bundle_plan import DEPRECATION_PAGE, PATTERNS_PAGE, RECIPES_PAGE, BundlePlan
from ampeco_refgen.pages.layout import visible_title
from ampeco_refgen.pages.page import Page
from ampeco_refgen.pages.render import Renderer
from ampeco_refgen.pages.serialization import is_deep_object, members_as_sent, read_only_fields, shape_of
from ampeco_refgen.pages.skill_page import (
    QuickIndex,
    call_example,
    family_title,
    lookup_example,
    named_by_calls,
    quick_indexes,
)

BUDGET = 8_192
"""Bytes of a block with its markers, also where each of its lines ends in CR and LF."""
_RULES = 5
_LONGEST_TITLE = 100
_LONGEST_EXAMPLE = 200
_LONGEST_NAME = 60
_NAMES_OF_A_FAMILY = (600, 450, 350, 275, 200, 150, 115, 90, 70, 55, 42, 32, 25, 19, 14, 10, 7, 5, 3)
_FAMILIES = (200, 140, 100, 70, 50, 35, 25, 17, 12, 8, 5, 3, 0)
"""How much is named of a document with too many resources: so many of each family, then of so many families."""
_PARAMETER = re.compile(r"\{[^{}]+\}")
_MENTION = re.compile(r"\\.|(`+)(?!`).*?(?<!`)\1(?!`)|(?<!\w)@", re.DOTALL)
"""An escape, a code span, or an `@` before a word: that is an import of a file to several clients."""


class SkillPlace(Struct, frozen=True, kw_only=True):
    """Where a skill is, as told to an assistant, and what of it is there.

    `folder` is its path, empty where that is the folder that commands run in; `in_shell` the same as the beginning of a
    path in a command. `commands_run` says in words from which folder that is; empty where it does not matter.
    """

    name: str
    folder: str
    in_shell: str
    commands_run: str = ""
    has_text: bool = True
    has_lookup: bool = True


def markers(name: str) -> tuple[str, str]:
    """Return the lines between which the block of a skill stands."""
    return f"<!-- BEGIN:{name} -->", f"<!-- END:{name} -->"


def agents_block(plan: BundlePlan, place: SkillPlace) -> str:
    """Return what stands between the markers: as full an index as fits into `BUDGET`.

    Raises OutputError where not even the shortest fits, which only the path of the skill's folder can bring about.
    """
    renderer = Renderer()
    context = _context(plan, place)
    for index, is_cut in (*((index, False) for index in quick_indexes(plan)), *((index, True) for index in _cut(plan))):
        text = _rendered(renderer, context, index, is_cut=is_cut)
        if _size(text, place.name) <= BUDGET:
            return text
    raise OutputError(
        f"the block would take more than {BUDGET:,} bytes even without an index",
        hint="the path of the skill's folder is too long: put the skill elsewhere",
    )


def _size(text: str, name: str) -> int:
    """Return the bytes of a block, with a carriage return at the end of each line."""
    whole = "\n".join((*markers(name), text))
    return len(whole.encode()) + whole.count("\n") + 1


def _rendered(renderer: Renderer, context: dict[str, object], index: QuickIndex, *, is_cut: bool) -> str:
    families = [(_inert(title), tuple(map(_inert, rows))) for title, rows in index.families]
    shown = {**context, "families": families, "abridged": index.abridged, "cut": is_cut}
    return renderer.render(Page(path="AGENTS.md", template="agents.md.j2", context=shown)).text.rstrip("\n")


def _context(plan: BundlePlan, place: SkillPlace) -> dict[str, object]:
    """Return what the template is given beside the index."""
    catalog = plan.catalog
    title = visible_title(catalog.title or "API", place.name)
    example, lookup = call_example(plan), lookup_example(plan)
    return {
        "title": _inert(" ".join(prose(_shortened(text)) for text in (title, catalog.version) if text)),
        "name": place.name,
        "folder": code(place.folder) if place.folder else "",
        "in_shell": place.in_shell,
        "commands_run": place.commands_run,
        "skill_text": place.has_text,
        "lookup": lookup if place.has_lookup and len(lookup["target"]) <= _LONGEST_EXAMPLE else None,
        "prefix": code(plan.path_prefix) if plan.path_prefix else "",
        "example": example if example and len(example["call"]) <= _LONGEST_EXAMPLE else None,
        "odd_names": _has_odd_names(plan),
        "rules": tuple(_rules(plan))[:_RULES],
        "notes": tuple(notes_on(plan.profile.notes, catalog, RULES)),
        "pages": tuple(_pages(plan)),
        "verbs": not named_by_calls(plan),
        "left_out": catalog.left_out.count if catalog.left_out else 0,
        "calls": f"{len(catalog.operations):,}",
    }


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_TITLE else f"{text[: _LONGEST_TITLE - 1].rstrip()}…"


def _inert(text: str) -> str:
    """Return Markdown in which no `@` begins a word: Claude Code and Gemini CLI would import a file of that name."""
    return _MENTION.sub(lambda match: "\\@" if match[0] == "@" else match[0], text)


def _has_odd_names(plan: BundlePlan) -> bool:
    """Tell whether the file of some call has another name than the plain rule says."""
    for operation in plan.catalog.operations:
        path = operation.path.removeprefix(plan.path_prefix).strip("/")
        plain = "/".join(filter(None, ("calls", _PARAMETER.sub("_", path), f"{operation.method}.md")))
        if plan.layout.calls[operation.key] != plain:
            return True
    return False


def _pages(plan: BundlePlan) -> Iterator[str]:
    """Yield the pages to go to where the index does not lead to a call."""
    row = next((resource.path for resource in plan.layout.resources if resource.live), "")
    named = f", such as {code(f'reference/{row}')}" if 0 < len(row) <= _LONGEST_NAME else ""
    yield f"`reference/{{family}}/{{resource}}.md`{named}: the calls of a row of the index below, with their files"
    yield "`reference/endpoints-index*.md`: every call on a line, for `grep`"
    if plan.layout.webhooks:
        example = next((webhook.path for webhook in plan.layout.webhooks if not webhook.deprecated), "")
        named = f", such as {code(f'reference/{example}')}" if 0 < len(example) <= _LONGEST_NAME else ""
        yield f"`reference/webhooks/`: {plural(len(plan.layout.webhooks), 'webhook')} with payload and headers{named}"
    yield f"`reference/{PATTERNS_PAGE}`: authentication, paging, errors, once before you write a client"
    if plan.recipe_book.recipes:
        yield f"`reference/{RECIPES_PAGE}`: checked steps for common tasks"


def _rules(plan: BundlePlan) -> Iterator[str]:
    """Yield rules, first what goes wrong most often; those that the document gives no reason for are left out."""
    operations = plan.catalog.operations
    yield (
        "**Read the file of a call before you write the call.** Parameters, bodies, required fields and values stand "
        "there in full: guess none of them, and take none from another call."
    )
    if versions := _two_versions(plan):
        yield f"**The version belongs to the path**: {versions}. Take it from the call's file, never from a neighbour."
    if deprecated := sum(operation.deprecated for operation in operations):
        yield (
            f"**Use no deprecated call**: {deprecated} of {len(operations)} are. The file of each names its successor, "
            f"or says that none is known; `reference/{DEPRECATION_PAGE}` has all of them."
        )
    if _has_read_only(plan):
        yield (
            "**Leave read-only fields out of bodies**: what a file lists under “Read-only, not to be sent”, even where "
            "it is marked as required."
        )
    if lists := tuple(_on_lists(plan)):
        yield f"**Lists**: {'; '.join(lists)}."
    if any(operation.body is not None for operation in operations):
        yield "**Send what the file marks as required**, and where it lists values, one of those."
    yield "**What no page has is not there**: say so, instead of making up a call, a field or a value."
    yield f"**Before you write a client**, read `reference/{PATTERNS_PAGE}` once."


def _two_versions(plan: BundlePlan) -> str:
    """Return two resources that have different versions, in words; empty where all have the same one, or none."""
    newest = {
        resource.name: resource.live[-1].place.version
        for resource in plan.layout.resources
        if resource.live
        and len({operation.place.version for operation in resource.live}) == 1
        and 0 < len(resource.name) <= _LONGEST_NAME
    }
    named = [(name, version) for name, version in newest.items() if 0 < len(version) <= _LONGEST_NAME]
    other = next((row for row in named if row[1] != named[0][1]), None)
    if other is None:
        return ""
    return f"{code(named[0][0])} has {code(named[0][1])}, {code(other[0])} {code(other[1])}"


def _has_read_only(plan: BundlePlan) -> bool:
    """Tell whether some body declares a field that is not to be sent."""
    media = (media for operation in plan.catalog.operations if operation.body for media in operation.body.media)
    shapes = (plan.fields.shapes.of(content.schema) for content in media if content.schema is not None)
    return any(read_only_fields(plan.fields.shapes.expanded(shape), plan.fields) for shape in shapes)


def _on_lists(plan: BundlePlan) -> Iterator[str]:
    """Yield what to heed where a list is read, each as a part of one sentence."""
    name = _a_filter(plan)
    if name:
        yield f"send only the filters that the file declares, written as there ({code(f'{name}=…')})"
    if plan.walks:
        yield "page as **Paging** says, to the end"
    if plan.wraps:
        yield "**Responses** say whether the answer stands in `data`, in `data[]` or bare"


def _a_filter(plan: BundlePlan) -> str:
    """Return a filter as it is sent, the first of a live call; empty where the document has none."""
    for operation in plan.catalog.operations:
        for parameter in operation.parameters if not operation.deprecated else ():
            shape = shape_of(parameter, plan.fields)
            if parameter.name.startswith("filter") and shape is not None and is_deep_object(parameter, shape):
                rows = members_as_sent(parameter, shape, plan.fields)
                names = (row.path for row in rows if isinstance(row, Field) and len(row.path) <= _LONGEST_NAME)
                if name := next(names, ""):
                    return name
    return ""


def _cut(plan: BundlePlan) -> Iterator[QuickIndex]:
    """Yield indexes for documents with too many resources to name all, each shorter than the one before."""
    families: dict[str, list[str]] = {}
    for resource in plan.layout.resources:
        families.setdefault(resource.family, []).append(resource.name)
    limits = [(len(families), names) for names in _NAMES_OF_A_FAMILY]
    limits += [(number, _NAMES_OF_A_FAMILY[-1]) for number in _FAMILIES if number < len(families)]
    for number, names in limits:
        shown = [_family_cut(family, families[family], names) for family in list(families)[:number]]
        more = len(families) - len(shown)
        shown += [(plural(more, "more family", "more families") if shown else _all_families(more), ())] if more else []
        yield QuickIndex(families=tuple(shown), abridged=True)


def _all_families(number: int) -> str:
    return plural(number, "family of paths", "families of paths")


def _family_cut(family: str, names: list[str], limit: int) -> tuple[str, tuple[str, ...]]:
    """Return the title of a family and a row with as many of its resources as the limit says."""
    shown = [prose(name) for name in names if 0 < len(name) <= _LONGEST_TITLE][:limit]
    more = len(names) - len(shown)
    row = f"{', '.join(shown)} and {more:,} more" if shown and more else ", ".join(shown) or f"{more:,} resources"
    return family_title(_shortened(family)), wrap(f"- {row}")
