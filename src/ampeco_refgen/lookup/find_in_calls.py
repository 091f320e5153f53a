"""Finds parts of calls' pages: filters, bodies, responses, fields of entities, values of a field; or one member."""

from __future__ import annotations

import re
import shlex
import textwrap
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from ampeco_refgen.lookup.bundle import REFERENCE, BundleFiles, Call
from ampeco_refgen.lookup.calls import METHODS, find_calls, nearest_calls, newest
from ampeco_refgen.lookup.excerpts import Excerpt, Excerpts, candidates, labelled_part, list_of_lines, nothing_named
from ampeco_refgen.lookup.markdown import blocks_of, is_within, items_of, last_name, links_of, name_of, plain
from ampeco_refgen.lookup.words import other_spellings, same_words, slug

ENUMS = "schemas/enums"
_SCHEMAS = "schemas/"
_INDEX = "schemas-index"
_ENTITIES = "Entities"
_MOST_CALLS = 4
"""So many calls are printed; of more the names are listed."""
_MOST_CHARACTERS = 4_000
"""So long may several lists of values be together that are printed whole; of longer ones the names are listed."""
_MOST_LINES = 40
"""So many places of a field are listed; of the others only the number is told."""
_MEMBER = re.compile(r"(?P<owner>.+?)\.(?P<member>[^\W\d](?:[^\s/{}]*))")
_ONE_OF = re.compile(r" — (?:each )?one of (.+?)(?: — |$)", re.DOTALL)
_SIZE = re.compile(r" \(\d+ values?\)(?:, list \d+)?$")
_VERSION = re.compile(r"\bv(\d+(?:\.\d+)*)\b")
_SUCCESS = re.compile(r"- `2\w\w` ")
_FIELD = re.compile(r"^ *- `([^`\n/]+)`", re.MULTILINE)
_FIELD_NAME = re.compile(r"[^\W\d][\w-]*")


class CallPart(NamedTuple):
    """A part of calls' pages that can be asked for: the kind of target, and the labels of the blocks that it prints.

    `methods` are those of the calls that are meant where the target names no method.
    """

    kind: str
    labels: tuple[str, ...]
    methods: tuple[str, ...] = METHODS


PARTS = (
    CallPart("filter", ("Filters",), ("GET",)),
    CallPart("include", ("Includes",), ("GET",)),
    CallPart("paging", ("Paging",), ("GET",)),
    CallPart("parameters", ("Path", "Query", "Headers", "Cookies"), ("GET",)),
    CallPart("body", ("Body",), ("POST", "PUT", "PATCH")),
    CallPart("response", ("Responses",), ("GET",)),
)


def split_member(name: str) -> tuple[str, str]:
    """Return the owner and the member of a dotted name: `sessions.status`. The member may be empty; `v1.0` has none."""
    match = _MEMBER.fullmatch(name)
    return (match["owner"], match["member"]) if match else (name, "")


def part_text(bundle: BundleFiles, call: Call, part: CallPart) -> str:
    """Return a part of a call's page, nothing where the call has none."""
    blocks = blocks_of(bundle.body(call.page))
    return "\n\n".join(blocks[label] for label in part.labels if label in blocks)


def find_part(bundle: BundleFiles, part: CallPart, name: str) -> Excerpts | None:
    """Return a part of each call that `name` means: `sessions`, `POST users`, `sessions.status`.

    A resource means its list, or its other calls where the list has no such part. What a body or a response leaves to
    other pages comes with it. `None` when there is no such call; raises `CannotAnswerError` when the part has no such
    member.
    """
    usual = [call for call in bundle.calls if call.method in part.methods]
    for owner, member in dict.fromkeys(((name, ""), split_member(name))):
        if calls := find_calls(owner, usual) or find_calls(owner, bundle.calls):
            return _part_of_calls(bundle, part, owner, member, calls, "")
    owner, member = split_member(name)
    calls, note = nearest_calls(owner, usual)
    return _part_of_calls(bundle, part, owner, member, calls, note) if calls else None


def _part_of_calls(
    bundle: BundleFiles, part: CallPart, owner: str, member: str, calls: tuple[Call, ...], note: str
) -> Excerpts:
    """Return a part of the calls, or of those beside the first where none of them has it; only the names of many.

    `note` is what was wrong with the target so far; `member` may be empty.
    """
    text_of_call = {call: text for call in calls if (text := part_text(bundle, call, part))}
    if not text_of_call:
        has_none = f"`{calls[0].key}` has no {part.labels[0].lower() if len(part.labels) == 1 else part.kind}"
        beside = newest(other for other in bundle.calls if _is_beside(other, calls[0]))
        text_of_call = {call: text for call in beside if (text := part_text(bundle, call, part))}
        if not text_of_call:
            return Excerpts(part.kind, (Excerpt(calls[0].page, calls[0].key, f"{has_none}."),), note)
        note = note or f"{has_none}; there are some of:"
    if len(text_of_call) > _MOST_CALLS:
        return candidates(text_of_call, note)
    excerpts = [
        excerpt
        for call, text in text_of_call.items()
        for excerpt in (labelled_part(call, text), *linked_parts(bundle, call.page, text))
    ]
    meant = Excerpts(part.kind, tuple(dict.fromkeys(excerpts)), note)
    return only_member(meant, f"{part.kind}:{owner}", member) if member else meant


