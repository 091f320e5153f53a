"""YAML text → tree, by the core schema of YAML 1.2: what a JSON reader would give for the same document.

Called by `parse.py`. libyaml's events are composed here and not by a ready loader, because loaders decide what
matters here: tags are refused instead of obeyed or dropped, an alias is the anchored node itself instead of a copy
(so that an alias bomb stays small), a name keeps its text (`200:` is `"200"`, `1.10:` is `"1.10"`), dates, `no` and
`on` stay texts, `<<` merges, a name that stands twice is a warning with its place, and every refusal has a line.
ryaml, which is faster, drops tags and the spelling of numbers and refuses names that stand twice; PyYAML's own
composer ends the process where lists nest 100,000 deep.

Sources: YAML 1.2.2 section 10.3 (core schema), with one deviation: a number with leading zeros (`007`) stays a text,
for it is an identifier. The merge key is of YAML 1.1, but in common use.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from msgspec import Struct, field

from ampeco_refgen.errors import DocumentError
from ampeco_refgen.openapi.model import Reading
from ampeco_refgen.openapi.reading import (
    MAX_DEPTH,
    MAX_NODES,
    Interned,
    InternedValue,
    Interner,
    based_integer,
    integer,
    real,
    refused,
    too_deep,
    value_of,
)

if TYPE_CHECKING:
    from yaml import YAMLError
    from yaml.events import AliasEvent, CollectionStartEvent, Event, ScalarEvent

_TEXT_MEMBERS = (("openapi",), ("swagger",), ("info", "version"))
"""What OpenAPI wants as a text but people write like a number: taken as written, `1.10` and not `1.1`."""

_Scalar: TypeAlias = str | int | float | bool | None

_TAG = "tag:yaml.org,2002:"
_CORE_TAGS = frozenset({_TAG + kind for kind in ("null", "bool", "int", "float", "str", "seq", "map")} | {"!"})
"""The tags that are accepted: those of the core schema, which say no more than JSON can, and `!` (YAML 1.2.2, 6.9.1).

