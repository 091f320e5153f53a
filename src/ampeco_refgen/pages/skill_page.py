"""`SKILL.md`: its generated blocks, the text to begin with, and the blocks put into the owner's own text.

The parts of an owner's `SKILL.md` that are generated stand between markers of their own, each alone on its line,
`<!-- BEGIN:NAME -->` and `<!-- END:NAME -->`, also in fenced code. All outside the blocks is the owner's and stays to
the byte, but for the metadata in the front matter (`skill_metadata.py`). The file on disk is only read here; the result
is a file of the bundle like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.catalog.path_rules import version_key
from ampeco_refgen.errors import OutputError
from ampeco_refgen.lookup.bundle import SKILL
from ampeco_refgen.markdown.text import code, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.curl import base_url
from ampeco_refgen.pages.data_model_page import overview_lines
from ampeco_refgen.pages.front_matter import (
    description_lines,
    folder_notice,
    name_and_description,
    name_lines,
    with_front_matter,
)
from ampeco_refgen.pages.layout import Resource, visible_title
from ampeco_refgen.pages.page import Page
from ampeco_refgen.pages.recipes_page import use_case_rows
from ampeco_refgen.pages.render import SKILL_OF_PROFILE
from ampeco_refgen.pages.skill_metadata import with_metadata
from ampeco_refgen.write import RenderedFile, current_text

PACK_MARK = "<!-- ampeco-refgen: packed, do not edit -->"
"""The line of a packed `SKILL.md` by which a later run knows the folder or the archive as one of ours."""
UPDATE = "UPDATE"
"""A block that no run renews and its owner may have: how the skill is updated, which is otherwise in a packed copy."""


class _Detail(Struct, frozen=True, kw_only=True):
    """How much a row says: how many `names` of what is below (`None`: all), whether like resources stand `together`."""

    names: int | None
    together: bool = False


class QuickIndex(Struct, frozen=True, kw_only=True):
    """The title of each family with its rows, as Markdown; `abridged` where a row leaves out some of what is below."""

    families: tuple[tuple[str, tuple[str, ...]], ...]
    abridged: bool


BUDGET = 16_000
"""Bytes of a `SKILL.md` that stays within 5,000 tokens, which the Agent Skills specification advises: it is always
loaded as a whole."""
_OWN_TEXT = 6_700
"""Bytes of a `SKILL.md` that are left to what stands around the blocks, to their markers and what is not rows."""
_DETAILS = (
    *(_Detail(names=names) for names in (None, 12, 8, 5, 3, 0)),
    _Detail(names=0, together=True),
)
"""How much the quick index says, from all to the least: the first that leaves `SKILL.md` within its budget counts."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_MARKER = re.compile(r"\ufeff?\s*<!--\s*(BEGIN|END):([\w-]+)\s*-->\s*")
_TYPED_AS_IT_IS = re.compile(r"[\w/{}.:-]+", re.ASCII)
_VERBS = (("GET", "read"), ("POST", "create"), ("PUT", "update"), ("PATCH", "update"), ("DELETE", "delete"))
_ALL_FOUR = "read create update delete"


def skill_blocks(plan: BundlePlan) -> Iterator[Page]:
    """Yield a page for each managed block; its `path` is the block's name.

    The quick index says as much as there is room for beside the other blocks.
    """
    cases = tuple(use_case_rows(plan.recipe_book))
    tree = tuple(overview_lines(plan.data_model, by=False))
    room = BUDGET - _OWN_TEXT - _size(cases) - _size(tree)
    for index in quick_indexes(plan):
        if sum(_size((title, *rows)) for title, rows in index.families) <= room:
            break
    yield Page(
        path="QUICK-INDEX",
        template="skill-quick-index.md.j2",
        context={
            "title": prose(plan.catalog.title or "API"),
            "version": prose(plan.catalog.version),
            "verbs": not named_by_calls(plan),
            "left_out": plan.catalog.left_out.count if plan.catalog.left_out else 0,
            "abridged": index.abridged,
            "families": index.families,
        },
    )
    yield Page(path="USE-CASES", template="skill-use-cases.md.j2", context={"cases": cases})
    yield Page(path="DATA-MODEL", template="skill-data-model.md.j2", context={"lines": tree})