def _is_beside(call: Call, other: Call) -> bool:
    """Tell whether a call is on the same resource, in the same version, and the same collection or an item of it."""
    fixed = [[part for part in either.tail if not part.startswith("{")] for either in (call, other)]
    place = [(either.overview, either.version) for either in (call, other)]
    return place[0] == place[1] and fixed[0] == fixed[1]


def linked_parts(bundle: BundleFiles, page: str, text: str) -> Iterator[Excerpt]:
    """Yield what a text of a page leaves to other pages: the response of another call, and schemas by themselves."""
    for link in links_of(page, text.partition("**Responses**")[2]):
        call = bundle.call_at(link.page)
        if call and call.page != page:
            yield labelled_part(call, blocks_of(bundle.body(call.page)).get("Responses", ""))
    yield from _linked_sections(
        bundle, page, text, lambda there: there.startswith(_SCHEMAS) and not there.startswith(ENUMS)
    )


def long_enums(bundle: BundleFiles, page: str, text: str) -> Iterator[Excerpt]:
    """Yield the long lists of values that a text links."""
    return _linked_sections(bundle, page, text, lambda there: there.startswith(ENUMS))


def _linked_sections(bundle: BundleFiles, page: str, text: str, wanted: Callable[[str], bool]) -> Iterator[Excerpt]:
    """Yield the sections on other pages that a text links, of the pages that are `wanted`."""
    for link in links_of(page, text):
        section = bundle.section(link.page, link.anchor) if wanted(link.page) and link.page != page else None
        if section:
            yield Excerpt(section.page, section.heading, section.text)


def only_member(meant: Excerpts, owner: str, member: str) -> Excerpts:
    """Return the excerpts with only the lines of one member and of what is in it; those without it are left out.

    The member is a path or, where none is so, the last name of one; where none is spelt so, what is spelt otherwise,
    with a note on that. `owner` stands for the whole in messages. Raises `CannotAnswerError` when no excerpt has the
    member.
    """
    paths = [name_of(item) for excerpt in meant.excerpts for item in items_of(excerpt.text)]
    names = [last_name(path) for path in paths if path]
    for spelt in (member, *other_spellings(member, (*names, *paths))):
        if excerpts := _with_member(meant.excerpts, spelt):
            note = f"`{member}` is spelt `{spelt}`." if spelt != member else ""
            return meant._replace(excerpts=excerpts, note=" ".join(filter(None, (meant.note, note))))
    raise nothing_named(f"{owner}.{member}", member, names, prefix=f"{owner}.")


def _with_member(excerpts: Iterable[Excerpt], member: str) -> tuple[Excerpt, ...]:
    """Return the excerpts that have a member, with its lines alone: by its path, else by the last name in one."""
    fits: tuple[Callable[[str], bool], ...] = (
        lambda path: is_within(path, member),
        lambda path: last_name(path) == member,
    )
    for fit in fits:
        lines_of = {
            excerpt: dict.fromkeys(textwrap.dedent(item) for item in items_of(excerpt.text) if fit(name_of(item)))
            for excerpt in excerpts
        }
        having = tuple(excerpt._replace(text="\n".join(lines)) for excerpt, lines in lines_of.items() if lines)
        if having:
            return having
    return ()


class EntityEntry(NamedTuple):
    """An entry of the schemas index: its title, its line, and the page of the call that returns it."""

    title: str
    line: str
    page: str
    deprecated: bool

    @property
    def version(self) -> list[int]:
        """The version in its title as numbers."""
        match = _VERSION.search(self.title)
        return [int(number) for number in match[1].split(".")] if match else []


def entities_of(bundle: BundleFiles) -> tuple[EntityEntry, ...]:
    """Return every entity that the schemas index lists."""
    entities = []
    for group in bundle.groups(_INDEX):
        for item in items_of(group.text) if group.heading.startswith(_ENTITIES) else ():
            title, marked, _ = item[2:].partition(" **deprecated**")
            links = links_of(group.page, item)
            if links:
                title = plain((title if marked else item[2:]).partition(" ([")[0])
                entities.append(EntityEntry(title, item, links[0].page, bool(marked)))
    return tuple(entities)


