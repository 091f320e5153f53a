"""Finds what stands in one place under its own heading: a page, a resource, a webhook, a recipe, a deprecated thing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from ampeco_refgen.lookup.bundle import REFERENCE, BundleFiles, Call
from ampeco_refgen.lookup.calls import METHODS, find_calls, nearest_calls
from ampeco_refgen.lookup.excerpts import Excerpt, Excerpts, candidates, list_of_lines, whole_page
from ampeco_refgen.lookup.find_in_calls import split_member
from ampeco_refgen.lookup.markdown import PageSection, blocks_of, items_of, last_name, name_of
from ampeco_refgen.lookup.words import same_words, stems

_WEBHOOKS = "webhooks"
_OPERATION_ID = re.compile(r"^operationId `([^`\n]+)`", re.MULTILINE)
_MAP = "deprecation-map"
_MOVING = "Moving to"
_NAMED = re.compile(r"`([A-Z]+(?:, [A-Z]+)*) ?([^`]*)`")
_OTHERS = ("Webhooks", "Fields", "Parameters and filters")
_LINK = re.compile(r"\[((?:\\.|[^\]\\])+)\]\([^)]*\)")
_IDENTITY = ("operationId ", "On this page")


class MapEntry(NamedTuple):
    """An entry of the deprecation map: the list item, and the paragraph that stands above its list, or nothing."""

    above: str
    item: str

    @property
    def subject(self) -> str:
        """What it is of: the text of the link, or the code, that the item begins with."""
        link = _LINK.match(self.item, len("- "))
        return re.sub(r"\\(.)|`", r"\1", link[1]) if link else name_of(self.item)


def find_page(bundle: BundleFiles, target: str) -> Excerpts | None:
    """Return the page, or the section of it, that a link leads to: `../schemas/enums.md#reason-49-values`."""
    path, _, fragment = target.partition("#")
    page = re.sub(r"^(?:\.{1,2}/)+", "", path.replace("\\", "/")).removeprefix(REFERENCE)
    inside = page.endswith(".md") and ".." not in PurePosixPath(page).parts and not page.startswith("/")
    section = bundle.section(page, fragment) if inside else None
    return Excerpts("page", (_excerpt(section),)) if section else None


def _excerpt(section: PageSection) -> Excerpt:
    return Excerpt(section.page, section.heading, section.text)


def find_call(bundle: BundleFiles, target: str) -> Excerpts | None:
    """Return the page of the call that the target names by method, path or operationId, or what comes nearest.

    A target without a method or a path is only taken for an operationId.
    """
    method, _, rest = target.partition(" ")
    if "/" not in target and not (rest and method.upper() in METHODS):
        return None
    calls, note = nearest_calls(target, bundle.calls)
    if len(calls) == 1:
        return Excerpts("operation", (whole_page(bundle, calls[0]),), note)
    return candidates(calls, note) if calls else None


def operation_id(bundle: BundleFiles, call: Call) -> str:
    """Return the operationId that stands on a call's page; empty where there is none."""
    match = _OPERATION_ID.search(bundle.read(call.page))
    return match[1] if match else ""


def find_operation_id(bundle: BundleFiles, target: str) -> Excerpts | None:
    """Return the page of the call with the operationId, in any case of letters where none has it just so."""
    near = [call for call in bundle.calls if target.lower() in bundle.read(call.page).lower()]
    alike = [call for call in near if operation_id(bundle, call).lower() == target.lower()]
    matching = [call for call in alike if operation_id(bundle, call) == target] or alike
    return (
        Excerpts("operation", (whole_page(bundle, matching[0]),))
        if len(matching) == 1
        else candidates(matching)
        if matching
        else None
    )


def overviews(bundle: BundleFiles) -> tuple[str, ...]:
    """Return the overview pages of the resources, in the order of the endpoints index."""
    return tuple(dict.fromkeys(call.overview for call in bundle.calls if call.overview))


def resource_name(overview: str) -> str:
    """Return the name of a resource by its overview: `resources/users.md` → `users`."""
    return overview.rpartition("/")[2].removesuffix(".md")


