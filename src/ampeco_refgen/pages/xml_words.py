"""XML Objects → the words in which a field's line says how it is written as XML.

Sources: OpenAPI 3.0.4 and 3.2.0, XML Object. What the document does not say has no word: an element without a name of
its own is called as the field, and the name of an array counts only where that is wrapped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.jsonvalue import JsonObject, value_of
from ampeco_refgen.markdown.text import code

_XML = re.compile(r"[/+]xml\b", re.IGNORECASE)


def is_xml(media_types: str) -> bool:
    """Tell whether one of some media types, in a text, is XML: `text/xml`, `application/atom+xml` (RFC 7303)."""
    return bool(_XML.search(media_types))


def xml_words(shape: Shape) -> Iterator[str]:
    """Yield what is said of the node that a value is in XML, each part by itself."""
    own = _xml_of(shape)
    name = own.get("name")
    kind = own.get("nodeType")
    named = f" {code(name)}" if isinstance(name, str) and name else ""
    is_array = shape.kind == "array"
    if own.get("attribute") is True or kind == "attribute":
        yield f"XML attribute{named}"
    elif kind in ("text", "cdata"):
        yield "XML text of the element around it" if kind == "text" else "XML CDATA in the element around it"
    elif is_array and (own.get("wrapped") is True or kind == "element"):
        yield f"XML elements within an element{named or ' of its name'}"
    elif named and not is_array:
        yield f"XML element{named}"
    if is_array and shape.items is not None and isinstance(each := _xml_of(shape.items).get("name"), str) and each:
        yield f"each XML element {code(each)}"
    for keyword in ("namespace", "prefix"):
        if isinstance(text := own.get(keyword), str) and text:
            yield f"XML {keyword} {code(text)}"


def _xml_of(shape: Shape) -> JsonObject:
    """Return the XML Object of a value: its own, else the first of what it is merged of."""
    declared = next((value_of(text) for name, text in shape.others if name == "xml"), None)
    return declared if isinstance(declared, dict) else {}