`!` makes a scalar a text.
"""

_NAMED: dict[str, _Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_REAL = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_FIRST = frozenset("~nNtTfF-+.0123456789")
"""What every scalar begins with that is not a text, unless it is empty."""

_CORRECT = "correct the document there"


def read(text: str) -> Reading:
    """Return what a YAML text holds, with notes on its flaws.

    Raises `DocumentError` for what is no YAML, holds what JSON has no form for, or is beyond the limits of `reading`.
    """
    import yaml

    composer = _Composer(largest=max(MAX_NODES, len(text)))
    takers: dict[type[Event], Callable[[Any], None]] = {
        yaml.ScalarEvent: composer.scalar,
        yaml.AliasEvent: composer.alias,
        yaml.MappingStartEvent: composer.start_mapping,
        yaml.SequenceStartEvent: composer.start_sequence,
        yaml.MappingEndEvent: composer.end,
        yaml.SequenceEndEvent: composer.end,
        yaml.DocumentStartEvent: composer.start_document,
    }
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
            if take := takers.get(type(event)):
                take(event)
    except yaml.YAMLError as failure:
        raise _unreadable(failure) from None
    interner = composer.interner
    return Reading(tree=value_of(composer.root), nodes=tuple(interner.nodes), notes=tuple(interner.notes))


class _Sequence(Struct):
    """A list that is being read."""

    anchor: str | None
    items: list[InternedValue] = field(default_factory=list)


class _Mapping(Struct):
    """A mapping that is being read: `pairs` are its own members so far, `merged` the values of its merge keys `<<`.

    `name` is the name whose value comes next, `None` where a name comes next; `merging` tells that it is `<<`.
    """

    anchor: str | None
    name: str | None = None
    merging: bool = False
    pairs: list[tuple[str, InternedValue]] = field(default_factory=list)
    merged: list[InternedValue] = field(default_factory=list)


class _Composer:
    """Makes a tree from libyaml's events: each method takes one, and `root` is complete after the last.

    Raises `DocumentError` at an event that cannot be taken, with its line where the event has one.
    """

    def __init__(self, *, largest: int) -> None:
        self.root: InternedValue = None
        self.interner = Interner(largest=largest)
        self._documents = 0
        self._open: list[_Sequence | _Mapping] = []
        self._anchors: dict[str, InternedValue] = {}

    def start_document(self, event: Event) -> None:
        self._documents += 1
        if self._documents > 1:
            _refuse("yaml-documents", "a second YAML document begins", event, "keep one document in the file")

    def scalar(self, event: ScalarEvent) -> None:
        """Take a scalar: the name of a member where one comes next, else a value."""
        _check_tag(event.tag, event)
        top = self._open[-1] if self._open else None
        plain = bool(event.implicit[0])
        if isinstance(top, _Mapping) and top.name is None:
            top.name, top.merging = event.value, plain and event.value == "<<"
            value: InternedValue = event.value
        else:
            value = self._scalar(event, plain=plain)
            self._place(value)
        if event.anchor:
            self._anchors[event.anchor] = value

    def alias(self, event: AliasEvent) -> None:
        """Take an alias: the value that has its anchor stands here too, as a value or, if it is a text, as a name."""
        if event.anchor not in self._anchors:
            _refuse("yaml-alias", f"the alias *{event.anchor} has no anchor that is complete", event)
        value = self._anchors[event.anchor]
        top = self._open[-1] if self._open else None
        if isinstance(top, _Mapping) and top.name is None:
            if not isinstance(value, str):
                _refuse("yaml-name", f"the alias *{event.anchor} stands for a name but is no text", event)
            top.name, top.merging = value, False
        else:
            self._place(value)

    def start_mapping(self, event: CollectionStartEvent) -> None:
        self._start(event, _Mapping(event.anchor))

    def start_sequence(self, event: CollectionStartEvent) -> None:
        self._start(event, _Sequence(event.anchor))

    def end(self, _event: Event) -> None:
        """Take the end of the innermost list or mapping, which is complete with it."""
        closed = self._open.pop()
        value = self._mapping(closed) if isinstance(closed, _Mapping) else self.interner.sequence(tuple(closed.items))
        if closed.anchor:
            self._anchors[closed.anchor] = value
        self._place(value)

    def _start(self, event: CollectionStartEvent, opened: _Sequence | _Mapping) -> None:
        _check_tag(event.tag, event)
        if len(self._open) >= MAX_DEPTH:  # not only at its end: libyaml's time grows with the square of the depth
            raise too_deep()
        top = self._open[-1] if self._open else None
        if isinstance(top, _Mapping) and top.name is None:
            _refuse("yaml-name", "a list or mapping stands where a name should", event)
        if event.anchor:
            self._anchors.pop(event.anchor, None)
        self._open.append(opened)

    def _scalar(self, event: ScalarEvent, *, plain: bool) -> InternedValue:
        value = _scalar_of(event.value, event.tag, plain=plain)
        if not isinstance(value, str) and self._names() in _TEXT_MEMBERS:
            return str(event.value)
        if value is None or isinstance(value, str | bool):
            return value
        return self.interner.number(value)

    def _place(self, value: InternedValue) -> None:
        """Put a complete value where it belongs: the root, the open list, or under the waiting name."""
        if not self._open:
            self.root = value
            return
        top = self._open[-1]
        if isinstance(top, _Sequence):
            top.items.append(value)
            return
        if top.merging:
            top.merged.append(value)
        elif top.name is not None:
            top.pairs.append((top.name, value))
        top.name = None

    def _mapping(self, closed: _Mapping) -> Interned:
        """Return a mapping with what it merges: its own members win, then the first that is merged (YAML 1.1, `<<`)."""
        own = dict(closed.pairs)
        merged: dict[str, InternedValue] = {}
        for source in closed.merged:
            for name, value in _merged(source):
                if name not in own:
                    merged.setdefault(name, value)
        return self.interner.mapping((*closed.pairs, *merged.items()))

    def _names(self) -> tuple[str, ...]:
        """Return the names that lead to the value being read; a list counts as an empty one."""
        return tuple((opened.name or "") if isinstance(opened, _Mapping) else "" for opened in self._open)


def _merged(source: InternedValue) -> Iterator[tuple[str, InternedValue]]:
    """Yield the members of the mapping, or of the mappings in the list, that is the value of a merge key.

    Raises `DocumentError` where it is neither.
    """
    for mapping in source.items if isinstance(source, Interned) and isinstance(source.value, list) else (source,):
        if not isinstance(mapping, Interned) or not isinstance(mapping.value, dict):
            raise refused("yaml-merge", "a merge key << has a value that is no mapping", "write the members out")
        yield from mapping.members


def _scalar_of(text: str, tag: str | None, *, plain: bool) -> _Scalar:
    """Return the value of a scalar; `plain` is one without quotes.

    Raises `DocumentError` for `.inf`, `.nan` and numbers beyond the limits of `reading`.
    """
    if tag is None:
        return _resolved(text) if plain else text
    if tag in ("!", _TAG + "str"):
        return text
    value = _resolved(text)
    return float(value) if tag == _TAG + "float" and isinstance(value, int) else value


def _resolved(text: str) -> _Scalar:
    """Return the value that a scalar without quotes stands for by the core schema (YAML 1.2.2, section 10.3.2)."""
    if text and text[0] not in _FIRST:  # as with most, which need no further test
        return text
    if text in _NAMED:
        return _NAMED[text]
    if _INTEGER.fullmatch(text):
        return integer(text)
    if _REAL.fullmatch(text):
        return real(text)
    if _BASED.fullmatch(text):
        return based_integer(text)
    if _NO_NUMBER.fullmatch(text):
        raise refused("not-a-number", f"{text} stands where a value should: no API can send it as JSON")
    return text


def _check_tag(tag: str | None, event: Event) -> None:
    if tag is not None and tag not in _CORE_TAGS:
        _refuse("yaml-tag", f"the YAML tag {tag!r} is not accepted", event, "remove the tag: OpenAPI is JSON data")


def _refuse(code: str, message: str, event: Event, hint: str = _CORRECT) -> NoReturn:
    mark = event.start_mark
    place = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
    raise refused(code, message + place, hint)


def _unreadable(failure: YAMLError) -> DocumentError:
    problem, mark = getattr(failure, "problem", None), getattr(failure, "problem_mark", None)
    if problem and mark:
        place = f"line {mark.line + 1}, column {mark.column + 1}: {problem}"
    else:
        place = " ".join(str(failure).split())
    return refused("yaml-syntax", f"the YAML cannot be read ({place})", _CORRECT)
