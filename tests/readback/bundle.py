"""The Markdown files of a bundle, and what a link to one of them leads to: long enums, schemas, common errors."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field

from readback.markdown import Item, Page, Section, codes, target_of
from readback.notation import Notation, Target
from readback.terms import Listing, Row, UnreadableError

MARK = "<!-- ampeco-refgen: do not edit -->"
SCHEMAS, CALLS, WEBHOOKS = "reference/schemas/", "reference/calls/", "reference/webhooks/"
_ERROR = re.compile(
    r"\| `(?P<status>[^`]+)` \| (?P<said>.*?) \| [^|]* \| [^|]* \| (?:\d+(?:, \d+ otherwise|, bodies differ)?) \|"
)
_BODY_OF_ERRORS = re.compile(r"`[^`]+`(?:, `[^`]+`)*(?:: no body)?")
_PARTS = re.compile(r"In (\d+) parts, the next is \[[^\]]*\]\((?P<next>[^()]*)\)\.")
_LATER_PART = re.compile(r"Part \d+ of \d+, goes on from ")
_HEAD_OF_PART = re.compile(
    r"\A.*?\n\nPart \d+ of \d+, goes on from .*?\n\n(?:Contents:\n\n.*?\n\n)?(?:.*?, continued:\n\n)?", re.S
)
_GOES_ON = re.compile(r"\n\nGoes on in \[[^\]]*\]\((?P<next>[^()]*)\)\.\n$")
_TYPE_WORDS = frozenset(
    ["any", "array", "boolean", "integer", "map", "null", "number", "object", "of", "or", "stream", "string"]
)
_ENUMS = re.compile(rf"{SCHEMAS}enums(-\d+)?\.md")


@dataclass(slots=True)
class SchemaFile:
    """The file of a schema that is not stated where it is used: its fields or, without any, what it is itself."""

    path: str
    direction: str
    listing: Listing
    itself: Row | None
    not_sent: Listing = field(default_factory=Listing)
    said: list[str] = field(default_factory=list)
    examples: tuple[str, ...] = ()
    users: list[str] = field(default_factory=list)


class Bundle:
    """The Markdown files of a bundle, by path from its root."""

    def __init__(self, files: dict[str, str]) -> None:
        self.pages = {path: Page(path, text) for path, text in files.items() if path.endswith(".md")}
        self._enums: dict[tuple[str, str], frozenset[str]] = {}
        self._schemas: dict[str, SchemaFile] = {}
        self._whole: dict[str, Page] = {}

    def edited(self, path: str, text: str) -> Bundle:
        """Return the bundle with another text for one of its files."""
        return Bundle({name: page.text for name, page in self.pages.items()} | {path: text})

    def below(self, folder: str) -> list[Page]:
        """Return the files in a folder, those in several parts whole."""
        paths = [path for path, page in sorted(self.pages.items()) if path.startswith(folder) and not _is_later(page)]
        return [self.whole(path) for path in paths]

    def whole(self, path: str) -> Page:
        """Return a file; one in several parts as it was before it was divided."""
        if path not in self._whole:
            page = self.pages[path]
            self._whole[path] = Page(path, self._joined(page)) if _PARTS.search(page.text) else page
        return self._whole[path]

    def _joined(self, page: Page) -> str:
        text = _PARTS.sub("", page.text)
        while further := _GOES_ON.search(text):
            text = text[: further.start()]
            rest = _HEAD_OF_PART.sub("", self.pages[target_of(page.path, further["next"])[0]].text)
            lines, is_repeated = rest.split("\n"), False
            while repeated := _repeated(lines):
                lines, is_repeated = lines[repeated:], True
            goes_on = is_repeated or lines[0].startswith((" ", "- "))
            in_list = goes_on and re.match(r" *- | ", text.rpartition("\n")[2])
            text += ("\n" if in_list else "\n\n") + "\n".join(lines)
        return text

    def page(self, target: Target) -> Page:
        """Return the file that a link leads to."""
        path, _ = target_of(*target)
        if path not in self.pages:
            raise UnreadableError(f"{target[0]}: dead link {target[1]}")
        return self.whole(path)

    def section(self, target: Target) -> Section:
        """Return the section that a link leads to."""
        anchor = target_of(*target)[1]
        self.page(target)
        sections = self.pages[target_of(*target)[0]].sections
        if anchor not in sections:
            raise UnreadableError(f"{target[0]}: dead link {target[1]}")
        return sections[anchor]

    def notation(self, page: str) -> Notation:
        return Notation(page, self._values_at)

    def schema(self, target: Target) -> SchemaFile:
        """Return what the schema's file states that a link leads to; nothing else may be linked for its fields."""
        page = self.page(target)
        if not page.path.startswith(SCHEMAS) or _ENUMS.fullmatch(page.path):
            raise UnreadableError(f"{target[0]}: fields are left to {target[1]}")
        if page.path not in self._schemas:
            self._schemas[page.path] = self._read_schema(page)
        return self._schemas[page.path]

    def size_with_schemas(self, path: str) -> int:
        """Return how long a file would be if it had in place what it leaves to files of schemas."""
        linked = [target_of(path, link)[0] for link in self.whole(path).links]
        schemas = [file for file in linked if file.startswith(SCHEMAS) and not _ENUMS.fullmatch(file)]
        return sum(len(self.whole(file).text) for file in (path, *schemas) if file in self.pages)

    def _read_schema(self, page: Page) -> SchemaFile:
        schema = SchemaFile(path=page.path, direction="", listing=Listing(), itself=None)
        title = ""
        for block in page.top.blocks():
            if bold := re.fullmatch(r"\*\*([^*]+)\*\*", block.text):
                title = bold[1]
            elif block.items and title == "Fields":
                schema.listing = self.notation(page.path).listing(block.items)
            elif block.text == "Read-only, not to be sent:":
                title = block.text
            elif block.items and title == "Read-only, not to be sent:":
                schema.not_sent = self.notation(page.path).listing(block.items)
            elif block.items and title in ("Sent in", "Received in"):
                schema.direction = "request" if title == "Sent in" else "response"
                schema.users = [item.text for item in block.items]
            elif not title and not block.text.startswith("On this page: "):
                if examples := self.notation(page.path).examples(block.text):
                    schema.examples += examples
                elif schema.itself is None and (row := self._itself(page.path, block.text)):
                    schema.itself = row
                else:
                    schema.said.append(block.text or block.code)
        return schema

    def _itself(self, page: str, text: str) -> Row | None:
        """Return what a paragraph says of a schema as a whole, if it is no description."""
        with suppress(UnreadableError):
            row = self.notation(page).plain(text)
            return row if row.type == "never" or set(row.type.split()) <= _TYPE_WORDS else None
        return None

    def usual_errors(self, target: Target) -> dict[str, tuple[str, list[Item]]]:
        """Return what `common-patterns.md` says of each usual error: its meaning, and the lines of its body."""
        section = self.section(target)
        rows = [_ERROR.fullmatch(line) for line in section.lines if line.startswith("| `")]
        meanings = {row["status"]: row["said"].replace(r"\|", "|") for row in rows if row}
        usual = {}
        for item in (item for block in section.blocks() for item in block.items):
            if not _BODY_OF_ERRORS.fullmatch(item.text):
                raise UnreadableError(f"{target[1]}: {item.text}")
            for status in codes(item.text):
                usual[status] = (meanings[status], item.children)
        return usual

    def _values_at(self, page: str, target: str) -> frozenset[str]:
        key = target_of(page, target)
        if key not in self._enums:
            if not _ENUMS.fullmatch(key[0]):
                raise UnreadableError(f"{page}: values are left to {target}")
            text = " ".join(block.text for block in self.section((page, target)).blocks())
            self._enums[key] = frozenset(codes(text))
        return self._enums[key]


def _is_later(page: Page) -> bool:
    """Tell whether a file is a further part of another one."""
    return any(_LATER_PART.match(line) for line in page.text.split("\n", 6)[:6])


def _repeated(lines: list[str]) -> int:
    """Return how many of the first lines repeat what the line after them stands under: the label of a list, an item."""
    if not lines[0]:
        return 1
    for number, line in enumerate(lines[:8]):
        if number and re.match(r" *- |$", line):
            return 0
        if line.endswith(" (continued)"):
            return number + 1
    return 0
