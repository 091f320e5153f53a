"""A description (Markdown with some HTML, of any length, from anybody) → one line of pieces; the base of `text`.

Structure becomes separators: ` • ` before a list item, `; ` between the rows of a table and where a line was broken on
purpose. In a row, each cell is named by its column: `Code: 1, Meaning: offline`. Fenced code becomes a code span, in
which lines stay apart where their indentation counts, `[label](url)` becomes `label (url)`, and the marks of emphasis
go. Everything else stays, as text: what is not known to be formatting is not touched. This is no Markdown parser: it
aims at what people write in OpenAPI descriptions (which are CommonMark: OpenAPI 3.0.4, Rich Text Formatting), and at
losing no word. Its time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import takewhile
from textwrap import dedent

from msgspec import Struct

from ampeco_refgen.markdown.codespan import INVISIBLE, Piece, pieces

# While text is worked on, these stand for the next code span, the next fenced code, and a break: the first two have
# been removed from the text before, as invisible.
_SPAN, _FENCED, _BREAK = "\x00", "\x01", "\n"

_HIDDEN = f"[{INVISIBLE}]"
_MARKED = re.compile(r"[\n`*_<\[\\]")

_FENCE = re.compile(r"(`{3,}|~{3,}) ?([^`]*)$")
_HEADING = re.compile(r"#{1,6} (?=\S)")
_NUMBER = re.compile(r"\d{1,9}[.)] ")
_COLUMN = re.compile(r"(?<!\\)\|")
_LANGUAGES = {
    "bash",
    "console",
    "cpp",
    "csharp",
    "css",
    "csv",
    "curl",
    "graphql",
    "html",
    "http",
    "java",
    "javascript",
    "js",
    "json",
    "json5",
    "jsonc",
    "jsonld",
    "kotlin",
    "perl",
    "php",
    "plaintext",
    "powershell",
    "python",
    "ruby",
    "rust",
    "scala",
    "sh",
    "shell",
    "sql",
    "swift",
    "text",
    "toml",
    "ts",
    "txt",
    "typescript",
    "xml",
    "yaml",
    "yml",
}
"""Words after an opening fence that only name the language; any other text there is kept."""

_PUNCTUATION = re.compile("[.:;!?•\n]")
_SENTENCE, _LOOK_BACK = 4, 80
"""Words that make a sentence of what stands before a break, and the characters in which they are looked for."""
_SHORT_HEADER = 100
"""Characters of the names of a table's columns that may be repeated in each row."""
_SHORT_LINE = 60  # a line this short was hardly ended because it was full

_BREAKING = "br|hr|p|div|section|blockquote|pre|ul|ol|li|dl|dt|dd|table|thead|tbody|tfoot|tr|td|th|h[1-6]"
_PAIRED = "b|i|u|s|em|strong|small|big|sub|sup|span|font|mark|center"
_ATTRIBUTES = r"""(?:\s[\w:-]+\s?=\s?(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=/]+))*\s?/?"""
_TAG = re.compile(rf"(?<!\\)<(/?)({_BREAKING}|{_PAIRED})({_ATTRIBUTES})>", re.IGNORECASE)
_ANCHOR = re.compile(r"""<a\s[^<>]*?\bhref\s?=\s?["']?([^"'<>\s]+)["']?>([^<>]*)</a>""", re.IGNORECASE)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]+)>")
_LINK = re.compile(r"(?<![\\\w])!?\[([^\[\]]*)\]\(((?:[^()]|\([^()]*\))*)\)")

# Each pattern begins with its mark, so that not every character is tried; what may stand before it comes after it.
_BEFORE, _AFTER = r"""(?<![^\s("'\[]""", r"""(?![^\s.,:;!?)"'\]/\x00-])"""
_FIRST, _LAST = r"""(?=[^\W_]|[\x00"'(\[<])""", r"""[\w\x00.,:;!?)"'%\]>](?<!_)"""
_STARRED = re.compile(rf"(\*{_BEFORE}\*)\*{{0,2}}){_FIRST}([^*]*{_LAST})\1{_AFTER}")
_UNDERLINED = (
    re.compile(rf"(_){_BEFORE}_){_FIRST}([^_]*{_LAST})_{_AFTER}"),
    re.compile(rf"(__){_BEFORE}__){_FIRST}([^_]*\s[^_]*{_LAST})__{_AFTER}"),
)
_ESCAPED = re.compile(r"\\([_*|<>`#])")
_BULLET_AFTER_BREAK = re.compile(r"\n ?[-*+•] (?=\S)")
_BULLET_AFTER_SENTENCE = re.compile(r"(?<=[.,:;]) \* (?=\S)")
_BREAKS = re.compile(r"[ \n][ \n]*(?<=\n)[ \n·]*")


