"""Bytes → tree: whether a document is JSON or YAML is decided by its content, never by its name or a header.

The first step of `document.py`. The tree holds only what JSON can say, equal nodes of it are one object, and its depth
and size are within the limits of `reading.py`. A document for which that cannot be done is refused with a
`DocumentError`: one line on what is wrong, and a hint what to do about it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from ampeco_refgen.diagnostics import Diagnostic, pointer_to
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.jsonvalue import JsonObject, JsonValue
from ampeco_refgen.openapi import json_reader
from ampeco_refgen.openapi.model import Parsed, Reading, ReadingNote
from ampeco_refgen.openapi.reading import MAX_BYTES, refused

_JSON_START = re.compile(r'\s*(?:\{\s*["}]|\[)')
"""What a JSON object or list begins with. YAML's flow mappings, `{name: value}`, mostly have no quotes around names."""

_NOT_UTF_8 = (
    (codecs.BOM_UTF32_LE, "it is UTF-32 text"),
    (codecs.BOM_UTF32_BE, "it is UTF-32 text"),
    (codecs.BOM_UTF16_LE, "it is UTF-16 text"),
    (codecs.BOM_UTF16_BE, "it is UTF-16 text"),
    (b"\x1f\x8b", "it is compressed (gzip)"),
    (b"PK\x03\x04", "it is a ZIP archive"),
    (b"%PDF", "it is a PDF"),
)
"""First bytes → what the document is. UTF-32 comes first: its little-endian mark begins with the one of UTF-16."""
_JSON_KINDS = {list: "a list", str: "a text", bool: "a truth value", int: "a number", float: "a number"}


def parse(content: bytes) -> Parsed:
    """Return the object that `content` holds as JSON or YAML; raises `DocumentError` where it holds no such thing."""
    text = _text(content)
    reading = _read_json(text) if _JSON_START.match(text) else _read_yaml(text)
    if not isinstance(reading.tree, dict):
        kind = _JSON_KINDS.get(type(reading.tree), "nothing")
        raise refused("not-an-object", f"the document is {kind}, not an OpenAPI object", "is it the right file?")
    return Parsed(tree=reading.tree, nodes=reading.nodes, diagnostics=tuple(_diagnostics(reading.tree, reading.notes)))


def _read_json(text: str) -> Reading:
    """Read what begins like JSON; where it is none but YAML (`{"openapi": 3.1.0, a: b}`), that counts.

    Where it is neither, the message is that about JSON, which is what it looks like.
    """
    try:
        return json_reader.read(text)
    except DocumentError as failure:
        if failure.diagnostics[0].code != "json-syntax":
            raise
        try:
            return _read_yaml(text)
        except DocumentError as second:
            raise (failure if second.diagnostics[0].code == "yaml-syntax" else second) from None


def _read_yaml(text: str) -> Reading:
    from ampeco_refgen.openapi import yaml_reader  # its tables take a while to make, and most documents are JSON

    return yaml_reader.read(text)


def _text(content: bytes) -> str:
    """Return the text of a document; raises `DocumentError` for what is empty, too large, no UTF-8 or a web page."""
    if len(content) > MAX_BYTES:
        raise refused("too-large", f"the document has {len(content)} bytes, the limit is {MAX_BYTES}")
    if not content.strip():
        raise refused("empty-document", "the document is empty", "fetch it again, or name another file")
    for signature, what in _NOT_UTF_8:
        if content.startswith(signature):
            raise refused("not-utf-8", f"the document is no UTF-8 text: {what}", "convert it to UTF-8 first")
    if b"\0" in content[:4]:
        raise refused("not-utf-8", "the document is no UTF-8 text: it is UTF-16 or binary", "convert it to UTF-8 first")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        message = f"the document is no UTF-8 text: byte {content[failure.start]:#04x} at offset {failure.start}"
        raise refused("not-utf-8", message, "convert it to UTF-8 first") from None
    if text.lstrip().startswith("<"):
        hint = "it may be a login or error page: open the address in a browser, or name the document itself"
        raise refused("web-page", "the document is a web page (HTML) or XML, not OpenAPI", hint)
    return text


def _diagnostics(tree: JsonObject, notes: Iterable[ReadingNote]) -> Iterator[Diagnostic]:
    """Yield a finding for each note whose holder is in the tree, with the first place where it is met.

    A holder is missing where the member that had it was overruled by a later one of the same name.
    """
    by_holder: dict[int, list[ReadingNote]] = {}
    for note in notes:
        by_holder.setdefault(id(note.holder), []).append(note)
    pending: list[tuple[JsonValue, tuple[str | int, ...]]] = [(tree, ())] if by_holder else []
    seen: set[int] = set()
    while pending:
        node, path = pending.pop()
        if id(node) in seen or not isinstance(node, dict | list):
            continue
        seen.add(id(node))
        for note in by_holder.get(id(node), ()):
            pointer = pointer_to(*path, note.key)
            yield Diagnostic(severity=note.severity, code=note.code, message=note.message, pointer=pointer)
        members = node.items() if isinstance(node, dict) else enumerate(node)
        pending.extend((value, (*path, key)) for key, value in members)
