"""Tags → what the document says of them, on one line (OpenAPI 3.0.4, Tag Object)."""

from __future__ import annotations

from ampeco_refgen.catalog.model import Tag
from ampeco_refgen.markdown.text import joined, prose
from ampeco_refgen.pages.external_docs import docs_of


def tag_words(tag: Tag) -> str:
    """Return the description of a tag, and a link to what else is to be read of it; empty where there is neither."""
    links = docs_of(tag.others)
    return joined([prose(tag.description) if tag.description.strip() else "", f"see {links}" if links else ""])