class _Block(Struct, frozen=True, kw_only=True):
    """A paragraph, list item, heading, table row or fenced code; `lead` separates it from the one before."""

    lead: str
    text: str
    fenced: bool = False


def flatten(text: str) -> tuple[Piece, ...]:
    """Return the text as one line: no line end, no control or invisible character, white space collapsed."""
    source = text if text.isprintable() else _shown(text)
    if not _MARKED.search(source) and not begins_block(source):
        return (Piece(text=" ".join(source.split())),)
    spans: list[str] = []
    flow = "".join(block.lead + _inline(block, spans) for block in _Blocks().read(source))
    line = " ".join(_BREAKS.sub(_separator, flow).split()).removeprefix("• ")
    return tuple(_pieces(line, spans)) or (Piece(text=" ".join(source.split())),)


def _shown(text: str) -> str:
    """Return the text with plain line ends, and without characters that are invisible; few texts have any."""
    lines = text.splitlines()
    shown = "\n".join(lines)
    return shown if all(map(str.isprintable, lines)) else re.sub(_HIDDEN, _visible, shown)


def begins_block(text: str) -> bool:
    """Tell whether the first line of a text may be an item, a heading, a rule or a fence, or the text is blank."""
    return text.lstrip()[:1] in "-+=•#~"


def _visible(hidden: re.Match[str]) -> str:
    """Return `""` for an invisible character, but the replacement character U+FFFD for half of a surrogate pair."""
    return "\ufffd" if "\ud800" <= hidden[0] <= "\udfff" else ""


class _Blocks:
    """Collects lines into blocks; `read` is called once."""

    def __init__(self) -> None:
        self.blocks: list[_Block] = []
        self.lines: list[str] = []
        self.lead = _BREAK
        self.table: list[tuple[str, ...]] = []

    def read(self, source: str) -> list[_Block]:
        """Return the blocks of the source, in which white space is collapsed."""
        lines = iter(source.split("\n"))
        for written in lines:
            line = " ".join(written.split())
            if fence := _FENCE.match(line):
                self._end_table()
                self._fenced(fence, lines)
            elif not self._table_line(line):
                self._line(line)
        self._end_table()
        self._close()
        return self.blocks

    def _close(self, lead: str = _BREAK) -> None:
        """End the block that is being collected; `lead` separates the next one from it."""
        if any(self.lines):
            joined = "".join(line + (_BREAK if len(line) < _SHORT_LINE else " ") for line in self.lines)
            self.blocks.append(_Block(lead=self.lead, text=joined[:-1]))
        self.lines, self.lead = [], lead

    def _fenced(self, fence: re.Match[str], lines: Iterator[str]) -> None:
        """Take the lines up to the closing fence, or all that are left when there is none."""
        mark, info = fence.groups()
        self.lines += [] if info.lower() in _LANGUAGES else [info]
        self._close()
        content = takewhile(lambda line: not (line.strip().startswith(mark) and set(line.strip()) == {mark[0]}), lines)
        if code := _code_text(list(content)):
            self.blocks.append(_Block(lead=_BREAK, text=code, fenced=True))

    def _table_line(self, line: str) -> bool:
        """Take a line that belongs to a table (GitHub Flavored Markdown, section 4.10), if it is one."""
        if self.table and "|" in line:
            self.table.append(_cells(line))
            return True
        self._end_table()
        if self.lines and "|" in self.lines[-1] and _is_table_rule(line):
            header = self.lines.pop()
            self._close()
            self.table = [_cells(header)]
        return bool(self.table)

    def _end_table(self) -> None:
        """Make each row of the table that was read, if any, a block of its own."""
        if not self.table:
            return
        for number, row in enumerate(_rows(self.table)):
            self._close("; " if number else self.lead)
            self.lines = [row]
        self.table = []
        self._close()

    def _line(self, line: str) -> None:
        """Take a line that is neither fenced code nor of a table."""
        if not line or _is_rule(line):
            self._close()
        elif heading := _HEADING.match(line):
            self._close()
            self.lines = [_heading(line[heading.end() :])]
            self._close()
        elif line[0] in "-*+•" and line[1:2] in ("", " "):
            self._close("\n• ")
            self.lines = [line[2:]]
        elif _NUMBER.match(line):
            self._close(" ")
            self.lines = [line]
        else:
            self.lines.append(line)


