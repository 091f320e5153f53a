"""What a Markdown reader must see in every page, whatever texts it holds: only the structure that was meant.

Used by `fuzz.py` and `tests/robustness`, beside `bundle_checks`, which reads the lines themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

_OWN_COMMENT = re.compile(r"<!-- ampeco-refgen: do not edit -->\s*")
_MARKER = re.compile(r"^\s*<!--\s*(?:BEGIN|END):", re.MULTILINE)
_PLAIN = {"heading_open", "fence", "bullet_list_open", "list_item_open", "paragraph_open", "inline", "html_block"}
_PLAIN |= {"ordered_list_open", "table_open", "thead_open", "tbody_open", "tr_open", "th_open", "td_open"}


def broken_out(text: str) -> Iterator[str]:
    """Yield what a reader would see in a page that its lines do not mean: a text has broken out of its place.

    Headings are lines that begin with `#` outside of code; the only HTML is the comment at the top; there are no
    images, no quotations, no rules and no indented code; links lead to pages of the bundle, or are the document's own.
    """
    meant = [line.strip() for line in _outside_fences(text) if re.match(r"#{1,6} ", line)]
    tokens = _reader().parse(text)
    seen = [token for token in tokens if token.type == "heading_open"]
    if len(seen) != len(meant):
        yield f"{len(seen)} headings are read where {len(meant)} are meant"
    for token in tokens:
        if token.type not in _PLAIN and not token.type.endswith("_close"):
            yield f"{token.type} in line {token.map[0] + 1 if token.map else '?'}"
        if token.type == "html_block" and not _OWN_COMMENT.fullmatch(token.content):
            yield f"HTML: {token.content[:80]!r}"
        for child in token.children or ():
            if child.type in ("html_inline", "image"):
                yield f"{child.type}: {child.content[:80]!r}"
    if _MARKER.search(text):
        yield "a line that reads as the marker of a managed block"


def _outside_fences(text: str) -> Iterator[str]:
    fence = ""
    for line in text.splitlines():
        if marker := re.match(r"(`{3,}|~{3,})", line):
            fence = "" if fence and line.startswith(fence) else fence or marker[1]
        elif not fence:
            yield line


@cache
def _reader() -> Any:  # noqa: ANN401 - the library is imported late, so that what does without it can
    return import_module("markdown_it").MarkdownIt("commonmark").enable("table")
