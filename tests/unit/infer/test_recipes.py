"""Recipes: steps find the newest live version, every name is checked, and the authored book keeps its own rules."""

import base64
import hashlib
import hmac
import json
import re
import shutil
import subprocess

import pytest
from msgspec.structs import replace

from ampeco_refgen.catalog.build import build
from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.payload import Wrapping
from ampeco_refgen.infer.recipe_model import Recipe, RecipeCall, RecipeNote, Snippet, Step
from ampeco_refgen.infer.recipes import MissingStep, ResolvedStep, resolve_recipes, use_cases
from ampeco_refgen.openapi.model import Document
from documents import AMPECO

STRING = {"type": "string"}
LIST = RecipeCall(method="GET", family="resources", resource="stations")
READ = RecipeCall(method="GET", family="resources", resource="stations", subpath="/{}")
CREATE = RecipeCall(method="POST", family="resources", resource="stations")
STOP = RecipeCall(method="POST", family="actions", resource="station", subpath="/{}/stop/{}")


def thing(**properties):
    return {"type": "object", "properties": properties}


def content(schema):
    return {"application/json": {"schema": schema}}


def answer(schema, status="200"):
    return {"responses": {status: {"description": "", "content": content(schema)}}}


def query(name, schema, **more):
    return {"name": name, "in": "query", "schema": schema, **more}


def station_paths(version="v2.0", **filters):
    """The paths of a resource with a list, a way to create one, and one to read by an id of any name."""
    status = {"type": "string", "enum": ["free", "busy"]}
    station = thing(id=STRING, status=status, old={**STRING, "deprecated": True})
    listing = answer(thing(data={"type": "array", "items": station}, links=thing(next=STRING)))
    wanted = filters or {"siteId": STRING, "status": status}
    listing["parameters"] = [
        query("filter", thing(**wanted), style="deepObject"),
        query("include", {"type": "array", "items": {"type": "string", "enum": ["outlets"]}}),
        query("withPrices", {"type": "boolean"}),
    ]
    body = {**thing(name=STRING, id={**STRING, "readOnly": True}), "required": ["name"]}
    create = answer(thing(data=station), "201")
    create["requestBody"] = {"content": content(body)}
    create["responses"]["422"] = {"description": "", "content": content(thing(message=STRING, errors=thing()))}
    base = f"/public-api/resources/stations/{version}"
    return {base: {"get": listing, "post": create}, f"{base}/{{station}}": {"get": answer(thing(data=station))}}


def callback(*fields, deprecated=False, header="X-Sign"):
    node = {
        "requestBody": {"content": content(thing(**dict.fromkeys(fields, STRING)))},
        "parameters": [{"name": header, "in": "header", "schema": STRING}],
        "responses": {"202": {"description": ""}},
        "deprecated": deprecated,
    }
    return {"{$request.body#/url}": {"post": node}}


def subscribing(**callbacks):
    return {"/public-api/notifications/v1.0": {"post": {**answer(thing()), "callbacks": callbacks}}}


def resolved(paths, *steps, title="T", notes=(), snippets=()):
    recipe = Recipe(slug="r", title="R", when="W", steps=steps, notes=notes, snippets=snippets)
    tree = {"openapi": "3.0.0", "info": {"title": title, "version": "1"}, "paths": paths}
    catalog, _ = build(Document(tree=tree, dialect="3.0", origin="test"))
    return resolve_recipes(catalog, Fields(catalog), (recipe,))


def reasons(paths, *steps):
    """Why steps are left out; a first step that always resolves keeps the recipe."""
    book = resolved(paths, Step(text="t", call=LIST), *steps)
    assert [str(diagnostic.code) for diagnostic in book.diagnostics] == ["recipe-step-missing"] * len(book.diagnostics)
    left_out = [step.reason for step in book.recipes[0].steps if isinstance(step, MissingStep)]
    assert len(book.diagnostics) == len(left_out)
    return left_out


def test_a_step_finds_the_newest_live_version_whatever_its_parameters_are_called():
    old, new = station_paths("v2.0"), station_paths("v10.0")
    renamed = {path.replace("{station}", "{stationId}"): item for path, item in new.items()}
    newest = station_paths("v11.0")
    for item in newest.values():
        for operation in item.values():
            operation["deprecated"] = True
    book = resolved({**old, **renamed, **newest}, Step(text="t", call=READ), Step(text="t", call=LIST))
    assert [step.call for step in book.recipes[0].steps] == [
        "GET /public-api/resources/stations/v10.0/{stationId}",
        "GET /public-api/resources/stations/v10.0",
    ]


