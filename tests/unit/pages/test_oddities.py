"""What is odd about a call stands in its file, with what to do about it; so does what is odd about a webhook."""

from __future__ import annotations

import pytest

from ampeco_refgen.catalog.build import build
from ampeco_refgen.openapi.model import Document
from ampeco_refgen.pages.bundle import make_bundle
from documents import findings_of, mini

THINGS = "/public-api/resources/things/v1.0"
OK = {"description": ""}
STRING = {"type": "string"}


def pages(paths, *, full=True):
    document = Document(tree=mini(paths), dialect="3.0", origin="test")
    bundle = make_bundle(findings_of(build(document, full=full)[0]))
    return {file.path.removeprefix("reference/"): file.text for file in bundle.files}


def thing(**properties):
    return {"type": "object", "properties": properties}


def content(schema):
    return {"content": {"application/json": {"schema": schema}}}


def answers(schema, status="200"):
    return {status: {**OK, **content(thing(data=schema))}}


def odd(page, part):
    """The lines below a heading, up to the next one."""
    _, _, rest = page.partition(f"**{part}**\n\n")
    return rest.partition("\n\n")[0].splitlines()


@pytest.mark.parametrize("full", [True, False], ids=["full", "none"])
def test_what_is_odd_about_a_body_stands_below_it(full):
    body = {
        **thing(id={**STRING, "readOnly": True}, mode={**STRING, "description": "This property is required!"}),
        "required": ["id"],
    }
    page = pages({THINGS: {"post": {"requestBody": content(body), "responses": answers(thing(), "201")}}}, full=full)[
        "calls/public-api/resources/things/v1.0/POST.md"
    ]
    assert odd(page, "Odd in the body") == [
        "- `id`: required, but read-only: leave it out",
        "- `mode`: required by its description, though not by the schema: send it",
    ]
    assert ("This property" in page) is full


def test_a_filter_that_spells_values_otherwise_than_the_response():
    given = {"type": "string", "enum": ["v 1", "v 2", "gone"]}
    asked = {"type": "string", "enum": ["v1", "v 2", "open"]}
    filters = {"name": "filter", "in": "query", "style": "deepObject", "schema": thing(version=asked)}
    listing = {"parameters": [filters], "responses": answers({"type": "array", "items": thing(version=given)})}
    made = pages({THINGS: {"get": listing}})
    assert odd(made["calls/public-api/resources/things/v1.0/GET.md"], "Odd in the parameters") == [
        "- `filter[version]`: spells values otherwise than `version` in the response: send `v1` for `v 1`",
        "- `filter[version]`: takes `open`, which `version` in the response is never declared to be, and not `gone`, "
        "which it may be: send the filter's own spelling, and check what comes back",
    ]
    assert "`filter[version]`" in made["inconsistencies.md"]


def test_fields_of_one_remark_share_a_line():
    include = {"name": "include", "in": "query", "schema": {"type": "array", "items": {"enum": ["a", "b", "c"]}}}
    item = thing(a=STRING, b=STRING, d={"type": "integer", "example": "x"})
    read = {"parameters": [include], "responses": answers(item)}
    thing_path = {"get": read, "parameters": [{"name": "thing", "in": "path", "required": True, "schema": STRING}]}
    made = pages({f"{THINGS}/{{thing}}": thing_path})
    page = made["calls/public-api/resources/things/v1.0/_/GET.md"]
    assert odd(page, "Odd in the response") == [
        "- `a`, `b`: may be missing unless asked for by the include of its name",
        "- `c`: an include, but no field of the response has its name: look at an answer for what it brings",
        '- `d`: the document\'s example `"x"` is no integer: go by the type',
    ]
    assert page.index("**Odd in the response**") < page.index("**Responses**")


def test_a_webhook_that_cannot_be_subscribed_to_says_so():
    hook = {"{$request.body#/url}": {"post": {"requestBody": content(thing(id=STRING)), "responses": {}}}}
    names = {"type": "array", "items": {"enum": ["a.changed", "b.changed", "silent"]}}
    subscribe = {
        "requestBody": content(thing(names=names, url=STRING)),
        "responses": answers(thing(), "201"),
        "callbacks": dict.fromkeys(("a.changed", "b.changed", "lost"), hook),
    }
    made = pages({"/public-api/notifications/v1.0": {"post": subscribe}})
    assert odd(made["webhooks/lost.md"], "Odd here") == [
        "- `lost`: no value of `names` in `POST notifications/v1.0`, so that it cannot be subscribed to there"
    ]
    assert odd(made["webhooks/a.changed.md"], "Odd here") == []
    assert odd(made["calls/public-api/notifications/v1.0/POST.md"], "Odd in the body") == [
        "- `names`: does not take `lost`, which is described as a webhook: it cannot be subscribed to",
    ]


def test_nothing_odd_no_section():
    made = pages({THINGS: {"post": {"requestBody": content(thing(name=STRING)), "responses": answers(thing(), "201")}}})
    assert "Odd" not in made["calls/public-api/resources/things/v1.0/POST.md"]
    assert "inconsistencies.md" not in made
