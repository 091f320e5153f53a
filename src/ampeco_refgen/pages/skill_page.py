"""`SKILL.md`: its generated blocks, the text to begin with, and the blocks put into the owner's own text.

The parts of an owner's `SKILL.md` that are generated stand between markers of their own, each alone on its line,
`<!-- BEGIN:NAME -->` and `<!-- END:NAME -->`, also in fenced code. All outside the blocks is the owner's and stays to
the byte. The file on disk is only read here; the result is a file of the bundle like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.catalog.path_rules import version_key
from ampeco_refgen.errors import OutputError
from ampeco_refgen.markdown.names import slug
from ampeco_refgen.markdown.text import code, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.curl import base_url
from ampeco_refgen.pages.data_model_page import overview_lines
from ampeco_refgen.pages.layout import Resource, visible_title
from ampeco_refgen.pages.page import Page
from ampeco_refgen.pages.recipes_page import use_case_rows
from ampeco_refgen.write import RenderedFile, current_text

SKILL = "SKILL.md"
BUDGET = 16_000
"""Bytes of a `SKILL.md` that stays within 5,000 tokens, which the Agent Skills specification advises: it is always
loaded as a whole."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_MARKER = re.compile(r"\ufeff?\s*<!--\s*(BEGIN|END):([\w-]+)\s*-->\s*")
_VERBS = (("GET", "read"), ("POST", "create"), ("PUT", "update"), ("PATCH", "update"), ("DELETE", "delete"))
_ALL_FOUR = "read create update delete"


def skill_blocks(plan: BundlePlan) -> Iterator[Page]:
    """Yield a page for each managed block; its `path` is the block's name."""
    yield Page(
        path="QUICK-INDEX",
        template="skill-quick-index.md.j2",
        context={
            "title": prose(plan.catalog.title),
            "version": prose(plan.catalog.version),
            "families": [(_family_title(family), tuple(_rows(plan, family))) for family in _families(plan)],
        },
    )
    yield Page(
        path="USE-CASES", template="skill-use-cases.md.j2", context={"cases": tuple(use_case_rows(plan.recipe_book))}
    )
    tree = tuple(overview_lines(plan.data_model, by=False))
    yield Page(path="DATA-MODEL", template="skill-data-model.md.j2", context={"lines": tree})


def _families(plan: BundlePlan) -> list[str]:
    return list(dict.fromkeys(resource.family for resource in plan.layout.resources))


def _family_title(family: str) -> str:
    return prose(visible_title(family.replace("-", " ").capitalize(), family))


def _rows(plan: BundlePlan, family: str) -> Iterator[str]:
    """Yield one line for each resource: version and verbs of its own paths, then what stands below it."""
    for resource in plan.layout.resources:
        if resource.family == family:
            yield from wrap(_row(resource))


def _row(resource: Resource) -> str:
    operations = resource.live or resource.operations
    parts = [prose(visible_title(resource.name, resource.name))]
    if resource.family == "actions":
        by_version: dict[str, list[Operation]] = {}
        for operation in operations:
            by_version.setdefault(operation.place.version, []).append(operation)
        parts += ["; ".join(_actions(version, by_version[version]) for version in _newest_first(by_version))]
    else:
        own = [operation for operation in operations if not _below(operation)]
        newest = max((operation.place.version for operation in own), key=version_key, default="")
        methods = {operation.method for operation in own if operation.place.version == newest}
        parts += [newest, _verbs(methods)]
        below = dict.fromkeys(filter(None, map(_below, operations)))
        parts += [f"+ {', '.join(map(prose, below))}"] if below else []
    parts += [] if resource.live else ["deprecated"]
    return "- " + " ".join(part for part in parts if part)


def _newest_first(versions: Iterable[str]) -> list[str]:
    return sorted(versions, key=version_key, reverse=True)


