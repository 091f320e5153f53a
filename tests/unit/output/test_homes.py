"""Where shapes are stated: by their size, their uses and what refers to them; each once, under a name of its own."""

from __future__ import annotations

from typing import Any

import pytest

from ampeco_refgen.catalog.fields import Direction
from ampeco_refgen.output.homes import ROWS_BELOW_A_PAGE, ROWS_IN_A_SECTION, Home, Where
from ampeco_refgen.output.site import Site
from documents import SAMPLE, catalog_from, catalog_of, get, mini, real_path

STRING = {"type": "string"}


def item(rows: int) -> dict[str, Any]:
    return {"type": "object", "properties": {f"f{number:02}": STRING for number in range(rows)}}


def homes(paths: dict[str, Any], **components: Any) -> list[Home]:
    catalog = catalog_from(mini(paths, components={"schemas": components}))
    return list(Site(catalog).homes.shapes.values())


def taking(schema: dict[str, Any]) -> dict[str, Any]:
    return get(requestBody={"content": {"application/json": {"schema": schema}}})


@pytest.mark.parametrize(
    ("paths", "where"),
    [
        ({"/lamps": {"get": get(item(2))}}, Where.IN_SECTION),
        ({"/lamps": {"get": get(item(2)), "put": get(item(2))}}, Where.BELOW),
        ({"/lamps": {"get": get(item(ROWS_BELOW_A_PAGE))}}, Where.IN_SECTION),
        ({"/lamps": {"get": get(item(ROWS_BELOW_A_PAGE + 1))}}, Where.OWN_PAGE),
        ({"/lamps": {"post": taking(item(ROWS_IN_A_SECTION))}}, Where.IN_SECTION),
        ({"/lamps": {"post": taking(item(ROWS_IN_A_SECTION + 1))}}, Where.OWN_PAGE),
        ({"/lamps": {"post": taking(item(2)), "put": taking(item(2))}}, Where.IN_SECTION),
    ],
)
def test_size_and_uses_decide(paths, where):
    (home,) = homes(paths)
    assert home.where is where
    assert home.page == ("resources/lamps.md" if where is not Where.OWN_PAGE else home.page)
    assert home.page.startswith("schemas/") is (where is Where.OWN_PAGE)


def test_what_has_no_rows_has_no_home():
    assert homes({"/lamps": {"get": get(STRING), "post": taking({"type": "object"})}}) == []


def test_what_is_referred_to_has_a_page_named_by_its_component():
    tree = {"type": "object", "properties": {"child": {"$ref": "#/components/schemas/Tree"}}}
    found = homes({"/trees": {"get": get({"$ref": "#/components/schemas/Tree"})}}, Tree=tree)
    assert [(home.name, home.where, home.page) for home in found] == [("Tree", Where.OWN_PAGE, "schemas/tree.md")]


def test_a_body_and_an_answer_of_one_shape_are_stated_apart():
    found = homes({"/lamps": {"get": get(item(2)), "post": taking(item(2))}})
    assert {home.direction for home in found} == {Direction.REQUEST, Direction.RESPONSE}


def test_a_live_operation_owns_what_a_deprecated_one_shares_with_it():
    paths = {
        "/public-api/resources/lamps/v1.0": {"get": get(item(2), deprecated=True)},
        "/public-api/resources/lamps/v2.0": {"get": get(item(2))},
    }
    (home,) = homes(paths)
    assert home.owner == "GET /public-api/resources/lamps/v2.0"
    assert home.page == "resources/lamps.md"
    assert [use.deprecated for use in home.uses] == [False, True]


@pytest.mark.parametrize("source", ["sample", pytest.param("real", marks=pytest.mark.real)])
def test_each_name_and_each_page_is_given_once(source):
    catalog = catalog_of(SAMPLE if source == "sample" else real_path())
    found = Site(catalog).homes
    titles = [(home.page, home.title) for home in found.shapes.values() if home.where is not Where.IN_SECTION]
    assert len(set(titles)) == len(titles)
    pages = [home.page for home in found.own_pages]
    assert len(set(pages)) == len(pages)


def test_descriptions_move_nothing():
    places = []
    for full in (True, False):
        catalog = catalog_of(SAMPLE, full=full)
        found = Site(catalog).homes
        places.append([(home.name, home.page, home.where) for home in found.shapes.values()])
    assert places[0] == places[1]
