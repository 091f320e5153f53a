"""A document with its references written out, by `prance`: for tools that cannot follow references themselves.

The one place for prance: it keeps neither the names of schemas nor what stands beside a reference, so the catalog is
built by `refs.py` instead, and the tests hold the two against each other. Only internal references are resolved.
"""

from __future__ import annotations

from typing import Any, cast

from ampeco_refgen.diagnostics import error
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.jsonvalue import JsonObject
from ampeco_refgen.openapi.model import Document


def dereferenced(document: Document) -> JsonObject:
    """Return the tree with every reference replaced by what it points at; recursive ones stay references.

    Raises `DocumentError` where prance cannot resolve one, such as a property that is called `$ref`.
    """
    from prance.util.resolver import RESOLVE_INTERNAL, RefResolver
    from prance.util.url import ResolutionError

    def kept(limit: int, parsed_url: Any, recursions: tuple[Any, ...] = ()) -> JsonObject:  # noqa: ANN401, ARG001
        return {"$ref": f"#{parsed_url.fragment}"}

    resolver = RefResolver(
        document.tree,
        "file:///document.json",
        resolve_types=RESOLVE_INTERNAL,
        recursion_limit_handler=kept,
    )
    try:
        resolver.resolve_references()
    except (ResolutionError, ValueError, TypeError, AttributeError, KeyError) as problem:
        message = f"the references cannot be written out: {problem}"
        raise DocumentError(
            message, hint="fetch it without --deref", diagnostics=(error("unresolved-reference", message),)
        ) from None
    return cast("JsonObject", resolver.specs)