def find_fields(bundle: BundleFiles, name: str) -> Excerpts | None:
    """Return the fields of an entity, or only those of a member: `session`, `session.energyConsumption`.

    The newest live version is meant where none is named. The names of the document's own components are known too.
    """
    for owner, member in dict.fromkeys(((name, ""), split_member(name))):
        if fields := _find_entity(bundle, owner) or _find_component(bundle, owner):
            return only_member(fields, f"fields:{owner}", member) if member else fields
    calls = find_calls(name, bundle.calls) if " " in name or "/" in name else ()
    return find_part(bundle, PARTS[-1], name) if calls else None


def _find_entity(bundle: BundleFiles, name: str) -> Excerpts | None:
    """Return the fields of an entity by its title; without a version in the name those of its newest live version."""
    entities = entities_of(bundle)
    matching = [entity for entity in entities if same_words(entity.title, name)]
    if not matching:
        wanted = _VERSION.search(name)
        matching = [entity for entity in entities if same_words(_VERSION.sub("", entity.title), _VERSION.sub("", name))]
        matching = [entity for entity in matching if not wanted or _VERSION.findall(entity.title) == [wanted[1]]]
        matching = [entity for entity in matching if not entity.deprecated] or matching
        latest = max((entity.version for entity in matching), default=[])
        matching = [entity for entity in matching if entity.version == latest]
    excerpts = []
    for entity in matching:
        call = bundle.call_at(entity.page)
        if call:
            answers = _success_responses(bundle, call)
            excerpts += [labelled_part(call, answers), *linked_parts(bundle, call.page, f"**Responses**\n{answers}")]
    return Excerpts("fields", tuple(dict.fromkeys(excerpts))) if excerpts else None


def _success_responses(bundle: BundleFiles, call: Call) -> str:
    """Return the items of a call's responses that are of a 2xx status."""
    items = items_of(blocks_of(bundle.body(call.page)).get("Responses", ""), indent=0)
    return "\n".join(item for item in items if _SUCCESS.match(item))


def _find_component(bundle: BundleFiles, name: str) -> Excerpts | None:
    """Return the schema of a component, or where none has a page of its own the line that says which calls have it."""
    for group in bundle.groups(_INDEX):
        for item in items_of(group.text):
            links = links_of(group.page, item)
            if links and (name_of(item) == name or same_words(links[0].label, name)) and "**deprecated**" not in item:
                section = bundle.section(links[0].page, "") if links[0].page.startswith(_SCHEMAS) else None
                if section:
                    return Excerpts("fields", (Excerpt(section.page, section.heading, section.text),))
                if name_of(item) == name:
                    return Excerpts("fields", (Excerpt(group.page, group.heading, item),))
    return None


def enum_names(bundle: BundleFiles) -> dict[str, list[Excerpt]]:
    """Return the long lists of values by their names; several lists may have the same name."""
    names: dict[str, list[Excerpt]] = {}
    for section in bundle.groups(ENUMS):
        names.setdefault(_SIZE.sub("", section.heading), []).append(
            Excerpt(section.page, section.heading, section.text)
        )
    return names


def find_enum(bundle: BundleFiles, name: str) -> Excerpts | None:
    """Return the values of the list of a name, or of a field: `reason`, `reason (49 values)`, `sessions.status`.

    A name without an owner that no long list has is looked up among the fields of all pages. A name that nothing has
    just so may be spelt otherwise. `None` when none has it.
    """
    if values := _values_named(bundle, name):
        return values
    owner, member = split_member(name)
    beginning = f"{owner}." if member else ""
    for spelt in other_spellings(member or name, (*enum_names(bundle), *_field_names(bundle))):
        if values := _values_named(bundle, f"{beginning}{spelt}"):
            return values._replace(note=f"`{member or name}` is spelt `{spelt}`.")
    return None


def _values_named(bundle: BundleFiles, name: str) -> Excerpts | None:
    """Return what `find_enum` does for a name in just this spelling."""
    names = enum_names(bundle)
    wanted = [
        excerpt
        for excerpts in names.values()
        for excerpt in excerpts
        if name in (excerpt.heading, slug(excerpt.heading))
    ]
    wanted = wanted or names.get(name, [])
    if sum(len(excerpt.text) for excerpt in wanted) > _MOST_CHARACTERS and len(wanted) > 1:
        lines = (
            f"- enum:{slug(excerpt.heading)} beginning with {excerpt.text.partition('`')[2][:40]}" for excerpt in wanted
        )
        return list_of_lines("candidates", "several lists of values have this name", lines)
    owner, member = split_member(name)
    excerpts = wanted or [
        *dict.fromkeys(_values_in_calls_of(bundle, owner, member) if member else _values_anywhere(bundle, name))
    ]
    return Excerpts("enum", tuple(excerpts)) if excerpts else None


