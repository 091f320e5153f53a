"""Link Objects of a response → lines: the call that may follow, and what of this one goes into it.

Sources: OpenAPI 3.0.4, Link Object and Runtime Expressions.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from ampeco_refgen.catalog.model import Response
from ampeco_refgen.jsonvalue import JsonObject, JsonValue, canonical, value_of
from ampeco_refgen.markdown.text import code
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.access_text import after_dash
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.field_lines import literal


def link_lines(plan: BundlePlan, page: str, response: Response) -> Iterator[str]:
    """Yield an entry for each link of a response, with its parameters, body and server below it."""
    for name, text in response.links:
        declared = value_of(text)
        linked = declared if isinstance(declared, dict) else {}
        said = linked.get("description")
        after = after_dash(said) if isinstance(said, str) else ""
        yield from wrap(f"  - link {code(name)}: {_target(plan, page, linked)}{after}", indent="    ")
        parameters = linked.get("parameters")
        for parameter, value in parameters.items() if isinstance(parameters, dict) else ():
            yield from wrap(f"    - parameter {code(parameter)}: {_value(value)}", indent="      ")
        if "requestBody" in linked:
            yield from wrap(f"    - body: {_value(linked['requestBody'])}", indent="      ")
        server = linked.get("server")
        if isinstance(server, dict) and isinstance(url := server.get("url"), str):
            yield from wrap(f"    - server: {code(url)}", indent="      ")


def _target(plan: BundlePlan, page: str, linked: JsonObject) -> str:
    """Return a link to the operation that is meant; what names none of this bundle is shown as it is."""
    identifier, reference = linked.get("operationId"), linked.get("operationRef")
    if isinstance(identifier, str):
        keys = [operation.key for operation in plan.catalog.operations if operation.operation_id == identifier]
        return plan.call_link(page, keys[0]) if keys else f"operation {code(identifier)}"
    if isinstance(reference, str):
        key = _key_of(reference)
        return plan.call_link(page, key) if key in plan.operations else f"operation {code(reference)}"
    return "an operation that is not named"


def _key_of(reference: str) -> str:
    """Return `METHOD /path` for `#/paths/~1path/method`, the JSON pointer of an operation (RFC 6901)."""
    tokens = [token.replace("~1", "/").replace("~0", "~") for token in map(unquote, reference.split("/"))]
    return f"{tokens[3].upper()} {tokens[2]}" if tokens[:2] == ["#", "paths"] and len(tokens) == 4 else ""


def _value(value: JsonValue) -> str:
    return literal(canonical(value))
