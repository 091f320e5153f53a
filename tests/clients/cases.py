"""Small documents, one for each way of paging and each kind of credentials, with how a server does what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clients.api import Listing
from documents import get, mini

TEXT, NUMBER, FLAG = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
URL = {"type": "string", "format": "uri"}
ITEMS = {"type": "array", "items": {"type": "object", "properties": {"id": NUMBER}}}
SERVER = [{"url": "https://api.example.org"}]


def query(name: str, schema: dict[str, Any] = TEXT, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, **more}


def thing(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members}


def listing(schema: dict[str, Any], *parameters: dict[str, Any], path: str = "/things", **more: Any) -> dict[str, Any]:
    """Return a document of one list."""
    operation = get(schema)
    operation["parameters"] = [*parameters]
    return mini({path: {"get": operation}}, servers=SERVER, **more)


def linked(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document whose list has the header `Link`."""
    (methods,) = document["paths"].values()
    methods["get"]["responses"]["200"]["headers"] = {"Link": {"schema": TEXT}}
    return document


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A document whose list `/things` is walked, and how its server gives it; `more` are further arguments."""

    document: dict[str, Any]
    listing: Listing
    first: int | None = None
    key: bool = False


PAGE = query("page", {"type": "integer", "default": 1})
CASES = {
    "a URL in the body": Case(
        document=listing(thing(items=ITEMS, next=URL)),
        listing=Listing(kind="links", items=("items",), next=("next",)),
    ),
    "a URL without its host": Case(
        document=listing(thing(items=ITEMS, paging=thing(next_url=TEXT)), query("limit", {**NUMBER, "maximum": 3})),
        listing=Listing(kind="links", items=("items",), next=("paging", "next_url"), relative=True),
    ),
    "a name with a dot": Case(
        document=listing(thing(**{"values": ITEMS, "@odata.nextLink": URL})),
        listing=Listing(kind="links", items=("values",), next=("@odata.nextLink",)),
    ),
    "an empty cursor begins": Case(
        document=listing(
            thing(data=ITEMS, links=thing(next=URL)),
            PAGE,
            query("cursor", description="Send it empty to turn to cursors.", allowEmptyValue=True),
        ),
        listing=Listing(kind="links", items=("data",), parameter="cursor", next=("links", "next")),
    ),
    "a cursor": Case(
        document=listing(thing(things=ITEMS, next_cursor=TEXT), query("cursor")),
        listing=Listing(kind="cursor", items=("things",), parameter="cursor", next=("next_cursor",)),
    ),
    "a cursor and more": Case(
        document=listing(thing(results=ITEMS, meta=thing(nextCursor=TEXT, hasMore=FLAG)), query("pageToken")),
        listing=Listing(
            kind="cursor",
            items=("results",),
            parameter="pageToken",
            next=("meta", "nextCursor"),
            more=("meta", "hasMore"),
        ),
    ),
    "a key": Case(
        document=listing(thing(data=ITEMS, has_more=FLAG), query("starting_after")),
        listing=Listing(kind="key", items=("data",), parameter="starting_after", more=("has_more",)),
        key=True,
    ),
    "the last page": Case(
        document=listing(thing(data=ITEMS, meta=thing(last_page=NUMBER)), PAGE),
        listing=Listing(kind="pages", items=("data",), parameter="page", last=("meta", "last_page")),
    ),
    "pages from 0, their number": Case(
        document=listing(thing(content=ITEMS, totalPages=NUMBER), query("page", {**NUMBER, "minimum": 0})),
        listing=Listing(kind="pages", items=("content",), parameter="page", first=0, pages=("totalPages",)),
    ),
    "pages and more": Case(
        document=listing(thing(items=ITEMS, has_more=FLAG), PAGE),
        listing=Listing(kind="pages", items=("items",), parameter="page", more=("has_more",)),
    ),
    "pages and a total": Case(
        document=listing(thing(items=ITEMS, total_count=NUMBER), PAGE),
        listing=Listing(kind="pages", items=("items",), parameter="page", total=("total_count",)),
    ),
    "pages, and no end told": Case(
        document=listing(ITEMS, PAGE),
        listing=Listing(kind="pages", parameter="page"),
    ),
    "pages from a number that is not told": Case(
        document=listing(thing(items=ITEMS, page_count=NUMBER), query("page", NUMBER)),
        listing=Listing(kind="pages", items=("items",), parameter="page", first=0, pages=("page_count",)),
        first=0,
    ),
    "an offset and a total": Case(
        document=listing(thing(items=ITEMS, total=NUMBER), query("offset", NUMBER), query("limit", NUMBER)),
        listing=Listing(kind="offsets", items=("items",), parameter="offset", first=0, total=("total",)),
    ),
    "an offset from 1": Case(
        document=listing(
            thing(Resources=ITEMS, totalResults=NUMBER), query("startIndex", {**NUMBER, "default": 1}), path="/things"
        ),
        listing=Listing(kind="offsets", items=("Resources",), parameter="startIndex", first=1, total=("totalResults",)),
    ),
    "an offset, and no end told": Case(
        document=listing(ITEMS, query("offset", NUMBER)),
        listing=Listing(kind="offsets", parameter="offset", first=0),
    ),
    "a page that is a text": Case(
        document=listing(thing(data=ITEMS, has_more=FLAG, next_page=TEXT), query("page")),
        listing=Listing(kind="cursor", items=("data",), parameter="page", next=("next_page",), more=("has_more",)),
    ),
    "an offset that is a text": Case(
        document=listing(thing(data=ITEMS, next_page=thing(offset=TEXT, uri=TEXT)), query("offset")),
        listing=Listing(kind="cursor", items=("data",), parameter="offset", next=("next_page", "offset")),
    ),
    "a number written as text": Case(
        document=listing(thing(items=ITEMS, totalPages=NUMBER), query("pageNumber", {**TEXT, "default": "1"})),
        listing=Listing(kind="pages", items=("items",), parameter="pageNumber", pages=("totalPages",)),
    ),
    "a header": Case(document=linked(listing(ITEMS)), listing=Listing(kind="header")),
    "a header beside pages": Case(
        document=linked(listing(thing(items=ITEMS, total_count=NUMBER), PAGE)),
        listing=Listing(kind="header", items=("items",), total=("total_count",)),
    ),
}

_LIST, _HOW = CASES["a URL in the body"].document, CASES["a URL in the body"].listing


def secured(scheme: dict[str, Any] | None) -> Case:
    """Return a document whose list asks for credentials of one scheme, or for none."""
    more = {"security": [{"it": []}], "components": {"securitySchemes": {"it": scheme}}} if scheme else {}
    return Case(document={**_LIST, **more}, listing=_HOW)


FLOWS = {"clientCredentials": {"tokenUrl": "https://auth.example.org/token", "scopes": {}}}
SECURED: dict[str, tuple[Case, tuple[str, ...], dict[str, str]]] = {
    "none": (secured(None), (), {}),
    "bearer": (secured({"type": "http", "scheme": "bearer"}), ("token",), {"API_TOKEN": "token"}),
    "basic": (
        secured({"type": "http", "scheme": "basic"}),
        ("user", "password"),
        {"API_USER": "user", "API_PASSWORD": "password"},
    ),
    "a header": (secured({"type": "apiKey", "in": "header", "name": "X-Key"}), ("api_key",), {"API_KEY": "api_key"}),
    "the header Authorization": (
        secured({"type": "apiKey", "in": "header", "name": "Authorization"}),
        ("api_key",),
        {"API_KEY": "api_key"},
    ),
    "the query": (secured({"type": "apiKey", "in": "query", "name": "key"}), ("api_key",), {"API_KEY": "api_key"}),
    "a cookie": (secured({"type": "apiKey", "in": "cookie", "name": "sid"}), ("api_key",), {"API_KEY": "api_key"}),
    "OAuth 2": (secured({"type": "oauth2", "flows": FLOWS}), ("token",), {"API_TOKEN": "token"}),
}
"""By the kind of credentials: a document, the arguments that a client takes, and the variables of the environment."""
