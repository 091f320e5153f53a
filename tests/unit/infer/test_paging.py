"""How lists of any vendor are walked, as far as the document declares it."""

from __future__ import annotations

from typing import Any

import pytest

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.infer.paging import Walk, walks_of
from documents import catalog_from, get, mini

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
THINGS = {"type": "array", "items": {"type": "object", "properties": {"id": NUMBER}}}


def query(name: str, schema: dict[str, Any] = TEXT, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, **more}


def answer(**beside: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"data": THINGS, **beside}}


def under(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members}


def walk(schema: dict[str, Any], *parameters: dict[str, Any], method: str = "get", **path: Any) -> Walk | None:
    catalog = catalog_from(mini({"/things": {method: get(schema, parameters=list(parameters)), **path}}))
    return walks_of(catalog, Fields(catalog).shapes).get(f"{method.upper()} /things")


@pytest.mark.parametrize(
    ("schema", "parameters", "told"),
    [
        (answer(links=under(next=TEXT)), [query("cursor")], {"cursor": "cursor", "next_link": "links.next"}),
        (answer(_links=under(next=under(href=TEXT))), [], {"next_link": "_links.next.href"}),
        (answer(nextPageToken=TEXT), [query("pageToken")], {"cursor": "pageToken", "next_cursor": "nextPageToken"}),
        (answer(has_more={"type": "boolean"}), [query("limit", NUMBER)], {"size": "limit", "more": "has_more"}),
        (answer(total=NUMBER), [query("offset", NUMBER)], {"offset": "offset", "total": "total"}),
        (
            answer(meta=under(last_page=NUMBER)),
            [query("page", {**NUMBER, "default": 1})],
            {"page": "page", "first": "1", "last_page": "meta.last_page"},
        ),
        (THINGS, [query("page[number]", NUMBER)], {"page": "page[number]"}),
        (THINGS, [query("page[number]")], {"page": "page[number]"}),
        (THINGS, [query("page")], {"cursor": "page"}),
        (THINGS, [query("page", {**TEXT, "default": "1"})], {"page": "page", "first": '"1"'}),
        (THINGS, [query("offset", {**TEXT, "format": "int32"})], {"offset": "offset"}),
        (answer(next_page=TEXT), [query("page")], {"cursor": "page", "next_cursor": "next_page"}),
        (
            answer(next_page=under(offset=TEXT, uri=TEXT), total=NUMBER),
            [query("offset")],
            {"cursor": "offset", "next_cursor": "next_page.offset", "total": "total"},
        ),
        (answer(total=NUMBER), [query("offset")], {"offset": "offset", "total": "total"}),
        (answer(next_page=NUMBER), [query("page", NUMBER)], {"page": "page"}),
        (answer(next={"type": "string", "format": "uri"}), [], {"next_link": "next"}),
    ],
)
def test_names_of_many_vendors_are_known(schema: Any, parameters: Any, told: dict[str, str]) -> None:
    assert walk(schema, *parameters) == Walk(**told)


def test_a_write_is_no_list_to_walk_because_links_come_back() -> None:
    links = under(next=TEXT)
    assert walk(answer(links=links), method="put") is None
    assert walk({"type": "object", "properties": {"data": under(id=NUMBER), "links": links}}) is None
    assert walk(THINGS, method="post", parameters=[query("page")]) is None


def test_a_search_by_post_that_takes_a_page_of_its_own_is_walked() -> None:
    assert walk(THINGS, query("page", NUMBER), method="post") == Walk(page="page")


def test_an_empty_cursor_begins_a_walk_only_where_the_text_says_so() -> None:
    said = query("cursor", description="Send it empty to begin.")
    unsaid = query("cursor", description="It is empty on the last page.")
    begun, silent = walk(THINGS, query("page"), said), walk(THINGS, query("page"), unsaid)
    assert begun is not None
    assert begun.starts_empty
    assert silent is not None
    assert not silent.starts_empty


def test_a_list_of_which_nothing_is_declared_has_no_walk() -> None:
    assert walk(THINGS) is None
    assert walk(answer(), query("sort")) is None


@pytest.mark.parametrize(
    "schema",
    [TEXT, under(title=TEXT, text=TEXT), under(data=under(text=TEXT)), {"oneOf": [TEXT, under(text=TEXT)]}],
)
def test_a_page_of_something_that_holds_no_list_is_not_walked(schema: Any) -> None:
    assert walk(schema, query("page", NUMBER)) is None
    assert walk(schema, query("offset", NUMBER), query("limit", NUMBER)) is None


@pytest.mark.parametrize(
    "schema",
    [
        under(content={"type": "array", "items": TEXT}),
        under(data=under(all={"type": "array", "items": TEXT})),
        {"type": "object", "additionalProperties": TEXT},
        {"oneOf": [TEXT, under(rows={"type": "array", "items": TEXT})]},
        under(text=TEXT, last_page=NUMBER),
    ],
)
def test_a_list_within_a_response_is_walked_by_what_is_declared(schema: Any) -> None:
    walked = walk(schema, query("page", NUMBER))
    assert walked is not None
    assert walked.page == "page"