def _values_in_calls_of(bundle: BundleFiles, owner: str, member: str) -> Iterator[Excerpt]:
    """Yield the lines of a member in the calls of one name and its entity, and the long lists that they link."""
    live = [call for call in newest(bundle.calls) if same_words(call.resource, owner) and not call.deprecated]
    entities = [
        call
        for entity in entities_of(bundle)
        if same_words(entity.title, owner) and (call := bundle.call_at(entity.page))
    ]
    calls = dict.fromkeys((*find_calls(owner, bundle.calls), *entities, *live))
    for excerpt in _distinct_value_lists(bundle, [call.page for call in calls], member):
        yield excerpt
        yield from long_enums(bundle, excerpt.page, excerpt.text)


def _values_anywhere(bundle: BundleFiles, name: str) -> Iterator[Excerpt]:
    """Yield the lines that fields of the name have in any call or webhook."""
    return _distinct_value_lists(bundle, [*(call.page for call in bundle.calls), *bundle.pages_in("webhooks")], name)


def _distinct_value_lists(bundle: BundleFiles, pages: Iterable[str], name: str) -> Iterator[Excerpt]:
    """Yield the lines in which pages list the values of a field; of pages that list the same values only the first."""
    seen: set[str] = set()
    for page in pages:
        text = bundle.body(page)
        for item in items_of(text) if name in text else ():
            values = _ONE_OF.search(item) if last_name(name_of(item)) == name else None
            if values and values[1] not in seen:
                seen.add(values[1])
                label = text.partition("\n")[0]
                yield Excerpt(page, label[2:], textwrap.dedent(item), label)


def find_field(bundle: BundleFiles, name: str) -> Excerpts | None:
    """Return where fields, filters and includes of a name stand: a line for each call and webhook, live calls first.

    Where no field is spelt just so, those are meant that are spelt otherwise, and the note says how.
    """
    lines = _places_of_field(bundle, name) if _FIELD_NAME.fullmatch(last_name(name)) else []
    if lines:
        note = f"`{name}` is no call and no page, but the name of a field. It stands in {len(lines)}:"
        return list_of_lines("field", "where a field stands", _first_lines(bundle, lines, [name]), note)
    spelt = other_spellings(name, _field_names(bundle))
    lines = [line for other in spelt for line in _places_of_field(bundle, other)]
    names = " and ".join(f"`{other}`" for other in spelt)
    note = f"No field is spelt `{name}`. There {'is' if len(spelt) == 1 else 'are'} {names}, in {len(lines)}:"
    return list_of_lines("field", "where a field stands", _first_lines(bundle, lines, spelt), note) if lines else None


def _first_lines(bundle: BundleFiles, lines: list[str], names: Iterable[str]) -> list[str]:
    """Return so many lines as are printed; where there are more, the last says how to list the others."""
    if len(lines) <= _MOST_LINES:
        return lines
    words = " ".join(f"-e {shlex.quote(last_name(name))}" for name in names)
    more = f"- … and {len(lines) - _MOST_LINES} more: `grep -rlw {words} {bundle.shell_path}`"
    return [*lines[:_MOST_LINES], more]


def _field_names(bundle: BundleFiles) -> tuple[str, ...]:
    """Return the names of the fields, filters and includes of all calls and webhooks, each once."""
    pages = (*(call.page for call in bundle.calls), *bundle.pages_in("webhooks"))
    paths = dict.fromkeys(path for page in pages for path in _FIELD.findall(bundle.read(page)))
    names = dict.fromkeys(map(last_name, paths))
    return tuple(name for name in names if _FIELD_NAME.fullmatch(name))


def _places_of_field(bundle: BundleFiles, name: str) -> list[str]:
    """Return a line for each call and webhook with a field of the name, which says where in it that stands."""
    bare = last_name(name)
    calls = sorted(bundle.calls, key=lambda call: call.deprecated)
    things = [(f"`{call.key}`{' **deprecated**' if call.deprecated else ''}", call.page) for call in calls]
    things += [(bundle.body(page).partition("\n")[0][2:], page) for page in bundle.pages_in("webhooks")]
    lines = []
    for title, page in things:
        text = bundle.body(page)
        places = _blocks_with_field(text, name) if f"{bare}`" in text or f"{bare}]" in text else ""
        lines += [f"- {title}: {places} ({REFERENCE}{page})"] if places else []
    return lines


def _blocks_with_field(text: str, name: str) -> str:
    """Return in which blocks of a page a field stands, each with the paths it has there."""
    places = []
    for label, block in blocks_of(text).items():
        paths = [path for path in map(name_of, items_of(block)) if name in (path, last_name(path))]
        if paths:
            places.append(f"{label.lower()} {', '.join(f'`{path}`' for path in dict.fromkeys(paths))}".strip())
    return "; ".join(places)
