"""What the indexes and the lists of uses say of other pages is so on those pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from readback.markdown import Section, codes, github_anchor, links_in, target_of
from readback.pages import Bundle
from readback.spec import Spec
from readback.spec_operations import operations

Place = tuple[str, str]
"""A page and an anchor on it, empty for the page itself."""


def sections(bundle: Bundle, name: str) -> Iterator[tuple[str, Section]]:
    """Yield page and section of every heading in an index, which may go on in further files."""
    for path, page in bundle.pages.items():
        if re.fullmatch(rf"reference/{name}(-\d+)?\.md", path):
            yield from ((path, section) for section in page.sections.values() if section.level > 1)


def test_the_endpoints_index_has_every_operation_once(spec: Spec, full_bundle: Bundle) -> None:
    found = []
    for _, section in sections(full_bundle, "endpoints-index"):
        base, past = "", False
        for block in section.blocks():
            if _is_base(block):
                base, past = codes(block.text)[0], block.text.endswith("**deprecated**")
            for item in (item for item in block.items if item.text.startswith("`")):
                methods, rest = re.fullmatch(r"((?:[A-Z]+(?:, )?)+) ?(.*)", codes(item.text)[0]).groups()
                deprecated = past or item.text.endswith("**deprecated**")
                found += [(f"{method} {base}{rest}", deprecated) for method in methods.split(", ")]
    assert sorted(found) == sorted((operation.key, operation.deprecated) for operation in operations(spec))


def test_the_endpoints_index_names_the_page_of_each_operation(full_bundle: Bundle) -> None:
    for page, section in sections(full_bundle, "endpoints-index"):
        for block in filter(_is_base, section.blocks()):
            base = codes(block.text)[0]
            linked = {target_of(page, target)[0] for _, target in links_in(block.text)}
            there = {text.page for texts in full_bundle.operations.values() for text in texts if _is_below(text, base)}
            assert there <= linked, base


def _is_base(block) -> bool:
    return block.text.startswith(("`/", "[`/"))


def _is_below(text, base: str) -> bool:
    path = text.key.split(" ", 1)[1]
    return path == base or path.startswith(f"{base}/")


def test_the_fields_in_the_schemas_index_are_at_the_place_it_links_to(full_bundle: Bundle) -> None:
    checked, wrong = 0, []
    for page, section in sections(full_bundle, "schemas-index"):
        role = "body" if "bodies" in section.title.lower() else "response"
        listed: dict[str, list[str]] = {}
        for item in (item for block in section.blocks() for item in block.items if item.text.startswith("[")):
            label, target = links_in(item.text)[0]
            names = listed[label] = _names(item.text.partition("): ")[2], listed)
            if names:
                stated = full_bundle.stated_at(page, target, role)
                while stated.link:
                    stated = full_bundle.stated_at(stated.page, stated.link, role)
                there = {row.path for row in full_bundle.whole(stated.listing).rows}
                wrong += [f"{label}: {name}" for name in names if name not in there]
                checked += 1
    assert checked
    assert wrong == []


def _names(told: str, listed: dict[str, list[str]]) -> list[str]:
    """Return the names that are told, also by those of an entity that came before."""
    known = re.fullmatch(r"as (.+?)(?: with (`.+?`))?(?:(?: and)? without (`.+`))?", told)
    if known is None:
        return _words(told)
    less = _words(known[3] or "")
    assert set(less) <= set(listed[known[1]]), told
    return [name for name in (*listed[known[1]], *_words(known[2] or "")) if name not in less]


def _words(text: str) -> list[str]:
    return [name for span in codes(text) for name in span.split()]


def test_each_way_of_paging_counts_the_calls_that_declare_its_parameters(spec: Spec, full_bundle: Bundle) -> None:
    ways = ("page", "per_page", "cursor")
    declared: Counter[tuple[str, ...]] = Counter()
    for operation in operations(spec):
        names = {one.name for one in operation.parameters if one.location == "query"}
        declared[tuple(name for name in ways if name in names)] += 1
    told: Counter[tuple[str, ...]] = Counter()
    for _, section in sections(full_bundle, "common-patterns"):
        for item in (item for block in section.blocks() for item in block.items if section.title == "Pagination"):
            way, _, rest = item.text.partition(" — declared ")
            names, _, calls = rest.partition("; ")
            told[tuple(codes(names))] += int(calls.split()[0])
            assert ("send `cursor` empty once" in way) == ({"page", "cursor"} <= set(codes(names))), way
    del declared[()], told[()]  # with no parameter, only what comes back tells
    assert told == declared


def test_each_shape_names_the_operations_that_use_it(full_bundle: Bundle) -> None:
    direct, below = direct_uses(full_bundle), linked_from_lists(full_bundle)
    wrong = []
    for place, named in stated_uses(full_bundle).items():
        wrong += [f"{place}: {key} uses it and is not named" for key in sorted(direct.get(place, set()) - named)]
        if place not in below:
            wrong += [f"{place}: {key} does not use it" for key in sorted(named - direct.get(place, set()))]
    sections = {(text.page, github_anchor(key)) for key, (text, *_) in full_bundle.operations.items()}
    for place in direct.keys() - stated_uses(full_bundle).keys() - sections:
        wrong += [
            f"{place}: {key} is on another page, and not named"
            for key in sorted(direct[place])
            if full_bundle.operations[key][0].page != place[0]
        ]
    assert wrong == []


def direct_uses(bundle: Bundle) -> dict[Place, set[str]]:
    """Return the operations whose sections link to each shape as a body or a response."""
    found: dict[Place, set[str]] = {}
    for key, (text, *_) in bundle.operations.items():
        for part in (*text.bodies, *text.responses):
            if part.stated.link:
                found.setdefault(target_of(text.page, part.stated.link), set()).add(key)
    return found


def linked_from_lists(bundle: Bundle) -> set[Place]:
    """Return the places that rows or variants link to, anywhere in the bundle."""
    pattern = re.compile(r"^ *- (?:`[^`]+` |variant )(?:(?! in \[).)*?\[[^]]+\]\(([^)\s]+)\)", re.MULTILINE)
    return {target_of(path, target) for path, page in bundle.pages.items() for target in pattern.findall(page.text)}


def stated_uses(bundle: Bundle) -> dict[Place, set[str]]:
    """Return the operations that each shape's list of uses names."""
    found: dict[Place, set[str]] = {}
    for path, page in bundle.pages.items():
        for anchor, section in page.sections.items():
            blocks = section.blocks()
            if section.title == "Used by":
                found[path, ""] = _named(bundle, path, blocks[0].items)
            elif blocks and section.level == 2 and (index := _index_of_uses(blocks)) is not None:
                found[path, anchor] = _named(bundle, path, blocks[index].items)
    return found


def _index_of_uses(blocks) -> int | None:
    return next((number + 1 for number, block in enumerate(blocks) if block.text == "Used by:"), None)


def _named(bundle: Bundle, page: str, items) -> set[str]:
    """Return the keys of the operations that lines such as `- [Page](page.md): `GET v1.0/{id}` 200` name."""
    found = set()
    for item in items:
        links = links_in(item.text.split(": `")[0]) if item.text.startswith("[") else []
        there = target_of(page, links[0][1])[0] if links else page
        mine = [key for key, (text, *_) in bundle.operations.items() if text.page == there]
        for call in codes(item.text):
            method, _, rest = call.partition(" ")
            found |= {key for key in mine if key.startswith(f"{method} ") and key.endswith(f"/{rest}")}
    return found
