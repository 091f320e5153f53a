"""What the overviews and the indexes say of calls is so in the calls' files, and they leave no call out."""

from __future__ import annotations

import re

import pytest

from readback.bundle import CALLS, SCHEMAS, Bundle
from readback.call_file import call_files, read_call
from readback.conftest import CASES, REAL, bundle_of, path_of, spec_of
from readback.markdown import Item, codes, links_in, target_of
from readback.names import folder
from readback.spec import Spec
from readback.spec_operations import OperationSpec, content, operations, webhooks
from readback.terms import words

DOCUMENTS = pytest.mark.parametrize("name", ["sample", *CASES, REAL])
_INDEX = re.compile(r"reference/endpoints-index[^/]*\.md")
_OVERVIEW = re.compile(r"reference/(?!calls/|webhooks/|schemas/)[^/]+/[^/]+\.md")


def entries(bundle: Bundle, pages: re.Pattern[str]) -> dict[str, list[tuple[str, str]]]:
    """Return the lines that begin with a link to a call's file, with the pages they stand on, by the link's label."""
    by_label: dict[str, list[tuple[str, str]]] = {}
    for path, page in bundle.pages.items():
        for item in _items(page.top.blocks()) if pages.fullmatch(path) else ():
            for label, target in links_in(item.text)[:1] if item.text.startswith("[") else ():
                if target_of(path, target)[0].startswith(CALLS):
                    by_label.setdefault(re.sub(r"\\(.)", r"\1", label), []).append((path, item.text))
    return by_label


def _items(blocks: list) -> list[Item]:
    return [item for block in blocks for item in block.items]


@DOCUMENTS
def test_each_call_has_a_line_in_the_index_and_one_in_an_overview(name: str) -> None:
    bundle, spec = bundle_of(path_of(name)), spec_of(path_of(name))
    files = call_files(bundle)
    wraps = any(media.is_wrapped for operation in operations(spec) for media in _good(spec, operation))
    for pages in (_INDEX, _OVERVIEW):
        by_call = entries(bundle, pages)
        assert sorted(by_call) == sorted(operation.key for operation in operations(spec))
        for operation in operations(spec):
            ((page, line),) = by_call[operation.key]
            assert target_of(page, links_in(line)[0][1])[0] == files[operation.key][0].path
            assert sorted(told(line)) == sorted(facts(spec, operation, wraps)), line
    if name == "real":
        for key, ((page, _),) in entries(bundle, _OVERVIEW).items():
            family, resource = key.split("/")[2:4]
            assert page in (f"reference/{family}/{folder(resource)}.md", f"reference/{family}/{family}.md"), key


def told(line: str) -> list[str]:
    """Return what the line of a call says of it, in words."""
    said = re.sub(r"^\[.*?\]\(\S+\) ?", "", line)
    return [words(part) for part in said.split(" · ")] if said else []


def facts(spec: Spec, operation: OperationSpec, wraps: bool) -> list[str]:
    """Return what should be said of a call: what one searches for across all calls."""
    node = operation.node
    good = _good(spec, operation)
    said = [text for text in [node.get("summary") or node.get("operationId", "")] if text]
    said += ["deprecated"] if operation.deprecated else []
    paging = [
        name
        for name in ("page", "cursor")
        if any(parameter.name == name and parameter.location == "query" for parameter in operation.parameters)
    ]
    said += [f"paging {' or '.join(paging)}"] if paging and any("list" in media.wrapping for media in good) else []
    said += ["bare"] if wraps and any(media.wrapping.startswith("bare") for media in good) else []
    for parameter in operation.parameters:
        if parameter.name == "filter" and parameter.is_deep:
            number = len(parameter.listing(frozenset()).flat())
            said.append(f"{number} filter{'' if number == 1 else 's'}")
        if parameter.includes:
            said.append(f"include {' '.join(parameter.includes)}")
    number = len(list(webhooks(spec, operation)))
    said += [f"{number} webhook{'' if number == 1 else 's'}"] if number else []
    return list(map(words, said))


def _good(spec: Spec, operation: OperationSpec) -> list:
    good = [status for status in operation.responses if status.startswith("2")] or operation.responses.keys() & {
        "default"
    }
    return [media for status in good for media in content(spec, operation.responses[status])]


@DOCUMENTS
def test_entities_have_just_the_fields_that_their_call_returns(name: str) -> None:
    bundle = bundle_of(path_of(name))
    page = bundle.pages["reference/schemas-index.md"]
    lines = [
        item.text for anchor in page.sections if anchor == "entities" for item in _items(page.sections[anchor].blocks())
    ]
    for line in lines:
        ((_, target),) = links_in(line)
        plain, *others = codes(line.partition("): ")[2])  # a name that holds a blank has a span of its own
        assert {*plain.split(), *others} == top_level(bundle, (page.path, target)), line
    assert lines or name not in ("sample", "real")


@DOCUMENTS
def test_overviews_have_the_top_level_fields_of_the_call_that_they_link(name: str) -> None:
    bundle = bundle_of(path_of(name))
    checked = 0
    for path, page in bundle.pages.items():
        if _OVERVIEW.fullmatch(path) and "fields" in page.sections:
            lead, *blocks = page.sections["fields"].blocks()
            ((_, target),) = links_in(lead.text)
            rows = {unquoted(codes(item.text)[0]) for item in _items(blocks)}
            assert rows == top_level(bundle, (path, target)), path
            checked += 1
    assert checked or name not in ("sample", "real")


def top_level(bundle: Bundle, target: tuple[str, str]) -> set[str]:
    """Return the names of the top-level fields that a call returns."""
    answers = read_call(bundle, bundle.page(target).path).answers.values()
    rows = [row.path for answer in answers if answer.wrapping for row in answer.fields.listing.flat()]
    return {unquoted(path) for path in rows if re.fullmatch(r"[^.\[]+|\[\"[^\"]*\"\]", path)}


def unquoted(path: str) -> str:
    return path.removeprefix('["').removesuffix('"]')


@DOCUMENTS
def test_schemas_name_just_the_files_that_link_them(name: str) -> None:
    for full in (True, False):
        bundle = bundle_of(path_of(name), full)
        users: dict[str, set[str]] = {}
        for page in bundle.below("reference/"):
            for link in page.links if page.path.startswith((CALLS, "reference/webhooks/", SCHEMAS)) else ():
                users.setdefault(target_of(page.path, link)[0], set()).add(page.path)
        for page in bundle.below(SCHEMAS):
            if not re.search(r"/enums(-\d+)?\.md$", page.path):
                stated = bundle.schema((page.path, page.path.rpartition("/")[2])).users
                named = {target_of(page.path, link)[0] for text in stated for _, link in links_in(text)}
                more = sum(int(further[1]) for text in stated if (further := re.match(r"and (\d+) more: ", text)))
                using = users.get(page.path, set()) - {page.path}
                assert using, f"{page.path} is linked by nothing"
                assert (named <= using, len(using)) == (True, len(named) + more), page.path
