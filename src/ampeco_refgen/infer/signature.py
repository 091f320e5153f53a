"""Webhooks → what is known of their signature: the header, and what the texts on it state of how it is made.

Nothing is guessed: what no text states in so many words is empty, and left to whoever checks the signature.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from ampeco_refgen.catalog.model import Catalog, Operation, Parameter, values_of_examples
from ampeco_refgen.catalog.shape import Shapes
from ampeco_refgen.infer.client_notes import WEBHOOKS, ClientNote, notes_on
from ampeco_refgen.jsonvalue import value_of

_SIGNATURE = re.compile(r"signature|hmac|digest", re.I)
_SIGNED = re.compile(r"signature|hmac|\bsign(?:ed|s|ing)?\b", re.I)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n")
_OPEN = re.compile(r"\bwhether\b|\bnot said\b|\bif\b|\bor\b", re.I)
"""Words of sentences that leave something open."""
_HMAC = re.compile(r"hmac", re.I)
_HASH = re.compile(r"\bsha-?(1|256|384|512)\b|sha(1|256|384|512)(?=-?hmac)|(?<=hmac)[-_]?sha-?(1|256|384|512)\b", re.I)
_ENCODING = re.compile(r"\b(hex)(?:adecimal|-?encoded|digest)?\b|\b(base-?64)\b", re.I)
_BODY = re.compile(r"\b(?:body|content|payload)\b", re.I)
_MORE = re.compile(r"timestamp|\b(?:time|date|url|path|method|nonce|id|headers|dot)\b", re.I)
_HEX = re.compile(r"([A-Za-z][\w.-]*=)?(?:[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})")


class Signature(Struct, frozen=True, kw_only=True):
    """The header of a signature, and what is stated of it.

    `algorithm` is the hash of an HMAC (`sha256`), `encoding` is `hex` or `base64`, `prefix` what an example has before
    it (`sha256=`), each `None` where it is not stated. `signed` is `body` where that, and nothing else, is said to be
    signed, `more` where something else is named too, `None` where nothing is. `said` is the description of the header,
    or what a profile notes of it.
    """

    header: str
    algorithm: str | None = None
    encoding: str | None = None
    prefix: str | None = None
    signed: str | None = None
    said: str = ""


def is_signature(header: Parameter) -> bool:
    """Tell whether a header has a signature, by its name or description."""
    return bool(_SIGNATURE.search(header.name) or _SIGNATURE.search(header.description))


def signed_paragraphs(operation: Operation) -> Iterator[str]:
    """Yield the paragraphs of a description that speak of a signature; no code."""
    for paragraph in operation.description.replace("\r\n", "\n").split("\n\n"):
        if _SIGNED.search(paragraph) and not paragraph.startswith(("```", "~~~", "    ")):
            yield paragraph


def signature_of(catalog: Catalog, shapes: Shapes, notes: Iterable[ClientNote] = ()) -> Signature | None:
    """Return the signature of most webhooks; `None` where no header is declared for one.

    `notes` are a profile's: they say what the descriptions say, for a catalog without these.
    """
    headers: dict[str, list[Parameter]] = {}
    subscribers: dict[str, Operation] = {}
    for operation, webhook in catalog.declared_webhooks:
        for parameter in webhook.parameters:
            if parameter.location == "header" and is_signature(parameter):
                headers.setdefault(parameter.name, []).append(parameter)
                if operation is not None:
                    subscribers[operation.key] = operation
    if not headers:
        return None
    name = max(headers, key=lambda header: len(headers[header]))
    said = next((header.description for header in headers[name] if header.description), "")
    noted = _sentences(notes_on(notes, catalog, WEBHOOKS))
    texts = [said, *(text for operation in subscribers.values() for text in signed_paragraphs(operation))]
    sentences = [*_sentences(texts), *noted]
    hashes = [sentence for sentence in sentences if _HMAC.search(sentence)]
    encoding, prefix = _of_form(headers[name], shapes)
    return Signature(
        header=name,
        algorithm=_only(f"sha{next(filter(None, match.groups()))}" for match in _matches(_HASH, hashes)),
        encoding=_only(_encoding(match) for match in _matches(_ENCODING, sentences)) or encoding,
        prefix=prefix,
        signed=_signed(hashes),
        said=" ".join((said or " ".join(noted)).split()),
    )


def _signed(sentences: list[str]) -> str | None:
    """Return what is signed by the sentences on it."""
    if any(map(_MORE.search, sentences)):
        return "more"
    return "body" if sentences and all(map(_BODY.search, sentences)) else None


def _sentences(texts: Iterable[str]) -> list[str]:
    """Return the sentences of texts that leave nothing open."""
    sentences = [sentence for text in texts for sentence in _SENTENCE.split(text)]
    return [sentence for sentence in dict.fromkeys(sentences) if sentence and not _OPEN.search(sentence)]


def _matches(words: re.Pattern[str], sentences: Iterable[str]) -> Iterator[re.Match[str]]:
    return (match for sentence in sentences for match in words.finditer(sentence))


def _only(stated: Iterable[str]) -> str | None:
    """Return what is stated, where that is one thing."""
    different = set(stated)
    return different.pop() if len(different) == 1 else None


def _encoding(match: re.Match[str]) -> str:
    return "hex" if match[1] else "base64"


def _of_form(headers: Iterable[Parameter], shapes: Shapes) -> tuple[str | None, str | None]:
    """Return encoding and prefix as the pattern or an example of the header shows them, `None` where neither does."""
    for header in headers:
        shape = shapes.of(header.schema) if header.schema is not None else None
        limits = {limit.keyword: str(value_of(limit.value)) for limit in shape.constraints} if shape else {}
        if re.fullmatch(r"\^\[(?:0-9a-f|a-f0-9)\](?:\{\d+\}|\+)\$", limits.get("pattern", ""), re.I):
            return "hex", ""
        for text in (*values_of_examples(header.examples), *(shape.examples if shape else ())):
            if match := _HEX.fullmatch(str(value_of(text))):
                return "hex", match[1] or ""
    return None, None
