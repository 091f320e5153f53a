"""Small documents for the tests of patterns and inconsistencies, in a few words each."""

from __future__ import annotations

from ampeco_refgen.catalog.build import build
from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.infer.patterns import Patterns, find_patterns
from ampeco_refgen.openapi.model import Document

BASE = "/public-api/resources"
STRING, INTEGER, BOOLEAN, TIME = (
    {"type": "string"},
    {"type": "integer"},
    {"type": "boolean"},
    {"type": "string", "format": "date-time"},
)


def one_of(*values, **more):
    return {"type": "string", "enum": list(values), **more}


def thing(**properties):
    return {"type": "object", "properties": properties}


def listed(schema):
    return {"type": "array", "items": schema}


def content(schema):
    return {"content": {"application/json": {"schema": schema}}}


def answers(schema, status="200", **more):
    return {"responses": {status: {"description": "", **content(schema)}}, **more}


def single(schema, **more):
    return answers(thing(data=schema), **more)


def many(schema, filters=None, **more):
    operation = answers(thing(data=listed(schema)), **more)
    if filters:
        operation["parameters"] = [query("filter", thing(**filters), style="deepObject")]
    return operation


def takes(schema, operation):
    return {**operation, "requestBody": content(schema)}


def query(name, schema, **more):
    return {"name": name, "in": "query", "schema": schema, **more}


def in_path(name, schema):
    return {"name": name, "in": "path", "required": True, "schema": schema}


def patterns_of(paths, *, full=True, **root) -> Patterns:
    tree = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths, **root}
    catalog, _ = build(Document(tree=tree, dialect="3.0", origin="test"), full=full)
    return find_patterns(catalog, Fields(catalog))


def things(version="v1.0", **operations):
    """The paths of a resource: `list`, `create`, `read`, `update` as far as they are given."""
    base = f"{BASE}/things/{version}"
    spots = {"list": (base, "get"), "create": (base, "post"), "read": (f"{base}/{{thing}}", "get")}
    spots["update"] = (f"{base}/{{thing}}", "patch")
    paths = {}
    for name, operation in operations.items():
        path, method = spots[name]
        paths.setdefault(path, {})[method] = operation
    return paths
