"""Short ways to the shapes and rows of inline schemas, for the tests of this room."""

from __future__ import annotations

from typing import Any

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.catalog.shape import Shape
from documents import catalog_from, get, mini


def body_of(schema: dict[str, Any], *, version: str = "3.0.3", **components: Any) -> tuple[Catalog, Fields, Shape]:
    """Return the catalog of an operation that takes a body of the schema, its fields, and the body's shape."""
    body = {"content": {"application/json": {"schema": schema}}}
    tree = mini({"/a": {"post": get(requestBody=body)}}, version=version, components={"schemas": components})
    catalog = catalog_from(tree)
    fields = Fields(catalog)
    operation = catalog.operations[0]
    assert operation.body is not None
    assert operation.body.media[0].schema is not None
    return catalog, fields, fields.shapes.of(operation.body.media[0].schema)