def find_resource(bundle: BundleFiles, target: str) -> Excerpts | None:
    """Return the calls of a resource and the actions on it.

    The target is the exact name of the resource (`users`), or that with its family (`resources/users`).
    """
    pages = overviews(bundle)
    exact = any(resource_name(page) == target for page in pages)
    named = [page for page in pages if (same_words(resource_name(page), target) if exact else f"{target}.md" == page)]
    return _calls_of_resources(bundle, named)


def find_resource_alike(bundle: BundleFiles, target: str) -> Excerpts | None:
    """Return the calls of a resource whose name may be spelt another way, or be in singular: `order item`."""
    return _calls_of_resources(bundle, [page for page in overviews(bundle) if same_words(resource_name(page), target)])


def _calls_of_resources(bundle: BundleFiles, pages: Iterable[str]) -> Excerpts | None:
    """Return the sections of overview pages that list calls; `None` where there is no such section."""
    excerpts = []
    for page in pages:
        files = bundle.files_of(page.removesuffix(".md"))
        title = next((section.heading for section in bundle.sections(page) if section.level == 1), "")
        groups = [
            section
            for file in files
            for section in bundle.sections(file)
            if section.level == 2 and "calls" in section.anchor
        ]
        excerpts += [Excerpt(group.page, title, group.text, f"# {title}") for group in groups]
    return Excerpts("resource", tuple(excerpts)) if excerpts else None


def webhooks(bundle: BundleFiles) -> dict[str, str]:
    """Return the pages of the webhooks by their names."""
    names = {}
    for page in bundle.pages_in(_WEBHOOKS):
        title = re.search(r"^# .*?`(.+)`", bundle.read(page), re.MULTILINE)
        names[title[1] if title else resource_name(page)] = page
    return names


def find_webhook(bundle: BundleFiles, name: str) -> Excerpts | None:
    """Return the page of a webhook; its name may be spelt another way: `id tag changed`, `idtagchanged`."""
    pages = webhooks(bundle)
    fits: tuple[Callable[[str], bool], ...] = (
        lambda title: title == name or pages[title] == f"{_WEBHOOKS}/{name}.md",
        lambda title: title.lower() == name.lower(),
        lambda title: same_words(title, name),
    )
    titles = next(filter(None, ([title for title in pages if fit(title)] for fit in fits)), [])
    if len(titles) > 1:
        return list_of_lines(
            "candidates", "several webhooks have this name", (f"- webhook:{title}" for title in titles)
        )
    excerpts = tuple(Excerpt(pages[title], title, bundle.body(pages[title])) for title in titles)
    return Excerpts("webhook", excerpts) if excerpts else None


def find_group(bundle: BundleFiles, name: str, *, stem: str, kind: str) -> Excerpts | None:
    """Return the group of a list that a name means: by its anchor or the words of its heading.

    Where none has just these, one that has all the words among others is meant. Several that match are candidates.
    `stem` names the list, `kind` what a target of it begins with.
    """
    groups = bundle.groups(stem)
    matching = [group for group in groups if name == group.anchor or same_words(group.heading, name)]
    asked = set(stems(name))
    matching = matching or [group for group in groups if asked and asked <= set(stems(group.heading))]
    if len(matching) > 1:
        heading = f"several have {name!r} in their heading"
        return list_of_lines("candidates", heading, (f"- {kind}:{group.anchor}" for group in matching))
    return Excerpts(kind, tuple(map(_excerpt, matching))) if matching else None


def find_deprecated(bundle: BundleFiles, name: str) -> Excerpts | None:
    """Return what the bundle says of a deprecated call, webhook, resource, field or filter.

    For a live call, or the live version of one, that is only that it is not deprecated.
    """
    groups = bundle.groups(_MAP)
    resource = [_excerpt(group) for group in groups if same_words(group.heading.partition(": ")[2], name)]
    if resource:
        return Excerpts("deprecated", tuple(resource))
    calls = find_calls(name, [call for call in bundle.calls if call.deprecated])
    excerpts = tuple(
        _excerpts_about(bundle, groups, calls[0]) if len(calls) == 1 else _entries_named(bundle, groups, name)
    )
    if excerpts:
        return Excerpts("deprecated", excerpts)
    live, note = nearest_calls(name, bundle.calls)
    if calls or not live:
        return candidates(calls) if calls else None
    return Excerpts("deprecated", (Excerpt(live[0].page, live[0].key, f"`{live[0].key}` is not deprecated."),), note)