def test_a_version_that_only_has_another_subpath_does_not_count():
    paths = {**station_paths("v1.0"), "/public-api/resources/stations/v2.0/{station}/notes": {"get": answer(thing())}}
    book = resolved(paths, Step(text="t", call=READ))
    assert book.recipes[0].steps[0].operation.place.version == "v1.0"


def test_a_resolved_step_says_its_request_line():
    step = Step(
        text="t",
        call=LIST,
        filters=("filter[siteId]", "filter[status]"),
        includes=("outlets",),
        parameters=("withPrices",),
        values=(("filter[status]", "free"), ("filter[status]", "busy")),
    )
    resolved_step = resolved(station_paths(), step).recipes[0].steps[0]
    path = "GET /public-api/resources/stations/v2.0"
    query_string = "filter[siteId]={siteId}&filter[status]=free&withPrices=true&include[]=outlets"
    assert (resolved_step.call, resolved_step.brief) == (f"{path}?{query_string}", f"{path}?filter[siteId]={{siteId}}")


def test_a_nested_filter_is_named_as_it_is_sent():
    step = Step(text="t", call=LIST, filters=("filter[roaming][operatorId]",))
    resolved_step = resolved(station_paths(roaming=thing(operatorId=STRING)), step).recipes[0].steps[0]
    assert resolved_step.call.endswith("?filter[roaming][operatorId]={operatorId}")


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (Step(text="t", call=STOP), "the document has no such operation"),
        (Step(text="t", call=LIST, filters=("filter[userId]",)), "no filter filter[userId]"),
        (Step(text="t", call=LIST, includes=("site",)), "no include include[]=site"),
        (Step(text="t", call=LIST, parameters=("page",)), "no parameter page"),
        (Step(text="t", call=LIST, response=("name",)), "no response field name"),
        (Step(text="t", call=LIST, response=("old",)), "the response field old is deprecated"),
        (Step(text="t", call=CREATE, body=("nickname",)), "no body field nickname"),
        (Step(text="t", call=CREATE, body=("id",)), "the body field id is read-only"),
        (Step(text="t", call=LIST, statuses=("404",)), "no status 404"),
        (Step(text="t", call=CREATE, statuses=("422",), errors=("hint",)), "no field in the body of 422 hint"),
        (
            Step(text="t", call=LIST, filters=("filter[status]",), values=(("filter[status]", "gone"),)),
            "filter[status] does not list the value gone",
        ),
        (
            Step(text="t", call=LIST, filters=("filter[siteId]",), values=(("filter[siteId]", "1"),)),
            "filter[siteId] does not list the value 1",
        ),
        (Step(text="t", call=LIST, response=("id",), types=(("id", "integer"),)), "id is no integer"),
        (Step(text="t", call=CREATE, body=("name",), required=("name",), wrapping=Wrapping.EMPTY), "data object"),
        (Step(text="t", webhooks=("station.changed",)), "the webhook station.changed is not in the document"),
    ],
)
def test_what_the_document_does_not_have_leaves_its_step_out_with_the_reason(step, reason):
    (told,) = reasons(station_paths(), step)
    assert reason in told


def test_a_switch_can_be_off_and_any_parameter_empty():
    paths = station_paths(siteId=STRING, roofed={"type": "boolean"})
    step = Step(
        text="t",
        call=LIST,
        filters=("filter[siteId]", "filter[roofed]"),
        values=(("filter[roofed]", "false"), ("filter[siteId]", "")),
    )
    (checked,) = resolved(paths, step).recipes[0].steps
    assert isinstance(checked, ResolvedStep)
    assert checked.call.endswith("?filter[siteId]=&filter[roofed]=false")
    (told,) = reasons(paths, replace(step, values=(("filter[roofed]", "maybe"),)))
    assert told == "filter[roofed] does not list the value maybe"


def test_all_that_is_wrong_with_a_step_is_told_at_once():
    (reason,) = reasons(station_paths(), Step(text="t", call=LIST, filters=("filter[a]",), includes=("b",)))
    assert reason == "no filter filter[a]; no include include[]=b"


def test_an_optional_field_is_not_required():
    paths = station_paths()
    paths["/public-api/resources/stations/v2.0"]["post"]["requestBody"]["content"]["application/json"]["schema"].pop(
        "required"
    )
    assert reasons(paths, Step(text="t", call=CREATE, body=("name",), required=("name",))) == ["name is not required"]


