"""A sound document of a few lines, to be broken in one place at a time, and what is found about one."""

from __future__ import annotations

import json
from typing import Any

from ampeco_refgen.fetch import RawSpec
from ampeco_refgen.openapi.validate import validate

OK = {"200": {"description": "ok"}}


def sound(version: str = "3.0.3", **members: Any) -> dict[str, Any]:
    """Return a valid document with one operation; `members` are added to its root or replace what is there."""
    return {
        "openapi": version,
        "info": {"title": "Small", "version": "1"},
        "paths": {"/a": {"get": {"responses": OK}}},
        **members,
    }


def with_schemas(schemas: dict[str, Any], version: str = "3.0.3") -> dict[str, Any]:
    """Return a valid document with these component schemas."""
    return sound(version, components={"schemas": schemas})


def with_operation(operation: dict[str, Any], path: str = "/a", version: str = "3.0.3") -> dict[str, Any]:
    """Return a valid document of which the only operation has these members."""
    return sound(version, paths={path: {"post": {"responses": OK, **operation}}})


def raw(document: Any) -> RawSpec:
    """Return a document as it would come from a file."""
    return RawSpec(content=json.dumps(document).encode(), origin="small.json")


def codes(document: dict[str, Any]) -> dict[str, str]:
    """Return the codes of the findings about a document, by their pointers."""
    return {finding.pointer: finding.code for finding in validate(document)}
