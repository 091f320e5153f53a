"""External Documentation Objects → links to what they name, with the words that the document has for it.

Source: OpenAPI 3.0.4, External Documentation Object.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ampeco_refgen.jsonvalue import JsonText, value_of
from ampeco_refgen.markdown.text import code, link, prose

_WITHOUT_WORDS = "external documentation"
_ABSOLUTE = re.compile(r"(?:https?|mailto):", re.IGNORECASE)


_LONGEST_LINK = 300
"""Characters of a link, which cannot be broken."""


def web_link(label: str, url: str) -> str:
    """Return a link to an address of the document's.

    One that is relative is shown, as it would lead elsewhere here, and so is one too long for a line.
    """
    is_linked = _ABSOLUTE.match(url) and len(label) + len(url) <= _LONGEST_LINK
    return link(label, url) if is_linked else f"{prose(label)} ({code(url)})"


def docs_links(docs: Iterable[JsonText]) -> str:
    """Return the links of External Documentation Objects, separated by commas; empty where there are none."""
    links: list[str] = []
    for text in docs:
        named = value_of(text)
        url = named.get("url") if isinstance(named, dict) else None
        if isinstance(named, dict) and isinstance(url, str) and url:
            words = named.get("description")
            label = " ".join(words.split()) if isinstance(words, str) else ""
            links.append(web_link(label or _WITHOUT_WORDS, url))
    return ", ".join(dict.fromkeys(links))


def docs_of(others: Iterable[tuple[str, JsonText]]) -> str:
    """Return the links among the members of an object, as of `docs_links`."""
    return docs_links(text for name, text in others if name == "externalDocs")