def test_only_deprecated_operations_are_said_to_be_so():
    paths = station_paths()
    past = {"/public-api/actions/station/v1.0/{station}/stop/{session}": {"post": {**answer({}), "deprecated": True}}}
    assert reasons({**paths, **past}, Step(text="t", call=STOP)) == ["all versions of the operation are deprecated"]


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (Step(text="t", webhooks=("old",)), "the webhook old is deprecated"),
        (Step(text="t", webhooks=("new",), payload=("idle",)), "no field of new idle"),
        (Step(text="t", webhooks=("new",), headers=("X-Other",)), "no header X-Other of new"),
        (Step(text="t", webhooks=("new",), replies=("200",)), "no answer 200 to new"),
    ],
)
def test_webhooks_are_checked_with_their_fields_headers_and_answers(step, reason):
    paths = {**station_paths(), **subscribing(new=callback("id"), old=callback("id", deprecated=True))}
    assert reasons(paths, step) == [reason]
    good = Step(text="t", webhooks=("new",), payload=("id",), headers=("X-Sign",), replies=("202",))
    assert reasons(paths, good) == []


def test_names_beside_data_can_be_mentioned():
    assert reasons(station_paths(), Step(text="t", call=LIST, response=("links.next",))) == []


def test_a_note_goes_with_the_step_that_declares_its_names():
    gone = Step(text="t", call=LIST, response=("name",))
    kept = Step(text="t", call=LIST, response=("id",))
    notes = (RecipeNote(text="mind `name`"), RecipeNote(text="mind `id`"), RecipeNote(text="mind"))
    assert resolved(station_paths(), gone, kept, notes=notes).recipes[0].notes == ("mind `id`", "mind")


@pytest.mark.parametrize(
    ("without", "holds"),
    [
        ((LIST, "filter[siteId]"), False),
        ((LIST, "filter[city]"), True),
        ((STOP, ""), True),
        ((READ, ""), False),
        ((None, "booking"), True),
        ((None, "station"), False),
    ],
)
def test_a_note_on_what_is_missing_holds_only_as_long_as_it_is(without, holds):
    paths = {**station_paths(), **subscribing(stationChanged=callback("id"))}
    book = resolved(paths, Step(text="t", call=LIST), notes=(RecipeNote(text="note", without=(without,)),))
    assert (book.recipes[0].notes == ("note",)) is holds
    assert (len(book.diagnostics) == 0) is holds


def test_code_takes_the_name_of_the_signature_header_from_the_document():
    snippets = (Snippet(language="x", text="read $signature_header", webhook="new"),)
    paths = {**station_paths(), **subscribing(new=callback("id", header="X-My-Signature"))}
    assert resolved(paths, Step(text="t", call=LIST), snippets=snippets).recipes[0].snippets[0].text == (
        "read X-My-Signature"
    )
    without = resolved(station_paths(), Step(text="t", call=LIST), snippets=snippets)
    assert (without.recipes[0].snippets, len(without.diagnostics)) == ((), 1)


def test_where_nothing_resolves_there_is_no_flood_of_warnings():
    book = resolved(station_paths(), Step(text="t", call=STOP), Step(text="t", webhooks=("x",)))
    assert (book.recipes, book.diagnostics) == ((), ())


def test_use_cases_show_the_steps_that_are_marked_or_the_first_call():
    marked = resolved(station_paths(), Step(text="t", call=LIST), Step(text="t", call=READ, key=True))
    unmarked = resolved(station_paths(), Step(text="t", call=LIST), Step(text="t", call=READ))
    assert [[step.step.call for step in case.steps] for case in use_cases(marked)] == [[READ]]
    assert [[step.step.call for step in case.steps] for case in use_cases(unmarked)] == [[LIST]]


def recipe_of(*steps, notes=()):
    return Recipe(slug="r", title="R", when="W", steps=steps, notes=notes)


def unchecked_names(recipe):
    """What the texts of a recipe mention in backticks without a step that declares it."""
    everywhere = set().union(*(step.names for step in recipe.steps))
    loose = [name for step in recipe.steps for name in sorted(mentioned(step) - step.names)]
    texts = (recipe.when, *(note.text for note in recipe.notes))
    return (*loose, *(name for text in texts for name in sorted(in_backticks(text) - everywhere)))