def _size(lines: Iterable[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)


def quick_indexes(plan: BundlePlan) -> Iterator[QuickIndex]:
    """Yield the quick index in each degree of detail, from all that it can say to the least."""
    for detail in _DETAILS:
        families = ((family_title(family), tuple(_rows(plan, family, detail))) for family in _families(plan))
        yield QuickIndex(families=tuple(families), abridged=detail is not _DETAILS[0])


def _families(plan: BundlePlan) -> list[str]:
    return list(dict.fromkeys(resource.family for resource in plan.layout.resources))


def family_title(family: str) -> str:
    """Return the title of a family in the quick index, as Markdown."""
    return prose(visible_title(family.replace("-", " ").capitalize(), family))


def _rows(plan: BundlePlan, family: str, detail: _Detail) -> Iterator[str]:
    """Yield one line for each resource: version and verbs of its own paths, then what stands below it.

    Together, those of which the same is to be said share a line, which ends with their names.
    """
    by_calls = named_by_calls(plan)
    rows = [
        (prose(visible_title(resource.name, resource.name)), _said(resource, detail, by_calls=by_calls))
        for resource in plan.layout.resources
        if resource.family == family
    ]
    if not detail.together:
        for name, said in rows:
            yield from wrap("- " + " ".join(filter(None, (name, said))))
        return
    names: dict[str, list[str]] = {}
    for name, said in rows:
        names.setdefault(said, []).append(name)
    for said, alike in names.items():
        yield from wrap(f"- {said}: {', '.join(alike)}" if said else f"- {', '.join(alike)}")


def named_by_calls(plan: BundlePlan) -> bool:
    """Tell whether every call is a POST: what a call does is then said by its path (`/users/list`), not by a verb."""
    return {operation.method for operation in plan.catalog.operations} == {"POST"}


def _said(resource: Resource, detail: _Detail, *, by_calls: bool) -> str:
    """Return what a row says of a resource, after its name."""
    operations = resource.live or resource.operations
    parts: list[str] = []
    if resource.family == "actions":
        by_version: dict[str, list[Operation]] = {}
        for operation in operations:
            by_version.setdefault(operation.place.version, []).append(operation)
        parts += [_actions(by_version, detail)]
    else:
        own = [operation for operation in operations if not _below(operation)]
        newest = max((operation.place.version for operation in own), key=version_key, default="")
        methods = {operation.method for operation in own if operation.place.version == newest}
        parts += [newest, "" if by_calls else _verbs(methods)]
        below = list(dict.fromkeys(filter(None, map(_all_below if by_calls else _below, operations))))
        parts += [f"+ {_some(below, detail)}"] if below and not detail.together else []
    parts += [] if resource.live else ["deprecated"]
    return " ".join(part for part in parts if part)


def _some(names: list[str], detail: _Detail) -> str:
    """Return as many names as there is room for, and how many more there are."""
    shown = names if detail.names is None else names[: detail.names]
    more = len(names) - len(shown)
    text = ", ".join(map(prose, shown))
    return f"{text} and {more} more" if more and text else text or f"{more} more"


def _newest_first(versions: Iterable[str]) -> list[str]:
    return sorted(versions, key=version_key, reverse=True)


def _actions(by_version: dict[str, list[Operation]], detail: _Detail) -> str:
    """Return the actions on a resource, each under its version; together only the versions."""
    versions = _newest_first(by_version)
    if detail.together:
        return ", ".join(filter(None, versions))
    return "; ".join(f"{version} {_action_names(by_version[version], detail)}".strip() for version in versions)


def _action_names(operations: list[Operation], detail: _Detail) -> str:
    names = list(dict.fromkeys(filter(None, map(_below, operations))))
    return _some(names, detail) if names else ""


def _verbs(methods: set[str]) -> str:
    """Return what methods do to a resource."""
    verbs = " ".join(dict.fromkeys(verb for method, verb in _VERBS if method in methods))
    return "all four" if verbs == _ALL_FOUR else verbs


def _below(operation: Operation) -> str:
    """Return the first name in what follows a resource's version: its sub-resource or action, if any."""
    segments = operation.place.subpath.split("/")
    return next((segment for segment in segments if segment and "{" not in segment), "")


def _all_below(operation: Operation) -> str:
    """Return all names in what follows a resource's version, as in the path."""
    segments = operation.place.subpath.split("/")
    return "/".join(segment for segment in segments if segment and "{" not in segment)


def skill_skeleton(plan: BundlePlan, *, lookup: bool, name: str = "", description: str = "") -> Page:
    """Return the page of a `SKILL.md` to begin with, for a folder that has none; its blocks are still empty.

    `lookup` says whether the skill has its lookup command. `name` and `description` are those of the profile where they
    are not given, else they are made of the document's title.
    """
    title = plan.catalog.title or "API"
    name, description = name_and_description(title, plan.profile, name, description)
    context: dict[str, object] = {
        "title": prose(visible_title(title, name)),
        "name": name,
        "front_matter": name_lines(name) + description_lines(description),
        "lookup": lookup_example(plan) if lookup else None,
        "base_url": code(url) if (url := base_url(plan.catalog)) else "",
        "prefix": code(plan.path_prefix) if plan.path_prefix else "",
        "example": call_example(plan),
    }
    template = SKILL_OF_PROFILE if plan.profile.skill_template else "skill.md.j2"
    return Page(path=SKILL, template=template, context=context)


def call_example(plan: BundlePlan) -> dict[str, str] | None:
    """Return a live call with a parameter in its path and its file, as code; the shortest there is."""
    live = [operation for operation in plan.catalog.operations if not operation.deprecated]
    shortest = min(
        live, key=lambda operation: ("{" not in operation.path, len(operation.key), operation.key), default=None
    )
    if shortest is None:
        return None
    return {"call": code(shortest.key), "file": code(f"reference/{plan.layout.calls[shortest.key]}")}


def lookup_example(plan: BundlePlan) -> dict[str, str]:
    """Return what to ask the lookup command for: a live call that can be typed as it is, and its words."""
    for operation in plan.catalog.operations:
        if not operation.deprecated and _TYPED_AS_IT_IS.fullmatch(operation.path):
            place = operation.place
            words = re.findall(r"[A-Za-z0-9]+", re.sub(r"\{[^}]*\}", " ", f"{place.resource} {place.subpath}"))
            return {"words": " ".join(words or [operation.method]), "target": operation.key}
    return {"words": "", "target": ""}


def skill_file(
    root: Path,
    blocks: Mapping[str, str],
    skeleton: str,
    *,
    metadata: Mapping[str, str],
    name: str = "",
    description: str = "",
) -> RenderedFile:
    """Return `SKILL.md` with its blocks and metadata renewed; where there is none, `skeleton` is what it begins with.

    `name` and `description` take the place of those in its front matter, where they are given. Raises `OutputError`
    where it cannot be read, is not UTF-8, is that of a packed skill, or lacks a marker or the front matter.
    """
    path = root / SKILL
    text = current_text(root, SKILL)
    if PACK_MARK in (text or "").splitlines():
        raise OutputError(
            f"{root.resolve()} holds a packed skill, which lacks what its pages are made of",
            hint="let what installed it update it, or make a skill of your own in another folder: --out DIR",
        )
    renewed = apply_blocks(skeleton if text is None else text, blocks, path=str(path))
    renewed = with_front_matter(renewed, name=name, description=description, path=path)
    return RenderedFile(path=SKILL, text=with_metadata(renewed, metadata))


def skill_notices(
    skill: RenderedFile, root: Path, blocks: Mapping[str, str], *, project: bool = False
) -> tuple[str, ...]:
    """Return what the owner of a `SKILL.md` should know: its name, its length, blocks that no run renews.

    With `project`, a `refgen.toml` stands beside it.
    """
    return (
        *folder_notice(skill.text, root, project=project),
        *over_budget(skill),
        *_unknown_blocks(skill.text, blocks),
    )


def _unknown_blocks(text: str, blocks: Mapping[str, str]) -> Iterator[str]:
    """Yield a notice for each block between two markers that is none of those that are made today."""
    begun: dict[str, int] = {}
    for number, line in enumerate(_LINE.findall(text), 1):
        marker = _MARKER.fullmatch(line)
        if marker is None or marker[2] in blocks or marker[2] == UPDATE:
            continue
        if marker[1] == "BEGIN":
            begun[marker[2]] = number
        elif start := begun.pop(marker[2], 0):
            yield (
                f"{SKILL}, lines {start} to {number}: {marker[2]} is no block that this program makes, so it stays as "
                "it is; if an earlier version made it, delete these lines"
            )


def over_budget(skill: RenderedFile) -> tuple[str, ...]:
    """Return a notice where `SKILL.md` is longer than it should be, whoever wrote it."""
    size = len(skill.text.encode())
    if size <= BUDGET:
        return ()
    return (
        f"SKILL.md has {size:,} bytes, more than {BUDGET:,}, and is always loaded whole: shorten it around the blocks",
    )


def has_block(text: str, name: str, *, path: str) -> bool:
    """Tell whether a text has the two markers of a block; raises OutputError as `apply_blocks` does where one lacks."""
    return name in _find_blocks(_LINE.findall(text), {name: ""}, path)


def apply_blocks(text: str, blocks: Mapping[str, str], *, path: str = SKILL) -> str:
    """Return the text of the file at `path` with the content of each block replaced, in the file's own line ends.

    Raises OutputError naming the line where a block begins or ends twice, within another, or not at all.
    """
    lines = _LINE.findall(text)
    spans = _find_blocks(lines, blocks, path)
    if missing := [name for name in blocks if name not in spans]:
        markers = "; ".join(f"<!-- BEGIN:{name} --> and <!-- END:{name} -->" for name in missing)
        raise OutputError(
            f"{path} has no place for {' and '.join(missing)}, which every run writes anew between two lines of "
            "its own",
            hint=f"put its lines where you want it: {markers}; or move your file away: the run then makes a new one",
        )
    for name, (begin, end) in sorted(spans.items(), key=lambda item: item[1], reverse=True):
        marker = lines[begin]
        line_end = marker[len(marker.rstrip("\r\n")) :]
        content = blocks[name].strip("\n").split("\n") if blocks[name].strip("\n") else []
        lines[begin + 1 : end] = [line + line_end for line in content]
    return "".join(lines)


def _find_blocks(lines: list[str], names: Mapping[str, str], path: str) -> dict[str, tuple[int, int]]:
    """Return for each block where its two markers stand. Other names than those asked for are the owner's text."""
    spans: dict[str, tuple[int, int]] = {}
    opened, start = "", 0
    for index, line in enumerate(lines):
        marker = _MARKER.fullmatch(line)
        if marker is None or marker[2] not in names:
            continue
        kind, name = marker.groups()
        where = f"{path}, line {index + 1}"
        if kind == "BEGIN" and opened and opened != name:
            raise _not_closed(path, opened, start)
        if name in spans or (kind == "BEGIN" and opened):
            first = spans[name][0] if name in spans else start
            problem = f"a second {kind} line of block {name}, which begins at line {first + 1}"
            raise _broken(
                where, problem, "delete the one that is too many: <!-- BEGIN:{0} --> or <!-- END:{0} -->", name
            )
        if kind == "END" and opened != name:
            hint = "put the line <!-- BEGIN:{0} --> above what the program writes here"
            raise _broken(where, f"block {name} ends here and has not begun", hint, name)
        if kind == "END":
            spans[name] = (start, index)
        opened, start = (name, index) if kind == "BEGIN" else ("", 0)
    if opened:
        raise _not_closed(path, opened, start)
    return spans


def _not_closed(path: str, name: str, start: int) -> OutputError:
    """Return the error about a block without an end, told by the line where it begins, which is the one to look at."""
    hint = "put the line <!-- END:{0} --> below what the program writes here"
    return _broken(f"{path}, line {start + 1}", f"block {name} begins here and is not closed", hint, name)


def _broken(where: str, problem: str, hint: str, name: str) -> OutputError:
    """Return the error about a marker of a block, with the way to mend it, in which `{0}` is the block's name."""
    way = f"{hint.format(name)}; or move your file away: the run then makes a new one"
    return OutputError(f"{where}: {problem}", hint=way)
