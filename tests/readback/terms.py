"""The terms in which both readers speak: rows, unions and lists of them, and the words of a text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import combinations
from typing import Any

_TAG = re.compile(
    r"</?(?:br|hr|p|div|section|blockquote|pre|ul|ol|li|dl|dt|dd|table|thead|tbody|tfoot|tr|td|th|h[1-6]|b|i|u|s|em"
    r"|strong|small|big|sub|sup|span|font|mark|center|code|kbd|samp|tt|a)\b[^<>]*>",
    re.IGNORECASE,
)
_FENCE = re.compile(r"^\s*(?:`{3,}|~{3,})[ \t]*[A-Za-z0-9+#.-]{1,20}[ \t]*$", re.MULTILINE)

_LINE_END = re.compile(r"\\n")
"""The end of a line of code, as a line of a list shows it."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_LINK = re.compile(r"<a\b[^<>]*\bhref=\"([^\"]*)\"[^<>]*>(.*?)</a>", re.IGNORECASE)
_UNSEEN = {ord("\n"): "\\n", ord("\r"): "\\r", ord("\t"): "\\t"}


_TABLE = re.compile(r"^(.*\|.*)\n(?=.*-)[ \t]*[|:-][|:\- \t]*\|[|:\- \t]*\n((?:.*\|.*\n?)+)", re.MULTILINE)
_NAMES_IN_ROWS = 100


Step = tuple[str, int]
"""A variant: the path of its union, and its number."""


def linked(chain: tuple[Step, ...]) -> str:
    """Return what stands among paths for a variant whose fields stand elsewhere."""
    return f"#{chain}"


def before(path: str) -> str:
    """Return what stands among paths for a field that is told before a union with such a variant."""
    return f"+{path}"


Join = Callable[[str, str], str]
"""Gives the path of a member from that of its owner and its name."""


