"""What a client does → what the template of the one in Python is given."""

from __future__ import annotations

from typing import Any

from ampeco_refgen.pages.client_code import (
    ClientFacts,
    Language,
    arguments_of,
    code_of,
    environment_of,
    example_of,
    listed,
    needs_first,
    remarks_on,
    unsaid_of,
    usage_of,
)
from ampeco_refgen.pages.code_text import python_literal, snake_case

_LANGUAGE = Language(
    literal=python_literal,
    path=listed(python_literal),
    style=snake_case,
    encoded='quote({}, safe="")',
    joint=" + ",
    argument=", {}: str",
    cursor_of=", cursor_of: Callable[[Any], str | None]",
    first=", first: int",
    filters=lambda name: f"in_brackets({python_literal(name)}, {{…}})",
    include=lambda name: f"({python_literal(name)}, name)",
    taken=frozenset(
        {
            *("client", "params", "file", "self", "base_url", "attempts", "longest_pause", "timeout"),
            *("sleep", "main", "at", "os", "sys", "json", "hmac", "path", "form", "str", "int", "float"),
            *("bytes", "dict", "list", "any", "quote", "time", "random", "requests", "base64", "cursor_of"),
            *("first", "body", "signed", "secret", "prefix", "items", "error_of", "retry_after"),
            *("with_header", "is_genuine", "in_brackets", "errors_by_field", "mimetypes"),
        }
    ),
)


def python_client(facts: ClientFacts) -> dict[str, Any]:
    """Return the names that the template uses."""
    view = code_of(facts, _LANGUAGE)
    signature, upload, lists = view["signature"], view["upload"], view["lists"]
    example = example_of(view)
    if example is not None:
        places = [f"sys.argv[{number}]" for number in range(1, arguments_of(example) + 1)]
        if needs_first(example):
            places[-1] = f"int({places[-1]})"
        example["given"] = "".join(f", {place}" for place in places)
        example["usage"] = usage_of(example)
    if signature is not None:
        types = {"algorithm": "str", "encoding": 'Literal["hex", "base64"]', "prefix": "str"}
        parameters = "".join(f", {name}: {types[name]}" for name in unsaid_of(facts.signature))
        signature["parameters"] = f", *{parameters}" if parameters else ""
        signature["open"] = remarks_on(facts.signature, "`signed`", "`algorithm`", "`prefix`", '"sha256"')
    follows = any(kind in ("links", "header") for kind in view["kinds"])
    encodes = any("quote(" in call["path"] for call in [*lists, *([upload] if upload else [])])
    plain = {
        "base64": signature and signature["encoding"] != "hex",
        "hmac": signature,
        "json": example,
        "mimetypes": upload and not upload["field"] and not upload["content_type"],
        "os": example,
        "random": True,
        "sys": example and example["given"],
        "time": True,
    }
    abstract = ["Callable", *(["Iterator"] if lists else []), *(["Mapping"] if view["brackets"] else []), "Sequence"]
    parse = [*(["quote"] if encodes else []), *(["urljoin"] if follows else []), "urlsplit"]
    imports = [
        *(f"import {name}" for name, needed in plain.items() if needed),
        f"from collections.abc import {', '.join(abstract)}",
        "from datetime import datetime, timezone",
        "from email.utils import parsedate_to_datetime",
        *(["from pathlib import Path"] if upload else []),
        f"from typing import Any{', Literal' if signature and not signature['encoding'] else ''}",
        f"from urllib.parse import {', '.join(parse)}",
    ]
    return {
        **view,
        "imports": imports,
        "authorization": any(credential.name == "Authorization" for credential in facts.credentials),
        "in_query": any(credential.place == "query" for credential in facts.credentials),
        "environment": environment_of(view),
        "example": example,
    }
