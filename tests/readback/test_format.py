"""The whole bundle as files: limits, links, contents, and Markdown that another parser reads as it was meant."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from functools import cache

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from documents import real_path
from readback.bundle import CALLS, MARK, SCHEMAS, WEBHOOKS, Bundle
from readback.conftest import bundle_of
from readback.markdown import Page, masked, target_of
from readback.spec import Spec

OWNER_MARK = f"{MARK}\n"
_OTHER_MARKS = re.compile(r"(?:<!-- (?:(?:BEGIN|END):[A-Z-]+|from \w+ to \w+) -->\n?)+")
_STRUCTURE = {"heading", "paragraph", "bullet_list", "list_item", "fence", "inline", "html_block"}
_STRUCTURE |= {"table", "thead", "tbody", "tr", "th", "td"}
_INDEXES = ("endpoints-index", "schemas-index", "deprecation-map", "common-patterns", "data-model")
_MOST_COLUMNS, _MOST_CHARACTERS, _LINES_WITHOUT_CONTENTS, _BYTES_OF_SKILL = 400, 50_000, 100, 16_000
_WITH_STEPS = ("reference/recipes", "reference/common-patterns")
_LEAVING = re.compile(r"\b(?:all fields of|different|further|same as|the fields of|the usual body|fields above|see)\b")
_CUT = re.compile(r"(?<!\[[A-Z]{3} )…|\.\.\.|\b(?:first|top) \d+ of\b|\band \d+ more\b", re.IGNORECASE)
_PARSER = MarkdownIt("gfm-like", {"linkify": False})


@cache
def tokens_of(text: str) -> list[Token]:
    return _PARSER.parse(text)


def body_of(page: Page) -> str:
    """Return the page without the front matter that `SKILL.md` begins with."""
    return page.text.split("\n---\n", 1)[1] if page.text.startswith("---\n") else page.text


def outside_code(page: Page) -> list[str]:
    """Return the lines of a page that stand in no fenced block."""
    return re.sub(r"^```.*?^```$", "", page.text, flags=re.MULTILINE | re.DOTALL).splitlines()


def reference_pages(bundle: Bundle) -> list[Page]:
    return [page for path, page in bundle.pages.items() if path.startswith("reference/")]


def none_of(problems: Iterable[object]) -> None:
    """Fail with all of the problems, one a line."""
    lines = [str(problem) for problem in problems]
    assert not lines, "\n".join([f"{len(lines)} problems", *lines])


def test_no_line_is_too_long(full_bundle: Bundle, bare_bundle: Bundle) -> None:
    pages = [*full_bundle.pages.values(), *bare_bundle.pages.values()]
    long = {(page.path, len(line)) for page in pages for line in page.text.splitlines() if len(line) > _MOST_COLUMNS}
    none_of(sorted(long))


def test_no_file_is_too_long(full_bundle: Bundle, bare_bundle: Bundle) -> None:
    sizes = sorted((len(page.text), page.path) for page in [*full_bundle.pages.values(), *bare_bundle.pages.values()])
    print(f"{len(sizes)} files, longest {sizes[-1]}")
    none_of([f"{path}: {size}" for size, path in sizes if size > _MOST_CHARACTERS])


def test_no_line_is_broken_where_it_would_tell_something_else(full_bundle: Bundle, bare_bundle: Bundle) -> None:
    """Neither within a code span nor between two sides of an arrow, or a name and its values' dash."""
    broken = []
    for page in [*reference_pages(full_bundle), *reference_pages(bare_bundle)]:
        for line in outside_code(page):
            torn = re.match(r" *(?:→|— (?:each )?one of)|.*→$", line) or re.search(r"(?<!\\)`", masked(line)[0])
            broken += [f"{page.path}: {line}"] if torn else []
    none_of(broken)


def test_no_link_is_dead(full_bundle: Bundle, bare_bundle: Bundle) -> None:
    dead = []
    for bundle in (full_bundle, bare_bundle):
        for page in bundle.pages.values():
            for link in {link for link in page.links if not re.match(r"(?:https?|mailto):", link)}:
                target, anchor = target_of(page.path, link)
                there = bundle.pages.get(target)
                if there is None or (anchor and anchor not in there.sections):
                    dead.append(f"{page.path}: {link}")
    none_of(dead)


def test_every_page_is_reached_from_the_skill_by_indexes_and_overviews(full_bundle: Bundle) -> None:
    """The way to a call's file is known without a link; what is not linked by an index is found by nobody else."""
    reached: set[str] = set()
    pending = ["SKILL.md"]
    while pending:
        path = pending.pop()
        if path not in reached:
            reached.add(path)
            is_index = path == "SKILL.md" or posixpath.basename(path).startswith(_INDEXES)
            pending += [
                target_of(path, link)[0] for link in full_bundle.pages[path].links if is_index and ":" not in link
            ]
    none_of(sorted(set(full_bundle.pages) - reached))


