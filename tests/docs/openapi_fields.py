"""The fields of every object of OpenAPI, and the keywords of JSON Schema 2020-12, by version, read from meta-schemas.

What those do not have is listed by hand, with the section of the specification that does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

SCHEMA, FLOW, ROOT = "Schema Object", "OAuth Flow Object", "OpenAPI Object"
EXTENSIONS = "Specification Extensions"
VERSIONS = ("3.0", "3.1", "3.2")
_OWN_SCHEMAS = {
    "3.1": ("schemas/oas3.1/vocabularies/base",),
    "3.2": ("schemas/oas3.2/meta/2025-09-17.json",),
}
"""Version → what OpenAPI adds to JSON Schema in its Schema Objects: files of openapi-schema-validator."""
_NAMES = {
    "info": "Info",
    "contact": "Contact",
    "license": "License",
    "server": "Server",
    "paths": "Paths",
    "server-variable": "Server Variable",
    "components": "Components",
    "path-item": "Path Item",
    "operation": "Operation",
    "external-documentation": "External Documentation",
    "parameter": "Parameter",
    "request-body": "Request Body",
    "media-type": "Media Type",
    "encoding": "Encoding",
    "responses": "Responses",
    "response": "Response",
    "callbacks": "Callback",
    "example": "Example",
    "link": "Link",
    "header": "Header",
    "tag": "Tag",
    "reference": "Reference",
    "schema": "Schema",
    "security-scheme": "Security Scheme",
    "oauth-flows": "OAuth Flows",
    "security-requirement": "Security Requirement",
    "discriminator": "Discriminator",
    "xml": "XML",
    "external-docs": "External Documentation",
}
_NAMES_3_0 = {
    "ServerVariable": "Server Variable",
    "PathItem": "Path Item",
    "RequestBody": "Request Body",
    "XML": "XML",
    "ExternalDocumentation": "External Documentation",
    "MediaType": "Media Type",
    "Schema": "Schema",
    "OAuthFlows": "OAuth Flows",
    "SecurityRequirement": "Security Requirement",
    "Discriminator": "Discriminator",
    **{f"{name}SecurityScheme": "Security Scheme" for name in ("APIKey", "HTTP", "OAuth2", "OpenIdConnect")},
    **dict.fromkeys(
        ("ImplicitOAuthFlow", "PasswordOAuthFlow", "ClientCredentialsFlow", "AuthorizationCodeOAuthFlow"), "OAuth Flow"
    ),
    **{name: name for name in ("Info", "Contact", "License", "Server", "Components", "Paths", "Operation", "Header")},
    **{name: name for name in ("Parameter", "Encoding", "Responses", "Response", "Callback", "Example", "Link", "Tag")},
    "Reference": "Reference",
}
_NO_OBJECTS = {
    *("specification-extensions", "examples", "map-of-strings", "content", "parameters", "explode-for-form"),
    *("extensible", "SecurityScheme", "ExampleXORExamples", "SchemaXORContent", "ParameterLocation"),
}
"""Definitions that are parts of others, or put several objects together."""
_LISTED = {
    **{(version, "Paths Object", "/{path}"): "Patterned Fields" for version in VERSIONS},
    **{(version, "Responses Object", "{status}"): "Patterned Fields" for version in VERSIONS},
    **{(version, "Callback Object", "{expression}"): "Patterned Fields" for version in VERSIONS},
    **{(version, "Security Requirement Object", "{name}"): "Patterned Fields" for version in VERSIONS},
    **{(version, EXTENSIONS, "x-…"): "Specification Extensions" for version in VERSIONS},
    ("3.1", "Path Item Object", "$ref"): "Fixed Fields",
    ("3.1", "Link Object", "server"): "Fixed Fields",
}
"""What the meta-schemas have under no name: version, object and field → where its section has them."""
_SLIPS = {("3.1", "Link Object", "body")}
"""What a meta-schema has, and the specification has not."""


@cache
def all_fields() -> frozenset[tuple[str, str, str]]:
    """Return every field there is: the version, the object and the name."""
    return frozenset({*_of_objects(), *_of_schemas(), *_LISTED} - _SLIPS)


def _of_objects() -> Iterator[tuple[str, str, str]]:
    for version in VERSIONS:
        document = _shipped("openapi_spec_validator", f"resources/schemas/v{version}/schema.json")
        yield from ((version, ROOT, name) for name in document["properties"])
        yield from _of_definitions(version, document.get("$defs") or document["definitions"])
        for file in _OWN_SCHEMAS.get(version, ()):
            yield from _of_definitions(version, _shipped("openapi_schema_validator", file)["$defs"])


def _of_definitions(version: str, definitions: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    names = _NAMES_3_0 if version == "3.0" else _NAMES
    for key, definition in definitions.items():
        if key in _NO_OBJECTS or key.endswith("-or-reference"):
            continue
        holder = f"{names[key]} Object"
        yield from ((version, holder, name) for name in _names(definition, definitions, parts=key != "oauth-flows"))
        if key == "oauth-flows":
            for flow in definition["$defs"].values():
                yield from ((version, FLOW, name) for name in _names(flow, definitions))


def _of_schemas() -> Iterator[tuple[str, str, str]]:
    folder = "schemas/draft202012"
    whole = _shipped("jsonschema_specifications", f"{folder}/metaschema.json")
    files = [_shipped("jsonschema_specifications", f"{folder}/vocabularies/{name.rpartition('/')[2]}")
             for name in (part["$ref"] for part in whole["allOf"])]  # fmt: skip
    for version, own in _OWN_SCHEMAS.items():
        vocabularies = [whole, *files, *(_shipped("openapi_schema_validator", file) for file in own)]
        yield from ((version, SCHEMA, name) for part in vocabularies for name in part["properties"])


def _names(schema: Any, definitions: dict[str, Any], *, parts: bool = True) -> Iterator[str]:
    """Yield the names of the members that a schema speaks of, not of what these hold."""
    if not isinstance(schema, dict):
        return
    yield from schema.get("properties", {})
    for pattern in schema.get("patternProperties", {}):
        if plain := re.fullmatch(r"\^\(?([\w$|\\]+)\)?\$", pattern):
            yield from plain[1].replace("\\", "").split("|")
    inner = [part for keyword in ("allOf", "anyOf", "oneOf") for part in schema.get(keyword, [])]
    inner += [schema[keyword] for keyword in ("if", "then", "else") if keyword in schema]
    inner += [*schema.get("dependentSchemas", {}).values(), *(schema.get("$defs", {}).values() if parts else ())]
    # One in the `$defs` of the same definition is there already.
    inner.append(definitions.get(schema.get("$ref", "").removeprefix("#/$defs/")))
    for part in inner:
        yield from _names(part, definitions)


def _shipped(package: str, name: str) -> Any:
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return json.loads(Path(spec.origin).parent.joinpath(name).read_text("utf-8"))
