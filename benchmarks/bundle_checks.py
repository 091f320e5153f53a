"""What must hold of every bundle, whatever the document: read back from the rendered text, not from the program.

Used by `corpus.py` on real documents and by `tests/robustness` on hostile and generated ones.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from importlib import import_module
from typing import Any
from urllib.parse import unquote

from ampeco_refgen.catalog import store
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.markdown.codespan import visible
from ampeco_refgen.pages.bundle import Bundle
from ampeco_refgen.write import CATALOG

LONGEST_FILE = 50_000
LONGEST_LINE = 400
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_PATH = re.compile(r"reference/(?:[\w~-](?:[\w~.-]*[\w~-])?/)*[\w~-](?:[\w~.-]*[\w~-])?\.(?:md|json)", re.ASCII)
_PART = re.compile(r", part \d+$")
_LINK = re.compile(r"(?<!\\)\]\(([^()\s]*)\)")
_CODE = re.compile(r"\\.|(`+)(?!`).*?(?<!`)\1(?!`)")
_WRITTEN = re.compile(r"\\([!-/:-@\[-`{-~])|(&#?\w+;)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """A promise that a bundle breaks."""

    code: str
    detail: str


def flaws(content: bytes, catalog: Catalog, bundle: Bundle) -> Iterator[Flaw]:
    """Yield what is wrong with the bundle of a document, which is given as it was read."""
    pages = {file.path: file.text for file in bundle.files if file.path != CATALOG}
    yield from _operations(content, pages)
    yield from _names([file.path for file in bundle.files])
    yield from _sizes(pages)
    yield from links(pages, {file.path for file in bundle.files})
    stored = next(file.text for file in bundle.files if file.path == CATALOG)
    if store.load(stored, "stored") != catalog:
        yield Flaw(code="catalog-differs", detail="the stored catalog does not load back to an equal one")
    if any(character in text for text in pages.values() for character in "\x00\r\u2028\u202e"):
        yield Flaw(code="control-character", detail="a page holds a character that should not be there")


def _operations(content: bytes, pages: dict[str, str]) -> Iterator[Flaw]:
    """Compare the operations of the document itself with the first headings of the calls' files."""
    present: Counter[str] = Counter()
    for path, text in pages.items():
        heading = text.split("\n", 2)[1]
        if path.startswith("reference/calls/") and not _PART.search(heading):
            present[_read(heading.removeprefix("# "))] += 1
    expected = Counter(map(visible, _keys(_tree(content))))
    for key in expected - present:
        yield Flaw(code="operation-lost", detail=key)
    for key in present - expected:
        yield Flaw(code="operation-invented", detail=key)


def _read(written: str) -> str:
    """Return what is read where a heading is written with backslashes and references to characters."""
    return _WRITTEN.sub(lambda match: match[1] or unescape(match[2]), written)


def _tree(content: bytes) -> Any:  # noqa: ANN401 - whatever a document holds
    try:
        return json.loads(content)
    except ValueError:
        yaml: Any = import_module("ryaml")
        return yaml.loads(content.decode("utf-8-sig"))


def _keys(tree: Any) -> Iterator[str]:  # noqa: ANN401 - whatever a document holds
    for path, item in (tree.get("paths") or {}).items():
        if path.startswith("x-"):
            continue
        while isinstance(item, dict) and "$ref" in item and not any(method in item for method in METHODS):
            item = _at(tree, item["$ref"])
        for method in METHODS:
            if isinstance(item, dict) and isinstance(item.get(method), dict):
                yield f"{method.upper()} {path}"


def _at(tree: Any, reference: str) -> Any:  # noqa: ANN401 - whatever a document holds
    for token in reference.removeprefix("#/").split("/"):
        tree = tree[token.replace("~1", "/").replace("~0", "~")]
    return tree


def _names(paths: list[str]) -> Iterator[Flaw]:
    for path in paths:
        if not _PATH.fullmatch(path) or len(path) > 180:
            yield Flaw(code="file-name", detail=path)
    for path, count in Counter(path.casefold() for path in paths).items():
        if count > 1:
            yield Flaw(code="file-twice", detail=path)


def _sizes(pages: dict[str, str]) -> Iterator[Flaw]:
    for path, text in pages.items():
        if len(text) > LONGEST_FILE:
            yield Flaw(code="file-too-long", detail=f"{path}: {len(text)} characters")
        longest = max((len(line) for line in text.splitlines() if not line.startswith("# ")), default=0)
        if longest > LONGEST_LINE:
            yield Flaw(code="line-too-long", detail=f"{path}: {longest} columns")


def links(pages: dict[str, str], files: set[str]) -> Iterator[Flaw]:
    """Hold every relative link against the files, and every fragment against the headings, as GitHub numbers them."""
    anchors: dict[str, set[str]] = {}
    for page, text in pages.items():
        flaws = list(_dead_links(page, text, files, pages, anchors))
        if flaws:  # code that goes over several lines looks like links to a pattern, which is quicker by far
            real = _read_links(text)
            yield from (flaw for target, flaw in flaws if unquote(unescape(target)) in real)


def _dead_links(
    page: str, text: str, files: set[str], pages: dict[str, str], anchors: dict[str, set[str]]
) -> Iterator[tuple[str, Flaw]]:
    for target in _LINK.findall(_CODE.sub("", text)):
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        path, _, fragment = target.partition("#")
        file = _joined(page, path)
        if file not in files:
            yield target, Flaw(code="dead-link", detail=f"{page}: {target}")
        elif fragment:
            if file not in anchors:
                anchors[file] = set(_anchors(pages.get(file, "")))
            if fragment not in anchors[file]:
                yield target, Flaw(code="dead-anchor", detail=f"{page}: {target}")


def _read_links(text: str) -> set[str]:
    """Return what the links and images of a page lead to, as a reader of CommonMark sees it."""
    from markdown_it import MarkdownIt

    inline = [token for token in MarkdownIt("commonmark").enable("table").parse(text) if token.type == "inline"]
    linked = [child.attrs for token in inline for child in token.children or () if child.attrs]
    return {unquote(str(attributes.get("href") or attributes.get("src"))) for attributes in linked}


def _joined(page: str, path: str) -> str:
    parts = page.split("/")[:-1] if path else page.split("/")
    for part in path.split("/") if path else ():
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def _anchors(text: str) -> Iterator[str]:
    """Yield the anchors of a page's headings as GitHub makes them: repeated ones get a number."""
    seen: Counter[str] = Counter()
    for line in re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL).splitlines():
        if heading := re.match(r"#{1,6} (.*)", line):
            title = _read(heading[1].replace("`", ""))
            name = re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")
            yield f"{name}-{seen[name]}" if seen[name] else name
            seen[name] += 1