def _code_text(lines: list[str]) -> str:
    """Return code as one text; its lines stay apart where their indentation counts, as in YAML and Python.

    In what begins with a bracket, as JSON and XML do, it does not.
    """
    shown = dedent("\n".join(line.rstrip() for line in lines).expandtabs(4)).strip("\n")
    is_laid_out = "\n " in shown and shown[0] not in "{[<"
    return shown if is_laid_out else " ".join(shown.split())


def _is_rule(line: str) -> bool:
    """Tell whether the line is a thematic break or the underline of a heading."""
    return line[0] in "-*_=" and len(marks := line.replace(" ", "")) > 2 and len(set(marks)) == 1


def _is_table_rule(line: str) -> bool:
    """Tell whether the line is the rule below a table's header."""
    return {"|", "-"} <= set(line) <= set("|-: ")


def _cells(line: str) -> tuple[str, ...]:
    """Return the cells of a table's row."""
    cells = [cell.strip() for cell in _COLUMN.split(line)]
    return tuple(cell or "–" for cell in cells[not cells[0] : len(cells) - (len(cells) > 1 and not cells[-1])])


def _rows(table: list[tuple[str, ...]]) -> list[str]:
    """Return a table's rows as text.

    Each cell is named by its column, so that a row can be understood by itself. Where that would be too long, or is
    not possible, the names of the columns stand once, before the rows.
    """
    header, rows = table[0] if table else (), table[1:]
    named = rows and "–" not in header and sum(map(len, header)) <= _SHORT_HEADER
    if not named or any(len(row) != len(header) for row in rows):
        return [" · ".join(row) for row in table]
    return [", ".join(f"{name}: {cell}" for name, cell in zip(header, row, strict=True)) for row in rows]


def _heading(text: str) -> str:
    """Return a heading's text without the closing marks, ended by a colon where it does not end by itself."""
    title = re.sub(" #+$", "", text)
    return title if title[-1] in ".:;,!?" else f"{title}:"


def _inline(block: _Block, spans: list[str]) -> str:
    """Return the text of a block without formatting, with its code put aside in `spans`."""
    if block.fenced:
        spans.append(block.text)
        return _FENCED
    parts = []
    for piece in pieces(block.text, html=True):
        parts.append(_SPAN if piece.fence else piece.text)
        spans += [piece.text] if piece.fence else []
    text = "".join(parts)
    if "<" in text:
        text = _without_tags(text)
    if "](" in text:
        text = _LINK.sub(r"\1 (\2)", text)
    if "*" in text:
        text = _STARRED.sub(r"\2", text)
    if "_" in text:
        for emphasis in _UNDERLINED:
            text = emphasis.sub(r"\2", text)
    text = _BULLET_AFTER_BREAK.sub("\n• ", text)
    if "*" in text:
        text = _BULLET_AFTER_SENTENCE.sub("\n• ", text)
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text


def _without_tags(text: str) -> str:
    """Return the text without HTML tags that are known to be formatting.

    A tag that needs an end tag is removed only where there are as many end tags as start tags of its name: otherwise it
    may be no tag at all but a placeholder, such as `<mark>`.
    """
    tags = Counter((tag[2].lower(), tag[1]) for tag in _TAG.finditer(text))

    def replacement(tag: re.Match[str]) -> str:
        name, closing = tag[2].lower(), bool(tag[1])
        if re.fullmatch(_PAIRED, name):
            return "" if tags[name, ""] == tags[name, "/"] else tag[0]
        if name in ("td", "th"):
            return "" if closing else " · "
        return "\n• " if name in ("li", "dt") and not closing else _BREAK

    return _AUTOLINK.sub(r"\1", _ANCHOR.sub(r"\2 (\1)", _TAG.sub(replacement, text)))


def _separator(gap: re.Match[str]) -> str:
    """Return what is written for a break: a full stop between sentences, else `; `, or a space where none is needed.

    That is so after punctuation, beside a list item or fenced code, and where the text goes on in lower case.
    """
    start, end, line = gap.start(), gap.end(), gap.string
    before, after = line[start - 1 : start], line[end : end + 1]
    if not before or not after or before in ".:;,!?•\x01" or after in "•\x01" or after.islower():
        return " "
    words = _PUNCTUATION.split(line[max(0, start - _LOOK_BACK) : start])[-1].split()
    return ". " if after.isupper() and len(words) >= _SENTENCE else "; "


def _pieces(line: str, spans: list[str]) -> Iterator[Piece]:
    """Yield the line's text and its code spans, in order."""
    codes = iter(spans)
    for part in re.split(f"([{_SPAN}{_FENCED}])", line):
        if part in (_SPAN, _FENCED):
            text = next(codes)
            yield Piece(text=text if part == _FENCED else " ".join(text.split()), fence=1)
        elif part:
            yield Piece(text=part)
