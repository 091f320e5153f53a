"""What a client does → what the template of the one in TypeScript is given."""

from __future__ import annotations

from typing import Any

from ampeco_refgen.infer.error_shape import FieldErrors
from ampeco_refgen.pages.client_code import (
    ClientFacts,
    Language,
    code_of,
    example_of,
    listed,
    needs_first,
    remarks_on,
    unsaid_of,
)
from ampeco_refgen.pages.code_text import camel_case, typescript_literal

_LANGUAGE = Language(
    literal=typescript_literal,
    path=listed(typescript_literal),
    style=camel_case,
    encoded="encodeURIComponent({})",
    joint=" + ",
    argument=", {}: string",
    cursor_of=", cursorOf: (body: unknown) => string | undefined",
    first=", first: number",
    filters=lambda name: f"...inBrackets({typescript_literal(name)}, {{…}})",
    include=lambda name: f"[{typescript_literal(name)}, name]",
    taken=frozenset(
        {
            *("client", "params", "file", "options", "baseUrl", "attempts", "longestPause", "sleep", "at"),
            *("inBrackets", "form", "name", "asked", "headers", "fetch", "path", "response", "request"),
            *("body", "address", "first", "cursorOf", "encodeURIComponent", "pauseFor", "retryAfter"),
            *("errorOf", "errorsByField", "listAt", "isGenuine", "fromHex", "fromBase64", "base64"),
        }
    ),
)


def typescript_client(facts: ClientFacts) -> dict[str, Any]:
    """Return the names that the template uses."""
    view = code_of(facts, _LANGUAGE)
    signature, example = view["signature"], example_of(view)
    cookies = [credential for credential in view["credentials"] if credential["place"] == "cookie"]
    credentials = [
        {**credential, "cookies": cookies if cookies and credential is cookies[0] else []}
        for credential in view["credentials"]
    ]
    if example is not None:
        example["given"] = ', "…"' * len(example["arguments"]) + (", first" if needs_first(example) else "")
    if signature is not None:
        names = {"algorithm": "hash: string", "encoding": 'encoding: "hex" | "base64"', "prefix": "prefix: string"}
        signature["parameters"] = "".join(f", {names[name]}" for name in unsaid_of(facts.signature))
        signature["open"] = remarks_on(facts.signature, "`signed`", "`hash`", "`prefix`", '"SHA-256"')
    basic = any(credential["place"] == "basic" for credential in credentials)
    lists_read = bool(view["walks"]) or view["errors"]["form"] == FieldErrors.LIST
    return {**view, "credentials": credentials, "basic": basic, "lists_read": lists_read, "example": example}