def deprecated_names(bundle: BundleFiles) -> tuple[str, ...]:
    """Return everything that the deprecation map has an entry for, as `deprecated:` takes it."""
    subjects = (entry.subject for group in bundle.groups(_MAP) for entry in _entries(group))
    return tuple(dict.fromkeys(filter(None, subjects)))


def deprecated_list(bundle: BundleFiles) -> tuple[str, ...]:
    """Return everything that the deprecation map has an entry for, each with what succeeds it."""
    entries = [entry for group in bundle.groups(_MAP) for entry in _entries(group)]
    line_of = {entry.subject: _LINK.sub(r"\1", entry.item) for entry in entries if entry.subject}
    return tuple(f"{subject} → {text.partition(' → ')[2].partition(' — ')[0]}" for subject, text in line_of.items())


def _entries(group: PageSection) -> Iterator[MapEntry]:
    """Yield the entries of a group of the map."""
    above = ""
    for block in group.text.split("\n\n")[1:]:
        items = items_of(block, indent=0)
        above = above if items else block.strip("\n")
        yield from (MapEntry(above, item) for item in items)


def _map_text(entries: Iterable[MapEntry]) -> str:
    """Return the text of entries as it stands in the map: each list below its paragraph, which comes once."""
    lists: dict[str, list[str]] = {}
    for entry in entries:
        lists.setdefault(entry.above, []).append(entry.item)
    return "\n\n".join("\n\n".join(filter(None, (above, "\n".join(items)))) for above, items in lists.items())


def _excerpts_about(bundle: BundleFiles, groups: tuple[PageSection, ...], call: Call) -> Iterator[Excerpt]:
    """Yield what a deprecated call's own page says of it and of what changes, then its entry in the map."""
    blocks = blocks_of(bundle.body(call.page))
    said = blocks.get("Deprecated", "").split("\n\n")
    kept = [paragraph for paragraph in said if not paragraph.startswith(_IDENTITY)]
    text = "\n\n".join([*kept, blocks.get(_MOVING, "")]).strip("\n")
    yield Excerpt(call.page, call.key, text, f"# {call.key}")
    for group in groups:
        if entries := [entry for entry in _entries(group) if entry.subject == call.key]:
            yield Excerpt(group.page, group.heading, _map_text(entries), f"## {group.heading}")


def _entries_named(bundle: BundleFiles, groups: tuple[PageSection, ...], name: str) -> Iterator[Excerpt]:
    """Yield what each group has on a webhook, field or filter: by the whole path, else by the last name in it.

    Of a webhook its page says in addition what changes.
    """
    owner, member = split_member(name)
    for group in groups:
        if group.heading in _OTHERS:
            entries = tuple(_entries(group))
            matching = [
                entry
                for entry in entries
                if entry.subject.lower() == name.lower() or _is_member_of(entry, owner, member)
            ]
            matching = matching or [entry for entry in entries if last_name(entry.subject).lower() == name.lower()]
            if matching:
                yield Excerpt(group.page, group.heading, _map_text(matching))
            for entry in matching:
                page = webhooks(bundle).get(entry.subject, "") if group.heading == _OTHERS[0] else ""
                if moving := blocks_of(bundle.body(page)).get(_MOVING) if page else None:
                    yield Excerpt(page, entry.subject, moving)


def _is_member_of(entry: MapEntry, owner: str, member: str) -> bool:
    """Tell whether an entry is about a member, and one of its places is a call of the owner."""
    resources = {part for _, path in _NAMED.findall(entry.above) for part in path.split("/")}
    names = (entry.subject.lower(), last_name(entry.subject).lower())
    return bool(member) and member.lower() in names and any(same_words(owner, resource) for resource in resources)
