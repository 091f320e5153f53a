"""Tags → what the document says of them, on one line (OpenAPI 3.0.4, Tag Object)."""

from __future__ import annotations

from ampeco_refgen.catalog.model import Tag
from ampeco_refgen.jsonvalue import value_of
from ampeco_refgen.markdown.text import code, joined, prose
from ampeco_refgen.pages.external_docs import docs_of


def tag_words(tag: Tag) -> str:
    """Return what is said of a tag, what it belongs to, and a link to what else is to be read of it; or nothing.

    The tag above it, its kind and its summary are new in OpenAPI 3.2.
    """
    known = {name: value_of(text) for name, text in tag.others}
    summary, parent, kind = (
        value if isinstance(value := known.get(name), str) else "" for name in ("summary", "parent", "kind")
    )
    links = docs_of(tag.others)
    texts = [prose(text) for text in (summary, tag.description) if text.strip()]
    texts += [f"below tag {code(parent)}"] if parent else []
    texts += [f"kind {code(kind)}"] if kind else []
    return joined([*texts, *([f"see {links}"] if links else [])])