def _actions(version: str, operations: list[Operation]) -> str:
    names = dict.fromkeys(filter(None, map(_below, operations)))
    return f"{version} {', '.join(map(prose, names))}".strip()


def _verbs(methods: set[str]) -> str:
    """Return what methods do to a resource."""
    verbs = " ".join(dict.fromkeys(verb for method, verb in _VERBS if method in methods))
    return "all four" if verbs == _ALL_FOUR else verbs


def _below(operation: Operation) -> str:
    """Return the first name in what follows a resource's version: its sub-resource or action, if any."""
    segments = operation.place.subpath.split("/")
    return next((segment for segment in segments if segment and "{" not in segment), "")


def skill_skeleton(plan: BundlePlan) -> Page:
    """Return the page of a `SKILL.md` to begin with, for a folder that has none; its blocks are still empty."""
    title = plan.catalog.title or "API"
    context: dict[str, object] = {
        "title": prose(title),
        "name": slug(title)[:64].strip("-."),
        "base_url": code(url) if (url := base_url(plan.catalog)) else "",
        "prefix": code(plan.path_prefix) if plan.path_prefix else "",
        "example": _example(plan),
    }
    return Page(path="SKILL.md", template="skill.md.j2", context=context)


def _example(plan: BundlePlan) -> dict[str, str] | None:
    """Return a live call with a parameter in its path and its file, as code; the shortest there is."""
    live = [operation for operation in plan.catalog.operations if not operation.deprecated]
    shortest = min(
        live, key=lambda operation: ("{" not in operation.path, len(operation.key), operation.key), default=None
    )
    if shortest is None:
        return None
    return {"call": code(shortest.key), "file": code(f"reference/{plan.layout.calls[shortest.key]}")}


def skill_file(root: Path, blocks: Mapping[str, str], skeleton: str) -> RenderedFile:
    """Return `SKILL.md` with its blocks renewed; where the folder has none, `skeleton` is the text to begin with.

    Raises `OutputError` where it cannot be read, is not UTF-8, or lacks a marker.
    """
    text = current_text(root, SKILL)
    return RenderedFile(path=SKILL, text=apply_blocks(skeleton if text is None else text, blocks))


def over_budget(skill: RenderedFile) -> tuple[str, ...]:
    """Return a notice where `SKILL.md` is longer than it should be, whoever wrote it."""
    size = len(skill.text.encode())
    if size <= BUDGET:
        return ()
    return (
        f"SKILL.md has {size:,} bytes, more than {BUDGET:,}, and is always loaded whole: shorten it around the blocks",
    )


def apply_blocks(text: str, blocks: Mapping[str, str], *, path: str = "SKILL.md") -> str:
    """Return the text of the file at `path` with the content of each block replaced, in the file's own line ends.

    Raises OutputError naming the line where a block begins or ends twice, within another, or not at all.
    """
    lines = _LINE.findall(text)
    spans = _find_blocks(lines, blocks, path)
    if missing := sorted(blocks.keys() - spans.keys()):
        raise _broken(path, f"has no block {missing[0]}", missing[0])
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
        if kind == "BEGIN" and opened:
            raise _broken(where, f"block {name} begins before block {opened} (line {start + 1}) has ended", name)
        if name in spans:
            raise _broken(where, f"a second marker for block {name}, which stands at line {spans[name][0] + 1}", name)
        if kind == "END" and opened != name:
            raise _broken(where, f"block {name} ends but has not begun", name)
        if kind == "END":
            spans[name] = (start, index)
        opened, start = (name, index) if kind == "BEGIN" else ("", 0)
    if opened:
        raise _broken(f"{path}, line {start + 1}", f"block {opened} is not closed", opened)
    return spans


def _broken(where: str, problem: str, name: str) -> OutputError:
    """Return the error about a marker, with the way to mend it."""
    hint = f"each block needs one line <!-- BEGIN:{name} --> and, below it, one line <!-- END:{name} -->"
    return OutputError(f"{where}: {problem}", hint=hint)
