"""What the document says of itself → lines: contact, licence, terms, where to read more, and tags that no call has.

Sources: OpenAPI 3.0.4 and 3.1.1, Info, Contact, License, External Documentation and Tag Object.
"""

from __future__ import annotations

from collections.abc import Iterator

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.jsonvalue import JsonObject, value_of
from ampeco_refgen.markdown.text import code, guarded, prose, verbatim
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.external_docs import docs_of, web_link
from ampeco_refgen.pages.tag_words import tag_words


def about_lines(catalog: Catalog) -> Iterator[str]:
    """Yield a line each on contact, licence, terms of service and external documentation, as far as they are there."""
    known = {name: value_of(text) for name, text in catalog.others}
    contact, licence, terms = (known.get(name) for name in ("contact", "license", "termsOfService"))
    if isinstance(contact, dict) and (facts := list(_contact(contact))):
        yield from wrap(f"- contact: {', '.join(facts)}")
    if isinstance(licence, dict) and (facts := list(_licence(licence))):
        yield from wrap(f"- licence: {', '.join(facts)}")
    if isinstance(terms, str) and terms:
        yield from wrap(f"- terms of service: {web_link(terms, terms)}")
    if links := docs_of(catalog.others):
        yield from wrap(f"- see also: {links}")


def summary_of(catalog: Catalog) -> str:
    """Return the short summary of the API; empty where there is none."""
    said = next((value_of(text) for name, text in catalog.others if name == "summary"), "")
    return said if isinstance(said, str) else ""


def tag_lines(catalog: Catalog) -> Iterator[str]:
    """Yield a line on each tag that no call has: where there are such, they are chapters of the documentation."""
    used = {tag for operation in catalog.operations for tag in operation.tags}
    for tag in catalog.tags:
        if tag.name not in used and (words := tag_words(tag)):
            yield from wrap(f"- {guarded(verbatim(tag.name))}: {words}")


def _contact(contact: JsonObject) -> Iterator[str]:
    name, url, email = (contact.get(key) for key in ("name", "url", "email"))
    if isinstance(url, str) and url:
        yield web_link(name if isinstance(name, str) and name else url, url)
    elif isinstance(name, str) and name:
        yield prose(name)
    if isinstance(email, str) and email:
        yield code(email)


def _licence(licence: JsonObject) -> Iterator[str]:
    name, url, identifier = (licence.get(key) for key in ("name", "url", "identifier"))
    if isinstance(name, str) and name:
        yield web_link(name, url) if isinstance(url, str) and url else prose(name)
    if isinstance(identifier, str) and identifier:
        yield f"SPDX {code(identifier)}"