def test_long_files_say_what_is_on_them(full_bundle: Bundle, bare_bundle: Bundle) -> None:
    """Those of calls, webhooks and schemas by numbers, others by a list of their sections."""
    missing = []
    for page in [*reference_pages(full_bundle), *reference_pages(bare_bundle)]:
        if len(page.text.splitlines()) <= _LINES_WITHOUT_CONTENTS:
            continue
        if page.path.startswith((CALLS, WEBHOOKS, SCHEMAS)) and not re.search(r"/enums(-\d+)?\.md$", page.path):
            missing += [] if re.search(r"^On this page: \d", page.text, re.MULTILINE) else [page.path]
            continue
        start = re.split(r"^#{2,3} ", page.text, maxsplit=1, flags=re.MULTILINE)[0]
        listed = {link.removeprefix("#") for link in Page(page.path, start).links}
        wanted = {anchor for anchor, section in page.sections.items() if section.level == 2}
        missing += [f"{page.path}#{anchor}" for anchor in sorted(wanted - listed)]
    none_of(missing)


def test_no_line_leaves_its_facts_to_another_list(bare_bundle: Bundle) -> None:
    """Where nothing is said in the document's words, none of ours may point from one list to another."""
    pointing = []
    for page in [page for folder in (CALLS, WEBHOOKS, SCHEMAS) for page in bare_bundle.below(folder)]:
        lines = [line for line in outside_code(page) if _LEAVING.search(masked(line)[0])]
        pointing += [f"{page.path}: {line}" for line in lines]
    none_of(pointing)


def test_each_file_says_who_owns_it(full_bundle: Bundle) -> None:
    none_of([page.path for page in reference_pages(full_bundle) if not page.text.startswith(OWNER_MARK)])


def test_another_parser_finds_the_same_headings(full_bundle: Bundle) -> None:
    for page in full_bundle.pages.values():
        tokens = tokens_of(body_of(page))
        inlines = [tokens[index + 1] for index, token in enumerate(tokens) if token.type == "heading_open"]
        headings = [
            (int(token.tag[1]), inline.content)
            for token, inline in zip(_opening(tokens, "heading"), inlines, strict=True)
        ]
        wanted = [(section.level, section.title) for section in page.sections.values()]
        assert headings == wanted, page.path
        assert [level for level, _ in headings].count(1) == 1, page.path


def test_another_parser_finds_the_same_blocks(full_bundle: Bundle) -> None:
    for page in reference_pages(full_bundle):
        tokens = tokens_of(page.text)
        allowed = _STRUCTURE | ({"ordered_list"} if page.path.startswith(_WITH_STEPS) else set())
        kinds = {re.sub(r"_(?:open|close)$", "", token.type) for token in tokens}
        assert kinds <= allowed, page.path
        items = sum(bool(re.match(r" *(?:-|\d+\.) ", line)) for line in outside_code(page))
        assert len(_opening(tokens, "list_item")) == items, page.path


def test_no_html_but_our_own_marks(full_bundle: Bundle) -> None:
    for page in full_bundle.pages.values():
        tokens = tokens_of(body_of(page))
        blocks = [token.content for token in tokens if token.type == "html_block"]
        strange = [block for block in blocks if block != OWNER_MARK and not _OTHER_MARKS.fullmatch(block)]
        inline = [child.content for token in tokens for child in token.children or () if child.type == "html_inline"]
        assert (strange, inline) == ([], []), page.path


def test_no_table_row_is_broken(full_bundle: Bundle) -> None:
    for page in full_bundle.pages.values():
        lines = body_of(page).splitlines()
        for token in _opening(tokens_of(body_of(page)), "table"):
            start, end = token.map or (0, 0)
            assert len({len(re.findall(r"(?<!\\)\|", line)) for line in lines[start:end]}) == 1, page.path


def test_nothing_is_cut_short(spec: Spec, full_bundle: Bundle, bare_bundle: Bundle) -> None:
    """A mark of something left out can only come from the document itself."""
    texts = re.sub(r"\s+", " ", str(spec.tree))
    cut = []
    for page in [*reference_pages(full_bundle), *reference_pages(bare_bundle)]:
        # In TypeScript three dots are no mark of that.
        for line in outside_code(page) if page.path == "reference/clients.md" else page.text.splitlines():
            cut += [f"{page.path}: {line}" for mark in _CUT.finditer(line) if _around(line, mark) not in texts]
    none_of(cut)


def _around(line: str, mark: re.Match[str]) -> str:
    """Return the mark with the word before it, as a document that has it would."""
    return f"{line[: mark.start()].rsplit(' ', 1)[-1].lstrip('`')}{mark[0]}"


def _opening(tokens: list[Token], kind: str) -> list[Token]:
    return [token for token in tokens if token.type == f"{kind}_open"]


@pytest.mark.real
def test_the_skill_fits_its_budget() -> None:
    """What a run makes of the authored file that is shipped."""
    text = bundle_of(real_path(), True).pages["SKILL.md"].text
    print(f"SKILL.md: {len(text.splitlines())} lines, {len(text.encode())} bytes")
    assert len(text.encode()) < _BYTES_OF_SKILL