def mentioned(step):
    """What a step speaks of: in its text, and as the owner of a value, a type or a required mark."""
    return in_backticks(step.text) | {name for name, _ in (*step.values, *step.types)} | set(step.required)


def in_backticks(text):
    return set(re.findall(r"`([^`]+)`", text))


def test_names_that_no_step_declares_are_found_in_texts():
    loose = Step(text="read `id` and `name`", response=("id",), values=(("status", "free"),), required=("size",))
    assert unchecked_names(recipe_of(loose, notes=(RecipeNote(text="mind `free`, `colour`"),))) == (
        *("name", "size", "status"),
        "colour",
    )
    assert unchecked_names(recipe_of(Step(text="send `include[]=a`", includes=("a",)))) == ()


@pytest.mark.parametrize("recipe", AMPECO.recipes, ids=lambda recipe: recipe.slug)
def test_every_name_in_the_authored_texts_is_checked(recipe):
    assert unchecked_names(recipe) == ()
    assert all(text.count("`") % 2 == 0 for text in (*(step.text for step in recipe.steps), *map(_text, recipe.notes)))


@pytest.mark.parametrize("recipe", AMPECO.recipes, ids=lambda recipe: recipe.slug)
def test_authored_texts_are_short_sentences_and_name_no_version(recipe):
    for text in (*(step.text for step in recipe.steps), *map(_text, recipe.notes), recipe.when):
        assert text.endswith("."), text
        assert len(text) <= 330, text
        assert "/v1" not in text, text
        assert "/v2" not in text, text
    assert any(step.key for step in recipe.steps)
    assert all(step.call is not None for step in recipe.steps if step.key)


def _text(note):
    return note.text


def test_the_book_is_wide_enough_and_names_each_recipe_once():
    assert len(AMPECO.recipes) >= 18
    assert (
        len({recipe.slug for recipe in AMPECO.recipes})
        == len(AMPECO.recipes)
        == len({recipe.title for recipe in AMPECO.recipes})
    )


def code_in(language: str) -> str:
    (snippet,) = (each for recipe in AMPECO.recipes for each in recipe.snippets if each.language == language)
    return snippet.text


def signatures(body: bytes, token: str) -> list[str]:
    digest = hmac.new(token.encode(), body, hashlib.sha256).digest()
    return [digest.hex(), digest.hex().upper(), base64.b64encode(digest).decode()]


BODY = '{"notification":"é"}'.encode()
CASES = [(BODY, signature, "token", True) for signature in signatures(BODY, "token")] + [
    (BODY + b" ", signatures(BODY, "token")[0], "token", False),
    (BODY, signatures(BODY, "token")[0], "other", False),
    (BODY, signatures(BODY, "token")[0][:-2], "token", False),
    (BODY, "", "token", False),
    (BODY, "no signature", "token", False),
]


@pytest.mark.parametrize(("body", "signature", "token", "genuine"), CASES)
def test_the_python_code_verifies_signatures(body, signature, token, genuine):
    scope: dict = {}
    exec(code_in("python"), scope)
    assert scope["is_genuine"](body, signature, token) is genuine


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_the_javascript_code_verifies_signatures():
    cases = json.dumps([[body.decode(), signature, token] for body, signature, token, _ in CASES])
    tried = f"{cases}.map(c => isGenuine(Buffer.from(c[0]), c[1], c[2]))"
    program = f"{code_in('javascript')}\nconsole.log(JSON.stringify({tried}));"
    printed = subprocess.run(["node", "-e", program], capture_output=True, text=True, check=True, timeout=60).stdout
    assert json.loads(printed) == [genuine for *_, genuine in CASES]


def test_results_do_not_depend_on_descriptions():
    paths = {**station_paths(), **subscribing(new=callback("id"))}
    for item in paths.values():
        for operation in item.values():
            operation["description"] = "text"
    tree = {"openapi": "3.0.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    recipe = recipe_of(Step(text="t", call=LIST, filters=("filter[siteId]",)), Step(text="t", webhooks=("new",)))
    books = []
    for full in (True, False):
        catalog, _ = build(Document(tree=tree, dialect="3.0", origin="test"), full=full)
        books.append(resolve_recipes(catalog, Fields(catalog), (recipe,)))
    calls = [[replace(step, operation=None) for step in book.recipes[0].steps] for book in books]
    assert calls[0] == calls[1]
    assert all(isinstance(step, ResolvedStep) for step in calls[0])