class UnreadableError(AssertionError):
    """A line that does not follow the notation, or a link that leads nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One value by its path; two rows are equal when they state the same facts, whatever the prose beside them.

    `facts` are the format and the limits by their keyword, `marks` are words such as `required` and `nullable`,
    `values` the enumerated ones as they are shown. `said` are descriptions, `examples` what a line may give as one,
    `uses` what it says to use in place of a deprecated field.
    """

    path: str
    type: str
    facts: frozenset[tuple[str, str]] = frozenset()
    marks: frozenset[str] = frozenset()
    default: str | None = None
    values: frozenset[str] | None = None
    said: tuple[str, ...] = field(default=(), compare=False)
    examples: tuple[str, ...] = field(default=(), compare=False)
    uses: tuple[str, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        parts = [self.type, *(f"{key} {value}" for key, value in sorted(self.facts)), *sorted(self.marks)]
        parts += [f"default {self.default}"] if self.default is not None else []
        parts += [f"one of {sorted(self.values)}"] if self.values is not None else []
        return f"{self.path}: {', '.join(parts)}"


@dataclass(slots=True)
class Listing:
    """A list of fields; `links` has what stands elsewhere by path: a link on a page, a value in the document.

    `cases` are what holds besides in some cases, see `cases.py`. `needs` are the paths that go
    together. `lines` is the number of lines that state a field.
    """

    rows: list[Row] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    needs: list[Needs] = field(default_factory=list)
    links: dict[str, Any] = field(default_factory=dict)
    lines: int = 0
    cases: list[Case] = field(default_factory=list)

    @property
    def below(self) -> list[Listing]:
        """The lists of all variants and cases."""
        variants = [variant.listing for choice in self.choices for variant in choice.variants]
        return [*variants, *(case.listing for case in self.cases)]

    def add(self, other: Listing) -> None:
        """Add all that another list has."""
        self.rows += other.rows
        self.choices += other.choices
        self.links |= other.links
        self.lines += other.lines
        self.cases += other.cases
        self.needs += other.needs

    def flat(self) -> list[Row]:
        """Return the rows with those of all variants and cases."""
        return [*self.rows, *(row for listing in self.below for row in listing.flat())]

    def outside_cases(self) -> list[Row]:
        """Return the rows with those of all variants, but not of cases."""
        variants = [variant.listing for choice in self.choices for variant in choice.variants]
        return [*self.rows, *(row for listing in variants for row in listing.outside_cases())]

    def elsewhere(self, chain: tuple[Step, ...] = ()) -> set[str]:
        """Return the paths that have a link, those of all variants and cases included.

        With them stands what `linked` and `before` mark; `chain` are the variants that the list stands in.
        """
        paths = set(self.links).union(*(case.listing.elsewhere(chain) for case in self.cases))
        for choice in self.choices:
            for number, variant in enumerate(choice.variants):
                here = (*chain, (choice.path, number))
                if variant.link:
                    paths |= {linked(here), *(before(row.path) for row in self.rows)}
                paths |= variant.listing.elsewhere(here)
        return paths

    def linked_choices(self) -> set[str]:
        """Return the paths of unions of which a variant stands elsewhere."""
        paths = {choice.path for choice in self.choices if any(variant.link for variant in choice.variants)}
        return paths.union(*(listing.linked_choices() for listing in self.below))


@dataclass(slots=True)
class Case:
    """What holds of the value at `path` in one case; `how` is the first word, `names` stand in the condition.

    In the document `first` tells whether it is the first of those of which only one can be met.
    """

    path: str
    how: str
    names: frozenset[str]
    listing: Listing
    allowed: bool = True
    link: Any = None
    first: bool = True

    @property
    def key(self) -> tuple[str, str, tuple[str, ...], bool]:
        return (self.path, self.how, tuple(sorted(self.names)), self.allowed)


@dataclass(frozen=True, slots=True)
class Needs:
    """Which of the fields `paths` may be there together: `allowed` are all sets of them that may."""

    paths: frozenset[str]
    allowed: frozenset[frozenset[str]]

    @classmethod
    def of(cls, paths: Iterable[str], is_allowed: Callable[[frozenset[str]], bool]) -> Needs:
        """Return what holds for the sets of paths for which a function is true."""
        names = sorted(set(paths))
        sets = [frozenset(chosen) for size in range(len(names) + 1) for chosen in combinations(names, size)]
        return cls(frozenset(names), frozenset(chosen for chosen in sets if is_allowed(chosen)))


@dataclass(slots=True)
class Choice:
    """A union; `kind` is `oneOf` or `anyOf`, `others` what further values of its discriminator stand for."""

    path: str
    kind: str
    variants: list[Variant]
    others: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Variant:
    """One alternative: `itself` is what is said of the value as a whole, `link` where its fields stand elsewhere.

    `conditions` are the members with the values that select it; on a page there is one at most, in the document
    `mapped` tells whether a discriminator demands it.
    """

    title: str
    conditions: dict[str, frozenset[str]]
    itself: Row | None
    listing: Listing
    link: Any = None
    mapped: bool = False


def settled(listing: Listing, linked: Set[str], page: Listing | None = None) -> Listing:
    """Return the list with what all variants of a union have alike before it, whether it stood there or in each.

    Of unions at the paths `linked`, of which a variant stands elsewhere, only what the list of the `page` tells before
    it.
    """
    settled_listing = replace(listing, rows=list(listing.rows))
    settled_listing.choices = []
    for choice in sorted(listing.choices, key=lambda choice: choice.path):
        below = _below(page, choice)
        variants = [
            replace(variant, listing=settled(variant.listing, linked, there))
            for variant, there in zip(choice.variants, below, strict=True)
        ]
        common = (
            frozenset[Row]()
            .union(variants[0].listing.rows)
            .intersection(*(variant.listing.rows for variant in variants))
        )
        common = common.intersection(page.rows if page else ()) if choice.path in linked else common
        settled_listing.rows += [row for variant in variants for row in variant.listing.rows if row in common]
        settled_listing.choices.append(replace(choice, variants=variants))
        first, *others = [variant.listing.choices for variant in variants]
        alike = [inner for inner in first if all(inner in choices for choices in others)]
        settled_listing.choices += [inner for inner in alike if inner not in settled_listing.choices]
        for variant in variants:
            variant.listing.choices = [inner for inner in variant.listing.choices if inner not in alike]
    settled_listing.choices.sort(key=lambda choice: choice.path)
    _drop(settled_listing.choices, frozenset(settled_listing.rows))
    return settled_listing


def _below(page: Listing | None, choice: Choice) -> Sequence[Listing | None]:
    """Return the lists of the variants on a page that are those of a union."""
    for other in page.choices if page else ():
        if other.path == choice.path and len(other.variants) == len(choice.variants):
            return [variant.listing for variant in other.variants]
    return [None] * len(choice.variants)


def _drop(choices: Iterable[Choice], stated: frozenset[Row]) -> None:
    """Leave out of all variants the rows that are stated before them."""
    for choice in choices:
        for variant in choice.variants:
            variant.listing.rows = [row for row in variant.listing.rows if row not in stated]
            _drop(variant.listing.choices, stated)


@lru_cache(maxsize=65536)
def words(text: str) -> str:
    """Return the words of a text, between spaces: no punctuation, no mark of Markdown, no tag of HTML."""
    text = tables_by_name(_FENCE.sub(" ", _CONTROL.sub("", text)))
    text = _LINE_END.sub(" ", _TAG.sub(" ", _LINK.sub(r"\2 \1", text)))
    tokens = re.findall(r"[^\W_]+", text.lower())
    return f" {' '.join(tokens)} " if tokens else " "


def in_words(text: str) -> str:
    """Return the words of a text, without the blanks around them."""
    return words(text).strip()


def left_out(value: object) -> str:
    """Return what a line says of an example that is too long for it: the characters of its JSON text."""
    return f"one of {len(_json(value)):,} characters left out"


def is_left_out(text: str) -> bool:
    """Tell whether a text is that of an example which is too long for a line."""
    return bool(re.fullmatch(r"one of [\d,]+ characters left out", text))


def tables_by_name(text: str) -> str:
    """Return a text with its tables as they are told in one line: each cell after the name of its column."""
    return _TABLE.sub(_by_name, text)


def _by_name(table: re.Match[str]) -> str:
    lines = [table[1], *table[2].strip().splitlines()]
    names, *rows = ([cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))] for line in lines)
    fits = sum(map(len, names)) <= _NAMES_IN_ROWS and all(names) and all(len(row) == len(names) for row in rows)
    if not fits:
        return table[0]
    return "\n".join(" ".join(f"{name} {cell}" for name, cell in zip(names, row, strict=True)) for row in rows)


def shown(value: object) -> str:
    """Return a JSON value as a page shows it in a code span: a text as it is, everything else as JSON."""
    text = isinstance(value, str) and value.strip()
    raw = str(value) if text else _json(value)
    return " ".join(raw.translate(_UNSEEN).split())


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def dotted(path: str, name: str) -> str:
    """Join as bodies and responses are written: `a.b`, and `a["b.c"]` for a name that would be misread."""
    if re.search(r"[\s.\[\]\"*`]", name) or not name:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'{path}["{quoted}"]'
    return f"{path}.{name}" if path else name


def bracketed(path: str, name: str) -> str:
    """Join as a deep object is sent: `filter[a][b]`."""
    return f"{path}[{name}]"
