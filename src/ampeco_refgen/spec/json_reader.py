"""JSON text → tree: numbers, duplicate names and broken characters are looked at as they are read (RFC 8259).

Called by `parse.py`. A text without any flaw is read by `quick_json.py`. For others the standard library's reader does
the work; it calls back for every object, which is how duplicate names and identical nodes are found on the way.
"""

from __future__ import annotations

import json
from typing import NoReturn

from ampeco_refgen.diagnostics import Severity
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.jsonvalue import JsonObject, JsonValue
from ampeco_refgen.spec.interning import Interner
from ampeco_refgen.spec.quick_json import read_quickly
from ampeco_refgen.spec.reading import Note, Reading, integer, note_duplicates, real, refused, too_deep


def read(text: str) -> Reading:
    """Return what a JSON text says, with notes on its flaws; raises `DocumentError` where it is no JSON."""
    return read_quickly(text) or read_carefully(text)


def read_carefully(text: str) -> Reading:
    """Return what a JSON text says; looks at each of its objects for flaws, notes those it can mend."""
    reader = _Reader(may_be_broken="\\ud" in text or "\\uD" in text)
    try:
        tree: JsonValue = json.loads(
            text,
            object_pairs_hook=reader.members,
            parse_int=integer,
            parse_float=real,
            parse_constant=_no_number,
        )
    except json.JSONDecodeError as failure:
        raise _unreadable(failure) from None
    except RecursionError:
        raise too_deep() from None
    return Reading(tree=tree, nodes=tuple(reader.interner.nodes), notes=tuple(reader.notes))


class _Reader:
    def __init__(self, *, may_be_broken: bool) -> None:
        self.interner = Interner()
        self.notes: list[Note] = []
        self._may_be_broken = may_be_broken

    def members(self, pairs: list[tuple[str, JsonValue]]) -> JsonObject:
        """Return the object made of `pairs`: the one that is known already, where nothing is to be noted."""
        node = dict(pairs)
        noted = len(self.notes)
        if len(node) != len(pairs):
            self.notes += note_duplicates(node, pairs)
        if self._may_be_broken:
            self._mend(node)
        return self.interner.mapping(node) if len(self.notes) == noted else self.interner.single(node)

    def _mend(self, node: JsonObject) -> None:
        """Replace halves of surrogate pairs, which JSON can escape but no Unicode text holds (RFC 8259 section 8.2)."""
        for key, value in list(node.items()):
            mended_key, mended = _whole(key), _mended(value)
            if mended_key == key and mended == value:
                continue
            del node[key]
            node[mended_key] = mended
            message = "a lone surrogate, half of a character, was replaced with U+FFFD"
            self.notes.append(
                Note(severity=Severity.WARNING, code="lone-surrogate", message=message, holder=node, key=mended_key)
            )


def _mended(value: JsonValue) -> JsonValue:
    """Return a text, or a list with the texts in it, without lone surrogates; mappings are mended already."""
    if isinstance(value, str):
        return _whole(value)
    return [_mended(item) for item in value] if isinstance(value, list) else value


def _whole(text: str) -> str:
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _no_number(name: str) -> NoReturn:
    raise refused("not-a-number", f"{name} stands where a value should: JSON has no such number (RFC 8259 section 6)")


def _unreadable(failure: json.JSONDecodeError) -> DocumentError:
    place = f"line {failure.lineno}, column {failure.colno}"
    if failure.pos >= len(failure.doc.rstrip()) or failure.msg.startswith("Unterminated"):
        return refused(
            "json-cut-short",
            f"the JSON ends too early ({place}: {failure.msg})",
            "the download may have been interrupted: fetch the document again",
        )
    return refused("json-syntax", f"the JSON cannot be read ({place}: {failure.msg})", "correct the document there")
